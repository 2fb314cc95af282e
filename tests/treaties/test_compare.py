"""Where two records of one treaty's members part."""

from __future__ import annotations

from foedus import compare_members, load_treaty, shipped_treaty

HEAD = 'id: {}\ntitle: A pact\nversions: [{{id: "1", during: 1950/..}}]\nmembership:\n'


def treaty(name: str, *spells: str):
    return load_treaty(HEAD.format(name) + "".join(f"- {{{spell}}}\n" for spell in spells))


def told(*pair) -> list[tuple[str, str, bool]]:
    return [(each.state, str(each.during), each.in_first) for each in compare_members(*pair)]


def test_a_treaty_agrees_with_itself() -> None:
    assert told(shipped_treaty("cst"), shipped_treaty("cst")) == []


def test_an_earlier_entry_a_later_exit_and_one_that_goes_on() -> None:
    one = treaty("one", "state: FRA, during: 1950-01-01/1966-07-01", "state: GBR, during: 1950/..")
    two = treaty("two", "state: FRA, during: 1950-03-01/1966-06-30")
    assert told(one, two) == [
        ("FRA", "1950-01-01/1950-02-28", True),
        ("GBR", "1950-01-01/..", True),
        ("FRA", "1966-07-01", True),
    ]
    assert told(two, one) == [(state, time, False) for state, time, _ in told(one, two)]


def test_two_spells_that_touch_are_as_one_that_does_not_end_between() -> None:
    one = treaty(
        "one", "state: FRA, during: 1950/1959-12-31", "state: FRA, during: 1960-01-01/1970"
    )
    two = treaty("two", "state: FRA, during: 1950/1970")
    assert told(one, two) == []


def test_signatories_and_what_holds_in_practice_do_not_count() -> None:
    one = treaty("one", "state: FRA, during: 1950/1960, status: signatory")
    two = treaty("two", "state: FRA, during: 1950/1960")
    assert told(one, two) == [("FRA", "1950-01-01/1960-12-31", False)]
