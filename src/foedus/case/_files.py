"""Read the files of a case folder; each fault names file, line and field."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from foedus._data import explain, field_of, line_of, parse_yaml, read_record
from foedus._edtf import Edtf
from foedus._errors import CaseError, FoedusError
from foedus._nearest import did_you_mean, folders_beside
from foedus._text import read_utf8
from foedus.actors import (
    Actor,
    Actors,
    Membership,
    Tenure,
    default_actors,
    read_actor,
)
from foedus.actors._records import spell
from foedus.case._storage import read_lines
from foedus.events import ontology
from foedus.ledger import Question, Reading
from foedus.sources import Source, normalise, split_front_matter

Record = TypeVar("Record", bound=BaseModel)


class Weights(BaseModel):
    """Weights that replace the usual intensities: by type, by ``TYPE/mode`` or by act."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    types: dict[str, float] = {}
    modes: dict[str, float] = {}
    acts: dict[str, float] = {}

    @field_validator("types", "acts", "modes")
    @classmethod
    def _known(cls, value: dict[str, float], info: object) -> dict[str, float]:
        scheme = ontology()
        field = getattr(info, "field_name", "types")
        known: set[str] = set(scheme.types if field == "types" else scheme.acts)
        if field == "modes":
            known = {f"{kind}/{mode}" for kind, modes in scheme.modes.items() for mode in modes}
        if stray := [name for name in value if name not in known]:
            raise ValueError(f"'{stray[0]}' is not in the coding scheme")
        return value


