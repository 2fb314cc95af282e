"""From days and numbers to places on a figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from foedus._edtf import Edtf

# Mean advance of a character, as a share of the type's size, in the usual sans serifs.
_ADVANCE = 0.54


def text_width(text: str, size: float = 11) -> float:
    """Return about how wide a line of text is, in the units of its size."""
    wide = sum(1 for char in text if char.isupper() or char in "mwMW—→")
    return (len(text) + 0.35 * wide) * size * _ADVANCE


@dataclass(frozen=True)
class TimeScale:
    """Days on a line.

    Examples
    --------
    >>> scale = TimeScale(dt.date(2020, 1, 1), dt.date(2024, 1, 1), 0, 400)
    >>> round(scale.x(dt.date(2022, 1, 1)))
    200
    """

    first: dt.date
    last: dt.date
    left: float
    right: float

    @property
    def _days(self) -> int:
        return max((self.last - self.first).days, 1)

    def x(self, day: dt.date) -> float:
        """Return the place of a day, off the ends too."""
        return self.left + (day - self.first).days / self._days * (self.right - self.left)

    def inside(self, day: dt.date) -> float:
        """Return the place of a day, held to the ends."""
        return min(max(self.x(day), self.left), self.right)

    def span(self, date: Edtf) -> tuple[float, float]:
        """Return where a date begins and ends; an open side runs to the end of the scale."""
        begin = self.left if date.earliest is None else self.x(date.earliest)
        end = self.right if date.latest is None else self.x(date.latest + dt.timedelta(days=1))
        return begin, max(begin, end)

    def ticks(self, apart: float = 56) -> Iterator[tuple[float, str]]:
        """Yield places and labels of the ticks: months, quarters, or round years."""
        a_year = 365.25 / self._days * (self.right - self.left)
        if a_year / 4 >= apart:
            step = 1 if a_year / 12 >= apart else 3
            for year in range(self.first.year, self.last.year + 1):
                for month in range(1, 13, step):
                    day = dt.date(year, month, 1)
                    if self.first <= day <= self.last:
                        yield self.x(day), day.strftime("%b %Y") if month == 1 else f"{day:%b}"
            return
        step = next((n for n in (1, 2, 5, 10, 20, 50) if n * a_year >= apart), 100)
        for year in range(-(-self.first.year // step) * step, self.last.year + 1, step):
            if self.first <= dt.date(year, 1, 1) <= self.last:
                yield self.x(dt.date(year, 1, 1)), str(year)


@dataclass(frozen=True)
class LinearScale:
    """Numbers on a line; ``low`` and ``high`` are the ends of the numbers."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a number."""
        share = (value - self.low) / ((self.high - self.low) or 1)
        return self.start + share * (self.end - self.start)
