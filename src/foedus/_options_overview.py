"""A conflict model as such in the terminal: summed up, or whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer

from foedus._options_record import evidence_lines, exit_voice_lines, record_of
from foedus._options_tables import head, ranking, strong_first
from foedus._terminal import number_of, print_table
from foedus.options import how_it_lasts, solve

if TYPE_CHECKING:
    from foedus.case import Case
    from foedus.options import ConflictModel

_MOST_STATES = 12  # that last, in the summary
_MOST_LISTED = 60  # states of the whole model


def print_overview(model: ConflictModel, command: Callable[..., str]) -> None:
    """Print what a model is about, the states that last, and how to ask about one.

    Parameters
    ----------
    command
        Returns the command that explains the same model, given further arguments.
    """
    typer.echo(f"{head(model)}\n")
    for number, who in enumerate(model.decision_makers):
        said = model.statements[number]
        wants = "a ranking" if said is None else number_of(len(said), "statement")
        if model.options is None:
            typer.echo(f"{who}: {wants} of what it wants")
            continue
        owned = zip(model.options.names, model.options.owners, strict=True)
        mine = ", ".join(name for name, owner in owned if owner == number)
        typer.echo(f"{who}: {mine or 'no option'}; {wants} of what it wants")
    solution = solve(model)
    order, weak = strong_first(solution)
    if not order:
        typer.echo("\nNo state would last, in any sense.")
        asked = model.status_quo or 0
    else:
        typer.echo("\nThe states that would last:")
        for state in order[:_MOST_STATES]:
            kinds = solution.marks[state]
            place = f"#{model.state(state) + 1}"
            typer.echo(f"  {place:>5}  {state}  ({' '.join(kinds)}: {how_it_lasts(kinds)})")
        left = len(order[_MOST_STATES:]) + len(weak)
        if left:
            typer.echo(f"  … and {left} more, less firmly; 'foedus options solve' counts them")
        asked = model.state(order[0])
    typer.echo(f"\nWhy one lasts, or another does not: {command(f'#{asked + 1}')}")
    typer.echo(f"The model whole, with what each wants and why: {command('--all')}")


def print_whole(model: ConflictModel, case: Case | None) -> None:
    """Print all that a model holds: rules, what each wants and why, rankings, states."""
    typer.echo(f"{head(model)}\n")
    for line in evidence_lines(case, model):
        typer.echo(line)
    for line in exit_voice_lines(case, model, evidence=True):
        typer.echo(line)
    typer.echo("Rankings, best first:")
    for who in model.decision_makers:
        typer.echo(f"  {who}: {ranking(model.ranking(who), 10)}")
    rows = model.describe()
    columns = list(rows[0])
    cells = ([row[c] for c in columns] for row in rows[:_MOST_LISTED])
    print_table(columns, cells, title="\nStates")
    if len(rows) > _MOST_LISTED:
        typer.echo(f"… and {len(rows) - _MOST_LISTED:,} more; --format json lists them all")


def whole_as_json(model: ConflictModel, case: Case | None) -> dict[str, Any]:
    """Return all that a model holds as plain data."""
    return {
        "title": model.title,
        "states": model.describe(),
        "rankings": {who: model.ranking(who) for who in model.decision_makers},
        "priorities": {
            who: None if said is None else [str(one) for one in said]
            for who, said in zip(model.decision_makers, model.statements, strict=True)
        },
        **record_of(case, model),
    }
