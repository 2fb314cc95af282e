"""The command on precedents: past memberships that resemble the one that a case is about."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foedus._cli_case import dated
from foedus._errors import InputError

if TYPE_CHECKING:
    from foedus.options import Hazard, Precedents


class PrecedentsFormat(StrEnum):
    """How tables are printed."""

    table = "table"
    json = "json"
    csv = "csv"


def precedents(
    case: Annotated[
        str,
        typer.Argument(metavar="CASE", help="A case folder, or a case that ships: csto-armenia."),
    ],
    atop: Annotated[
        Path,
        typer.Option(
            metavar="FILE", help="Your own ATOP file, 4.x to 5.1, member level: CSV or Stata."
        ),
    ],
    nmc: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="National Material Capabilities, for strength."),
    ] = None,
    published: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A study's codings of promises in war, for what was broken: Berkemeier & "
            "Fuhrmann 2018, or Leeds & Anac 2005.",
        ),
    ] = None,
    number: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            help="ATOP's number of the alliance, such as 4220; by default that of its treaty.",
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            callback=dated,
            help="The day on which the membership's age is taken (2024-06-12); by default the "
            "case's last day on record.",
        ),
    ] = None,
    reading: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="Under which reading a promise to the member was broken: text, or an id under "
            "'readings' of case.yaml.",
        ),
    ] = "text",
    line: Annotated[
        float, typer.Option(help="How alike a membership must be to be in the curves, 0 to 1.")
    ] = 0.8,
    weight: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TRAIT=NUMBER", help="Another weight of a trait; 0 leaves it out. Repeatable."
        ),
    ] = None,
    nearest: Annotated[int, typer.Option(min=1, help="How many of the nearest cases.")] = 10,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how each likeness comes about.")
    ] = False,
    hazard: Annotated[
        bool,
        typer.Option("--hazard/--no-hazard", help="Fit a model of leaving (needs lifelines)."),
    ] = True,
    figure: Annotated[
        Path | None,
        typer.Option("--figure", metavar="FILE", help="Draw it into this .svg or .html file."),
    ] = None,
    format: Annotated[PrecedentsFormat, typer.Option(help="How to print it.")] = (
        PrecedentsFormat.table
    ),
) -> None:
    """Show past memberships that resemble a case's, what came next, and how long states stayed.

    Example: foedus precedents csto-armenia --atop atop5_1m.csv --nmc NMC-60-abridged.csv
    """
    from foedus._terminal import print_csv, print_json, tell
    from foedus.case import open_case, precedents_of
    from foedus.ledger import read_codings
    from foedus.treaties import read_atop, read_capabilities

    opened = open_case(case)
    found = precedents_of(
        opened,
        read_atop(atop, actors=opened.actors),
        None if nmc is None else read_capabilities(nmc),
        None if published is None else read_codings(published),
        number=number,
        as_of=None if as_of is None else _day(as_of),
        reading=reading,
        line=line,
        weights=dict(_weight(text) for text in weight or ()),
    )
    if format is PrecedentsFormat.csv:
        print_csv(found.rows())
    elif format is PrecedentsFormat.json:
        model, why = _hazard(found) if hazard else (None, "not asked for")
        print_json(
            {
                **found.as_json(nearest),
                "hazard": None if model is None else model.as_json(),
                "no_hazard_because": why,
            }
        )
    else:
        day = str(found.profile.as_of)
        _print(found, nearest, explain, day if as_of else f"{day}, the case's last day on record,")
        model, why = _hazard(found) if hazard else (None, None)
        if model is not None:
            _print_hazard(model, found)
        elif why is not None:
            tell(why)
        typer.echo("What can be read from this, and what cannot:\n")
        for remark in found.remarks():
            typer.echo(_wrapped(remark))
    if figure is not None:
        found.draw().save(figure)
        tell(f"drawn: {figure}")


def _day(text: str) -> dt.date:
    from foedus._edtf import Edtf

    day = Edtf.parse(text).latest
    if day is None:
        raise InputError(f"'{text}' has no last day", hint="write --as-of 2024-02-22")
    return day


def _weight(text: str) -> tuple[str, float]:
    name, sign, value = text.partition("=")
    try:
        number = float(value)
    except ValueError:
        sign = ""
    if not sign:
        raise InputError(f"'{text}' is no weight", hint='write --weight "era=0"')
    return name.strip(), number


def _hazard(found: Precedents) -> tuple[Hazard | None, str | None]:
    """Fit the model, or say why there is none."""
    try:
        return found.hazard(), None
    except InputError as problem:
        return None, str(problem)


def _print(found: Precedents, nearest: int, explain: bool, day: str) -> None:
    from foedus._terminal import print_table

    profile = found.profile
    typer.echo(
        f"{profile.title}: began on {profile.began.isoformat()}, {profile.age / 365.25:.1f} years "
        f"on {day}; its traits from {profile.source}"
    )
    for note in profile.notes:
        typer.echo(_wrapped(note))
    print_table(
        ("trait", "here", "weight", "for", "means"),
        [
            (
                trait.name,
                _value(profile.values.get(trait.column), trait.compare, trait.column),
                f"{trait.weight:g}",
                "list and curves" if trait.known == "entry" else "list alone",
                trait.means,
            )
            for trait in found.traits
        ],
        title="By what memberships are compared",
    )
    exits = found.ways[0]
    for title, rows in (
        ("The nearest cases", found.nearest(nearest)),
        (f"The nearest that were {exits.title}", found.nearest(nearest, way=exits.id)),
    ):
        _print_cases(title, rows)
        if explain:
            for row in rows:
                _print_traits(found, row)
    _print_shares(
        "How long states stayed: those alike, from entry on", found.staying(), found, "years in"
    )
    _print_shares(
        f"Those of them that lasted {profile.age / 365.25:.1f} years, from that age on",
        found.from_now(),
        found,
        "years on",
    )
    print_table(
        ("choice", "memberships", "alliances", "left", "still in after 20 years", "left by then"),
        [
            (
                row["choice"],
                row["memberships"],
                row["alliances"],
                row["exits"],
                _share(row["stays"]),
                _share(row["exit"]),
            )
            for row in found.sensitivity()
        ],
        title="How much hangs on the line and the weights",
    )


def _print_cases(title: str, rows: list[dict[str, Any]]) -> None:
    from foedus._terminal import print_table

    print_table(
        ("alike", "state", "ATOP", "from", "to", "years", "how it ended", "and then", "differs in"),
        [
            (
                f"{row['likeness']:.2f}",
                row["state"],
                row["atop"],
                row["from"],
                row["to"],
                row["years"],
                row["how"] if row["way"] == "goes on" else f"{row['how']} ({row['stayed']} stayed)",
                row["next"],
                ", ".join([*row["differs"], *(f"{name}?" for name in row["unknown"])]),
            )
            for row in rows
        ],
        title=title,
    )


def _print_traits(found: Precedents, row: dict[str, Any]) -> None:
    from foedus._terminal import print_table

    by_name = {trait.name: trait for trait in found.traits}
    cells = []
    for one in row["traits"]:
        trait = by_name[one["trait"]]
        values = [_value(one[side], trait.compare, trait.column) for side in ("own", "other")]
        like = "–" if one["likeness"] is None else f"{one['likeness']:.2f}"
        counts = "–" if one["counts"] is None else f"{one['counts']:.3f}"
        cells.append((trait.name, *values, like, f"{trait.weight:g}", counts))
    print_table(
        ("trait", "here", "there", "alike", "weight", "makes up"),
        cells,
        title=f"{row['state']}, ATOP {row['atop']}, {row['from']}: {row['likeness']:.3f}",
    )


def _print_shares(title: str, rows: list[dict[str, Any]], found: Precedents, years: str) -> None:
    from foedus._terminal import print_table

    if not rows:
        typer.echo(f"{title}: none was seen so long\n")
        return
    first, *others = found.ways
    print_table(
        (
            *(years, "memberships", "alliances", "still members", "95 %", "alliances as wholes"),
            *(first.title, "alliances as wholes", "otherwise ended"),
        ),
        [
            (
                row["years"],
                row["at_risk"],
                row["alliances"],
                _share(row["stays"]),
                f"{row['stays_low']:.0%} – {row['stays_high']:.0%}",
                f"{row['stays_low_together']:.0%} – {row['stays_high_together']:.0%}",
                _share(row[first.id]),
                f"{row[first.id + '_low']:.0%} – {row[first.id + '_high']:.0%}",
                _share(sum(row[way.id] for way in others)),
            )
            for row in rows
        ],
        title=title,
    )


def _print_hazard(model: Hazard, found: Precedents) -> None:
    from foedus._terminal import print_table

    print_table(
        ("factor", "what is compared", "rate of leaving ×", "95 %", "p", "same at every age? p"),
        [
            (
                row["factor"],
                row["step"],
                f"{row['ratio']:.2f}",
                f"{row['low']:.2f} – {row['high']:.2f}",
                f"{row['p']:.3f}",
                f"{row['p_constant']:.3f}",
            )
            for row in model.rows
        ],
        title=f"What goes with leaving: {model.exits} exits of {model.memberships} memberships in "
        f"{model.alliances} alliances, all else competing",
    )
    if model.own is not None:
        ratio, low, high = model.own
        typer.echo(
            f"By this model {found.profile.title} is left at {ratio:.2f} times the rate of an "
            f"average membership ({low:.2f} – {high:.2f}). The model ranks pairs rightly in "
            f"{model.concordance:.0%}, where chance is 50%; {model.left_out} memberships lack a "
            "value and are left out.\n"
        )


def _value(value: float | None, compare: str, column: str) -> str:
    if value is None:
        return "not known"
    if column == "days":
        return f"{value / 365.25:.1f} years"
    if compare == "same":
        return "yes" if value else "no"
    return f"{value:.4f}" if column == "cinc_ratio" else f"{value:.0f}"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _wrapped(text: str) -> str:
    import textwrap

    return textwrap.fill(text, 100, initial_indent="- ", subsequent_indent="  ")
