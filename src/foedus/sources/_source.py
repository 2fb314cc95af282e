"""The source: a document as it was read, and the front matter that it is kept with."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foedus._edtf import Edtf


class Reference(BaseModel):
    """A public document that a source rests on.

    Attributes
    ----------
    title, publisher, date, address
        What it is, who published it, when (EDTF), and where it can be read.
    verified
        False where nobody could check what the source says against it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    publisher: str | None = None
    date: Edtf | None = None
    address: str | None = None
    verified: bool = True


class Source(BaseModel):
    """A document as it was read: its text never changes, so that evidence can point into it.

    Attributes
    ----------
    id
        The file's name without its ending; unique in a case.
    text
        The normalised text (see :func:`normalise`).
    sha256
        Of the text in UTF-8, in hexadecimal; computed if it is not given, checked if it is.
    title, publisher, date, address, licence, language
        As far as known; ``date`` is the day of publication (EDTF), ``language`` a BCP 47 tag.
    known
        When what it says had become public, where that is not ``date``: a brief written later
        about documents of an earlier day.
    kind
        What sort of document: article, statement, brief, treaty, report …
    rests_on
        The public documents that a brief in somebody's own words rests on.
    note
        What a reader should know of it.

    Examples
    --------
    >>> Source(id="a", text="Armenia froze its participation.").sha256[:12]
    'b19f6126f3fc'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1, pattern=r"^[^\n]+$")
    text: str = Field(repr=False)
    sha256: str = ""
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    date: Edtf | None = None
    address: str | None = None
    licence: str | None = None
    language: str = "en"
    kind: str | None = None
    retrieved: Edtf | None = None
    known: Edtf | None = None
    rests_on: tuple[Reference, ...] = ()
    note: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _hash(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("text"), str):
            digest = hashlib.sha256(data["text"].encode()).hexdigest()
            given = data.get("sha256")
            if given and given != digest:
                raise ValueError(
                    f"the text is not the one that was recorded: its sha256 is {digest[:12]}…, "
                    f"the front matter says {str(given)[:12]}…"
                )
            return {**data, "sha256": digest}
        return data

    def quote(self, start: int, end: int) -> str:
        """Return the words from one position to another."""
        return self.text[start:end]

    @property
    def known_on(self) -> Edtf | None:
        """When what it says had become public."""
        return self.known or self.date

    @property
    def label(self) -> str:
        """Title, publisher and date in one line, as far as known."""
        parts = [self.title or self.id, self.publisher, self.date and self.date.in_words()]
        return ", ".join(part for part in parts if part)


_BLANKS = re.compile(r"[^\S\n]+\n")


def normalise(text: str, *, tidy: bool = False) -> str:
    """Bring a text into the form in which it is kept.

    Line ends become ``\\n`` and a byte-order mark goes; nothing else, so that positions found in
    a plain text file hold in the source. With `tidy` (for text taken out of HTML or PDF, where
    layout left its traces) it is also brought to Unicode NFC and spaces at line ends go.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if tidy:
        text = unicodedata.normalize("NFC", text.replace("\u00a0", " ").replace("\u00ad", ""))
        text = re.sub(r"\n{3,}", "\n\n", _BLANKS.sub("\n", text)).strip() + "\n"
    return text
