"""The organisation that a text means without naming it: by its members, its kind, its region.

::

    "The bloc closed the borders with Niger"       kind "bloc" + a member named ─► ECOWAS
    "India and Pakistan entered the organisation"  kind + two members           ─► SCO
    "West African leaders suspended Mali"          region + leaders             ─► ECOWAS
    "Turkey asked its allies"                      the one alliance of Turkey   ─► NATO
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from foedus._edtf import Edtf
from foedus.actors import Actor, Actors
from foedus.coding._find import binds
from foedus.coding._regions import LEADERS, Described, described, territory

Period = tuple[int, int] | None
_MOST_KEPT = 50_000  # answers on members and organisations by period that are kept
_BEFORE_CSTO = dt.date(2002, 12, 31)  # the last day on which the treaty of 1992 acts for itself
_KINDS = frozenset(("alliance", "union", "organisation"))
# what "the organisation", "the alliance" is likelier to be, if a text names a state of several
_KIND_OF = {"organisation": "organisation", "organization": "organisation", "body": "organisation"}
_GREAT = ("NATO", "WARSAW-PACT", "CSTO", "EEC-1958")


class Implied:
    """Finds the organisation behind a description, for one set of tables."""

    def __init__(self, actors: Actors) -> None:
        self.actors = actors
        self._members: dict[str, list[tuple[str, Edtf]]] = {}
        self._counted: dict[str, dict[int, list[tuple[str, frozenset[str]]]]] = {}
        for row in actors.memberships:
            if row.status in ("member", "suspended") and row.organisation in actors:
                self._members.setdefault(row.organisation, []).append((row.actor, row.during))
        self.parts: dict[str, list[Actor]] = {}
        for actor in actors:
            if actor.part_of:
                self.parts.setdefault(actor.part_of, []).append(actor)
        self._kinds: list[Actor] = [
            actor for actor in actors if not actor.is_state and actor.kind in _KINDS
        ]
        self._groupings = [actor for actor in actors if actor.kind == "grouping"]
        spells = [during for rows in self._members.values() for _, during in rows]
        reaches = [one.reach() for one in (*spells, *(s for a in actors for s in a.spells))]
        self._firsts = sorted({first for first, _ in reaches if first is not None})
        self._lasts = sorted({_BEFORE_CSTO, *(last for _, last in reaches if last is not None)})
        self._known_members: dict[tuple[str, Period], frozenset[str]] = {}
        self._known_to_stand: dict[tuple[str, Period], bool] = {}
        self._sets: dict[frozenset[str], frozenset[str]] = {}

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
            if not distinct and (kind != "league" or description != kind):
                continue
            bound = binds(self.actors, actor.id)
            rank = (
                distinct, bound, exact and " " in description,
                actor.kind == _KIND_OF.get(kind), actor.id in _GREAT, inside, -len(members),
            )  # fmt: skip
            if not best or rank > best:
                best, chosen = rank, actor.id
        return chosen

    def of_region(
        self, spoken: Sequence[str], seen: Mapping[str, int], when: Edtf | None
    ) -> tuple[str, ...]:
        """Return the organisation of "West African leaders", "the Gulf council".

        Parameters
        ----------
        spoken
            The words of a noun chunk in lower case, its head last.
        seen
            Who is named in the text: of several organisations, the one that is named, or of which
            most states are, is meant.
        when
            The date that the text is about.
        """
        meant = described(spoken)
        return self._meant(meant, seen, when) if meant else ()

    def of_territory(
        self, spoken: Sequence[str], seen: Mapping[str, int], when: Edtf | None
    ) -> tuple[str, ...]:
        """Return the organisation whose leaders are those of "the Gulf states"."""
        found = territory(spoken)
        if found is None or not found[0].leaders & LEADERS:
            return ()
        return self._meant(Described(found[0].together, found[1]), seen, when)

    def _meant(
        self, meant: Described, seen: Mapping[str, int], when: Edtf | None
    ) -> tuple[str, ...]:
        fitting: list[tuple[tuple[bool, int], tuple[str, ...]]] = []
        for turn in meant.turns:
            if turn.state and turn.state not in seen:
                continue
            if when is None and turn.during.latest is not None:
                continue
            if when is not None and not turn.during.overlaps(when):
                continue
            members = self._together(turn.actors, when)
            if members is None or (meant.number and len(members) != meant.number):
                continue
            named = turn.actors[0] in seen
            fitting.append(((named, sum(state in members for state in seen)), turn.actors))
        if meant.noun:
            such = [one for one in fitting if meant.noun in self.actors.get(one[1][0]).generic]
            fitting = such or fitting
        return max(fitting, key=lambda one: one[0])[1] if fitting else ()

    def _together(self, ids: tuple[str, ...], when: Edtf | None) -> frozenset[str] | None:
        """Return the members of an organisation on a day, or states as they are; None if gone."""
        if not all(name in self.actors for name in ids):
            return None
        if len(ids) > 1:
            return frozenset(ids)
        return self._of(ids[0], when) if self._stood(self.actors.get(ids[0]), when) else None

    def of_number(self, count: int, seen: Mapping[str, int], when: Edtf | None) -> str | None:
        """Return the organisation that had so many members, some of them named in the text.

        Of several, the one of which the text names more; an alliance if it names one alone.
        """
        if count < 6 or when is None:
            return None
        ranked = []
        for name, members in self._sizes(when).get(count, ()):
            inside = sum(state in members for state in seen)
            if inside > 1 or (inside and self.binds(name)):
                ranked.append((inside, name))
        ranked.sort(reverse=True)
        unique = len(ranked) == 1 or (len(ranked) > 1 and ranked[0][0] > ranked[1][0])
        return ranked[0][1] if unique else None

    def _sizes(self, when: Edtf) -> dict[int, list[tuple[str, frozenset[str]]]]:
        """Return the organisations that stood on a day, by the number of their members."""
        known = self._counted.get(when.text)
        if known is None:
            if len(self._counted) > 400:
                self._counted.clear()
            known = self._counted[when.text] = {}
            for actor in self._kinds:
                if self._stood(actor, when):
                    members = self._of(actor.id, when)
                    known.setdefault(len(members), []).append((actor.id, members))
        return known

    def allies_of(self, state: str, when: Edtf | None, *, only: bool = False) -> str | None:
        """Return the alliance of a state: the main one, or with `only` where it had no other."""
        found = [
            actor.id
            for actor in self._kinds
            if actor.kind == "alliance"
            and self._stood(actor, when)
            and state in self._of(actor.id, when)
        ]
        for great in _GREAT:
            if great in found and not only:
                return great
        return found[0] if len(found) == 1 else None

    def common(self, states: Iterable[str], when: Edtf | None) -> str | None:
        """Return the alliance that a text is about, by the members that it names."""
        named = set(states)
        ranked = []
        for actor in self._kinds:
            bound = binds(self.actors, actor.id)
            if not bound or not self._stood(actor, when):
                continue
            members = self._of(actor.id, when)
            inside = len(named & members)
            if inside > 1:
                ranked.append((inside, actor.kind == "alliance", -len(members), actor.id))
        return max(ranked)[3] if ranked else None

    def seated(self, place: str, seen: Mapping[str, int], when: Edtf | None) -> list[str]:
        """Return the organisation that sits in the town with which a text begins: at most one.

        Of several, the one that the text names, or of which it names most states.
        """
        ranked = []
        for actor in self._kinds:
            town = actor.details.get("headquarters")
            if (
                not town
                or actor.id == "COMMONWEALTH"
                or not place.startswith(town)
                or not self._stood(actor, when)
            ):
                continue
            inside = sum(state in self._of(actor.id, when) for state in seen)
            ranked.append((actor.id in seen, inside, self.binds(actor.id), actor.id))
        ranked.sort(reverse=True)
        return [name for named, inside, _, name in ranked[:1] if named or inside]

    def stands(self, organisation: str, when: Edtf | None) -> bool:
        """Whether an organisation of the tables stood on a day."""
        return organisation in self.actors and self._stood(self.actors.get(organisation), when)

    def standing(self, when: Edtf | None) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield the organisations that stood on a day, each with its members then."""
        for actor in self._kinds:
            if self._stood(actor, when):
                yield actor.id, self._of(actor.id, when)

    def groupings(self, when: Edtf | None) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield the groupings without organs, as the Visegrad four, each with its members then."""
        for actor in self._groupings:
            if self._stood(actor, when):
                yield actor.id, self._of(actor.id, when)

    def binds(self, organisation: str) -> bool:
        """Whether it is an alliance, or an organisation with tasks in security."""
        return binds(self.actors, organisation)

    def period(self, when: Edtf | None) -> Period:
        """Return a key for a date: dates with the same key have the same members everywhere."""
        if when is None:
            return None
        first, last = when.reach()
        return (
            len(self._firsts) if last is None else bisect_right(self._firsts, last),
            -1 if first is None else bisect_left(self._lasts, first),
        )

    def belonged(self, actor: str, organisation: str, when: Edtf, *, ago: int = 0) -> bool:
        """Whether a state was a member of an organisation so many days before a date."""
        first, _ = when.reach()
        if ago and first is not None and first.year > 1:
            when = Edtf.parse((first - dt.timedelta(days=ago)).isoformat())
        return actor in self._of(organisation, when)

    def _of(self, organisation: str, when: Edtf | None) -> frozenset[str]:
        key = organisation, self.period(when)
        known = self._known_members.get(key)
        if known is None:
            if len(self._known_members) > _MOST_KEPT:
                self._known_members.clear()
            found = frozenset(
                state
                for state, during in self._members.get(organisation, ())
                if (during.latest is None if when is None else during.overlaps(when))
            )
            known = self._known_members[key] = self._sets.setdefault(found, found)
        return known

    def _stood(self, actor: Actor, when: Edtf | None) -> bool:
        key = actor.id, self.period(when)
        known = self._known_to_stand.get(key)
        if known is None:
            if len(self._known_to_stand) > _MOST_KEPT:
                self._known_to_stand.clear()
            known = self._known_to_stand[key] = self._stands(actor, when)
        return known

    def _stands(self, actor: Actor, when: Edtf | None) -> bool:
        if when is None:
            return not actor.spells or any(spell.latest is None for spell in actor.spells)
        first, _ = when.reach()
        if actor.id == "CST" and first is not None and first > _BEFORE_CSTO:
            return False  # since then the treaty has an organisation
        return actor.existed(when) is not False
