"""Read the data files that ship inside the package."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from foedus._errors import InputError

Record = TypeVar("Record", bound=BaseModel)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML's safe loader, but dates stay text.

    A record reads them itself, and can say which field holds a day that the calendar lacks.
    """

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [(tag, pattern) for tag, pattern in known if not tag.endswith(":timestamp")]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def shipped(*parts: str) -> Traversable:
    """Return a file or folder under ``foedus/data``."""
    return resources.files("foedus").joinpath("data", *parts)


def parse_yaml(text: str, where: str | Path, *, error: type[InputError] = InputError) -> Any:
    """Read YAML; on failure name the file and the line.

    Raises
    ------
    InputError
        Or the subclass given as `error`: the text is not YAML.
    """
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as problem:
        message, line, hint = _yaml_fault(problem, text)
        raise error(message, where=where, line=line, hint=hint) from problem
    except yaml.YAMLError as problem:
        raise error(f"this is not valid YAML: {problem}", where=where) from problem


def _yaml_fault(problem: yaml.MarkedYAMLError, text: str) -> tuple[str, int | None, str]:
    """Return what is wrong, on which line, and what to do; a bracket counts where it opened."""
    hint = "mind the indentation, and put text that has a colon or a hash in quotes"
    what, mark = problem.problem or problem.context, problem.problem_mark or problem.context_mark
    opened = problem.context_mark
    if opened is not None and problem.context is not None:
        sign = text[opened.index : opened.index + 1]
        if "flow" in problem.context and sign in ("[", "{"):
            close = {"[": "]", "{": "}"}[sign]
            noticed = "" if mark is None else f", before line {mark.line + 1}"
            what, mark = f"the '{sign}' on this line is not closed, or lacks a comma", opened
            hint = f"close it with '{close}'{noticed}"
        elif "quoted" in problem.context:
            what, mark = f"the quotation mark {sign} on this line is not closed", opened
            hint = f"close it with {sign}"
    if what is not None and "tab" in what:
        hint = "indent with spaces, not with a tab"
    return f"this is not valid YAML: {what}", None if mark is None else mark.line + 1, hint


def field_of(path: Sequence[int | str]) -> str | None:
    """Return a place in a record in words; in lists it is counted from one.

    >>> field_of(("weights", "acts"))
    'weights.acts'
    >>> field_of(("preferences", "Armenia", 0, "evidence", 1))
    "the 2nd of 'evidence' in the 1st of 'preferences.Armenia'"
    >>> field_of(("readings", 1, "id"))
    "'id' of the 2nd of 'readings'"
    """
    said, names = "", list[str]()
    for part in path:
        if isinstance(part, str):
            names.append(part)
            continue
        within = f" of '{'.'.join(names)}'" if names else " in the file" if not said else ""
        here = f"the {ordinal(part + 1)}{within}"
        said = f"{here} in {said}" if said else here
        names = []
    if not said:
        return ".".join(names) or None
    return f"'{'.'.join(names)}' of {said}" if names else said


def ordinal(number: int) -> str:
    """Return a number as a place in a row.

    >>> [ordinal(number) for number in (1, 2, 3, 4, 11, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd']
    """
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def read_record(
    model: type[Record], text: str, where: str | Path, *, error: type[InputError] = InputError
) -> Record:
    """Read YAML into a record; on failure name file, line and field.

    Raises
    ------
    InputError
        Or the subclass given as `error`: the text is not YAML, or a field does not read.
    """
    data = parse_yaml(text, where, error=error)
    if not isinstance(data, dict):
        raise error(
            f"expected fields with values, found {'nothing' if data is None else repr(data)[:60]}",
            where=where,
            hint="a line reads 'field: value'",
        )
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        raise explain(problem, where, text=text, error=error) from problem


