"""Dates in figures that are no EDTF: which days they may mean, so that an error can say it.

A date is never read so: 03/04/2023 is 3 April in Europe and 4 March in the United States, and a
guess would be wrong half of the time.
"""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt
import re

_YEAR_FIRST = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
_YEARS = re.compile(r"(\d{4}) *[-–] *(\d{4})", re.ASCII)
_DAY, _NAME = r"(\d{1,2})(?:st|nd|rd|th)?\.?", r"([A-Za-z]{3,9})\.?"
_NAMED = re.compile(rf"(?:{_DAY}[ -]+{_NAME}|{_NAME}(?:[ -]+{_DAY},?)?)[ -]+(\d{{4}})", re.ASCII)
_NAMED_YEAR_FIRST = re.compile(rf"(\d{{4}})[ -]+{_NAME}(?:[ -]+{_DAY})?", re.ASCII)
_SOLID = re.compile(r"(1[0-9]{3}|20[0-9]{2})(\d\d)(\d\d)", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})[./-](\d{4})", re.ASCII)


def meant(text: str) -> tuple[str, str] | None:
    """Say what is wrong with a date that is written in another form, and how to write it.

    Returns
    -------
    tuple of str, or None
        The message and the hint; None where the text has none of the usual forms.

    Examples
    --------
    >>> meant("15/03/2023")[1]
    'write 2023-03-15'
    >>> meant("03/04/2023")[1]
    'write 2023-04-03 for 3 April, or 2023-03-04 for 4 March'
    >>> meant("12 June 2024")[1], meant("June 2024")[1], meant("1990-2025")[1]
    ('write 2024-06-12', 'write 2024-06', 'write 1990/2025')
    >>> meant("Jan-24-2024")[1], meant("24th January 2024")[1], meant("20240124")[1]
    ('write 2024-01-24', 'write 2024-01-24', 'write 2024-01-24')
    >>> meant("soon") is None
    True
    """
    wrong = f"'{text}' is not a date in the form year-month-day"
    if (month := _MONTH.fullmatch(text)) and 1 <= int(month[1]) <= 12 and int(month[2]):
        return wrong, f"write {month[2]}-{int(month[1]):02}"
    if years := _YEARS.fullmatch(text):
        return f"'{text}' is not a time in the form from/to", f"write {years[1]}/{years[2]}"
    if named := _NAMED.fullmatch(text):
        year, month_name, day = named[5], named[2] or named[3], named[1] or named[4]
    elif named := _NAMED_YEAR_FIRST.fullmatch(text):
        year, month_name, day = named.groups()
    if named and (number := _month_number(month_name)):
        if day and not _is_day(int(year), number, int(day)):
            return None
        return wrong, f"write {year}-{number:02}" + (f"-{int(day):02}" if day else "")
    days = _days(text)
    if len(days) == 2:
        one, other = (f"{day.day} {calendar.month_name[day.month]}" for day in days)
        return (
            f"{wrong}, and it is ambiguous: {one} or {other}",
            f"write {days[0]} for {one}, or {days[1]} for {other}",
        )
    return (wrong, f"write {days[0]}") if days else None


def _month_number(name: str) -> int | None:
    """Return the number of a month by its English name, or its first three letters."""
    names = [month.casefold() for month in calendar.month_name]
    fits = [number for number, month in enumerate(names) if month.startswith(name.casefold())]
    return fits[0] if len(fits) == 1 and len(name) in (3, len(names[fits[0]])) else None


def _is_day(year: int, month: int, day: int) -> bool:
    return year > 0 and 0 < day <= calendar.monthrange(year, month)[1]


def _days(text: str) -> list[dt.date]:
    """Return the days that the figures can mean, with the day before the month first."""
    if found := _SOLID.fullmatch(text):
        readings = [(found[1], found[2], found[3])]
    elif found := _YEAR_FIRST.fullmatch(text):
        readings = [(found[1], found[3], found[4])]
    elif found := _YEAR_LAST.fullmatch(text):
        readings = [(found[4], found[3], found[1]), (found[4], found[1], found[3])]
    else:
        return []
    days: list[dt.date] = []
    for year, month, day in readings:
        with contextlib.suppress(ValueError):  # no such day: the figures do not mean it
            days.append(dt.date(int(year), int(month), int(day)))
    return list(dict.fromkeys(days))
