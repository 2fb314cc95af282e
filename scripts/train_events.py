"""Train the event model that ships in ``src/foedus/data/event-model``.

Usage: ``python scripts/train_events.py --encoder DIR [FILE…] [--out DIR]``

FILEs are corpus files and gold sets to learn from: without any, all of ``corpus/`` but what is held
for scores, and the development half of the gold set. ``DIR`` holds a small BERT encoder
(``model.safetensors``, ``vocab.txt``), whose lowest layers it starts from.
"""

from __future__ import annotations

import argparse
import json
import math
import pickle
import random
import struct
import sys
import tempfile
import time
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from event_corpus import CORPUS, HELD
from event_examples import Example, Maker, codes_of, lexicon_items, read_all
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from torch.nn import functional as F  # noqa: N812

from foedus.coding._network import kids_of, unpacked
from foedus.coding._pieces import MOST, Pieces
from foedus.coding._signals import (
    FACTUALITIES,
    OF_PAIR,
    OF_REFERENCE,
    OF_WORD,
    Codes,
    labels,
    types,
)

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src" / "foedus" / "data" / "event-model"
SEED = 1949
UNKNOWN = 0
EVERY = 8  # steps between two updates of the running mean
PASS = 0.995  # of the passages with events, what the gate is to let through
GATE_EPOCHS = 6
MOST_PIECES = 17_500
_SHORT = 2  # pieces so short are all kept
_MARKS = frozenset("–—’‘“”…£€")


@dataclass
class Settings:
    """What a model is made of, and how it is trained."""

    layers: int = 6
    inner: int = 768  # width of the encoder's inner layer; its strongest units are kept
    width: int = 160
    column: int = 16
    pair: int = 128
    dropout: float = 0.2
    epochs: int = 8
    batch: int = 16
    rate: float = 1e-4
    head_rate: float = 1e-3
    hide_words: float = 0.08
    hide_drafts: float = 0.1
    average: float = 0.998  # of the running mean of the weights, which is what ships
    gold: int = 2  # how often items of gold sets are seen an epoch


def encoder_weights(folder: Path) -> tuple[dict[str, np.ndarray], list[str]]:
    """Return the arrays and the pieces of a BERT encoder, as its makers stored them."""
    raw = (folder / "model.safetensors").read_bytes()
    size = struct.unpack("<Q", raw[:8])[0]
    arrays = {}
    for name, info in json.loads(raw[8 : 8 + size]).items():
        if name == "__metadata__" or info["dtype"] != "F32":
            continue
        start, end = (8 + size + offset for offset in info["data_offsets"])
        arrays[name] = np.frombuffer(raw[start:end], np.float32).reshape(info["shape"]).copy()
    return arrays, (folder / "vocab.txt").read_text("utf-8").splitlines()


def kept_pieces(vocabulary: list[str]) -> list[int]:
    """Return the rows of the commonest pieces of English words; that of the unknown first.

    Vocabularies list pieces by how common they are; a rare word is put together from short ones.
    """
    rows = [vocabulary.index("[UNK]")]
    for row, piece in enumerate(vocabulary):
        bare = piece.removeprefix("##")
        if (piece.startswith("[") or not bare.isascii()) and bare not in _MARKS:
            continue
        if piece.startswith("##") and not bare.isalnum():
            continue
        if len(rows) < MOST_PIECES or len(bare) <= _SHORT:
            rows.append(row)
    return rows


