"""How far two people who coded the same texts agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foedus._errors import InputError
from foedus.coding._evaluation import SAMPLES, SEED
from foedus.coding._gold import GoldItem, read_gold
from foedus.coding._matching import MEANINGS, STRICTNESSES, align, right_at
from foedus.coding._scores import Score, krippendorff_alpha, score_of
from foedus.events import Event


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two codings agree.

    Attributes
    ----------
    first, second
        The files.
    items
        How many texts both coded.
    only_first, only_second
        Ids of texts that only one coded; they are left out.
    scores
        F1 of events at each strictness, with the first coding as gold (F1 does not depend on
        which is).
    alphas
        Krippendorff's alpha for nominal codes: of type, act and factuality on the matched
        events, and of whether a text holds an event at all (``has_event``). None where only one
        code occurs.
    matched
        How many events were matched, by their quotes and actors alone.
    """

    first: str
    second: str
    items: int
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    scores: dict[str, Score]
    alphas: dict[str, float | None]
    matched: int

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return {
            "first": self.first,
            "second": self.second,
            "items": self.items,
            "only_first": list(self.only_first),
            "only_second": list(self.only_second),
            "events": {name: score.as_json() for name, score in self.scores.items()},
            "alpha": self.alphas,
            "matched": self.matched,
        }

    def __str__(self) -> str:
        events = self.scores["quad"]
        lines = [
            f"{self.items} texts coded twice: {events.gold} events in {self.first}, "
            f"{events.found} in {self.second}, {self.matched} matched",
        ]
        for name, score in self.scores.items():
            bounds = score.intervals.get("f1")
            tail = "" if bounds is None else f"  [{bounds[0]:.3f}, {bounds[1]:.3f}]"
            lines.append(f"  F1 {MEANINGS[name]:<50} {_number(score.f1)}{tail}")
        lines += [f"  alpha {name:<47} {_number(value)}" for name, value in self.alphas.items()]
        if self.only_first or self.only_second:
            lines.append(
                f"left out: {len(self.only_first)} texts only in the first, "
                f"{len(self.only_second)} only in the second"
            )
        return "\n".join(lines)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def agreement(
    gold_a: str | Path, gold_b: str | Path, *, samples: int = SAMPLES, seed: int = SEED
) -> Agreement:
    """Compare two codings of the same texts.

    Parameters
    ----------
    gold_a, gold_b
        Two gold sets; texts are matched by their ids.
    samples, seed
        Of the bootstrap for the 95 % intervals of F1.

    Raises
    ------
    InputError
        A file does not read, no text is in both, or a text differs between them.

    References
    ----------
    Hripcsak, G. and Rothschild, A. S. (2005), Agreement, the F-measure, and reliability in
    information retrieval, JAMIA 12(3): where what was not coded cannot be counted, F1 is the
    measure that kappa tends to.
    """
    left = {item.id: item for item in read_gold(gold_a)}
    right = {item.id: item for item in read_gold(gold_b)}
    both = [(item, right[name]) for name, item in left.items() if name in right]
    if not both:
        raise InputError(
            f"no text is in both; the ids in {gold_b} are others",
            where=str(gold_a),
            field="id",
        )
    for one, other in both:
        if one.text != other.text:
            raise InputError(
                f"the text of '{one.id}' differs from the one in {gold_a}",
                where=str(gold_b),
                field="text",
                hint="both must have coded the same words",
            )
    pairs = [pair for one, other in both for pair in _pairs(one, other)]
    return Agreement(
        first=str(gold_a),
        second=str(gold_b),
        items=len(both),
        only_first=tuple(name for name in left if name not in right),
        only_second=tuple(name for name in right if name not in left),
        scores={
            strictness: score_of(
                [right_at(one.events, other.events, strictness) for one, other in both],
                [len(one.events) for one, _ in both],
                [len(other.events) for _, other in both],
                samples,
                seed,
            )
            for strictness in STRICTNESSES
        },
        alphas={
            "type": _alpha(pairs, lambda event: event.type),
            "act": _alpha(pairs, lambda event: event.act or "none"),
            "factuality": _alpha(pairs, lambda event: event.factuality),
            "has_event": krippendorff_alpha(
                [(str(bool(one.events)), str(bool(other.events))) for one, other in both]
            ),
        },
        matched=len(pairs),
    )


def _pairs(one: GoldItem, other: GoldItem) -> list[tuple[Event, Event]]:
    found = align(one.events, other.events, blind=True)
    return [(one.events[i], other.events[j]) for i, j in found.pairs]


def _alpha(pairs: Sequence[tuple[Event, Event]], code: Callable[[Event], str]) -> float | None:
    return krippendorff_alpha([(code(one), code(other)) for one, other in pairs])
