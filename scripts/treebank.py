"""Reading Universal Dependencies treebanks as raw text with words standing on it.

A CoNLL-U sentence becomes a text and words that are spans of that text::

    text    They don't sign .            (spacing as in the treebank)
    words   [0,4) They  [5,7) do  [7,10) n't  [11,15) sign  [15,16) .

so that a tokeniser can be run on the text as a reader would see it, and its tokens compared with
the treebank's words. The pieces of a multiword token ("don't" = do + n't) are spans of its surface.
"""

from __future__ import annotations

import lzma
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

#: Where the treebanks lie, unless a script is told otherwise.
TREEBANKS = Path(__file__).resolve().parents[2] / "shared" / "data" / "ud"

#: Subtypes too rare to learn (under 150 examples in the training data): counted as their main type.
MERGED_LABELS = {
    "cc:preconj": "cc",
    "csubj:outer": "csubj",
    "csubj:pass": "csubj",
}

SENTENCE_ENDS = frozenset(".?!…:;\"'”’)]")


@dataclass(frozen=True)
class Word:
    """One syntactic word; ``start`` and ``end`` are offsets in its text, ``head`` is an index.

    The head of a root is its own index, as in spaCy.
    """

    start: int
    end: int
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    label: str

    def moved(self, offset: int, words_before: int) -> Word:
        """Return the same word in a longer text, ``offset`` characters further on."""
        return replace(
            self,
            start=self.start + offset,
            end=self.end + offset,
            head=self.head + words_before,
        )


@dataclass(frozen=True)
class Sentence:
    """A sentence: its text, its words, and what separates it from the sentence before."""

    text: str
    words: tuple[Word, ...]
    document: str
    opens_paragraph: bool
    glued_to_next: bool


@dataclass(frozen=True)
class Passage:
    """Consecutive sentences as one running text; ``starts`` are the indices of first words."""

    text: str
    words: tuple[Word, ...]
    starts: tuple[int, ...]
    document: str


def kept_label(label: str) -> str:
    """Return the relation that the model learns for a treebank's relation."""
    if label == "root":
        return "ROOT"
    return MERGED_LABELS.get(label, label)


def _sentence(lines: Sequence[str], document: str, opens_paragraph: bool) -> Sentence:
    text = ""
    words: list[Word] = []
    inside_until = 0  # the last word id of the multiword token being read
    space_after_token = True
    for line in lines:
        number, form, lemma, upos, xpos, feats, head, label, _, misc = line.split("\t")
        space_after = "SpaceAfter=No" not in misc.split("|")
        if "." in number:  # an empty node of the enhanced graph, not a word of the text
            continue
        if "-" in number:
            inside_until = int(number.split("-")[1])
            space_after_token = space_after
            continue
        start = len(text)
        text += form
        index = int(number) - 1
        words.append(
            Word(
                start=start,
                end=len(text),
                lemma=form if lemma == "_" and form != "_" else lemma,
                upos=upos,
                xpos=xpos,
                feats="" if feats == "_" else feats,
                head=index if head == "0" else int(head) - 1,
                label=kept_label(label),
            )
        )
        if int(number) < inside_until:
            space_after = False
        elif int(number) == inside_until:
            space_after = space_after_token
        if space_after:
            text += " "
    return Sentence(
        text=text.rstrip(" "),
        words=tuple(words),
        document=document,
        opens_paragraph=opens_paragraph,
        glued_to_next=not text.endswith(" "),
    )


def read_sentences(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a CoNLL-U file (plain, or compressed as ``.xz``) in order.

    Raises
    ------
    ValueError
        If a sentence's words do not spell its ``# text`` line.
    """
    opener = lzma.open if path.suffix == ".xz" else open
    document, opens_paragraph, stated = "", True, ""
    lines: list[str] = []
    with opener(path, "rt", encoding="utf-8") as file:
        for number, raw in enumerate(file, 1):
            line = raw.rstrip("\n")
            if line.startswith("# newdoc"):
                document, opens_paragraph = line.partition("=")[2].strip(), True
            elif line.startswith("# newpar") and not line.startswith("# newpar_block"):
                opens_paragraph = True
            elif line.startswith("# text ="):
                stated = line.partition("=")[2].strip()
            elif line and not line.startswith("#"):
                lines.append(line)
            elif not line and lines:
                sentence = _sentence(lines, document, opens_paragraph)
                if stated.split() != sentence.text.split():
                    raise ValueError(
                        f"{path}:{number}: the words spell {sentence.text!r}, "
                        f"the text line says {stated!r}"
                    )
                yield sentence
                opens_paragraph, lines = False, []


def join(
    sentences: Sequence[Sentence],
    *,
    paragraph_break: str = "\n\n",
    after_unended: Callable[[], str] = lambda: " ",
) -> Passage:
    """Join consecutive sentences into one running text.

    ``after_unended`` gives what follows a sentence that no mark ends, inside a paragraph: lines of
    an address, a heading, hasty writing.
    """
    text = ""
    words: list[Word] = []
    starts: list[int] = []
    for position, sentence in enumerate(sentences):
        if position:
            if sentence.opens_paragraph:
                text += paragraph_break
            elif not sentences[position - 1].glued_to_next:
                text += " " if text[-1] in SENTENCE_ENDS else after_unended()
        starts.append(len(words))
        words += [word.moved(len(text), starts[-1]) for word in sentence.words]
        text += sentence.text
    return Passage(text, tuple(words), tuple(starts), sentences[0].document)


def documents(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Yield the sentences document by document."""
    group: list[Sentence] = []
    for sentence in sentences:
        if group and sentence.document != group[0].document:
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def groups(
    sentences: Sequence[Sentence], rng: random.Random, longest: int
) -> Iterator[list[Sentence]]:
    """Yield runs of 1 to ``longest`` consecutive sentences of a document, of random length."""
    for document in documents(sentences):
        position = 0
        while position < len(document):
            size = rng.randint(1, longest)
            yield document[position : position + size]
            position += size
