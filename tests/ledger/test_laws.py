"""Laws that hold for every ledger, whatever happened.

The record is built freely: attacks, threats, requests, answers, arms and dues, among members,
outsiders and rebels, on days before, within and after the treaty and its versions, with wide dates,
unknown places and any factuality.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from foedus import Event, Ledger, Question, Reading

from .conftest import TREATY, event, ledger, treaty

# with a norm for each bearer, one that pays, and one that only allows
WHOLE = TREATY.replace(
    '- id: "2"',
    """  - id: dues
    article: "24"
    title: dues
    kind: dues
    modality: must
    bearer: source
    when: {all: [{act: [withhold-dues]}, {source: party}]}
    breached_by: {acts: [withhold-dues]}
    otherwise: [sanction]
  - id: sanction
    article: "25"
    title: sanction
    kind: suspension
    modality: may
    bearer: organisation
    within: P2Y
    performed_by: {acts: [suspend-member]}
  - id: session
    article: "2"
    title: session
    kind: consultation
    modality: must
    bearer: organisation
    counterparty: target
    within: at-once
    when:
      all:
      - any: [{act: [attack]}, {type: [THREATEN]}]
      - target: party
      - not: {target: [DDD]}
    performed_by: {acts: [consult], types: [CONSULT]}
- id: "2\"""",
)
MEMBERS = ("AAA", "BBB", "CCC", "DDD")
BIRTH = dt.date(2000, 1, 1)
ACTS = (
    *["attack"] * 6,  # without one nothing is called in
    *("request-help", "request-help", "assist-military", "assist-other", "refuse-help", "deflect"),
    *("condemn", "consult", "arm", "withhold-dues", "suspend-member"),
)
DATES = st.sampled_from(
    [
        *["2010-06-01", "2010-06-05", "2010-06-20"] * 4,  # most within the time of an answer
        *("1998-03-01", "1999-12-31", "2000-01-01", "2004-12-31", "2010-06", "2010-08"),
        *("2012-06-15", "2015/2016", "2020-12-31", "2022-01-01"),
    ]
)


@st.composite
def records(draw: st.DrawFn, max_size: int = 7) -> list[Event]:
    """Some events, the later ones perhaps about earlier ones."""
    made: list[Event] = []
    for _ in range(draw(st.integers(0, max_size))):
        named: list[Event] = []
        if made and draw(st.booleans()):
            named = draw(st.lists(st.sampled_from(made), min_size=1, max_size=2, unique=True))
        made.append(
            event(
                draw(
                    st.sampled_from(
                        ["AAA", "BBB", "XXX", "XXX", "LEAGUE", "~men", "~men@AAA", "CCC+DDD"]
                    )
                ),
                draw(st.sampled_from(ACTS)),
                draw(st.sampled_from(["AAA", "BBB", "CCC", "DDD", "LEAGUE", "AAA+BBB", ""])),
                draw(DATES),
                place=draw(st.sampled_from([None, "AAA", "BBB", "XXX"])),
                factuality=draw(
                    st.sampled_from(["actual"] * 5 + ["denied", "hypothetical", "conditional"])
                ),
                provision=draw(
                    st.sampled_from([None, None, {"treaty": "pact"}, {"treaty": "elsewhere"}])
                ),
                about=tuple(one.id for one in named),
            )
        )
    return made


def plain(made: Ledger) -> Any:
    return made.as_json()


@settings(max_examples=80, deadline=None)
@given(records(), st.randoms(use_true_random=False))
def test_the_order_of_events_is_irrelevant(rows: list[Event], random: Any) -> None:
    mixed = list(rows)
    random.shuffle(mixed)
    assert plain(ledger(mixed, treaty(WHOLE))) == plain(ledger(rows, treaty(WHOLE)))


