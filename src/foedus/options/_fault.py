"""A fault in a model, by its place in the file; once the file is known, a `ModelError`."""

from __future__ import annotations

from pathlib import Path

from foedus._data import field_of, line_of
from foedus._errors import ModelError


class Fault(Exception):  # noqa: N818 - never leaves the room
    """What is wrong, at which path of keys and places in the file, and what to do."""

    def __init__(self, path: tuple[int | str, ...], message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.message = message
        self.hint = hint

    def under(self, *path: int | str) -> Fault:
        """Return the same fault, with its path seen from further up."""
        return Fault((*path, *self.path), self.message, self.hint)

    def error(self, where: str | Path | None = None, text: str | None = None) -> ModelError:
        """Return the error for the user, with the line if the text of the file is given."""
        return ModelError(
            self.message,
            where=where,
            line=None if text is None else line_of(text, self.path),
            field=field_of(self.path),
            hint=self.hint,
        )
