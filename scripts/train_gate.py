"""Train what lets passages through to the event model, and what spares it the others.

Usage: ``python scripts/train_gate.py [TREEBANK…] [--model DIR] [--set]``

Reading words in context is a good part of the coder's work, and in most passages of general English
nothing is told. The gate looks at words with their neighbours and heads, and at what stands
anywhere in the same portion of a text, and learns from the finished model in which portions it
shows a proposal: in part of ``corpus/``, and in the running
text of TREEBANKs (CoNLL-U, plain or packed; by default the training parts of EWT and GUM). It is
set so that of what the model shows in files of ``corpus/`` that nothing was learnt from, weighed by
certainty, the share `PASS` is let through; ``--set`` does only that, with the gate as it is. Run it
after ``train_parts.py`` and ``calibrate_events.py --write``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from event_corpus import CORPUS, UNSEEN, held_files, read
from torch import nn
from torch.nn import functional as F  # noqa: N812
from train_events import pack
from treebank import TREEBANKS, read_sentences

from foedus._edtf import Edtf
from foedus.coding._coder import BuiltinCoder
from foedus.coding._confidence import LEAST, LOWEST
from foedus.coding._judge import Judge, opened, portions
from foedus.coding._network import Network, read_model
from foedus.coding._parse import parse
from foedus.coding._signals import OF_WORD
from foedus.coding._telling import Limits
from foedus.sources._source import Source

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "src" / "foedus" / "data" / "event-model"
SEED = 1949
PASS = 0.999
WIDTH, EPOCHS, BATCH, RATE = 64, 8, 32, 2e-3
EVERY = 3  # one in so many corpus files
SENTENCES = 4  # in a passage of running text


@dataclass(frozen=True, slots=True)
class Seen:
    """A portion of a passage: the pieces of its words, their signals, the words above them.

    ``shown`` says of each word how certain the event is that it tells, 0 where none is shown;
    ``opens``, whether a text's passage starts with it.
    """

    pieces: list[tuple[int, ...]]
    signals: np.ndarray
    heads: list[int]
    shown: np.ndarray
    ours: bool
    opens: bool


def seen_in(texts: list[tuple[str, str, bool]], folder: Path) -> list[Seen]:
    """Return what the model in a folder shows of texts: (day, text, of the corpus)."""
    judge = Judge(read_model(folder))
    network, cut = judge.model.network, judge.model.pieces
    limits = Limits.of(judge.model.card)
    lowest = max(LOWEST, limits.happens(LEAST))
    sources = [
        Source(id=str(at), text=text, date=Edtf.parse(day))
        for at, (day, text, _) in enumerate(texts)
    ]
    made = []
    for source, _, reads in BuiltinCoder().read(parse((one, one.text) for one in sources)):
        for one in reads:
            if not one.passage.words:
                continue
            hidden = judge.hidden(one)
            happens = network.happens(hidden)
            shown = np.zeros(len(happens), dtype=np.float32)
            for word in np.flatnonzero(happens >= lowest):
                sure = float(network.label(hidden[word : word + 1]).max())
                certain = limits.certainty(float(happens[word]), sure)
                shown[word] = certain if certain >= LEAST else 0
            pieces = [cut.of(word) for word in one.passage.words]
            signals = judge.signals.of_words(one).astype(np.int16)
            ours = texts[int(source.id)][2]
            for first, stop in portions(one.passage.sentences):
                heads = [head - first for head in one.passage.head[first:stop]]
                here = slice(first, stop)
                made.append(Seen(pieces[here], signals[here], heads, shown[here], ours, first == 0))
    return made


class Gate(nn.Module):
    """Says of each word whether it may tell an event: :meth:`Network.may_tell`, as it is trained.

    It sees the word with its neighbours and the word above it, twice over, and then the strongest
    and the mean of what all words of the portion show.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(4 * size, WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.most, self.around = nn.Linear(WIDTH, WIDTH), nn.Linear(2 * WIDTH, WIDTH)
        self.last, self.drop = nn.Linear(WIDTH, 1), nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, heads: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """Return the log odds of each word, portions × words; `there` is 1 where one stands."""
        x = F.relu(self.first(self.drop(_beside(x, heads))))
        x = F.relu(self.second(self.drop(_beside(x, heads))))
        most = self.most(x).masked_fill(there[..., None] == 0, -1e4).amax(1)
        mean = (x * there[..., None]).sum(1) / there.sum(1, keepdim=True)
        x = F.relu(x + self.around(torch.cat([most, mean], -1))[:, None])
        return self.last(x)[..., 0].masked_fill(there == 0, -30)


def _beside(x: torch.Tensor, heads: torch.Tensor) -> torch.Tensor:
    """Return each word with the one before it, the one behind it, and the one above it."""
    edge = torch.zeros_like(x[:, :1])
    above = torch.gather(x, 1, heads[..., None].expand_as(x))
    before, after = torch.cat([edge, x[:, :-1]], 1), torch.cat([x[:, 1:], edge], 1)
    return torch.cat([before, x, after, above], -1)


def train(arrays: dict[str, np.ndarray], passages: list[Seen]) -> Gate:
    """Return a gate that learnt from passages."""
    table = arrays["pieces"]
    columns = [arrays[f"of_word.{at}"] for at in range(len(OF_WORD))]

    def inputs(one: Seen) -> np.ndarray:
        words = np.stack([table[list(pieces)].mean(axis=0) for pieces in one.pieces])
        some = [column[one.signals[:, at]] for at, column in enumerate(columns)]
        return np.concatenate([words, *some], axis=1)

    def batch(chosen: list[Seen]) -> tuple[torch.Tensor, ...]:
        size = sum(one.shape[1] for one in (table, *columns))
        longest = max(len(one.pieces) for one in chosen)
        x = np.zeros((len(chosen), longest, size), np.float32)
        shown, there = np.zeros((2, len(chosen), longest), np.float32)
        heads = np.zeros((len(chosen), longest), np.int64)
        for row, one in enumerate(chosen):
            words = len(one.pieces)
            x[row, :words], shown[row, :words] = inputs(one), one.shown > 0
            there[row, :words], heads[row, :words] = 1, one.heads
        return tuple(map(torch.tensor, (x, heads, shown, there)))

    gate = Gate(table.shape[1] + sum(column.shape[1] for column in columns))
    rng = np.random.default_rng(SEED)
    optimizer = torch.optim.AdamW(gate.parameters(), lr=RATE, weight_decay=0.01)
    steps = EPOCHS * (len(passages) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    started = time.monotonic()
    for epoch in range(EPOCHS):
        gate.train()
        noise = rng.random(len(passages)) * 8
        sizes = np.array([len(one.pieces) for one in passages])
        groups = np.array_split(np.argsort(sizes + noise), len(passages) // BATCH)
        total = 0.0
        for at in rng.permutation(len(groups)):
            x, heads, shown, there = batch([passages[one] for one in groups[at]])
            logits = gate(x, heads, there)
            words = F.binary_cross_entropy_with_logits(logits, shown, reduction="none") * there
            tells = shown.amax(1)
            whole = F.binary_cross_entropy_with_logits(logits.amax(1), tells, reduction="sum")
            loss = (words.sum() + 2 * whole) / len(x)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        spent = time.monotonic() - started
        print(f"epoch {epoch + 1}: loss {total / len(groups):.3f}, {spent:,.0f} s", flush=True)
    return gate.eval()


def least_of(network: Network, passages: list[Seen]) -> float:
    """Return the lowest value that a model's gate is to let through, and print what it does."""
    best = np.array(
        [
            network.may_tell(one.pieces, one.signals, one.heads, [(0, len(one.pieces))])[0]
            for one in passages
        ]
    )
    certain = np.array([one.shown.sum() for one in passages])
    ours = np.array([one.ours for one in passages])
    words = np.array([len(one.pieces) for one in passages])
    tells = certain > 0
    order = np.argsort(best)
    lost = np.cumsum((certain * ours)[order]) / (certain * ours).sum()
    least = round(float(best[order[np.searchsorted(lost, 1 - PASS)]]), 5)
    starts = np.flatnonzero([one.opens for one in passages])[1:]
    through = np.concatenate([opened(looks, least) for looks in np.split(best, starts)])
    print(
        f"gate {least}: of portions in which something is shown it lets through "
        f"{through[tells & ours].mean():.1%} of the corpus and {through[tells & ~ours].mean():.1%} "
        f"of running text; of the words of running text it lets through "
        f"{words[through & ~ours].sum() / words[~ours].sum():.1%}, where "
        f"{words[tells & ~ours].sum() / words[~ours].sum():.1%} stand in such portions",
        flush=True,
    )
    return least


def write(folder: Path, gate: Gate) -> None:
    """Put the gate into a model."""
    with np.load(folder / "weights.npz") as old:
        kept = {name: old[name] for name in old.files if not name.startswith("gate.")}
    for name, value in gate.state_dict().items():
        array = value.numpy()
        pack(kept, f"gate.{name}", array.T if array.ndim == 2 else array)
    np.savez_compressed(folder / "weights.npz", **kept)


def running(path: Path) -> Iterator[str]:
    """Yield passages of a treebank's running text."""
    texts = (sentence.text for sentence in read_sentences(path))
    while some := " ".join(islice(texts, SENTENCES)):
        yield some


def texts_of(files: Iterable[Path], treebanks: Iterable[Path]) -> list[tuple[str, str, bool]]:
    """Return what to learn from, or to set the gate by."""
    ours = [(item.published, item.text, True) for file in files for item in read(file)]
    return ours + [("2020-01-01", text, False) for path in treebanks for text in running(path)]


def seen(texts: list[tuple[str, str, bool]], folder: Path) -> list[Seen]:
    """Return what the model in a folder shows of texts, on all processors."""
    passages: list[Seen] = []
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        parts = [texts[at : at + 1000] for at in range(0, len(texts), 1000)]
        for some in pool.map(partial(seen_in, folder=folder), parts):
            passages += some
            print(f"{len(passages)} portions", flush=True)
    return passages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebanks", nargs="*", type=Path)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--set", action="store_true", help="train nothing")
    options = parser.parse_args()
    torch.manual_seed(SEED)
    if not options.set:
        usual = [TREEBANKS / f"{name}-train.conllu.xz" for name in ("ewt", "gum")]
        learnt = [file for file in sorted(CORPUS.glob("*.txt")) if file.stem not in UNSEEN][::EVERY]
        passages = seen(texts_of(learnt, options.treebanks or usual), options.model)
        write(options.model, train(read_model(options.model).network.arrays, passages))
    unseen = [TREEBANKS / f"{name}-dev.conllu.xz" for name in ("ewt", "gum")]
    passages = seen(texts_of(held_files(), unseen), options.model)
    file = options.model / "meta.json"
    card = json.loads(file.read_text("utf-8"))
    card["gate"] = least_of(read_model(options.model).network, passages)
    file.write_text(json.dumps(card, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
