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
from foedus.coding._find import binds
from foedus.coding._guesses import Guess
from foedus.coding._signals import Read
from foedus.coding._units import Unit
from foedus.coding._words import words

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
#: Whom a mention may mean: actors, the person, how likely.
Meant = list[tuple[tuple[str, ...], "str | None", float]]

_ORGANS = words(
    "council secretariat commission assembly parliament committee executive staff headquarters "
    "command authority summit service"
)
_KINDS = ("alliance", "union", "organisation", "grouping", "armed-group", "agency", "court")
_SURE = 0.3  # a mention that means an actor so likely counts as one of it
_NEVER = 1e-3
_LEAST = -2.3  # log odds over 3 of what never is
_LONGEST = 12  # members of a list
_HEARS = ("obj", "iobj", "obl")
_AS_LIKELY = 0.5  # share of the best mention's likelihood that counts as about as likely
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
    acts, aimed
        Whether it is a source, and a target, all actors weighed together.
    units
        For the three, the mention that speaks most for it; None where no word stands for it.
    people
        For the three, the person whom that mention names.
    """

    actor: str
    source: float
    target: float
    speaker: float
    acts: bool
    aimed: bool
    units: tuple[Unit | None, ...]
    people: tuple[str | None, ...]


class Cast:
    """What holds of actors in every passage, for one set of tables.

    Parameters
    ----------
    known
        The tables.
    heard
        Organisation → how much is written of it, from 0 to 1.
    """

    def __init__(self, known: Actors, heard: Mapping[str, float]) -> None:
        self.known = known
        self.heard = heard
        self._traits: dict[str, tuple[float, ...]] = {}
        self._whole: dict[str, str] = {}

    def whole(self, name: str) -> str:
        """Return an organ as its organisation."""
        if name.startswith("~"):
            return name
        if name not in self._whole:
            self._whole[name] = organised(self.known, name)
        return self._whole[name]

    def traits(self, name: str) -> tuple[float, ...]:
        """Return what sort of actor it is, as numbers."""
        if name.startswith("~"):
            return _WORDS
        if name not in self._traits:
            known = self.known
            actor = known.get(name) if name in known else None
            state = actor is not None and actor.is_state
            kind = "" if actor is None or state else actor.kind
            self._traits[name] = (
                float(state),
                0.0,
                *(float(kind == one) for one in _KINDS),
                float(binds(known, name)),
            )
        return self._traits[name]


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
    cast
        What holds of actors everywhere.
    """

    def __init__(self, read: Read, meant: Sequence[Meant], cast: Cast) -> None:
        self.read = read
        self.cast = cast
        at_of: dict[str, int] = {}
        rows: list[tuple[int, int, float]] = []
        persons: dict[int, dict[int, str]] = {}
        whole_words = _in_full(read, meant)
        options_of: list[list[tuple[int, int, float]]] = []  # unit → actor, option, chance
        for unit, options in enumerate(meant):
            options_of.append([])
            for option, (actors, person, chance) in enumerate(options):
                for name in actors:
                    name = whole_words.get((unit, name), name)
                    at = at_of.setdefault(cast.whole(name), len(at_of))
                    rows.append((at, unit, chance))
                    options_of[-1].append((at, option, chance))
                    if person:
                        persons.setdefault(at, {})[unit] = person
        guesses: dict[str, Guess] = {}
        for guess in (*read.wider, *read.guesses):  # what more is known comes first
            name = cast.whole(guess.actor)
            if name == guess.actor or name not in guesses:
                guesses.setdefault(name, guess)
            at_of.setdefault(name, len(at_of))
        for name in read.about:
            at_of.setdefault(cast.whole(name), len(at_of))
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
        groups_of = sorted({name for groups in bonds for name in groups if binds(cast.known, name)})
        tight = np.array([[name in one for name in groups_of] for one in bonds], dtype=np.float32)
        self.allied = (tight @ tight.T > 0).astype(np.float32)  # share an alliance
        np.fill_diagonal(self.allied, 0)
        self.listed = self._listed()
        self.between = self._between(options_of)
        stated = named.any(axis=1)
        inside_ = self.member[stated].sum(axis=0)
        most = inside_.max()
        times = self.seen.sum(axis=1)
        there = times > 0
        own = (
            stated,
            np.minimum(3, times) / 3,
            there & ~(self.seen & ~inside).any(axis=1),
            there & ~(self.seen & ~place).any(axis=1),
        )
        table = [
            (*(_NO_GUESS if near is None else _of_guess(near)), *cast.traits(name))
            for name, near in ((name, guesses.get(name)) for name in self.names)
        ]
        last = (
            np.minimum(4.0, inside_) / 4,
            (inside_ > 0) & (inside_ == most),
            self._fits(),
            [cast.heard.get(name, 0.0) for name in self.names],
        )
        about = frozenset(map(cast.whole, read.about))
        known_for = [
            (name in about, not about.isdisjoint(groups), bool(about))
            for name, groups in zip(self.names, bonds, strict=True)
        ]
        parts = (np.stack(own, axis=1), table, np.stack(last, axis=1), known_for)
        self.own = np.concatenate(parts, axis=1, dtype=np.float32)

    def _listed(self) -> NDArray[np.bool_]:
        """Return actors × actors: whether mentions of the two stand in one list."""
        passage = self.read.passage
        firsts = []
        for unit in self.read.units:
            word = unit.word
            for _ in range(_LONGEST):
                if passage.dep[word] != "conj" or passage.head[word] == word:
                    break
                word = passage.head[word]
            firsts.append(word)
        at = np.array(firsts, dtype=np.int64)
        together = at[:, None] == at
        listed = (self.seen.astype(np.float32) @ together @ self.seen.T) > 0
        np.fill_diagonal(listed, False)
        return np.asarray(listed, dtype=bool)

    def _between(self, options_of: list[list[tuple[int, int, float]]]) -> Floats:
        """Return what holds of two actors: actors × actors × `BETWEEN`.

        Whether they stand in one list, one mention means both, it means the one or the other,
        one belongs to the other, both belong to an alliance.
        """
        count = len(self.names)
        both = np.zeros((2, count, count), dtype=np.float32)  # together, or the one or the other
        for options in options_of:
            for at, option, chance in options:
                for other, another, also in options:
                    if at != other:
                        kind = int(option != another)
                        both[kind, at, other] = max(both[kind, at, other], min(chance, also))
        member = np.maximum(self.member, self.member.T)
        return np.stack([self.listed, *both, member, self.allied], axis=2, dtype=np.float32)

    def _fits(self) -> list[float]:
        """Return how well the best open mention's words fit each actor: 0 to 1."""
        read = self.read
        low = read.passage.low
        said = [
            (low[one.word], " ".join(low[one.first : one.word + 1]).removeprefix("the "))
            for one in read.units
            if one.open
        ]
        if not said:
            return [0.0] * len(self.names)
        known = read.actors
        nouns = {word for word, _ in said}
        described = {phrase for _, phrase in said}
        made: list[float] = []
        for name in self.names:
            if name not in known:
                made.append(0.0)
                continue
            generic = known.get(name).generic
            fit = 1 if nouns.isdisjoint(generic) else 2
            made.append((fit if described.isdisjoint(generic) else 3) / 3)
        return made

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
            # mentions × parts × events × actors, for long runs of numbers that lie side by side
            split = self.weights.T[:, None, None] * roles.transpose(1, 2, 0)[..., None]
            either = 1 - np.prod(1 - np.minimum(split, 1 - _NEVER), axis=0)
            open_ = split[self.open].max(axis=0, initial=0)
            plain = split[~self.open].max(axis=0, initial=0)
            best = np.maximum(open_, plain)
        else:
            best = either = open_ = plain = np.zeros((3, len(events), count), dtype=np.float32)
        rest = np.sort(best, axis=2)[..., None]
        top = rest[..., -1, :]
        second = rest[..., -2, :] if count > 1 else np.zeros_like(top)
        others = np.where(best == top, second, top)
        best, either, open_, plain, top, others = (
            np.ascontiguousarray(one.transpose(1, 2, 0))
            for one in (best, either, open_, plain, top, others)
        )
        made += [_logit(best), best, _logit(either), _logit(open_), _logit(plain)]
        made += [np.broadcast_to(_logit(top), best.shape), _logit(best) - _logit(others)]
        made.append(np.broadcast_to(self.own, (len(events), *self.own.shape)))
        made.append(self._near(events))
        made.append(self._related(best))
        made.append(self._ruled(events))
        made.append(self._told(events))
        made.append(beside(made[0], self.listed))
        return np.concatenate(made, axis=2).astype(np.float32)

    def _person(self, at: int, likely: Floats) -> str | None:
        """Return the person whom an actor's likeliest mention names, or another one as likely.

        Somebody who comes only two sentences later does not speak in this one.
        """
        people, best = self.persons[at], int(likely.argmax())
        least = _AS_LIKELY * likely[best]
        some = [
            (-likely[unit], unit)
            for unit in people
            if likely[unit] >= least and self.sentences[unit] <= self.sentences[best] + 1
        ]
        return people[min(some)[1]] if some else None

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
        whole = self.cast.whole
        for row, word in enumerate(events):
            drafted, speech = self.read.drafted.get(word), self.read.speech(word)
            if drafted is not None:
                spoken = () if drafted.speaker is None else (drafted.speaker.actor or "",)
                for column, names in enumerate((drafted.source, drafted.target, spoken)):
                    for name in names:
                        at = at_of.get(whole(name), -1)
                        if at >= 0:
                            found[row, at, column] = 1
                found[row, :, 3] = 1
            if speech is not None:
                for name in speech.speaker.actors:
                    at = at_of.get(whole(name), -1)
                    if at >= 0:
                        found[row, at, 4] = 1
                        found[row, at, 5] = speech.direct
        return found

    def _told(self, events: Sequence[int]) -> Floats:
        """Return who is told of the event: "Rome told Vienna that it would not fight"."""
        found = np.zeros((len(events), len(self.names), 1), dtype=np.float32)
        passage, units = self.read.passage, self.read.units
        for row, word in enumerate(events):
            speech = self.read.speech(word)
            if speech is None or speech.verb < 0 or speech.verb == word:
                continue
            hear = [
                at
                for at, unit in enumerate(units)
                if passage.head[unit.word] == speech.verb and passage.dep[unit.word] in _HEARS
            ]
            found[row, :, 0] = self.seen[:, hear].any(axis=1)
        return found

    def parts(self, chances: Floats, inside: NDArray[np.bool_], roles: Floats) -> tuple[Part, ...]:
        """Return the actors that may have a part in one event, as their mentions stand in the text.

        Parameters
        ----------
        chances
            Actors × (source, target, speaker).
        inside
            Actors × (source, target): who are, all weighed together.
        roles
            Mentions × (source, target, speaker).
        """
        likely = np.flatnonzero((chances.max(axis=1) > _SMALL) | inside.any(axis=1))
        units = self.read.units
        made: list[tuple[int, Part]] = []
        if units:
            every = self.weights[likely][:, :, None] * roles
            where, most = every.argmax(axis=1).tolist(), (every.max(axis=1) > _NEVER).tolist()
        for row, at in enumerate(likely.tolist()):
            best: list[Unit | None] = [None, None, None]
            people: list[str | None] = [None, None, None]
            if units:
                for role, unit in enumerate(where[row]):
                    if most[row][role]:
                        best[role] = units[unit]
                        if at in self.persons:
                            people[role] = self._person(at, every[row, :, role])
            place = min((one.word for one in best if one is not None), default=len(units) + 999)
            source, target, speaker = chances[at].tolist()
            acts, aimed = inside[at].tolist()
            part = Part(
                self.names[at], source, target, speaker, acts, aimed, tuple(best), tuple(people)
            )
            made.append((place, part))
        made.sort(key=lambda one: one[0])
        return tuple(part for _, part in made)


