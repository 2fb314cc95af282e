"""Read the data files that ship inside the package."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from foedus._errors import InputError

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
        mark = problem.problem_mark or problem.context_mark
        raise error(
            f"this is not valid YAML: {problem.problem or problem.context}",
            where=where,
            line=None if mark is None else mark.line + 1,
            hint="mind the indentation, and put text that has a colon or a hash in quotes",
        ) from problem
    except yaml.YAMLError as problem:
        raise error(f"this is not valid YAML: {problem}", where=where) from problem
