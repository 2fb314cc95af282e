"""What the rules drafted from a word: all that an event says, made into one only where it is told.

Most drafts are only shown to the event model, so that quoting and checking all would be in vain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from foedus._edtf import Edtf
from foedus.events import Event, Evidence, Factuality, Place, Provision, Speaker


@dataclass(slots=True)
class Drafted:
    """A drafted event; the fields are those of :class:`foedus.events.Event`.

    Attributes
    ----------
    quote
        Returns the evidence.
    where
        Returns the place.
    coder, document
        The coder's name, and the id of the source.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    type: str
    mode: str | None
    act: str | None
    factuality: Factuality
    speaker: Speaker | None
    date: Edtf
    provision: Provision | None
    confidence: float
    quote: Callable[[], Evidence]
    where: Callable[[], Place | None]
    coder: str
    document: str

    def event(self, confidence: float | None = None) -> Event:
        """Return the event, with another certainty if one is given."""
        return Event(
            source=self.source,
            target=self.target,
            type=self.type,
            mode=self.mode,
            act=self.act,
            factuality=self.factuality,
            speaker=self.speaker,
            date=self.date,
            place=self.where(),
            provision=self.provision,
            confidence=self.confidence if confidence is None else confidence,
            evidence=(self.quote(),),
            generated_by=self.coder,
            derived_from=self.document,
            attributed_to=self.coder,
        )
