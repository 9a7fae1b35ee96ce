"""Drafts: saved against a version, with revisions that never change."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit.models import Entry
from accounts.sites.models import Site
from content import kinds
from content.articles.models import Article, Page
from content.media.models import Asset
from content.publishing import services
from content.publishing.models import Revision
from content.publishing.services import DraftGone
from content.taxonomy.models import Tag
from tests.content.conftest import Terms
from tests.people import People

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]
WritePage = Callable[..., Page]


def snapshot_of(obj: Article | Page) -> dict[str, Any]:
    kind = kinds.get(kinds.kind_of(obj))
    return kind.snapshot([type(obj).objects.get(pk=obj.pk)])[0]


def revisions_of(obj: Article | Page) -> list[Revision]:
    return list(Revision.objects.of(kinds.kind_of(obj), obj.pk).order_by("number"))


def test_a_save_writes_the_named_fields_and_raises_the_version(write: Write, people: People, terms: Terms) -> None:
    article = write("First")
    changes = {"title": "Second", "tags": [terms.boats.pk, terms.harbour.pk], "authors": [terms.bea.pk, terms.ann.pk]}
    result = services.save_draft(article, by=people.editor, version=1, changes=changes)
    assert (result.saved, result.version, result.conflict) == (True, 2, None)
    stored = snapshot_of(article)
    assert (stored["title"], stored["authors"]) == ("Second", [terms.bea.pk, terms.ann.pk])
    assert stored["tags"] == sorted([terms.boats.pk, terms.harbour.pk])
    assert "harbour opens" in stored["body"]
    assert Article.objects.get(pk=article.pk).updated_by == people.editor


def test_an_old_version_writes_nothing_and_brings_the_stored_text(write: Write, people: People) -> None:
    article = write("First")
    services.save_draft(article, by=people.editor, version=1, changes={"title": "Theirs"})
    before = snapshot_of(article)
    result = services.save_draft(article, by=people.creator, version=1, changes={"title": "Mine", "tags": []})
    assert (result.saved, result.version) == (False, 2)
    assert result.conflict is not None
    assert result.conflict["snapshot"]["title"] == "Theirs"
    assert result.conflict["updated_by"] == str(people.editor)
    assert snapshot_of(article) == before


def test_saving_the_same_text_raises_no_version(write: Write, people: People) -> None:
    article = write("First")
    result = services.save_draft(article, by=people.editor, version=1, changes=snapshot_of(article))
    assert (result.saved, result.version) == (True, 1)


def test_bodies_are_cleaned_and_slugs_made_valid(write: Write, people: People) -> None:
    article = write("First")
    changes = {"body": "<script>x</script>loose", "slug": "Ein Schöner Titel!", "title": "  two\n lines "}
    services.save_draft(article, by=people.editor, version=1, changes=changes)
    stored = snapshot_of(article)
    assert stored["slug"] == "ein-schoner-titel"
    assert stored["title"] == "two lines"
    assert stored["body"].startswith('<p data-id="')


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * 300),
        ("canonical_url", "not an address"),
        ("summary", "x" * 1001),
        ("category", 999_999),
        ("hero", 999_999),
        ("noindex", "perhaps"),
    ],
)
def test_what_cannot_be_stored_is_named_and_the_rest_is_kept(
    write: Write, people: People, field: str, value: object
) -> None:
    article = write("First")
    before = snapshot_of(article)[field]
    changes = {"seo_title": "kept", field: value}
    result = services.save_draft(article, by=people.editor, version=1, changes=changes)
    assert result.saved
    assert list(result.problems) == [field]
    assert snapshot_of(article)["seo_title"] == "kept"
    assert snapshot_of(article)[field] == before


def test_characters_that_no_database_takes_are_left_out(write: Write, people: People) -> None:
    article = write("First")
    changes = {"title": "a\ud800b\x00c", "body": "<p>\ud800\x00x</p>", "summary": "\x07y"}
    assert services.save_draft(article, by=people.editor, version=1, changes=changes).saved
    stored = snapshot_of(article)
    assert (stored["title"], stored["summary"]) == ("abc", "y")


def test_rows_of_another_site_do_not_exist_for_a_draft(noise_site: Site, write: Write, people: People) -> None:
    foreign = Tag.objects.get(site=noise_site)
    values = {"mime": "image/png", "size": 1, "sha256": "0" * 64, "width": 1, "height": 1}
    asset = Asset.objects.create(site=noise_site, title="x", original="x", file_name="x", **values)
    article = write("First")
    changes = {"tags": [foreign.pk], "hero": asset.pk}
    result = services.save_draft(article, by=people.editor, version=1, changes=changes)
    assert list(result.problems) == ["hero"]
    assert snapshot_of(article)["tags"] == []


def test_an_unknown_field_is_a_fault_of_the_program(write: Write, people: People) -> None:
    with pytest.raises(TypeError, match="no field state"):
        services.save_draft(write(), by=people.editor, version=1, changes={"state": "published"})


def test_a_page_cannot_stand_below_itself(write_page: WritePage, people: People) -> None:
    top = write_page("Top")
    below = write_page("Below", parent=top.pk)
    result = services.save_draft(top, by=people.editor, version=1, changes={"parent": below.pk})
    assert "below itself" in result.problems["parent"][0]


def test_nothing_is_saved_into_the_trash(write: Write, people: People) -> None:
    article = write("First")
    services.trash(article, by=people.editor)
    with pytest.raises(DraftGone, match="trash"):
        services.save_draft(article, by=people.editor, version=2, changes={"title": "x"})


def test_autosaving_freezes_every_ten_minutes(write: Write, people: People) -> None:
    article = write("0")
    for number in range(1, 4):
        services.save_draft(article, by=people.editor, version=number, changes={"title": str(number)})
    assert [row.snapshot["title"] for row in revisions_of(article)] == ["1"]
    Revision.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    services.save_draft(article, by=people.editor, version=4, changes={"title": "4"})
    assert [row.snapshot["title"] for row in revisions_of(article)] == ["1", "4"]


def test_saving_on_purpose_freezes_at_once_unless_nothing_changed(write: Write, people: People) -> None:
    article = write("0")
    for title in ("1", "2", "2"):
        version = article.version
        services.save_draft(article, by=people.editor, version=version, changes={"title": title}, reason="saved")
    assert [(row.number, row.reason) for row in revisions_of(article)] == [(1, "saved"), (2, "saved")]
    assert Entry.objects.filter(topic="publishing.draft_saved").count() == 2


def test_two_hundred_revisions_come_back_byte_for_byte(write: Write, people: People, terms: Terms) -> None:
    article = write("0", tags=[terms.boats.pk])
    for number in range(1, 201):
        changes = {
            "title": f"Title {number} – “ä” 港",
            "body": f"<h2>Part {number}</h2><p>Text &amp; <em>more</em> {'x' * number}</p><ul><li>{number}</li></ul>",
            "authors": [terms.ann.pk, terms.bea.pk][: number % 3],
            "category": terms.local.pk if number % 2 else None,
            "noindex": bool(number % 2),
        }
        services.save_draft(article, by=people.editor, version=article.version, changes=changes, reason="saved")
    stored = revisions_of(article)
    assert [row.number for row in stored] == list(range(1, 201))
    for revision in stored[::20]:
        services.restore_revision(revision, by=people.editor)
        assert json.dumps(snapshot_of(article)) == json.dumps(revision.snapshot)


def test_restoring_keeps_what_was_there_and_leaves_readers_alone(write: Write, people: People) -> None:
    article = write("First")
    services.publish(article, by=people.editor)
    services.save_draft(article, by=people.editor, version=1, changes={"title": "Second"})
    first = revisions_of(article)[0]
    result = services.restore_revision(first, by=people.editor)
    assert result.version == 3
    assert [row.reason for row in revisions_of(article)] == ["published", "autosaved", "restored"]
    assert Article.objects.get(pk=article.pk).title == "First"


def test_what_was_saved_within_the_ten_minutes_is_not_lost_by_restoring(write: Write, people: People) -> None:
    article = write("0")
    for title in ("1", "2"):
        services.save_draft(article, by=people.editor, version=article.version, changes={"title": title})
    services.restore_revision(revisions_of(article)[0], by=people.editor)
    assert "2" in [row.snapshot["title"] for row in revisions_of(article)]


def test_terms_deleted_since_stay_away_when_a_revision_is_restored(write: Write, people: People, terms: Terms) -> None:
    article = write("First", tags=[terms.boats.pk], category=terms.local.pk)
    revision = services.freeze(article, by=people.editor)
    terms.boats.delete()
    services.save_draft(article, by=people.editor, version=1, changes={"title": "Second", "category": None})
    services.restore_revision(revision, by=people.editor)
    stored = snapshot_of(article)
    assert (stored["title"], stored["tags"], stored["category"]) == ("First", [], terms.local.pk)


def test_freezing_by_hand_carries_a_label(write: Write, people: People) -> None:
    revision = services.freeze(write(), by=people.editor, label="Before the merge")
    assert (revision.number, revision.label, revision.words) == (1, "Before the merge", 12)
