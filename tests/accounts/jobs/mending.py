"""A slow job and a receiver that leave their traces in a file, for tests that kill their worker."""

import time
from pathlib import Path
from typing import Any

from accounts.audit import registry as receivers
from accounts.audit.events import Event
from accounts.audit.models import Entry
from accounts.jobs import registry
from accounts.jobs.running import JobHandle

KIND = "test.mending"
net_torn = Event("test.net_torn", "trace", doc="A net tore.")

registry.register(KIND, run=f"{__name__}.mend", label="Mend nets")


def mend(handle: JobHandle) -> dict[str, Any]:
    """Mend one net per key, `pause` seconds each."""

    def mend_one(key: str) -> dict[str, Any]:
        leave(handle.payload["trace"], f"begin {key}")
        time.sleep(handle.payload["pause"])
        leave(handle.payload["trace"], f"end {key}")
        return {"net": key}

    return {"mended": len(handle.items(handle.payload["keys"], mend_one))}


@receivers.receives(net_torn)
def on_net_torn(entry: Entry) -> None:
    leave(entry.payload["trace"], f"received {entry.pk}")


def leave(trace: str, line: str) -> None:
    with Path(trace).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
