"""Each condition is true, false or unknown for the right events, and says why."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus import Event, Question, Reading
from foedus.ledger import Trace, Truth, add_duration, all_of, any_of, negation

from .conftest import attack, event, ledger, pact

TRUTHS: tuple[Truth, ...] = (True, False, None)


# Kleene's strong logic


def test_kleenes_tables() -> None:
    order = {False: 0, None: 1, True: 2}
    for a, b in itertools.product(TRUTHS, repeat=2):
        assert order[all_of([a, b])] == min(order[a], order[b])
        assert order[any_of([a, b])] == max(order[a], order[b])
        # De Morgan
        assert negation(all_of([a, b])) is any_of([negation(a), negation(b)])
    assert [negation(value) for value in TRUTHS] == [False, True, None]
    assert (all_of([]), any_of([])) == (True, False)


FORMULAS = st.recursive(
    st.integers(0, 3),
    lambda inner: (
        st.tuples(st.sampled_from(["all", "any"]), st.lists(inner, max_size=3))
        | st.tuples(st.just("not"), inner)
    ),
    max_leaves=12,
)


def _value(formula: Any, leaves: tuple[Truth, ...]) -> Truth:
    if isinstance(formula, int):
        return leaves[formula]
    name, parts = formula
    if name == "not":
        return negation(_value(parts, leaves))
    return {"all": all_of, "any": any_of}[name](_value(part, leaves) for part in parts)


@settings(deadline=None)
@given(FORMULAS, st.tuples(*[st.sampled_from(TRUTHS)] * 4), st.tuples(*[st.booleans()] * 4))
def test_more_knowledge_never_turns_true_into_false(
    formula: Any, known: tuple[Truth, ...], truth: tuple[bool, ...]
) -> None:
    before = _value(formula, known)
    learnt = tuple(t if k is None else k for k, t in zip(known, truth, strict=True))
    after = _value(formula, learnt)
    assert after is not None  # all is known now
    assert before in (None, after)


# The leaves


def value(made: Event, condition: str, *others: Event, **options: Any) -> Truth:
    """What one condition is for one event, and that the trace says so."""
    found = ledger([made, *others], pact(condition), **options)
    calls = [call for call in found if call.event.id == made.id]
    if not calls:
        return False
    [call] = calls
    assert call.trace.parts[-1].value is call.value
    assert call.trace.parts[-1].label
    assert all(leaf.grounds for leaf in call.trace.leaves())
    return call.value


@pytest.mark.parametrize(
    ("condition", "made", "expected"),
    [
        ("{act: [attack]}", attack(), True),
        ("{act: [consult, arm]}", attack(), False),
        ("{not: {act: [attack]}}", attack(), False),
        ("{type: [ASSAULT]}", attack(), True),
        ("{type: [AID]}", attack(), False),
        ("{context: [military]}", attack(context=["military"]), True),
        ("{context: [military]}", attack(context=["economic"]), False),
        ("{context: [military]}", attack(), None),
        ("{source: party}", attack("BBB"), True),
        ("{source: party}", attack("XXX"), False),
        ("{source: party}", attack("~rebels@BBB"), False),
        ("{source: non-party}", attack("XXX"), True),
        ("{source: non-party}", attack("BBB"), False),
        ("{source: non-party}", attack("BBB+XXX"), True),
        ("{source: non-party}", attack("CCC", date="2010-06-01"), False),
        ("{source: non-party}", attack("CCC", date="2004-06-01"), True),
        ("{source: non-party}", attack("CCC", date="2016-06-01"), True),
        ("{source: non-party}", attack("CCC", date="2015/2016"), None),
        ("{source: [XXX, YYY]}", attack("XXX"), True),
        ("{source: [XXX]}", attack("BBB"), False),
        ("{source: organisation}", attack("LEAGUE"), True),
        ("{source: organisation}", attack("XXX"), False),
        ("{target: party}", attack(target="AAA"), True),
        ("{target: [BBB]}", attack(target="AAA"), False),
        ("{target: beneficiary}", attack(target="AAA"), True),
        ("{place: territory-of-target}", attack(place="AAA"), True),
        ("{place: territory-of-target}", attack(place="XXX"), False),
        ("{place: territory-of-target}", attack(place=None), None),
        ("{place: territory-of-target}", attack(place={"name": "a hill"}), None),
        ("{place: territory-of-source}", attack(place="XXX"), True),
        ("{place: territory-of-source}", attack("~rebels@XXX", place="XXX"), True),
        ("{place: territory-of-source}", attack(place="AAA"), False),
        ("{place: territory-of-party}", attack(place="BBB"), True),
        ("{place: territory-of-party}", attack(place="XXX"), False),
        ("{place: {area: [europe]}}", attack(place="AAA"), True),
        ("{place: {area: [europe]}}", attack(place="CCC"), False),
        ("{place: {area: [CCC, oceania]}}", attack(place="CCC"), True),
        ("{place: {area: [europe]}}", attack(place="ZZZ"), None),
        ("{aggressor: external}", attack("XXX"), True),
        ("{aggressor: internal}", attack("XXX"), False),
        ("{aggressor: external}", attack("~rebels@AAA"), False),
        ("{aggressor: internal}", attack("~rebels@AAA"), True),
        ("{aggressor: external}", attack("~rebels@XXX"), True),
        ("{aggressor: external}", attack("~unknown men"), None),
        ("{armed-attack: true}", attack(), True),
        ("{armed-attack: true}", event("XXX", "threaten-force", "AAA"), False),
        ("{armed-attack: false}", event("XXX", "threaten-force", "AAA"), True),
        ("{member: {who: target}}", attack(target="AAA"), True),
        ("{member: {who: source}}", attack("XXX"), False),
        ("{member: {who: source}}", attack("DDD"), True),
        ("{member: {who: source, status: de-facto}}", attack("DDD", date="2009-06-01"), True),
        ("{member: {who: source, status: de-facto}}", attack("DDD", date="2011-06-01"), False),
        ("{member: {who: beneficiary}}", attack(target="AAA"), True),
        ("{question: nobody-asks}", attack(), None),
        ("{any: [{act: [consult]}, {place: territory-of-target}]}", attack(place=None), None),
        ("{all: [{act: [consult]}, {place: territory-of-target}]}", attack(place=None), False),
    ],
)
def test_a_leaf(condition: str, made: Event, expected: Truth) -> None:
    assert value(made, condition) is expected


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (event("AAA", "request-help", "LEAGUE", "2010-06-02"), True),
        (event("AAA", "request-help", "BBB", "2010-06-02"), True),
        (event("AAA", "request-help", "XXX", "2010-06-02"), False),
        (event("BBB", "request-help", "LEAGUE", "2010-06-02"), False),
        (event("AAA", "request-help", "LEAGUE", "2010-05-30"), False),
        (event("AAA", "request-help", "LEAGUE", "2011-06-01"), False),
        (event("AAA", "request-help", "LEAGUE", "2010-06-02", factuality="denied"), False),
        (event("AAA", "request-help", "LEAGUE", "2010-05/2010-06"), None),
        (event("AAA", "request-help", "LEAGUE", "2010"), None),
        (event("AAA", "request-help", "LEAGUE", "2010-06-02", provision={"treaty": "pact"}), True),
        (event("AAA", "request-help", "LEAGUE", "2010-06-02", provision={"treaty": "cst"}), False),
        (
            event(
                "AAA",
                "request-help",
                "LEAGUE",
                "2010-06-02",
                provision={"treaty": "pact", "article": "2"},
            ),
            False,
        ),
        (event("AAA", "request-help", "LEAGUE", "2010-06-02", about=("something else",)), False),
        (event("AAA", "consult", "LEAGUE", "2010-06-02"), False),
    ],
)
def test_a_request(request_: Event, expected: Truth) -> None:
    assert value(attack(), "{request: target}", request_) is expected


def test_some_treaties_let_any_party_ask() -> None:
    by_another = event("BBB", "request-help", "LEAGUE", "2010-06-02")
    by_an_outsider = event("XXX", "request-help", "LEAGUE", "2010-06-02")
    assert value(attack(), "{request: target}", by_another) is False
    assert value(attack(), "{request: party}", by_another) is True
    assert value(attack(), "{request: party}", by_an_outsider) is False
    assert value(attack(), "{request: party}") is False


def test_a_request_of_which_one_account_alone_tells_is_unknown() -> None:
    told = event("AAA", "request-help", "LEAGUE", "2010-06-02", factuality="hypothetical")
    assert value(attack(), "{request: target}", told) is None


def test_an_open_question_is_unknown_to_a_reading_that_takes_no_position() -> None:
    made = attack()
    question = _question(made, "armed-attack", AAA=("yes", None)).model_copy(update={"open": True})
    condition = pact("{armed-attack: true}")
    for reading, expected in ((_reading("BBB"), None), (_reading("AAA"), True)):
        [call] = ledger([made], condition, questions=[question], reading=reading)
        assert (call.value, call.turns_on) == (expected, ("q",))
    assert "the record alone does not settle: Was it so?" in str(
        ledger([made], condition, questions=[question]).calls[0].trace
    )
    [other] = ledger([attack()], condition, questions=[question])
    assert other.value is True  # the question names another event


def test_a_request_that_names_the_event_counts_whenever_it_came() -> None:
    made = attack()
    late = event("AAA", "request-help", "LEAGUE", "2015-01-01", about=(made.id,))
    assert value(made, "{request: target}", late) is True
    assert value(attack(), "{request: target}", late) is False


def test_what_did_not_happen_calls_nothing_in() -> None:
    for word, expected in {
        "actual": True,
        "denied": False,
        "intended": False,
        "requested": False,
        "conditional": None,
        "hypothetical": None,
    }.items():
        found = ledger([attack(factuality=word)], pact("{act: [attack]}"))
        assert [call.value for call in found] == [expected]


def test_why_not_names_the_condition() -> None:
    [call] = ledger(
        [attack(place="XXX")], pact("{all: [{act: [attack]}, {place: territory-of-target}]}")
    )
    assert (call.value, call.status, call.obligations) == (False, "not called in", ())
    [leaf] = call.trace.decisive()
    assert leaf.label == "It took place on territory of Aland"
    assert leaf.grounds[0].text == "territory of Xland"
    text = str(call.trace)
    assert "[no] It took place on territory of Aland" in text
    assert "[yes] The act is attack" in text
    assert call.trace.as_json()["value"] == "no"


def test_only_what_could_be_thought_of_gets_a_line() -> None:
    condition = "{all: [{act: [attack]}, {place: territory-of-target}]}"
    assert len(ledger([event("XXX", "arm", "AAA")], pact(condition))) == 0
    assert len(ledger([attack(place="XXX")], pact(condition, kind="loyalty"))) == 0
    threat = event("XXX", "threaten-force", "AAA")
    asked = event("AAA", "request-help", "LEAGUE", about=(threat.id,))
    assert len(ledger([threat], pact("{act: [attack]}"))) == 0
    assert len(ledger([threat, asked], pact("{act: [attack]}"))) == 1


# Questions and readings


def _question(made: Event, settles: str, **answers: Any) -> Question:
    positions = [
        {"holder": holder, "answer": answer, "since": since}
        for holder, (answer, since) in answers.items()
    ]
    return Question.model_validate(
        {
            "id": "q",
            "text": "Was it so?",
            "settles": settles,
            "events": [made.id],
            "positions": positions,
        }
    )


def _reading(*holders: str, **positions: str) -> Reading:
    return Reading.model_validate(
        {"id": "r", "title": "R", "holders": holders, "positions": positions}
    )


@pytest.mark.parametrize(
    ("settles", "condition", "made"),
    [
        ("act", "{act: [attack]}", attack()),
        ("source", "{source: non-party}", attack()),
        ("target", "{target: party}", attack()),
        ("place", "{place: territory-of-target}", attack(place="XXX")),
        ("place", "{place: territory-of-target}", attack(place=None)),
        ("aggressor", "{aggressor: external}", attack("~unknown men")),
        ("armed-attack", "{armed-attack: true}", attack()),
        ("request", "{request: target}", attack()),
        ("member", "{member: {who: source}}", attack()),
        ("happened", "{act: [attack]}", attack(factuality="denied")),
    ],
)
def test_a_reading_settles_a_leaf(settles: str, condition: str, made: Event) -> None:
    question = _question(made, settles, AAA=("yes", None), BBB=("no", None), XXX=("unclear", None))
    for holder, expected in (("AAA", True), ("BBB", False), ("XXX", None)):
        found = ledger([made], pact(condition), questions=[question], reading=_reading(holder))
        [call] = found
        assert call.value is expected
        assert call.turns_on == ("q",)
        grounds = [g for leaf in call.trace.leaves() for g in leaf.grounds if g.ref == "q"]
        assert grounds[0].holder == holder
        assert f"Was it so? — {holder[0]}land: " in grounds[0].text
    # the text alone takes no position, and another event is not concerned
    plain = ledger([made], pact(condition))
    same = ledger([made], pact(condition), questions=[question])
    assert [call.value for call in plain] == [call.value for call in same]
    other = question.model_copy(update={"events": ("0123456789abcdef",)})
    same = ledger([made], pact(condition), questions=[other], reading=_reading("BBB"))
    assert [call.value for call in plain] == [call.value for call in same]


def test_a_readings_own_answer_wins_over_its_holders() -> None:
    made = attack()
    question = _question(made, "place", AAA=("yes", None), BBB=("no", None))
    condition = pact("{place: territory-of-target}")
    for reading, expected in (
        (_reading("AAA", "BBB"), True),
        (_reading("BBB", "AAA"), False),
        (_reading("CCC", "BBB"), False),
        (_reading("AAA", q="no"), False),
        (_reading("AAA", q="unclear"), None),
    ):
        [call] = ledger([made], condition, questions=[question], reading=reading)
        assert call.value is expected


def test_a_question_matters_only_under_its_treaties() -> None:
    made = attack()
    question = _question(made, "place", BBB=("no", None)).model_copy(update={"treaties": ("x",)})
    [call] = ledger(
        [made], pact("{place: territory-of-target}"), questions=[question], reading=_reading("BBB")
    )
    assert call.value is True


def test_a_position_holds_from_its_day_and_the_latest_counts() -> None:
    made = attack(date="2010-06-01")
    data = _question(made, "place").model_dump()
    data["positions"] = [
        {"holder": "BBB", "answer": "no", "since": "2010-06-05"},
        {"holder": "BBB", "answer": "yes", "since": "2011-06-05"},
    ]
    question = Question.model_validate(data)
    for day, expected in (
        ("2010-06-04", True),
        ("2010-06-05", False),
        ("2011-06-04", False),
        ("2011-06-05", True),
        (None, True),
    ):
        import datetime as dt

        [call] = ledger(
            [made],
            pact("{place: territory-of-target}"),
            questions=[question],
            reading=_reading("BBB"),
            as_of=day and dt.date.fromisoformat(day),
        )
        assert call.value is expected, day


def test_a_norm_may_ask_for_a_question() -> None:
    made = attack()
    question = Question.model_validate(
        {
            "id": "was-it-serious",
            "text": "Was it serious?",
            "settles": "question",
            "positions": [{"holder": "AAA", "answer": "yes"}],
        }
    )
    condition = pact("{question: was-it-serious}")
    [call] = ledger([made], condition, questions=[question], reading=_reading("AAA"))
    assert (call.value, call.turns_on) == (True, ("was-it-serious",))
    [call] = ledger([made], condition, questions=[question])
    assert (call.value, call.status, call.turns_on) == (None, "disputed", ("was-it-serious",))
    [call] = ledger([made], condition)
    assert (call.value, call.turns_on) == (None, ())


def test_what_is_open_names_the_question_that_would_settle_it() -> None:
    made = attack(place=None)
    question = _question(made, "place", AAA=("yes", None))
    [call] = ledger([made], pact("{place: territory-of-target}"), questions=[question])
    assert (call.status, call.turns_on) == ("disputed", ("q",))
    assert "this reading takes no position on: Was it so?" in str(call.trace)
    # where the record settles it, nothing turns on the question
    [call] = ledger([attack()], pact("{place: territory-of-target}"), questions=[question])
    assert call.turns_on == ()


def test_an_unknown_leaf_to_settle_is_refused() -> None:
    with pytest.raises(ValueError, match="'weather' is not one of"):
        Question(id="q", text="?", settles="weather")


def test_yaml_yes_and_no_are_answers() -> None:
    reading = Reading.model_validate(
        {"id": "r", "title": "R", "positions": {"q": True, "p": False}}
    )
    assert reading.positions == {"q": "yes", "p": "no"}


@pytest.mark.parametrize(
    ("leaf", "says"),
    [
        ("target", "It is directed against one that is not a party to the treaty"),
        ("source", "Who acts is one that is not a party to the treaty"),
    ],
)
def test_who_is_outside_the_treaty_is_named_in_a_whole_sentence(leaf: str, says: str) -> None:
    from foedus.ledger._evaluate import in_words
    from foedus.treaties import Condition

    condition = Condition.model_validate({leaf: "non-party"})
    now: Any = SimpleNamespace(beneficiary=None, name=str, questions=())
    assert in_words(condition, now) == says


def test_a_trace_counts_its_leaves() -> None:
    leaf = Trace("a", False)
    tree = Trace("All of", False, parts=(leaf, Trace("b", True), Trace("c", None)))
    assert tree.decisive() == (leaf,)
    assert [part.label for part in tree.leaves()] == ["a", "b", "c"]
    assert Trace("All of", True, parts=(Trace("b", True),)).decisive() == ()


@pytest.mark.parametrize(
    ("day", "duration", "expected"),
    [
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2024-08-31", "P6M", "2025-02-28"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2024-02-28", "P2D", "2024-03-01"),
        ("2023-12-15", "P1Y2M10D", "2025-02-25"),
    ],
)
def test_durations(day: str, duration: str, expected: str) -> None:
    import datetime as dt

    assert str(add_duration(dt.date.fromisoformat(day), duration)) == expected
