"""The command on the treaties that ship: all of them, or one with its norms and members."""

from __future__ import annotations

from typing import Annotated

import typer

from foedus._cli_case import Format, TableFormat


def treaties(
    treaty: Annotated[
        str | None,
        typer.Argument(
            metavar="[TREATY]",
            help="Id of a built-in treaty, such as cst; by default all are listed.",
        ),
    ] = None,
    format: Format = TableFormat.table,
) -> None:
    """List the built-in treaties, or show one with its norms and members.

    Example: foedus treaties cst
    """
    from foedus._terminal import print_csv, print_json, print_table
    from foedus.treaties import shipped_ids, shipped_treaty
    from foedus.treaties._records import what_checked_means

    if treaty is None:
        rows = [shipped_treaty(name) for name in shipped_ids()]
        if format is TableFormat.json:
            print_json([row.model_dump(mode="json", exclude_defaults=True) for row in rows])
            return
        columns = ("id", "title", "signed", "in force", "versions", "norms")
        cells = [
            (
                row.id,
                row.title,
                row.signed,
                row.in_force,
                len(row.versions),
                sum(len(version.norms) for version in row.versions),
            )
            for row in rows
        ]
        if format is TableFormat.csv:
            print_csv([dict(zip(columns, row, strict=True)) for row in cells])
        else:
            print_table(columns, cells)
        return
    shown = shipped_treaty(treaty)
    if format is TableFormat.json:
        print_json(shown.model_dump(mode="json", exclude_defaults=True))
        return
    if format is TableFormat.csv:
        print_csv(
            [
                {
                    "version": version.id,
                    "during": version.during,
                    "norm": norm.id,
                    "article": norm.article,
                    "title": norm.title,
                    "kind": norm.kind,
                    "modality": norm.modality,
                    "bearer": norm.bearer
                    if isinstance(norm.bearer, str)
                    else ";".join(norm.bearer),
                    "quote": norm.quote,
                    "verified": norm.verified,
                    "translation": norm.translation,
                    "translated_by": norm.translated_by,
                }
                for version in shown.versions
                for norm in version.norms
            ]
        )
        return
    typer.echo(f"{shown.title}\nsigned {shown.signed}, in force {shown.in_force}")
    for version in shown.versions:
        print_table(
            ("article", "norm", "kind", "who", "quote", "checked"),
            (
                (
                    norm.article,
                    norm.title,
                    f"{norm.modality} · {norm.kind}",
                    norm.bearer if isinstance(norm.bearer, str) else " ".join(norm.bearer),
                    norm.quote
                    if norm.translation is None
                    else f"{norm.quote} (translation: {norm.translation})",
                    norm.checked,
                )
                for norm in version.norms
            ),
            title=f"Version {version.id}, {version.during.in_words()}",
        )
    print_table(
        ("state", "from – to", "sense", "status", "rests on"),
        ((row.state, row.during, row.sense, row.status, row.rests_on) for row in shown.membership),
        title="Membership",
    )
    norms = [norm for version in shown.versions for norm in version.norms]
    for line in what_checked_means(norms):
        typer.echo(line)
