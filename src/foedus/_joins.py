"""Rows of one table beside rows of another, without a loop."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


def spread(first: NDArray[Any], last: NDArray[Any]) -> tuple[Whole, Whole]:
    """Return every place of every range, with the range that it belongs to.

    Parameters
    ----------
    first, last
        Shape (n,): the ranges ``first[i]`` to ``last[i]``, the end left out.

    Returns
    -------
    which, place
        Shape (sum of lengths,), int64: the number of the range, and the place in it.
    """
    lengths = np.maximum(last - first, 0)
    which = np.repeat(np.arange(len(first), dtype=np.int64), lengths)
    offset = np.arange(len(which), dtype=np.int64) - np.repeat(
        np.cumsum(lengths) - lengths, lengths
    )
    return which, np.asarray(first[which] + offset, dtype=np.int64)


def matches(keys: Whole, wanted: Whole) -> tuple[Whole, Whole]:
    """Return the pairs of rows that have the same key.

    Parameters
    ----------
    keys
        Shape (m,): the keys of the table that is looked up.
    wanted
        Shape (n,): the keys that are asked for.

    Returns
    -------
    asking, found
        Shape (pairs,), int64: the row of `wanted`, in order, and the row of `keys`.
    """
    order = np.argsort(keys, kind="stable")
    first = np.searchsorted(keys[order], wanted, side="left")
    last = np.searchsorted(keys[order], wanted, side="right")
    asking, place = spread(first, last)
    return asking, np.asarray(order[place], dtype=np.int64)
