"""Invented alliances in invented wars: what is called in, why or why not, and who kept it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foedus import WarVerdict
from wartime import fought, ledger, member, pact

UK, BELGIUM, FRANCE, GERMANY, AUSTRIA = 200, 211, 220, 255, 300
GREECE, BULGARIA, ROMANIA, RUSSIA, TURKEY, JAPAN = 350, 355, 360, 365, 640, 740
AMERICAS = 1

#: France attacks Germany; Belgium comes in beside Germany a month later.
WAR = (
    fought(1, FRANCE, 1, "1850-6-1", "1851-6-1", opened=True),
    fought(1, GERMANY, 2, "1850-6-1", "1851-6-1"),
    fought(1, BELGIUM, 2, "1850-7-1", "1851-6-1"),
)


def verdict(folder: Path, alliance: list[dict], *lines: str) -> WarVerdict:
    found = ledger(folder, alliance, *(lines or WAR))
    return found.verdicts([(1, alliance[0]["atopid"])])[0]


def test_a_member_that_is_attacked_calls_its_allies_in(tmp_path: Path) -> None:
    found = verdict(tmp_path, pact(9101, [GERMANY, UK], "1840-1-1", defense=1))
    assert (found.called_in, found.presumed, found.promises) == (True, True, ("DEFENSE",))
    assert found.because == (
        "DEFENSE: Germany attacked by France on 1 June 1850; not kept by United Kingdom"
    )
    assert found.kept is False


def test_who_opened_the_war_calls_nobody_in_for_its_defence(tmp_path: Path) -> None:
    found = verdict(tmp_path, pact(9101, [FRANCE, UK], "1840-1-1", defense=1))
    assert found.called_in is False
    assert "France was not attacked by Germany: its side opened the war" in found.because


def test_a_promise_to_attack_together_is_called_in_by_who_opened_it(tmp_path: Path) -> None:
    found = verdict(tmp_path, pact(9101, [FRANCE, UK], "1840-1-1", offense=1))
    assert found.promises == ("OFFENSE",)
    assert "OFFENSE: France attacked Germany on 1 June 1850" in found.because
    found = verdict(tmp_path, pact(9101, [GERMANY, UK], "1840-1-1", offense=1))
    assert found.called_in is False
    assert "Germany did not attack France: it was attacked" in found.because


def test_who_comes_in_later_may_have_been_attacked(tmp_path: Path) -> None:
    """The record leaves it open; it is presumed to have come in by itself."""
    found = verdict(tmp_path, pact(9101, [BELGIUM, UK], "1840-1-1", defense=1))
    assert (found.called_in, found.presumed) == (None, False)
    assert "Belgium came in by itself on 1 July 1850, as is presumed" in found.because
    found = verdict(tmp_path, pact(9101, [BELGIUM, UK], "1840-1-1", offense=1))
    assert (found.called_in, found.presumed) == (None, True)
    assert "presumed that Belgium came in by itself" in found.because


@pytest.mark.parametrize("attacked_only", [0, 1])
def test_neutrality_towards_a_party_at_war(tmp_path: Path, attacked_only: int) -> None:
    """However it came to war; or, with NEUCOATT, only if it was attacked."""
    codes = {"neutral": 1, "neucoatt": attacked_only}
    opener = verdict(tmp_path, pact(9101, [FRANCE, UK], "1840-1-1", **codes))
    assert opener.called_in is (not attacked_only)
    attacked = verdict(tmp_path, pact(9101, [GERMANY, UK], "1840-1-1", **codes))
    assert (attacked.called_in, attacked.kept) == (True, True)
    later = verdict(tmp_path, pact(9101, [BELGIUM, UK], "1840-1-1", **codes))
    assert later.called_in is (None if attacked_only else True)


def test_the_named_adversary(tmp_path: Path) -> None:
    codes = {"defense": 1, "defcoadv": 1, "specthrt": 1}
    found = verdict(tmp_path, pact(9101, [GERMANY, UK], "1840-1-1", statthr1=FRANCE, **codes))
    assert found.called_in is True
    assert "it names France" in found.because
    found = verdict(tmp_path, pact(9101, [GERMANY, UK], "1840-1-1", statthr2=RUSSIA, **codes))
    assert found.called_in is False
    assert "France is not an adversary that it means (it names Russia)" in found.because


def test_an_adversary_that_is_not_named_is_presumed_to_be_the_enemy(tmp_path: Path) -> None:
    codes = {"defense": 1, "defcoadv": 1}
    found = verdict(tmp_path, pact(9101, [GERMANY, UK], "1840-1-1", **codes))
    assert (found.called_in, found.presumed) == (None, True)
    found = verdict(tmp_path, pact(9101, [GERMANY, UK], "1840-1-1", specthrt=5, **codes))
    assert (found.called_in, found.presumed) == (None, False)


def test_several_adversaries(tmp_path: Path) -> None:
    two = (*WAR, fought(1, RUSSIA, 1, "1850-8-1", "1851-6-1"))
    alliance = pact(9101, [GERMANY, UK], "1840-1-1", defense=1, defconum=1)
    found = verdict(tmp_path, alliance, *WAR)
    assert "Germany had one enemy only" in found.because
    found = verdict(tmp_path, alliance, *two)
    assert (found.called_in, "1 August 1850" in found.because) == (True, True)


def test_not_provoked(tmp_path: Path) -> None:
    codes = {"neutral": 1, "neuconpr": 1}
    assert verdict(tmp_path, pact(9101, [GERMANY, UK], "1840-1-1", **codes)).called_in is True
    found = verdict(tmp_path, pact(9101, [FRANCE, UK], "1840-1-1", **codes))
    assert "the side of France opened the war" in found.because


def test_a_war_far_from_home_calls_in_no_defence(tmp_path: Path) -> None:
    far = [line.replace("-8,2,", f"-8,{AMERICAS},") for line in WAR]
    found = verdict(tmp_path, pact(9101, [GERMANY, UK], "1840-1-1", defense=1), *far)
    assert found.called_in is False
    assert (
        "Germany did not fight at home (fought in americas, Germany lies in europe)"
        in found.because
    )
    found = verdict(tmp_path, pact(9101, [GERMANY, UK], "1840-1-1", neutral=1, neucoloc=1), *far)
    assert "it was not fought in the place meant" in found.because


def test_force_between_parties_breaks_what_they_promised(tmp_path: Path) -> None:
    found = verdict(tmp_path, pact(9101, [FRANCE, GERMANY], "1840-1-1", nonagg=1))
    assert (found.called_in, found.kept, found.promises) == (True, False, ("NONAGG",))
    assert found.because == (
        "NONAGG: France fought Germany on 1 June 1850, and both were parties; not kept by France"
    )
    found = verdict(tmp_path, pact(9101, [FRANCE, GERMANY], "1840-1-1", defense=1))
    assert (found.called_in, found.promises) == (True, ("force between parties",))


def test_who_helps_a_party_that_another_attacked_breaks_nothing(tmp_path: Path) -> None:
    found = verdict(tmp_path, pact(9101, [FRANCE, GERMANY, BELGIUM], "1840-1-1", nonagg=1))
    assert found.because.endswith("not kept by France")


def test_only_who_promised_is_bound(tmp_path: Path) -> None:
    alliance = [
        member(9101, GERMANY, "1840-1-1", defense=1),
        member(9101, UK, "1840-1-1", consul=1),
    ]
    found = verdict(tmp_path, alliance)
    assert found.called_in is False
    assert "nobody else was bound on 1 June 1850" in found.because


@pytest.mark.parametrize(
    ("began", "ended", "called"),
    [
        ("1850-6-1", "1860-1-1", True),
        ("1840-1-1", "1850-6-1", True),
        ("1840-1-1", "1850-5-31", False),
        ("1850-9-1", "1860-1-1", True),  # the attack goes on
        ("1851-6-1", "1860-1-1", False),  # on the last day: the peace
        ("1851-6-2", "1860-1-1", False),
    ],
)
def test_the_day(tmp_path: Path, began: str, ended: str, called: bool) -> None:
    found = verdict(tmp_path, pact(9101, [GERMANY, UK], began, ended, defense=1))
    assert found.called_in is called
    if began == "1850-9-1":
        assert "Germany was at war with France when it joined on 1 September 1850" in found.because


def test_a_promise_made_for_the_war_holds_whoever_opened_it(tmp_path: Path) -> None:
    codes = {"defense": 1, "wartime": 1, "defcocon": 1}
    alliance = pact(9101, [FRANCE, UK], "1850-9-1", "1851-6-1", **codes)
    assert verdict(tmp_path, alliance).called_in is False
    for row in alliance[:1]:
        row["cowwar"] = 1
    assert verdict(tmp_path, alliance).called_in is True


def test_of_two_phases_the_one_of_the_day_counts(tmp_path: Path) -> None:
    first = pact(9101, [GERMANY, UK], "1840-1-1", "1850-6-1", phase=1, maxphase=2, consul=1)
    second = pact(9101, [GERMANY, UK], "1850-6-1", None, phase=2, maxphase=2, defense=1)
    assert verdict(tmp_path, first + second).called_in is True
    for row in first:
        row |= {"defense": 1}
    for row in second:
        row |= {"defense": 0, "consul": 1}
    assert verdict(tmp_path, first + second).called_in is False


def test_kept_beside_broken_against_or_away(tmp_path: Path) -> None:
    beside = pact(9101, [GERMANY, BELGIUM], "1840-1-1", defense=1)
    assert verdict(tmp_path, beside).kept is True
    left = pact(9101, [GERMANY, BELGIUM], "1840-1-1", "1850-6-15", defense=1)
    assert verdict(tmp_path, left).kept is False  # it came in when it was bound no longer
    three = pact(9101, [GERMANY, BELGIUM, UK], "1840-1-1", defense=1)
    found = verdict(tmp_path, three)
    assert (found.kept, found.in_part, found.row()["kept"]) == (False, True, "in part")
    against = pact(9101, [GERMANY, RUSSIA], "1840-1-1", "1850-12-1", neutral=1)
    enemy = (*WAR, fought(1, RUSSIA, 1, "1850-8-1", "1851-6-1"))
    assert verdict(tmp_path, against, *enemy).kept is False


def test_what_a_member_did_that_was_no_state_is_not_known(tmp_path: Path) -> None:
    """Number 8999 is nobody's; 345 is Serbia, a state from 1878 on."""
    found = verdict(tmp_path, pact(9101, [GERMANY, 345], "1840-1-1", defense=1))
    assert (found.presumed, found.kept) == (True, None)
    assert "the list of wars does not say" in found.because


