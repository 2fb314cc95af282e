"""Text → passages: paragraphs with their words, tags and dependencies.

::

    text ─► paragraphs ─► tidy text (one space, straight quotes) ─► model ─► Passage
                              └── where each character stood in the original

A paragraph is parsed alone, so that memory stays small and no sentence runs over a line break.
Sentence ends are set by rule before the parser sees the words.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from foedus._data import shipped, uncollected
from foedus._errors import CoderError
from foedus.coding._dateline import dateline
from foedus.coding._tok2vec import Tok2Vec
from foedus.coding._words import words

_LONGEST = 6000  # characters of a stretch that is parsed at once
_BATCH = 64
_LETTERS = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " ", "\u2011": "-", "\u2010": "-",
        "\u200b": " ", "\ufeff": " ", "\u00ad": " ", "\u2028": " ", "\x0b": " ", "\x0c": " ",
    }
)  # fmt: skip
_BLANK = re.compile(r"[^\S ]")
_SPACES = re.compile(r" {2,}|^ ")
_NO_END = words(
    "mr. mrs. ms. dr. prof. gen. lt. col. maj. capt. sgt. sen. rep. gov. st. mt. no. art. "
    "jan. feb. mar. apr. jun. jul. aug. sept. sep. oct. nov. dec. vs. etc. u.s. u.n. u.k. "
    "e.u. a.m. p.m. i.e. e.g. brig. adm. amb. rev. hon. pres. min. sec. dep. cmdr. ft. vol. "
    "cf. approx. inc. ltd. co. corp. jr. sr. al. fig. u.s.s.r."
)


@dataclass(slots=True)
class Passage:
    """A paragraph with its analysis; lists run over its words.

    ``head`` of a sentence's root is the word itself. ``start`` and ``end`` are positions in the
    tidy text; :meth:`span` gives them in the source's text.
    """

    text: str
    where: list[int] | int
    number: int
    words: list[str] = field(default_factory=list)
    low: list[str] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)
    dep: list[str] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    kids: list[list[int]] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)

    def position(self, index: int) -> int:
        """Return where a character of the tidy text stands in the source's text."""
        if isinstance(self.where, int):
            return self.where + index
        return self.where[index]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the stretch of the source's text from one word to another, both included."""
        return self.position(self.start[first]), self.position(self.end[last] - 1) + 1

    def under(self, word: int, above: int) -> bool:
        """Whether a word depends, at any depth, on another."""
        while word != above:
            if self.head[word] == word:
                return False
            word = self.head[word]
        return True

    def subtree(self, word: int) -> tuple[int, int]:
        """Return the first and last word that depend on a word, at any depth."""
        first = last = word
        stack = [word]
        while stack:
            node = stack.pop()
            first, last = min(first, node), max(last, node)
            stack.extend(self.kids[node])
        return first, last


