"""`-p tests.served` leaves only tests that may ask a database or Redis: the others came out the same on SQLite.

Those of `tests/aicmr` stay, as the cache, the limits and the queue are tried there without a database. Slow ones stay
too, but for those that the check runs on SQLite: the corpora, and every role and every odd value at every address.
"""

import pytest

_DATABASE = {"db", "transactional_db", "live_server"}
_SLOW_ON_SQLITE = ("tests/ai/corpora/", "tests/architecture/", "tests/ai/test_odd_input.py")
_ALONE = ("test_checks.py", "test_env.py", "test_html.py")  # processes of their own, and texts


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if not _asks(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _asks(item)]


def _asks(item: pytest.Item) -> bool:
    if item.get_closest_marker("slow"):
        return not item.nodeid.startswith(_SLOW_ON_SQLITE)
    if item.get_closest_marker("django_db"):
        return True
    if _DATABASE & set(getattr(item, "fixturenames", ())):
        return True
    return item.path.parent.name == "aicmr" and item.path.name not in _ALONE
