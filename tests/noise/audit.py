"""Entries of the noise site, one of them with a delivery that is done."""

from django.utils import timezone

from accounts.audit.models import Delivery, Entry
from accounts.sites.models import Site
from tests.people import People


def make(site: Site, people: People) -> None:
    entry = Entry.objects.create(topic="noise.bell_rang", site=site, actor=people.editor, payload={"bell_id": 1})
    now = timezone.now()
    Delivery.objects.create(entry=entry, receiver="tests.noise.nobody", state="done", due_at=now, finished_at=now)
