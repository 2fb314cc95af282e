"""Figures stand alone, are read aloud, and hold their colours apart."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from foedus._errors import InputError
from foedus.case import open_case
from foedus.events._figure import draw_timeline
from foedus.figures import ROLES, STATUS_WORDS, Figure, TimeScale, contrast, status_symbols
from foedus.ledger import STATUSES
from foedus.relations import Series
from foedus.treaties import shipped_treaty

SVG = "{http://www.w3.org/2000/svg}"


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("role", [r for r in ROLES if r not in ("paper", "raised", "rule", "mark")])
@pytest.mark.parametrize("theme", [0, 1])
def test_colours_reach_aa_on_paper_and_on_raised_paper(role: str, theme: int) -> None:
    for ground in ("paper", "raised"):
        assert contrast(ROLES[role][theme], ROLES[ground][theme]) >= 4.5
    assert contrast(ROLES["ink"][theme], ROLES["mark"][theme]) >= 4.5


def test_every_status_has_a_shape_a_word_and_a_colour() -> None:
    assert set(STATUS_WORDS) == set(STATUSES)
    for status in STATUSES:
        assert f'id="mark-{status.replace(" ", "-")}"' in status_symbols()
        assert status.replace(" ", "-") in ROLES


def test_time_scale() -> None:
    scale = TimeScale(dt.date(2020, 1, 1), dt.date(2030, 1, 1), 0, 600)
    assert scale.x(dt.date(2025, 1, 1)) == pytest.approx(300, abs=1)
    assert [label for _, label in scale.ticks(100)] == [
        "2020",
        "2022",
        "2024",
        "2026",
        "2028",
        "2030",
    ]


def test_a_figure_is_xml_with_title_and_description() -> None:
    case = open_case("csto-armenia")
    figures = [
        case.events.draw(),
        shipped_treaty("csto-charter").draw(),
        case.ledger().draw(),
        case.relations().draw(),
    ]
    for figure in figures:
        root = ET.fromstring(figure.svg)
        assert root.get("role") == "img"
        labels = (root.get("aria-labelledby") or "").split()
        named = {
            node.get("id"): node.text for node in root if node.tag in (SVG + "title", SVG + "desc")
        }
        assert all(named[label] for label in labels)
        ids = [node.get("id") for node in root.iter() if node.get("id")]
        assert len(ids) == len(set(ids))
        assert figure.rows


def test_saving(tmp_path: Path) -> None:
    figure = shipped_treaty("cst").draw()
    assert ET.parse(figure.save(tmp_path / "a.svg")).getroot().tag == SVG + "svg"
    assert "<table>" in figure.save(tmp_path / "a.html").read_text("utf-8")
    with pytest.raises(InputError, match=r"\.png"):
        figure.save(tmp_path / "a.png")


def test_what_holds_in_practice_is_hatched_with_its_basis() -> None:
    svg = shipped_treaty("csto-charter").draw(states=["ARM"]).svg
    assert "frozen, in practice, from 22 February 2024" in svg
    assert "memberships-hatch-lines" in svg
    assert "memberships-hatch-dots" in svg


def _series(values: list[float]) -> Series:
    months = np.arange("2020-01", "2023-01", dtype="datetime64[M]")[: len(values)]
    array = np.array(values)
    counts = np.where(np.isnan(array), 0, array != 0).astype(float)
    return Series("ARM", "BLR", False, months, array, counts, tuple(map(str, range(12))))


def test_months_without_a_source_are_gaps() -> None:
    gap = [1.0, -1.0] * 4 + [float("nan")] * 4 + [1.0, -1.0] * 4
    figure = _series(gap).draw(show_break=2)
    path = figure.svg.split('class="fo-seen"')[0].rpartition('d="')[2]
    assert path.count("M") == 2
    assert len(figure.rows) == 16


def test_a_break_is_drawn_with_its_odds_only_where_there_are_events_enough() -> None:
    values = [4.0, 4.5] * 6 + [-4.0, -4.5] * 6
    assert "Jan 2021, probability above 0.99" in _series(values).draw().svg
    assert "too few for a break" in _series(values).draw(least=20).svg


def test_a_timeline_draws_each_event_once() -> None:
    events = open_case("csto-armenia").events.where(act="freeze")
    figure = draw_timeline(events, href=lambda event: f"#e-{event.id}")
    root = ET.fromstring(figure.svg)
    assert root.get("role") == "group"
    assert len([a for a in root.iter(SVG + "a") if (a.get("href") or "").startswith("#e-")]) == len(
        events
    )


def test_a_figure_without_rows_says_so() -> None:
    assert "No rows" in Figure("a", "b", "c", 1, 1, "").table()
