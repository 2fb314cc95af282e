"""How often promises were kept: a share of a count, with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

# The prior of a share: Jeffreys', Beta(1/2, 1/2).
PRIOR = 0.5


@dataclass(frozen=True, slots=True)
class Rate:
    """How many promises of a group were kept, of those that were called in.

    Attributes
    ----------
    group
        Which ones.
    kept, called_in
        Counts; kept is at most called_in.

    Examples
    --------
    >>> rate = Rate("all", 73, 146)
    >>> rate.share, [round(bound, 3) for bound in rate.interval()]
    (0.5, [0.42, 0.58])
    """

    group: str
    kept: int
    called_in: int

    def __post_init__(self) -> None:
        if not 0 <= self.kept <= self.called_in:
            raise ValueError(f"{self.kept} kept of {self.called_in} called in cannot be")

    @property
    def share(self) -> float | None:
        """The share that was kept, from 0 to 1; None where nothing was called in."""
        return self.kept / self.called_in if self.called_in else None

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the bounds between which the chance of a promise being kept lies.

        The number kept is binomial and the chance has Jeffreys' prior, Beta(1/2, 1/2): the bounds
        are the quantiles of its posterior that leave the same probability outside on either side.
        Where none or all were kept, the bound on that side is 0 or 1. The method's coverage is
        near its level already in small groups (Brown, Cai & DasGupta 2001, *Statistical Science*
        16, 101-133), where the usual normal interval fails.

        Parameters
        ----------
        level
            The probability inside, between 0 and 1.

        Raises
        ------
        ValueError
            The level is not between 0 and 1.
        """
        if not 0 < level < 1:
            raise ValueError(f"a level is between 0 and 1, not {level}")
        outside = (1 - level) / 2
        a, b = self.kept + PRIOR, self.called_in - self.kept + PRIOR
        low = beta_quantile(outside, a, b) if self.kept else 0.0
        high = beta_quantile(1 - outside, a, b) if self.kept < self.called_in else 1.0
        return low, high

    def row(self) -> dict[str, Any]:
        """Return it as a flat row, the interval at 95 %."""
        low, high = self.interval()
        return {
            "group": self.group,
            "kept": self.kept,
            "called_in": self.called_in,
            "share": None if self.share is None else round(self.share, 4),
            "low": round(low, 4),
            "high": round(high, 4),
        }


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Return the value below which a Beta(a, b) variable lies with a probability.

    By bisection of the distribution function, to the last digit but one of a double.
    """
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if beta_below(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_below(x: float, a: float, b: float) -> float:
    """Return the probability that a Beta(a, b) variable is below x.

    The regularised incomplete beta function, from its continued fraction (Abramowitz & Stegun
    1964, 26.5.8), in the half where that converges fast.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_below(1.0 - x, b, a)
    log_front = a * math.log(x) + b * math.log1p(-x) - math.log(a)
    log_front += math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    terms = []
    for m in range(1, 400):
        terms.append(-(a + m - 1) * (a + b + m - 1) * x / ((a + 2 * m - 2) * (a + 2 * m - 1)))
        terms.append(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)))
    # evaluated from the front by the modified Lentz method, which stops when nothing changes
    tiny = 1e-300
    fraction, numerator, denominator = 1.0, 1.0, 0.0
    for term in terms:
        denominator = 1.0 + term * denominator or tiny
        numerator = 1.0 + term / numerator or tiny
        denominator = 1.0 / denominator
        change = numerator * denominator
        fraction *= change
        if abs(change - 1.0) < 1e-15:
            break
    return math.exp(log_front) / fraction
