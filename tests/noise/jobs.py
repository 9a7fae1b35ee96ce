"""Jobs of the noise site that look like those of the site under test."""

from django.utils import timezone

from accounts.jobs.models import Job, JobItem
from accounts.sites.models import Site
from tests.people import People


def make(site: Site, people: People) -> None:
    now = timezone.now()
    job = Job.objects.create(
        site=site, kind="test.net", label="Mend the net", state="done", due_at=now, created_by=people.creator, total=2
    )
    JobItem.objects.create(job=job, key="drift net", state="done")
    JobItem.objects.create(job=job, key="seine", state="failed", error="The knot of the other site is too tight.")
