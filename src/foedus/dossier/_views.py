"""Events and sources as the page shows them: plain values for the templates."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

from foedus.dossier._record import Record
from foedus.events import Event, Evidence, ontology
from foedus.events._figure import lane_of
from foedus.figures._marks import word_of
from foedus.sources import Source

_NEAR = 260  # characters of context on either side of a quote, at most
_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+(?=[\"“A-ZÀ-ÞА-Я0-9])")


def in_context(source: Source | None, piece: Evidence) -> tuple[str, str]:
    """Return the words before and after a quote, to the ends of its sentences."""
    if source is None or not piece.holds(source.text):
        return piece.prefix, piece.suffix
    before = source.text[max(0, piece.start - _NEAR) : piece.start].rpartition("\n")[2]
    after = source.text[piece.end : piece.end + _NEAR].partition("\n")[0]
    before = _SENTENCE.split(before)[-1] if before else ""
    if before and not before[-1:].isspace() and piece.start and _SENTENCE.search(before + "X"):
        before = ""
    ended = piece.exact[-1:] in ".!?"
    return before, "" if ended else _SENTENCE.split(after)[0]


def marked(piece: Evidence) -> Markup:
    """Return the quote with its trigger stressed, where a coder found one."""
    if piece.trigger and piece.exact.count(piece.trigger) == 1:
        left, _, right = piece.exact.partition(piece.trigger)
        return Markup("{}<b>{}</b>{}").format(left, piece.trigger, right)
    return escape(piece.exact)


class Links:
    """What rests on each event: findings, calls, positions, other events."""

    def __init__(self, record: Record) -> None:
        self.about: dict[str, list[str]] = defaultdict(list)
        self.calls: dict[str, dict[str, str]] = defaultdict(dict)
        self.answers: dict[str, dict[str, str]] = defaultdict(dict)
        self.questions: dict[str, list[str]] = defaultdict(list)
        for event in record.events:
            for other in event.about:
                if record.has(other):
                    self.about[record.events[other].id].append(event.id)
        for reading in record.readings:
            for call in record.ledger(reading.id):
                title = f"{call.label}, {call.norm.title}"
                self.calls[call.event.id][call.id] = title
                for owed in call.obligations:
                    for name in owed.answers:
                        self.answers[name].setdefault(
                            call.id, f"{title}: {word_of(owed.in_record)}"
                        )
        for question in record.case.questions.values():
            for position in question.positions:
                for name in position.evidence:
                    self.questions[name].append(question.id)


def event_view(record: Record, event: Event, number: int, links: Links) -> dict[str, Any]:
    """Return one event with everything that its card shows."""
    scheme = ontology()
    standing = record.events.standing(event)
    judgement = next(
        (j for j in reversed(record.case.judgements) if j.about in (event.id, event.corrects)),
        None,
    )
    passages = []
    for piece in event.evidence:
        source = record.case.sources.get(piece.source)
        before, after = in_context(source, piece)
        passages.append(
            {
                "before": before,
                "quote": marked(piece),
                "after": after,
                "language": source.language if source else "en",
                "translation": piece.translation,
                "translated_by": piece.translated_by,
                "source": piece.source,
                "label": source.title or source.id if source else piece.source,
                "publisher": source.publisher if source else None,
                "date": source.date.in_words() if source and source.date else None,
                "known": source.known.in_words() if source and source.known else None,
                "rests_on": len(source.rests_on) if source else 0,
                "start": piece.start,
                "end": piece.end,
                "holds": source is not None and piece.holds(source.text),
                "there": source is not None,
            }
        )
    return {
        "id": event.id,
        "number": number,
        "date": event.date.in_words(),
        "edtf": str(event.date),
        "versions": [date.in_words() for date in event.versions],
        "exact": event.date.is_exact or event.date.is_interval,
        "source": record.names(event.source),
        "target": record.names(event.target),
        "act": event.act,
        "type": event.type,
        "mode": event.mode,
        "means": scheme.acts[event.act].means if event.act else scheme.types[event.type].means,
        "lane": lane_of(event),
        "summary": event.summary or event.evidence[0].exact,
        "quoted": event.summary is None,
        "factuality": event.factuality,
        "standing": standing,
        "speaker": _speaker(record, event),
        "place": _place(record, event),
        "provision": _provision(record, event),
        "confidence": event.confidence,
        "coder": None if event.by_person else event.generated_by,
        "coded_by": event.attributed_to,
        "judgement": judgement,
        "note": event.note,
        "passages": passages,
        "about": [record.events[n].id for n in event.about if record.has(n)],
        "answered": links.about.get(event.id, []),
        "calls": links.calls.get(event.id, {}),
        "answers": links.answers.get(event.id, {}),
        "questions": list(dict.fromkeys(links.questions.get(event.id, []))),
        "known": _known(record, event),
    }


def _speaker(record: Record, event: Event) -> str | None:
    if event.speaker is None:
        return None
    actor = record.name(event.speaker.actor)
    return f"{event.speaker.person}, for {actor}" if event.speaker.person else actor


def _place(record: Record, event: Event) -> str | None:
    if event.place is None:
        return None
    parts = [
        event.place.name,
        event.place.state and f"territory of {record.name(event.place.state)}",
    ]
    return ", ".join(part for part in parts if part) or None


def _provision(record: Record, event: Event) -> str | None:
    if event.provision is None:
        return None
    name = event.provision.treaty
    label = record.case.treaty(name).label if record.case.knows_treaty(name) else name
    return f"{label} Art. {event.provision.article}" if event.provision.article else label


def _known(record: Record, event: Event) -> int:
    """Return the day from which the record knows the event, as a number."""
    first = event.date.earliest or event.date.latest
    days = [first.toordinal()] if first else [0]
    published = []
    for piece in event.evidence:
        source = record.case.sources.get(piece.source)
        known = source.known_on if source else None
        published.append(known.earliest.toordinal() if known and known.earliest else 0)
    return max(*days, min(published, default=0))


def number_events(record: Record, cited: Iterable[str]) -> dict[str, int]:
    """Number the events as notes: those that findings cite first, then by time."""
    order = dict.fromkeys(record.events[name].id for name in cited if record.has(name))
    order |= dict.fromkeys(event.id for event in record.events)
    return {name: number for number, name in enumerate(order, 1)}


def source_views(record: Record, views: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the sources, with the passages marked in their texts where a licence allows it."""
    pieces: dict[str, list[tuple[Evidence, Event]]] = defaultdict(list)
    for event in record.events:
        for piece in event.evidence:
            pieces[piece.source].append((piece, event))
    shown = []
    for source in record.case.sources.values():
        known = source.known_on
        if record.as_of and known and known.earliest and known.earliest > record.as_of:
            continue
        told = list(dict.fromkeys(event.id for _, event in pieces[source.id]))
        shown.append(
            {
                "id": source.id,
                "anchor": anchor(source.id),
                "title": source.title or source.id,
                "publisher": source.publisher,
                "author": source.author,
                "date": source.date.in_words() if source.date else None,
                "known": source.known.in_words() if source.known else None,
                "address": web_address(source.address),
                "licence": source.licence,
                "kind": source.kind,
                "note": source.note,
                "sha": source.sha256[:12],
                "rests_on": [
                    {
                        "title": ref.title,
                        "publisher": ref.publisher,
                        "date": ref.date.in_words() if ref.date else None,
                        "address": web_address(ref.address),
                        "verified": ref.verified,
                    }
                    for ref in source.rests_on
                ],
                "events": told,
                "text": _text(source, pieces[source.id], views)
                if source.licence or source.kind == "brief"
                else None,
                "sort": (known.sort_key if known else (dt.date.max, dt.date.max), source.id),
            }
        )
    return sorted(shown, key=lambda view: view["sort"])


