"""Who fill a part together: not actor by actor, but as sets.

::

    how likely each actor is ─► the likeliest few of each part ─► their subsets: each one, each two
        of them, how many ─► with the other part's: who is on both sides ─► the likeliest two sets

Two names in a list are both sources, or neither is; of two whom one mention may mean, only one is;
an organisation and its member seldom are at once. Actors that are judged one by one know none of
this. :meth:`foedus.coding._network.Network.parts` scores the sets, ``scripts/train_parts.py``
trains it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

FEW = 4  # actors of each part that are weighed as sets
#: Subsets × the few; the pairs of the few; subsets × pairs; how many each subset has.
SUBSETS: Floats = np.array(
    [[number >> at & 1 for at in range(FEW)] for number in range(2**FEW)], dtype=np.float32
)
FIRST, SECOND = np.triu_indices(FEW, 1)
TWO: Floats = SUBSETS[:, FIRST] * SUBSETS[:, SECOND]
SIZE: Ints = SUBSETS.sum(axis=1).astype(np.int64)
NEVER = -30.0  # log odds of a place among the few that nobody takes
_FORBIDS = -1e4
_SEVERAL = 0.55  # so likely each of more than the few must be to be in a part


def likeliest(logits: Floats) -> tuple[Ints, NDArray[np.bool_]]:
    """Return the few likeliest actors of each part, and whether each place is taken.

    Parameters
    ----------
    logits
        Events × actors × parts.

    Returns
    -------
    tuple
        Events × parts × few, rows of actors; the same, whether there is one.
    """
    events, actors, parts = logits.shape
    order = np.argsort(-logits, axis=1, kind="stable")[:, :FEW].transpose(0, 2, 1)
    rows = np.zeros((events, parts, FEW), dtype=np.int64)
    there = np.zeros((events, parts, FEW), dtype=bool)
    rows[:, :, : order.shape[2]], there[:, :, : min(FEW, actors)] = order, True
    return rows, there


def absent(there: NDArray[np.bool_]) -> Floats:
    """Return what forbids subsets with a place that nobody takes: events × parts × subsets."""
    return np.asarray((~there).astype(np.float32) @ SUBSETS.T * np.float32(_FORBIDS))


def chosen(
    scores: Floats, rows: Ints, there: NDArray[np.bool_], chances: Floats
) -> NDArray[np.bool_]:
    """Return who is in each part: events × actors × (source, target).

    Parameters
    ----------
    scores
        Events × subsets of sources × subsets of targets.
    rows, there
        What :func:`likeliest` gave.
    chances
        Events × actors × parts: how likely each is by himself. Where more are likely than are
        weighed as sets, all of these are in the part.
    """
    events = len(scores)
    made = np.zeros((*chances.shape[:2], 2), dtype=bool)
    best = scores.reshape(events, -1).argmax(axis=1)
    at = np.arange(events)[:, None]
    for part, subset in enumerate(np.divmod(best, len(SUBSETS))):
        inside = (SUBSETS[subset] > 0) & there[:, part]
        np.logical_or.at(made[..., part], (at, rows[:, part]), inside)
        likely = chances[..., part] >= _SEVERAL
        many = likely.sum(axis=1) >= FEW
        made[many, :, part] = likely[many]
    return made


def overlaps(rows: Ints, there: NDArray[np.bool_]) -> Floats:
    """Return how many actors are on both sides: events × subsets of sources × of targets."""
    same = (rows[:, 0, :, None] == rows[:, 1, None]) & there[:, 0, :, None] & there[:, 1, None]
    return np.asarray(SUBSETS @ same.astype(np.float32) @ SUBSETS.T, dtype=np.float32)