def _in_full(read: Read, meant: Sequence[Meant]) -> dict[tuple[int, str], str]:
    """Return, for mentions of unknown actors inside another's own words, those words in full.

    "Students of the Zengakuren" are one actor, not the students and the Zengakuren.
    """
    low = read.passage.low
    starts = {unit.word: at for at, unit in enumerate(read.units)}
    found: dict[tuple[int, str], str] = {}
    for at, unit in enumerate(read.units):
        outer = starts.get(read.passage.head[unit.word])
        if outer is None or low[read.units[outer].word + 1 : unit.word + 1][:1] != ["of"]:
            continue
        fulls = [name for actors, _, _ in meant[outer] for name in actors if name.startswith("~")]
        for actors, _, _ in meant[at]:
            for name in actors:
                for full in fulls:
                    if name.startswith("~") and full.endswith((f" of {name[1:]}", f" {name[1:]}")):
                        found[at, name] = full
    return found


BETWEEN = 5
FEATURES = 3 * 5 + 6 + 27 + 3 + 12 + 6 + 1 + 4


def beside(best: Floats, listed: NDArray[np.bool_]) -> Floats:
    """Return what speaks most for those who stand in a list with an actor, and whether any does.

    Parameters
    ----------
    best
        … × actors × (source, target, speaker), log odds over 3.
    listed
        Actors × actors.
    """
    around = np.where(listed[..., None], best[..., None, :, :], _LEAST).max(axis=-2)
    any_ = np.broadcast_to(np.asarray(listed.any(axis=1))[:, None], (*around.shape[:-1], 1))
    return np.concatenate([around, any_], axis=-1, dtype=np.float32)


def _logit(chance: Floats) -> Floats:
    held = np.clip(chance, _NEVER, 1 - _NEVER)
    return np.asarray(np.log(held / (1 - held)) / 3, dtype=np.float32)


_NO_GUESS = (0.0,) * 6
_WORDS = (0.0, 1.0, *(0.0 for _ in _KINDS), 0.0)


def _of_guess(guess: Guess) -> tuple[float, ...]:
    return (
        1.0,
        float(guess.sits),
        float(guess.counted),
        guess.near,
        min(2, guess.before) / 2,
        1 - min(guess.rank, 10) / 10,
    )
