"""What the events of a case make of a state in a treaty, and what they do not.

::

    events ─► concerning ─┬─► told ──────────► Held …        what holds, by law or in practice
                          └─► acts_of_leaving ► LeavingAct … what does not count by law, and why
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from foedus._durations import later
from foedus._edtf import Edtf
from foedus.events import Event
from foedus.treaties._held import Basis, Held
from foedus.treaties._records import Norm, Spell, Treaty, Version
from foedus.treaties._transitions import Sense, cite

# What an act of a member, or of the others towards it, makes of it in practice.
_OF_ACTS = {
    "freeze": "frozen",
    "withhold-dues": "not paying",
    "exit": "withdrawing",
    "suspend-member": "suspended",
}
_WISHES = {"requested": "applicant", "intended": "intends to join"}


def is_over(row: Spell, day: dt.date) -> bool:
    """Whether a row ended before a day; its last day still belongs to it."""
    return row.during.latest is not None and row.during.latest < day


def norm_named(version: Version | None, name: str | None) -> Norm | None:
    return next((norm for norm in version.norms if norm.id == name), None) if version else None


def reserve(norm: Norm | None) -> str | None:
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


def concerning(
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


def told(
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
    norm = _norm_on_leaving(version)
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
            sure = _names(event, norm)
            doubt = reserve(norm)
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
        and is_over(row, day)
        and row.during.latest is not None
        and row.during.latest >= last
        for row in rows
    )


def _norm_on_leaving(version: Version | None) -> Norm | None:
    """Return the one norm on leaving of a version; None where it has none, or several."""
    found = [n for n in (version.norms if version else ()) if n.kind == "withdrawal"]
    return found[0] if len(found) == 1 else None


def _names(event: Event, norm: Norm | None) -> bool:
    """Whether an event names the article of a norm."""
    cited = event.provision
    return norm is not None and cited is not None and cited.article == norm.article


# Acts that do not count


@dataclass(frozen=True)
class LeavingAct:
    """An act of leaving on record that does not count by law, and why not.

    Attributes
    ----------
    event
        The act.
    because
        Why it does not count, in words.
    remedy
        What to change of the event so that it counts as notice, as ``--set`` of ``foedus judge``
        takes it; None where no change of the event would do.
    then
        What would follow if it counted, in words.
    """

    event: Event
    because: str
    remedy: str | None = None
    then: str | None = None

    @property
    def said(self) -> str:
        """The act with its id, day and words."""
        words = " ".join(self.event.evidence[0].exact.split())
        return f"{self.event.id[:8]}, {self.event.date.in_words()}: “{words}”"

    def in_words(self, case: str = "CASE") -> str:
        """Say that the act is on record, why it does not count, and what would let it count."""
        text = f"An act of leaving is on record ({self.said}). {self.because}."
        if self.remedy is not None:
            text += (
                f" To let it count, if it was that notice, write: foedus judge {case} "
                f"{self.event.id[:8]} correct --by NAME --set {self.remedy}"
            )
            text += f" ({self.then})." if self.then else "."
        return text

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "event": self.event.id,
            "date": str(self.event.date),
            "quote": self.event.evidence[0].exact,
            "because": self.because,
            "remedy": self.remedy,
            "then": self.then,
        }


def acts_of_leaving(
    treaty: Treaty,
    version: Version | None,
    state: str,
    rows: Sequence[Spell],
    events: Sequence[Event],
    ground: Held,
    notice: Held | None,
    day: dt.date,
) -> Iterator[LeavingAct]:
    """Yield the acts of leaving that do not count by law.

    Parameters
    ----------
    events
        Those that are about the treaty, see :func:`concerning`.
    ground
        Whether the state is in. Of one that is out, only acts of its last membership are told.
    notice
        The notice that counts by law, if one does.
    """
    if ground.status not in ("party", "out"):
        return
    last = [row for row in rows if row.status == "member" and row.sense == "de-jure"]
    begun = max((row.during.earliest or dt.date.min for row in last), default=dt.date.min)
    joins = [e for e in events if e.act == "join" and e.factuality == "actual"]
    norm = _norm_on_leaving(version)
    for event in events:
        if event.act != "exit" or event.factuality != "actual" or state not in event.source:
            continue
        cited = event.provision
        elsewhere = cited is not None and cited.treaty != treaty.id
        if (event.date.latest or dt.date.max) <= begun or (_names(event, norm) and not elsewhere):
            continue
        # a row of withdrawing that is over took the act up, unless the membership is over with it
        if _undone(event, "withdrawing", joins, rows if ground.status == "party" else (), day):
            continue
        remedy = then = None
        if ground.status == "out":
            because = "By law the state is out by its row in the treaty file, not by this act"
        elif notice is not None:
            ends = notice.effect and f", with effect on {notice.effect.in_words()}"
            since = notice.since and f" of {notice.since.in_words()}"
            because = (
                f"By law the notice{since or ''} counts{ends or ''}; this act is no second one"
            )
        elif norm is None:
            because = (
                f"By law it does not count: {treaty.label}, as coded here, has not one article on "
                "leaving that it could name; by law the membership ends with a last day in its "
                "row of the treaty file"
            )
        else:
            names = cited.treaty if elsewhere and cited else "no such article"
            because = (
                "By law it does not count: only an act that names the treaty's article on leaving "
                f"({cite(norm)}) is a notice, and it names {names}"
            )
            remedy = f"provision={treaty.id},{norm.article}"
            end = effect_of(norm, event.date)
            if end is not None:
                then = f"counted from its day, the membership would end on {end.in_words()}"
        yield LeavingAct(event, because, remedy, then)