def explain(
    problem: ValidationError,
    where: str | Path,
    *,
    text: str | None = None,
    line: int | None = None,
    within: Sequence[int | str] = (),
    error: type[InputError] = InputError,
) -> InputError:
    """Turn the first fault of a record into an error that an analyst can act on.

    Parameters
    ----------
    problem
        What the record's model reported.
    where
        The file.
    text
        Its YAML, to find the line in; or give `line`.
    within
        Where in the document the record stands; by default it is the whole.
    """
    first, path, others = _first_fault(problem)
    message = str(first["msg"]).removeprefix("Value error, ")
    # a union's branch stands in the path by its tag, which we write in parentheses
    field = field_of([*within, *(part for part in path if not str(part).startswith("("))])
    if not path and ":" in message.split(" ")[0]:
        field, _, message = (part.strip() for part in message.partition(":"))
    found = first.get("input")
    hint = None
    if first["type"] == "missing":
        message = "this field is missing"
    elif first["type"] == "extra_forbidden":
        message = "there is no such field"
        hint = "check the spelling of the field's name"
        if lacking := [one["loc"][-1] for one in problem.errors() if _lacks(one, path)]:
            hint += f"; '{lacking[0]}' is missing"
    elif first["type"] == "edtf":
        hint = first["ctx"]["hint"] or None
    elif first["type"] == "literal_error":
        message = f"{str(found)[:80]!r} is not one of {first['ctx']['expected']}"
        if first["loc"] != path:
            message += f", nor {_other_form(problem, path)}"
    elif first["type"] == "tuple_type":
        message = f"this is a list: write [{found}]"
    elif first["type"] == "too_short":
        message = "the list is empty"
    elif isinstance(found, str | int | float) and str(found) not in message:
        message = f"{message}; found {str(found)[:80]!r}"
    if others:
        hint = f"{hint + '; ' if hint else ''}{others} more in the same record"
    if text is not None and line is None:
        line = line_of(text, (*within, *path))
    return error(message, where=where, line=line, field=field, hint=hint)


def _first_fault(problem: ValidationError) -> tuple[Any, tuple[int | str, ...], int]:
    """Return the first fault, the path of its field in the document, and how many others there are.

    A field of several forms is at fault in each of them; the form that was meant counts alone.
    """
    faults = [(_in_document(one["loc"]), one) for one in problem.errors()]
    if (within := faults[0][1].get("ctx", {}).get("at")) is not None:
        # a fault of the whole that names the field
        faults[0] = ((*faults[0][0], *within), faults[0][1])
    path, first = faults[0]
    forms = [(where, one) for where, one in faults if where[: len(path)] == path]
    if isinstance(first.get("input"), dict | list):
        path, first = max(forms, key=lambda pair: len(pair[0]))
    if first["type"] == "missing":
        # a name spelt wrongly is both a field too many and one too few
        strays = [pair for pair in faults if pair[1]["type"] == "extra_forbidden"]
        path, first = next((pair for pair in strays if pair[0][:-1] == path[:-1]), (path, first))
    apart = {where for where, one in faults if not _lacks(one, path) and not _same(where, path)}
    return first, path, len(apart)


def _same(one: tuple[int | str, ...], other: tuple[int | str, ...]) -> bool:
    """Whether one path leads to the other."""
    short = min(len(one), len(other))
    return one[:short] == other[:short]


def _lacks(fault: Any, path: tuple[int | str, ...]) -> bool:
    """Whether a fault is a field that is missing beside the one at a path."""
    return bool(fault["type"] == "missing" and _in_document(fault["loc"])[:-1] == path[:-1])


def _other_form(problem: ValidationError, path: tuple[int | str, ...]) -> str:
    """Say what else a field at a path may be, beside one of some words."""
    for fault in problem.errors():
        if _in_document(fault["loc"])[: len(path)] == path and "Area" in fault["loc"]:
            return "an area, such as {area: [europe]}"
    return "a list of names"


def _in_document(path: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Leave out the steps that are the model's own: the forms that a field may have."""
    cut = next(
        (
            place
            for place, part in enumerate(path)
            if isinstance(part, str) and ("[" in part or part in ("Area",))
        ),
        None,
    )
    return path if cut is None else path[:cut] + _in_document(path[cut + 1 :])


def line_of(text: str, path: tuple[int | str, ...]) -> int | None:
    """Return the line on which the value at a path of a YAML document stands."""
    node: Any = yaml.compose(text, Loader=_Loader)
    if node is None:
        return None
    line: int = node.start_mark.line + 1
    for part in path:
        step = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    step, line = value, key.start_mark.line + 1
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value)
        ):
            step = node.value[part]
            line = step.start_mark.line + 1
        if step is None:
            # a step of the model's own (a union's branch), not of the document
            continue
        node = step
    return line


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python from looking for garbage while large tables are read: there is none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
