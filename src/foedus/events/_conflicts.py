"""Wars and militarised disputes, as the Correlates of War list them: who fought, where, since when.

::

    read_conflicts ─► Conflicts ── a row for each time of a state in a war or dispute
                                    └── fronts() ─► Fronts ── a row for each two that were enemies
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from foedus._columns import Columns, Numbers, read_columns
from foedus._data import parse_yaml, shipped
from foedus._days import Days, Whole, days_of, month_lengths
from foedus._joins import spread

Kind = Literal["war", "dispute"]

#: Parts of the world, a bit each.
PARTS = ("americas", "europe", "africa", "middle-east", "asia", "oceania")
#: What a state did at its worst: nothing with arms, a threat or show of force, its use.
NOTHING, THREAT, FORCE = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Conflicts:
    """Wars or disputes: a row for each unbroken time of a state on a side.

    Attributes
    ----------
    kind
        war or dispute.
    path
        The file.
    names
        Number of the conflict → its name; empty for disputes, which have none.
    number, state
        Shape (n,), int64: COW's number of the conflict, and of the state.
    side
        Shape (n,), int64: the two sides, 1 and 2.
    began_it
        Shape (n,), bool: whether the state is on the side that opened the conflict; False for all
        where the file does not say which one did.
    opened
        Shape (n,), bool: whether the state itself is said to have opened it.
    began, ended
        Shape (n,), ``datetime64[D]``; where a day is missing the first, or last, of its month. NaT
        in ``ended`` while it goes on.
    began_text
        Length n, EDTF, no more exact than the file.
    fought
        Shape (n,), int64: a bit for each of the parts of the world in which the state fought
        (:data:`PARTS`); 0 where the file does not say.
    level
        Shape (n,), int64: 0 nothing, 1 a threat or show of force, 2 the use of force.
    """

    kind: Kind
    path: Path
    names: dict[int, str] = field(repr=False)
    number: Whole
    state: Whole
    side: Whole = field(repr=False)
    began_it: NDArray[np.bool_] = field(repr=False)
    opened: NDArray[np.bool_] = field(repr=False)
    began: Days = field(repr=False)
    ended: Days = field(repr=False)
    began_text: list[str] = field(repr=False)
    fought: Whole = field(repr=False)
    level: Whole = field(repr=False)

    def __len__(self) -> int:
        return len(np.unique(self.number))

    def name(self, number: int) -> str:
        """Return what to call a conflict."""
        return self.names.get(number, f"{self.kind} {number}")

    def where(self, numbers: Iterable[int]) -> Conflicts:
        """Return these conflicts only."""
        kept = np.flatnonzero(np.isin(self.number, np.array(list(numbers), dtype=np.int64)))
        columns = {
            name: getattr(self, name)[kept]
            for name in (
                *("number", "state", "side", "began_it", "opened"),
                *("began", "ended", "fought", "level"),
            )
        }
        texts = [self.began_text[row] for row in kept]
        return Conflicts(
            kind=self.kind, path=self.path, names=self.names, began_text=texts, **columns
        )

    def fronts(self) -> Fronts:
        """Return the pairs of states that were enemies, and which of the two attacked, if known.

        A state of the side that opened the conflict attacks all that it finds on the other side on
        its first day. Who comes in on that other side later may have been attacked, or may have
        come to help: that is not known, unless an enemy came in on the same day.
        """
        order = np.argsort(self.number, kind="stable")
        numbers = self.number[order]
        first = np.searchsorted(numbers, self.number, side="left")
        last = np.searchsorted(numbers, self.number, side="right")
        left, place = spread(first, last)
        right = order[place]
        # one direction of each pair: from the side that opened it, or from the first side
        leads = self.began_it | (~self._is_known & (self.side == 1))
        kept = leads[left] & (self.side[left] != self.side[right])
        left, right = left[kept], right[kept]
        since = np.maximum(self.began[left], self.began[right])
        end = np.datetime64("9999-12-31")
        ends = np.where(np.isnat(self.ended), end, self.ended)
        until = np.minimum(ends[left], ends[right])
        kept = since <= until
        left, right, since, until = left[kept], right[kept], since[kept], until[kept]
        known = self._is_known[left] & (
            self._was_attacked[right] | (self.began[left] > self.began[right])
        )
        act = self.level[left]
        turned = (act == NOTHING) & (self.level[right] > NOTHING)
        return Fronts(
            left=np.where(turned, right, left),
            right=np.where(turned, left, right),
            since=since,
            until=until,
            known=known | turned,
            act=np.where(turned, self.level[right], act),
        )

    @property
    def _is_known(self) -> NDArray[np.bool_]:
        """Whether the file says which side opened the conflict, shape (n,)."""
        return np.isin(self.number, self.number[self.began_it])

    @property
    def first_day(self) -> NDArray[np.bool_]:
        """Whether the state was there on the first day, shape (n,)."""
        _, place = np.unique(self.number, return_inverse=True)
        opening = np.full(place.max() + 1, np.datetime64("9999-12-31"))
        np.minimum.at(opening, place, self.began)
        return np.asarray(self.began == opening[place])

    @property
    def _was_attacked(self) -> NDArray[np.bool_]:
        """Whether each state, of the side that did not open it, was attacked when it came in."""
        came = self.number * 100_000 + self.began.astype(np.int64)
        together = np.isin(came, came[self.began_it])
        own = self.number * 10_000 + self.state * 2 + (self.side == 1)
        # a time that follows on an armistice is a part of what went before
        return ~self.began_it & np.isin(own, own[self.first_day | together])


@dataclass(frozen=True, eq=False)
class Fronts:
    """Pairs of enemies in a conflict.

    Attributes
    ----------
    left, right
        Shape (n,), int64: rows of the conflicts. The left one is of the side that opened it.
    since, until
        Shape (n,), ``datetime64[D]``, days: from when to when both were in it.
    known
        Shape (n,), bool: whether the left attacked the right. Otherwise the right one may have been
        attacked, or have come in by itself.
    act
        Shape (n,), int64: what the left did at its worst: 1 a threat or show of force, 2 its use.
    """

    left: Whole
    right: Whole
    since: Days
    until: Days
    known: NDArray[np.bool_]
    act: Whole

    def __len__(self) -> int:
        return len(self.left)


@cache
def _regions() -> tuple[list[tuple[int, int, int]], dict[int, int]]:
    table = parse_yaml(shipped("wars", "regions.yaml").read_text("utf-8"), "data/wars/regions.yaml")
    homes = [(row["from"], row["to"], _bits(row["parts"])) for row in table["home"]]
    return homes, {code: _bits(parts) for code, parts in table["fought"].items()}


def _bits(parts: Iterable[str]) -> int:
    return sum(1 << PARTS.index(part) for part in parts)


def home_parts(states: Whole) -> Whole:
    """Return the parts of the world in which states lie.

    Parameters
    ----------
    states
        Shape (n,), int64: COW numbers.

    Returns
    -------
    numpy.ndarray
        Shape (n,), int64: a bit for each part (:data:`PARTS`); 0 where the number is out of range.
    """
    found = np.zeros(len(states), dtype=np.int64)
    for low, high, bits in _regions()[0]:
        found[(states >= low) & (states <= high)] = bits
    return found


def read_conflicts(path: str | Path) -> Conflicts:
    """Read wars or militarised disputes of the Correlates of War, told apart by their columns.

    Foedus ships none of the two; they can be had at correlatesofwar.org.

    - Inter-state wars (version 4.0): a row for each state on a side, with up to two times of
      fighting. Which state opened the war, and in which part of the world each fought, is said.
    - Participants of militarised interstate disputes (MIDB, version 4 or 5): the side that opened
      a dispute is side A, which took the first incident. Where it took place is not said.

    Parameters
    ----------
    path
        CSV, such as ``Inter-StateWarData_v4.0.csv`` or ``MIDB 5.0.csv``.

    Raises
    ------
    InputError
        A column is missing; a side, initiator, level of hostility, part of the world or date cannot
        be right. The message names file, line and column.

    References
    ----------
    Sarkees & Wayman (2010), *Resort to War: 1816-2007*, CQ Press. Palmer, McManus, D'Orazio,
    Kenwick, Karstens, Bloch, Dietrich, Kahn, Ritter & Soules (2022), *Conflict Management and Peace
    Science* 39, 470-482.
    """
    table = read_columns(path)
    return _disputes(table) if "dispnum" in table else _wars(table)


def _wars(table: Columns) -> Conflicts:
    needed = ["warnum", "warname", "ccode", "side", "initiator", "wherefought"]
    needed += [f"{edge}{unit}1" for edge in ("start", "end") for unit in ("month", "day", "year")]
    _need(
        table,
        needed,
        "the list of inter-state wars, Inter-StateWarData_v4.0.csv, or the participants of "
        "disputes, MIDB 5.0.csv",
    )
    number, state = _whole(table, "warnum"), _whole(table, "ccode")
    side = _coded(table, "side", (1, 2))
    opened = _coded(table, "initiator", (1, 2)) == 1
    where = _coded(table, "wherefought", tuple(_regions()[1]))
    fought = np.array([_regions()[1][code] for code in where.tolist()], dtype=np.int64)
    began, texts = _dates(table, ("startyear1", "startmonth1", "startday1"), last=False)
    ended, _ = _dates(table, ("endyear1", "endmonth1", "endday1"), last=True)
    rows = np.arange(table.size)
    if "startyear2" in table:
        again, more = _dates(table, ("startyear2", "startmonth2", "startday2"), last=False)
        over, _ = _dates(table, ("endyear2", "endmonth2", "endday2"), last=True)
        second = np.flatnonzero(~np.isnat(again))
        began, ended = np.append(began, again[second]), np.append(ended, over[second])
        texts = texts + [more[row] for row in second]
        rows = np.append(rows, second)
    names = dict(zip(number.tolist(), table.texts("warname"), strict=True))
    return Conflicts(
        kind="war",
        path=table.path,
        names=names,
        number=number[rows],
        state=state[rows],
        side=side[rows],
        began_it=_openers(number, side, opened)[rows],
        opened=opened[rows],
        began=began,
        ended=ended,
        began_text=texts,
        fought=fought[rows],
        level=np.full(len(rows), FORCE, dtype=np.int64),
    )


def _disputes(table: Columns) -> Conflicts:
    needed = ["dispnum", "ccode", "stday", "stmon", "styear", "endday", "endmon", "endyear"]
    needed += ["sidea", "hostlev", "orig"]
    _need(table, needed, "the participants of disputes, MIDB 5.0.csv")
    began, texts = _dates(table, ("styear", "stmon", "stday"), last=False)
    ended, _ = _dates(table, ("endyear", "endmon", "endday"), last=True)
    is_a = _coded(table, "sidea", (0, 1)) == 1
    hostility = _coded(table, "hostlev", (1, 2, 3, 4, 5))
    number = _whole(table, "dispnum")
    return Conflicts(
        kind="dispute",
        path=table.path,
        names={},
        number=number,
        state=_whole(table, "ccode"),
        side=np.where(is_a, 1, 2),
        began_it=is_a,
        opened=is_a & (_coded(table, "orig", (0, 1)) == 1),
        began=began,
        ended=ended,
        began_text=texts,
        fought=np.zeros(table.size, dtype=np.int64),
        level=np.select([hostility >= 4, hostility >= 2], [FORCE, THREAT], NOTHING),
    )


def _openers(number: Whole, side: Whole, opened: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return whether each row is of the side that opened its conflict; none where both did."""
    on_side = number * 2 + (side == 1)
    theirs = np.isin(on_side, on_side[opened])
    others = np.isin(number * 2 + (side != 1), on_side[opened])
    return theirs & ~others


