"""How the engine's tests ask."""

from typing import Any

from accounts.models import User
from accounts.sites.models import Site
from ai.engine.models import Run
from ai.engine.services import RunFailed, RunResult, run

TEXT = "The pier opens on Saturday. See https://harbour.test/pier for the times."


def ask(site: Site, by: User | None, **options: Any) -> RunResult:
    return run("tests.text", options.pop("context", {"text": TEXT}), by=by, site=site, scope="article:1", **options)


def failing(site: Site, by: User | None, **options: Any) -> RunFailed:
    """The error of a run that must fail."""
    try:
        result = ask(site, by, **options)
    except RunFailed as error:
        return error
    raise AssertionError(f"the run was answered: {result.text!r}")


def calls(site: Site) -> list[Run]:
    """The log's rows of the site in the order in which the calls were made."""
    return sorted(Run.objects.filter(site=site), key=lambda row: row.attempt)
