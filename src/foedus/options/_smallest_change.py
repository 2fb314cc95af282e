"""The smallest change of a ranking that puts certain states no higher than a target.

Every solution concept comes down to this: of each move from the target, something must be *no
better* than the target. Either the state moved to, or one answer to it (in SMR an answer together
with all that the mover could still escape to). So a ranking makes the target stable exactly if
the set W of states that are no better than it meets a condition ("clause") for each move.

A ranking changes by the Kemeny-Snell distance (`foedus.options._rankings.pairs_that_differ`). For a
given W the cheapest ranking keeps the order within W and outside W, and puts the target level with
the best of W. And the cheapest W that holds given states X is ``X`` with all states up to some
level: whatever state outside X is in W could be exchanged for a lower one outside W at no cost. So
the smallest cost of holding X is a minimum over levels; it grows with X; and branch and bound over
the choices that the clauses leave finds the smallest change of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from foedus.options._moves import Ints
from foedus.options._preference import Preference

#: One way to meet a clause: states, all of which must be no better than the target.
Way = frozenset[int]

#: All ways to meet a clause, and those among them that none other makes needless.
_Clause = tuple[set[Way], list[Way]]

_MOST_LOOKS = 20_000
_MOST_WAYS = 300  # of one clause


@dataclass(frozen=True, eq=False)
class Change:
    """A changed ranking.

    Attributes
    ----------
    preference
        The new ranking.
    size
        The Kemeny-Snell distance from the old one.
    lowered
        The states that were preferred to the target and no longer are.
    proved
        Whether no smaller change does; False where there were too many ways to look at all.
    """

    preference: Preference
    size: int
    lowered: tuple[int, ...]
    proved: bool


def smallest_change(levels: Ints, target: int, clauses: Iterable[Iterable[Way]]) -> Change:
    """Return the smallest change of a ranking that meets every clause.

    Parameters
    ----------
    levels
        Shape (states,), the ranking; 0 is worst, no level is skipped.
    target
        The state that is to be stable.
    clauses
        For each move from the target the ways to take away its attraction. At least one way of
        each must come true; the state moved to, alone, is always one.
    """
    search = _Search(levels, target)
    reduced, whole = _reduced(levels, target, clauses)
    search.run(reduced)
    return search.result(whole)


def _reduced(
    levels: Ints, target: int, clauses: Iterable[Iterable[Way]]
) -> tuple[list[_Clause], bool]:
    """Return the clauses that are not met yet, each with the ways that are worth a look.

    And whether these are all such ways; of very many the lowest are kept.
    """
    open_clauses: list[set[Way]] = []
    for clause in clauses:
        ways = {frozenset(s for s in way if levels[s] > levels[target]) for way in clause}
        if frozenset() not in ways:
            open_clauses.append(ways)
    single: dict[int, set[int]] = {}  # of which clauses a state alone is a way
    for number, ways in enumerate(open_clauses):
        for way in ways:
            if len(way) == 1:
                single.setdefault(next(iter(way)), set()).add(number)
    best: list[int] = []
    for state in sorted(single, key=lambda s: (levels[s], -len(single[s]), s)):
        # a lower state that serves the same clauses, and more, costs no more
        if not any(single[state] <= single[other] for other in best):
            best.append(state)
    reduced, whole = [], True
    for ways in open_clauses:
        kept = [w for w in ways if len(w) > 1 or next(iter(w)) in best]
        kept.sort(key=lambda way: (max(int(levels[s]) for s in way), len(way), sorted(way)))
        if len(kept) > _MOST_WAYS:
            kept, whole = kept[:_MOST_WAYS], False
        reduced.append((ways, [w for w in kept if not any(other < w for other in kept)]))
    return sorted(reduced, key=lambda clause: len(clause[1])), whole


class _Search:
    """Branch and bound over the ways of the clauses."""

    def __init__(self, levels: Ints, target: int) -> None:
        self.levels = levels
        self.target = target
        self.own = int(levels[target])
        self.at = np.bincount(levels)  # how many states each level has
        self.up_to = np.cumsum(self.at)
        self.best_cost = -1
        self.best: tuple[int, Way] = (self.own, frozenset())
        self.looks = 0

    def run(self, clauses: list[_Clause]) -> None:
        self._branch(frozenset(), clauses)

    def _branch(self, held: Way, clauses: list[_Clause]) -> None:
        left = [clause for clause in clauses if not any(way <= held for way in clause[0])]
        if not left:
            cost, level = self.cheapest(held)
            if self.best_cost < 0 or cost < self.best_cost:
                self.best_cost, self.best = cost, (level, held)
            return
        choices = sorted(
            ((self.cheapest(held | way)[0], sorted(way)) for way in left[0][1]),
            key=lambda choice: (choice[0], choice[1]),
        )
        for cost, way in choices:
            if self.best_cost >= 0 and (cost >= self.best_cost or self.looks > _MOST_LOOKS):
                return
            self._branch(held | frozenset(way), left[1:])

    def cheapest(self, held: Way) -> tuple[int, int]:
        """Return the least cost of holding states down, and up to which level all are held."""
        self.looks += 1
        candidates = {self.own}
        for state in held:
            candidates |= {int(self.levels[state]), max(self.own, int(self.levels[state]) - 1)}
        return min((self.cost(level, held), level) for level in candidates)

    def cost(self, level: int, held: Way) -> int:
        """Return the distance of the ranking that holds these states and all up to a level."""
        above = sorted(int(self.levels[s]) for s in held if self.levels[s] > level)
        if level == self.own and not above:
            return 0
        total = 0
        for own in above:
            same = above.count(own)
            lower = above.index(own)
            passed = int(self.up_to[own - 1] - self.up_to[level]) - lower
            total += 2 * passed + int(self.at[own]) - same
        overtaken = int(self.up_to[level] - self.up_to[self.own]) + len(above)
        joined = above.count(above[-1]) if above else int(self.at[level])
        ties_broken = int(self.at[self.own]) - 1
        return total + 2 * overtaken - joined + ties_broken

    def result(self, whole: bool) -> Change:
        level, held = self.best
        levels, target = self.levels, self.target
        above = [s for s in held if levels[s] > level]
        inside = np.flatnonzero(levels <= level).tolist() + above
        inside.remove(target)
        outside = np.setdiff1d(np.arange(len(levels)), [*inside, target]).tolist()
        groups = _by_level(outside, levels)
        within = _by_level(inside, levels)
        if within and levels[within[0][0]] >= self.own:
            within[0] = sorted([*within[0], target])
        else:
            within.insert(0, [target])
        lowered = sorted(s for s in inside if levels[s] > self.own)
        return Change(
            Preference.of_groups(groups + within, len(levels)),
            max(0, self.best_cost),
            tuple(lowered),
            whole and self.looks <= _MOST_LOOKS,
        )


def _by_level(states: Sequence[int], levels: Ints) -> list[list[int]]:
    """Return states in groups of one level, the highest first."""
    groups: dict[int, list[int]] = {}
    for state in sorted(states):
        groups.setdefault(int(levels[state]), []).append(state)
    return [groups[level] for level in sorted(groups, reverse=True)]
