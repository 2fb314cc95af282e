"""Code a stream of documents of any length into a JSONL file, with several processes.

::

    files ─► stream_documents ─► chunks ─► worker ┐
                                       ├─► worker ├─► in order ─► journal ─► events.jsonl
                                       └─► worker ┘

Only a few chunks are in memory at a time. A run that was cut off, by whatever, is resumed from
its journal. A document that cannot be read or coded is told and skipped; a coder that cannot go
on (:class:`foedus.CoderError`) ends the run.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from foedus._errors import CoderError, FoedusError, InputError
from foedus.coding._about import coder_about
from foedus.coding._foreign import ForeignTexts
from foedus.coding._journal import Journal, chained
from foedus.coding._registry import Coder, get_coder
from foedus.events import Event
from foedus.sources import Skipped, Unread, stream_documents
from foedus.sources._source import Source

CHUNK = 32  # documents of a chunk at most
_CHUNK_TEXT = 400_000  # characters of a chunk at most, if it has more than one document
_AHEAD = 3  # chunks a process that wait or are being coded
_TOLD = 100  # failures that are kept in the result; all are in the journal

#: Name of a coder, or what makes one; with several processes it must be importable.
Making = str | Callable[[], Coder]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: of all its documents, and since it was started this time."""

    documents: int
    events: int
    failed: int
    skipped: int
    seconds: float


@dataclass(slots=True)
class StreamReport:
    """What came of a run.

    Attributes
    ----------
    output, journal
        The files.
    documents, events, failed
        Over the whole output, earlier runs included.
    skipped
        Documents that an earlier run had done.
    failures
        The first hundred documents of this run that failed, and why.
    seconds
        How long this run took.
    without_events
        Documents, over the whole output, that were coded and hold no event; None where an
        earlier run did not count them.
    foreign
        The documents of this run that are in a language which the coder does not read; None where
        none was looked at.
    """

    output: Path
    journal: Path
    documents: int
    events: int
    failed: int
    skipped: int
    seconds: float
    failures: list[tuple[str, str]] = field(default_factory=list)
    without_events: int | None = None
    foreign: ForeignTexts | None = None


@dataclass(frozen=True, slots=True)
class _Chunk:
    documents: list[Source]
    unread: list[tuple[str, str]]
    size: int
    chain: str
    texts: str


@dataclass(slots=True)
class _Coded:
    lines: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    without_events: int = 0

    def add(self, lines: list[str]) -> None:
        """Take the lines of one document."""
        self.lines += lines
        self.without_events += not lines


def code_files(
    files: Iterable[str | Path],
    output: str | Path,
    *,
    coder: Making = "foedus-en",
    published: str | None = None,
    about: Sequence[str] = (),
    jobs: int = 1,
    resume: bool = False,
    progress: Callable[[Progress], None] | None = None,
    on_failure: Callable[[str, str], None] | None = None,
    on_document: Callable[[Source], None] | None = None,
    on_skip: Callable[[Skipped], None] | None = None,
    chunk: int = CHUNK,
) -> StreamReport:
    """Code the documents of files, folders and JSONL into a JSONL file, a line an event.

    See :func:`code_stream`; `files`, `published` and `on_skip` are those of
    :func:`foedus.sources.stream_documents`. `about` names the alliance, or the parties, that all
    of them are about, for a coder that is named and can be told.
    """
    settings: dict[str, Any] = {"published": published}
    if about:
        settings["about"] = list(about)
        if isinstance(coder, str):
            coder = partial(coder_about, coder, tuple(about))
    return code_stream(
        stream_documents(files, published=published, but=Path(output), on_skip=on_skip),
        output,
        coder=coder,
        settings=settings,
        jobs=jobs,
        resume=resume,
        progress=progress,
        on_failure=on_failure,
        on_document=on_document,
        chunk=chunk,
    )


