"""The legend below a table of events explains what occurs in it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from foedus import Event, Evidence
from foedus._legend import Legend
from foedus._terminal import event_lines


def legend(*fields: dict[str, Any]) -> dict[str, str]:
    """Return the legend of events that differ from a plain one in these fields.

    What their acts mean is left out.
    """
    made = Legend()
    for given in fields:
        event = {
            "source": ("ARM",),
            "target": ("CSTO",),
            "type": "SANCTION",
            "act": "freeze",
            "date": "2024-02-22",
            "evidence": (Evidence.at("a", "Armenia froze it.", 0, 16),),
        }
        made.show(Event.model_validate({**event, **given}))
    return {name: means for name, means in entries(made).items() if name != "freeze"}


def entries(made: Legend) -> dict[str, str]:
    """Return what a legend explains, and how."""
    lines = (line.split("   ", 1) for line in made.lines())
    return {written.strip(): means.strip() for written, means in lines}


def test_a_plain_event_needs_no_word() -> None:
    assert legend({}) == {}


def test_factualities_are_explained_where_they_differ() -> None:
    told = legend({}, {"factuality": "denied"})
    assert list(told) == ["actual", "denied"]
    assert told["denied"] == "said not to be so"


def test_said_by_is_explained() -> None:
    assert list(legend({"speaker": {"actor": "RUS", "person": None}})) == ["said by"]


def test_what_is_told_again_or_dated_otherwise_is_shown_and_explained() -> None:
    text = "Armenia froze it. The freeze came. It froze it. It did."
    spans = [(0, 17), (18, 34), (35, 47), (48, 55)]
    pieces = [Evidence.at("a", text, *span) for span in spans]
    other = Evidence.at("b", text, 0, 17)
    assert list(legend({"evidence": pieces[:2]})) == ["again"]
    assert list(legend({"versions": ("2024-02-20",)})) == ["also dated"]

    def shown(*evidence: Evidence, **given: Any) -> str:
        plain = {"source": ("ARM",), "target": ("CSTO",), "type": "SANCTION", "date": "2024-02-22"}
        line = event_lines(Event.model_validate({**plain, **given, "evidence": evidence}))[1]
        return line.partition("  [")[2]

    assert shown(pieces[0]) == "a 0–17]"
    assert shown(*pieces[:2], other) == "a 0–17, again 18–34, b 0–17]"
    assert shown(*pieces) == "a 0–17, again 18–34, 35–47 and once more]"
    assert shown(*pieces, other) == "a 0–17, again 18–34, 35–47 and 2 times more]"
    assert shown(pieces[0], versions=("2024-02-20", "2024-03")) == (
        "a 0–17; also dated 2024-02-20, 2024-03]"
    )


def test_a_trigger_is_explained() -> None:
    piece = Evidence.at("a", "Armenia froze it.", 0, 16, "froze")
    assert legend({"evidence": (piece,)}) == {"trigger": "the word that names the act"}


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("../2024-01-30", {"../2024-01-30": "some time up to that day"}),
        ("../2024", {"../2024": "some time up to that year"}),
        ("2024-01-30/..", {"2024-01-30/..": "from that day on"}),
        ("2024-01/..", {"2024-01/..": "from that month on"}),
        ("2024-01", {"2024-01": "some day in that month"}),
        ("2024-XX-XX", {"2024-XX-XX": "some day in that year"}),
        ("2024", {"2024": "some day in that year"}),
        ("199X", {"199X": "some time in that decade"}),
        ("2024-02~", {"2024-02~": "about that month"}),
        ("2024-02-15~", {"2024-02-15~": "about that day"}),
        ("2024-06?", {"2024-06?": "that month, but uncertain"}),
        ("2024-06%", {"2024-06%": "about that month, and uncertain"}),
        ("2024/", {"2024/": "from that year on; until when is not known"}),
        ("../..", {"../..": "some time; when is not known"}),
        (
            "2022-09-13/2022-09-14",
            {"2022-09-13/2022-09-14": "from the one to the other, or some time between"},
        ),
        (
            "../2024-02~",
            {"../2024-02~": "some time up to that month", "2024-02~": "about that month"},
        ),
    ],
)
def test_what_a_date_says(date: str, expected: dict[str, str]) -> None:
    assert legend({"date": date}) == expected


def test_a_notation_is_explained_once() -> None:
    dates = ("../2024-01-30", "../2023-05-01", "2024-01-30", "../2024-01-30")
    assert list(legend(*({"date": date} for date in dates))) == ["../2024-01-30"]


def test_actors_acts_and_certainty() -> None:
    assert legend({"source": ("~striking miners",)}) == {
        "~words": "an actor that no table knows, in the words of the text"
    }
    assert set(legend({"target": ("~miners@KAZ",)})) == {"~words", "~words@ABC"}
    assert legend({"source": ("ARM", "RUS")}) == {"A+B": "several together"}
    assert legend({"target": ()}) == {"→ –": "towards nobody in particular"}
    certainty = "how sure the coder is of the act, from 0 to 1; of who and whom it is less sure"
    assert legend({"confidence": 0.5}) == {"certainty": certainty}


def test_acts_and_types_alone_are_explained() -> None:
    made = Legend()
    assert entries(made) == {}
    said = Evidence.at("a", "Armenia froze it.", 0, 16)
    for act in ("freeze", None, "cut-ties", "freeze"):
        made.show(
            Event(
                source=("ARM",),
                target=("CSTO",),
                type="SANCTION",
                act=act,
                date="2024-02-22",
                evidence=(said,),
            )
        )
    assert entries(made) == {
        "freeze": "suspends or freezes participation",
        "cut-ties": "breaks or downgrades relations, ends visits",
        "SANCTION": "the type, as no act fits: reduces or breaks relations, embargoes, suspends",
    }
