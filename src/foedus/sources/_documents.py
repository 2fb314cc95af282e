"""Stream documents out of files, folders and JSONL, one at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from foedus._data import explain
from foedus._errors import FoedusError, InputError, SourceError
from foedus.sources._read import HTML_ENDINGS, MARKDOWN_ENDINGS, TEXT_ENDINGS, is_address, read_any
from foedus.sources._source import Source, normalise

# a date in these is one that somebody wrote down, not one that was gathered from a page
_STATE_THEIR_DATE = (*TEXT_ENDINGS, *MARKDOWN_ENDINGS)
_CASE = "case.yaml"  # what makes a folder a case
_READ_IN_FOLDERS = (".txt", ".text", *MARKDOWN_ENDINGS, *HTML_ENDINGS, ".pdf", ".jsonl")


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that could not be read, and why; the others go on."""

    name: str
    problem: FoedusError


def stream_documents(
    files: Iterable[str | Path], *, published: str | None = None, but: Path | None = None
) -> Iterator[Source | Unread]:
    """Yield the documents of files, folders, addresses and JSONL files, in order.

    Parameters
    ----------
    files
        Paths or addresses. A folder stands for the files in it that can be read; a ``.jsonl``
        file for its lines, each ``{"id", "text", "published", "title"}``.
    published
        Date of publication (EDTF) of documents that do not state theirs in front matter or in
        their line; it wins over what was gathered from HTML or PDF.
    but
        A file that is left out where a folder holds it: what is being written.

    Yields
    ------
    Source or Unread
    """
    for file in files:
        path = Path(file)
        if not is_address(file) and (path / _CASE).is_file():
            yield Unread(str(file), _no_document(path))
        elif not is_address(file) and path.is_dir():
            inner = [
                entry
                for entry in sorted(path.rglob("*"))
                if entry.is_file()
                and entry.suffix.lower() in _READ_IN_FOLDERS
                and not _is_record(entry)
                and not any(part.startswith(".") for part in entry.relative_to(path).parts)
                and (but is None or entry.resolve() != but.resolve())
            ]
            yield from stream_documents(inner, published=published)
        elif not is_address(file) and path.suffix.lower() == ".jsonl":
            yield from _lines(path, published)
        else:
            try:
                source = read_any(file)
            except FoedusError as problem:
                yield Unread(str(file), problem)
                continue
            changes: dict[str, Any] = {"id": str(file)}
            stated = source.date is not None and path.suffix.lower() in _STATE_THEIR_DATE
            if published is not None and (is_address(file) or not stated):
                from foedus._edtf import Edtf

                changes["date"] = Edtf.parse(published)
            yield source.model_copy(update=changes)


def _no_document(case: Path) -> SourceError:
    return SourceError(
        "this is a case, not a document",
        where=case,
        hint=f"to code its sources: foedus code {case / 'sources'}; "
        f"to list the events that it holds: foedus events {case}",
    )


def _is_record(file: Path) -> bool:
    """Whether a file holds the events or the judgements of a case."""
    return file.suffix == ".jsonl" and (file.parent / _CASE).is_file()


def _lines(path: Path, published: str | None) -> Iterator[Source | Unread]:
    try:
        file = path.open("rb")
    except OSError as problem:
        yield Unread(str(path), SourceError(f"cannot be read: {problem.strerror}", where=path))
        return
    with file:
        for number, raw in enumerate(file, 1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                fault = SourceError("this line is not UTF-8", where=path, line=number)
                yield Unread(f"{path}:{number}", fault)
                continue
            if line.strip():
                yield _line(line, path, number, published)


def _line(line: str, path: Path, number: int, published: str | None) -> Source | Unread:
    name = f"{path}:{number}"
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as problem:
        reason = getattr(problem, "msg", problem)
        fault = InputError(f"this line is not JSON: {reason}", where=path, line=number)
        return Unread(name, fault)
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        fault = InputError(
            "the line has no text",
            where=path,
            line=number,
            field="text",
            hint='a line reads {"id": "…", "text": "…", "published": "2024-02-22", "title": "…"}',
        )
        return Unread(name, fault)
    try:
        return Source.model_validate(
            {
                "id": str(data.get("id") or name),
                "text": normalise(data["text"]),
                "title": data.get("title"),
                "date": data.get("published") or published,
            }
        )
    except ValidationError as problem:
        fault = explain(problem, path, line=number)
        if fault.field == "date":
            fault.field = "published"  # as it is called in the line
        return Unread(str(data.get("id") or name), fault)
