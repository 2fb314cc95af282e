"""Who may be meant although the passage does not name them: "the council", "the six", "the prince".

::

    states named ─► the organisations to which they belong on that day ─┐
    a town named ─► the organisations that sit there                    ├─► the likeliest few
    what the document named before ─────────────────────────────────────┘

The event model chooses among these and the mentions of the passage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from foedus._edtf import Edtf
from foedus.actors import Actors
from foedus.coding._implied import Implied, Period
from foedus.coding._units import Unit

MOST = 6  # organisations by their members and towns
WIDER = 16  # those that are weighed where the words leave a party open
_PARTS = 6  # world organisations, and parts of organisations
_BEFORE = 3  # states named in earlier passages
_REGIONAL = 50  # members up to which an organisation is one of neighbours
_NEAR, _SOME = 5, 0.3  # organisations that a state may join, and what share of them it meets
_KEPT = 400  # times whose answers are kept
_WORLD = ("UN", "LEAGUE-OF-NATIONS")


@dataclass(frozen=True, slots=True)
class Guess:
    """Somebody whom an open mention may mean.

    Attributes
    ----------
    actor
        The id.
    kind
        Of the actor: state, alliance, union …
    members
        How many of the states that the passage names are its members.
    sits
        Whether the passage names the town where it sits.
    before
        How often the document named it in earlier passages.
    rank
        Its place among the guesses, from 0.
    counted
        Whether it had as many members as a number of the passage says: "the twenty-seven".
    near
        Of an organisation to which a named state does not belong: the share of its members with
        whom that state sits in another one.
    """

    actor: str
    kind: str
    members: int
    sits: bool
    before: int
    rank: int
    counted: bool = False
    near: float = 0.0


class Guesses:
    """Finds whom a passage may mean without naming them, for one set of tables."""

    def __init__(self, actors: Actors, implied: Implied) -> None:
        self.actors = actors
        self.implied = implied
        self._parts: dict[str, list[tuple[str, str]]] = {}
        for actor in actors:
            for noun in actor.generic if actor.part_of else ():
                self._parts.setdefault(noun, []).append((actor.id, actor.part_of or ""))
        self._neighbours: dict[tuple[str, Period], list[tuple[str, float]]] = {}
        self._standing: dict[Period, tuple[dict[str, int], dict[str, list[str]]]] = {}
        self._worlds: dict[str, list[str]] = {}

    def of(
        self,
        units: Iterable[Unit],
        heads: Sequence[str],
        before: Mapping[str, int],
        states_before: Sequence[str],
        seats: frozenset[str],
        numbers: frozenset[int],
        when: Edtf | None,
    ) -> tuple[list[Guess], list[Guess]]:
        """Return the likeliest, best first, and more organisations; none that the passage names.

        Parameters
        ----------
        units
            The mentions of the passage.
        heads
            The nouns of those that are open, in lower case.
        before
            How often the document named an actor in earlier passages.
        states_before
            The states that it named there, the latest last.
        seats
            The organisations that sit in a town that the passage names.
        numbers
            The numbers that the passage has in words, from three on.
        """
        named = {name for unit in units if not unit.open for name in unit.actors}
        made: list[tuple[float, str, int]] = []
        nouns = frozenset(heads)
        sizes, belongs = self.on(when)
        counts = Counter(name for state in named for name in belongs.get(state, ()))
        for name in {*counts, *seats, *before}:
            if name in named or name not in sizes:
                continue
            inside, earlier = counts[name], before.get(name, 0)
            sits = name in seats
            generic = self.actors.get(name).generic
            score = (
                1.5 * min(inside, 4)
                + (2.0 if self.implied.binds(name) else 0.0)
                + 3.0 * sits
                + 2.0 * min(earlier, 2)
                + 1.5 * (not nouns.isdisjoint(generic))
                - 0.03 * sizes[name]
            )
            made.append((-score, name, inside))
        made.sort()
        counted = {
            name
            for name, size in (sizes.items() if numbers else ())
            if size in numbers and name not in named and self.implied.binds(name)
        }
        for name, members in self.implied.groupings(when) if numbers else ():
            # "the four prime ministers" at Prague
            if len(members) in numbers and name not in named and members & named:
                counted.add(name)
                counts[name] = len(members & named)
        near: dict[str, float] = {}
        for state in sorted(named):
            for name, share in self._near(state, when) if state in belongs else ():
                if name not in named:
                    near[name] = max(share, near.get(name, 0.0))
        likely = dict.fromkeys((*(name for _, name, _ in made[:WIDER]), *sorted(counted), *near))
        wider = [
            Guess(
                name, self.actors.get(name).kind, counts[name], name in seats, before.get(name, 0),
                at, name in counted, near.get(name, 0.0),
            )
            for at, name in enumerate(likely)
        ]  # fmt: skip
        made = made[:MOST]
        chosen = {name: inside for _, name, inside in made}
        chosen.update((name, 0) for name in self._world(when) if name not in named | set(chosen))
        wholes = named | set(chosen)
        for noun in sorted(nouns):  # "the council" of any of them
            for name, whole in self._parts.get(noun, ()):
                if whole in wholes and name not in named and len(chosen) < MOST + _PARTS:
                    chosen.setdefault(name, chosen.get(whole, 1))
        found = [
            Guess(name, self.actors.get(name).kind, inside, name in seats, before.get(name, 0), at)
            for at, (name, inside) in enumerate(chosen.items())
        ]
        earlier_states = [
            name for name in dict.fromkeys(reversed(states_before)) if name not in named
        ]
        found += [
            Guess(name, "state", 0, False, before.get(name, 0), at)
            for at, name in enumerate(earlier_states[:_BEFORE])
        ]
        return found, wider

    def _world(self, when: Edtf | None) -> list[str]:
        """Return the organisations of all states, which no state named in a text points to."""
        key = str(when)
        if key not in self._worlds:
            if len(self._worlds) > _KEPT:
                self._worlds.clear()
            self._worlds[key] = [
                name
                for name in _WORLD
                if name in self.actors
                and (when is None or self.actors.get(name).existed(when) is not False)
            ]
        return self._worlds[key]

    def _near(self, state: str, when: Edtf | None) -> list[tuple[str, float]]:
        """Return the alliances whose members a state meets elsewhere, without being one of them."""
        key = state, self.implied.period(when)
        if key not in self._neighbours:
            if len(self._neighbours) > 10 * _KEPT:
                self._neighbours.clear()
            sizes, belongs = self.on(when)
            own = set(belongs.get(state, ()))
            met = {
                other
                for other, groups in belongs.items()
                if any(name in own and sizes[name] <= _REGIONAL for name in groups)
            }
            inside = Counter(name for other in met for name in belongs[other])
            shares = [
                (count / sizes[name], name)
                for name, count in inside.items()
                if name not in own and self.implied.binds(name) and count > 2
            ]
            best = sorted(shares, reverse=True)[:_NEAR]
            self._neighbours[key] = [(name, share) for share, name in best if share >= _SOME]
        return self._neighbours[key]

    def on(self, when: Edtf | None) -> tuple[dict[str, int], dict[str, list[str]]]:
        """Return how many members organisations had on a day, and to which a state belonged."""
        key = self.implied.period(when)
        if key not in self._standing:
            if len(self._standing) > _KEPT:
                self._standing.clear()
            sizes: dict[str, int] = {}
            belongs: dict[str, list[str]] = {}
            for name, members in self.implied.standing(when):
                sizes[name] = len(members)
                for state in members:
                    belongs.setdefault(state, []).append(name)
            self._standing[key] = sizes, belongs
        return self._standing[key]
