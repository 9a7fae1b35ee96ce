"""Exports for administrators, restores for platform staff: pages, jobs and the file itself."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from accounts.audit.models import Entry
from accounts.jobs import execution
from accounts.jobs.models import Job
from accounts.sites.models import Site
from content.archives.models import Export, Restore
from content.articles.models import Article
from content.articles.services import create_article
from content.publishing.models import LivePage
from tests.conftest import ClientFor
from tests.content.archives.whole import export, fill, rows
from tests.people import People

pytestmark = pytest.mark.django_db
EXPORTS, RESTORES = "/admin/archives/export/", "/admin/archives/restore/"


@pytest.fixture(autouse=True)
def _folders(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.VAR_DIR = tmp_path / "var"
    yield
    for row in [*Export.objects.exclude(file=""), *Restore.objects.exclude(file="")]:
        default_storage.delete(row.file)


def _work() -> None:
    """What the worker does with everything that waits."""
    for job in Job.objects.filter(state="queued", kind__startswith="archives."):
        execution.run(job.pk)


def test_an_administrator_gets_a_file_with_everything(
    site: Site, people: People, client_for: ClientFor, tmp_path: Path
) -> None:
    fill(site, people.editor)
    client = client_for(people.admin)
    response = client.post(f"{EXPORTS}add/", {"format": "zip", "with_revisions": "on"})
    row = Export.objects.get(site=site)
    assert response.headers["Location"] == f"{EXPORTS}{row.pk}/change/"
    assert "being written" in client.get(f"{EXPORTS}{row.pk}/change/").content.decode()
    _work()
    page = client.get(f"{EXPORTS}{row.pk}/change/").content.decode()
    assert "The file is ready" in page and "Download" in page
    answer = client.get(f"{EXPORTS}{row.public_id}/download/")
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert data == export(site, tmp_path / "a.zip", with_revisions=True).read_bytes()
    assert answer.headers["Content-Length"] == str(len(data)) and "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert Entry.objects.filter(topic="archives.site_exported", site=site, actor=people.admin).exists()


def test_nginx_sends_an_export_from_where_it_lies(site: Site, people: People, client_for: ClientFor) -> None:
    row = Export.objects.create(site=site, created_by=people.admin, file="exports/a.zip", size=3)
    address, client = f"{EXPORTS}{row.public_id}/download/", client_for(people.admin)
    with override_settings(MEDIA_X_ACCEL=True):
        assert client.get(address)["X-Accel-Redirect"] == "/_media/exports/a.zip"
    options = {"bucket": "b", "endpoint": "http://127.0.0.1:9", "region": "r", "access_key": "a", "secret_key": "s"}
    bucket = {"default": {"BACKEND": "aicmr.lib.storage.BucketStorage", "OPTIONS": options}}
    with override_settings(MEDIA_X_ACCEL=True, STORAGES=settings.STORAGES | bucket):
        answer = client.get(address)
    assert answer["X-Accel-Redirect"].startswith("/_bucket/b/exports/a.zip?X-Amz-Algorithm=")
    assert answer["Content-Type"] == "application/zip" and "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("format", ["wxr", "markdown"])
def test_other_formats_are_packed_with_their_pictures(
    site: Site, people: People, client_for: ClientFor, format: str
) -> None:
    fill(site, people.editor)
    client = client_for(people.admin)
    client.post(f"{EXPORTS}add/", {"format": format, "query": "first"})
    _work()
    row = Export.objects.get(site=site)
    with default_storage.open(row.file) as file, zipfile.ZipFile(file) as archive:  # type: ignore[arg-type]
        assert any(name.endswith(".jpg") for name in archive.namelist())
    assert row.file_name.endswith(".zip")


def test_a_query_that_means_nothing_is_said_at_its_field(people: People, client_for: ClientFor, site: Site) -> None:
    response = client_for(people.admin).post(f"{EXPORTS}add/", {"format": "zip", "query": "color:red"})
    assert "There is no condition “color:”" in response.content.decode()
    assert not Export.objects.filter(site=site).exists()


def test_only_administrators_of_the_site_export(site: Site, people: People, client_for: ClientFor) -> None:
    row = Export.objects.create(site=site, file="exports/x.zip", size=1)
    for person in (people.viewer, people.creator, people.editor, people.stranger):
        client = client_for(person)
        assert client.post(f"{EXPORTS}add/", {"format": "zip"}).status_code in (302, 403, 404)
        assert client.get(f"{EXPORTS}{row.public_id}/download/").status_code in (302, 403, 404)
    assert Export.objects.filter(site=site).count() == 1 and not Job.objects.filter(kind="archives.export").exists()


def test_an_export_is_deleted_with_its_file_but_not_while_it_is_made(
    site: Site, people: People, client_for: ClientFor, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for(people.admin)
    client.post(f"{EXPORTS}add/", {"format": "zip"})
    row = Export.objects.get(site=site)
    client.post(f"{EXPORTS}{row.pk}/delete/", {"post": "yes"})
    assert Export.objects.filter(pk=row.pk).exists()
    _work()
    row.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{EXPORTS}{row.pk}/delete/", {"post": "yes"})
    assert not Export.objects.filter(pk=row.pk).exists() and not default_storage.exists(row.file)


def _upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile("site.zip", path.read_bytes(), content_type="application/zip")


def test_platform_staff_bring_an_archive_back(
    site: Site, people: People, client_for: ClientFor, tmp_path: Path
) -> None:
    fill(site, people.editor)
    path = export(site, tmp_path / "a.zip", with_revisions=True)
    client = client_for(people.superuser)
    client.post(f"{RESTORES}add/", {"file": _upload(path), "place": "own", "domain": "copy.localhost"})
    row = Restore.objects.get(domain="copy.localhost")
    assert not Site.objects.filter(domains__host="copy.localhost").exists()
    _work()
    page = client.get(f"{RESTORES}{row.pk}/change/").content.decode()
    assert "the archive is whole" in page and "Restore it now" in page
    assert not Site.objects.filter(domains__host="copy.localhost").exists(), (
        "nothing is written before somebody says so"
    )
    client.post(f"{RESTORES}{row.public_id}/start/")
    _work()
    row.refresh_from_db()
    assert row.state == "done" and row.target is not None and row.target.host == "copy.localhost"
    assert LivePage.objects.for_site(row.target).count() == len(rows(path, "live"))
    assert "is back" in client.get(f"{RESTORES}{row.pk}/change/").content.decode()
    assert not default_storage.exists(row.file), "the upload is not kept"


def test_an_archive_goes_into_the_site_where_one_stands(
    site: Site, noise_site: Site, people: People, client_for: ClientFor, tmp_path: Path
) -> None:
    create_article(site=noise_site, by=None, title="From elsewhere", body="<p>x</p>")
    path = export(noise_site, tmp_path / "a.zip")
    client = client_for(people.superuser)
    client.post(f"{RESTORES}add/", {"file": _upload(path), "place": "here"})
    _work()
    row = Restore.objects.get(file_name="site.zip")
    client.post(f"{RESTORES}{row.public_id}/start/")
    _work()
    assert Article.objects.filter(site=site, title="From elsewhere").exists()
    assert Article.objects.filter(site=noise_site, title="From elsewhere").count() == 1


def test_what_cannot_be_restored_says_why(people: People, client_for: ClientFor) -> None:
    client = client_for(people.superuser)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("../evil.txt", "x")
    file = SimpleUploadedFile("site.zip", data.getvalue())
    client.post(f"{RESTORES}add/", {"file": file, "place": "own", "domain": "new.localhost"})
    _work()
    row = Restore.objects.get(domain="new.localhost")
    page = client.get(f"{RESTORES}{row.pk}/change/").content.decode()
    assert row.state == "refused" and "cannot be restored" in page and "leads out of the archive" in page
    assert "Restore it now" not in page
    client.post(f"{RESTORES}{row.public_id}/start/")
    assert not Job.objects.filter(kind="archives.restore").exists()


def test_a_file_that_is_none_is_refused_at_its_field(people: People, client_for: ClientFor) -> None:
    client = client_for(people.superuser)
    assert "Choose the archive" in client.post(f"{RESTORES}add/", {"place": "own"}).content.decode()
    file = SimpleUploadedFile("site.xml", b"<rss/>")
    assert "a file in .zip" in client.post(f"{RESTORES}add/", {"place": "own", "file": file}).content.decode()


def test_nobody_but_platform_staff_restores(site: Site, people: People, client_for: ClientFor) -> None:
    row = Restore.objects.create(target=site, file_name="a.zip", state="checked")
    for person in (people.viewer, people.creator, people.editor, people.admin, people.stranger):
        client = client_for(person)
        assert client.get(f"{RESTORES}{row.pk}/change/").status_code in (302, 403, 404)
        assert client.post(f"{RESTORES}{row.public_id}/start/").status_code in (302, 403, 404)
    row.refresh_from_db()
    assert row.state == "checked" and row.job is None


@pytest.mark.parametrize("address", [EXPORTS, RESTORES])
def test_the_lists_cost_the_same_however_long_they_are(
    site: Site, people: People, client_for: ClientFor, address: str, django_assert_max_num_queries: Any
) -> None:
    client = client_for(people.superuser)
    client.get(address)
    for number in range(20):
        Export.objects.create(site=site, created_by=people.admin, file=f"exports/{number}.zip")
        Restore.objects.create(target=site, created_by=people.superuser, file_name=f"{number}.zip")
    with django_assert_max_num_queries(14):
        assert client.get(address).status_code == 200
    Export.objects.all().update(file="")
