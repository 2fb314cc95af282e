"""A new source that is nearly the text of one that the case has: which, and how much differs.

::

    new text ─► those of like length that share most words ─► fewest words apart ─► Like
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from foedus.events import Event, Events
from foedus.sources import Source

_ALIKE = 0.85  # share of words in common from which two texts are nearly the same
_ALIKE_BY_NAME = 0.5  # the same, where the document also has the name of the source
_WORDS = 20  # shorter texts of different names are alike by chance: a headline, a weather report


@dataclass(frozen=True, slots=True)
class Like:
    """A source that is nearly the text of a new one.

    Attributes
    ----------
    source
        Its id.
    words, other_words
        How many words it has, and how many the new one has.
    differing
        How many words it takes to make one of the other: each left out, put in or replaced.
    proposals, judged
        Its events as they stand: those that nobody has judged, and those that count.
    """

    source: str
    words: int
    other_words: int
    differing: int
    proposals: tuple[Event, ...] = ()
    judged: tuple[Event, ...] = ()


def most_alike(new: Source, name: str, known: Iterable[Source], events: Events) -> Like | None:
    """Return the source that is most like a new one; None where none nearly is.

    Parameters
    ----------
    new
        The new source.
    name
        The id that it would have had if no source had that already.
    known
        The sources that are there.
    events
        The events of the case as they stand.
    """
    from rapidfuzz.distance import Levenshtein

    words = new.text.split()
    bag = Counter(words)
    found: tuple[int, Source, list[str]] | None = None
    for source in known:
        same_name = re.fullmatch(rf"{re.escape(name)}(-\d+)?", source.id) is not None
        line = _ALIKE_BY_NAME if same_name else _ALIKE
        if not same_name and len(words) < _WORDS:
            continue
        shorter, longer = sorted((len(new.text), len(source.text)))
        if shorter < line * longer:
            continue
        others = source.text.split()
        longest = max(len(words), len(others))
        # words in common, in any order, can only be more than those in order
        if (bag & Counter(others)).total() < line * longest:
            continue
        most = int((1 - line) * longest)
        apart = Levenshtein.distance(others, words, score_cutoff=most)
        if apart <= most and (found is None or apart < found[0]):
            found = apart, source, others
    if found is None:
        return None
    apart, source, others = found
    its = [event for event in events if event.evidence[0].source == source.id]
    judged = tuple(event for event in its if events.standing(event) == "judged")
    proposals = tuple(event for event in its if events.standing(event) == "proposed")
    return Like(source.id, len(others), len(words), apart, proposals, judged)
