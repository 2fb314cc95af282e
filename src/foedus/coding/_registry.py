"""The coders that are installed: Foedus's own, and those of other packages.

A package offers a coder by an entry point in the group ``foedus.coders``: a class or function
that returns something with a ``name`` and a method ``code(source)``. One that reads English only
says so by ``language = "en"``; the command line then tells of texts that do not look like it.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any, Protocol, runtime_checkable

from foedus._errors import CoderError
from foedus.events import Event
from foedus.events._event import unversioned
from foedus.sources._source import Source

DEFAULT = "foedus-en"
PIPELINE = "spacy:"
GROUP = "foedus.coders"
_PROBLEMS = (ImportError, AttributeError, TypeError)


@runtime_checkable
class Coder(Protocol):
    """Anything that proposes events for a source, each with evidence in it."""

    name: str

    def code(self, source: Source) -> list[Event]:
        """Return the events that a source reports."""
        ...


def _offered() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def coder_names() -> tuple[str, ...]:
    """Return the names of the coders that are installed, in alphabetical order."""
    return tuple(sorted({DEFAULT, *_offered()}))


def knows_lexicon(name: str | None) -> bool:
    """Whether a coder reads by the lexicon, so that a case can add words to it.

    Such a one can also be told what the sources are about.
    """
    return not name or name.startswith(PIPELINE) or unversioned(name) == DEFAULT


def get_coder(name: str | None = None, **options: Any) -> Coder:
    """Return a coder by name; without one, the built-in coder.

    Parameters
    ----------
    name
        As :func:`coder_names` lists it; a version after a slash is ignored. ``spacy:NAME`` is the
        same grammar over an installed spaCy pipeline, by its name or folder.
    options
        Go to the coder: ``actors``, ``treaties``, and what else it takes.

    Raises
    ------
    CoderError
        No installed coder has that name, or it cannot be loaded.
    """
    if name is not None and not name.strip():
        raise CoderError("the coder's name is empty", hint=f"one of {', '.join(coder_names())}")
    if name and name.startswith(PIPELINE):
        from foedus.coding._spacy import spacy_coder

        return spacy_coder(name, **options)
    wanted = unversioned(name or DEFAULT)
    if wanted == DEFAULT:
        from foedus.coding._coder import BuiltinCoder

        return BuiltinCoder(**options)
    offered = _offered()
    if wanted not in offered:
        raise CoderError(
            f"there is no coder '{name}'",
            hint=f"installed are: {', '.join(coder_names())}; spacy:NAME reads with an installed "
            "spaCy pipeline",
        )
    try:
        made = offered[wanted].load()(**options)
    except _PROBLEMS as problem:
        raise CoderError(
            f"the coder '{name}' cannot be loaded: {problem}",
            hint="install what it needs, or name another coder",
        ) from problem
    if not isinstance(made, Coder):
        raise CoderError(f"'{name}' is no coder: it has no name or no method 'code'")
    return made