@settings(max_examples=80, deadline=None)
@given(records())
def test_an_event_before_the_treaty_was_in_force_calls_nothing_in(rows: list[Event]) -> None:
    made = ledger(rows, treaty(WHOLE))
    for call in made:
        assert (call.event.date.earliest or BIRTH) >= BIRTH
    for permission in made.permitted:
        assert (permission.event.date.earliest or BIRTH) >= BIRTH
    early = [row for row in rows if (row.date.latest or dt.date.max) < BIRTH]
    assert len(ledger(early, treaty(WHOLE))) == 0


@settings(max_examples=80, deadline=None)
@given(records(), st.sampled_from(MEMBERS))
def test_removing_a_member_removes_its_obligations_and_no_others(
    rows: list[Event], gone: str
) -> None:
    lines = [line for line in WHOLE.splitlines() if not line.startswith(f"- {{state: {gone},")]
    without = ledger(rows, treaty("\n".join(lines)))
    for call, owed in without.obligations:
        assert gone not in (owed.bearer, owed.beneficiary)
        assert gone not in call.treaty.members(call.event.date)
    # what the others owed each other stands as before, where the one that is gone took no part
    took_part = gone in {actor for row in rows for actor in row.actors}
    before = {
        owed.id: owed.status
        for call, owed in ledger(rows, treaty(WHOLE)).obligations
        if not took_part
        and owed.bearer != gone
        and (call.event.place is None or call.event.place.state != gone)
    }
    after = {owed.id: owed.status for _, owed in without.obligations}
    assert {name: after.get(name) for name in before} == before


@settings(max_examples=80, deadline=None)
@given(records(), st.data())
def test_more_knowledge_turns_unknown_into_true_or_false_and_never_true_into_false(
    rows: list[Event], data: st.DataObject
) -> None:
    """A source that tells where it was, on which day, or whether it happened at all."""
    told: dict[str, Event] = {}
    for row in rows:
        if row.act == "request-help":
            continue  # a request is the record's own: learning of one is another law, below
        changes: dict[str, Any] = {}
        if row.place is None:
            changes["place"] = {"state": data.draw(st.sampled_from(["AAA", "BBB", "XXX"]))}
        if row.factuality in ("hypothetical", "conditional"):
            changes["factuality"] = data.draw(st.sampled_from(["actual", "denied"]))
        if changes:
            told[row.id] = row.revised(**changes, corrects=row.id)
    before = {call.id: call.value for call in ledger(rows, treaty(WHOLE))}
    known = [told.get(row.id, row) for row in rows]
    after = {call.id: call.value for call in ledger(known, treaty(WHOLE))}
    assert after.keys() <= before.keys()
    for name, value in before.items():
        # what has no line any more is false, and not worth one
        assert value is None or after.get(name, False) is value


@settings(max_examples=60, deadline=None)
@given(records(), st.sampled_from(["yes", "no"]), st.booleans())
def test_an_answer_to_an_open_question_settles_what_was_unknown_and_nothing_else(
    rows: list[Event], answer: Any, is_open: bool
) -> None:
    questions = [
        Question(id="is-it-exempt", text="Is it exempt?", settles="question"),
        Question(
            id="armed",
            text="Was it armed?",
            settles="armed-attack",
            events=tuple(row.id for row in rows),
            open=is_open,
        ),
    ]
    asked = {"questions": questions}

    def values(**positions: Any) -> dict[str, Any]:
        reading = Reading(id="r", title="R", positions=positions)
        made = ledger(rows, treaty(WHOLE), reading=reading, **asked)
        return {call.id: call.value for call in made}

    before = values(**{"armed": "unclear", "is-it-exempt": "unclear"})
    after = values(**{"armed": answer, "is-it-exempt": answer})
    assert after.keys() <= before.keys()
    for name, value in before.items():
        assert value is None or after.get(name, False) is value


