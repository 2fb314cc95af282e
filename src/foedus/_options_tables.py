"""How conflict models and games look in the terminal."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import typer

from foedus._edtf import Edtf
from foedus._terminal import number_of

if TYPE_CHECKING:
    from foedus.options import (
        Coalitions,
        Comparison,
        ConflictModel,
        ExitVoiceLoyalty,
        Game,
        Inverse,
        Opening,
        Play,
        Reasons,
        Routes,
        Solution,
        UncertainPatron,
    )
    from foedus.options._model import Name

_MOST_COLUMNS = 8  # states side by side in a table
_MOST_FOR_WALKS = 4096  # states of a model, up to which ways are looked for unasked
_MOST_STATES = 12  # up to which all that last are shown, however weakly


def head(model: ConflictModel, until: dt.date | None = None) -> str:
    """Return one line that says what a model is about; of a case's model, a second on its day.

    Parameters
    ----------
    until
        The last day on record of the model's case.
    """
    when = f", {model.date}" if model.date else ""
    then = f"in {model.date} it stood at" if model.date else "it stands at"
    here = "" if model.status_quo is None else f"; {then} '{model.states[model.status_quo]}'"
    line = (
        f"{model.title}{when}: {len(model.decision_makers)} decision makers, "
        f"{len(model):,} states{here}"
    )
    told = None if model.date is None else Edtf.parse(model.date)
    if told is None or told.latest is None or until is None or until <= told.latest:
        return line
    months = (until.year - told.latest.year) * 12 + until.month - told.latest.month
    gap = number_of(months, "month") if months else number_of((until - told.latest).days, "day")
    return (
        f"{line}\nThe model speaks of {told.in_words()}; the case goes on to "
        f"{Edtf.parse(until).in_words()}, {gap} later, and the model knows nothing of that time"
    )


def options_command(name: str, model: str, *arguments: object, date: str | None = None) -> str:
    """Return a command on a model as one would type it.

    >>> options_command("explain", "csto-armenia", "#3", date="2024-06")
    "foedus options explain csto-armenia '#3' --at 2024-06"
    """
    at = () if date is None else ("--at", date)
    return shlex.join(("foedus", "options", name, model, *map(str, arguments), *at))


def print_equilibria(solution: Solution) -> None:
    """Print the states that would last: by their options, and in which sense."""
    from foedus._terminal import print_table
    from foedus.options import IN_WORDS, how_it_lasts

    marks, concepts = solution.marks, solution.concepts
    if solution.by_extension is not None:
        _print_readings(solution)
    if not marks:
        typer.echo("\nNo state would last, in any sense: everywhere somebody has reason to move.")
        return
    typer.echo("\nThe states that would last:")
    order, weak = strong_first(solution)
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
    if weak:
        typer.echo(
            f"{len(weak)} more would last {how_it_lasts(marks[weak[0]])} (smr, gmr); "
            "--format json lists them\n"
        )
    typer.echo("●: it lasts in that sense")
    for concept in concepts:
        typer.echo(f"{concept}: {IN_WORDS[concept]}")
    for line in _named(solution.model, order):
        typer.echo(line)
    _print_within_reach(solution, order)


def _named(model: ConflictModel, shown: Sequence[Name]) -> Iterator[str]:
    """Yield what the marks and names in the tables of states stand for."""
    table = model.options
    if table is None:
        return
    marks = {mark for state in shown for mark in table.marks(model.state(state))}
    either = "; -: either" if "-" in marks else ""
    yield f"\nY: taken up; N: not taken up{either}. A state is called after what is taken up in it."
    for name in table.names:
        if name in model.meanings:
            yield f"{name}: {model.meanings[name]}"
    used = {part for state in shown for part in str(state).split(" + ")}
    for name, condition in table.known.items():
        if name in used and not isinstance(condition, int):
            who = model.decision_makers[table.owners[min(condition.options)]]
            yield f"{name}: {model.meanings.get(name, f'{who} takes up none of its options')}"
    if "none" in map(str, shown) and "none" not in table.known:
        yield "none: nobody takes up an option"


def _print_within_reach(solution: Solution, order: Sequence[Any]) -> None:
    """Print to which of the states that last moves lead that pay for who makes them."""
    from foedus.options import paths

    model = solution.model
    if model.status_quo is None or len(model) > _MOST_FOR_WALKS:
        return
    walks = paths(model, ends=order, solution=solution).walks
    here = model.states[model.status_quo]
    led = [state for state in order if walks[state] and walks[state][0].credible and state != here]
    stays = f"nobody has reason to move: '{here}' lasts" if here in order and not led else ""
    leads = f"moves that pay for who makes them lead to {some(led, 4)}" if led else ""
    typer.echo(f"\nFrom where it stands, {stays or leads or 'no move that pays leads to any'}.")
    at_a_loss = [state for state in order if walks[state] and not walks[state][0].credible]
    if at_a_loss:
        typer.echo(
            f"To get to {len(at_a_loss)} others, somebody would have to move against its own "
            "interest; 'foedus options path' shows who."
        )
    if barred := sum(not walks[state] for state in order if state != here):
        typer.echo(f"No moves lead to {barred} others.")


def strong_first(solution: Solution) -> tuple[list[Any], list[Any]]:
    """Return the states that last, the firmest first; of many, those apart that last weakly."""
    from foedus.options import FIRM

    marks = solution.marks
    order = sorted(marks, key=lambda state: -len(marks[state]))
    firm = [state for state in order if FIRM & set(marks[state])]
    if len(order) <= _MOST_STATES or not firm:
        return order, []
    return firm, order[len(firm) :]


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
    shown, weak = strong_first(solution)
    together = [
        f"{' and '.join(group.members)} would together move from '{state}' to "
        + ", ".join(f"'{end}'" for end in ends[:4])
        + (f" or {len(ends) - 4} more" if len(ends) > 4 else "")
        for state in shown[:12]
        for group, ends in made.breaking(state)
    ]
    which = "of these" if weak else "of them"
    typer.echo("\nGroups that can agree:" if together else f"\nNo group would end any {which}.")
    for line in together[:20]:
        typer.echo(f"- {line}")
    if len(together) > 20:
        typer.echo(f"- … and {len(together) - 20} more")
    if together:
        firm = made.equilibria()
        listed = "; ".join(
            f"{concept}: {', '.join(map(str, states[:8]))}{' …' if len(states) > 8 else ''}"
            for concept, states in firm.items()
            if states and not (weak and concept in ("smr", "gmr"))
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
    from foedus.options._exit_voice_questions import region_of

    if isinstance(game, ExitVoiceLoyalty):
        what = region_of(game).in_words(game.member, game.patron)
        typer.echo(f"{game.member} and {game.patron}: {game.outcome} ({what})")
        print_table(
            ("value", "is", "threshold", "what it means"),
            (
                (r["quantity"], f"{r['value']:g}", f"{r['threshold']:g}", r["means"])
                for r in game.thresholds()
            ),
        )
        print_table(
            ("exit is credible", "patron depends", "what follows", "if E ≥ 1 - c", ""),
            (
                (
                    "yes" if row["credible_exit"] else "no",
                    "yes" if row["dependent"] else "no",
                    row["outcome"],
                    row["if_dear"],
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
    if game.note:
        typer.echo(game.note)
    if rate is not None:
        row = game.logit(rate).as_json()
        typer.echo(f"How likely each choice is, if better ones are made more often (λ = {rate:g}):")
        print_table(tuple(row), [tuple(f"{value:.6f}" for value in row.values())])


def ranking(groups: Sequence[Sequence[object]], most: int = 30) -> str:
    """Return a ranking as one line, best first."""
    shown = [" = ".join(map(str, group[:8])) for group in groups[:most]]
    return " > ".join(shown) + (f" > … ({len(groups) - most} more)" if len(groups) > most else "")


def print_explained(model: ConflictModel, found: Sequence[Reasons]) -> None:
    """Print why a state would last or not: how much it is liked, and move by move."""
    from foedus._terminal import print_table
    from foedus.options import better_for_all, how_it_lasts, standings

    state = found[0].state
    kinds = [kind for kind in found[0].stable if all(one.stable[kind] for one in found)]
    if kinds:
        lead = how_it_lasts(kinds)
        colon = "" if lead.startswith("only") else ":"
        typer.echo(f"'{state}' would last{colon} {lead} ({', '.join(kinds)}).")
    else:
        movers = [one.who for one in found if not any(one.stable.values())]
        typer.echo(
            f"'{state}' would not last"
            + (f": {' and '.join(movers)} would move away." if movers else " in any one sense.")
        )
    print_table(
        ("who", "place in its ranking", "states it likes better", "what it likes best"),
        (
            (
                one.who,
                f"{one.place} of {one.places}",
                len(one.better),
                f"'{one.best[0]}'" + (f" and {len(one.best) - 1} more" if one.best[1:] else ""),
            )
            for one in standings(model, state)
        ),
        title="\nHow much it is liked",
    )
    better = better_for_all(model, state)
    if better:
        typer.echo(f"Better for somebody and worse for nobody: {some(better, 4)}\n")
    else:
        typer.echo("No state is better for somebody and worse for nobody.\n")
    for one in found:
        typer.echo("\n".join(one.lines()))


def print_inverse(made: Inverse, concept: str | None, *, whole: bool) -> None:
    """Print who would have to stop preferring what, and the smallest change in detail."""
    from foedus._terminal import print_table

    typer.echo(f"For '{made.state}' to last:\n")
    by_who: dict[str, list[Any]] = {}
    for demand in made.demands:
        by_who.setdefault(demand.who, []).append(demand)
    content = [who for who, demands in by_who.items() if all(one.stable for one in demands)]
    if content:
        senses = "" if concept else ", in every sense"
        typer.echo(f"As it is, it is stable for {', '.join(content)}{senses}.\n")
    open_ones = [one for who, some in by_who.items() if who not in content for one in some]
    if open_ones:
        print_table(
            ("who", "sense", "stable now", "steps", "must no longer prefer"),
            (
                (
                    demand.who,
                    demand.concept,
                    "yes" if demand.stable else "no",
                    "" if demand.stable else demand.change.size,
                    some(demand.lowered, 4) if demand.lowered else "",
                )
                for demand in open_ones
            ),
        )
    if concept is None:
        if open_ones:
            typer.echo("A step makes or breaks a tie; two turn a pair round.")
        typer.echo("More: --concept nash")
        if any(made.model.statements):
            typer.echo("In terms of priorities: --by priority. To get there: --from-here")
        return
    for demand in made.demands:
        if demand.who in content and len(content) > 1:
            continue
        typer.echo(f"\n{demand.in_words()}")
        if not demand.stable:
            typer.echo(f"  its ranking then: {ranking(demand.ranking, 6)}")
        for condition in demand.conditions[:20]:
            typer.echo(f"  - {condition.in_words(demand.who, made.state)}")
        if len(demand.conditions) > 20:
            typer.echo(f"  - … and {len(demand.conditions) - 20} more; --format json lists them")
    if whole:
        _, lasting = made.together(concept)
        typer.echo(
            "\nWith all of these changes it "
            + ("lasts." if lasting else "still does not last: one change makes another move pay.")
        )


def print_shifts(state: str, concept: str, rows: Sequence[dict[str, Any]]) -> None:
    """Print which changes of priorities would make a state stable, for each who is asked about."""
    from foedus.options import IN_WORDS

    typer.echo(f"For '{state}' to last ({concept}: {IN_WORDS[concept]}):")
    content = [row["decision_maker"] for row in rows if row["stable"]]
    if content:
        typer.echo(f"\nIt is stable as it is for {', '.join(content)}.")
    for row in rows:
        if row["stable"]:
            continue
        if not row["shifts"]:
            typer.echo(f"\n{row['decision_maker']}: three changes of its priorities do not do it.")
            continue
        typer.echo(f"\n{row['decision_maker']}: it would be stable if it")
        for shift in row["shifts"]:
            then = "" if shift["equilibrium"] else "  (not yet stable for everybody)"
            typer.echo(f"  - {', and '.join(shift['changes'])}{then}")


def print_openings(target: str, found: Sequence[Opening], most: int = 12) -> None:
    """Print which changes of priorities would make something come about, and how."""
    if not found:
        typer.echo(f"'{target}': no two changes of priorities would make it come about and last.")
        return
    if not found[0].changes:
        typer.echo(f"'{target}' comes about as things are, and lasts.")
        typer.echo(f"  {found[0].walk.in_words(found[0].model)}")
        return
    typer.echo(f"'{target}' would come about, and last, if")
    for one in found[:most]:
        typer.echo(f"- {', and '.join(one.changes)}")
        typer.echo(f"    {one.walk.in_words(one.model)}")
        typer.echo(f"    so that it ends in '{one.end}'")
    if len(found) > most:
        typer.echo(f"- … and {len(found) - most} more ways; --format json lists them")


def print_routes(model: ConflictModel, made: Routes, *, asked: bool) -> None:
    """Print how the conflict can get to where it would last."""
    from foedus.options import FIRM, how_it_lasts

    ends = list(made.walks)
    firm = [state for state in ends if FIRM & set(made.kinds.get(state, ()))]
    folded = not asked and len(ends) > _MOST_STATES and bool(firm)
    typer.echo(f"{head(model)}\n\nFrom '{made.start}':")
    starred = False
    for state in firm if folded else ends:
        walks, kinds = made.walks[state], made.kinds.get(state, ())
        lasting = f"lasts: {' '.join(kinds)}" if kinds else "would not last"
        reason = f"; {how_it_lasts(kinds)}" if kinds else ""
        typer.echo(f"\nto '{state}' ({lasting}{reason})")
        if not walks:
            typer.echo("  no moves lead there")
        elif not walks[0].credible:
            starred = True
            typer.echo("  only if somebody moves against its own interest (*):")
        for walk in walks:
            if not walk.steps:
                typer.echo("  it is there already")
            elif model.options is not None:
                typer.echo(f"  - {walk.in_words(model)}")
            else:
                steps = "".join(
                    f" —{step.who}{'' if step.improves else '*'}→ {step.end}" for step in walk.steps
                )
                typer.echo(f"  {made.start}{steps}")
    if folded:
        typer.echo(
            f"\n{len(ends) - len(firm)} more states would last only for fear of an answer; "
            "--to STATE shows the way to one"
        )
    if starred and any(model.statements):
        typer.echo(
            "\nWhat would have to change for it to come about: foedus options inverse … --from-here"
        )


def print_comparison(made: Comparison) -> None:
    """Print what lasted at which date, and what changed from one to the next."""
    from foedus._terminal import print_table
    from foedus.options import FIRM

    dates, rows = list(made.solutions), made.rows()
    firm = [row for row in rows if any(FIRM & set(row[d] or ()) for d in dates)]
    folded = len(rows) > _MOST_STATES and bool(firm)
    shown = firm if folded else rows
    print_table(
        ("state", *dates),
        (
            (
                row["state"],
                *("not possible" if row[d] is None else " ".join(row[d]) for d in dates),
            )
            for row in shown
        ),
        title="What lasted when",
    )
    if folded:
        typer.echo(
            f"{len(rows) - len(shown)} more states lasted at some date, only for fear of an "
            "answer; --format json lists them\n"
        )
    names = {row["state"] for row in shown}
    before = None
    for change in made.changes():
        if change["state"] is not None and change["state"] not in names:
            continue
        if (change["from"], change["to"]) != before:
            before = change["from"], change["to"]
            typer.echo(f"From {before[0]} to {before[1]}:")
        typer.echo(f"- {change['change']}")


def some(names: Sequence[object], most: int) -> str:
    """Return names in quotes, cut where there are many.

    >>> some(["stay", "leave", "freeze"], 2)
    "'stay', 'leave' and 1 more"
    """
    quoted = [f"'{name}'" for name in names[:most]]
    return ", ".join(quoted) + (f" and {len(names) - most} more" if len(names) > most else "")
