"""What became of each obligation, for whom, as of when; and the laws that the whole keeps."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus import Event, Ledger, Question, Reading
from foedus.ledger import STATUSES, Verdict

from .conftest import TREATY, attack, event, ledger, treaty


def by_bearer(made: Ledger, norm: str = "defence") -> dict[str, str]:
    [call] = [call for call in made if call.norm.id == norm]
    return {owed.bearer: owed.status for owed in call.obligations}


def test_an_attack_calls_in_every_other_member() -> None:
    made = ledger([attack()])
    assert by_bearer(made) == {"BBB": "no answer", "CCC": "no answer", "DDD": "no answer"}
    [call] = [call for call in made if call.norm.id == "defence"]
    assert (call.value, call.beneficiary, call.label) == (True, "AAA", "The Pact Art. 4")
    assert call.obligations[0].because == "no answer is on record, and the text sets no time"


def test_a_promise_without_a_day_is_pending_for_sixty_days_and_then_has_no_answer() -> None:
    def on(day: str) -> str:
        return by_bearer(ledger([attack()], as_of=dt.date.fromisoformat(day)))["BBB"]

    assert on("2010-06-01") == on("2010-07-31") == "pending"
    assert on("2010-08-01") == "no answer"


def test_at_once_is_no_number_of_days() -> None:
    at_once = TREATY.replace(
        "    performed_by: {acts: [assist-military]}\n    partly",
        "    within: at-once\n    performed_by: {acts: [assist-military]}\n    partly",
    )
    [call] = [c for c in ledger([attack()], treaty(at_once)) if c.norm.id == "defence"]
    assert {(owed.status, owed.due) for owed in call.obligations} == {("no answer", None)}
    assert call.obligations[0].because == "no answer is on record, though the text says at once"


def test_words_that_promise_or_deny_are_told_beside_the_silence() -> None:
    made = attack()
    promised = event(
        "BBB", "assist-military", "AAA", "2010-06-05", factuality="conditional", about=(made.id,)
    )
    denied = event(
        "CCC", "assist-military", "AAA", "2010-06-05", factuality="denied", about=(made.id,)
    )
    [call] = [c for c in ledger([made, promised, denied]) if c.norm.id == "defence"]
    because = {owed.bearer: owed.because.partition("; ")[2] for owed in call.obligations}
    assert because["BBB"].startswith("promised or put as a condition: ")
    assert because["CCC"].startswith("a source says that there was none: ")
    assert because["DDD"] == ""
    assert {owed.status for owed in call.obligations} == {"no answer"}


def test_a_norm_that_permits_calls_nothing_in() -> None:
    assert "may" not in {call.norm.id for call in ledger([attack()])}


@pytest.mark.parametrize(
    ("date", "bearers"),
    [
        ("1999-12-31", None),
        ("2000-01-01", {"BBB", "DDD"}),
        ("2004-12-31", {"BBB", "DDD"}),
        ("2005-01-01", {"BBB", "CCC", "DDD"}),
        ("2015-12-31", {"BBB", "CCC", "DDD"}),
        ("2016-01-01", {"BBB", "DDD"}),
        ("2021-01-01", None),  # the second version has no such norm
    ],
)
def test_the_day_decides_who_is_bound(date: str, bearers: set[str] | None) -> None:
    calls = [call for call in ledger([attack(date=date)]) if call.norm.id == "defence"]
    if bearers is None:
        assert calls == []
    else:
        [call] = calls
        assert {owed.bearer for owed in call.obligations} == bearers


def test_who_is_no_member_is_owed_nothing() -> None:
    assert len(ledger([attack(target="XXX", source="AAA", place="XXX")])) == 0
    assert len(ledger([attack(target="CCC", date="2016-06-01")])) == 0


def test_two_victims_are_two_calls() -> None:
    made = attack(target="AAA+BBB", place="AAA")
    found = {call.beneficiary: call.value for call in ledger([made]) if call.norm.id == "defence"}
    assert found == {"AAA": True, "BBB": False}  # it was not on the territory of the second


def test_a_member_that_attacks_a_member_breaks_the_ban() -> None:
    made = ledger([attack("BBB")])
    calls = {call.norm.id: call for call in made}
    assert calls["force"].status == "breached"
    assert [owed.bearer for owed in calls["force"].obligations] == ["BBB"]
    assert calls["force"].obligations[0].because.startswith("Bland did what the norm forbids: ")
    assert calls["defence"].status == "not called in"  # the attacker is a party


ANSWERS = [
    ("assist-military", "kept"),
    ("assist-other", "kept in part"),
    ("condemn", "kept in part"),
    ("deflect", "deflected"),
    ("refuse-help", "refused"),
    ("arm", "no answer"),
]


@pytest.mark.parametrize(("act", "status"), ANSWERS)
def test_what_an_answer_makes_of_it(act: str, status: str) -> None:
    answer = event("BBB", act, "AAA", "2010-06-05")
    made = ledger([attack(), answer])
    assert by_bearer(made) == {"BBB": status, "CCC": "no answer", "DDD": "no answer"}
    [owed] = [owed for _, owed in made.obligations if owed.bearer == "BBB" and not owed.due]
    assert owed.answers == ((answer.id,) if status != "no answer" else ())


def test_the_best_answer_counts() -> None:
    answers = [
        event("BBB", act, "AAA", f"2010-06-{day:02}")
        for day, act in enumerate(["refuse-help", "condemn", "assist-military", "deflect"], 2)
    ]
    assert by_bearer(ledger([attack(), *answers]))["BBB"] == "kept"
    assert by_bearer(ledger([attack(), *answers[:2]]))["BBB"] == "kept in part"
    assert by_bearer(ledger([attack(), answers[0], answers[3]]))["BBB"] == "deflected"


def test_the_call_as_a_whole() -> None:
    helped = [event(who, "assist-military", "AAA", "2010-06-05") for who in ("BBB", "CCC", "DDD")]

    def status(*answers: Event) -> str:
        [call] = [call for call in ledger([attack(), *answers]) if call.norm.id == "defence"]
        return call.status

    assert status(*helped) == "kept"
    assert status(helped[0]) == "kept in part"
    assert status() == "no answer"


def test_what_the_organisation_does_counts_for_its_members() -> None:
    answer = event("LEAGUE", "assist-military", "AAA", "2010-06-05")
    assert set(by_bearer(ledger([attack(), answer])).values()) == {"kept"}


@pytest.mark.parametrize(
    ("answer", "counts"),
    [
        (event("BBB", "assist-military", "AAA", "2010-07-31"), True),  # sixty days
        (event("BBB", "assist-military", "AAA", "2010-08-01"), False),
        (event("BBB", "assist-military", "AAA", "2010-05-31"), False),
        (event("BBB", "assist-military", "CCC", "2010-06-05"), False),
        (event("XXX", "assist-military", "AAA", "2010-06-05"), False),
        (event("BBB", "assist-military", "AAA", "2010-06-05", factuality="intended"), False),
        (event("BBB", "assist-military", "AAA", "2010-06-05", about=("another event",)), False),
        (event("BBB", "assist-military", "AAA", "2010-06-05", provision={"treaty": "x"}), False),
        (event("BBB", "assist-military", "AAA", "2010-06-05", provision={"treaty": "pact"}), True),
    ],
)
def test_which_events_answer(answer: Event, counts: bool) -> None:
    assert (by_bearer(ledger([attack(), answer]))["BBB"] == "kept") is counts


def test_an_answer_that_names_the_event_answers_it_and_no_other() -> None:
    first, second = attack(), attack(date="2010-06-03")
    answer = event("BBB", "assist-military", "AAA", "2012-01-01", about=(first.id,))
    status = {
        call.event.id: next(o.status for o in call.obligations if o.bearer == "BBB")
        for call in ledger([first, second, answer])
        if call.norm.id == "defence"
    }
    assert status == {first.id: "kept", second.id: "no answer"}


def test_an_answer_to_a_request_answers_what_the_request_was_about() -> None:
    made = attack()
    asked = event("AAA", "request-help", "LEAGUE", "2010-06-02", about=(made.id,))
    answer = event("BBB", "refuse-help", "AAA", "2012-01-01", about=(asked.id,))
    assert by_bearer(ledger([made, asked, answer]))["BBB"] == "refused"


# Requests, due dates and exceptions


def _help(*events: Event, **options: Any) -> dict[str, tuple[str, str]]:
    exempt = Question(id="is-it-exempt", text="Is it exempt?", settles="question")
    reading = Reading(id="r", title="R", positions={"is-it-exempt": options.pop("exempt", "no")})
    made = ledger(list(events), questions=[exempt], reading=reading, **options)
    [call] = [call for call in made if call.norm.id == "help"]
    return {owed.bearer: (owed.status, owed.because) for owed in call.obligations}


ASKED = event("AAA", "request-help", "LEAGUE", "2010-06-02")


def test_without_a_request_nothing_is_owed() -> None:
    assert _help(attack()) == {}
    assert set(_help(attack(), ASKED)) == {"BBB", "CCC", "DDD"}


def test_what_came_before_the_request_does_not_answer_it() -> None:
    early = event("BBB", "assist-other", "AAA", "2010-06-01")
    found = _help(attack(), ASKED, early)
    assert found["BBB"][0] == "breached"  # nothing by the due date
    assert "; before anybody asked: " in found["BBB"][1]
    assert (
        _help(attack(), ASKED, event("BBB", "assist-other", "AAA", "2010-06-02"))["BBB"][0]
        == "kept"
    )


def test_a_request_of_which_one_account_tells_leaves_it_open() -> None:
    perhaps = event("AAA", "request-help", "LEAGUE", "2010-06-02", factuality="hypothetical")
    found = _help(attack(), perhaps)
    assert {status for status, _ in found.values()} == {"disputed"}
    assert {status for status, _ in _help(attack(), perhaps, ASKED).values()} == {"breached"}


def test_an_exception_keeps_it_from_being_called_in() -> None:
    assert _help(attack(), ASKED, exempt="yes") == {}
    assert _help(attack(), ASKED, exempt="unclear")["BBB"][0] == "disputed"


def test_nothing_by_the_due_date_is_a_breach() -> None:
    before = _help(attack(), ASKED, as_of=dt.date(2010, 7, 1))
    after = _help(attack(), ASKED, as_of=dt.date(2010, 7, 2))
    assert before["BBB"] == ("pending", "due by 2010-07-01")
    assert after["BBB"] == ("breached", "nothing on record by 2010-07-01")
    assert _help(attack(), ASKED)["BBB"][0] == "breached"


def test_help_in_time_keeps_it_and_help_too_late_does_not() -> None:
    in_time = event("BBB", "assist-other", "AAA", "2010-07-01")
    late = event("CCC", "assist-other", "AAA", "2010-07-02")
    made = attack()
    named = event("DDD", "assist-other", "AAA", "2010-09-01", about=(made.id,))
    found = _help(made, ASKED, in_time, late, named)
    assert found["BBB"][0] == "kept"
    for bearer in ("CCC", "DDD"):
        status, because = found[bearer]
        assert status == "breached"
        assert because.startswith("only after 2010-07-01, when it was due: ")


def test_a_type_performs_where_there_is_no_act() -> None:
    plain = event("BBB", "assist-other", "AAA", "2010-06-05").revised(act=None)
    assert _help(attack(), ASKED, plain)["BBB"][0] == "kept"
    other = event("BBB", "arm", "AAA", "2010-06-05")
    assert plain.type == other.type == "AID"
    assert _help(attack(), ASKED, other)["BBB"][0] == "breached"


def test_what_is_unknown_is_disputed() -> None:
    made = ledger([attack(place=None)])
    assert set(by_bearer(made).values()) == {"disputed"}
    assert made.counts()["disputed"] == 1


# Deflection, what was done uncalled, and what follows


OTHER = (
    TREATY.replace("id: pact", "id: accord")
    .replace("The Pact", "The Accord")
    .replace("organisation: LEAGUE\n", "")
)


def test_a_deflection_to_another_treaty_leads_to_what_that_one_obliges_to() -> None:
    made = attack()
    pointed = event(
        "BBB", "deflect", "AAA", "2010-06-03", about=(made.id,), provision={"treaty": "accord"}
    )
    both = ledger([made, pointed], treaty(), treaty(OTHER))
    owed = {
        call.treaty.id: next(o for o in call.obligations if o.bearer == "BBB")
        for call in both
        if call.norm.id == "defence"
    }
    assert owed["pact"].status == "deflected"
    assert owed["pact"].deflected_to == "accord"
    assert {both[name].treaty.id for name in owed["pact"].leads_to} == {"accord"}
    assert "there: The Accord Art. 4, collective defence: no answer" in owed["pact"].because
    # to point to a treaty is no answer under that treaty
    assert (owed["accord"].status, owed["accord"].deflected_to) == ("no answer", None)


def test_a_deflection_to_a_treaty_that_the_case_lacks_says_so() -> None:
    made = attack()
    pointed = event(
        "BBB", "deflect", "AAA", "2010-06-03", about=(made.id,), provision={"treaty": "elsewhere"}
    )
    [call] = [c for c in ledger([made, pointed]) if c.norm.id == "defence"]
    owed = next(o for o in call.obligations if o.bearer == "BBB")
    assert owed.deflected_to == "elsewhere"
    assert owed.leads_to == ()
    assert "there: elsewhere is not among the treaties of the case" in owed.because


def test_what_is_done_though_nothing_called_it_in_is_told() -> None:
    riot = attack("~rioters@AAA")
    helped = event("LEAGUE", "assist-military", "AAA", "2010-06-05")
    half = event("BBB", "condemn", "AAA", "2010-06-05")
    [call] = [c for c in ledger([riot, helped, half]) if c.norm.id == "defence"]
    assert (call.status, call.obligations) == ("not called in", ())
    assert [done.id for done in call.done_anyway] == [helped.id]
    assert ledger([riot, half]).done_anyway == ()
    # called in, and so performance; under Art. 5, for which nobody asked, it is neither
    assert [c.norm.id for c in ledger([attack(), helped]).done_anyway] == ["help"]


PAYS = """
id: pact
title: The Pact
organisation: LEAGUE
versions:
- id: "1"
  during: 2000-01-01/..
  norms:
  - {id: dues, article: "24", title: dues, kind: dues, modality: must, bearer: source,
     when: {all: [{act: [withhold-dues]}, {source: party}]},
     breached_by: {acts: [withhold-dues]}, otherwise: [arrears, "the others grumble"]}
  - {id: arrears, article: "25", title: the vote is lost, kind: suspension, modality: may,
     bearer: organisation, within: P2Y, performed_by: {acts: [suspend-member]}}
  - {id: suspension, article: "20", title: suspension, kind: suspension, modality: may,
     bearer: organisation, when: {all: [{act: [freeze]}, {source: party}, {target: organisation}]}}
