"""Put the page together."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from foedus._edtf import Edtf
from foedus.dossier import _sections as sections
from foedus.dossier._finding import Finding
from foedus.dossier._findings import find
from foedus.dossier._gaps import gaps
from foedus.dossier._ledger_view import LETTERS, Sheet, parting
from foedus.dossier._moments import Moment, key_moments
from foedus.dossier._options_view import options
from foedus.dossier._record import Record
from foedus.dossier._views import Links, anchor, event_view, number_events, source_views
from foedus.figures import STATUS_WORDS, Figure, status_symbols, stylesheet
from foedus.figures._figure import FIGURE_CSS
from foedus.figures._marks import role_of, word_of
from foedus.ledger._trace import WORDS
from foedus.relations._breaks import LEAST_EVENTS

if TYPE_CHECKING:
    from foedus.case import Case

_TEMPLATES = Path(__file__).parent / "templates"
SEE = {
    "ledger": "ledger",
    "treaties": "memberships",
    "timeline": "timeline",
    "relations": "relations",
    "statements": "words and deeds",
    "gaps": "gaps",
}


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def write_dossier(
    case: Case, path: str | Path | None = None, *, as_of: str | dt.date | None = None
) -> Path:
    """Write the dossier of a case: one HTML file that needs nothing else.

    Parameters
    ----------
    path
        The file, or a folder for it. Without it ``dossier.html`` in the case's folder, or in the
        current one if the case ships with Foedus.
    as_of
        A day: the record as it stood then, and nothing later.

    Returns
    -------
    Path
        Of the file.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    from foedus.case._storage import write_whole

    if path is None:
        name = f"{case.path.name}-dossier.html" if case.shipped else "dossier.html"
        file = Path(name) if case.shipped else case.path / name
    else:
        file = Path(path)
        file = file / "dossier.html" if file.is_dir() else file
    write_whole(file, render_dossier(case, as_of=as_of), overwrite=True)
    return file


def render_dossier(case: Case, *, as_of: str | dt.date | None = None) -> str:
    """Return the dossier of a case as HTML.

    Examples
    --------
    >>> import foedus
    >>> page = render_dossier(foedus.open_case("csto-armenia"))
    >>> page.startswith("<!doctype html>")
    True
    """
    from foedus import __version__

    day = Edtf.parse(as_of).latest if as_of is not None else None
    proposals = not any(event.by_person for event in case.events) and not case.events.accepted
    record = Record(case, day, proposals)
    page = _Page(record)
    env = _environment()
    made = page.sections()
    data = page.data(env, made)
    return env.get_template("page.html").render(
        **page.context,
        **made,
        version=__version__,
        made=dt.date.today().isoformat(),
        css=Markup(_css()),
        js=Markup(_read("dossier.js")),
        early=Markup(_read("early.js")),
        symbols=Markup(status_symbols()),
        data=Markup(_json(data)),
    )


def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8").strip()


def _css() -> str:
    """Return the page's style: colours light and dark, figures, then the page itself."""
    light, dark = (
        stylesheet(":root", theme=theme).removeprefix(":root") for theme in ("light", "dark")
    )
    colours = (
        f":root{light}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){dark}}}"
        f":root[data-theme=dark]{dark}"
        f"@media print{{:root:root:root{light}}}"
    )
    return colours + FIGURE_CSS + sections.figure_css() + _read("dossier.css")


def _json(data: object) -> str:
    """Write JSON that may stand inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _sentence(text: str) -> Markup:
    """Return a finding's text as markup, with what is between asterisks stressed."""
    return Markup(re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(escape(text))))