@settings(max_examples=60, deadline=None)
@given(records())
def test_to_learn_that_somebody_asked_only_calls_more_in(rows: list[Event]) -> None:
    """A new request turns no call off, and what needs none stands as it was."""
    before = {call.id: call for call in ledger(rows, treaty(WHOLE))}
    asked = [
        event("AAA", "request-help", "LEAGUE", "2010-06-25", about=(row.id,))
        for row in rows
        if row.act == "attack"
    ]
    after = {call.id: call for call in ledger([*rows, *asked], treaty(WHOLE))}
    rank = {False: 0, None: 1, True: 2}
    assert before.keys() <= after.keys()
    for name, call in before.items():
        assert rank[after[name].value] >= rank[call.value]
        if not call.norm.needs_request:
            assert after[name].value is call.value


NORMS = ("pact/defence", "pact/help", "pact/force", "pact/dues", "pact/session")
SAYABLE = ("kept", "kept in part", "refused", "breached", "no answer", "no longer owed", "unclear")


@st.composite
def on_performance(draw: st.DrawFn, rows: list[Event]) -> list[Question]:
    """Positions of the parties on what became of promises, on any event, with any words."""
    made = []
    names = [row.id for row in rows]
    for number in range(draw(st.integers(1, 2)) if rows else 0):
        positions = [
            {
                "holder": draw(st.sampled_from(["AAA", "BBB", "LEAGUE"])),
                "answer": draw(st.sampled_from(SAYABLE)),
                "since": draw(st.sampled_from([None, "2010-06-05", "2012-06", "2015"])),
                "bearers": draw(st.sampled_from([(), (), ("BBB",), ("AAA", "CCC")])),
                "evidence": draw(st.lists(st.sampled_from(names), max_size=2, unique=True)),
            }
            for _ in range(draw(st.integers(1, 4)))
        ]
        made.append(
            Question.model_validate(
                {
                    "id": f"kept-{number}",
                    "text": "Was it kept?",
                    "settles": "performance",
                    "norms": draw(st.lists(st.sampled_from(NORMS), min_size=1, unique=True)),
                    "events": draw(st.lists(st.sampled_from(names), min_size=1, unique=True)),
                    "positions": positions,
                }
            )
        )
    return made


READINGS = (
    Reading(id="text", title="The text alone"),
    Reading(id="aland", title="Aland's", holders=("AAA",)),
    Reading(id="both", title="Of both", holders=("BBB", "AAA")),
)
DAYS = (dt.date(2010, 6, 4), dt.date(2010, 6, 10), dt.date(2013, 1, 1), dt.date(2016, 1, 1))


@settings(max_examples=40, deadline=None)
@given(st.data(), records(), st.sampled_from(READINGS), st.sampled_from([None, *DAYS]))
def test_what_is_said_of_a_promise_changes_neither_what_was_called_in_nor_the_record(
    data: st.DataObject, rows: list[Event], reading: Reading, as_of: dt.date | None
) -> None:
    said = data.draw(on_performance(rows))
    options = {"reading": reading, "as_of": as_of}
    bare = ledger(rows, treaty(WHOLE), **options)
    heard = ledger(rows, treaty(WHOLE), questions=said, **options)
    assert len(bare) == len(heard)
    for one, other in zip(bare, heard, strict=True):
        assert (one.id, one.value, one.trace, one.turns_on) == (
            *(other.id, other.value, other.trace, other.turns_on),
        )
        assert (one.follows, one.done_anyway) == (other.follows, other.done_anyway)
        assert one.status == other.in_record
        if one.value is not True:
            assert one.status == other.status
        assert [o.id for o in one.obligations] == [o.id for o in other.obligations]
        for was, became in zip(one.obligations, other.obligations, strict=True):
            assert was.status == became.in_record
            assert (was.answers, was.considered) == (became.answers, became.considered)
            # a status that is not the record's is said by somebody for whom the reading speaks
            if became.status != was.status:
                assert became.claim is not None
                assert became.claim.holder in reading.holders
                assert became.claim.answer == became.status
                assert became.claim.concerns(became.bearer)
                assert was.because in became.because
    assert bare.as_json()["permitted"] == heard.as_json()["permitted"]


