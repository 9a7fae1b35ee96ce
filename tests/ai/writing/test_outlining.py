"""An outline that a person looks at before anything is written."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from accounts.sites.models import Site
from ai.engine.models import Run
from ai.local.facts import parse
from ai.providers.models import Model
from ai.writing import forms, panels
from ai.writing.forms import OutlineForm
from ai.writing.models import Draft
from ai.writing.services import cancel_draft, retry_draft, save_outline, write_outline
from tests.ai.server import ScriptedServer
from tests.ai.writing.making import FACTS, brief, sourced, started, worked
from tests.conftest import ClientFor
from tests.documents import docx, pdf
from tests.people import People

pytestmark = pytest.mark.django_db


def outlined(site: Site, people: People, **more: Any) -> Draft:
    return worked(started(site, people.creator, sourced(**more), asks_outline=True))


def sent(draft: Draft, do: str = "save", **changes: str) -> QueryDict:
    """The form of the outline as the page would send it."""
    data = QueryDict(mutable=True)
    data["title"], data["do"] = changes.pop("title", draft.title), do
    for row in draft.sections.all():
        data.appendlist("part", str(row.pk))
        data[f"heading-{row.pk}"], data[f"points-{row.pk}"] = row.heading, "\n".join(row.plan.get("points", []))
        for note in row.plan.get("facts", []):
            data[f"fact-{note}"] = str(row.pk)
    data.update(changes)
    return data


def pressed(draft: Draft, people: People, do: str, **changes: str) -> Draft:
    form = OutlineForm(sent(draft, do, **changes), draft)
    assert save_outline(draft, by=people.creator, title=form.title, parts=form.parts())
    return Draft.objects.for_page().get(pk=draft.pk)


def told(draft: Draft) -> list[int]:
    return sorted(note for row in draft.sections.all() for note in row.plan["facts"])


def headings(draft: Draft) -> list[str]:
    return [row.heading for row in draft.sections.all()]


def test_a_draft_that_asks_stops_when_the_outline_is_there_and_costs_no_more(
    site: Site, people: People, model: Model
) -> None:
    draft = outlined(site, people)
    assert draft.state == "outlined" and not draft.is_open
    assert [run.purpose for run in Run.objects.filter(site=site)] == ["writing.outline"]
    assert not any(row.text for row in draft.sections.all())


def test_sections_change_places_and_keep_what_they_tell(site: Site, people: People, model: Model) -> None:
    draft = outlined(site, people)
    before, keys = headings(draft), [row.pk for row in draft.sections.all()]
    moved = pressed(draft, people, f"down:{keys[0]}")
    assert headings(moved) == [before[1], before[0], *before[2:]]
    assert [row.pk for row in moved.sections.all()][:2] == [keys[1], keys[0]]
    assert headings(pressed(moved, people, f"up:{keys[0]}")) == before


def test_a_removed_sections_notes_go_to_the_one_above(site: Site, people: People, model: Model) -> None:
    draft = outlined(site, people)
    before, last = headings(draft), draft.sections.last()
    assert last is not None
    left = pressed(draft, people, f"remove:{last.pk}")
    assert headings(left) == before[:-1]
    assert told(left) == list(range(len(parse(FACTS))))


def test_the_last_section_cannot_be_removed(site: Site, people: People) -> None:
    draft = outlined(site, people)
    for _ in range(10):
        first = draft.sections.first()
        assert first is not None
        draft = pressed(draft, people, f"remove:{first.pk}")
    assert len(headings(draft)) == 1 and told(draft) == list(range(len(parse(FACTS))))


@pytest.mark.parametrize("do", ["", "up:", "up:999999", "down:x", "remove:-1", "explode:1", "add", "save"])
def test_no_button_loses_a_note(site: Site, people: People, do: str) -> None:
    assert told(pressed(outlined(site, people), people, do)) == list(range(len(parse(FACTS))))


def test_what_a_person_writes_into_the_outline_is_what_the_model_is_told(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    draft = outlined(site, people)
    first = draft.sections.first()
    assert first is not None
    changes = {f"heading-{first.pk}": "A walk at night", f"points-{first.pk}": "The lamps\nThe people"}
    edited = pressed(draft, people, "save", title="Our pier", **changes)
    assert write_outline(edited, by=people.creator)
    done = worked(Draft.objects.for_page().get(pk=draft.pk))
    assert done.state == "proposed" and done.title == "Our pier"
    asked = [str(call.body) for call in server.asked if "Write the section" in str(call.body)]
    assert any("A walk at night" in text and "The lamps" in text for text in asked)


def test_it_is_written_once_however_often_the_button_is_pressed(site: Site, people: People, model: Model) -> None:
    draft = outlined(site, people)
    assert write_outline(draft, by=people.creator)
    assert not write_outline(draft, by=people.creator)
    assert not save_outline(draft, by=people.creator, title="Late", parts=[])
    worked(Draft.objects.get(pk=draft.pk))
    runs = Run.objects.filter(site=site, head=None, purpose="writing.section")
    assert runs.count() == draft.sections.count()


def test_an_outline_that_is_cancelled_can_be_taken_up_again(site: Site, people: People) -> None:
    draft = outlined(site, people)
    assert cancel_draft(draft, by=people.creator)
    draft.refresh_from_db()
    assert draft.state == "cancelled"
    assert retry_draft(draft, by=people.creator)
    draft.refresh_from_db()
    assert draft.state == "outlined"


def test_later_sections_are_told_a_summary_of_those_before(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    draft = worked(started(site, people.creator, sourced()))
    rows = list(draft.sections.all())
    assert all(row.summary for row in rows if row.text)
    last = [str(call.body) for call in server.asked if "Write the section" in str(call.body)][-1]
    assert rows[0].text.split(".")[0][-40:] in last


def test_the_price_is_shown_before_and_with_the_outline(site: Site, people: People, model: Model) -> None:
    model.prices.create(valid_from="2026-01-01T00:00Z", input_micro=500_000, output_micro=1_500_000, currency="EUR")
    draft = outlined(site, people)
    assert "EUR" in panels.outline(draft)["cost"] and "at most" in panels.outline(draft)["cost"]


def test_each_sentence_and_each_fact_of_a_draft_names_its_source(site: Site, people: People) -> None:
    draft = worked(started(site, people.creator, sourced()))
    states = {claim["state"] for claim in draft.claims}
    assert states <= {"notes", "cited"} and "notes" in states
    assert draft.items and all(item["places"] for item in draft.items)


def test_what_a_model_makes_up_is_marked(site: Site, people: People, model: Model, server: ScriptedServer) -> None:
    answer = server.state.answer

    def inventive(body: dict[str, Any], purpose: str) -> Any:
        text = answer(body, purpose)
        made_up = " Mayor Bella Stone praised the 77 new benches in Oslo."
        return text + made_up if "Write the section" in str(body) else text

    server.state.answer = inventive
    draft = worked(started(site, people.creator, brief()))
    found = [claim for claim in draft.claims if "77" in claim["text"]]
    assert found and {claim["state"] for claim in found} == {"none"}
    nowhere = {item["text"] for item in draft.items if not item["places"]}
    assert {"77", "Oslo"} <= nowhere
    shown = panels.evidence(draft)
    assert shown and shown["open"] == len(found) and shown["unfounded"] == len(nowhere)


@pytest.mark.parametrize(
    ("who", "may"), [("stranger", False), ("other_creator", False), ("viewer", False), ("editor", True)]
)
def test_only_who_may_see_a_draft_may_let_it_be_written(
    client_for: ClientFor, site: Site, people: People, who: str, may: bool
) -> None:
    draft = outlined(site, people)
    address = f"/admin/writing/draft/{draft.public_id}/outline/"
    answer = client_for(getattr(people, who)).post(address, dict(sent(draft, "write").items()))
    draft.refresh_from_db()
    assert (draft.state == "queued") is may
    assert may or answer.status_code in (302, 403, 404)


def test_documents_are_read_by_the_worker_and_cited(client_for: ClientFor, site: Site, people: People) -> None:
    paper = SimpleUploadedFile("report.pdf", pdf(["The pier carries 300 people at once, the port says in its report."]))
    letter = SimpleUploadedFile(
        "letter.docx", docx("# A letter", "Inspectors from the port visit the pier twice a year.")
    )
    broken = SimpleUploadedFile("old.doc", b"\xd0\xcf\x11\xe0 old")
    form = {
        "topic": "The pier",
        "facts": FACTS,
        "language": "en",
        "instructions": "Explain safety: people and inspectors.",
    }
    page = client_for(people.creator).post(
        "/admin/writing/draft/add/", form | {"documents": [paper, letter, broken], "sees_outline": "on"}
    )
    draft = worked(Draft.objects.get(site=site))
    assert page.headers["Location"] == f"/admin/writing/draft/{draft.pk}/change/"
    sources = {row.title: row for row in draft.brief.sources.all()}
    assert "300 people" in sources["report.pdf"].text and "twice a year" in sources["A letter"].text
    assert sources["old.doc"].state == "failed" and "Save it as .docx" in sources["old.doc"].error
    assert not any(row.upload for row in sources.values())


def test_too_many_or_too_large_documents_are_refused_before_anything_is_stored(
    client_for: ClientFor, site: Site, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MAX_BYTES", 10)
    data = {"topic": "The pier", "language": "en", "documents": SimpleUploadedFile("a.txt", b"x" * 11)}
    html = client_for(people.creator).post("/admin/writing/draft/add/", data).content.decode()
    assert "has more than" in html and not Draft.objects.filter(site=site).exists()
    data["documents"] = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)]
    html = client_for(people.creator).post("/admin/writing/draft/add/", data).content.decode()
    assert "too many" in html


def test_the_price_of_a_brief_is_told_before_it_is_sent(
    client_for: ClientFor, site: Site, people: People, model: Model
) -> None:
    model.prices.create(valid_from="2026-01-01T00:00Z", input_micro=500_000, output_micro=1_500_000, currency="EUR")
    data = {"topic": "The pier", "facts": FACTS, "language": "en", "links": "https://example.org/a"}
    html = client_for(people.creator).post("/admin/writing/draft/cost/", data).content.decode()
    assert "EUR" in html and "taken to be of usual length" in html
    assert (
        "Fill in what the form needs" in client_for(people.creator).post("/admin/writing/draft/cost/").content.decode()
    )
    assert not Draft.objects.filter(site=site).exists()
