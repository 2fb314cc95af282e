"""The page on the model of Armenia: its commands run, and its numbers are what they print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import foedus
from foedus.options import better_for_all, sensitivity, standings

PAGE = (Path(__file__).parents[2] / "docs" / "science" / "model-of-armenia.md").read_text("utf-8")
DATES = {"2020": "2020", "2022": "2022", "February 2024": "2024-02", "June 2024": "2024-06"}


@pytest.fixture(scope="module")
def case():
    return foedus.open_case("csto-armenia")


def test_every_command_of_the_page_runs(run):
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, flags=re.S)
    commands = "".join(blocks).splitlines()
    assert len(commands) == 12
    for command in commands:
        code, out, err = run(*shlex.split(command)[1:])
        assert code == 0, err
        assert out


def test_the_table_of_statements(case):
    rows = re.findall(r"^\| ([\w ]+?) \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, flags=re.M)
    assert [row[0] for row in rows] == list(DATES)
    for name, *numbers in rows:
        grounds = case.grounds(case.model(DATES[name]))
        counts = [
            len(grounds),
            sum(g.assumption for g in grounds),
            sum(bool(g.against) for g in grounds),
        ]
        assert list(map(int, numbers)) == counts


def test_why_the_freeze_is_stable(case):
    february, june = case.model("2024-02"), case.model("2024-06")
    freeze = "freeze + reassure"
    liked = [len(one.better) for one in standings(february, freeze)]
    text = " ".join(PAGE.split())
    assert (
        f"Of {len(february)} states Armenia likes {liked[0]} better than the freeze of February "
        f"2024, Russia {liked[1]}, and the rest of the alliance {liked[2]}." in text
    )
    assert better_for_all(february, freeze) == []
    both = better_for_all(february, freeze, ["Armenia", "Russia"])
    assert f"There are {len(both)} states that Armenia *and* Russia like better." in text
    assert all("stand by Armenia" in state or "deepen the offer" in state for state in both)
    later = "freeze + withhold dues + threaten"
    liked = [len(one.better) for one in standings(june, later)]
    both = better_for_all(june, later, ["Armenia", "Russia"])
    assert (
        f"{liked[0]} states are better for Armenia, {liked[1]} for Russia, {len(both)} for both, "
        "and none for everybody" in text
    )
    assert better_for_all(june, later) == []


def test_how_much_hangs_on_single_statements(case):
    shares = []
    for date in DATES.values():
        model = case.model(date)
        quo = model.states[model.status_quo]
        made = sensitivity(model, by="priority", concepts=("nash",))
        shares.append(next(row["nash"] for row in made.shares() if row["state"] == quo))
        assert not any("puts" in text for change in made.lost["nash"][quo] for text in change)
        if date == "2024-06":
            assert f"the freeze lasts in {shares[-1]:.0%}".replace("%", " %") in PAGE
            assert f"of these {made.models} models" in PAGE
            assert len(made.lost["nash"][quo]) == 8
    assert {f"{share:.0%}" for share in shares} == {"87%", "88%", "89%"}


def test_the_table_of_stay_speak_or_leave(case):
    part = PAGE.partition("## Stay, speak or leave")[2].partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in part.splitlines()
        if line.startswith("| ") and "date" not in line
    ]
    assert [row[0] for row in rows] == list(DATES)
    counts = {"2020": 1, "2022": 1, "2024-02": 3, "2024-06": 4}
    for name, *answers, _ in rows:
        played = case.model(DATES[name]).exit_voice_loyalty
        assert answers == [one.answer for one in played.answers]
        assert len(played.follows()) == counts[DATES[name]]
        assert played.on_course().startswith("In no cell") is (name != "2020")
    early = [case.model(date).exit_voice_loyalty.follows()[0].region for date in ("2020", "2022")]
    assert {one.outcome for one in early} == {"loyalty"}
