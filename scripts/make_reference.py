"""Write the pages of the reference that follow from the code: run after changing help or schemes.

python scripts/make_reference.py           write docs/reference/{cli,ontology,conditions}.md
python scripts/make_reference.py --check   say whether they are as the code is
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
import typer
from typer.testing import CliRunner

from foedus.cli import app
from foedus.events import ontology
from foedus.treaties import _conditions

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
        "acts: what a state does to, for or about a promise.",
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
    """The vocabulary of conditions, from the module that defines it."""
    text = (_conditions.__doc__ or "").strip()
    first, _, rest = text.partition("\n\n")
    body, _, after = rest.partition("::\n\n")
    block, _, tail = after.partition("\n\nEvery leaf")
    block = "\n".join(line.removeprefix("    ") for line in block.splitlines())
    return (
        f"# Conditions of norms\n\n{first}\n\n{body.strip()}:\n\n```yaml\n{block}\n```\n\n"
        f"Every leaf{tail}\n"
    )


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
