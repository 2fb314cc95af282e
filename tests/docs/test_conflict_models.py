"""The how-to on conflict models does what it says."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path

import pytest

from foedus.cli import main
from foedus.options import load_game, load_model, load_models

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "conflict-model.md").read_text("utf-8")
YAML = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.S)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "model.yaml").write_text(YAML[0], "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(command, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", shlex.split(command))
    with pytest.raises(SystemExit) as leaving:
        main()
    assert not leaving.value.code
    return capsys.readouterr().out


def test_every_command_of_the_page_runs(folder, monkeypatch, capsys):
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, flags=re.S)
    commands = "".join(blocks).splitlines()
    assert len(commands) == 7
    for command in commands:
        assert run(command, monkeypatch, capsys)


def test_the_table_of_the_page_is_what_is_printed(folder, monkeypatch, capsys):
    out = run("foedus options solve model.yaml", monkeypatch, capsys)
    printed = [line.split() for line in out.splitlines()]
    shown = re.search(r"in which sense:\n\n```\n(.*?)```", PAGE, flags=re.S)[1]
    for line in filter(str.strip, shown.splitlines()):
        if "─" not in line:
            assert line.split() in printed


def test_the_code_of_the_page_runs(folder):
    code = re.search(r"```python\n(.*?)```", PAGE, flags=re.S)[1]
    names: dict = {}
    exec(code, names)
    assert names["solution"].equilibria()["nash"] == ["freeze", "leave + punish"]


def test_the_other_pieces_of_yaml_read():
    doubtful = re.sub(r"  Patron:\n    - not leave\n    - punish if leave\n", YAML[1], YAML[0])
    assert load_model(doubtful).uncertain
    assert list(load_models(YAML[0] + YAML[2])) == ["2020-09", "2024-02"]
    assert load_game(YAML[-1]).outcome == "voice › respond"
    # with evidence, reasons, and a name for taking up nothing
    cited = re.sub(r"  Member:\n(    - .*\n)+", YAML[3].removeprefix("preferences:\n"), YAML[0])
    reasoned = re.sub(r"infeasible:(.*\n)(  - .*\n)+irreversible.*\n", YAML[4], cited)
    made = load_model(reasoned.replace("status_quo: none", "status_quo: stay"))
    assert [str(one) for one in made.statements[0][0].evidence][1:] == [
        "cst/art-4-defence of RUS × 6ae146229639184a",
        "ARM on exit-without-charter",
    ]
    assert made.statements[0][0].against[0].in_words() == (
        "announce-exit or exit by ARM towards CSTO"
    )
    assert made.states[0] == "stay"
    assert made.rules[0].why == "Who leaves has nothing to freeze."
    played = load_model(YAML[0] + YAML[5]).exit_voice_loyalty
    assert [one.answer for one in played.answers] == ["unclear", "unclear", "yes"]
    assert len(played.follows()) == 3


def test_the_graph_form_of_the_reference_reads():
    page = (ROOT / "docs" / "reference" / "model-file.md").read_text("utf-8")
    model = load_model(re.search(r"```yaml\n(form: graph.*?)```", page, flags=re.S)[1])
    assert model.states == ("CC", "CD", "DC", "DD")


def test_the_reference_names_every_field():
    """Each field of a model file is explained in the docstring that the page shows."""
    from foedus.options import _exit_voice_given as given
    from foedus.options._game_file import ExitVoiceForm
    from foedus.options._graph_form import GraphForm
    from foedus.options._option_form import OptionForm

    parts = (given.ExitVoiceGiven, given.QuestionsGiven, given.AnswerGiven)
    for form in (OptionForm, GraphForm, ExitVoiceForm, *parts, given.CourseGiven):
        for field in set(form.model_fields) - {"form", "title", "note"}:
            assert re.search(rf"^    (\w+, )*{field}(, \w+)*$", form.__doc__, flags=re.M), field


def test_the_reference_shows_what_comes_out(folder, monkeypatch, capsys):
    found = json.loads(run("foedus options solve model.yaml --format json", monkeypatch, capsys))
    page = (ROOT / "docs" / "reference" / "model-file.md").read_text("utf-8")
    promised = json.loads(re.search(r"```json\n(.*?)```", page, flags=re.S)[1])
    assert set(promised) <= set(found)
