"""Stream documents out of files, folders and JSONL, one at a time."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from foedus._data import explain
from foedus._errors import FoedusError, InputError, SourceError
from foedus.sources._language import looks_english
from foedus.sources._read import (
    HTML_ENDINGS,
    MARKDOWN_ENDINGS,
    SAME,
    TEXT_ENDINGS,
    is_address,
    is_case,
    read_any,
)
from foedus.sources._seen import Seen
from foedus.sources._source import Source, normalise

# a date in these is one that somebody wrote down, not one that was gathered from a page
_STATE_THEIR_DATE = (*TEXT_ENDINGS, *MARKDOWN_ENDINGS)
#: Endings of the files that are documents where a folder holds them.
DOCUMENT_ENDINGS = (".txt", ".text", *MARKDOWN_ENDINGS, *HTML_ENDINGS, ".pdf")
_A_LINE = 'a line reads {"id": "…", "text": "…", "published": "2024-02-22", "title": "…"}'


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that could not be read, and why; the others go on."""

    name: str
    problem: FoedusError


@dataclass(frozen=True, slots=True)
class Skipped:
    """What a folder holds besides documents, so that it was passed over, and why."""

    path: Path
    why: str


def is_folder(document: str | Path) -> bool:
    """Whether what was named stands for the documents in a folder; a case does not."""
    path = Path(document)
    return not is_address(document) and path.is_dir() and not is_case(path)


def documents_in(
    folder: Path,
    *,
    endings: tuple[str, ...] = DOCUMENT_ENDINGS,
    but: Path | None = None,
    on_skip: Callable[[Skipped], None] | None = None,
) -> list[Path]:
    """Return the documents that a folder and the folders in it hold, in the order of their paths.

    Hidden files and folders, whose names begin with a dot, are nobody's documents.

    Parameters
    ----------
    endings
        Endings of the files that count, in small letters.
    but
        A file that is being written, and left out; and so is its journal.
    on_skip
        Called with each thing that is passed over, in the order of their paths.
    """
    own = () if but is None else (but.resolve(), but.with_name(f"{but.name}.journal").resolve())
    found: list[Path] = []
    skipped: list[Skipped] = []

    def closed(problem: OSError) -> None:
        why = f"the folder cannot be listed: {problem.strerror or problem}"
        skipped.append(Skipped(Path(problem.filename), why))

    for place, folders, names in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = [Path(place, name) for name in names if not name.startswith(".")]
        linked = [Path(place, name) for name in folders if Path(place, name).is_symlink()]
        for path in inside:
            if own and path.resolve() in own:
                continue
            if (why := _not_read(path, endings)) is None:
                found.append(path)
            else:
                skipped.append(Skipped(path, why))
        skipped += [Skipped(path, "a link to another folder is not followed") for path in linked]
    if on_skip is not None:
        for one in sorted(skipped, key=lambda one: one.path):
            on_skip(one)
    return sorted(found)


def _not_read(path: Path, endings: tuple[str, ...]) -> str | None:
    """Say why a file in a folder is not read; None where it is."""
    if not path.is_file():
        return "this is no file" if path.exists() else "the link leads nowhere"
    if _is_record(path):
        return "this is a record of a case, not a document"
    if (ending := path.suffix.lower()) in endings:
        return None
    if not ending:
        return "a file without an ending is read only where it is named"
    return f"files that end in '{ending}' are not read"


def stream_documents(
    files: Iterable[str | Path],
    *,
    published: str | None = None,
    but: Path | None = None,
    on_skip: Callable[[Skipped], None] | None = None,
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
    on_skip
        Called with each thing in a folder that is passed over, since it is no document.

    Yields
    ------
    Source or Unread
        A document whose id one before it has is not read: their events could not be told apart.
    """
    seen = Seen()
    for document in _streamed(files, published, but, on_skip):
        if isinstance(document, Source) and not seen.add(document.id):
            problem = InputError(
                "a document before it has the same id", where=document.id, hint="give each its own"
            )
            yield Unread(document.id, problem)
        else:
            yield document


def _streamed(
    files: Iterable[str | Path],
    published: str | None,
    but: Path | None = None,
    on_skip: Callable[[Skipped], None] | None = None,
) -> Iterator[Source | Unread]:
    for file in files:
        path = Path(file)
        if is_folder(file):
            endings = (*DOCUMENT_ENDINGS, ".jsonl")
            inner = documents_in(path, endings=endings, but=but, on_skip=on_skip)
            yield from _streamed(inner, published)
        elif not is_address(file) and path.suffix.lower() == ".jsonl":
            yield from (document for _, document in _lines(path, published))
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


def _is_record(file: Path) -> bool:
    """Whether a file is one that a case keeps, such as its events or judgements."""
    return file.suffix == ".jsonl" and is_case(file.parent)


def sources_in_lines(path: Path) -> Iterator[Source | Unread]:
    """Yield the documents of a JSONL file, each as a source to keep: it says where it came from.

    Its id is the line's, or the file's name with the number of the line; its note names file and
    line. The language is looked up in the text where the line does not state it.

    Yields
    ------
    Source or Unread
    """
    for number, document in _lines(path, None):
        if isinstance(document, Unread):
            yield document
            continue
        own = document.id != f"{path}:{number}"
        note = f"line {number} of {path.name}" + (f", where it is called {document.id}" * own)
        changes: dict[str, Any] = {"note": note}
        if not own:
            changes["id"] = f"{path.stem}-{number}"
        if "language" not in document.model_fields_set and not looks_english(document.text):
            changes["language"] = "und"
        yield document.model_copy(update=changes)


def _lines(path: Path, published: str | None) -> Iterator[tuple[int, Source | Unread]]:
    """Yield what stands on the lines of a file, each with the number of its line."""
    try:
        file = path.open("rb")
    except OSError as problem:
        fault = SourceError(f"the file cannot be read: {problem.strerror}", where=path)
        yield 0, Unread(str(path), fault)
        return
    with file:
        for number, raw in enumerate(file, 1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                fault = SourceError("this line is not UTF-8", where=path, line=number)
                yield number, Unread(f"{path}:{number}", fault)
                continue
            if line.strip():
                yield number, _line(line, path, number, published)


def _provenance(data: dict[str, Any]) -> dict[str, str]:
    """Return what else a line tells of where its text is from, as far as it is plain text."""
    fields = {SAME.get(key.lower(), key.lower()): value for key, value in data.items()}
    return {
        name: fields[name].strip()
        for name in ("publisher", "author", "address", "licence", "language")
        if isinstance(fields.get(name), str) and fields[name].strip()
    }


def _line(line: str, path: Path, number: int, published: str | None) -> Source | Unread:
    name = f"{path}:{number}"
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as problem:
        reason = getattr(problem, "msg", problem)
        wrong = f"this line is not JSON: {reason}"
        fault = InputError(wrong, where=path, line=number, hint=_A_LINE)
        return Unread(name, fault)
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        fault = InputError(
            "the line has no text",
            where=path,
            line=number,
            field="text",
            hint=_A_LINE,
        )
        return Unread(name, fault)
    try:
        return Source.model_validate(
            {
                "id": str(data.get("id") or name),
                "text": normalise(data["text"]),
                "title": data.get("title"),
                "date": data.get("published") or published,
                **_provenance(data),
            }
        )
    except ValidationError as problem:
        fault = explain(problem, path, line=number)
        if fault.field == "date":
            fault.field = "published"  # as it is called in the line
        return Unread(str(data.get("id") or name), fault)
