"""The event model's arithmetic, in NumPy: words in context, and what it says of them.

::

    pieces ─► vectors ─► attention × layers ─► project ─┬─► + head, + neighbours ─► hidden
                                               signals ─┘
    hidden ─► event? · act or type · type · factuality
    hidden of a trigger + a mention + their signals ─► source? target? speaker?
    hidden of two mentions + their signals ─► the same?

Encoder layers are those of BERT (Devlin and others 2019, arXiv:1810.04805), with normalisation
after each part; a word's vector is the mean of its pieces'. ``scripts/train_events.py`` trains it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus._data import shipped
from foedus._errors import CoderError
from foedus.coding._pieces import Pieces
from foedus.coding._signals import Codes

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
_LONGEST = 500  # positions that the encoder knows


class Network:
    """Weights, and the functions over them.

    Parameters
    ----------
    arrays
        Name → array, as ``scripts/train_events.py`` wrote them.
    heads
        How many attention heads a layer has.
    """

    def __init__(self, arrays: dict[str, Floats], heads: int) -> None:
        self.arrays = arrays
        self.heads = heads
        self.layers = 1 + max(
            (int(name.split(".")[1]) for name in arrays if name.startswith("layer.")), default=-1
        )

    def hidden(
        self, pieces: Sequence[tuple[int, ...]], signals: Ints, heads: Sequence[int]
    ) -> Floats:
        """Return a vector for each word of a passage.

        One passage at a time: on a processor, several at once are no faster, and so the numbers
        never depend on what else is read.

        Parameters
        ----------
        pieces
            For each word, the rows of its pieces.
        signals
            Words × columns of ``OF_WORD``.
        heads
            For each word, the word above it.
        """
        x = self._vectors(pieces)
        x += self.arrays["places"][np.minimum(np.arange(len(x)), _LONGEST) + 1]
        x = _norm(x, self.arrays["norm.weight"], self.arrays["norm.bias"])
        for layer in range(self.layers):
            x = self._layer(f"layer.{layer}.", x)
        return self._mix(self._linear("project", x), signals, np.asarray(heads))

    def _vectors(self, pieces: Sequence[tuple[int, ...]]) -> Floats:
        table = self.arrays["pieces"]
        flat = np.fromiter((row for word in pieces for row in word), dtype=np.int64)
        sizes = np.fromiter((len(word) for word in pieces), dtype=np.int64)
        starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        total = np.add.reduceat(table[flat], starts, axis=0)
        return np.asarray(total / sizes[:, None], dtype=np.float32)

    def _layer(self, name: str, x: Floats) -> Floats:
        arrays = self.arrays
        words = len(x)
        three = x @ arrays[name + "qkv.weight"]
        three += arrays[name + "qkv.bias"]
        q, k, v = three.reshape(words, 3, self.heads, -1).transpose(1, 2, 0, 3)
        scores = np.matmul(q, k.transpose(0, 2, 1))
        scores *= np.float32(q.shape[-1] ** -0.5)
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed = np.matmul(scores, v).transpose(1, 0, 2).reshape(words, -1)
        attended = mixed @ arrays[name + "out.weight"]
        attended += arrays[name + "out.bias"]
        attended += x
        x = _norm(attended, arrays[name + "norm1.weight"], arrays[name + "norm1.bias"])
        inner = x @ arrays[name + "up.weight"]
        inner += arrays[name + "up.bias"]
        made = _gelu(inner) @ arrays[name + "down.weight"]
        made += arrays[name + "down.bias"]
        made += x
        return _norm(made, arrays[name + "norm2.weight"], arrays[name + "norm2.bias"])

    def _mix(self, x: Floats, signals: Ints, heads: Ints) -> Floats:
        arrays = self.arrays
        columns = [arrays[f"of_word.{at}"][signals[:, at]] for at in range(signals.shape[1])]
        x = np.concatenate([x, *columns], axis=1)
        above = np.concatenate([x, x[heads]], axis=1)
        edge = np.zeros((1, x.shape[1]), dtype=np.float32)
        near = np.concatenate([np.vstack([edge, x[:-1]]), x, np.vstack([x[1:], edge])], axis=1)
        both = np.concatenate(
            [_relu(self._linear("above", above)), _relu(self._linear("near", near))], axis=1
        )
        return _norm(both, arrays["mixed.weight"], arrays["mixed.bias"], np.float32(1e-5))

    def _linear(self, name: str, x: Floats) -> Floats:
        made = x @ self.arrays[name + ".weight"]
        made += self.arrays[name + ".bias"]
        return np.asarray(made, dtype=np.float32)

    def _head(self, name: str, x: Floats) -> Floats:
        return self._linear(f"{name}.1", _relu(self._linear(f"{name}.0", x)))

    def happens(self, hidden: Floats) -> Floats:
        """Return, for each word, how probable it is that it tells an event."""
        return _sigmoid(self._head("event", hidden)[:, 0])

    def label(self, hidden: Floats) -> Floats:
        """Return the probabilities of acts and types, triggers × labels."""
        return _softmax(self._head("label", hidden))

    def type(self, hidden: Floats, label: Floats) -> Floats:
        """Return the probabilities of types, given the label as one-hot rows."""
        return _softmax(self._head("type", np.concatenate([hidden, label], axis=1)))

    def factuality(self, hidden: Floats) -> Floats:
        """Return the probabilities of factualities."""
        return _softmax(self._head("factuality", hidden))

    def roles(self, trigger: Floats, label: Floats, units: Floats, signals: Ints) -> Floats:
        """Return, pairs × 3, how probable it is that a mention is source, target, speaker.

        All four have a row for each pair.
        """
        x = self._linear("role.trigger", np.concatenate([trigger, label], axis=1))
        x += self._linear("role.unit", units)
        for at in range(signals.shape[1]):
            x += self.arrays[f"of_pair.{at}"][signals[:, at]]
        return _sigmoid(self._linear("role.2", _relu(self._linear("role.1", _relu(x)))))

    def refers(self, open_units: Floats, others: Floats, signals: Ints) -> Floats:
        """Return a score for each option of an open mention; the highest is meant."""
        x = self._linear("reference.open", open_units) + self._linear("reference.other", others)
        for at in range(signals.shape[1]):
            x += self.arrays[f"of_reference.{at}"][signals[:, at]]
        return self._linear("reference.1", _relu(x))[:, 0]


_LEAST = np.float32(1e-12)


def _norm(x: Floats, weight: Floats, bias: Floats, least: np.float32 = _LEAST) -> Floats:
    x = x - x.mean(axis=-1, keepdims=True)
    spread = np.einsum("...i,...i->...", x, x)[..., None] / np.float32(x.shape[-1])
    x *= 1 / np.sqrt(spread + least)
    x *= weight
    x += bias
    return x


def _relu(x: Floats) -> Floats:
    return np.maximum(x, np.float32(0))


def _gelu(x: Floats) -> Floats:
    """Return x times the logistic of 1.702 x, which stands for the normal distribution's."""
    gate = x * np.float32(-1.702)
    np.minimum(gate, np.float32(60), out=gate)
    np.exp(gate, out=gate)
    gate += 1
    return np.asarray(x / gate, dtype=np.float32)


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -60, 60))), dtype=np.float32)