class Layer(nn.Module):
    """A BERT layer."""

    def __init__(self, size: int, inner: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(size, 3 * size), nn.Linear(size, size)
        self.up, self.down = nn.Linear(size, inner), nn.Linear(inner, size)
        self.norm1, self.norm2 = nn.LayerNorm(size, eps=1e-12), nn.LayerNorm(size, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
        count, width, size = x.shape
        q, k, v = self.qkv(x).view(count, width, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(
            q, k, v, attn_mask=seen[:, None, None, :], dropout_p=0.1 if self.training else 0.0
        )
        return self.rest(x, mixed.transpose(1, 2).reshape(count, width, size))

    def rest(self, x: torch.Tensor, mixed: torch.Tensor) -> torch.Tensor:
        """Return what follows attention."""
        x = self.norm1(x + self.drop(self.out(mixed)))
        inner = self.up(x)
        return self.norm2(x + self.drop(self.down(inner * torch.sigmoid(1.702 * inner))))


def head(size: int, width: int, out: int, dropout: float) -> nn.Sequential:
    """Return a small network on top."""
    return nn.Sequential(
        nn.Linear(size, width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(width, out)
    )


class Model(nn.Module):
    """The network of ``foedus.coding._network``, as it is trained."""

    def __init__(
        self, arrays: dict[str, np.ndarray], rows: list[int], given: Settings, heads: int = 12
    ) -> None:
        super().__init__()
        size = arrays["embeddings.word_embeddings.weight"].shape[1]
        self.given = given
        table = arrays["embeddings.word_embeddings.weight"][rows]
        places = arrays["embeddings.position_embeddings.weight"]
        self.pieces = nn.Embedding.from_pretrained(torch.tensor(table), freeze=False, sparse=True)
        self.places = nn.Embedding.from_pretrained(
            torch.tensor(places + arrays["embeddings.token_type_embeddings.weight"][0]),
            freeze=False,
        )
        self.norm = nn.LayerNorm(size, eps=1e-12)
        self.norm.weight.data = torch.tensor(arrays["embeddings.LayerNorm.weight"])
        self.norm.bias.data = torch.tensor(arrays["embeddings.LayerNorm.bias"])
        self.layers = nn.ModuleList()
        for number in range(given.layers):
            self.layers.append(_layer(arrays, number, size, given.inner, heads))
        d, out = given.dropout, len(labels())
        full = given.width + given.column * len(OF_WORD)
        hidden = 3 * given.width
        self.project = nn.Linear(size, given.width)
        self.of_word = _columns(OF_WORD, given.column, 1.0)
        self.above, self.near = nn.Linear(2 * full, given.width), nn.Linear(3 * full, given.width)
        self.below = nn.Linear(full, given.width)
        self.mixed = nn.LayerNorm(hidden)
        self.drop = nn.Dropout(d)
        self.event = head(hidden, given.width, 1, d)
        self.label = head(hidden, given.width, out, d)
        self.kind = head(hidden + out, given.width, len(types()), d)
        self.factuality = head(hidden, given.width, len(FACTUALITIES), d)
        pair = given.pair
        self.role_trigger, self.role_unit = nn.Linear(hidden + out, pair), nn.Linear(hidden, pair)
        self.of_pair = _columns(OF_PAIR, pair, 0.15)
        self.role_1, self.role_2 = nn.Linear(pair, 64), nn.Linear(64, 3)
        self.reference_open, self.reference_other = nn.Linear(hidden, 64), nn.Linear(hidden, 64)
        self.of_reference = _columns(OF_REFERENCE, 64, 0.15)
        self.reference_1 = nn.Linear(64, 1)

    def encoded(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return what the encoder makes of the words, batch × words × width."""
        mask = batch["piece_mask"]
        x = (self.pieces(batch["pieces"]) * mask[..., None]).sum(2)
        x = x / mask.sum(2).clamp(min=1)[..., None]
        places = torch.arange(x.shape[1]).clamp(max=500) + 1
        x = self.drop(self.norm(x + self.places(places)[None]))
        for layer in self.layers:
            x = layer(x, batch["seen"])
        return self.project(x)

    def hidden(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return batch × words × hidden."""
        with torch.autocast("cpu", torch.bfloat16):
            x = self.encoded(batch)
        x = self.drop(x.float())
        columns = [table(batch["signals"][:, :, at]) for at, table in enumerate(self.of_word)]
        x = torch.cat([x, *columns], -1) * batch["seen"][..., None]
        above = torch.gather(x, 1, batch["heads"][..., None].expand(-1, -1, x.shape[2]))
        edge = torch.zeros_like(x[:, :1])
        near = torch.cat([torch.cat([edge, x[:, :-1]], 1), x, torch.cat([x[:, 1:], edge], 1)], -1)
        both = torch.cat(
            [
                F.relu(self.above(torch.cat([x, above], -1))),
                F.relu(self.near(near)),
                F.relu(self.below(torch.matmul(batch["kids"], x))),
            ],
            -1,
        )
        return self.drop(self.mixed(both))

    def roles(
        self, trigger: torch.Tensor, label: torch.Tensor, unit: torch.Tensor, signals: torch.Tensor
    ) -> torch.Tensor:
        """Return logits, pairs × (source, target, speaker)."""
        x = self.role_trigger(torch.cat([trigger, label], -1)) + self.role_unit(unit)
        for at, table in enumerate(self.of_pair):
            x = x + table(signals[:, at])
        return self.role_2(self.drop(F.relu(self.role_1(self.drop(F.relu(x))))))

    def refers(
        self, open_: torch.Tensor, other: torch.Tensor, signals: torch.Tensor
    ) -> torch.Tensor:
        """Return a score for each option."""
        x = self.reference_open(open_) + self.reference_other(other)
        for at, table in enumerate(self.of_reference):
            x = x + table(signals[:, at])
        return self.reference_1(self.drop(F.relu(x)))[:, 0]


def _columns(sizes: tuple[int, ...], width: int, spread: float) -> nn.ModuleList:
    tables = nn.ModuleList(nn.Embedding(size, width) for size in sizes)
    for table in tables:
        table.weight.data *= spread
    return tables


def _layer(arrays: dict[str, np.ndarray], number: int, size: int, inner: int, heads: int) -> Layer:
    def of(name: str) -> torch.Tensor:
        return torch.tensor(arrays[f"encoder.layer.{number}.{name}"])

    layer = Layer(size, inner, heads)
    for kind in ("weight", "bias"):
        parts = [of(f"attention.self.{name}.{kind}") for name in ("query", "key", "value")]
        setattr(layer.qkv, kind, nn.Parameter(torch.cat(parts)))
        setattr(layer.out, kind, nn.Parameter(of(f"attention.output.dense.{kind}")))
        setattr(layer.norm1, kind, nn.Parameter(of(f"attention.output.LayerNorm.{kind}")))
        setattr(layer.norm2, kind, nn.Parameter(of(f"output.LayerNorm.{kind}")))
    up, down = of("intermediate.dense.weight"), of("output.dense.weight")
    strength = up.norm(dim=1) * down.norm(dim=0)
    keep = strength.topk(min(inner, len(strength))).indices.sort().values
    layer.up.weight, layer.up.bias = (
        nn.Parameter(up[keep]),
        nn.Parameter(of("intermediate.dense.bias")[keep]),
    )
    layer.down.weight, layer.down.bias = (
        nn.Parameter(down[:, keep].contiguous()),
        nn.Parameter(of("output.dense.bias")),
    )
    return layer


class Batches:
    """Puts examples together, and hides some of what they show."""

    def __init__(self, pieces: Pieces, given: Settings) -> None:
        self.pieces = pieces
        self.given = given

    def of(self, examples: list[Example], rng: np.random.Generator | None) -> dict[str, Any]:
        """Return tensors; with `rng`, some words and drafts are hidden."""
        given = self.given
        width = max(len(one.words) for one in examples)
        shape = (len(examples), width)
        pieces = np.zeros((*shape, MOST), np.int64)
        mask = np.zeros((*shape, MOST), np.float32)
        signals = np.zeros((*shape, len(OF_WORD)), np.int64)
        heads = np.zeros(shape, np.int64)
        kids = np.zeros((*shape, width), np.float32)
        seen = np.zeros(shape, bool)
        for row, one in enumerate(examples):
            count = len(one.words)
            for at, word in enumerate(one.words):
                cut = self.pieces.of(word)
                pieces[row, at, : len(cut)], mask[row, at, : len(cut)] = cut, 1
            signals[row, :count], heads[row, :count] = one.signals, one.heads
            kids[row, :count, :count] = kids_of(one.heads)
            seen[row, :count] = True
        if rng is not None:
            hidden = rng.random(shape) < given.hide_words
            pieces[hidden] = UNKNOWN
            mask[hidden] = [1] + [0] * (MOST - 1)
            for columns in ((4, 5), (7, 8, 9, 10)):
                shown = rng.random((shape[0], 1, 1)) >= given.hide_drafts
                signals[:, :, list(columns)] *= shown
        return {
            name: torch.tensor(value)
            for name, value in (
                ("pieces", pieces), ("piece_mask", mask), ("signals", signals), ("heads", heads),
                ("kids", kids), ("seen", seen),
            )
        }  # fmt: skip


def loss_of(model: Model, examples: list[Example], batch: dict[str, Any]) -> torch.Tensor:
    """Return the loss of a batch, a passage."""
    hidden = model.hidden(batch)
    logits = model.event(hidden)[..., 0]
    target = torch.zeros_like(logits)
    weight = batch["seen"].float()
    events = [(row, *event) for row, one in enumerate(examples) for event in one.events]
    for row, one in enumerate(examples):
        for word in one.phrases:
            weight[row, word] = 0.3
    for row, word, *_ in events:
        target[row, word], weight[row, word] = 1, 1
    total = (F.binary_cross_entropy_with_logits(logits, target, reduction="none") * weight).sum()
    if events:
        rows, words, label, type_, factuality = (
            torch.tensor(one) for one in zip(*events, strict=True)
        )
        at = hidden[rows, words]
        told = F.one_hot(label, len(labels())).float()
        total = total + F.cross_entropy(
            model.label(at), label, label_smoothing=0.05, reduction="sum"
        )
        total = total + 0.5 * F.cross_entropy(
            model.kind(torch.cat([at, told], -1)), type_, reduction="sum"
        )
        total = total + 0.5 * F.cross_entropy(model.factuality(at), factuality, reduction="sum")
        total = total + 0.5 * _role_loss(model, examples, hidden)
    total = total + 0.5 * _reference_loss(model, examples, hidden)
    return total / len(examples)


def _role_loss(model: Model, examples: list[Example], hidden: torch.Tensor) -> torch.Tensor:
    rows = [
        (row, one.events[event][0], one.unit_words[unit], one.events[event][1], *right)
        for row, one in enumerate(examples)
        for event, unit, *right in one.pairs
    ]
    if not rows:
        return hidden.sum() * 0
    row, word, unit, label, *right = (torch.tensor(one) for one in zip(*rows, strict=True))
    signals = torch.tensor(np.concatenate([one.pair_signals for one in examples if one.pairs]))
    told = F.one_hot(label, len(labels())).float()
    logits = model.roles(hidden[row, word], told, hidden[row, unit], signals)
    target = torch.stack(right, -1).float()
    known = (target >= 0).float()
    return (
        F.binary_cross_entropy_with_logits(logits, target.clamp(min=0), reduction="none") * known
    ).sum()


def _reference_loss(model: Model, examples: list[Example], hidden: torch.Tensor) -> torch.Tensor:
    asked = [(row, one, *ref) for row, one in enumerate(examples) for ref in one.references]
    total = hidden.sum() * 0
    if not asked:
        return total
    rows = [(row, at, place) for row, _, at, places, _, _ in asked for place in places]
    row, open_, other = (torch.tensor(part) for part in zip(*rows, strict=True))
    signals = torch.tensor(np.concatenate([columns for *_, columns in asked]))
    others = hidden[row, other] * (other >= 0)[:, None]  # a guess stands at no word
    scores = model.refers(hidden[row, open_], others, signals)
    start = 0
    for _, _, _, places, right, _ in asked:
        part = scores[start : start + len(places)]
        start += len(places)
        total = total + torch.logsumexp(part, 0) - torch.logsumexp(part[torch.tensor(right)], 0)
    return total


def train(model: Model, examples: list[Example], batches: Batches, given: Settings) -> None:
    """Train a model in place."""
    encoder = ("pieces.", "places.", "norm.", "layers.")
    named = [pair for pair in model.named_parameters() if pair[0] != "pieces.weight"]
    low = [one for name, one in named if name.startswith(encoder)]
    high = [one for name, one in named if not name.startswith(encoder)]
    optimizers = [
        torch.optim.AdamW(
            [{"params": low, "lr": given.rate}, {"params": high, "lr": given.head_rate}],
            weight_decay=0.01,
            fused=True,
        ),
        torch.optim.SparseAdam([model.pieces.weight], lr=given.rate),
    ]
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
        noise = rng.random(len(examples)) * 20
        order = sorted(range(len(examples)), key=lambda at: len(examples[at].words) + noise[at])
        groups = [order[at : at + given.batch] for at in range(0, len(order), given.batch)]
        total = 0.0
        for at in rng.permutation(len(groups)):
            chosen = [examples[one] for one in groups[at]]
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
    model.load_state_dict(mean)
    model.eval()


class Gate(nn.Module):
    """Says, from words by themselves and their neighbours, whether one may tell an event."""

    def __init__(self, size: int, width: int = 16) -> None:
        super().__init__()
        self.net = head(3 * size, width, 1, 0.1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        edge = torch.zeros_like(x[:, :1])
        beside = torch.cat([torch.cat([edge, x[:, :-1]], 1), x, torch.cat([x[:, 1:], edge], 1)], -1)
        return self.net(beside)[..., 0]


def train_gate(
    arrays: dict[str, np.ndarray], examples: list[Example], batches: Batches
) -> tuple[dict[str, np.ndarray], float]:
    """Return a gate's arrays, and the lowest value that lets nearly all events through.

    It learns from nine examples of ten, with the finished word vectors; the value is that which
    `PASS` of the passages with events among the rest reach.
    """
    table = torch.tensor(arrays["pieces"])
    columns = [torch.tensor(arrays[f"of_word.{at}"]) for at in range(len(OF_WORD))]
    gate = Gate(table.shape[1] + sum(column.shape[1] for column in columns))
    optimizer = torch.optim.AdamW(gate.parameters(), lr=2e-3, weight_decay=0.01)
    rng = np.random.default_rng(SEED)

    def inputs(chosen: list[Example], hide: bool) -> tuple[torch.Tensor, torch.Tensor]:
        batch = batches.of(chosen, rng if hide else None)
        mask = batch["piece_mask"]
        x = (table[batch["pieces"]] * mask[..., None]).sum(2) / mask.sum(2).clamp(min=1)[..., None]
        shown = [column[batch["signals"][:, :, at]] for at, column in enumerate(columns)]
        x = torch.cat([x, *shown], -1) * batch["seen"][..., None]
        return gate(x).masked_fill(~batch["seen"], -30), batch["seen"]

    order = rng.permutation(len(examples))
    kept, learnt = order[: len(order) // 10], order[len(order) // 10 :]
    for _ in range(GATE_EPOCHS):
        gate.train()
        rng.shuffle(learnt)
        for at in range(0, len(learnt), 32):
            chosen = [examples[one] for one in learnt[at : at + 32]]
            logits, seen = inputs(chosen, True)
            target = torch.zeros_like(logits)
            for row, one in enumerate(chosen):
                for word, *_ in one.events:
                    target[row, word] = 1
            losses = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
            loss = (losses * seen).sum() / len(chosen)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    gate.eval()
    with torch.no_grad():
        best = [
            (float(torch.sigmoid(inputs([examples[one]], False)[0]).max()), examples[one])
            for one in kept
        ]
    telling = sorted(value for value, one in best if one.events)
    least = telling[int((1 - PASS) * len(telling))]
    ruled_out = [value < least for value, one in best if not one.events]
    print(
        f"gate {least:.4f}: lets {PASS:.1%} of passages with events through, rules out "
        f"{np.mean(ruled_out):.1%} of those without",
        flush=True,
    )
    made = {}
    for name, value in gate.state_dict().items():
        at, part = name.removeprefix("net.").split(".")
        array = value.numpy()
        _pack(made, f"gate.{0 if at == '0' else 1}.{part}", array.T if array.ndim == 2 else array)
    return made, round(least, 5)


class Encoder(nn.Module):
    """The layers of a model over one passage: words × size to words × width."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        words, size = x.shape
        x = self.model.norm(x)
        for layer in self.model.layers:
            q, k, v = layer.qkv(x).view(words, 3, layer.heads, -1).permute(1, 2, 0, 3)
            scores = torch.matmul(q, k.transpose(1, 2)) * (q.shape[-1] ** -0.5)
            mixed = torch.matmul(torch.softmax(scores, -1), v)
            x = layer.rest(x, mixed.transpose(0, 1).reshape(words, size))
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
    renamed = {"role_": "role.", "reference_": "reference."}
    for name, value in model.state_dict().items():
        if name.startswith(_ENCODED):
            continue
        for old, new in renamed.items():
            if name.startswith(old):
                name = new + name.removeprefix(old)
        for short in ("event", "label", "kind", "factuality"):
            name = name.replace(f"{short}.3.", f"{short}.1.") if name.startswith(short) else name
        name = name.replace("kind.", "type.", 1) if name.startswith("kind.") else name
        array = value.detach().numpy()
        if name.split(".")[0] in ("pieces", "places", "of_word", "of_pair", "of_reference"):
            name = name.removesuffix(".weight")
        elif array.ndim == 2:
            array = array.T
        _pack(made, name, array)
    return made


def _pack(made: dict[str, np.ndarray], name: str, array: np.ndarray) -> None:
    """Keep an array: a large table in 8 bits with a scale a row or column, others in 16."""
    if array.ndim == 2 and array.size > 20_000:
        axis = 1 if name in ("pieces", "places") or name.startswith("of_") else 0
        scale = np.abs(array).max(axis=axis, keepdims=True) / 127 + 1e-12
        made[name] = np.round(array / scale).astype(np.int8)
        made[name + "|scale"] = scale.astype(np.float32)
    else:
        made[name] = array.astype(np.float16)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--cache", type=Path)
    for name, value in asdict(Settings()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    options = parser.parse_args()
    given = Settings(**{name: getattr(options, name) for name in asdict(Settings())})
    random.seed(SEED)
    torch.manual_seed(SEED)
    files = options.files or [
        *(file for file in sorted(CORPUS.glob("*.txt")) if file.stem not in HELD),
        ROOT / "tests" / "gold" / "dev.jsonl",
    ]
    arrays, vocabulary = encoder_weights(options.encoder)
    rows = kept_pieces(vocabulary)
    words = [vocabulary[row] for row in rows]
    if options.cache and options.cache.exists():
        lists, examples = pickle.loads(options.cache.read_bytes())
    else:
        readings = [*read_all(files), *lexicon_items()]
        lists = codes_of(read for _, _, reads in readings for read in reads)
        maker = Maker(Codes.of(lists))
        examples = [
            (maker.make(item, named, read), named)
            for item, named, reads in readings
            for read in reads
            if read.passage.words
        ]
        if options.cache:
            options.cache.write_bytes(pickle.dumps((lists, examples)))
    seen = [
        one for one, named in examples for _ in range(given.gold if one.id.startswith("g-") else 1)
    ]
    print(f"{len(files)} files, {len(examples)} passages, {len(rows)} pieces", flush=True)
    model = Model(arrays, rows, given)
    batches = Batches(Pieces(words), given)
    train(model, seen, batches, given)
    options.out.mkdir(parents=True, exist_ok=True)
    arrays = stored(model)
    gate, least = train_gate(unpacked(arrays), seen, batches)
    np.savez_compressed(options.out / "weights.npz", **arrays, **gate)
    export(model, options.out / "encoder.onnx")
    (options.out / "pieces.txt").write_text("\n".join(words), "utf-8")
    card = {"gate": least, "settings": asdict(given), "seed": SEED, "codes": lists}
    (options.out / "meta.json").write_text(json.dumps(card, indent=1, ensure_ascii=False), "utf-8")
    print(
        "wrote", options.out, sum(one.stat().st_size for one in options.out.iterdir()) // 1024, "kB"
    )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
