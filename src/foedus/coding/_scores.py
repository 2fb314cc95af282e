"""Figures with their intervals: precision, recall, F1, rates; a bootstrap over items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Interval = tuple[float, float]
Counts = npt.NDArray[np.float64]

_OUTSIDE = 0.025  # of a 95 % interval, on either side
_ROWS = 4_000_000  # cells of the table of draws that are held at once


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1.

    Attributes
    ----------
    right
        What was found and is in the gold set.
    gold, found
        What is in the gold set; what was found.
    intervals
        95 % intervals of precision, recall and f1, where there are enough items.
    """

    right: int
    gold: int
    found: int
    intervals: dict[str, Interval] = field(default_factory=dict)

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right; None where nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of the gold set that was found; None where it holds nothing."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two; None where there was nothing to find and nothing found."""
        total = self.gold + self.found
        return 2 * self.right / total if total else None

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "right": self.right,
            "gold": self.gold,
            "found": self.found,
            "intervals": {name: list(pair) for name, pair in self.intervals.items()},
        }


@dataclass(frozen=True, slots=True)
class Rate:
    """A share, or a number a hundred: how many, of how many, with a 95 % interval."""

    right: int
    of: int
    interval: Interval | None = None

    @property
    def value(self) -> float | None:
        """The share; None where there is nothing to divide by."""
        return self.right / self.of if self.of else None

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return {
            "value": self.value,
            "right": self.right,
            "of": self.of,
            "interval": None if self.interval is None else list(self.interval),
        }


def draw(counts: Counts, samples: int, seed: int) -> Counts:
    """Draw items with replacement, and return the sums of their counts.

    Parameters
    ----------
    counts
        A row an item, a column a count.
    samples
        How many draws, each of as many items as there are.
    seed
        The same seed gives the same draws.

    Returns
    -------
    array of shape (samples, columns)
    """
    items = len(counts)
    rng = np.random.default_rng(seed)
    share = np.full(items, 1 / items)
    sums = []
    for start in range(0, samples, step := max(1, _ROWS // items)):
        times = rng.multinomial(items, share, size=min(step, samples - start))
        sums.append(times @ counts)
    return np.concatenate(sums)


def interval(
    above: Counts, below: Counts, scale: float = 1.0, *, items: int | None = None
) -> Interval | None:
    """Return the 95 % percentile interval of a quotient over the draws that have one.

    Where none of `items` counts, or all do, all draws are alike and say nothing of how rare the
    other is: the bound is then Clopper and Pearson's (1934), 1 - 0.025^(1/items) from the end.

    Examples
    --------
    >>> low, high = interval(np.zeros(9), np.full(9, 81.0), 100, items=81)
    >>> low, round(high, 1)
    (0.0, 4.5)
    """
    has = below > 0
    if not has.any():
        return None
    quotients = above[has] / below[has]
    low, high = np.percentile(quotients, (2.5, 97.5))
    if items:
        rare = 1 - _OUTSIDE ** (1 / items)
        if not quotients.any():
            high = rare
        elif (quotients == 1).all():
            low = 1 - rare
    return float(scale * low), float(scale * high)


def score_of(right: Sequence[int], gold: Sequence[int], found: Sequence[int],
             samples: int, seed: int) -> Score:  # fmt: skip
    """Sum counts over items into a score with its intervals (Efron's percentile bootstrap)."""
    made = Score(sum(right), sum(gold), sum(found))
    if samples and len(right) > 1:
        table = np.array([right, gold, found], dtype=np.float64).T
        drawn = draw(table, samples, seed)
        in_gold, in_found, in_either = (
            int(np.count_nonzero(one))
            for one in (table[:, 1], table[:, 2], table[:, 1] + table[:, 2])
        )
        quotients = {
            "precision": interval(drawn[:, 0], drawn[:, 2], items=in_found),
            "recall": interval(drawn[:, 0], drawn[:, 1], items=in_gold),
            "f1": interval(2 * drawn[:, 0], drawn[:, 1] + drawn[:, 2], items=in_either),
        }
        made.intervals.update({name: pair for name, pair in quotients.items() if pair is not None})
    return made


def rate_of(
    right: Sequence[int], of: Sequence[int], samples: int, seed: int, scale: float = 1.0
) -> Rate:
    """Sum counts over items into a rate with its interval; `scale` 100 for "a hundred"."""
    bounds = None
    if samples and len(right) > 1:
        drawn = draw(np.array([right, of], dtype=np.float64).T, samples, seed)
        bounds = interval(drawn[:, 0], drawn[:, 1], scale, items=int(np.count_nonzero(of)))
    return Rate(sum(right), sum(of), bounds)


def krippendorff_alpha(units: Sequence[Sequence[str | None]]) -> float | None:
    """Return Krippendorff's alpha for nominal codes.

    Parameters
    ----------
    units
        For each unit the code that each coder gave it; None where a coder gave none.

    Returns
    -------
    float or None
        1 for perfect agreement, 0 for that of chance; None where fewer than two codes occur, so
        that there is nothing to disagree about.

    References
    ----------
    Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability, University of
    Pennsylvania; the example is its section B.

    Examples
    --------
    >>> meg, owen = "aabbdcccedda", "babbbccceddd"
    >>> round(krippendorff_alpha(list(zip(meg, owen))), 3)
    0.692
    """
    together: dict[tuple[str, str], float] = {}
    for unit in units:
        codes = [code for code in unit if code is not None]
        if len(codes) < 2:
            continue
        for first, one in enumerate(codes):
            for second, other in enumerate(codes):
                if first != second:
                    key = one, other
                    together[key] = together.get(key, 0.0) + 1 / (len(codes) - 1)
    totals: dict[str, float] = {}
    for (one, _), count in together.items():
        totals[one] = totals.get(one, 0.0) + count
    number = sum(totals.values())
    expected = number**2 - sum(count**2 for count in totals.values())
    if not expected:
        return None
    observed = sum(count for (one, other), count in together.items() if one != other)
    return 1 - (number - 1) * observed / expected
