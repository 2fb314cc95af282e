"""``foedus atop FILE --wars FILE``: what a list of wars called in, and how scholars coded it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from foedus._cli_atop import AtopFormat, print_rows
from foedus._errors import InputError

if TYPE_CHECKING:
    from foedus.ledger import Comparison, WarLedger
    from foedus.treaties import Atop


def show_wars(
    data: Atop,
    wars: Path,
    number: int | None,
    against: Path | None,
    why: int | None,
    format: AtopFormat,
) -> None:
    """Print verdicts, one as a tree, or the comparison with a study."""
    from foedus.events import read_conflicts
    from foedus.ledger import read_codings, war_ledger

    conflicts = read_conflicts(wars)
    if number is not None and number not in data:
        data.treaties(number)  # raises with the nearest numbers
    ledger = war_ledger(data, conflicts)
    if against is not None:
        _compare(ledger.against(read_codings(against)), number, format)
    elif why is not None and number is not None:
        _why(ledger, why, number, format)
    else:
        _verdicts(ledger, number, format)


def _verdicts(ledger: WarLedger, number: int | None, format: AtopFormat) -> None:
    every = ledger.verdicts()
    found = [each for each in every if number in (None, each.alliance)]
    if format is not AtopFormat.table:
        print_rows([each.row() for each in found], format, like=[each.row() for each in every[:1]])
        return
    shown = [
        each for each in found if number is not None or each.presumed or each.called_in is None
    ]
    print_rows([each.row() for each in shown], format)
    called = [each for each in found if each.presumed]
    kept = sum(each.kept is True for each in called)
    what = "dispute" if ledger.conflicts.kind == "dispute" else "war"
    typer.echo(
        f"{len(found)} pairs of an alliance and a {what} in which a member met an enemy: "
        f"{len(called)} called in, as presumed, {kept} of them kept by all that were bound"
    )
    if len(shown) < len(found):
        typer.echo("--format csv prints those that were not called in, too")


def _why(ledger: WarLedger, war: int, number: int, format: AtopFormat) -> None:
    from foedus._terminal import print_json

    if war not in ledger.conflicts.number:
        raise InputError(
            f"there is no {ledger.conflicts.kind} {war}",
            where=ledger.conflicts.path,
            hint="give its number in that file",
        )
    trace = ledger.trace(war, number)
    if format is AtopFormat.json:
        print_json(trace.as_json())
    elif format is AtopFormat.csv:
        print_rows([each.row() for each in ledger.verdicts([(war, number)])], format)
    else:
        typer.echo(str(trace))
        typer.echo(ledger.verdicts([(war, number)])[0].because)


def _compare(found: Comparison, number: int | None, format: AtopFormat) -> None:
    every = found.rows()
    rows = [row for row in every if number in (None, row["alliance"])]
    if format is not AtopFormat.table or number is not None:
        print_rows(rows, format, like=every)
        return
    print_rows(
        found.table(), format, f"{found.title}, {found.rules}: the coders (rows) and the ledger"
    )
    tables = {
        "called in, with what is presumed": found.called,
        "the same, other wars as not called in": found.every,
        "called in, where the record alone says": found.by_record,
        "kept, of what both say was called in": found.kept,
    }
    print_rows([{"what": what} | table.row() for what, table in tables.items()], format)
    typer.echo(
        f"{found.left_out} pairs of the study are of wars that the list does not have; "
        "the bounds of kappa are those of 95 % of samples of wars"
    )
    typer.echo("--format csv prints every pair with both verdicts and the reason")
