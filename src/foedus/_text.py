"""Read a text file; where it is none, say what it is instead and what to do."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

from foedus._errors import InputError

_TO_TEXT = "open it in the program that it belongs to, and save it as plain text (UTF-8)"
# by what a file begins with
_KINDS = (
    (b"PK\x03\x04", "this is a Word, Excel or zip file, not text"),
    (b"\xd0\xcf\x11\xe0", "this is an old Word or Excel file, not text"),
    (b"{\\rtf", "this is a rich-text (RTF) file, not plain text"),
    (b"%PDF-", "this is a PDF, not text"),
    (b"\x1f\x8b", "this is a packed (gzip) file, not text"),
    (b"\xff\xfe", "this is text in UTF-16, not in UTF-8"),
    (b"\xfe\xff", "this is text in UTF-16, not in UTF-8"),
)


def other_kind(content: bytes) -> tuple[str, str] | None:
    """Return what a file is that is no plain text, and what to do; None where it may be text.

    >>> other_kind(b"PK\\x03\\x04 and so on")[0]
    'this is a Word, Excel or zip file, not text'
    >>> other_kind(b"form: option") is None
    True
    """
    for begins, what in _KINDS:
        if content.startswith(begins):
            return what, _TO_TEXT
    return None


def read_utf8(
    file: Path | Traversable,
    where: str | Path | None = None,
    *,
    error: type[InputError] = InputError,
) -> str:
    """Read a text file in UTF-8; `where` is what to call it in errors, if not by its path.

    Raises
    ------
    InputError
        Or the subclass given as `error`: there is no such file, it is a folder, it cannot be read,
        or it is no text in UTF-8; with its line.
    """
    place = where or (file if isinstance(file, Path) else file.name)
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise error("there is no such file", where=place, hint="check the path") from None
    except IsADirectoryError:
        raise error(
            "this is a folder, and a file is needed", where=place, hint="name a file in it"
        ) from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise error(
            f"the file cannot be read: {reason}",
            where=place,
            hint="check that it may be read, and that the disk is there",
        ) from problem
    if (kind := other_kind(content)) is not None:
        raise error(kind[0], where=place, hint=kind[1])
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as problem:
        if b"\x00" in content:
            raise error("this is not a text file", where=place, hint=_TO_TEXT) from problem
        raise error(
            f"the file is not UTF-8 (byte {problem.start})",
            where=place,
            line=content.count(b"\n", 0, problem.start) + 1,
            hint="it may be in Latin-1 or Windows-1252: open it in an editor, and save it as UTF-8",
        ) from problem
