"""An output that survives being cut off at any moment: a JSONL file and its journal.

::

    events.jsonl           events.jsonl.journal
    ├─ lines of chunk 1 ── {"documents": 32, "end": 5120, …}   written after the lines are safe
    ├─ lines of chunk 2 ── {"documents": 64, "end": 9873, …}
    └─ a torn tail          (no line: on resuming, the tail is cut off and done again)

The journal is what counts: a chunk is done when its line stands there whole. Both files are
synced to the disk for each chunk, first the output, then the journal.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from filelock import FileLock, Timeout

from foedus._errors import InputError, StorageError

_FORMAT = 1


@dataclass
class Position:
    """How far a run has come, counted in documents of its stream.

    `chain` is a digest of the documents' names, `texts` of what was coded of each: None where a
    journal of an earlier version does not have it. `without_events` counts documents that were
    coded and hold no event; None where such a journal did not count them.
    """

    documents: int = 0
    events: int = 0
    failed: int = 0
    end: int = 0
    chain: str = ""
    texts: str | None = ""
    without_events: int | None = 0


@dataclass
class Journal:
    """Writes chunks of lines so that none is lost or written twice.

    Parameters
    ----------
    output
        The JSONL file.
    settings
        What the lines depend on, such as the coder; a run can only be resumed with the same.
    resume
        Go on where an earlier run stopped; else the files must not be there yet.
    """

    output: Path
    settings: dict[str, Any]
    resume: bool = False
    position: Position = field(default_factory=Position)

    def __post_init__(self) -> None:
        self.path = self.output.with_name(self.output.name + ".journal")
        self._lock = FileLock(self.output.with_name(self.output.name + ".lock"), timeout=0)
        self._lines: BinaryIO | None = None
        self._log: BinaryIO | None = None

    def __enter__(self) -> Journal:
        """Open both files.

        Raises
        ------
        StorageError
            They cannot be written, are there already, or another run is writing them.
        InputError
            The run to resume was begun with other settings.
        """
        if not self.output.parent.is_dir():
            raise StorageError(
                f"cannot be written: there is no folder {self.output.parent}", where=self.output
            )
        try:
            self._lock.acquire()
        except Timeout:
            raise StorageError("another run is writing this file", where=self.output) from None
        except OSError as problem:
            raise self._unwritable(problem) from problem
        try:
            self._open()
        except OSError as problem:
            self._close()
            raise self._unwritable(problem) from problem
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def _unwritable(self, problem: OSError) -> StorageError:
        return StorageError(f"cannot be written: {problem.strerror}", where=self.output)

    def _close(self) -> None:
        for file in (self._lines, self._log):
            if file is not None:
                file.close()
        self._lines = self._log = None
        with contextlib.suppress(OSError):  # some systems keep a file that is open
            Path(self._lock.lock_file).unlink()
        self._lock.release()

    def _open(self) -> None:
        begun = self.output.exists() or self.path.exists()
        if begun and not self.resume:
            raise StorageError(
                "the file is there already",
                where=self.output,
                hint="resume the run that wrote it, give another name, or delete it"
                + (f" and {self.path.name}" if self.path.exists() else ""),
            )
        kept = self._read() if self.path.exists() else 0
        if begun and not self.path.exists() and self.output.stat().st_size:
            raise StorageError(
                f"there is no {self.path.name} beside it, so it cannot be resumed",
                where=self.output,
                hint="give another name",
            )
        size = self.output.stat().st_size if self.output.exists() else 0
        if size and not kept:
            raise StorageError(
                f"{self.path.name} beside it says nothing of it, so it cannot be resumed",
                where=self.output,
                hint="give another name",
            )
        if size < self.position.end:
            raise StorageError(
                f"it has {size} bytes, but the journal says that {self.position.end} were written",
                where=self.output,
                hint="somebody changed it; give another name and start anew",
            )
        self._lines = self.output.open("ab")
        self._lines.truncate(self.position.end)
        self._log = self.path.open("ab")
        self._log.truncate(kept)
        for file in (self._lines, self._log):
            file.seek(0, os.SEEK_END)
        if not kept:
            self._append({"journal": _FORMAT, **self.settings})
        _sync_folder(self.output.parent)

    def _read(self) -> int:
        """Take over the last whole line of the journal; return how many bytes of it are whole."""
        kept = number = 0
        with self.path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                if not raw.endswith(b"\n"):
                    break
                try:
                    line = json.loads(raw)
                    if number == 1:
                        self._check(line)
                    else:
                        self.position = _position(line)
                except (ValueError, KeyError, TypeError) as problem:
                    raise StorageError(
                        "this line of the journal does not read", where=self.path, line=number
                    ) from problem
                kept += len(raw)
        return kept

    def done(self) -> Iterator[Position]:
        """Yield how far the run had come after each of its chunks, from the file."""
        last = self.position.documents
        with self.path.open("rb") as file:
            next(file, None)
            for raw in file:
                at = _position(json.loads(raw))
                yield at
                if at.documents >= last:
                    return

    def _check(self, line: dict[str, Any]) -> None:
        if line.get("journal") != _FORMAT:
            raise StorageError("this is no journal of a coding run", where=self.path, line=1)
        for name, value in self.settings.items():
            if line.get(name) != value:
                raise InputError(
                    f"the run was begun with {name} {line.get(name)!r}, not {value!r}",
                    where=self.output,
                    field=name,
                    hint="resume it as it was begun, or give another name",
                )

    def commit(
        self,
        lines: Iterable[str],
        *,
        documents: int,
        chain: str,
        texts: str | None = None,
        failures: Iterable[tuple[str, str]] = (),
        without_events: int = 0,
    ) -> None:
        """Write the lines of a chunk, and then that it is done."""
        assert self._lines is not None
        written, end = 0, self.position.end
        wrong = [{"document": name, "problem": problem} for name, problem in failures]
        try:
            for line in lines:
                end += self._lines.write(line.encode() + b"\n")
                written += 1
            self._lines.flush()
            os.fsync(self._lines.fileno())
            at = self.position
            self.position = Position(
                at.documents + documents,
                at.events + written,
                at.failed + len(wrong),
                end,
                chain,
                None if at.texts is None else texts,
                None if at.without_events is None else at.without_events + without_events,
            )
            record: dict[str, Any] = dict(vars(self.position))
            if wrong:
                record["failures"] = wrong
            self._append(record)
        except OSError as problem:
            raise self._unwritable(problem) from problem

    def _append(self, record: dict[str, Any]) -> None:
        assert self._log is not None
        self._log.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        self._log.flush()
        os.fsync(self._log.fileno())


def _position(line: dict[str, Any]) -> Position:
    """Return what a line of a journal says."""
    return Position(
        line["documents"],
        line["events"],
        line["failed"],
        line["end"],
        line["chain"],
        line.get("texts"),
        line.get("without_events"),
    )


def chained(chain: str, name: str) -> str:
    """Return the digest of a stream of names (or of texts' digests), one longer."""
    return hashlib.sha256(f"{chain}\n{name}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _sync_folder(folder: Path) -> None:
    """Make the names of new files safe too; not every system can open a folder."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
