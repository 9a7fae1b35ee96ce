"""Counting database queries."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


class CountQueries(CaptureQueriesContext):
    """`with CountQueries() as queries: …; queries.count`."""

    def __init__(self) -> None:
        super().__init__(connection)

    @property
    def count(self) -> int:
        return len(self)