membership:
- {state: AAA, during: 2000-01-01/..}
- {state: BBB, during: 2000-01-01/..}
"""


def test_a_breach_opens_what_the_norm_names_after_its_time() -> None:
    unpaid = event("AAA", "withhold-dues", "LEAGUE", "2010-06-01")
    out = event("LEAGUE", "suspend-member", "AAA", "2013-01-01")
    for day, is_open in (("2012-05-31", False), ("2012-06-01", True)):
        [call] = ledger([unpaid], treaty(PAYS), as_of=dt.date.fromisoformat(day))
        arrears, grumble = call.follows
        assert (arrears.since, arrears.is_open) == (dt.date(2012, 6, 1), is_open)
        assert (grumble.norm, grumble.title, grumble.is_open) == (None, "the others grumble", True)
    [call] = ledger([unpaid, out], treaty(PAYS))
    assert call.follows[0].done == (out.id,)
    assert call.follows[0].towards == ("AAA",)


def test_what_a_norm_allows_is_kept_apart_from_what_is_owed() -> None:
    frozen = event("AAA", "freeze", "LEAGUE", "2010-06-01")
    made = ledger([frozen], treaty(PAYS))
    assert len(made) == 0
    [permission] = made.permitted
    assert (permission.norm.id, permission.value, permission.acted) == (
        "suspension",
        True,
        ("AAA",),
    )
    elsewhere = event("AAA", "freeze", "BBB", "2010-06-01")
    assert ledger([elsewhere], treaty(PAYS)).permitted == ()


# Judgements, as of, shape


def test_a_persons_verdict_wins() -> None:
    made = attack()
    answer = event("BBB", "assist-military", "AAA", "2010-06-05")
    plain = ledger([made, answer])
    [call] = [call for call in plain if call.norm.id == "defence"]
    bbb, ccc, _ = call.obligations
    for about, expected in (
        (bbb.id, {"BBB": "refused", "CCC": "no answer", "DDD": "no answer"}),
        (ccc.id, {"BBB": "kept", "CCC": "refused", "DDD": "no answer"}),
        (call.id, {"BBB": "refused", "CCC": "refused", "DDD": "refused"}),
    ):
        verdict = Verdict(about, "refused", "Anna", "she was there")
        found = ledger([made, answer], verdicts={about: verdict})
        assert by_bearer(found) == expected
        judged = [owed for _, owed in found.obligations if owed.judged_by]
        assert {owed.because for owed in judged} == {"Anna judged so: she was there"}


def test_as_of_leaves_out_what_came_later() -> None:
    made, answer = attack(), event("BBB", "assist-military", "AAA", "2010-06-05")
    assert len(ledger([made, answer], as_of=dt.date(2010, 5, 31))) == 0
    before = ledger([made, answer], as_of=dt.date(2010, 6, 4))
    assert by_bearer(before)["BBB"] == "pending"
    assert by_bearer(ledger([made, answer], as_of=dt.date(2010, 6, 5)))["BBB"] == "kept"


def test_ids_are_the_same_under_every_reading() -> None:
    made = attack(place=None)
    question = Question(id="q", text="?", settles="place", events=(made.id,))
    ids = []
    for answer in ("yes", "unclear"):
        reading = Reading(id="r", title="R", positions={"q": answer})  # type: ignore[dict-item]
        found = ledger([made], questions=[question], reading=reading)
        ids.append({(call.id, owed.id) for call, owed in found.obligations if not owed.due})
    assert ids[0] == ids[1]
    assert len(ids[0]) == 3


def test_the_plain_data_is_whole() -> None:
    made = ledger([attack(), ASKED, attack(place="XXX", date="2012-01-01")])
    data = json.loads(json.dumps(made.as_json()))
    assert list(data["counts"]) == list(STATUSES)
    assert sum(data["counts"].values()) == len(data["calls"]) == len(made)
    rows = made.rows()
    assert len(rows) == sum(len(call.obligations) or 1 for call in made)
    assert {row["status"] for row in rows} <= set(STATUSES)
    assert all(row["because"] for row in rows)
    assert made[made.calls[0].id] is made.calls[0]
    with pytest.raises(KeyError):
        made["none"]
    assert "Ledger under “The text alone”" in str(made)


DATES = st.sampled_from(["1999-05-01", "2010-06-01", "2010-06", "2015/2016", "2022-01-01"])
EVENTS = st.lists(
    st.builds(
        lambda source, act, target, date, place: event(source, act, target, date, place=place),
        st.sampled_from(["AAA", "BBB", "XXX", "LEAGUE", "~men", "~men@AAA"]),
        st.sampled_from(["attack", "request-help", "assist-military", "refuse-help", "condemn"]),
        st.sampled_from(["AAA", "BBB", "CCC", "LEAGUE", "AAA+BBB", ""]),
        DATES,
        st.sampled_from([None, "AAA", "XXX"]),
    ),
    max_size=7,
)


def _plain(made: Ledger) -> Any:
    return made.as_json()["calls"]


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(rows: list[Event], random: Any) -> None:
    mixed = list(rows)
    random.shuffle(mixed)
    assert _plain(ledger(mixed)) == _plain(ledger(rows))


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_who_is_no_member_owes_nothing_and_is_owed_nothing(rows: list[Event]) -> None:
    without = TREATY.replace("- {state: BBB, during: 2000-01-01/..}\n", "")
    for _, owed in ledger(rows, treaty(without)).obligations:
        assert owed.bearer != "BBB"
        assert owed.beneficiary != "BBB"
    for call, owed in ledger(rows).obligations:
        assert (
            owed.bearer in treaty().members(call.event.date) or call.event.date.text == "2015/2016"
        )
        assert owed.bearer != owed.beneficiary


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.sampled_from(["AAA", "BBB", "XXX"]))
def test_learning_the_place_never_turns_a_call_round(rows: list[Event], place: str) -> None:
    """Only what was unknown changes when a source tells where it happened."""
    unknown = [row for row in rows if row.place is None]
    told = {row.id: row.revised(place={"state": place}) for row in unknown}
    before = {call.id: call.value for call in ledger(rows)}
    after = {call.id: call.value for call in ledger([told.get(row.id, row) for row in rows])}
    for name, value in before.items():
        if value is not None:
            assert after[name] is value
    assert after.keys() <= before.keys()


@settings(max_examples=40, deadline=None)
@given(EVENTS)
def test_a_ledger_without_events_of_force_is_empty(rows: list[Event]) -> None:
    quiet = [row for row in rows if row.act != "attack"]
    assert len(ledger(quiet)) == 0


@settings(max_examples=40, deadline=None)
@given(EVENTS, st.dates(dt.date(1999, 1, 1), dt.date(2023, 1, 1)))
def test_as_of_is_the_ledger_of_what_had_happened(rows: list[Event], day: dt.date) -> None:
    begun = [row for row in rows if (row.date.earliest or dt.date.max) <= day]
    assert _plain(ledger(rows, as_of=day)) == _plain(ledger(begun, as_of=day))


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_the_short_cut_past_most_pairs_changes_nothing(rows: list[Event]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("foedus.ledger._evaluation._out_of_question", lambda *_: False)
        slow = _plain(ledger(rows))
    assert _plain(ledger(rows)) == slow
