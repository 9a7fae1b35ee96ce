from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.audit.models import Delivery, Entry
from accounts.sites.models import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead(site: Site) -> Delivery:
    entry = Entry.objects.create(topic="jobs.job_finished", site=site, payload={"job_id": 1, "state": "done"})
    return Delivery.objects.create(
        entry=entry, receiver="room.receivers.on_it", state="dead", attempts=10, due_at=timezone.now(), error="it broke"
    )


def events(*arguments: str) -> str:
    out = StringIO()
    call_command("events", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_the_summary_counts_each_event(dead: Delivery) -> None:
    [line] = [line for line in events().splitlines() if line.startswith("jobs.job_finished")]
    assert line.split() == ["jobs.job_finished", "0", "0", "1"]


def test_dead_deliveries_are_listed_with_their_errors(dead: Delivery) -> None:
    assert f"{dead.pk}  jobs.job_finished  room.receivers.on_it  10 attempts\n    it broke" in events("--dead")


def test_one_or_all_are_replayed(dead: Delivery) -> None:
    assert events("--replay", str(dead.pk)).startswith("1 dead")
    dead.refresh_from_db()
    assert dead.state == "pending"
    assert events("--replay", "all").startswith("0 dead")


@pytest.mark.parametrize("wrong", ["first", "999999999"])
def test_a_wrong_number_is_refused_with_advice(wrong: str, dead: Delivery) -> None:
    with pytest.raises(CommandError, match="events --dead"):
        events("--replay", wrong)


def test_a_site_limits_what_is_shown_and_replayed(dead: Delivery, noise_site: Site) -> None:
    assert "0 dead deliveries" in events("--dead", "--site", "second.localhost")
    assert events("--replay", "all", "--site", "second.localhost").startswith("0 dead")
    assert events("--replay", "all", "--site", "LOCALHOST").startswith("1 dead")