class CaseInfo(BaseModel):
    """What ``case.yaml`` says.

    Attributes
    ----------
    title
        Of the case and its dossier.
    alliance, focal
        Ids of the alliance and of the member that the case is about.
    period
        EDTF interval.
    actors
        Ids of the actors in view, the focal member first or not.
    treaties
        Ids of built-in treaties, or of files in ``treaties/``.
    readings
        Under which the ledger is shown; the text alone is always there.
    weights
        Weights of events in relations, where they differ from PLOVER's intensities.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    subtitle: str | None = None
    alliance: str
    focal: str
    period: Edtf
    actors: tuple[str, ...] = Field(min_length=1)
    treaties: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    weights: Weights = Weights()
    author: str | None = None
    licence: str | None = None
    note: str | None = None


def read_text(path: Path) -> str:
    """Read a text file of a case; see `read_utf8`."""
    return read_utf8(path, error=CaseError)


def _no_such_case(path: Path, ready: Iterable[str]) -> str:
    """Return what to do about a case folder that is not there; `ready` are those that ship."""
    lines = [
        did_you_mean(str(path), [*ready, *folders_beside(path, "case.yaml")]),
        "make one with 'foedus new FOLDER --alliance ID --focal ID', or open one that ships by its "
        f"name: {', '.join(ready)}",
    ]
    return "\n  ".join(filter(None, lines))


def read_info(folder: Path, ready: Callable[[], Iterable[str]] = tuple) -> CaseInfo:
    """Read ``case.yaml``; `ready` returns the names of the cases that ship.

    Raises
    ------
    CaseError
        There is no such folder, it is no case, or its ``case.yaml`` does not read.
    """
    if not folder.exists():
        raise CaseError(
            "there is no such case folder", where=folder, hint=_no_such_case(folder, ready())
        )
    if not folder.is_dir():
        raise CaseError(
            "a case is a folder; this is a file", where=folder, hint="name the folder that holds it"
        )
    path = folder / "case.yaml"
    if not path.exists():
        raise CaseError(
            "this folder is not a case: it has no case.yaml",
            where=folder,
            hint=_no_case_file(folder),
        )
    return read_record(CaseInfo, read_text(path), path, error=CaseError)


def _no_case_file(folder: Path) -> str:
    inside = folders_beside(folder / "any", "case.yaml")
    if inside:
        return f"it holds cases; name one: {', '.join(map(str, inside[:4]))}"
    return "make a case with 'foedus new FOLDER --alliance ID --focal ID', or name another folder"


def read_jsonl(path: Path, model: type[Record]) -> Iterator[tuple[int, Record]]:
    """Read a file of one JSON record a line, in order; each comes with the number of its line."""
    for number, line in read_lines(path):
        try:
            yield number, model.model_validate_json(line)
        except ValidationError as problem:
            if problem.errors()[0]["type"] == "json_invalid":
                raise CaseError(
                    f"this line is not JSON: {problem.errors()[0]['ctx']['error']}",
                    where=path,
                    line=number,
                    hint="mend or remove the line; the other lines are fine as they are",
                ) from problem
            raise explain(problem, path, line=number, error=CaseError) from problem


def read_questions(path: Path) -> tuple[Question, ...]:
    """Read ``questions.yaml``: a list of questions."""
    if not path.exists():
        return ()
    text = read_text(path)
    items = parse_yaml(text, path, error=CaseError) or []
    if not isinstance(items, list):
        raise CaseError("expected a list of questions, each starting with '- id:'", where=path)
    questions = []
    for index, item in enumerate(items):
        try:
            questions.append(Question.model_validate(item))
        except ValidationError as problem:
            raise explain_item(problem, path, text, index) from problem
        if questions[-1].id in {question.id for question in questions[:-1]}:
            node = yaml.compose(text)
            raise CaseError(
                f"the id '{questions[-1].id}' stands in the file twice",
                where=path,
                line=node.value[index].start_mark.line + 1,  # type: ignore[union-attr]
                field="id",
                hint="give one of the two another id",
            )
    return tuple(questions)


def explain_item(problem: ValidationError, path: Path, text: str, index: int) -> FoedusError:
    """Explain a fault in one item of a YAML list, with the line that it stands on."""
    node = yaml.compose(text)
    assert isinstance(node, yaml.SequenceNode)
    item = node.value[index]
    lines = text.split("\n")
    # the item alone, padded so that its lines keep their numbers
    body = "\n" * item.start_mark.line + " " * item.start_mark.column
    body += text[item.start_mark.index : item.end_mark.index]
    assert len(lines) >= item.start_mark.line
    return explain(problem, path, text=body, error=CaseError)


def read_source(path: Path) -> Source:
    """Read a source of a case: front matter, then the text."""
    return _source_from(read_text(path), path)


def _source_from(raw: str, path: Path) -> Source:
    data, body = split_front_matter(raw, path)
    try:
        return Source.model_validate({**data, "id": path.stem, "text": normalise(body)})
    except ValidationError as problem:
        header = raw.split("\n---\n")[0].replace("---\n", "\n", 1)
        raise explain(problem, path, text=header, error=CaseError) from problem


def with_details(path: Path, source: Source, names: Iterable[str]) -> str:
    """Return the file of a source with some fields of its front matter as `source` has them.

    The other lines stay as somebody wrote them, with their notes.
    """
    raw = read_text(path)
    values = source.model_dump(mode="json", include=set(names))
    try:
        text = raw if raw.startswith("---\n") else f"---\n---\n\n{raw}"
        for name, value in values.items():
            text = _with_field(text, name, value)
        if _source_from(text, path) == source:
            return text
    except (FoedusError, ValueError, yaml.YAMLError):
        pass  # front matter of a rarer form is written anew, whole
    return render_source(source)


def _with_field(text: str, name: str, value: object) -> str:
    """Set a field of front matter, in its place or on a line of its own at the end."""
    end = text.index("\n---\n", 3) + 1
    line = yaml.safe_dump({name: value}, allow_unicode=True, sort_keys=False, width=1000)
    node = yaml.compose(text[4:end])
    for key, old in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value == name:
            start, stop = 4 + key.start_mark.index, 4 + old.end_mark.index
            return text[:start] + line.removesuffix("\n") + text[stop:]
    return text[:end] + line + text[end:]


def render_source(source: Source) -> str:
    """Return the file for a source: front matter, then the text."""
    front = source.model_dump(mode="json", exclude={"id", "text"}, exclude_defaults=True)
    front["sha256"] = source.sha256
    # YAML folds the rarer ends of lines into spaces, so where they stand all is escaped
    plain = not any(mark in str(value) for value in front.values() for mark in "\x85\u2028\u2029")
    header = yaml.safe_dump(front, allow_unicode=plain, sort_keys=False, width=1000)
    return f"---\n{header}---\n\n{source.text}"


def read_case_actors(path: Path) -> Actors:
    """Return the built-in tables, with the case's own ``actors.yaml`` added."""
    tables = default_actors()
    if not path.exists():
        return tables
    text = read_text(path)
    data = parse_yaml(text, path, error=CaseError) or {}
    known = {"states", "organisations", "actors", "memberships", "people"}
    if not isinstance(data, dict) or set(data) - known:
        stray = sorted(set(data) - known) if isinstance(data, dict) else []
        raise CaseError(
            f"'{stray[0]}' is not a section" if stray else "expected sections",
            where=path,
            line=line_of(text, (stray[0],)) if stray else 1,
            hint=f"the sections are {', '.join(sorted(known))}; each holds a list",
        )
    actors: list[Actor] = []
    memberships: list[Membership] = []
    tenures: list[Tenure] = []
    for section, items in data.items():
        for number, item in enumerate(items if isinstance(items, list) else [items or {}]):
            with _in_row(path, text, (section, number)):
                if section == "memberships":
                    memberships.append(_membership(item))
                elif section == "people":
                    tenures.append(_tenure(item))
                else:
                    actors.append(read_actor(item, state=section == "states", where=str(path)))
    return tables.extended(actors, memberships, tenures)


def _membership(row: Any) -> Membership:
    return Membership(
        row["organisation"],
        row["actor"],
        spell(row.get("from"), row.get("to")),
        row.get("status", "member"),
        row.get("note"),
    )


def _tenure(row: Any) -> Tenure:
    return Tenure(
        row["name"],
        row["actor"],
        row["role"],
        tuple(row["titles"]),
        spell(row.get("from"), row.get("to")),
        tuple(row.get("variants") or ()),
    )


@contextlib.contextmanager
def _in_row(path: Path, text: str, row: tuple[str, int]) -> Iterator[None]:
    """Name the line and the row of ``actors.yaml`` in which something does not read."""
    place: dict[str, Any] = {"where": path, "line": line_of(text, row), "field": field_of(row)}
    try:
        yield
    except KeyError as problem:
        raise CaseError(
            f"the field {problem} is missing", **place, hint="add it, or take the row out"
        ) from problem
    except (TypeError, AttributeError) as problem:
        raise CaseError(
            "this row is not in the form 'field: value'",
            **place,
            hint="for example: {organisation: CSTO, actor: ARM, from: 2002-10-07}",
        ) from problem
    except FoedusError as problem:
        raise CaseError(problem.message, **place, hint=problem.hint) from problem
