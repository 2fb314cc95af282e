"""The command line: thin; it calls the same public functions that a notebook calls."""

from __future__ import annotations

import os
import re
import sys
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foedus import __version__
from foedus._cli_adding import add
from foedus._cli_atop import atop
from foedus._cli_case import (
    AsOf,
    CaseName,
    During,
    Format,
    TableFormat,
    dated,
    in_period,
    no_treaty,
    opened_case,
    print_events,
    tell_of_undated,
)
from foedus._cli_changes import changes
from foedus._cli_coding import code, evaluate
from foedus._cli_ledger import ledger
from foedus._cli_membership import membership
from foedus._cli_options import options
from foedus._cli_precedents import precedents
from foedus._cli_reliability import reliability
from foedus._cli_treaties import treaties
from foedus._errors import ActorError, FoedusError, InputError
from foedus._terminal import number_of

if TYPE_CHECKING:
    from foedus.events import Event, Judgement

app = typer.Typer(
    name="foedus",
    help="The record of an alliance: what its treaties promise, what happened, which promises "
    "that called in, and who kept them, in whose reading.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

# Typer shows no other way to it, and some of its versions bring a click of their own
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class Verdict(StrEnum):
    """What a judgement says."""

    accept = "accept"
    reject = "reject"
    correct = "correct"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"foedus {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    pass


app.add_typer(options)
app.command()(code)
app.command()(evaluate)


@app.command()
def new(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="Where to make the case: a new or an empty folder, or one with an actors.yaml.",
        ),
    ],
    alliance: Annotated[
        str | None, typer.Option(metavar="ACTOR", help="Id or name of the alliance, such as NATO.")
    ] = None,
    focal: Annotated[
        str | None,
        typer.Option(
            metavar="ACTOR",
            help="Id or name of the member that it is about, such as TUR; 'foedus actor NAME' says "
            "which id a name has.",
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Title of the case; by default made of the two names."),
    ] = None,
    period: Annotated[
        str,
        typer.Option(metavar="FROM/TO", callback=dated, help="The period: days, months or years."),
    ] = "1990/2025",
    treaty: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Id of a built-in treaty ('foedus treaties' lists them), perhaps several times; "
            "by default those of the alliance.",
        ),
    ] = None,
    origin: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="CASE",
            help="Copy another case in place of all the above: a folder, or csto-armenia.",
        ),
    ] = None,
) -> None:
    """Make a case folder: empty, or a copy of another.

    Example: foedus new niger --alliance ECOWAS --focal NER --period 2023/2025
    """
    from foedus._terminal import tell
    from foedus.case import new_case

    case = new_case(
        folder,
        title=title,
        alliance=alliance,
        focal=focal,
        period=period,
        treaties=treaty or (),
        copy_of=origin,
    )
    typer.echo(f"{case.path}: {case.info.title}")
    if not case.treaties:
        tell(no_treaty(str(case.path)))
    typer.echo(f"next: foedus add {case.path} DOCUMENT, then foedus dossier {case.path}")


app.command()(add)


@app.command()
def events(
    case: CaseName,
    actor: Annotated[
        str | None,
        typer.Option(metavar="ACTOR", help="Only events of this actor: id or name, such as ARM."),
    ] = None,
    act: Annotated[
        str | None,
        typer.Option(
            metavar="ACT", help="Only this commitment act, such as freeze or request-help."
        ),
    ] = None,
    standing: Annotated[
        str | None,
        typer.Option(metavar="STANDING", help="Only judged, or only proposed; by default both."),
    ] = None,
    during: During = None,
    format: Format = TableFormat.table,
) -> None:
    """List the events of a case with their ids and their evidence.

    Example: foedus events csto-armenia --actor ARM --during 2024
    """
    from foedus._terminal import print_csv, print_json, tell
    from foedus.events import ontology
    from foedus.events._table import COLUMNS

    opened = opened_case(case)
    if standing not in (None, "judged", "proposed"):
        raise InputError(f"'{standing}' is no standing", hint="it is judged or proposed")
    if act is not None and act not in ontology().acts:
        what = "is a type, not an act" if act.upper() in ontology().types else "is no act"
        raise InputError(f"'{act}' {what}", hint=f"the acts are {', '.join(ontology().acts)}")
    if actor is not None:
        actor = opened.actors.resolve(actor).one().actor
    fitting = opened.events.where(actor=actor, act=act, standing=standing, during=during)  # type: ignore[arg-type]
    found = fitting if during is None else fitting.where(dated=True)
    rows, columns = found.rows(), [*COLUMNS]
    if during is not None:
        columns.append("in_period")
        for row, event in zip(rows, found, strict=True):
            row["in_period"] = in_period(event, during)
    if format is TableFormat.json:
        print_json(rows)
    elif format is TableFormat.csv:
        print_csv(rows, columns)
    elif found:
        print_events(found, during)
    else:
        tell("no event of the case fits")
    tell_of_undated(len(fitting) - len(found))


