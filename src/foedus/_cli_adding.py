"""The command that adds documents to a case, and tells what became of those that it knew."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foedus._cli_case import CaseName, opened_case, print_events
from foedus._cli_documents import (
    day_from_dateline,
    documents_of,
    nothing_in,
    published_day,
    refuse_shipped_cases,
    tell_of_skipped,
    warn_of_dateline,
)
from foedus._errors import CaseError, CoderError, FoedusError, InputError, StorageError
from foedus._terminal import number_of

if TYPE_CHECKING:
    from foedus._edtf import Edtf
    from foedus.case import Added, Case
    from foedus.case._alike import Like
    from foedus.events import Event
    from foedus.sources import Skipped, Source, Unread

    _Document = str | Path | Source | Unread


def add(
    case: CaseName,
    documents: Annotated[
        list[str],
        typer.Argument(
            metavar="DOCUMENT…",
            help="Files (text, Markdown, HTML, PDF), addresses, folders of files, or JSONL of "
            '{"id", "text", "published", "title"}; several may be given.',
        ),
    ],
    published: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            callback=published_day,
            help="When it was published (2024-02-22); by default as the document says. Of a "
            "document that the case has already, the date is corrected. A date in a line of JSONL "
            "stays.",
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Its title, of one document; by default as it says."),
    ] = None,
    publisher: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Who published it; by default as it says.")
    ] = None,
    coder: Annotated[
        str,
        typer.Option(metavar="NAME", help="Which coder: foedus-en, foedus-llm, or spacy:PIPELINE."),
    ] = "foedus-en",
) -> None:
    """Make documents sources of a case, and their events proposals.

    A document that the case has already is coded again, with the details that are given here or
    were corrected in its file in sources/: proposals that nobody has judged are replaced, what was
    judged stays.

    Example: foedus add my-case report.pdf --published 2024-02-22
    """
    from foedus._terminal import complain, tell
    from foedus.coding import ForeignTexts
    from foedus.sources import Source, Unread

    refuse_shipped_cases(documents)
    opened = opened_case(case)
    reader = opened.coder(coder)
    foreign = ForeignTexts(reader)
    given: dict[str, Any] = {"title": title, "publisher": publisher}
    skipped: list[Skipped] = []
    made = failed = 0
    found = documents_of(documents, skipped)
    if title is not None:
        found = _only_one(found)
    for document in found:
        if isinstance(document, Unread):
            failed += 1
            complain(document.problem)
            continue
        states = isinstance(document, Source) and document.date is not None
        try:
            added = opened.add(
                document, published=None if states else published, coder=reader, **given
            )
        except (CaseError, CoderError, StorageError):
            raise  # nor could any other document be added
        except FoedusError as problem:
            failed += 1
            complain(problem)
            continue
        made += 1
        foreign.see(added.source)
        _tell_added(added, opened, case)
        again = None
        if not isinstance(document, Source):
            again = shlex.join(["foedus", "add", case, str(document)])
            again += "" if coder == "foedus-en" else f" --coder {shlex.quote(coder)}"
        _tell_of_no_date(added, day_from_dateline(reader, added.source), again)
    if failed and made:
        tell(f"{made + failed} documents: {made} added, {failed} could not be read")
    if note := foreign.note():
        tell(note)
    tell_of_skipped(skipped)
    if failed:
        raise typer.Exit(1 if made else 2)
    if not made:
        raise nothing_in(documents)


def _only_one(found: Iterator[_Document]) -> Iterator[_Document]:
    """Make sure that there is no more than one document, for one title."""
    every = list(found)
    if len(every) > 1:
        raise InputError(
            f"it is for one document, and here are {len(every)}",
            where="--title",
            hint="leave it out, and each keeps the title that it states; or add them one by one",
        )
    return iter(every)


def _tell_added(added: Added, case: Case, named: str) -> None:
    """Say what adding one document did; `named` is the case as the user named it."""
    from foedus._terminal import warn
    from foedus.events import Events

    name = added.source.id
    if added.proposals:
        print_events(Events(added.proposals))
    for change in added.corrections:
        typer.echo(f"{name}: {change}")
    parts = [number_of(len(added.proposals), "proposal")]
    if added.known_already:
        were = "was" if added.known_already == 1 else "were"
        parts[0] += f", {added.known_already} {were} there already"
    if added.replaced:
        earlier = number_of(len(added.replaced), "earlier proposal")
        parts.append(f"replaced {earlier} that nobody had judged")
    if added.kept:
        parts.append(f"kept {number_of(len(added.kept), 'event')} that somebody judged")
    if added.cited:
        parts.append(f"kept {number_of(len(added.cited), 'proposal')} that the case cites")
    if added.proposals or added.known_already:
        parts.append(
            f"judge proposals with: foedus judge {named} ID accept|reject|correct --by NAME"
        )
    typer.echo(f"{name}: {'; '.join(parts)}")
    _tell_kept(added, case, named)
    if added.stated and added.source.date:
        warn(
            f"{name}: the document gives {added.stated.in_words()} as its date of publication, the "
            f"case has {added.source.date.in_words()}\n"
            "  the case's date stays; to take the document's, add it again with "
            f"--published {added.stated}"
        )
    period = case.info.period
    outside = [one for one in added.proposals if not one.date.overlaps(period)]
    if outside:
        warn(
            f"{name}: {number_of(len(outside), 'proposal')} outside the period of the case, "
            f"{period.in_words()}, such as {outside[0].id} ({outside[0].date.in_words()})\n"
            "  what the dossier counts leaves such events out; if they belong to the case, widen "
            f"'period' in {named}/case.yaml"
        )
    if added.like is not None:
        _warn_of_like(added, added.like, case, named)
    warn_of_dateline(added.source, remedy="add the document again with --published {day}")


def _tell_of_no_date(added: Added, day: Edtf | None, command: str | None) -> None:
    """Say that a source has no date of publication, and what to do.

    Parameters
    ----------
    day
        The day that was taken from the dateline for reading the text, if any was.
    command
        What adds the document again; None where it is a line of a JSONL file.
    """
    from foedus._terminal import tell

    name = added.source.id
    if added.source.date is not None:
        return
    if day is None:
        tell(
            f"{name}: no date of publication is known, so that days like 'Monday' and 'last week' "
            "stay open. Add the document again with --published 2024-02-22: its events are then "
            "proposed with their days, in place of these"
        )
        return
    record = (
        f'write "published": "{day}" in its line, and add the file again'
        if command is None
        else f"{command} --published {day}"
    )
    tell(
        f"{name}: its dateline says {day.in_words()}; days like 'Monday' were counted from there. "
        "The source itself has no date of publication yet\n"
        f"  to record that day: {record}"
    )


def _warn_of_like(added: Added, like: Like, case: Case, named: str) -> None:
    """Warn of a source that is nearly the same text, with what to do for either to stand alone."""
    from foedus._terminal import warn

    new, old = added.source.id, like.source
    differ = "differs" if like.differing == 1 else "differ"
    own = [event for event in case.events if event.evidence[0].source == new]
    lines = [
        f"{new}: nearly the text of the source '{old}', which the case has: {like.differing} of "
        f"its {like.words} words {differ}",
        "a source's text never changes, as quotes point into it; so both are sources now, and what "
        "both tell stands twice",
    ]
    for what, events, other in (
        (f"to replace {old}", (*like.proposals, *like.judged), new),
        (f"to keep {old} alone", own, old),
    ):
        if events:
            ids = ",".join((event.corrects or event.id)[:8] for event in events)
            lines.append(
                f"{what}: foedus judge {named} {ids} reject --by NAME "
                f"--why 'the text is that of {other}'"
            )
    if like.judged:
        lines.append(
            f"look first: {number_of(len(like.judged), 'event')} of {old} that somebody judged "
            f"would go, {', '.join(event.id[:8] for event in like.judged)}"
        )
    warn("\n  ".join(lines))


def _tell_kept(added: Added, case: Case, named: str) -> None:
    """Name what stays though the coder no longer proposes it so, with what to do about it."""
    from foedus.events._event import unversioned

    who = {judgement.about: judgement.by for judgement in case.judgements}
    judged = [(event, f"judged by {who[event.corrects or event.id]}") for event in added.kept]
    if judged:
        typer.echo(f"kept as judged, though the coder now reads {added.source.id} otherwise:")
        _list(judged)
        typer.echo(
            "  look at each; where it is wrong: "
            f"foedus judge {named} ID correct --by NAME --set date=…, or reject"
        )
    cited = [(event, "a proposal") for event in added.cited]
    if cited:
        typer.echo("kept as questions.yaml, model.yaml or another event cites them:")
        _list(cited)
        typer.echo(
            "  cite the new proposals in their place and add the document again, or judge these"
        )
    if added.others:
        coders = ", ".join(sorted({event.generated_by for event in added.others}))
        names = " or ".join(sorted({unversioned(event.generated_by) for event in added.others}))
        typer.echo(
            f"{number_of(len(added.others), 'proposal')} of {coders} may rest on the old date; to "
            f"have new ones in their place, add the document again with --coder {names}"
        )


def _list(events: Iterable[tuple[Event, str]]) -> None:
    for event, why in events:
        typer.echo(f"  {event.id}  {event.date}  {event.act or event.type}, {why}")
