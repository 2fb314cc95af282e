"""Events in order of time, with how each stands: judged, proposed or rejected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

from foedus._edtf import Edtf
from foedus.events._event import Event
from foedus.events._judgement import Standing

if TYPE_CHECKING:
    from foedus.figures import Figure

#: The columns of :meth:`Events.rows`.
COLUMNS = (
    "id",
    "date",
    "source",
    "target",
    "type",
    "mode",
    "act",
    "factuality",
    "speaker",
    "person",
    "place",
    "place_state",
    "provision",
    "intensity",
    "confidence",
    "standing",
    "summary",
    "quote",
    "document",
    "start",
    "end",
    "coder",
    "trigger",
)


class Events(Sequence[Event]):
    """The events of a case, in order of time.

    Examples
    --------
    >>> import foedus
    >>> events = foedus.open_case("csto-armenia").events
    >>> len(events.where(act="freeze", actor="ARM")) >= 1
    True
    """

    def __init__(
        self, events: Iterable[Event], standings: Mapping[str, Standing] | None = None
    ) -> None:
        self._events = tuple(sorted(events, key=lambda event: (event.date.sort_key, event.id)))
        self._standings = dict(standings or {})
        self._by_id = {event.id: event for event in self._events}
        self._by_id |= {event.corrects: event for event in self._events if event.corrects}

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    @overload
    def __getitem__(self, key: int) -> Event: ...
    @overload
    def __getitem__(self, key: slice) -> Events: ...
    @overload
    def __getitem__(self, key: str) -> Event: ...
    def __getitem__(self, key: int | slice | str) -> Event | Events:
        """Return an event by position or id (also the id it had before a correction)."""
        if isinstance(key, str):
            return self._by_id[key]
        if isinstance(key, slice):
            return Events(self._events[key], self._standings)
        return self._events[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_id if isinstance(key, str) else key in self._events

    def has(self, event: str) -> bool:
        """Whether an id is that of an event, or of one before its correction."""
        return event in self._by_id

    def standing(self, event: Event | str) -> Standing:
        """Return how an event stands: judged, proposed or rejected."""
        found = self._by_id[event] if isinstance(event, str) else event
        return self._standings.get(found.id, "judged" if found.by_person else "proposed")

    @property
    def accepted(self) -> Events:
        """The events that count: coded by a person, or judged."""
        return self.where(standing="judged")

    @property
    def proposals(self) -> Events:
        """The events that wait for a judgement."""
        return self.where(standing="proposed")

    def where(
        self,
        *,
        actor: str | None = None,
        source: str | None = None,
        target: str | None = None,
        act: str | None = None,
        type: str | None = None,
        factuality: str | None = None,
        standing: Standing | None = None,
        during: str | Edtf | None = None,
        dated: bool | None = None,
    ) -> Events:
        """Return the events that fit every condition given.

        Parameters
        ----------
        during
            An EDTF date: those whose date may lie in it, also one of which no start is known.
        dated
            Whether a start of its date is known (:attr:`Edtf.has_start`).
        """
        when = None if during is None else Edtf.parse(during)
        return Events(
            (
                event
                for event in self._events
                if (actor is None or actor in event.actors)
                and (source is None or source in event.source)
                and (target is None or target in event.target)
                and (act is None or event.act == act)
                and (type is None or event.type == type)
                and (factuality is None or event.factuality == factuality)
                and (standing is None or self.standing(event) == standing)
                and (when is None or event.date.overlaps(when))
                and (dated is None or event.date.has_start is dated)
            ),
            self._standings,
        )

    def count(self, value: object = None, *, by: str = "act") -> Any:
        """Count events by a field (act, type, factuality …), most frequent first."""
        if value is not None:
            return sum(event == value for event in self._events)
        return dict(Counter(getattr(event, by) for event in self._events).most_common())

    def rows(self) -> list[dict[str, Any]]:
        """Return a flat row for each event."""
        return [
            {
                "id": event.id,
                "date": str(event.date),
                "source": ";".join(event.source),
                "target": ";".join(event.target),
                "type": event.type,
                "mode": event.mode,
                "act": event.act,
                "factuality": event.factuality,
                "speaker": event.speaker and event.speaker.actor,
                "person": event.speaker and event.speaker.person,
                "place": event.place and event.place.name,
                "place_state": event.place and event.place.state,
                "provision": event.provision
                and " ".join(filter(None, (event.provision.treaty, event.provision.article))),
                "intensity": event.intensity,
                "confidence": event.confidence,
                "standing": self.standing(event),
                "summary": event.summary,
                "quote": event.evidence[0].exact,
                "document": event.evidence[0].source,
                "start": event.evidence[0].start,
                "end": event.evidence[0].end,
                "coder": event.generated_by,
                "trigger": event.evidence[0].trigger,
            }
            for event in self._events
        ]

    def to_pandas(self) -> Any:
        """Return the rows as a pandas DataFrame (needs the ``notebook`` extra)."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def to_arrow(self) -> Any:
        """Return the rows as an Arrow table (needs the ``notebook`` extra)."""
        import pyarrow as pa

        return pa.Table.from_pylist(self.rows())

    def draw(self, **options: Any) -> Figure:
        """Draw the events as a timeline; the options are those of ``draw_timeline``."""
        from foedus.events._figure import draw_timeline

        return draw_timeline(self, **options)

    def __str__(self) -> str:
        return "\n".join(_line(event) for event in self._events)

    def __repr__(self) -> str:
        waiting = len(self.proposals)
        return f"<{len(self)} events{f', {waiting} of them proposals' if waiting else ''}>"

    def _repr_html_(self) -> str:
        from html import escape

        head = ("date", "source", "target", "act", "type", "factuality", "standing", "quote")
        cells = "".join(f"<th>{name}</th>" for name in head)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(str(row[name] or ''))}</td>" for name in head) + "</tr>"
            for row in self.rows()
        )
        return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


def _line(event: Event) -> str:
    who = f"{'+'.join(event.source):<14} → {'+'.join(event.target) or '–':<14}"
    what = event.summary or f"“{event.evidence[0].exact[:70]}”"
    return f"{event.date!s:<24} {who} {event.act or event.type:<16} {what}"
