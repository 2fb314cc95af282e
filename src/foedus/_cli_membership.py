"""The command on membership: what a member is, by law and in practice, and what can come next."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foedus._cli_case import Proposals, dated, no_treaty
from foedus._errors import InputError
from foedus._nearest import did_you_mean, folders_beside

if TYPE_CHECKING:
    from foedus.actors import Actors
    from foedus.case import Case
    from foedus.treaties import Basis, Held, MemberState, Transition


_VERIFIED = (
    "the words of the article, or its sense where no words are quoted, were checked at its address"
)
_SENSES = {"de-jure": "by law", "de-facto": "in practice"}


class MembershipFormat(StrEnum):
    """How it is printed."""

    table = "table"
    json = "json"
    csv = "csv"


def membership(
    what: Annotated[
        str,
        typer.Argument(
            metavar="CASE",
            help="A case folder, a case that ships, or the id of a built-in treaty.",
        ),
    ],
    actor: Annotated[
        str | None,
        typer.Option(
            metavar="ACTOR",
            help="Whose membership: id or name, such as ARM; by default the case's focal member.",
        ),
    ] = None,
    treaty: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Only in this treaty of the case, such as cst; by default in each of them.",
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            callback=dated,
            help="On that day, from which notice and terms are counted; by default the case's "
            "last day on record, and today for a treaty alone.",
        ),
    ] = None,
    proposals: Proposals = False,
    format: Annotated[MembershipFormat, typer.Option(help="How to print it.")] = (
        MembershipFormat.table
    ),
) -> None:
    """Show what a member is by law and in practice, and what is open to it from there.

    Each way on stands with its norm, the earliest day, who decides, what it takes and costs, and
    what is not on record; one that no norm provides is told as such.

    Example: foedus membership csto-armenia --as-of 2025-12-11
    """
    from foedus._terminal import print_csv, print_json, tell
    from foedus.actors import default_actors

    names = default_actors()
    if (opened := _case(what)) is not None:
        from foedus.case import member_states_of
        from foedus.case._day import day_of

        names = opened.actors
        found = member_states_of(opened, actor, as_of=as_of, treaty=treaty, proposals=proposals)
        day = str(day_of(opened, as_of))
    else:
        if treaty is not None:
            raise InputError(
                "--treaty chooses among the treaties of a case, and this is a treaty",
                where=what,
                hint="leave it out, or give a case",
            )
        found = (_in_treaty(what, actor, as_of),)
        day = f"as of {found[0].on}" + ("" if as_of else ", today; --as-of DATE for another")
    if format is MembershipFormat.json:
        print_json([state.as_json() for state in found])
    elif format is MembershipFormat.csv:
        print_csv([row for state in found for row in state.rows()])
    else:
        _print(found, names, what)
        typer.echo(f"\n{day}" if found else day)
        if opened is not None and not opened.treaties:
            tell(no_treaty(what))


def _case(name: str) -> Case | None:
    """Return the case that is meant, or None where the name is that of a treaty."""
    from foedus.case import open_case, shipped_cases
    from foedus.treaties import shipped_ids

    if Path(name).exists() or name in shipped_cases():
        return open_case(name)
    if name in shipped_ids():
        return None
    near = did_you_mean(
        name, [*shipped_cases(), *shipped_ids(), *folders_beside(Path(name), "case.yaml")]
    )
    listed = (
        f"cases that ship: {', '.join(shipped_cases())}; "
        f"built-in treaties: {', '.join(shipped_ids())}"
    )
    raise InputError(
        f"'{name}' is neither a case nor a built-in treaty",
        hint="\n  ".join(filter(None, (near, listed))),
    )


def _in_treaty(name: str, actor: str | None, as_of: str | None) -> MemberState:
    from foedus._edtf import Edtf
    from foedus.treaties import member_state, shipped_treaty

    treaty, day = shipped_treaty(name), as_of or dt.date.today()
    if actor is None:
        members = treaty.members(Edtf.parse(day))
        known = f"; on that day its members are {', '.join(members)}" if members else ""
        raise InputError(
            "a treaty has several members, and no case says which is meant",
            where=name,
            hint=f"write --actor ID{known}",
        )
    return member_state(treaty, actor, day)


def _print(found: Sequence[MemberState], names: Actors, case: str) -> None:
    from foedus._terminal import print_table
    from foedus.treaties import FOOTINGS

    for state in found:
        version = f", version of {state.version.id}" if state.version else ""
        day = f"{state.on.day} {state.on:%B %Y}"
        typer.echo(f"{names.name(state.state)} in {state.treaty.title}, {day}{version}\n")
        typer.echo(textwrap.fill(state.summary(names), 100) + "\n")
        _print_held("By law", state.by_law)
        _print_held("In practice", state.in_practice)
        if not state.in_practice:
            typer.echo("In practice: nothing on record says otherwise")
        for act in state.acts_of_leaving:
            typer.echo("\n" + textwrap.fill(act.in_words(case), 100, break_on_hyphens=False))
        typer.echo("")
        if not state.transitions:
            typer.echo("Nothing can come next: the treaty has ended.\n")
            continue
        given = [one for one in state.transitions if one.footing != "none"]
        if given:
            print_table(
                ("way on", "leads to", "earliest", "rests on", "stands", "who decides"),
                [
                    (
                        one.title,
                        f"{one.leads_to} ({_SENSES[one.sense]})",
                        _earliest(one),
                        one.rests_on,
                        one.footing,
                        one.decided_by or "not on record",
                    )
                    for one in given
                ],
                title=f"What is open, counted from {day}",
            )
        for one in given:
            _print_words(one)
        lacking = [one for one in state.transitions if one.footing == "none"]
        if lacking:
            typer.echo("\nNo norm on record provides, so that it is not known to be open:")
        for one in lacking:
            typer.echo(_wrapped(f"{one.title}: {'; '.join(one.unknown)}"))
        typer.echo("")
    shown = [one for state in found for one in state.transitions if one.footing != "none"]
    for footing in dict.fromkeys(one.footing for one in shown):  # what the tables use
        typer.echo(f"{footing}: {FOOTINGS[footing]}")
    for word, means in (("verified", _VERIFIED), ("unverified", "nobody could check the article")):
        if any(one.norm and one.verified is (word == "verified") for one in shown):
            typer.echo(f"{word}: {means}")


def _print_held(title: str, held: Sequence[Held]) -> None:
    for one in held:
        typer.echo(f"{title}: {one}" + (f" ({one.doubt})" if one.doubt else ""))
        for basis in one.bases:
            typer.echo(f"    – {_basis(basis)}")


def _basis(basis: Basis) -> str:
    since = f"{basis.since.in_words()}: " if basis.since and basis.kind == "event" else ""
    ref = f" [{basis.ref}]" if basis.ref else ""
    note = f" {basis.note}" if basis.note else ""
    return f"{basis.kind}: {since}{basis.text.rstrip('.')}.{ref}{note}"


def _earliest(one: Transition) -> str | None:
    if one.without_agreement is not None:
        return f"without an agreement {one.without_agreement.in_words()}"
    if one.earliest is None:
        return "not known" if one.footing == "norm" else "–"
    by = f" (notice by {one.notice_by.in_words()})" if one.notice_by else ""
    return f"{one.earliest.in_words()}{by}"


def _print_words(one: Transition) -> None:
    """Print what a way on takes and costs, and what is not on record of it."""
    counted = one.counted if one.counted != "on any day" else None
    lines = [
        f"{words}{part}"
        for words, parts in (
            ("", one.conditions),
            ("counted: ", (counted,) if counted else ()),
            ("cost: ", one.costs),
            ("not on record: ", one.unknown),
        )
        for part in parts
    ]
    if lines:
        typer.echo(one.title)
        typer.echo("\n".join(map(_wrapped, lines)))


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 100, initial_indent="- ", subsequent_indent="  ")
