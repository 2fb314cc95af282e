"""Where a series changed its level, and how sure one can be.

A single change of the mean in Gaussian noise, with conjugate priors, so that the posterior is a
sum in closed form (Smith 1975). Missing months count for nothing.

References
----------
Smith, A. F. M. (1975). A Bayesian approach to inference about a change-point in a sequence of
random variables. Biometrika 62(2), 407-416.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma

import numpy as np
from numpy.typing import NDArray

# Prior: the mean of a segment lies around the mean of the series, worth a quarter of an
# observation; the variance is inverse gamma with three degrees of freedom around the square of
# three points of the Goldstein scale. It does not come from the series itself: in one of a few
# equal values the slightest change would then look certain.
_KAPPA = 0.25
_ALPHA = 1.5
_SPREAD = 3.0
_LEAST = 2  # observed months that a segment needs
_FEWEST = 5  # that the series needs
LEAST_EVENTS = 8  # a break of a pair with fewer says little
LEAST_ODDS = 0.75  # below, a break is shown in its panel, but is no finding


@dataclass(frozen=True, slots=True)
class Break:
    """A change of level.

    Attributes
    ----------
    month
        The first month of the new level.
    probability
        Posterior probability that the level changed at all, under even odds beforehand.
    within
        First and last month of the shortest span that holds 90 % of the posterior.
    before, after
        Mean of the months observed before and from then on.
    """

    month: np.datetime64
    probability: float
    within: tuple[np.datetime64, np.datetime64]
    before: float
    after: float


def _log_evidence(
    n: NDArray[np.float64], s: NDArray[np.float64], q: NDArray[np.float64], beta: float
) -> NDArray[np.float64]:
    """Log marginal likelihood of segments with count n, sum s and sum of squares q (centred)."""
    kappa = _KAPPA + n
    alpha = _ALPHA + n / 2
    rest = q - s**2 / np.maximum(n, 1) + _KAPPA * n * (s / np.maximum(n, 1)) ** 2 / kappa
    scale = beta + rest / 2
    gammas = np.array([lgamma(a) for a in alpha])
    return np.asarray(
        gammas
        - lgamma(_ALPHA)
        + _ALPHA * np.log(beta)
        - alpha * np.log(scale)
        + 0.5 * (np.log(_KAPPA) - np.log(kappa))
        - n / 2 * np.log(2 * np.pi)
    )


def find_break(months: NDArray[np.datetime64], values: NDArray[np.float64]) -> Break | None:
    """Return the most probable change of level of a series.

    Parameters
    ----------
    months
        Shape (n,), ``datetime64[M]``.
    values
        Shape (n,); NaN where there is no value for the month.

    Returns
    -------
    Break or None
        None where fewer than five months are observed, or they are all the same.

    Examples
    --------
    >>> months = np.arange("2020-01", "2024-01", dtype="datetime64[M]")
    >>> values = np.where(months < np.datetime64("2022-05"), 4.0, -4.0)
    >>> values += np.tile([0.5, -0.5], 24)
    >>> found = find_break(months, values)
    >>> str(found.month), found.probability > 0.99
    ('2022-05', True)
    """
    seen = ~np.isnan(values)
    y, when = values[seen], months[seen]
    total = len(y)
    if total < _FEWEST or np.ptp(y) == 0:
        return None
    centred = y - y.mean()
    beta = _ALPHA * _SPREAD**2
    sums, squares = np.cumsum(centred), np.cumsum(centred**2)
    counts = np.arange(1, total + 1, dtype=float)
    cut = np.arange(_LEAST, total - _LEAST + 1)  # observations before the change
    left = _log_evidence(counts[cut - 1], sums[cut - 1], squares[cut - 1], beta)
    right = _log_evidence(
        total - counts[cut - 1], sums[-1] - sums[cut - 1], squares[-1] - squares[cut - 1], beta
    )
    split = left + right
    whole = _log_evidence(counts[-1:], sums[-1:], squares[-1:], beta)[0]
    top = max(float(split.max()), float(whole))
    weights = np.exp(split - top)
    changed = float(weights.mean())
    probability = changed / (changed + float(np.exp(whole - top)))
    weights /= weights.sum()
    best = int(np.argmax(weights))
    first, last = _shortest(weights, 0.9)
    at = int(cut[best])
    return Break(
        month=when[at],
        probability=probability,
        within=(when[int(cut[first])], when[int(cut[last])]),
        before=float(y[:at].mean()),
        after=float(y[at:].mean()),
    )


def _shortest(weights: NDArray[np.float64], share: float) -> tuple[int, int]:
    """Return the ends of the shortest run of months that holds a share of the posterior."""
    mass = np.concatenate([[0.0], np.cumsum(weights)])
    ends = np.searchsorted(mass, mass[:-1] + share - 1e-12)
    lengths = np.where(ends < len(mass), ends - np.arange(len(weights)), len(mass) + 1)
    first = int(np.argmin(lengths))
    return first, min(int(ends[first]) - 1, len(weights) - 1)
