"""The matrix of a ledger: calls down, readings across, a shape and a word in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foedus.figures import Figure, element, status_mark, text_width, words
from foedus.figures._marks import UNSAID, role_of, word_of
from foedus.ledger._ledger import Ledger
from foedus.ledger._obligation import Call

_ROW, _HEAD, _NAME, _CELL = 24.0, 36.0, 430.0, 140.0
_SECOND, _SMALL = 13.0, 9.5  # the line under a status that is claimed, and its type


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
    claiming = {ledger.reading.id for ledger in ledgers if any(c.claimed_by for c in ledger)}
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
        tall = _ROW
        for n, (ledger, by) in enumerate(zip(ledgers, found, strict=True)):
            here = by.get(call.id)
            row[ledger.reading.id] = here.status if here else "not called in"
            if ledger.reading.id in claiming:
                row[f"{ledger.reading.id}_in_record"] = here.in_record if here else "not called in"
            body.append(_cell(ledger, here, _NAME + _CELL * n, y))
            if here and here.claimed_by:
                tall = _ROW + _SECOND
        rows.append(row)
        y += tall
    if notes := _notes(ledgers, chosen):
        body.append(element("text", words(notes), x=4, y=y + 18, class_="fo-muted"))
        y += _ROW
    counted = f"{len(chosen)} calls on promises under {len(ledgers)} readings."
    return Figure(
        key,
        title,
        f"{counted} {notes}".strip(),
        width,
        y + 4,
        "".join(body),
        rows,
    )


def _notes(ledgers: Sequence[Ledger], chosen: Sequence[Call]) -> str:
    """Say what the marks beside a status mean, where there are any."""
    ids = {call.id for call in chosen}
    shown = [(ledger, call) for ledger in ledgers for call in ledger if call.id in ids]
    said = []
    if any(call.claimed_by for _, call in shown):
        said.append("Claimed: what the reading’s holder says; record: what the record holds.")
    if any(ledger.no_word_by(call) for ledger, call in shown):
        said.append(f"{UNSAID} by the record; no word by that side on it by then.")
    return " ".join(said)


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


def _cell(ledger: Ledger, call: Call | None, x: float, y: float) -> str:
    """Draw a status as its shape and its word; under one that is claimed, the record's."""
    status = call.status if call else "not called in"
    unsaid = f" {UNSAID}" if call and ledger.no_word_by(call) else ""
    word = element(
        "text",
        words(word_of(status) + unsaid),
        x=x + 21,
        y=y + 16,
        style=f"fill:var(--fo-{role_of(status)})",
    )
    parts = [status_mark(status, x + 8, y + 12), word]
    if call and call.claimed_by:
        held = word_of(call.in_record)
        said = "claimed for some" if call.in_record == status else f"claimed; record: {held}"
        parts.append(
            element(
                "text",
                words(said),
                x=x + 21,
                y=y + 16 + _SECOND,
                class_="fo-muted",
                style=f"font-size:{_SMALL:g}px",
            )
        )
    return element("g", *parts)


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
