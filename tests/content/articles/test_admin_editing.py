"""The edit page: saving, autosave, conflicts, commands, and who may do what."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.sites.models import Site
from content.articles.models import Article, Page
from content.publishing.models import LivePage, Revision, Schedule
from content.taxonomy.models import Author, Tag
from tests.conftest import ClientFor
from tests.content.conftest import Terms
from tests.people import People

Write = Callable[..., Article]


def url(name: str, obj: Any, *args: Any) -> str:
    return reverse(f"admin:articles_{obj._meta.model_name}_{name}", args=[obj.pk, *args])


def sent(obj: Any, **fields: Any) -> dict[str, Any]:
    """What the form sends for a text, with some fields changed."""
    values = {"version": obj.version, "title": obj.title, "summary": obj.summary, "body": obj.body, "slug": obj.slug}
    return values | fields


@pytest.fixture
def article(write: Write) -> Article:
    return write("The tide")


def test_the_edit_page_shows_the_text_and_its_settings(
    client_for: ClientFor, people: People, article: Article, terms: Terms
) -> None:
    html = client_for(people.editor).get(url("change", article)).content.decode()
    assert "The tide" in html and "Forty boats" in html and "Ann Field" in html
    assert 'name="_publish"' in html and "/revisions/" in html


def test_adding_makes_the_row_before_a_word_is_typed(client_for: ClientFor, people: People, site: Site) -> None:
    answer = client_for(people.creator).post(reverse("admin:articles_article_add"), {"title": "  Working   title "})
    article = Article.objects.get(site=site)
    assert answer.headers["location"] == url("change", article)
    assert (article.title, article.created_by, article.state) == ("Working title", people.creator, "draft")


def test_looking_at_the_add_page_makes_nothing(client_for: ClientFor, people: People, site: Site) -> None:
    assert client_for(people.creator).get(reverse("admin:articles_article_add")).status_code == 200
    assert not Article.objects.filter(site=site).exists()


def test_a_draft_is_saved_with_every_field_empty(client_for: ClientFor, people: People, article: Article) -> None:
    data = sent(article, title="", summary="", body="", slug="")
    assert client_for(people.creator).post(url("change", article), data).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.body, article.version) == ("", "", 2)


def test_autosave_writes_what_changed_and_tells_the_new_version(
    client_for: ClientFor, people: People, article: Article
) -> None:
    data = sent(article, body="<p>New words</p><script>alert(1)</script>", tags="Harbour, new tag")
    answer = client_for(people.creator).post(url("autosave", article), data).json()
    article.refresh_from_db()
    assert answer["version"] == article.version == 2 and answer["errors"] == {}
    assert "New words" in article.body and "script" not in article.body and "data-id=" in article.body
    assert sorted(tag.name for tag in article.tags.all()) == ["Harbour", "new tag"]
    assert {tag.site_id for tag in article.tags.all()} == {article.site_id}


def test_the_same_text_again_raises_no_version(client_for: ClientFor, people: People, article: Article) -> None:
    assert client_for(people.creator).post(url("autosave", article), sent(article)).json()["version"] == 1


def test_an_old_version_is_refused_and_nothing_is_overwritten(
    client_for: ClientFor, people: People, article: Article
) -> None:
    old = sent(article, body="<p>Mine</p>")
    client_for(people.editor).post(url("autosave", article), sent(article, body="<p>Theirs</p>"))
    answer = client_for(people.creator).post(url("autosave", article), old)
    assert answer.status_code == 409
    assert (answer.json()["by"], answer.json()["version"]) == (str(people.editor), 2)
    article.refresh_from_db()
    assert "Theirs" in article.body


def test_the_very_text_that_stands_there_is_no_conflict(
    client_for: ClientFor, people: People, article: Article
) -> None:
    data = sent(article, summary="Sent twice")
    client = client_for(people.creator)
    assert client.post(url("autosave", article), data).json()["version"] == 2
    again = client.post(url("autosave", article), data)
    assert (again.status_code, again.json()["version"]) == (200, 2)


def test_a_wrong_field_is_named_and_the_rest_is_saved(client_for: ClientFor, people: People, article: Article) -> None:
    data = sent(article, summary="Kept", canonical_url="no address")
    answer = client_for(people.creator).post(url("autosave", article), data).json()
    article.refresh_from_db()
    assert list(answer["errors"]) == ["canonical_url"] and article.summary == "Kept" and article.canonical_url == ""


def test_a_page_without_a_version_is_told_to_reload(client_for: ClientFor, people: People, article: Article) -> None:
    data = sent(article) | {"version": "x"}
    answer = client_for(people.creator).post(url("autosave", article), data)
    assert answer.status_code == 400 and "reload" in answer.json()["error"]


def test_the_conflict_page_shows_both_texts(client_for: ClientFor, people: People, article: Article) -> None:
    old = sent(article, title="My tide", body="<p>Mine is here</p>")
    client_for(people.editor).post(url("autosave", article), sent(article, body="<p>Theirs is here</p>"))
    answer = client_for(people.creator).post(url("change", article), old)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine is here" in html and "Theirs is here" in html and "<ins>My</ins>" in html
    article.refresh_from_db()
    assert "Theirs" in article.body


def test_keeping_mine_keeps_theirs_as_a_revision(client_for: ClientFor, people: People, article: Article) -> None:
    client_for(people.editor).post(url("autosave", article), sent(article, body="<p>Theirs</p>"))
    data = sent(article, body="<p>Mine</p>", version=2, _keep_mine="1")
    client_for(people.creator).post(url("change", article), data)
    article.refresh_from_db()
    kept = Revision.objects.get(kind="article", object_id=article.pk, label__startswith="Set aside")
    assert "Mine" in article.body and "Theirs" in kept.snapshot["body"]


def test_mine_can_become_a_draft_of_its_own(client_for: ClientFor, people: People, article: Article) -> None:
    client_for(people.creator).post(url("copy", article), sent(article, body="<p>Mine</p>"))
    copy = Article.objects.filter(site=article.site).exclude(pk=article.pk).get()
    article.refresh_from_db()
    assert (copy.title, copy.created_by) == ("The tide (copy)", people.creator)
    assert "Mine" in copy.body and "Mine" not in article.body


def test_publishing_saves_first_and_then_goes_live(
    client_for: ClientFor, people: People, article: Article, terms: Terms
) -> None:
    data = sent(article, title="The tide turned", category=terms.news.pk, _publish="1")
    client_for(people.editor).post(url("change", article), data)
    assert LivePage.objects.get(kind="article", object_id=article.pk).title == "The tide turned"


def test_what_stands_in_the_way_of_publishing_is_listed(
    client_for: ClientFor, people: People, article: Article
) -> None:
    data = sent(article, title="", body="", _publish="1")
    html = client_for(people.editor).post(url("change", article), data, follow=True).content.decode()
    assert "cannot be done yet" in html and "title" in html.lower()
    assert not LivePage.objects.filter(kind="article", object_id=article.pk).exists()


def test_a_creator_cannot_publish_and_loses_nothing(client_for: ClientFor, people: People, article: Article) -> None:
    data = sent(article, summary="Ready for you", _publish="1")
    html = client_for(people.creator).post(url("change", article), data, follow=True).content.decode()
    article.refresh_from_db()
    assert "ask one" in html and article.summary == "Ready for you" and article.state == "draft"
    assert 'name="_publish"' not in html


def test_scheduling_reads_the_time_in_the_sites_zone(client_for: ClientFor, people: People, article: Article) -> None:
    Site.objects.filter(pk=article.site_id).update(time_zone="Asia/Ho_Chi_Minh")
    data = sent(article, _schedule="1", _schedule_at="2099-05-01T09:30")
    client_for(people.editor).post(url("change", article), data)
    assert Schedule.objects.get(object_id=article.pk, state="waiting").due_at.isoformat() == "2099-05-01T02:30:00+00:00"


@pytest.mark.parametrize("at", ["", "yesterday", "2001-01-01T10:00"])
def test_a_moment_that_cannot_be_is_refused(client_for: ClientFor, people: People, article: Article, at: str) -> None:
    data = sent(article, _schedule="1", _schedule_at=at)
    html = client_for(people.editor).post(url("change", article), data, follow=True).content.decode()
    assert "hoose" in html and not Schedule.objects.filter(object_id=article.pk, state="waiting").exists()


def test_what_was_published_can_be_taken_off_and_thrown_away(
    client_for: ClientFor, people: People, article: Article
) -> None:
    client = client_for(people.editor)
    client.post(url("change", article), sent(article, _publish="1"))
    article.refresh_from_db()
    client.post(url("change", article), sent(article, _unpublish="1"))
    assert not LivePage.objects.filter(kind="article", object_id=article.pk).exists()
    article.refresh_from_db()
    client.post(url("change", article), sent(article, _trash="1"))
    article.refresh_from_db()
    assert article.trashed_at is not None
    client.post(url("change", article), {"_untrash": "1"})
    article.refresh_from_db()
    assert article.trashed_at is None


def test_nothing_is_saved_into_the_trash(client_for: ClientFor, people: People, article: Article) -> None:
    client = client_for(people.editor)
    client.post(url("change", article), sent(article, _trash="1"))
    answer = client.post(url("autosave", article), sent(article, body="<p>Late</p>"))
    assert answer.status_code == 400 and "estore" in answer.json()["error"]


@pytest.mark.parametrize("name", ["change", "autosave", "copy", "revisions", "compare", "links"])
@pytest.mark.parametrize("who", ["viewer", "other_creator", "stranger"])
def test_others_do_not_find_a_creators_draft(
    client_for: ClientFor, people: People, article: Article, who: str, name: str
) -> None:
    client = client_for(getattr(people, who))
    for answer in (client.get(url(name, article)), client.post(url(name, article), sent(article, title="Hacked"))):
        assert answer.status_code in ((302, 403, 404) if who != "other_creator" else (404, 405))
        assert "The tide" not in answer.content.decode()
    article.refresh_from_db()
    assert article.title == "The tide"


def test_terms_and_pictures_of_another_site_cannot_be_chosen(
    client_for: ClientFor, people: People, article: Article, noise_site: Site
) -> None:
    foreign = Author.objects.filter(site=noise_site).values_list("pk", flat=True)[0]
    answer = client_for(people.editor).post(url("autosave", article), sent(article, authors=[foreign])).json()
    assert "authors" in answer["errors"] and not article.bylines.exists()


def test_tags_are_suggested_from_this_site_only(client_for: ClientFor, people: People, terms: Terms) -> None:
    found = client_for(people.creator).get(reverse("admin:articles_article_tags"), {"q": "HARB"}).json()["results"]
    assert [row["id"] for row in found] == [terms.harbour.pk]
    assert Tag.objects.filter(name="Harbour").count() == 2


def test_the_order_of_the_authors_is_the_order_sent(
    client_for: ClientFor, people: People, article: Article, terms: Terms
) -> None:
    order = [terms.bea.pk, terms.ann.pk]
    client_for(people.creator).post(url("autosave", article), sent(article, authors=order))
    assert list(article.bylines.values_list("author_id", flat=True)) == order


def test_what_was_not_sent_stays_as_it_is(
    client_for: ClientFor, people: People, article: Article, terms: Terms
) -> None:
    client = client_for(people.creator)
    client.post(url("autosave", article), sent(article, tags="Harbour", seo_title="For machines"))
    client.post(url("autosave", article), {"version": 2, "title": "Only the title"})
    article.refresh_from_db()
    assert (article.title, article.seo_title) == ("Only the title", "For machines")
    assert [tag.name for tag in article.tags.all()] == ["Harbour"]


def test_a_page_has_its_place_in_the_tree(
    client_for: ClientFor, people: People, write_page: Callable[..., Page]
) -> None:
    above, below = write_page("Above"), write_page("Below")
    client = client_for(people.editor)
    client.post(url("autosave", below), sent(below, parent=above.pk, in_menu="on", position="3"))
    below.refresh_from_db()
    assert (below.parent, below.in_menu, below.position) == (above, True, 3)
    answer = client.post(url("autosave", above), sent(above, parent=below.pk)).json()
    assert "below itself" in answer["errors"]["parent"][0]


def test_pasted_text_is_cleaned(client_for: ClientFor, people: People) -> None:
    data = {"html": '<p class="MsoNormal" onclick="x()">Hi<script>x()</script></p>'}
    html = client_for(people.creator).post(reverse("admin:articles_article_paste"), data).json()["html"]
    assert "Hi" in html and "script" not in html and "onclick" not in html


def test_the_page_runs_no_inline_script(client_for: ClientFor, people: People, article: Article) -> None:
    answer = client_for(people.editor).get(url("change", article))
    policy = answer.headers["content-security-policy"]
    scripts = next(part for part in policy.split(";") if part.strip().startswith("script-src "))
    nonce = scripts.split("'nonce-")[1].split("'")[0]
    html = answer.content.decode()
    assert "'unsafe-inline'" not in scripts
    tags = [tag.split(">")[0] for tag in html.split("<script")[1:]]
    run = [tag for tag in tags if 'type="application/json"' not in tag]  # data, which no browser runs
    assert all("src=" in tag or f'nonce="{nonce}"' in tag for tag in run), "an inline script without the nonce"
    assert " onclick=" not in html and 'type="importmap"' in html


def test_a_summary_that_is_too_long_is_given_back_and_not_lost(
    client_for: ClientFor, people: People, article: Article
) -> None:
    long = "Too long. " * 200
    answer = client_for(people.editor).post(url("change", article), sent(article, summary=long))
    html = answer.content.decode()
    assert answer.status_code == 200 and long.strip() in html and "at most 1000 characters" in html
