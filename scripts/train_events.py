"""Train the event model that ships in ``src/foedus/data/event-model``.

Usage: ``python scripts/train_events.py --encoder DIR [--large DIR] [FILE…] [--out DIR]``

FILEs are corpus files and gold sets to learn from: without any, all of ``corpus/`` but what is held
for scores, and the development half of the gold set. Each ``DIR`` holds ``model.safetensors`` and
``vocab.txt``: of a small BERT encoder, whose lowest layers the model starts from, and of MPNet.
With ``--large``, the same is first trained on MPNet, and the small model learns from both the
codings and the large one (``--large-weights FILE`` keeps the latter, or takes it from there).

With ``--start MODEL``, training goes on from the model in that folder. Of files whose names begin
with one of ``--new``, the codings are learnt; of a share (``--older``) of the passages of the
others, what the model said at the start, too, so that it keeps what it knows. The lowest layers
(``--still``) stay as they are.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import pickle
import random
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from event_corpus import CORPUS, FOR_PARTS, UNSEEN, Item
from event_examples import Example, Maker, codes_of, lexicon_items, read_all
from event_network import (
    FROZEN,
    Batches,
    Large,
    LargePieces,
    Model,
    Settings,
    encoder_weights,
    kept_pieces,
    loss_of,
)
from event_restore import restore, shipped_name
from event_swaps import Swaps
from event_teaching import Taught, loss_of_lessons, of_codings, take_heads, taught
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from foedus.coding._pieces import Pieces
from foedus.coding._signals import Codes, Read

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src" / "foedus" / "data" / "event-model"
SEED = 1949
LARGE_EPOCHS, LARGE_RATE = 4, 3e-5
NOISE = 4  # words by which the lengths of passages in a batch may differ beyond chance
EVERY = 8  # steps between two updates of the running mean
ENCODER = ("pieces.", "places.", "norm.", "layers.", "apart.", "large_layers.")
FIXED = ("tokens.", "token_places.", "norm.")  # of a large encoder
LossOf = Callable[[Model, list[Example], dict[str, Any]], torch.Tensor]


def train(
    model: Model,
    examples: list[Example],
    batches: Batches,
    given: Settings,
    after: Callable[[int, dict[str, torch.Tensor]], None] | None = None,
    loss_of: LossOf = loss_of,
) -> None:
    """Train a model in place; `after` is told each epoch and the mean weights so far."""
    fixed = (*FIXED, *(f"large_layers.{number}." for number in range(FROZEN)))
    for name, value in model.named_parameters():
        if isinstance(model, Large) and name.startswith(fixed):
            value.requires_grad_(False)
    named = [
        pair
        for pair in model.named_parameters()
        if pair[0] != "pieces.weight" and pair[1].requires_grad
    ]
    low = [one for name, one in named if name.startswith(ENCODER)]
    high = [one for name, one in named if not name.startswith(ENCODER)]
    optimizers: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(
            [{"params": low, "lr": given.rate}, {"params": high, "lr": given.head_rate}],
            weight_decay=0.01,
            fused=True,
        )
    ]
    if not isinstance(model, Large):
        optimizers.append(torch.optim.SparseAdam([model.pieces.weight], lr=given.rate))
    steps = given.epochs * math.ceil(len(examples) / given.batch)
    schedules = [
        torch.optim.lr_scheduler.LambdaLR(
            one, lambda step: min(1, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps)
        )
        for one in optimizers
    ]
    rng = np.random.default_rng(SEED)
    started = time.monotonic()
    mean = {name: value.detach().clone() for name, value in model.state_dict().items()}
    step = 0
    for epoch in range(given.epochs):
        model.train()
        noise = rng.random(len(examples)) * NOISE
        order = sorted(range(len(examples)), key=lambda at: len(examples[at].words) + noise[at])
        groups = [order[at : at + given.batch] for at in range(0, len(order), given.batch)]
        total = 0.0
        for at in rng.permutation(len(groups)):
            chosen = batches.changed([examples[one] for one in groups[at]], rng)
            loss = loss_of(model, chosen, batches.of(chosen, rng))
            model.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*low, *high], 1.0)
            for one in (*optimizers, *schedules):
                one.step()
            step += 1
            if step % EVERY == 0:
                kept = min(given.average**EVERY, step / (step + 10 * EVERY))
                for name, value in model.state_dict().items():
                    mean[name].lerp_(value, 1 - kept)
            total += loss.item()
        spent = time.monotonic() - started
        print(f"epoch {epoch + 1}: loss {total / len(groups):.3f}, {spent:,.0f} s", flush=True)
        if after is not None:
            after(epoch + 1, mean)
    model.load_state_dict(mean)
    model.eval()


class Encoder(nn.Module):
    """The layers of a model over one passage: words × size to words × width."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = copy.deepcopy(model)
        for layer in self.model.layers:  # queries come scaled
            size = layer.qkv.in_features
            for part in (layer.qkv.weight, layer.qkv.bias):
                part.data[:size] *= (size // layer.heads) ** -0.5

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        size = x.shape[1]
        x = self.model.norm(x)
        for layer in self.model.layers:
            parts = layer.qkv(x).reshape(-1, 3 * layer.heads, size // layer.heads).transpose(0, 1)
            q, k, v = parts.split(layer.heads)
            mixed = torch.matmul(torch.softmax(torch.matmul(q, k.transpose(1, 2)), -1), v)
            x = layer.rest(x, mixed.transpose(0, 1).reshape(-1, size))
        return self.model.project(x)


def export(model: Model, path: Path) -> None:
    """Write the encoder as ONNX: weights in 8 bits, and what goes through them too."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = Path(folder, "whole.onnx")
        torch.onnx.export(
            Encoder(model).eval(),
            (torch.zeros(7, model.norm.weight.shape[0]),),
            str(whole),
            input_names=["words"],
            output_names=["vectors"],
            dynamic_axes={"words": {0: "count"}, "vectors": {0: "count"}},
            dynamo=False,
        )
        # 7 bits, so that no processor's sums overflow: the same numbers on all of them
        quantize_dynamic(
            whole, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
        )


_ENCODED = ("norm.", "layers.", "project.")  # what the encoder's own file holds


def stored(model: Model) -> dict[str, np.ndarray]:
    """Return the weights as they ship: large tables in 8 bits, with a scale a row; others in 16."""
    made: dict[str, np.ndarray] = {}
    for name, value in model.state_dict().items():
        if name.startswith(_ENCODED):
            continue
        name = shipped_name(name)
        array = value.detach().numpy()
        if name.split(".")[0] in ("pieces", "places", "of_word", "of_pair", "of_reference"):
            name = name.removesuffix(".weight")
        elif array.ndim == 2:
            array = array.T
        pack(made, name, array)
    return made


def pack(made: dict[str, np.ndarray], name: str, array: np.ndarray) -> None:
    """Keep an array: a large table in 8 bits with a scale a row or column, others in 16."""
    if array.ndim == 2 and array.size > 20_000:
        axis = 1 if name in ("pieces", "places") or name.startswith("of_") else 0
        scale = np.abs(array).max(axis=axis, keepdims=True) / 127 + 1e-12
        made[name] = np.round(array / scale).astype(np.int8)
        made[name + "|scale"] = scale.astype(np.float32)
    else:
        made[name] = array.astype(np.float16)


def large_model(
    folder: Path, kept: Path | None, examples: list[Example], batches: Batches
) -> tuple[Large, Batches]:
    """Return the event model on a large encoder, trained or read, and what makes its batches."""
    arrays, vocabulary = encoder_weights(folder)
    given = replace(batches.given, epochs=LARGE_EPOCHS, rate=LARGE_RATE)
    model = Large(arrays, [], given)
    asked = Batches(batches.pieces, given, batches.swaps, LargePieces(vocabulary))
    if kept and kept.exists():
        model.load_state_dict(torch.load(kept), strict=False)
    else:
        print("the large model:", flush=True)
        train(model, examples, asked, given)
        if kept:
            torch.save(model.state_dict(), kept)
    return model, asked


def kept_and_new(
    model: Model, examples: list[Example], batches: Batches, new: tuple[str, ...]
) -> list[Taught]:
    """Return examples with what a model says of them now; new ones with what their codings say."""
    known = [one for one in examples if not one.id.startswith(new)]
    fresh = [of_codings(one) for one in examples if one.id.startswith(new)]
    return [*taught(model, known, batches), *fresh]


def examples_from(
    readings: Sequence[tuple[Item, bool, list[Read]]], lists: dict[str, list[str]]
) -> list[tuple[Example, bool]]:
    """Return the passages as the model is shown them, each with whether its names are whole."""
    maker = Maker(Codes.of(lists))
    return [
        (maker.make(item, named, read), named)
        for item, named, reads in readings
        for read in reads
        if read.passage.words
    ]


def share_of(
    examples: Sequence[tuple[Example, bool]], new: tuple[str, ...], older: float
) -> list[tuple[Example, bool]]:
    """Return the passages of new files and the gold set, and a share of all others, by chance."""
    drawn = random.Random(SEED)
    return [one for one in examples if one[0].id.startswith((*new, "g-")) or drawn.random() < older]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--large", type=Path)
    parser.add_argument("--large-weights", type=Path)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--new", nargs="*", default=[], metavar="PREFIX")
    parser.add_argument("--older", type=float, default=1.0, metavar="SHARE")
    parser.add_argument("--still", type=int, default=0, metavar="LAYERS")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--cache", type=Path)
    for name, value in asdict(Settings()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    options = parser.parse_args()
    given = Settings(**{name: getattr(options, name) for name in asdict(Settings())})
    random.seed(SEED)
    torch.manual_seed(SEED)
    files = options.files or [
        *(f for f in sorted(CORPUS.glob("*.txt")) if f.stem not in (*UNSEEN, *FOR_PARTS)),
        ROOT / "tests" / "gold" / "dev.jsonl",
    ]
    arrays, vocabulary = encoder_weights(options.encoder)
    rows = kept_pieces(vocabulary)
    words = [vocabulary[row] for row in rows]
    if options.cache and options.cache.exists():
        lists, examples = pickle.loads(options.cache.read_bytes())
    else:
        readings = [*read_all(files), *lexicon_items()]
        if options.start:
            lists = json.loads((options.start / "meta.json").read_text("utf-8"))["codes"]
        else:
            lists = codes_of(read for _, _, reads in readings for read in reads)
        examples = examples_from(readings, lists)
        if options.cache:
            options.cache.write_bytes(pickle.dumps((lists, examples)))
    if options.start:
        examples = share_of(examples, tuple(options.new), options.older)
    seen = [
        one for one, named in examples for _ in range(given.gold if one.id.startswith("g-") else 1)
    ]
    print(f"{len(files)} files, {len(examples)} passages, {len(rows)} pieces", flush=True)
    model = Model(arrays, rows, given)
    swaps = Swaps([one for one, _ in examples], lists)
    batches = Batches(Pieces(words), given, swaps)
    if options.start:
        restore(model, options.start)
        for layer in model.layers[: options.still]:
            layer.requires_grad_(False)
        train(
            model,
            kept_and_new(model, seen, batches, tuple(options.new)),
            batches,
            given,
            loss_of=partial(loss_of_lessons, vectors=0),
        )
    elif options.large:
        large, asked = large_model(options.large, options.large_weights, seen, batches)
        take_heads(model, large.state_dict())
        lessons = taught(large, seen, asked)
        del large
        train(model, lessons, batches, given, loss_of=loss_of_lessons)
    else:
        train(model, seen, batches, given)
    options.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out / "weights.npz", **stored(model))
    export(model, options.out / "encoder.onnx")
    (options.out / "pieces.txt").write_text("\n".join(words), "utf-8")
    card = {"settings": asdict(given), "seed": SEED, "codes": lists}
    (options.out / "meta.json").write_text(json.dumps(card, indent=1, ensure_ascii=False), "utf-8")
    print(
        "wrote", options.out, sum(one.stat().st_size for one in options.out.iterdir()) // 1024, "kB"
    )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
