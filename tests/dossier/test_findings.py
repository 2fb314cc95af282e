"""Findings say what the small case holds, and what they rest on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from foedus.case import Case, new_case, open_case
from foedus.case._files import render_source
from foedus.dossier import Finding, Record, find, gaps, statement_pairs
from foedus.events import Event, Evidence
from foedus.sources import Source

from .conftest import small_events


@pytest.fixture(scope="module")
def record(case: Case) -> Record:
    return Record(case, None)


@pytest.fixture(scope="module")
def found(record: Record) -> dict[str, Finding]:
    return {finding.topic: finding for finding in find(record)}


def _ids(*acts: str) -> set[str]:
    return {event.id for event in small_events() if event.act in acts}


def test_each_finding_has_evidence_or_says_what_it_rests_on(found: dict[str, Finding]) -> None:
    assert len(found) >= 6
    for finding in found.values():
        assert finding.events or finding.basis


def test_promises(found: dict[str, Finding]) -> None:
    text = found["Promises"].text
    assert text.startswith("**No promise of defence is on record as kept.**")
    assert "Under the text alone, one attack called in promises of help to Armenia" in text
    assert "1 deflected" in text
    assert _ids("attack", "deflect") <= set(found["Promises"].events)


def test_membership_rests_on_the_treaty_and_on_the_freeze(found: dict[str, Finding]) -> None:
    text = found["Membership"].text
    assert "frozen since 22 February 2024" in text
    assert "by law it is a member" in text
    assert set(found["Membership"].events) == _ids("freeze")


def test_requests_and_their_answers(found: dict[str, Finding]) -> None:
    assert "asked for help once" in found["Requests"].text
    assert (
        "no request brought military help**. One met a pointer elsewhere" in found["Requests"].text
    )
    assert set(found["Requests"].events) == _ids("request-help", "deflect")


def test_readings_part_on_the_question(found: dict[str, Finding]) -> None:
    text = found["Readings"].text
    assert "Was Jermuk attacked from outside?" in text
    assert "yes: Armenia" in text
    assert "unclear: CSTO" in text


def test_what_two_sides_answer_alike_is_not_what_parts_them() -> None:
    """A question of named events stands in for the one that is asked of all events."""
    case = open_case("csto-armenia")
    whole = {f.topic: f for f in find(Record(case, None))}["Readings"].text
    # Armenia and Russia both hold it unclear
    assert "directed against another party" not in whole
    # Russia and the Secretariat took no position on it
    assert "charter with the United States directed against Russia?” — no: Armenia;" in whole
    then = {f.topic: f for f in find(Record(case, dt.date(2022, 11, 23)))}["Readings"].text
    assert "although the border is not delimited?” — yes: Armenia; unclear: Russia and CSTO" in then


def test_talk_of_leaving_is_not_leaving(found: dict[str, Finding]) -> None:
    text = found["Exit"].text
    assert "spoken of leaving once" in text
    assert "no notice of exit is on record" in text


def test_one_source_is_told(found: dict[str, Finding]) -> None:
    assert "rests on one source" in found["Requests"].caveats


def test_as_of_leaves_out_what_came_later(case: Case) -> None:
    then = {f.topic: f for f in find(Record(case, dt.date(2022, 12, 31)))}
    assert "Exit" not in then
    assert "frozen" not in then["Membership"].text
    cited = {name for finding in then.values() for name in finding.events}
    assert not cited & _ids("freeze", "announce-exit", "arm")


def test_statements_against_deeds(record: Record) -> None:
    pairs = {
        (pair.kind, pair.said.act, pair.done and pair.done.act) for pair in statement_pairs(record)
    }
    assert not any(kind == "denied" for kind, _, _ in pairs)  # a request is no claim
    assert ("otherwise", "affirm", "deflect") in pairs
    assert ("open", "announce-exit", None) in pairs


def test_gaps(record: Record) -> None:
    found = {gap.title: gap for gap in gaps(record)}
    silent = found["Members without an event"].items
    assert set(silent) == {"Belarus", "Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan"}
    assert set(found["Proposals that wait for a judgement"].events) == _ids("arm")
    assert _ids("affirm", "arm", "deny") <= set(found["Dates that are not exact"].events)


def test_members_that_act_together_only_are_not_silent(tmp_path: Path) -> None:
    """Three states announce one exit together; the eleven others do nothing on record."""
    case = new_case(tmp_path / "niger", alliance="ECOWAS", focal="NER", period="2023/2025")
    source = Source(id="exit", text="Burkina Faso, Mali and Niger said that they leave ECOWAS.\n")
    (case.path / "sources" / "exit.md").write_text(render_source(source), "utf-8")
    event = Event.model_validate(
        {
            "source": ("BFA", "MLI", "NER"),
            "target": ("ECOWAS",),
            "type": "THREATEN",
            "act": "announce-exit",
            "date": "2024-01-28",
            "evidence": (Evidence.find("exit", source.text, source.text.strip()),),
            "derived_from": "exit",
        }
    )
    (case.path / "events.jsonl").write_text(event.as_line() + "\n", "utf-8")
    record = Record(Case(case.path), dt.date(2024, 6, 1))
    found = {gap.title: gap.items for gap in gaps(record)}
    assert set(found["Members that never act alone"]) == {"Burkina Faso", "Mali", "Niger"}
    assert len(found["Members without an event"]) == 12
    text = {f.topic: f for f in find(record)}["Gaps"].text
    assert (
        "12 of the 15 members act in no event of 2023–2024 that is judged; Burkina Faso, Niger"
        in text
    )
    # and the one event there is rests on one source
    assert "**Every event on the timeline rests on one source alone**, 1 in all" in text


def test_few_events_on_one_source_are_no_weakness() -> None:
    text = {f.topic: f for f in find(Record(open_case("csto-armenia"), None))}["Gaps"].text
    thin, _, single = text.partition(". ")
    assert thin.startswith("**The record is thin:**")
    assert thin.endswith("months on record so far (March 1991 to December 2025)")
    assert single == "Only 2 of the 262 events on the timeline rest on a single source."


def test_the_case_that_ships() -> None:
    """Checked against what was reported: see the sources of the case."""
    record = Record(open_case("csto-armenia"), None)
    found = {finding.topic: finding for finding in find(record)}
    assert 6 <= len(found) <= 10
    assert "frozen since 22 February 2024" in found["Membership"].text
    pairs = [
        (pair.kind, str(pair.said.date), pair.done and str(pair.done.date), pair.said.act)
        for pair in statement_pairs(record)
    ]
    # spoken of in May 2023, and done on 22 February 2024; the CSTO answered the day after
    assert ("borne out", "2023-05/..", "2024-02-22", "freeze") in pairs
    # of a freeze in law no more is on record: the later freeze is one in practice
    assert not any(said == "2024-02-28/.." for _, said, _, _ in pairs)
    assert ("denied", "2024-02-22", "2024-02-23", "freeze") in pairs
    assert not any(kind == "denied" and act == "request-help" for kind, _, _, act in pairs)
    assert "to Kazakhstan (6–19 January 2022)" in found["Deployments"].text
    # in May 2023 a freeze was spoken of, and not leaving; of leaving on 12 March and 12 June 2024
    assert "Armenia has spoken of leaving twice** in 2024" in found["Exit"].text
    assert "no notice of exit is on record" in found["Exit"].text
    assert "withheld its dues twice, first 8 May 2024" in found["Membership"].text
    assert "Azerbaijan" in found["Allies"].text
    assert "Russia" not in found["Realignment"].text
    assert list(found)[-1] == "Gaps"


def test_a_suspension_by_law_is_told_without_an_end_in_the_future(tmp_path: Path) -> None:
    case = new_case(tmp_path / "niger", alliance="ECOWAS", focal="NER", period="2023/2025")
    assert case.info.title == "Niger in the Economic Community of West African States"
    text = {f.topic: f for f in find(Record(case, dt.date(2024, 6, 1)))}["Membership"].text
    # suspended after the coup; out one year after the notice of 29 January 2024
    assert "suspended since 30 July 2023" in text
    assert "withdrawing since 29 January 2024**" in text
    assert "2025" not in text
    # each treaty by itself, the one with an exit clause first: no other has one
    first, defence, mechanism = text.split(". ")
    assert "(ECOWAS Treaty, since 1995)" in first
    assert "In practice" not in first  # notice of exit is given, by Art. 91
    assert defence == "ECOWAS defence protocol, since 1986: by law a member"
    assert mechanism == (
        "ECOWAS Mechanism, since 1999: by law a member, suspended since 30 July 2023; "
        "in practice withdrawing since 29 January 2024."
    )


def test_months_are_counted_over_what_is_on_record_and_said_so(tmp_path: Path) -> None:
    case = new_case(tmp_path / "niger", alliance="ECOWAS", focal="NER", period="2023/2025")
    for name, day, text in (
        ("a", "2023-08-06", "On 5 August 2023 ECOWAS threatened Niger with force."),
        ("b", "2024-01-29", "On 28 January 2024 Niger accused ECOWAS of imposing sanctions."),
    ):
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
        case.add(tmp_path / f"{name}.txt", published=day)
    record = Record(case, None, True)
    # August 2023 to January 2024 are six months; the period has thirty-six
    assert len(record.pairs[0].values) == 6
    assert record.span == "on record so far (August 2023 to January 2024)"
    said = {gap.title: gap.text for gap in gaps(record)}["Months without a source"]
    assert said.startswith("In 4 of the 6 months on record so far (August 2023 to January 2024) no")


def test_proposals_stand_beside_the_numbers_and_not_in_them(case: Case) -> None:
    record = Record(case, None)
    arms = record.acts("arm", to="ARM", waiting=True)
    assert {event.id for event in arms} == _ids("arm")
    assert record.acts("arm", to="ARM") == ()
