"""How far promises were kept, counted from ledgers: by whom, for whom, of what kind, when.

::

    Ledger … ─► Owed … ─┬─► to do something ─► Tally ─┬─ what became of them, by the ledger
                        │                             └─ rate(Counting) ─► kept / called in
                        └─► not to do something: there only where broken, so counted apart
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any, Literal

from foedus.ledger._clustered import ClusteredRate
from foedus.ledger._ledger import Ledger
from foedus.ledger._obligation import STATUSES, Call, Obligation, Status, fits

Counted = Literal["kept", "not kept", "left out"]

#: In which ways the promises are grouped, each with what a group is.
GROUPINGS = {
    "all": "all promises",
    "member": "who owed it",
    "for": "to whom it was owed",
    "alliance": "under whose treaty",
    "kind": "what was promised",
    "period": "when it was called in",
}


@dataclass(frozen=True, slots=True)
class Counting:
    """A rule by which obligations count: what is open, and not settled by the record, is set here.

    Kept counts as kept; deflected, refused and breached as not kept; what is pending is always
    left out.

    Attributes
    ----------
    in_part
        What was kept in part: ``kept``, ``not kept`` or ``left out``.
    no_answer
        What no answer is on record to, and no more is to be expected: ``not kept`` or ``left out``.
    disputed
        What was perhaps not called in at all: ``left out``; ``not kept``, as if it had been called
        in and nobody had done anything; ``kept``, the best case.

    Examples
    --------
    >>> str(Counting(in_part="kept"))
    'in part: kept; no answer: left out; disputed: left out'
    """

    in_part: Counted = "not kept"
    no_answer: Counted = "left out"
    disputed: Counted = "left out"

    def of(self, status: Status) -> Counted:
        """Say how a status counts."""
        match status:
            case "kept":
                return "kept"
            case "kept in part":
                return self.in_part
            case "no answer":
                return self.no_answer
            case "disputed":
                return self.disputed
            case "pending" | "not called in":
                return "left out"
            case _:
                return "not kept"

    def row(self) -> dict[str, str]:
        """Return it as a flat row."""
        return {"in_part": self.in_part, "no_answer": self.no_answer, "disputed": self.disputed}

    def __str__(self) -> str:
        return "; ".join(f"{name.replace('_', ' ')}: {how}" for name, how in self.row().items())


def countings() -> tuple[Counting, ...]:
    """Return the twelve rules that a table of sensitivity goes through.

    In part is kept or not; no answer and disputed are left out or not kept; disputed may be kept.
    """
    ways = product(("not kept", "kept"), ("left out", "not kept"), ("left out", "not kept", "kept"))
    return tuple(Counting(*way) for way in ways)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation of a ledger, with the groups that it belongs to.

    Attributes
    ----------
    obligation
        Id of the obligation.
    event
        Id of the event that called it in.
    groups
        Grouping (one of :data:`GROUPINGS`) → the group.
    day
        The first day on which the event may have been; year 1 where it is not dated.
    label, summary
        Treaty and article; what the event was.
    status
        What became of it.
    answers
        Ids of the events that the status rests on.
    only_if_broken
        Whether it is in the ledger only because it was broken, or may have been: a promise not to
        do something, or one that the event which called it in breaks.
    """

    obligation: str
    event: str
    groups: dict[str, str]
    day: dt.date
    label: str
    summary: str
    status: Status
    answers: tuple[str, ...]
    only_if_broken: bool


