"""The section on what comes next: each date, what lasts, what would have to change, evidence."""

from __future__ import annotations

import re

import pytest

import foedus
from foedus.dossier import render_dossier
from foedus.options import paths, solve
from foedus.options._routes_figure import draw_routes


@pytest.fixture(scope="module")
def case():
    return foedus.open_case("csto-armenia")


@pytest.fixture(scope="module")
def section(case):
    page = render_dossier(case)
    return re.search(r'<section id="options".*?</section>', page, flags=re.S)[0]


def words(markup):
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def test_every_date_stands_there_the_latest_first(section):
    marks = ("<h3>June 2024<", "<b>February 2024<", "<b>2022<", "<b>2020<")
    places = [section.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "It stood at freeze + withhold dues + threaten , and no one had a move that pays" in (
        words(section)
    )


def test_the_table_is_that_of_the_equilibria(case, section):
    table = re.search(r'<table class="yn"[^>]*>(.*?)</table>', section, flags=re.S)[1]
    heads = re.findall(r'<th scope="col">(.*?)</th>', table, flags=re.S)[2:]
    firm = [s for s, kinds in solve(case.model()).marks.items() if "nash" in kinds]
    assert {words(head).replace(" it stands here", "") for head in heads} == set(firm)
    freeze = re.search(r"<td>freeze</td>(.*?)</tr>", table, flags=re.S)[1]
    assert re.findall(r">([YN])<", freeze) == ["Y", "N", "N"]


def test_what_would_have_to_change_is_said_in_words(section):
    said = words(section)
    assert "For “give notice” to come about, and last" in said
    assert (
        "Armenia would rather have “take up guarantee”, and The West would rather have "
        "“deepen the offer”. Then: The West takes up" in said
    )


def test_each_statement_leads_to_its_evidence(case, section):
    last = section[section.index('class="wants"') : section.index("<b>February 2024</b>")]
    items = re.findall(r"<li><b>([^<]*)</b>(.*?)</li>\n", last, flags=re.S)
    for one in case.grounds(case.model()):
        fitting = [rest for text, rest in items if text == one.statement.text]
        assert fitting, one.statement.text
        events = {event for cited in one.evidence for event in cited.events}
        assert any(all(f"#e-{event}" in rest for event in events) for rest in fitting)
        assert any("assumed" in rest for rest in fitting) or not one.assumption
        for event in one.against:
            assert any(f"#e-{event.id}" in rest for rest in fitting)
    assert "later, against it" in last


def test_a_record_of_an_earlier_day_shows_no_later_date(case):
    page = render_dossier(case, as_of="2024-03-15")
    section = re.search(r'<section id="options".*?</section>', page, flags=re.S)[0]
    assert "February 2024" in section
    assert "June 2024" not in words(section)
    # what speaks against February by then: the words of March, not those of June
    assert "#e-50b73087f1ba91bb" in section
    assert "#e-952c5d46754bccff" not in section


def test_the_figure_says_what_it_draws(case):
    model = case.model()
    made = paths(model, ends=["give notice + punish in trade"])
    figure = draw_routes(model, made)
    assert "Armenia* gives up 'freeze' and 'withhold dues'" in figure.description
    assert [(row["who"], row["pays"]) for row in figure.rows] == [
        ("Armenia", "no"),
        ("Russia", "yes"),
    ]
    assert figure.rows[-1]["end lasts"] == "nash seq smr gmr sim"
    assert figure.body.count("fo-inner") == 2  # where it stands, and the end: both would last
    narrow = draw_routes(model, made, width=364)
    assert narrow.width == 364
    assert narrow.height > figure.height