def code_stream(
    documents: Iterable[Source | Unread],
    output: str | Path,
    *,
    coder: Making = "foedus-en",
    settings: dict[str, Any] | None = None,
    jobs: int = 1,
    resume: bool = False,
    progress: Callable[[Progress], None] | None = None,
    on_failure: Callable[[str, str], None] | None = None,
    on_document: Callable[[Source], None] | None = None,
    chunk: int = CHUNK,
) -> StreamReport:
    """Code a stream of documents into a JSONL file, a line an event, in the documents' order.

    Parameters
    ----------
    documents
        Read once, as far as it is needed; may be endless.
    output
        The JSONL file. Beside it stands ``OUTPUT.journal``, which says what is done.
    coder
        Name of a coder, or a function without parameters that makes one. With several
        processes it must be a function of a module, and the program's own start must stand
        under ``if __name__ == "__main__":``, since each process imports it.
    settings
        What else the events depend on; a run is only resumed with the same settings.
    jobs
        How many processes. The output is the same for any number.
    resume
        Go on with an output that an earlier run left, whole or cut off. The stream must begin
        with the same documents, by ids and texts; failures are not tried again.
    progress
        Called after each chunk.
    on_failure
        Called with the name of a document that could not be read or coded, and why.
    on_document
        Called with each document that this run codes, before it is coded.
    chunk
        How many documents are coded, and made safe on the disk, at a time.

    Raises
    ------
    StorageError
        The output is there and is not to be resumed, or cannot be written.
    InputError
        The run to resume had other documents or settings.
    CoderError
        There is no such coder, it cannot go on (its server is away, its limit is reached), or
        a process ended. What was done before is safe; resume the run.
    """
    if jobs < 1 or chunk < 1:
        raise InputError(
            f"{min(jobs, chunk)} is too few",
            field="jobs" if jobs < 1 else "chunk",
            hint="1 or more",
        )
    own = _made(coder)
    began = time.monotonic()
    failures: list[tuple[str, str]] = []
    foreign = ForeignTexts(own)
    recorded = {"coder": own.name, **(settings or {})}
    with Journal(Path(output), recorded, resume) as journal:
        stream = iter(documents)
        skipped = _skip(stream, journal)
        at = journal.position
        chunks = _chunks(_shown(stream, on_document), chunk, at.chain, at.texts or "")
        done: Iterator[tuple[_Chunk, _Coded]]
        if jobs == 1:
            done = ((one, _code(own, one.documents)) for one in chunks)
        else:
            done = _in_processes(chunks, coder, jobs)
        for one, coded in done:
            wrong = [*one.unread, *coded.failures]
            journal.commit(
                coded.lines,
                documents=one.size,
                chain=one.chain,
                texts=one.texts,
                failures=wrong,
                without_events=coded.without_events,
            )
            failures += wrong[: _TOLD - len(failures)]
            for document in one.documents:
                foreign.see(document)
            if on_failure is not None:
                for name, problem in wrong:
                    on_failure(name, problem)
            at = journal.position
            if progress is not None:
                passed = time.monotonic() - began
                progress(Progress(at.documents, at.events, at.failed, skipped, passed))
        at = journal.position
        return StreamReport(
            output=journal.output,
            journal=journal.path,
            documents=at.documents,
            events=at.events,
            failed=at.failed,
            skipped=skipped,
            seconds=time.monotonic() - began,
            failures=failures,
            without_events=at.without_events,
            foreign=foreign,
        )


def _made(coder: Making) -> Coder:
    return get_coder(coder) if isinstance(coder, str) else coder()


def _name(document: Source | Unread) -> str:
    return document.name if isinstance(document, Unread) else document.id


def _text(document: Source | Unread) -> str:
    """Return what tells one text from another: what was coded is the text, read on its day."""
    return "" if isinstance(document, Unread) else f"{document.sha256} {document.date}"


