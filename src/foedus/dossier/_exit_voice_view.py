"""Stay, speak or leave: the questions of exit, voice, loyalty, and what their answers allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from foedus.case import answers_of
from foedus.dossier._cited import cited_view
from foedus.dossier._record import Record
from foedus.options import Answered, ConflictModel
from foedus.options._exit_voice_questions import course_in_words


def exit_voice(record: Record, dated: Sequence[tuple[str, ConflictModel]]) -> dict[str, Any] | None:
    """Return what the part on exit, voice, loyalty shows; None where no model says anything of it.

    Parameters
    ----------
    dated
        Labels of the model's dates that the record reaches, each with its model, the latest first.
    """
    made = [_date(record, label, model) for label, model in dated if model.exit_voice_loyalty]
    if not made:
        return None
    latest = next(model.exit_voice_loyalty for _, model in dated if model.exit_voice_loyalty)
    assert latest is not None
    wide, narrow = (
        latest.draw(width=width, key=f"thresholds{tail}")
        for width, tail in ((1000, ""), (364, "-narrow"))
    )
    return {
        "latest": made[0],
        "earlier": made[1:],
        "figure": Markup(wide.inline()),
        "narrow": Markup(narrow.inline()),
        "table": Markup(wide.table()),
    }


def _date(record: Record, label: str, model: ConflictModel) -> dict[str, Any]:
    played = model.exit_voice_loyalty
    assert played is not None
    names = played.member, played.patron
    questions, happened = [], None
    for one, evidence in answers_of(record.case, model):
        cited = [cited_view(record, piece) for piece in evidence]
        if isinstance(one, Answered):
            questions.append(
                {
                    "condition": one.threshold.condition,
                    "text": one.threshold.asked(*names),
                    "answer": one.answer,
                    "assumed": one.assumed,
                    "note": one.note,
                    "evidence": cited,
                }
            )
        else:
            happened = {
                "text": course_in_words(one.outcome, *names),
                "game": played.on_course(),
                "note": one.note,
                "evidence": cited,
            }
    return {
        "label": label,
        "member": played.member,
        "patron": played.patron,
        "taken": played.taken,
        "voice": played.voice,
        "note": played.note,
        "questions": questions,
        "follows": [one.words for one in played.follows()],
        "outcomes": [one.region.in_words(*names) for one in played.follows()],
        "happened": happened,
    }
