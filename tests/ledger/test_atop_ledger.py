"""Treaties made from ATOP run in the ledger as any other: what a code says decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus import Event, Evidence, default_actors, evaluate_ledger, read_atop

INVENTED = Path(__file__).parents[1] / "treaties" / "invented" / "atop5_1m.csv"


@pytest.fixture(scope="module")
def atop():
    return read_atop(INVENTED)


def called(atop, number: int, source: str, target: str, date: str) -> dict[str, str]:
    """Return norm → status, for an armed attack on the home ground of the state attacked."""
    text = f"{source} attacked {target}."
    event = Event.model_validate(
        {
            "source": (source,),
            "target": (target,),
            "type": "ASSAULT",
            "act": "attack",
            "date": date,
            "place": {"state": target},
            "evidence": (Evidence.find("report", text, text),),
        }
    )
    made = evaluate_ledger([event], [atop.treaty(number)], default_actors())
    return {call.norm.id: call.status for call in made}


def test_a_pact_against_france_is_called_in_by_france_alone(atop) -> None:
    assert called(atop, 9001, "FRA", "BEL", "1855-05-01")["defence"] == "pending"
    assert called(atop, 9001, "AUH", "BEL", "1855-05-01")["defence"] == "not called in"


def test_nothing_is_called_in_before_it_began_or_after_it_ended(atop) -> None:
    assert called(atop, 9001, "FRA", "BEL", "1850-02-28") == {}
    assert called(atop, 9001, "FRA", "BEL", "1860-03-01") == {}


def test_a_condition_on_the_place_leaves_it_disputed(atop) -> None:
    assert called(atop, 9002, "AUH", "BGR", "1910-03-01")["defence"] == "disputed"


def test_force_between_the_parties_is_a_breach(atop) -> None:
    assert called(atop, 9002, "GRC", "BGR", "1910-03-01")["nonaggression"] == "breached"
    assert "nonaggression" not in called(atop, 9002, "GRC", "BGR", "1913-06-29")


def test_the_consultation_waits_for_a_request(atop) -> None:
    assert called(atop, 9001, "FRA", "BEL", "1855-05-01")["consultation"] == "not called in"
    assert called(atop, 9002, "AUH", "BGR", "1910-03-01")["consultation"] == "pending"
