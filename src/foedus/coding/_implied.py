"""The organisation that a text means without naming it: by its members, its kind, its region.

::

    "The bloc closed the borders with Niger"       kind "bloc" + a member named ─► ECOWAS
    "India and Pakistan entered the organisation"  kind + two members           ─► SCO
    "West African leaders suspended Mali"          region + leaders             ─► ECOWAS
    "Turkey asked its allies"                      the one alliance of Turkey   ─► NATO
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from foedus._edtf import Edtf
from foedus.actors import Actor, Actors
from foedus.coding._find import SECURITY
from foedus.coding._words import words

# Regions whose leaders, ministers or bloc are those of one organisation at a time.
_REGIONS = {
    "west african": ("ECOWAS",),
    "southern african": ("SADC", "SADCC"),
    "east african": ("EAC", "EAC-1967"),
    "central african": ("ECCAS",),
    "african": ("AU", "OAU"),
    "continental": ("AU", "OAU"),
    "arab": ("ARAB-LEAGUE",),
    "gulf": ("GCC",),
    "gulf arab": ("GCC",),
    "european": ("EU",),
    "atlantic": ("NATO",),
    "north atlantic": ("NATO",),
    "western european": ("WEU",),
    "southeast asian": ("ASEAN",),
    "south-east asian": ("ASEAN",),
    "caribbean": ("CARICOM",),
    "sahel": ("AES",),
    "sahelian": ("AES",),
}
_WHOLE = words(
    "leaders heads presidents ministers rulers foreign-ministers envoys ambassadors bloc "
    "organisation organization body community union alliance council chiefs league grouping"
)
_KINDS = frozenset(("alliance", "union", "organisation"))
_NUMBERS = {
    "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "sixteen": 16, "nineteen": 19, "twenty-seven": 27,
    "twenty-eight": 28, "thirty": 30, "thirty-two": 32,
}  # fmt: skip


class Implied:
    """Finds the organisation behind a description, for one set of tables."""

    def __init__(self, actors: Actors) -> None:
        self.actors = actors
        self._members: dict[str, list[tuple[str, Edtf]]] = {}
        for row in actors.memberships:
            if row.status in ("member", "suspended") and row.organisation in actors:
                self._members.setdefault(row.organisation, []).append((row.actor, row.during))
        self._kinds: list[Actor] = [
            actor for actor in actors if not actor.is_state and actor.kind in _KINDS
        ]

    def of_kind(
        self, kind: str, description: str, seen: Mapping[str, int], when: Edtf | None
    ) -> str | None:
        """Return the organisation of a kind ("bloc") to which the states of a text belong.

        Parameters
        ----------
        kind, description
            The noun, and the noun with its adjectives, in lower case.
        seen
            The states of the text, with how often each is named.
        when
            The date that the text is about.
        """
        if "regional" in description.split():
            description = description.replace("regional ", "")
        best: tuple[float, ...] = ()
        chosen = None
        for actor in self._kinds:
            if kind not in actor.generic or not self._stood(actor, when):
                continue
            members = self._of(actor.id, when)
            inside = sum(count for state, count in seen.items() if state in members)
            distinct = sum(state in members for state in seen)
            exact = description in actor.generic
            if not distinct and kind != "league":
                continue
            bound = actor.kind == "alliance" or actor.id in SECURITY
            rank = (distinct, bound, inside, exact and " " in description, -len(members))
            if not best or rank > best:
                best, chosen = rank, actor.id
        return chosen

    def of_region(self, description: Iterable[str], when: Edtf | None) -> str | None:
        """Return the organisation of "West African leaders", "the continental bloc"."""
        spoken = list(description)
        if not spoken or spoken[-1] not in _WHOLE:
            return None
        joined = " ".join(word for word in spoken[:-1] if word not in ("the", "and", "foreign"))
        for region in sorted(_REGIONS, key=len, reverse=True):
            if joined == region or joined.startswith(f"{region} "):
                for name in _REGIONS[region]:
                    if name in self.actors and self._stood(self.actors.get(name), when):
                        return name
                return None
        return None

    def of_number(self, number: str, seen: Mapping[str, int], when: Edtf | None) -> str | None:
        """Return the organisation that had so many members, one of them named in the text."""
        count = _NUMBERS.get(number)
        if count is None or when is None:
            return None
        fitting = []
        for actor in self._kinds:
            if (actor.kind != "alliance" and actor.id not in SECURITY) or not self._stood(
                actor, when
            ):
                continue
            members = self._of(actor.id, when)
            if len(members) == count and any(state in members for state in seen):
                fitting.append(actor.id)
        return fitting[0] if len(fitting) == 1 else None

    def allies_of(self, state: str, when: Edtf | None, *, only: bool = False) -> str | None:
        """Return the alliance of a state: the main one, or with `only` where it had no other."""
        found = [
            actor.id
            for actor in self._kinds
            if actor.kind == "alliance"
            and self._stood(actor, when)
            and state in self._of(actor.id, when)
        ]
        for great in ("NATO", "WARSAW-PACT", "CSTO"):
            if great in found and not only:
                return great
        return found[0] if len(found) == 1 else None

    def common(self, states: Iterable[str], when: Edtf | None) -> str | None:
        """Return the alliance that a text is about, by the members that it names."""
        named = set(states)
        ranked = []
        for actor in self._kinds:
            bound = actor.kind == "alliance" or actor.id in SECURITY
            if not bound or not self._stood(actor, when):
                continue
            members = self._of(actor.id, when)
            inside = len(named & members)
            if inside > 1:
                ranked.append((inside, actor.kind == "alliance", -len(members), actor.id))
        return max(ranked)[3] if ranked else None

    def standing(self, when: Edtf | None) -> Iterator[tuple[str, set[str]]]:
        """Yield the organisations that stood on a day, each with its members then."""
        for actor in self._kinds:
            if self._stood(actor, when):
                yield actor.id, self._of(actor.id, when)

    def binds(self, organisation: str) -> bool:
        """Whether it is an alliance, or an organisation with tasks in security."""
        return organisation in SECURITY or self.actors.get(organisation).kind == "alliance"

    def _of(self, organisation: str, when: Edtf | None) -> set[str]:
        return {
            state
            for state, during in self._members.get(organisation, ())
            if (during.latest is None if when is None else during.overlaps(when))
        }

    def _stood(self, actor: Actor, when: Edtf | None) -> bool:
        if when is None:
            return not actor.spells or any(spell.latest is None for spell in actor.spells)
        if actor.id == "CST" and when.earliest is not None and when.earliest.year > 2002:
            return False  # since then the treaty has an organisation
        return actor.existed(when) is not False
