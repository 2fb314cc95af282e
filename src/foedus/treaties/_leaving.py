"""When a party is out by notice, or because the treaty's term ends: rules of the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Literal

from foedus._durations import duration_in_words, later
from foedus._edtf import Edtf
from foedus.treaties._records import Norm, Treaty
from foedus.treaties._terms import Notice, Period, Term


@dataclass(frozen=True)
class Course:
    """How and when a membership ends by one norm; the fields are those of ``Transition``."""

    footing: Literal["norm", "closed"]
    earliest: Edtf | None = None
    counted: str | None = None
    notice_by: Edtf | None = None
    without_agreement: Edtf | None = None
    by: Literal["member", "time"] | None = None
    decided_by: str | None = None
    conditions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def by_notice(treaty: Treaty, norm: Norm, on: dt.date) -> Course:
    """Say when membership ends if notice is given on a day."""
    notice = norm.notice or Notice()
    form = "in writing" if notice.written else None
    given = " ".join(part for part in ("notice", notice.to and f"to {notice.to}", form) if part)
    if notice.at_end_of_term:
        return _at_end_of_term(treaty, norm, on, given)
    start = Edtf.parse(on)
    conditions, unknown = [given], []
    if notice.to is None:
        unknown.append("to whom notice is given")
    counted_from = "notice on this day"
    if notice.opens_after:
        span = duration_in_words(notice.opens_after)
        if treaty.in_force is None:
            unknown.append(f"from when it is open: {span} after a day that is not on record")
        else:
            opens = later(treaty.in_force, notice.opens_after)
            conditions.append(f"open {span} after entry into force, from {opens.in_words()} on")
            if opens.latest is not None and opens.latest > on:
                start, counted_from = not_before(opens, on), "notice on the first day that is open"
                unknown.append(
                    "whether notice can be given before that day, so that membership ends on "
                    f"{opens.in_words()}"
                )
    if norm.within is None:
        unknown.append("how long notice runs")
        return Course("norm", conditions=tuple(conditions), unknown=tuple(unknown))
    ends = later(start, norm.within)
    counted = f"{duration_in_words(norm.within)} from {counted_from}"
    if notice.extended_by:
        conditions.append(f"can be put off by {notice.extended_by}")
    if not notice.by_agreement:
        return Course("norm", ends, counted, conditions=tuple(conditions), unknown=tuple(unknown))
    conditions.append("an agreement on leaving sets the day")
    unknown.append("on which day an agreement would come into force")
    return Course(
        "norm",
        None,
        f"without an agreement, {counted}: {ends.in_words()}",
        without_agreement=ends,
        conditions=tuple(conditions),
        unknown=tuple(unknown),
    )


def by_term(treaty: Treaty, norm: Norm, on: dt.date) -> Course:
    """Say when membership ends if the member lets the treaty's term run out."""
    term = norm.term
    if term is None or term.indefinite:
        return Course("closed", conditions=("the treaty is without term: nothing runs out",))
    missed: list[str] = []
    period, end = None, None
    for period, end in _periods(treaty, term):
        if end is None or end.latest is None:
            break
        if end.latest < on:
            continue
        notice_by = later(end, period.notice, back=True) if period.notice else None
        if notice_by is not None and notice_by.latest is not None and notice_by.latest < on:
            missed.append(_missed(end, notice_by))
            continue
        return _running(period, end, notice_by, on, missed)
    if period is not None and end is None:
        basis = f" ({period.basis})" if period.basis else ""
        missed.append(f"the treaty goes on{basis}")
    return Course(
        "norm",
        conditions=tuple(missed),
        unknown=("when the term now running ends",),
    )


def _running(
    period: Period, end: Edtf, notice_by: Edtf | None, on: dt.date, missed: list[str]
) -> Course:
    """Say what lets a period end for a member, and when."""
    conditions, unknown = list(missed), []
    by: Literal["member", "time"] = "time"
    decided_by = None
    if period.renewal == "signature":
        by, decided_by = "member", "the member alone, by not signing"
        conditions.append("the treaty goes on only for those that sign its renewal")
    elif period.renewal == "unless-notice":
        by, decided_by = "member", "the member alone, by notice"
        conditions.append("the treaty goes on for who gives no notice")
        if notice_by is None:
            unknown.append("by when notice has to be given")
    elif period.renewal == "automatic":
        decided_by = "the parties together"
        conditions.append("the treaty goes on of itself unless the parties decide otherwise")
        unknown.append("whether one party alone can decline")
    else:
        unknown.append("how the treaty goes on after that day")
    lasts = duration_in_words(period.lasts)
    return Course(
        "norm",
        not_before(end, on),
        f"end of a period of {lasts}",
        notice_by=notice_by,
        by=by,
        decided_by=decided_by,
        conditions=tuple(conditions),
        unknown=tuple(unknown),
    )


def _at_end_of_term(treaty: Treaty, norm: Norm, on: dt.date, given: str) -> Course:
    """Say when notice takes effect that counts only for the end of a period."""
    term = next(
        (
            other.term
            for version in treaty.versions
            if norm in version.norms
            for other in version.norms
            if other.term is not None
        ),
        None,
    )
    span = norm.within
    if term is None or span is None:
        return Course("norm", conditions=(given,), unknown=("when the term ends",))
    missed = []
    for period, end in _periods(treaty, term):
        if end is None or end.latest is None:
            break
        if period.renewal != "unless-notice":
            continue
        notice_by = later(end, span, back=True)
        if notice_by.latest is None or notice_by.latest < on:
            missed.append(_missed(end, notice_by))
            continue
        words = f"{duration_in_words(span)} before the end of a period of "
        return Course(
            "norm",
            not_before(end, on),
            "end of a period of " + duration_in_words(period.lasts),
            notice_by=notice_by,
            conditions=(f"{given}, at least {words}{duration_in_words(period.lasts)}",),
        )
    return Course("closed", conditions=(*missed, "no later day for notice is on record"))


def _missed(end: Edtf, notice_by: Edtf) -> str:
    return f"the last day for notice before {end.in_words()} was {notice_by.in_words()}"


def _periods(treaty: Treaty, term: Term) -> Iterator[tuple[Period, Edtf | None]]:
    """Yield the periods of a term with their ends; one that repeats, again and again."""
    begin = term.begins or treaty.in_force
    for period in term.periods:
        for same in repeat(period) if period.repeats else (period,):
            if begin is None or same.lasts is None:
                yield same, None
                return
            begin = later(begin, same.lasts)
            yield same, begin
            if begin.latest is None or begin.latest.year >= dt.MAXYEAR:
                return


def not_before(date: Edtf, day: dt.date) -> Edtf:
    """Return a date without the part of it that lies before a day; it must not be all of it.

    >>> str(not_before(Edtf.parse("2033"), dt.date(2033, 6, 1)))
    '2033-06-01/2033-12-31'
    """
    if date.earliest is not None and date.earliest < day:
        return Edtf.between(day, date.latest)
    return date
