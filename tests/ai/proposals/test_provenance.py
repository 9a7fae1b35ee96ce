"""The ledger tells the truth: whatever people do to accepted text, by the real save path."""

import csv
from typing import Any

import pytest

from accounts.sites.models import Site
from ai.proposals import exporting, places
from ai.proposals.marking import marked_text
from ai.proposals.models import Decision, Mark, Marked, Provenance
from ai.proposals.services import accept, undo
from aicmr.lib import html
from content.articles.models import Article
from content.publishing.models import Revision
from content.publishing.services import publish, purge, restore_revision, save_draft, trash
from tests.ai.proposals.making import make_article, make_proposal
from tests.conftest import ClientFor
from tests.people import People
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db
ACCEPTED = "<p>One two three four five six seven eight nine ten.</p>"


@pytest.fixture
def article(site: Site, people: People) -> Article:
    return make_article(site, people.creator)


def write(article: Article, people: People, **changes: Any) -> None:
    article.refresh_from_db()
    result = save_draft(article, by=people.editor, version=article.version, changes=changes)
    assert result.saved and not result.problems
    article.refresh_from_db()


def accepted(article: Article, people: People, **fields: Any) -> Provenance:
    fields = {"field": "body", "block_id": "aaaaaaaa", "after": ACCEPTED} | fields
    proposal = make_proposal(article, people.creator, **fields)
    accept(proposal, by=people.editor)
    article.refresh_from_db()
    return Provenance.objects.get(proposal=proposal)


def told(site: Site, row: Provenance) -> list[dict[str, str]]:
    """What the CSV says of a row of the ledger."""
    head, *lines = exporting.lines(Provenance.objects.filter(pk=row.pk), site=site)
    return [dict(zip(head, line, strict=True)) for line in lines]


def brief(site: Site, row: Provenance) -> list[tuple[str, str, str]]:
    return [(line["object"], line["state"], line["share_edited"]) for line in told(site, row)]


def test_the_life_of_a_passage(article: Article, people: People, site: Site) -> None:
    """Accept a paragraph, edit 30%, move it, copy it to another article, restore an older revision."""
    before = Revision.objects.create(
        site=site, kind="article", object_id=article.pk, number=900, reason="saved", snapshot={"body": article.body}
    )
    row = accepted(article, people)
    own, place = str(article.pk), f"article {article.pk}"
    (line,) = told(site, row)
    assert (line["state"], line["where"], line["share_edited"], line["blocks"]) == (
        *("present", "draft", "0.0000"),
        "aaaaaaaa",
    )
    assert (line["model"], line["prompt"], line["prompt_version"]) == ("scripted-1", "writing.title", "file 1")
    assert (line["accepted_by"], line["made_for"], line["title"]) == (people.editor.email, place, "The new pier")

    write(article, people, body=article.body.replace("One two three", "Eleven twelve thirteen"))
    assert brief(site, row) == [(own, "present", "0.3000")]

    first, second = html.blocks(article.body)
    write(article, people, body=f"{second.html}\n{first.html}")
    assert brief(site, row) == [(own, "present", "0.3000")]

    other = make_article(site, people.editor, title="Another pier", slug="another")
    write(other, people, body=f"{other.body}\n{first.html}")
    assert brief(site, row) == [(own, "present", "0.3000"), (str(other.pk), "present", "0.3000")]

    with_ai = Revision.objects.of("article", article.pk).filter(reason="proposal").get()
    restore_revision(before, by=people.editor)
    assert brief(site, row) == [(str(other.pk), "present", "0.3000")]

    restore_revision(with_ai, by=people.editor)
    assert brief(site, row) == [(own, "present", "0.0000"), (str(other.pk), "present", "0.3000")]

    write(other, people, body="<p>All by hand.</p>")
    write(article, people, body="<p>All by hand.</p>")
    assert brief(site, row) == [(own, "removed", "1.0000")]


def test_a_passage_that_is_split_or_merged_stays_marked(article: Article, people: People, site: Site) -> None:
    row = accepted(article, people)
    marked = article.body.splitlines()[0]
    halves = marked.replace(" six", f'</span></p>\n<p><span data-p="{row.public_id}">six')
    write(article, people, body=f"{halves}\n{article.body.splitlines()[1]}")
    assert brief(site, row) == [(str(article.pk), "present", "0.0000")]
    assert len(told(site, row)[0]["blocks"].split()) == 2
    inside = f'<p>By hand, then <span data-p="{row.public_id}">one two three four</span> and by hand again.</p>'
    write(article, people, body=inside)
    assert brief(site, row) == [(str(article.pk), "present", "0.7000")]


def test_what_readers_see_is_told_apart_from_the_draft(article: Article, people: People, site: Site) -> None:
    row = accepted(article, people)
    publish(article, by=people.editor)
    assert told(site, row)[0]["where"] == "draft, live"
    write(article, people, body="<p>All by hand.</p>")
    (line,) = told(site, row)
    assert (line["state"], line["where"]) == ("present", "live")
    publish(article, by=people.editor)
    assert told(site, row)[0]["state"] == "removed"


def test_text_in_the_trash_says_so_and_deleted_text_is_gone(article: Article, people: People, site: Site) -> None:
    row = accepted(article, people)
    assert told(site, row)[0]["where"] == "draft"
    trash(article, by=people.editor)
    assert told(site, row)[0]["where"] == "trash"
    article.refresh_from_db()
    purge(article, by=people.editor)
    (line,) = told(site, row)
    assert (line["state"], line["title"]) == ("removed", "(deleted)")
    assert not Mark.objects.filter(provenance=row).exists()
    assert not Marked.objects.filter(kind="article", object_id=article.pk or 0).exists()


