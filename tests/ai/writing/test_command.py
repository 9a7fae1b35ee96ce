"""manage.py draft_article: the main job from the shell."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.jobs import execution
from accounts.jobs.watch import beat_heart
from accounts.sites.models import Site
from ai.proposals.models import Proposal
from ai.writing import following
from ai.writing.models import Draft
from content.articles.models import Article
from content.publishing.models import LivePage
from tests.ai.writing.making import GERMAN, SOURCE
from tests.people import People

pytestmark = pytest.mark.django_db
BRIEF = """---
topic: The new pier
length: 300 words
instructions:
  - Explain the lights.
sources:
  - report.md
---
- The pier opened on 3 May 2026 and is 120 metres long.
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "report.md").write_text(SOURCE, encoding="utf-8")
    file = tmp_path / "brief.md"
    file.write_text(BRIEF, encoding="utf-8")
    return file


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is alive, and takes the job as soon as somebody waits for it."""
    beat_heart("test", timezone.now())

    def work_at_once(draft: Draft, **options: object) -> Draft:
        execution.run(draft.job_id or 0)
        return following.follow(draft, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(following, "follow", _once(work_at_once, following.follow))


def _once(first: object, then: object) -> object:
    """`first`, which may call what it replaces."""
    calls: list[object] = []

    def call(*args: object, **options: object) -> object:
        calls.append(args)
        return (first if len(calls) == 1 else then)(*args, **options)  # type: ignore[operator]

    return call


def draft(path: Path, *args: str) -> str:
    out = StringIO()
    call_command("draft_article", str(path), *args, "--site", "testserver", stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.usefixtures("worker", "people")
def test_without_a_person_the_site_proposes_only(site: Site, path: Path) -> None:
    said = draft(path)
    row = Draft.objects.get(site=site)
    assert f"http://testserver/admin/articles/article/{row.object_id}/change/" in said
    assert "Cost: free" in said
    assert "Cited: [1] The pier report (report.md)" in said
    assert "No language model was used" in said
    assert row.created_by is None
    assert Article.objects.get(pk=row.object_id).body == ""
    assert Proposal.objects.filter(bundle=row.public_id).pending().exists()


@pytest.mark.usefixtures("worker")
def test_as_a_person_everything_is_accepted_and_published(site: Site, people: People, path: Path) -> None:
    said = draft(path, "--as", people.editor.email, "--publish")
    page = LivePage.objects.get(site=site, kind="article")
    assert f"http://testserver{page.path}" in said
    assert "120 metres" in page.body
    assert Article.objects.get(pk=page.object_id).updated_by == people.editor


@pytest.mark.usefixtures("worker")
def test_a_creator_accepts_but_does_not_publish(site: Site, people: People, path: Path) -> None:
    assert "Accepted as" in draft(path, "--as", people.creator.email)
    with pytest.raises(CommandError, match="may not publish"):
        draft(path, "--as", people.creator.email, "--publish")
    assert not LivePage.objects.filter(site=site).exists()


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_people_without_a_role_there_may_not_draft(site: Site, people: People, path: Path, who: str) -> None:
    with pytest.raises(CommandError):
        draft(path, "--as", getattr(people, who).email)
    assert not Draft.objects.filter(site=site).exists()


@pytest.mark.usefixtures("site")
def test_without_a_worker_it_says_so(path: Path, monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    monkeypatch.setattr(following, "PATIENCE", timedelta(seconds=0.1))
    with pytest.raises(CommandError, match="No worker has reported for 10 seconds"):
        draft(path)
    assert not Draft.objects.filter(site=site).exists()


@pytest.mark.usefixtures("worker", "people")
def test_interrupting_cancels_the_draft(site: Site, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(following, "follow", interrupted)
    with pytest.raises(CommandError, match="Cancelled"):
        draft(path)
    assert Draft.objects.get(site=site).state == "cancelled"


@pytest.mark.usefixtures("worker", "site")
@pytest.mark.parametrize("args", [["--publish"], ["--as", "nobody@example.org"]])
def test_wrong_options_are_told_before_anything_is_done(path: Path, args: list[str], site: Site) -> None:
    with pytest.raises(CommandError):
        draft(path, *args)
    assert not Draft.objects.filter(site=site).exists()


@pytest.mark.usefixtures("worker", "site")
def test_faults_of_the_brief_name_file_and_line(path: Path) -> None:
    path.write_text("---\ntopic: One: two\n---\n- x", encoding="utf-8")
    with pytest.raises(CommandError, match=r"brief\.md: line 2"):
        draft(path)
    with pytest.raises(CommandError, match="no such file"):
        draft(path.with_name("none.md"))


@pytest.mark.usefixtures("worker", "people")
def test_a_german_brief_gives_a_german_page(site: Site, people: People, path: Path) -> None:
    path.write_text(GERMAN, encoding="utf-8")
    draft(path, "--as", people.editor.email, "--publish")
    page = LivePage.objects.get(site=site, kind="article")
    assert (page.language, page.title) == ("de", "Neuer Steg am See")
    assert "1,4 Millionen Euro" in page.body