def _skip(stream: Iterator[Source | Unread], journal: Journal) -> int:
    """Pass over what is done, and make sure that it is what was done."""
    count, chain, texts = 0, "", ""
    for done in journal.done() if journal.position.documents else ():
        first = count + 1
        for document in islice(stream, done.documents - count):
            chain, texts = chained(chain, _name(document)), chained(texts, _text(document))
            count += 1
        if count < done.documents:
            raise InputError(
                f"the output holds {journal.position.documents} documents, "
                f"but now there are only {count}",
                where=journal.output,
                hint="resume with the same files, or give another output",
            )
        among = f"one of the documents {first} to {count}" if count > first else f"document {count}"
        if chain != done.chain:
            raise InputError(
                f"{among} is not that of the earlier run",
                where=journal.output,
                hint="resume with the same files in the same order, or give another output",
            )
        if done.texts is not None and texts != done.texts:
            raise InputError(
                f"{among} has another text, or another date, than when it was coded",
                where=journal.output,
                hint="what is written quotes the old text; give another output and start anew",
            )
    return count


def _shown(
    stream: Iterator[Source | Unread], on_document: Callable[[Source], None] | None
) -> Iterator[Source | Unread]:
    for document in stream:
        if on_document is not None and isinstance(document, Source):
            on_document(document)
        yield document


def _chunks(
    stream: Iterator[Source | Unread], most: int, chain: str, texts: str
) -> Iterator[_Chunk]:
    documents: list[Source] = []
    unread: list[tuple[str, str]] = []
    size = text = 0
    for document in stream:
        chain, texts = chained(chain, _name(document)), chained(texts, _text(document))
        size += 1
        if isinstance(document, Unread):
            unread.append((document.name, str(document.problem)))
        else:
            documents.append(document)
            text += len(document.text)
        if size >= most or text >= _CHUNK_TEXT:
            yield _Chunk(documents, unread, size, chain, texts)
            documents, unread, size, text = [], [], 0, 0
    if size:
        yield _Chunk(documents, unread, size, chain, texts)


def _code(coder: Coder, documents: list[Source]) -> _Coded:
    """Code the documents of a chunk; one that fails does not stop the others."""
    made = _Coded()
    pipe = getattr(coder, "pipe", None)
    if pipe is not None:
        try:
            found = [_lines(events) for _, events in pipe(documents)]
            if len(found) == len(documents):
                for lines in found:
                    made.add(lines)
                return made
        except CoderError:
            raise
        except Exception:
            pass  # one by one, it turns out which document it was
    for document in documents:
        try:
            made.add(_lines(coder.code(document)))
        except CoderError:
            raise  # the coder cannot run: what is left is for another day
        except FoedusError as problem:
            made.failures.append((document.id, str(problem)))
        except Exception as problem:
            # a fault of the coder in one document of a million must not lose the others
            made.failures.append(
                (document.id, f"the coder failed: {type(problem).__name__}: {problem}")
            )
    return made


def _lines(events: Iterable[Event]) -> list[str]:
    return [json.dumps(event.as_coded(), ensure_ascii=False) for event in events]


def _in_processes(
    chunks: Iterator[_Chunk], coder: Making, jobs: int
) -> Iterator[tuple[_Chunk, _Coded]]:
    """Code chunks in several processes; hand them on in order."""
    # "spawn" everywhere: a fork would copy locks that other threads of the program hold
    pool = ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(coder,)
    )
    waiting: deque[tuple[_Chunk, Future[_Coded]]] = deque()
    try:
        for chunk in chunks:
            waiting.append((chunk, pool.submit(_work, chunk.documents)))
            if len(waiting) >= jobs * _AHEAD:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()
    except BrokenProcessPool as problem:
        raise CoderError(
            "a process of the coder ended without an answer",
            hint="perhaps memory ran out: resume the run, with fewer jobs",
        ) from problem
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_coder: Coder | None = None  # of this process, where it is a worker


def _start(coder: Making) -> None:
    global _coder
    _coder = _made(coder)


def _work(documents: list[Source]) -> _Coded:
    assert _coder is not None
    return _code(_coder, documents)
