"""Whether two actors are bound by an alliance on a date."""

from __future__ import annotations

from functools import cache

from foedus._data import parse_yaml, shipped
from foedus._edtf import Edtf
from foedus.actors import Actors
from foedus.coding._find import binds
from foedus.coding._words import words

# Bound together, but not by a promise of help.
_LOOSE = words("SCO OTS CARICOM ALBA MERCOSUR EAC ANDEAN OAU AU")


@cache
def pacts() -> dict[frozenset[str], Edtf]:
    """Return the two-party promises of help that ship."""
    name = "pacts.yaml"
    rows = parse_yaml(shipped("lexicon", name).read_text("utf-8"), name)
    return {frozenset(row["parties"]): Edtf.parse(row["during"]) for row in rows}


class Bonds:
    """Answers who is allied to whom, for one set of tables."""

    def __init__(self, actors: Actors) -> None:
        self.actors = actors
        self._known: dict[tuple[str, str, str], bool] = {}
        self._spells: dict[str, list[tuple[str, Edtf]]] = {}
        for row in actors.memberships:
            if row.status in ("member", "suspended") and self._counts(row.organisation):
                self._spells.setdefault(row.actor, []).append((row.organisation, row.during))

    def _counts(self, organisation: str) -> bool:
        if organisation not in self.actors or organisation in _LOOSE:
            return False
        return binds(self.actors, organisation)

    def allied(self, one: str, other: str, when: Edtf | None) -> bool:
        """Whether one belongs to the other, or both to the same alliance or pact."""
        key = (one, other, str(when))
        if key not in self._known:
            self._known[key] = self._allied(one, other, when)
        return self._known[key]

    def _allied(self, one: str, other: str, when: Edtf | None) -> bool:
        one, other = self._whole(one), self._whole(other)
        if one == other or one.startswith("~") or other.startswith("~"):
            return False
        pact = pacts().get(frozenset((one, other)))
        if pact is not None and _then(pact, when):
            return True
        for member, organisation in ((one, other), (other, one)):
            if organisation in self.actors and not self.actors.get(organisation).is_state:
                return any(
                    name == organisation and _then(during, when)
                    for name, during in self._spells.get(member, ())
                )
        first = {name for name, during in self._spells.get(one, ()) if _then(during, when)}
        second = {name for name, during in self._spells.get(other, ()) if _then(during, when)}
        return bool(first & second)

    def _whole(self, name: str) -> str:
        """Return the organisation that an organ belongs to."""
        for _ in range(3):
            parent = self.actors.get(name).part_of if name in self.actors else None
            if not parent or parent not in self.actors:
                break
            name = parent
        return name


def _then(during: Edtf, when: Edtf | None) -> bool:
    return during.latest is None if when is None else during.overlaps(when)
