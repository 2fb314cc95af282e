"""What can come next for a state in a treaty: the ways on that norms and practice give.

::

    MemberState ─► transitions_of ─► Transition …   by the member: withdraw, lapse, freeze, …
    (+ norms of the version of that day)            by the others: suspend, restrict, exclude
                                                    in time:       a notice takes effect

A way that no norm on record provides is told as such; it is neither left out nor taken for open.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from foedus._durations import duration_in_words, later
from foedus._edtf import Edtf
from foedus.treaties._conditions import Condition
from foedus.treaties._leaving import Course, by_notice, by_term, not_before
from foedus.treaties._records import Norm, Version
from foedus.treaties._transitions import TRANSITIONS, Footing, Sense, Taker, Transition, cite

if TYPE_CHECKING:
    from foedus.treaties._held import Held
    from foedus.treaties._member_state import MemberState

_DECIDES = {
    "automatic": "nobody: it follows from the text",
    "consensus": "all, by consensus",
    "council": "the council",
    "each-party": "each party for itself",
}
_ALONE = "the member alone"
# What a norm of the kind suspension leads to: the kind of transition, and the state.
_AGAINST = {
    "suspended": ("suspend", "suspended"),
    "without-rights": ("restrict", "without rights"),
    "measures": ("measures", "under measures"),
    "out": ("exclude", "out"),
}
# The act that makes a member what it is in practice.
_ACTS = {"frozen": "freeze", "not paying": "withhold-dues", "dormant": "freeze"}


def transitions_of(state: MemberState) -> tuple[Transition, ...]:
    """Return the ways on: first what the member can do, then time, then the others."""
    return tuple(_Ways(state).all())


class _Ways:
    """The ways on from one state; ``here`` is its day, ``norms`` are those of its version."""

    def __init__(self, state: MemberState) -> None:
        self.state = state
        self.version: Version | None = state.version
        self.norms: tuple[Norm, ...] = state.version.norms if state.version else ()
        self.here = Edtf.parse(state.on)

    def all(self) -> Iterator[Transition]:
        status = self.state.status
        if self.state.treaty.ended_by(self.state.on) is not None:
            return  # nobody joins or leaves what has ended
        if status in ("out", "not a party"):
            yield self._joining(status)
        elif status == "signatory":
            yield from self._signed()
        elif status == "party":
            yield from self._leaving()
            yield from self._taking_part()
            yield from self._paying()
            yield from self._by_the_others()

    def _way(
        self,
        kind: str,
        by: Taker,
        sense: Sense,
        leads_to: str,
        footing: Footing,
        norm: Norm | None = None,
        *,
        title: str | None = None,
        **more: Any,
    ) -> Transition:
        version = self.version.id if self.version is not None and norm is not None else None
        name = title or TRANSITIONS[kind]
        return Transition(kind, name, by, sense, leads_to, footing, norm, version, **more)

    def _today(self, kind: str, leads_to: str, footing: Footing, **more: Any) -> Transition:
        """Return what the member can do alone and on any day, in practice."""
        given = {"earliest": self.here, "counted": "on any day", "decided_by": _ALONE, **more}
        return self._way(kind, "member", "de-facto", leads_to, footing, **given)

    def _of_kind(self, kind: str) -> tuple[Norm, ...]:
        return tuple(norm for norm in self.norms if norm.kind == kind)

    def _norm(self, name: str) -> Norm | None:
        return next((norm for norm in self.norms if norm.id == name), None)

    def _absent(self, what: str, silent: Any = None) -> tuple[str, ...]:
        """Say that no norm provides something, and whose silence that is."""
        label = self.state.treaty.label
        if self.version is None:
            return (f"no version of {label} is on record as in force on this day",)
        if silent in self.version.silent_on:
            return (self.version.silent_on[silent],)
        return (f"{label}, as coded here, has no article on {what}",)

    # Into the treaty

    def _joining(self, status: str) -> Transition:
        kind = "return" if status == "out" else "accede"
        norm = next(iter(self._of_kind("accession")), None)
        if norm is None:
            absent = self._absent("accession")
            return self._way(kind, "all", "de-jure", "party", "none", unknown=absent)
        decides = _DECIDES[norm.decided_by]
        return self._way(
            kind,
            "all",
            "de-jure",
            "party",
            "norm",
            norm,
            decided_by="the parties, by consensus" if norm.decided_by == "consensus" else decides,
            conditions=(norm.note,) if norm.note else (),
            unknown=("how long it takes: the norm sets no time",),
        )

    def _signed(self) -> Iterator[Transition]:
        on = self.state.on
        versions = self.state.treaty.versions
        coming = [v for v in versions if v.during.latest is None or v.during.latest > on]
        rule = min(coming, key=lambda v: v.during.sort_key).basis if coming else None
        yield self._way(
            "ratify",
            "member",
            "de-jure",
            "party",
            "practice",
            decided_by="the member, by its own law",
            conditions=(f"how the treaty comes into force: {rule}",) if rule else (),
            unknown=("no norm on ratification is coded here",),
        )
        yield self._way(
            "decline",
            "member",
            "de-jure",
            "not a party",
            "practice",
            decided_by=_ALONE,
            conditions=("a signature alone does not make it a party",),
        )

    # Out of it

    def _leaving(self) -> Iterator[Transition]:
        given = self.state.get("withdrawing")
        norms = self._of_kind("withdrawal")
        if given is not None:
            yield from self._notice_given(given, norms)
        else:
            for norm in norms:
                of = norm.notice.of if norm.notice else None
                title = f"leave {of} by notice" if of else None
                course = by_notice(self.state.treaty, norm, self.state.on)
                yield self._course("withdraw", "member", norm, course, title, _ALONE)
            if all(norm.notice is not None and norm.notice.of for norm in norms):
                absent = self._absent("leaving", "withdrawal")
                yield self._way("withdraw", "member", "de-jure", "out", "none", unknown=absent)
        terms = [norm for norm in self.norms if norm.term is not None]
        if terms:
            course = by_term(self.state.treaty, terms[0], self.state.on)
            yield self._course(
                "lapse", course.by or "time", terms[0], course, None, course.decided_by
            )
        else:
            absent = self._absent("how long it lasts")
            yield self._way("lapse", "time", "de-jure", "out", "none", unknown=absent)
        yield self._way(
            "consent",
            "all",
            "de-jure",
            "out",
            "none",
            decided_by="all parties together",
            unknown=(
                *self._absent("ending membership by consent"),
                "what the general law of treaties allows is not coded here",
            ),
        )

    def _course(
        self,
        kind: str,
        by: Taker,
        norm: Norm,
        course: Course,
        title: str | None,
        decided_by: str | None,
    ) -> Transition:
        notice = kind == "withdraw"
        settle = norm.notice.settle if notice and norm.notice else None
        unknown = (*course.unknown, *(("what is still to be settled",) if settle else ()))
        return self._way(
            kind,
            by,
            "de-jure",
            _leads(norm) if notice else "out",
            course.footing,
            norm,
            title=title,
            earliest=course.earliest,
            counted=course.counted,
            notice_by=course.notice_by,
            without_agreement=course.without_agreement,
            decided_by=decided_by if course.footing == "norm" else None,
            conditions=course.conditions,
            costs=self._price(norm) if notice else (),
            unknown=unknown,
            cites=self._cited(norm) if notice else (),
        )

    def _price(self, norm: Norm) -> tuple[str, ...]:
        """Say what leaving by a norm costs: what to settle, what goes on or follows."""
        costs = []
        if norm.notice is not None and norm.notice.settle:
            costs.append(f"settle first: {norm.notice.settle}")
        unpaid = self.state.get("not paying")
        if unpaid is not None:
            dues = [f" ({cite(n)})" for n in self._of_kind("dues")][:1]
            since = f" since {unpaid.since.since()}" if unpaid.since else ""
            costs.append(f"dues{''.join(dues)} not paid{since}, as far as they count as owed")
        return (*costs, *self._follows(norm))

    def _follows(self, norm: Norm) -> Iterator[str]:
        """Yield what follows a norm: titles of norms, or the sentences that stand for them."""
        for name in norm.then:
            after = self._norm(name)
            yield name if after is None else f"{after.title} ({cite(after)})"

    def _cited(self, norm: Norm) -> tuple[str, ...]:
        return tuple(name for name in norm.then if self._norm(name))

    def _notice_given(self, given: Held, norms: tuple[Norm, ...]) -> Iterator[Transition]:
        named = {basis.ref for basis in given.bases}
        norm = next((n for n in norms if n.id in named), None)
        if norm is None and given.effect is not None and len(norms) == 1:
            norm = norms[0]
        unknown = [given.doubt] if given.doubt else []
        if norm is None:
            unknown.append("the norm under which the notice was given")
            yield self._way("effect", "time", "de-jure", "out", "none", unknown=tuple(unknown))
        else:
            yield self._takes_effect(given, norm, unknown)
        notice = norm.notice if norm is not None else None
        if notice is not None and notice.can_be_taken_back:
            last = given.effect if given.effect and not self._passed(given.effect) else None
            yield self._way(
                "take-back",
                "member",
                "de-jure",
                "party",
                "norm",
                norm,
                earliest=self.here,
                counted="until it takes effect",
                notice_by=last,
                decided_by=_ALONE,
            )
        else:
            absent = self._absent("taking a notice back")
            yield self._way("take-back", "member", "de-jure", "party", "none", unknown=absent)

    def _passed(self, day: Edtf) -> bool:
        return day.latest is not None and day.latest < self.state.on

    def _takes_effect(self, given: Held, norm: Norm, unknown: list[str]) -> Transition:
        effect, notice = given.effect, norm.notice
        agreed = notice is not None and notice.by_agreement
        conditions = ["an agreement on leaving sets the day"] if agreed else []
        if notice is not None and notice.extended_by:
            conditions.append(f"can be put off by {notice.extended_by}")
        counted = earliest = None
        if effect is not None and given.since is not None:
            span = duration_in_words(norm.within)
            counted = f"{span} from {given.since.in_words()}: {effect.in_words()}"
            if self._passed(effect):
                earliest = self.here
                unknown.append(
                    "that day has gone by; on record the membership ends on this day"
                    if self.state.is_last_day
                    else "that day has gone by, and no end of the membership is on record; by the "
                    "rule it ended with that day: if it did, make that the last day of its row in "
                    "the treaty file"
                )
            else:
                earliest = not_before(effect, self.state.on)
        return self._way(
            "effect",
            "time",
            "de-jure",
            _leads(norm),
            "norm",
            norm,
            earliest=None if agreed else earliest,
            counted=counted,
            without_agreement=earliest if agreed else None,
            decided_by=_DECIDES["automatic"],
            conditions=tuple(conditions),
            costs=self._price(norm),
            unknown=tuple(unknown),
            cites=self._cited(norm),
        )

    # Taking part, and paying

    def _taking_part(self) -> Iterator[Transition]:
        if self.state.get("frozen", "dormant") is not None:
            yield self._today(
                "resume",
                "as by law",
                "practice",
                conditions=("no norm on record asks for leave to take part again",),
            )
        elif self.state.get("suspended") is None:
            costs, cites = self._answers("freeze")
            yield self._today(
                "freeze",
                "frozen",
                "practice",
                conditions=("by law it stays what it is",),
                costs=costs,
                cites=cites,
                unknown=self._absent("a freeze at a member’s own wish", "freeze"),
            )

    def _paying(self) -> Iterator[Transition]:
        dues = next(iter(self._of_kind("dues")), None)
        if self.state.get("not paying") is not None:
            footing: Footing = "practice" if dues is None else "norm"
            unknown = ("how much is owed",)
            yield self._today("pay", "as by law", footing, norm=dues, unknown=unknown)
        elif dues is None:
            absent = self._absent("dues")
            yield self._way(
                "withhold-dues", "member", "de-facto", "not paying", "none", unknown=absent
            )
        else:
            costs, cites = self._answers("withhold-dues")
            late = [norm for norm in map(self._norm, dues.otherwise) if norm and norm.within]
            arrears = (
                f"from {later(self.here, norm.within).in_words()}, after "
                f"{duration_in_words(norm.within)}: {norm.title} ({cite(norm)})"
                for norm in late
                if norm.within
            )
            yield self._today(
                "withhold-dues",
                "not paying",
                "practice",
                conditions=(f"breaks the norm on {dues.title} ({cite(dues)})",),
                costs=(*arrears, *costs),
                cites=(dues.id, *(norm.id for norm in late), *cites),
            )

    def _answers(self, act: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Say what the others may do about an act, and by which norms."""
        found = [n for n in self._of_kind("suspension") if act in _named_in(n.when, "act")]
        words = (f"{_DECIDES[n.decided_by]} may answer: {n.title} ({cite(n)})" for n in found)
        return tuple(words), tuple(norm.id for norm in found)

    # What the others can do

    def _by_the_others(self) -> Iterator[Transition]:
        norms = self._of_kind("suspension")
        held = self.state.get("suspended")
        provided = set()
        for norm in norms:
            leads = norm.leads_to or "suspended"
            provided.add(leads)
            if leads != "suspended" or held is None or held.sense == "de-facto":
                yield self._against(norm, leads)
        for leads, what in (("suspended", "suspension"), ("out", "exclusion")):
            if leads not in provided and not (leads == "suspended" and held is not None):
                kind, to = _AGAINST[leads]
                absent = self._absent(what, what)
                yield self._way(kind, "others", "de-jure", to, "none", unknown=absent)
        if held is not None:
            absent = self._absent("how a suspension ends")
            yield self._way("restore", "others", held.sense, "party", "none", unknown=absent)

    def _against(self, norm: Norm, leads: str) -> Transition:
        """Say how a norm by which the others act against a member stands on the day."""
        before = [other for other in self.norms if norm.id in other.otherwise]
        first = [other for other in before if other.kind == "suspension"]
        counted: str | None = "the norm names no time"
        earliest: Edtf | None = self.here
        footing: Footing = "norm"
        conditions: list[str] = []
        unknown = [f"it turns on the question “{q}”" for q in _named_in(norm.when, "question")]
        if first and self.state.get("suspended") is None:
            footing = "not yet"
            conditions.append(f"after {first[0].title} ({cite(first[0])})")
        elif norm.within and any(other.kind == "dues" for other in before):
            footing, earliest, counted = self._arrears(norm, conditions, unknown)
        elif done := self._on_record(norm, before):
            conditions.append("on record: " + ", ".join(done))
            unknown.append("whether that opens it")
        else:
            footing = "not yet"
            acts = dict.fromkeys(a for n in (norm, *before) for a in _named_in(n.when, "act"))
            by = f" (it would be opened by: {', '.join(acts)})" if acts else ""
            conditions.append(f"nothing on record opens it{by}")
        kind, to = _AGAINST[leads]
        return self._way(
            kind,
            "others",
            "de-jure",
            to,
            footing,
            norm,
            title=norm.title,
            earliest=earliest if footing == "norm" else None,
            counted=counted if footing == "norm" else None,
            decided_by=_DECIDES[norm.decided_by],
            conditions=tuple(conditions),
            costs=tuple(self._follows(norm)),
            unknown=tuple(unknown),
            cites=(*(other.id for other in before), *self._cited(norm)),
        )

    def _arrears(
        self, norm: Norm, conditions: list[str], unknown: list[str]
    ) -> tuple[Footing, Edtf | None, str | None]:
        """Count the time of arrears from the first day without payment on record."""
        span, unpaid = duration_in_words(norm.within), self.state.get("not paying")
        if unpaid is None or not norm.within:
            conditions.append(f"after {span} without payment; none is on record")
            return "not yet", None, None
        unknown.append("from which day the time of arrears is counted")
        if unpaid.since is None:
            return "norm", None, None
        full = later(unpaid.since, norm.within)
        counted = (
            f"{span} from {unpaid.since.in_words()}, the first day without payment on record: "
            f"{full.in_words()}"
        )
        conditions.append("if it goes on paying nothing")
        return "norm", self.here if self._passed(full) else not_before(full, self.state.on), counted

    def _on_record(self, norm: Norm, before: list[Norm]) -> list[str]:
        """Say what is on record of the acts that open a norm."""
        opening = {act for other in (norm, *before) for act in _named_in(other.when, "act")}
        held = [one for one in self.state.held if _ACTS.get(one.status) in opening]
        found = [str(one) for one in held]
        for act in sorted(opening - {_ACTS[one.status] for one in held}):
            if times := self.state.acts(act):
                words = times[-1].date.in_words()
                found.append(f"{act}, {len(times)} on record, the last {words}")
        return found


def _leads(norm: Norm) -> str:
    of = norm.notice.of if norm.notice else None
    return f"out of {of}, still a party" if of else "out"


def _named_in(condition: Condition | None, leaf: str) -> tuple[str, ...]:
    """Return what the leaves of one name ask for, anywhere in a condition."""
    if condition is None:
        return ()
    if condition.parts:
        return tuple(name for part in condition.parts for name in _named_in(part, leaf))
    if condition.name != leaf:
        return ()
    return condition.value if isinstance(condition.value, tuple) else (condition.value,)
