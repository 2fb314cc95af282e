"""What a state is in a treaty on a day, by law and in practice apart, and what that rests on.

::

    rows of the treaty ─┐                  ┌─ by_law       Held … ── Basis …
    (Spell)             ├─► MemberState ───┼─ in_practice  Held … ── Basis …
    events of a case ───┘                  └─ transitions  what can come next

Nothing is guessed: without a row and without an event, a state is in practice what it is by law, as
far as is on record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from foedus._durations import later
from foedus._edtf import Edtf
from foedus._errors import InputError
from foedus.events import Event
from foedus.treaties._records import Norm, Spell, Treaty, Version
from foedus.treaties._transitions import Sense, cite

if TYPE_CHECKING:
    from foedus.actors import Actors
    from foedus.figures import Figure
    from foedus.treaties._transitions import Transition

#: What a state can be in a treaty, each with what it means.
MEMBER_STATES = {
    # by law
    "party": "bound by the treaty",
    "signatory": "has signed; the treaty does not bind it yet",
    "out": "was a party, and is none any more",
    "not a party": "no membership in its own name is on record",
    "ended": "was a party until the treaty itself ended",
    # over a membership, by law or in practice
    "withdrawing": "has given notice, which has not taken effect",
    "suspended": "kept by the others, or by leave of them, from taking part",
    "without rights": "has lost some rights, such as its vote",
    "under measures": "measures of the others, of a kind that the norm leaves open",
    # in practice
    "frozen": "takes no part, by its own will",
    "not paying": "does not pay its dues",
    "dormant": "takes no part, without a word of its own",
    "applicant": "has asked to join",
    "intends to join": "has said that it will join",
}
# What an act of a member, or of the others towards it, makes of it in practice.
_OF_ACTS = {
    "freeze": "frozen",
    "withhold-dues": "not paying",
    "exit": "withdrawing",
    "suspend-member": "suspended",
}
_WISHES = {"requested": "applicant", "intended": "intends to join"}
_GROUND = ("member", "signatory")


@dataclass(frozen=True)
class Basis:
    """What a status rests on: a row of the treaty's memberships, or an event of a case.

    Attributes
    ----------
    kind
        ``row`` or ``event``.
    text
        The row's basis, or the event's summary or words.
    since
        When it began.
    ref
        The id of the event, or of the norm that the row names.
    note
        What the row's note adds: other dates, who holds otherwise.
    """

    kind: Literal["row", "event"]
    text: str
    since: Edtf | None = None
    ref: str | None = None
    note: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        since = None if self.since is None else str(self.since)
        return {
            "kind": self.kind,
            "text": self.text,
            "since": since,
            "ref": self.ref,
            "note": self.note,
        }


@dataclass(frozen=True)
class Held:
    """One status that a state has in a treaty, in one sense.

    Attributes
    ----------
    status
        One of :data:`MEMBER_STATES`.
    sense
        ``de-jure`` or ``de-facto``.
    since
        The day from which it holds, where one is on record.
    bases
        What it rests on; empty where nothing is on record.
    effect
        Of a notice: the day on which it takes effect by the norm's rule.
    doubt
        What is not certain of it, in words.
    """

    status: str
    sense: Sense
    since: Edtf | None = None
    bases: tuple[Basis, ...] = ()
    effect: Edtf | None = None
    doubt: str | None = None

    def __str__(self) -> str:
        since = "" if self.since is None else f" since {self.since.since()}"
        effect = "" if self.effect is None else f", with effect on {self.effect.in_words()}"
        return f"{self.status}{since}{effect}"

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "status": self.status,
            "sense": self.sense,
            "since": None if self.since is None else str(self.since),
            "effect": None if self.effect is None else str(self.effect),
            "doubt": self.doubt,
            "bases": [basis.as_json() for basis in self.bases],
        }


@dataclass(frozen=True)
class MemberState:
    """What a state is in a treaty on a day; made by :func:`member_state`.

    Attributes
    ----------
    treaty, state, on
        The treaty, the id of the state, the day.
    version
        The version of the treaty in force on the day, or None.
    by_law
        What it is by law. The first says whether it is in; others limit that.
    in_practice
        What it is in practice where that differs from the law; empty if nothing on record says so.
    """

    treaty: Treaty
    state: str
    on: dt.date
    version: Version | None
    by_law: tuple[Held, ...]
    in_practice: tuple[Held, ...] = ()
    _events: tuple[Event, ...] = field(default=(), repr=False)

    @property
    def status(self) -> str:
        """Whether it is in by law: party, signatory, out, not a party, ended."""
        return self.by_law[0].status

    @property
    def held(self) -> tuple[Held, ...]:
        """Everything that it is, by law and in practice."""
        return self.by_law + self.in_practice

    def get(self, *statuses: str) -> Held | None:
        """Return the first of these that it is, by law before in practice."""
        return next((held for held in self.held if held.status in statuses), None)

    @cached_property
    def transitions(self) -> tuple[Transition, ...]:
        """What can come next: by the member itself, by the others, with time."""
        from foedus.treaties._ways import transitions_of

        return transitions_of(self)

    def transition(self, kind: str) -> Transition | None:
        """Return the first transition of a kind, or None."""
        return next((one for one in self.transitions if one.kind == kind), None)

    def acts(self, *names: str) -> tuple[Event, ...]:
        """Return the member's own acts of some kinds in this membership, by the day."""
        return tuple(e for e in self._events if e.act in names and self.state in e.source)

    def as_json(self) -> dict[str, Any]:
        """Return the state and the transitions as plain data."""
        return {
            "treaty": self.treaty.id,
            "state": self.state,
            "on": self.on.isoformat(),
            "version": None if self.version is None else self.version.id,
            "by_law": [held.as_json() for held in self.by_law],
            "in_practice": [held.as_json() for held in self.in_practice],
            "transitions": [one.as_json() for one in self.transitions],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return a flat row for each transition, with the state beside it."""
        own = {
            "treaty": self.treaty.id,
            "state": self.state,
            "on": self.on.isoformat(),
            "by_law": "; ".join(map(str, self.by_law)),
            "in_practice": "; ".join(map(str, self.in_practice)) or None,
        }
        return [{**own, **one.row()} for one in self.transitions]

    def summary(self, actors: Actors | None = None) -> str:
        """Say in two sentences what the state is, and what notice on this day would do.

        Examples
        --------
        >>> from foedus import shipped_treaty
        >>> found = member_state(shipped_treaty("csto-charter"), "KAZ", "2024-06-01")
        >>> print(found.summary())  # doctest: +NORMALIZE_WHITESPACE
        By law Kazakhstan has been a party since 18 September 2003; in practice nothing on record
        says otherwise. Notice on 1 June 2024 would end its membership on 1 December 2024 (Art. 19,
        verified), after settling obligations within the organisation.
        """
        from foedus.actors import default_actors

        name = (actors or default_actors()).name(self.state)
        first, *more = self.by_law
        law = f"By law {name} {_in_words(first)}{self._besides(first, actors)}"
        law += "".join(f", {held}" for held in more)
        practice = ", ".join(map(str, self.in_practice)) or "nothing on record says otherwise"
        said = f"{law}; in practice {practice}." if first.status == "party" else f"{law}."
        notice = self.transition("withdraw") or self.transition("effect")
        if notice is None or notice.norm is None:
            return said
        day = Edtf.parse(self.on).in_words()
        end = notice.earliest or notice.without_agreement
        if end is None:
            return said
        of = notice.norm.notice.of if notice.norm.notice else None
        whose = f"membership of {of}" if of else "its membership"
        when = (
            f"on {end.in_words()}"
            if notice.earliest
            else (f"on the day of an agreement, or without one on {end.in_words()}")
        )
        settle = notice.norm.notice.settle if notice.norm.notice else None
        after = f", after settling {settle}" if settle else ""
        what = "The notice given ends" if notice.kind == "effect" else f"Notice on {day} would end"
        if notice.kind == "withdraw" and "first day that is open" in (notice.counted or ""):
            what = "Notice on the first day that is open would end"
        return f"{said} {what} {whose} {when} ({notice.rests_on}){after}."

    def _besides(self, ground: Held, actors: Actors | None) -> str:
        """Say of one that is not in whose place it took, and that the treaty has ended."""
        text = ""
        if ground.status == "not a party":
            before = list(_predecessors(self.treaty, self.state, self.on, actors))
            text = " in its own name" if before else ""
            for who, row in before:
                start, end = _side(row, 0), _side(row, 1)
                since = f" since {start.since()}" if start else ""
                past = f" from {start.in_words()}" if start else ""
                time = f"has been one{since}"
                if end is not None and _over(row, self.on):
                    time = f"was one{past} to {end.in_words()}"
                text += f"; its predecessor ({who}) {time}"
        if ground.status != "ended" and (ended := self.treaty.ended_by(self.on)):
            text += f"; the treaty has ended ({ended.in_words()})"
        return text

    def draw(self, **options: Any) -> Figure:
        """Draw the state and what can come next; the options are those of ``draw_state``."""
        from foedus.treaties._state_figure import draw_state

        return draw_state(self, **options)

    def _repr_html_(self) -> str:
        return self.draw()._repr_html_()

    def __str__(self) -> str:
        practice = "; ".join(map(str, self.in_practice)) or "nothing on record says otherwise"
        law = "; ".join(map(str, self.by_law))
        return f"{self.state} in {self.treaty.label} on {self.on}: by law {law}; {practice}"


def member_state(
    treaty: Treaty,
    state: str,
    on: str | dt.date | Edtf,
    *,
    events: Iterable[Event] = (),
    actors: Actors | None = None,
) -> MemberState:
    """Say what a state is in a treaty on a day, by law and in practice, and what can come next.

    Parameters
    ----------
    treaty
        The treaty. Its rows of membership say who is in; the norms of the version in force on the
        day say what can come next.
    state
        Id or name of an actor; any, also one that was never in.
    on
        The day. Rows and events that begin later are left out, and a later end of a row is not
        told.
    events
        Events to take as evidence beside the rows: freezes, dues withheld, notices, suspensions.
        Pass only those that count, such as ``case.events.accepted``.
    actors
        Tables for the name; the built-in ones, if none are given.

    Raises
    ------
    DateError, InputError
        The date is not EDTF, or has no last day.
    ActorError
        No table knows the state.

    Examples
    --------
    >>> from foedus import shipped_treaty
    >>> found = member_state(shipped_treaty("csto-charter"), "ARM", "2024-06-01")
    >>> for held in found.held:
    ...     print(held)
    party since 18 September 2003
    frozen since 22 February 2024
    not paying since 8 May 2024
    >>> str(found.transition("withdraw").earliest)
    '2024-12-01'
    """
    from foedus.actors import default_actors

    who = actors or default_actors()
    name = state if who.knows(state) else who.resolve(state).one().actor
    day = Edtf.parse(on).latest
    if day is None:
        raise InputError(f"'{on}' has no last day", hint="write the day as 2024-02-22")
    here = Edtf.parse(day)
    version = treaty.version_on(here)
    rows = [row for row in treaty.membership if row.state == name and _begun(row, day)]
    ground = _ground(treaty, rows, day)
    if ground.status == "not a party":
        before = _predecessors(treaty, name, day, who)
        bases = (
            replace(_basis(row), text=f"{one}, its predecessor: {_basis(row).text}")
            for one, row in before
        )
        ground = replace(ground, bases=(*ground.bases, *bases))
    known = tuple(_concerning(treaty, name, events, ground, day))
    inside = ground.status in ("party", "signatory")
    law = [ground, *(_limits(version, rows, day, "de-jure") if inside else ())]
    practice = list(_limits(version, rows, day, "de-facto")) if inside else []
    for held, elsewhere in _told(treaty, version, name, rows, known, ground, day):
        place = next((side for side in (law, practice) if _at(side, held.status) is not None), None)
        if place is not None:
            number = _at(place, held.status) or 0
            first = place[number]
            place[number] = replace(
                first, bases=first.bases + held.bases, effect=first.effect or held.effect
            )
        elif not elsewhere:
            (law if held.sense == "de-jure" else practice).append(held)
    return MemberState(treaty, name, day, version, tuple(law), tuple(practice), known)


def _in_words(ground: Held) -> str:
    """Write whether a state is in: ``has been a party since 2003``."""
    if ground.status == "ended":
        when = f" ({ground.since.in_words()})" if ground.since else ""
        return f"is bound no more: the treaty has ended{when}"
    said = {"party": "a party", "signatory": "a signatory"}.get(ground.status, ground.status)
    if ground.since is None:
        return f"is {said}"
    return f"has been {said} since {ground.since.since()}"


def _at(side: Sequence[Held], status: str) -> int | None:
    return next((number for number, held in enumerate(side) if held.status == status), None)


# What the rows say


def _begun(row: Spell, day: dt.date) -> bool:
    return row.during.earliest is None or row.during.earliest <= day


def _over(row: Spell, day: dt.date) -> bool:
    return row.during.latest is not None and row.during.latest < day


def _side(row: Spell, number: int) -> Edtf | None:
    """Return the day on which a row begins (0) or ends (1), or None where it is open."""
    sides = row.during.text.split("/")
    text = sides[min(number, len(sides) - 1)]
    return None if text in ("", "..") else Edtf.parse(text)


def _basis(row: Spell) -> Basis:
    return Basis("row", row.basis or "no basis is on record", _side(row, 0), row.norm, row.note)


def _ground(treaty: Treaty, rows: Sequence[Spell], day: dt.date) -> Held:
    """Say whether the state is in by law."""
    law = sorted(
        (row for row in rows if row.sense == "de-jure" and row.status in _GROUND),
        key=lambda row: row.during.sort_key,
    )
    past = [row for row in law if row.status == "member"]
    if past and (ended := treaty.ended_by(day)) and past[-1].during.overlaps(ended):
        return Held("ended", "de-jure", ended, (_basis(past[-1]),))
    for status, word in (("member", "party"), ("signatory", "signatory")):
        for row in reversed(law):
            if row.status == status and not _over(row, day):
                return Held(word, "de-jure", _side(row, 0), (_basis(row),), doubt=_doubt(row, day))
    if past:
        return Held("out", "de-jure", _side(past[-1], 1), (_basis(past[-1]),))
    return Held("not a party", "de-jure", None, tuple(_basis(row) for row in law[-1:]))


def _predecessors(
    treaty: Treaty, state: str, day: dt.date, actors: Actors | None
) -> Iterator[tuple[str, Spell]]:
    """Yield the names of a state's predecessors that were parties by a day, each with its row."""
    from foedus.actors import default_actors

    who = actors or default_actors()
    for one in who.get(state).predecessors if state in who else ():
        for row in treaty.membership:
            member = row.state == one and row.sense == "de-jure" and row.status == "member"
            if member and _begun(row, day):
                yield who.name(one), row


def _doubt(row: Spell, day: dt.date) -> str | None:
    """Say if the day lies where the row may have begun or ended already."""
    end, start = _side(row, 1), _side(row, 0)
    if end is not None and not end.is_exact and end.earliest and end.earliest <= day:
        return f"its end is on record only as {end.in_words()}"
    if start is not None and not start.is_exact and start.latest and day < start.latest:
        return f"its beginning is on record only as {start.in_words()}"
    if end is not None and end.is_exact and end.latest == day:
        return "this is the last day of its membership on record"
    return None


def _limits(
    version: Version | None, rows: Sequence[Spell], day: dt.date, sense: Sense
) -> Iterator[Held]:
    """Yield what lies over a membership on a day, in one sense.

    A notice that names its norm counts by law: the norm says what it does.
    """
    for row in sorted(rows, key=lambda row: row.during.sort_key):
        if row.status in _GROUND or _over(row, day):
            continue
        counts: Sense = "de-jure" if row.status == "withdrawing" and row.norm else row.sense
        if counts != sense:
            continue
        start = _side(row, 0)
        norm = _norm(version, row.norm) if row.status == "withdrawing" else None
        yield Held(
            row.status.replace("-", " "),
            sense,
            start,
            (_basis(row),),
            effect_of(norm, start),
            _doubt(row, day) or _reserve(norm),
        )


def _norm(version: Version | None, name: str | None) -> Norm | None:
    return next((norm for norm in version.norms if norm.id == name), None) if version else None


def _reserve(norm: Norm | None) -> str | None:
    """Say if the day of effect of a notice under a norm is not fixed."""
    agreed = norm is not None and norm.notice is not None and norm.notice.by_agreement
    return "unless an agreement sets another day" if agreed else None


def effect_of(norm: Norm | None, given: Edtf | None) -> Edtf | None:
    """Return the day on which a notice takes effect by a norm's own count of days."""
    if norm is None or norm.within is None or given is None:
        return None
    if norm.notice is not None and norm.notice.at_end_of_term:
        return None
    return later(given, norm.within)


# What events say


def _concerning(
    treaty: Treaty, state: str, events: Iterable[Event], ground: Held, day: dt.date
) -> Iterator[Event]:
    """Yield the events of this membership that are about the treaty, in order of time."""
    begun = ground.since.earliest if ground.since and ground.status == "party" else None
    for event in sorted(events, key=lambda event: event.date.sort_key):
        first = event.date.earliest or event.date.latest
        if first is None or first > day or state not in event.actors:
            continue
        named = event.provision is not None and event.provision.treaty == treaty.id
        if not named and (treaty.organisation is None or treaty.organisation not in event.actors):
            continue
        if begun is None or (event.date.latest or dt.date.max) > begun:
            yield event


def _told(
    treaty: Treaty,
    version: Version | None,
    state: str,
    rows: Sequence[Spell],
    events: Sequence[Event],
    ground: Held,
    day: dt.date,
) -> Iterator[tuple[Held, bool]]:
    """Yield what each event makes of the state, and whether it names another treaty.

    What names another treaty of the same organisation can be evidence here, and no more.
    """
    joins = [e for e in events if e.act == "join" and e.factuality == "actual"]
    leave = [n for n in (version.norms if version else ()) if n.kind == "withdrawal"]
    norm = leave[0] if len(leave) == 1 else None
    for event in events:
        basis = Basis("event", event.summary or event.evidence[0].exact, event.date, event.id)
        cited = event.provision
        elsewhere = cited is not None and cited.treaty != treaty.id
        wish = _WISHES.get(event.factuality) if event.act == "join" else None
        if wish and state in event.source and ground.status in ("out", "not a party"):
            yield Held(wish, "de-facto", event.date, (basis,)), elsewhere
        status = _OF_ACTS.get(event.act or "")
        side = event.target if event.act == "suspend-member" else event.source
        if not status or event.factuality != "actual" or state not in side:
            continue
        if ground.status != "party" or _undone(event, status, joins, rows, day):
            continue
        if status != "withdrawing":
            yield Held(status, "de-facto", event.date, (basis,)), elsewhere
        elif not (ground.doubt and event.date.contains(day)):
            # on its last day a member leaves: that is no notice which waits for its day
            sure = norm is not None and cited is not None and cited.article == norm.article
            doubt = _reserve(norm)
            if norm is not None and not sure:
                doubt = f"it is open whether it was a notice ({cite(norm)})"
            sense: Sense = "de-jure" if sure and not elsewhere else "de-facto"
            effect = effect_of(norm, event.date)
            yield Held(status, sense, event.date, (basis,), effect, doubt), elsewhere


def _undone(
    event: Event, status: str, joins: Sequence[Event], rows: Sequence[Spell], day: dt.date
) -> bool:
    """Whether a later return, or a row of the same status that is over, ends what an event did."""
    if any(join.date.sort_key > event.date.sort_key for join in joins):
        return True
    last = event.date.latest or dt.date.max
    return any(
        row.status.replace("-", " ") == status
        and _over(row, day)
        and row.during.latest is not None
        and row.during.latest >= last
        for row in rows
    )