def tidy(text: str, offset: int) -> tuple[str, list[int] | int]:
    """Return text with single spaces and straight quotes, and where each character stood."""
    even = text.translate(_LETTERS)
    if len(even) != len(text):  # pragma: no cover - every replacement is one character
        even = text
    even = _BLANK.sub(" ", even)
    if not _SPACES.search(even):
        return even, offset
    chars: list[str] = []
    where: list[int] = []
    blank = True
    for index, char in enumerate(even):
        if char == " ":
            if not blank:
                chars.append(" ")
                where.append(offset + index)
            blank = True
        else:
            chars.append(char)
            where.append(offset + index)
            blank = False
    return "".join(chars), where


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the line breaks are those of a page, not of paragraphs."""
    inner = [
        line.rstrip() for line, after in itertools.pairwise(lines) if line.strip() and after.strip()
    ]
    if len(inner) < 3:
        return False
    cut = sum(40 < len(line) < 130 and line[-1] not in '.!?:;"”)]' for line in inner)
    return cut > len(inner) / 2


def paragraphs(text: str) -> Iterator[tuple[str, int]]:
    """Yield the stretches to parse, with positions: paragraphs, cut where they are too long."""
    lines = text.splitlines(keepends=True)
    if _is_wrapped(lines):
        joined: list[str] = []
        for line in lines:
            if joined and line.strip() and joined[-1].strip():
                joined[-1] += line
            else:
                joined.append(line)
        lines = joined
    offset = 0
    for line in lines:
        start = 0
        while len(line) - start > _LONGEST:
            cut = max(line.rfind(mark, start, start + _LONGEST) for mark in (". ", "! ", "? "))
            if cut < start + _LONGEST // 4:
                cut = line.rfind(" ", start, start + _LONGEST)
            cut = start + _LONGEST if cut <= start else cut + 1
            yield line[start:cut], offset + start
            start = cut
        if line[start:].strip():
            yield line[start:], offset + start
        offset += len(line)


@cache
def load_model(path: str | None = None) -> Any:
    """Load the parse model, once.

    Raises
    ------
    CoderError
        The model is not there, or cannot be read.
    """
    with uncollected():
        return _load(path or str(shipped("model")))


def _load(place: str) -> Any:
    import spacy
    from spacy.attrs import IS_SPACE, NORM, PREFIX, SHAPE, SUFFIX
    from thinc.api import use_ops

    try:
        # NumPy's matrix product is twice as fast here as the one that thinc brings
        with use_ops("numpy", use_blis=False):
            nlp = spacy.load(place, exclude=["lemmatizer", "morphologizer"])
    except (OSError, ValueError) as problem:
        raise CoderError(
            f"the parse model cannot be loaded: {problem}",
            where=place,
            hint="install Foedus again, or name another coder",
        ) from problem
    words = nlp.get_pipe("tok2vec")
    words.predict = Tok2Vec(words.model)
    getters = nlp.vocab.lex_attr_getters.items()
    seen = (IS_SPACE, NORM, PREFIX, SHAPE, SUFFIX)  # all that is read of a new word
    nlp.vocab.lex_attr_getters = {name: getter for name, getter in getters if name in seen}
    return nlp


def _mark_sentences(doc: Any) -> None:
    """Set where sentences start, by rule, so that the parser does not have to guess."""
    from spacy.attrs import IDX, LENGTH, SENT_START

    text, table = doc.text, doc.to_array([IDX, LENGTH]).tolist()
    words = [text[start : start + length] for start, length in table]
    count = len(words)
    marks: list[int] = []
    open_quote = False
    pending = False
    for index, word in enumerate(words):
        starts = index == 0
        if pending and not starts:
            if word in ('"', "'", ")", "]", "''") and (open_quote or word != '"'):
                pass  # the closing mark belongs to the sentence before
            elif word[0].isupper() or word[0] in "\"'([0123456789“‘—-–•*" or word[0].isdigit():
                starts = True
                pending = False
            else:
                pending = False
        if word == '"':
            open_quote = not open_quote
        marks.append(1 if starts else -1)
        if word in (".", "!", "?", "...", "…", "?!", "!!"):
            pending = True
            if word == "." and index and len(words[index - 1]) == 1 and words[index - 1].isupper():
                pending = words[index - 1] == "I"
        elif word[-1:] == "." and len(word) > 1 and word.lower() not in _NO_END:
            pending = index + 1 < count
        elif word[-1:] == "." and word.lower() in _OPEN_END and index + 1 < count:
            pending = words[index + 1] in _STARTERS
        elif word not in ('"', "'", ")", "]", "''"):
            pending = False
    doc.from_array([SENT_START], np.array(marks, dtype=np.int64).astype(np.uint64)[:, None])


_OPEN_END = frozenset(("u.s.", "u.n.", "u.k.", "e.u.", "p.m.", "a.m."))
_STARTERS = words(
    "The A An In On At By He She It They We But And This That These Those His Her Its Their As"
)


def parse(texts: Iterable[tuple[Any, str]], nlp: Any = None) -> Iterator[tuple[Any, list[Passage]]]:
    """Yield each text's passages; texts come with a label, which goes through untouched."""
    nlp = nlp or load_model()

    def stretches() -> Iterator[tuple[Any, tuple[int, Any, str, list[int] | int]]]:
        for index, (label, text) in enumerate(texts):
            empty = True
            for piece, offset in paragraphs(text):
                empty = False
                begin = line.end if (line := dateline(piece)) else 0
                clean, where = tidy(piece[begin:], offset + begin)
                doc = nlp.make_doc(clean)
                _mark_sentences(doc)
                yield doc, (index, label, clean, where)
            if empty:
                doc = nlp.make_doc("")
                yield doc, (index, label, "", 0)

    current: int | None = None
    passages: list[Passage] = []
    last: Any = None
    for doc, (index, label, clean, where) in nlp.pipe(
        stretches(), as_tuples=True, batch_size=_BATCH
    ):
        if current is not None and index != current:
            yield last, passages
            passages = []
        current, last = index, label
        if len(doc):
            passages.append(_passage(doc, clean, where, len(passages)))
    if current is not None:
        yield last, passages


