"""The coding scheme: types, modes, contexts, acts and factualities, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from foedus._data import parse_yaml, shipped
from foedus._errors import InputError

QUADRANTS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")


@dataclass(frozen=True, slots=True)
class EventType:
    """A PLOVER type: its quadrant, and its usual intensity from -10 to +10."""

    name: str
    quadrant: str
    intensity: float
    means: str


@dataclass(frozen=True, slots=True)
class Act:
    """A commitment act: the group that it belongs to and the PLOVER types that it usually has."""

    name: str
    group: str
    types: tuple[str, ...]
    means: str


@dataclass(frozen=True, slots=True)
class Ontology:
    """What an event can be.

    Attributes
    ----------
    types, acts
        By name.
    modes
        For each type that has them, mode → intensity.
    contexts
        PLOVER's 37.
    groups
        The groups of acts with their headings, in the order in which they are shown.
    factualities
        Factuality → what it means.
    """

    types: dict[str, EventType]
    modes: dict[str, dict[str, float]]
    contexts: tuple[str, ...]
    acts: dict[str, Act]
    groups: dict[str, str]
    factualities: dict[str, str]

    def intensity(self, event_type: str, mode: str | None = None) -> float:
        """Return the intensity of a type, or of its mode where that has its own."""
        by_mode = self.modes.get(event_type, {})
        if mode is not None and mode in by_mode:
            return by_mode[mode]
        return self.types[event_type].intensity

    @classmethod
    def read(cls, data: dict[str, Any], where: str = "ontology.yaml") -> Ontology:
        """Build the scheme from its YAML, checking that it is whole.

        Raises
        ------
        InputError
            A section is missing, an act names an unknown type or group, a type an unknown
            quadrant, or an intensity is not between -10 and 10.
        """
        try:
            types = {
                name: EventType(name=name, **_numbers(rest)) for name, rest in data["types"].items()
            }
            acts = {
                name: Act(name, rest["group"], tuple(rest["types"]), rest["means"])
                for name, rest in data["acts"].items()
            }
            made = cls(
                types,
                {kind: _numbers(modes) for kind, modes in data["modes"].items()},
                tuple(data["contexts"]),
                acts,
                data["groups"],
                data["factuality"],
            )
        except (KeyError, TypeError, AttributeError) as problem:
            raise InputError(f"the coding scheme is not whole: {problem}", where=where) from problem
        for kind in types.values():
            if kind.quadrant not in QUADRANTS:
                raise InputError(
                    f"unknown quadrant '{kind.quadrant}'", where=where, field=f"types.{kind.name}"
                )
            if not -10 <= kind.intensity <= 10:
                raise InputError(
                    f"intensity {kind.intensity} is not between -10 and 10",
                    where=where,
                    field=f"types.{kind.name}",
                )
        for act in acts.values():
            unknown = [name for name in act.types if name not in types]
            if unknown or act.group not in made.groups:
                raise InputError(
                    f"unknown {'type ' + unknown[0] if unknown else 'group ' + act.group}",
                    where=where,
                    field=f"acts.{act.name}",
                )
        if stray := [name for name in made.modes if name not in types]:
            raise InputError(f"modes for an unknown type {stray[0]}", where=where, field="modes")
        return made


def _numbers(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry with whole numbers as decimals, so that -6 and -6.0 are written alike."""
    return {
        name: float(value) if isinstance(value, int) else value for name, value in entry.items()
    }


@cache
def ontology() -> Ontology:
    """Return the coding scheme that ships."""
    text = shipped("ontology.yaml").read_text(encoding="utf-8")
    return Ontology.read(parse_yaml(text, "ontology.yaml"))
