"""Words into pieces that the event model has vectors for: "refroze" → re, ##fr, ##oze.

Greedy longest match from the left (WordPiece; Wu and others 2016, arXiv:1609.08144).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

MOST = 6  # pieces of a word that are read; the rest of a longer one is dropped


class Pieces:
    """Cuts words into pieces.

    Parameters
    ----------
    vocabulary
        The pieces, in the order of their rows; the first is the one for what is unknown, and
        ``##`` opens those that go on a word.

    Examples
    --------
    >>> Pieces(["[UNK]", "un", "##able", "able"]).of("Unable")
    (1, 2)
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._rows = {piece: row for row, piece in enumerate(vocabulary)}
        self._known: dict[str, tuple[int, ...]] = {}

    def of(self, word: str) -> tuple[int, ...]:
        """Return the rows of a word's pieces, six at most; never empty."""
        found = self._known.get(word)
        if found is None:
            found = tuple(self._cut(word)[:MOST]) or (0,)
            if len(self._known) < 100_000:
                self._known[word] = found
        return found

    def _cut(self, word: str) -> list[int]:
        rows: list[int] = []
        for part in _parts(word):
            rows += self._part(part)
        return rows

    def _part(self, part: str) -> list[int]:
        rows: list[int] = []
        start = 0
        while start < len(part):
            for end in range(len(part), start, -1):
                row = self._rows.get(("##" if start else "") + part[start:end])
                if row is not None:
                    rows.append(row)
                    start = end
                    break
            else:
                return [0]
        return rows


def _parts(word: str) -> list[str]:
    """Return a word in lower case, without accents, cut at its punctuation."""
    parts: list[str] = []
    run = ""
    for char in unicodedata.normalize("NFD", word.lower()):
        if unicodedata.combining(char):
            continue
        if char.isalnum():
            run += char
            continue
        if run:
            parts.append(run)
            run = ""
        if not char.isspace():
            parts.append(char)
    return [*parts, run] if run else parts
