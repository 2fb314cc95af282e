"""Dates: read as the ``edtf`` library reads them, honest about what they do not say."""

from __future__ import annotations

import calendar
import datetime as dt

import edtf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from foedus import DateError, Edtf

YEARS = st.integers(1000, 2999)
MARKS = st.sampled_from(["", "~", "?", "%"])


@st.composite
def points(draw: st.DrawFn) -> str:
    """A date of the subset that is read: century to day, with a mark of doubt or none."""
    year = draw(YEARS)
    shape = draw(st.sampled_from(["day", "month", "year", "decade", "century", "XX", "XX-XX"]))
    if shape == "decade":
        return f"{year // 10}X"
    if shape == "century":
        return f"{year // 100}XX"
    month = draw(st.integers(1, 12))
    if shape == "XX":
        return f"{year}-XX"
    if shape == "XX-XX":
        return draw(st.sampled_from([f"{year}-XX-XX", f"{year}-{month:02}-XX"]))
    text = f"{year}"
    if shape in ("month", "day"):
        text += f"-{month:02}"
    if shape == "day":
        text += f"-{draw(st.integers(1, calendar.monthrange(year, month)[1])):02}"
    return text + draw(MARKS)


@st.composite
def dates(draw: st.DrawFn) -> str:
    """A point, or an interval that does not end before it starts."""
    left = draw(points())
    if draw(st.booleans()):
        return left
    right = draw(st.one_of(points(), st.just("..")))
    if draw(st.integers(0, 9)) == 0:
        left = ".."
    if left != ".." and right != "..":
        first, last = Edtf.parse(left).earliest, Edtf.parse(right).latest
        assert first is not None
        assert last is not None
        assume(first <= last)
    return f"{left}/{right}"


def _as_day(value: object) -> dt.date | None:
    if isinstance(value, float):
        return None  # infinity: an open side
    return dt.date(value.tm_year, value.tm_mon, value.tm_mday)  # type: ignore[attr-defined]


@given(dates())
@settings(max_examples=60, deadline=None)
def test_bounds_are_those_of_the_edtf_library(text: str) -> None:
    assume(not ("/" in text and "X" in text))  # the library cannot read these
    ours, theirs = Edtf.parse(text), edtf.parse_edtf(text)
    assert ours.earliest == _as_day(theirs.lower_strict())
    assert ours.latest == _as_day(theirs.upper_strict())


@given(points())
@settings(max_examples=40, deadline=None)
def test_marks_are_those_of_the_edtf_library(text: str) -> None:
    ours, theirs = Edtf.parse(text), edtf.parse_edtf(text)
    doubtful = isinstance(theirs, edtf.UncertainOrApproximate)
    assert (ours.approximate or ours.uncertain) == doubtful
    assert ours.approximate == (text[-1] in "~%")
    assert ours.uncertain == (text[-1] in "?%")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-21", "2024-03-01", "2024-05-31"),
        ("2024-22", "2024-06-01", "2024-08-31"),
        ("2024-23", "2024-09-01", "2024-11-30"),
        ("2023-24", "2023-12-01", "2024-02-29"),  # a northern winter ends in the next year
        ("2022-24", "2022-12-01", "2023-02-28"),
    ],
)
def test_seasons(text: str, first: str, last: str) -> None:
    season = Edtf.parse(text)
    assert (str(season.earliest), str(season.latest)) == (first, last)
    assert season.precision == "season"


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "2023-02-29",
        "1900-02-29",
        "2024-04-31",
        "2024-13",
        "2024-00",
        "2024-00-10",
        "2024-01-00",
        "2024-20",
        "2024-21-05",
        "0000",
        "2024-1",
        "24",
        "",
        "/",
        "..",
        "2024-06-15/2024-06-01",
        "2024/2025/2026",
        "2024-XX-05",
        "199X-05",
        "19XX-05-01",
        "22 February 2024",
        "22/02/2024",
        "2024-02-22~?",
        "٢٠٢٤",
        "9999-24",
        "2024-02-30/2024-03-01",
        "2024-02-22T25",
        "yesterday",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DateError) as caught:
        Edtf.parse(text)
    assert text in str(caught.value)


