"""What the commands on a case share: how it is named, its day, how tables are printed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foedus._edtf import Edtf
from foedus._errors import DateError

if TYPE_CHECKING:
    from foedus.case import Case
    from foedus.events import Event, Events


class TableFormat(StrEnum):
    """How tables are printed."""

    table = "table"
    json = "json"
    csv = "csv"


def dated(param: typer.CallbackParam, value: Any) -> Any:
    """Make sure that a date reads, before anything is done; if not, name the option.

    Raises
    ------
    DateError
        It is not EDTF.
    """
    for text in value if isinstance(value, list | tuple) else [value]:
        if text is None:
            continue
        try:
            Edtf.parse(text)
        except DateError as problem:
            raise DateError(problem.message, where=param.opts[0], hint=problem.hint) from None
    return value


CaseName = Annotated[
    str,
    typer.Argument(metavar="CASE", help="A case folder, or a case that ships: csto-armenia."),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        callback=dated,
        help="As it stood, and was known, on that day (2022-11-23); by default all, to the last "
        "day on record.",
    ),
]
During = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        callback=dated,
        help="Only events of this time: 2022, 2022-09, or 2022-09-12/2022-09-14. One whose date "
        "may also lie outside it is marked with ?; those without a date of their own are left out "
        "and counted.",
    ),
]
ReadingName = Annotated[
    str,
    typer.Option(
        metavar="ID",
        help="Whose reading: text, an id under 'readings' of case.yaml, or who holds it.",
    ),
]
Proposals = Annotated[
    bool, typer.Option("--proposals", help="Let proposals count that nobody has judged.")
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


def in_period(event: Event, during: str) -> str:
    """Say whether an event lies in the time that was asked for: yes, or maybe.

    What was not done, such as an intended act, did not begin on the first day of an open interval:
    it was to come on some day from then on.
    """
    period = Edtf.parse(during)
    to_come = event.factuality != "actual" and event.date.latest is None
    if to_come and period.latest is not None:
        return "maybe"
    return "yes" if event.date.surely_overlaps(period) else "maybe"


def tell_of_undated(number: int, what: str = "event") -> None:
    """Say on standard error how many have no date of their own, where there are any."""
    from foedus._terminal import number_of, tell

    if number:
        own, they = ("its", "it") if number == 1 else ("their", "they")
        tell(
            f"{number_of(number, what)} with no date of {own} own "
            f"{'is' if number == 1 else 'are'} left out: the record says only by when, and {they} "
            "may lie in this time or before it; without --during all are listed"
        )


_MARKS = {"judged": "●", "proposed": "○", "rejected": "×"}


def print_events(found: Events, during: str | None = None) -> None:
    """Print events with their ids and how they stand, and below what the notation means.

    Those whose date may lie outside `during` are marked.
    """
    from foedus._legend import Legend
    from foedus._terminal import event_head, event_lines

    legend = Legend()
    # a person's coding names no trigger
    trigger = any(event.evidence[0].trigger for event in found)
    typer.echo("\n".join(event_head(f"  {'id':<16}  ", trigger=trigger)) + "\n")
    doubts = False
    for event in found:
        doubt = "?" if during and in_period(event, during) == "maybe" else " "
        doubts = doubts or doubt == "?"
        mark = f"{_MARKS[found.standing(event)]} {event.id}{doubt} "
        typer.echo("\n".join(event_lines(event, mark, trigger=trigger)))
        legend.show(event)
    standings = {found.standing(event) for event in found}
    marks = [f"{mark} {name}" for name, mark in _MARKS.items() if name in standings]
    if doubts:
        marks.append("?  may lie outside the time that was asked for")
    typer.echo("\n" + "\n".join([", ".join(marks), *legend.lines()]))


def no_treaty(case: str) -> str:
    """Say of a case without a treaty what follows from that, and what to do."""
    return (
        f"{case} has no treaty, so that nothing is promised, called in or left by law\n"
        f"  write one into {case}/treaties (docs/how-to/treaty.md), or name one of 'foedus "
        f"treaties' under 'treaties' in {case}/case.yaml"
    )
