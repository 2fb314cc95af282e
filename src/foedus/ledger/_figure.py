"""The matrix of a ledger: calls down, readings across, a shape and a word in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foedus.figures import Figure, element, status_mark, text_width, words
from foedus.figures._marks import role_of, word_of
from foedus.ledger._ledger import Ledger
from foedus.ledger._obligation import Call

_ROW, _HEAD, _NAME, _CELL = 24.0, 36.0, 430.0, 140.0


def draw_matrix(
    ledgers: Sequence[Ledger],
    *,
    called_only: bool = False,
    key: str = "matrix",
    title: str = "Ledger",
) -> Figure:
    """Draw what became of each call under each reading.

    Parameters
    ----------
    ledgers
        One for each reading, of the same case and day.
    called_only
        Leave out what no reading holds to be called in.
    """
    calls: dict[str, Call] = {}
    for ledger in ledgers:
        for call in ledger:
            calls.setdefault(call.id, call)
    found = [{call.id: call for call in ledger} for ledger in ledgers]
    chosen = [
        call
        for call in sorted(calls.values(), key=lambda c: (c.event.date.sort_key, c.label, c.id))
        if not called_only or any(by[call.id].value is not False for by in found if call.id in by)
    ]
    width = _NAME + _CELL * len(ledgers)
    body = [
        element(
            "text",
            words(_cut(ledger.reading.title, _CELL - 10)),
            x=_NAME + _CELL * n,
            y=24,
            class_="fo-head",
        )
        for n, ledger in enumerate(ledgers)
    ]
    rows: list[dict[str, Any]] = []
    y, event = _HEAD, ""
    for call in chosen:
        said = call.event.summary or f"“{call.event.evidence[0].exact}”"
        if call.event.id != event:
            event = call.event.id
            body.append(_heading(call, said, y + 6, width))
            y += _ROW + 6
        row = {
            "date": str(call.event.date),
            "promise": call.label,
            "title": call.norm.title,
            "beneficiary": call.beneficiary,
            "what": said,
        }
        name = element("text", words(call.label), x=18, y=y + 16)
        room = _NAME - 40 - text_width(call.label)
        what = element(
            "text",
            words(_cut(call.norm.title, room)),
            x=26 + text_width(call.label),
            y=y + 16,
            class_="fo-muted",
        )
        body.append(element("line", x1=18, x2=width, y1=y, y2=y, class_="fo-rule") + name + what)
        for n, (ledger, by) in enumerate(zip(ledgers, found, strict=True)):
            status = by[call.id].status if call.id in by else "not called in"
            row[ledger.reading.id] = status
            body.append(_cell(status, _NAME + _CELL * n, y))
        rows.append(row)
        y += _ROW
    return Figure(
        key,
        title,
        f"{len(chosen)} calls on promises under {len(ledgers)} readings.",
        width,
        y + 4,
        "".join(body),
        rows,
    )


def _heading(call: Call, said: str, y: float, width: float) -> str:
    """Draw the line of an event, over the promises that it could call in."""
    date = call.event.date.in_words()
    return element("text", words(date), x=4, y=y + 16, class_="fo-muted") + element(
        "text",
        words(_cut(said, width - 24 - text_width(date))),
        x=14 + text_width(date),
        y=y + 16,
        class_="fo-head",
    )


def _cell(status: str, x: float, y: float) -> str:
    """Draw a status as its shape and its word."""
    word = element(
        "text",
        words(word_of(status)),
        x=x + 21,
        y=y + 16,
        style=f"fill:var(--fo-{role_of(status)})",
    )
    return element("g", status_mark(status, x + 8, y + 12), word)


def _cut(text: str, room: float) -> str:
    """Shorten text to a width, at a word."""
    if text_width(text) <= room:
        return text
    kept = ""
    for word in text.split():
        if text_width(f"{kept} {word} …") > room:
            break
        kept = f"{kept} {word}".strip()
    return f"{kept} …" if kept else text[: int(room / 7)] + "…"
