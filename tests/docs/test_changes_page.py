"""The page on changes shows what the command prints and names every kind; one rule for days."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from foedus.case._changes_record import KINDS

from .pages import table

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "how-to" / "changes.md").read_text("utf-8")


def test_every_kind_is_explained() -> None:
    assert dict(table(PAGE, "kind")) == KINDS


def test_the_example_is_what_the_command_prints(run: Callable[..., tuple[int, str, str]]) -> None:
    command, *shown = PAGE.split("```\n$ ")[1].split("\n```")[0].splitlines()
    code, out, err = run(*command.split()[1:])
    assert (code, err) == (0, "")
    printed = out.splitlines()
    for line in shown:
        assert line == "…" or line in printed, line


def test_the_rule_for_days_names_every_command_that_takes_one() -> None:
    import typer

    from foedus.cli import app

    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    rule = (DOCS / "science" / "ledger.md").read_text("utf-8")
    rule = rule.partition("### The day on which a command stands")[2].partition("\n## ")[0]
    for name, command in commands.items():
        if any("--as-of" in option.opts for option in command.params):
            assert f"`{name}`" in rule, name
