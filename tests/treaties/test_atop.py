"""ATOP files as treaties: on invented alliances, and on the real files where they are at hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foedus import Edtf, TreatyError, load_treaty, read_atop, shipped_treaty, treaty_yaml
from foedus.treaties import OBLIGATIONS, Norm, load_treaties, variables, write_treaty
from foedus.treaties._atop_norms import templates

INVENTED = Path(__file__).parent / "invented" / "atop5_1m.csv"
REAL = Path(__file__).parents[2].parent / "shared" / "data" / "atop"
needs_real = pytest.mark.skipif(
    not REAL.exists(), reason="no ../shared/data: ATOP's files may not be shipped"
)


@pytest.fixture(scope="module")
def atop():
    return read_atop(INVENTED)


@pytest.fixture(scope="module")
def real():
    return read_atop(REAL / "atop5_1m.csv")


def norms(atop, number: int, version: int = 0) -> dict[str, Norm]:
    return {norm.id: norm for norm in atop.treaty(number).versions[version].norms}


def test_what_the_file_is(atop) -> None:
    assert (atop.label, atop.level, atop.version) == ("ATOP 5.1", "member", 5.1)
    assert atop.numbers == (9001, 9002, 9003, 9004, 9005)
    assert 9004 in atop
    assert 9999 not in atop


def test_counts_are_what_a_reader_of_the_file_counts(atop) -> None:
    counted = {row["obligation"]: row for row in atop.counts()}
    assert counted["DEFENSE"] == {"obligation": "DEFENSE", "alliances": 3, "phases": 3, "rows": 6}
    assert counted["OFFENSE"] == {"obligation": "OFFENSE", "alliances": 1, "phases": 1, "rows": 1}
    assert counted["any"] == {"obligation": "any", "alliances": 5, "phases": 8, "rows": 19}


def test_a_pact_that_ran_out(atop) -> None:
    treaty = atop.treaty(9001)
    assert treaty.title == "Alliance of Belgium and Netherlands, 1850"
    assert (str(treaty.signed), str(treaty.ended), treaty.atop) == (
        "1850-03-01",
        "1860-02-29",
        9001,
    )
    assert treaty.members(Edtf.parse("1860-02-29")) == ("BEL", "NLD")
    assert treaty.members(Edtf.parse("1860-03-01")) == ()
    assert treaty.membership[0].note == "TERM 1; TERMMODE 1; TERMCAUS 4"


def test_a_condition_on_the_adversary_names_the_state(atop) -> None:
    defence = norms(atop, 9001)["defence"]
    assert defence.bearer == "every-other-party"
    assert ("FRA",) in [part.source for part in defence.when.parts]
    assert defence.note == "DEFENSE 1; DEFCOADV 1; SPECTHRT 1"
    assert norms(atop, 9001)["consultation"].needs_request


def test_a_treaty_that_forbids_renunciation(atop) -> None:
    assert norms(atop, 9001)["withdrawal"].modality == "must-not"
    assert norms(atop, 9003)["withdrawal"].modality == "may"
    assert "120: for 120 months" in norms(atop, 9001)["duration"].note
    assert "60: for 60 months each time" in norms(atop, 9001)["renewal"].note


def test_phases_are_versions_and_who_stays_is_a_member_throughout(atop) -> None:
    treaty = atop.treaty(9002)
    assert [(version.id, str(version.during)) for version in treaty.versions] == [
        ("1", "1900-01-10/1905-06-30"),
        ("2", "1905-06-30/.."),
    ]
    assert treaty.version_on(Edtf.parse("1905-06-30")).id == "2"
    spells = {spell.state: str(spell.during) for spell in treaty.membership}
    assert spells == {
        "BGR": "1900-01-10/..",
        "ROU": "1900-01-10/..",
        "GRC": "1900-01-10/1912-10-01",
        "TUR": "1907-05/..",
    }


def test_who_alone_promises_is_the_bearer_by_name(atop) -> None:
    offence = norms(atop, 9002)["offence"]
    assert (offence.kind, offence.bearer) == ("offence", ("BGR",))
    assert norms(atop, 9002)["nonaggression"].bearer == "source"


def test_members_under_other_conditions_have_a_norm_of_their_own(atop) -> None:
    later = norms(atop, 9002, 1)
    assert later["defence"].bearer == ("BGR", "ROU")
    assert later["defence-2"].bearer == ("GRC",)
    asked = [part.question for part in later["defence-2"].when.parts if part.question]
    assert asked == ["in-the-named-place", "not-provoked"]


def test_a_number_that_passes_to_a_successor_splits_the_membership(atop) -> None:
    treaty = atop.treaty(9003)
    assert [(spell.state, str(spell.during)) for spell in treaty.membership] == [
        ("SUN", "1980-05-05/1991-12-25"),
        ("RUS", "1991-12-26/2000-01-01"),
        ("ETH", "1980-05-05/2000-01-01"),
    ]


def test_phases_side_by_side_are_treaties_apart(atop) -> None:
    one, other = atop.treaties(9004)
    assert (one.id, other.id) == ("atop-9004", "atop-9004-phase-3")
    assert other.predecessors == ("atop-9004",)
    assert [version.id for version in one.versions] == ["1", "2"]
    on = Edtf.parse("1995")
    assert (one.members(on), other.members(on)) == (("ISL", "CZE"), ("SVK", "ISL"))
    assert str(other.ended) == "1999-09"


def test_who_promises_nothing_is_no_bearer_and_an_unknown_number_is_kept(atop) -> None:
    assert norms(atop, 9005)["defence"].bearer == ("GBR",)
    assert [spell.state for spell in atop.treaty(9005).membership] == ["GBR", "~COW 8999"]
    assert "Secret (PUBSECR 2)" in atop.treaty(9005).note


def test_the_list_can_be_narrowed(atop) -> None:
    assert [row["number"] for row in atop.listing(state="ISL")] == [9004]
    assert [row["number"] for row in atop.listing(on="1855-01-01")] == [9001]
    assert [row["number"] for row in atop.listing(state="RUS", on="1985")] == []
    assert [row["number"] for row in atop.listing(state="SUN", on="1985")] == [9003]
    assert atop.listing()[1]["promises"] == "DEFENSE OFFENSE NONAGG CONSUL"


def test_an_unknown_alliance_is_told_with_its_neighbours(atop) -> None:
    with pytest.raises(TreatyError, match="no alliance 9009") as found:
        atop.treaty(9009)
    assert "9003, 9004, 9005" in str(found.value)


def test_treaties_go_to_yaml_and_back(atop, tmp_path: Path) -> None:
    made = {treaty.id: treaty for treaty in atop}
    for treaty in made.values():
        assert load_treaty(treaty_yaml(treaty), known=made) == treaty
        assert write_treaty(treaty, tmp_path / "treaties").name == f"{treaty.id}.yaml"
    assert load_treaties(tmp_path / "treaties") == made
    assert [path.suffix for path in (tmp_path / "treaties").iterdir()] == [".yaml"] * 6


def test_treaties_that_ship_go_to_yaml_and_back() -> None:
    for name in ("cst", "north-atlantic-treaty", "warsaw-treaty"):
        assert load_treaty(treaty_yaml(shipped_treaty(name))) == shipped_treaty(name)


def test_the_alliance_level_and_a_file_of_version_4(tmp_path: Path) -> None:
    file = tmp_path / "atop4_01a.csv"
    five = ",".join(OBLIGATIONS)
    file.write_text(
        f"ATOPID,BEGYR,BEGMO,BEGDAY,ENDYR,ENDMO,ENDDAY,{five.upper()},TERM,MEM1,MEM2,MEM3\n"
        "9001,1850,3,1,1860,2,29,1,0,0,0,1,1,211,210,\n"
        "9002,1900,1,10,0,0,0,1,0,0,1,1,0,355,360,350\n",
        "utf-8",
    )
    atop = read_atop(file)
    assert (atop.label, atop.level, len(atop.rows)) == ("ATOP 4.01", "alliance", 5)
    assert [row["rows"] for row in atop.counts()] == [2, 0, 0, 1, 2, 2]
    assert atop.treaty(9002).members(Edtf.parse("1950")) == ("BGR", "ROU", "GRC")
    assert "dates and promises of the alliance" in atop.treaty(9001).note


def test_every_variable_of_a_template_is_a_variable_and_every_norm_is_valid() -> None:
    known = variables()
    for template in templates()["promises"]:
        assert set(map(str.lower, template["conditions"])) <= set(known)
    every = [template for part in templates().values() for template in part]
    named = [template["variable"].lower() for template in every if "implied_by" not in template]
    assert set(named) <= set(known)
    assert len(named) == len(set(named))


@needs_real
def test_the_real_counts_are_those_of_pandas(real) -> None:
    pd = pytest.importorskip("pandas", reason="the counts are held against pandas")
    frame = pd.read_csv(REAL / "atop5_1m.csv")
    assert len(real) == frame["atopid"].nunique() == 789
    for row in real.counts()[:-1]:
        given = frame[frame[row["obligation"].lower()] == 1]
        assert row["alliances"] == given["atopid"].nunique()
        assert row["phases"] == len(given[["atopid", "phase"]].drop_duplicates())
        assert row["rows"] == len(given)


@needs_real
def test_every_real_alliance_is_a_treaty_with_its_promises(real) -> None:
    """Treaties, norms and memberships are counted from the treaties, not from the rows."""
    made = list(real)
    assert len({treaty.atop for treaty in made}) == 789
    assert len(made) == 798
    kinds = {"defense": "defence", "offense": "offence", "neutral": "neutrality"}
    kinds |= {"nonagg": "nonaggression", "consul": "consultation"}
    for row in real.counts()[:-1]:
        kind = kinds[row["obligation"].lower()]
        have = {
            (treaty.atop, version.id)
            for treaty in made
            for version in treaty.versions
            if any(norm.kind == kind for norm in version.norms)
        }
        assert len(have) == row["phases"]
        assert len({number for number, _ in have}) == row["alliances"]
    known = {treaty.id for treaty in made}
    for treaty in made[::40]:
        assert load_treaty(treaty_yaml(treaty), known=known) == treaty


@needs_real
def test_who_is_allied_in_which_year_is_what_atop_s_own_dyads_say(real) -> None:
    """The directed dyad-years of 5.1 were made by others, from the same data.

    They lack the member that COW has no number for, and pairs of a state with its own successor in
    the year in which one followed on the other.
    """
    pd = pytest.importorskip("pandas", reason="the years are joined with pandas")
    table = real.memberships()
    columns = {name: table[name] for name in ("atop", "strand", "cow", "began", "ended")}
    mine = pd.DataFrame(columns)
    mine["ended"] = mine["ended"].fillna(pd.Timestamp("2018-12-31"))
    pairs = mine.merge(mine, on=["atop", "strand"], suffixes=("", "_2"))
    pairs = pairs[pairs["cow"] != pairs["cow_2"]]
    first = pairs[["began", "began_2"]].max(axis=1)
    last = pairs[["ended", "ended_2"]].min(axis=1)
    allied = {
        (one, two, year)
        for one, two, begin, end in zip(pairs["cow"], pairs["cow_2"], first, last, strict=True)
        if begin <= end
        for year in range(begin.year, end.year + 1)
    }
    dyads = pd.read_csv(REAL / "atop_alliance_5_1_ddy.csv.gz", usecols=["ccode1", "ccode2", "year"])
    theirs = set(dyads.itertuples(index=False, name=None))
    assert len(theirs) == 273_296
    assert theirs <= allied
    more = {pair for pair in allied - theirs if 8152 not in pair}
    assert {frozenset(pair[:2]) for pair in more} == {
        frozenset({255, 260}),
        frozenset({255, 265}),
        frozenset({678, 679}),
        frozenset({679, 680}),
    }
    assert {pair[2] for pair in more} == {1990}


@needs_real
@pytest.mark.parametrize(
    ("name", "level", "alliances", "rows"),
    [
        ("atop5_0m.dta", "member", 765, 2446),
        ("atop5_0a.dta", "alliance", 765, 2201),
        ("atop5_0aph.dta", "phase", 765, 2443),
    ],
)
def test_the_levels_of_5_0_agree(name: str, level: str, alliances: int, rows: int) -> None:
    pytest.importorskip("pandas", reason="Stata files need the notebook extra")
    atop = read_atop(REAL / name)
    assert (atop.label, atop.level) == ("ATOP 5.0", level)
    assert (len(atop), len(atop.rows)) == (alliances, rows)
    assert [row["alliances"] for row in atop.counts()] == [276, 81, 124, 420, 383, 765]
    assert sum(1 for _ in atop) >= 765


@needs_real
def test_what_is_odd_in_the_real_file_is_told(real) -> None:
    told = "\n".join(map(str, real.oddities))
    assert "members that promise none of the five (1060, 1118" in told
    assert re.search(r"BILAT: .*3424", told)


@needs_real
@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("atop5_0sy.dta", "states and years"),
        ("atop_alliance_5_1_ddy.csv.gz", "dyads and years"),
    ],
)
def test_levels_without_promises_by_member_are_refused(name: str, what: str) -> None:
    pytest.importorskip("pandas", reason="Stata files need the notebook extra")
    with pytest.raises(TreatyError, match=what) as found:
        read_atop(REAL / name)
    assert "give the member-level file" in str(found.value)
