import subprocess
import sys

from aicmr.lib.process import identity, is_dead


def test_this_process_is_alive() -> None:
    assert not is_dead(identity())
    assert len(identity()) <= 120


def test_a_process_that_ended_is_dead() -> None:
    script = "from aicmr.lib.process import identity; print(identity())"
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    assert other != identity()
    assert is_dead(other)


def test_a_pid_that_was_used_again_is_another_process() -> None:
    machine, pid, started = identity().split(":")
    assert is_dead(f"{machine}:{pid}:{int(started) - 1}")


def test_nothing_is_said_about_other_machines_or_nonsense() -> None:
    _, pid, started = identity().split(":")
    for holder in (f"elsewhere/1:{pid}:1", "", "::", f"x:{pid}", f":{pid}:{started}"):
        assert not is_dead(holder)
