"""The event model: its arithmetic against plain sums, its words, and what ships."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus._data import shipped
from foedus._edtf import Edtf
from foedus._errors import CoderError
from foedus.actors import default_actors
from foedus.coding import BuiltinCoder
from foedus.coding._acts import Acts
from foedus.coding._bonds import Bonds
from foedus.coding._judge import opened, portions
from foedus.coding._network import Network, event_model, kids_of, read_model, unpacked
from foedus.coding._pieces import Pieces
from foedus.coding._signals import OF_PAIR, OF_REFERENCE, OF_WORD, Signals, hashed, labels, types
from foedus.coding._telling import Limits, logit
from foedus.events import ontology
from foedus.sources._source import Source

_TEXT = (
    "Armenia froze its participation in the CSTO, Pashinyan said on Thursday. The bloc had "
    "refused to help it, and Moscow, its ally, remained silent."
)


@pytest.mark.parametrize(
    ("source", "target", "day", "act"),
    [("ARM", "RUS", "2020-10-01", "accuse"), ("ARM", "CSTO", "2020-10-01", "accuse"),
     ("IND", "PAK", "2016-09-29", "ACCUSE"), ("ARM", "AZE", "2020-10-01", "ACCUSE")],
)  # fmt: skip
def test_a_reproach_is_an_act_among_allies(source: str, target: str, day: str, act: str) -> None:
    acts = Acts(None, None, Bonds(default_actors()))  # type: ignore[arg-type]
    called = {"ACCUSE": 0.45, "accuse": 0.3, "criticise": 0.15}
    best, sure = acts.among(called, (source,), (target,), Edtf.parse(day))
    assert best == act
    assert 0.45 < sure < 0.9


def test_labels_are_the_acts_and_then_the_types() -> None:
    assert labels() == (*ontology().acts, *ontology().types)
    assert len(types()) == 16


def test_the_model_that_ships_fits_the_scheme() -> None:
    arrays = event_model().network.arrays
    assert arrays["label.1.bias"].shape == (len(labels()),)
    assert arrays["type.1.bias"].shape == (16,)
    for name, sizes in (("word", OF_WORD), ("pair", OF_PAIR), ("reference", OF_REFERENCE)):
        for at, size in enumerate(sizes):
            assert arrays[f"of_{name}.{at}"].shape[0] == size


def test_both_models_together_are_small_enough_to_ship() -> None:
    total = 0
    for folder in ("model", "event-model"):
        root = Path(str(shipped(folder)))
        total += sum(file.stat().st_size for file in root.rglob("*") if file.is_file())
    assert total <= 30_000_000


def test_codes_of_a_text_stay_inside_the_tables() -> None:
    coder = BuiltinCoder()
    signals = Signals(event_model().codes)
    source = Source(id="t", text=_TEXT, date="2024-02-23")
    [(_, _, reads)] = coder.read(coder._parsed([source]))
    for read in reads:
        table = signals.of_words(read)
        assert (table < np.array(OF_WORD)).all()
        assert (table >= 0).all()
        pairs = signals.of_pairs(read, range(len(read.passage.words)))
        assert pairs.shape == (len(read.passage.words) * len(read.units), len(OF_PAIR))
        assert (pairs >= 0).all()
        assert (pairs < np.array(OF_PAIR)).all()
        for at, unit in enumerate(read.units):
            for _, row in signals.references(read, at) if unit.open else ():
                fit = zip(row, OF_REFERENCE, strict=True)
                assert all(0 <= code < size for code, size in fit)


def _network(rng: np.random.Generator, size: int = 8) -> Network:
    def draw(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.3, shape).astype(np.float32)

    return Network({"pieces": draw(20, size), "places": draw(600, size)}, lambda words: words)


def test_below_a_word_are_those_whose_head_it_is() -> None:
    kids = kids_of([1, 1, 1, 4, 1])
    assert kids[1].tolist() == pytest.approx([1 / 3, 0, 1 / 3, 0, 1 / 3])  # a root is not its own
    assert kids[4].tolist() == [0, 0, 0, 1, 0]
    assert not kids[[0, 2, 3]].any()


def test_the_encoder_reads_words_in_their_order_and_the_same_each_time() -> None:
    encoder = event_model().network.encoder
    x = np.random.default_rng(4).normal(size=(5, 384)).astype(np.float32)
    first = encoder(x)
    assert first.shape[0] == 5
    assert (encoder(x) == first).all()
    # attention knows no order of its own: places are part of the words
    # (what goes through a layer is rounded by its largest value, and sums by their order)
    assert np.abs(encoder(x[::-1].copy()) - first[::-1]).max() < 0.02
    assert np.abs(encoder(x[:4].copy()) - first[:4]).max() > 0.02


def test_a_word_is_the_mean_of_its_pieces() -> None:
    network = _network(np.random.default_rng(5))
    table = network.arrays["pieces"]
    found = network.vectors([(1,), (2, 3, 4)])
    assert np.allclose(found[0], table[1])
    assert np.allclose(found[1], (table[2] + table[3] + table[4]) / 3, atol=1e-6)


def test_packed_weights_come_back_within_half_a_step() -> None:
    value = np.random.default_rng(6).normal(size=(4, 5)).astype(np.float32)
    scale = np.abs(value).max(axis=1, keepdims=True) / 127
    packed = {"a": np.round(value / scale).astype(np.int8), "a|scale": scale}
    assert np.abs(unpacked(packed)["a"] - value).max() <= scale.max() / 2 + 1e-6


@pytest.mark.parametrize(
    ("word", "pieces"),
    [("Unable", (1, 2)), ("able", (3,)), ("xyz", (0,)), ("ünable", (1, 2)), ("un-able", (1, 0, 3))],
)
def test_words_are_cut_from_the_left(word: str, pieces: tuple[int, ...]) -> None:
    assert Pieces(["[UNK]", "un", "##able", "able"]).of(word) == pieces


@given(st.text(max_size=40))
@settings(max_examples=200)
def test_every_word_has_pieces(word: str) -> None:
    found = event_model().pieces.of(word)
    assert 1 <= len(found) <= 6
    assert max(found) < len(event_model().network.arrays["pieces"])


def test_a_hash_is_the_same_everywhere() -> None:
    """FNV-1a, 32 bits: the offset for an empty text, and its authors' test vector for "a"."""
    assert hashed("", 1 << 32) == 0x811C9DC5
    assert hashed("a", 1 << 32) == 0xE40C292C


