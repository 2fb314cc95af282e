"""The event model as it is trained: its encoder, its heads, what is wrong with an answer.

``Model`` is the network of ``foedus.coding._network``, in PyTorch. ``Large`` has the same heads on
an encoder too large to ship, from which the small one learns.
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from event_examples import Example
from event_swaps import Swaps
from torch import nn
from torch.nn import functional as F  # noqa: N812

from foedus.coding._network import kids_of
from foedus.coding._pieces import MOST, Pieces
from foedus.coding._signals import (
    FACTUALITIES,
    OF_PAIR,
    OF_REFERENCE,
    OF_WORD,
    labels,
    types,
)

UNKNOWN = 0
FROZEN = 3  # lowest layers of the large encoder, which stay as they are
MOST_PIECES = 17_500
HALVES = torch.ops.mkldnn._is_mkldnn_bf16_supported()  # elsewhere, half precision is far slower
_SHORT = 2  # pieces so short are all kept
_MARKS = frozenset("–—’‘“”…£€")
_RANDOM = 1 << 24  # numbers in the table that dropout draws from


class Dropout(nn.Module):
    """Dropout whose masks are stretches of one table of random numbers, each from a random start.

    Drawing every mask anew takes a tenth of the time on a processor.
    """

    _tables: ClassVar[dict[tuple[float, torch.dtype], torch.Tensor]] = {}

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training or not self.share:
            return x
        key = self.share, x.dtype
        if key not in self._tables:
            kept = torch.rand(_RANDOM) >= self.share
            self._tables[key] = (kept / (1 - self.share)).to(x.dtype)
        table = self._tables[key]
        start = int(torch.randint(len(table) - x.numel(), ()))
        return x * table[start : start + x.numel()].view(x.shape)


@dataclass
class Settings:
    """What a model is made of, and how it is trained."""

    layers: int = 6
    inner: int = 768  # width of the encoder's inner layer; its strongest units are kept
    width: int = 160
    column: int = 16
    pair: int = 128
    dropout: float = 0.2
    epochs: int = 10
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


def attended(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask: torch.Tensor, drop: nn.Module
) -> torch.Tensor:
    """Return values mixed by attention; written out, it is faster to train than the fused one."""
    shares = torch.softmax(torch.matmul(q, k.transpose(2, 3)) * q.shape[-1] ** -0.5 + mask, -1)
    return torch.matmul(drop(shares.to(v.dtype)), v)


class Layer(nn.Module):
    """A BERT layer."""

    def __init__(self, size: int, inner: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(size, 3 * size), nn.Linear(size, size)
        self.up, self.down = nn.Linear(size, inner), nn.Linear(inner, size)
        self.norm1, self.norm2 = nn.LayerNorm(size, eps=1e-12), nn.LayerNorm(size, eps=1e-12)
        self.drop = Dropout(0.1)

    def forward(self, x: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
        count, width, size = x.shape
        q, k, v = self.qkv(x).view(count, width, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mask = torch.where(seen, 0.0, -1e4)[:, None, None, :].to(q.dtype)
        mixed = attended(q, k, v, mask, self.drop)
        return self.rest(x, mixed.transpose(1, 2).reshape(count, width, size))

    def rest(self, x: torch.Tensor, mixed: torch.Tensor) -> torch.Tensor:
        """Return what follows attention."""
        x = self.norm1(x + self.drop(self.out(mixed)))
        inner = self.up(x)
        return self.norm2(x + self.drop(self.down(inner * torch.sigmoid(1.702 * inner))))


def head(size: int, width: int, out: int, dropout: float) -> nn.Sequential:
    """Return a small network on top."""
    return nn.Sequential(nn.Linear(size, width), nn.ReLU(), Dropout(dropout), nn.Linear(width, out))


class Model(nn.Module):
    """The network of ``foedus.coding._network``, as it is trained."""

    def __init__(
        self, arrays: dict[str, np.ndarray], rows: list[int], given: Settings, heads: int = 12
    ) -> None:
        super().__init__()
        self.given = given
        self._add_encoder(arrays, rows, heads)
        d, out = given.dropout, len(labels())
        full = given.width + given.column * len(OF_WORD)
        hidden = 3 * given.width
        self.of_word = _columns(OF_WORD, given.column, 1.0)
        self.above, self.near = nn.Linear(2 * full, given.width), nn.Linear(3 * full, given.width)
        self.below = nn.Linear(full, given.width)
        self.mixed = nn.LayerNorm(hidden)
        self.drop = Dropout(d)
        self.event = head(hidden, given.width, 1, d)
        self.label = head(hidden, given.width, out, d)
        self.kind = head(hidden + out, given.width, len(types()), d)
        self.factuality = head(hidden, given.width, len(FACTUALITIES), d)
        pair = given.pair
        self.role_trigger, self.role_unit = nn.Linear(hidden + out, pair), nn.Linear(hidden, pair)
        self.of_pair = _columns(OF_PAIR, pair, 0.15)
        self.role_1, self.role_2 = nn.Linear(pair, 64), nn.Linear(64, 3)
        self.role_3, self.role_4 = nn.Linear(2 * 64 + 3, 64), nn.Linear(64, 3)
        self.reference_open, self.reference_other = nn.Linear(hidden, 64), nn.Linear(hidden, 64)
        self.of_reference = _columns(OF_REFERENCE, 64, 0.15)
        self.reference_1 = nn.Linear(64, 1)

    def _add_encoder(self, arrays: dict[str, np.ndarray], rows: list[int], heads: int) -> None:
        given = self.given
        size = arrays["embeddings.word_embeddings.weight"].shape[1]
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
        self.project = nn.Linear(size, given.width)

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

    def in_context(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return what :meth:`encoded` does, in single precision."""
        if not HALVES:
            return self.encoded(batch)
        with torch.autocast("cpu", torch.bfloat16):
            x = self.encoded(batch)
        return x.float()

    def hidden(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return batch × words × hidden."""
        return self.mix(self.in_context(batch), batch)

    def mix(self, x: torch.Tensor, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return batch × words × hidden, from what :meth:`in_context` gave."""
        x = self.drop(x)
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
        self,
        trigger: torch.Tensor,
        label: torch.Tensor,
        unit: torch.Tensor,
        signals: torch.Tensor,
        event: torch.Tensor,
    ) -> torch.Tensor:
        """Return logits, pairs × (source, target, speaker); `event` numbers each pair's event.

        A mention is judged by itself, and then against the others of the same event.
        """
        first, second = self.role_trigger(torch.cat([trigger, label], -1)), self.role_unit(unit)
        x = first + second + first * second
        for at, table in enumerate(self.of_pair):
            x = x + table(signals[:, at])
        x = self.drop(F.relu(self.role_1(self.drop(F.relu(x)))))
        alone = self.role_2(x)
        count = int(event.max()) + 1
        best = _most(torch.cat([x, alone], -1), event, count)[event]
        shown = torch.cat([x, best[:, : x.shape[1]], alone - best[:, x.shape[1] :]], -1)
        return alone + self.role_4(self.drop(F.relu(self.role_3(shown))))

    def refers(
        self, open_: torch.Tensor, other: torch.Tensor, signals: torch.Tensor
    ) -> torch.Tensor:
        """Return a score for each option."""
        x = self.reference_open(open_) + self.reference_other(other)
        for at, table in enumerate(self.of_reference):
            x = x + table(signals[:, at])
        return self.reference_1(self.drop(F.relu(x)))[:, 0]


