"""Glossaries from files, and into files."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.sites.models import Site
from content.quality import glossaries
from content.quality.models import GlossaryTerm
from content.quality.services import import_glossary
from tests.content.conftest import Terms
from tests.content.quality.conftest import MakeTerm
from tests.people import People

HEAD = "term,write,do_not_write,note,do_not_translate,translations,capitals_count,language,section,in_use\n"


def problems(text: str, site: Site) -> list[tuple[int, str]]:
    return glossaries.read(text, site).problems


def written(rows: Any) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(glossaries.write(rows))
    return out.getvalue()


def test_a_file_makes_terms_with_their_versions(site: Site, people: People, terms: Terms) -> None:
    text = HEAD + 'sign-in page,,login page|log-in page,"Yes, it is.",yes,de=Anmeldeseite|fr=connexion,,en,news,yes\n'
    outcome = import_glossary(text, site=site, by=people.editor)
    assert outcome.problems == [] and len(outcome.made) == 1
    row = GlossaryTerm.objects.get(site=site)
    assert row.forbidden == ["login page", "log-in page"] and row.note == "Yes, it is." and row.do_not_translate
    assert row.translations == {"de": "Anmeldeseite", "fr": "connexion"} and row.category == terms.news
    assert row.versions.get().snapshot == row.snapshot()


def test_the_same_file_again_changes_nothing_and_another_one_makes_a_version(site: Site, people: People) -> None:
    import_glossary("term,do_not_write\nPier,dock\n", site=site, by=people.editor)
    again = import_glossary("term,do_not_write\npier,dock\nPIER ,dock\n", site=site, by=people.editor)
    assert again.problems == [(3, "“PIER” stands in line 2 already.")]
    assert import_glossary("term,do_not_write\nPier,dock\n", site=site, by=people.editor).same == 1
    changed = import_glossary("term,note\nPier,Of wood.\n", site=site, by=people.admin)
    row = GlossaryTerm.objects.get(site=site)
    assert len(changed.changed) == 1 and (row.version, row.note, row.forbidden) == (2, "Of wood.", ["dock"])
    assert row.versions.count() == 2


def test_what_is_written_can_be_read_again(site: Site, people: People, term: MakeTerm, terms: Terms) -> None:
    term("=SUM(A1)", forbidden=["-dash", "a|b".replace("|", "/")], translations={"de": "Summe"}, category=terms.local)
    term("Pier", preferred="the pier", note='Say "pier",\nnot dock', do_not_translate=True, case_sensitive=True)
    text = written(GlossaryTerm.objects.filter(site=site))
    assert "'=SUM" in text
    outcome = glossaries.read(text, site)
    assert (outcome.problems, outcome.same, outcome.made, outcome.changed) == ([], 2, [], [])


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "must be one of them"),
        ("name\nPier\n", 1, "must be one of them"),
        ("term,colour\nPier,red\n", 1, "no column “colour”"),
        ("term,note\nPier,ok\n,lost\n", 3, "The term is missing"),
        ("term,in_use\nPier,perhaps\n", 2, "neither yes nor no"),
        ("term,section\nPier,nowhere\n", 2, "no section with the address “nowhere”"),
        ("term,translations\nPier,Anleger\n", 2, "is no translation"),
        ("term,do_not_write\nPier,a*b\n", 2, "is no form"),
        ("term\nPier\nx,y\n", 3, "2 cells, but 1 columns"),
        (f"term\n{'x' * 161}\n", 2, "161 characters"),
        ('term\n"Pier\n', 2, "cannot be read as CSV"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, words: str, site: Site) -> None:
    found = problems(text, site)
    assert [number for number, _ in found] == [line] and words in found[0][1]


def test_with_one_faulty_line_nothing_is_stored(site: Site, people: People) -> None:
    outcome = import_glossary("term,in_use\nPier,yes\nQuay,what\nDock,no\n", site=site, by=people.editor)
    assert len(outcome.problems) == 1 and not GlossaryTerm.objects.filter(site=site).exists()


def test_too_many_lines_are_refused(site: Site) -> None:
    text = "term\n" + "".join(f"t{n}\n" for n in range(2_001))
    assert problems(text, site) == [(2_002, "More than 2,000 terms at once: divide the file.")]


@pytest.mark.parametrize("number", [2, 60])
def test_the_number_of_queries_does_not_grow(number: int, site: Site, people: People) -> None:
    text = "term,do_not_write\n" + "".join(f"t{n},f{n}\n" for n in range(number))
    with CaptureQueriesContext(connection) as caught:
        import_glossary(text, site=site, by=people.editor)
    assert len(caught) <= 14


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_whatever_the_file_is_it_answers_with_lines(site: Site, text: str) -> None:
    for prefix in ("", "term,note,translations,do_not_write\n"):
        assert all(line >= 0 and message for line, message in problems(prefix + text, site))
