"""The command on the ledger: which promises were called in, what became of them, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from foedus._cli_case import (
    AsOf,
    CaseName,
    During,
    Format,
    Proposals,
    ReadingName,
    TableFormat,
    in_period,
    no_treaty,
    opened_case,
    tell_of_proposals,
    tell_of_undated,
)
from foedus._errors import InputError
from foedus._terminal import number_of

if TYPE_CHECKING:
    from foedus.ledger import Call, Ledger


def ledger(
    case: CaseName,
    reading: ReadingName = "text",
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
    during: During = None,
    proposals: Proposals = False,
    format: Format = TableFormat.table,
) -> None:
    """Show which promises were called in, for whom, and what became of them.

    A reading settles what was called in. What became of a promise follows from what was done, or is
    what the reading's holder says of it; then the status in the record stands beside it.

    A line of the table, and one of 'calls' in JSON, is a promise called in; a row of the CSV is
    what one member owes by it. The column 'call' of the CSV is the 'id' of the call in JSON.

    Example: foedus ledger csto-armenia --reading armenia --as-of 2022-11-23
    """
    from foedus._edtf import Edtf
    from foedus._terminal import print_csv, print_json, print_table, tell
    from foedus.case._day import day_of
    from foedus.figures._marks import UNSAID
    from foedus.ledger._ledger import COLUMNS

    opened = opened_case(case)
    made = opened.ledger(reading, as_of=as_of, proposals=proposals)
    undated = 0
    if actor is not None:
        made = made.where(actor=opened.actors.resolve(actor).one().actor)
    if during is not None:
        fitting = made.where(during=Edtf.parse(during))
        made = fitting.where(dated=True)
        undated = len({call.event.id for call in fitting} - {call.event.id for call in made})
    within = {call.id: in_period(call.event, during) for call in made} if during else {}
    if why is not None:
        found = _found(made, why, opened.event_id(why))
        if format is TableFormat.csv:
            raise InputError(
                "a trace is a tree and does not go into the rows of a table",
                where="--why with --format csv",
                hint="write --format json for the whole trace as data, or leave out --why for the "
                "lines of the ledger as CSV",
            )
        if format is TableFormat.json:
            print_json(replace(made, calls=found, _evaluation=None).as_json())
        else:
            _print_why(made, found)
            typer.echo(f"\nUnder “{made.reading.title}”, {day_of(opened, as_of)}")
    elif format is TableFormat.json:
        data = made.as_json()
        for row in data["calls"] if during else ():
            row["in_period"] = within[row["id"]]
        print_json(data)
    elif format is TableFormat.csv:
        rows = made.rows()
        for row in rows if during else ():
            row["in_period"] = within[row["call"]]
        print_csv(rows, (*COLUMNS, "in_period") if during else COLUMNS)
        lines = number_of(len(made), "line")
        tell(
            f"{number_of(len(rows), 'row')}, one for each that owes a promise; the {lines} of the "
            "ledger are told apart by the column call (id in JSON)"
        )
    else:
        title = f"Under “{made.reading.title}”, {day_of(opened, as_of)}"
        print_table(
            ("id", "date", "norm", "for", "status", "owed by", "what happened"),
            (
                (
                    call.id[:8],
                    f"{call.event.date}{' ?' if within.get(call.id) == 'maybe' else ''}",
                    f"{call.label}, {call.norm.title}",
                    call.beneficiary,
                    _status(call) + (f" {UNSAID}" if made.no_word_by(call) else ""),
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
        if not opened.treaties:
            tell(no_treaty(case))
        if "maybe" in within.values():
            typer.echo("? the date may lie outside the time that was asked for")
        if line := next((said for call in made if (said := _unsaid(made, call))), None):
            typer.echo(f"{UNSAID} {line}")
        for call in made:
            for line in call.beside():
                typer.echo(f"{call.label} ({call.event.date}): {line}")
        for call in made:
            if call.claims:
                for line in _said(call):
                    typer.echo(line)
        if not proposals:
            tell_of_proposals(opened)
    tell_of_undated(undated)


def _status(call: Call) -> str:
    """Return a status, and beside it the record's where the reading's holder claims another."""
    if not call.claimed_by:
        return call.status
    who = ", ".join(call.claimed_by)
    if call.status == call.in_record:
        return f"{call.status} (for some {who} says otherwise than the record)"
    return f"{call.status} ({who} says; record: {call.in_record})"


def _unsaid(made: Ledger, call: Call) -> str | None:
    """Say that a status is the record's alone, and who has said nothing of it."""
    who = made.no_word_by(call)
    return f"by the record; no word by {' or '.join(who)} on it by then" if who else None


def _said(call: Call) -> Iterator[str]:
    """Say who says what became of a promise, beside what the record holds."""
    held = f"in the record: {call.in_record}"
    if call.status in ("disputed", "not called in"):
        held = f"under this reading {call.status}"
    contested = "contested; " if call.contested else ""
    promise = f"{call.label}, {call.norm.title} ({call.event.date})"
    yield f"{promise}, what became of it: {contested}{held}"
    for claim in call.claims:
        yield f"    – {claim}"


def _found(made: Ledger, wanted: str, event: str | None) -> tuple[Call, ...]:
    """Return the calls whose id, or an obligation's id, starts so, or those of an event.

    `event` is the id that it was coded under, whichever of its ids was named.
    """
    by_id = [
        call
        for call in made
        if call.id.startswith(wanted)
        or any(owed.id.startswith(wanted) for owed in call.obligations)
    ]
    found = by_id or [
        call
        for call in made
        if call.event.id.startswith(wanted) or (call.event.corrects or call.event.id) == event
    ]
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
    return tuple(found)


def _print_why(made: Ledger, found: Sequence[Call]) -> None:
    """Print each call with its trace, and what became of it for each who owed it."""
    for call in found:
        unsaid = _unsaid(made, call)
        status = _status(call) + (f" ({unsaid})" if unsaid else "")
        typer.echo(f"{call.label}, {call.event.date.in_words()}: {status}\n")
        typer.echo(str(call.trace))
        for owed in call.obligations:
            typer.echo(f"\n{owed.id[:8]} {owed.bearer}: {owed.status}\n    – {owed.because}")
            if owed.claim is not None and not owed.is_claimed:
                typer.echo(f"    – {owed.claim}")
        if call.claims:
            typer.echo("")
            for line in _said(call):
                typer.echo(line)
            for note in dict.fromkeys(claim.note for claim in call.claims if claim.note):
                typer.echo(f"      {note}")
        for line in call.beside():
            typer.echo(f"\n{line}")
