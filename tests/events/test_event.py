"""The event record: its codes are known, its id is its content, it reads back as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from foedus import CaseError, Event, Events, Evidence, InputError, Judgement, ontology
from foedus.events import Ontology, apply_judgement, latest

TEXT = "Armenia has frozen its participation in the CSTO, Pashinyan said."
PIECE = Evidence.find("news", TEXT, "frozen", trigger="frozen")
FREEZE: dict[str, Any] = {
    "source": ("ARM",),
    "target": ("CSTO",),
    "type": "SANCTION",
    "act": "freeze",
    "date": "2024-02-22",
    "evidence": (PIECE,),
}
WHEN = "2024-03-01T12:00:00Z"
ACTORS = st.sampled_from(["ARM", "AZE", "RUS", "CSTO", "~striking miners@KAZ", "~некто"])


@st.composite
def events(draw: st.DrawFn) -> Event:
    scheme = ontology()
    kind = draw(st.sampled_from(list(scheme.types)))
    return Event(
        source=tuple(draw(st.lists(ACTORS, min_size=1, max_size=4, unique=True))),
        target=tuple(draw(st.lists(ACTORS, max_size=4, unique=True))),
        type=kind,
        mode=draw(st.sampled_from([None, *scheme.modes.get(kind, {})])),
        context=tuple(draw(st.lists(st.sampled_from(scheme.contexts), max_size=2, unique=True))),
        act=draw(st.sampled_from([None, *scheme.acts])),
        factuality=draw(st.sampled_from(list(scheme.factualities))),  # type: ignore[arg-type]
        speaker=draw(st.sampled_from([None, {"actor": "ARM", "person": "Никол"}])),  # type: ignore[arg-type]
        date=draw(st.sampled_from(["2024-02-22", "2024-02~", "2022/..", "../2024"])),  # type: ignore[arg-type]
        confidence=draw(st.none() | st.floats(0, 1)),
        summary=draw(st.none() | st.text(alphabet=st.characters(codec="utf-8"), max_size=20)),
        evidence=(PIECE,),
        generated_by=draw(st.sampled_from(["person", "foedus-en/0.1"])),
    )


@settings(deadline=None)
@given(events())
def test_a_line_of_json_reads_back_as_the_same_event(event: Event) -> None:
    line = event.as_line()
    assert "\n" not in line
    assert json.loads(line)["id"] == event.id
    assert Event.model_validate_json(line) == event


@settings(deadline=None)
@given(events(), st.randoms(use_true_random=False))
def test_the_id_is_independent_of_the_order_of_actors(event: Event, random: Any) -> None:
    source, target = list(event.source), list(event.target)
    random.shuffle(source)
    random.shuffle(target)
    assert event.revised(source=source, target=target).id == event.id


@settings(deadline=None)
@given(events())
def test_the_coded_shape_is_that_of_the_command_line(event: Event) -> None:
    coded = json.loads(json.dumps(event.as_coded()))
    assert coded["source"] == list(event.source)
    assert coded["document"] == "news"
    assert coded["date"] == str(event.date)
    piece = coded["evidence"]
    assert TEXT[piece["start"] : piece["end"]] == piece["exact"]
    assert list(coded)[:6] == ["id", "document", "source", "target", "type", "mode"]


@pytest.mark.parametrize(
    "change",
    [
        {"source": ("AZE",)},
        {"target": ("RUS",)},
        {"type": "RETREAT"},
        {"mode": "withdraw"},
        {"act": "exit"},
        {"factuality": "denied"},
        {"speaker": {"actor": "ARM"}},
        {"date": "2024-02-23"},
        {"evidence": (Evidence.find("other", TEXT, "frozen"),)},
        {"evidence": (Evidence.find("news", TEXT, "participation"),)},
    ],
)
def test_what_is_said_makes_the_id(change: dict[str, Any]) -> None:
    event = Event(**FREEZE)
    assert event.revised(**change).id != event.id


@pytest.mark.parametrize(
    "change",
    [{"summary": "x"}, {"confidence": 0.5}, {"note": "x"}, {"generated_by": "someone/1"}],
)
def test_what_is_said_about_it_does_not(change: dict[str, Any]) -> None:
    event = Event(**FREEZE)
    assert event.revised(**change).id == event.id


def test_the_id_is_16_hexadecimal_digits_and_stays_so() -> None:
    # a published id: it must not change, or every judgement in the world loses its event
    assert Event(**FREEZE).id == "2f0e0b552c5eef66"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type": "WAR"}, "type: 'WAR' is not one of AGREE, CONSULT"),
        ({"act": "leave"}, "act: 'leave' is not one of attack"),
        ({"mode": "aerial"}, "mode: SANCTION has no mode 'aerial' .its modes: convict, expel"),
        ({"context": ("football",)}, "context: 'football' is not one of PLOVER's contexts"),
        ({"factuality": "perhaps"}, "'actual', 'intended', 'requested'"),
        ({"source": ()}, "at least 1 item"),
        ({"evidence": ()}, "at least 1 item"),
        ({"confidence": 1.2}, "less than or equal to 1"),
        ({"date": "2024-02-30"}, "February 2024 has no day 30"),
        ({"colour": "red"}, "not permitted"),
        ({"id": "0123456789abcdef"}, "an event is never edited"),
    ],
)
def test_what_is_not_in_the_scheme_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Event(**{**FREEZE, **change})


def test_an_edited_line_no_longer_fits_its_id() -> None:
    line = Event(**FREEZE).as_line()
    with pytest.raises(ValidationError, match="does not fit the record"):
        Event.model_validate_json(line.replace('"freeze"', '"exit"'))


def test_a_judgement_reads_back_and_knows_when_it_was_edited() -> None:
    made = Judgement(about="abcd", verdict="accept", by="Anna", when=WHEN, why="ж")  # type: ignore[arg-type]
    line = made.as_line()
    assert Judgement.model_validate_json(line) == made
    with pytest.raises(ValidationError, match="a judgement is never edited"):
        Judgement.model_validate_json(line.replace("accept", "reject"))


def test_changes_may_be_python_values() -> None:
    from foedus import Edtf

    changes = {"date": Edtf.parse("2024-02"), "source": ("ARM",), "evidence": (PIECE,)}
    made = Judgement(about="abcd", verdict="correct", changes=changes, by="A", when=WHEN)  # type: ignore[arg-type]
    again = Judgement.model_validate_json(made.as_line())
    assert again == made
    assert again.changes["date"] == "2024-02"
    event, standing = apply_judgement(Event(**FREEZE), again)
    assert (str(event.date), standing) == ("2024-02", "judged")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"verdict": "maybe"}, "'accept', 'reject' or 'correct'"),
        ({"verdict": "correct"}, "a correction says what to change"),
        ({"verdict": "accept", "changes": {"act": "exit"}}, "'accept' changes nothing"),
        ({"verdict": "correct", "changes": {"corrects": "x"}}, "'corrects' follows from"),
        ({"verdict": "correct", "changes": {"id": "x"}}, "'id' follows from"),
        ({"verdict": "accept", "by": ""}, "at least 1 character"),
        ({"verdict": "accept", "when": "yesterday"}, "valid datetime"),
    ],
)
def test_a_judgement_that_makes_no_sense(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Judgement(**{"about": "abcd", "by": "Anna", "when": WHEN, **fields})


def test_the_last_judgement_counts() -> None:
    event = Event(**FREEZE, generated_by="foedus-en/0.1")
    accept, reject = (
        Judgement(about=event.id, verdict=verdict, by="Anna", when=WHEN)  # type: ignore[arg-type]
        for verdict in ("accept", "reject")
    )
    assert apply_judgement(event, None) == (event, "proposed")
    assert apply_judgement(Event(**FREEZE), None)[1] == "judged"
    assert apply_judgement(event, latest([reject, accept])[event.id])[1] == "judged"
    assert apply_judgement(event, latest([accept, reject])[event.id])[1] == "rejected"


def test_a_correction_keeps_the_old_id() -> None:
    event = Event(**FREEZE, generated_by="foedus-en/0.1")
    judgement = Judgement(
        about=event.id,
        verdict="correct",
        changes={"act": "exit"},
        by="A",
        when=WHEN,  # type: ignore[arg-type]
    )
    corrected, standing = apply_judgement(event, judgement)
    assert (corrected.act, corrected.corrects, standing) == ("exit", event.id, "judged")
    assert corrected.id == corrected.content_hash() != event.id
    table = Events([corrected], {corrected.id: standing})
    assert table[event.id] is table[corrected.id]
    assert event.id in table


@pytest.mark.parametrize("changes", [{"act": "leave"}, {"self": "x"}, {"colour": "red"}])
def test_a_correction_that_does_not_read(changes: dict[str, str]) -> None:
    event = Event(**FREEZE)
    judgement = Judgement(about=event.id, verdict="correct", changes=changes, by="A", when=WHEN)  # type: ignore[arg-type]
    with pytest.raises(CaseError, match=event.id):
        apply_judgement(event, judgement)


@settings(max_examples=50, deadline=None)
@given(st.lists(events(), max_size=8))
def test_a_table_is_in_order_of_time_whatever_the_order_it_was_made_in(rows: list[Event]) -> None:
    table = Events(rows)
    assert list(table) == list(Events(reversed(rows))) or len({e.id for e in rows}) < len(rows)
    keys = [event.date.sort_key for event in table]
    assert keys == sorted(keys)
    assert all(event in table.where(actor=event.source[0]) for event in table)
    assert sum(table.count(by="type").values()) == len(table)
    assert len(table.accepted) + len(table.proposals) == len(table)
    assert [row["id"] for row in table.rows()] == [event.id for event in table]
    json.dumps(table.rows())


def test_an_intensity_is_written_in_one_way() -> None:
    # by its type alone, and by a mode with a whole number of its own: -6.0 both times, never -6
    bare = Event(**FREEZE)
    moded = Event(**{**FREEZE, "mode": "discontinue"})
    rows = Events([bare, moded]).rows()
    assert [json.dumps(row["intensity"]) for row in rows] == ["-6.0", "-6.0"]
    scheme = ontology()
    for kind in scheme.types.values():
        for value in (kind.intensity, *scheme.modes.get(kind.name, {}).values()):
            assert isinstance(value, float), kind.name


def test_a_row_tells_the_trigger_after_all_else() -> None:
    # two acts of one sentence have the same quote; the trigger tells them apart
    text = "Russia condemned the step and warned Armenia."
    rows = Events(
        Event(
            source=("RUS",),
            target=("ARM",),
            type=kind,
            date="2024-02",
            evidence=(Evidence.at("a", text, 0, len(text), trigger),),
        )
        for kind, trigger in (("ACCUSE", "condemned"), ("THREATEN", "warned"))
    ).rows()
    assert list(rows[0])[-2:] == ["coder", "trigger"]
    assert {row["type"]: row["trigger"] for row in rows} == {
        "ACCUSE": "condemned",
        "THREATEN": "warned",
    }
    by_hand = Evidence.at("a", text, 0, len(text))
    assert Events([Event(**{**FREEZE, "evidence": (by_hand,)})]).rows()[0]["trigger"] is None


def test_intensity_is_plovers() -> None:
    assert Event(**FREEZE).intensity == -6
    assert Event(**{**FREEZE, "type": "ASSAULT", "mode": "unconventional"}).intensity == -10
    assert (
        Event(**{**FREEZE, "type": "CONSULT", "mode": "phone", "act": "consult"}).intensity == 1.5
    )


def test_the_scheme_has_the_sizes_of_plover() -> None:
    scheme = ontology()
    assert len(scheme.types) == 16
    assert len(scheme.contexts) == 37
    assert len(scheme.acts) == 26
    assert set(scheme.groups) == {act.group for act in scheme.acts.values()}


@pytest.mark.parametrize(
    ("section", "value", "message"),
    [
        ("types", {"X": {"quadrant": "war", "intensity": 1, "means": "x"}}, "unknown quadrant"),
        (
            "types",
            {"X": {"quadrant": "verbal conflict", "intensity": 11, "means": "x"}},
            "not between -10 and 10",
        ),
        ("acts", {"x": {"group": "call", "types": ["X"], "means": ""}}, "unknown type X"),
        ("acts", {"x": {"group": "none", "types": ["AID"], "means": ""}}, "unknown group none"),
        ("modes", {"X": {"y": 1}}, "unknown type X"),
        ("contexts", None, "is not whole"),
    ],
)
def test_a_scheme_that_is_not_whole(section: str, value: object, message: str) -> None:
    kind = {"quadrant": "material cooperation", "intensity": 1, "means": "x"}
    data: dict[str, Any] = {
        "types": {"AID": kind},
        "modes": {},
        "contexts": [],
        "acts": {},
        "groups": {"call": "Calls"},
        "factuality": {},
    }
    with pytest.raises(InputError, match=message):
        Ontology.read({**data, section: value})
