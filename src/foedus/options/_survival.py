"""How long something lasts, and how it ends: Kaplan-Meier, Aalen-Johansen, and their intervals.

::

    days, ending (0: not yet) ─► Course ─┬─ stays   share that has not ended   (Kaplan-Meier)
                                         └─ ends    share that ended so        (Aalen-Johansen)

At any time what stays and what ended in each way make up the whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

# The normal quantile of 97.5 %.
_Z = 1.959963984540054


@dataclass(frozen=True, eq=False)
class Course:
    """What became of a group over time, with ways of ending that shut each other out.

    Attributes
    ----------
    times
        Shape (k,), int64: the days, in order, on which something ended.
    at_risk
        Shape (k,), int64: how many had neither ended nor gone out of sight before.
    ended
        Shape (k, ways), int64: how many ended then, by way.
    stays
        Shape (k,), float64: Kaplan and Meier's estimate of the share that lasts longer.
    ends
        Shape (k, ways), float64: Aalen and Johansen's estimate of the share that has ended so by
        then. With `stays` each row adds up to 1.
    days
        Shape (n,), int64: how long each lasted, in order; it ended then, or went out of sight.

    References
    ----------
    Kaplan & Meier (1958), *Journal of the American Statistical Association* 53, 457-481. Aalen &
    Johansen (1978), *Scandinavian Journal of Statistics* 5, 141-150.
    """

    times: Whole
    at_risk: Whole
    ended: Whole
    stays: Real
    ends: Real
    days: Whole = field(repr=False)

    def __len__(self) -> int:
        return len(self.days)

    @property
    def last(self) -> int:
        """The longest time that any was seen, in days; beyond it nothing is known."""
        return int(self.days[-1]) if len(self.days) else 0

    def risk_at(self, day: float) -> int:
        """Return how many had lasted at least so long and were still in sight."""
        return len(self.days) - int(np.searchsorted(self.days, day, side="left"))

    def stays_at(self, day: float) -> float:
        """Return the share that lasts longer than some days."""
        place = int(np.searchsorted(self.times, day, side="right"))
        return float(self.stays[place - 1]) if place else 1.0

    def ends_at(self, day: float) -> Real:
        """Return the share that has ended in each way by then, shape (ways,)."""
        place = int(np.searchsorted(self.times, day, side="right"))
        return self.ends[place - 1] if place else np.zeros(self.ends.shape[1])

    def interval(self, day: float) -> tuple[float, float]:
        """Return the 95 % bounds of the share that lasts longer than some days.

        Greenwood's variance on the scale log(-log), as if each case were on its own. Where none
        has ended yet, the lower bound is that of as many cases at risk of which none ended; where
        all have, the upper bound is that of as many cases of which all ended.

        References
        ----------
        Greenwood (1926). Kalbfleisch & Prentice (2002), *The Statistical Analysis of Failure Time
        Data*, 2nd ed., 17-18.
        """
        place = int(np.searchsorted(self.times, day, side="right"))
        risk, gone = self.at_risk[:place], self.ended[:place].sum(axis=1)
        left = risk - gone
        variance = float((gone / (risk * np.maximum(left, 1))).sum())
        return on_log_log(self.stays_at(day), math.sqrt(variance), self.risk_at(day), len(self))


def on_log_log(share: float, error_of_log: float, at_risk: int, size: int) -> tuple[float, float]:
    """Return 95 % bounds of a share that lasts, from the standard error of its logarithm.

    `at_risk` and `size` are how many are still at risk, and were at first: where nothing or
    all has ended there is no error to go by, but so many of which none, or all, did.
    """
    if share >= 1:
        return (0.025 ** (1 / at_risk) if at_risk else 0.0), 1.0
    if share <= 1e-12:
        return 0.0, (1 - 0.025 ** (1 / size) if size else 1.0)
    wide = _Z * error_of_log / abs(math.log(share))
    return share ** math.exp(wide), share ** math.exp(-wide)


def course(days: Whole, ending: Whole, ways: int) -> Course:
    """Follow a group from its beginning.

    Parameters
    ----------
    days
        Shape (n,): how long each lasted, or was seen; 0 or more.
    ending
        Shape (n,): 0 for what had not ended when it went out of sight, else the way (1 to `ways`).
    ways
        How many ways of ending there are.
    """
    order = np.argsort(days, kind="stable")
    days, ending = days[order], ending[order]
    times = np.unique(days[ending > 0])
    at_risk = len(days) - np.searchsorted(days, times, side="left")
    ended = np.zeros((len(times), ways), dtype=np.int64)
    over = ending > 0
    np.add.at(ended, (np.searchsorted(times, days[over]), ending[over] - 1), 1)
    stays = np.cumprod(1 - ended.sum(axis=1) / at_risk)
    before = np.concatenate(([1.0], stays[:-1])) if len(times) else stays
    ends = np.cumsum(before[:, None] * ended / at_risk[:, None], axis=0)
    return Course(times, at_risk, ended, stays, ends, days)


@dataclass(frozen=True, eq=False)
class Shares:
    """What stays and what ended how at some days, with bounds for groups that fall together.

    Attributes
    ----------
    shares
        Shape (days, 1 + ways), float64: what lasts longer, then what has ended in each way.
    low, high
        The 95 % bounds, the same shape.
    groups
        How many groups there are.
    """

    shares: Real
    low: Real
    high: Real
    groups: int


def together(days: Whole, ending: Whole, ways: int, group: Whole, at: Real) -> Shares:
    """Estimate shares at some days, where the members of a group may fall together.

    Each group is left out in turn (jackknife), so that twelve memberships which one alliance ends
    at once count about as one. The bounds are on the scale log(-log); of what stays, they are never
    narrower than those of cases on their own. Where nothing has happened yet, they are those of
    as many groups as are at risk, none of which ended. As what stays only shrinks and what
    has ended only grows, a bound at one of the days bounds the others too.

    Parameters
    ----------
    days, ending, ways
        As for :func:`course`.
    group
        Shape (n,): which group each belongs to.
    at
        Shape (m,): the days.

    References
    ----------
    Efron & Tibshirani (1993), *An Introduction to the Bootstrap*, chapter 11. On dependent times:
    Ying & Wei (1994), *Journal of Multivariate Analysis* 50, 17-29.
    """
    names = np.unique(group)
    whole = _shares(days, ending, ways, at)
    if len(names) < 2:
        return Shares(whole, np.zeros_like(whole), np.ones_like(whole), len(names))
    without = np.stack(
        [_shares(days[group != one], ending[group != one], ways, at) for one in names]
    )
    spread = without - without.mean(axis=0)
    error = np.sqrt((len(names) - 1) / len(names) * (spread**2).sum(axis=0))
    alone = course(days, ending, ways)
    low, high = np.zeros_like(whole), np.ones_like(whole)
    for row, day in enumerate(at):
        at_risk = len(np.unique(group[days >= day]))
        for way in range(1 + ways):
            share = float(whole[row, way])
            lasts = share if way == 0 else 1 - share
            size = error[row, way] / lasts if lasts > 0 else 0.0
            bounds = on_log_log(lasts, size, at_risk, len(names))
            if way == 0:
                single = alone.interval(day)
                bounds = min(bounds[0], single[0]), max(bounds[1], single[1])
                low[row, way], high[row, way] = bounds
            else:
                low[row, way], high[row, way] = 1 - bounds[1], 1 - bounds[0]
    return Shares(whole, *_ordered(low, high, at), len(names))


def _ordered(low: Real, high: Real, at: Real) -> tuple[Real, Real]:
    """Let the bounds at one day bound those at others: what stays only shrinks, ends only grow."""
    order = np.argsort(at, kind="stable")
    low, high = low[order], high[order]
    low[:, 0] = np.maximum.accumulate(low[::-1, 0])[::-1]
    high[:, 0] = np.minimum.accumulate(high[:, 0])
    low[:, 1:] = np.maximum.accumulate(low[:, 1:], axis=0)
    high[:, 1:] = np.minimum.accumulate(high[::-1, 1:], axis=0)[::-1]
    back = np.argsort(order, kind="stable")
    return low[back], high[back]


def _shares(days: Whole, ending: Whole, ways: int, at: Real) -> Real:
    found = course(days, ending, ways)
    return np.array([[found.stays_at(day), *found.ends_at(day)] for day in at])
