"""What acts or speaks for a state: the table's shape, and facts that an outsider can check."""

from __future__ import annotations

from pathlib import Path

import pytest

import foedus
from foedus._edtf import Edtf
from foedus._errors import ActorError
from foedus.actors import default_actors
from foedus.actors._reading import read_actors, with_institutions

TABLE = Path(foedus.__file__).parent / "data" / "actors" / "institutions.tsv"
ROWS = [
    line.split("\t")
    for line in TABLE.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_every_row_names_a_state_and_something_of_it() -> None:
    assert ROWS[0] == ["state", "from", "to", "names"]
    assert len(ROWS) > 1000
    known = default_actors()
    for state, start, end, names in ROWS[1:]:
        assert known.get(state).is_state, state
        assert all(name.strip() for name in names.split(";")), names
        if start or end:
            Edtf.parse(f"{start or '..'}/{end or '..'}")


@pytest.mark.parametrize(
    ("name", "day", "state"),
    [
        ("Red Army", "1943-02-02", "SUN"),
        ("Bolsheviks", "1919-05-01", "RUS"),
        ("Pravda", "1968-08-22", "SUN"),
        ("TASS", "1968-08-22", "SUN"),
        ("TASS", "2014-03-01", "RUS"),
        ("Duma", "1912-11-15", "RUS"),
        ("State Duma", "2014-03-01", "RUS"),
        ("Wehrmacht", "1941-06-22", "DEU"),
        ("Bundeswehr", "1999-06-12", "DEU"),
        ("Folketing", "1949-04-01", "DNK"),
        ("Revolutionary Guards", "2019-07-19", "IRN"),
        ("Royal Navy", "1982-05-02", "GBR"),
        ("Xinhua", "2001-04-01", "CHN"),
        ("CIA", "1961-04-17", "USA"),
        ("KGB", "1978-01-01", "SUN"),
        ("FSB", "2018-01-01", "RUS"),
        ("Khedive", "1882-07-11", "EGY"),
        ("Kuomintang", "1937-07-07", "CHN"),
    ],
)
def test_whom_an_institution_stands_for(name: str, day: str, state: str) -> None:
    matches = default_actors().resolve(name, day).matches
    assert [match.actor for match in matches if match.in_time] == [state]


def test_a_row_that_does_not_read_is_told() -> None:
    actors = read_actors("- {id: ARM, name: Armenia}", state=True, where="states")
    head = "state\tfrom\tto\tnames\n"
    with pytest.raises(ActorError, match="no table knows the state 'XXQ'"):
        with_institutions(actors, head + "XXQ\t\t\tGuard\n", "institutions.tsv")
    with pytest.raises(ActorError, match="is not a date"):
        with_institutions(actors, head + "ARM\tyore\t\tGuard\n", "institutions.tsv")
    [actor] = with_institutions(actors, head + "ARM\t1991\t\tGuard; Rada\n", "institutions.tsv")
    assert [name.text for name in actor.names if name.sense == "seat"] == ["Guard", "Rada"]
