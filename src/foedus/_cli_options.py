"""The commands on conflict models: what lasts, why, how to get there, what would change it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foedus._errors import InputError, ModelError
from foedus._nearest import did_you_mean, folders_beside
from foedus._options_record import exit_voice_lines, print_grounds, record_of
from foedus._options_tables import (
    head,
    options_command,
    print_equilibria,
    print_exit_voice,
    print_explained,
    print_groups,
    print_openings,
    print_play,
    print_routes,
    print_shifts,
)

if TYPE_CHECKING:
    from foedus.case import Case
    from foedus.options import ConflictModel

options = typer.Typer(
    name="options",
    help="Conflict models: what each side can do next, and which states would last.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_GROUPS_UP_TO = 4096  # states, up to which groups are looked at unasked
_PEOPLE_UP_TO = 6


class OutFormat(StrEnum):
    """How results are printed."""

    table = "table"
    json = "json"


class Concept(StrEnum):
    """The solution concepts."""

    nash = "nash"
    seq = "seq"
    smr = "smr"
    gmr = "gmr"
    sim = "sim"


class Way(StrEnum):
    """What of the preferences is varied."""

    ranking = "ranking"
    priority = "priority"
    uncertain = "uncertain"


class Change(StrEnum):
    """What of the preferences is changed."""

    ranking = "ranking"
    priority = "priority"


ModelFile = Annotated[
    str,
    typer.Argument(
        metavar="MODEL", help="A model file (YAML), or a case that has one: csto-armenia."
    ),
]
Date = Annotated[
    str | None,
    typer.Option(
        "--at",
        "--date",
        metavar="DATE",
        help="Which date of the model (2024-06), or the last one before; by default the last.",
    ),
]
Format = Annotated[OutFormat, typer.Option("--format", help="How to print it.")]


def _file(name: str) -> Path:
    """Return the model file that is meant: itself, that of a case folder, or of a shipped case."""
    path = Path(name)
    if not path.exists():
        from foedus.case import shipped_cases

        ready = shipped_cases()
        if name not in ready and (near := did_you_mean(name, [*ready, *_models_beside(path)])):
            raise ModelError("there is no such file or case", where=path, hint=near)
        path = ready.get(name, path)
    if path.is_dir():
        if not (path / "model.yaml").exists():
            raise ModelError(
                "this case has no conflict model", where=path, hint="write one into model.yaml"
            )
        return path / "model.yaml"
    return path


def _models_beside(path: Path) -> list[Path]:
    """Return the model files and the case folders beside a path, written as it is."""
    try:
        files = [path.with_name(one.name) for one in path.parent.iterdir() if one.suffix == ".yaml"]
    except OSError:
        files = []
    return [*files, *folders_beside(path, "model.yaml")]


def _case(name: str) -> Case | None:
    """Return the case whose model is meant, if it is that of a case."""
    file = _file(name)
    if file.name != "model.yaml" or not (file.parent / "case.yaml").exists():
        return None
    from foedus.case import open_case

    return open_case(file.parent)


def _until(name: str) -> dt.date | None:
    """Return the last day on record of the case whose model is meant, if it is that of a case."""
    from foedus.case._day import last_day

    case = _case(name)
    return None if case is None else last_day(case)


def _model(name: str, date: str | None) -> ConflictModel:
    """Return a model; if it is that of a case, what it cites must be there."""
    from foedus._terminal import tell
    from foedus.options import load_model

    case = _case(name)
    model = load_model(_file(name), date) if case is None else case.model(date)
    if date is not None and model.date is not None and str(model.date) != date:
        tell(f"the model of {model.date}, the last that speaks of a time no later than {date}")
    return model


@options.command()
def solve(
    model: ModelFile,
    date: Date = None,
    groups: Annotated[
        bool | None,
        typer.Option(
            "--groups/--no-groups",
            help="Whether to look at groups that move together; by default if the model is small "
            "enough (4,096 states, 6 decision makers).",
        ),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(
            "--logit",
            metavar="λ",
            help="For games: how much likelier better actions are than others; 0 is chance, "
            "and by default the best is taken.",
        ),
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(
            "--figure",
            metavar="FILE",
            help="Draw the thresholds of exit, voice, loyalty into this .svg or .html file.",
        ),
    ] = None,
    format: Format = OutFormat.table,
) -> None:
    """Show which states would last, and who would have to move together to end them.

    Games are solved as well: Gambit's .efg, or exit, voice, loyalty in YAML. Where a model answers
    the three questions of exit, voice, loyalty, what follows from the answers stands below.

    Example: foedus options solve model.yaml
    """
    from foedus._terminal import print_json
    from foedus.options import Game, backward_induction, coalitions, load_game, logit
    from foedus.options import solve as find

    file = _file(model)
    game = load_game(file)
    if game is not None:
        if isinstance(game, Game):
            if figure is not None:
                raise _nothing_to_draw(file)
            play = backward_induction(game) if rate is None else logit(game, rate)
            if format is OutFormat.json:
                print_json(play.as_json())
            else:
                print_play(game, play)
            return
        rate = game.rate if rate is None else rate
        if figure is not None:
            game.draw(rate=rate).save(figure)
        if format is OutFormat.json:
            print_json(game.as_json(rate))
        else:
            print_exit_voice(game, rate)
        return
    if rate is not None:
        raise InputError("--logit is for games", hint="leave it out, or name a game")
    conflict = _model(model, date)
    if figure is not None:
        if conflict.exit_voice_loyalty is None:
            raise _nothing_to_draw(file)
        conflict.exit_voice_loyalty.draw().save(figure)
    solution = find(conflict)
    if groups is None:
        groups = (
            len(conflict) <= _GROUPS_UP_TO
            and len(conflict.decision_makers) <= _PEOPLE_UP_TO
            and not conflict.uncertain
        )
    made = coalitions(conflict, solution=solution) if groups else None
    if format is OutFormat.json:
        data = solution.as_json()
        if made is not None:
            data["coalitions"] = made.as_json()
        print_json(data | record_of(_case(model), conflict))
        return
    typer.echo(head(conflict, _until(model)))
    print_equilibria(solution)
    if made is not None:
        print_groups(made)
    print_grounds(_case(model), conflict, options_command("explain", model, "--all", date=date))
    for line in exit_voice_lines(_case(model), conflict):
        typer.echo(line)


def _nothing_to_draw(file: Path) -> InputError:
    return InputError(
        "--figure draws the thresholds of exit, voice, loyalty, of which this says nothing",
        where=file,
        hint="leave --figure out, or add exit_voice_loyalty to the model",
    )


@options.command()
def explain(
    model: ModelFile,
    state: Annotated[
        str | None,
        typer.Argument(
            metavar="STATE",
            help="By name, as #3, or by options: YN NY; 'foedus options solve' shows which last.",
        ),
    ] = None,
    whole: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Show the model whole: what each wants and why, what cannot be, every state.",
        ),
    ] = False,
    date: Date = None,
    format: Format = OutFormat.table,
) -> None:
    """Say why a state would last, or not: for each side, move by move.

    Without a state, sum the model up and list the states that one may ask about; with --all, show
    all that it holds, as --format json does.

    Example: foedus options explain model.yaml "#5"
    """
    from foedus._options_overview import print_overview, print_whole, whole_as_json
    from foedus._terminal import print_json
    from foedus.options import better_for_all, standings
    from foedus.options import explain as reasons

    conflict = _model(model, date)
    if state is None:
        if format is OutFormat.json:
            print_json(whole_as_json(conflict, _case(model)))
        elif whole:
            print_whole(conflict, _case(model))
        else:
            print_overview(conflict, partial(options_command, "explain", model, date=date))
        return
    if whole:
        raise InputError(
            "--all shows the model whole, and a state was named", hint="leave out one of the two"
        )
    found = reasons(conflict, state)
    if format is OutFormat.json:
        print_json(
            {
                "state": found[0].state,
                "reasons": [one.as_json() for one in found],
                "standings": [one.as_json() for one in standings(conflict, state)],
                "better_for_all": better_for_all(conflict, state),
            }
        )
        return
    typer.echo(f"{head(conflict, _until(model))}\n")
    print_explained(conflict, found)


@options.command()
def inverse(
    model: ModelFile,
    state: Annotated[
        str,
        typer.Argument(
            metavar="STATE",
            help="The state that is to last; with --from-here also an option or a condition.",
        ),
    ],
    who: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Whose preferences: a decision maker of the model; by default each one's.",
        ),
    ] = None,
    concept: Annotated[
        Concept | None,
        typer.Option(
            help="In which sense it is to be stable, in detail; by default all are shown in short "
            "(seq with --by priority or --from-here)."
        ),
    ] = None,
    by: Annotated[
        Change, typer.Option(help="Change the ranking of states, or the order of priorities.")
    ] = Change.ranking,
    from_here: Annotated[
        bool,
        typer.Option(
            "--from-here", help="Ask what would make it come about from where things stand."
        ),
    ] = False,
    date: Date = None,
    format: Format = OutFormat.table,
) -> None:
    """Show who would have to want what for a state to last, and the smallest change that does.

    With --from-here: which changes of priorities would make it come about, and last. STATE may
    then be a condition on options, such as "leave and not assist".

    Example: foedus options inverse model.yaml leave --who Armenia --concept nash
    """
    from foedus._options_tables import print_inverse
    from foedus._terminal import print_json
    from foedus.options import invert, openings

    conflict = _model(model, date)
    if from_here:
        sense = (concept or Concept.seq).value
        opened = openings(conflict, state, concept=sense)
        if format is OutFormat.json:
            print_json({"target": state, "openings": [one.as_json() for one in opened]})
            return
        typer.echo(f"{head(conflict, _until(model))}\n")
        print_openings(state, opened)
        return
    _check_one_state(conflict, state, model, date)
    if by is Change.priority:
        _by_priority(conflict, state, who, concept, format)
        return
    made = invert(conflict, state, who, None if concept is None else (concept.value,))
    if format is OutFormat.json:
        print_json(made.as_json())
        return
    print_inverse(made, None if concept is None else concept.value, whole=who is None)


def _check_one_state(conflict: ConflictModel, name: str, model: str, date: str | None) -> None:
    """Make sure that a state is named; if a condition is, say how to ask about it.

    Raises
    ------
    ModelError
        It is none, or a condition that holds in several states.
    """
    try:
        conflict.state(name)
    except ModelError as problem:
        held = conflict.names(conflict.holding(name))
        if not held:
            raise
        command = partial(options_command, "inverse", model, date=date)
        hints = [f"for one of these: {command(held[0])}"]
        if conflict.status_quo is not None and not conflict.uncertain and any(conflict.statements):
            hints.insert(0, f"what would bring any of these about: {command(name, '--from-here')}")
        raise ModelError(problem.message, hint="\n  ".join(hints)) from None


def _by_priority(
    conflict: ConflictModel,
    state: str,
    who: str | None,
    concept: Concept | None,
    format: OutFormat,
) -> None:
    from foedus._terminal import print_json
    from foedus.options import shifts
    from foedus.options import solve as find

    sense = (concept or Concept.seq).value
    solution = find(conflict)
    names = [who] if who is not None else list(conflict.decision_makers)
    rows: list[dict[str, Any]] = []
    for name in names:
        number = conflict.who(name)
        if who is None and conflict.statements[number] is None:
            continue
        stable = solution.is_stable(state, sense, number)
        found = shifts(conflict, state, name, sense)
        rows.append(
            {
                "decision_maker": conflict.decision_makers[number],
                "concept": sense,
                "stable": stable,
                "shifts": [shift.as_json() for shift in found],
            }
        )
    if not rows:
        raise ModelError(
            "nobody's preferences are given by statements in this model", hint="use --by ranking"
        )
    target = conflict.states[conflict.state(state)]
    if format is OutFormat.json:
        print_json({"state": target, "demands": rows})
        return
    print_shifts(str(target), sense, rows)


@options.command()
def sensitivity(
    model: ModelFile,
    by: Annotated[
        Way | None,
        typer.Option(
            help="Vary rankings, priorities, or decide what is uncertain; by default uncertain if "
            "anything is, else ranking."
        ),
    ] = None,
    steps: Annotated[int, typer.Option(metavar="N", help="Up to how many steps away.")] = 1,
    concept: Annotated[
        Concept | None, typer.Option(help="Only this sense of stable; by default all.")
    ] = None,
    date: Date = None,
    format: Format = OutFormat.table,
) -> None:
    """Show whether a small error in what somebody wants would change what lasts.

    Example: foedus options sensitivity model.yaml --by priority
    """
    from foedus._options_sensitivity import print_sensitivity
    from foedus._terminal import print_json
    from foedus.options import sensitivity as vary

    conflict = _model(model, date)
    made = vary(
        conflict,
        by=None if by is None else by.value,
        steps=steps,
        concepts=None if concept is None else (concept.value,),
    )
    if format is OutFormat.json:
        print_json(made.as_json())
        return
    typer.echo(head(conflict, _until(model)))
    print_sensitivity(made)


@options.command()
def path(
    model: ModelFile,
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="STATE",
            help="The state to start from; by default where the conflict stands.",
        ),
    ] = None,
    end: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar="STATE",
            help="The state to get to, once for each; by default every one that would last.",
        ),
    ] = None,
    date: Date = None,
    format: Format = OutFormat.table,
) -> None:
    """Show how the conflict can get from here to where it would last, and who moves.

    Example: foedus options path model.yaml --from stay
    """
    from foedus._terminal import print_json
    from foedus.options import paths

    conflict = _model(model, date)
    made = paths(conflict, start, end)
    if format is OutFormat.json:
        print_json(made.as_json())
        return
    print_routes(conflict, made, asked=end is not None)


@options.command()
def compare(
    models: Annotated[
        list[str],
        typer.Argument(metavar="MODEL…", help="One model with several dates, or several files."),
    ],
    format: Format = OutFormat.table,
) -> None:
    """Show several dates of a conflict side by side: what lasted when, and what changed.

    Example: foedus options compare csto-armenia
    """
    from foedus._options_record import checked
    from foedus._options_tables import print_comparison
    from foedus._terminal import print_json
    from foedus.options import compare as side_by_side
    from foedus.options import load_models

    dated: dict[str, ConflictModel] = {}
    for name in models:
        file, case = _file(name), _case(name)
        found = load_models(file) if case is None else checked(case)
        for date, model in found.items():
            label = date if len(models) == 1 else f"{file.stem} {model.date or ''}".strip()
            dated[label if label not in dated else str(file)] = model
    made = side_by_side(dated)
    if format is OutFormat.json:
        print_json(made.as_json())
        return
    print_comparison(made)
