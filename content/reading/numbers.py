"""Old addresses that carry a number (`/?p=7`): rooms that brought content from elsewhere know what it has become."""

from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from accounts.sites.models import Site

KEYS = ("p", "page_id")  # also in `aicmr.lib.pagecache.QUERY_KEYS`
_LONGEST = 9
_finders: list[str] = []


def register(path: str) -> None:
    """Ask the function at this dotted path, `find(site, number) -> str`, which gives a live path or ''."""
    if path not in _finders:
        _finders.append(path)


def path_of(site: "Site", number: str) -> str:
    """Where the content of this number is now, or ''."""
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST):
        return ""
    return next((path for finder in _finders if (path := import_string(finder)(site, number))), "")
