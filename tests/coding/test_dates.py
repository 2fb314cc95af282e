"""Dates in a text, and the dates of acts."""

from __future__ import annotations

import pytest

from foedus._edtf import Edtf
from foedus.coding import code_text
from foedus.coding._dates import Calendar, follow

# 2024-09-10 was a Tuesday.
_CALENDAR = Calendar(Edtf.parse("2024-09-10"))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("on 13 September 2022", "2022-09-13"),
        ("on September 13, 2022", "2022-09-13"),
        ("on Feb. 24, 2022", "2022-02-24"),
        ("on 13-14 September 2022", "2022-09-13/2022-09-14"),
        ("on September 13-14, 2022", "2022-09-13/2022-09-14"),
        ("in March 1966", "1966-03"),
        ("in mid-February", "2024-02-15~"),
        ("in December", "2023-12"),
        ("in January", "2024-01"),
        ("in 2018, when", "2018"),
        ("in the 1990s", "199X"),
        ("from 2021 to 2024", "2021/2024"),
        ("in early 2023", "2023-01/2023-04"),
        ("in the summer of 2023", "2023-22"),
        ("yesterday", "2024-09-09"),
        ("on Monday", "2024-09-09"),
        ("last week", "2024-09-02/2024-09-08"),
        ("last month", "2024-08"),
        ("last year", "2023"),
        ("earlier this year", "2024-01-01/2024-09-10"),
        ("three days ago", "2024-09-07"),
        ("a fortnight ago", "2024-08-23/2024-08-31"),
        ("two years ago", "2022~"),
        ("2024-02-22", "2024-02-22"),
        ("during the 2016 clashes", "2016"),
    ],
)
def test_a_written_date_is_read(text: str, date: str) -> None:
    [written] = _CALENDAR.find(text)
    assert str(written.date) == date


@pytest.mark.parametrize("text", ["the 1997 treaty", "44 days", "5,000 troops", "he may leave", ""])
def test_what_is_no_date_is_not_read(text: str) -> None:
    assert _CALENDAR.find(text) == []


def test_a_weekday_without_a_day_of_publication_stays_open() -> None:
    [written] = Calendar(None).find("on Monday")
    assert written.date is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("the next day", "2022-09-14"),
        ("a day later", "2022-09-14"),
        ("three days earlier", "2022-09-10"),
        ("that year", "2022"),
        ("the following month", "2022-10"),
        ("two years later", "2024"),
    ],
)
def test_a_date_that_follows_another_is_counted_from_it(text: str, date: str) -> None:
    assert str(follow(text, Edtf.parse("2022-09-13"))) == date


def _date(text: str, published: str | None = "2024-09-10") -> str:
    return str(code_text(text, published=published)[0].date)


def test_an_undated_past_act_has_an_open_start() -> None:
    assert _date("Armenia suspended its membership in the CSTO.") == "../2024-09-10"
    assert _date("Armenia suspended its membership in the CSTO.", None) == "../.."


def test_what_lies_ahead_is_open_from_the_day_of_publication() -> None:
    assert _date("Norway will supply missiles to Ukraine.") == "2024-09-10/.."


def test_the_day_of_speaking_is_not_that_of_the_act() -> None:
    text = "Armenia had suspended its membership in the CSTO, Pashinyan said on Monday."
    assert _date(text) == "../2024-09-09"


def test_a_date_holds_for_the_sentences_after_it() -> None:
    text = "In June 2012 ministers met in Minsk. Uzbekistan suspended its membership in the CSTO."
    freeze = next(event for event in code_text(text, published="2013") if event.act == "freeze")
    assert str(freeze.date) == "2012-06"


def test_a_day_is_carried_on_only_as_its_month() -> None:
    text = "On 4 June 2012 ministers met in Minsk. Uzbekistan suspended its membership in the CSTO."
    freeze = next(event for event in code_text(text, published="2013") if event.act == "freeze")
    assert str(freeze.date) == "2012-06"


def test_the_day_of_deciding_is_not_that_of_what_was_decided() -> None:
    text = "Arab League ministers agreed on Friday to send troops to Saudi Arabia."
    event = next(
        event for event in code_text(text, published="1990-08-12") if event.act == "assist-military"
    )
    assert str(event.date) == "1990-08-10/.."


def test_a_deadline_leaves_the_time_before_it_open() -> None:
    assert _date("By 30 January 2024 Armenia had suspended its membership in the CSTO.") == (
        "../2024-01-30"
    )
    assert _date("Norway will supply missiles to Ukraine by June 2025.") == "2024-09-10/2025-06"


def test_around_a_month_is_about_it() -> None:
    text = "Around March 2020 Armenia suspended its membership in the CSTO."
    assert _date(text) == "2020-03~"


def test_a_month_after_a_year_to_come_is_the_next_one() -> None:
    text = "Paris will pull out by July 1, 1967. De Gaulle would visit Moscow in June."
    told = Calendar(Edtf.parse("1966-03-12")).find(text)
    assert str(told[-1].future) == "1966-06"
    text = "It left on July 1, 1960. A conference was held in June."
    told = Calendar(Edtf.parse("1966-03-12")).find(text)
    assert str(told[-1].date) == "1960-06"


def test_a_day_in_a_clause_is_that_of_its_verb() -> None:
    found = code_text(
        "The council said on Monday that Russia, whose army invaded Georgia last Thursday, "
        "had broken the charter.",
        published="2008-08-12",
    )
    [attack] = [event for event in found if event.act == "attack"]
    assert attack.date.text == "2008-08-07"


@pytest.mark.parametrize(
    ("text", "act", "date"),
    [
        ("In October Germany promised to send Patriot missiles to Poland.", "assist-military",
         "2023-10/.."),
        ("Algeria offered to mediate between ECOWAS and Niger, but Niamey rejected the proposal in "
         "October.", "assist-other", "2023-10"),
    ],
)  # fmt: skip
def test_a_month_beside_something_past_is_none_to_come(text: str, act: str, date: str) -> None:
    assert {one.act: one.date.text for one in code_text(text, published="2024-01-30")}[act] == date


def test_a_month_in_news_of_a_day_is_of_the_year_of_the_news() -> None:
    at = Calendar(Edtf.parse("2024-06-12"))
    text = "Rwanda, which has fought there since 2021, left on Tuesday. In February it had stayed."
    assert str(at.find(text)[-1].date) == "2024-02"
    text = "The mission was set up in 2021. On Tuesday it met. In February it had not."
    assert str(at.find(text)[-1].date) == "2024-02"
    assert str(at.find("In February it met.", 2021, news=True)[-1].date) == "2021-02"  # told before
    history = "The mission was set up in 2021. In February it met."
    assert str(at.find(history)[-1].date) == "2021-02"


def test_only_a_day_near_that_of_publication_makes_news() -> None:
    at = Calendar(Edtf.parse("2024-06-12"))
    assert [at.is_news(one) for one in at.find("on Tuesday; on 3 June; on 3 April; in May")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert not at.is_news(at.find("on 11 June 2024")[0])


@pytest.mark.parametrize(
    ("before", "date"),
    [
        ("The bloc meets on Monday. It was founded in 2007.", "../2024-06-12"),
        ("The bloc was founded in 2007.", "2007"),
        ("The bloc will hold its summit next week.", "../2024-06-12"),
    ],
)
def test_founding_years_and_days_to_come_do_not_date_what_follows(before: str, date: str) -> None:
    found = code_text(f"{before} Armenia criticised the CSTO.", published="2024-06-12")
    assert {one.act: one.date.text for one in found}["criticise"] == date