@settings(max_examples=40, deadline=None)
@given(st.data(), records(), st.sampled_from([None, *DAYS]))
def test_the_text_alone_is_the_same_whatever_is_said(
    data: st.DataObject, rows: list[Event], as_of: dt.date | None
) -> None:
    said = data.draw(on_performance(rows))
    bare = ledger(rows, treaty(WHOLE), as_of=as_of)
    heard = ledger(rows, treaty(WHOLE), as_of=as_of, questions=said)
    for key in ("calls", "counts", "permitted"):
        assert heard.as_json()[key] == bare.as_json()[key]
    assert heard.rows() == bare.rows()


@settings(max_examples=40, deadline=None)
@given(st.data(), records())
def test_who_has_spoken_by_a_day_has_spoken_on_every_later_one(
    data: st.DataObject, rows: list[Event]
) -> None:
    said = data.draw(on_performance(rows))

    def spoken(day: dt.date | None) -> dict[tuple[str, ...], dt.date]:
        made = ledger(rows, treaty(WHOLE), questions=said, reading=READINGS[1], as_of=day)
        found: dict[tuple[str, ...], dt.date] = {}
        for call, claim in made.claims:
            begun = (claim.since and claim.since.earliest) or dt.date.min
            assert day is None or begun <= day
            for owed in call.obligations:
                if claim.concerns(owed.bearer):
                    key = (call.id, claim.question, claim.holder, owed.bearer)
                    found[key] = max(found.get(key, dt.date.min), begun)
        return found

    before: dict[tuple[str, ...], dt.date] = {}
    for day in (*DAYS, None):
        now = spoken(day)
        assert before.keys() <= now.keys()
        assert all(now[key] >= since for key, since in before.items())
        before = now


@settings(max_examples=40, deadline=None)
@given(st.data(), records(), st.sampled_from(READINGS))
def test_a_ledger_with_claims_grows_to_the_whole_ledger(
    data: st.DataObject, rows: list[Event], reading: Reading
) -> None:
    options = {"questions": data.draw(on_performance(rows)), "reading": reading}
    order = data.draw(st.permutations(rows))
    grown = ledger([], treaty(WHOLE), **options)
    for row in order:
        grown = grown.extended([row])
    assert plain(grown) == plain(ledger(rows, treaty(WHOLE), **options))


@settings(max_examples=150, deadline=None)
@given(records(), st.data(), st.sampled_from([None, dt.date(2010, 6, 10), dt.date(2013, 1, 1)]))
def test_a_ledger_extended_event_by_event_is_the_whole_ledger(
    rows: list[Event], data: st.DataObject, as_of: dt.date | None
) -> None:
    order = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    grown = ledger(order[:cut], treaty(WHOLE), as_of=as_of)
    for row in order[cut:]:
        grown = grown.extended([row])
    assert plain(grown) == plain(ledger(rows, treaty(WHOLE), as_of=as_of))
    assert grown.extended(rows).calls == grown.calls


def test_only_what_an_event_touches_is_evaluated_anew() -> None:
    first, second = (
        event("XXX", "attack", "AAA", day, place="AAA") for day in ("2010-06-01", "2012-06-01")
    )
    before = ledger([first, second], treaty(WHOLE))
    after = before.extended(
        [event("BBB", "assist-military", "AAA", "2012-06-05", about=(second.id,))]
    )
    old = {id(call) for call in before}
    assert {call.event.id for call in after if id(call) in old} == {first.id}
    assert {call.event.id for call in after if id(call) not in old} == {second.id}


def test_an_answer_that_names_nothing_touches_what_it_may_answer() -> None:
    first = event("XXX", "attack", "AAA", "2010-06-01", place="AAA")
    asked = event("AAA", "request-help", "LEAGUE", "2010-06-20")
    helped = event("BBB", "assist-military", "AAA", "2010-06-25")
    grown = ledger([first], treaty(WHOLE)).extended([asked]).extended([helped])
    assert plain(grown) == plain(ledger([first, asked, helped], treaty(WHOLE)))
    assert {owed.status for _, owed in grown.obligations if owed.bearer == "BBB"} >= {"kept"}
