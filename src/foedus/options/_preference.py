"""How a decision maker compares states: a ranking with ties, maybe uncertain in part.

An uncertain preference is kept as two rankings, which agree on every pair that is certain and
disagree on every pair that is not. That is enough for priorities: reversing each uncertain
statement reverses exactly the pairs that it decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from foedus.options._moves import Bools, Ints


@dataclass(frozen=True, eq=False)
class Preference:
    """A ranking of all states.

    Attributes
    ----------
    levels
        Shape (states,): 0 is worst, no level is skipped; equal levels are a tie. Any whole numbers
        may be given of which more is better.
    reverse
        The ranking with the uncertain comparisons the other way round; None where all is certain.
    """

    levels: Ints
    reverse: Ints | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", _dense(self.levels))
        if self.reverse is not None:
            object.__setattr__(self, "reverse", _dense(self.reverse))

    @classmethod
    def of_groups(cls, groups: Iterable[Sequence[int]], states: int) -> Preference:
        """Return the ranking that lists groups of states, best first.

        >>> Preference.of_groups([[2], [0, 1]], 3).levels.tolist()
        [0, 0, 1]
        """
        listed = list(groups)
        levels = np.zeros(states, dtype=np.int64)
        for place, group in enumerate(listed):
            levels[list(group)] = len(listed) - 1 - place
        return cls(levels)

    @classmethod
    def of_statements(cls, truth: Bools, uncertain: Sequence[bool]) -> Preference:
        """Return the ranking by statements in order of priority.

        Of two states the one is better for which the first statement holds on which they differ
        (option prioritising: Fang, Hipel, Kilgour & Peng 2003).

        Parameters
        ----------
        truth
            Shape (statements, states): where each statement holds, the most important first.
        uncertain
            Which statements the decision maker may or may not hold.
        """
        levels = _lexicographic(truth)
        if not any(uncertain):
            return cls(levels)
        return cls(levels, _lexicographic(truth ^ np.array(uncertain)[:, None]))

    @property
    def uncertain(self) -> bool:
        """Whether some comparison is uncertain."""
        return self.reverse is not None

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The states, best first, those of a tie together."""
        order = np.argsort(-self.levels, kind="stable")
        cuts = np.flatnonzero(np.diff(self.levels[order])) + 1
        return tuple(tuple(part.tolist()) for part in np.split(order, cuts))

    def compare(self, one: int, other: int) -> str:
        """Return how one state compares: ``better``, ``worse``, ``equal`` or ``uncertain``."""
        first = int(np.sign(self.levels[one] - self.levels[other]))
        if self.reverse is not None and first != np.sign(self.reverse[one] - self.reverse[other]):
            return "uncertain"
        return ("equal", "better", "worse")[first]


def _dense(values: Ints) -> Ints:
    """Return numbers as levels: 0 for the least, no level skipped."""
    return np.unique(values, return_inverse=True)[1].astype(np.int64).reshape(-1)


def _lexicographic(truth: Bools) -> Ints:
    states = truth.shape[1]
    if not len(truth):
        return np.zeros(states, dtype=np.int64)
    order = np.lexsort(truth[::-1])
    ranked = truth[:, order]
    steps = (ranked[:, 1:] != ranked[:, :-1]).any(axis=0)
    levels = np.empty(states, dtype=np.int64)
    levels[order] = np.concatenate([[0], np.cumsum(steps)])
    return levels