@pytest.mark.parametrize(
    ("war", "alliance", "why"),
    [
        (2, 9101, "the list of wars does not have it"),
        (1, 9102, "the ATOP file does not have the alliance"),
        (1, 9103, "none of its members fought in it, by the list"),
        (1, 9104, "it promises consultation only"),
        (1, 9105, "it was not in force on any day on which a member met an enemy"),
    ],
)
def test_why_nothing_was_asked_about(tmp_path: Path, war: int, alliance: int, why: str) -> None:
    alliances = [
        *pact(9101, [GERMANY, UK], "1840-1-1", defense=1),
        *pact(9103, [GREECE, UK], "1840-1-1", defense=1),
        *pact(9104, [GERMANY, UK], "1840-1-1", consul=1),
        *pact(9105, [GERMANY, UK], "1830-1-1", "1839-1-1", defense=1),
    ]
    found = ledger(tmp_path, alliances, *WAR).verdicts([(war, alliance)])[0]
    assert (found.called_in, found.presumed, found.kept) == (False, False, None)
    assert found.because == why


def test_the_tree_says_what_is_presumed(tmp_path: Path) -> None:
    made = ledger(tmp_path, pact(9101, [BELGIUM, UK], "1840-1-1", offense=1, offcodem=1), *WAR)
    presumed = str(made.trace(1, 9101))
    assert presumed.startswith("[yes] ATOP 9101 was called in by Invented War 1")
    assert "presumed: they were, as it came to war" in presumed
    assert "OFFENSE, bound: United Kingdom" in presumed
    record = made.trace(1, 9101, presumes=False)
    assert record.value is None


