"""The README's commands are there, and its first example runs as it is printed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import typer

from foedus.cli import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_it_says_where_make_puts_the_command() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    folder = re.search(r"^VENV := (.*)$", makefile, re.MULTILINE)
    assert folder
    first_screen = README[: README.index("## What it does")]
    assert f"`{folder[1]}/bin/foedus`" in first_screen
    assert f"`source {folder[1]}/bin/activate`" in first_screen


def test_the_first_example_runs_as_printed(tmp_path: Path) -> None:
    block = re.findall(r"^```\n(\$ .*?)^```", README, re.MULTILINE | re.DOTALL)[0]
    lines = block.splitlines()
    commands = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    expected = [" ".join(line.split()) for line in lines if line and not line.startswith("$ ")]
    assert commands[-1].startswith("foedus code ")
    assert len(expected) >= 4
    program = f'foedus() {{ "{sys.executable}" -m foedus "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-euc", program + "\n".join(commands)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    printed = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert [line for line in printed if line in expected] == expected


def test_every_command_reads() -> None:
    found = typer.main.get_command(app)
    examples = re.findall(r"^\$ foedus (.*)$", README, re.MULTILINE)
    assert len(examples) > 10
    for example in examples:
        name, *words = shlex.split(example)
        command = found.commands[name]  # type: ignore[attr-defined]
        while hasattr(command, "commands"):
            command, *words = command.commands[words[0]], *words[1:]
        command.make_context(example, words)  # raises, if an option or an argument is wrong
