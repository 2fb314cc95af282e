"""Sets of states as rows of bits, 64 a word, the first state in the lowest bit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Words = NDArray[np.uint64]


def words_for(states: int) -> int:
    """Return how many words a row needs."""
    return -(-states // 64)


def pack(rows: Bools) -> Words:
    """Return rows of truth values, shape (rows, states), as bits, shape (rows, words).

    >>> pack(np.array([[True, False, True]])).tolist()
    [[5]]
    """
    count, states = rows.shape
    padded = rows
    if states % 64:
        padded = np.zeros((count, words_for(states) * 64), dtype=np.bool_)
        padded[:, :states] = rows
    bits = np.packbits(padded, axis=1, bitorder="little")
    return np.ascontiguousarray(bits).view(np.uint64)


def unpack(words: Words, states: int) -> Bools:
    """Return rows of bits as truth values."""
    bits = np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=1, bitorder="little")
    return bits[:, :states].view(np.bool_)


def pairs(words: Words) -> tuple[Ints, Ints]:
    """Return the rows and the states of all bits that are set, row by row."""
    row, word = np.nonzero(words)
    part, bit = np.nonzero(unpack(words[row, word][:, None], 64))
    return row[part], word[part] * 64 + bit


def one_each(states: Ints, words: int, rows: int | None = None) -> Words:
    """Return rows that each hold one state, the given ones in order."""
    out = np.zeros((len(states) if rows is None else rows, words), dtype=np.uint64)
    out[np.arange(len(states)), states // 64] = bit_of(states)
    return out


def bit_of(states: Ints) -> Words:
    """Return the bit of each state within its word."""
    return np.left_shift(np.uint64(1), (states % 64).astype(np.uint64))


class Above:
    """The sets of states whose value exceeds a threshold, for many thresholds at once.

    Parameters
    ----------
    values
        Shape (states,).
    """

    def __init__(self, values: Ints) -> None:
        order = np.argsort(-values, kind="stable")
        words = words_for(len(values))
        rows = one_each(order, words, len(values) + 1)
        self._sets = np.roll(rows, 1, axis=0)  # the first row is the empty set
        np.bitwise_or.accumulate(self._sets, axis=0, out=self._sets)
        self._falling = -values[order]

    def rows(self, thresholds: Ints) -> Words:
        """Return for each threshold the states above it, shape (thresholds, words)."""
        return np.asarray(self._sets[np.searchsorted(self._falling, -thresholds)])
