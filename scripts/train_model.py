"""Train the English parse model that ships in ``src/foedus/data/model``.

Usage: ``python scripts/train_model.py --treebanks DIR [--out DIR] [--epochs N] [--width N ...]``

``DIR`` holds ``ewt-train.conllu.xz``, ``ewt-dev.conllu.xz``, ``gum-train.conllu.xz`` and
``gum-dev.conllu.xz`` of Universal Dependencies English EWT and GUM. One seed decides everything:
the weights at the start, the order, the grouping of sentences, and the varied texts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is loaded

import spacy
from evaluate_model import passages_of, score
from lemma_tables import lemma_tables
from model_pipeline import Settings, add_lemmatizer, build
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from substitution import substituted
from thinc.api import Adam, NumpyOps, set_current_ops
from treebank import TREEBANKS, Passage, Sentence, Word, groups, join, read_sentences
from variation import varied

SEED = 1907
BATCH_WORDS = 1000
PEAK_RATE = 0.0015
BEFORE = -1  # as a head: the token before
ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "src" / "foedus" / "data" / "model"


def reference_doc(nlp: Language, passage: Passage) -> Doc:
    """Return the treebank's analysis of a passage as a spaCy document with the passage's text."""
    rows: list[tuple[str, Word]] = []  # the text of a token, and what the treebank says of it
    spaces: list[bool] = []
    place: list[int] = []  # where each treebank word stands among the words and breaks
    position = 0
    for word in passage.words:
        gap = passage.text[position : word.start]
        if gap.startswith(" ") and rows:
            spaces[-1] = True
            gap = gap[1:]
        if gap:  # a paragraph break is a token of its own for spaCy; it hangs on the word before
            rows.append((gap, Word(position, word.start, gap, "SPACE", "_SP", "", BEFORE, "dep")))
            spaces.append(False)
        place.append(len(rows))
        rows.append((passage.text[word.start : word.end], word))
        spaces.append(False)
        position = word.end
    words = [word for _, word in rows]
    doc = Doc(
        nlp.vocab,
        words=[text for text, _ in rows],
        spaces=spaces,
        tags=[word.xpos for word in words],
        pos=[word.upos for word in words],
        morphs=[word.feats for word in words],
        deps=[word.label for word in words],
        heads=[i - 1 if word.head == BEFORE else place[word.head] for i, word in enumerate(words)],
    )
    if doc.text != passage.text:
        raise ValueError(f"text changed: {passage.text!r} became {doc.text!r}")
    return doc


def epoch_examples(
    nlp: Language, sentences: list[Sentence], rng: random.Random, longest: int
) -> Iterator[Example]:
    """Yield the training material once, newly grouped and varied."""
    for group in groups(sentences, rng, longest):
        # A line break before most sentences that follow an unended one: else the parser learns to
        # end sentences in the middle of a line, which edited text never does.
        passage = join(
            [substituted(sentence, rng) for sentence in group],
            paragraph_break=rng.choice(["\n\n", "\n"]),
            after_unended=lambda: rng.choice(["\n", "\n", " "]),
        )
        passage = varied(passage, rng)
        yield Example(nlp.make_doc(passage.text), reference_doc(nlp, passage))


def batches(examples: list[Example], words: int) -> Iterator[list[Example]]:
    """Yield batches of about ``words`` words."""
    batch: list[Example] = []
    size = 0
    for example in examples:
        batch.append(example)
        size += len(example.x)
        if size >= words:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def learning_rate(step: int, total: int, peak: float, warm: int = 200) -> float:
    """Return the rate at a step: a linear rise, then a linear fall to a twentieth."""
    if step < warm:
        return peak * (step + 1) / warm
    return peak * max(0.05, 1 - (step - warm) / max(total - warm, 1))


def train(
    settings: Settings, treebanks: Path, *, epochs: int, seed: int, drop: float, longest: int = 5
) -> tuple[Language, dict[str, dict[str, float]]]:
    """Train for a number of epochs; return the averaged model and its scores on the dev files."""
    spacy.util.fix_random_seed(seed)
    rng = random.Random(seed)
    sentences = [
        sentence
        for name in ("ewt-train", "gum-train")
        for sentence in read_sentences(treebanks / f"{name}.conllu.xz")
    ]
    dev = {name: passages_of(treebanks / f"{name}-dev.conllu.xz") for name in ("ewt", "gum")}
    nlp = build(settings)
    first = list(epoch_examples(nlp, sentences, random.Random(seed), longest))
    nlp.initialize(lambda: first)
    total = epochs * sum(len(example.x) for example in first) // BATCH_WORDS
    optimizer = Adam(PEAK_RATE, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    began, step = time.monotonic(), 0
    for epoch in range(1, epochs + 1):
        losses: dict[str, float] = {}
        examples = list(epoch_examples(nlp, sentences, rng, longest))
        rng.shuffle(examples)
        for batch in batches(examples, BATCH_WORDS):
            optimizer.learn_rate = learning_rate(step, total, PEAK_RATE)
            nlp.update(batch, drop=drop, sgd=optimizer, losses=losses)
            step += 1
        spent = (time.monotonic() - began) / 60
        rounded = {name: round(loss) for name, loss in losses.items()}
        print(f"epoch {epoch}, {spent:.1f} min, losses {rounded}", flush=True)
        if epoch % 3 == 0:
            with nlp.use_params(optimizer.averages):
                show({name: score(nlp, passages) for name, passages in dev.items()})
    with nlp.use_params(optimizer.averages):
        trained = nlp.to_bytes()
    finished = build(settings).from_bytes(trained)
    add_lemmatizer(finished, lemma_tables(sentences))
    return finished, {name: score(finished, passages) for name, passages in dev.items()}


def show(scores: dict[str, dict[str, float]]) -> None:
    """Print a line of scores for each treebank."""
    for name, row in scores.items():
        values = " ".join(f"{heading} {value:.2f}" for heading, value in row.items())
        print(f"  {name}-dev {values}", flush=True)


def save(nlp: Language, out: Path, settings: Settings, scores: dict[str, dict[str, float]]) -> None:
    """Write the pipeline with what a reader of ``meta.json`` should know."""
    nlp.meta.update(
        name="foedus_parse",
        version="0.1.0",
        description="Compact English tagger, lemmatizer and dependency parser for Foedus.",
        author="The Foedus developers",
        license="CC BY-SA 4.0",
        sources=[
            {
                "name": "UD English EWT",
                "url": "https://universaldependencies.org/treebanks/en_ewt",
                "license": "CC BY-SA 4.0",
                "author": "Universal Dependencies contributors",
            },
            {
                "name": "UD English GUM (openly licensed genres)",
                "url": "https://universaldependencies.org/treebanks/en_gum",
                "license": "CC BY 4.0",
                "author": "Amir Zeldes and others",
            },
        ],
        settings=str(settings),
        performance={
            f"{treebank}_{name}": round(value / 100, 4)
            for treebank, row in scores.items()
            for name, value in row.items()
        },
    )
    nlp.to_disk(out)
    strings = out / "vocab" / "strings.json"  # a line each, without indentation
    words = json.loads(strings.read_text("utf-8"))
    strings.write_text(json.dumps(words, ensure_ascii=False, separators=(",\n", ":")), "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Train with the settings given, and write the model."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--treebanks", type=Path, default=TREEBANKS, metavar="DIR")
    parser.add_argument("--out", type=Path, default=MODEL, metavar="DIR")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--drop", type=float, default=0.25, help="share of inputs dropped")
    for setting in fields(Settings):
        flag = "--" + setting.name.replace("_", "-")
        if isinstance(setting.default, bool):
            parser.add_argument(
                flag, action=argparse.BooleanOptionalAction, default=setting.default
            )
        else:
            parser.add_argument(flag, type=int, default=setting.default)
    options = parser.parse_args(arguments)
    if not (options.treebanks / "ewt-train.conllu.xz").is_file():
        print(
            f"{options.treebanks}: no ewt-train.conllu.xz; give the folder of the UD files "
            "with --treebanks",
            file=sys.stderr,
        )
        return 2
    settings = Settings(**{s.name: getattr(options, s.name) for s in fields(Settings)})
    set_current_ops(NumpyOps(use_blis=False))  # NumPy's products are two or three times faster
    print(settings, flush=True)
    nlp, scores = train(
        settings,
        options.treebanks,
        epochs=options.epochs,
        seed=options.seed,
        drop=options.drop,
    )
    show(scores)
    save(nlp, options.out, settings, scores)
    return 0


if __name__ == "__main__":
    sys.exit(main())
