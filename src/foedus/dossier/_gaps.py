"""Gaps: what the record does not hold, said as plainly as what it does."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.dossier._record import Record
from foedus.events import Event


@dataclass(frozen=True)
class Gap:
    """A kind of gap: what is missing, how much of it, and where.

    ``events`` are ids to look at; ``items`` are other things, in words.
    """

    title: str
    text: str
    events: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


def gaps(record: Record) -> tuple[Gap, ...]:
    """Return the gaps of a record; a kind that has none is left out."""
    made = [
        _silent(record),
        _together(record),
        _months(record),
        _single(record),
        _proposals(record),
        _open_dates(record),
        _clashing(record),
        _norms(record),
        _questions(record),
        _references(record),
        _places(record),
    ]
    return tuple(gap for gap in made if gap is not None)


def silent_members(record: Record) -> tuple[str, ...]:
    """Return the members that act in no event that counts, alone or with others."""
    acting = {actor for event in record.counted for actor in event.source}
    return tuple(state for state in record.members_now if state not in acting)


def only_together(record: Record) -> tuple[str, ...]:
    """Return the members that act together with others only, in no event alone."""
    alone = {event.source[0] for event in record.counted if len(event.source) == 1}
    silent = silent_members(record)
    return tuple(s for s in record.members_now if s not in alone and s not in silent)


def single_source(record: Record) -> tuple[Event, ...]:
    """Return the events on the timeline that one source alone tells of.

    A source that names two documents or more that it rests on counts as several.
    """
    found = []
    for event in record.on_timeline:
        names = {piece.source for piece in event.evidence}
        if len(names) != 1:
            continue
        source = record.case.sources.get(next(iter(names)))
        if source is None or len(source.rests_on) < 2:
            found.append(event)
    return tuple(found)


def _ids(events: list[Event] | tuple[Event, ...]) -> tuple[str, ...]:
    return tuple(event.id for event in events)


def _silent(record: Record) -> Gap | None:
    silent = silent_members(record)
    if not silent:
        return None
    text = (
        f"Members that act in no {record.kind_that_counts}; what they did or did not do is not "
        "known. What is only planned, asked for or denied does not count."
    )
    return Gap("Members without an event", text, items=tuple(record.name(s) for s in silent))


def _together(record: Record) -> Gap | None:
    together = only_together(record)
    if not together:
        return None
    text = (
        "Members that act together with others only; what each did by itself is not in the record."
    )
    return Gap("Members that never act alone", text, items=tuple(map(record.name, together)))


def _months(record: Record) -> Gap | None:
    if not record.pairs:
        return None
    series = record.pairs[0]
    missing = int(sum(value != value for value in series.values))
    total = len(series.values)
    if not missing:
        return None
    text = (
        f"In {missing} of the {total} months {record.span} no source was published and none tells "
        "of an event. Nothing is known of them, and nothing is drawn for them."
    )
    return Gap("Months without a source", text)


def _single(record: Record) -> Gap | None:
    lonely = single_source(record)
    if not lonely:
        return None
    text = (
        f"{len(lonely)} of the {len(record.on_timeline)} events on the timeline rest on one source "
        "alone: no second source tells of them, and theirs names fewer than two documents that it "
        "rests on."
    )
    return Gap("Events that one source tells of", text, _ids(lonely))


def _proposals(record: Record) -> Gap | None:
    waiting = [e for e in record.events if record.events.standing(e) == "proposed"]
    if not waiting:
        return None
    text = (
        f"{len(waiting)} of {len(record.events)} events are a coder’s proposals that nobody has "
        "judged. They are drawn hollow, and the ledger leaves them out."
    )
    if record.proposals:
        text = (
            "No event of this case has been judged: everything here, the ledger too, rests on a "
            "coder’s proposals."
        )
    return Gap("Proposals that wait for a judgement", text, _ids(waiting))


def _open_dates(record: Record) -> Gap | None:
    vague = [
        event
        for event in record.in_period
        if event.date.earliest is None
        or event.date.latest is None
        or event.date.approximate
        or event.date.uncertain
        or event.date.precision in ("year", "decade", "century", "unknown")
    ]
    if not vague:
        return None
    text = (
        f"{len(vague)} events whose day is open, approximate, uncertain, or no closer than a year."
    )
    return Gap("Dates that are not exact", text, _ids(vague))


def _clashing(record: Record) -> Gap | None:
    clash = [event for event in record.events if event.versions]
    if not clash:
        return None
    return Gap(
        "Dates on which sources differ",
        f"{len(clash)} events for which sources give more than one date; each date is kept.",
        _ids(clash),
    )


def _norms(record: Record) -> Gap | None:
    unchecked = [
        f"{treaty.label} Art. {norm.article}, {norm.title} (text of {version.id})"
        for treaty in record.treaties
        for version in treaty.versions
        for norm in version.norms
        if not norm.verified
    ]
    if not unchecked:
        return None
    text = f"{len(unchecked)} norms whose wording was not checked against the text of the treaty."
    return Gap("Norms that are not verified", text, items=tuple(dict.fromkeys(unchecked)))


def _questions(record: Record) -> Gap | None:
    mute = [q.text for q in record.case.questions.values() if not q.positions]
    if not mute:
        return None
    return Gap(
        "Questions that nobody answers",
        "Contested propositions on which no actor’s position is on record.",
        items=tuple(mute),
    )


def _references(record: Record) -> Gap | None:
    unchecked = [
        f"{source.title or source.id}: {reference.title}"
        for source in record.case.sources.values()
        for reference in source.rests_on
        if not reference.verified
    ]
    if not unchecked:
        return None
    text = "Public documents on which a source rests, and against which nobody could check it."
    return Gap("Documents that are not verified", text, items=tuple(unchecked))


def _places(record: Record) -> Gap | None:
    nowhere = [
        event
        for event in record.in_period
        if event.act == "attack" and (event.place is None or event.place.state is None)
    ]
    if not nowhere:
        return None
    text = (
        "Attacks for which no source says on whose recognised territory they took place; whether "
        "they call in a promise of defence cannot be told."
    )
    return Gap("Attacks without a place", text, _ids(nowhere))
