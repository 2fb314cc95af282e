"""Durations (ISO 8601: ``P30D``, ``P6M``, ``P1Y``) on the calendar and in words."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from foedus._edtf import Edtf

DURATION = re.compile(r"P(\d+[YMD])+")
_PARTS = re.compile(r"(\d+)([YMD])")
_UNITS = {"D": "day", "M": "month", "Y": "year"}
_SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: ``four calls``.

    >>> count(1, "call"), count(13, "call")
    ('one call', '13 calls')
    """
    shown = _SPELLED[number] if number < len(_SPELLED) else str(number)
    return f"{shown} {one if number == 1 else many or one + 's'}"


def duration_in_words(duration: str | None) -> str:
    """Write a duration in words; nothing for none.

    >>> duration_in_words("P6M"), duration_in_words("P1Y6M")
    ('six months', 'one year and six months')
    """
    parts = _PARTS.findall(duration or "")
    return " and ".join(count(int(number), _UNITS[unit]) for number, unit in parts)


def add_duration(day: dt.date, duration: str, *, back: bool = False) -> dt.date:
    """Add a duration of years, months and days to a day, or go back by it.

    A day that the resulting month lacks becomes its last; a day beyond the calendar, the
    calendar's end.

    >>> add_duration(dt.date(2024, 8, 31), "P6M")
    datetime.date(2025, 2, 28)
    >>> add_duration(dt.date(1975, 6, 5), "P1Y", back=True)
    datetime.date(1974, 6, 5)
    """
    sign = -1 if back else 1
    for number, unit in _PARTS.findall(duration):
        amount = sign * int(number)
        if unit == "D":
            place = min(max(day.toordinal() + amount, 1), dt.date.max.toordinal())
            day = dt.date.fromordinal(place)
            continue
        month = day.month - 1 + amount * (12 if unit == "Y" else 1)
        year, month = day.year + month // 12, month % 12 + 1
        if not dt.MINYEAR <= year <= dt.MAXYEAR:
            return dt.date.min if back else dt.date.max
        day = day.replace(
            year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1])
        )
    return day


def later(date: Edtf, duration: str, *, back: bool = False) -> Edtf:
    """Add a duration to a date that may not be exact; it stays as exact as it was.

    >>> str(later(Edtf.parse("1998"), "P25Y"))
    '2023'
    >>> str(later(Edtf.parse("1954-11-17/1954-11-18"), "P1Y"))
    '1955-11-17/1955-11-18'
    """
    first, last = (
        None if day is None else add_duration(day, duration, back=back)
        for day in (date.earliest, date.latest)
    )
    if first and last and last == first.replace(month=12, day=31) and first.timetuple().tm_yday < 2:
        return Edtf.parse(f"{first.year:04d}")
    return Edtf.between(first, last)
