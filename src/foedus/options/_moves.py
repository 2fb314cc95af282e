"""One decision maker's moves, as a sparse matrix.

The matrix representation of Xu, Hipel, Kilgour & Fang (2018, ch. 4): row s holds the states that
the decision maker can move to from s. It is stored by rows, as a list of columns and the places
where each row starts, so that a model of 65,536 states needs megabytes, not gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.options._bits import one_each, words_for

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Values = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Moves:
    """The moves of one decision maker.

    Attributes
    ----------
    starts
        Shape (states + 1,): row s is ``targets[starts[s]:starts[s + 1]]``.
    targets
        Shape (moves,): numbers of states, rising within a row, none twice.
    """

    starts: Ints
    targets: Ints

    @classmethod
    def of(cls, states: int, sources: Iterable[int] | Ints, targets: Iterable[int] | Ints) -> Moves:
        """Return the moves from sources to targets; doubles, and moves that stay, fall away.

        >>> Moves.of(3, [0, 0, 2, 0, 1], [1, 2, 0, 1, 1]).row(0).tolist()
        [1, 2]
        """
        a, b = _ints(sources), _ints(targets)
        keys = np.unique((a * states + b)[a != b])
        rows = keys // states
        starts = np.searchsorted(rows, np.arange(states + 1))
        return cls(starts.astype(np.int64), keys % states)

    def __len__(self) -> int:
        return len(self.targets)

    @property
    def states(self) -> int:
        """How many states the model has."""
        return len(self.starts) - 1

    @cached_property
    def counts(self) -> Ints:
        """Shape (states,): from how many a state can be left."""
        return np.diff(self.starts)

    @cached_property
    def sources(self) -> Ints:
        """Shape (moves,): the state that each move leaves."""
        return np.repeat(np.arange(self.states), self.counts)

    @cached_property
    def leavable(self) -> Ints:
        """The states from which there is a move."""
        return np.flatnonzero(self.counts)

    @cached_property
    def reversed(self) -> Moves:
        """The same moves, backwards."""
        return Moves.of(self.states, self.targets, self.sources)

    @cached_property
    def two_way(self) -> Moves:
        """Those moves that can be undone by one move."""
        keys = self.sources * self.states + self.targets
        back = self.targets * self.states + self.sources
        return self.only(np.isin(back, keys))

    @cached_property
    def transitive(self) -> bool:
        """Whether two moves in a row lead nowhere that one does not."""
        own = one_each(np.arange(self.states), words_for(self.states))
        once = own | self.fold(np.bitwise_or, own, 0)
        return not bool((self.fold(np.bitwise_or, once, 0) & ~once).any())

    def row(self, state: int) -> Ints:
        """Return the states that can be reached in one move."""
        return self.targets[self.starts[state] : self.starts[state + 1]]

    def only(self, kept: Bools) -> Moves:
        """Return the moves at which `kept`, shape (moves,), is true."""
        before = np.concatenate([[0], np.cumsum(kept)])
        return Moves(before[self.starts], self.targets[kept])

    def improving(self, levels: Ints) -> Moves:
        """Return the unilateral improvements: moves to a state of a higher level."""
        return self.only(levels[self.targets] > levels[self.sources])

    def fold(self, ufunc: np.ufunc, values: Values, empty: int) -> Values:
        """Return, for each state, the fold of the values of the states one move away.

        Parameters
        ----------
        ufunc
            ``np.minimum``, ``np.maximum`` or ``np.bitwise_or``.
        values
            Shape (states,) or (states, words).
        empty
            What a state has that cannot be left.
        """
        out = np.full(values.shape, empty, dtype=values.dtype)
        rows = self.leavable
        if len(rows):
            out[rows] = ufunc.reduceat(values[self.targets], self.starts[rows], axis=0)
        return out

    def fold_rows(self, ufunc: np.ufunc, values: Values, rows: Ints) -> Values:
        """Return the fold for some states only, all of which can be left."""
        counts = self.counts[rows]
        begin = np.cumsum(counts) - counts
        return np.asarray(ufunc.reduceat(values[self.of_rows(rows)], begin, axis=0))

    def of_rows(self, rows: Ints) -> Ints:
        """Return the targets of some states, one row after the other."""
        counts = self.counts[rows]
        ends = np.cumsum(counts)
        shift = np.repeat(self.starts[rows] - (ends - counts), counts)
        places: Ints = np.arange(len(shift)) + shift
        return self.targets[places]


def _ints(values: Iterable[int] | Ints) -> Ints:
    if not isinstance(values, np.ndarray):
        values = np.fromiter(values, dtype=np.int64)
    return values.astype(np.int64, copy=False)