def test_what_was_taken_back_is_removed_and_says_when(article: Article, people: People, site: Site) -> None:
    row = accepted(article, people)
    undo(Decision.objects.select_related("proposal__site").get(provenance=row), by=people.editor)
    (line,) = told(site, row)
    assert line["state"] == "removed"
    assert line["taken_back_at"]


def test_plain_fields_are_told_by_their_words(article: Article, people: People, site: Site) -> None:
    older = accepted(article, people, field="summary", block_id="", after=html.to_text(ACCEPTED))
    assert brief(site, older) == [(str(article.pk), "present", "0.0000")]
    write(article, people, summary="Eleven twelve thirteen four five six seven eight nine ten.")
    assert brief(site, older) == [(str(article.pk), "present", "0.3000")]
    newer = accepted(article, people, field="summary", block_id="", after="Something else altogether.")
    assert brief(site, older) == [(str(article.pk), "removed", "1.0000")]
    assert brief(site, newer) == [(str(article.pk), "present", "0.0000")]
    first = Revision.objects.of("article", article.pk).filter(reason="proposal").order_by("number").first()
    assert first is not None
    restore_revision(first, by=people.editor)
    assert brief(site, older) == [(str(article.pk), "present", "0.0000")]
    assert brief(site, newer) == [(str(article.pk), "removed", "1.0000")]


def test_forged_marks_and_those_of_other_sites_are_dropped_by_a_save(
    article: Article, people: People, noise_site: Site
) -> None:
    foreign = Provenance.objects.get(site=noise_site)
    body = f'<p><span data-p="forged">One.</span> <span data-p="{foreign.public_id}">Two.</span></p>'
    write(article, people, body=body)
    assert "data-p" not in article.body and "One. Two." in article.body


def test_the_ledgers_own_figure_is_that_of_the_best_place(article: Article, people: People, site: Site) -> None:
    row = accepted(article, people)
    write(article, people, body=article.body.replace("One two three", "Eleven twelve thirteen"))
    places.refresh(site)
    row.refresh_from_db()
    assert row.edited_share == pytest.approx(0.3)


def test_only_what_changed_is_looked_through_again(article: Article, people: People, site: Site) -> None:
    accepted(article, people)
    assert places.refresh(site) == 1
    assert places.refresh(site) == 0
    write(article, people, title="Another title")
    assert places.refresh(site) == 1


def test_the_export_asks_no_more_queries_for_more_rows(article: Article, people: People, site: Site) -> None:
    def count() -> int:
        places.refresh(site)
        with CountQueries() as queries:
            list(exporting.lines(Provenance.objects.all(), site=site))
        return queries.count

    accepted(article, people)
    accepted(article, people, field="title", block_id="", after="A pier for everyone")
    few = count()
    for number in range(4):
        other = make_article(site, people.creator, slug=f"pier-{number}")
        accepted(other, people)
        accepted(other, people, field="title", block_id="", after="A pier for everyone")
    assert count() == few


def test_the_ledger_is_exported_from_its_page(
    client_for: ClientFor, people: People, article: Article, noise_site: Site
) -> None:
    row = accepted(article, people)
    client = client_for(people.editor)
    answer = client.get("/admin/proposals/provenance/export/")
    lines = list(csv.DictReader(answer.getvalue().decode().splitlines()))  # type: ignore[attr-defined]
    assert [(line["id"], line["state"]) for line in lines] == [(row.public_id, "present")]
    assert "Removed" not in client.get("/admin/proposals/provenance/").content.decode()


def test_creators_export_rows_of_their_own_texts_only(client_for: ClientFor, people: People, article: Article) -> None:
    accepted(article, people)
    answer = client_for(people.other_creator).get("/admin/proposals/provenance/export/")
    assert len(answer.getvalue().decode().splitlines()) == 1  # type: ignore[attr-defined]


def test_the_revision_view_marks_passages_with_who_and_what(
    client_for: ClientFor, people: People, article: Article
) -> None:
    row = accepted(article, people)
    number = Revision.objects.of("article", article.pk).filter(reason="proposal").get().number
    write(article, people, body="<p>All by hand.</p>")
    client = client_for(people.editor)
    base = f"/admin/articles/article/{article.pk}/revisions/compare/"
    assert "What AI wrote" not in client.get(f"{base}?a={number}").content.decode()
    Revision.objects.filter(object_id=article.pk, number=number).update(number=number + 50)
    Revision.objects.create(
        site=article.site, kind="article", object_id=article.pk, number=1000, reason="saved",
        snapshot=Revision.objects.get(object_id=article.pk, number=number + 50).snapshot,
    )  # fmt: skip
    text = client.get(f"{base}?a={number + 50}&b=1000").content.decode()
    assert "What AI wrote in revision 1000" in text
    assert "scripted-1" in text and "accepted by Editor" in text
    assert '<mark class="prov-c0">One two' in text
    assert row.public_id not in text.split("What AI wrote")[1]


def test_passages_are_numbered_and_their_share_is_told(article: Article, people: People, site: Site) -> None:
    accepted(article, people)
    accepted(article, people, block_id="bbbbbbbb", after="<p>Eleven twelve.</p>")
    found = marked_text(article.body, site=site)
    assert found is not None
    assert [(source.number, source.words, source.share) for source in found.sources] == [(1, 10, 0), (2, 2, 0)]
    assert found.share == 1
    assert 'href="#prov-2"' in found.body
    assert marked_text("<p>By hand.</p>", site=site) is None
