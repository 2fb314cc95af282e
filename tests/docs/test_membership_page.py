"""The page on membership names everything that the code can say, and its days are the code's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foedus._edtf import Edtf
from foedus.case import member_states_of, open_case
from foedus.treaties import (
    FOOTINGS,
    MEMBER_STATES,
    TRANSITIONS,
    Notice,
    Period,
    Term,
    member_state,
    shipped_treaty,
)

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "science" / "membership.md").read_text("utf-8")


@pytest.mark.parametrize("table", [MEMBER_STATES, FOOTINGS], ids=["states", "footings"])
def test_every_word_stands_in_a_table_with_its_meaning(table: dict[str, str]) -> None:
    assert [word for word, means in table.items() if f"| {word} | {means} |" not in PAGE] == []


def test_every_way_on_is_named() -> None:
    assert [title for title in TRANSITIONS.values() if title not in PAGE] == []


def test_every_field_of_notice_and_term_is_in_the_how_to() -> None:
    page = (DOCS / "how-to" / "treaty.md").read_text("utf-8")
    names = [
        field.alias or name
        for record in (Notice, Term, Period)
        for name, field in record.model_fields.items()
    ]
    assert [name for name in (*names, "leads_to", "silent_on") if f"{name}:" not in page] == []


# treaty, state, day, kind of transition: in the order of the table
ASKED = [
    ("csto-charter", "ARM", "2025-12-11", "withdraw"),
    ("csto-charter", "ARM", "2025-12-11", "restrict"),
    ("csto-charter", "UZB", "2012-07-15", "effect"),
    ("cst", "GEO", "1999-03-01", "lapse"),
    ("cst", "GEO", "1999-03-01", "withdraw"),
    ("north-atlantic-treaty", "FRA", "1966-03-07", "withdraw"),
    ("warsaw-treaty", "ALB", "1968-01-01", "withdraw"),
    ("anzus", "NZL", "1990-01-01", "withdraw"),
    ("eu-treaty", "GBR", "2017-03-28", "withdraw"),
]


def test_the_days_are_those_of_the_code() -> None:
    block = PAGE.split("<!-- begin: days -->")[1].split("<!-- end -->")[0]
    rows = re.findall(r"\| (.+?) \| (.+?) \| (.+?) \|", block)
    assert len(rows) == len(ASKED)
    case = open_case("csto-armenia")
    for (day, _, given), (treaty, state, on, kind) in zip(rows, ASKED, strict=True):
        assert day == Edtf.parse(on).in_words()
        if treaty in case.treaties:
            (found,) = member_states_of(case, state, as_of=on, treaty=treaty)
        else:
            found = member_state(shipped_treaty(treaty), state, on)
        one = found.transition(kind)
        assert one is not None
        assert given == str(one.earliest or one.without_agreement)