@app.command()
def judge(
    case: CaseName,
    about: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Of an event ('foedus events' prints them), an obligation or a line of the ledger "
            "('foedus ledger'); its first eight letters will do; several separated by commas.",
        ),
    ],
    verdict: Annotated[
        Verdict,
        typer.Argument(
            metavar="VERDICT", help="accept, reject, or correct (then say what with --set)."
        ),
    ],
    by: Annotated[str, typer.Option(metavar="NAME", help="Your name.")],
    why: Annotated[str | None, typer.Option(metavar="TEXT", help="Your reason.")] = None,
    change: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="What a correction changes, once a field: date, type, act, mode, factuality; "
            "source or target=ACTOR,ACTOR (or ACTOR+ACTOR); speaker=ACTOR,PERSON; "
            "place=STATE,NAME; provision=TREATY,ARTICLE; none empties a field. Of an obligation: "
            "status.",
        ),
    ] = None,
) -> None:
    """Judge a proposal or an obligation; the judgement is appended and never edited.

    Of several judgements on the same, the last counts alone.

    Example: foedus judge my-case 3f2a91c0 correct --by "A. Analyst" --set target=CSTO
    """
    from foedus._terminal import tell
    from foedus.events._judgement import mode_lost

    if not by.strip():
        raise InputError("a judgement needs a name", hint='write --by "Your name"')
    opened = opened_case(case)
    changes = dict(_change(text) for text in change or ())
    for name in filter(None, (part.strip() for part in about.split(","))):
        before = {judgement.about: judgement for judgement in opened.judgements}
        first = opened.event_id(name)
        stood = opened.events[first] if first and opened.events.has(first) else None
        try:
            made = opened.judge(name, verdict.value, by=by, why=why, changes=changes)
        except ActorError as problem:
            spoken = changes.get("speaker") or {}
            if spoken.get("person") is None and str(spoken.get("actor")) in problem.message:
                problem.hint = "\n  ".join(filter(None, (problem.hint, _PERSON)))
            raise
        former = before.get(made.about)
        if first is not None:
            _tell_where_it_went(name, first, stood, former)
        line = f"{made.about}: {made.verdict}, by {made.by} ({made.when.isoformat()})"
        coded = next((event for _, event in opened.numbered_events() if event.id == first), None)
        if coded is not None and (mode := mode_lost(coded, made)):
            line += f"; the mode '{mode}' is dropped, as {made.changes['type']} has none such"
        typer.echo(line)
        if first is not None and opened.events.has(first):
            was, now = first if stood is None else stood.id, opened.events[first].id
            for field in made.changes if coded is not None else ():
                old, new = (_as_given(_field(one, field)) for one in (coded, opened.events[first]))
                typer.echo(f"  {field}: {old} → {new}")
            if now == first != was:
                typer.echo(f"  its id is {now} again")
            elif now != was:
                typer.echo(f"  its id is {now} now; the old one, {was}, leads to it")
        lost = {} if former is None else {**former.changes}
        lost = {field: value for field, value in lost.items() if field not in changes}
        if former is not None and lost:
            tell(
                f"{made.about}: the last judgement counts alone, so that what {former.by} had "
                f"corrected no longer holds ({_listed(lost)}); to keep it, correct again with all "
                "that is to change"
            )


