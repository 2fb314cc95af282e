"""A share of promises kept where one event calls in many of them: the beta-binomial distribution.

::

    event: 10 called in, 10 kept ─┐
    event: 12 called in, 0 kept  ─┼─► chance of being kept (μ), likeness within an event (ρ)
    event: 1 called in, 1 kept   ─┘      └─► interval of μ, whatever ρ may be
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]

# Cells of the grid: the chance on the scale of its arcsine, on which Jeffreys' prior is flat; the
# likeness from 0 to 1. Sixteen times as many move no bound by 0.001.
_CHANCES, _LIKENESSES = 300, 40


@dataclass(frozen=True, slots=True)
class ClusteredRate:
    """How many promises of a group were kept of those called in, event by event.

    Attributes
    ----------
    group
        Which ones.
    events
        For each event that called in any: how many of them were kept, and how many called in.

    Examples
    --------
    Two events that called in ten promises each, all kept at the one and none at the other, say
    little more than two promises do:

    >>> [round(bound, 2) for bound in ClusteredRate("help", ((10, 10), (0, 10))).interval()]
    [0.06, 0.94]
    >>> from foedus import Rate
    >>> [round(bound, 2) for bound in Rate("as if apart", 10, 20).interval()]
    [0.29, 0.71]
    """

    group: str
    events: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        for kept, called_in in self.events:
            if not 0 <= kept <= called_in or not called_in:
                raise ValueError(f"{kept} kept of {called_in} called in cannot be")

    @property
    def kept(self) -> int:
        """How many were kept."""
        return sum(kept for kept, _ in self.events)

    @property
    def called_in(self) -> int:
        """How many were called in."""
        return sum(called_in for _, called_in in self.events)

    @property
    def share(self) -> float | None:
        """The share that was kept, from 0 to 1; None where nothing was called in."""
        return self.kept / self.called_in if self.called_in else None

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the bounds between which the chance of a promise being kept lies.

        What one event calls in is kept or not together, more or less: the number kept of an event
        is beta-binomial, with a mean chance μ and a likeness ρ of two promises of one event. μ has
        Jeffreys' prior, Beta(1/2, 1/2), ρ is as likely to be anywhere from 0 to 1. The bounds
        are quantiles of the posterior of μ over all ρ. Where every event called in one
        promise this is the interval of :class:`Rate`; where events called in many and all were kept
        or none, it is about as wide as the number of events warrants. Where none or all were
        kept, the bound on that side is 0 or 1. So it weighs events, while the share counts
        promises: where large events went otherwise than small ones, the share may lie at its
        edge, or outside.

        Parameters
        ----------
        level
            The probability inside, between 0 and 1.

        Raises
        ------
        ValueError
            The level is not between 0 and 1.

        References
        ----------
        Skellam (1948), *Journal of the Royal Statistical Society* B 10, 257-261. Brown, Cai &
        DasGupta (2001), *Statistical Science* 16, 101-133.
        """
        if not 0 < level < 1:
            raise ValueError(f"a level is between 0 and 1, not {level}")
        outside = (1 - level) / 2
        below = _posterior(self.events)
        edges = np.linspace(0, np.pi / 2, _CHANCES + 1)
        low, high = np.sin(np.interp([outside, 1 - outside], below, edges)) ** 2
        return (
            float(low) if self.kept else 0.0,
            float(high) if self.kept < self.called_in else 1.0,
        )

    def row(self) -> dict[str, Any]:
        """Return it as a flat row, the interval at 95 %; no share or bound where none counts."""
        low, high = self.interval()
        return {
            "group": self.group,
            "kept": self.kept,
            "called_in": self.called_in,
            "events": len(self.events),
            "share": None if self.share is None else round(self.share, 4),
            "low": round(low, 4) if self.called_in else None,
            "high": round(high, 4) if self.called_in else None,
        }


def _posterior(events: Sequence[tuple[int, int]]) -> Grid:
    """Return the probability below each edge of the cells of μ, shape (cells + 1,).

    Of n promises k are kept, in a given order, with the probability
    ∏(μ(1-ρ)+jρ) ∏((1-μ)(1-ρ)+jρ) / ∏(1-ρ+jρ), over j below k, n-k and n.
    """
    chance = np.sin((np.arange(_CHANCES) + 0.5) * np.pi / 2 / _CHANCES)[:, None] ** 2
    likeness = (np.arange(_LIKENESSES) + 0.5)[None, :] / _LIKENESSES
    kept = np.array([one for one, _ in events], dtype=np.int64)
    called_in = np.array([one for _, one in events], dtype=np.int64)
    fits = np.zeros((_CHANCES, _LIKENESSES))
    apart = 1 - likeness
    for start, counts, sign in (
        (chance * apart, kept, 1),
        ((1 - chance) * apart, called_in - kept, 1),
        (apart, called_in, -1),
    ):
        for j in range(int(counts.max(initial=0))):
            fits += sign * int((counts > j).sum()) * np.log(start + j * likeness)
    weight = np.exp(fits - fits.max()).sum(axis=1)
    return np.concatenate(([0.0], np.cumsum(weight) / weight.sum()))
