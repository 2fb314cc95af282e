"""Three-valued truth in columns: Kleene's *and* is the minimum, his *or* the maximum.

::

    false 0 < unknown 1 < true 2        all = minimum    any = maximum    not x = 2 - x
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from foedus.ledger._trace import Truth
from foedus.treaties import Condition

Truths = NDArray[np.int8]

FALSE, UNKNOWN, TRUE = np.int8(0), np.int8(1), np.int8(2)


def as_truth(value: int) -> Truth:
    """Return a value of a column as True, False or None for unknown."""
    return {0: False, 1: None, 2: True}[int(value)]


def truths(known: NDArray[np.bool_]) -> Truths:
    """Return what is known to be so as a column of true and false."""
    return np.where(known, TRUE, FALSE)


def evaluate_columns(condition: Condition, leaf: Callable[[Condition], Truths]) -> Truths:
    """Evaluate a condition for many events at once.

    Parameters
    ----------
    condition
        The condition of a norm.
    leaf
        Gives the column of a leaf, shape (n,): 0 false, 1 unknown, 2 true.

    Returns
    -------
    numpy.ndarray
        Shape (n,), int8. For one event it is what :func:`evaluate` gives.
    """
    if condition.all is not None:
        return _fold(np.minimum, condition.all, leaf)
    if condition.any is not None:
        return _fold(np.maximum, condition.any, leaf)
    if condition.negated is not None:
        return np.asarray(TRUE - evaluate_columns(condition.negated, leaf), dtype=np.int8)
    return leaf(condition)


def _fold(
    combine: Callable[[Truths, Truths], Truths],
    parts: tuple[Condition, ...],
    leaf: Callable[[Condition], Truths],
) -> Truths:
    result = evaluate_columns(parts[0], leaf)
    for part in parts[1:]:
        result = combine(result, evaluate_columns(part, leaf))
    return result


def both_ways(one: Truths, other: Truths) -> Truths:
    """Return what holds whichever of two suppositions is right; unknown where it depends."""
    return np.where(one == other, one, UNKNOWN)
