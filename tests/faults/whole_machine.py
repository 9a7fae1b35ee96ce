"""Faults of the machine: a full disk (a file system in memory that nobody else sees), a clock that jumps."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults import attack
from tests.faults.desk import Desk
from tests.faults.ground import ROOT, Ground, Report, under_load
from tests.faults.without import Step, picture, reading, writing

FAKETIME = [Path(f"/usr/lib/{arch}-linux-gnu/faketime/libfaketime.so.1") for arch in ("x86_64", "aarch64")]
MEMORY = Path("/dev/shm")  # noqa: S108
SIZE = "1800m"
FULL = 15.0  # seconds
EDITOR = "editor@example.com"
SPENDER = "127.0.0.29"
MINUTE = 50.0  # seconds, a little less than the window of the limit


def full_disk(ground: Ground) -> Report:
    """Runs itself again in a mount name space of its own."""
    command = ["unshare", "--mount", "--propagation", "private", sys.executable, "-m", "tests.faults.whole_machine"]
    folder = Path(os.environ["VAR_DIR"]).with_name("faults-disk")
    folder.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"VAR_DIR": str(folder), "FAULTS_REPORT": str(ground.home / "full-disk.json")}
    subprocess.run(command, env=environment, cwd=ROOT, check=True)
    return Report(**json.loads((ground.home / "full-disk.json").read_text()))


def inside() -> None:
    folder = Path(os.environ["VAR_DIR"])
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], check=True)
    ground = Ground()
    try:
        ground.up()
        report = under_load(ground, "full-disk", _fill)
    finally:
        ground.down()
    Path(os.environ["FAULTS_REPORT"]).write_text(json.dumps(report.__dict__))


def _fill(ground: Ground) -> str:
    block = Path(os.environ["VAR_DIR"]) / "block"
    written = 0
    with block.open("wb", buffering=0) as file:
        try:
            while True:
                written += file.write(b"\0" * (1 << 20))
        except OSError:
            pass
    time.sleep(FULL)
    block.unlink()
    return f"nothing left after {written >> 20} MB, for {FULL:.0f} s"


def clock_jump(ground: Ground) -> Report:
    """Every process of the stack sees the clock an hour ahead, then an hour behind, then right again."""
    library = next((path for path in FAKETIME if path.exists()), None)
    if library is None:
        raise SystemExit("faults: libfaketime is missing; on Debian: apt install libfaketime")
    offset = ground.home / "clock"
    offset.write_text("+0s")
    shim = ground.home / "clock.so"
    source = str(ROOT / "tests" / "faults" / "clock.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(shim), source], check=True)
    ground.up(
        STACK_TELL_LD_PRELOAD=f"{shim}:{library}",
        STACK_TELL_FAKETIME_TIMESTAMP_FILE=str(offset),
        STACK_TELL_FAKETIME_NO_CACHE="1",
        STACK_TELL_DONT_FAKE_MONOTONIC="1",
    )

    def jump(ground: Ground) -> str:
        links = json.loads(ground.python("links"))
        desks, steps = {"the session of before": Desk(ground)}, list[Step]()
        spent: list[float] = []
        for number, step in enumerate(("+1h", "-1h", "+0s")):
            offset.write_text(step)
            until = time.monotonic() + 6
            desk = desks["the session of before"]
            day = [*reading(desk), *writing(desk, f"at {step}"), ("upload", picture(desk, len(steps)))]
            day += doors(ground, links, number, spent)
            fresh = desks[f"a session of {step}"] = Desk(ground, "")
            day.append(("sign in", fresh.sign_in(EDITOR, ground.layout.secret("editor")).status == 302))
            day += [(name, each.get("/account/").status == 200) for name, each in desks.items()]
            steps += [(f"{name} at {step}", went) for name, went in day]
            time.sleep(max(0.0, until - time.monotonic()))
        ground.wrong += sum(not went for _, went in steps)
        bad = [name for name, went in steps if not went]
        told = f"{len(steps)} steps at the desk, wrong: {', '.join(bad) or 'none'}"
        return f"an hour ahead, an hour behind, right again; {told}"

    try:
        return under_load(ground, "clock-jump", jump)
    finally:
        ground.down()
        _sweep_shims()


def doors(ground: Ground, links: dict[str, str], number: int, spent: list[float]) -> list[Step]:
    """Links and keys of before open; limits let in as many as they say; who has spent his tries waits his minute."""
    nobody, key = Desk(ground, ""), {"Authorization": f"Bearer {links['key']}"}
    fresh = attack.let_in(ground.layout, f"127.0.0.{30 + number}")
    is_held = bool(spent) and time.monotonic() - spent[-1] < MINUTE
    again = attack.let_in(ground.layout, SPENDER)
    if not is_held:
        spent.append(time.monotonic())
    return [
        ("a preview link", nobody.get(links["preview"]).status == 200),
        ("a signed picture", nobody.get(links["picture"]).status == 200),
        ("an API key", nobody.get("/api/v1/me", **key).status == 200),
        (f"a limit of {attack.KEYS} that let in {fresh}", fresh == attack.KEYS),
        (f"a limit that was reached and let in {again}", again == (0 if is_held else attack.KEYS)),
    ]


def _sweep_shims() -> None:
    """libfaketime leaves a piece of memory and a semaphore of each process behind that was killed."""
    for path in MEMORY.glob("*faketime_*_[0-9]*"):
        if not Path("/proc", path.name.rpartition("_")[2]).exists():
            path.unlink(missing_ok=True)


FAULTS: dict[str, Callable[[Ground], Report]] = {"full-disk": full_disk, "clock-jump": clock_jump}

if __name__ == "__main__":
    os.environ["STACK_DOORS"] = "1"
    inside()
