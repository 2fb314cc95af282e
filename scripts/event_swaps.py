"""Other names for the names of an example, so that a model learns deeds and not names."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
from event_examples import Example


class Swaps:
    """Puts other names of the same sort in the place of names, so that none stands for a deed.

    States by name, towns, adjectives of states, organisations' initials, people: single words that
    the grammar recognised in the examples.
    """

    def __init__(self, examples: list[Example], lists: dict[str, list[str]]) -> None:
        self._kinds, self._tags = ["", *lists["kinds"]], ["", *lists["tags"]]
        counts: dict[str, Counter[str]] = {}
        common = {
            word
            for one in examples
            for word, tag in zip(one.words, one.signals[:, 0], strict=True)
            if self._tags[tag] in ("NN", "JJ", "VB") and word.islower()
        }
        for one in examples:
            for at, word in enumerate(one.words):
                sort = self._sort(one, at)
                if sort and word.lower() not in common and len(word) > 2:
                    counts.setdefault(word, Counter())[sort] += 1
        self._sort_of: dict[str, str] = {}
        for word, count in counts.items():
            sort, times = count.most_common(1)[0]
            if sort != "person" or times <= 25:
                self._sort_of[word] = sort
        self._words: dict[str, list[str]] = {}
        for word, sort in self._sort_of.items():
            self._words.setdefault(sort, []).append(word)

    def _sort(self, one: Example, at: int) -> str:
        tag, kind = self._tags[one.signals[at, 0]], self._kinds[one.signals[at, 2]]
        if tag == "JJ":
            return "adjective" if kind == "in-adjective" else ""
        if tag != "NNP":
            return ""
        if kind in ("person", "in-person", "in-surname"):
            return "person"
        beside = [place for place in (at - 1, at + 1) if 0 <= place < len(one.words)]
        if any(self._tags[one.signals[place, 0]] == "NNP" for place in beside):
            return ""
        if kind in ("name", "in-name"):
            return "initials" if one.words[at].isupper() else "name"
        return "town" if kind in ("seat", "in-capital", "in-seat") else ""

    def of(self, one: Example, rng: np.random.Generator) -> Example:
        """Return an example, half of the time with other names."""
        if rng.random() < 0.5:
            return one
        other: dict[str, str] = {}
        words = list(one.words)
        for at, word in enumerate(words):
            sort = self._sort_of.get(word)
            if sort is None or self._tags[one.signals[at, 0]] not in ("NNP", "JJ"):
                continue
            if word not in other:
                choice = self._words[sort]
                other[word] = choice[int(rng.integers(len(choice)))]
            words[at] = other[word]
        return replace(one, words=words)
