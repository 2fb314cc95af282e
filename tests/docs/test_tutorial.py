"""The tutorial does what it says: its files and commands, run as a new user would."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOEDUS = str(Path(sys.executable).with_name("foedus"))


def run(command: str, folder: Path) -> str:
    words = shlex.split(command)
    assert words[0] == "foedus"
    done = subprocess.run(
        [FOEDUS, *words[1:]], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """Follow the tutorial up to its end; return the folder and the proposals."""
    folder = tmp_path_factory.mktemp("tutorial")
    page = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    for name, text in re.findall(r"`([a-z]+\.txt)`:\n\n```text\n(.*?)```", page, flags=re.S):
        (folder / name).write_text(text, "utf-8")
    actors = re.search(r"```yaml\n(actors: .*?)\n```", page)[1]
    commands = [
        line
        for block in re.findall(r"```sh\n(.*?)```", page, flags=re.S)
        for line in block.strip().splitlines()
    ]
    proposals: list[dict] = []
    for command in commands:
        if " ID " in command:
            verdict = shlex.split(command)[4]
            if verdict == "accept":
                for proposal in proposals[:3]:
                    run(command.replace("ID", proposal["id"][:8]), folder)
            continue
        run(command, folder)
        if command.startswith("foedus new"):
            file = folder / "niger" / "case.yaml"
            file.write_text(re.sub(r"actors: .*", actors, file.read_text("utf-8")), "utf-8")
        if command.startswith("foedus events"):
            proposals = json.loads(run(f"{command} --format json", folder))
    return folder, proposals


def test_the_coder_finds_what_the_reports_say(followed):
    _, proposals = followed
    found = {(event["source"], event["act"], event["target"]) for event in proposals}
    assert ("ECOWAS", "threaten-force", "NER") in found
    assert ("NER", "announce-exit", "ECOWAS") in found
    assert ("NER", "accuse", "ECOWAS") in found
    allied = [event for event in proposals if event["act"] == "ally"]
    assert [set(event["source"].split(";")) for event in allied] == [{"MLI", "BFA", "NER"}]


def test_the_sample_of_the_page_is_what_is_printed(followed):
    page = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    sample = re.search(r"```text\n○ (.*?)\n *(.*?)\n```", page)
    out = run("foedus events niger", followed[0])
    printed = [" ".join(line.split()) for line in out.splitlines()]
    line = next(line for line in printed if sample[1].split()[0] in line)
    assert line[2:] == " ".join(sample[1].split())  # how it stands has changed since
    assert " ".join(sample[2].split()) in printed


def test_the_announced_exit_ends_no_membership(followed):
    import foedus

    case = foedus.open_case(followed[0] / "niger")
    treaty = case.treaty("ecowas-treaty")
    assert "NER" in treaty.members(foedus.Edtf.parse("2024-02-01"))
    assert "NER" not in treaty.members(foedus.Edtf.parse("2025-02-01"))


def test_a_dossier_comes_out(followed):
    page = (followed[0] / "niger.html").read_text("utf-8")
    assert "ECOWAS" in page
    assert "declaration of war against them" in page
