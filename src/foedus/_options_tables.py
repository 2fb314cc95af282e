"""How conflict models and games look in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from foedus.options import (
        Coalitions,
        ConflictModel,
        ExitVoiceLoyalty,
        Game,
        Play,
        Solution,
        UncertainPatron,
    )

_MOST_COLUMNS = 8  # states side by side in a table


def head(model: ConflictModel) -> str:
    """Return one line that says what a model is about."""
    when = f", {model.date}" if model.date else ""
    here = "" if model.status_quo is None else f"; it stands at '{model.states[model.status_quo]}'"
    return (
        f"{model.title}{when}: {len(model.decision_makers)} decision makers, "
        f"{len(model):,} states{here}"
    )


def print_equilibria(solution: Solution) -> None:
    """Print the states that would last: by their options, and in which sense."""
    from foedus._terminal import print_table
    from foedus.options import IN_WORDS

    marks, concepts = solution.marks, solution.concepts
    if solution.by_extension is not None:
        _print_readings(solution)
    if not marks:
        typer.echo("\nNo state would last, in any sense: everywhere somebody has reason to move.")
        return
    typer.echo("\nThe states that would last:")
    # the strongest first: those that are stable in most senses
    order = sorted(marks, key=lambda state: -len(marks[state]))
    table = solution.model.options
    if table is not None:
        shown = order[:_MOST_COLUMNS]
        numbers = [solution.model.state(state) for state in shown]
        rows = [
            (
                solution.model.decision_makers[owner]
                if not place or owner != table.owners[place - 1]
                else "",
                name,
                *(table.marks(state).replace(" ", "")[place] for state in numbers),
            )
            for place, (name, owner) in enumerate(zip(table.names, table.owners, strict=True))
        ]
        print_table(("who", "option", *map(str, shown)), rows)
    print_table(
        ("state", *concepts),
        ((state, *("●" if c in marks[state] else "" for c in concepts)) for state in order[:40]),
    )
    if len(order) > 40:
        typer.echo(f"… and {len(order) - 40:,} more; --format json lists them all\n")
    for concept in concepts:
        typer.echo(f"{concept}: {IN_WORDS[concept]}")


def _print_readings(solution: Solution) -> None:
    """Print what lasts under each reading of uncertain preferences."""
    from foedus._terminal import print_table

    typer.echo("\nPreferences are uncertain in part. What would last depends on what that does:")
    print_table(
        ("reading", "what tempts", "what deters", *solution.concepts),
        (
            (
                extension,
                "what may be better" if extension in "ac" else "only what surely is better",
                "what may be no better" if extension in "cd" else "only what surely is no better",
                *(
                    ", ".join(map(str, found[c][:8])) + (" …" if found[c][8:] else "")
                    for c in solution.concepts
                ),
            )
            for extension in "abcd"
            for found in (solution.equilibria(extension),)
        ),
    )
    typer.echo("What follows is by the strictest reading, a.")


def print_groups(made: Coalitions) -> None:
    """Print which groups would end which states, and what would last all the same."""
    solution = made.solution
    together = [
        f"{' and '.join(group.members)} would together move from '{state}' to "
        + ", ".join(f"'{end}'" for end in ends[:4])
        + (f" or {len(ends) - 4} more" if len(ends) > 4 else "")
        for state in list(solution.marks)[:12]
        for group, ends in made.breaking(state)
    ]
    typer.echo("\nGroups that can agree:" if together else "\nNo group would end any of them.")
    for line in together[:20]:
        typer.echo(f"- {line}")
    if len(together) > 20:
        typer.echo(f"- … and {len(together) - 20} more")
    if together:
        firm = made.equilibria()
        listed = "; ".join(
            f"{concept}: {', '.join(map(str, states[:8]))}{' …' if len(states) > 8 else ''}"
            for concept, states in firm.items()
            if states
        )
        typer.echo(f"Stable against every group as well: {listed or 'none'}")


def print_play(game: Game, play: Play) -> None:
    """Print what everybody does in a game, and what comes of it."""
    from foedus._terminal import print_table

    typer.echo(game.title)
    print_table(
        ("after", "who", "action", "probability", ""),
        (
            (
                row["after"],
                row["player"],
                row["action"],
                f"{row['probability']:.3f}",
                "another is as good" if row["tie"] and row["probability"] else "",
            )
            for row in play.choices()
        ),
    )
    worth = ", ".join(
        f"{name} {value:g}" for name, value in zip(game.players, play.payoffs, strict=True)
    )
    typer.echo(f"Expected payoffs: {worth}")


def print_exit_voice(game: ExitVoiceLoyalty | UncertainPatron, rate: float | None) -> None:
    """Print what follows in exit, voice, loyalty, and where something else would."""
    from foedus._terminal import print_table
    from foedus.options import ExitVoiceLoyalty

    if isinstance(game, ExitVoiceLoyalty):
        typer.echo(f"{game.member} and {game.patron}: {game.outcome}")
        print_table(
            ("value", "is", "threshold", "what it means"),
            (
                (r["quantity"], f"{r['value']:g}", f"{r['threshold']:g}", r["means"])
                for r in game.thresholds()
            ),
        )
        print_table(
            ("exit is credible", "patron depends", "what follows", ""),
            (
                (
                    "yes" if row["credible_exit"] else "no",
                    "yes" if row["dependent"] else "no",
                    row["outcome"],
                    "← here" if row["here"] else "",
                )
                for row in game.cells()
            ),
        )
    else:
        cut = game.cut_point()
        typer.echo(f"{game.member}, not knowing its patron: {game.first_choice()}")
        typer.echo(
            "voice is never its best choice"
            if cut is None
            else f"voice pays where a response is more likely than {cut:.3f}; "
            f"here it is {game.chance_of_response():.3f}"
        )
    if rate is not None:
        row = game.logit(rate).as_json()
        print_table(tuple(row), [tuple(f"{value:.6f}" for value in row.values())])


def ranking(groups: Sequence[Sequence[object]], most: int = 30) -> str:
    """Return a ranking as one line, best first."""
    shown = [" = ".join(map(str, group[:8])) for group in groups[:most]]
    return " > ".join(shown) + (f" > … ({len(groups) - most} more)" if len(groups) > most else "")
