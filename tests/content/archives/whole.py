"""A site with some of everything, and archives of it."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.sites.models import Site
from content.archives import restoring
from content.archives.exporting import export_archive
from content.archives.models import Restore
from content.archives.reading import Archive
from content.archives.selecting import Selection
from content.articles.models import Article, Page
from content.articles.services import create_article, create_page
from content.media.models import Asset
from content.media.services import upload
from content.publishing.models import LivePage, Revision, Schedule
from content.publishing.services import freeze, publish, save_draft, save_redirect, trash
from content.quality.house import edition, house
from content.quality.models import Edition, GlossaryTerm, Guideline
from content.quality.services import save_guideline, save_term
from content.taxonomy.models import Category
from content.taxonomy.services import create_author, create_category, create_tag, merge_terms
from tests.content.media.pictures import file, jpeg


def fill(site: Site, by: User | None) -> dict[str, Any]:
    """Live articles with pictures and terms, a tree of pages, drafts, a plan, redirects, trash, a merged tag."""
    news = create_category(site=site, name="News", by=by, description="What is new")
    local = create_category(site=site, name="Local", by=by, parent=news)
    harbour, boats, ships = (create_tag(site=site, name=name, by=by) for name in ("Harbour", "Boats", "Ships"))
    ann = create_author(site=site, name="Ann Field", by=by, job_title="Editor", url="https://ann.example/")
    bea = create_author(site=site, name="Bea Stone", by=by)
    picture = upload(file(jpeg()), site=site, by=by, title="Harbour at dawn", alt="Boats")
    body = f"""<p>The harbour <strong>opens</strong> at six. ⚓ مرفأ</p><h2>Boats</h2>
        <figure data-asset="{picture.public_id}"><img src="/x.jpg" alt="Boats"><figcaption>Dawn</figcaption></figure>
        <p>See <a href="/about/">the page</a>.</p>"""
    filed = {"category": local.pk, "more_categories": [news.pk], "tags": [harbour.pk, ships.pk]}
    first = create_article(
        site=site,
        by=by,
        title="First",
        summary="In short",
        body=body,
        hero=picture.pk,
        authors=[bea.pk, ann.pk],
        **filed,
    )
    publish(first, by=by, at=timezone.now() - timedelta(days=400))
    merge_terms(ships, boats, by=by)
    save_draft(first, by=by, version=first.version, changes={"title": "First, changed"}, reason="saved")
    second = create_article(site=site, by=by, title="Sécond", slug="second", body="<p>Draft</p>", authors=[ann.pk])
    freeze(second, by=by)
    planned = create_article(site=site, by=by, title="Planned", body="<p>Soon</p>", tags=[harbour.pk])
    publish(planned, by=by, at=timezone.now() + timedelta(days=30))
    gone = create_article(site=site, by=by, title="Gone", body="<p>Gone</p>")
    trash(gone, by=by)
    about = create_page(site=site, by=by, title="About", body="<p>Us</p>", in_menu=True)
    team = create_page(site=site, by=by, title="Team", body="<p>Five people</p>", parent=about.pk, position=3)
    publish(about, by=by)
    publish(team, by=by)
    save_redirect(site=site, path="/old/", target="/articles/first/", by=by)
    save_redirect(site=site, path="/elsewhere/", target="https://example.org/a?b=1", by=by)
    write_rules(site, by, local)
    return {"first": first, "second": second, "planned": planned, "picture": picture, "team": team, "about": about}


def write_rules(site: Site, by: User | None, section: Category) -> None:
    """A guideline in two versions, the first for a section; a term; and what somebody was told."""
    rule = Guideline(site=site, title="Short", rule="At most 25 words.", measure="sentence-words", limit=25)
    rule.category = section
    save_guideline(rule, by=by)
    rule.rule, rule.category, rule.priority = "At most 20 words.", None, 1
    save_guideline(rule, by=by)
    term = GlossaryTerm(site=site, term="Größe", forbidden=["Grösse"], translations={"en": "size"}, category=section)
    save_term(term, by=by)
    edition(house(site, language="en", categories=[section.pk]), site)


def export(site: Site, path: Path, **options: Any) -> Path:
    export_archive(path, Selection(site, **options))
    return path


def restore(path: Path, *, site: Site | None = None, domain: str = "", by: User | None = None) -> Restore:
    with Archive(path) as archive:
        restoring.check_archive(archive)
        restoring.check_destination(archive, site=site, domain=domain)
        made = Restore(digest=restoring.digest_of(path), domain=domain)
        restoring.begin(made, archive, site=site, by=by)
        return restoring.run(made, archive, by=by)


def wipe(site: Site) -> None:
    """As if the site had never been here: what an empty installation knows of it."""
    LivePage.objects.filter(site=site).delete()
    for model in (Article, Page):
        model.objects.filter(site=site).update(live_revision=None)
    Page.objects.filter(site=site).update(parent=None)
    Schedule.objects.filter(site=site).delete()
    Revision.objects.filter(site=site).delete()
    for model in (Article, Page):
        model.objects.filter(site=site).delete()
    Asset.objects.filter(site=site).delete()
    for rules in (Guideline, GlossaryTerm, Edition):
        rules.objects.filter(site=site).delete()
    Category.objects.filter(site=site).update(parent=None)
    site.delete()


def rows(path: Path, name: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(path) as archive:
        return [json.loads(line) for line in archive.read(f"rows/{name}.jsonl").splitlines()]


def repacked(
    path: Path, target: Path, changes: dict[str, bytes | None], extra: Iterable[tuple[Any, bytes]] = ()
) -> Path:
    """The archive with some files changed (None: left out) and others added, whatever its own list says."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = changes.get(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
        for info, data in extra:
            new.writestr(info, data)
    return target


def forged(path: Path, target: Path, name: str, change: Callable[[list[dict[str, Any]]], Any]) -> Path:
    """The archive with the rows of one table changed, and a list of its files that says so."""
    found = rows(path, name)
    change(found)
    data = b"".join(json.dumps(row).encode() + b"\n" for row in found)
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    for entry in manifest["files"]:
        if entry["name"] == name:
            entry |= {"rows": len(found), "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    changes: dict[str, bytes | None] = {f"rows/{name}.jsonl": data, "manifest.json": json.dumps(manifest).encode()}
    return repacked(path, target, changes)