def test_an_impossible_day_is_named() -> None:
    with pytest.raises(DateError, match="February 2023 has no day 29"):
        Edtf.parse("2023-02-29")
    with pytest.raises(DateError, match="ends before it starts"):
        Edtf.parse("2024-06-15/2024-06-01")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("15/03/2023", "write 2023-03-15"),
        ("03/15/2023", "write 2023-03-15"),
        ("15.03.2023", "write 2023-03-15"),
        ("15-3-2023", "write 2023-03-15"),
        ("2023/03/15", "write 2023-03-15"),
        ("2023-3-15", "write 2023-03-15"),
        ("05/05/2023", "write 2023-05-05"),
        ("03/2023", "write 2023-03"),
        ("Mar-15-2023", "write 2023-03-15"),
        ("15-Mar-2023", "write 2023-03-15"),
        ("2023-Mar-15", "write 2023-03-15"),
        ("15th March 2023", "write 2023-03-15"),
        ("Mar. 15, 2023", "write 2023-03-15"),
        ("20230315", "write 2023-03-15"),
    ],
)
def test_a_date_in_another_form_is_told_how_to_write_it(text: str, hint: str) -> None:
    with pytest.raises(DateError) as caught:
        Edtf.parse(text)
    assert caught.value.hint == hint
    assert "ambiguous" not in caught.value.message


def test_a_date_that_can_be_two_days_is_called_ambiguous() -> None:
    with pytest.raises(DateError) as caught:
        Edtf.parse("03/04/2023")
    assert "it is ambiguous: 3 April or 4 March" in caught.value.message
    assert caught.value.hint == "write 2023-04-03 for 3 April, or 2023-03-04 for 4 March"


@pytest.mark.parametrize(
    "text", ["31/02/2023", "13/13/2023", "15/03/23", "2024/2025/2026", "32 Jan 2024", "99999999"]
)
def test_no_day_is_made_up_for_what_may_be_none(text: str) -> None:
    with pytest.raises(DateError) as caught:
        Edtf.parse(text)
    assert "write 2024-02-22 for a day" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-22T10:00:00Z",
        "2024-02-22T23:59:59.999+04:00",
        "2024-02-22 10:00:00 +0400",
        "2024-02-22T10:00",
    ],
)
def test_a_time_of_day_is_dropped(text: str) -> None:
    assert Edtf.parse(text) == Edtf.parse("2024-02-22")
    assert str(Edtf.parse(text)) == "2024-02-22"


def test_python_dates_are_read() -> None:
    assert Edtf.parse(dt.date(2024, 2, 22)) == Edtf.parse("2024-02-22")
    assert Edtf.parse(dt.datetime(2024, 2, 22, 23, 59)) == Edtf.parse("2024-02-22")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2024-02-22", "22 February 2024"),
        ("2024-02", "February 2024"),
        ("2024", "2024"),
        ("2024-02~", "about February 2024"),
        ("2024-06?", "June 2024 (uncertain)"),
        ("2024-06%", "about June 2024 (uncertain)"),
        ("199X", "1990s"),
        ("18XX", "1800s"),
        ("2024-22", "summer 2024"),
        ("2024-XX-XX", "2024"),
        ("2022-09-13/2022-09-14", "13–14 September 2022"),
        ("2022-09-30/2022-10-02", "30 September – 2 October 2022"),
        ("2021-12-31/2022-01-02", "31 December 2021 – 2 January 2022"),
        ("2022-09-13/2022-09-13", "13 September 2022"),
        ("2022/2023", "2022 – 2023"),
        ("2024-06-12/..", "from 12 June 2024"),
        ("../2024-06-12", "by 12 June 2024"),
        ("../..", "undated"),
        ("2024-06~/2024-06-30", "about June 2024 – 30 June 2024"),
        ("2024-05~/2024-06~", "about May 2024 – about June 2024"),
    ],
)
def test_in_words(text: str, words: str) -> None:
    assert Edtf.parse(text).in_words() == words


@settings(deadline=None)
@given(dates())
def test_every_date_can_be_said_and_read_again(text: str) -> None:
    date = Edtf.parse(text)
    assert Edtf.parse(str(date)) == date
    assert date.in_words()
    assert "X" not in date.in_words()


