"""Threads with database connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")


def at_once(count: int, function: Callable[[], Result]) -> list[Result]:
    """Results of `count` calls of `function` that begin together, each in its own thread and connection."""
    barrier = Barrier(count)

    def run() -> Result:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run) for _ in range(count)]]