def test_certainty_grows_with_both_probabilities() -> None:
    limits = Limits.of(event_model().card)
    assert limits.certainty(0.9, 0.9) > limits.certainty(0.5, 0.9) > limits.certainty(0.2, 0.9)
    assert limits.certainty(0.9, 0.9) > limits.certainty(0.9, 0.3)
    assert logit(0.5) == 0


def test_the_lowest_probability_is_where_certainty_begins() -> None:
    limits = Limits.of(event_model().card)
    lowest = limits.happens(0.8)
    assert limits.certainty(lowest + 0.01, 1.0) >= 0.79
    assert limits.certainty(max(0.005, lowest - 0.05), 1.0) <= 0.81


def test_what_else_is_read_changes_nothing() -> None:
    coder = BuiltinCoder()
    alone = Source(id="a", text=_TEXT, date="2024-02-23")
    others = [Source(id=f"o{n}", text="Mali left ECOWAS. " * (n + 1)) for n in range(3)]
    together = dict(coder.pipe([others[0], alone, *others[1:]]))
    assert [e.as_line() for e in together[alone]] == [e.as_line() for e in coder.code(alone)]


@given(st.lists(st.integers(1, 90), min_size=1, max_size=30))
def test_portions_are_whole_sentences_and_miss_none(sizes: list[int]) -> None:
    ends = np.cumsum(sizes).tolist()
    sentences = list(zip([0, *ends[:-1]], ends, strict=True))
    cut = portions(sentences)
    starts = {start for start, _ in sentences}
    assert all(start in starts for start, _ in cut)
    assert [stop for _, stop in cut[:-1]] == [start for start, _ in cut[1:]]
    assert (cut[0][0], cut[-1][1]) == (0, ends[-1])
    assert all(stop - start <= max(60, max(sizes)) for start, stop in cut)


def test_a_sentence_is_told_alike_in_a_paragraph_without_end() -> None:
    rows = (Path(__file__).with_name("background.txt")).read_text("utf-8").splitlines()
    told = "Armenia froze its participation in the CSTO on 22 February 2024."
    text = " ".join([*rows, *rows, told, *rows])
    [event] = [
        one
        for one in BuiltinCoder().code(Source(id="a", text=text, date="2024-03-01"))
        if one.act == "freeze"
    ]
    assert (event.source, event.target, str(event.date)) == (("ARM",), ("CSTO",), "2024-02-22")


def test_a_broken_model_says_where(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text(json.dumps({"heads": 2}))
    with pytest.raises(CoderError, match="event model cannot be read") as caught:
        read_model(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_beside_what_tells_an_event_less_opens_the_gate() -> None:
    looks = np.array([0.001, 0.01, 0.6, 0.01, 0.01, 0.05, 0.01], dtype=np.float32)
    assert opened(looks, 0.04).tolist() == [False, True, True, True, False, True, False]
    assert opened(looks[:1], 0.04).tolist() == [False]
    assert opened(looks, 0.0).all()


def test_the_gate_is_what_was_trained() -> None:
    """Its short way to the first layer gives what the layers of the training script give."""
    network = event_model().network
    arrays, rng = network.arrays, np.random.default_rng(8)
    pieces = [tuple(map(int, rng.integers(5, 900, size=rng.integers(1, 4)))) for _ in range(8)]
    signals = np.stack([rng.integers(0, size, 8) for size in OF_WORD], axis=1)
    heads = np.array([1, 1, 1, 2, 5, 5, 5, 6])

    def beside(x: np.ndarray) -> np.ndarray:
        edge = np.zeros_like(x[:1])
        return np.concatenate([[*edge, *x[:-1]], x, [*x[1:], *edge], x[heads]], axis=1)

    def layer(name: str, x: np.ndarray) -> np.ndarray:
        return np.maximum(x @ arrays[f"gate.{name}.weight"] + arrays[f"gate.{name}.bias"], 0)

    codes = [arrays[f"of_word.{at}"][signals[:, at]] for at in range(len(OF_WORD))]
    x = np.concatenate([network.vectors(pieces), *codes], axis=1)
    x = layer("second", beside(layer("first", beside(x))))
    most = x @ arrays["gate.most.weight"] + arrays["gate.most.bias"]
    around = np.concatenate([most.max(axis=0), x.mean(axis=0)])
    x = np.maximum(x + around @ arrays["gate.around.weight"] + arrays["gate.around.bias"], 0)
    last = (x @ arrays["gate.last.weight"] + arrays["gate.last.bias"]).max()
    found = network.may_tell(pieces, signals, heads, [(0, 8)])
    assert np.allclose(found, 1 / (1 + np.exp(-last)), rtol=1e-3, atol=1e-6)
