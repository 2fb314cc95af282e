"""The commands on conflict models: what lasts, why, how to get there, what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foedus._errors import InputError, ModelError
from foedus._options_tables import (
    head,
    print_equilibria,
    print_exit_voice,
    print_groups,
    print_play,
    ranking,
)

if TYPE_CHECKING:
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
    str, typer.Argument(metavar="MODEL", help="A model file (YAML), or a case that has one.")
]
Date = Annotated[
    str | None,
    typer.Option("--date", metavar="DATE", help="Which date of the model; by default the last."),
]
Format = Annotated[OutFormat, typer.Option("--format", help="How to print it.")]


def _file(name: str) -> Path:
    """Return the model file that is meant: itself, that of a case folder, or of a shipped case."""
    path = Path(name)
    if not path.exists():
        from foedus.case import shipped_cases

        path = shipped_cases().get(name, path)
    if path.is_dir():
        if not (path / "model.yaml").exists():
            raise ModelError(
                "this case has no conflict model", where=path, hint="write one into model.yaml"
            )
        return path / "model.yaml"
    return path


def _model(name: str, date: str | None) -> ConflictModel:
    from foedus.options import load_model

    return load_model(_file(name), date)


@options.command()
def solve(
    model: ModelFile,
    date: Date = None,
    groups: Annotated[
        bool | None,
        typer.Option("--groups/--no-groups", help="Whether to look at groups that move together."),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option("--logit", metavar="λ", help="For games: let better actions be more likely."),
    ] = None,
    format: Format = OutFormat.table,
) -> None:
    """Show which states would last, and who would have to move together to end them.

    Games are solved as well: Gambit's .efg, or exit, voice, loyalty in YAML.

    Example: foedus options solve model.yaml
    """
    from foedus._terminal import print_json
    from foedus.options import Game, backward_induction, coalitions, load_game, logit
    from foedus.options import solve as find

    file = _file(model)
    game = load_game(file)
    if game is not None:
        if isinstance(game, Game):
            play = backward_induction(game) if rate is None else logit(game, rate)
            if format is OutFormat.json:
                print_json(play.as_json())
            else:
                print_play(game, play)
        elif format is OutFormat.json:
            print_json(game.as_json(rate))
        else:
            print_exit_voice(game, rate)
        return
    if rate is not None:
        raise InputError("--logit is for games", hint="leave it out, or name a game")
    conflict = _model(model, date)
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
        print_json(data)
        return
    typer.echo(head(conflict))
    print_equilibria(solution)
    if made is not None:
        print_groups(made)


@options.command()
def explain(
    model: ModelFile,
    state: Annotated[
        str | None, typer.Argument(metavar="STATE", help="By name, as #3, or by options: YN NY.")
    ] = None,
    date: Date = None,
    format: Format = OutFormat.table,
) -> None:
    """Say why a state would last, or not: for each side, move by move.

    Without a state, show the model: its states, and who prefers what.

    Example: foedus options explain model.yaml "#5"
    """
    from foedus._terminal import print_json
    from foedus.options import explain as reasons

    conflict = _model(model, date)
    if state is None:
        _describe(conflict, format)
        return
    found = reasons(conflict, state)
    if format is OutFormat.json:
        print_json({"state": found[0].state, "reasons": [one.as_json() for one in found]})
        return
    typer.echo(f"'{found[0].state}'\n")
    for one in found:
        typer.echo("\n".join(one.lines()))


def _describe(conflict: ConflictModel, format: OutFormat) -> None:
    from foedus._terminal import print_json, print_table

    if format is OutFormat.json:
        print_json(
            {
                "title": conflict.title,
                "states": conflict.describe(),
                "rankings": {who: conflict.ranking(who) for who in conflict.decision_makers},
                "priorities": {
                    who: None if said is None else [str(one) for one in said]
                    for who, said in zip(conflict.decision_makers, conflict.statements, strict=True)
                },
            }
        )
        return
    typer.echo(head(conflict))
    rows = conflict.describe()
    columns = list(rows[0])
    print_table(columns, ([row[c] for c in columns] for row in rows[:60]), title="\nStates")
    if len(rows) > 60:
        typer.echo(f"… and {len(rows) - 60:,} more")
    for who, said in zip(conflict.decision_makers, conflict.statements, strict=True):
        typer.echo(f"{who}")
        for place, one in enumerate(said or (), start=1):
            rests = f"  [{', '.join(one.evidence)}]" if one.evidence else ""
            typer.echo(f"  {place}. {one}{rests}")
        typer.echo(f"  ranking, best first: {ranking(conflict.ranking(who))}")


@options.command()
def inverse(
    model: ModelFile,
    state: Annotated[str, typer.Argument(metavar="STATE", help="The state that is to last.")],
    who: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose preferences; by default each one's.")
    ] = None,
    concept: Annotated[
        Concept | None, typer.Option(help="In which sense it is to be stable; more detail.")
    ] = None,
    by: Annotated[
        Change, typer.Option(help="Change the ranking of states, or the order of priorities.")
    ] = Change.ranking,
    date: Date = None,
    format: Format = OutFormat.table,
) -> None:
    """Show who would have to want what for a state to last, and the smallest change that does.

    Example: foedus options inverse model.yaml leave --who Armenia --concept nash
    """
    from foedus._terminal import print_json, print_table
    from foedus.options import invert

    conflict = _model(model, date)
    if by is Change.priority:
        _by_priority(conflict, state, who, concept, format)
        return
    made = invert(conflict, state, who, None if concept is None else (concept.value,))
    if format is OutFormat.json:
        print_json(made.as_json())
        return
    typer.echo(f"For '{made.state}' to last:\n")
    print_table(
        ("who", "sense", "stable now", "steps", "must no longer prefer"),
        (
            (
                demand.who,
                demand.concept,
                "yes" if demand.stable else "no",
                "" if demand.stable else demand.change.size,
                ", ".join(map(str, demand.lowered[:8])) + (" …" if demand.lowered[8:] else ""),
            )
            for demand in made.demands
        ),
    )
    if concept is None:
        typer.echo("A step makes or breaks a tie; two turn a pair round. More: --concept nash")
        return
    for demand in made.demands:
        typer.echo(f"\n{demand.in_words()}")
        if not demand.stable:
            typer.echo(f"  its ranking then: {ranking(demand.ranking)}")
        for condition in demand.conditions[:20]:
            typer.echo(f"  - {condition.in_words(demand.who, made.state)}")
        if len(demand.conditions) > 20:
            typer.echo(f"  - … and {len(demand.conditions) - 20} more; --format json lists them")
    if who is None:
        _, lasting = made.together(concept.value)
        typer.echo(
            "\nWith all of these changes it "
            + ("lasts." if lasting else "still does not last: one change makes another move pay.")
        )


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
    if format is OutFormat.json:
        print_json({"state": conflict.states[conflict.state(state)], "demands": rows})
        return
    typer.echo(f"For '{conflict.states[conflict.state(state)]}' to last ({sense}):")
    for row in rows:
        if row["stable"]:
            typer.echo(f"\n{row['decision_maker']}: it is stable as it is.")
        elif not row["shifts"]:
            typer.echo(f"\n{row['decision_maker']}: three changes of its priorities do not do it.")
        else:
            typer.echo(f"\n{row['decision_maker']}: it would be stable if it")
            for shift in row["shifts"]:
                then = "" if shift["equilibrium"] else "  (not yet stable for everybody)"
                typer.echo(f"  - {', and '.join(shift['changes'])}{then}")


@options.command()
def sensitivity(
    model: ModelFile,
    by: Annotated[
        Way | None,
        typer.Option(help="Vary rankings, priorities, or decide what is uncertain."),
    ] = None,
    steps: Annotated[int, typer.Option(metavar="N", help="Up to how many steps away.")] = 1,
    concept: Annotated[Concept | None, typer.Option(help="Only this sense of stable.")] = None,
    date: Date = None,
    format: Format = OutFormat.table,
) -> None:
    """Show whether a small error in what somebody wants would change what lasts.

    Example: foedus options sensitivity model.yaml --by priority
    """
    from foedus._terminal import print_json, print_table
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
    typer.echo(head(conflict))
    typer.echo(f"\n{made.models:,} models near it (by {made.by}); a state lasts in so many:")
    concepts = list(made.counts)
    print_table(
        ("state", "lasts now", *concepts),
        (
            (row["state"], " ".join(row["equilibrium"]), *(f"{row[c]:.0%}" for c in concepts))
            for row in made.shares()
        ),
    )
    for title, found in (
        ("What would end it", made.lost),
        ("What would make it last", made.gained),
    ):
        lines = [
            f"- '{state}' ({concept}): {_changes(changes)}"
            for concept, states in found.items()
            for state, changes in states.items()
        ]
        if lines and made.by != "uncertain":
            typer.echo(f"{title}:")
            for line in lines[:30]:
                typer.echo(line)
            if len(lines) > 30:
                typer.echo(f"- … and {len(lines) - 30} more; --format json lists them")


def _changes(changes: Iterable[Sequence[str]], most: int = 3) -> str:
    listed = [" and ".join(one) for one in changes]
    more = f"; or {len(listed) - most} more" if len(listed) > most else ""
    return "; or ".join(listed[:most]) + more


@options.command()
def path(
    model: ModelFile,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="STATE", help="By default where the conflict stands."),
    ] = None,
    end: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="STATE", help="By default every state that would last."),
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
    typer.echo(f"{head(conflict)}\n\nFrom '{made.start}':")
    for state, walks in made.walks.items():
        kinds = made.kinds.get(state, ())
        lasting = f"lasts: {' '.join(kinds)}" if kinds else "would not last"
        typer.echo(f"\nto '{state}' ({lasting})")
        if not walks:
            typer.echo("  no moves lead there")
        elif not walks[0].credible:
            typer.echo("  only if somebody moves against its own interest (*):")
        for walk in walks:
            steps = "".join(
                f" —{step.who}{'' if step.improves else '*'}→ {step.end}" for step in walk.steps
            )
            typer.echo(f"  {made.start}{steps}" if steps else "  it is there already")


@options.command()
def compare(
    models: Annotated[
        list[str],
        typer.Argument(metavar="MODEL…", help="One model with several dates, or several files."),
    ],
    format: Format = OutFormat.table,
) -> None:
    """Show several dates of a conflict side by side: what lasted when, and what changed.

    Example: foedus options compare model.yaml
    """
    from foedus._terminal import print_json, print_table
    from foedus.options import compare as side_by_side
    from foedus.options import load_models

    dated: dict[str, ConflictModel] = {}
    for name in models:
        file = _file(name)
        for date, model in load_models(file).items():
            label = date if len(models) == 1 else f"{file.stem} {model.date or ''}".strip()
            dated[label if label not in dated else str(file)] = model
    made = side_by_side(dated)
    if format is OutFormat.json:
        print_json(made.as_json())
        return
    dates = list(made.solutions)
    print_table(
        ("state", *dates),
        (
            (
                row["state"],
                *("not possible" if row[d] is None else " ".join(row[d]) for d in dates),
            )
            for row in made.rows()
        ),
        title="What lasted when",
    )
    before = None
    for change in made.changes():
        if (change["from"], change["to"]) != before:
            before = change["from"], change["to"]
            typer.echo(f"From {before[0]} to {before[1]}:")
        typer.echo(f"- {change['change']}")
