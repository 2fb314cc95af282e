"""Who is no party has no promise called in, whatever the norm says and whoever stands beside it."""

from __future__ import annotations

from itertools import product

import pytest

from foedus import Actors, Event, Evidence, Treaty, evaluate_ledger
from foedus.actors import Actor

TEXT = "It threatened them with war."
NAMES = {"AAA": "A", "BBB": "B", "CCC": "C", "LEFT": "a member until 2010", "OUT": "an outsider"}
TABLES = Actors([Actor(id=key, name=name, kind="state") for key, name in NAMES.items()])
MEMBERS = ("AAA", "BBB", "CCC")


def _treaty(**norm: object) -> Treaty:
    """A pact of three states, and a fourth that left, with one norm."""
    return Treaty.model_validate(
        {
            "id": "pact",
            "title": "An invented pact",
            "organisation": "PACT",
            "versions": [
                {
                    "id": "only",
                    "during": "2000/..",
                    "norms": [
                        {
                            "id": "security",
                            "article": "58",
                            "title": "security of members",
                            "kind": "assistance",
                            "performed_by": {"acts": ["consult"]},
                            **norm,
                        }
                    ],
                }
            ],
            "membership": [
                *({"state": state, "during": "2000/.."} for state in MEMBERS),
                {"state": "LEFT", "during": "2000/2010"},
            ],
        }
    )


def _threat(source: tuple[str, ...], target: tuple[str, ...], date: str = "2015-05-01") -> Event:
    return Event.model_validate(
        {
            "source": source,
            "target": target,
            "type": "THREATEN",
            "act": "threaten-force",
            "date": date,
            "evidence": (Evidence.find("report", TEXT, TEXT),),
        }
    )


def _called_in_for(norm: dict[str, object], event: Event) -> set[str | None]:
    made = evaluate_ledger([event], [_treaty(**norm)], TABLES)
    called = {call.beneficiary for call in made if call.value is not False}
    return called | {one.towards for one in made.permitted}


@pytest.mark.parametrize("outsider", ["OUT", "LEFT"])
@pytest.mark.parametrize("source", [("PACT",), ("AAA",), ("OUT",), ("AAA", "OUT")])
@pytest.mark.parametrize("date", ["2015-05-01", "2015", "../2015-05-01", "2015-05/..", "2012~"])
def test_a_threat_to_an_outsider_calls_nothing_in_that_is_on_threats_to_members(
    outsider: str, source: tuple[str, ...], date: str
) -> None:
    for modality, bearer, counterparty in product(
        ("must", "may", "must-not"),
        ("each-party", "every-other-party", "organisation"),
        ("target", "source", "either", "organisation", "every-other-party", "none"),
    ):
        norm = {"modality": modality, "bearer": bearer, "counterparty": counterparty}
        when = {"all": [{"act": ["threaten-force"]}, {"target": "party"}]}
        assert _called_in_for({**norm, "when": when}, _threat(source, (outsider,), date)) == set()


@pytest.mark.parametrize("outsider", ["OUT", "LEFT"])
@pytest.mark.parametrize("trigger", [{"target": "party"}, {"target": [*MEMBERS, "LEFT"]}])
def test_of_an_outsider_and_a_member_that_are_threatened_it_is_called_in_for_the_member(
    outsider: str, trigger: dict[str, object]
) -> None:
    norm = {"modality": "must", "bearer": "every-other-party", "counterparty": "target"}
    when = {"all": [{"act": ["threaten-force"]}, trigger]}
    threat = _threat(("OUT2",), (outsider, "BBB"))
    assert _called_in_for({**norm, "when": when}, threat) == {"BBB"}


def test_a_norm_on_one_member_is_not_called_in_for_another_that_is_threatened_with_it() -> None:
    norm = {"modality": "must", "bearer": "every-other-party", "counterparty": "target"}
    when = {"all": [{"act": ["threaten-force"]}, {"target": ["AAA"]}]}
    threat = _threat(("OUT",), ("AAA", "BBB"))
    assert _called_in_for({**norm, "when": when}, threat) == {"AAA"}
