"""Why, and why not: three-valued truth with its grounds, as a tree.

Truth follows Kleene's strong logic of true, false and unknown (None): ``all`` is false as soon as
one part is, and unknown only where no part is false and one is unknown; ``any`` likewise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

Truth = bool | None

WORDS: dict[Truth, str] = {True: "yes", False: "no", None: "unknown"}


def all_of(values: Iterable[Truth]) -> Truth:
    """Conjunction.

    >>> all_of([True, None]), all_of([None, False]), all_of([])
    (None, False, True)
    """
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def any_of(values: Iterable[Truth]) -> Truth:
    """Disjunction.

    >>> any_of([False, None]), any_of([None, True]), any_of([])
    (None, True, False)
    """
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def negation(value: Truth) -> Truth:
    """Negation; unknown stays unknown."""
    return None if value is None else not value


@dataclass(frozen=True, slots=True)
class Ground:
    """What a value rests on.

    Attributes
    ----------
    kind
        ``event`` (an event of the record and so its evidence), ``position`` (somebody's answer to
        a question), ``norm`` (the words of the treaty), ``membership``, ``table`` (actors and
        territory), ``silence`` (no source says).
    text
        In words.
    ref
        Id of the event or question, or ``treaty/version/norm``; None for the others.
    holder
        Who holds the position.
    """

    kind: Literal["event", "position", "norm", "membership", "table", "silence", "judgement"]
    text: str
    ref: str | None = None
    holder: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        data = {"kind": self.kind, "text": self.text, "ref": self.ref, "holder": self.holder}
        return {key: value for key, value in data.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Trace:
    """A condition, its value, what the value rests on, and the conditions under it."""

    label: str
    value: Truth
    grounds: tuple[Ground, ...] = ()
    parts: tuple[Trace, ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self, depth: int = 0) -> Iterator[str]:
        """Yield the tree line by line, for a terminal."""
        pad = "  " * depth
        yield f"{pad}[{WORDS[self.value]}] {self.label}"
        for ground in self.grounds:
            yield f"{pad}    – {ground.text}"
        for part in self.parts:
            yield from part.lines(depth + 1)

    def leaves(self) -> Iterator[Trace]:
        """Yield the conditions that have none under them."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def decisive(self) -> tuple[Trace, ...]:
        """Return the leaves that make the value what it is: the false ones, or the unknown."""
        return tuple(
            leaf for leaf in self.leaves() if self.value is not True and leaf.value is self.value
        )

    def as_json(self) -> dict[str, Any]:
        """Return the tree as plain data."""
        data: dict[str, Any] = {"label": self.label, "value": WORDS[self.value]}
        if self.grounds:
            data["grounds"] = [ground.as_json() for ground in self.grounds]
        if self.parts:
            data["parts"] = [part.as_json() for part in self.parts]
        return data