def _tell_where_it_went(
    name: str, first: str, stood: Event | None, former: Judgement | None
) -> None:
    """Say where an event went that no longer has the id by which it was named."""
    from foedus._terminal import tell

    if stood is not None and stood.id.startswith(name):
        return
    if stood is None:
        if former is not None and not first.startswith(name):
            tell(f"{name}: this event was rejected by {former.by} on {former.when.date()}")
    elif stood.id == first:
        tell(f"{name}: this event stands as {first}, as it was coded first")
    elif former is not None:
        tell(
            f"{name}: this event stands as {stood.id} since {former.by} corrected it on "
            f"{former.when.date()}"
        )


def _listed(changes: dict[str, Any]) -> str:
    """Return changes as they are given to ``--set``."""
    return " and ".join(f"{field}={_as_given(value)}" for field, value in changes.items())


def _field(event: Event | None, name: str) -> Any:
    return None if event is None else event.model_dump()[name]


def _as_given(value: Any) -> str:
    if isinstance(value, dict):
        return ",".join(str(part) for part in value.values() if part is not None)
    if isinstance(value, list | tuple):
        return ",".join(map(str, value)) or "none"
    return "none" if value is None else str(value)


_FIELDS = (
    "date", "type", "act", "mode", "factuality", "source", "target", "speaker", "place",
    "provision", "summary", "note", "context", "about", "versions", "status",
)  # fmt: skip
_PERSON = "a person stands behind the actor for whom they speak: speaker=USA,Dean Rusk"


def _change(text: str) -> tuple[str, Any]:
    """Read FIELD=VALUE; lists are separated by commas, 'none' empties a field."""
    field, sign, value = text.partition("=")
    field = field.strip()
    if not sign:
        raise InputError(f"'{text}' changes nothing", hint="write --set act=freeze")
    if field not in _FIELDS:
        meant = {"who": "source", "whom": "target", "person": "speaker", "when": "date"}.get(field)
        raise InputError(
            f"there is no field '{field}'",
            where="--set",
            hint=f"{f'did you mean {meant}? ' if meant else ''}fields: {', '.join(_FIELDS)}"
            + (f"\n  {_PERSON}" if meant == "speaker" else ""),
        )
    if value.strip().lower() == "none":
        return field, () if field in ("source", "target", "context", "about") else None
    if field in ("source", "target", "context", "about"):
        return field, tuple(part.strip() for part in re.split("[,+]", value) if part.strip())
    if field == "speaker":
        actor, _, person = value.partition(",")
        return field, {"actor": actor.strip(), "person": person.strip() or None}
    if field == "place":
        state, _, name = value.partition(",")
        return field, {"state": state.strip() or None, "name": name.strip() or None}
    if field == "provision":
        treaty, _, article = value.partition(",")
        return field, {"treaty": treaty.strip(), "article": article.strip() or None}
    return field, value.strip()


@app.command()
def check(case: CaseName) -> None:
    """Check a case: quotes, ids, dates, treaties and actors.

    Example: foedus check my-case
    """

    opened = opened_case(case)
    findings = opened.check()
    for finding in findings:
        typer.echo(str(finding))
    wrong = sum(finding.level == "error" for finding in findings)
    typer.echo(
        f"{len(opened.events)} events, {len(opened.sources)} sources, "
        f"{len(opened.judgements)} judgements, {len(opened.treaties)} treaties: "
        + (
            f"{number_of(wrong, 'error')}, {number_of(len(findings) - wrong, 'warning')}"
            if findings
            else "all is well"
        )
    )
    if wrong:
        raise typer.Exit(1)


app.command()(ledger)
app.command()(changes)


@app.command()
def relations(
    case: CaseName,
    directed: Annotated[
        bool, typer.Option("--directed", help="Each direction apart; by default both as one.")
    ] = False,
    as_of: AsOf = None,
    format: Format = TableFormat.table,
) -> None:
    """Show how the actors stand to each other, month by month.

    Example: foedus relations csto-armenia --directed
    """
    from foedus._terminal import print_csv, print_json, print_table
    from foedus.case._day import day_of
    from foedus.relations._relations import COLUMNS

    opened = opened_case(case)
    made = opened.relations(as_of=as_of)
    if format is TableFormat.json:
        print_json(made.rows(directed=directed))
    elif format is TableFormat.csv:
        print_csv(made.rows(directed=directed), COLUMNS)
    else:
        rows = []
        for series in made.pairs(directed=directed):
            change, mean = series.change, series.mean()
            rows.append(
                (
                    series.label,
                    len(series.events),
                    None if mean is None else f"{mean:+.2f}",
                    change and change.month,
                    change and f"{change.before:+.2f} → {change.after:+.2f}",
                    change and f"{change.probability:.2f}",
                )
            )
        columns = ("pair", "events", "mean a month", "change from", "level", "probability")
        print_table(columns, rows)
        covered = int(made.covered.sum())
        typer.echo(
            f"{covered} of {len(made.months)} months are covered by a source; "
            "the others are missing, not zero"
        )
        typer.echo(str(day_of(opened, as_of)))


