"""The days for which the page can show the record as it stood: after each episode of the case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus.events import Event
from foedus.events._figure import ranks
from foedus.events._labels import label_of, short_name

if TYPE_CHECKING:
    from foedus.case import Case

_APART = dt.timedelta(days=45)
_TURNS = ("attack", "request-help", "freeze", "exit", "withhold-dues", "assist-military", "boycott")


@dataclass(frozen=True)
class Moment:
    """A day, and what had just happened."""

    day: dt.date | None
    label: str

    @property
    def key(self) -> str:
        """The day, or ``all``."""
        return self.day.isoformat() if self.day else "all"


def key_moments(case: Case, *, most: int = 7) -> tuple[Moment, ...]:
    """Return the days after which the record of the focal member looked different.

    Events on which much turns (attacks, requests, deployments, acts of membership) that follow
    each other within 45 days are one episode; the episodes that other events speak of most are
    taken, each by the last day of it.
    """
    focal, alliance = case.info.focal, case.info.alliance
    weight = ranks(case.events)
    turns = [
        event
        for event in case.events
        if event.act in _TURNS
        and event.factuality == "actual"
        and event.date.latest is not None
        and event.date.precision == "day"
        and event.date.overlaps(case.info.period)
        and {focal, alliance} & event.actors
    ]
    episodes: list[list[Event]] = []
    for event in sorted(turns, key=lambda e: e.date.sort_key):
        begin = event.date.earliest or event.date.latest
        end = _end(episodes[-1]) if episodes else None
        if begin and end and begin - end <= _APART:
            episodes[-1].append(event)
        else:
            episodes.append([event])

    def heft(episode: list[Event]) -> int:
        return sum(1 + weight.get(event.id, 0) for event in episode)

    chosen = sorted(sorted(episodes, key=heft, reverse=True)[:most], key=_end)
    return tuple(_moment(case, episode, weight) for episode in chosen)


def _end(episode: list[Event]) -> dt.date:
    return max(event.date.latest for event in episode if event.date.latest is not None)


def _moment(case: Case, episode: list[Event], weight: object) -> Moment:
    assert isinstance(weight, dict)
    main = max(episode, key=lambda event: weight.get(event.id, 0))
    # answers come in the days after; a month shows what they were by then
    day = _end(episode) + dt.timedelta(days=30)
    what = label_of(main, lambda actor: short_name(case.actors, actor)).removeprefix("~ ")
    return Moment(day, f"{day.day} {day:%b %Y}, a month after: {what}")
