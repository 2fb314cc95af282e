"""The day on which a case is looked at: the one that is asked for, or the last that it knows of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus._edtf import Edtf
from foedus._errors import CaseError

if TYPE_CHECKING:
    from foedus.case._case import Case


@dataclass(frozen=True, slots=True)
class Day:
    """A day, and why it is the one.

    Attributes
    ----------
    day
        The day.
    asked
        Whether it was asked for; otherwise it is the last day on record.
    """

    day: dt.date
    asked: bool

    def __str__(self) -> str:
        if self.asked:
            return f"as of {self.day}"
        return f"as of {self.day}, the case's last day on record; --as-of DATE for another"


def day_of(case: Case, as_of: str | dt.date | None = None) -> Day:
    """Return the day on which a case is looked at, and why.

    It is the day that is asked for; without one, the last day on record: of later days nothing is
    known, so that nothing is said of them, however long ago the record ended.
    """
    asked = as_day(as_of)
    return Day(last_day(case), False) if asked is None else Day(asked, True)


def last_day(case: Case) -> dt.date:
    """Return the last day on which a case has a source or an event.

    It is not after the end of the case's period, nor after today; of a case that holds nothing
    dated it is the earlier of these two.
    """
    days = [
        day
        for date in (
            *(s.known_on for s in case.sources.values() if s.known_on is not None),
            *(e.date for e in case.events if e.factuality == "actual"),
        )
        for day in (date.latest if not date.is_interval else None, date.earliest)
        if day is not None
    ]
    ends = [dt.date.today(), *filter(None, (case.info.period.latest, max(days, default=None)))]
    return min(ends)


def as_day(value: str | dt.date | None) -> dt.date | None:
    """Read a day; of a month or a year, the last day of it.

    Raises
    ------
    CaseError
        It has no last day.
    """
    if value is None:
        return None
    date = Edtf.parse(value)
    if date.latest is None:
        raise CaseError(f"'{value}' is not a day", hint="write the day as 2022-11-23")
    return date.latest
