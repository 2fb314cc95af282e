"""The event model's arithmetic: words in context, and what it says of them.

::

    pieces ─► vectors ─┬─► attention × layers ─► project ─┬─► + head, + beside, + below ─► hidden
                       └─► gate: worth reading?  signals ─┘
    hidden ─► event? · act or type · type · factuality
    hidden of a trigger + a mention + their signals ─► source? target? speaker?
    hidden of two mentions + their signals ─► the same?
    all that speaks for an actor (_casting) ─► source? target? speaker?

Encoder layers are those of BERT (Devlin and others 2019, arXiv:1810.04805), with normalisation
after each part, and run by ONNX Runtime; a word's vector is the mean of its pieces'. The rest is
NumPy. ``scripts/train_events.py`` trains it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources.abc import Traversable
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus._data import shipped
from foedus._errors import CoderError
from foedus.coding import _sets as sets
from foedus.coding._pieces import Pieces
from foedus.coding._signals import OF_MENTION, OF_WORD, Codes

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Encoder = Callable[[Floats], Floats]
_LONGEST = 500  # positions that the encoder knows
_COLUMNS = len(OF_WORD)
_SOFT = 4  # log odds are divided by
# Columns of ``OF_WORD``: those of each word, two with a few codes, and those that are mostly 0.
_PLAIN, _FLAGS, _RARE = (0, 1, 2), (3, 11), range(4, 11)


class Network:
    """Weights, and the functions over them.

    Parameters
    ----------
    arrays
        Name → array, as ``scripts/train_events.py`` wrote them.
    encoder
        Words × size → words × width: its layers.
    """

    def __init__(self, arrays: dict[str, Floats], encoder: Encoder) -> None:
        self.arrays = arrays
        self.encoder = encoder
        if "above.weight" in arrays:
            # one product for all parts: of the word and its head, the word and both sides, below
            above, near = np.split(arrays["above.weight"], 2), np.split(arrays["near.weight"], 3)
            parts = np.concatenate([*above, *near, arrays["below.weight"]], axis=1)
            at = parts.shape[0] - sum(arrays[f"of_word.{one}"].shape[1] for one in range(_COLUMNS))
            tables: list[Floats] = []  # what a code adds to all parts
            for one in range(_COLUMNS):
                table = arrays[f"of_word.{one}"]
                if one == len(_PLAIN):
                    self._parts = np.ascontiguousarray(parts[:at])
                tables.append(table @ parts[at : at + table.shape[1]])
                at += table.shape[1]
            self._codes = _Codes(tables)
        if "gate.first.weight" in arrays:
            # the word before, the word itself, the one behind and the one above, side by side
            gate = np.concatenate(np.split(arrays["gate.first.weight"], 4), axis=1)
            at = arrays["pieces"].shape[1]
            self._gate_pieces = arrays["pieces"] @ gate[:at]
            tables = []
            for one in range(_COLUMNS):
                table = arrays[f"of_word.{one}"]
                tables.append(table @ gate[at : at + table.shape[1]])
                at += table.shape[1]
            self._gate_plain = [(one, tables[one]) for one in _PLAIN]
            self._gate_codes = _Codes(tables)
            second = np.split(arrays["gate.second.weight"], 4)
            self._gate_second = np.ascontiguousarray(np.concatenate(second, axis=1))

    @property
    def width(self) -> int:
        """Of the vectors that :meth:`in_context` gives."""
        return len(self.arrays["mixed.weight"])

    def in_context(self, x: Floats, signals: Ints, heads: Sequence[int] | Ints) -> Floats:
        """Return a vector for each word of a passage.

        One passage at a time: on a processor, several at once are no faster, and so the numbers
        never depend on what else is read.

        Parameters
        ----------
        x
            What :meth:`vectors` gave, words × size.
        signals
            Words × columns of ``OF_WORD``.
        heads
            For each word, the word above it.
        """
        x = x + self.arrays["places"][np.minimum(np.arange(len(x)), _LONGEST) + 1]
        return self._mix(self.encoder(x), signals, np.asarray(heads))

    def may_tell(
        self,
        pieces: Sequence[tuple[int, ...]],
        signals: Ints,
        heads: Sequence[int] | Ints,
        cut: Sequence[tuple[int, int]],
    ) -> Floats:
        """Return for each portion how likely it seems to tell an event, before it is read.

        Quick, and low only where there is none: what it rules out need not be read in context. It
        sees words with their neighbours and the words above them, twice over, and then what all
        words of the portion show.

        Parameters
        ----------
        pieces
            Of each word.
        signals
            Words × columns of ``OF_WORD``.
        heads
            For each word, the word above it.
        cut
            The words from which to before which each portion runs, one behind the other.
        """
        arrays, above = self.arrays, np.asarray(heads)
        made = _mean_of(self._gate_pieces, pieces)
        for at, table in self._gate_plain:
            made += table[signals[:, at]]
        self._gate_codes.add(made, signals)
        first = _relu(_beside(made, above) + arrays["gate.first.bias"])
        second = _relu(_beside(first @ self._gate_second, above) + arrays["gate.second.bias"])
        starts, stops = np.array(cut).T
        sizes = stops - starts
        most = np.maximum.reduceat(self._linear("gate.most", second), starts)
        mean = np.add.reduceat(second, starts) / sizes[:, None]
        around = self._linear("gate.around", np.concatenate([most, mean], axis=1))
        last = self._linear("gate.last", _relu(second + np.repeat(around, sizes, axis=0)))
        return _sigmoid(np.maximum.reduceat(last[:, 0], starts))

    def vectors(self, pieces: Sequence[tuple[int, ...]]) -> Floats:
        """Return a vector for each word by itself: the mean of its pieces'."""
        return _mean_of(self.arrays["pieces"], pieces)

    def _mix(self, x: Floats, signals: Ints, heads: Ints) -> Floats:
        arrays = self.arrays
        columns = [arrays[f"of_word.{at}"][signals[:, at]] for at in _PLAIN]
        made = np.concatenate([x, *columns], axis=1) @ self._parts
        self._codes.add(made, signals)
        own, head, before, here, after, below = np.split(made, 6, axis=1)
        above = own + head[heads]
        above += arrays["above.bias"]
        near = here + arrays["near.bias"]
        near[1:] += before[:-1]
        near[:-1] += after[1:]
        under = kids_of(heads) @ below
        under += arrays["below.bias"]
        both = np.maximum(np.concatenate([above, near, under], axis=1), np.float32(0))
        return _norm(both, arrays["mixed.weight"], arrays["mixed.bias"], np.float32(1e-5))

    def _linear(self, name: str, x: Floats) -> Floats:
        weight = self.arrays[name + ".weight"]
        made = x.reshape(-1, x.shape[-1]) @ weight
        made += self.arrays[name + ".bias"]
        return np.asarray(made, dtype=np.float32).reshape(*x.shape[:-1], weight.shape[1])

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

    def roles(self, triggers: Floats, label: Floats, units: Floats, signals: Ints) -> Floats:
        """Return triggers × units × 3: how probable a mention is as source, target, speaker.

        A mention is judged by itself, and then against the others of the same event.

        Parameters
        ----------
        triggers, label, units
            A row for each trigger, each trigger and each mention.
        signals
            A row for each trigger and mention, mentions within triggers.
        """
        first = self._linear("role.trigger", np.concatenate([triggers, label], axis=1))[:, None]
        second = self._linear("role.unit", units)[None]
        x = first * second
        x += first
        for at in OF_MENTION:
            second = second + self.arrays[f"of_pair.{at}"][signals[: len(units), at]]
        x += second
        x = x.reshape(-1, x.shape[2])
        for at in range(signals.shape[1]):
            if at not in OF_MENTION:
                x += self.arrays[f"of_pair.{at}"][signals[:, at]]
        x = _relu(self._linear("role.1", _relu(x)))
        alone = self._linear("role.2", x)
        shape = (len(triggers), len(units), -1)
        x, apart = x.reshape(shape), alone.reshape(shape)
        best = np.broadcast_to(x.max(axis=1, keepdims=True), x.shape)
        shown = np.concatenate([x, best, apart - apart.max(axis=1, keepdims=True)], axis=2)
        more = self._linear("role.4", _relu(self._linear("role.3", shown.reshape(len(alone), -1))))
        return _sigmoid(alone + more).reshape(shape)

    def parts(
        self, shown: Floats, label: Ints, triggers: Floats, between: Floats
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """Return events × actors × 3: how probable an actor is as source, target, speaker.

        And events × actors × 2: who are source and target, all actors weighed together.

        Parameters
        ----------
        shown
            Events × actors × features, as :meth:`Scene.shown` gave them.
        label, triggers
            The label of each event, and the vector of its trigger.
        between
            Actors × actors × what holds of two (:meth:`Scene.between`).
        """
        mood = _relu(self._linear("part.trigger", triggers))
        told = self._linear("part.told", mood) + self.arrays["part.label"][label]
        x = self._linear("part.0", shown) + told[:, None]
        x = _relu(self._linear("part.1", _relu(x)))
        logits = self._linear("part.2", x) + self._linear("part.plain", shown)
        chances = _sigmoid(logits)
        rows, there = sets.likeliest(logits[..., :2])
        scores = self._sets(logits, x, label, mood, rows, there, between)
        return chances, sets.chosen(scores, rows, there, chances)

    def _sets(
        self,
        logits: Floats,
        x: Floats,
        label: Ints,
        mood: Floats,
        rows: Ints,
        there: NDArray[np.bool_],
        between: Floats,
    ) -> Floats:
        """Return a score for each two sets: events × subsets of sources × of targets."""
        arrays, events = self.arrays, np.arange(len(x))[:, None]
        first, second = sets.FIRST, sets.SECOND
        sides: list[Floats] = []
        for part, name in enumerate(("source", "target")):
            row = rows[:, part]
            one = np.where(there[:, part], logits[events, row, part], np.float32(sets.NEVER))
            of = self._linear(f"part.{name}.of", x[events, row])
            left, right = of[:, first], of[:, second]
            kind = arrays[f"part.{name}.label"][label][:, None].repeat(len(first), axis=1)
            high, low = one[:, first], one[:, second]
            shown = (
                left + right, left * right, kind, between[row[:, first], row[:, second]],
                np.stack([high + low, high - low], axis=2) / _SOFT,
            )  # fmt: skip
            two = self._head(f"part.{name}.two", np.concatenate(shown, axis=2))[..., 0]
            count = arrays[f"part.{name}.count"][label] + self._linear(f"part.{name}.many", mood)
            sides.append(one @ sets.SUBSETS.T + two @ sets.TWO.T + count[:, sets.SIZE])
        never = sets.absent(there)
        sides = [side + never[:, part] for part, side in enumerate(sides)]
        shared = sets.overlaps(rows, there)
        alike = (shared == sets.SIZE[:, None]) & (shared == sets.SIZE) & (shared > 0)
        both = arrays["part.both"][label]
        made = sides[0][:, :, None] + sides[1][:, None] + both[:, 0, None, None] * shared
        return np.asarray(made + both[:, 1, None, None] * alike, dtype=np.float32)

    def refers(
        self, hidden: Floats, open_words: Sequence[int], others: Sequence[int], signals: Ints
    ) -> Floats:
        """Return a score for each option of an open mention; the highest is meant.

        Parameters
        ----------
        hidden
            What :meth:`in_context` gave for the words of the passage.
        open_words, others
            For each option, the word of the open mention and that of the option; -1 for an
            option that stands at no word.
        signals
            A row for each option.
        """
        here, row = np.unique(open_words, return_inverse=True)
        x = self._linear("reference.open", hidden[here])[row]
        none = np.zeros((1, hidden.shape[1]), dtype=np.float32)
        there, row = np.unique(others, return_inverse=True)
        x += self._linear("reference.other", np.concatenate([hidden, none])[there])[row]
        for at in range(signals.shape[1]):
            x += self.arrays[f"of_reference.{at}"][signals[:, at]]
        return self._linear("reference.1", _relu(x))[:, 0]


class _Codes:
    """What the codes of a word add up to, but for those of the plain columns.

    ``tables`` has one for each column of ``OF_WORD``, with a row for each code.
    """

    def __init__(self, tables: Sequence[Floats]) -> None:
        usual = sum(tables[one][0] for one in _RARE)
        known, spoken = (tables[one] for one in _FLAGS)
        self._flags = (known[:, None] + spoken + usual).reshape(-1, known.shape[1])
        self._rare = [(one, tables[one] - tables[one][0]) for one in _RARE]

    def add(self, made: Floats, signals: Ints) -> None:
        """Add it to a row for each word."""
        known, spoken = _FLAGS
        made += self._flags[signals[:, known] * OF_WORD[spoken] + signals[:, spoken]]
        for at, table in self._rare:
            rows = np.flatnonzero(signals[:, at])
            if len(rows):
                made[rows] += table[signals[rows, at]]


def _mean_of(table: Floats, pieces: Sequence[tuple[int, ...]]) -> Floats:
    """Return for each word the mean of the rows of its pieces."""
    made = table[[of[0] for of in pieces]]
    cut = [at for at, of in enumerate(pieces) if len(of) > 1]
    if cut:
        flat = np.array(list(chain.from_iterable(pieces[at] for at in cut)), dtype=np.int64)
        sizes = np.array([len(pieces[at]) for at in cut], dtype=np.int64)
        starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        made[cut] = np.add.reduceat(table[flat], starts, axis=0) / sizes[:, None]
    return made


def _beside(x: Floats, above: Ints) -> Floats:
    """Return for each word what it, the words on both sides and the one above it add up to.

    ``x`` is words × 4 parts: as the word before, as the word itself, as the one behind, as the one
    above.
    """
    before, here, after, head = np.split(x, 4, axis=1)
    made = here + head[above]
    made[1:] += before[:-1]
    made[:-1] += after[1:]
    return made


def kids_of(heads: Sequence[int] | Ints) -> Floats:
    """Return words × words: in a word's row, equal weights for the words right below it."""
    count = len(heads)
    kids = np.zeros((count, count), dtype=np.float32)
    kids[np.asarray(heads), np.arange(count)] = 1
    np.fill_diagonal(kids, 0)
    kids /= np.maximum(kids.sum(axis=1, keepdims=True), 1)
    return kids


def _norm(x: Floats, weight: Floats, bias: Floats, least: np.float32) -> Floats:
    x = x - x.mean(axis=-1, keepdims=True)
    spread = np.einsum("...i,...i->...", x, x)[..., None] / np.float32(x.shape[-1])
    x *= 1 / np.sqrt(spread + least)
    x *= weight
    x += bias
    return x


def _relu(x: Floats) -> Floats:
    return np.maximum(x, np.float32(0))


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
        self._learnt = frozenset(str(card.get("learnt", "")).split())

    def has_learnt(self, text: str) -> bool:
        """Return whether the model learnt from a text of a gold set."""
        return mark_of(text) in self._learnt


def read_encoder(stored: bytes) -> Encoder:
    """Return the encoder that an ONNX model holds, on one thread of the processor."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(stored, options, providers=["CPUExecutionProvider"])

    def encoder(words: Floats) -> Floats:
        [vectors] = session.run(None, {"words": words})
        return np.asarray(vectors, dtype=np.float32)

    return encoder


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


def mark_of(text: str) -> str:
    """Return the few letters by which a model knows a text of a gold set that it learnt from.

    >>> mark_of("Armenia left.")
    '9db7b3bc'
    """
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


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
        encoder = read_encoder((folder / "encoder.onnx").read_bytes())
        return EventModel(
            Network(arrays, encoder), Pieces(vocabulary), Codes.of(card["codes"]), card
        )
    except (OSError, ValueError, KeyError, RuntimeError) as problem:
        raise CoderError(
            f"the event model cannot be read: {problem}",
            where=str(folder),
            hint="install Foedus again, or name another coder",
        ) from problem
