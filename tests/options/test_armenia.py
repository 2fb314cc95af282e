"""The model of Armenia: against the literal implementation, its evidence, and what it finds."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
import yaml

import foedus
from foedus.options import openings, paths, solve

from .literal import CONCEPTS, Plain, sequences, sim

FILE = Path(__file__).parents[2] / "cases" / "csto-armenia" / "model.yaml"
RAW = yaml.safe_load(FILE.read_text("utf-8"))
DATES = ("2020", "2022", "2024-02", "2024-06")
QUO = {
    "2020": "stay + reassure",
    "2022": "boycott + reassure",
    "2024-02": "freeze + reassure",
    "2024-06": "freeze + withhold dues + threaten",
}


@pytest.fixture(scope="module")
def case():
    return foedus.open_case("csto-armenia")


# A second reading of the file: words become Python, which evaluates them.


def text_of(item):
    return item if isinstance(item, str) else item.get("statement") or item.get("never")


def condition(text, names, otherwise, owned):
    """Return a function of the options taken up; `A if B` is A or not B."""
    words = text
    for who, name in otherwise.items():
        words = re.sub(
            rf"\b{name}\b", "not (" + " or ".join(f"<{o}>" for o in owned[who]) + ")", words
        )
    for name in sorted(names, key=len, reverse=True):
        words = re.sub(rf"(?<![<\w]){name}(?![>\w])", f"<{name}>", words)
    words = re.sub(r"^(.*) if (.*)$", r"(\1) or not (\2)", words)
    code = re.sub(r"<([^>]*)>", lambda found: f"up[{names.index(found[1])}]", words)
    return lambda up: bool(eval(code, {"up": up}))


def literal_model(date):
    """The model of a date as plain sets, from the file alone."""
    owned, otherwise = RAW["decision_makers"], RAW["otherwise"]
    names = [name for some in owned.values() for name in some]
    owner = {names.index(name): who for who, some in owned.items() for name in some}
    wants = {**RAW["preferences"], **RAW["dates"][date].get("preferences", {})}

    def read(item):
        return condition(text_of(item), names, otherwise, owned)

    banned = [read(item) for item in RAW["infeasible"]]
    states = [
        up
        for up in product((False, True), repeat=len(names))
        if not any(rule(up) for rule in banned)
    ]
    for_good = [names.index(rule["option"]) for rule in RAW["irreversible"]]
    arcs = {
        who: {
            (a, b)
            for a in states
            for b in states
            if a != b
            and all(a[n] == b[n] for n in range(len(names)) if owner[n] != who)
            and not any(a[n] and not b[n] for n in for_good)
        }
        for who in owned
    }
    ranks = {}
    for who in owned:
        statements = [read(item) for item in wants[who]]
        truth = {up: tuple(one(up) for one in statements) for up in states}
        order = sorted(set(truth.values()))
        ranks[who] = [{up: order.index(truth[up]) for up in states}]
    plain = Plain(states, arcs, ranks, {up: up for up in states}, owner)
    return plain, names


@pytest.mark.parametrize("date", DATES)
def test_the_fast_solver_agrees_with_the_literal_one(case, date):
    model = case.model(date)
    plain, names = literal_model(date)
    assert list(model.options.names) == names
    assert len(model) == len(plain.states) == 130
    place = {up: model.state("".join("NY"[one] for one in up)) for up in plain.states}
    solution = solve(model)
    for number, who in enumerate(plain.who):
        for concept, literal in {**CONCEPTS, "sim": sim}.items():
            wanted = {place[up] for up in plain.states if literal(plain, who, up)}
            assert set(solution.stable[concept][number].nonzero()[0].tolist()) == wanted
    # and the ways: what moves that pay lead to from where it stands
    here = next(up for up in plain.states if place[up] == model.status_quo)
    walks = paths(model, ends=list(model.states)).walks
    led = {state for state, some in walks.items() if some and some[0].steps and some[0].credible}
    reached = sequences(plain.improvements, plain.who, here)
    assert led == {model.states[place[up]] for up in reached} - {model.states[model.status_quo]}


# What it rests on


def test_it_has_the_four_dates_and_where_things_stood(case):
    assert tuple(case.models) == DATES
    for date, state in QUO.items():
        model = case.model(date)
        assert model.states[model.status_quo] == state


@pytest.mark.parametrize("date", DATES)
def test_every_statement_has_evidence_or_is_marked_as_an_assumption(case, date):
    found = case.grounds(case.model(date))
    assert len(found) >= 17
    for one in found:
        assert one.evidence or one.statement.assumption, one.statement.text
        assert one.assumption or not one.statement.assumption
        for cited in one.evidence:
            assert all(case.events.has(event) for event in cited.events)
            assert cited.events


def test_nothing_in_the_case_is_wrong(case):
    assert not [one for one in case.check() if one.level == "error"]


def test_every_rule_has_its_reason(case):
    for model in case.models.values():
        assert {rule.kind for rule in model.rules} == {"infeasible", "irreversible"}
        assert all(rule.why for rule in model.rules)
        assert set(model.meanings) == {*model.options.names, "stay", "wait"}


def test_words_of_leaving_speak_against_the_statement_of_february(case):
    """In February 2024 the model says that Armenia does not want to leave; then it says it will."""
    found = case.grounds(case.model("2024-02"))
    stays = next(one for one in found if one.statement.text == "not give notice")
    assert stays.decision_maker == "Armenia"
    assert [str(event.date) for event in stays.against] == ["2024-03-12", "2024-06-12"]
    # which the model of June no longer says
    later = [one.statement.text for one in case.grounds(case.model("2024-06"))]
    assert "not give notice" in later  # of Russia
    assert "not give notice if not take up guarantee" in later


# What it finds; docs/science/model-of-armenia.md says the same in words


@pytest.mark.parametrize("date", DATES)
def test_where_things_stood_was_stable(case, date):
    model = case.model(date)
    solution = solve(model)
    assert all(solution.is_stable(QUO[date], concept) for concept in ("nash", "seq", "sim"))


def test_leaving_in_june_needs_a_guarantee_or_another_will(case):
    ways = {opening.changes for opening in openings(case.model("2024-06"), "give notice")}
    assert (
        "Armenia would rather have “take up guarantee”",
        "The West would rather have “deepen the offer”",
    ) in ways
    assert ("Armenia would rather have “give notice” even if “not take up guarantee”",) in ways
    assert all(any(change.startswith("Armenia") for change in changes) for changes in ways)


def test_returning_turns_on_russia_in_june_and_on_any_ally_in_february(case):
    def alone(date, who):
        return any(
            len(opening.changes) == 1 and opening.changes[0].startswith(who)
            for opening in openings(case.model(date), "stay")
        )

    assert alone("2024-02", "Russia")
    assert alone("2024-02", "The rest of the CSTO")
    assert alone("2024-06", "Russia")
    assert not alone("2024-06", "The rest of the CSTO")


@pytest.mark.parametrize(("date", "target"), [("2024-02", "stay"), ("2024-06", "give notice")])
def test_an_opening_put_back_in_does_what_it_says(case, date, target):
    """The changed model leads to its end by moves that pay, and the end is stable."""
    model = case.model(date)
    singles = {opening.changes for opening in openings(model, target, most=1)}
    for opening in openings(model, target):
        if len(opening.changes) > 1:  # no part of it does it
            assert not any((change,) in singles for change in opening.changes)
        assert solve(opening.model).is_stable(opening.end, "seq")
        assert opening.walk.credible
        assert paths(opening.model, ends=[opening.end]).walks[opening.end][0].credible
        assert model.state(opening.end) in model.states_where(target)
        changed = opening.model
        for who, said in zip(model.decision_makers, model.statements, strict=True):
            if not any(change.startswith(who) for change in opening.changes):
                assert changed.statements[changed.who(who)] == said
