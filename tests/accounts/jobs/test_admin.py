from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.jobs import watch
from accounts.jobs.models import Job, JobItem
from accounts.models import User
from accounts.sites.models import Site
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
JobFor = Callable[..., Job]


@pytest.fixture
def job_for(site: Site, people: People) -> JobFor:
    def make(user: User | None = None, *, at: Site | None = None, **fields: object) -> Job:
        values: dict[str, object] = {
            "site": at or site,
            "kind": "test.net",
            "label": "Mend the net",
            "state": "running",
            "total": 4,
            "done": 1,
            "due_at": timezone.now(),
            "started_at": timezone.now(),
            "created_by": user or people.creator,
        }
        return Job.objects.create(**(values | fields))

    return make


def address(name: str, job: Job) -> str:
    return reverse(f"admin:jobs_job_{name}", args=[job.public_id])


def page(job: Job) -> str:
    return reverse("admin:jobs_job_change", args=[job.pk])


LIST = "/admin/jobs/job/"


@pytest.mark.parametrize("role", ["creator", "editor", "admin", "superuser"])
def test_the_owner_and_those_who_lead_see_the_job(
    role: str, people: People, client_for: ClientFor, job_for: JobFor
) -> None:
    job = job_for()
    client = client_for(getattr(people, role))
    assert job.public_id in client.get(LIST).text
    assert client.get(page(job)).status_code == 200
    assert client.get(address("progress", job)).status_code == 200


def test_a_teammate_who_only_writes_does_not_see_it(people: People, client_for: ClientFor, job_for: JobFor) -> None:
    job = job_for()
    client = client_for(people.other_creator)
    assert job.public_id not in client.get(LIST).text
    assert client.get(page(job)).status_code == 404
    assert client.get(address("progress", job)).status_code == 404
    assert client.post(address("cancel", job)).status_code == 404
    assert client.post(address("retry", job)).status_code == 404


def test_other_sites_jobs_do_not_exist_here(
    people: People, client_for: ClientFor, job_for: JobFor, noise_site: Site, noise_people: People
) -> None:
    foreign = job_for(noise_people.creator, at=noise_site)
    for client in (client_for(people.admin), client_for(people.superuser)):
        assert foreign.public_id not in client.get(LIST).text
        assert client.get(page(foreign)).status_code == 404
        assert client.get(address("progress", foreign)).status_code == 404
        assert client.post(address("cancel", foreign)).status_code == 404
    own = job_for()
    stranger = client_for(people.stranger)
    assert stranger.get(address("progress", own)).status_code in (403, 404)
    assert stranger.post(address("cancel", own)).status_code in (403, 404)
    assert Job.objects.filter(cancel_requested=True).count() == 0


def test_an_open_job_asks_for_its_progress_again_and_an_ended_one_does_not(
    people: People, client_for: ClientFor, job_for: JobFor
) -> None:
    job = job_for()
    client = client_for(people.creator)
    running = client.get(address("progress", job))
    assert 'hx-trigger="every 2s"' in running.text and 'value="25"' in running.text and "1 of 4" in running.text
    assert "HX-Trigger" not in running.headers
    Job.objects.filter(pk=job.pk).update(state="failed", error="The loom is broken; use another.")
    ended = client.get(address("progress", job))
    assert "hx-trigger" not in ended.text and "The loom is broken" in ended.text
    assert ended.headers["HX-Trigger"] == "job-ended"


def test_cancelling_from_the_list_answers_with_the_fragment(
    people: People, client_for: ClientFor, job_for: JobFor
) -> None:
    job = job_for()
    response = client_for(people.creator).post(address("cancel", job), headers={"HX-Request": "true"})
    assert response.status_code == 200 and "Stopping" in response.text
    job.refresh_from_db()
    assert job.cancel_requested


def test_cancelling_without_javascript_leads_back_to_the_job(
    people: People, client_for: ClientFor, job_for: JobFor
) -> None:
    job = job_for(state="queued")
    response = client_for(people.editor).post(address("cancel", job))
    assert (response.status_code, response.headers["Location"]) == (302, page(job))
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_cancel_and_retry_are_posts(people: People, client_for: ClientFor, job_for: JobFor) -> None:
    job = job_for()
    for name in ("cancel", "retry"):
        assert client_for(people.creator).get(address(name, job)).status_code == 405


def test_the_page_of_a_job_shows_what_failed_and_retries_it(
    people: People, client_for: ClientFor, job_for: JobFor
) -> None:
    job = job_for(state="done", failed_items=1)
    JobItem.objects.create(job=job, key="jib", state="done")
    JobItem.objects.create(job=job, key="seine", state="failed", error="The knot is too tight; loosen it.")
    client = client_for(people.creator)
    shown = client.get(page(job)).text
    assert "The knot is too tight; loosen it." in shown and "Retry what failed" in shown
    assert "of the other site" not in shown
    client.post(address("retry", job))
    job.refresh_from_db()
    assert job.state == "queued"
    assert list(job.items.values_list("key", flat=True)) == ["jib"]


def test_the_page_counts_its_failures_in_pages(people: People, client_for: ClientFor, job_for: JobFor) -> None:
    job = job_for(state="failed", failed_items=60)
    JobItem.objects.bulk_create(JobItem(job=job, key=f"net {n}", state="failed", error="torn") for n in range(60))
    client = client_for(people.creator)
    assert client.get(page(job)).text.count("torn") == 50
    assert client.get(f"{page(job)}?items=2").text.count("torn") == 10


def test_a_waiting_job_says_that_no_worker_runs(people: People, client_for: ClientFor, job_for: JobFor) -> None:
    job = job_for(state="queued")
    client = client_for(people.creator)
    assert "No worker has reported" in client.get(address("progress", job)).text
    assert "No worker has reported" in client.get(LIST).text
    watch.beat_heart("one", timezone.now())
    assert "No worker has reported" not in client.get(address("progress", job)).text
    assert "No worker has reported" not in client.get(LIST).text


def test_nothing_in_the_admin_edits_or_deletes_a_job(people: People, client_for: ClientFor, job_for: JobFor) -> None:
    job = job_for()
    client = client_for(people.superuser)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{job.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(page(job), {"label": "Other"}).status_code == 403
    job.refresh_from_db()
    assert job.label == "Mend the net"


def test_the_list_needs_no_more_queries_for_more_jobs(people: People, client_for: ClientFor, job_for: JobFor) -> None:
    client = client_for(people.editor)
    job_for()
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for user in (people.creator, people.other_creator, people.editor) * 5:
        job_for(user)
    with CaptureQueriesContext(connection) as many:
        assert client.get(LIST).text.count("job-line") == 16
    assert len(many) == len(few)


def test_no_inline_handler_or_style_in_the_fragment(people: People, client_for: ClientFor, job_for: JobFor) -> None:
    text = client_for(people.creator).get(address("progress", job_for())).text
    assert " style=" not in text and " onclick=" not in text and "<script" not in text
