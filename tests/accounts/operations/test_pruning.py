"""What may go, goes; nothing else does."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.audit.models import Entry, EntryDetail
from accounts.jobs.models import Job
from accounts.models import SignInLock
from accounts.operations import brooms, registry
from accounts.operations.pruning import prune
from accounts.sites.models import Site
from aicmr.lib import env, retention

pytestmark = pytest.mark.django_db


def test_what_is_old_goes_and_what_is_young_stays(site: Site) -> None:
    now = timezone.now()
    for key, days in (("old", -1), ("young", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=days))
    for days, state in ((100, "done"), (100, "running"), (10, "done")):
        Job.objects.create(
            kind="x", site=site, state=state, due_at=now, finished_at=now - timedelta(days=days), payload={}
        )
    for days in (40, 2):
        SignInLock.objects.create(key=str(days), failed_at=now - timedelta(days=days))
    assert prune(now, dry_run=True, only=("sessions", "jobs", "locks")) == {"sessions": 1, "jobs": 1, "locks": 1}
    assert Session.objects.count() == 2
    assert prune(now, dry_run=False, only=("sessions", "jobs", "locks")) == {"sessions": 1, "jobs": 1, "locks": 1}
    assert Session.objects.get().session_key == "young"
    assert sorted(Job.objects.filter(site=site, kind="x").values_list("state", flat=True)) == ["done", "running"]
    assert SignInLock.objects.get().key == "2"


def test_the_log_keeps_its_entries_and_loses_personal_values(site: Site) -> None:
    entry = Entry.objects.create(topic="x.y", site=site, payload={})
    EntryDetail.objects.create(entry=entry, data={"ip": "192.0.2.1"})
    later = timezone.now() + timedelta(days=400)
    assert prune(later, dry_run=False, only=("personal",))["personal"] >= 1  # type: ignore[operator]
    assert Entry.objects.filter(pk=entry.pk).exists() and not EntryDetail.objects.filter(entry=entry).exists()


def test_large_numbers_go_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brooms, "_PORTION", 2)
    now = timezone.now()
    SignInLock.objects.bulk_create([SignInLock(key=str(n), failed_at=now - timedelta(days=99)) for n in range(5)])
    assert prune(now, dry_run=False, only=("locks",)) == {"locks": 5}


def test_one_that_fails_stops_no_other(capsys: Any) -> None:
    def broken(now: object, dry_run: bool) -> int:
        raise RuntimeError("the disk is gone")

    registry.prunes("a-broken-one", "x")(broken)
    try:
        with pytest.raises(CommandError, match="a-broken-one: RuntimeError: the disk is gone"):
            call_command("prune", dry_run=True)
        assert "sessions that have ended" in capsys.readouterr().out
    finally:
        registry.forget("a-broken-one")


def test_an_unknown_name_is_answered_with_those_that_exist() -> None:
    with pytest.raises(CommandError, match="There is no dust; there are .*sessions"):
        call_command("prune", "dust")


def test_days_can_be_changed_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETENTION", "trash=60, jobs=1")
    assert retention.from_env("RETENTION") == retention.USUAL | {"trash": 60, "jobs": 1}


@pytest.mark.parametrize("value", ["trash", "trash=0", "trash=x", "dust=3"])
def test_wrong_days_stop_the_start_with_a_line(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("RETENTION", value)
    with pytest.raises(env.EnvError, match="RETENTION"):
        retention.from_env("RETENTION")