class Large(Model):
    """The same heads on an MPNet encoder (Song and others 2020, arXiv:2004.09297)."""

    def _add_encoder(self, arrays: dict[str, np.ndarray], rows: list[int], heads: int) -> None:
        size = arrays["embeddings.word_embeddings.weight"].shape[1]
        self.tokens = nn.Embedding.from_pretrained(
            torch.tensor(arrays["embeddings.word_embeddings.weight"])
        )
        self.token_places = nn.Embedding.from_pretrained(
            torch.tensor(arrays["embeddings.position_embeddings.weight"])
        )
        self.norm = _norm(arrays, "embeddings.LayerNorm")
        self.apart = nn.Embedding.from_pretrained(
            torch.tensor(arrays["encoder.relative_attention_bias.weight"])
        )
        self.large_layers = nn.ModuleList(
            LargeLayer(arrays, f"encoder.layer.{number}.", heads) for number in range(12)
        )
        self.project = nn.Linear(size, self.given.width)

    def encoded(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return what the encoder makes of the words, batch × words × width."""
        tokens, word_of = batch["tokens"], batch["token_words"]
        count, longest = tokens.shape
        places = torch.arange(longest)
        x = self.norm(self.tokens(tokens) + self.token_places(places + 2)[None])
        bias = self.apart(_apart(places)).permute(2, 0, 1)[None]
        mask = bias + torch.where(batch["token_seen"], 0.0, -1e4)[:, None, None, :]
        mask = mask.to(torch.bfloat16)
        for number, layer in enumerate(self.large_layers):
            with torch.set_grad_enabled(torch.is_grad_enabled() and number >= FROZEN):
                x = layer(x, mask)
        width = batch["seen"].shape[1]
        rows = torch.zeros(count, width + 1, x.shape[2], dtype=x.dtype)
        rows = rows.scatter_add(1, word_of[..., None].expand_as(x), x)[:, :width]
        return self.project(rows / batch["token_counts"][..., None])


class LargeLayer(nn.Module):
    """A layer of MPNet."""

    def __init__(self, arrays: dict[str, np.ndarray], name: str, heads: int) -> None:
        super().__init__()
        self.heads = heads
        attention = name + "attention."
        parts = [_linear(arrays, attention + "attn." + one) for one in "qkv"]
        self.qkv = nn.Linear(1, 1)
        self.qkv.weight = nn.Parameter(torch.cat([one.weight for one in parts]).detach())
        self.qkv.bias = nn.Parameter(torch.cat([one.bias for one in parts]).detach())
        self.out = _linear(arrays, attention + "attn.o")
        self.norm1 = _norm(arrays, attention + "LayerNorm")
        self.up = _linear(arrays, name + "intermediate.dense")
        self.down = _linear(arrays, name + "output.dense")
        self.norm2 = _norm(arrays, name + "output.LayerNorm")
        self.drop = Dropout(0.1)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        count, width, size = x.shape
        q, k, v = self.qkv(x).view(count, width, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = attended(q, k, v, mask, self.drop)
        x = self.norm1(x + self.drop(self.out(mixed.transpose(1, 2).reshape(count, width, size))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


def _linear(arrays: dict[str, np.ndarray], name: str) -> nn.Linear:
    weight, bias = arrays[name + ".weight"], arrays[name + ".bias"]
    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.weight.data, made.bias.data = torch.tensor(weight), torch.tensor(bias)
    return made


def _norm(arrays: dict[str, np.ndarray], name: str) -> nn.LayerNorm:
    made = nn.LayerNorm(arrays[name + ".weight"].shape[0], eps=1e-5)
    made.weight.data = torch.tensor(arrays[name + ".weight"])
    made.bias.data = torch.tensor(arrays[name + ".bias"])
    return made


def _apart(places: torch.Tensor) -> torch.Tensor:
    """Return, for each two places, the row of MPNet's table of distances."""
    away = places[:, None] - places[None, :]
    row = (away < 0).long() * 16
    far = away.abs()
    scaled = 8 + (torch.log(far.clamp(min=1).float() / 8) / math.log(128 / 8) * 8).long()
    return row + torch.where(far < 8, far, scaled.clamp(max=15))


def _most(x: torch.Tensor, group: torch.Tensor, count: int) -> torch.Tensor:
    """Return the greatest of each column, for each group of rows."""
    start = torch.full((count, x.shape[1]), -1e4)
    return start.scatter_reduce(0, group[:, None].expand_as(x), x, "amax")


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
    """Puts examples together, and hides and changes some of what they show.

    Parameters
    ----------
    pieces
        Cuts words for the encoder.
    given
        How much is hidden.
    swaps
        Names that may stand for each other.
    large
        Cuts words for the large encoder, with the rows of its tokens.
    """

    def __init__(
        self,
        pieces: Pieces,
        given: Settings,
        swaps: Swaps | None = None,
        large: LargePieces | None = None,
    ) -> None:
        self.pieces = pieces
        self.given = given
        self.swaps = swaps
        self.large = large

    def changed(self, examples: list[Example], rng: np.random.Generator) -> list[Example]:
        """Return examples, some with other names."""
        return [self.swaps.of(one, rng) for one in examples] if self.swaps else examples

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
        hidden = np.zeros(shape, bool) if rng is None else rng.random(shape) < given.hide_words
        for row, one in enumerate(examples):
            count = len(one.words)
            for at, word in enumerate(one.words):
                cut = self.pieces.of(word)
                pieces[row, at, : len(cut)], mask[row, at, : len(cut)] = cut, 1
            signals[row, :count], heads[row, :count] = one.signals, one.heads
            kids[row, :count, :count] = kids_of(one.heads)
            seen[row, :count] = True
        if rng is not None:
            pieces[hidden] = UNKNOWN
            mask[hidden] = [1] + [0] * (MOST - 1)
            for columns in ((4, 5), (7, 8, 9, 10)):
                shown = rng.random((shape[0], 1, 1)) >= given.hide_drafts
                signals[:, :, list(columns)] *= shown
        made = {
            name: torch.tensor(value)
            for name, value in (
                ("pieces", pieces), ("piece_mask", mask), ("signals", signals), ("heads", heads),
                ("kids", kids), ("seen", seen),
            )
        }  # fmt: skip
        if self.large is not None:
            made |= self.large.batch([one.words for one in examples], hidden)
        return made


class LargePieces:
    """Cuts words for the large encoder, whose first tokens are start, padding and end."""

    def __init__(self, vocabulary: list[str]) -> None:
        self._pieces = Pieces(vocabulary)
        self._unknown = vocabulary.index("[UNK]")

    def of(self, word: str) -> list[int]:
        """Return the tokens of a word."""
        return [row or self._unknown for row in self._pieces.of(word)]

    def batch(self, texts: list[list[str]], hidden: np.ndarray) -> dict[str, torch.Tensor]:
        """Return the tokens of texts, the word of each, and how many each word has."""
        width = max(len(words) for words in texts)
        cut = [
            [[self._unknown] if hidden[row, at] else self.of(word) for at, word in enumerate(words)]
            for row, words in enumerate(texts)
        ]
        longest = min(512, 2 + max(sum(map(len, words)) for words in cut))
        tokens = np.ones((len(texts), longest), np.int64)
        words_of = np.full((len(texts), longest), width, np.int64)
        counts = np.ones((len(texts), width), np.float32)
        for row, words in enumerate(cut):
            flat = [(token, at) for at, some in enumerate(words) for token in some][: longest - 2]
            end = len(flat) + 1
            tokens[row, 0], tokens[row, end] = 0, 2
            tokens[row, 1:end] = [token for token, _ in flat]
            words_of[row, 1:end] = [at for _, at in flat]
            counts[row, : len(words)] = [len(some) for some in words]
        return {
            "tokens": torch.tensor(tokens),
            "token_words": torch.tensor(words_of),
            "token_counts": torch.tensor(counts),
            "token_seen": torch.tensor(tokens != 1),
        }


def loss_of(
    model: Model,
    examples: list[Example],
    batch: dict[str, Any],
    hidden: torch.Tensor | None = None,
) -> torch.Tensor:
    """Return the loss of a batch, a passage."""
    if hidden is None:
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
        (row, one.events[event][0], one.unit_words[unit], one.events[event][1], event, *right)
        for row, one in enumerate(examples)
        for event, unit, *right in one.pairs
    ]
    if not rows:
        return hidden.sum() * 0
    row, word, unit, label, event, *right = (torch.tensor(one) for one in zip(*rows, strict=True))
    signals = torch.tensor(np.concatenate([one.pair_signals for one in examples if one.pairs]))
    told = F.one_hot(label, len(labels())).float()
    _, group = torch.unique(row * 1000 + event, return_inverse=True)
    logits = model.roles(hidden[row, word], told, hidden[row, unit], signals, group)
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
