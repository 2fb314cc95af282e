"""Score a spaCy pipeline against CoNLL-U treebanks, from raw text.

Usage: ``python scripts/evaluate_model.py FILE.conllu[.xz] ... [--model DIR]``

Each document's text is rebuilt with the treebank's spacing and paragraph breaks and given to the
pipeline as a reader would give it. A token of the pipeline and a word of the treebank are the same
where they cover the same characters; an attachment is right where word, head and (for LAS) relation
are the same. Scores are F1 in per cent, as in the CoNLL 2018 shared task: precision over the
pipeline's tokens, recall over the treebank's words.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps, set_current_ops
from treebank import Passage, documents, join, read_sentences

MODEL = Path(__file__).resolve().parents[1] / "src" / "foedus" / "data" / "model"
HEADINGS = ("tokens", "sentences", "UPOS", "XPOS", "feats", "lemma", "UAS", "LAS", "UAS-p", "LAS-p")

Span = tuple[int, int]


@dataclass(frozen=True)
class Analysis:
    """What is compared of one word: its tags, and the span of its head (None for a root)."""

    upos: str
    xpos: str
    feats: str
    lemma: str
    head: Span | None
    label: str


@dataclass
class Tally:
    """Counts of right items, of the pipeline's items, and of the treebank's items."""

    right: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)

    def f1(self, name: str) -> float:
        """Return F1 in per cent."""
        return 200 * self.right[name] / max(self.found[name] + self.gold[name], 1)


def gold_words(passage: Passage) -> dict[Span, Analysis]:
    """Return the treebank's words by the characters they cover."""
    spans = [(word.start, word.end) for word in passage.words]
    return {
        span: Analysis(
            word.upos,
            word.xpos,
            word.feats,
            word.lemma,
            None if spans[word.head] == span else spans[word.head],
            word.label,
        )
        for span, word in zip(spans, passage.words, strict=True)
    }


def found_words(doc: Doc) -> dict[Span, Analysis]:
    """Return the pipeline's tokens by the characters they cover, white space left out."""
    spans = [(token.idx, token.idx + len(token)) for token in doc]
    return {
        spans[token.i]: Analysis(
            token.pos_,
            token.tag_,
            str(token.morph),
            token.lemma_,
            None if token.head.i == token.i else spans[token.head.i],
            token.dep_,
        )
        for token in doc
        if not token.is_space
    }


def sentence_spans(starts: Iterable[int], last: int) -> set[Span]:
    """Return sentences as spans of characters, from the offsets of their first words."""
    return set(itertools.pairwise([*starts, last]))


def is_mark(text: str) -> bool:
    """Tell whether a token is punctuation only."""
    return all(unicodedata.category(char).startswith("P") for char in text)


def compare(passage: Passage, doc: Doc, tally: Tally) -> None:
    """Add one document to the tally."""
    gold, found = gold_words(passage), found_words(doc)
    end = len(passage.text)
    gold_sentences = sentence_spans((passage.words[i].start for i in passage.starts), end)
    first = [next((t for t in sent if not t.is_space), None) for sent in doc.sents]
    found_sentences = sentence_spans((token.idx for token in first if token), end)
    tally.gold["sentences"] += len(gold_sentences)
    tally.found["sentences"] += len(found_sentences)
    tally.right["sentences"] += len(gold_sentences & found_sentences)
    for side, counts in ((gold, tally.gold), (found, tally.found)):
        marks = sum(is_mark(passage.text[start:stop]) for start, stop in side)
        for name in ("tokens", "UPOS", "XPOS", "feats", "lemma", "UAS", "LAS"):
            counts[name] += len(side)
        for name in ("UAS-p", "LAS-p"):
            counts[name] += len(side) - marks
    for span in gold.keys() & found.keys():
        want, have = gold[span], found[span]
        headed = want.head == have.head
        labelled = headed and want.label == have.label
        tally.right["tokens"] += 1
        tally.right["UPOS"] += want.upos == have.upos
        tally.right["XPOS"] += want.xpos == have.xpos
        tally.right["feats"] += want.feats == have.feats
        tally.right["lemma"] += want.lemma == have.lemma
        tally.right["UAS"] += headed
        tally.right["LAS"] += labelled
        if not is_mark(passage.text[span[0] : span[1]]):
            tally.right["UAS-p"] += headed
            tally.right["LAS-p"] += labelled


