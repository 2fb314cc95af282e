"""The command on scholars' own data: the alliances of ATOP."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foedus._cli_case import dated
from foedus._errors import InputError

if TYPE_CHECKING:
    from foedus.treaties import Atop


class AtopFormat(StrEnum):
    """How tables are printed."""

    table = "table"
    json = "json"
    csv = "csv"


def atop(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="Your own ATOP file, 4.x to 5.1, member level: CSV or Stata."
        ),
    ],
    number: Annotated[
        int | None, typer.Argument(metavar="[NUMBER]", help="Show this alliance, such as 4220.")
    ] = None,
    counts: Annotated[
        bool, typer.Option("--counts", help="Count alliances by what is promised in them.")
    ] = False,
    state: Annotated[
        str | None,
        typer.Option(
            metavar="ACTOR",
            help="Only alliances, or memberships, of this state: id or name, such as ARM.",
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            callback=dated,
            help="Only what was in force on that day (1914-08-01); by default, at any time.",
        ),
    ] = None,
    compare: Annotated[
        str | None,
        typer.Option(
            metavar="TREATY", help="With NUMBER: where its members and a built-in treaty's differ."
        ),
    ] = None,
    memberships: Annotated[
        bool,
        typer.Option("--memberships", help="Each state's time in each alliance, and how it ended."),
    ] = False,
    nmc: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="With --memberships: National Material Capabilities, for CINC."
        ),
    ] = None,
    wars: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Inter-state wars, or participants of disputes, of the Correlates of War: which "
            "promises they called in, and who kept them.",
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="With --wars: compare with Berkemeier & Fuhrmann's replication file.",
        ),
    ] = None,
    why: Annotated[
        int | None,
        typer.Option(metavar="WAR", help="With --wars and NUMBER: why, or why not, as a tree."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="Write treaty files there: one, or all."
        ),
    ] = None,
    format: Annotated[AtopFormat, typer.Option(help="How to print it.")] = AtopFormat.table,
) -> None:
    """List the alliances of an ATOP file, show one, hold them against wars, or write them.

    Example: foedus atop atop5_1m.csv 4220 --compare cst
    """
    from foedus._terminal import tell
    from foedus.treaties import read_atop

    if compare is not None and number is None:
        raise InputError("--compare needs the NUMBER of an alliance")
    if nmc is not None and not memberships:
        raise InputError("--nmc needs --memberships")
    if wars is None and (against is not None or why is not None):
        raise InputError(f"--{'why' if against is None else 'against'} needs --wars")
    if why is not None and number is None:
        raise InputError("--why needs the NUMBER of an alliance")
    data = read_atop(file)
    if state is not None:
        state = data.actors.resolve(state, on).one().actor
    if output is not None:
        _write(data, number, output)
    elif wars is not None:
        from foedus._cli_wars import show_wars

        show_wars(data, wars, number, against, why, format)
    elif memberships:
        _memberships(data, number, state, on, nmc, format)
    elif compare is not None and number is not None:
        _compare(data, number, compare, format)
    elif number is not None:
        _show(data, number, format)
    elif counts:
        print_rows(data.counts(), format, f"{data.label}, {data.level} level")
    else:
        _list(data, state, on, format)
    if format is AtopFormat.table:
        for oddity in data.oddities:
            tell(f"odd in {file.name}: {oddity}")


def print_rows(
    rows: list[dict[str, Any]],
    format: AtopFormat,
    title: str | None = None,
    *,
    like: list[dict[str, Any]] | None = None,
) -> None:
    """Print flat rows in one of the formats; CSV has the columns of `like` where there is none."""
    from foedus._terminal import print_csv, print_json, print_table

    if format is AtopFormat.json:
        print_json(rows)
    elif format is AtopFormat.csv:
        print_csv(rows, (like or [{}])[0])
    else:
        columns = [name.replace("_", " ") for name in rows[0]] if rows else []
        print_table(columns, [list(row.values()) for row in rows], title=title)


def _list(data: Atop, state: str | None, on: str | None, format: AtopFormat) -> None:
    rows = data.listing(state=state, on=on)
    print_rows(rows, format, like=data.listing())
    if format is AtopFormat.table:
        typer.echo(f"{len(rows)} of {len(data)} alliances in {data.label}")


def _show(data: Atop, number: int, format: AtopFormat) -> None:
    from foedus._terminal import print_json, print_table

    made = data.treaties(number)
    if format is AtopFormat.json:
        print_json([one.model_dump(mode="json", exclude_defaults=True) for one in made])
        return
    if format is AtopFormat.csv:
        print_rows(
            [
                {
                    "treaty": one.id,
                    "version": version.id,
                    "during": version.during,
                    "norm": norm.id,
                    "variable": norm.article,
                    "kind": norm.kind,
                    "modality": norm.modality,
                    "bearer": _bearer(norm.bearer, ";"),
                    "codes": norm.note,
                }
                for one in made
                for version in one.versions
                for norm in version.norms
            ],
            format,
        )
        return
    for one in made:
        typer.echo(f"{one.label}: {one.title}\n{one.note}")
        for version in one.versions:
            print_table(
                ("norm", "kind", "who", "codes"),
                (
                    (
                        norm.title,
                        f"{norm.modality} · {norm.kind}",
                        _bearer(norm.bearer, " "),
                        norm.note,
                    )
                    for norm in version.norms
                ),
                title=f"{version.title or 'The only version'}, {version.during.in_words()}",
            )
        print_table(
            ("state", "from – to", "how it ended"),
            ((row.state, row.during, row.note) for row in one.membership),
            title="Membership",
        )


def _bearer(bearer: str | tuple[str, ...], sign: str) -> str:
    return bearer if isinstance(bearer, str) else sign.join(bearer)


def _compare(data: Atop, number: int, treaty: str, format: AtopFormat) -> None:
    from foedus.treaties import compare_members, shipped_treaty

    ours, theirs = shipped_treaty(treaty), data.treaty(number)
    found = compare_members(ours, theirs)
    rows = [
        {
            "state": each.state,
            "during": str(each.during),
            "member_in": treaty if each.in_first else theirs.label,
        }
        for each in found
    ]
    if rows or format is not AtopFormat.table:
        print_rows(
            rows,
            format,
            f"Members by {treaty} and by {theirs.label}",
            like=[dict.fromkeys(("state", "during", "member_in"))],
        )
    if format is AtopFormat.table:
        agreed = "they agree on every day" if not rows else f"{len(rows)} differences"
        typer.echo(f"{treaty} and {theirs.label}: {agreed}")


def _memberships(
    data: Atop,
    number: int | None,
    state: str | None,
    on: str | None,
    nmc: Path | None,
    format: AtopFormat,
) -> None:
    from foedus._terminal import print_table
    from foedus.treaties import read_capabilities

    every = data.memberships(None if nmc is None else read_capabilities(nmc))
    table = every.where(state=state, number=number, on=on)
    if format is not AtopFormat.table:
        print_rows(table.rows(), format, like=None if len(table) else every.rows())
    elif number is None and state is None:
        print_rows(
            table.endings(), format, f"How memberships ended: {data.label}, until {table.until}"
        )
        typer.echo(f"{len(table)} memberships; --format csv prints them all")
    else:
        shown = ("state", "atop", "from", "to", "how", "promised", "partners", "cinc_share")
        print_table(
            [name.replace("_", " ") for name in shown],
            (
                [
                    f"{row[name]:.3f}"
                    if name == "cinc_share" and row[name] is not None
                    else row.get(name)
                    for name in shown
                ]
                for row in table.rows()
            ),
        )


def _write(data: Atop, number: int | None, folder: Path) -> None:
    from foedus.treaties import write_treaty

    made = data if number is None else data.treaties(number)
    files = [write_treaty(treaty, folder) for treaty in made]
    what = str(files[0]) if len(files) == 1 else f"{len(files)} treaty files in {folder}"
    typer.echo(what)
