"""Acts that are dated by another one.

::

    "on Tuesday, a day after Pakistan quit the pact"     Pakistan quit: a day earlier
    "in March, two months before the king abdicated"     he abdicated: two months later
"""

from __future__ import annotations

from dataclasses import dataclass

from foedus.coding._parse import Passage
from foedus.coding._words import count_of, words

_WAYS = {"after": "earlier", "before": "later"}
_UNITS = words("hour hours day days week weeks fortnight fortnights month months year years")
_VAGUE = words("than about around almost nearly over under some least most")
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_DEPTH = 6  # words from an act up to the verb of its clause


@dataclass(frozen=True, slots=True)
class Apart:
    """How far an act lies from the one that its sentence is about.

    Attributes
    ----------
    first, mark
        The first word of the measure, and "after" or "before".
    clause
        The word that "after" or "before" belongs to.
    text
        The way from the date of the other act: "two days earlier".
    """

    first: int
    mark: int
    clause: int
    text: str


def apart(passage: Passage, act: int) -> Apart | None:
    """Return how far an act lies from the one that its sentence is about, if it is said."""
    word = act
    for _ in range(_DEPTH):
        for kid in passage.kids[word]:
            if kid < act and passage.low[kid] in _WAYS and (said := _measure(passage, kid)):
                return Apart(said[0], kid, word, said[1])
        if passage.head[word] == word:
            break
        word = passage.head[word]
    return _near(passage, act)


def _near(passage: Passage, act: int) -> Apart | None:
    """Return the measure right before an act, with nothing but whose act it is between."""
    start = passage.sentences[passage.sentence[act]][0]
    for mark in range(act - 1, start, -1):
        if passage.low[mark] in _WAYS and (said := _measure(passage, mark)):
            return Apart(said[0], mark, act, said[1])
        if passage.low[mark] in (",", ";") or passage.tag[mark] in _FINITE:
            break
    return None


def opens_clause(passage: Passage, end: int) -> bool:
    """Whether what a written date measures follows it: "a day after" and then whose act."""
    word = next((at for at, place in enumerate(passage.end) if place >= end), -1)
    return (
        word >= 0
        and passage.low[word] in _WAYS
        and word + 1 < len(passage.low)
        and passage.tag[word + 1][:1].isalpha()
        and passage.sentence[word + 1] == passage.sentence[word]
    )


def _measure(passage: Passage, mark: int) -> tuple[int, str] | None:
    low = passage.low
    if mark < 1 or low[mark - 1] not in _UNITS:
        return None
    unit, way = low[mark - 1], _WAYS[low[mark]]
    if unit.startswith("hour"):
        return mark - 1, f"1 hour {way}"
    said = low[mark - 2] if mark > 1 else ""
    number = 1 if said in ("a", "an") else count_of([said])
    if not number or (mark > 2 and low[mark - 3] in _VAGUE):
        return None
    return mark - 2, f"{number} {unit} {way}"