@settings(deadline=None)
@given(dates(), dates())
def test_overlap_is_symmetric_and_never_misses_a_shared_day(a: str, b: str) -> None:
    one, other = Edtf.parse(a), Edtf.parse(b)
    assert one.overlaps(other) == other.overlaps(one)
    assert one.overlaps(one)
    shared_first = max(one.earliest or dt.date.min, other.earliest or dt.date.min)
    if one.contains(shared_first) and other.contains(shared_first):
        assert one.overlaps(other)
    elif not (one.approximate or other.approximate):
        assert not one.overlaps(other)


def test_an_approximate_date_reaches_a_little_further() -> None:
    assert Edtf.parse("2024-02~").overlaps(Edtf.parse("2024-03-15"))
    assert not Edtf.parse("2024-02").overlaps(Edtf.parse("2024-03-15"))
    assert not Edtf.parse("2024-02~").overlaps(Edtf.parse("2024-06"))


@pytest.mark.parametrize("text", ["0001~", "0001-01-01~", "9999-12-31~", "99XX"])
def test_the_ends_of_the_calendar_do_not_break_it(text: str) -> None:
    edge = Edtf.parse(text)
    assert not edge.overlaps(Edtf.parse("2024"))
    assert edge.overlaps(edge)


@settings(deadline=None)
@given(st.dates(), st.dates())
def test_between(a: dt.date, b: dt.date) -> None:
    first, last = sorted((a, b))
    made = Edtf.between(first, last)
    assert (made.earliest, made.latest) == (first, last)
    assert made.is_exact == (first == last)
    assert made.contains(first)
    assert made.contains(last)
    assert made.middle is not None
    assert first <= made.middle <= last


def test_between_with_open_sides() -> None:
    day = dt.date(2024, 6, 12)
    assert str(Edtf.between(day, None)) == "2024-06-12/.."
    assert str(Edtf.between(None, day)) == "../2024-06-12"
    assert str(Edtf.between(None, None)) == "../.."


@settings(deadline=None)
@given(st.lists(dates()))
def test_sorting_is_by_the_first_possible_day(texts: list[str]) -> None:
    ordered = sorted(map(Edtf.parse, texts), key=lambda date: date.sort_key)
    starts = [date.earliest or date.latest or dt.date.max for date in ordered]
    assert starts == sorted(starts)


def test_only_a_single_plain_day_is_exact() -> None:
    assert Edtf.parse("2024-02-22").is_exact
    for text in ("2024-02-22~", "2024-02-22?", "2024-02", "2024-02-22/2024-02-23"):
        assert not Edtf.parse(text).is_exact


@pytest.mark.parametrize(
    ("date", "period", "surely"),
    [
        ("2022-09-13", "2022-09", True),
        ("2022-09", "2022", True),
        ("2022", "2022-09", False),  # some time in that year
        ("2022-09~", "2022-09", False),
        ("2022-09-13?", "2022-09", False),
        ("2022-09-13?", "2021", False),
        ("2022-09-13/2022-09-14", "2022-09-14", True),  # it lasted: both days are its own
        ("2022-08/2022-10", "2022-09", True),
        ("2022-08/2022-09", "2022-09-14", False),  # it may have ended before
        ("2022-06-12/..", "2022-09", False),  # open: it may have ended before
        ("2022-06-12/..", "2022-06", True),
        ("2022-06-12/..", "2022-01/..", True),
        ("2022-06-12/", "2022-09", False),  # nobody knows until when
        ("2022-06-12/", "2022-06", True),
        ("../2022-09-13", "2022", False),
        ("../2022-09-13", "2022-10", False),
        ("2022-09-13", "2022-01/..", True),
        ("2022-09-13", "../2022-12", True),
    ],
)
def test_whether_a_date_surely_lies_in_a_period(date: str, period: str, surely: bool) -> None:
    assert Edtf.parse(date).surely_overlaps(Edtf.parse(period)) is surely
    if surely:
        assert Edtf.parse(date).overlaps(Edtf.parse(period))
