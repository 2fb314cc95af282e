"""What a case holds on one day, gathered once for everything that the page says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from foedus._edtf import Edtf
from foedus.case._day import last_day
from foedus.events import Event, Events, ontology
from foedus.events._labels import short_name
from foedus.ledger import Call, Ledger, Reading
from foedus.relations import Relations, Series
from foedus.treaties import Treaty

if TYPE_CHECKING:
    from foedus.case import Case

# Kinds of norm by which a member may look for help.
HELP = ("defence", "consultation", "assistance")
# From the best that can become of a request to the worst.
ANSWERS = ("assist-military", "assist-other", "consult", "deflect", "refuse-help")


@dataclass(frozen=True)
class Record:
    """A case as it stood on a day.

    Attributes
    ----------
    as_of
        The day, or None for everything in the record.
    proposals
        Whether the ledger rests on proposals too, because nothing in the case has been judged.
    """

    case: Case
    as_of: dt.date | None
    proposals: bool = False

    @property
    def focal(self) -> str:
        """Id of the member that the case is about."""
        return self.case.info.focal

    @property
    def alliance(self) -> str:
        """Id of the alliance."""
        return self.case.info.alliance

    @property
    def today(self) -> dt.date:
        """The day of the record: as of, or the last day that it knows of."""
        return self.as_of or last_day(self.case)

    def name(self, actor: str) -> str:
        """What to call an actor in a sentence: its name, or its initials if that is long."""
        return short_name(self.case.actors, actor)

    def names(self, actors: Iterable[str]) -> str:
        """Names in a row: ``Armenia, Belarus and Russia``."""
        return listed([self.name(actor) for actor in actors])

    @cached_property
    def events(self) -> Events:
        """What had happened and been published by the day, proposals with it."""
        known = self.case.known_events(self.as_of, proposals=True)
        standings = {event.id: known.standing(event) for event in known}
        return Events((e for e in known if begun_by(e, self.as_of)), standings)

    def has(self, name: str) -> bool:
        """Whether an event is in the record, by its id."""
        return bool(self.events.__contains__(name))

    @cached_property
    def period(self) -> Edtf:
        """The period of the case, closed on the right by the day of the record."""
        return Edtf.between(self.case.info.period.earliest, self.today)

    @cached_property
    def span(self) -> str:
        """Say which months the series run over: those of the period, or those on record so far.

        The period may begin before the first month on record, and end after the last.
        """
        months = self.pairs[0].months
        first, last = (Edtf.parse(str(month)) for month in (months[0], months[-1]))
        begun, end = self.case.info.period.earliest, self.case.info.period.latest
        whole = begun and end and first.contains(begun) and last.contains(end)
        if whole:
            return "of the period"
        return f"on record so far ({first.in_words()} to {last.in_words()})"

    @property
    def kind_that_counts(self) -> str:
        """What an event must be for a finding to count it: "event of 1990–2025 that is judged"."""
        first, last = self.period.earliest, self.period.latest
        years = "" if first is None or last is None else f" of {first.year}–{last.year}"
        if first and last and first.year == last.year:
            years = f" of {first.year}"
        return f"event{years}" + ("" if self.proposals else " that is judged")

    @cached_property
    def _of_period(self) -> tuple[Event, ...]:
        views = set(self.case.info.actors) | {self.alliance}
        return tuple(
            event
            for event in self.events
            if event.date.overlaps(self.period) and (event.actors & views)
        )

    @cached_property
    def in_period(self) -> tuple[Event, ...]:
        """Actual events of the period that concern the actors in view, or nobody else."""
        return tuple(event for event in self._of_period if event.factuality == "actual")

    @cached_property
    def not_actual(self) -> tuple[Event, ...]:
        """Events of the period that are planned, asked for, denied or only possible."""
        return tuple(event for event in self._of_period if event.factuality != "actual")

    @cached_property
    def on_timeline(self) -> tuple[Event, ...]:
        """The events that the timeline shows: those of the period, precedents apart."""
        return tuple(
            event
            for event in self.events
            if not self.is_precedent(event)
            and (event.date.overlaps(self.period) or self._own(event))
        )

    def is_precedent(self, event: Event) -> bool:
        """Whether an event is of another alliance: nobody of this case takes part in it.

        What is about an event of the case belongs to the case.
        """
        ours = {
            self.focal,
            self.alliance,
            *self.case.info.actors,
            *self.partners,
            *self.adversaries,
        }
        acting = {actor.rpartition("@")[2] for actor in event.actors}  # whose people they are
        if acting & ours:
            begun = self.case.info.period.earliest
            last = event.date.latest
            # before the period, only what the focal member did belongs to the case
            return bool(begun and last and last < begun and not self._own(event))
        about = [self.events[name] for name in event.about if self.has(name)]
        return not any(other.actors & ours for other in about)

    def _own(self, event: Event) -> bool:
        return self.focal in event.actors or self.alliance in event.actors

    def counts(self, event: Event) -> bool:
        """Whether findings count an event: it is judged, or nothing in the case is."""
        return self.proposals or self.events.standing(event) == "judged"

    @cached_property
    def counted(self) -> tuple[Event, ...]:
        """The actual events of the period that findings count."""
        return tuple(event for event in self.in_period if self.counts(event))

    @cached_property
    def ledgers(self) -> dict[str, Ledger]:
        """The ledger under each reading."""
        return {
            reading.id: self.case.ledger(reading, as_of=self.as_of, proposals=self.proposals)
            for reading in self.readings
        }

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings of the case, the text alone among them."""
        return self.case.readings

    def ledger(self, reading: str) -> Ledger:
        """Return the ledger under a reading."""
        return self.ledgers[reading]

    def owed_to_focal(self, reading: str) -> tuple[Call, ...]:
        """Return the calls on promises of help whose beneficiary is the focal member."""
        return tuple(
            call
            for call in self.ledger(reading)
            if call.beneficiary == self.focal and call.norm.kind in HELP
        )

    @cached_property
    def treaties(self) -> tuple[Treaty, ...]:
        """The treaties of the alliance, and those that the focal member has with others."""
        day = Edtf.parse(self.today)
        return tuple(
            treaty
            for treaty in self.case.treaties.values()
            if treaty.organisation == self.alliance
            or self.focal in treaty.members(day)
            or any(spell.state == self.focal for spell in treaty.membership)
        )

    @property
    def allied(self) -> tuple[Treaty, ...]:
        """The treaties of the alliance itself."""
        return tuple(t for t in self.treaties if t.organisation == self.alliance)

    @cached_property
    def partners(self) -> tuple[str, ...]:
        """Who is or was in the alliance, the focal member aside."""
        found = dict.fromkeys(
            spell.state
            for treaty in self.allied
            for spell in treaty.membership
            if spell.status == "member" and spell.during.overlaps(self.period)
        )
        return tuple(state for state in found if state != self.focal)

    @cached_property
    def members_now(self) -> tuple[str, ...]:
        """Who is in the alliance by law on the day."""
        day = Edtf.parse(self.today)
        return tuple(dict.fromkeys(s for t in self.allied for s in t.members(day)))

    def allied_on(self, date: Edtf) -> frozenset[str]:
        """Return who was in the alliance by law on a date, the alliance itself with them."""
        if str(date) not in self._allied_on:
            members = {state for treaty in self.allied for state in treaty.members(date)}
            self._allied_on[str(date)] = frozenset({*members, self.alliance})
        return self._allied_on[str(date)]

    @cached_property
    def _allied_on(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def adversaries(self) -> tuple[str, ...]:
        """Who attacked the focal member in the period, and was no ally of it at that time."""
        return tuple(
            dict.fromkeys(
                actor
                for event in self.counted
                if event.act == "attack" and self.focal in event.target
                for actor in event.source
                if actor not in self.allied_on(event.date)
                and actor != self.focal
                and not actor.startswith("~")
            )
        )

    def acts(
        self, *names: str, by: str | None = None, to: str | None = None, waiting: bool = False
    ) -> tuple[Event, ...]:
        """Return the counted events that are one of some acts; or the proposals that wait."""
        return tuple(
            event
            for event in self.in_period
            if self.counts(event) is not waiting
            and event.act in names
            and (by is None or by in event.source)
            and (to is None or to in event.target)
        )

    def group(self, name: str, *, waiting: bool = False) -> tuple[Event, ...]:
        """Return the counted events whose act belongs to a group; or the proposals that wait."""
        acts = [act.name for act in ontology().acts.values() if act.group == name]
        return self.acts(*acts, waiting=waiting)

    def answers_to(self, request: Event) -> tuple[Event, ...]:
        """Return the events that say they answer a request, or the event that it was about."""
        asked = {request.id, *request.about}
        return tuple(
            event
            for event in self.counted
            if event.act in (*ANSWERS, "condemn")
            and request.id != event.id
            and asked & set(event.about)
            and event.date.sort_key >= request.date.sort_key
        )

    @cached_property
    def relations(self) -> Relations:
        """The series of the pairs in view."""
        return self.case.relations(as_of=self.as_of, proposals=self.proposals)

    @cached_property
    def pairs(self) -> tuple[Series, ...]:
        """The series of the focal member with everybody in view, within the period."""
        others = [a for a in self.case.info.actors if a != self.focal]
        made = (
            self.within_period(self.relations.series(self.focal, other, directed=False))
            for other in others
            if self.focal in self.relations.actors
        )
        return tuple(series for series in made if series.events)

    def within_period(self, series: Series) -> Series:
        """Return a series without the months before the period of the case."""
        first = self.case.info.period.earliest
        keep = np.ones(len(series.months), bool)
        if first is not None:
            keep &= series.months >= np.datetime64(first, "M")
        keep &= series.months <= np.datetime64(self.today, "M")
        events = tuple(
            name
            for name in series.events
            if self.has(name) and self.events[name].date.overlaps(self.period)
        )
        return replace(
            series,
            months=series.months[keep],
            values=series.values[keep],
            counts=series.counts[keep],
            events=events,
        )


def begun_by(event: Event, day: dt.date | None) -> bool:
    """Whether an event had begun on a day; one that is not dated at all counts as begun."""
    begin = event.date.earliest or event.date.latest
    return day is None or begin is None or begin <= day


def listed(parts: list[str], last: str = "and") -> str:
    """Write things in a row, as a sentence does.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"
