"""Varied texts for training: other quotation marks, headlines, text without capitals.

Each change replaces single characters by single characters, so that words keep their offsets.
"""

from __future__ import annotations

import random
from dataclasses import replace

from treebank import Passage

#: Straight marks and the curly ones that open or close at their place.
CURLY = {"‘": "'", "’": "'", "“": '"', "”": '"'}

LOWERED = 0.06
CAPITALS = 0.03
TITLE = 0.05
OTHER_QUOTES = 0.4
UNENDED = 0.06


def _if_same_length(new: str, old: str) -> str:
    """Return the new text unless a letter changed its length with its case (ß, ŉ)."""
    return new if len(new) == len(old) else old


def curled(text: str) -> str:
    """Replace straight quotation marks by curly ones, opening after a space or a bracket."""
    out = []
    before = " "
    for char in text:
        opens = before.isspace() or before in "([{-–—\"'“‘"
        if char == '"':
            out.append("“" if opens else "”")
        elif char == "'":
            out.append("‘" if opens else "’")
        else:
            out.append(char)
        before = char
    return "".join(out)


def straightened(text: str) -> str:
    """Replace curly quotation marks by straight ones."""
    return "".join(CURLY.get(char, char) for char in text)


def title_case(text: str) -> str:
    """Capitalise each word of four letters or more, as headlines do."""
    words = text.split(" ")
    changed = [
        word[0].upper() + word[1:] if len(word) > 3 and word[0].isalpha() else word
        for word in words
    ]
    return " ".join(changed)


def varied(passage: Passage, rng: random.Random) -> Passage:
    """Return the passage, or with small probabilities a changed one of the same words."""
    text = passage.text
    if rng.random() < OTHER_QUOTES:
        text = straightened(text) if any(mark in text for mark in CURLY) else curled(text)
    form = rng.random()
    words = passage.words
    if form < LOWERED:
        text = _if_same_length(text.lower(), text)
        words = tuple(replace(word, lemma=word.lemma.lower()) for word in words)
    elif form < LOWERED + CAPITALS:
        text = _if_same_length(text.upper(), text)
    elif form < LOWERED + CAPITALS + TITLE:
        text = _if_same_length(title_case(text), text)
    passage = replace(passage, text=text, words=words)
    if rng.random() < UNENDED:
        passage = without_full_stop(passage)
    return passage


def without_full_stop(passage: Passage) -> Passage:
    """Drop the last full stop, as headlines and captions have none."""
    last = len(passage.words) - 1
    word = passage.words[last]
    headless = all(other.head != last for other in passage.words)
    if not last or not headless or passage.text[word.start : word.end] != ".":
        return passage
    return replace(
        passage,
        text=passage.text[: word.start].rstrip(),
        words=passage.words[:last],
        starts=tuple(start for start in passage.starts if start < last),
    )
