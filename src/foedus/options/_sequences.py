"""What a group of decision makers reaches by legal sequences of moves.

In a legal sequence any member may move, any number of times, but no one twice in a row (Fang,
Hipel & Kilgour 1993, definition 3.2). The fixpoint is taken over pairs of a state and the one
who moved last, so that it holds for moves that are not transitive as well::

    via[k][s]    = fold over t in R_k(s) of  own[t] , after[k][t]     the first to move is k
    after[k][s]  = fold over j ≠ k of  via[j][s]                      …then anyone but k

The same fixpoint serves three questions. With the least of ranks it gives the worst that a group
can do to somebody, without listing where it can go; with the greatest, the best; and with bits it
lists the states themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from foedus.options._bits import Words, one_each, words_for
from foedus.options._moves import Bools, Ints, Moves, Values

#: Worse than no level, and better than any.
LOWEST, HIGHEST = np.iinfo(np.int64).min, np.iinfo(np.int64).max


def least(group: Sequence[Moves], values: Ints) -> Ints:
    """Return the least value among the states that the group can reach from each state.

    Parameters
    ----------
    group
        The moves of its members; maybe none.
    values
        Shape (states,).

    Returns
    -------
    array
        Shape (states,); `HIGHEST` where the group cannot move.
    """
    return _fixpoint(np.minimum, group, values, HIGHEST)


def greatest(group: Sequence[Moves], values: Ints) -> Ints:
    """Return the greatest value among the states that the group can reach from each state.

    `LOWEST` where the group cannot move; otherwise as `least`.
    """
    return _fixpoint(np.maximum, group, values, LOWEST)


def reached(group: Sequence[Moves], states: int) -> Words:
    """Return which states the group can reach from each state, as bits, shape (states, words).

    A state reaches itself where the group can leave it and come back.
    """
    own = one_each(np.arange(states), words_for(states))
    return _fixpoint(np.bitwise_or, group, own, 0)


class Group:
    """Several decision makers, and the unions of sets over what they reach.

    Parameters
    ----------
    moves
        Of the members; maybe none.
    """

    def __init__(self, moves: Sequence[Moves]) -> None:
        self.moves = tuple(moves)
        self._movers = [own for own in moves if len(own)]

    def gather(self, own: Words) -> Words:
        """Return for each state the union of the sets of the states that the group reaches.

        Parameters
        ----------
        own
            Shape (states, words): the set of each state, as bits.

        Returns
        -------
        array
            Of the same shape. Whether a state's own set is in it is left open, so that this serves
            only where going somewhere and back changes nothing; otherwise see `reached`.
        """
        if len(self._movers) > 1 and self._transitive:
            return self._gather_transitive(own)
        return _fixpoint(np.bitwise_or, self._movers, own, 0)

    def reach(self, states: int) -> Words:
        """Return which states the group reaches from each state, as bits."""
        return self.gather(one_each(np.arange(states), words_for(states)))

    @cached_property
    def _transitive(self) -> bool:
        return all(moves.transitive for moves in self._movers)

    def _gather_transitive(self, own: Words) -> Words:
        """Gather where all moves are transitive.

        Then moves in any order reach the same, and no legal sequence need be followed. States
        between which a member can go back and forth reach the same, and are looked at as one.
        """
        joint, order, starts, between = self._joined
        sets = np.bitwise_or.reduceat(own[order], starts)
        while True:
            further = sets | between.fold(np.bitwise_or, sets, 0)
            if np.array_equal(further, sets):
                return np.asarray(sets[joint])
            sets = further

    @cached_property
    def _joined(self) -> tuple[Ints, Ints, Ints, Moves]:
        """Which states are one; the states in that order; where each one starts; moves between."""
        label = np.arange(self._movers[0].states)
        while True:
            lower = label
            for moves in self._movers:
                lower = np.minimum(lower, moves.two_way.fold(np.minimum, lower, HIGHEST))
            lower = lower[lower]
            if np.array_equal(lower, label):
                break
            label = lower
        firsts, joint = np.unique(label, return_inverse=True)
        order = np.argsort(joint, kind="stable")
        starts = np.searchsorted(joint[order], np.arange(len(firsts)))
        sources = np.concatenate([joint[moves.sources] for moves in self._movers])
        targets = np.concatenate([joint[moves.targets] for moves in self._movers])
        return joint, order, starts, Moves.of(len(firsts), sources, targets)


def _fixpoint(ufunc: np.ufunc, group: Sequence[Moves], own: Values, empty: int) -> Values:
    movers = [moves for moves in group if len(moves)]
    if not movers:
        return np.full(own.shape, empty, dtype=own.dtype)
    via = [moves.fold(ufunc, own, empty) for moves in movers]
    if len(movers) == 1:
        return via[0]
    seen = [own for _ in movers]
    while True:
        still = True
        for k, moves in enumerate(movers):
            value = own
            for j, other in enumerate(via):
                if j != k:
                    value = ufunc(value, other)
            differs = value != seen[k]
            if differs.ndim == 2:
                differs = differs.any(axis=1)
            seen[k] = value
            rows = _leading_to(moves, differs)
            if not len(rows):
                continue
            fresh = moves.fold_rows(ufunc, value, rows)
            if not np.array_equal(fresh, via[k][rows]):
                via[k][rows] = fresh
                still = False
        if still:
            break
    out = via[0]
    for other in via[1:]:
        out = ufunc(out, other)
    return out


def _leading_to(moves: Moves, changed: Bools) -> Ints:
    """Return the states from which a move leads to a changed one."""
    count = int(changed.sum())
    if not count:
        return np.empty(0, dtype=np.int64)
    if count * 8 > moves.states:
        return moves.leavable
    back = moves.reversed
    return np.unique(back.of_rows(np.flatnonzero(changed)))
