"""What the database says about itself: migrations, what waits, what cannot be read, when it was last backed up."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.audit.models import Delivery
from accounts.jobs.models import Job
from accounts.models import User
from accounts.operations import rekeying
from accounts.operations.findings import Finding, examines, fail, glances, ok, skip, warn
from accounts.operations.models import Backup
from accounts.sites.models import Domain

_STALE = timedelta(hours=30)
_LONG, _STUCK = timedelta(minutes=15), timedelta(minutes=2)
_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


@examines("migrations")
def migrations() -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = ", ".join(str(step) for step, _ in plan[:3])
        return fail(f"{len(plan)} wait: {names}", "Run manage.py migrate.")
    return ok(f"{len(executor.loader.applied_migrations)} applied")


@examines("sites")
def sites() -> Finding:
    if not Domain.objects.filter(site__is_active=True).exists():
        return fail("There is no site, so every address answers 404.", "Run manage.py setup --domain … --email ….")
    return ok(f"{Domain.objects.filter(site__is_active=True).count()} domains")


@glances("work that waits")
@examines("work that waits")
def waiting() -> Finding:
    now = timezone.now()
    dead = Delivery.objects.dead().count()
    late = Job.objects.filter(state="queued", due_at__lt=now - _LONG).count()
    stuck = Job.objects.running().filter(lease_until__lt=now - _STUCK).count()
    if dead:
        return warn(f"{dead} deliveries gave up", "Look at them under Deliveries in the admin, or manage.py events.")
    if stuck:
        return warn(f"{stuck} jobs have lost their worker and nobody took them over", "Restart the workers.")
    if late:
        return warn(
            f"{late} jobs have waited for over 15 minutes", "Is the worker alive, and are there enough of them?"
        )
    return ok("nothing is late")


@examines("stored secrets")
def secrets() -> Finding:
    done = rekeying.rotate_all(dry_run=True, told=lambda count: None)
    if done.lost:
        todo = "Put the SECRET_KEY of their time into SECRET_KEY_FALLBACKS, then run manage.py rotate_keys."
        return fail(f"{len(done.lost)} cannot be read: {', '.join(done.lost[:3])}", todo)
    if settings.SECRET_KEY_FALLBACKS:
        return warn(
            f"{done.secrets} can be read, with old keys about", "Run manage.py rotate_keys, then drop the old keys."
        )
    return ok(f"{done.secrets} can be read")


@examines("second factors")
def second_factors() -> Finding:
    own = Authenticator.objects.filter(user=OuterRef("pk"), type__in=_FACTORS)
    missing = User.objects.filter(is_active=True, is_staff=True).exclude(Exists(own)).count()
    if missing and settings.REQUIRE_STAFF_MFA:
        return warn(f"{missing} people of the staff have none and cannot open the admin", "They are led to set one up.")
    return ok(f"asked for; {missing} lack one" if settings.REQUIRE_STAFF_MFA else "not asked for (REQUIRE_STAFF_MFA)")


@glances("backup")
@examines("backup")
def backup() -> Finding:
    last = Backup.objects.exclude(finished_at=None).order_by("-id").first()
    if last is None or last.finished_at is None:
        todo = "Run manage.py backup --to PLACE, or set BACKUP_TO for one every night."
        return warn("never made", todo) if settings.PRODUCTION or settings.BACKUP_TO else skip("never made")
    says = f"{last.finished_at:%Y-%m-%d %H:%M} UTC, {last.place}"
    if timezone.now() - last.finished_at > _STALE:
        error = (
            Backup.objects.exclude(error="")
            .filter(pk__gt=last.pk)
            .order_by("-id")
            .values_list("error", flat=True)
            .first()
        )
        return warn(f"{says}; later ones failed: {error}" if error else says, "Make one now: manage.py backup.")
    if not last.is_encrypted and settings.PRODUCTION:
        return warn(f"{says}, not encrypted", "Set BACKUP_KEY: whoever finds the backup has everything.")
    return ok(f"{says}{', proven' if last.is_proven else ''}")
