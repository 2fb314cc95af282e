"""The sensitivity of a conflict model in the terminal: what flips, and by which change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import typer

from foedus._options_tables import some
from foedus._terminal import print_table
from foedus.options import FIRM

if TYPE_CHECKING:
    from foedus.options import Effect, Flip, Sensitivity

_MOST_EFFECTS = 12
_MOST_ROWS = 12
_MOST_NAMED = 3  # states in a line
_VARIED = {
    "ranking": "by ranking: two neighbours in somebody's ranking change places, or a tie is made "
    "or broken",
    "priority": "by priority: two neighbouring priorities of somebody change places, one is "
    "dropped, or one is turned round",
    "uncertain": "by uncertain: each way to decide what is uncertain",
}


def print_sensitivity(made: Sensitivity) -> None:
    """Print how often each state lasts in the models near by, then what flips, weightiest first."""
    steps = "" if made.steps == 1 or made.by == "uncertain" else f", up to {made.steps} such steps"
    typer.echo(f"\n{made.models:,} models near it were tried ({_VARIED[made.by]}{steps}).")
    concepts = list(made.counts)
    rows = sorted(made.shares(), key=lambda row: _firmness(row, concepts), reverse=True)
    if rows:
        typer.echo("A state lasts in so many of them:")
        print_table(
            ("state", "lasts now", *concepts),
            (
                (row["state"], " ".join(row["equilibrium"]), *(f"{row[c]:.0%}" for c in concepts))
                for row in rows[:_MOST_ROWS]
            ),
        )
    if len(rows) > _MOST_ROWS:
        left = len(rows) - _MOST_ROWS
        typer.echo(f"… and {left} that last in fewer or less firmly; --format json lists them\n")
    if made.by != "uncertain":
        _print_effects(made, concepts)


def _firmness(row: dict[str, Any], concepts: Sequence[str]) -> tuple[float, ...]:
    """Return by what to sort states: the firm senses first, then how often it lasts."""
    firm = [row[c] for c in concepts if c in FIRM] or [0.0]
    now = len(set(row["equilibrium"]) & FIRM), len(row["equilibrium"])
    return (*now, max(firm), max(row[c] for c in concepts))


def _print_effects(made: Sensitivity, concepts: Sequence[str]) -> None:
    if not made.effects:
        typer.echo(f"None of the {made.models:,} changes what lasts.")
        return
    alike: dict[tuple[Flip, ...], list[Effect]] = {}
    for effect in made.effects:
        alike.setdefault(effect.flips, []).append(effect)
    typer.echo("What flips, the weightiest change first:")
    for place, (flips, effects) in enumerate(alike.items(), start=1):
        if place > _MOST_EFFECTS:
            break
        listed = [" and ".join(effect.changes) for effect in effects]
        more = f", or {len(listed) - _MOST_NAMED} more" if len(listed) > _MOST_NAMED else ""
        typer.echo(f"{place}. If {', or if '.join(listed[:_MOST_NAMED])}{more}, this")
        for line in flip_lines(flips, concepts):
            typer.echo(f"   - {line}")
    if len(alike) > _MOST_EFFECTS:
        left = sum(map(len, list(alike.values())[_MOST_EFFECTS:]))
        typer.echo(f"… and {left} more that flip something; --format json lists them")
    verb = "changes" if made.idle == 1 else "change"
    typer.echo(f"The other {made.idle:,} of the {made.models:,} {verb} nothing that lasts.")
    if len(concepts) > 1:
        typer.echo(
            "A change weighs by how many states begin or cease to last, counted in each firm sense "
            "(nash, seq, sim),\nthen in the others (smr, gmr)."
        )


def flip_lines(flips: Sequence[Flip], concepts: Sequence[str]) -> Iterator[str]:
    """Yield in words what changes flip: what they end, what they make last, and how firmly.

    Beside states that begin or cease to last firmly, those by smr or gmr alone are only counted.
    """
    weak = [flip for flip in flips if not (set(flip.was) ^ set(flip.becomes)) & FIRM]
    shown = flips if len(weak) in (0, len(flips)) else [flip for flip in flips if flip not in weak]
    kinds: dict[str, list[Flip]] = {}
    for flip in shown:
        kinds.setdefault(_in_words(flip, concepts), []).append(flip)
    for words in sorted(kinds, key=lambda words: ("ends", "makes", "lets").index(words.split()[0])):
        yield words.format(states=some([flip.state for flip in kinds[words]], _MOST_NAMED))
    if counted := len(flips) - len(shown):
        yield (
            f"lets {counted} more begin or cease to last only for fear of an answer that may hurt "
            "who gives it as well"
        )


def _in_words(flip: Flip, concepts: Sequence[str]) -> str:
    """Return what happens to a state, with a place for its name."""
    gone = [concept for concept in flip.was if concept not in flip.becomes]
    new = [concept for concept in flip.becomes if concept not in flip.was]
    if not flip.becomes:
        return "ends {states}" + _senses(", which lasted", gone, concepts)
    if not flip.was:
        return "makes {states} last" + _senses("", new, concepts)
    if not gone:
        return f"makes {{states}} last by {', '.join(new)} as well"
    gained = f", but by {', '.join(new)}" if new else ""
    return f"lets {{states}} last no longer by {', '.join(gone)}{gained}"


def _senses(verb: str, kinds: Sequence[str], concepts: Sequence[str]) -> str:
    """Return in which senses; nothing where only one was asked about."""
    if len(concepts) == 1:
        return ""
    return verb + (" in every sense" if len(kinds) == len(concepts) else f" by {', '.join(kinds)}")
