"""What the command line prints: blocks for events, tables for the rest, errors in plain words."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from foedus._errors import InputError
from foedus._nearest import did_you_mean
from foedus._usage import near_option, other_format

if TYPE_CHECKING:
    from rich.console import Console

    from foedus.events import Event

_PIPE_WIDTH = 160  # columns, where the output is a file or a pipe
_TRIGGER_WIDTH = 15


def console(stderr: bool = False) -> Console:
    """Return a console as wide as the terminal, or 160 columns where there is none."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(
        stderr=stderr,
        width=None if stream.isatty() else _PIPE_WIDTH,
        highlight=False,
        soft_wrap=False,
    )


def event_head(mark: str = "", *, trigger: bool = True) -> list[str]:
    """Return what stands above events, each printed with as wide a mark."""
    word = "trigger" if trigger else None
    named = _columns("when", "who → whom", "act (TYPE)", word, "factuality", "certainty", "speaker")
    return [mark + named, "    “the words that say so”  [document, characters from–to]"]


_AGAIN = 2  # passages that are named beside the first


def event_lines(event: Event, mark: str = "", *, trigger: bool = True) -> list[str]:
    """Return an event as two lines: what was coded, and the words that say so.

    A quote is printed as it stands in its source, in one line, with where the act is told again and
    the other dates that are given for it. With `trigger` the word that names the act stands beside
    it, for a sentence may tell several acts of the same actors.
    """
    who = f"{'+'.join(event.source)} → {'+'.join(event.target) or '–'}"
    what = f"{event.act} ({event.type})" if event.act else event.type
    voice = ""
    if event.speaker:
        person = event.speaker.person
        voice = f"said by {person} ({event.speaker.actor})" if person else event.speaker.actor
        voice = voice if person else f"said by {event.speaker.actor}"
    sure = "" if event.confidence is None else f"{event.confidence:.2f}"
    piece = event.evidence[0]
    word = _short(piece.trigger or "") if trigger else None
    head = mark + _columns(str(event.date), who, what, word, event.factuality, sure, voice)
    quote = " ".join(piece.exact.split("\n"))
    dates = ", ".join(map(str, event.versions))
    clash = f"; also dated {dates}" if dates else ""
    return [head, f"    “{quote}”  [{_places(event)}{clash}]"]


def _places(event: Event) -> str:
    """Return where an event is told: "a 0–41", "a 0–41, again 60–90, b 5–40 and 3 times more"."""
    first, *others = event.evidence
    made = f"{first.source} {first.start}–{first.end}"
    before, places = first.source, []
    for piece in others[:_AGAIN]:
        name = "" if piece.source == before else f"{piece.source} "
        before = piece.source
        places.append(f"{name}{piece.start}–{piece.end}")
    if places:
        made += f", again {', '.join(places)}"
    if rest := len(others) - len(places):
        made += f" and {'once' if rest == 1 else f'{rest} times'} more"
    return made


def _columns(
    when: str, who: str, what: str, word: str | None, factuality: str, sure: str, voice: str
) -> str:
    # two spaces between, so that a long name does not run into what follows it
    trigger = "" if word is None else f"{word:<{_TRIGGER_WIDTH}}  "
    line = f"{when:<21}  {who:<22}  {what:<26}  {trigger}{factuality:<12}  {sure:<9}  {voice}"
    return line.rstrip()


def _short(trigger: str) -> str:
    """Return a trigger in one line, cut where it is too long for its column.

    >>> _short("frozen"), _short("has put its participation\\non hold")
    ('frozen', 'has put its pa…')
    >>> _short("urged … pull … out")
    'urged … pull…'
    """
    line = " ".join(trigger.split())
    return line if len(line) <= _TRIGGER_WIDTH else line[: _TRIGGER_WIDTH - 1].rstrip(" …") + "…"


def number_of(number: int, what: str) -> str:
    """Return a number with its noun.

    >>> number_of(1, "event"), number_of(2, "event")
    ('1 event', '2 events')
    """
    return f"{number} {what}" + ("" if number == 1 else "s")


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None
) -> None:
    """Print a table; empty cells stay empty."""
    from rich import box
    from rich.table import Table

    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console().print(table)


def print_json(data: object, file: TextIO | None = None) -> None:
    """Print plain data as JSON."""
    json.dump(data, file or sys.stdout, ensure_ascii=False, indent=2, default=str)
    (file or sys.stdout).write("\n")


def print_csv(
    rows: Sequence[Mapping[str, Any]], columns: Iterable[str] = (), file: TextIO | None = None
) -> None:
    """Print flat rows as CSV; a missing value is an empty cell.

    Where there is no row, `columns` make the header, so that what reads the table finds one.
    """
    fields = list(rows[0]) if rows else list(columns)
    if not fields:
        return
    writer = csv.DictWriter(file or sys.stdout, fieldnames=fields, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def complain(problem: Exception) -> None:
    """Say on standard error what went wrong."""
    out = console(stderr=True)
    first, *rest = str(problem).split("\n")
    out.print(f"[bold red]error:[/] {_plain(first)}", soft_wrap=True)
    for line in rest:
        out.print(_plain(line), soft_wrap=True)


def complain_of_usage(problem: Any) -> None:
    """Say on standard error how the command line was used wrongly, in the style of our errors.

    `problem` is a usage error of Typer, which words and prints its errors in a way of its own.
    """
    if type(problem).__name__ == "NoArgsIsHelpError":
        problem.show()  # nothing was asked: the help is the answer
        return
    message = problem.format_message().removesuffix(".")
    value = re.fullmatch(r"Invalid value for '?(.+?)'?: (?:Value error, )?(.+)", message, re.DOTALL)
    where, message = (value[1], value[2]) if value else (None, message[:1].lower() + message[1:])
    hints = []
    if " is not one of " in message:
        given, *known = re.findall(r"'([^']*)'", message)
        near = did_you_mean(given, known, 1, like=0.6)
        other = other_format(problem.ctx and problem.ctx.info_name, given)
        hints = [hint for hint in (near, other) if hint]
    if problem.ctx is not None and (wrong := getattr(problem, "option_name", None)):
        options = [name for one in problem.ctx.command.params for name in one.opts]
        if meant := near_option(wrong, options):
            message = f"no such option: {wrong}"
            hints = [meant]
    if problem.ctx is None:
        hints.append("see foedus --help")
    else:
        usage = " ".join(problem.ctx.get_usage().split())
        hints += [usage, f"see {problem.ctx.command_path} --help"]
    complain(InputError(message, where=where, hint="\n  ".join(hints)))


def tell(text: str) -> None:
    """Say something beside the results, on standard error."""
    console(stderr=True).print(_plain(text), soft_wrap=True)


def warn(text: str) -> None:
    """Warn of something in what was given that may be a slip, on standard error."""
    console(stderr=True).print(f"[bold yellow]warning:[/] {_plain(text)}", soft_wrap=True)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
