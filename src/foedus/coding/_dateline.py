"""The dateline before a report: "NIAMEY, 6 August 2023 (Reuters) –"; where and when it was written.

It tells of no event, so it is not read with the sentence behind it; its day is that of the report,
where nothing else says so.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus._edtf import Edtf
from foedus._errors import DateError

if TYPE_CHECKING:
    from foedus.sources import Source

_MONTHS = "January February March April May June July August September October November December"
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS.split()) + "|Sept"
_DAY = (
    rf"(?:(?P<d1>\d{{1,2}})\s+(?P<m1>{_MONTH})\.?(?:,?\s+(?P<y1>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:,?\s+(?P<y2>\d{{4}}))?)"
)
_CAPITALS = r"[^\W\d_a-z](?:[^\W\d_a-z]|[.'’-])+(?:[ /](?:[^\W\d_a-z]|[.'’-])+)*"
_AGENCY = r"(?:\([A-Z][\w .&/]{1,24}\)|/[A-Z][\w .-]{1,20}/)"
_DATELINE = re.compile(
    rf"\s*(?P<place>{_CAPITALS})(?:,\s+(?!(?:{_MONTH})\b)[A-Z][^\W\d]+(?:[ .][A-Z][^\W\d]+)?)?"
    rf"(?:[,.]?\s+{_DAY})?\.?(?:\s*(?P<agency>{_AGENCY})\.?)?\s*(?P<dash>(?:[–—]|--?)\s+)?"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline at the beginning of a paragraph.

    Attributes
    ----------
    end
        Where the sentence behind it begins, in characters of the paragraph.
    day
        The day that it names, if it names one with its year.
    without_year
        Month and day that it names, if it names them without a year.
    """

    end: int
    day: Edtf | None
    without_year: tuple[int, int] | None = None


def dateline(text: str) -> Dateline | None:
    """Return the dateline with which a paragraph begins, if it begins with one.

    A place in capitals by itself is none: it has a day or an agency, and a dash, or TASS's slashes.
    """
    found = _DATELINE.match(text)
    if found is None or found.end() == len(text):
        return None
    dated = found["d1"] or found["d2"]
    slashed = (found["agency"] or "").startswith("/")
    if not (dated or found["agency"]) or not (found["dash"] or slashed):
        return None
    year = found["y1"] or found["y2"]
    if not dated:
        return Dateline(found.end(), None)
    month = (found["m1"] or found["m2"])[:3].title()
    number = [name[:3] for name in _MONTHS.split()].index(month) + 1
    if not year:
        return Dateline(found.end(), None, (number, int(dated)))
    try:
        return Dateline(found.end(), Edtf.parse(f"{year}-{number:02}-{int(dated):02}"))
    except DateError:  # a month has no such day
        return Dateline(found.end(), None)


def day_of_dateline(text: str) -> Edtf | None:
    """Return the day in the dateline with which a document begins, if it names one."""
    line = dateline(text.lstrip("\ufeff \t\r\n")[:200] + " ")
    return line.day if line else None


_FEW_DAYS = dt.timedelta(days=3)  # from the day of a report to that of the paper that prints it
_HEAD = 4  # lines in which a dateline is looked for: below a title, a subtitle and a byline


def misdated(source: Source) -> tuple[str, str] | None:
    """Return the day in the dateline of a document that was published on quite another day.

    Returns
    -------
    tuple or None
        The dateline's day in words, and as a date is written (``YYYY-08-06``, where it has no
        year), where it is more than three days from the date of publication; None where they
        agree, or one of them is not known.

    Examples
    --------
    >>> from foedus.sources import Source
    >>> text = "NIAMEY, 6 August 2023 - The junta met."
    >>> misdated(Source(id="a", text=text, date="2024-08-07"))
    ('6 August 2023', '2023-08-06')
    >>> misdated(Source(id="a", text=text, date="2023-08-07")) is None
    True
    >>> misdated(Source(id="a", text="NIAMEY, 6 August - The junta met.", date="2024-02-07"))
    ('6 August', 'YYYY-08-06')
    """
    if source.date is None:
        return None
    lines = [line for line in source.text[:2000].split("\n") if line.strip()]
    found = (dateline(line.lstrip("\ufeff \t\r")[:200] + " ") for line in lines[:_HEAD])
    stated = next((one for one in found if one and (one.day or one.without_year)), None)
    if stated is None:
        return None
    if stated.day is not None:
        days = [stated.day.earliest]
        said = stated.day.in_words(), str(stated.day)
    else:
        assert stated.without_year is not None
        month, day = stated.without_year
        bounds = {one.year for one in (source.date.earliest, source.date.latest) if one}
        days = [day_of(year + more, month, day) for year in sorted(bounds) for more in (-1, 0, 1)]
        said = f"{day} {_MONTHS.split()[month - 1]}", f"YYYY-{month:02}-{day:02}"
    known = [one for one in days if one is not None]
    near = (Edtf.between(one - _FEW_DAYS, one + _FEW_DAYS).overlaps(source.date) for one in known)
    return None if not known or any(near) else said


def day_of(year: int, month: int, day: int) -> dt.date | None:
    """Return a day, or None where the calendar has no such one."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
