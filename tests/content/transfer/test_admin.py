"""The path through the admin: upload, look, start, report."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.jobs import execution
from accounts.jobs.models import Job
from accounts.jobs.services import cancel_job
from accounts.sites.models import Site
from content.articles.models import Article
from content.publishing.models import LivePage
from content.transfer.models import Import, ImportedItem
from tests.conftest import ClientFor
from tests.content.media.pictures import jpeg
from tests.content.transfer.generate import ORIGIN, document, item, with_people
from tests.content.transfer.test_packed import zipped
from tests.people import People, SiteClient
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db
ADD = "/admin/transfer/import/add/"


@pytest.fixture
def client(client_for: ClientFor, people: People, settings: Any, tmp_path: Any) -> SiteClient:
    settings.MEDIA_ROOT = tmp_path
    return client_for(people.admin)


def upload(client: SiteClient, text: str, name: str = "export.xml") -> Any:
    return client.post(ADD, {"file": SimpleUploadedFile(name, text.encode())})


def work() -> None:
    """Do what a worker would do now."""
    for pk in Job.objects.filter(state="queued").values_list("pk", flat=True):
        execution.run(pk)


def checked(client: SiteClient, text: str) -> tuple[Import, str]:
    """The run of an uploaded and checked file, and the address of its page."""
    address = upload(client, text)["Location"]
    work()
    return Import.objects.get(pk=address.split("/")[-3]), address


def test_a_file_is_looked_into_before_anything_is_imported(client: SiteClient, site: Site) -> None:
    run, address = checked(client, "".join(with_people(8)))
    page = client.get(address).text
    assert run.state == Import.State.CHECKED
    assert "8 posts" in page and "3 need you" in page
    assert "For members" in page and "contact-form-7" in page
    assert not Article.objects.filter(site=site).exists()
    assert not ImportedItem.objects.filter(site=site).exists()


def test_it_is_imported_when_somebody_starts_it(client: SiteClient, site: Site, people: People) -> None:
    run, address = checked(client, document(item(id=7, slug="first"), item(id=8, password="x", title="Hidden")))
    assert client.post(f"/admin/transfer/import/{run.public_id}/start/")["Location"] == address
    work()
    page = client.get(address).text
    article = Article.objects.get(site=site, title="Hidden")
    assert LivePage.objects.filter(site=site, path="/articles/first/").exists()
    assert article.created_by == people.admin
    assert f"/admin/articles/article/{article.pk}/change/" in page
    assert "Report as CSV" in page


def test_an_export_in_parts_is_taken_packed_with_its_pictures(
    client: SiteClient, site: Site, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path / "var"
    url = f"{ORIGIN}/wp-content/uploads/2020/01/boat.jpg"
    picture = item(id=8, type="attachment", status="inherit", more=f"<wp:attachment_url>{url}</wp:attachment_url>")
    parts = {
        "a.000.xml": document(item(id=7, slug="first", body=f'<img src="{url}">')),
        "a.001.xml": document(picture),
    }
    file = SimpleUploadedFile("old.zip", zipped(parts | {"uploads/2020/01/boat.jpg": jpeg(40, 30)}))
    address = client.post(ADD, {"file": file})["Location"]
    work()
    assert "1 post" in client.get(address).text and "1 picture" in client.get(address).text
    run = Import.objects.get(pk=address.split("/")[-3])
    client.post(f"/admin/transfer/import/{run.public_id}/start/")
    work()
    assert "data-asset" in Article.objects.get(site=site).body
    assert not [path for path in (tmp_path / "var").rglob("*") if path.is_file()]


def test_the_report_is_a_table_of_everything(client: SiteClient) -> None:
    run, _ = checked(client, document(item(id=7, title="=SUM(A1)", slug="first")))
    client.post(f"/admin/transfer/import/{run.public_id}/start/")
    work()
    answer = client.get(f"/admin/transfer/import/{run.public_id}/report.csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert answer["Content-Type"].startswith("text/csv")
    assert text.splitlines()[0].startswith("line,kind,source id")
    assert "'=SUM(A1),imported,,/articles/first/" in text


def test_a_broken_file_says_where_and_imports_nothing(client: SiteClient, site: Site) -> None:
    text = document(item(id=7, slug="first"), item(id=8, slug="second"))
    broken = text[: text.index("second")]
    run, address = checked(client, broken)
    page = client.get(address).text
    line = broken.count("\n") + 1
    assert "This file cannot be imported" in page and f"Line {line}" in page and "cut off" in page
    client.post(f"/admin/transfer/import/{run.public_id}/start/")
    work()
    assert not Article.objects.filter(site=site).exists()
    client.post(f"/admin/transfer/import/{run.public_id}/start/", {"partial": "1"})
    work()
    assert list(LivePage.objects.filter(site=site).values_list("path", flat=True)) == ["/articles/first/"]


def test_a_stopped_import_goes_on_where_it_was(client: SiteClient, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    run, address = checked(client, document(item(id=7, slug="first")))
    monkeypatch.setattr("content.transfer.working.EVERY", 0)
    client.post(f"/admin/transfer/import/{run.public_id}/start/")
    job = Job.objects.get(kind="transfer.load")
    Job.objects.filter(pk=job.pk).update(state="running", claim="", cancel_requested=False)
    cancel_job(job, by=None)
    Job.objects.filter(pk=job.pk).update(state="queued", cancel_requested=False)
    monkeypatch.setattr("accounts.jobs.running.JobHandle.check", _cancelled)
    work()
    run.refresh_from_db()
    assert run.state == Import.State.STOPPED
    assert "Go on" in client.get(address).text
    monkeypatch.undo()
    client.post(f"/admin/transfer/import/{run.public_id}/start/")
    work()
    assert LivePage.objects.filter(site=site).count() == 1


def _cancelled(self: Any) -> None:
    from accounts.jobs.exceptions import Cancelled

    raise Cancelled


@pytest.mark.parametrize(
    ("name", "message"), [("export.rar", "no export that can be read"), ("export", "no export that can be read")]
)
def test_a_file_of_another_sort_is_refused_in_words(client: SiteClient, name: str, message: str) -> None:
    assert message in upload(client, "PK", name).text
    assert "Choose the file" in client.post(ADD, {}).text
    assert not Import.objects.filter(file_name=name).exists()


def test_a_worker_is_at_one_import_once(client: SiteClient) -> None:
    run, address = checked(client, document(item(id=7)))
    client.post(f"/admin/transfer/import/{run.public_id}/start/")
    client.post(f"/admin/transfer/import/{run.public_id}/start/")
    assert Job.objects.filter(kind="transfer.load").count() == 1
    assert "Cancel" in client.get(address).text


def test_forgetting_an_import_keeps_what_it_brought(client: SiteClient, site: Site) -> None:
    run, _ = checked(client, document(item(id=7, slug="first")))
    client.post(f"/admin/transfer/import/{run.public_id}/start/")
    work()
    client.post(f"/admin/transfer/import/{run.pk}/delete/", {"post": "yes"})
    assert not Import.objects.filter(pk=run.pk).exists()
    assert LivePage.objects.filter(site=site).exists() and ImportedItem.objects.filter(site=site).exists()


def test_the_pages_need_the_same_queries_for_many_items(client: SiteClient) -> None:
    counts = []
    for posts in (5, 40):
        run, address = checked(client, document(*(item(id=pk, slug=f"p{pk}", password="x") for pk in range(1, posts))))
        client.post(f"/admin/transfer/import/{run.public_id}/start/")
        work()
        client.get(address)
        with CountQueries() as counted:
            client.get(address)
            client.get("/admin/transfer/import/")
        counts.append(counted.count)
    assert counts[0] == counts[1]
