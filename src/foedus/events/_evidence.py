"""Evidence: where in a source the words stand, after the W3C's Web Annotation model.

A TextPositionSelector (``start``, ``end``) and a TextQuoteSelector (``exact``, ``prefix``,
``suffix``) together. The quote says what the position should hold; where it does not, the
evidence is orphaned, and is never moved by guess.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foedus._errors import EvidenceError
from foedus._translation import fault_in

_CONTEXT = 32  # characters of prefix and suffix, as annotation tools commonly keep


class Evidence(BaseModel):
    """A passage of a source.

    Attributes
    ----------
    source
        Id of the source.
    start, end
        Position in its text, in characters; ``end`` is one past the last.
    exact
        The words at that position.
    prefix, suffix
        Up to 32 characters before and after.
    trigger
        The word or words in it that name the act, where a coder found one.
    translation, translated_by
        The words in the reader's language where the source has another, and whose translation
        that is. It stands beside the quote and is never used for it.

    References
    ----------
    W3C, Web Annotation Data Model (2017), sections 4.2.4 and 4.2.5.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    exact: str = Field(min_length=1)
    prefix: str = ""
    suffix: str = ""
    trigger: str | None = None
    translation: str | None = None
    translated_by: str | None = None

    @model_validator(mode="after")
    def _whose_translation(self) -> Evidence:
        if fault := fault_in(self.translation, self.translated_by, self.exact):
            raise ValueError(fault)
        return self

    @model_validator(mode="after")
    def _length(self) -> Evidence:
        if self.end - self.start != len(self.exact):
            raise ValueError(
                f"the quote has {len(self.exact)} characters, "
                f"the position {self.start}–{self.end} has {self.end - self.start}"
            )
        return self

    @classmethod
    def at(
        cls, source: str, text: str, start: int, end: int, trigger: str | None = None
    ) -> Evidence:
        """Make the evidence for a stretch of a source's text."""
        return cls(
            source=source,
            start=start,
            end=end,
            exact=text[start:end],
            prefix=text[max(0, start - _CONTEXT) : start],
            suffix=text[end : end + _CONTEXT],
            trigger=trigger,
        )

    @classmethod
    def find(cls, source: str, text: str, quote: str, *, trigger: str | None = None) -> Evidence:
        """Make the evidence for a quote, which must stand in the text exactly once.

        Raises
        ------
        EvidenceError
            The quote is not in the text word for word, or stands there more than once.
        """
        start = text.find(quote)
        if start < 0:
            raise EvidenceError(
                f"the quote “{quote[:80]}” is not in the source",
                where=source,
                hint="copy the words exactly as they stand in the source's text",
            )
        if text.find(quote, start + 1) >= 0:
            raise EvidenceError(
                f"the quote “{quote[:80]}” stands in the source more than once",
                where=source,
                hint="quote a few words more, so that it is clear which place is meant",
            )
        return cls.at(source, text, start, start + len(quote), trigger)

    def holds(self, text: str) -> bool:
        """Whether the quote stands in the text where the evidence says; else it is orphaned."""
        return text[self.start : self.end] == self.exact

    def as_annotation(self) -> dict[str, Any]:
        """Return a W3C Web Annotation target, ready for JSON-LD."""
        return {
            "source": self.source,
            "selector": [
                {"type": "TextPositionSelector", "start": self.start, "end": self.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": self.exact,
                    "prefix": self.prefix,
                    "suffix": self.suffix,
                },
            ],
        }
