"""What a group of decision makers reaches by legal sequences of moves.

In a legal sequence any member may move, any number of times, but no one twice in a row (Fang,
Hipel & Kilgour 1993, ch. 3). The fixpoint is taken over pairs of a state and the one
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
        if len(self._movers) < 2:
            return _fixpoint(np.bitwise_or, self._movers, own, 0)
        if self._transitive:
            return self._gather_transitive(own)
        if self._core is not None:
            return self._gather_around(*self._core, own)
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

    @cached_property
    def _core(self) -> tuple[list[Bools], list[Bools]] | None:
        """A set of moves each of which can follow, sooner or later, on each other, if it is large.

        Returns
        -------
        tuple or None
            For each member the states from which its moves are in the core; and those from which
            they are in it or can follow on it. None if the core is no large part of all.
        """
        most = [int(moves.counts.max()) for moves in self._movers]
        member = int(np.argmax(most))
        state = int(np.argmax(self._movers[member].counts))
        after = _following(self._movers, member, state, backwards=False)
        before = _following(self._movers, member, state, backwards=True)
        core = [a & b for a, b in zip(after, before, strict=True)]
        if 2 * sum(int(part.sum()) for part in core) < sum(len(m.leavable) for m in self._movers):
            return None
        return core, after

    def _gather_around(self, core: list[Bools], after: list[Bools], own: Words) -> Words:
        """Gather where a core is a large part of the moves: all of it gathers the same set."""
        movers = self._movers
        via = [np.zeros_like(own) for _ in movers]
        _settle(
            movers, own, via, [np.flatnonzero(a & ~c) for a, c in zip(after, core, strict=True)]
        )
        whole = np.zeros(own.shape[1], dtype=own.dtype)
        for k, moves in enumerate(movers):
            ends = np.unique(moves.of_rows(np.flatnonzero(core[k])))
            for part in (own, *(other for j, other in enumerate(via) if j != k)):
                whole |= np.bitwise_or.reduce(part[ends], axis=0)
        for k, inside in enumerate(core):
            via[k][inside] = whole
        rest = [moves.leavable[~a[moves.leavable]] for moves, a in zip(movers, after, strict=True)]
        _settle(movers, own, via, rest)
        return np.asarray(np.bitwise_or.reduce(via))


def _following(movers: Sequence[Moves], member: int, state: int, *, backwards: bool) -> list[Bools]:
    """Return which moves can follow on a member's moves from a state, or go before them.

    For each member the states from which it then moves.
    """
    found = [np.zeros(moves.states, dtype=np.bool_) for moves in movers]
    found[member][state] = True
    ahead = {member: np.array([state])}
    while ahead:
        reached_by: dict[int, Bools] = {}
        for k, rows in ahead.items():
            if backwards:  # before a move of k from here somebody else has come here
                for j, moves in enumerate(movers):
                    if j != k:
                        mark = reached_by.setdefault(j, np.zeros(moves.states, dtype=np.bool_))
                        mark[moves.reversed.of_rows(rows)] = True
            else:  # after it somebody else moves from there
                ends = movers[k].of_rows(rows)
                for j, moves in enumerate(movers):
                    if j != k:
                        mark = reached_by.setdefault(j, np.zeros(moves.states, dtype=np.bool_))
                        mark[ends] = True
        ahead = {}
        for j, mark in reached_by.items():
            new = np.flatnonzero(mark & ~found[j] & (movers[j].counts > 0))
            if len(new):
                found[j][new] = True
                ahead[j] = new
    return found


def _settle(
    movers: Sequence[Moves], own: Words, via: Sequence[Words], rows: Sequence[Ints]
) -> None:
    """Bring what some states gather to its fixpoint; what the others gather is there already."""
    ends = [moves.of_rows(part) for moves, part in zip(movers, rows, strict=True)]
    still = False
    while not still:
        still = True
        for k, moves in enumerate(movers):
            if not len(rows[k]):
                continue
            value = own[ends[k]]
            for j, other in enumerate(via):
                if j != k:
                    value |= other[ends[k]]
            counts = moves.counts[rows[k]]
            fresh = np.bitwise_or.reduceat(value, np.cumsum(counts) - counts, axis=0)
            if not np.array_equal(fresh, via[k][rows[k]]):
                via[k][rows[k]] = fresh
                still = False


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