def _softmax(x: Floats) -> Floats:
    x = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(x / x.sum(axis=-1, keepdims=True), dtype=np.float32)


class EventModel:
    """The network with its words and codes, and the thresholds that go with it."""

    def __init__(
        self, network: Network, pieces: Pieces, codes: Codes, card: dict[str, Any]
    ) -> None:
        self.network = network
        self.pieces = pieces
        self.codes = codes
        self.card = card


def unpacked(stored: dict[str, Any]) -> dict[str, Floats]:
    """Return arrays in single precision; whole numbers are rows times their scale."""
    made: dict[str, Floats] = {}
    for name, value in stored.items():
        if name.endswith("|scale"):
            continue
        if value.dtype == np.int8:
            scale = stored[name + "|scale"].astype(np.float32)
            made[name] = np.ascontiguousarray(value.astype(np.float32) * scale)
        else:
            made[name] = np.ascontiguousarray(value, dtype=np.float32)
    return made


@cache
def event_model() -> EventModel:
    """Return the event model that ships, read once.

    Raises
    ------
    CoderError
        The model is not there, or cannot be read.
    """
    return read_model(shipped("event-model"))


def read_model(folder: Traversable) -> EventModel:
    """Read an event model from a folder.

    Raises
    ------
    CoderError
        The model is not there, or cannot be read.
    """
    try:
        card = json.loads((folder / "meta.json").read_text("utf-8"))
        vocabulary = (folder / "pieces.txt").read_text("utf-8").split("\n")
        with (folder / "weights.npz").open("rb") as file, np.load(file) as stored:
            arrays = unpacked(dict(stored))
        return EventModel(
            Network(arrays, card["heads"]), Pieces(vocabulary), Codes.of(card["codes"]), card
        )
    except (OSError, ValueError, KeyError) as problem:
        raise CoderError(
            f"the event model cannot be read: {problem}",
            where=str(folder),
            hint="install Foedus again, or name another coder",
        ) from problem
