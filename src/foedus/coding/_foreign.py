"""Texts in a language that a coder does not read: told, and coded all the same."""

from __future__ import annotations

from dataclasses import dataclass, field

from foedus.coding._registry import DEFAULT, Coder
from foedus.events._event import unversioned
from foedus.sources import Source, looks_foreign

_NAMED = 3


@dataclass(slots=True)
class ForeignTexts:
    """Counts the documents that do not look like English, for a coder that reads English only.

    A coder that reads English only says so by an attribute ``language = "en"``; of others
    nothing is counted.

    Attributes
    ----------
    coder
        Who reads.
    count, names
        How many such documents it was given, and the names of the first three.
    """

    coder: Coder
    count: int = 0
    names: list[str] = field(default_factory=list)

    def see(self, source: Source) -> None:
        """Take note of a document."""
        if getattr(self.coder, "language", None) == "en" and looks_foreign(source.text):
            self.count += 1
            if len(self.names) < _NAMED:
                self.names.append(source.id)

    def note(self) -> str | None:
        """Return what to tell of them; None where there is none."""
        if not self.count:
            return None
        name = self.coder.name
        who = "the built-in coder" if unversioned(name) == DEFAULT else name
        named = ", ".join(self.names) + (", …" if self.count > len(self.names) else "")
        if self.count == 1:
            what = f"{named}: this text does not look like English"
        else:
            what = f"{self.count} texts do not look like English ({named})"
        return f"{what}; {who} reads English only, so expect events to be missing or wrong"
