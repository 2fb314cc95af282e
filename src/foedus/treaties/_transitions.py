"""The transition: one way on from what a state is in a treaty, with its norm, day and cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from foedus._edtf import Edtf
from foedus.treaties._records import Norm

#: The kinds of transition, each with what it is called.
TRANSITIONS = {
    # by the member
    "withdraw": "leave by notice",
    "lapse": "let the term run out",
    "consent": "leave by consent of all",
    "freeze": "stop taking part",
    "resume": "take part again",
    "withhold-dues": "pay no dues",
    "pay": "pay what is owed",
    "take-back": "take the notice back",
    "ratify": "bring it into force for itself",
    "decline": "not ratify",
    "accede": "join",
    "return": "come back",
    # in time
    "effect": "the notice takes effect",
    # by the others
    "suspend": "be suspended",
    "restrict": "lose rights",
    "measures": "meet with measures",
    "exclude": "be excluded",
    "restore": "be restored",
}
#: How a transition stands, each with what it means.
FOOTINGS = {
    "norm": "a norm provides it",
    "practice": "done in practice; no norm on record provides it",
    "not yet": "a norm provides it, but something has to come first",
    "closed": "a norm rules it out, or provides it for another time",
    "none": "no norm on record provides it: not known to be open",
}
Footing = Literal["norm", "practice", "not yet", "closed", "none"]
Taker = Literal["member", "others", "all", "time"]
Sense = Literal["de-jure", "de-facto"]


def cite(norm: Norm) -> str:
    """Name a norm with its standing: ``Art. 19, verified``."""
    return f"Art. {norm.article}, {'verified' if norm.verified else 'unverified'}"


@dataclass(frozen=True)
class Transition:
    """One way on from what a state is in a treaty.

    Attributes
    ----------
    kind, title
        One of :data:`TRANSITIONS`, and what to call it here.
    by
        Who takes it: ``member``, ``others``, ``all`` together, or ``time``.
    sense
        Whether it changes what holds by law (``de-jure``) or in practice (``de-facto``).
    leads_to
        One of :data:`foedus.treaties.MEMBER_STATES`, or the words for it.
    footing
        How it stands: one of :data:`FOOTINGS`.
    norm, version
        The norm that provides it, and the id of the version; None where none does.
    earliest
        The first day on which it can have its effect if it is taken on the day asked; never
        before that day. None where no rule gives one.
    counted
        How that day was counted, in words.
    notice_by
        The last day for notice, where the effect comes on a fixed day.
    without_agreement
        The day of effect where an agreement can set another and does not.
    decided_by
        Who decides, in words; None where that is not on record.
    conditions, costs, unknown
        What has to be so, what it costs or brings on, and what is not on record.
    cites
        Ids of the norms that conditions and costs rest on.
    """

    kind: str
    title: str
    by: Taker
    sense: Sense
    leads_to: str
    footing: Footing
    norm: Norm | None = None
    version: str | None = None
    earliest: Edtf | None = None
    counted: str | None = None
    notice_by: Edtf | None = None
    without_agreement: Edtf | None = None
    decided_by: str | None = None
    conditions: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()

    @property
    def verified(self) -> bool | None:
        """Whether the norm was checked against the text; None without one."""
        return None if self.norm is None else self.norm.verified

    @property
    def rests_on(self) -> str:
        """The article with its standing, or the words for there being none."""
        return "no article" if self.norm is None else cite(self.norm)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        norm = self.norm
        return {
            "kind": self.kind,
            "title": self.title,
            "by": self.by,
            "sense": self.sense,
            "leads_to": self.leads_to,
            "footing": self.footing,
            "means": FOOTINGS[self.footing],
            "norm": None if norm is None else norm.id,
            "article": None if norm is None else norm.article,
            "version": self.version,
            "verified": self.verified,
            "quote": None if norm is None else norm.quote,
            "address": None if norm is None else norm.address,
            "note": None if norm is None else norm.note,
            "earliest": None if self.earliest is None else str(self.earliest),
            "counted": self.counted,
            "notice_by": None if self.notice_by is None else str(self.notice_by),
            "without_agreement": (
                None if self.without_agreement is None else str(self.without_agreement)
            ),
            "decided_by": self.decided_by,
            "conditions": list(self.conditions),
            "costs": list(self.costs),
            "unknown": list(self.unknown),
            "cites": list(self.cites),
        }

    def row(self) -> dict[str, Any]:
        """Return it as one flat row; several words of a kind are parted by semicolons."""
        full = self.as_json()
        lists = ("conditions", "costs", "unknown", "cites")
        apart = ("quote", "address", "note", "means")
        return {
            name: "; ".join(value) or None if name in lists else value
            for name, value in full.items()
            if name not in apart
        }
