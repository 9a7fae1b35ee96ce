"""The parts of `make stack` that need no server."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    import layout as layouts

    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("STACK_PORT", "19700")
    found = layouts.prepare()
    yield found
    shutil.rmtree(found.fast, ignore_errors=True)  # it may lie in memory, where nobody else clears up


def test_ports_differ_and_stay(layout) -> None:  # type: ignore[no-untyped-def]
    import layout as layouts

    assert len(set(layout.ports.values())) == len(layouts.NAMES) + len(layouts.DOORS)
    assert layouts.prepare().ports == layouts.load().ports == layout.ports


def test_a_secret_is_made_once_and_is_the_owners_alone(layout) -> None:  # type: ignore[no-untyped-def]
    assert layout.secret("a") == layout.secret("a") != layout.secret("b")
    assert (layout.home / "secrets" / "a").stat().st_mode & 0o077 == 0
    assert layout.secret("a") not in " ".join(layout.environment().values())


def test_processes_get_production_settings(layout, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("SECRET_KEY", "mine")
    monkeypatch.setenv("PAGE_CACHE", "0")
    told = layout.environment()
    assert told["DJANGO_SETTINGS_MODULE"] == "aicmr.settings.production"
    assert "SECRET_KEY" not in told and told["PAGE_CACHE"] == "0"


def test_a_pid_file_names_one_process_and_no_other(layout) -> None:  # type: ignore[no-untyped-def]
    from supervise import running_pid, write_pid

    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    write_pid(layout, "web1", process.pid)
    assert running_pid(layout, "web1") == process.pid
    layout.pid_file("web1").write_text(f"{process.pid} 1")
    assert running_pid(layout, "web1") == 0, "the same number, another start"
    write_pid(layout, "web1", process.pid)
    process.communicate(b"\n")
    assert running_pid(layout, "web1") == 0


def test_what_dies_is_started_again_unless_it_is_held(layout) -> None:  # type: ignore[no-untyped-def]
    from services import Service
    from supervise import Supervisor, running_pid

    supervisor = Supervisor(layout)
    supervisor.start([Service("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], lambda: True)])
    try:
        first = running_pid(layout, "sleeper")
        layout.hold_file("sleeper").touch()
        os.kill(first, 9)
        assert not _comes_back(supervisor, layout, first, 1.6)
        layout.hold_file("sleeper").unlink()
        assert _comes_back(supervisor, layout, first, 5.0)
    finally:
        supervisor.stop()
    assert running_pid(layout, "sleeper") == 0


ONE_WORD = """
import os, select, socket
held = socket.socket(fileno=int(os.environ["NGINX"].split(";")[0]))
assert not os.get_blocking(held.fileno())
while select.select([held], [], []):
    asker, _ = held.accept()
    asker.sendall(str(os.getpid()).encode())
    asker.close()
"""


def test_a_connection_waits_while_what_listens_is_started_again(layout) -> None:  # type: ignore[no-untyped-def]
    from services import Service
    from supervise import Supervisor, running_pid

    port = layout.ports["http"]

    def ask() -> int:
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            return int(connection.recv(20))

    supervisor = Supervisor(layout)
    supervisor.start([Service("sleeper", [sys.executable, "-c", ONE_WORD], lambda: True, listens=(port,))])
    try:
        first = ask()
        layout.hold_file("sleeper").touch()
        os.kill(first, 9)
        supervisor.running["sleeper"][1].wait(5)
        with socket.create_connection(("127.0.0.1", port), 5) as waiting:
            layout.hold_file("sleeper").unlink()
            assert _comes_back(supervisor, layout, first, 5.0)
            assert int(waiting.recv(20)) == running_pid(layout, "sleeper") != first
    finally:
        supervisor.stop()
    with pytest.raises(ConnectionRefusedError):
        ask()


def _comes_back(supervisor, layout, old: int, seconds: float) -> bool:  # type: ignore[no-untyped-def]
    from supervise import running_pid

    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        supervisor.look_after()
        if running_pid(layout, "sleeper") not in (0, old):
            return True
        time.sleep(0.05)
    return False


def test_a_service_that_does_not_start_says_why(layout) -> None:  # type: ignore[no-untyped-def]
    from services import Service, StackFailed
    from supervise import Supervisor

    supervisor = Supervisor(layout)
    with pytest.raises(StackFailed, match="broken ended: .*no luck"):
        supervisor.start([Service("broken", [sys.executable, "-c", "raise SystemExit('no luck')"], lambda: False)])


def test_a_program_that_is_missing_is_named_with_its_package() -> None:
    from services import StackFailed, program

    with pytest.raises(StackFailed, match="no-such-server is missing; on Debian: apt install"):
        program("no-such-server")


def test_the_certificate_is_good_for_browsers_and_kept(tmp_path: Path) -> None:
    from certificates import make
    from cryptography import x509

    path = make(tmp_path, ("www.example.test",))
    chain = x509.load_pem_x509_certificates(path.read_bytes())
    chain[0].verify_directly_issued_by(chain[1])
    names = chain[0].extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {"localhost", "www.example.test"} <= set(names.get_values_for_type(x509.DNSName))
    assert (tmp_path / "privkey.pem").stat().st_mode & 0o077 == 0
    ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(path, tmp_path / "privkey.pem")
    before = path.read_bytes()
    assert make(tmp_path, ("www.example.test",)).read_bytes() == before
    assert make(tmp_path, ("other.example.test",)).read_bytes() != before


def test_the_bucket_survives_its_server(tmp_path: Path) -> None:
    """In a process of its own: moto keeps its buckets in the module."""
    code = """