def _passage(doc: Any, text: str, where: list[int] | int, number: int) -> Passage:
    from spacy.attrs import DEP, HEAD, IDX, LENGTH, SENT_START, TAG

    made = Passage(text, where, number)
    table = doc.to_array([TAG, DEP, HEAD, IDX, LENGTH, SENT_START]).astype("int64")
    count = len(table)
    strings = doc.vocab.strings
    names: dict[int, str] = {}

    def name(key: int) -> str:
        if key not in names:
            names[key] = strings[key & 0xFFFFFFFFFFFFFFFF] if key else ""
        return names[key]

    made.words = [text[start : start + length] for start, length in table[:, 3:5].tolist()]
    made.low = [word.lower() for word in made.words]
    made.tag = [name(key) for key in table[:, 0].tolist()]
    made.dep = [name(key) for key in table[:, 1].tolist()]
    made.head = [index + step for index, step in enumerate(table[:, 2].tolist())]
    made.start = table[:, 3].tolist()
    made.end = (table[:, 3] + table[:, 4]).tolist()
    kids: list[list[int]] = [[] for _ in range(count)]
    for index, head in enumerate(made.head):
        if head != index:
            kids[head].append(index)
    made.kids = kids
    starts = [i for i, mark in enumerate(table[:, 5].tolist()) if mark == 1 or i == 0]
    made.sentences = list(zip(starts, [*starts[1:], count], strict=True))
    for index, (first, stop) in enumerate(made.sentences):
        made.sentence.extend([index] * (stop - first))
    return made


_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_NAMING = frozenset(("NN", "NNS", "NNP", "NNPS", "PRP", "CD", "RB"))


def mend(passage: Passage, pasts: frozenset[str], thirds: frozenset[str]) -> None:
    """Give a sentence that has no finite verb its verb back.

    A small model takes "the bloc deployed in Mali" for "the bloc (that was) deployed", and "Egypt
    cut ties" for three nouns. Where a sentence ends like one but has no finite verb, the first
    word that can be one is.
    """
    tag, low = passage.tag, passage.low
    for word, kind in enumerate(tag):
        if kind == "VBP" and low[word] in pasts:
            tag[word] = "VBD"  # "beat", "cut": the past looks like the present
    for start, stop in passage.sentences:
        for word in range(max(start + 2, stop - 8), stop - 1):
            # "…, its minister warned."
            if (
                tag[word] == "VBN"
                and low[word] in pasts
                and tag[word - 1] in _NAMING
                and (low[word + 1] in (".", '"', ",") or low[word + 1] == "on")
            ):
                before = word - 1
                while before > start and tag[before] in (
                    "NN",
                    "NNS",
                    "NNP",
                    "JJ",
                    "DT",
                    "PRP$",
                    "POS",
                    "PRP",
                    "RB",
                ):
                    before -= 1
                if low[before] in (",", '"') and tag[before] not in _FINITE:
                    tag[word] = "VBD"
        _mend_second_verbs(passage, start, stop, pasts)
        end = _before_attribution(passage, start, stop)
        if stop - start < 3 or any(tag[word] in _FINITE for word in range(start, end)):
            continue
        candidates = [
            word
            for word in range(start + 1, end)
            if (
                tag[word - 1] in _NAMING
                or passage.words[word - 1][:1].isupper()
                or (low[word - 1] == "," and "," in low[start : word - 1] and tag[word] == "VBN")
            )
            and (
                (tag[word] == "VBN" and low[word] in pasts)
                or (
                    tag[word] in ("NN", "NNS", "JJ", "IN", "VB", "NNP")
                    and (low[word] in pasts or low[word] in thirds)
                )
            )
        ]
        exact = [word for word in candidates if tag[word] == "VBN"] or candidates
        if exact:
            word = exact[0]
            tag[word] = "VBD" if low[word] in pasts else "VBZ"
            passage.dep[word] = "mended"


def _before_attribution(passage: Passage, start: int, stop: int) -> int:
    """Return where a closing ", the minister said on Monday." begins, or the sentence's end."""
    tag, low = passage.tag, passage.low
    for word in range(stop - 1, max(start + 3, stop - 16), -1):
        if tag[word] in ("VBD", "VBZ") and low[word] in (
            "said",
            "says",
            "reported",
            "told",
            "added",
        ):
            before = word - 1
            while before > start and tag[before] not in ("VBD", "VBZ", "VBP", "VBN", ",", "IN"):
                before -= 1
            return before if low[before] == "," else stop
    return stop


def _mend_second_verbs(passage: Passage, start: int, stop: int, pasts: frozenset[str]) -> None:
    """Read "criticised the bloc and rejected claims" as two verbs of one subject."""
    tag, low = passage.tag, passage.low
    before = -1
    for word in range(start, stop - 1):
        if (
            tag[word] == "VBN"
            and low[word] in pasts
            and before >= 0
            and low[word - 1] in ("and", "but", "then")
        ) and (
            tag[word + 1] in ("DT", "NNS", "NNP", "PRP$", "JJ", "NN", "PRP", "TO")
            and tag[before] == "VBD"
        ):
            tag[word] = "VBD"
            head = passage.head[word]
            if head != word and word in passage.kids[head]:
                passage.kids[head].remove(word)
            passage.dep[word], passage.head[word] = "conj", before
            passage.kids[before].append(word)
        if tag[word][:2] == "VB" and low[word] not in ("be", "been", "being", "have", "has", "had"):
            before = word