@dataclass(frozen=True)
class Tally:
    """What became of the promises of one group.

    Attributes
    ----------
    grouping, group
        By what they are grouped, and which group it is.
    owed
        The obligations.
    """

    grouping: str
    group: str
    owed: tuple[Owed, ...] = field(repr=False)

    def counts(self) -> dict[Status, int]:
        """Count them by status, every status named."""
        found = Counter(one.status for one in self.owed)
        return {status: found.get(status, 0) for status in STATUSES}

    @property
    def events(self) -> int:
        """How many events called them in."""
        return len({one.event for one in self.owed})

    def rate(self, counting: Counting | None = None) -> ClusteredRate:
        """Return how many were kept of those called in, by a rule of counting."""
        rule = counting or Counting()
        good: Counter[str] = Counter()
        every: Counter[str] = Counter()
        for one in self.owed:
            counted = rule.of(one.status)
            if counted != "left out":
                every[one.event] += 1
                good[one.event] += counted == "kept"
        return ClusteredRate(
            self.group, tuple((good[event], every[event]) for event in sorted(every))
        )

    def shares(self) -> tuple[float, float] | None:
        """Return the lowest and the highest share kept over all rules; None if all leave it out."""
        found = [rate.share for rule in countings() if (rate := self.rate(rule)).share is not None]
        shares = [share for share in found if share is not None]
        return (min(shares), max(shares)) if shares else None

    def row(self, counting: Counting | None = None) -> dict[str, Any]:
        """Return it as a flat row: the counts by status, and the rate by a rule."""
        rate, counts, range_ = self.rate(counting).row(), self.counts(), self.shares()
        return {
            "grouping": self.grouping,
            "group": self.group,
            "kept_in_full": counts["kept"],
            "in_part": counts["kept in part"],
            "refused_deflected_breached": sum(
                counts[status] for status in ("refused", "deflected", "breached")
            ),
            "no_answer": counts["no answer"],
            "not_due_yet": counts["pending"],
            "disputed": counts["disputed"],
            "events": self.events,
            "kept": rate["kept"],
            "called_in": rate["called_in"],
            "share": rate["share"],
            "low": rate["low"],
            "high": rate["high"],
            "lowest_share": range_ and round(range_[0], 4),
            "highest_share": range_ and round(range_[1], 4),
        }


#: The columns of :meth:`Tally.row`.
COLUMNS = (
    "grouping",
    "group",
    "kept_in_full",
    "in_part",
    "refused_deflected_breached",
    "no_answer",
    "not_due_yet",
    "disputed",
    "events",
    "kept",
    "called_in",
    "share",
    "low",
    "high",
    "lowest_share",
    "highest_share",
)


@dataclass(frozen=True)
class Reliability:
    """What became of the promises of one or more ledgers, ready to be grouped and counted.

    Examples
    --------
    >>> import foedus
    >>> found = foedus.open_case("csto-armenia").ledger().reliability()
    >>> rate = found.overall.rate(foedus.Counting(in_part="kept"))
    >>> 0 < rate.kept < rate.called_in
    True
    """

    titles: tuple[str, ...]
    owed: tuple[Owed, ...] = field(repr=False)

    @property
    def to_act(self) -> tuple[Owed, ...]:
        """The promises to do something."""
        return tuple(one for one in self.owed if not one.only_if_broken)

    @property
    def only_if_broken(self) -> tuple[Owed, ...]:
        """The promises that stand in a ledger only where they were broken, or may have been."""
        return tuple(one for one in self.owed if one.only_if_broken)

    @property
    def overall(self) -> Tally:
        """All promises to do something, as one group."""
        return Tally("all", "all", self.to_act)

    def tallies(self, *groupings: str) -> list[Tally]:
        """Return the promises to do something by group.

        Parameters
        ----------
        groupings
            Of :data:`GROUPINGS`; all of them, if none are given.

        Raises
        ------
        KeyError
            There is no such grouping.
        """
        found = []
        for grouping in groupings or GROUPINGS:
            groups: dict[str, list[Owed]] = {}
            for one in self.to_act:
                groups.setdefault(one.groups[grouping], []).append(one)
            names = sorted(groups, key=lambda name: (-len(groups[name]), name))
            if grouping == "period":
                names.sort(key=lambda name: min(one.day for one in groups[name]))
            found += [Tally(grouping, name, tuple(groups[name])) for name in names]
        return found

    def broken(self) -> list[dict[str, Any]]:
        """Count the promises that show only when broken, by member and article.

        Returns
        -------
        list of dict
            ``member``, ``promise``, ``kind``, ``broken``, ``disputed``, ``events``. How often they
            were kept no ledger can say: nothing happens when a promise not to act is kept.
        """
        groups: dict[tuple[str, str, str], list[Owed]] = {}
        for one in self.only_if_broken:
            key = one.groups["member"], one.label, one.groups["kind"]
            groups.setdefault(key, []).append(one)
        return [
            {
                "member": member,
                "promise": label,
                "kind": kind,
                "broken": sum(one.status == "breached" for one in owed),
                "disputed": sum(one.status == "disputed" for one in owed),
                "events": len({one.event for one in owed}),
            }
            for (member, label, kind), owed in sorted(groups.items())
        ]

    def sensitivity(self) -> list[dict[str, Any]]:
        """Return what the share of all promises is under each rule of :func:`countings`.

        Returns
        -------
        list of dict
            The three settings of the rule, then ``kept``, ``called_in``, ``events``, ``share``,
            ``low`` and ``high`` (the 95 % interval).
        """
        found = []
        for rule in countings():
            row = self.overall.rate(rule).row()
            row.pop("group")
            found.append({**rule.row(), **row})
        return found

    def apart(self, grouping: str, counting: Counting | None = None) -> list[tuple[str, str]]:
        """Return the pairs of groups whose 95 % intervals do not overlap, the higher one first."""
        bounds = {
            tally.group: rate.interval()
            for tally in self.tallies(grouping)
            if (rate := tally.rate(counting)).called_in
        }
        found = []
        for one, other in combinations(bounds, 2):
            if bounds[one][0] > bounds[other][1]:
                found.append((one, other))
            elif bounds[other][0] > bounds[one][1]:
                found.append((other, one))
        return found

    def remarks(self, counting: Counting | None = None) -> list[str]:
        """Say in sentences how much the counts can bear."""
        from foedus.ledger._reliability_words import remarks

        return remarks(self, counting or Counting())


