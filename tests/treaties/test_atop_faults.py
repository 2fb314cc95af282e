"""What is off in an ATOP file is named: file, column, row, found, expected, what to do."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from foedus import TreatyError, read_atop

INVENTED = Path(__file__).parent / "invented" / "atop5_1m.csv"
Change = Callable[..., Path]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Write the invented file with cells changed: {(line, column): value}; None drops a column."""

    def write(
        cells: dict[tuple[int, str], object] | None = None,
        *,
        drop: Iterable[str] = (),
        rename: dict[str, str] | None = None,
        name: str = "atop5_1m.csv",
    ) -> Path:
        with INVENTED.open(encoding="utf-8", newline="") as stream:
            header, *rows = list(csv.reader(stream))
        for (line, column), value in (cells or {}).items():
            rows[line - 2][header.index(column)] = str(value)
        kept = [place for place, column in enumerate(header) if column not in set(drop)]
        header = [(rename or {}).get(column, column) for column in header]
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(
                [[row[place] for place in kept] for row in [header, *rows]]
            )
        return tmp_path / name

    return write


@pytest.mark.parametrize(
    ("cells", "place", "what", "hint"),
    [
        ({(3, "defense"): 2}, "line 3, field 'defense'", "expected 0 or 1", "codebook"),
        ({(3, "defense"): ""}, "line 3, field 'defense'", "found nothing", "codebook"),
        ({(3, "defense"): "yes"}, "line 3, field 'defense'", "found 'yes'", "correct the cell"),
        ({(3, "term"): 7, (4, "term"): 7}, "line 3", "found 7", "1 more rows of the column"),
        ({(3, "atopid"): 12}, "line 3, field 'atopid'", "1000 to 9999", "codebook"),
        ({(3, "member"): 211.5}, "line 3, field 'member'", "found 211.5", "codebook"),
        ({(3, "yrent"): 1066}, "line 3, field 'yrent'", "1815 to 2100", "codebook"),
        ({(3, "moent"): 13}, "line 3, field 'moent'", "1 to 12", "codebook"),
        ({(2, "dayexit"): 30}, "line 2, field 'dayexit'", "1860-02, which has 29", "the date"),
        ({(2, "moexit"): 0}, "line 2, field 'moexit'", "month of the day", "correct the date"),
        ({(2, "yrexit"): 1848}, "line 2", "after the beginning (1850-03-01)", "two dates"),
        ({(2, "ineffect"): 1}, "line 2, field 'ineffect'", "INEFFECT to be 0", "belong together"),
        ({(7, "ineffect"): 0}, "line 7, field 'ineffect'", "INEFFECT to be 1", "belong together"),
        ({(4, "phase"): 3}, "line 4, field 'phase'", "up to MAXPHASE, 2, found 3", "of the two"),
        ({(3, "member"): 211}, "line 3, field 'member'", "line 2 has it from 1850", "delete one"),
        ({(3, "version"): 5}, "line 3, field 'version'", "version 5.1 as in the rows", "mixed"),
        ({(3, "defcoadv"): -9}, "line 3, field 'defcoadv'", "found -9", "codebook"),
        ({(2, "yrexit"): "inf"}, "line 2, field 'yrexit'", "found inf", "codebook"),
    ],
)
def test_a_cell_that_cannot_be_right(
    changed: Change, cells: dict[tuple[int, str], object], place: str, what: str, hint: str
) -> None:
    file = changed(cells)
    with pytest.raises(TreatyError) as found:
        read_atop(file)
    told = str(found.value)
    assert told.startswith(str(file))
    assert place in told
    assert what in told
    assert hint in told


def test_a_missing_column_is_named_with_its_version(changed: Change) -> None:
    with pytest.raises(TreatyError, match="expected the columns defense, consul") as found:
        read_atop(changed(drop=["defense", "consul"]))
    assert "was a column renamed or dropped?" in str(found.value)
    with pytest.raises(TreatyError, match="expected the column termmode") as found:
        read_atop(changed(rename={"termmode": "term_mode"}))
    assert "of ATOP 5.1" in str(found.value)


def test_a_file_of_version_4_need_not_have_what_5_added(changed: Change) -> None:
    drop = ("version", "termmode", "termcaus", "defcoadv", "neucoatt", "new5", "rev5")
    atop = read_atop(changed(drop=drop, name="ATOP4_01m.csv", cells={}))
    assert atop.version == 4.01


def test_a_version_that_cannot_be_is_refused_and_a_newer_one_told(changed: Change) -> None:
    every = [(line, "version") for line in range(2, 21)]
    with pytest.raises(TreatyError, match=r"expected a version from 4 to 5\.1, found 3"):
        read_atop(changed(dict.fromkeys(every, 3)))
    newer = read_atop(changed(dict.fromkeys(every, 5.2)))
    assert "5.2 is newer than what was tested" in str(newer.oddities[0])


def test_a_version_that_nobody_states_is_told(changed: Change) -> None:
    atop = read_atop(changed(drop=["version"], name="alliances.csv"))
    assert (atop.version, atop.label) == (None, "ATOP")
    assert "VERSION: the file does not say" in str(atop.oddities[0])


def test_a_stray_code_that_nothing_is_made_from_is_told_and_kept(changed: Change) -> None:
    atop = read_atop(changed({(5, "estmode"): 4, (6, "estmode"): 4}))
    told = [str(one) for one in atop.oddities if one.column == "estmode"]
    assert told == [
        "ESTMODE: expected 0 or 1, or nothing (how it was brought into force), found 4 "
        "(line 5, line 6)"
    ]
    assert atop.rows.code("estmode", 3) == 4


def test_a_column_of_the_users_own_is_told_and_left_alone(changed: Change) -> None:
    atop = read_atop(changed(rename={"conmen": "my_note"}))
    assert "MY_NOTE: not a variable of ATOP at this level; left alone" in map(str, atop.oddities)
    assert "my_note" not in atop.rows.codes


def test_variables_that_contradict_each_other_are_told(changed: Change) -> None:
    atop = read_atop(changed({(8, "active"): 0}))
    assert any(one.column == "active" and one.places == ("9002",) for one in atop.oddities)


@pytest.mark.parametrize(
    ("header", "what", "hint"),
    [
        ("version4id,ccode,member_start_year,defense", "Correlates of War", "ATOP's data only"),
        ("ccode1,ccode2,year,ss_type", "Correlates of War", "ATOP's data only"),
        ("stateA,stateB,year,atopally", "directed dyads and years", "member-level"),
        ("state,year,atopally", "states and years", "member-level"),
        ("a,b,c", "no column 'atopid'", "atopdata.org"),
        ("atopid,begyr", "nobody is a member", "member-level"),
    ],
)
def test_other_data_is_recognised_and_refused(
    tmp_path: Path, header: str, what: str, hint: str
) -> None:
    file = tmp_path / "other.csv"
    file.write_text(f"{header}\n{','.join('1' * (header.count(',') + 1))}\n", "utf-8")
    with pytest.raises(TreatyError) as found:
        read_atop(file)
    assert what in str(found.value)
    assert hint in str(found.value)
