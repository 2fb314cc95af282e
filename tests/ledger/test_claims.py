"""What actors say became of a promise: followed by their own readings, beside the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from foedus import Event, InputError, Ledger, Question, Reading
from foedus.ledger import Verdict

from .conftest import attack, event, ledger

# XXX attacks AAA; BBB sends a mission, which performs a part of Article 4; CCC and DDD do nothing.
STRUCK = attack()
SENT = event("BBB", "assist-other", "AAA", "2010-06-03", about=(STRUCK.id,), summary="A mission.")
COMPLAINT = event("AAA", "criticise", "LEAGUE", "2010-09-01", about=(STRUCK.id,))
DEFENCE = event("BBB", "deny", "AAA", "2011-02-01", about=(STRUCK.id,))
RECORD = [STRUCK, SENT, COMPLAINT, DEFENCE]
ALAND = Reading(id="aland", title="Aland's", holders=("AAA",))
BLAND = Reading(id="bland", title="Bland's", holders=("BBB",))


def asked(*positions: dict[str, Any], norms: tuple[str, ...] = ("pact/defence",)) -> Question:
    return Question.model_validate(
        {
            "id": "was-it-kept",
            "text": "Was Aland helped?",
            "settles": "performance",
            "norms": norms,
            "events": [STRUCK.id],
            "positions": list(positions),
        }
    )


BREACHED = {"holder": "AAA", "answer": "breached", "since": "2010-09", "evidence": [COMPLAINT.id]}
KEPT = {
    "holder": "BBB",
    "answer": "kept",
    "since": "2011-02-01",
    "bearers": ["BBB"],
    "evidence": [DEFENCE.id],
}
BOTH = asked(BREACHED, KEPT)


def statuses(made: Ledger, norm: str = "defence") -> dict[str, str]:
    [call] = [c for c in made if c.norm.id == norm and c.event.id == STRUCK.id]
    return {owed.bearer: owed.status for owed in call.obligations}


def the_call(made: Ledger) -> Any:
    return next(c for c in made if c.norm.id == "defence" and c.event.id == STRUCK.id)


def test_the_text_alone_follows_no_claim_and_says_who_makes_which() -> None:
    bare, heard = ledger(RECORD), ledger(RECORD, questions=[BOTH])
    assert statuses(heard) == {"BBB": "kept in part", "CCC": "no answer", "DDD": "no answer"}
    for key in ("calls", "counts", "permitted"):
        assert heard.as_json()[key] == bare.as_json()[key]
    assert heard.rows() == bare.rows()
    assert [(c.holder, c.answer, c.bearers) for _, c in heard.claims] == [
        ("AAA", "breached", ()),
        ("BBB", "kept", ("BBB",)),
    ]
    assert bare.claims == ()


def test_a_reading_follows_its_holders_claim_and_keeps_the_record_beside_it() -> None:
    made = ledger(RECORD, questions=[BOTH], reading=ALAND)
    assert statuses(made) == {"BBB": "breached", "CCC": "breached", "DDD": "breached"}
    call = the_call(made)
    assert (call.status, call.in_record) == ("breached", "kept in part")
    assert call.claimed_by == ("Aland",)
    bland = call.obligations[0]
    assert (bland.in_record, bland.is_claimed) == ("kept in part", True)
    assert bland.answers == (SENT.id,)  # what decided the status in the record
    quote = COMPLAINT.evidence[0].exact
    assert bland.because == (
        f"Aland says: breached, since September 2010: “{quote}”; "
        "in the record: kept in part, A mission. (3 June 2010)"
    )


def test_a_holder_may_speak_of_some_bearers_alone() -> None:
    made = ledger(RECORD, questions=[BOTH], reading=BLAND)
    assert statuses(made) == {"BBB": "kept", "CCC": "no answer", "DDD": "no answer"}
    assert the_call(made).status == "kept in part"  # kept by one, and by others not
    assert [owed.is_claimed for owed in the_call(made).obligations] == [True, False, False]


def test_a_claim_counts_from_the_day_on_which_it_was_made() -> None:
    for day, of_aland, of_bland in (
        (dt.date(2010, 8, 31), "kept in part", "kept in part"),
        (dt.date(2010, 9, 1), "breached", "kept in part"),
        (dt.date(2011, 2, 1), "breached", "kept"),
    ):
        for reading, status in ((ALAND, of_aland), (BLAND, of_bland)):
            made = ledger(RECORD, questions=[BOTH], reading=reading, as_of=day)
            assert statuses(made)["BBB"] == status, (day, reading.id)
    early = ledger(RECORD, questions=[BOTH], reading=ALAND, as_of=dt.date(2010, 8, 31))
    assert early.claims == ()


def test_a_status_of_the_record_says_who_has_not_spoken_of_it() -> None:
    for day, of_aland, of_bland in (
        (dt.date(2010, 8, 31), ("Aland",), ("Bland",)),
        (dt.date(2010, 9, 1), (), ("Bland",)),
        (dt.date(2011, 2, 1), (), ()),  # Bland spoke of itself
    ):
        for reading, silent in ((ALAND, of_aland), (BLAND, of_bland)):
            made = ledger(RECORD, questions=[BOTH], reading=reading, as_of=day)
            assert made.no_word_by(the_call(made)) == silent, (day, reading.id)
    unclear = {"holder": "AAA", "answer": "unclear", "since": "2010-08-01"}
    made = ledger(RECORD, questions=[asked(unclear)], reading=ALAND)
    assert made.no_word_by(the_call(made)) == ()  # it spoke, and left open what became of it
    bare = ledger(RECORD, questions=[BOTH])
    assert bare.no_word_by(the_call(bare)) == ()  # nobody holds the text alone


def test_the_matrix_marks_what_is_claimed_and_what_no_side_has_spoken_of() -> None:
    day = dt.date(2010, 9, 1)
    of = {r.id: ledger(RECORD, questions=[BOTH], reading=r, as_of=day) for r in (ALAND, BLAND)}
    figure = of[ALAND.id].draw(of[BLAND.id])
    assert figure.svg.count("claimed; record: in part") == 1
    assert ">in part °<" in figure.svg
    assert "° by the record; no word by that side on it by then." in figure.description
    row = next(row for row in figure.rows if row[ALAND.id] == "breached")
    assert row[f"{ALAND.id}_in_record"] == row[BLAND.id] == "kept in part"
    assert "claimed" not in ledger(RECORD, questions=[BOTH]).draw().svg


def test_a_later_claim_of_the_same_holder_takes_the_place_of_an_earlier() -> None:
    later = {"holder": "AAA", "answer": "kept in part", "since": "2012-01-01"}
    question = asked(BREACHED, later)
    made = ledger(RECORD, questions=[question], reading=ALAND)
    assert set(statuses(made).values()) == {"kept in part"}
    assert [claim.answer for _, claim in made.claims] == ["kept in part"]
    before = ledger(RECORD, questions=[question], reading=ALAND, as_of=dt.date(2011, 12, 31))
    assert set(statuses(before).values()) == {"breached"}


def test_a_later_claim_on_one_bearer_leaves_the_earlier_on_the_others() -> None:
    later = {"holder": "AAA", "answer": "kept", "since": "2012-01-01", "bearers": ["BBB"]}
    made = ledger(RECORD, questions=[asked(BREACHED, later)], reading=ALAND)
    assert statuses(made) == {"BBB": "kept", "CCC": "breached", "DDD": "breached"}
    assert sorted(claim.answer for _, claim in made.claims) == ["breached", "kept"]


@pytest.mark.parametrize("answer", ["unclear", "no longer owed"])
def test_what_is_no_status_of_the_ledger_stands_beside_the_records(answer: str) -> None:
    question = asked({**BREACHED, "answer": answer})
    made = ledger(RECORD, questions=[question], reading=ALAND)
    assert statuses(made) == statuses(ledger(RECORD))
    for owed in the_call(made).obligations:
        assert owed.claim.answer == answer
        assert not owed.is_claimed
        assert owed.as_json()["claim"]["answer"] == answer
    assert the_call(made).contested is (answer != "unclear")


def test_a_claim_does_not_say_that_a_promise_was_called_in() -> None:
    # not on the territory of a party: Article 4 is not called in, whatever is claimed of it
    abroad = attack(place="XXX")
    question = BOTH.model_copy(update={"events": (abroad.id,)})
    call = next(
        c for c in ledger([abroad], questions=[question], reading=ALAND) if c.norm.id == "defence"
    )
    assert (call.value, call.status, call.obligations) == (False, "not called in", ())
    assert [claim.answer for claim in call.claims] == ["breached", "kept"]
    # of unknown place: disputed, with the claim beside
    somewhere = attack(place=None)
    question = BOTH.model_copy(update={"events": (somewhere.id,)})
    call = next(
        c
        for c in ledger([somewhere], questions=[question], reading=ALAND)
        if c.norm.id == "defence"
    )
    assert (call.value, call.status) == (None, "disputed")
    assert {owed.claim.answer for owed in call.obligations if owed.claim} == {"breached"}


def test_a_judgement_wins_over_a_claim_and_both_are_named() -> None:
    owed = the_call(ledger(RECORD)).obligations[0]
    judged = {owed.id: Verdict(owed.id, "deflected", "A. Analyst")}
    made = ledger(RECORD, questions=[BOTH], reading=ALAND, verdicts=judged)
    bland = the_call(made).obligations[0]
    assert (bland.status, bland.judged_by) == ("deflected", "A. Analyst")
    assert (bland.claim.name, bland.claim.answer) == ("Aland", "breached")


def test_a_reading_may_answer_by_itself_and_then_has_no_words() -> None:
    reading = Reading(id="strict", title="Strict", positions={"was-it-kept": "refused"})
    made = ledger(RECORD, questions=[BOTH], reading=reading)
    assert set(statuses(made).values()) == {"refused"}
    claim = the_call(made).obligations[0].claim
    assert (claim.name, claim.words) == ("Strict", ())
    assert str(claim) == "Strict says: refused; no words on record"


def test_what_was_said_stands_in_rows_and_json() -> None:
    made = ledger(RECORD, questions=[BOTH], reading=BLAND)
    rows = {row["bearer"]: row for row in made.rows() if row["norm"] == "collective defence"}
    assert [rows["BBB"][k] for k in ("status", "in_record", "claim", "claimed_by")] == [
        *("kept", "kept in part", "kept", "BBB")
    ]
    assert rows["BBB"]["claimed_since"] == "2011-02-01"
    assert rows["BBB"]["words"] == f"“{DEFENCE.evidence[0].exact}”"
    assert [rows["CCC"][k] for k in ("status", "in_record", "claim", "words")] == [
        *("no answer", "no answer", None, None)
    ]
    data = made.as_json()
    [call] = [c for c in data["calls"] if c["norm"] == "defence"]
    by = {owed["bearer"]: owed for owed in call["obligations"]}
    assert by["BBB"]["in_record"] == "kept in part"
    assert by["BBB"]["claim"]["words"] == [
        {"event": DEFENCE.id, "source": "s", "quote": DEFENCE.evidence[0].exact}
    ]
    assert "claim" not in by["CCC"]
    assert "in_record" not in by["CCC"]
    assert [(c["holder"], c["answer"], c["norm"]) for c in data["claims"]] == [
        ("AAA", "breached", "pact/defence"),
        ("BBB", "kept", "pact/defence"),
    ]


def test_deeds_are_counted_and_not_what_is_said_of_them() -> None:
    made = ledger(RECORD, questions=[BOTH], reading=ALAND)
    assert made.counts()["breached"] == 1
    counts = made.reliability().overall.counts()
    assert {status: n for status, n in counts.items() if n} == {"kept in part": 1, "no answer": 2}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"norms": ()}, "a question on performance has 'norms'"),
        ({"events": ()}, "a question on performance has 'events'"),
        ({"open": True}, "a question on performance has no 'open'"),
        ({"treaties": ("pact",)}, "a question on performance has no 'treaties'"),
        ({"settles": "place", "positions": []}, "only a question on performance has 'norms'"),
        (
            {"settles": "place", "norms": (), "positions": [{**KEPT, "answer": "yes"}]},
            "only a position on performance has 'bearers'",
        ),
        (
            {"positions": [{**KEPT, "answer": "not called in"}]},
            "'not called in' is not one of kept, kept in part, deflected, refused, breached, "
            "no answer, pending, no longer owed, unclear; whether a promise was called in is a "
            "question of its own",
        ),
        (
            {"settles": "place", "norms": (), "positions": [{**BREACHED}]},
            "'breached' is not one of yes, no, unclear; what became of a promise is asked with "
            "'settles: performance'",
        ),
    ],
)
def test_a_question_that_does_not_fit_is_refused(change: dict[str, Any], message: str) -> None:
    data = asked().model_dump() | change
    with pytest.raises(ValidationError) as caught:
        Question.model_validate(data)
    assert message in str(caught.value)


def test_a_readings_own_answer_has_to_be_one_of_the_questions() -> None:
    reading = Reading(id="strict", title="Strict", positions={"was-it-kept": "yes"})
    with pytest.raises(InputError, match="'yes' is not one of kept, kept in part"):
        ledger(RECORD, questions=[BOTH], reading=reading)


def test_words_that_come_to_light_are_heard_by_a_ledger_that_grows() -> None:
    short: list[Event] = [STRUCK, SENT]
    grown = ledger(short, questions=[BOTH], reading=ALAND)
    assert the_call(grown).obligations[0].claim.words == ()
    grown = grown.extended([COMPLAINT]).extended([DEFENCE])
    whole = ledger(RECORD, questions=[BOTH], reading=ALAND)
    assert grown.as_json() == whole.as_json()
    assert the_call(grown).obligations[0].claim.words == (COMPLAINT,)
