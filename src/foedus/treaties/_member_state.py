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
from typing import TYPE_CHECKING, Any

from foedus._edtf import Edtf
from foedus._errors import InputError
from foedus.events import Event
from foedus.treaties._held import Basis, Held
from foedus.treaties._member_events import (
    LeavingAct,
    acts_of_leaving,
    concerning,
    effect_of,
    is_over,
    norm_named,
    reserve,
    told,
)
from foedus.treaties._records import Spell, Treaty, Version
from foedus.treaties._transitions import Sense

if TYPE_CHECKING:
    from foedus.actors import Actors
    from foedus.figures import Figure
    from foedus.treaties._transitions import Transition

_GROUND = ("member", "signatory")
LAST_DAY = "this is the last day of its membership on record"


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
    acts_of_leaving
        Acts of leaving on record that do not count by law, each with the reason.
    """

    treaty: Treaty
    state: str
    on: dt.date
    version: Version | None
    by_law: tuple[Held, ...]
    in_practice: tuple[Held, ...] = ()
    acts_of_leaving: tuple[LeavingAct, ...] = ()
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

    @property
    def is_last_day(self) -> bool:
        """Whether the record ends the membership with this day."""
        return self.by_law[0].status == "party" and self.by_law[0].doubt == LAST_DAY

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
            "acts_of_leaving": [one.as_json() for one in self.acts_of_leaving],
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
        given = self.get("withdrawing")
        if notice.kind == "effect" and given is not None and given.has_run_out(self.on):
            assert given.effect is not None
            ran_out = f"The term of the notice given ran out on {given.effect.in_words()}"
            what = (
                "; on record the membership ends on this day"
                if self.is_last_day
                else ", but no end of the membership is on record, so that it is told as a party"
            )
            return f"{said} {ran_out} ({notice.rests_on}){what}."
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
                if end is not None and is_over(row, self.on):
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
    known = tuple(concerning(treaty, name, events, ground, day))
    inside = ground.status in ("party", "signatory")
    law = [ground, *(_limits(version, rows, day, "de-jure") if inside else ())]
    practice = list(_limits(version, rows, day, "de-facto")) if inside else []
    for held, elsewhere in told(treaty, version, name, rows, known, ground, day):
        place = next((side for side in (law, practice) if _at(side, held.status) is not None), None)
        if place is not None:
            number = _at(place, held.status) or 0
            first = place[number]
            place[number] = replace(
                first, bases=first.bases + held.bases, effect=first.effect or held.effect
            )
        elif not elsewhere:
            (law if held.sense == "de-jure" else practice).append(held)
    notice = next((held for held in law if held.status == "withdrawing"), None)
    acts = tuple(acts_of_leaving(treaty, version, name, rows, known, ground, notice, day))
    return MemberState(treaty, name, day, version, tuple(law), tuple(practice), acts, known)


def _in_words(ground: Held) -> str:
    """Write whether a state is in: ``has been a party since 2003``."""
    if ground.status == "ended":
        when = f" ({ground.since.in_words()})" if ground.since else ""
        return f"is bound no more: the treaty has ended{when}"
    said = {"party": "a party", "signatory": "a signatory"}.get(ground.status, ground.status)
    if ground.since is None:
        return f"is {said}"
    return f"has been {said} since {ground.since_in_words}"


def _at(side: Sequence[Held], status: str) -> int | None:
    return next((number for number, held in enumerate(side) if held.status == status), None)


# What the rows say


def _begun(row: Spell, day: dt.date) -> bool:
    return row.during.earliest is None or row.during.earliest <= day


def _side(row: Spell, number: int) -> Edtf | None:
    """Return the day on which a row begins (0) or ends (1), or None where it is open."""
    sides = row.during.text.split("/")
    text = sides[min(number, len(sides) - 1)]
    return None if text in ("", "..") else Edtf.parse(text)


def _basis(row: Spell, *, ended: bool = False) -> Basis:
    """Return what a row rests on; of one that is over, how it ended where that is told apart."""
    text = row.basis or "no basis is on record"
    if row.ended_by is None or row.status not in _GROUND:
        return Basis("row", text, _side(row, 0), row.norm, row.note)
    if ended:
        return Basis("row", row.ended_by, _side(row, 0), row.norm, row.note)
    return Basis("row", text, _side(row, 0))


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
            if row.status == status and not is_over(row, day):
                return Held(word, "de-jure", _side(row, 0), (_basis(row),), doubt=_doubt(row, day))
    if past:
        return Held("out", "de-jure", _side(past[-1], 1), (_basis(past[-1], ended=True),))
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
        return LAST_DAY
    return None


def _limits(
    version: Version | None, rows: Sequence[Spell], day: dt.date, sense: Sense
) -> Iterator[Held]:
    """Yield what lies over a membership on a day, in one sense.

    A notice that names its norm counts by law: the norm says what it does.
    """
    for row in sorted(rows, key=lambda row: row.during.sort_key):
        if row.status in _GROUND or is_over(row, day):
            continue
        counts: Sense = "de-jure" if row.status == "withdrawing" and row.norm else row.sense
        if counts != sense:
            continue
        start = _side(row, 0)
        norm = norm_named(version, row.norm) if row.status == "withdrawing" else None
        yield Held(
            row.status.replace("-", " "),
            sense,
            start,
            (_basis(row),),
            effect_of(norm, start),
            _doubt(row, day) or reserve(norm),
        )
