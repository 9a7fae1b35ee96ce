"""Looking at everything: what is broken is said with what to do."""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.core.management import call_command
from django.utils import timezone

from accounts.audit.models import Delivery
from accounts.jobs import watch
from accounts.operations import closing, examining, findings
from accounts.operations.findings import Feature, Finding, State, ok
from accounts.operations.models import Backup
from accounts.operations.probes import data, machine, servers
from accounts.sites.models import Domain, Site

pytestmark = pytest.mark.django_db
HARMLESS = [servers.database, servers.cache, servers.broker, servers.storage, servers.mail, machine.clock, machine.disk]


@pytest.mark.parametrize("probe", HARMLESS, ids=lambda probe: probe.__name__)
def test_what_is_in_order_says_where_it_is(site: Site, probe: Any, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "news@harbour.test"
    finding = probe()
    assert finding.state == State.OK and finding.says and not finding.todo, finding


@pytest.mark.parametrize("probe", [data.migrations, data.sites, data.secrets, data.second_factors])
def test_a_new_site_is_in_order(site: Site, probe: Any) -> None:
    assert probe().state == State.OK


def test_no_worker_is_broken_until_one_reports(db: None) -> None:
    assert servers.worker().state == State.FAIL and "celery -A aicmr worker" in servers.worker().todo
    watch.beat_heart("this", timezone.now())
    assert servers.worker().state == State.OK


def test_without_a_site_it_says_how_to_make_one(db: None) -> None:
    Domain.objects.all().delete()
    assert data.sites().state == State.FAIL and "manage.py setup" in data.sites().todo


def test_a_disk_that_is_nearly_full_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    for free, state in ((100_000_000, State.FAIL), (1_000_000_000, State.WARN), (9_000_000_000, State.OK)):
        monkeypatch.setattr(machine, "_free", lambda folder, free=free: free)
        assert machine.disk().state == state


@pytest.mark.parametrize(("seconds", "state"), [(1, State.OK), (10, State.WARN), (-90, State.FAIL)])
def test_a_clock_that_is_off_is_seen(db: None, monkeypatch: Any, seconds: int, state: State) -> None:
    shifted = timezone.now() + timedelta(seconds=seconds)
    monkeypatch.setattr(machine.timezone, "now", lambda: shifted)
    assert machine.clock().state == state


def test_a_key_that_is_lost_is_seen(db: None, settings: Any) -> None:
    from allauth.mfa.models import Authenticator

    from aicmr.lib.crypto import encrypt
    from tests.people import make_user

    Authenticator.objects.create(user=make_user("a@b.test"), type="totp", data={"secret": encrypt("x")})
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 60
    assert data.secrets().state == State.WARN
    settings.SECRET_KEY_FALLBACKS = []
    assert data.secrets().state == State.FAIL and "SECRET_KEY_FALLBACKS" in data.secrets().todo


def test_the_last_backup_is_looked_at(db: None, settings: Any) -> None:
    assert data.backup().state == State.SKIP
    settings.BACKUP_TO = "/somewhere"
    assert data.backup().state == State.WARN
    row = Backup.objects.create(place="/somewhere", finished_at=timezone.now(), is_proven=True)
    assert data.backup().state == State.OK
    settings.PRODUCTION = True
    assert "BACKUP_KEY" in data.backup().todo
    Backup.objects.filter(pk=row.pk).update(finished_at=timezone.now() - timedelta(days=3))
    Backup.objects.create(place="/somewhere", error="the disk is full")
    assert "the disk is full" in data.backup().says


def test_dead_deliveries_are_counted(site: Site, people: Any) -> None:
    assert data.waiting().state == State.OK or "deliveries gave up" in data.waiting().says
    entry = Delivery.objects.values_list("entry", flat=True).first()
    Delivery.objects.update_or_create(
        entry_id=entry, receiver="x", defaults={"state": "dead", "due_at": timezone.now()}
    )
    assert data.waiting().state == State.WARN


def test_a_mail_server_that_is_away_is_broken(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    finding = examining._ask(findings.Probe("mail", servers.mail))
    assert finding.state == State.FAIL and "EMAIL_URL" in finding.todo


def test_a_probe_that_hangs_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    monkeypatch.setattr(examining, "PATIENCE", 0.1)
    finding = examining._ask(findings.Probe("hangs", lambda: (release.wait(5), ok("late"))[1]))
    release.set()
    assert finding.state == State.FAIL and "no answer" in finding.says


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command looks at these only."""

    def choose(**found: Finding | Exception) -> None:
        def run(finding: Finding | Exception) -> Finding:
            if isinstance(finding, Exception):
                raise finding
            return finding

        made = [findings.Probe(name, lambda f=f: run(f), name == "outside") for name, f in found.items()]  # type: ignore[misc]
        monkeypatch.setattr(examining, "probes", lambda: made)

    return choose


def test_the_table_says_what_to_do_and_the_exit_code_whether_it_is_urgent(only: Any, capsys: Any) -> None:
    only(database=ok("SQLite"), backup=findings.warn("never made", "Run manage.py backup."))
    call_command("doctor")
    said = capsys.readouterr().out
    assert "WARN  backup" in said and "→ Run manage.py backup." in said
    assert "1 in order, 1 to look at, 0 broken." in said
    only(storage=PermissionError("/srv/media"))
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1
    assert "FAIL  storage" in (said := capsys.readouterr().out) and "can be written to" in said


def test_offline_asks_nobody_outside_and_lists_what_works(only: Any, capsys: Any, monkeypatch: Any) -> None:
    only(outside=RuntimeError("must not be asked"), database=ok("SQLite"))
    monkeypatch.setattr("accounts.operations.services.closing.read_pages", lambda: ok("6 pages"))
    call_command("doctor", offline=True)
    said = capsys.readouterr().out
    assert "not asked: offline" in said and "ok    pages" in said
    assert "writing, reviewing, publishing, search" in said and "needs the way out" in said


def test_pages_work_with_the_way_out_closed(site: Site) -> None:
    finding = closing.read_pages()
    assert finding.state == State.OK and "6 pages of" in finding.says and "no connection out" in finding.says


def test_a_way_out_that_is_tried_is_stopped_and_named() -> None:
    with closing.closed() as tried:
        with pytest.raises(OSError, match="way out is closed"):
            socket.create_connection(("93.184.216.34", 443), 1)
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", 1), 1)
    assert tried and all("93.184.216.34" in attempt for attempt in tried)
    with socket.create_server(("127.0.0.1", 0)) as here, socket.create_connection(here.getsockname(), 1):
        assert len(tried) == len(set(tried)) == 1, "open again, and nothing more was noted"


def test_addresses_inside_and_outside_are_told_apart() -> None:
    assert closing.is_inside("http://127.0.0.1:11434/v1") and closing.is_inside("http://10.0.0.9/")
    assert not closing.is_inside("https://93.184.216.34/") and not closing.is_inside("https://no.such.invalid/")


def test_features_follow_the_settings(settings: Any) -> None:
    found = {feature.name: feature for feature in findings.features()}
    assert found["mail"].works and found["backups"].works
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "93.184.216.34"
    settings.BACKUP_TO = "s3://bucket"
    settings.S3_ACCESS = settings.S3_ACCESS | {"endpoint": "https://93.184.216.34"}
    changed: dict[str, Feature] = {feature.name: feature for feature in findings.features()}
    assert not changed["mail"].works and not changed["backups"].works


@pytest.fixture
def tls_server(tmp_path: Any) -> Iterator[int]:
    """Serves a certificate of its own that ends in ten days."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x.test")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=10, minutes=5))
    file = tmp_path / "x.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + made.sign(key, SHA256()).public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)

        def serve() -> None:
            connection, _ = listener.accept()
            with context.wrap_socket(connection, server_side=True) as sock:
                sock.recv(1)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]


def test_certificates_are_read_as_visitors_get_them(
    site: Site, tls_server: int, settings: Any, monkeypatch: Any
) -> None:
    assert 9.9 < machine.days_left("127.0.0.1", tls_server) < 10.1
    assert machine.certificates().state == State.SKIP
    settings.PRODUCTION = True
    for days, state in ((60.0, State.OK), (10.0, State.WARN), (1.0, State.FAIL)):
        monkeypatch.setattr(machine, "days_left", lambda host, days=days: days)
        assert machine.certificates().state == state
