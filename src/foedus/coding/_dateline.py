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
    """

    end: int
    day: Edtf | None


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
    if not (dated and year):
        return Dateline(found.end(), None)
    month = (found["m1"] or found["m2"])[:3].title()
    number = [name[:3] for name in _MONTHS.split()].index(month) + 1
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


def misdated(source: Source) -> Edtf | None:
    """Return the day in the dateline of a document that was published on quite another day.

    Returns
    -------
    Edtf or None
        The dateline's day, where it is more than three days from the date of publication; None
        where they agree, or one of them is not known.

    Examples
    --------
    >>> from foedus.sources import Source
    >>> text = "NIAMEY, 6 August 2023 - The junta met."
    >>> str(misdated(Source(id="a", text=text, date="2024-08-07")))
    '2023-08-06'
    >>> misdated(Source(id="a", text=text, date="2023-08-07")) is None
    True
    """
    if source.date is None:
        return None
    lines = [line for line in source.text[:2000].split("\n") if line.strip()]
    days = (day_of_dateline(line) for line in lines[:_HEAD])
    stated = next(filter(None, days), None)
    if stated is None or stated.earliest is None:
        return None
    around = Edtf.between(stated.earliest - _FEW_DAYS, stated.earliest + _FEW_DAYS)
    return None if around.overlaps(source.date) else stated
