"""Which rules hold for a text, and how much of them is told."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.sites.models import Site
from content.quality.house import edition, house
from content.quality.models import Edition
from content.quality.services import save_guideline
from tests.content.conftest import Terms
from tests.content.quality.conftest import MakeRule, MakeTerm
from tests.people import People


def titles(site: Site, language: str = "en", categories: tuple[int, ...] = (), **more: Any) -> list[str]:
    return [row.title for row in house(site, language=language, categories=categories, **more).guidelines]


def test_rules_hold_for_their_language_and_its_regions(rule: MakeRule, site: Site) -> None:
    rule("All")
    rule("German", language="de")
    rule("Austrian", language="de-at")
    assert titles(site, "en") == ["All"]
    assert titles(site, "de") == ["All", "German"]
    assert titles(site, "de-AT") == ["All", "German", "Austrian"]


def test_rules_of_a_section_hold_in_all_below_it(rule: MakeRule, site: Site, terms: Terms) -> None:
    rule("Everywhere")
    rule("News", category=terms.news)
    rule("Local", category=terms.local)
    assert titles(site) == ["Everywhere"]
    assert titles(site, categories=(terms.news.pk,)) == ["Everywhere", "News"]
    assert titles(site, categories=(terms.local.pk,)) == ["Everywhere", "News", "Local"]


def test_what_is_out_of_use_and_of_other_sites_does_not_hold(rule: MakeRule, site: Site) -> None:
    rule("Old", is_active=False)
    found = house(site, language="en")
    assert found.guidelines == () and found.terms == () and found.name == ""


def test_the_most_important_are_told_and_the_size_is_bounded(rule: MakeRule, site: Site) -> None:
    for number in range(30):
        rule(f"May {number}", rule="x" * 900, priority=3)
    rule("Must", rule="y" * 900, priority=1)
    found = house(site, language="en")
    assert found.told[0].title == "Must"
    assert sum(len(row.rule) for row in found.told) <= 6_000
    assert found.left_out == 31 - len(found.told)
    assert len(house(site, language="en", most=100).told) == 0


def test_terms_of_the_text_are_told_first(term: MakeTerm, site: Site) -> None:
    for number in range(200):
        term(f"anchor {number:03}", note="n" * 60)
    term("zebra crossing", forbidden=["zebra walk"])
    found = house(site, language="en", text="She used the zebra walk.")
    assert found.told_terms[0].term == "zebra crossing"
    assert len(found.told_terms) < len(found.terms) == 201


def test_an_edition_names_the_very_versions(rule: MakeRule, site: Site, people: People) -> None:
    row = rule()
    first = edition(house(site, language="en"), site)
    assert first == edition(house(site, language="en"), site)
    assert Edition.objects.get(site=site, name=first).guidelines == [[row.code, 1]]
    row.rule = "Another"
    save_guideline(row, by=people.editor)
    assert edition(house(site, language="en"), site) != first
    assert Edition.objects.filter(site=site).count() == 2


@pytest.mark.parametrize("number", [1, 25])
def test_the_number_of_queries_does_not_grow(
    number: int, rule: MakeRule, term: MakeTerm, terms: Terms, site: Site
) -> None:
    for n in range(number):
        rule(f"Rule {n}")
        term(f"term {n}", forbidden=[f"form {n}"])
    with CaptureQueriesContext(connection) as caught:
        house(site, language="en", categories=[terms.local.pk], text="form 3")
    assert len(caught) == 3
