"""The case that ships: its facts, and that every one of them has its words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from foedus._edtf import Edtf
from foedus.actors import Actors
from foedus.case._files import CaseInfo, read_case_actors, read_questions, read_source
from foedus.events import Event
from foedus.ledger import Ledger, Question, evaluate_ledger
from foedus.sources import Source

CASE = Path(__file__).parents[2] / "cases" / "csto-armenia"


@pytest.fixture(scope="module")
def sources() -> dict[str, Source]:
    found = (read_source(path) for path in sorted((CASE / "sources").glob("*.md")))
    return {source.id: source for source in found}


@pytest.fixture(scope="module")
def events() -> tuple[Event, ...]:
    lines = (CASE / "events.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(Event.model_validate_json(line) for line in lines)


@pytest.fixture(scope="module")
def questions() -> tuple[Question, ...]:
    return read_questions(CASE / "questions.yaml")


@pytest.fixture(scope="module")
def info() -> CaseInfo:
    return CaseInfo.model_validate(yaml.safe_load((CASE / "case.yaml").read_text("utf-8")))


@pytest.fixture(scope="module")
def actors() -> Actors:
    return read_case_actors(CASE / "actors.yaml")


def test_enough_events_each_once(events: tuple[Event, ...]) -> None:
    assert len(events) >= 75
    assert len({event.id for event in events}) == len(events)
    assert all(event.summary and event.by_person for event in events)


def test_every_quote_stands_at_its_position(
    events: tuple[Event, ...], sources: dict[str, Source]
) -> None:
    for event in events:
        for piece in event.evidence:
            assert piece.holds(sources[piece.source].text), (event.summary, piece.source)
        assert event.derived_from == event.evidence[0].source


def test_every_brief_rests_on_documents_and_supports_events(
    events: tuple[Event, ...], sources: dict[str, Source]
) -> None:
    assert {piece.source for event in events for piece in event.evidence} == set(sources)
    for source in sources.values():
        assert (source.kind, source.licence) == ("brief", "CC-BY-4.0")
        assert source.rests_on, source.id
        assert source.known is not None, source.id
        assert 50 <= len(source.text.split()) <= 240, source.id


def test_nothing_is_known_before_it_begins(
    events: tuple[Event, ...], sources: dict[str, Source]
) -> None:
    # An announcement can be older than what it announces; a report of a deed cannot.
    for event in events:
        known = sources[event.evidence[0].source].known
        begun = event.date.earliest or event.date.latest
        assert known is not None
        assert begun is not None
        if event.factuality == "actual":
            assert known.latest is None or begun <= known.latest, event.summary


def test_every_id_resolves(events: tuple[Event, ...], questions: tuple[Question, ...]) -> None:
    known = {event.id for event in events}
    for event in events:
        assert set(event.about) <= known - {event.id}, event.summary
    for question in questions:
        assert set(question.events) <= known, question.id
        for position in question.positions:
            assert set(position.evidence) <= known, (question.id, position.holder)


def test_every_actor_is_known(
    events: tuple[Event, ...], questions: tuple[Question, ...], info: CaseInfo, actors: Actors
) -> None:
    named = {*info.actors, info.alliance, info.focal}
    named |= {holder for reading in info.readings for holder in reading.holders}
    named |= {position.holder for question in questions for position in question.positions}
    for event in events:
        named |= event.actors
        named |= {event.speaker.actor} if event.speaker else set()
        named |= {event.place.state} if event.place and event.place.state else set()
    assert [name for name in sorted(named) if not actors.knows(name)] == []


def test_armed_events_say_on_whose_territory(events: tuple[Event, ...]) -> None:
    places = {
        event.summary: event.place.state if event.place else None
        for event in events
        if event.act == "attack"
    }
    assert None not in places.values()
    assert {state for what, state in places.items() if "Karabakh" in str(what)} == {"AZE"}
    assert places["Azerbaijan strikes Armenia at Jermuk, Goris, Sotk and elsewhere."] == "ARM"
    assert places["Ukrainian troops enter the Kursk region."] == "RUS"


# Each row of the facts: when, which act, who, towards whom.
FACTS = [
    # treaties and members
    ("1992-05-15", "ally", "ARM", "RUS"),
    ("1993-09-24", "join", "AZE", "CST"),
    ("1993-12-09", "join", "GEO", "CST"),
    ("1993-12-31", "join", "BLR", "CST"),
    ("1994-04-20", "join", "ARM", "CST"),
    ("1997-08-29", "ally", "RUS", "ARM"),
    ("1999-04-02", "affirm", "ARM", "CST"),
    ("1999-04-20", "exit", "AZE", "CST"),
    ("1999-04-20", "exit", "GEO", "CST"),
    ("1999-04-20", "exit", "UZB", "CST"),
    ("2002-10-07", "join", "ARM", "CSTO"),
    ("2003-09-18", "join", "ARM", "CSTO"),
    ("2006-08-16", "join", "UZB", "CSTO"),
    ("2010-12-10", None, "CSTO", None),
    ("2012-06-20", "exit", "UZB", "CSTO"),
    ("2012-12-19", "suspend-member", "CSTO", "UZB"),
    # what happened
    ("2008-03-01", None, "ARM", "~protesters@ARM"),
    ("2010-06-12", "request-help", "KGZ", "RUS"),
    ("2010-06-12", "refuse-help", "RUS", "KGZ"),
    ("2010-06-14", "consult", "KGZ", None),
    ("2010-06-17", "refuse-help", "CSTO", "KGZ"),
    ("2015", "attack", "~armed groups@AFG", "TJK"),
    ("2015", "assist-military", "CSTO", "TJK"),
    ("2016-04", "attack", "AZE", "ARM"),
    ("2016-04-02", "condemn", "CSTO", "AZE"),
    ("2016-04", "refuse-help", "CSTO", "ARM"),
    ("2016-04-06", "boycott", "KAZ", "ARM"),
    ("2018-07-26", None, "ARM", "CSTO"),
    ("2020-07-12", "attack", "AZE", "ARM"),
    ("2020-09-27", "attack", "AZE", "ARM"),
    ("2020-10-31", "request-help", "ARM", "RUS"),
    ("2020-10-31", "affirm", "RUS", "ARM"),
    ("2020-11-09", None, "RUS", "ARM"),
    ("2021-05-12", "attack", "AZE", "ARM"),
    ("2021-05-13", "request-help", "ARM", "CSTO"),
    ("2021-07-03", "refuse-help", "CSTO", "ARM"),
    ("2021-11-16", "attack", "AZE", "ARM"),
    ("2021-11-16", "request-help", "ARM", "RUS"),
    ("2022-01-05", "request-help", "KAZ", "CSTO"),
    ("2022-01-06", "consult", "RUS", None),
    ("2022-01-06", "assist-military", "CSTO", "KAZ"),
    ("2022-02-22", "ally", "RUS", "AZE"),
    ("2022-09-13", "attack", "AZE", "ARM"),
    ("2022-09-13", "request-help", "ARM", "CSTO"),
    ("2022-09-13", "request-help", "ARM", "RUS"),
    ("2022-09-15", "assist-other", "CSTO", "ARM"),
    ("2022-10-28", "consult", "ARM", None),
    ("2022-11-23", "boycott", "ARM", "CSTO"),
    ("2022-12", "boycott", "ARM", "CSTO"),
    ("2022-12-12", None, "~environmental activists@AZE", "ARM"),
    ("2022-12-13", None, "ARM", "AZE"),
    ("2023-01-10", "boycott", "ARM", "CSTO"),
    ("2023-02-20", "host", "ARM", "EU"),
    ("2023-05", "freeze", "ARM", "CSTO"),  # not ruled out
    ("2023-09-19", "attack", "AZE", "NKR"),
    ("2023-10-23", "arm", "FRA", "ARM"),
    ("2023-11-23", "boycott", "ARM", "CSTO"),
    ("2024-02-01", "deny", "RUS", "ARM"),
    ("2024-02-22", "freeze", "ARM", "CSTO"),
    ("2024-02-23", "deny", "CSTO", "ARM"),
    ("2024-02-26", "deny", "RUS", "ARM"),
    ("2024-02-28", "freeze", "ARM", "CSTO"),
    ("2024-03-05", "exit", "ARM", "CSTO"),
    ("2024-05-08", "withhold-dues", "ARM", "CSTO"),
    ("2024-05", "deny", "RUS", "ARM"),
    ("2024-05-16", None, "BLR", "AZE"),
    ("2024-06-13", "cut-ties", "ARM", "BLR"),
    ("2024-06-12", "announce-exit", "ARM", "CSTO"),
    ("2024-06-12", "deny", "ARM", None),
    ("2024-06-05", "warn", "RUS", "ARM"),
    ("2024-06-05", "deny", "ARM", "RUS"),
    ("2024-08-06", "attack", "UKR", "RUS"),
    ("2024-08", "assist-military", "CSTO", "RUS"),
    ("2024-12-04", "freeze", "ARM", "CSTO"),
    ("2025-03-31", "withhold-dues", "ARM", "CSTO"),
    # outside options, and arms for the other side
    ("2022-09", "arm", "IND", "ARM"),
    ("2025-01-14", "ally", "ARM", "USA"),
    ("2021", "arm", "BLR", "AZE"),
    ("2025-03-26", "join", "ARM", "EU"),
    # precedents
    ("1955-05-14", "ally", "SUN", "ALB"),
    ("1968-08-21", "attack", "SUN", "CSK"),
    ("1961", "freeze", "ALB", "WARSAW-PACT"),
    ("1968-09-13", "exit", "ALB", "WARSAW-PACT"),
    ("1991-07-01", "exit", "SUN", "WARSAW-PACT"),
    ("1966-03-07", "freeze", "FRA", "NATO"),
    ("1986-08-11", "suspend-member", "USA", "NZL"),
    ("2024-01-28", "announce-exit", "MLI", "ECOWAS"),
    ("2025-01-29", "exit", "MLI", "ECOWAS"),
]


@pytest.mark.parametrize(("date", "act", "source", "target"), FACTS)
def test_each_fact_is_an_event(
    events: tuple[Event, ...], date: str, act: str | None, source: str, target: str | None
) -> None:
    when = Edtf.parse(date)
    found = [
        event
        for event in events
        if event.act == act
        and source in event.source
        and (target is None or target in event.target)
        and event.date.overlaps(when)
    ]
    assert found


def test_peacekeepers_rest_on_the_trilateral_statement(events: tuple[Event, ...]) -> None:
    (sent,) = (e for e in events if str(e.date) == "2020-11-10" and "peacekeeping" in e.context)
    (signed,) = (e for e in events if str(e.date) == "2020-11-09" and e.type == "AGREE")
    assert sent.about == (signed.id,)


def test_we_will_leave_is_no_exit(events: tuple[Event, ...]) -> None:
    exits = [e for e in events if e.act == "exit" and "ARM" in e.source and "CSTO" in e.target]
    assert {event.factuality for event in exits} == {"denied"}


def test_one_request_of_september_2022_and_none_of_july_2020(events: tuple[Event, ...]) -> None:
    asked = [e for e in events if e.act == "request-help" and e.source == ("ARM",)]
    by_month = [(str(e.date)[:7], e.target) for e in asked if e.factuality == "actual"]
    assert by_month.count(("2022-09", ("CSTO",))) == 1
    assert not [when for when, _ in by_month if when == "2020-07"]


def test_only_one_deployment(events: tuple[Event, ...]) -> None:
    sent = [
        event
        for event in events
        if event.act == "assist-military" and "CSTO" in event.source
        if event.factuality == "actual"
    ]
    assert [event.target for event in sent] == [("KAZ",)]


def test_silence_of_2016_is_one_later_article_s_word(
    events: tuple[Event, ...], sources: dict[str, Source]
) -> None:
    (silent,) = (e for e in events if e.act == "refuse-help" and str(e.date) == "2016-04")
    assert silent.speaker is not None
    assert silent.speaker.actor == "~Caucasus Watch"
    assert str(sources[silent.evidence[0].source].known) == "2024-09"


# Collective defence under the Collective Security Treaty, by the year of the event and the reading.
ARTICLE_4 = [
    ("2010", "text", "not called in"),  # from within
    ("2015", "text", "not called in"),  # nobody asked
    ("2016", "text", "not called in"),  # not on Armenia's territory, and nobody asked
    ("2020-09-27", "text", "not called in"),  # not on Armenia's territory
    ("2020-09-27", "armenia", "disputed"),  # by one later account the CSTO was asked as well
    ("2021-05", "armenia", "not called in"),  # the request was under Article 2
    ("2022-01", "text", "not called in"),  # from within
    ("2022-01", "armenia", "kept"),
    ("2022-01", "russia", "kept"),
    ("2022-01", "secretariat", "kept"),
    ("2022-09-13", "text", "kept in part"),  # a mission, and no troops
    ("2022-09-13", "armenia", "breached"),  # by Armenia's own word
    ("2022-09-13", "russia", "disputed"),  # the border is not delimited
    ("2022-09-13", "secretariat", "disputed"),
    ("2022-09-16", "text", "not called in"),  # member against member
    ("2024-08", "text", "not called in"),  # Russia did not ask
]


@pytest.fixture(scope="module")
def ledgers(
    events: tuple[Event, ...], questions: tuple[Question, ...], info: CaseInfo, actors: Actors
) -> dict[str, Ledger]:
    from foedus.treaties import shipped_treaty

    treaties = [shipped_treaty(name) for name in info.treaties]
    return {
        reading.id: evaluate_ledger(events, treaties, actors, questions=questions, reading=reading)
        for reading in info.readings
    }


@pytest.mark.parametrize(("date", "reading", "status"), ARTICLE_4)
def test_collective_defence(
    ledgers: dict[str, Ledger], date: str, reading: str, status: str
) -> None:
    when = Edtf.parse(date)
    held = {
        call.status
        for call in ledgers[reading]
        if call.treaty.id == "cst" and call.norm.article == "4" and call.event.date.overlaps(when)
    }
    assert held == {status}


def test_nobody_refused_where_nobody_asked(ledgers: dict[str, Ledger]) -> None:
    # The Tajik-Afghan border, the four days' war, Kursk: no request is known.
    for ledger in ledgers.values():
        for year in ("2015", "2016", "2024-08"):
            calls = [c for c in ledger if c.event.date.overlaps(Edtf.parse(year))]
            calls = [c for c in calls if c.event.act == "attack"]
            assert calls
            assert not {o.status for c in calls for o in c.obligations} & {"refused", "deflected"}


def test_consultation_in_2021_was_held_and_in_2015_is_not_on_record(
    ledgers: dict[str, Ledger],
) -> None:
    held = {
        str(call.event.date): call.status
        for call in ledgers["text"]
        if call.treaty.id == "cst" and call.norm.kind == "consultation"
    }
    assert held["2021-05-12/2021-05-14"] == "kept"
    assert held["2015"] == "no answer"


def test_whether_armenia_s_ties_are_directed_against_russia(ledgers: dict[str, Ledger]) -> None:
    def held(reading: str, event: str) -> set[str]:
        return {
            call.status
            for call in ledgers[reading]
            if (call.treaty.id, call.norm.article) in {("cst", "1"), ("rus-arm-1997", "5")}
            if call.event.summary == event and call.status != "not called in"
        }

    mission = "Armenia hosts a civilian mission of the EU."
    charter = "Armenia and the United States sign a charter on strategic partnership."
    assert held("text", mission) == held("text", charter) == {"disputed"}
    assert held("armenia", mission) == held("armenia", charter) == set()
    assert held("russia", mission) == {"breached"}
    assert held("russia", charter) == {"disputed"}
