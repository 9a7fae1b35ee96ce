"""A span of days where the site is, and the moments at which its clock is set."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST = 3_660
EARLIEST, LATEST = date(1990, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True)
class Span:
    """Both days belong to it."""

    first: date
    last: date
    zone: str

    @property
    def since(self) -> datetime:
        return self._begins(self.first)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return self._begins(self.last + timedelta(days=1))

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    def clocks(self) -> Iterator[tuple[datetime, datetime, timedelta]]:
        """(from, until, offset from UTC) of each stretch between two settings of the clock.

        The database need not know time zones: MySQL's tables of them are often empty.
        """
        begin, offset = self.since, self._offset(self.since)
        hour = timedelta(hours=1)
        for number in range(1, len(self.days) + 1):
            day = self._begins(self.first + timedelta(days=number))
            if self._offset(day) == offset:
                continue
            moment = self._begins(self.first + timedelta(days=number - 1)).astimezone(UTC)
            while self._offset(moment) == offset:
                moment += hour / 4
            yield begin, moment, offset
            begin, offset = moment, self._offset(moment)
        yield begin, self.until, offset

    def _begins(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC)

    def _offset(self, moment: datetime) -> timedelta:
        return moment.astimezone(ZoneInfo(self.zone)).utcoffset() or timedelta()


def span(first: date | None, last: date | None, *, zone: str, today: date) -> Span:
    """The last 30 days where nothing was asked for; what is the wrong way round is turned, what is too long cut."""
    last = last or (max(today, first) if first else today)
    first = first or last - timedelta(days=29)
    first, last = sorted(min(max(day, EARLIEST), LATEST) for day in (first, last))
    return Span(max(first, last - timedelta(days=LONGEST)), last, zone)
