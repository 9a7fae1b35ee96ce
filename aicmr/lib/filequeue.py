"""Kombu's filesystem transport with whole messages.

The stock transport writes into the file that a reader may already see, moves what it reads to the
system's temporary directory, and may so hand out half a message or leave it lying about. Here a
message appears by a rename, and is taken by a rename within the same folder. The same goes for the
table of who listens, which the stock transport empties before it locks it.
"""

import fcntl
import os
from queue import Empty
from time import time_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

EVENTS = "celeryev"


class Channel(filesystem.Channel):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        os.makedirs(self.processed_folder, exist_ok=True)
        os.makedirs(self.data_folder_in, exist_ok=True)

    def _lookup(self, exchange: str, routing_key: str, default: str | None = None) -> list[str]:
        # Each queue is bound under its own name, also while the table that says so was removed. A worker's
        # heartbeats go to whoever watches; without one they would pile up as files that nobody takes.
        return super()._lookup(exchange, routing_key, default) or ([] if exchange == EVENTS else [routing_key])

    def get_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:
        try:
            rows = loads(self._exchange_file(exchange).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        return [filesystem.exchange_queue_t(*row) for row in rows]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        file = self._exchange_file(exchange)
        os.makedirs(self.control_folder, exist_ok=True)
        with open(f"{file}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
            table = self.get_table(exchange)
            if row in table:
                return
            with open(f"{file}.part", "w", encoding="utf-8") as part:
                part.write(dumps([row, *table]))
            os.replace(f"{file}.part", file)

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        os.makedirs(self.data_folder_out, exist_ok=True)
        name = os.path.join(self.data_folder_out, f"{time_ns():020d}_{uuid4().hex}.{queue}")
        with open(f"{name}.part", "w", encoding="utf-8") as file:
            file.write(dumps(payload))
        os.replace(f"{name}.part", f"{name}.msg")

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        suffix = f"{queue}.msg"
        os.makedirs(self.processed_folder, exist_ok=True)  # somebody may have emptied or removed the folder
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] == suffix:
                source = os.path.join(self.data_folder_in, name)
                taken = os.path.join(self.processed_folder, name)
                try:
                    os.replace(source, taken)
                except FileNotFoundError:
                    continue  # another worker was first
                with open(taken, encoding="utf-8") as file:
                    text = file.read()
                os.remove(taken)
                return loads(text)
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel
