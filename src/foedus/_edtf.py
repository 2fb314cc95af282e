"""Dates that say how exact they are: the part of EDTF (ISO 8601-2) that a record of events needs.

::

    2024-02-22             a day
    2024-02                some time in that month; 2024: in that year; 202X: in that decade
    2024-21                a season (21 spring, 22 summer, 23 autumn, 24 winter; northern)
    2024-02~               approximate     2024-06?  uncertain     2024-06%  both
    2022-09-13/2022-09-14  an interval; either side may be any of the above
    2024-06-12/..          open end        ../2024-06-12  open start     2024/  end unknown

A day that comes with a time (``2024-02-22T10:00:00Z``) is read as the day.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from foedus._errors import DateError

Precision = Literal["day", "month", "season", "year", "decade", "century", "open", "unknown"]

_POINT = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)"
    r"(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?"
    r"(?P<mark>[?~%]?)",
    re.ASCII,
)
_DAY_WITH_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII,
)
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}
# How far "about" reaches on either side, in days, by what the date is exact to.
_ABOUT = {"day": 7, "month": 31, "season": 92, "year": 366, "decade": 1830, "century": 9150}


@dataclass(frozen=True, slots=True)
class _Point:
    """One side of a date: the first and the last day that it can mean."""

    first: dt.date | None
    last: dt.date | None
    precision: Precision
    approximate: bool = False
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Edtf:
    """A date or an interval, with its exactness; made by :meth:`parse`.

    Attributes
    ----------
    text
        The date as it was written.
    earliest, latest
        The first and last day that it can mean; None where that side is open or unknown.
    precision
        What the date, or the start of the interval, is exact to.
    approximate, uncertain
        Whether either side is marked ``~`` (or ``%``), ``?`` (or ``%``).

    Examples
    --------
    >>> d = Edtf.parse("2024-02~")
    >>> d.earliest, d.latest, d.approximate
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29), True)
    >>> Edtf.parse("2022-09-13/2022-09-14").contains(dt.date(2022, 9, 14))
    True
    >>> Edtf.parse("2024-06-12/..").latest is None
    True
    """

    text: str
    earliest: dt.date | None
    latest: dt.date | None
    precision: Precision
    approximate: bool = False
    uncertain: bool = False
    is_interval: bool = False

    @classmethod
    def parse(cls, value: str | dt.date | Edtf) -> Edtf:
        """Read an EDTF date.

        Raises
        ------
        DateError
            The text is not EDTF, or names a day that the calendar does not have, or an interval
            that ends before it starts.
        """
        if isinstance(value, Edtf):
            return value
        if isinstance(value, dt.datetime):
            value = value.date()
        return _parse(value.isoformat() if isinstance(value, dt.date) else str(value))

    @classmethod
    def between(cls, first: dt.date | None, last: dt.date | None) -> Edtf:
        """Return the interval from one day to another; None leaves that side open."""
        if first is not None and first == last:
            return cls.parse(first)
        return cls.parse(f"{first or '..'}/{last or '..'}")

    def __str__(self) -> str:
        return self.text

    @property
    def is_exact(self) -> bool:
        """Whether it is one day, without a mark of doubt."""
        return (
            self.precision == "day"
            and not self.is_interval
            and not (self.approximate or self.uncertain)
        )

    @property
    def has_start(self) -> bool:
        """Whether a first day is known; of ``../2024-02-23``, which is all that the publication of
        a report tells, it is not.
        """
        return self.earliest is not None

    def contains(self, day: dt.date) -> bool:
        """Whether the date can mean that day."""
        after = self.earliest is None or self.earliest <= day
        return after and (self.latest is None or day <= self.latest)

    def overlaps(self, other: Edtf) -> bool:
        """Whether two dates can mean the same day; an approximate one reaches a little further."""
        a_first, a_last = self.reach()
        b_first, b_last = other.reach()
        return (a_first is None or b_last is None or a_first <= b_last) and (
            b_first is None or a_last is None or b_first <= a_last
        )

    def surely_overlaps(self, period: Edtf) -> bool:
        """Whether it lies in a period, at least for a day, whatever day it means.

        An interval is taken as lasting from its start to its end. Of one that is open at the end
        only the start is sure: nobody has said how long it went on. What is marked as approximate
        or uncertain is never sure, nor is a date of which no start is known.

        Examples
        --------
        >>> september = Edtf.parse("2022-09")
        >>> [Edtf.parse(d).surely_overlaps(september) for d in ("2022-09-13", "2022")]
        [True, False]
        """
        if self.earliest is None or self.approximate or self.uncertain:
            return False
        left, slash, right = self.text.partition("/")
        start = Edtf.parse(left)
        # the last day on which it can have begun, and the first on which it can have ended
        begun = start.latest or dt.date.max
        ended = self.earliest
        if slash and right not in ("", ".."):
            ended = max(begun, Edtf.parse(right).earliest or self.earliest)
        return (period.latest is None or begun <= period.latest) and (
            period.earliest is None or ended >= period.earliest
        )

    def reach(self) -> tuple[dt.date | None, dt.date | None]:
        """Return the first and the last day that :meth:`overlaps` looks at; None: open."""
        if not self.approximate:
            return self.earliest, self.latest
        slack = _ABOUT.get(self.precision, 0)
        first = None if self.earliest is None else _moved(self.earliest, -slack)
        return first, None if self.latest is None else _moved(self.latest, slack)

    @property
    def sort_key(self) -> tuple[dt.date, dt.date]:
        """Order by the first possible day, then by the last; an open start sorts by its end."""
        first = self.earliest or self.latest or dt.date.max
        return first, self.latest or dt.date.max

    @property
    def middle(self) -> dt.date | None:
        """The day halfway; the bounded side where the other is open; None for ``../..``."""
        if self.earliest is None or self.latest is None:
            return self.earliest or self.latest
        return self.earliest + (self.latest - self.earliest) / 2

    def since(self) -> str:
        """Return it in words as they stand behind "since", which need no end of an interval.

        >>> Edtf.parse("2023-08/..").since()
        'August 2023'
        >>> Edtf.parse("../2024").since()
        'a day up to 2024'
        """
        first = str(self).partition("/")[0]
        if first in ("", ".."):
            return f"a day up to {'now' if self.latest is None else str(self).rpartition('/')[2]}"
        return Edtf.parse(first).in_words()

    def in_words(self) -> str:
        """Write the date as a sentence would.

        Examples
        --------
        >>> Edtf.parse("2022-09-13/2022-09-14").in_words()
        '13–14 September 2022'
        >>> Edtf.parse("2024-02~").in_words()
        'about February 2024'
        >>> Edtf.parse("2024-06-12/..").in_words()
        'from 12 June 2024'
        """
        if not self.is_interval:
            return _point_in_words(self.text)
        left, right = self.text.split("/")
        if right in ("..", ""):
            return f"from {_point_in_words(left)}" if left not in ("..", "") else "undated"
        if left in ("..", ""):
            return f"by {_point_in_words(right)}"
        a, b = _point_in_words(left), _point_in_words(right)
        if a == b:
            return a
        a_words, b_words = a.split(), b.split()
        days = len(a_words) == len(b_words) == 3 and a_words[0].isdigit() and b_words[0].isdigit()
        if days and a_words[1:] == b_words[1:]:
            return f"{a_words[0]}–{b}"
        if days and a_words[2] == b_words[2]:
            return f"{a_words[0]} {a_words[1]} – {b}"
        return f"{a} – {b}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Let a pydantic record hold a date: text in, text out."""
        from pydantic_core import PydanticCustomError, core_schema

        def read(value: Any) -> Edtf:
            try:
                return cls.parse(value)
            except DateError as error:
                told = {"why": error.message, "hint": error.hint or ""}
                raise PydanticCustomError("edtf", "{why}", told) from error

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.to_string_ser_schema()
        )


def _point_in_words(text: str) -> str:
    match = _POINT.fullmatch(text)
    assert match is not None  # the text was parsed before
    mark = match["mark"]
    words = match["year"].replace("X", "0") + ("s" if "X" in match["year"] else "")
    month = match["month"]
    if month and month != "XX":
        number = int(month)
        season = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}.get(number)
        words = f"{season or calendar.month_name[number]} {words}"
        if match["day"] and match["day"] != "XX":
            words = f"{int(match['day'])} {words}"
    if mark in ("~", "%"):
        words = f"about {words}"
    return f"{words} (uncertain)" if mark in ("?", "%") else words


def _moved(day: dt.date, by: int) -> dt.date:
    """Move a day, but not out of the calendar."""
    number = min(max(day.toordinal() + by, dt.date.min.toordinal()), dt.date.max.toordinal())
    return dt.date.fromordinal(number)


@lru_cache(maxsize=65536)
def _parse(text: str) -> Edtf:
    text = text.strip()
    if (timed := _DAY_WITH_TIME.fullmatch(text)) is not None:
        text = timed[1]
    if "/" not in text:
        point = _point(text, text)
        return Edtf(
            text,
            point.first,
            point.last,
            point.precision,
            point.approximate,
            point.uncertain,
        )
    sides = text.split("/")
    if sides == ["", ""]:
        raise _no_date(text)
    if len(sides) != 2:
        raise _no_date(text, f"'{text}' has more than one slash")
    start, end = (_point(side, text) for side in sides)
    if start.first is not None and end.last is not None and start.first > end.last:
        raise DateError(f"the interval '{text}' ends before it starts")
    return Edtf(
        text,
        start.first,
        end.last,
        end.precision if start.precision in ("open", "unknown") else start.precision,
        start.approximate or end.approximate,
        start.uncertain or end.uncertain,
        True,
    )


_HINT = (
    "write 2024-02-22 for a day, 2024-02 for a month, 2024-02~ for about then, "
    "2022-09-13/2022-09-14 for from … to, 2024/.. for from then on (forms of EDTF)"
)


def _no_date(text: str, problem: str | None = None) -> DateError:
    """Return the error for what is no EDTF; a date in another form is told how to write it."""
    from foedus._other_dates import meant

    if (other := meant(text)) is not None:
        return DateError(other[0], hint=other[1])
    return DateError(problem or f"'{text}' is not a date", hint=_HINT)


@lru_cache(maxsize=65536)
def _usual(text: str) -> _Point | None:
    """Return a day, a month or a year without marks, for speed; None for all else."""
    size = len(text)
    try:
        if size == 10 and text[4] == text[7] == "-":
            day = dt.date(int(text[:4]), int(text[5:7]), int(text[8:]))
            return _Point(day, day, "day")
        if size == 7 and text[4] == "-":
            year, month = int(text[:4]), int(text[5:])
            last = calendar.monthrange(year, month)[1]
            return _Point(dt.date(year, month, 1), dt.date(year, month, last), "month")
        if size == 4:
            year = int(text)
            return _Point(dt.date(year, 1, 1), dt.date(year, 12, 31), "year")
    except ValueError:
        pass
    return None


def _point(text: str, whole: str) -> _Point:
    if text == ".." and whole != "..":
        return _Point(None, None, "open")
    if text == "" and whole:
        return _Point(None, None, "unknown")
    if text.isascii() and text.replace("-", "").isdecimal() and (usual := _usual(text)):
        return usual
    match = _POINT.fullmatch(text)
    if match is None:
        raise _no_date(whole)
    mark = match["mark"]
    doubt = mark in ("~", "%"), mark in ("?", "%")
    year, month, day = match["year"], match["month"], match["day"]
    if "X" in year:
        if month:
            raise DateError(f"'{whole}' has a month in a year that is not known", hint=_HINT)
        first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
        span: Precision = "century" if year.endswith("XX") else "decade"
        return _Point(dt.date(max(first, 1), 1, 1), dt.date(last, 12, 31), span, *doubt)
    y = int(year)
    if y == 0:
        raise DateError(f"'{whole}': there is no year 0 in this calendar")
    if month is None or month == "XX":
        if day not in (None, "XX"):
            raise DateError(f"'{whole}' has a day in a month that is not known", hint=_HINT)
        return _Point(dt.date(y, 1, 1), dt.date(y, 12, 31), "year", *doubt)
    m = int(month)
    if m in _SEASONS:
        if day is not None:
            raise DateError(f"'{whole}' has a day in a season", hint=_HINT)
        start, stop = _SEASONS[m]
        end_year = y if stop > start else y + 1
        if end_year > dt.MAXYEAR:
            raise DateError(f"'{whole}' ends after the year {dt.MAXYEAR}", hint=_HINT)
        end_day = calendar.monthrange(end_year, stop)[1]
        return _Point(dt.date(y, start, 1), dt.date(end_year, stop, end_day), "season", *doubt)
    if not 1 <= m <= 12:
        raise DateError(f"'{whole}': there is no month {month}", hint=_HINT)
    length = calendar.monthrange(y, m)[1]
    if day is None or day == "XX":
        return _Point(dt.date(y, m, 1), dt.date(y, m, length), "month", *doubt)
    if not 1 <= int(day) <= length:
        raise DateError(f"'{whole}': {calendar.month_name[m]} {y} has no day {int(day)}")
    exact = dt.date(y, m, int(day))
    return _Point(exact, exact, "day", *doubt)