class _Page:
    """Everything that the templates are given, for one record."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.sheet = Sheet.of(record)
        self.found = find(record, record.readings[0].id)
        cited = [name for finding in self.found for name in finding.events]
        numbers = number_events(record, cited)
        links = Links(record)
        views = {e.id: event_view(record, e, numbers[e.id], links) for e in record.events}
        for number, finding in enumerate(self.found, 1):
            for name in finding.events:
                if record.has(name):
                    views[record.events[name].id].setdefault("cited", []).append(number)
        for view in views.values():
            view.setdefault("cited", [])
        self.views = views
        info = record.case.info
        questions = parting(record, self.sheet)
        moments = [m for m in key_moments(record.case) if m.day and m.day < record.today]
        self.moments = [Moment(record.as_of, f"{_day(record.today)}, the whole record"), *moments]
        self.sheets = {self.moments[0].key: self.sheet}
        for moment in moments:
            then = Record(record.case, moment.day, record.proposals)
            self.sheets.setdefault(moment.key, Sheet.of(then))
        self.context: dict[str, Any] = {
            "info": info,
            "alliance": record.case.actors.name(record.alliance),
            "focal": record.name(record.focal),
            "readings": record.readings,
            "views": views,
            "events": views,
            "numbered": sorted(views.values(), key=lambda view: view["number"]),
            "by_time": list(views.values()),
            "findings": self._findings(self.found),
            "see": SEE,
            "day": _day(record.today),
            "proposals": record.proposals,
            "moments": self.moments,
            "moment_now": self.moments[0].key,
            "questions": questions,
            "questions_by_id": {q.id: q for q in record.case.questions.values()},
            "judged": len(record.case.judgements),
            "word": WORDS,
            "anchor": anchor,
            "legend": self._legend(),
            "reading_titles": {reading.id: reading.title for reading in record.readings},
            "groups": self.sheet.groups(),
            "cards": self.sheet.cards(),
            "gaps": gaps(record),
            "least": LEAST_EVENTS,
            "sources": source_views(record, views),
        }

    def _findings(self, found: tuple[Finding, ...]) -> list[dict[str, Any]]:
        events = self.record.events
        return [
            {
                "notes": _ranges(
                    [self.views[events[n].id]["number"] for n in finding.events if n in self.views]
                ),
                "number": number,
                "topic": finding.topic,
                "html": _sentence(finding.text),
                "events": [events[n].id for n in finding.events if self.record.has(n)],
                "pieces": sum(
                    len(events[n].evidence) for n in finding.events if self.record.has(n)
                ),
                "basis": finding.basis,
                "see": finding.see,
                "caveats": finding.caveats,
            }
            for number, finding in enumerate(found, 1)
        ]

    def _legend(self) -> list[dict[str, Any]]:
        """Return the statuses that occur on some day, with whether they do on the page's own."""
        occur = {
            key: {
                letter
                for call in sheet.calls
                for code in sheet.code(call)
                for letter in _marks(code)
            }
            for key, sheet in self.sheets.items()
        }
        return [
            {
                "word": word_of(status),
                "role": role_of(status),
                "now": LETTERS[status] in occur[self.moments[0].key],
            }
            for status in STATUS_WORDS
            if any(LETTERS[status] in letters for letters in occur.values())
        ]

    def sections(self) -> dict[str, Any]:
        """Return what the single sections show."""
        record = self.record
        env = _environment()
        made = {
            **sections.timeline(record),
            **sections.treaties(record),
            **sections.relations(record),
            **sections.statements(record),
            **options(record),
            **sections.precedents(record),
        }
        made = {
            key: Markup(value.inline()) if isinstance(value, Figure) else value
            for key, value in made.items()
        }
        made["finding_list"] = Markup(
            env.get_template("finding_list.html").render(
                findings=self.context["findings"], events=self.views, see=SEE
            )
        )
        return made

    def data(self, env: Environment, made: dict[str, Any]) -> dict[str, Any]:
        """Return what the page's script needs: the tables of other days, and rows to download."""
        lines = _Lines()
        days: dict[str, Any] = {}
        macros: Any = env.get_template("macros.html").make_module()
        for moment in self.moments:
            now = self.moments[0].key == moment.key
            sheet = self.sheets[moment.key]
            record = sheet.record
            day = _day(record.today)
            cards: dict[str, list[int]] = {}
            if not now:
                for name in sheet.calls:
                    card = macros.callcard(sheet.card(name), self.views, WORDS, day)
                    cards[name] = lines.of(str(card))
            days[moment.key] = {
                "day": day,
                "until": record.today.toordinal(),
                "cells": {name: sheet.code(name) for name in sheet.calls},
                "cards": cards,
                "findings": {
                    reading.id: lines.of(self._finding_list(env, record, reading.id))
                    for reading in record.readings
                },
            }
        rows = sections.downloads(self.record, made, lines.number)
        return {
            "now": self.moments[0].key,
            "days": days,
            "lines": lines.known(),
            "readings": [reading.id for reading in self.record.readings],
            "letters": {letter: [role_of(s), word_of(s)] for s, letter in LETTERS.items()},
            "known": {name: view["known"] for name, view in self.views.items()},
            "rows": rows,
        }

    def _finding_list(self, env: Environment, record: Record, reading: str) -> str:
        found = [
            {**finding, "events": [n for n in finding["events"] if n in self.views]}
            for finding in self._findings(find(record, reading))
        ]
        return env.get_template("finding_list.html").render(
            findings=found, events=self.views, see=SEE
        )


def _marks(code: str) -> str:
    """Return the letters of the marks that a cell shows, by its code; the script does the same.

    They are its own, and those of its bearers where they did not do alike.
    """
    if not code:
        return LETTERS["not called in"]
    owed = code[1:].partition("/")[0]
    return code[0] + (owed if len(set(owed)) > 1 else "")


class _Lines:
    """Lines of markup, each kept once: pages of different days share most of theirs."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, line: str) -> int:
        """Return the number of a line."""
        return self._numbers.setdefault(line, len(self._numbers))

    def of(self, markup: str) -> list[int]:
        """Return the numbers of the lines of a piece of markup."""
        return [self.number(line) for line in map(str.strip, markup.splitlines()) if line]

    def known(self) -> list[str]:
        """Return the lines by number."""
        return list(self._numbers)


def _ranges(numbers: list[int]) -> str:
    """Write numbers with runs drawn together.

    >>> _ranges([3, 1, 2, 7])
    '1–3, 7'
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in runs)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
