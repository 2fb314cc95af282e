"""The ledger as the page shows it: a table of calls and readings, and a trace for each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foedus.dossier._record import Record, listed
from foedus.dossier._views import web_address
from foedus.figures._marks import UNSAID, role_of, word_of
from foedus.ledger import Call, Claim, Obligation
from foedus.ledger._claims import spoken_of

# One letter a status, for the tables of other days.
LETTERS = {
    "kept": "k",
    "kept in part": "p",
    "deflected": "d",
    "refused": "r",
    "breached": "b",
    "no answer": "a",
    "pending": "w",
    "disputed": "q",
    "not called in": "n",
}


@dataclass(frozen=True)
class Sheet:
    """The calls of a record under every reading, those that concern the focal member apart."""

    record: Record
    calls: Mapping[str, Mapping[str, Call]]

    @classmethod
    def of(cls, record: Record) -> Sheet:
        """Gather the calls of every reading by their ids."""
        calls: dict[str, dict[str, Call]] = {}
        for reading in record.readings:
            for call in record.ledger(reading.id):
                calls.setdefault(call.id, {})[reading.id] = call
        return cls(record, calls)

    def code(self, call: str) -> list[str]:
        """Return a word of letters a reading: the call's status, then each bearer's.

        After a slash, the status in the record, where a claim of the reading stands in its place;
        or a mark, where the status is the record's and nobody whose reading it is spoke of it.
        """
        by = self.calls.get(call, {})
        codes = []
        for reading in self.record.readings:
            found = by.get(reading.id)
            if found is None:
                codes.append("")
                continue
            owed = "".join(LETTERS[o.status] for o in found.obligations)
            recorded = f"/{LETTERS[found.in_record]}" if found.claimed_by else ""
            if self.record.ledger(reading.id).no_word_by(found):
                recorded = f"/{UNSAID}"
            codes.append(LETTERS[found.status] + owed + recorded)
        return codes

    def groups(self) -> list[dict[str, Any]]:
        """Return the calls by event, in order of time."""
        found: dict[str, dict[str, Any]] = {}
        ordered = sorted(
            (next(iter(by.values())) for by in self.calls.values()),
            key=lambda c: (c.event.date.sort_key, c.treaty.id, c.norm.article, c.id),
        )
        for call in ordered:
            group = found.setdefault(
                call.event.id,
                {"event": call.event.id, "rows": [], "ours": False, "open": False},
            )
            row = self._row(call)
            group["rows"].append(row)
            group["ours"] |= row["ours"]
            group["open"] |= row["open"]
        return list(found.values())

    def _row(self, call: Call) -> dict[str, Any]:
        by = self.calls[call.id]
        cells = [
            self._cell(by.get(reading.id), reading.id, call.id) for reading in self.record.readings
        ]
        record = self.record
        questions = list(dict.fromkeys(q for each in by.values() for q in each.turns_on))
        return {
            "id": call.id,
            "label": call.label,
            "title": call.norm.title,
            "kind": call.norm.kind,
            "beneficiary": call.beneficiary and record.name(call.beneficiary),
            "cells": cells,
            "part": len({cell["status"] for cell in cells}) > 1,
            "open": any(cell["status"] != "not called in" for cell in cells),
            "ours": any(self._concerns(each) for each in by.values()),
            "questions": questions,
        }

    def _concerns(self, call: Call) -> bool:
        """Whether the focal member is owed, owes or takes part, alone or as one party of all."""
        focal = self.record.focal
        if focal in (call.beneficiary, *call.event.actors):
            return True
        if call.norm.counterparty == "every-other-party":
            return focal in call.treaty.members(call.event.date)
        return any(owed.bearer == focal for owed in call.obligations)

    def _cell(self, call: Call | None, reading: str, name: str) -> dict[str, Any]:
        status = call.status if call else "not called in"
        bearers = [
            {
                "name": self.record.name(owed.bearer),
                "status": word_of(owed.status),
                "role": role_of(owed.status),
            }
            for owed in (call.obligations if call else ())
        ]
        mixed = len({bearer["status"] for bearer in bearers}) > 1
        return {
            "reading": reading,
            "status": status,
            "role": role_of(status),
            "word": word_of(status),
            "bearers": bearers if mixed else [],
            "unsaid": bool(call and self.record.ledger(reading).no_word_by(call)),
            "claimed": _claimed(call) if call and call.claimed_by else None,
            "href": f"#c-{name}--{reading}" if call else None,
        }

    def cards(self) -> list[dict[str, Any]]:
        """Return what each cell leads to: the trace under each reading, like ones together."""
        return [self.card(name) for name in self.calls]

    def card(self, name: str) -> dict[str, Any]:
        """Return the card of one call."""
        by = self.calls[name]
        first = next(iter(by.values()))
        sides: list[dict[str, Any]] = []
        for reading in self.record.readings:
            call = by.get(reading.id)
            if call is None:
                continue
            body = {
                "status": call.status,
                "role": role_of(call.status),
                "word": word_of(call.status),
                "value": {True: "yes", False: "no", None: "unknown"}[call.value],
                "trace": call.trace,
                "beside": call.beside(self.record.name),
                "differ": len(call.tally) > 1,
                "tally": ", ".join(
                    f"{number} {word_of(status)}" for status, number in call.tally.items()
                ),
                "owed": [
                    {
                        "bearer": self.record.name(owed.bearer),
                        "status": word_of(owed.status),
                        "role": role_of(owed.status),
                        "because": owed.because,
                        "due": owed.due,
                        "answers": [n for n in owed.answers if self.record.has(n)],
                        "also": _also(self.record, owed),
                        "judged_by": owed.judged_by,
                        "claim": owed.claim
                        and {"name": owed.claim.name, "answer": owed.claim.answer},
                        "recorded": owed.is_claimed
                        and {"role": role_of(owed.in_record), "word": word_of(owed.in_record)},
                    }
                    for owed in call.obligations
                ],
            }
            unsaid = list(self.record.ledger(reading.id).no_word_by(call))
            same = next((side for side in sides if _alike(side["body"], body)), None)
            if same:
                same["readings"].append(reading)
                same["unsaid"] += unsaid
            else:
                sides.append({"readings": [reading], "body": body, "unsaid": unsaid})
        norm = first.norm
        return {
            "id": name,
            "label": first.label,
            "title": norm.title,
            "modality": norm.modality,
            "quote": norm.quote,
            "language": norm.language,
            "translation": norm.translation,
            "translated_by": norm.translated_by,
            "address": web_address(norm.address),
            "verified": norm.verified,
            "note": norm.note,
            "version": first.version.title or f"text of {first.version.id}",
            "treaty": first.treaty.title,
            "event": first.event.id,
            "beneficiary": first.beneficiary and self.record.name(first.beneficiary),
            "sides": [{**side, "unsaid": listed(side["unsaid"], "or")} for side in sides],
            "claims": [said(self.record, claim) for claim in first.claims],
            "contested": first.contested,
        }


def _claimed(call: Call) -> str:
    """Say beside a claimed status what the record holds; the page's script says the same."""
    if call.status == call.in_record:
        return "claimed for some"
    return f"claimed; in the record: {word_of(call.in_record)}"


