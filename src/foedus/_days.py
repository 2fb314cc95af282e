"""Years, months and days in columns: as days, and as EDTF no more exact than they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Days = NDArray[np.datetime64]


def month_lengths(year: Whole, month: Whole) -> Whole:
    """Return how many days each month has, shape (n,)."""
    first = _months(year, month).astype("datetime64[D]")
    after = (_months(year, month) + 1).astype("datetime64[D]")
    return np.asarray((after - first).astype(np.int64))


def days_of(year: Whole, month: Whole, day: Whole, *, last: bool) -> tuple[Days, list[str]]:
    """Return dates as days and as EDTF.

    Parameters
    ----------
    year, month, day
        Shape (n,): whole numbers; 0 where one is not known. The days must be ones that the months
        have (:func:`month_lengths`).
    last
        Whether an incomplete date means the last of the days that it can mean, or the first.

    Returns
    -------
    days
        Shape (n,), ``datetime64[D]``; NaT where the year is 0.
    texts
        Length n: EDTF; ``..`` where the year is 0.
    """
    filled = np.where(month > 0, month, 12 if last else 1)
    length = month_lengths(year, filled)
    start = _months(year, filled).astype("datetime64[D]")
    days = start + (np.where(day > 0, day, length if last else 1) - 1)
    days[year == 0] = np.datetime64("NaT")
    texts = [
        ".." if not y else f"{y:04d}" + (f"-{m:02d}" if m else "") + (f"-{d:02d}" if d else "")
        for y, m, d in zip(year.tolist(), month.tolist(), day.tolist(), strict=True)
    ]
    return days, texts


def _months(year: Whole, month: Whole) -> NDArray[np.datetime64]:
    january = (np.maximum(year, 1) - 1970).astype("datetime64[Y]").astype("datetime64[M]")
    return np.asarray(january + (np.maximum(month, 1) - 1))
