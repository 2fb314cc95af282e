"""Lists of wars and disputes: who was whose enemy, since when, and who attacked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foedus import Conflicts, InputError, read_conflicts
from foedus.events import PARTS, home_parts
from wartime import WAR_COLUMNS, fought, wars

DATA = Path(__file__).parents[2].parent / "shared" / "data"
needs_real = pytest.mark.skipif(
    not DATA.exists(), reason="no ../shared/data: scholars' files may not be shipped"
)

GREAT_WAR = (
    fought(1, 300, 2, "1914-7-29", "1918-11-3", opened=True),
    fought(1, 345, 1, "1914-7-29", "1918-11-11"),
    fought(1, 255, 2, "1914-8-1", "1918-11-11"),
    fought(1, 365, 1, "1914-8-1", "1917-12-5"),
    fought(1, 220, 1, "1914-8-3", "1918-11-11"),
    fought(1, 355, 2, "1915-10-12", "1918-9-29"),
)


def fronts(conflicts: Conflicts) -> dict[tuple[int, int], tuple[str, bool]]:
    """Return attacker and attacked → since when, and whether it is known that it was so."""
    found = conflicts.fronts()
    states = conflicts.state
    return {
        (int(states[left]), int(states[right])): (str(since), bool(known))
        for left, right, since, known in zip(
            found.left, found.right, found.since, found.known, strict=True
        )
    }


def test_who_opened_the_war_attacked_those_of_the_first_day(tmp_path: Path) -> None:
    assert fronts(wars(tmp_path, *GREAT_WAR))[300, 345] == ("1914-07-29", True)


def test_who_comes_in_on_the_other_side_on_the_day_of_an_enemy_was_attacked(tmp_path: Path) -> None:
    found = fronts(wars(tmp_path, *GREAT_WAR))
    assert found[255, 365] == ("1914-08-01", True)
    assert found[300, 365] == ("1914-08-01", True)


def test_who_comes_in_later_may_have_been_attacked_or_not(tmp_path: Path) -> None:
    found = fronts(wars(tmp_path, *GREAT_WAR))
    assert found[255, 220] == ("1914-08-03", False)


def test_who_joins_those_that_opened_it_attacks(tmp_path: Path) -> None:
    found = fronts(wars(tmp_path, *GREAT_WAR))
    assert found[355, 345] == ("1915-10-12", True)
    assert found[355, 220] == ("1915-10-12", True)


def test_those_whose_times_do_not_meet_are_no_enemies(tmp_path: Path) -> None:
    made = wars(
        tmp_path,
        fought(1, 255, 1, "1939-9-1", "1945-5-7", opened=True),
        fought(1, 290, 2, "1939-9-1", "1939-9-27"),
        fought(1, 325, 1, "1940-6-10", "1943-9-2"),
    )
    assert (325, 290) not in fronts(made)


def test_fighting_after_an_armistice_is_the_same_war(tmp_path: Path) -> None:
    made = wars(
        tmp_path,
        fought(1, 255, 1, "1848-4-10", "1848-8-26", opened=True, again="1849-3-25/1849-7-10"),
        fought(1, 390, 2, "1848-4-10", "1848-8-26", again="1849-3-25/1849-7-10"),
    )
    found = made.fronts()
    assert list(map(str, found.since)) == ["1848-04-10", "1849-03-25"]
    assert found.known.all()


def test_where_both_sides_opened_it_nobody_is_said_to_have_attacked(tmp_path: Path) -> None:
    made = wars(
        tmp_path,
        fought(1, 255, 1, "1848-4-10", "1848-8-26", opened=True),
        fought(1, 390, 2, "1848-4-10", "1848-8-26", opened=True),
    )
    assert fronts(made) == {(255, 390): ("1848-04-10", False)}


def test_a_day_that_is_not_known_is_a_month(tmp_path: Path) -> None:
    made = wars(
        tmp_path,
        fought(1, 255, 1, "1848-4-10", "1848-8-26", opened=True).replace(",4,10,", ",4,-9,"),
        fought(1, 390, 2, "1848-4-10", "1848-8-26"),
    )
    assert made.began_text == ["1848-04", "1848-04-10"]
    assert str(made.began[0]) == "1848-04-01"


def test_parts_of_the_world() -> None:
    parts = home_parts(np.array([2, 365, 640, 530, 920, 5000]))
    names = [{name for bit, name in enumerate(PARTS) if one >> bit & 1} for one in parts.tolist()]
    assert names == [
        {"americas"},
        {"europe", "asia"},
        {"europe", "middle-east"},
        {"africa"},
        {"oceania"},
        set(),
    ]


def test_disputes_are_known_by_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "mid.csv"
    path.write_text(
        "dispnum,ccode,stday,stmon,styear,endday,endmon,endyear,sidea,hostlev,orig\n"
        "7,365,-9,7,1902,24,1,1903,0,1,1\n"
        "7,200,3,7,1902,24,1,1903,1,4,1\n"
        "8,200,1,1,1910,2,1,1910,1,1,1\n"
        "8,255,1,1,1910,2,1,1910,0,3,1\n",
        "utf-8",
    )
    made = read_conflicts(path)
    assert (made.kind, len(made), made.name(7)) == ("dispute", 2, "dispute 7")
    found = made.fronts()
    assert fronts(made) == {(200, 365): ("1902-07-03", True), (255, 200): ("1910-01-01", True)}
    assert found.act.tolist() == [2, 1]  # force; a threat, by the one that made it


def test_only_some_of_the_wars(tmp_path: Path) -> None:
    made = wars(tmp_path, *GREAT_WAR, fought(2, 640, 1, "1911-9-29", "1912-10-18", opened=True))
    assert made.where([2]).state.tolist() == [640]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Side", "Party", "expected the column side"),
        ("name,2,4,10", "name,7,4,10", "expected a whole number, 1 or 2, found 7"),
        (",4,10,1848", ",4,31,1848", "expected a number up to 30, found 31"),
        (",4,10,1848", ",14,10,1848", "expected a number up to 12, found 14"),
        ("-8,2,2,1", "-8,3,2,1", "expected a whole number, 1, 2, 4"),
        ("\n1,Invented", "\nx,Invented", "expected a number, found 'x'"),
    ],
)
def test_a_fault_names_file_and_column(tmp_path: Path, old: str, new: str, what: str) -> None:
    text = WAR_COLUMNS + "\n" + fought(1, 390, 2, "1848-4-10", "1848-8-26") + "\n"
    assert old in text
    path = tmp_path / "wars.csv"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError) as caught:
        read_conflicts(path)
    assert what in str(caught.value)
    assert str(path) in str(caught.value)


@needs_real
def test_the_real_lists() -> None:
    """The codebooks count 95 inter-state wars (4.0), and 2,436 disputes (5.0)."""
    listed = read_conflicts(DATA / "wars" / "Inter-StateWarData_v4.0.csv")
    assert len(listed) == 95
    assert listed.name(106) == "World War I"
    belgium = listed.where([106])
    assert "1914-08-04" in belgium.began_text
    assert len(read_conflicts(DATA / "mid" / "MIDB 5.0.csv")) == 2436
