"""Who has which part in an event: all that speaks for an actor, weighed together.

::

    mentions × roles ─┐
    whom they mean ───┼─► for each actor: what speaks for it as source, target, speaker
    organisations ────┘     how it stands to the likeliest others ─► source? target? speaker?
      that nothing names

A mention is judged by its words (:mod:`foedus.coding._network`); an actor by all its mentions, by
the memberships of that day, and by what the rules found. So an organisation can be the target of
"Finland and Sweden handed in their applications", where no word stands for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.actors import Actors
from foedus.coding._find import SECURITY
from foedus.coding._guesses import Guess
from foedus.coding._signals import Read, fit_of
from foedus.coding._units import Unit
from foedus.coding._words import words

Floats = NDArray[np.float32]
#: Whom a mention may mean: actors, the person, how likely.
Meant = list[tuple[tuple[str, ...], "str | None", float]]

_ORGANS = words(
    "council secretariat commission assembly parliament committee executive staff headquarters "
    "command authority summit service"
)
_KINDS = ("alliance", "union", "organisation", "grouping", "armed-group", "agency", "court")
_SURE = 0.3  # a mention that means an actor so likely counts as one of it
_NEVER = 1e-3
_SMALL = 0.04  # parts less likely than this are left out


@dataclass(frozen=True, slots=True)
class Part:
    """An actor, and how probable it is that it has each part in an event.

    Attributes
    ----------
    actor
        The id.
    source, target, speaker
        Probabilities.
    units
        For the three, the mention that speaks most for it; None where no word stands for it.
    people
        For the three, the person whom that mention names.
    """

    actor: str
    source: float
    target: float
    speaker: float
    units: tuple[Unit | None, ...]
    people: tuple[str | None, ...]


def organised(known: Actors, name: str) -> str:
    """Return an organ as the organisation that it acts for; missions and forces stay."""
    while name in known:
        actor = known.get(name)
        if actor.kind != "agency" or not actor.part_of or actor.part_of not in known:
            break
        if _ORGANS.isdisjoint(word for noun in actor.generic for word in noun.split()):
            break
        name = actor.part_of
    return name


class Scene:
    """The actors of a passage, and what speaks for each whatever the event.

    Parameters
    ----------
    read
        The passage.
    meant
        For each mention, whom it may mean.
    heard
        Organisation → how much is written of it, from 0 to 1.
    """

    def __init__(self, read: Read, meant: Sequence[Meant], heard: Mapping[str, float]) -> None:
        self.read = read
        known = read.actors
        at_of: dict[str, int] = {}
        rows: list[tuple[int, int, float]] = []
        persons: dict[tuple[int, int], str] = {}
        for unit, options in enumerate(meant):
            for actors, person, chance in options:
                for name in actors:
                    at = at_of.setdefault(organised(known, name), len(at_of))
                    rows.append((at, unit, chance))
                    if person:
                        persons[at, unit] = person
        guesses: dict[str, Guess] = {}
        for guess in (*read.wider, *read.guesses):  # what more is known comes first
            name = organised(known, guess.actor)
            if name == guess.actor or name not in guesses:
                guesses.setdefault(name, guess)
            at_of.setdefault(name, len(at_of))
        self.names = list(at_of)
        self.persons = persons
        count, units = len(at_of), len(read.units)
        self.weights = np.zeros((count, units), dtype=np.float32)
        for at, unit, chance in rows:
            self.weights[at, unit] += chance
        np.minimum(self.weights, 1, out=self.weights)
        if not count:
            return
        passage = read.passage
        open_ = np.array([one.open for one in read.units], dtype=bool)
        inside = np.array([one.inside for one in read.units], dtype=bool)
        place = np.array([one.place for one in read.units], dtype=bool)
        self.open = open_
        self.places = np.array([one.word for one in read.units], dtype=np.int64)
        self.sentences = np.array([passage.sentence[one.word] for one in read.units])
        self.seen = self.weights > _SURE
        named = self.seen & ~open_
        self.named = named
        bonds = [frozenset(read.belongs.get(name, ())) for name in self.names]
        ids = {name: at for at, name in enumerate(self.names)}
        self.member = np.zeros((count, count), dtype=np.float32)  # row belongs to column
        for at, groups in enumerate(bonds):
            for name in groups:
                if name in ids:
                    self.member[at, ids[name]] = 1
        tight = [frozenset(name for name in groups if _binds(known, name)) for groups in bonds]
        self.allied = np.array(
            [[float(not one.isdisjoint(other)) for other in tight] for one in tight],
            dtype=np.float32,
        )
        np.fill_diagonal(self.allied, 0)
        stated = named.any(axis=1)
        inside_ = self.member[stated].sum(axis=0)
        fits = self._fits()
        table: list[list[float]] = []
        for at, name in enumerate(self.names):
            seen, guess = self.seen[at], guesses.get(name)
            actor = known.get(name) if name in known else None
            state = actor is not None and actor.is_state
            kind = "" if actor is None or state else actor.kind
            times = int(seen.sum())
            table.append(
                [
                    float(named[at].any()),
                    min(3, times) / 3,
                    float(times > 0 and bool(inside[seen].all())),
                    float(times > 0 and bool(place[seen].all())),
                    float(guess is not None),
                    0.0 if guess is None else float(guess.sits),
                    0.0 if guess is None else float(guess.counted),
                    0.0 if guess is None else guess.near,
                    0.0 if guess is None else min(2, guess.before) / 2,
                    0.0 if guess is None else 1 - min(guess.rank, 10) / 10,
                    float(state),
                    float(name.startswith("~")),
                    *(float(kind == one) for one in _KINDS),
                    float(actor is not None and _binds(known, name)),
                    min(4.0, inside_[at]) / 4,
                    float(inside_[at] > 0 and inside_[at] == inside_.max()),
                    fits[at],
                    heard.get(name, 0.0),
                ]
            )
        self.own = np.array(table, dtype=np.float32)

    def _fits(self) -> list[float]:
        """Return how well the best open mention's words fit each actor: 0 to 1."""
        read = self.read
        low = read.passage.low
        said = [
            (low[one.word], " ".join(low[one.first : one.word + 1]).removeprefix("the "))
            for one in read.units
            if one.open
        ]
        return [
            max(
                (fit_of(read.actors, (name,), word, described)[1] / 3 for word, described in said),
                default=0.0,
            )
            for name in self.names
        ]

    def shown(self, roles: Floats, events: Sequence[int]) -> Floats:
        """Return what speaks for each actor in each event: events × actors × features.

        Parameters
        ----------
        roles
            Events × mentions × (source, target, speaker), probabilities.
        events
            The words that tell them.
        """
        count, units = self.weights.shape
        if not count:
            return np.zeros((len(events), 0, FEATURES), dtype=np.float32)
        made: list[Floats] = []
        if units:
            split = self.weights[None, :, :, None] * roles[:, None]
            best = split.max(axis=2)
            either = 1 - np.prod(1 - np.minimum(split, 1 - _NEVER), axis=2)
            open_ = np.where(self.open[None, None, :, None], split, 0).max(axis=2)
            plain = np.where(self.open[None, None, :, None], 0, split).max(axis=2)
        else:
            best = either = open_ = plain = np.zeros((len(events), count, 3), dtype=np.float32)
        made += [_logit(best), best, _logit(either), _logit(open_), _logit(plain)]
        rest = np.sort(best, axis=1)
        top = rest[:, -1:]
        second = rest[:, -2:-1] if count > 1 else np.zeros_like(top)
        others = np.where(best == top, second, top)
        made += [np.broadcast_to(_logit(top), best.shape), _logit(best) - _logit(others)]
        made.append(np.broadcast_to(self.own, (len(events), *self.own.shape)))
        made.append(self._near(events))
        made.append(self._related(best))
        made.append(self._ruled(events))
        return np.concatenate(made, axis=2).astype(np.float32)

    def _near(self, events: Sequence[int]) -> Floats:
        """Return where each actor is named: the same sentence, how near before, how near after."""
        count = len(self.names)
        found = np.zeros((len(events), count, 3), dtype=np.float32)
        if not self.weights.shape[1]:
            return found
        sentence = self.read.passage.sentence
        for row, word in enumerate(events):
            apart = (self.places - word).astype(np.float32)
            here = self.sentences == sentence[word]
            found[row, :, 0] = (self.seen & here).any(axis=1)
            before = np.where(self.seen & (apart < 0), -apart, 999).min(axis=1)
            after = np.where(self.seen & (apart > 0), apart, 999).min(axis=1)
            found[row, :, 1] = 3 / (3 + before)
            found[row, :, 2] = 3 / (3 + after)
        return found

    def _related(self, best: Floats) -> Floats:
        """Return how each actor stands to the likeliest source, target and speaker."""
        parts: list[Floats] = []
        for role in range(3):
            first = best[:, :, role].argmax(axis=1)
            strong = best[np.arange(len(first)), first, role][:, None]
            one = np.eye(len(self.names), dtype=np.float32)[first]
            parts += [
                one,
                self.member[first] * strong,  # it belongs to this one
                self.member.T[first] * strong,
                self.allied[first] * strong,
            ]
        return np.stack(parts, axis=2)

    def _ruled(self, events: Sequence[int]) -> Floats:
        """Return what the rules say: source, target, speaker, and whose words are told."""
        found = np.zeros((len(events), len(self.names), 6), dtype=np.float32)
        at_of = {name: at for at, name in enumerate(self.names)}
        known = self.read.actors
        for row, word in enumerate(events):
            drafted, speech = self.read.drafted.get(word), self.read.speech(word)
            if drafted is not None:
                spoken = () if drafted.speaker is None else (drafted.speaker.actor or "",)
                for column, names in enumerate((drafted.source, drafted.target, spoken)):
                    for name in names:
                        at = at_of.get(organised(known, name), -1)
                        if at >= 0:
                            found[row, at, column] = 1
                found[row, :, 3] = 1
            if speech is not None:
                for name in speech.speaker.actors:
                    at = at_of.get(organised(known, name), -1)
                    if at >= 0:
                        found[row, at, 4] = 1
                        found[row, at, 5] = speech.direct
        return found

    def parts(self, chances: Floats, roles: Floats) -> tuple[Part, ...]:
        """Return the actors that may have a part in one event, as their mentions stand in the text.

        Parameters
        ----------
        chances
            Actors × (source, target, speaker).
        roles
            Mentions × (source, target, speaker).
        """
        likely = np.flatnonzero(chances.max(axis=1) > _SMALL)
        units = self.read.units
        made: list[tuple[int, Part]] = []
        for at in likely.tolist():
            best: list[Unit | None] = [None, None, None]
            people: list[str | None] = [None, None, None]
            if units:
                split = self.weights[at][:, None] * roles
                for role, unit in enumerate(split.argmax(axis=0).tolist()):
                    if split[unit, role] > _NEVER:
                        best[role], people[role] = units[unit], self.persons.get((at, unit))
            place = min((one.word for one in best if one is not None), default=len(units) + 999)
            source, target, speaker = chances[at].tolist()
            part = Part(self.names[at], source, target, speaker, tuple(best), tuple(people))
            made.append((place, part))
        made.sort(key=lambda one: one[0])
        return tuple(part for _, part in made)


FEATURES = 3 * 5 + 6 + 24 + 3 + 12 + 6


def _logit(chance: Floats) -> Floats:
    held = np.clip(chance, _NEVER, 1 - _NEVER)
    return np.asarray(np.log(held / (1 - held)) / 3, dtype=np.float32)


def _binds(known: Actors, name: str) -> bool:
    return name in SECURITY or (name in known and known.get(name).kind == "alliance")
