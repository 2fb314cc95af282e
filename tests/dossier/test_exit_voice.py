"""Stay, speak or leave: the picture, the three questions, and what follows, in the dossier."""

from __future__ import annotations

import re
from html import unescape

import pytest

import foedus
from foedus.case import answers_of
from foedus.dossier import render_dossier


@pytest.fixture(scope="module")
def shipped():
    return foedus.open_case("csto-armenia")


def part_of(page):
    section = re.search(r'<section id="options".*?</section>', page, flags=re.S)[0]
    found = re.search(r'<div class="exit-voice">.*?\n</div>', section, flags=re.S)
    return None if found is None else found[0]


def words(markup):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


@pytest.fixture(scope="module")
def part(shipped):
    return part_of(render_dossier(shipped))


def test_the_latest_date_has_its_questions_with_their_evidence(shipped, part):
    said = words(part)
    assert "Stay, speak or leave June 2024" in said
    items = re.findall(r'<li><b class="answer (\w+)">.*?</li>\n(?=<li><b|</ul>)', part, flags=re.S)
    model = shipped.model("2024-06")
    played = model.exit_voice_loyalty
    assert items == [one.answer for one in played.answers]
    for one, cited in answers_of(shipped, model):
        assert one.note in said
        for piece in cited:
            for event in piece.events:
                assert f'href="#e-{event}"' in part
    for one in played.follows():
        assert one.words in said


def test_the_picture_stands_there_for_wide_and_narrow_pages_and_as_a_table(part):
    assert part.count('role="img"') == 2
    assert 'id="thresholds-figure"' in part
    assert 'id="thresholds-narrow-figure"' in part
    assert "url(#thresholds-lines)" in part
    assert "url(#thresholds-narrow-lines)" in part
    assert "Not to scale" in part
    assert "<td>Armenia leaves, though Russia would give in</td><td>still possible</td>" in part


def test_earlier_dates_are_a_table(shipped, part):
    table = re.search(r'<table class="ways earlier">(.*?)</table>', part, flags=re.S)[1]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table, flags=re.S)
    assert [label for label, _ in rows] == ["February 2024", "2022", "2020"]
    for (_, row), date in zip(rows, ("2024-02", "2022", "2020"), strict=True):
        played = shipped.model(date).exit_voice_loyalty
        assert re.findall(r"<b>(\w+)</b>", row) == [one.answer for one in played.answers]
    assert "Armenia stays and says nothing" in words(rows[2][1])


def test_a_record_of_an_earlier_day_shows_the_answers_of_then(shipped):
    part = part_of(render_dossier(shipped, as_of="2024-03-15"))
    assert "Stay, speak or leave February 2024" in words(part)
    assert "952c5d46754bccff" not in part


def test_a_case_without_the_block_shows_nothing(html):
    assert part_of(html) is None
    assert "Stay, speak or leave" not in html
