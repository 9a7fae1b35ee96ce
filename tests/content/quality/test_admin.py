"""Guidelines and glossary in the admin."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.sites.models import Site
from content.quality.house import edition, house
from content.quality.models import Edition, GlossaryTerm, Guideline
from content.quality.services import save_guideline
from tests.conftest import ClientFor
from tests.content.quality.conftest import MakeRule, MakeTerm
from tests.people import People

RULES, TERMS = "/admin/quality/guideline/", "/admin/quality/glossaryterm/"
FORM = {"title": "Plain words", "rule": "Use plain words.", "priority": "1", "is_active": "on", "language": "en"}


def test_an_editor_writes_a_guideline_and_changes_it(client_for: ClientFor, people: People, site: Site) -> None:
    client = client_for(people.editor)
    assert client.post(f"{RULES}add/", FORM).status_code == 302
    row = Guideline.objects.get(site=site)
    assert (row.version, row.updated_by) == (1, people.editor)
    client.post(f"{RULES}{row.pk}/change/", FORM | {"rule": "Use the plainest words."})
    row.refresh_from_db()
    assert (row.version, row.rule) == (2, "Use the plainest words.")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"language": "english!"}, "Write a language like en"),
        ({"measure": "sentence-words"}, "Say how many there may be"),
        ({"limit": "5"}, "Say what is to be counted"),
        ({"title": ""}, "required"),
    ],
)
def test_what_is_wrong_with_a_guideline_is_said(
    client_for: ClientFor, people: People, site: Site, change: dict[str, str], words: str
) -> None:
    response = client_for(people.editor).post(f"{RULES}add/", FORM | change)
    assert response.status_code == 200 and words in response.content.decode()
    assert not Guideline.objects.filter(site=site).exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"forbidden": "a*b"}, "is no form"),
        ({"translations": "Anmeldeseite"}, "one language a line"),
        ({"forbidden": "sign-in page"}, "cannot be forbidden"),
    ],
)
def test_what_is_wrong_with_a_term_is_said(
    client_for: ClientFor, people: People, site: Site, change: dict[str, str], words: str
) -> None:
    told = {"term": "sign-in page", "is_active": "on"} | change
    response = client_for(people.editor).post(f"{TERMS}add/", told)
    assert response.status_code == 200 and words in response.content.decode()
    assert not GlossaryTerm.objects.filter(site=site).exists()


def test_a_term_is_written_a_line_each(client_for: ClientFor, people: People, site: Site) -> None:
    told = {"term": "sign-in page", "forbidden": "login page\n\nlog-in page", "translations": "de = Anmeldeseite"}
    client_for(people.editor).post(f"{TERMS}add/", told | {"is_active": "on"})
    row = GlossaryTerm.objects.get(site=site)
    assert (row.forbidden, row.translations) == (["login page", "log-in page"], {"de": "Anmeldeseite"})
    page = client_for(people.editor).get(f"{TERMS}{row.pk}/change/").content.decode()
    assert "de = Anmeldeseite" in page and "login page\nlog-in page" in page


def test_versions_are_listed_compared_and_restored(
    client_for: ClientFor, people: People, rule: MakeRule, term: MakeTerm
) -> None:
    row = rule(rule="Write short sentences.")
    row.rule, row.is_active = "Write long sentences.", False
    save_guideline(row, by=people.editor)
    client, base = client_for(people.editor), f"{RULES}{row.pk}/versions/"
    assert client.get(f"{RULES}{row.pk}/history/").headers["Location"] == base
    assert "counts now" in client.get(base).content.decode()
    page = client.get(f"{base}compare/?a=2&b=1").content.decode()
    assert "<del>short</del>" in page and "<ins>long</ins>" in page and "In use" in page
    assert client.get(f"{base}compare/").status_code == 302
    assert client.get(f"{base}compare/?a=9").status_code == client.get(f"{base}compare/?a=x").status_code == 404
    assert client.post(f"{base}1/restore/").status_code == 302
    row.refresh_from_db()
    assert (row.version, row.rule, row.is_active) == (3, "Write short sentences.", True)
    assert client.post(f"{base}99/restore/").status_code == 404


@pytest.mark.parametrize("who", ["creator", "viewer", "stranger"])
def test_only_editors_change_the_rules(
    client_for: ClientFor, people: People, rule: MakeRule, site: Site, who: str
) -> None:
    row = rule()
    client = client_for(getattr(people, who))
    client.raise_request_exception = False
    assert client.post(f"{RULES}{row.pk}/versions/1/restore/").status_code in (403, 404)
    assert client.post(f"{RULES}{row.pk}/change/", FORM).status_code in (302, 403, 404)
    assert client.post(f"{TERMS}import/", {}).status_code in (302, 403, 404)
    row.refresh_from_db()
    assert (row.version, row.title) == (1, "Short sentences")


def test_a_creator_reads_them(client_for: ClientFor, people: People, rule: MakeRule, term: MakeTerm) -> None:
    row = rule()
    client = client_for(people.creator)
    page = client.get(f"{RULES}{row.pk}/change/").content.decode()
    assert row.rule in page and 'name="_save"' not in page
    versions = client.get(f"{RULES}{row.pk}/versions/").content.decode()
    assert "/restore/" not in versions
    assert "/import/" not in client.get(TERMS).content.decode()


def test_a_faulty_file_shows_its_lines_and_a_good_one_is_taken(
    client_for: ClientFor, people: People, site: Site
) -> None:
    client = client_for(people.editor)
    bad = SimpleUploadedFile("glossary.csv", b"term,in_use\nPier,yes\nQuay,<b>what</b>\n")
    page = client.post(f"{TERMS}import/", {"file": bad}).content.decode()
    assert "Line 3" in page and "1 line is not right" in page and "&lt;b&gt;" in page
    latin = SimpleUploadedFile("glossary.csv", "term\nKöln\n".encode("latin-1"))
    assert "not in UTF-8" in client.post(f"{TERMS}import/", {"file": latin}).content.decode()
    assert "Choose a CSV file" in client.post(f"{TERMS}import/", {}).content.decode()
    good = SimpleUploadedFile("glossary.csv", "\ufeffterm,do_not_write\nPier,dock\n".encode())
    assert client.post(f"{TERMS}import/", {"file": good}).status_code == 302
    text = b"".join(client.get(f"{TERMS}export.csv")).decode()  # type: ignore[call-overload]
    assert text.splitlines()[1].startswith("Pier,,dock,") and "Noise" not in text


def test_search_and_filters_find_terms(client_for: ClientFor, people: People, term: MakeTerm) -> None:
    term("sign-in page", forbidden=["login page"], language="en")
    term("Anleger", language="de")
    client = client_for(people.editor)
    assert "Anleger" not in client.get(f"{TERMS}?q=login").content.decode().partition("<main")[2]
    page = client.get(f"{TERMS}?language__exact=de").content.decode()
    assert "Anleger" in page and "sign-in page" not in page


def test_an_edition_shows_what_was_told_then(
    client_for: ClientFor, people: People, rule: MakeRule, term: MakeTerm, site: Site
) -> None:
    row = rule(rule="As it was.")
    term("sign-in page")
    name = edition(house(site, language="en"), site)
    row.rule = "As it is."
    save_guideline(row, by=people.editor)
    found = Edition.objects.get(site=site, name=name)
    page = client_for(people.creator).get(f"/admin/quality/edition/{found.pk}/change/").content.decode()
    assert "As it was." in page and "As it is." not in page and "sign-in page" in page


@pytest.mark.parametrize("address", [RULES, TERMS, "/admin/quality/edition/"])
def test_lists_ask_as_many_questions_for_many_rows_as_for_one(
    client_for: ClientFor, people: People, rule: MakeRule, term: MakeTerm, site: Site, address: str
) -> None:
    client = client_for(people.editor)
    counts = []
    for number in (1, 15):
        for n in range(number):
            rule(f"Rule {number} {n}")
            term(f"Term {number} {n}")
            edition(house(site, language="en"), site)
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        counts.append(len(caught))
    assert counts[0] == counts[1]
