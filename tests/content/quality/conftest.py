"""Guidelines and terms of the site under test."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.sites.models import Site
from content.quality.models import GlossaryTerm, Guideline
from content.quality.services import save_guideline, save_term
from tests.people import People

MakeRule = Callable[..., Guideline]
MakeTerm = Callable[..., GlossaryTerm]


@pytest.fixture
def rule(site: Site, people: People) -> MakeRule:
    def make(title: str = "Short sentences", **fields: Any) -> Guideline:
        row = Guideline(site=site, title=title, **{"rule": "Write short sentences."} | fields)
        return save_guideline(row, by=people.editor)

    return make


@pytest.fixture
def term(site: Site, people: People) -> MakeTerm:
    def make(name: str = "sign-in page", **fields: Any) -> GlossaryTerm:
        return save_term(GlossaryTerm(site=site, term=name, **fields), by=people.editor)

    return make
