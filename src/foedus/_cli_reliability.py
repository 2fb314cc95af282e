"""The command on how far promises were kept: by a case's ledger, or by scholars' codings."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foedus._cli_case import AsOf, Proposals, dated
from foedus._errors import InputError

if TYPE_CHECKING:
    from foedus.ledger import Counting, Reliability, Tally


class ReliabilityFormat(StrEnum):
    """How tables are printed."""

    table = "table"
    json = "json"
    csv = "csv"


class InPart(StrEnum):
    """How a promise kept in part counts."""

    kept = "kept"
    not_kept = "not-kept"
    left_out = "left-out"


class NoAnswer(StrEnum):
    """How a promise counts to which no answer is on record."""

    left_out = "left-out"
    not_kept = "not-kept"


class Disputed(StrEnum):
    """How a promise counts of which it is disputed whether it was called in."""

    left_out = "left-out"
    not_kept = "not-kept"
    kept = "kept"


class Grouping(StrEnum):
    """By what promises are grouped."""

    all = "all"
    member = "member"
    for_ = "for"
    alliance = "alliance"
    kind = "kind"
    period = "period"


def reliability(
    case: Annotated[
        str | None,
        typer.Argument(metavar="[CASE]", help="A case folder, or a case that ships: csto-armenia."),
    ] = None,
    published: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Instead of a case: the replication file of Berkemeier & Fuhrmann 2018, or of "
            "Leeds & Anac 2005.",
        ),
    ] = None,
    rules: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="With --published: by which of the study's rules."),
    ] = None,
    reading: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="With CASE: whose reading, for the table of groups: text, or an id under "
            "'readings' of case.yaml.",
        ),
    ] = "text",
    as_of: AsOf = None,
    proposals: Proposals = False,
    by: Annotated[
        list[Grouping] | None,
        typer.Option("--by", help="Only this grouping; may be given several times."),
    ] = None,
    cut: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DATE",
            callback=dated,
            help="A day on which a new period begins; may be given several times; without any, "
            "decades.",
        ),
    ] = None,
    in_part: Annotated[
        InPart, typer.Option(help="How what was kept in part counts in the table of groups.")
    ] = InPart.not_kept,
    no_answer: Annotated[
        NoAnswer, typer.Option(help="How what no answer is on record to counts there.")
    ] = NoAnswer.left_out,
    disputed: Annotated[
        Disputed, typer.Option(help="How what is disputed counts there.")
    ] = Disputed.left_out,
    format: Annotated[
        ReliabilityFormat, typer.Option(help="How to print it.")
    ] = ReliabilityFormat.table,
) -> None:
    """Show how often promises were kept of those called in, with intervals.

    Of a case: by member, beneficiary, alliance, kind and period, and under every rule of counting
    and every reading. Or as scholars coded it.

    Example: foedus reliability csto-armenia

    Example: foedus reliability --published BerkemeierFuhrmannRAP2018_0303.dta
    """
    if (case is None) == (published is None):
        raise InputError(
            "give a CASE, or --published FILE" + ("" if case is None else ", not both"),
            hint="for example: foedus reliability csto-armenia",
        )
    if published is not None:
        _published(published, rules, format)
    elif case is not None:
        if rules is not None:
            raise InputError("--rules needs --published", hint="for a case see --in-part")
        from foedus.ledger import Counting

        counting = Counting(
            *(choice.value.replace("-", " ") for choice in (in_part, no_answer, disputed))  # type: ignore[arg-type]
        )
        cuts = [_day(text) for text in cut or ()]
        _case(case, reading, as_of, proposals, cuts, by or list(Grouping), counting, format)


def _day(text: str) -> dt.date:
    from foedus._edtf import Edtf

    day = Edtf.parse(text).earliest
    if day is None:
        raise InputError(f"'{text}' has no first day", hint="write --cut 2020-09-27, or --cut 2020")
    return day


def _case(
    name: str,
    reading: str,
    as_of: str | None,
    proposals: bool,
    cuts: list[dt.date],
    by: list[Grouping],
    counting: Counting,
    format: ReliabilityFormat,
) -> None:
    from foedus._terminal import print_csv, print_json
    from foedus.case import open_case
    from foedus.case._day import day_of
    from foedus.ledger._reliability import COLUMNS

    opened = open_case(name)
    day = day_of(opened, as_of)
    chosen = opened.reading(reading)
    each = {
        one.id: opened.ledger(one, as_of=as_of, proposals=proposals).reliability(cuts=cuts)
        for one in opened.readings
    }
    found = each[chosen.id]
    tallies = found.tallies(*(one.value for one in by))
    rows = [tally.row(counting) for tally in tallies]
    if format is ReliabilityFormat.csv:
        print_csv(rows, COLUMNS)
        return
    if format is ReliabilityFormat.json:
        print_json(
            {
                "case": opened.info.title,
                "reading": chosen.id,
                "as_of": as_of,
                "until": day.day.isoformat(),
                "counting": counting.row(),
                "groups": rows,
                "only_if_broken": found.broken(),
                "sensitivity": [
                    {"reading": one, **row}
                    for one, other in each.items()
                    for row in other.sensitivity()
                ],
                "remarks": found.remarks(counting),
            }
        )
        return
    titles = {one.id: one.title for one in opened.readings}
    _print_groups(tallies, counting, titles[chosen.id])
    _print_broken(found)
    _print_sensitivity(each, titles)
    typer.echo(f"{day}\n\nWhat can be read from this, and what cannot:\n")
    for remark in found.remarks(counting):
        typer.echo(_wrapped(remark))


def _print_groups(tallies: list[Tally], counting: Counting, title: str) -> None:
    from foedus._terminal import print_table

    columns = (
        *("promises", "kept", "in part", "not kept", "no answer", "disputed", "events"),
        *("kept / called in", "share", "95 % interval", "over all rules"),
    )
    cells: list[tuple[object, ...]] = []
    grouping = "all"
    for tally in tallies:
        row = tally.row(counting)
        if tally.grouping != grouping:
            grouping = tally.grouping
            cells.append(("", *[""] * 10))
            cells.append((f"by {grouping}" if grouping != "for" else "owed to", *[""] * 10))
        low, high = row["lowest_share"], row["highest_share"]
        cells.append(
            (
                f"{'' if grouping == 'all' else '  '}{row['group']}",
                *(row[name] or "" for name in ("kept_in_full", "in_part")),
                *(row[name] or "" for name in ("refused_deflected_breached", "no_answer")),
                *(row[name] or "" for name in ("disputed", "events")),
                f"{row['kept']}/{row['called_in']}",
                _share(row["share"]),
                _interval(row),
                "–" if low is None else f"{low:.0%} – {high:.0%}",
            )
        )
    print_table(columns, cells, title=f"Under “{title}”; {counting}")


def _print_broken(found: Reliability) -> None:
    from foedus._terminal import print_table

    if rows := found.broken():
        print_table(
            ("member", "promise", "kind", "broken", "disputed", "events"),
            [[value or "" for value in row.values()] for row in rows],
            title="Promises that show only when broken, or where that is disputed",
        )


def _print_sensitivity(each: dict[str, Reliability], titles: dict[str, str]) -> None:
    from foedus._terminal import print_table

    tables = {name: found.sensitivity() for name, found in each.items()}
    first = next(iter(tables.values()))
    print_table(
        ("in part", "no answer", "disputed", *(titles[name] for name in tables)),
        [
            (
                row["in_part"],
                row["no_answer"],
                row["disputed"],
                *(
                    f"{table[place]['kept']}/{table[place]['called_in']}  "
                    f"{_share(table[place]['share'])}  ({_interval(table[place])})"
                    for table in tables.values()
                ),
            )
            for place, row in enumerate(first)
        ],
        title="All promises to do something, under every rule of counting and every reading",
    )


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _interval(row: dict[str, Any]) -> str:
    return "–" if row["low"] is None else f"{row['low']:.0%} – {row['high']:.0%}"


def _wrapped(text: str) -> str:
    import textwrap

    return textwrap.fill(text, 100, initial_indent="- ", subsequent_indent="  ")


def _published(file: Path, rules: str | None, format: ReliabilityFormat) -> None:
    from foedus._terminal import print_csv, print_json, print_table
    from foedus.ledger import read_codings

    codings = read_codings(file)
    chosen = rules or next(iter(codings.rules))
    rates = codings.rates(chosen)
    if format is ReliabilityFormat.json:
        print_json([rate.row() for rate in rates])
    elif format is ReliabilityFormat.csv:
        print_csv([rate.row() for rate in rates])
    else:
        cells = []
        for rate in rates:
            low, high = rate.interval()
            share = "–" if rate.share is None else f"{rate.share:.1%}"
            counted = f"{rate.kept}/{rate.called_in}"
            cells.append((rate.group, counted, share, f"{low:.1%} – {high:.1%}"))
        print_table(
            ("promises", "kept / called in", "kept", "95 % interval"),
            cells,
            title=f"{codings.title}, {chosen} ({codings.rules[chosen]})",
        )
        typer.echo(f"{len(codings)} rows, each {codings.unit}")
