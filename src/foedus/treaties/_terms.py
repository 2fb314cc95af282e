"""How long a treaty lasts, and what notice of leaving it takes: the bare facts that bind.

::

    Norm ─┬─ notice: Notice ── to whom, what to settle first, from when it is open
          └─ term: Term ── Period … ── how long, and how it is renewed
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from foedus._durations import DURATION
from foedus._edtf import Edtf


class Record(BaseModel):
    """What every record of a treaty file is: fixed, and without fields of its own invention."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _is_duration(text: str) -> str:
    if not DURATION.fullmatch(text):
        raise ValueError(f"'{text}' is not a duration; write P30D, P6M or P1Y")
    return text


Duration = Annotated[str, AfterValidator(_is_duration)]


class Notice(Record):
    """What notice of leaving takes; how long it runs is the norm's ``within``.

    Attributes
    ----------
    to
        To whom it is given.
    written
        Whether it must be in writing.
    settle
        What has to be settled before membership ends, in words.
    opens_after
        How long the treaty must have been in force before a party may leave by notice.
    at_end_of_term
        Whether it takes effect only at the end of a period of the treaty's term.
    of
        What one ceases to be a member of, where it is not the treaty as a whole.
    by_agreement
        Whether an agreement can set another day.
    extended_by
        Who can put off the day, in words.
    can_be_taken_back
        Whether the norm says that it can be taken back until it takes effect.
    """

    to: str | None = None
    written: bool = False
    settle: str | None = None
    opens_after: Duration | None = None
    at_end_of_term: bool = False
    of: str | None = None
    by_agreement: bool = False
    extended_by: str | None = None
    can_be_taken_back: bool = False


class Period(Record):
    """One period of a treaty's term.

    Attributes
    ----------
    lasts
        How long; None where it is not on record.
    renewal
        How the treaty goes on after it: ``signature`` (for who signs a renewal), ``automatic`` (of
        itself unless the parties decide otherwise), ``unless-notice`` (of itself for who gives no
        notice); None where it is not on record.
    notice
        How long before its end notice has to be given, where the renewal turns on notice.
    repeats
        Whether such periods follow on each other without end.
    basis
        What it rests on, in words.
    """

    lasts: Duration | None = None
    renewal: Literal["signature", "automatic", "unless-notice"] | None = None
    notice: Duration | None = None
    repeats: bool = False
    basis: str | None = None


class Term(Record):
    """How long a treaty lasts: without term, or in periods from a day on.

    Attributes
    ----------
    indefinite
        Whether it is without term.
    begins
        The day from which the first period runs (in files: ``from``); by default the treaty's
        entry into force.
    periods
        In order. Only the last may repeat, and only the last may be of unknown length.
    """

    indefinite: bool = False
    begins: Edtf | None = Field(default=None, alias="from")
    periods: tuple[Period, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Term:
        if self.indefinite == bool(self.periods):
            raise ValueError("a term is either 'indefinite: true' or has 'periods'")
        for period in self.periods[:-1]:
            if period.repeats or period.lasts is None:
                raise ValueError("only the last period may repeat or be without 'lasts'")
        if self.periods and self.periods[-1].repeats and self.periods[-1].lasts is None:
            raise ValueError("a period that repeats needs 'lasts'")
        return self
