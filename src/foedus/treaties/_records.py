"""Treaty, version, norm, membership: what was promised, by whom, from when to when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from foedus._durations import DURATION
from foedus._edtf import Edtf
from foedus._translation import fault_in
from foedus.events import ontology
from foedus.treaties._conditions import Condition
from foedus.treaties._terms import Notice, Record, Term

if TYPE_CHECKING:
    from foedus.figures import Figure


# What a text that says "immediately", and gives no number of days, sets as the time.
AT_ONCE = "at-once"


def at_field(path: tuple[int | str, ...], message: str) -> PydanticCustomError:
    """Return a fault of a whole record that names the field in which to mend it."""
    return PydanticCustomError("treaty", "{why}", {"why": message, "at": path})


class Performance(Record):
    """What performs a norm, wholly or in part: acts, or PLOVER types where no act fits."""

    acts: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> Performance:
        scheme = ontology()
        stray = [name for name in self.acts if name not in scheme.acts]
        stray += [name for name in self.types if name not in scheme.types]
        if stray:
            raise ValueError(
                f"'{stray[0]}' is neither an act nor a type of the coding scheme; "
                f"the acts are {', '.join(scheme.acts)}; the types {', '.join(scheme.types)}"
            )
        return self

    def __bool__(self) -> bool:
        return bool(self.acts or self.types)


_FIELDS_OF_KINDS = {
    "notice": ("withdrawal",),
    "term": ("duration", "withdrawal"),
    "leads_to": ("suspension",),
}


class Norm(Record):
    """One rule of a treaty.

    Attributes
    ----------
    id
        Unique in its version.
    article, title, kind
        Where it stands, what to call it, and what sort of promise it is. ``area`` says where the
        promises hold.
    modality
        must, may or must-not.
    bearer
        Who owes it: each-party, every-other-party (than the beneficiary), organisation,
        source (the party that acts, for what nobody may do), or actor ids.
    counterparty
        To whom: the party that is the target of the event, its source, or either of the two;
        organisation, every-other-party, none.
    when, unless
        The conditions that call it in, and that keep it from being called in. Without ``when``
        no event calls it in (a definition, or a rule of procedure).
    performed_by, partly_by, breached_by
        The acts that perform it, perform a part of it, or break it.
    needs_request
        Whether the state in need must have asked.
    decided_by
        automatic, consensus, council, or each-party (each decides for itself what it does).
    within
        The time in which it is due, an ISO 8601 duration of days, months or years (P30D, P6M,
        P1Y), or ``at-once`` where the text says "immediately" and gives no number.
        Of withdrawal: how long notice runs.
    notice
        What else notice takes, for a norm of the kind withdrawal.
    term
        How long the treaty lasts, for a norm of the kind duration or withdrawal.
    leads_to
        What a norm of the kind suspension makes of a member: suspended (by default), out,
        without-rights (the vote, posts), or measures (which ones, the norm leaves open).
    then, otherwise
        What follows performance, and breach: ids of norms of the same version, or a plain
        sentence. An entry of one word is taken for an id.
    quote, language, address, verified, note
        The words of the article as far as quoted, where they stand, and whether they were checked
        against the text. Verified without a quote: what the article says was checked in what
        stands at the address, but none of its words were taken over.
    translation, translated_by
        The quote in English where it is in another language, and whose translation that is. It
        stands beside the quote and is never used for it.
    """

    id: str
    article: str
    title: str
    kind: Literal[
        "defence",
        "offence",
        "consultation",
        "assistance",
        "nonaggression",
        "neutrality",
        "loyalty",
        "dues",
        "procedure",
        "withdrawal",
        "suspension",
        "accession",
        "duration",
        "settlement",
        "area",
    ]
    modality: Literal["must", "may", "must-not"]
    bearer: Literal["each-party", "every-other-party", "organisation", "source"] | tuple[str, ...]
    counterparty: (
        Literal["target", "source", "either", "organisation", "every-other-party", "none"]
        | tuple[str, ...]
    ) = "none"
    when: Condition | None = None
    unless: Condition | None = None
    performed_by: Performance = Performance()
    partly_by: Performance = Performance()
    breached_by: Performance = Performance()
    needs_request: bool = False
    decided_by: Literal["automatic", "consensus", "council", "each-party"] = "automatic"
    within: str | None = None
    notice: Notice | None = None
    term: Term | None = None
    leads_to: Literal["suspended", "out", "without-rights", "measures"] | None = None
    then: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    quote: str | None = None
    language: str = "en"
    address: str | None = None
    verified: bool = False
    translation: str | None = None
    translated_by: str | None = None
    note: str | None = None

    @property
    def checked(self) -> str:
        """What was checked, and where: ``words, pavlodar.com``; ``sense, rferl.org``; ``no``."""
        if not self.verified:
            return "no"
        host = urlsplit(self.address or "").hostname
        what = "words" if self.quote else "sense"
        return f"{what}, {host.removeprefix('www.')}" if host else what

    @model_validator(mode="after")
    def _whose_translation(self) -> Norm:
        if fault := fault_in(self.translation, self.translated_by, self.quote):
            raise at_field(("translation",), fault)
        return self

    @model_validator(mode="after")
    def _duration(self) -> Norm:
        if self.within not in (None, AT_ONCE) and not DURATION.fullmatch(self.within):
            raise at_field(
                ("within",),
                f"'{self.within}' is not a duration; write P30D, P6M or P1Y, or {AT_ONCE}",
            )
        return self

    @model_validator(mode="after")
    def _fields_of_their_kind(self) -> Norm:
        for field, kinds in _FIELDS_OF_KINDS.items():
            if getattr(self, field) is not None and self.kind not in kinds:
                raise at_field(
                    (field,), f"a norm of the kind {self.kind} has none; only {' and '.join(kinds)}"
                )
        return self


_CHECKED = {
    "words": "the quoted words stand in the text that was read at this place",
    "sense": "what the article says was checked in what stands at this place, which may be a "
    "report of it; its words were not taken over",
    "no": "nobody could check the article",
}


def what_checked_means(norms: Iterable[Norm]) -> list[str]:
    """Explain the words of :attr:`Norm.checked` that occur, and the translations, a line each."""
    known = list(norms)
    used = {norm.checked.partition(",")[0] for norm in known}
    lines = [
        f"checked: {word}{', place' if word != 'no' else ''}: {means}"
        for word, means in _CHECKED.items()
        if word in used
    ]
    whose = dict.fromkeys(norm.translated_by for norm in known if norm.translated_by)
    return lines + [f"translation: by {by}; not the words of the text" for by in whose]


class Text(Record):
    """Where a text of the treaty can be read."""

    title: str
    address: str | None = None
    language: str = "en"
    note: str | None = None


class Version(Record):
    """The treaty as it read from one day to another.

    Attributes
    ----------
    silent_on
        Ways on of a member of which the text is on record as saying nothing (withdrawal, freeze,
        suspension, exclusion), each with the words for it.
    """

    id: str
    title: str | None = None
    during: Edtf
    basis: str | None = None
    silent_on: dict[Literal["withdrawal", "freeze", "suspension", "exclusion"], str] = Field(
        default_factory=dict
    )
    norms: tuple[Norm, ...] = ()

    @model_validator(mode="after")
    def _unique(self) -> Version:
        ids = [norm.id for norm in self.norms]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            place = len(ids) - 1 - ids[::-1].index(twice[0])
            raise at_field(
                ("norms", place, "id"),
                f"the id '{twice[0]}' stands twice in version '{self.id}'",
            )
        return self


class Spell(Record):
    """A state's membership from one day to another, in one sense.

    Attributes
    ----------
    sense
        de-jure (by law) or de-facto (in practice).
    status
        member or signatory; or what lies over a membership for a time: frozen (by the member),
        suspended (by the others), not-paying, dormant, withdrawing (between notice and exit).
    during
        From its first day to its last: the day of its end still belongs to it.
    basis
        The norm, act or document that it rests on, in words: how it began.
    ended_by
        How it ended, in words; told of no day before the end.
    norm
        Id of the norm that it rests on, where one does; with ``ended_by``, of the norm by which
        it ended.
    """

    state: str
    during: Edtf
    sense: Literal["de-jure", "de-facto"] = "de-jure"
    status: Literal[
        "member",
        "signatory",
        "frozen",
        "suspended",
        "not-paying",
        "dormant",
        "withdrawing",
    ] = "member"
    basis: str | None = None
    ended_by: str | None = None
    norm: str | None = None
    note: str | None = None

    @property
    def rests_on(self) -> str | None:
        """How it began, and how it ended where that is on record."""
        parts = (self.basis, self.ended_by and f"ended: {self.ended_by}")
        return "; ".join(filter(None, parts)) or None


class Treaty(Record):
    """A treaty with its versions, norms and memberships.

    Attributes
    ----------
    id, title, short, aliases
        What it is called.
    organisation
        Id of the organisation that it founds or serves, if any.
    signed, in_force, ended
        Dates (EDTF); ``ended`` is None while it is in force.
    atop
        Number of the alliance in ATOP.
    predecessors, successors
        Ids of treaties.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    short: str | None = None
    aliases: tuple[str, ...] = ()
    organisation: str | None = None
    signed: Edtf | None = None
    signed_at: str | None = None
    in_force: Edtf | None = None
    ended: Edtf | None = None
    atop: int | None = None
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    texts: tuple[Text, ...] = ()
    versions: tuple[Version, ...] = Field(min_length=1)
    membership: tuple[Spell, ...] = ()
    note: str | None = None
    _on_day: dict[tuple[str, str], tuple[str, ...]] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> Treaty:
        ordered = sorted(self.versions, key=lambda version: version.during.sort_key)
        places = {version.id: place for place, version in enumerate(self.versions)}
        for earlier, later in pairwise(ordered):
            if earlier.during.overlaps(later.during) and not (
                earlier.during.latest == later.during.earliest
            ):
                raise at_field(
                    ("versions", places[later.id], "during"),
                    f"'{earlier.id}' ({earlier.during}) and '{later.id}' ({later.during}) overlap; "
                    "a day has one version, so let one end on the day before the other begins",
                )
        return self

    def __eq__(self, other: object) -> bool:
        # whether somebody has asked for its members before makes no other treaty of it
        return isinstance(other, Treaty) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def label(self) -> str:
        """The short title, or the title."""
        return self.short or self.title

    def ended_by(self, day: dt.date) -> Edtf | None:
        """Return when the treaty ended, if it had by a day; None if it had not."""
        ended = self.ended
        return ended if ended is not None and ended.latest and ended.latest < day else None

    def version_on(self, on: Edtf) -> Version | None:
        """Return the version in force on a day; the later one on the day of a change."""
        fitting = [version for version in self.versions if version.during.overlaps(on)]
        return max(fitting, key=lambda version: version.during.sort_key) if fitting else None

    def members(self, on: Edtf, *, sense: str = "de-jure") -> tuple[str, ...]:
        """Return the members on a day.

        In the sense ``de-facto``, those by law whose participation is not frozen, suspended or
        dormant on that day.
        """
        # a ledger asks for the same few hundred days tens of thousands of times
        key = on.text, sense
        if key not in self._on_day:
            self._on_day[key] = self._members(on, sense)
        return self._on_day[key]

    def _members(self, on: Edtf, sense: str) -> tuple[str, ...]:
        by_law = dict.fromkeys(
            row.state
            for row in self.membership
            if row.sense == "de-jure" and row.status == "member" and row.during.overlaps(on)
        )
        if sense == "de-jure":
            return tuple(by_law)
        resting = {
            row.state
            for row in self.membership
            if row.status in ("frozen", "suspended", "dormant") and row.during.overlaps(on)
        }
        return tuple(state for state in by_law if state not in resting)

    def draw(self, **options: Any) -> Figure:
        """Draw the memberships; the options are those of ``draw_memberships``."""
        from foedus.treaties._figure import draw_memberships

        return draw_memberships([self], title=self.title, **options)

    def _repr_html_(self) -> str:
        return self.draw()._repr_html_()
