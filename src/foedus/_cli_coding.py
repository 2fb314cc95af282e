"""The commands that code text, and that score a coder."""

from __future__ import annotations

import re
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foedus._cli_documents import (
    day_from_dateline,
    nothing_in,
    published_day,
    refuse_shipped_cases,
    tell_of_skipped,
    warn_of_dateline,
)
from foedus._errors import InputError

if TYPE_CHECKING:
    from foedus._edtf import Edtf
    from foedus.coding import Progress
    from foedus.events import Event
    from foedus.sources import Skipped, Source


_NAMED = 3  # documents that are named of those that were read from the day of a dateline


class CodeFormat(StrEnum):
    """How coded events are printed."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"


class ScoreFormat(StrEnum):
    """How scores are printed."""

    table = "table"
    json = "json"


def code(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE…",
            help="Text, Markdown, HTML, PDF, an address, a folder of these, or JSONL of "
            '{"id", "text", "published", "title"}.',
        ),
    ],
    published: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            callback=published_day,
            help="When it was published (2024-02-22): of a web page or PDF in any case, of another "
            "file where it does not say.",
        ),
    ] = None,
    coder: Annotated[
        str, typer.Option(metavar="NAME", help="foedus-en, foedus-llm, or spacy:PIPELINE.")
    ] = "foedus-en",
    about: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHOM",
            help="The alliance, or the parties, that the documents are about, if that is known: "
            "CSTO, or USA,JPN. In a case, its alliance always is.",
        ),
    ] = None,
    format: Annotated[CodeFormat, typer.Option(help="How to print the events.")] = CodeFormat.table,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write JSONL to this file; for many documents."
        ),
    ] = None,
    jobs: Annotated[int, typer.Option(help="With --output: how many processes.")] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="With --output: go on with a run that was cut off.")
    ] = False,
) -> None:
    """Code documents: who did what towards whom, when, and the words that say so.

    No case is changed. The ids of events (in JSONL and CSV) hold for the document by the name that
    it has here; in a case the document, and so each of its events, has an id of its own. To judge
    events, take a document into a case with 'foedus add', and use the ids that it prints.

    Example: foedus code article.txt --published 2024-09-10
    """
    from foedus._terminal import complain, number_of, tell
    from foedus.actors import default_actors
    from foedus.coding import ForeignTexts
    from foedus.coding._about import Unnamed, coder_about
    from foedus.sources import Unread, stream_documents

    refuse_shipped_cases(files)
    if output is not None:
        if format is CodeFormat.csv:
            raise InputError(
                "--output writes JSONL, a line an event",
                where="--format",
                hint="for CSV, leave --output out and write: foedus code … --format csv > FILE",
            )
        _code_into(output, files, published, coder, about or [], jobs, resume)
        return
    if jobs != 1 or resume:
        raise InputError("--jobs and --resume need --output FILE")
    printer = _Printer(format)
    found = documents = without = failed = undated = 0
    datelines: list[tuple[str, Edtf]] = []
    skipped: list[Skipped] = []
    with _waiting() as waiting:
        reader = coder_about(coder, about or [])
        foreign = ForeignTexts(reader)
        unnamed = Unnamed(getattr(reader, "about", ()), default_actors())
        for document in stream_documents(files, published=published, on_skip=skipped.append):
            if isinstance(document, Unread):
                failed += 1
                waiting.close()
                complain(document.problem)
                continue
            documents += 1
            if (day := day_from_dateline(reader, document)) is not None:
                datelines.append((document.id, day))
            elif document.date is None:
                undated += 1
            foreign.see(document)
            events = reader.code(document)
            waiting.close()
            _warn_of_dateline(document)
            unnamed.see(document, events)
            found += len(events)
            without += not events
            printer.print(events)
    printer.end()
    if documents and format is CodeFormat.table:
        if found:
            proposed = f"proposed by {reader.name}; nobody has judged them yet"
            tell(f"{number_of(found, 'event')}, {proposed}")
        else:
            tell(f"no event: {reader.name} proposes none")
    if failed or format is CodeFormat.table:
        _tell_tally(documents + failed, without, failed, "could not be read")
    for note in filter(None, (foreign.note(), *unnamed.notes())):
        tell(note)
    if datelines and found:
        tell(_counted_from(datelines))
    if undated and found:
        tell(
            "no date of publication is known, so that days like 'Monday' stay open and names are "
            "not resolved by date; give --published 2024-02-22"
        )
    tell_of_skipped(skipped)
    if failed:
        raise typer.Exit(1 if documents else 2)
    if not documents:
        raise nothing_in(files)


def _waiting() -> ExitStack:
    """Show on a terminal that tables and models are being read, until it is closed."""
    from foedus._terminal import console

    screen, shown = console(stderr=True), ExitStack()
    if screen.is_terminal:
        shown.enter_context(screen.status("reading the tables and the models …"))
    return shown


def _counted_from(datelines: list[tuple[str, Edtf]]) -> str:
    """Say that documents have no date of publication, and from which day they were read.

    >>> from foedus._edtf import Edtf
    >>> print(_counted_from([("a", Edtf.parse("1985-02-05"))]))
    a: its dateline says 5 February 1985; days like 'Monday' were counted from there
      no date of publication is known; if that day is right, give --published 1985-02-05
    """
    if len(datelines) == 1:
        [(name, day)] = datelines
        return (
            f"{name}: its dateline says {day.in_words()}; days like 'Monday' were counted from "
            "there\n  no date of publication is known; if that day is right, give "
            f"--published {day}"
        )
    named = ", ".join(f"{name} {day}" for name, day in datelines[:_NAMED])
    more = ", …" if len(datelines) > _NAMED else ""
    return (
        f"{len(datelines)} documents have no date of publication; days like 'Monday' were counted "
        f"from their datelines ({named}{more})"
    )


def _warn_of_dateline(document: Source) -> None:
    warn_of_dateline(
        document, remedy="mend the date that it states, or give --published {day} for it alone"
    )


class _Printer:
    """Prints the events of one document after another."""

    def __init__(self, format: CodeFormat) -> None:
        from foedus._legend import Legend

        self._format = format
        self._legend = Legend()
        self._rows: list[dict[str, Any]] = []
        self._headed = False

    def print(self, events: list[Event]) -> None:
        """Print the events of a document, or keep them until the end."""
        import json

        from foedus._terminal import event_head, event_lines
        from foedus.events import Events

        if self._format is CodeFormat.csv:
            for row in Events(events).rows():
                del row["summary"]  # a person's words on an event; a coder writes none
                self._rows.append(row)
            return
        for event in events:
            if self._format is CodeFormat.jsonl:
                typer.echo(json.dumps(event.as_coded(), ensure_ascii=False))
                continue
            if not self._headed:
                typer.echo("\n".join(event_head()) + "\n")
                self._headed = True
            typer.echo("\n".join(event_lines(event)))
            self._legend.show(event)

    def end(self) -> None:
        """Print what stands below the events: what the notation means."""
        from foedus._terminal import print_csv
        from foedus.events._table import COLUMNS

        if self._format is CodeFormat.csv:
            print_csv(self._rows, (name for name in COLUMNS if name != "summary"))
        if lines := self._legend.lines():
            typer.echo("\n" + "\n".join(lines))


def _code_into(
    output: Path,
    files: list[str],
    published: str | None,
    coder: str,
    about: list[str],
    jobs: int,
    resume: bool,
) -> None:
    """Code a stream of documents into a file, telling how far it is."""
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    from foedus._terminal import console, number_of, tell
    from foedus.coding import code_files

    screen = console(stderr=True)
    skipped: list[Skipped] = []
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Bar(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("reading …")

        def show(at: Progress) -> None:
            failed = f", {at.failed} failed" if at.failed else ""
            bar.update(task, description=f"{at.documents} documents, {at.events} events{failed}")

        made = code_files(
            files,
            output,
            coder=coder,
            published=published,
            about=about,
            jobs=jobs,
            resume=resume,
            progress=show,
            on_failure=lambda name, why: screen.print(
                _skipped(name, why), markup=False, soft_wrap=True
            ),
            on_document=_warn_of_dateline,
            on_skip=skipped.append,
        )
    if not made.documents:
        for left in (made.output, made.journal):
            left.unlink(missing_ok=True)
        tell_of_skipped(skipped)
        raise nothing_in(files)
    again = f" ({made.skipped} of them in an earlier run)" if made.skipped else ""
    tell(
        f"{made.output}: {number_of(made.events, 'event')} of "
        f"{number_of(made.documents, 'document')}{again}, in {made.seconds:.1f} s"
    )
    _tell_tally(made.documents, made.without_events, made.failed, "could not be read or coded")
    if made.foreign and (note := made.foreign.note()):
        tell(note)
    tell_of_skipped(skipped)
    if made.failed:
        raise typer.Exit(1 if made.failed < made.documents else 2)


def _skipped(name: str, why: str) -> str:
    """Say that a document was passed over, and why, with its name once.

    >>> _skipped("a.pdf", "a.pdf: the file is empty")
    'skipped a.pdf: the file is empty'
    >>> _skipped("n7", "news.jsonl, line 7: the line has no text")
    'skipped n7: news.jsonl, line 7: the line has no text'
    """
    file = re.sub(r":\d+$", "", name)  # a line without an id is called FILE:LINE
    named = why.startswith(tuple(f"{place}{sign}" for place in (name, file) for sign in ":,"))
    return f"skipped {why}" if named else f"skipped {name}: {why}"


def _tell_tally(documents: int, without: int | None, failed: int, fate: str) -> None:
    """Say what became of the documents, where there are several."""
    from foedus._terminal import tell

    if documents > 1:
        tell(_tally(documents, without, failed, fate))


def _tally(documents: int, without: int | None, failed: int, fate: str) -> str:
    """Count what became of documents; `without` is None where nobody counted those.

    >>> _tally(8, 1, 5, "could not be read")
    '8 documents: 2 with events, 1 without events, 5 could not be read'
    >>> _tally(8, None, 0, "could not be read")
    '8 documents: 8 coded'
    """
    coded = documents - failed
    parts = [f"{coded} coded"]
    if without is not None:
        parts = [f"{coded - without} with events", f"{without} without events"]
    if failed:
        parts.append(f"{failed} {fate}")
    return f"{documents} documents: {', '.join(parts)}"


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD.jsonl",
            help="Texts with the events that a person found in them, one a line; not a coder's "
            "output.",
        ),
    ],
    coder: Annotated[
        str, typer.Option(metavar="NAME", help="foedus-en, foedus-llm, or spacy:PIPELINE.")
    ] = "foedus-en",
    errors: Annotated[
        int,
        typer.Option(metavar="N", help="Also list up to N misses and N wrong proposals a class."),
    ] = 0,
    about: Annotated[
        bool,
        typer.Option(
            "--about",
            help="Tell the coder the alliance that each item names, as a case does.",
        ),
    ] = False,
    second: Annotated[
        Path | None,
        typer.Option(
            "--agreement",
            metavar="OTHER.jsonl",
            help="Compare the gold set with another coding of the same texts instead.",
        ),
    ] = None,
    format: Annotated[ScoreFormat, typer.Option(help="How to print it.")] = ScoreFormat.table,
) -> None:
    """Score a coder against a gold set, or two people's codings against each other.

    Intervals are of 95 %, by drawing the items again a thousand times (percentile bootstrap). A
    false alarm is a proposal in a text without any event.

    Example: foedus evaluate tests/gold/dev.jsonl --errors 5
    """
    from foedus._terminal import print_json
    from foedus.coding import agreement, get_coder
    from foedus.coding import evaluate as score

    if second is not None:
        compared = agreement(gold, second)
        if format is ScoreFormat.json:
            print_json(compared.as_json())
        else:
            typer.echo(str(compared))
        return
    made = score(get_coder(coder), gold, about=about)
    if format is ScoreFormat.json:
        print_json(made.as_json())
        return
    typer.echo(str(made))
    if errors:
        typer.echo(made.errors(errors))