def _need(table: Columns, needed: list[str], what: str) -> None:
    missing = [name for name in needed if name not in table]
    if missing:
        raise table.fault(
            f"expected the column {missing[0]}, found {', '.join(table.names[:8])} …",
            column=missing[0],
            hint=f"this file should be {what}",
        )


def _whole(table: Columns, name: str) -> Whole:
    values = table.numbers(name)
    return _checked(table, name, values, ~((values >= 1) & (values == np.floor(values))), "above 0")


def _coded(table: Columns, name: str, codes: tuple[int, ...]) -> Whole:
    values = table.numbers(name)
    words = ", ".join(map(str, codes[:-1])) + f" or {codes[-1]}"
    return _checked(table, name, values, ~np.isin(values, codes), words)


def _checked(
    table: Columns, name: str, values: Numbers, wrong: NDArray[np.bool_], allowed: str
) -> Whole:
    if wrong.any():
        row = int(np.argmax(wrong))
        found = "nothing" if np.isnan(values[row]) else f"{values[row]:g}"
        raise table.fault(
            f"expected a whole number, {allowed}, found {found}",
            row=row,
            column=name,
            hint="correct the cell",
        )
    return np.asarray(values, dtype=np.int64)


def _dates(table: Columns, names: tuple[str, str, str], *, last: bool) -> tuple[Days, list[str]]:
    """Return dates as days and EDTF; a negative number (-9, -8, -7) is one that is missing."""
    parts: list[Any] = [np.maximum(np.nan_to_num(table.numbers(name)), 0) for name in names]
    year, month, day = (part.astype(np.int64) for part in parts)
    month = np.where(year > 0, month, 0)
    day = np.where(month > 0, day, 0)
    for column, values, most in (
        (names[1], month, np.full(len(month), 12)),
        (names[2], day, month_lengths(year, np.clip(month, 1, 12))),
    ):
        if (values > most).any():
            row = int(np.argmax(values > most))
            raise table.fault(
                f"expected a number up to {most[row]}, found {values[row]}",
                row=row,
                column=column,
                hint="correct the date; -9 stands for a part of it that is not known",
            )
    return days_of(year, month, day, last=last)
