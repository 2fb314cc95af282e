"""Datelines: where and when a report was written, before its first sentence."""

import pytest

from foedus._edtf import Edtf
from foedus.coding import BuiltinCoder
from foedus.coding._dateline import dateline, day_of_dateline, misdated
from foedus.sources._source import Source


@pytest.mark.parametrize(
    ("text", "rest", "day"),
    [
        ("NIAMEY, 6 August 2023 - The junta met.", "The junta met.", "2023-08-06"),
        ("BAGHDAD, Aug. 2, 1990 — Iraq invaded.", "Iraq invaded.", "1990-08-02"),
        ("WASHINGTON/BEIJING, Jan 29 (Reuters) - They talked.", "They talked.", None),
        ("ST. PETERSBURG, Russia, 5 May 2021 -- He left.", "He left.", "2021-05-05"),
        ("MOSCOW, March 3. /TASS/. Russia replied.", "Russia replied.", None),
        ("UNITED NATIONS (AP) — The council voted.", "The council voted.", None),
        ("N’DJAMENA, Chad (AFP) – Troops moved.", "Troops moved.", None),
        ("QUITO, 31 February 2020 - A day that is none.", "A day that is none.", None),
    ],
)
def test_a_dateline_ends_where_the_sentence_begins(text: str, rest: str, day: str | None) -> None:
    line = dateline(text)
    assert line is not None
    assert text[line.end :] == rest
    assert line.day == (None if day is None else Edtf.parse(day))


@pytest.mark.parametrize(
    "text",
    [
        "NATO – an alliance of thirty-two – met on Monday.",
        "NATO (OTAN in French) met on Monday.",
        "U.S. President Joe Biden met him on May 5.",
        "ECOWAS - the bloc of West Africa - met.",
        "On 6 August 2023 - a Sunday - the junta met.",
        "Niamey, 6 August 2023",
        "",
    ],
)
def test_other_beginnings_are_none(text: str) -> None:
    assert dateline(text) is None


def test_days_are_told_from_the_dateline_where_nothing_else_dates_the_text() -> None:
    text = "OUAGADOUGOU, 29 January 2024 – Mali said on Sunday that it was leaving ECOWAS.\n"
    assert day_of_dateline(text) == Edtf.parse("2024-01-29")
    [event] = BuiltinCoder().code(Source(id="a", text=text))
    assert (event.source, event.target, str(event.date)) == (("MLI",), ("ECOWAS",), "2024-01-28")
    piece = event.evidence[0]
    assert text[piece.start : piece.end] == piece.exact
    assert piece.exact.startswith("Mali")
    [published] = BuiltinCoder().code(Source(id="a", text=text, date="2024-02-05"))
    assert str(published.date) == "2024-02-04"


@pytest.mark.parametrize(
    ("published", "apart"),
    [
        ("2024-06-12", False),
        ("2024-06-15", False),
        ("2024-06-16", True),
        ("2024-06-08", True),
        ("2023-06-12", True),
        ("2024-06", False),
        ("2024-07", True),
        ("2024-06-20~", False),
        (None, False),
    ],
)
def test_a_dateline_more_than_three_days_from_the_date_of_publication(
    published: str | None, apart: bool
) -> None:
    for text in (
        "YEREVAN, 12 June 2024 - Armenia froze its membership.",
        "# Armenia and the CSTO\n\nBy a reporter\n\nYEREVAN, June 12, 2024 (AP) — It froze it.\n",
    ):
        found = misdated(Source(id="a", text=text, date=published))  # type: ignore[arg-type]
        assert found == (("12 June 2024", "2024-06-12") if apart else None)


@pytest.mark.parametrize(
    ("published", "apart"),
    [
        ("2024-06-12", False),
        ("2019-06-15", False),
        ("2024-06-16", True),
        ("2024-01-01", True),
        ("2024", False),
        ("2023-12/2024-06-11", False),
        (None, False),
    ],
)
def test_a_dateline_without_a_year_on_another_day_than_that_of_publication(
    published: str | None, apart: bool
) -> None:
    text = "YEREVAN, June 12 (AP) — Armenia froze its membership."
    found = misdated(Source(id="a", text=text, date=published))  # type: ignore[arg-type]
    assert found == (("12 June", "YYYY-06-12") if apart else None)
    turn = "YEREVAN, 31 December - Armenia froze its membership."
    assert misdated(Source(id="a", text=turn, date="2025-01-02")) is None  # type: ignore[arg-type]
    none = "YEREVAN, 31 June - Armenia froze its membership."
    assert misdated(Source(id="a", text=none, date="2025-01-02")) is None  # type: ignore[arg-type]


def test_a_text_without_a_dated_dateline_is_not_misdated() -> None:
    for text in (
        "On 12 June 2024 it froze it.",
        "WASHINGTON/BEIJING (Reuters) - They met.",
    ):
        assert misdated(Source(id="a", text=text, date="2020-01-01")) is None  # type: ignore[arg-type]
