"""Text in, proposed events out: the built-in coder, and the protocol that any coder follows.

To be filled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, runtime_checkable

from foedus._edtf import Edtf
from foedus._errors import CoderError
from foedus.events import Event
from foedus.sources._source import Source


@runtime_checkable
class Coder(Protocol):
    """Anything that proposes events for a source."""

    name: str

    def code(self, source: Source, **options: Any) -> list[Event]:
        """Return proposed events, each with evidence in the source."""
        ...


class BuiltinCoder:
    """The offline coder (being written)."""

    name = "foedus-en/0.1"

    def __init__(self, *, actors: Any = None, treaties: Any = None) -> None:
        self._actors = actors

    def code(self, source: Source, **options: Any) -> list[Event]:
        """Return proposed events."""
        return []

    def pipe(self, sources: Iterable[Source]) -> Iterator[tuple[Source, list[Event]]]:
        """Code a stream of sources."""
        for source in sources:
            yield source, self.code(source)


def coder_names() -> tuple[str, ...]:
    """Return the names of the coders that are installed."""
    return ("foedus-en",)


def get_coder(name: str = "foedus-en", **options: Any) -> Coder:
    """Return a coder by name."""
    if name not in coder_names():
        raise CoderError(f"there is no coder '{name}'", hint=f"known: {', '.join(coder_names())}")
    return BuiltinCoder(**options)


def code_text(
    text: str,
    *,
    published: str | dt.date | Edtf | None = None,
    document: str = "text",
    coder: str | Coder | None = None,
    actors: Any = None,
    treaties: Any = None,
) -> list[Event]:
    """Return the events that a text reports."""
    return []


__all__ = ["BuiltinCoder", "Coder", "code_text", "coder_names", "get_coder"]
