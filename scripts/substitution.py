"""Putting words of political news into the treebanks' sentences, for training.

The treebanks seldom say that somebody vowed, annexed or shelled something. A word gives its place
to another of the same kind in the same form; tags, features and tree stay as they are::

    They liked the idea .   ->   They annexed the idea .

The sentences need not make sense: what is learnt is that such a word is a verb, and its dependents.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from treebank import Sentence, Word

HERE = Path(__file__).resolve().parent

#: How often a word that could give its place does so.
SHARE = {
    "object": 0.15,
    "infinitive": 0.15,
    "clause": 0.15,
    "noun": 0.05,
    "name": 0.15,
    "person": 0.1,
    "adjective": 0.15,
}

#: Verbs of more than one syllable whose last consonant is doubled; those of one syllable are found
#: by their letters.
DOUBLING = {
    "abet", "compel", "control", "defer", "deter", "expel", "infer", "kidnap", "overrun", "patrol",
    "quit", "rebel", "rebut", "repel", "submit", "transfer",
}  # fmt: skip


@cache
def news_words() -> dict[str, tuple[str, ...]]:
    """Return the words of ``news_words.tsv`` by the place that they can take."""
    words = {}
    for line in (HERE / "news_words.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            place, listed = line.split("\t")
            words[place] = tuple(listed.split())
    return words


@cache
def irregular() -> dict[str, tuple[str, str]]:
    """Return past and participle of irregular verbs by their base."""
    forms = {}
    for line in (HERE / "irregular_verbs.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            base, past, participle = line.split("\t")
            forms[base] = (past.split("/")[0], participle.split("/")[0])
    forms.update(cut=("cut", "cut"), hit=("hit", "hit"), quit=("quit", "quit"))
    return forms


def with_s(base: str) -> str:
    """Return the third person, or the plural.

    >>> [with_s(base) for base in ("deny", "attack", "clash", "ally", "embargo")]
    ['denies', 'attacks', 'clashes', 'allies', 'embargoes']
    """
    if base.endswith("man"):
        return base[:-3] + "men"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def _stem(base: str) -> str:
    """Return the base with its last consonant doubled where an ending asks for it."""
    short = sum(letter in "aeiou" for letter in base) == 1
    closed = len(base) > 2 and base[-2] in "aeiou" and base[-1] not in "aeiouwxy"
    return base + base[-1] if base in DOUBLING or (short and closed) else base


def with_ed(base: str) -> str:
    """Return the regular past.

    >>> [with_ed(base) for base in ("deny", "cede", "ban", "expel", "attack")]
    ['denied', 'ceded', 'banned', 'expelled', 'attacked']
    """
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return _stem(base) + "ed"


def with_ing(base: str) -> str:
    """Return the present participle.

    >>> [with_ing(base) for base in ("deny", "cede", "ban", "flee")]
    ['denying', 'ceding', 'banning', 'fleeing']
    """
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")):
        return base[:-1] + "ing"
    return _stem(base) + "ing"


FORMS: dict[str, Callable[[str], str]] = {
    "VB": lambda base: base,
    "VBP": lambda base: base,
    "VBZ": with_s,
    "VBG": with_ing,
    "VBD": lambda base: irregular()[base][0] if base in irregular() else with_ed(base),
    "VBN": lambda base: irregular()[base][1] if base in irregular() else with_ed(base),
    "NN": lambda base: base,
    "NNS": with_s,
    "NNP": lambda base: base,
    "JJ": lambda base: base,
}


def place_of(word: Word, text: str, labels: frozenset[str]) -> str | None:
    """Return the kind of word that could stand here, given the relations of its dependents."""
    if word.upos == "VERB" and not labels & {"compound:prt", "iobj", "expl"}:
        if labels & {"ccomp"}:
            return "clause"
        if labels & {"xcomp"}:
            return None if labels & {"obj", "nsubj:pass"} else "infinitive"
        return "object" if labels & {"obj", "nsubj:pass"} else None
    if word.upos == "NOUN" and not labels & {"compound", "fixed", "acl"}:
        return "noun" if word.label in ("nsubj", "obj", "obl", "nmod", "nsubj:pass") else None
    if word.upos == "PROPN" and text.istitle():
        if word.label == "flat" and not labels:
            return "person"
        bare = not labels & {"flat", "compound", "det", "amod", "nmod:desc", "appos"}
        return "name" if bare and word.label not in ("compound", "list", "ROOT") else None
    return "adjective" if word.xpos == "JJ" and word.label == "amod" and text.istitle() else None


def substituted(sentence: Sentence, rng: random.Random) -> Sentence:
    """Return the sentence with some of its words replaced by words of political news."""
    labels: dict[int, set[str]] = defaultdict(set)
    for word in sentence.words:
        labels[word.head].add(word.label)
    text, words, position = "", [], 0
    for index, word in enumerate(sentence.words):
        text += sentence.text[position : word.start]
        form = sentence.text[word.start : word.end]
        place = place_of(word, form, frozenset(labels[index] - {"ROOT"}))
        lemma = word.lemma
        if place and word.xpos in FORMS and rng.random() < SHARE[place]:
            lemma = rng.choice(news_words()[place])
            new = FORMS[word.xpos](lemma)
            form = new[0].upper() + new[1:] if form[0].isupper() else new
        words.append(replace(word, start=len(text), end=len(text) + len(form), lemma=lemma))
        text += form
        position = word.end
    return replace(sentence, text=text, words=tuple(words))
