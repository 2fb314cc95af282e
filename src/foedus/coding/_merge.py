"""The same event told twice in a document: one event, with each passage as evidence."""

from __future__ import annotations

from collections.abc import Iterable

from foedus._edtf import Edtf
from foedus.coding._words import words
from foedus.events import Event, Evidence

_LASTING = words("freeze exit join withhold-dues suspend-member announce-exit ally")
_HELP = words("refuse-help deflect assist-military assist-other")
_ONE = frozenset(("actual", "intended"))


def merge(events: list[Event]) -> list[Event]:
    """Join events that are the same act between the same actors at the same time.

    The one with the most exact date leads, and then the most certain; a date that clashes with
    its own is kept in ``versions``. No two have the same id.
    """
    groups: dict[tuple[object, ...], list[list[Event]]] = {}
    order: list[list[Event]] = []
    for event in events:
        key = (
            event.source,
            event.target,
            event.act or event.type,
            event.factuality in _ONE or event.factuality,
            None if event.act else event.mode,
        )
        same = next((group for group in groups.get(key, ()) if _fits(group, event)), None)
        if same is None:
            same = []
            groups.setdefault(key, []).append(same)
            order.append(same)
        same.append(event)
    return one_each(_towards_those_in_need([_joined(group) for group in order]))


def one_each(events: Iterable[Event]) -> list[Event]:
    """Make one event of those with the same id, which say the same of the same passage.

    Their trigger words may differ: a passage that says it twice says it once. The most certain
    stands where the first was, with every other passage of each as evidence.
    """
    groups: dict[str, list[Event]] = {}
    for event in events:
        groups.setdefault(event.id, []).append(event)
    made: list[Event] = []
    for group in groups.values():
        lead = max(group, key=lambda event: event.confidence or 0)
        if len(group) > 1:
            versions = dict.fromkeys(date for event in group for date in event.versions)
            lead = lead.revised(versions=tuple(versions), evidence=_passages(lead, group))
        made.append(lead)
    return made


def _passages(lead: Event, group: Iterable[Event]) -> tuple[Evidence, ...]:
    """Return the evidence of a leading event, and behind it every other passage of the others."""
    seen = {(piece.start, piece.end) for piece in lead.evidence}
    more = []
    for event in group:
        for piece in event.evidence:
            if (piece.start, piece.end) not in seen:
                seen.add((piece.start, piece.end))
                more.append(piece)
    return (*lead.evidence, *more)


def _towards_those_in_need(events: list[Event]) -> list[Event]:
    """Take the attacker away from those to whom help is refused or given with the attacked."""
    attacks = [event for event in events if event.act == "attack" and event.factuality == "actual"]
    made: list[Event] = []
    for event in events:
        if event.act in _HELP and len(event.target) > 1:
            attacked = {name for one in attacks for name in one.target} & {*event.target}
            needy = tuple(
                name
                for name in event.target
                if name in attacked or not any(name in one.source for one in attacks)
            )
            if attacked and needy and needy != event.target:
                event = event.revised(target=needy)
        made.append(event)
    return made


def _fits(group: list[Event], event: Event) -> bool:
    first = group[0]
    if first.act in _LASTING:
        return True
    if first.act is None and not _same_words(first, event):
        return False
    return all(_near(one.date, event.date) for one in group)


def _same_words(one: Event, other: Event) -> bool:
    return one.evidence[0].trigger == other.evidence[0].trigger


def _near(one: Edtf, other: Edtf) -> bool:
    return one.overlaps(other)


def _span(date: Edtf) -> int:
    if date.earliest is None or date.latest is None:
        return 100_000
    return (date.latest - date.earliest).days


def _joined(group: list[Event]) -> Event:
    if len(group) == 1:
        return group[0]
    lead = min(
        group,
        key=lambda event: (_span(event.date), -(event.confidence or 0), event.evidence[0].start),
    )
    actual = [event for event in group if event.factuality == "actual"]
    if actual and lead.factuality != "actual":
        lead = min(actual, key=lambda event: (_span(event.date), event.evidence[0].start))
    others = [event for event in group if event is not lead]
    spoken = lead.speaker or next((event.speaker for event in others if event.speaker), None)
    if spoken is not None and spoken.person is None:
        named = (event.speaker for event in others if event.speaker and event.speaker.person)
        spoken = next((one for one in named if one.actor == spoken.actor), spoken)
    clash = tuple(
        dict.fromkeys(event.date for event in others if not event.date.overlaps(lead.date))
    )
    confidence = min(0.99, max(event.confidence or 0 for event in group) + 0.03 * (len(group) - 1))
    return lead.revised(
        speaker=spoken,
        versions=clash,
        evidence=_passages(lead, others),
        confidence=round(confidence, 2),
    )
