"""Agreement between two coders, by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from foedus._errors import InputError
from foedus.coding._agreement import agreement

from .conftest import coded, item

GoldFile = Callable[..., Path]
TEXTS = {
    "a": "Armenia froze its participation.",
    "b": "Armenia criticised Russia.",
    "c": "Armenia bought arms in France.",
    "d": "The bloc has six members.",
}


def test_agreement_by_hand(gold_file: GoldFile) -> None:
    a, b, c, d = TEXTS.values()
    first = gold_file(
        item("a", a, coded(a)),
        item("b", b, coded(b, type="ACCUSE", act="criticise")),
        item("c", c, coded(c, type="COOPERATE", act="arm")),
        item("d", d),
        item("only", d),
        name="first.jsonl",
    )
    second = gold_file(
        item("a", a, coded(a)),
        item("b", b, coded(b, type="ACCUSE", act="accuse")),
        item("c", c),
        item("d", d),
        name="second.jsonl",
    )
    made = agreement(first, second)
    assert (made.items, made.only_first, made.only_second) == (4, ("only",), ())
    # 3 events against 2; both match by type, one by act
    assert made.scores["type"].f1 == pytest.approx(2 * 2 / 5)
    assert made.scores["act"].f1 == pytest.approx(2 * 1 / 5)
    assert made.matched == 2
    assert made.alphas["type"] == pytest.approx(1.0)
    # acts freeze/freeze and criticise/accuse: n = 4, observed 2, expected 16 − (4 + 1 + 1) = 10
    assert made.alphas["act"] == pytest.approx(1 - 3 * 2 / 10)
    assert made.alphas["factuality"] is None
    # has an event: yes/yes, yes/yes, yes/no, no/no: 1 − 7·2/(64 − 25 − 9)
    assert made.alphas["has_event"] == pytest.approx(1 - 7 * 2 / 30)
    assert "4 texts coded twice: 3 events in" in str(made)
    assert made.as_json()["alpha"]["factuality"] is None


def test_agreement_needs_the_same_texts(gold_file: GoldFile) -> None:
    first = gold_file(item("a", TEXTS["a"]), name="first.jsonl")
    other = gold_file(item("a", TEXTS["b"]), name="other.jsonl")
    with pytest.raises(InputError, match="differs"):
        agreement(first, other)
    with pytest.raises(InputError, match="no text is in both"):
        agreement(first, gold_file(item("z", TEXTS["a"]), name="none.jsonl"))
