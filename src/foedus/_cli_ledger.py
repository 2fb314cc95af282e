"""The command on the ledger: which promises were called in, what became of them, and why."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from foedus._cli_case import AsOf, CaseName, Format, TableFormat, opened_case
from foedus._errors import InputError
from foedus._terminal import number_of

if TYPE_CHECKING:
    from foedus.ledger import Ledger


def ledger(
    case: CaseName,
    reading: Annotated[
        str,
        typer.Option(
            metavar="ID", help="Whose reading: text, or an id under 'readings' of case.yaml."
        ),
    ] = "text",
    as_of: AsOf = None,
    why: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="Show why, or why not, for a line, or for all lines of an event."
        ),
    ] = None,
    actor: Annotated[
        str | None,
        typer.Option(
            metavar="ACTOR", help="Only what is owed to or by this actor, or by its deed."
        ),
    ] = None,
    during: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only events of this time (EDTF).")
    ] = None,
    proposals: Annotated[
        bool, typer.Option("--proposals", help="Let proposals count that nobody has judged.")
    ] = False,
    format: Format = TableFormat.table,
) -> None:
    """Show which promises were called in, for whom, and what became of them.

    A reading settles what was called in; what became of a promise follows from what was done.

    Example: foedus ledger csto-armenia --reading armenia --as-of 2022-11-23
    """
    from foedus._edtf import Edtf
    from foedus._terminal import print_csv, print_json, print_table, tell

    opened = opened_case(case)
    made = opened.ledger(reading, as_of=as_of, proposals=proposals)
    if actor is not None or during is not None:
        who = None if actor is None else opened.actors.resolve(actor).one().actor
        made = made.where(actor=who, during=None if during is None else Edtf.parse(during))
    if why is not None:
        _why(made, why)
    elif format is TableFormat.json:
        print_json(made.as_json())
    elif format is TableFormat.csv:
        print_csv(made.rows())
    else:
        day = f"as of {made.as_of}" if made.as_of else f"to this day, {dt.date.today()}"
        title = f"Under “{made.reading.title}”, {day}"
        print_table(
            ("id", "date", "norm", "for", "status", "owed by", "what happened"),
            (
                (
                    call.id[:8],
                    call.event.date,
                    f"{call.label}, {call.norm.title}",
                    call.beneficiary,
                    call.status,
                    " ".join(owed.bearer for owed in call.obligations),
                    call.event.summary or call.event.evidence[0].exact,
                )
                for call in made
            ),
            title=title,
        )
        counts = ", ".join(f"{count} {status}" for status, count in made.counts().items() if count)
        typer.echo(
            f"{number_of(len(made), 'line')}: {counts}" if made.calls else "no norm was called in"
        )
        for call in made:
            for line in call.beside():
                typer.echo(f"{call.label} ({call.event.date}): {line}")
        if (waiting := len(opened.events.proposals)) and not proposals:
            tell(
                f"{number_of(waiting, 'proposal')} that nobody has judged "
                f"{'does' if waiting == 1 else 'do'} not count here; see foedus judge, or give "
                "--proposals"
            )


def _why(made: Ledger, wanted: str) -> None:
    """Print the trace of the calls whose id, or an obligation's id, starts so."""
    by_id = [
        call
        for call in made
        if call.id.startswith(wanted)
        or any(owed.id.startswith(wanted) for owed in call.obligations)
    ]
    found = by_id or [call for call in made if call.event.id.startswith(wanted)]
    if not found:
        raise InputError(
            f"no line of the ledger has the id '{wanted}'",
            hint="foedus ledger prints the ids of its lines, foedus events those of events",
        )
    if len(by_id) > 1 and len({call.event.id for call in by_id}) > 1:
        raise InputError(
            f"{len(by_id)} lines of the ledger have an id that begins with '{wanted}'",
            hint=f"give more of it: {', '.join(call.id[:8] for call in by_id[:4])} …",
        )
    for call in found:
        typer.echo(f"{call.label}, {call.event.date.in_words()}: {call.status}\n")
        typer.echo(str(call.trace))
        for owed in call.obligations:
            typer.echo(f"\n{owed.id[:8]} {owed.bearer}: {owed.status}\n    – {owed.because}")
        for line in call.beside():
            typer.echo(f"\n{line}")
