"""What a member can do next: the section on the case's conflict model, date by date."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from foedus._edtf import Edtf
from foedus.case._grounds import last_day, reasons_of
from foedus.dossier._cited import cited_view
from foedus.dossier._exit_voice_view import exit_voice
from foedus.dossier._record import Record
from foedus.options import (
    ConflictModel,
    Solution,
    better_for_all,
    load_models,
    openings,
    paths,
    solve,
    standings,
)
from foedus.options._routes_figure import draw_routes

_MOST_COLUMNS = 8
_MOST_WAYS = 4
_FIRM = {"nash", "seq", "sim"}


def options(record: Record) -> dict[str, Any]:
    """Return what the section on options shows: each date of the model, the latest first."""
    if not (record.case.path / "model.yaml").exists():
        return {
            "option_dates": [],
            "option_rows": [],
            "option_meanings": {},
            "option_rules": [],
            "exit_voice": None,
        }
    record.case.model()  # what it cites is there, or this says what is not
    held = [
        (date, model)
        for date, model in record.case.models.items()
        if (day := last_day(model)) is None or day <= record.today
    ]
    newest = held[-1][0] if held else None
    # one change shows what turned on whom; pairs of changes are tried for the latest date alone
    made = [_date(record, d, model, 2 if d == newest else 1) for d, model in reversed(held)]
    rows = [row for _, model in held for row in _rows(model, solve(model))]
    latest = held[-1][1] if held else None
    return {
        "option_dates": made,
        "record_ends": Edtf.parse(record.today).in_words(),
        "option_rows": rows,
        "option_meanings": dict(latest.meanings) if latest else {},
        "option_rules": _rules(record, latest) if latest else [],
        "exit_voice": exit_voice(
            record, [(_label(record, d, model), model) for d, model in reversed(held)]
        ),
    }


def _date(record: Record, date: str, model: ConflictModel, most: int) -> dict[str, Any]:
    people = _people(record, model)
    solution = solve(model)
    firm = [state for state, kinds in solution.marks.items() if _FIRM & set(kinds)]
    weak = len(solution.marks) - len(firm)
    here = None if model.status_quo is None else model.states[model.status_quo]
    figures: list[Markup] = []
    moves, drawn = None, {"lasts": False, "at_loss": False}
    if here is not None:
        made = paths(model, ends=firm, solution=solution)
        for width, tail in ((1000, ""), (364, "-narrow")):
            figure = draw_routes(
                model, made, solution=solution, width=width, key=f"routes-{date}{tail}"
            )
            figures.append(Markup(figure.inline()))
        moves = Markup(figure.table()) if figure.rows else None
        drawn = {"lasts": "fo-lasts" in figure.body, "at_loss": "fo-atloss" in figure.body}
    return {
        "date": date,
        "label": _label(record, date, model),
        "here": here,
        "lasts": here in firm,
        "figures": figures,
        "moves": moves,
        "drawn": drawn,
        "table": _table(model, firm, here),
        "firm": len(firm),
        "weak": weak,
        "liked": _liked(model, here),
        "ways": _ways(record, date, model, here, most),
        "most": most,
        "people": people,
        "spoken_against": sum(bool(s["against"]) for one in people for s in one["statements"]),
    }


def _label(record: Record, date: str, model: ConflictModel) -> str:
    return date if model.date is None else Edtf.parse(model.date).in_words()


def _table(model: ConflictModel, firm: Sequence[Any], here: Any) -> dict[str, Any]:
    """Return the usual table: options down, states across, Y and N; where it stands first."""
    table = model.options
    if table is None:
        return {"states": [], "rows": [], "left": 0, "marks": set()}
    order = sorted(firm, key=lambda state: state != here)
    shown = ([here] if here is not None and here not in firm else []) + order
    states = shown[:_MOST_COLUMNS]
    numbers = [model.state(state) for state in states]
    marks = [table.marks(number).replace(" ", "") for number in numbers]
    rows = []
    for place, (name, owner) in enumerate(zip(table.names, table.owners, strict=True)):
        first = not place or owner != table.owners[place - 1]
        rows.append(
            {
                "who": model.decision_makers[owner] if first else "",
                "span": table.owners.count(owner) if first else 0,
                "option": name,
                "marks": [text[place] for text in marks],
            }
        )
    heads = [{"name": s, "here": s == here, "lasts": s in firm} for s in states]
    return {
        "states": heads,
        "rows": rows,
        "left": len(shown) - len(states),
        "marks": set("".join(marks)),
    }


def _liked(model: ConflictModel, here: Any) -> dict[str, Any] | None:
    """Return how much everybody likes where things stand, and what would be better for all."""
    if here is None:
        return None
    return {
        "rows": [
            {
                "who": one.who,
                "place": one.place,
                "places": one.places,
                "better": len(one.better),
                "best": one.best[0],
                "bests": len(one.best),
            }
            for one in standings(model, here)
        ],
        "states": len(model),
        "for_all": better_for_all(model, here),
    }


def _ways(
    record: Record, date: str, model: ConflictModel, here: Any, most: int
) -> list[dict[str, Any]]:
    """Return what would have to change for the first decision maker to do something else."""
    table = model.options
    if table is None or here is None or model.uncertain or None in model.statements:
        return []
    text = (record.case.path / "model.yaml").read_text("utf-8-sig")
    names = [name for name, owner in zip(table.names, table.owners, strict=True) if owner == 0]
    conditions = [name for name in table.known if name not in table.names and "." not in name]
    own = [*names, *(name for name in conditions if _is_of(model, name, 0))]
    here_number = model.state(here)
    found = []
    for name in own:
        if here_number in model.states_where(name):
            continue
        ways = _openings(text, date, name, most)
        found.append(
            {
                "target": name,
                "ways": ways[:_MOST_WAYS],
                "more": max(len(ways) - _MOST_WAYS, 0),
            }
        )
    return found


def _is_of(model: ConflictModel, name: str, who: int) -> bool:
    """Whether a condition is about options of one decision maker alone."""
    assert model.options is not None
    condition = model.options.known[name]
    if isinstance(condition, int):
        return False
    return {model.options.owners[option] for option in condition.options} == {who}


@lru_cache(maxsize=256)
def _openings(text: str, date: str, target: str, most: int) -> tuple[dict[str, Any], ...]:
    """Return ways to something, by the text of the model: it is asked again for each page."""
    model = load_models(text)[date]
    return tuple(
        {
            "changes": list(one.changes),
            "walk": one.walk.in_words(one.model),
            "end": str(one.end),
        }
        for one in openings(model, target, most=most)
    )


def _people(record: Record, model: ConflictModel) -> list[dict[str, Any]]:
    """Return what each wants, with its evidence and what speaks against it."""
    people: dict[str, list[dict[str, Any]]] = {who: [] for who in model.decision_makers}
    for one in record.case.grounds(model):
        people[one.decision_maker].append(
            {
                "text": one.statement.text,
                "uncertain": one.statement.uncertain,
                "assumed": one.assumption,
                "note": one.statement.note,
                "evidence": [cited_view(record, cited) for cited in one.evidence],
                "against": [event.id for event in one.against if record.has(event.id)],
            }
        )
    return [{"who": who, "statements": said} for who, said in people.items()]


def _rules(record: Record, model: ConflictModel) -> list[dict[str, Any]]:
    return [
        {
            "kind": rule.kind,
            "text": rule.text,
            "why": rule.why,
            "evidence": [cited_view(record, one) for one in cited],
        }
        for rule, cited in reasons_of(record.case, model)
    ]


def _rows(model: ConflictModel, solution: Solution) -> list[dict[str, Any]]:
    """Return flat rows to download: every state that would last, in which senses."""
    return [
        {
            "date": model.date or model.title,
            "state": str(state),
            "options": model.options.marks(model.state(state)) if model.options else None,
            "stands here": model.state(state) == model.status_quo,
            "lasts": " ".join(kinds),
        }
        for state, kinds in solution.marks.items()
    ]
