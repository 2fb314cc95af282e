"""Evidence stands in its text, or says that it does not."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from foedus import Event, Evidence, EvidenceError

TEXT = "Armenia froze its participation. Russia regretted it. Armenia did not leave."


@settings(deadline=None)
@given(st.text(min_size=1, max_size=80), st.data())
def test_evidence_at_a_place_is_in_its_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    piece = Evidence.at("s", text, start, end)
    assert piece.exact == text[start:end]
    assert piece.holds(text)
    assert (piece.prefix + piece.exact + piece.suffix) in text
    assert text[:start].endswith(piece.prefix)
    assert text[end:].startswith(piece.suffix)
    assert len(piece.prefix) <= 32
    assert len(piece.suffix) <= 32


@settings(deadline=None)
@given(st.text(max_size=60), st.text(min_size=1, max_size=10), st.text(max_size=60))
def test_a_quote_that_stands_once_is_found(before: str, quote: str, after: str) -> None:
    text = before + quote + after
    assume(text.find(quote) == text.rfind(quote))
    piece = Evidence.find("s", text, quote)
    assert piece.holds(text)
    assert piece.exact == quote
    assert text[piece.start : piece.end] == quote


@settings(deadline=None)
@given(st.text(max_size=60), st.text(min_size=1, max_size=10))
def test_a_quote_that_is_not_there_is_refused(text: str, quote: str) -> None:
    assume(quote not in text)
    with pytest.raises(EvidenceError, match="is not in the source"):
        Evidence.find("s", text, quote)


def test_a_quote_that_stands_twice_is_refused() -> None:
    with pytest.raises(EvidenceError, match="more than once") as caught:
        Evidence.find("news", TEXT, "Armenia")
    assert "news" in str(caught.value)
    with pytest.raises(EvidenceError, match="more than once"):
        Evidence.find("s", "aaa", "aa")  # also where the two overlap


@settings(deadline=None)
@given(st.text(min_size=1, max_size=60), st.data())
def test_json_there_and_back(text: str, data: st.DataObject) -> None:
    assume(not any("\ud800" <= char <= "\udfff" for char in text))
    start = data.draw(st.integers(0, len(text) - 1))
    piece = Evidence.at("s", text, start, len(text), trigger="x")
    assert Evidence.model_validate_json(piece.model_dump_json()) == piece


def test_it_is_orphaned_when_the_text_changes() -> None:
    piece = Evidence.find("s", TEXT, "Russia regretted it.")
    assert piece.holds(TEXT)
    assert not piece.holds("X" + TEXT)
    assert not piece.holds(TEXT.replace("regretted", "welcomed!"))
    assert not piece.holds("")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"start": 0, "end": 5, "exact": "abc"}, "the quote has 3 characters"),
        ({"start": -1, "end": 2, "exact": "abc"}, "greater than or equal to 0"),
        ({"start": 3, "end": 3, "exact": ""}, "at least 1 character"),
        ({"start": 5, "end": 2, "exact": "abc"}, "the quote has 3 characters"),
        ({"start": 0, "end": 3, "exact": "abc", "page": 4}, "not permitted"),
    ],
)
def test_what_does_not_fit_together_is_refused(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Evidence.model_validate({"source": "s", **fields})


def test_a_web_annotation_target() -> None:
    piece = Evidence.find("s", TEXT, "Russia regretted it.")
    target = json.loads(json.dumps(piece.as_annotation()))
    position, quote = target["selector"]
    assert target["source"] == "s"
    assert position == {"type": "TextPositionSelector", "start": 33, "end": 53}
    assert quote == {
        "type": "TextQuoteSelector",
        "exact": "Russia regretted it.",
        "prefix": "rmenia froze its participation. ",
        "suffix": " Armenia did not leave.",
    }


def test_a_translation_says_whose_it_is_and_changes_no_id() -> None:
    piece = Evidence.find("s", "Они уходят.", "Они уходят.")
    told = {**piece.model_dump(), "translation": "They leave."}
    with pytest.raises(ValidationError, match="needs 'translated_by'"):
        Evidence.model_validate(told)
    with pytest.raises(ValidationError, match="without a 'translation'"):
        Evidence.model_validate({**piece.model_dump(), "translated_by": "A. Reader"})
    both = Evidence.model_validate({**told, "translated_by": "A. Reader"})
    assert both.exact == "Они уходят."
    fields = {"source": ("ARM",), "type": "REJECT", "act": "exit", "date": "2024-06-12"}
    events = [Event.model_validate({**fields, "evidence": (one,)}) for one in (piece, both)]
    assert events[0].id == events[1].id
    assert Event.model_validate_json(events[1].as_line()) == events[1]
