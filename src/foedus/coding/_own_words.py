"""Somebody of whom no table knows, by his own words: "~ten island states", "~dockers of Durban".

::

    "several hundred striking dockers of Durban on Friday"
     └─ vague ─────┘ └────── kept ─────────────┘

Articles, vague amounts and figures are left out, a number in words stays, and so does whom or what
somebody is "of". Of "the writer Ken Saro-Wiwa" the name is left.
"""

from __future__ import annotations

import re

from foedus.coding._chunks import CALENDAR
from foedus.coding._parse import Passage
from foedus.coding._words import words

_LEADING = frozenset(("DT", "PDT", "POS", "HYPH", ","))
_SAID = words("some all both any no")  # of these an article's tag, but no article
_LARGE = words("hundred thousand million billion dozen hundreds thousands millions dozens")
_TENS = words("tens scores dozens hundreds thousands")
_VAGUE = words("several some nearly about around almost over more than at least up to the a an")
_JOINED = ("flat", "compound", "fixed", "nummod")
# "In January 2024 striking miners", "Friday gunmen": a date that the parser took for their name
_DATED = re.compile(
    rf"^(?:{'|'.join(map(str.capitalize, sorted(CALENDAR)))})(?:\ \d{{1,4}})?,?\ (?=[a-z])"
)


def own_words(passage: Passage, first: int, head: int) -> str:
    """Return the words by which somebody is kept whom no table knows.

    Parameters
    ----------
    first, head
        The mention's first word, and the noun that it is about.
    """
    start, stop = _start(passage, first, head), _stop(passage, head)
    said = passage.text[passage.start[start] : passage.end[stop]]
    return _DATED.sub("", said.replace("~", "").replace("@", " ").strip(" \"'-"))


def _start(passage: Passage, first: int, head: int) -> int:
    low, tag = passage.low, passage.tag
    if low[head] in _LARGE:  # "tens of thousands"
        return head - 2 if head > 1 and low[head - 1] == "of" and low[head - 2] in _TENS else first
    at = first
    while at < head:
        amount = _amount(passage, at, head)
        if amount > at:
            at = amount
        elif tag[at] in _LEADING and low[at] not in _SAID:
            at += 1
        else:
            break
    return _name(passage, at, head)


def _amount(passage: Passage, first: int, head: int) -> int:
    """Return the word behind an amount that is vague or in figures; `first`, if there is none."""
    low, tag = passage.low, passage.tag
    at = first
    while at < head and (tag[at] in ("CD", "RB", "HYPH") or low[at] in _LARGE or low[at] in _VAGUE):
        at += 1
    part = range(first, at)
    counts = any(tag[word] == "CD" or low[word] in _LARGE for word in part)
    loose = any(
        low[word] in _LARGE
        or low[word][0].isdigit()
        or tag[word] == "RB"
        or (low[word] in _VAGUE and tag[word] != "DT")
        for word in part
    )
    return at if counts and loose else first


def _name(passage: Passage, first: int, head: int) -> int:
    """Return where a name begins that a description precedes: "the writer Ken Saro-Wiwa"."""
    tag = passage.tag
    start = head
    while start > first and (tag[start - 1].startswith("NNP") or tag[start - 1] == "HYPH"):
        start -= 1
    if not (tag[head].startswith("NNP") and tag[start].startswith("NNP") and start > first):
        return first
    described = tag[first:start]
    plain = all(one in ("NN", "NNS", "JJ", "NNP", "HYPH") for one in described)
    return start if plain and "NN" in described else first


def _stop(passage: Passage, head: int) -> int:
    """Return the last word: the head, or the one that it is said to be of."""
    low, dep, above = passage.low, passage.dep, passage.head
    if head + 1 >= len(low) or low[head + 1] != "of":
        return head
    whole = next(
        (
            word
            for word in range(head + 2, len(low))
            if above[word] == head and dep[word].startswith("nmod")
        ),
        head,
    )
    last = whole
    for word in range(whole + 1, len(low)):
        if above[word] == whole and dep[word] in _JOINED:
            last = word
        elif word > last + 1:
            break
    return last