def score(nlp: Language, passages: Sequence[Passage]) -> dict[str, float]:
    """Return F1 scores in per cent by the names in ``HEADINGS``."""
    tally = Tally()
    for passage, doc in zip(passages, nlp.pipe(p.text for p in passages), strict=True):
        compare(passage, doc, tally)
    return {name: tally.f1(name) for name in HEADINGS}


def words_per_second(nlp: Language, texts: Sequence[str], runs: int) -> float:
    """Return the best of several timings of the whole pipeline over the texts, on one thread.

    The seconds are processor time, so that other work on the machine counts little.
    """
    best = 0.0
    for _ in range(runs):
        began = time.process_time()
        words = sum(len(doc) for doc in nlp.pipe(texts, batch_size=256))
        best = max(best, words / (time.process_time() - began))
    return best


def passages_of(path: Path) -> list[Passage]:
    """Return the documents of a CoNLL-U file as running texts."""
    return [join(document) for document in documents(list(read_sentences(path)))]


def genre_of(passage: Passage) -> str:
    """Return the genre that EWT and GUM write into the names of their documents."""
    return re.split(r"[-_]", passage.document.removeprefix("GUM_"))[0]


def row(title: str, scores: dict[str, float]) -> str:
    """Return a line of the table."""
    return f"{title:24}" + "".join(f"{scores[name]:10.2f}" for name in HEADINGS)


def arcs_found(nlp: Language, path: Path) -> tuple[int, int]:
    """Return how many of a file's arcs the pipeline finds, and how many there are.

    A line holds a sentence, a tab, and arcs "dependent relation head" with semicolons between them;
    a relation without its subtype stands for all of them.
    """
    found = total = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, arcs = line.split("\t")
        have = {(t.text, label, t.head.text) for t in nlp(text) for label in labels_of(t.dep_)}
        wanted = [tuple(arc.split()) for arc in arcs.split(";")]
        found += sum(arc in have for arc in wanted)
        total += len(wanted)
    return found, total


def labels_of(label: str) -> set[str]:
    """Return a relation and its main type."""
    return {label, label.partition(":")[0]}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table of scores, a row a file, and the speed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--runs", type=int, default=3, help="timings to take the best of")
    parser.add_argument("--by-genre", action="store_true", help="a row for each genre as well")
    parser.add_argument("--blis", action="store_true", help="multiply with Blis, spaCy's default")
    parser.add_argument("--arcs", type=Path, help="count the arcs found of a file of arcs as well")
    options = parser.parse_args(arguments)
    # NumPy's matrix products are two or three times faster than Blis's on many machines.
    set_current_ops(NumpyOps(use_blis=options.blis))
    missing = [str(path) for path in options.files if not path.is_file()]
    if missing:
        print(f"no such file: {', '.join(missing)}; give CoNLL-U files", file=sys.stderr)
        return 2
    nlp = spacy.load(options.model)
    print(f"{'F1, %':24}" + "".join(f"{name:>10}" for name in HEADINGS))
    texts: list[str] = []
    for path in options.files:
        passages = passages_of(path)
        texts += [passage.text for passage in passages]
        print(row(path.name, score(nlp, passages)))
        for genre in sorted(
            {genre_of(passage) for passage in passages} if options.by_genre else ()
        ):
            part = [passage for passage in passages if genre_of(passage) == genre]
            print(row(f"  {genre}", score(nlp, part)))
    print("-p: without punctuation; relations as the model knows them, subtypes included")
    if options.arcs:
        found, total = arcs_found(nlp, options.arcs)
        print(f"{options.arcs.name}: {found} of {total} arcs found, {100 * found / total:.1f} %")
    paragraphs = [part for text in texts for part in text.split("\n\n")]
    speed = words_per_second(nlp, paragraphs, options.runs)
    print(f"{speed:,.0f} words a second of processor time, one thread, best of {options.runs}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
