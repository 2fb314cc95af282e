"""What a conflict model of a case rests on, in the terminal: statements, evidence, contradictions.

A model that is no case's has statements too, but nothing to look its evidence up in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from foedus.case import Case, Cited, Grounds
    from foedus.options import Answered, ConflictModel
    from foedus.options._exit_voice_questions import Course


def checked(case: Case) -> Mapping[str, ConflictModel]:
    """Return all models of a case; what they cite is there."""
    case.model()
    return case.models


def record_of(case: Case | None, model: ConflictModel) -> dict[str, Any]:
    """Return as plain data what a model rests on, and exit, voice, loyalty if it is there."""
    data: dict[str, Any] = {}
    if case is not None:
        data["grounds"] = [one.as_json() for one in case.grounds(model)]
    if model.exit_voice_loyalty is not None:
        data["exit_voice_loyalty"] = found = model.exit_voice_loyalty.as_json()
        for (_, cited), part in zip(_answers(case, model), _parts(found), strict=True):
            if case is not None:
                part["evidence"] = [piece.as_json() for piece in cited]
    return data


def _parts(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the parts of exit, voice, loyalty as plain data that have evidence."""
    return [*found["questions"].values(), *([found["happened"]] if "happened" in found else [])]


def _answers(
    case: Case | None, model: ConflictModel
) -> Sequence[tuple[Answered | Course, tuple[Cited, ...]]]:
    """Return the answers with their evidence, which only a case can look up."""
    if case is None:
        played = model.exit_voice_loyalty
        return [] if played is None else [(one, ()) for one in played.holders()]
    from foedus.case import answers_of

    return answers_of(case, model)


def exit_voice_lines(
    case: Case | None, model: ConflictModel, *, evidence: bool = False
) -> Iterator[str]:
    """Yield what follows from the answers on exit, voice, loyalty, if the model has them.

    Parameters
    ----------
    evidence
        Whether to say also why each question is answered so, and on what evidence.
    """
    from foedus.options import Answered
    from foedus.options._exit_voice_questions import course_in_words

    played = model.exit_voice_loyalty
    if played is None:
        return
    names = played.member, played.patron
    yield ("" if evidence else "\n") + f"Exit, voice, loyalty: {played.member} and {played.patron}"
    for title, text in (("Taken", played.taken), ("Voice", played.voice), ("Note", played.note)):
        if text and evidence:
            yield f"  {title}: {text}"
    for one, cited in _answers(case, model):
        if isinstance(one, Answered):
            assumed = evidence and one.assumed
            asked = one.threshold.asked(*names)
            yield f"  {one.threshold.condition}  {asked} {one.answer}" + (
                "  (assumed)" if assumed else ""
            )
        else:
            yield f"  On record: {course_in_words(one.outcome, *names)}. {played.on_course()}"
        if evidence and one.note:
            yield f"      {one.note}"
        for piece in cited if evidence else ():
            yield f"      · {piece.words}  [{', '.join(piece.events)}]"
    yield "  What the game says:"
    for follows in played.follows():
        yield f"  - {follows.words}"
    if evidence:
        yield ""


def print_grounds(case: Case | None, model: ConflictModel, more: str) -> None:
    """Print how well the statements of a case's model are borne out, and what contradicts them.

    `more` is the command that shows each.
    """
    if case is None:
        return
    found = case.grounds(model)
    assumed = sum(one.assumption for one in found)
    typer.echo(
        f"\nWhat it rests on: {len(found)} statements of what somebody wants, "
        f"{len(found) - assumed} read off the record, {assumed} assumed. Each: {more}"
    )
    contradicted = [one for one in found if one.against]
    if contradicted:
        typer.echo("Later acts on record speak against:")
    for one in contradicted:
        typer.echo(f"- {one.decision_maker}: “{one.statement.text}”")
        for line in _against(one):
            typer.echo(f"    {line}")


def evidence_lines(case: Case | None, model: ConflictModel) -> Iterator[str]:
    """Yield the model's rules and statements, each with what it rests on."""
    for name, meaning in model.meanings.items():
        yield f"{name}: {meaning}"
    for kind, title in (
        ("infeasible", "What cannot be the case:"),
        ("irreversible", "What cannot be taken back:"),
    ):
        rules = [rule for rule in model.rules if rule.kind == kind]
        if rules:
            yield f"\n{title}"
        for rule in rules:
            yield f"- {rule.text}" + (f". {rule.why}" if rule.why else "")
    grounds: dict[tuple[str, int], Grounds] = {}
    if case is not None:
        grounds = {(one.decision_maker, one.priority): one for one in case.grounds(model)}
    yield "\nWhat each wants, the most important first:"
    for who, said in zip(model.decision_makers, model.statements, strict=True):
        yield who
        if said is None:
            yield "  (by the ranking below)"
        for place, one in enumerate(said or (), start=1):
            found = grounds.get((who, place))
            if found is None:
                rests = f"  [{', '.join(map(str, one.evidence))}]" if one.evidence else ""
                yield f"  {place}. {one}{rests}"
                continue
            yield f"  {place}. {one}" + ("  (assumed)" if found.assumption else "")
            if one.note:
                yield f"      {one.note}"
            for cited in found.evidence:
                yield f"      · {cited.words}  [{', '.join(cited.events)}]"
            for line in _against(found):
                yield f"      ! speaks against it: {line}"
    yield ""


def _against(one: Grounds) -> Iterator[str]:
    from foedus.case._grounds import in_words

    for event in one.against:
        unjudged = " (a proposal that nobody has judged)" if event.id in one.proposed else ""
        yield f"{event.date.in_words()}: {in_words(event)}{unjudged}  [{event.id}]"
