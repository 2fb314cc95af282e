"""What ``code`` and ``add`` share: warnings about days, and what a folder holds besides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from foedus._cli_case import dated
from foedus._errors import InputError

if TYPE_CHECKING:
    from foedus._edtf import Edtf
    from foedus.coding import Coder
    from foedus.sources import Skipped, Source, Unread

_NAMED = 5  # files that are named of those that were skipped


def published_day(param: typer.CallbackParam, value: str | None) -> str | None:
    """Make sure that a day of publication reads, and warn where it is still to come.

    It is no error: a forecast, an exercise or a text under embargo may be dated ahead.
    """
    from foedus._edtf import Edtf
    from foedus._terminal import warn

    dated(param, value)
    today = dt.date.today()
    first = None if value is None else Edtf.parse(value).earliest
    if first is not None and first > today:
        warn(
            f"{param.opts[0]} {value} is still to come: today is {today}; it is taken as it is, "
            "for a forecast or a text under embargo. If it is a slip, give the right date and "
            "run this again"
        )
    return value


def warn_of_dateline(source: Source, *, remedy: str) -> None:
    """Warn where a document's own dateline has quite another day than its date of publication."""
    from foedus._terminal import warn
    from foedus.coding._dateline import misdated

    if (stated := misdated(source)) is not None and source.date is not None:
        said, day = stated
        warn(
            f"{source.id}: its dateline says {said}, its date of publication is "
            f"{source.date.in_words()}\n"
            "  days such as 'Monday' are counted from the date of publication; if the dateline is "
            f"right, {remedy.format(day=day)}"
        )


def day_from_dateline(reader: Coder, source: Source) -> Edtf | None:
    """Return the day from which a coder counted, where a dateline says it and nothing else does.

    A coder that reads datelines says so by an attribute ``reads_datelines``.
    """
    if source.date is not None or not getattr(reader, "reads_datelines", False):
        return None
    from foedus.coding._dateline import day_of_dateline

    return day_of_dateline(source.text)


def refuse_shipped_cases(documents: Sequence[str]) -> None:
    """Make sure that no document is meant to be a case that ships.

    Raises
    ------
    InputError
        One is, and there is no file of that name.
    """
    from foedus.sources import is_address

    missing = [name for name in documents if not (is_address(name) or Path(name).exists())]
    if not missing:
        return
    from foedus.case import shipped_cases

    for name in missing:
        if name in shipped_cases():
            raise InputError(
                "this is a case that ships with Foedus, not a document",
                where=name,
                hint=f"to list the events that it holds: foedus events {name}; to use its "
                f"sources, copy it: foedus new copied --from {name}, then name copied/sources",
            )


def documents_of(
    named: Sequence[str], skipped: list[Skipped]
) -> Iterator[str | Path | Source | Unread]:
    """Yield documents one by one, those of a folder and those of a JSONL file in its place."""
    from foedus.sources import (
        DOCUMENT_ENDINGS,
        documents_in,
        is_address,
        sources_in_lines,
    )
    from foedus.sources._documents import is_folder

    for name in named:
        files: list[str | Path] = [name]
        if is_folder(name):
            endings = (*DOCUMENT_ENDINGS, ".jsonl")
            files = [*documents_in(Path(name), endings=endings, on_skip=skipped.append)]
        for file in files:
            path = Path(file)
            if not is_address(file) and path.suffix.lower() == ".jsonl" and not path.is_dir():
                yield from sources_in_lines(path)
            else:
                yield file


def nothing_in(named: Sequence[str]) -> InputError:
    """Return the error for files and folders in which there is no document."""
    return InputError(
        f"there is no document in {', '.join(named)}",
        hint="name text, Markdown, HTML, PDF or JSONL files, or a folder that holds some",
    )


def tell_of_skipped(skipped: Sequence[Skipped]) -> None:
    """Say on standard error what folders held that was not read, and why."""
    from foedus._terminal import number_of, tell
    from foedus.sources import DOCUMENT_ENDINGS

    if not skipped:
        return
    lines = [f"  {one.path}: {one.why}" for one in skipped[:_NAMED]]
    if (more := len(skipped) - _NAMED) > 0:
        lines.append(f"  and {more} more")
    are = "is" if len(skipped) == 1 else "are"
    tell(
        f"skipped {number_of(len(skipped), 'file')} that {are} not read:\n"
        + "\n".join(lines)
        + f"\n  save what is to be read as one of {', '.join((*DOCUMENT_ENDINGS, '.jsonl'))}"
    )
