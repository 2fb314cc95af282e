"""Reading models from YAML; each fault names file, line and field."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from foedus._data import explain, parse_yaml
from foedus._edtf import Edtf
from foedus._errors import DateError, ModelError
from foedus._text import read_utf8
from foedus.options._fault import Fault
from foedus.options._graph_form import GraphForm
from foedus.options._model import ConflictModel
from foedus.options._option_form import OptionForm

# Fields of which a date may give parts, each with those of its own that come in parts as well:
# preferences by decision maker; of exit, voice, loyalty also the questions one by one.
_IN_PARTS: dict[str, Any] = {"preferences": {}, "exit_voice_loyalty": {"questions": {}}}
_FORMS: dict[str, type[GraphForm] | type[OptionForm]] = {"graph": GraphForm, "option": OptionForm}


def load_model(source: str | Path, date: str | None = None) -> ConflictModel:
    """Read a conflict model from a file in YAML or JSON, or from the text of one.

    Parameters
    ----------
    source
        A path, or the YAML itself (text that has a line break).
    date
        Which of the model's dates, if it has several; by default the last. Of a date in between
        (EDTF), the last one before it.

    Raises
    ------
    ModelError
        The file cannot be read, a field does not read, its parts do not fit together, there are
        too many states, or it has no such date.

    Examples
    --------
    >>> model = load_model('''
    ... form: option
    ... decision_makers: {Member: [leave], Patron: [assist]}
    ... preferences:
    ...   Member: [assist, leave if not assist, not leave]
    ...   Patron: [not leave, not assist]
    ... ''')
    >>> model.ranking("Member")[0]
    ['assist']
    """
    text, where = text_of(source)
    return model_at(_models(text, where), date, where)


def model_at(
    models: Mapping[Any, ConflictModel], date: str | None, where: str | Path
) -> ConflictModel:
    """Return the model of a date: of just this date, or of the last date that is no later.

    Parameters
    ----------
    models
        In the order of time, by date, as `load_models` returns them.
    date
        As the file writes it, or any other date (EDTF); by default the last.
    where
        The file.

    Raises
    ------
    ModelError
        No date of the model is so early, or it has no dates.
    """
    found = {str(model.date): model for model in models.values()}
    if date is None:
        return found[next(reversed(found))]
    if date in found:
        return found[date]
    days = {name: _last_day(name) for name in found}
    asked = _last_day(date)
    held = [name for name, day in days.items() if day and asked and day <= asked]
    if held:
        return found[max(held, key=lambda name: days[name] or dt.date.min)]
    known = ", ".join(name for name in found if name != "None")
    raise ModelError(
        f"the model has no date '{date}'",
        where=where,
        hint=f"its dates are {known}" if known else "it is of one time only",
    )


def _last_day(date: str) -> dt.date | None:
    """Return the last day that a date can mean; None if it is not EDTF, or has no end."""
    try:
        return Edtf.parse(date).latest
    except DateError:
        return None


def load_models(source: str | Path) -> dict[str, ConflictModel]:
    """Read all dates of a model, in the order of the file.

    Returns
    -------
    dict
        Model by date; one without dates stands under its title.

    Raises
    ------
    ModelError
        As `load_model`.
    """
    text, where = text_of(source)
    return {date or model.title: model for date, model in _models(text, where).items()}


def graph_model(data: dict[str, Any]) -> ConflictModel:
    """Return a model in graph form from plain data.

    Raises
    ------
    ModelError
        A field does not read, or the parts do not fit together.
    """
    try:
        return GraphForm.model_validate(data).build()
    except ValidationError as problem:
        raise explain(problem, "model", error=ModelError) from problem
    except Fault as fault:
        raise fault.error() from None


def text_of(source: str | Path) -> tuple[str, str | Path]:
    """Return the text of a file, and what to call it; text that has a line break is one itself."""
    if isinstance(source, str) and "\n" in source:
        return source, "model"
    path = Path(source)
    return read_utf8(path, error=ModelError), path


def _parse(text: str, where: str | Path) -> Any:
    """Read YAML, or JSON, which is YAML too but reads ten times faster where models are large."""
    if text.lstrip().startswith("{"):
        with suppress(ValueError):
            return json.loads(text)
    return parse_yaml(text, where, error=ModelError)


def _models(text: str, where: str | Path) -> dict[str | None, ConflictModel]:
    data = _parse(text, where)
    if not isinstance(data, dict):
        what = "the file is empty" if data is None else "expected fields with values"
        hint = "a line reads 'field: value'; a model begins with 'form: option' or 'form: graph'"
        raise ModelError(what, where=where, hint=hint)
    form = data.get("form")
    if not isinstance(form, str) or form not in _FORMS:
        raise ModelError(
            "this field is missing" if form is None else f"'{form}' is no form of a model",
            where=where,
            field="form",
            hint="write 'form: option' (who can do what) or 'form: graph' (states and moves)",
        )
    dates = data.pop("dates", None)
    if dates is None:
        return {None: _one(data, form, None, text, where)}
    if not isinstance(dates, dict) or not dates:
        raise ModelError(
            "expected dates, each with what is otherwise then",
            where=where,
            field="dates",
            hint="for example: {2020-09: {status_quo: stay}, 2024-02: {preferences: {…}}}",
        )
    return {
        str(date): _one(data, form, str(date), text, where, changes or {})
        for date, changes in dates.items()
    }


def _one(
    data: dict[str, Any],
    form: str,
    date: str | None,
    text: str,
    where: str | Path,
    changes: Any = None,
) -> ConflictModel:
    own = {} if date is None else changes
    if not isinstance(own, dict):
        raise ModelError(
            "expected fields with values", where=where, field=f"dates.{date}",
            hint="list what is otherwise at that date, such as status_quo or preferences",
        )  # fmt: skip
    merged = {**data, **own}
    for name, parts in _IN_PARTS.items():
        if name in data and name in own:
            merged[name] = _joined(data[name], own[name], parts)
    shared = frozenset(merged.get("preferences") or ()) - frozenset(own.get("preferences") or ())

    def place(path: tuple[int | str, ...]) -> tuple[int | str, ...]:
        """Return where in the file something stands: under its date, or at the top."""
        if date is None or not path or path[0] not in own:
            return path
        here: Any = own
        above: Any = data
        parts = _IN_PARTS
        for step in path:
            if not isinstance(here, dict) or step not in here:
                inherited = isinstance(above, dict) and step in above
                return path if inherited else ("dates", date, *path)
            if step not in parts:
                break
            above = above.get(step) if isinstance(above, dict) else None
            here, parts = here[step], parts[step]
        return ("dates", date, *path)

    try:
        read = _FORMS[form].model_validate(merged)
        if isinstance(read, OptionForm):
            whole = read.build(date, shared if date is not None else frozenset())
            return whole.located(place)
        return read.build(date).located(place)
    except ValidationError as problem:
        path = problem.errors()[0]["loc"]
        within = place(path)[: -len(path) or None]
        raise explain(problem, where, text=text, within=within, error=ModelError) from problem
    except Fault as fault:
        fault.path = place(fault.path)
        raise fault.error(where, text) from None


def _joined(above: Any, own: Any, parts: Mapping[str, Any]) -> Any:
    """Return a field as it holds at a date: what the date gives, and the rest from above."""
    if not isinstance(above, dict) or not isinstance(own, dict):
        return own
    deeper = {
        name: _joined(above[name], own[name], within)
        for name, within in parts.items()
        if name in above and name in own
    }
    return {**above, **own, **deeper}
