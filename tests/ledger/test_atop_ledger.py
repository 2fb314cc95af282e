"""Treaties made from ATOP run in the ledger as any other: what a code says decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus import Event, Evidence, Ledger, default_actors, evaluate_ledger, read_atop
from wartime import atop as written
from wartime import member, pact

INVENTED = Path(__file__).parents[1] / "treaties" / "invented" / "atop5_1m.csv"


@pytest.fixture(scope="module")
def atop():
    return read_atop(INVENTED)


def called(atop, number: int, source: str, target: str, date: str) -> dict[str, str]:
    """Return norm → status, for an armed attack on the home ground of the state attacked."""
    made = held(atop, number, source, target, date)
    return {call.norm.id: call.status for call in made}


def held(atop, number: int, source: str, target: str, date: str) -> Ledger:
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
    return evaluate_ledger([event], [atop.treaty(number)], default_actors())


def test_a_pact_against_france_is_called_in_by_france_alone(atop) -> None:
    assert called(atop, 9001, "FRA", "BEL", "1855-05-01")["defence"] == "no answer"
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
    assert called(atop, 9002, "AUH", "BGR", "1910-03-01")["consultation"] == "no answer"


def owed(ledger: Ledger) -> set[tuple[str, str, str | None, str]]:
    """Return norm, bearer, beneficiary, status of every obligation."""
    return {(c.norm.id, o.bearer, o.beneficiary, o.status) for c, o in ledger.obligations}


def test_an_offensive_pact_is_called_in_by_the_party_that_attacks(tmp_path: Path) -> None:
    atop = written(tmp_path, pact(9101, [255, 325], "1866-4-8", "1866-7-8", offense=1))
    assert owed(held(atop, 9101, "DEU", "AUH", "1866-06-16")) == {
        ("offence", "ITA", "DEU", "no answer")
    }
    assert called(atop, 9101, "AUH", "DEU", "1866-06-16") == {}


def test_neutrality_is_owed_to_a_party_that_attacks_too(tmp_path: Path) -> None:
    pair = [220, 325]
    atop = written(tmp_path, pact(9101, pair, "1902-6-30", neutral=1))
    for source, target in (("DEU", "FRA"), ("FRA", "DEU")):
        assert owed(held(atop, 9101, source, target, "1914-08-03")) == {
            ("neutrality", "ITA", "FRA", "no answer")
        }
    atop = written(tmp_path, pact(9101, pair, "1902-6-30", neutral=1, neucoatt=1))
    assert called(atop, 9101, "DEU", "FRA", "1914-08-03") == {"neutrality": "no answer"}
    assert called(atop, 9101, "FRA", "DEU", "1914-08-03") == {}


def test_neutrality_towards_a_named_enemy_on_either_side(tmp_path: Path) -> None:
    codes = {"neutral": 1, "neucoadv": 1, "specthrt": 1, "statthr1": 255}
    atop = written(tmp_path, pact(9101, [220, 325], "1902-6-30", **codes))
    assert called(atop, 9101, "FRA", "DEU", "1914-08-03") == {"neutrality": "no answer"}
    assert called(atop, 9101, "DEU", "FRA", "1914-08-03") == {"neutrality": "no answer"}
    assert called(atop, 9101, "GBR", "FRA", "1914-08-03") == {}


def test_who_owes_help_may_not_attack(tmp_path: Path) -> None:
    both = [member(9101, 255, "1882-5-20", defense=1), member(9101, 325, "1882-5-20", defense=1)]
    atop = written(tmp_path, both)
    assert called(atop, 9101, "ITA", "DEU", "1915-05-23")["no-force"] == "breached"
    norm = next(n for n in atop.treaty(9101).versions[0].norms if n.id == "no-force")
    assert norm.note == "implied by DEFENSE 1"
    plain = written(tmp_path, [row | {"nonagg": 1} for row in both])
    assert "no-force" not in called(plain, 9101, "ITA", "DEU", "1915-05-23")


def test_an_attack_far_from_home_calls_in_no_defence(tmp_path: Path) -> None:
    atop = written(tmp_path, pact(9101, [200, 220], "1949-4-4", defense=1))
    text = "Argentina attacked the United Kingdom."
    event = Event.model_validate(
        {
            "source": ("ARG",),
            "target": ("GBR",),
            "type": "ASSAULT",
            "act": "attack",
            "date": "1982-04-02",
            "place": {"state": "FLK"},
            "evidence": (Evidence.find("report", text, text),),
        }
    )
    made = evaluate_ledger([event], [atop.treaty(9101)], default_actors())
    assert [call.status for call in made] == ["not called in"]
