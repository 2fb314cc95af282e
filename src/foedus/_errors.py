"""What can go wrong, as one family.

FoedusError
├── InputError              something that the user gave does not read
│   ├── CaseError           a case folder, or a file in it
│   ├── DateError           a date that is not EDTF, or does not exist
│   ├── EvidenceError       a quote that is not where it is said to be
│   ├── TreatyError         a treaty, version or norm
│   ├── ActorError          an actor that no table knows
│   └── ModelError          a conflict model or a game
├── SourceError             a document that cannot become a source
│   └── FetchError          an address that cannot be fetched
├── CoderError              a coder that is unknown, or cannot run
└── StorageError            a file that cannot be written; nothing was changed
"""

from __future__ import annotations

from pathlib import Path


class FoedusError(Exception):
    """The base of every error that Foedus raises on purpose.

    Parameters
    ----------
    message
        What was found and why it will not do, in an analyst's words.
    where
        The file, with its line if known, or the address or value at fault.
    field
        The field of the record, if one is at fault: its name, or its place in words, such as
        ``the 2nd of 'evidence'``.
    hint
        What to do about it.
    """

    def __init__(
        self,
        message: str,
        *,
        where: str | Path | None = None,
        line: int | None = None,
        field: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.message = message
        self.where = None if where is None else str(where)
        self.line = line
        self.field = field
        self.hint = hint
        super().__init__(str(self))

    @property
    def field_in_words(self) -> str:
        """The field at fault; one in a list is said in words already, with its names in quotes."""
        field = self.field or ""
        if field.startswith("the "):
            return field
        return f"field {field}" if field.startswith("'") else f"field '{field}'"

    def __str__(self) -> str:
        place = self.where or ""
        if place and self.line is not None:
            place += f", line {self.line}"
        if self.field:
            place += ", " * bool(place) + self.field_in_words
        text = f"{place}: {self.message}" if place else self.message
        return f"{text}\n  {self.hint}" if self.hint else text


class InputError(FoedusError):
    """Something that the user gave does not read."""


class CaseError(InputError):
    """A case folder, or a file in it, does not read."""


class DateError(InputError):
    """A date is not EDTF (ISO 8601-2), or does not exist in the calendar."""


class EvidenceError(InputError):
    """A quote is not in its source where the evidence says."""


class TreatyError(InputError):
    """A treaty, a version of it or a norm does not read."""


class ActorError(InputError):
    """An actor is in no table, or its name fits several."""


class ModelError(InputError):
    """A conflict model or a game does not read, or cannot be solved."""


class SourceError(FoedusError):
    """A document cannot become a source."""


class FetchError(SourceError):
    """An address cannot be fetched."""


class CoderError(FoedusError):
    """A coder is unknown, or cannot run."""


class StorageError(FoedusError):
    """A file cannot be written; what was there before is unchanged."""
