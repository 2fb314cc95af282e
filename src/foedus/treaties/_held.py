"""One status of a state in a treaty, and what it rests on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from foedus._edtf import Edtf
from foedus.treaties._transitions import Sense

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
        The day from which it holds, where one is on record. Of ``out``: the last day as a party,
        with whose end it holds.
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
        since = "" if self.since is None else f" since {self.since_in_words}"
        effect = "" if self.effect is None else f", with effect on {self.effect.in_words()}"
        return f"{self.status}{since}{effect}"

    @property
    def since_in_words(self) -> str:
        """From when it holds; who is out is so since the end of the last day as a party.

        >>> Held("out", "de-jure", Edtf.parse("2025-01-29")).since_in_words
        'the end of 29 January 2025'
        """
        if self.since is None:
            return ""
        last = "the end of " if self.status == "out" and self.since.is_exact else ""
        return last + self.since.since()

    def has_run_out(self, day: dt.date) -> bool:
        """Whether the day on which a notice takes effect lies before another."""
        return self.effect is not None and bool(self.effect.latest and self.effect.latest < day)

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