def test_without_pairs_all_in_which_a_member_met_an_enemy(tmp_path: Path) -> None:
    alliances = [
        *pact(9101, [GERMANY, UK], "1840-1-1", defense=1),
        *pact(9103, [GREECE, UK], "1840-1-1", defense=1),
    ]
    made = ledger(tmp_path, alliances, *WAR)
    assert [(each.war, each.alliance) for each in made.verdicts()] == [(1, 9101)]
    counts = {row["promise"]: row for row in made.counts()}
    assert (counts["DEFENSE"]["calls"], counts["DEFENSE"]["yes"]) == (1, 1)


def test_what_the_record_says_is_never_presumed_away(tmp_path: Path) -> None:
    """More knowledge turns unknown into true or false, and never one of them into the other."""
    codes = ({"defense": 1}, {"offense": 1, "offcoadv": 1}, {"neutral": 1, "neucoatt": 1})
    alliances = [
        row
        for place, each in enumerate(codes)
        for first in (FRANCE, GERMANY, BELGIUM)
        for row in pact(9200 + 10 * place + first % 10, [first, UK], "1840-1-1", **each)
    ]
    made = ledger(tmp_path, alliances, *WAR)
    assert made.presumed[made.called_in == 2].all()
    assert not made.presumed[made.called_in == 0].any()
    assert set(np.unique(made.called_in)) == {0, 1, 2}


def test_the_order_of_the_lines_is_irrelevant(tmp_path: Path) -> None:
    alliances = [
        *pact(9101, [GERMANY, UK, BELGIUM], "1840-1-1", defense=1),
        *pact(9103, [FRANCE, BELGIUM], "1840-1-1", neutral=1, nonagg=1),
    ]
    straight = ledger(tmp_path, alliances, *WAR).verdicts()
    assert ledger(tmp_path, alliances[::-1], *WAR[::-1]).verdicts() == straight
