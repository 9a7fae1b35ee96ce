"""Two web hosts and two worker hosts in network name spaces behind nginx; one of each is lost under load."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from tests.faults.ground import ROOT, Ground, Report, under_load

BRIDGE = "aicmrbr0"
GATE = "10.77.0.1"
HOSTS = {"web-a": 11, "web-b": 12, "worker-a": 21, "worker-b": 22}
LOST = 20.0  # seconds


def host_lost(ground: Ground) -> Report:
    os.environ["STACK_DOOR_HOST"] = "0.0.0.0"
    processes: list[subprocess.Popen[bytes]] = []
    _network(up=True)
    try:
        ground.up()
        for name in ("web1", "web2", "worker-default", "worker-media"):
            ground.layout.hold_file(name).touch()
            os.killpg(ground.pid(name), signal.SIGTERM)
        processes = [_host(ground, name) for name in HOSTS]
        _point_nginx(ground)
        _until_ready()
        cookie = json.loads(ground.python("session"))["cookie"]
        seen: list[int] = []
        report = under_load(ground, "host-lost", lambda ground: _lose(ground, cookie, seen))
        report.note += f"; signed-in pages {len(seen)}, not answered {sum(status != 200 for status in seen)}"
        report.failed += sum(status not in (200, 503) for status in seen)
        return report
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)
        ground.down()
        _network(up=False)


def _network(*, up: bool) -> None:
    for name, number in HOSTS.items():
        _ip("netns", "del", f"aicmr-{name}", quiet=True)
        _ip("link", "del", f"ai{number}", quiet=True)
    _ip("link", "del", BRIDGE, quiet=True)
    if not up:
        return
    _ip("link", "add", BRIDGE, "type", "bridge")
    _ip("addr", "add", f"{GATE}/24", "dev", BRIDGE)
    _ip("link", "set", BRIDGE, "up")
    for name, number in HOSTS.items():
        space = f"aicmr-{name}"
        _ip("netns", "add", space)
        _ip("link", "add", f"ai{number}", "type", "veth", "peer", "name", "eth0", "netns", space)
        _ip("link", "set", f"ai{number}", "master", BRIDGE, "up")
        _ip("-n", space, "addr", "add", f"10.77.0.{number}/24", "dev", "eth0")
        _ip("-n", space, "link", "set", "eth0", "up")
        _ip("-n", space, "link", "set", "lo", "up")


def _ip(*words: str, quiet: bool = False) -> None:
    subprocess.run(["ip", *words], check=not quiet, capture_output=quiet)


def _host(ground: Ground, name: str) -> "subprocess.Popen[bytes]":
    """A host's process: what it is told names the servers by the address that the hosts share."""
    servers = {"DATABASE_URL": ground.layout.database_url("aicmr")}
    servers |= {key: ground.layout.environment()[key] for key in ("REDIS_URL", "S3_ENDPOINT_URL")}
    told = ground.layout.environment() | {
        key: value.replace("@127.0.0.1:", f"@{GATE}:").replace("//127.0.0.1:", f"//{GATE}:")
        for key, value in servers.items()
    }
    python = [sys.executable, "-m"]
    if name.startswith("web"):
        config = str(ROOT / "deploy" / "gunicorn" / "web.py")
        command = [*python, "gunicorn", "--config", config, "--bind", f"10.77.0.{HOSTS[name]}:8001"]
        command += ["aicmr.wsgi:application"]
    else:
        command = [*python, "celery", "-A", "aicmr", "worker", "-Q", "default,media", "-c", "2", "-n", f"{name}@hosts"]
    log = (ground.layout.logs / f"host-{name}.log").open("ab")
    space = ["ip", "netns", "exec", f"aicmr-{name}"]
    return subprocess.Popen([*space, *command], env=told, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)


def _point_nginx(ground: Ground) -> None:
    addresses = [f"10.77.0.{HOSTS[name]}:8001" for name in ("web-a", "web-b")]
    servers = [f"server {address} max_conns=64 max_fails=3 fail_timeout=3s;\n" for address in addresses]
    (ground.layout.home / "nginx" / "web_servers.conf").write_text("".join(servers))
    os.kill(ground.pid("nginx"), signal.SIGHUP)


def _until_ready() -> None:
    import http.client

    for name in ("web-a", "web-b"):
        for _ in range(200):
            connection = http.client.HTTPConnection(f"10.77.0.{HOSTS[name]}", 8001, timeout=1)
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.2)
            finally:
                connection.close()
        else:
            raise SystemExit(f"faults: {name} does not answer")


def _lose(ground: Ground, cookie: str, seen: list[int]) -> str:
    for name in ("web-a", "worker-a"):
        _ip("link", "set", f"ai{HOSTS[name]}", "down")
    ends = time.monotonic() + LOST
    while time.monotonic() < ends:
        seen.append(_admin(ground, cookie))
        time.sleep(0.5)
    for name in ("web-a", "worker-a"):
        _ip("link", "set", f"ai{HOSTS[name]}", "up")
    seen.append(_admin(ground, cookie))
    return f"a web host and a worker host gone for {LOST:.0f} s"


def _admin(ground: Ground, cookie: str) -> int:
    import http.client
    import ssl

    context = ssl._create_unverified_context()
    port = ground.layout.ports["https"]
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=20)
    try:
        connection.request("GET", "/account/", headers={"Cookie": cookie})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


FAULTS: dict[str, Callable[[Ground], Report]] = {"host-lost": host_lost}