@app.command()
def dossier(
    case: CaseName,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to write it, a file or a folder; by default dossier.html in the case's "
            "folder, or in this one where the case ships.",
        ),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Write the dossier: one page that needs nothing else, every line with its evidence.

    Example: foedus dossier csto-armenia -o csto-armenia.html
    """
    from foedus._terminal import tell
    from foedus.case._day import day_of
    from foedus.dossier import write_dossier

    opened = opened_case(case)
    written = write_dossier(opened, output, as_of=as_of)
    typer.echo(str(written.resolve()))
    tell(str(day_of(opened, as_of)))


app.command()(treaties)
app.command()(membership)
app.command()(atop)
app.command()(reliability)
app.command()(precedents)


@app.command()
def actor(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A name, adjective, capital, person or office, or an id: Armenia, Yerevan, ARM, "
            '"the Armenian Prime Minister".',
        ),
    ],
    on: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            callback=dated,
            help="On that date (2024-02-22); by default at any time.",
        ),
    ] = None,
) -> None:
    """Say whom a name means on a date.

    Example: foedus actor "the Armenian Prime Minister" --on 2024-02-22
    """
    from foedus._terminal import print_table
    from foedus.actors import default_actors

    who = default_actors()
    senses = {"seat": "seat or body", "government": "body of the state"}
    resolution = who.resolve(name, on)
    if not resolution.matches:
        resolution.one()  # raises, with what to do
    print_table(
        ("actor", "name", "how", "person", "title", "in office"),
        (
            (
                match.actor,
                who.name(match.actor),
                senses.get(match.sense, match.sense)
                + ("" if match.in_time else ", at another time"),
                match.person,
                match.tenure and match.tenure.title,
                match.tenure and match.tenure.during,
            )
            for match in resolution.matches
        ),
    )
    if on is not None and not any(match.in_time for match in resolution.matches):
        typer.echo(f"On {on} the name meant nobody in the tables; these are of another time.")
    elif resolution.is_ambiguous:
        other = "" if on is not None else ", or a date"
        typer.echo(f"The name is ambiguous; give the id or the full name that is meant{other}.")


@app.command()
def cases() -> None:
    """List the cases that ship.

    Example: foedus cases
    """
    from foedus.case import shipped_cases

    for name in shipped_cases():
        typer.echo(f"{name}: {opened_case(name).info.title}")


def main() -> None:
    """Run the command line; errors are told in plain words, without a traceback."""
    from foedus._terminal import complain, complain_of_usage

    for stream in (sys.stdout, sys.stderr):
        # a quote may hold letters that an old terminal or a pipe has no code for
        if isinstance(stream, TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
            stream.reconfigure(errors="backslashreplace")
    try:
        left = app(standalone_mode=False)
        sys.exit(left if isinstance(left, int) else 0)
    except FoedusError as problem:
        complain(problem)
        sys.exit(2)
    except _UsageError as problem:
        complain_of_usage(problem)
        sys.exit(2)
    except BrokenPipeError:
        # the reader of a pipe has gone, such as `head`
        sys.stderr.close()
        sys.exit(0)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except Exception as problem:
        if os.environ.get("FOEDUS_DEBUG"):
            raise
        complain(_unforeseen(problem))
        sys.exit(70)


def _unforeseen(problem: Exception) -> FoedusError:
    """Say that the fault is ours, and where to look."""
    return FoedusError(
        f"something went wrong that Foedus did not foresee: {type(problem).__name__}: {problem}",
        hint="this is a fault of Foedus, please report it; FOEDUS_DEBUG=1 shows where it was",
    )


if __name__ == "__main__":
    main()
