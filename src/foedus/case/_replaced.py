"""Proposals that a later coding of their source replaced: kept on record, and no longer shown.

::

    events.jsonl     old proposal ──┐   (stays; the file is append-only)
    replaced.jsonl                  └─► replaced by what the coder proposes now, when and why
    judgements.jsonl  a verdict on the old proposal wins: it is never replaced
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

FILE = "replaced.jsonl"


class Replacement(BaseModel):
    """A source was coded again, and the proposals that nobody had judged were replaced.

    Attributes
    ----------
    source
        Id of the source.
    coder
        The coder and its version.
    when
        When it was coded again (ISO 8601, with time zone).
    why
        What of the source had changed, where that is known.
    replaced
        Ids of the proposals that no longer stand.
    proposed
        Ids of those that stand from then on; one that an earlier line replaced stands again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = Field(min_length=1)
    coder: str
    when: dt.datetime
    why: str | None = None
    replaced: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()

    def as_line(self) -> str:
        """Return the record as one line of JSON, for ``replaced.jsonl``."""
        return self.model_dump_json(exclude_defaults=True)


def gone(replacements: Iterable[Replacement]) -> dict[str, Replacement]:
    """Return the proposals that do not stand after all replacements, each with the last of its own.

    >>> at = dt.datetime(2024, 2, 23, tzinfo=dt.UTC)
    >>> there = Replacement(source="a", coder="c", when=at, replaced=("x",), proposed=("y",))
    >>> back = Replacement(source="a", coder="c", when=at, replaced=("y",), proposed=("x",))
    >>> list(gone([there])), list(gone([there, back]))
    (['x'], ['y'])
    """
    found: dict[str, Replacement] = {}
    for one in replacements:
        found |= dict.fromkeys(one.replaced, one)
        for name in one.proposed:
            found.pop(name, None)
    return found
