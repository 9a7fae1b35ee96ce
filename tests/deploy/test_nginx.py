"""nginx's configuration as deploy/ ships it."""

import http.client
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RENDER = ROOT / "deploy" / "nginx" / "render.py"
DRAIN = ROOT / "deploy" / "nginx" / "drain.py"
PORT = 18443
SECRET = "hunter2-Zq9xLw7pTt3"
DOORS = [
    f"/preview/{SECRET}/",
    f"/account/unlock/{SECRET}/",
    f"/account/confirm-email/{SECRET}/?next=/",
    f"/account/password/reset/key/1-{SECRET}/",
    f"/search/?q={SECRET}",
    f"/media/abc/400.webp?t={SECRET}",
]


def run(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def rendered(tmp_path: Path) -> Path:
    done = run(RENDER, str(tmp_path), "LISTEN_HTTPS=8443", "WEB_SERVERS=10.0.0.1:8001 10.0.0.2:8001", "WEB_LINE=9")
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_every_name_is_replaced(rendered: Path) -> None:
    for path in rendered.glob("*.conf"):
        assert "${" not in re.sub(r"#.*", "", path.read_text()), path.name
    assert "listen 8443 ssl http2" in (rendered / "aicmr.conf").read_text()
    lines = (rendered / "web_servers.conf").read_text().splitlines()
    assert lines == [f"server 10.0.0.{n}:8001 max_conns=9 max_fails=3 fail_timeout=3s;" for n in (1, 2)]


def test_every_name_is_explained(rendered: Path) -> None:
    readme = (ROOT / "deploy" / "nginx" / "README.md").read_text()
    sys.path.insert(0, str(RENDER.parent))
    from render import DEFAULTS

    assert [name for name in DEFAULTS if f"`{name}`" not in readme] == []


@pytest.mark.parametrize(
    ("told", "origin"),
    [
        ({}, "http://127.0.0.1:9000"),
        ({"S3_BUCKET": "a", "S3_ENDPOINT_URL": "https://s3.example.org/"}, "https://s3.example.org"),
        ({"S3_BUCKET": "a", "AWS_REGION": "eu-central-1"}, "https://s3.eu-central-1.amazonaws.com"),
        ({"S3_BUCKET": "a", "BUCKET_ORIGIN": "http://10.0.0.5:9000"}, "http://10.0.0.5:9000"),
    ],
)
def test_files_are_fetched_from_the_bucket_of_the_program(
    told: dict[str, str], origin: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("S3_BUCKET", "S3_ENDPOINT_URL", "AWS_REGION", "BUCKET_ORIGIN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert run(RENDER, str(tmp_path)).returncode == 0
    assert f"set $bucket_origin {origin};" in (tmp_path / "aicmr.conf").read_text()


def test_a_name_that_is_not_known_is_refused(tmp_path: Path) -> None:
    done = run(RENDER, str(tmp_path), "LISTEN=80")
    assert done.returncode == 1 and "knows no LISTEN; there are" in done.stderr


@pytest.mark.parametrize("trap", ["tcp_nopush", "open_file_cache", "background_update on", "use_stale updating"])
def test_the_traps_are_left_out(rendered: Path, trap: str) -> None:
    for path in rendered.glob("*.conf"):
        assert trap not in re.sub(r"#.*", "", path.read_text()), path.name


def test_the_address_of_a_reader_is_never_what_he_says(rendered: Path) -> None:
    proxy = (rendered / "proxy.conf").read_text()
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in proxy
    assert "proxy_add_x_forwarded_for" not in proxy
    assert 'proxy_set_header Forwarded "";' in proxy


def test_a_block_that_adds_headers_adds_the_common_ones_too(rendered: Path) -> None:
    """nginx inherits all headers of the block above, or none."""
    text = (rendered / "aicmr.conf").read_text()
    for block in re.findall(r"location [^{]*\{[^}]*\}", text):
        if "add_header" in block:
            assert "headers.conf;" in block or "sent.conf;" in block, block


def test_a_server_leaves_the_line_and_comes_back(rendered: Path) -> None:
    before = (rendered / "web_servers.conf").read_text()
    assert run(DRAIN, str(rendered), "10.0.0.1:8001", "down").returncode == 0
    first, second = (rendered / "web_servers.conf").read_text().splitlines()
    assert first.endswith(" down;") and not second.endswith(" down;")
    assert run(DRAIN, str(rendered), "10.0.0.1:8001", "up").returncode == 0
    assert (rendered / "web_servers.conf").read_text() == before


def test_the_last_server_stays(rendered: Path) -> None:
    assert run(DRAIN, str(rendered), "10.0.0.1:8001", "down").returncode == 0
    done = run(DRAIN, str(rendered), "10.0.0.2:8001", "down")
    assert done.returncode == 1 and "the last one" in done.stderr
    assert "names no 10.0.0.3:1" in run(DRAIN, str(rendered), "10.0.0.3:1", "down").stderr


@pytest.fixture
def nginx(tmp_path: Path) -> list[str]:
    """The command of an nginx with nobody behind it."""
    from certificates import make

    make(tmp_path / "tls")
    places = {name: tmp_path / name.lower() for name in ("RUN_DIR", "LOG_DIR", "CACHE_DIR")}
    for folder in (places["RUN_DIR"], places["LOG_DIR"]):
        folder.mkdir()
    values = {**places, "TLS_CERT": tmp_path / "tls/fullchain.pem", "TLS_KEY": tmp_path / "tls/privkey.pem"}
    values |= {"LISTEN_HTTP": "127.0.0.1:18080", "LISTEN_HTTPS": f"127.0.0.1:{PORT}", "PAGES_DIR": tmp_path / "pages"}
    values |= {"NGINX_USER_LINE": "user root;" if os.geteuid() == 0 else ""}
    values |= {"NGINX_WORKERS": "1", "WEB_SERVERS": "127.0.0.1:18001 127.0.0.1:18002"}
    assert run(RENDER, str(tmp_path / "conf"), *(f"{k}={v}" for k, v in values.items())).returncode == 0
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "503.html").write_text("Nobody answers.")
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin")
    assert program, "nginx is missing: apt install nginx-light"
    return [program, "-e", str(tmp_path / "start.log"), "-c", str(tmp_path / "conf" / "nginx.conf")]


@pytest.mark.deploy
def test_nginx_takes_it(nginx: list[str]) -> None:
    done = subprocess.run([*nginx, "-t", "-e", "stderr"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


@pytest.mark.deploy
def test_what_opens_doors_is_in_no_log(nginx: list[str], tmp_path: Path) -> None:
    process = subprocess.Popen([*nginx, "-g", "daemon off;"])
    try:
        statuses = {_ask(path) for path in DOORS}
        assert statuses == {503}
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(20)
    access = (tmp_path / "log_dir" / "nginx-access.log").read_text()
    error = (tmp_path / "log_dir" / "nginx-error.log").read_text()
    assert len(access.splitlines()) == len(DOORS) and SECRET not in access + error
    assert '"path":"/preview/[secret]"' in access and '"referrer":"https://127.0.0.1/preview/[secret]"' in access
    assert '"upstream_status":"502' in access and '"rate":"' in access


@pytest.mark.deploy
@pytest.mark.parametrize("path", ["/", "/api/v1/me", "/static/none.css"])
def test_what_nginx_itself_refuses_names_what_may_be_asked(nginx: list[str], path: str) -> None:
    process = subprocess.Popen([*nginx, "-g", "daemon off;"])
    try:
        assert _ask("/") == 503
        link = http.client.HTTPSConnection("127.0.0.1", PORT, timeout=10, context=ssl._create_unverified_context())
        link.request("TRACE", path)
        answer = link.getresponse()
        assert (answer.status, answer.getheader("Allow")) == (405, "GET, HEAD")
        assert answer.getheader("Strict-Transport-Security")
        link.close()
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(20)


def _ask(path: str) -> int:
    """Waits until nginx listens."""
    context = ssl._create_unverified_context()
    for _ in range(100):
        link = http.client.HTTPSConnection("127.0.0.1", PORT, timeout=10, context=context)
        try:
            link.request("GET", path, headers={"Referer": f"https://127.0.0.1{path}"})
            return link.getresponse().status
        except OSError:
            time.sleep(0.1)
        finally:
            link.close()
    return 0
