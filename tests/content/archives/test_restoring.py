"""What comes out of an archive is what went in, wherever it goes."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.forms.models import model_to_dict

from accounts.sites.models import Site
from content.archives import restoring
from content.archives.exceptions import ArchiveRefused
from content.archives.models import Restore
from content.archives.reading import Archive
from content.articles.models import Article, Page
from content.articles.services import create_article, create_page
from content.media.models import Asset
from content.media.services import upload
from content.publishing import causes
from content.publishing.models import LiveDep, LivePage, LiveTerm, Redirect, Revision, Schedule
from content.publishing.services import publish, save_redirect
from content.quality.exceptions import QualityRefused
from content.quality.house import edition, house
from content.quality.models import GlossaryTerm, Guideline
from content.quality.services import restore as restore_version
from content.taxonomy.models import Author, Category, Tag
from content.taxonomy.services import create_category, create_tag
from tests.content.archives.whole import export, fill, forged, restore, rows, wipe, write_rules
from tests.content.media.pictures import file, jpeg
from tests.people import People, make_site
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(site: Site, people: People, tmp_path: Path) -> Path:
    fill(site, people.editor)
    return export(site, tmp_path / "first.zip", with_revisions=True)


def _live(site: Site) -> dict[str, Any]:
    pages = LivePage.objects.for_site(site)
    return {page.path: (page.title, page.published_at, page.modified_at, page.labels, page.body) for page in pages}


def test_export_restore_export_is_the_same_byte_for_byte(site: Site, archive: Path, tmp_path: Path) -> None:
    causes.site_changed(site.pk)  # a merged term shows its new name
    live, places = _live(site), _places(site)
    wipe(site)
    restored = restore(archive)
    assert (restored.state, restored.notes) == ("done", [])
    assert restored.target is not None
    again = export(restored.target, tmp_path / "again.zip", with_revisions=True)
    for table in (
        "articles",
        "revisions",
        "live",
        "schedules",
        "redirects",
        "categories",
        "tags",
        "pictures",
        "guidelines",
        "glossary",
        "editions",
    ):
        assert rows(archive, table) == rows(again, table)
    assert archive.read_bytes() == again.read_bytes()
    assert _live(restored.target) == live
    assert _places(restored.target) == places


def test_the_rules_of_the_house_keep_ids_versions_and_sections(site: Site, archive: Path, tmp_path: Path) -> None:
    (rule,), (term,), (told,) = (rows(archive, name) for name in ("guidelines", "glossary", "editions"))
    wipe(site)
    target = restore(archive).target
    assert target is not None
    made = Guideline.objects.get(site=target, code=rule["id"])
    assert (made.rule, made.version, made.updated_at.isoformat()) == ("At most 20 words.", 2, rule["updated_at"])
    local = Category.objects.get(site=target, name="Local")
    assert [each.snapshot["category"] for each in made.versions.all()] == [None, local.pk]
    assert GlossaryTerm.objects.get(site=target).category == local and term["translations"] == {"en": "size"}
    assert edition(house(target, language="en", categories=[local.pk]), target) == told["id"]
    assert restore_version(made, 1, by=None)
    assert (made.rule, made.version, made.category) == ("At most 25 words.", 3, local)


def test_a_section_that_is_gone_stays_gone_in_old_versions(site: Site, people: People, tmp_path: Path) -> None:
    section = create_category(site=site, name="Old", by=people.editor)
    write_rules(site, people.editor, section)
    GlossaryTerm.objects.filter(site=site).update(category=None)
    section.delete()
    first = export(site, tmp_path / "gone.zip")
    wipe(site)
    target = restore(first).target
    assert target is not None and first.read_bytes() == export(target, tmp_path / "again.zip").read_bytes()
    with pytest.raises(QualityRefused, match="section of that version is gone"):
        restore_version(Guideline.objects.get(site=target), 1, by=None)


def test_rules_that_a_site_has_stay_as_they_are(site: Site, archive: Path, people: People) -> None:
    Guideline.objects.filter(site=site).update(rule="Ours.")
    again = restore(archive, site=site, by=people.editor)
    assert Guideline.objects.get(site=site).rule == "Ours." and GlossaryTerm.objects.filter(site=site).count() == 1
    assert any("guidelines have the id" in note for note in again.notes)


def test_a_part_of_a_site_goes_without_its_rules(site: Site, people: People, tmp_path: Path) -> None:
    fill(site, people.editor)
    part = export(site, tmp_path / "part.zip", query="tag:boats")
    assert [rows(part, name) for name in ("guidelines", "glossary", "editions")] == [[], [], []]


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("guidelines", lambda row: row.update(id="../x")),
        ("guidelines", lambda row: row.update(limit=-4)),
        ("guidelines", lambda row: row.update(measure="nothing_known")),
        ("guidelines", lambda row: row["versions"].reverse()),
        ("guidelines", lambda row: row["versions"][0].update(number="1")),
        ("guidelines", lambda row: row["versions"][0].update(snapshot=[])),
        ("guidelines", lambda row: row["versions"][0].update(created_at="yesterday")),
        ("glossary", lambda row: row.update(forbidden="all")),
        ("glossary", lambda row: row["versions"][0]["snapshot"].update(translations=[1])),
        ("editions", lambda row: row.update(terms=[["T-AAAAA", "1"]])),
        ("editions", lambda row: row.update(id=7)),
    ],
)
def test_rules_that_cannot_be_stored_are_refused_before_anything_is_written(
    site: Site, archive: Path, tmp_path: Path, table: str, change: Callable[[Any], Any]
) -> None:
    bad = forged(archive, tmp_path / "bad.zip", table, lambda found: change(found[0]))
    with pytest.raises(ArchiveRefused, match="line 1"):
        restore(bad, domain="elsewhere.example")


def test_people_and_categories_of_the_same_name_stay_two(site: Site, people: People, tmp_path: Path) -> None:
    above = create_category(name="Sport", site=site, by=people.editor)
    create_category(name="Berlin", site=site, by=people.editor)
    create_category(name="Berlin", slug="sport-berlin", parent=above, site=site, by=people.editor)
    Author.objects.bulk_create(Author(site=site, name="Kim Ito", slug=slug) for slug in ("kim-ito", "kim-ito-2"))
    first = export(site, tmp_path / "names.zip")
    wipe(site)
    restored = restore(first)
    assert restored.target is not None
    assert first.read_bytes() == export(restored.target, tmp_path / "again.zip").read_bytes()


def _places(site: Site) -> dict[str, int]:
    """How long the list of each category is, those above included."""
    terms = {f"cat:{row.pk}": row.name for row in Category.objects.filter(site=site)}
    return Counter(terms[term] for term in LiveTerm.objects.filter(term__in=terms).values_list("term", flat=True))


def test_the_same_site_twice_in_one_installation_shares_nothing(site: Site, archive: Path, people: People) -> None:
    before = _live(site)
    copy = restore(archive, domain="copy.localhost").target
    assert copy is not None and copy != site
    assert _live(site) == before
    assert {path: shown[:3] for path, shown in _live(copy).items()} == {
        path: shown[:3] for path, shown in before.items()
    }
    own = set(Asset.objects.for_site(copy).values_list("public_id", flat=True))
    assert own and not own & set(Asset.objects.for_site(site).values_list("public_id", flat=True))
    for text in [*Article.objects.filter(site=copy), *Revision.objects.filter(site=copy)]:
        body = text.body if isinstance(text, Article) else text.snapshot["body"]
        assert all(name in own for name in _assets(body))
    shown = LiveDep.objects.filter(page__site=copy, dep__startswith="asset:").values_list("dep", flat=True)
    assert {int(dep.split(":")[1]) for dep in shown} == set(Asset.objects.for_site(copy).values_list("pk", flat=True))


def _assets(body: str) -> list[str]:
    return [part.split('"')[0] for part in body.split('data-asset="')[1:]]


def test_what_a_site_has_already_stays_as_it_is(site: Site, archive: Path, people: People) -> None:
    other = make_site("Other", "other.localhost")
    news = create_category(site=other, name="Nachrichten", slug="news", by=None)
    create_tag(site=other, name="HARBOUR", by=None)
    picture = upload(file(jpeg()), site=other, by=None, title="Mine")
    mine = create_article(site=other, by=None, title="First", body="<p>Mine</p>", category=news.pk)
    publish(mine, by=None)
    publish(create_page(site=other, by=None, title="About", body="<p>Others</p>"), by=None)
    save_redirect(site=other, path="/elsewhere/", target="https://example.net/", by=None)
    models = (Article, Page, Category, Tag, Asset, LivePage, Redirect)
    before = {(m, row.pk): model_to_dict(row) for m in models for row in m._default_manager.filter(site=other)}
    restored = restore(archive, site=other)
    after = {(m, row.pk): model_to_dict(row) for m in models for row in m._default_manager.filter(site=other)}
    assert {key: after[key] for key in before} == before
    copied = Article.objects.get(site=other, title="First, changed")
    assert copied.state == "draft" and Page.objects.get(site=other, title="About", state="draft")
    assert list(copied.more_categories.all()) == [news] and copied.hero == picture
    assert any("First" in note and "slug" in note for note in restored.notes)
    assert any("/elsewhere/" in note for note in restored.notes)
    assert LivePage.objects.get(site=other, title="Team").path == "/about/team/"


def test_restoring_twice_into_the_same_site_adds_nothing(archive: Path, site: Site, people: People) -> None:
    other = make_site("Other", "other.localhost")
    restore(archive, site=other)
    models = (Article, Page, Category, Tag, Author, Asset, LivePage, LiveTerm, Redirect, Revision, Schedule)
    before = [list(m._default_manager.filter(site=other).order_by("pk").values()) for m in models]
    again = restore(archive, site=other)
    assert [list(m._default_manager.filter(site=other).order_by("pk").values()) for m in models] == before
    assert again.report["counts"]["articles"] == 0


def test_an_empty_site_takes_over_name_and_design(archive: Path, site: Site, people: People) -> None:
    Site.objects.filter(pk=site.pk).update(theme={"accent": "#0a5c8f"}, article_path="{year}/{slug}")
    site.refresh_from_db()
    designed = export(site, archive.with_name("designed.zip"))
    other = make_site("Other", "other.localhost")
    restore(designed, site=other)
    other.refresh_from_db()
    assert (other.name, other.theme, other.article_path) == (site.name, site.theme, "{year}/{slug}")
    assert other.host == "other.localhost"


def test_a_restore_that_is_stopped_at_any_batch_goes_on_to_the_same_end(
    archive: Path, site: Site, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "BATCH", 2)
    wipe(site)
    stops = 0
    with Archive(archive) as opened:
        made = restoring.begin(Restore(digest="x"), opened, site=None, by=None)
        while made.state != "done":
            found = Restore.objects.select_related("target").get(pk=made.pk)
            try:
                made = restoring.run(found, opened, by=None, pause=_stop_after(2))
            except KeyboardInterrupt:
                stops += 1
    assert stops > 5 and made.target is not None
    assert export(made.target, tmp_path / "again.zip", with_revisions=True).read_bytes() == archive.read_bytes()


def _stop_after(calls: int) -> Callable[[], None]:
    left = [calls]

    def pause() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt

    return pause


def test_two_processes_do_not_write_the_same_batch(archive: Path, site: Site, people: People) -> None:
    wipe(site)
    with Archive(archive) as opened:
        made = restoring.begin(Restore(digest="x"), opened, site=None, by=None)
        late = Restore.objects.select_related("target").get(pk=made.pk)
        restoring.run(made, opened, by=None)
        with pytest.raises(restoring.RestoreTakenOver):
            restoring.run(late, opened, by=None)


def test_a_domain_that_is_taken_is_named_before_anything_is_written(archive: Path, site: Site, people: People) -> None:
    with pytest.raises(ArchiveRefused, match="belongs to another site here.*--domain"):
        restore(archive)
    assert not Restore.objects.exclude(file_name="noise.zip").exists()


@pytest.mark.parametrize("domain", ["https://x.example/", "a b", "x.example:80", "-", "x" * 300])
def test_a_domain_that_is_none_is_told(archive: Path, domain: str) -> None:
    with pytest.raises(ArchiveRefused, match="host name"):
        restore(archive, domain=domain)


def test_people_and_secrets_are_not_in_it(archive: Path, people: People) -> None:
    with Archive(archive) as opened:
        text = repr([opened.site, *(row for name in opened.files for row in opened.lines(name))])
    assert "harbour.test" not in text and people.editor.password not in text
    assert "Noise of the other site" not in text


def test_queries_do_not_grow_with_the_batch(site: Site, people: People, tmp_path: Path) -> None:
    counts = []
    for number in (1, 4):
        for index in range(number):
            publish(create_article(site=site, by=None, title=f"{number} {index}", body="<p>x</p>"), by=None)
        path = export(site, tmp_path / f"{number}.zip")
        with CountQueries() as queries:
            restore(path, domain=f"n{number}.localhost")
        events = LivePage.objects.filter(site__domains__host=f"n{number}.localhost").count()
        counts.append(queries.count - 4 * events)  # what is announced of each page
    assert counts[1] <= counts[0] + 2
