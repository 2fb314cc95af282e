"""The command on changes: what is new in a case between two days, and what did it."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from foedus._cli_case import (
    CaseName,
    Format,
    Proposals,
    ReadingName,
    TableFormat,
    opened_case,
    tell_of_proposals,
)
from foedus._errors import InputError
from foedus._terminal import number_of

if TYPE_CHECKING:
    from foedus.case import Change, Changes


def changes(
    case: CaseName,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="The earlier day, as it stood at its end."),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="DATE",
            help="The later day; by default the case's last day on record.",
        ),
    ] = None,
    reading: ReadingName = "text",
    proposals: Proposals = False,
    format: Format = TableFormat.table,
) -> None:
    """Show what changed in a case between two days, each change with what did it and its words.

    Promises newly called in, what became of promises, memberships, positions (also on what became
    of a promise), requests and answers, acts of membership, breaks between actors. A change stands
    on the first day on which the record shows it: on which it had happened and was known.

    Example: foedus changes csto-armenia --from 2022-09-12 --to 2022-11-23
    """
    from foedus._terminal import print_csv, print_json
    from foedus.case import changes_between
    from foedus.case._changes_record import COLUMNS

    if first is None:
        raise InputError(
            "the day is missing from which changes are told",
            where="--from",
            hint=f"write, for example, foedus changes {case} --from 2022-09-12 --to 2022-11-23; "
            "without --to it is the case's last day on record",
        )
    opened = opened_case(case)
    made = changes_between(opened, first, last, reading=reading, proposals=proposals)
    if format is TableFormat.json:
        print_json(made.as_json())
    elif format is TableFormat.csv:
        print_csv(made.rows(), COLUMNS)
    else:
        _print(made, told=last is not None)
        if not proposals:
            tell_of_proposals(opened)


def _print(made: Changes, *, told: bool) -> None:
    why = "" if told else ", the case's last day on record"
    days = f"from {made.first} to {made.last}{why}"
    typer.echo(f"{made.case}: {days}, under “{made.reading.title}”\n")
    for change in made:
        typer.echo("\n".join(_lines(change, made.last)) + "\n")
    if made.changes:
        kinds = dict.fromkeys(change.kind for change in made)
        counts = {kind: sum(change.kind == kind for change in made) for kind in kinds}
        told_of = ", ".join(f"{number} {kind}" for kind, number in counts.items())
        typer.echo(f"{number_of(len(made), 'change')}: {told_of}")
    else:
        typer.echo("Nothing changed.")
    for remark in made.remarks():
        typer.echo(textwrap.fill(remark[0].upper() + remark[1:] + ".", 100))


_BY_HASH = ("called in", "status", "request", "answer", "act")


def _lines(change: Change, end: dt.date) -> list[str]:
    """Return a change as a block: what became what, by what, and the words that say so."""
    day = str(change.day or "undated")
    ref = change.ref[:8] if change.kind in _BY_HASH else change.ref
    lines = [f"{day:<12}{change.kind:<12}{change.what}  [{ref}]"]
    pad = " " * 12
    became = change.became
    if change.kind in ("request", "answer", "act"):
        became = "" if change.after == "actual" else f" ({change.after})"
        lines.append(f"{pad}{change.by}{became}")
    else:
        since = f", since {change.since}" if change.since else ""
        if change.kind == "called in":
            became = f"what became of it by {end}: {change.after}"
            became = f"{change.before} before; {became}" if change.before else became
            became += change.beside
        lines.append(f"{pad}{became}{since}")
        if change.by is not None:
            what = "note" if change.kind == "position" else "by"
            lines += textwrap.wrap(
                f"{what}: {change.by}", 100, initial_indent=pad, subsequent_indent=pad + "    "
            )
    for event in change.events:
        piece = event.evidence[0]
        quote = " ".join(piece.exact.split("\n"))
        lines.append(f"{pad}“{quote}”  [{event.id[:8]}, {piece.source} {piece.start}–{piece.end}]")
    if not change.events and change.kind == "position":
        lines.append(f"{pad}no event of the record says so")
    return lines
