"""Add a document to a case: a new source, or one that the case knows, coded again.

::

    document ─► source ─┬─ new ──────────────► sources/  ─┐
                        └─ known: details corrected ──────┴─► coder ─► proposals ─► events.jsonl
                           of what the coder proposed before ─┬─ judged, or cited: stays
                                                              └─ the rest: replaced.jsonl
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedus._edtf import Edtf
from foedus._errors import CaseError, CoderError, StorageError
from foedus.case import _replaced
from foedus.case._alike import Like, most_alike
from foedus.case._files import read_text, render_source, with_details
from foedus.case._replaced import Replacement
from foedus.case._storage import append_lines, locked, take_back, whole_size, write_whole
from foedus.events import Event, apply_judgement, latest
from foedus.events._event import unversioned
from foedus.sources import Source, normalise, read_any, slug

if TYPE_CHECKING:
    from foedus.case._case import Case
    from foedus.coding import Coder


@dataclass(frozen=True, slots=True)
class Added:
    """What ``add`` did.

    Attributes
    ----------
    source
        The source, as it is kept.
    proposals
        The events that are proposed now and were not before.
    known_already
        How many of the coder's events were in the case already.
    replaced
        Earlier proposals of the coder for the source that nobody had judged, and that it no longer
        makes; they stay on record in ``replaced.jsonl``.
    kept
        Events that it no longer proposes so, as they stand after the judgement that keeps them.
    cited
        Proposals that it no longer makes, but that the case cites, so that they stay.
    others
        Proposals of other coders, where the date was corrected: they may rest on the old one.
    corrected
        Details of a known source that were corrected, each with the old value and the new one.
    stated
        The date of publication that the document itself states, where the case has another, which
        stays.
    like
        The source of the case that is nearly the text of a new one, if any is.
    """

    source: Source
    proposals: tuple[Event, ...]
    known_already: int
    replaced: tuple[Event, ...] = ()
    kept: tuple[Event, ...] = ()
    cited: tuple[Event, ...] = ()
    others: tuple[Event, ...] = ()
    corrected: Mapping[str, tuple[str | None, str]] = field(default_factory=dict)
    stated: Edtf | None = None
    like: Like | None = None

    @property
    def corrections(self) -> list[str]:
        """What was corrected, in words: ``date is 2024-02-23 now; it was 2024-02-20``."""
        return [
            f"{name} is {new} now; " + ("none was known" if old is None else f"it was {old}")
            for name, (old, new) in self.corrected.items()
        ]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A source as it is to be kept, and as the case has it, if it does."""

    source: Source
    before: Source | None = None

    @property
    def corrected(self) -> dict[str, tuple[str | None, str]]:
        if self.before is None:
            return {}
        pairs = {
            name: (getattr(self.before, name), getattr(self.source, name))
            for name in Source.model_fields
        }
        return {
            name: (None if old is None else str(old), str(new))
            for name, (old, new) in pairs.items()
            if old != new
        }


def add_document(
    case: Case,
    document: str | Path | Source,
    *,
    published: str | None,
    coder: Coder | None,
    details: Mapping[str, Any],
) -> Added:
    """Make a document a source of a case, and its events proposals; see :meth:`Case.add`."""
    given = {name: value for name, value in details.items() if value is not None}
    if published is not None:
        given["date"] = Edtf.parse(published)
    if isinstance(document, Source):
        source = _fit_to_keep(document, given)
    else:
        source = read_any(document, **given)
    if coder is None:
        coder = case.coder()
    # coding can take long, so it is done before others are kept from writing
    expected = _place(case.reload(), source, given)
    proposals = _coded_by(coder, expected.source)
    with locked(case.path):
        placed = _place(case.reload(), source, given)
        if placed.source != expected.source:  # somebody took the name meanwhile, or corrected it
            proposals = _coded_by(coder, placed.source)
        made = _compared(case, placed, coder, proposals)
        stated = source.date if "date" not in given and placed.before else None
        if stated is not None and stated != placed.source.date:
            made["stated"] = stated
        if placed.before is None:
            known = case.sources.values()
            made["like"] = most_alike(placed.source, source.id, known, case.events)
        added = Added(placed.source, corrected=placed.corrected, **made)
        _write(case, placed, added, coder)
    case.reload()
    return added


def _place(case: Case, source: Source, given: Mapping[str, Any]) -> _Placed:
    """Return the source that has this text already, corrected, or the new one under a free name."""
    for kept in case.sources.values():
        if kept.sha256 == source.sha256:
            fields = (given.keys() & Source.model_fields.keys()) - {"id", "text", "sha256"}
            changes = {name: getattr(source, name) for name in fields}
            if kept.date is None and source.date is not None:
                changes["date"] = source.date
            return _Placed(kept.model_copy(update=changes), kept)
    name, number = source.id, 2
    while name in case.sources or (case.path / "sources" / f"{name}.md").exists():
        name, number = f"{source.id}-{number}", number + 1
    return _Placed(source.model_copy(update={"id": name}))


