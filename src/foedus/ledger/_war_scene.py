"""Every promise of an ATOP file beside every front of every war: what is held against what.

::

    fronts ─┬─ members on that day ──────────┬─ promises of their phase ─► Sides, a row a call
            └─ members that joined meanwhile ┘
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foedus._days import Days
from foedus._joins import matches, spread
from foedus.events import Conflicts, Fronts, home_parts
from foedus.treaties import Promises, promise_templates, promises_of

if TYPE_CHECKING:
    from foedus.treaties import Atop

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

_OPEN = np.datetime64("9999-12-31")


@dataclass(frozen=True, eq=False)
class Sides:
    """Calls: a promise held for one of the two enemies of a front.

    Attributes
    ----------
    front
        Shape (n,), int64: the row of the fronts.
    is_left
        Shape (n,), bool: whether the one that the promise was made to is of the side that opened
        the conflict.
    promise
        Shape (n,), int64: the row of the promises.
    day
        Shape (n,), ``datetime64[D]``: the day on which it is held: that on which the two became
        enemies; or on which the state joined the alliance, if it did so while they fought.
    late
        Shape (n,), bool: whether it joined while they fought.
    """

    front: Whole
    is_left: Mask
    promise: Whole
    day: Days
    late: Mask

    def __len__(self) -> int:
        return len(self.front)

    def take(self, kept: Whole | Mask) -> Sides:
        """Return these rows only."""
        return Sides(
            self.front[kept],
            self.is_left[kept],
            self.promise[kept],
            self.day[kept],
            self.late[kept],
        )


class Scene:
    """The conflicts, their fronts, the promises; and who was a party, and bound, on which day."""

    def __init__(self, atop: Atop, conflicts: Conflicts) -> None:
        self.atop = atop
        self.rows = atop.rows
        self.conflicts = conflicts
        self.fronts: Fronts = conflicts.fronts()
        self.promises: Promises = promises_of(atop)
        self.ended: Days = np.where(np.isnat(self.rows.ended), _OPEN, self.rows.ended)

    def sides(self) -> Sides:
        """Return each promise that was made to one of the two enemies of a front."""
        fronts, rows, promises = self.fronts, self.rows, self.promises
        count = len(fronts)
        front = np.tile(np.arange(count), 2)
        is_left = np.repeat([False, True], count)
        who = np.where(is_left, fronts.left[front], fronts.right[front])
        at, row = matches(rows.member, self.conflicts.state[who])
        since, until = fronts.since[front[at]], fronts.until[front[at]]
        inside = (rows.began[row] <= since) & (self.ended[row] >= since)
        late = (rows.began[row] > since) & (rows.began[row] <= until)
        kept = late | self._is_latest(at, row, inside)
        at, row, late = at[kept], row[kept], late[kept]
        asking, promise = matches(_phase(promises), _phase(rows)[row])
        at, row, late = at[asking], row[asking], late[asking]
        day = np.where(late, rows.began[row], since_of(fronts, front[at]))
        found = Sides(front[at], is_left[at], promise, day, late)
        # what nobody may do to a party is held once a front, for the one that was there
        forbids = np.array([each.modality == "must-not" for each in promise_templates()])
        return found.take(~(forbids[promises.template[found.promise]] & found.is_left))

    def _is_latest(self, at: Whole, row: Whole, inside: Mask) -> Mask:
        """Return whether a row is of the last phase of those that hold on the day of a change."""
        rows = self.rows
        place = np.flatnonzero(inside)
        strand = rows.number[row[place]] * 10 + self.atop.strand[row[place]]
        phase = rows.phase[row[place]]
        order = np.lexsort((phase, strand, at[place]))
        same = (np.diff(at[place][order]) == 0) & (np.diff(strand[order]) == 0)
        is_last = np.ones(len(place), dtype=bool)
        is_last[:-1] = ~(same & (np.diff(phase[order]) > 0))
        found = np.zeros(len(row), dtype=bool)
        found[place[order]] = is_last
        return found

    def is_party(self, sides: Sides, state: Whole) -> Mask:
        """Return whether states, shape (n,), are members on the days of the calls, shape (n,)."""
        rows, promises = self.rows, self.promises
        keys = (rows.number * 10 + self.atop.strand) * 10_000 + rows.member
        of = promises.number[sides.promise] * 10 + promises.strand[sides.promise]
        at, row = matches(keys, of * 10_000 + state)
        day = sides.day[at]
        inside = (rows.began[row] <= day) & (self.ended[row] >= day)
        return np.asarray(np.bincount(at[inside], minlength=len(sides)) > 0)

    def bearers(self, sides: Sides) -> tuple[Whole, Whole]:
        """Return who is bound on the day: pairs of the call and the row of the ATOP file."""
        promises = self.promises
        at, place = spread(promises.first[sides.promise], promises.last[sides.promise])
        row = promises.bearers[place]
        day = sides.day[at]
        inside = (self.rows.began[row] <= day) & (self.ended[row] >= day)
        return at[inside], row[inside]

    @cached_property
    def homes(self) -> Whole:
        """The parts of the world in which the members of each promise's phase lie, shape (n,)."""
        keys, place = np.unique(_phase(self.rows), return_inverse=True)
        parts = np.zeros(len(keys), dtype=np.int64)
        np.bitwise_or.at(parts, place, home_parts(self.rows.member))
        return np.asarray(parts[np.searchsorted(keys, _phase(self.promises))])

    @cached_property
    def wars_of(self) -> Whole:
        """The wars in which members were when they joined, as alliance times 10,000 plus war."""
        if "cowwar" not in self.rows.codes or self.conflicts.kind != "war":
            return np.zeros(0, dtype=np.int64)
        wars = np.nan_to_num(self.rows.codes["cowwar"]).astype(np.int64)
        return np.unique((self.rows.number * 10_000 + wars)[wars > 0])


def since_of(fronts: Fronts, front: Whole) -> Days:
    """Return since when fronts, by their rows, were fronts."""
    return np.asarray(fronts.since[front])


def _phase(table: Promises | object) -> Whole:
    number, phase = (getattr(table, name) for name in ("number", "phase"))
    return np.asarray(number * 10 + phase, dtype=np.int64)