def count_promises(ledgers: Iterable[Ledger], *, cuts: Sequence[dt.date] = ()) -> Reliability:
    """Take the obligations out of ledgers, to count how far they were kept.

    Parameters
    ----------
    ledgers
        Of one case or several, each under one reading.
    cuts
        Days on which a new period begins. Without any, the periods are decades.

    Returns
    -------
    Reliability
        Its promises in the order of the ledgers.
    """
    name = _periods(cuts)
    titles: list[str] = []
    owed: list[Owed] = []
    for ledger in ledgers:
        titles.append(ledger.reading.title)
        for call, one in ledger.obligations:
            owed.append(_owed(ledger, call, one, name))
    return Reliability(tuple(titles), tuple(owed))


def _owed(
    ledger: Ledger, call: Call, one: Obligation, period: Callable[[dt.date | None], str]
) -> Owed:
    norm, actors = call.norm, ledger.actors

    def named(actor: str | None) -> str:
        return "nobody in particular" if actor is None else actors.name(actor)

    day = call.event.date.earliest or call.event.date.latest
    broken_by_itself = fits(call.event, norm.breached_by.acts, norm.breached_by.types)
    organisation = call.treaty.organisation
    return Owed(
        one.id,
        call.event.id,
        {
            "all": "all",
            "member": named(one.bearer),
            "for": named(one.beneficiary),
            "alliance": organisation or call.treaty.label,
            "kind": norm.kind,
            "period": period(day),
        },
        day or dt.date.min,
        call.label,
        call.event.summary or call.event.evidence[0].exact,
        one.in_record,  # deeds are counted, and not what anybody says of them
        one.answers,
        norm.modality == "must-not" or broken_by_itself,
    )


def _periods(cuts: Sequence[dt.date]) -> Callable[[dt.date | None], str]:
    turns = sorted(cuts)

    def period(day: dt.date | None) -> str:
        if day is None:
            return "undated"
        if not turns:
            start = day.year // 10 * 10
            return f"{start}–{start + 9}"
        before = [turn for turn in turns if turn <= day]
        after = [turn for turn in turns if turn > day]
        since = f"{before[-1].isoformat()} – " if before else "until "
        if not after:
            return f"since {before[-1].isoformat()}"
        return since + (after[0] - dt.timedelta(days=1)).isoformat()

    return period
