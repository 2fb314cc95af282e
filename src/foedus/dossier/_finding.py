"""The finding, and the wording that findings share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from foedus._durations import count
from foedus.dossier._record import Record
from foedus.events import Event


@dataclass(frozen=True)
class Finding:
    """A sentence of the first screen.

    Attributes
    ----------
    topic
        What it is about, in one or two words.
    text
        The sentence; what stands between double asterisks is stressed.
    events
        Ids of the events that it rests on.
    basis
        What it rests on beside events: the ledger, a treaty's text.
    see
        Anchor of the section that shows more.
    caveats
        What to bear in mind: one source only, proposals only.
    """

    topic: str
    text: str
    events: tuple[str, ...] = ()
    basis: str | None = None
    see: str = "ledger"
    caveats: tuple[str, ...] = ()


def ids(events: Iterable[Event]) -> tuple[str, ...]:
    """Return the ids of events, each once."""
    return tuple(dict.fromkeys(event.id for event in events))


def upper(text: str) -> str:
    """Write the first letter large."""
    start = len(text) - len(text.lstrip("*"))
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def under(record: Record, reading: str) -> str:
    """Name a reading in a sentence."""
    if reading == "text":
        return "the text alone"
    return f"the reading “{next(r.title for r in record.readings if r.id == reading)}”"


def proposed(number: int) -> str:
    """Write what proposals would add, where they would: `` (+1 proposed)``."""
    return f" (+{number} proposed)" if number else ""


def was(number: int) -> str:
    """Agree in number."""
    return "was" if number == 1 else "were"


def times(number: int) -> str:
    """Write how often: ``once``, ``twice``, ``four times``."""
    return {1: "once", 2: "twice"}.get(number, f"{count(number, 'time')}")


def years(first: dt.date | None, last: dt.date | None) -> str:
    """Write the years that something spans."""
    if first is None or last is None:
        return "on record"
    return (
        f"in {first.year}" if first.year == last.year else f"between {first.year} and {last.year}"
    )
