"""Write the pages of the reference that follow from the code: run after changing help or schemes.

python scripts/make_reference.py           write docs/reference/{cli,ontology,conditions}.md
python scripts/make_reference.py --check   say whether they are as the code is
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click
import typer
from typer.testing import CliRunner

from foedus.cli import app
from foedus.events import ontology
from foedus.treaties import EXPLAINED, Condition, Norm, Notice, Performance, Term

FOLDER = Path(__file__).parents[1] / "docs" / "reference"


def cli_page() -> str:
    """Every command's help, as the terminal prints it."""
    group = typer.main.get_command(app)
    runner = CliRunner(env={"COLUMNS": "90", "TERMINAL_WIDTH": "90"})
    parts = [
        "# Command line\n\nErrors name what was found and where, in plain words on standard error, "
        "whatever `--format` says, and end with exit\ncode 2. Exit code 1: some documents could "
        "not be read, others could; or `check` found errors.\n"
    ]
    for name in ["", *_commands(group)]:
        words = [*name.split(), "--help"]
        help_text = runner.invoke(app, words, prog_name="foedus").stdout
        clean = "\n".join(line.rstrip() for line in click.unstyle(help_text).strip().splitlines())
        parts.append(f"## foedus {name}".rstrip() + f"\n\n```\n{clean}\n```\n")
    return "\n".join(parts)


def _commands(group: click.Command, before: str = "") -> list[str]:
    """The names of all commands, those of a group after the group."""
    names = []
    for name, command in sorted(getattr(group, "commands", {}).items()):
        names += [f"{before}{name}", *_commands(command, f"{before}{name} ")]
    return names


def ontology_page() -> str:
    """The coding scheme as tables."""
    scheme = ontology()
    lines = [
        "# The coding scheme",
        "",
        "Two layers: PLOVER's types, so that records compare with other event data, and commitment "
        "acts: what a state does to, for or about a promise.\n"
        "By which rules a text is coded with them, the [codebook](codebook.md) says.",
        "",
        "## Types",
        "",
        "| type | quadrant | intensity | means | modes |",
        "|---|---|---|---|---|",
    ]
    for kind in scheme.types.values():
        modes = ", ".join(f"{m} {v:g}" for m, v in scheme.modes.get(kind.name, {}).items())
        lines.append(
            f"| {kind.name} | {kind.quadrant} | {kind.intensity:g} | {kind.means} | {modes} |"
        )
    lines += ["", "## Commitment acts", ""]
    for group, heading in scheme.groups.items():
        lines += [f"### {heading}", "", "| act | what it covers | usual type |", "|---|---|---|"]
        for act in scheme.acts.values():
            if act.group == group:
                lines.append(f"| `{act.name}` | {act.means} | {', '.join(act.types)} |")
        lines.append("")
    lines += ["## Factuality", "", "| factuality | means |", "|---|---|"]
    lines += [f"| {name} | {means} |" for name, means in scheme.factualities.items()]
    lines += ["", "## Contexts", "", ", ".join(f"`{name}`" for name in scheme.contexts)]
    return "\n".join(lines) + "\n"


def conditions_page() -> str:
    """The vocabulary of norms and of their conditions, from the records that define it."""
    lines = [
        "# Norms and their conditions",
        "",
        "What a norm in a treaty file may say, and the closed vocabulary in which it says when it "
        "is called in. Nothing else reads:\n"
        "an error names the file, the line, and what is allowed there.",
        "",
        "## Fields of a norm",
        "",
        "| field | may be | |",
        "|---|---|---|",
    ]
    for name, field in Norm.model_fields.items():
        needed = "needed" if field.is_required() else ""
        lines.append(f"| `{name}` | {_allowed(field.annotation)} | {needed} |")
    lines += [
        "",
        "What each means is told in [Write a treaty file](../how-to/treaty.md) and, for Python, in "
        "`foedus.treaties.Norm`.",
        "`within` is a duration of days, months and years (`P30D`, `P6M`, `P1Y`), or `at-once` "
        'where the text says\n"immediately" and gives no number: then no day is due.',
        "`then` and `otherwise` name norms of the same version by id, or say in a sentence what "
        "follows.",
        "",
        "```yaml",
        *_NORM.strip().splitlines(),
        "```",
        "",
        "## Conditions",
        "",
        "A condition says one thing. Every one is true, false or unknown for an event, by Kleene's "
        "strong logic; a question of the\ncase can stand in the place of any leaf (its `settles` "
        "names it).",
    ]
    for name, explained in EXPLAINED.items():
        lines += [
            "",
            f"### {name}",
            "",
            explained.asks,
            f"Unknown where {explained.unknown}.",
            "",
            "```yaml",
            explained.example,
            "```",
        ]
    return "\n".join(lines) + "\n"


_NORM = """
- id: art-5-help
  article: "5"
  title: help against an armed attack
  kind: defence
  modality: must
  bearer: every-other-party
  counterparty: target
  when:
    all:
    - act: [attack]
    - target: party
    - source: non-party
    - place: territory-of-target
  unless: {question: provoked}
  needs_request: true
  within: P30D
  decided_by: consensus
  performed_by: {acts: [assist-military]}
  partly_by: {acts: [assist-other, consult]}
  breached_by: {acts: [arm]}
  otherwise: [art-9-suspension, "the others may hold back their own help"]
  quote: "…les mots de l'article…"
  language: fr
  translation: "…the words of the article…"
  translated_by: A. Reader, unchecked by a native speaker
  address: https://…
  verified: false
  note: What could not be checked.
- id: art-9-suspension
  article: "9"
  title: suspension
  kind: suspension
  modality: may
  bearer: organisation
  leads_to: without-rights
- id: art-11-withdrawal
  article: "11"
  title: withdrawal
  kind: withdrawal
  modality: may
  bearer: each-party
  within: P6M
  notice: {to: the depositary, settle: all that it owes}
  term: {periods: [{lasts: P5Y, renewal: automatic, repeats: true}]}
"""


def _allowed(annotation: Any) -> str:
    """Say what a field may hold, from its type."""
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(annotation))
    if get_origin(annotation) in (Union, UnionType):
        parts = [_allowed(part) for part in get_args(annotation) if part is not NoneType]
        return ", or ".join(parts)
    if get_origin(annotation) is Annotated:
        return _allowed(get_args(annotation)[0])
    if get_origin(annotation) is tuple:
        return "a list of names"
    if annotation is bool:
        return "`true`, `false`"
    if annotation is Condition:
        return "a condition, as below"
    if annotation is Notice:
        return "`to`, `settle` and more, as in the example; the fields of `foedus.treaties.Notice`"
    if annotation is Term:
        return "`periods: […]`, as in the example; the fields of `foedus.treaties.Term`"
    if annotation is Performance:
        return "`acts: […]`, `types: […]` of the [coding scheme](ontology.md)"
    return "text"


PAGES = {"cli.md": cli_page, "ontology.md": ontology_page, "conditions.md": conditions_page}


def stale() -> list[str]:
    """Return the pages that are not as the code is."""
    return [
        name
        for name, page in PAGES.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text("utf-8") != page()
    ]


def main() -> None:
    if "--check" in sys.argv:
        sys.exit(f"stale: {', '.join(found)}" if (found := stale()) else 0)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