def _compared(
    case: Case, placed: _Placed, coder: Coder, proposals: Mapping[str, Event]
) -> dict[str, Any]:
    """Hold what a coder proposes against what it proposed before; return fields of `Added`."""
    verdicts = latest(case.judgements)
    coded = {event.id: event for _, event in case.numbered_events()}
    fresh = [
        event
        for event in proposals.values()
        if event.id in case.replaced
        or (event.id not in coded and not case.events.has(event.id))  # as one was corrected to
    ]
    sorted_out: dict[str, list[Event]] = {"replaced": [], "kept": [], "cited": [], "others": []}
    cited = _citations(case)
    for event in coded.values():
        if (
            event.evidence[0].source != placed.source.id
            or event.by_person
            or event.id in proposals
            or event.id in case.replaced
        ):
            continue
        stands, standing = apply_judgement(event, verdicts.get(event.id))
        own = unversioned(event.generated_by) == unversioned(coder.name)
        if standing == "proposed" and not own:
            if "date" in placed.corrected:
                sorted_out["others"].append(event)
        elif standing == "proposed":
            sorted_out["cited" if event.id in cited else "replaced"].append(event)
        elif standing == "judged" and own and stands.id not in proposals:
            sorted_out["kept"].append(stands)
    return {
        "proposals": tuple(fresh),
        "known_already": len(proposals) - len(fresh),
        **{name: tuple(events) for name, events in sorted_out.items()},
    }


_EVENT_ID = re.compile(r"\b[0-9a-f]{16}\b")


def _citations(case: Case) -> set[str]:
    """Return the ids that a person wrote somewhere in the case."""
    found = {name for event in case.events.accepted for name in event.about}
    for file in ("questions.yaml", "model.yaml", "case.yaml"):
        if (path := case.path / file).exists():
            found |= set(_EVENT_ID.findall(read_text(path)))
    return found


def _write(case: Case, placed: _Placed, added: Added, coder: Coder) -> None:
    """Write what was added; if something cannot be written, all is as it was."""
    file = case.path / "sources" / f"{placed.source.id}.md"
    events, replaced = case.path / "events.jsonl", case.path / _replaced.FILE
    before = file.read_bytes() if placed.before else None
    size = whole_size(events)
    if placed.before is None:
        write_whole(file, render_source(placed.source))
    elif added.corrected:
        write_whole(file, with_details(file, placed.source, added.corrected), overwrite=True)
    record = _record(case, added, coder)
    try:
        append_lines(events, [e.as_line() for e in added.proposals if e.id not in case.replaced])
        if record is not None:
            try:
                append_lines(replaced, [record.as_line()])
            except StorageError:
                take_back(events, size)
                raise
    except StorageError:
        with contextlib.suppress(OSError, StorageError):
            if before is None:
                file.unlink()
            elif added.corrected:
                write_whole(file, before.decode("utf-8"), overwrite=True)
        raise


def _record(case: Case, added: Added, coder: Coder) -> Replacement | None:
    """Return the line that says what was replaced, if anything was, or stands again."""
    again = [event for event in added.proposals if event.id in case.replaced]
    if not (added.replaced or again):
        return None
    return Replacement(
        source=added.source.id,
        coder=coder.name,
        when=dt.datetime.now(dt.UTC).replace(microsecond=0),
        why=", ".join(added.corrections) or None,
        replaced=tuple(event.id for event in added.replaced),
        proposed=tuple(event.id for event in added.proposals),
    )


def _fit_to_keep(source: Source, given: Mapping[str, Any]) -> Source:
    """Return a source as its file will give it back: lines end in one way, the id names a file."""
    from pydantic import ValidationError

    from foedus._data import explain

    name = source.id if re.fullmatch(r"[\w][\w.-]{0,79}", source.id) else slug(source.id)
    data = source.model_dump(exclude={"id", "text", "sha256"})
    try:
        return Source.model_validate({**data, **given, "id": name, "text": normalise(source.text)})
    except ValidationError as problem:
        raise explain(problem, f"source '{source.id}'", error=CaseError) from problem


def _coded_by(coder: Coder, source: Source) -> dict[str, Event]:
    """Return what a coder proposes, by id; its quotes must stand in the source word for word."""
    from foedus.coding._merge import one_each

    found: dict[str, Event] = {}
    for event in one_each(coder.code(source)):
        for piece in event.evidence:
            if piece.source != source.id or not piece.holds(source.text):
                raise CoderError(
                    f"the coder '{coder.name}' gives as evidence “{piece.exact[:60]}”, which is "
                    f"not at {piece.start}–{piece.end} of '{source.id}'",
                    hint="nothing was added; this is a fault of the coder",
                )
        found[event.id] = event.model_copy(update={"derived_from": source.id})
    return found
