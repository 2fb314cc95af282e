"""Sentences from other alliances and eras, made up for the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from foedus.coding import code_text
from foedus.coding._examples import fits, in_words

_ROWS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "sentences.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("row", _ROWS, ids=[row["text"][:50] for row in _ROWS])
def test_a_sentence_is_coded(row: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if row.get("misses"):
        request.applymarker(pytest.mark.xfail(reason=row["misses"], strict=True))
    found = code_text(row["text"], published=str(row["published"]))
    told = [in_words(event) for event in found]
    for wanted in row.get("gives") or []:
        assert any(fits(event, wanted) for event in found), told
    if row.get("gives") == []:
        assert told == []
    for word in row.get("never") or []:
        assert not any(word in line.split() for line in told)


_BACKGROUND = (Path(__file__).parent / "background.txt").read_text("utf-8").splitlines()


def test_background_is_no_event() -> None:
    """At most eight false alarms a hundred sentences that tell no event."""
    alarms = [
        (line, in_words(event))
        for line in _BACKGROUND
        for event in code_text(line, published="2024-09-10")
    ]
    assert len(alarms) <= 0.08 * len(_BACKGROUND), alarms