def _also(record: Record, owed: Obligation) -> list[str]:
    """Return the bearer's other answers on record, which did not decide the status."""
    decided = set(owed.answers)
    return [name for name in owed.considered if name not in decided and record.has(name)]


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[key] == other[key] for key in ("status", "value", "trace", "owed", "beside"))


def said(record: Record, claim: Claim) -> dict[str, Any]:
    """Return what an actor says became of a promise, as the page shows it."""
    return {
        "name": claim.name,
        "of": ", ".join(claim.of),
        "answer": claim.answer,
        "since": claim.since.in_words() if claim.since else None,
        "note": claim.note,
        "words": [event.id for event in claim.words if record.has(event.id)],
    }


def parting(record: Record, sheet: Sheet) -> list[dict[str, Any]]:
    """Return the contested questions, who answers them how, and the calls that turn on each."""
    asked: list[dict[str, Any]] = []
    for question in record.case.questions.values():
        calls: Sequence[str] = [
            name
            for name, by in sheet.calls.items()
            if any(
                question.id in (*call.turns_on, *(claim.question for claim in call.claims))
                for call in by.values()
            )
        ]
        latest = [
            {
                "holder": record.name(held.holder),
                "of": listed(list(spoken_of(held, record.name))),
                "answer": held.answer,
                "since": held.since.in_words() if held.since else None,
                "note": held.note,
                "evidence": [n for n in held.evidence if record.has(n)],
                "earlier": sum(p.holder == held.holder for p in question.positions) > 1,
            }
            for held in question.positions_on(record.as_of, ())
        ]
        asked.append(
            {
                "id": question.id,
                "text": question.text,
                "note": question.note,
                "performance": question.on_performance,
                "positions": latest,
                "calls": [
                    {
                        "id": name,
                        "label": next(iter(sheet.calls[name].values())).label,
                        "event": next(iter(sheet.calls[name].values())).event.id,
                    }
                    for name in calls
                ],
                "events": [n for n in question.events if record.has(n)],
            }
        )
    return asked
