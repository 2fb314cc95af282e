"""COW's and Gleditsch and Ward's numbers mean states by date (COW states 2016; GW 1999)."""

from __future__ import annotations

import pytest

from foedus import Edtf, default_actors

WHO = default_actors()


@pytest.mark.parametrize(
    ("code", "on", "state"),
    [
        (2, "1816", "USA"),
        (365, "1914-08-01", "RUS"),
        (365, "1939-08-23", "SUN"),
        (365, "1991-12-25", "SUN"),
        (365, "1991-12-26", "RUS"),
        (345, "1914-07-28", "SRB"),
        (345, "1955", "YUG"),
        (345, "2004", "SCG"),
        (345, "2010", "SRB"),
        (260, "1955-05-14", "DEU"),
        (265, "1955-05-14", "DDR"),
        (300, "1882-05-20", "AUH"),
        (300, "1815-06-08", "AUH"),  # before the system begins: the nearest in time
        (371, None, "ARM"),
        (365, None, "RUS"),
        (8152, None, None),
    ],
)
def test_a_cow_number_is_a_state_of_its_day(code: int, on: str | None, state: str | None) -> None:
    assert WHO.by_code(code, on) == state


def test_the_two_systems_differ() -> None:
    assert WHO.by_code(970) == "NRU"
    assert WHO.by_code(970, system="gw") == "KIR"


def test_all_states_of_a_number_within_a_time() -> None:
    found = WHO.coded(365, Edtf.parse("1900/1995"))
    assert [state for state, _ in found] == ["RUS", "SUN", "RUS"]
    assert WHO.coded(8152, Edtf.parse("1900/1995")) == ()