import sys; from pathlib import Path
from s3 import Kept
from werkzeug.test import Client
client = Client(Kept(Path(sys.argv[1])))
signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=a/20261121/us-east-1/s3/aws4_request"}
if sys.argv[2] == "write":
    assert client.put("/pictures").status_code == 200
    assert client.put("/pictures/a/b c.webp", data=b"sea\\nside", content_type="image/webp").status_code == 200
    assert client.put("/pictures/gone", data=b"x").status_code == 200
    assert client.delete("/pictures/gone", headers=signed).status_code == 204
else:
    answer = client.get("/pictures/a/b c.webp", headers=signed)
    assert (answer.data, answer.content_type) == (b"sea\\nside", "image/webp")
    assert client.get("/pictures/gone", headers=signed).status_code == 404
"""
    folder = Path(__file__).resolve().parents[2] / "deploy" / "stack"
    for step in ("write", "read"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path), step], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_a_bucket_with_keys_lets_nobody_else_in(tmp_path: Path) -> None:
    code = """
import sys; from pathlib import Path
from s3 import Kept
from werkzeug.test import Client
keys = Path(sys.argv[1], "keys")
client = Client(Kept(Path(sys.argv[1], "data"), keys))
def ask(name):
    signed = {"Authorization": f"AWS4-HMAC-SHA256 Credential={name}/20261121/us-east-1/s3/aws4_request"}
    query = f"X-Amz-Credential={name}%2F20261121%2Fus-east-1%2Fs3%2Faws4_request"
    answers = client.get("/pictures/a", headers=signed), client.get("/pictures/a", query_string=query)
    return {answer.status_code for answer in answers}
keys.write_text("")
assert client.put("/pictures").status_code == 403
keys.unlink()
assert client.put("/pictures").status_code == 200
keys.write_text("old new")
assert ask("old") == ask("new") == {404} and ask("other") == {403}
keys.write_text("new")
assert ask("old") == {403} and ask("new") == {404}
"""
    (tmp_path / "data").mkdir()
    folder = Path(__file__).resolve().parents[2] / "deploy" / "stack"
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_secrets_lie_in_files_that_can_be_written_anew(layout) -> None:  # type: ignore[no-untyped-def]
    told = layout.environment()
    assert Path(told["DATABASE_URL_FILE"]).read_text() == layout.database_url("aicmr")
    assert layout.secret("aicmr") not in " ".join(told.values()) and "DATABASE_URL" not in told
    layout.tell("database_url", "mysql://aicmr2@127.0.0.1/aicmr")
    path = Path(told["DATABASE_URL_FILE"])
    assert path.read_text().startswith("mysql://aicmr2@") and path.stat().st_mode & 0o077 == 0


def aged(folder: Path) -> Path:
    os.utime(folder, (0, 0))
    return folder


def test_folders_in_memory_of_ended_stacks_are_removed_and_those_of_running_ones_stay(tmp_path: Path) -> None:
    import layout as layouts
    import leftovers
    import supervise

    memory = tmp_path / "memory"
    names = {name: memory / f"aicmr-{os.getuid()}-{name}" for name in ("ended", "served", "kept", "young")}
    for folder in names.values():
        folder.mkdir(parents=True)
    (names["ended"] / "nginx.pid").write_text("999999999\n")
    (names["served"] / "nginx.pid").write_text(f"{os.getpid()}\n")
    var = tmp_path / "var"
    (var / "stack" / "pid").mkdir(parents=True)
    supervise.write_pid(layouts.Layout(var), "supervisor", os.getpid())
    (names["kept"] / "home").write_text(str(var))
    other = memory / "aicmr-4294967294-other"
    other.mkdir()
    for name in ("ended", "served", "kept"):
        aged(names[name])
    assert leftovers.sweep(memory) == [names["ended"].name]
    assert sorted(path.name for path in memory.iterdir()) == sorted(
        [other.name, *(names[name].name for name in ("served", "kept", "young"))]
    )


def test_a_link_in_memory_is_not_followed(tmp_path: Path) -> None:
    import leftovers

    precious = tmp_path / "precious"
    precious.mkdir()
    memory = tmp_path / "memory"
    memory.mkdir()
    (memory / f"aicmr-{os.getuid()}-link").symlink_to(precious)
    aged(precious)
    assert leftovers.sweep(memory) == []
    assert precious.exists()
