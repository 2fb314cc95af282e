"""What the notation in a table of events means: only what occurs in that table.

::

    ../2024-01-30   some time up to that day
    2024-01         some day in that month
    ~words          an actor that no table knows, in the words of the text
    freeze          suspends or freezes participation
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from foedus._edtf import Edtf
from foedus.events._ontology import ontology

if TYPE_CHECKING:
    from foedus.events import Event

_WITHIN = {
    "month": "some day in that month",
    "season": "in that season: 21 is spring, 22 summer, 23 autumn, 24 winter",
    "year": "some day in that year",
    "decade": "some time in that decade",
    "century": "some time in that century",
}

_CERTAINTY = "how sure the coder is of the act, from 0 to 1; of who and whom it is less sure"


class Legend:
    """Explains the notation of the events that it was shown.

    Examples
    --------
    >>> legend = Legend()
    >>> legend.lines()
    []
    """

    def __init__(self) -> None:
        self._dates: dict[str, tuple[str, str]] = {}
        self._others: dict[str, str] = {}
        self._codes: set[str] = set()  # acts, and types that stood without one
        self._meant: set[str] = set()  # factualities

    def show(self, event: Event) -> None:
        """Take note of what an event's lines hold that may need a word."""
        for kind, written, means in _of_date(event.date):
            self._dates.setdefault(kind, (written, means))
        actors = [*event.source, *event.target, *([event.speaker.actor] if event.speaker else [])]
        unknown = [actor for actor in actors if actor.startswith("~")]
        if unknown:
            self._others["~words"] = "an actor that no table knows, in the words of the text"
        if any("@" in actor for actor in unknown):
            self._others["~words@ABC"] = "the same, of the state ABC"
        if len(event.source) > 1 or len(event.target) > 1:
            self._others["A+B"] = "several together"
        if not event.target:
            self._others["→ –"] = "towards nobody in particular"
        self._codes.add(event.act or event.type)
        if event.evidence[0].trigger is not None:
            self._others["trigger"] = "the word that names the act"
        if event.confidence is not None:
            self._others["certainty"] = _CERTAINTY
        if event.speaker is not None and event.speaker.actor is not None:
            self._others["said by"] = "on whose word the act is told; others may not grant it"
        if len(event.evidence) > 1:
            self._others["again"] = "where the same act is told once more"
        if event.versions:
            self._others["also dated"] = "another date that is given for it, kept beside the first"
        self._meant.add(event.factuality)

    def lines(self) -> list[str]:
        """Return a line for each kind of notation that occurred; none where none did."""
        entries = [*self._dates.values(), *self._others.items(), *self._meanings()]
        width = max((len(written) for written, _ in entries), default=0)
        return [f"{written:<{width}}   {means}" for written, means in entries]

    def _meanings(self) -> Iterator[tuple[str, str]]:
        """Yield the factualities, acts and types alone that occurred, with what they mean."""
        scheme = ontology()
        for name, means in scheme.factualities.items():
            if name in self._meant and self._meant != {"actual"}:
                yield name, means
        for name, act in scheme.acts.items():
            if name in self._codes:
                yield name, act.means
        for name, type_ in scheme.types.items():
            if name in self._codes:
                yield name, f"the type, as no act fits: {type_.means}"


def _of_date(date: Edtf) -> Iterator[tuple[str, str, str]]:
    """Yield the kind of each notation in a date, how it is written here, and what it means."""
    if not date.is_interval:
        yield from _of_point(date)
        return
    sides = date.text.split("/")
    unit = date.precision  # of the start, or of the end where the start is open
    match sides:
        case ("..", ".."):
            yield "undated", date.text, "some time; when is not known"
        case ("..", _):
            yield "open start", date.text, f"some time up to that {unit}"
        case (_, ".."):
            yield "open end", date.text, f"from that {unit} on"
        case ("", _):
            yield "unknown start", date.text, f"up to that {unit}; since when is not known"
        case (_, ""):
            yield "unknown end", date.text, f"from that {unit} on; until when is not known"
        case _:
            yield "interval", date.text, "from the one to the other, or some time between"
    for side in sides:
        if side.endswith(("~", "?", "%")):
            yield from _of_point(Edtf.parse(side))


def _of_point(date: Edtf) -> Iterator[tuple[str, str, str]]:
    mark, unit = date.text[-1], date.precision
    if date.approximate and date.uncertain:
        yield mark, date.text, f"about that {unit}, and uncertain"
    elif date.approximate:
        yield mark, date.text, f"about that {unit}"
    elif date.uncertain:
        yield mark, date.text, f"that {unit}, but uncertain"
    elif unit in _WITHIN:
        yield unit, date.text, _WITHIN[unit]
