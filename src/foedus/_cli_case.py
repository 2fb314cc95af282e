"""What the commands on a case share: how it is named, its day, how tables are printed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from foedus.case import Case


class TableFormat(StrEnum):
    """How tables are printed."""

    table = "table"
    json = "json"
    csv = "csv"


CaseName = Annotated[
    str,
    typer.Argument(metavar="CASE", help="A case folder, or a case that ships: csto-armenia."),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="As it stood, and was known, on that day; by default all, to the last day on record.",
    ),
]
Format = Annotated[TableFormat, typer.Option("--format", help="How to print it.")]


def opened_case(name: str) -> Case:
    """Return the case of a folder, or the one that ships by that name."""
    from foedus.case import open_case

    return open_case(name)


def tell_of_proposals(case: Case) -> None:
    """Say on standard error how many proposals do not count, where there are any."""
    from foedus._terminal import number_of, tell

    if waiting := len(case.events.proposals):
        tell(
            f"{number_of(waiting, 'proposal')} that nobody has judged "
            f"{'does' if waiting == 1 else 'do'} not count here; see foedus judge, or give "
            "--proposals"
        )
