"""The matrix of a ledger: calls down, readings across, a shape and a word in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foedus.figures import STATUS_WORDS, Figure, element, status_mark, text_width, words
from foedus.figures._marks import role_of
from foedus.ledger._ledger import Ledger
from foedus.ledger._obligation import Call

_ROW, _HEAD, _NAME, _CELL = 24.0, 40.0, 470.0, 132.0


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
    for number, call in enumerate(chosen):
        y = _HEAD + number * _ROW
        said = call.event.summary or call.event.evidence[0].exact
        body.append(element("line", x1=0, x2=width, y1=y, y2=y, class_="fo-rule"))
        body.append(
            element("text", words(str(call.event.date)[:10]), x=4, y=y + 16, class_="fo-muted")
            + element("text", words(_cut(call.label, 150)), x=78, y=y + 16, class_="fo-head")
            + element("text", words(_cut(said, 225)), x=236, y=y + 16)
        )
        row = {
            "date": str(call.event.date),
            "norm": call.label,
            "beneficiary": call.beneficiary,
            "what": said,
        }
        for n, (ledger, by) in enumerate(zip(ledgers, found, strict=True)):
            status = by[call.id].status if call.id in by else "not called in"
            row[ledger.reading.id] = status
            body.append(
                element(
                    "g",
                    status_mark(status, _NAME + _CELL * n + 8, y + 12)
                    + element(
                        "text",
                        words(STATUS_WORDS[status]),
                        x=_NAME + _CELL * n + 21,
                        y=y + 16,
                        style=f"fill:var(--fo-{role_of(status)})",
                    ),
                )
            )
        rows.append(row)
    return Figure(
        key,
        title,
        f"{len(chosen)} calls on promises under {len(ledgers)} readings.",
        width,
        _HEAD + len(chosen) * _ROW + 4,
        "".join(body),
        rows,
    )


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