def web_address(address: str | None) -> str | None:
    """Return an address only if a reader may safely follow it."""
    return address if address and re.match(r"https?://", address) else None


def anchor(name: str) -> str:
    """Return a name as it may stand in an id; names that differ stay different."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name)
    if plain == name:
        return name
    return f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _text(
    source: Source, pieces: list[tuple[Evidence, Event]], views: Mapping[str, dict[str, Any]]
) -> Markup:
    """Return the text with each quoted passage marked and numbered; overlaps share a mark."""
    held = sorted(
        ((p, e) for p, e in pieces if p.holds(source.text)), key=lambda x: (x[0].start, -x[0].end)
    )
    runs: list[tuple[int, int, list[str]]] = []
    for piece, event in held:
        if runs and piece.start < runs[-1][1]:
            start, end, names = runs[-1]
            runs[-1] = (start, max(end, piece.end), [*names, event.id])
        else:
            runs.append((piece.start, piece.end, [event.id]))
    out, at = Markup(), 0
    for start, end, names in runs:
        notes = Markup().join(
            Markup('<a class="note" href="#e-{0}" data-n="{1}">{1}</a>').format(
                name, views[name]["number"]
            )
            for name in dict.fromkeys(names)
            if name in views
        )
        out += escape(source.text[at:start])
        out += Markup("<mark>{}</mark>{}").format(source.text[start:end], notes)
        at = end
    out += escape(source.text[at:])
    return Markup("</p><p>").join(part for part in out.split("\n") if part.strip())
