"""What happens in a passage, by the event model: which words tell an event, who is in which role.

::

    passages as the grammar read them ─► hidden vectors ─► words that tell an event
        ─► act, type, factuality ─► each mention: source? target? speaker? whom does "he" mean?
        ─► each actor: source? target? speaker?
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

import numpy as np
from numpy.typing import NDArray

from foedus.coding._acts import AMONG_ALLIES
from foedus.coding._casting import Cast, Meant, Part, Scene
from foedus.coding._network import EventModel, Floats, Ints
from foedus.coding._signals import FACTUALITIES, Read, Signals, labels, types
from foedus.coding._units import Unit, in_words
from foedus.events import ontology

_UNHEARD = -3.0  # for whom no passage before has named, or where this one names another
_NOTICED = 0.1  # mentions less likely in any role are not asked whom they mean
_MANY = 60  # words of a portion; a longer sentence is one by itself
_BEFORE, _AFTER = 2, 1  # sentences from an event to those that have a part in it
_PRONOUNS = ("pronoun", "none-pronoun")
_LIKELY = 0.5  # by the gate: a portion that most likely tells an event
_BESIDE = 0.1  # of what else opens the gate is enough right beside such a portion
_HARDLY = 0.02  # whom a mention means less likely than this is left out


Worth = Callable[[float, float], bool]


def _always(_happens: float, _sure: float) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Verdict:
    """An event that a word tells.

    Attributes
    ----------
    word
        The trigger.
    happens
        How probable it is that the word tells an event at all.
    type, act, factuality
        The likeliest.
    sure
        How probable the act (or the type, where there is no act) is.
    parts
        The actors that may have a part in it.
    called
        Where it depends on who is allied which one it is: how probable each such act or type is.
    """

    word: int
    happens: float
    type: str
    act: str | None
    factuality: str
    sure: float
    parts: tuple[Part, ...]
    called: Mapping[str, float]


class Judge:
    """Applies an event model to passages.

    Parameters
    ----------
    model
        The network with its words and codes.
    """

    def __init__(self, model: EventModel) -> None:
        self.model = model
        self.signals = Signals(model.codes)
        self._gate = float(model.card.get("gate", 0))
        self._labels, self._types = labels(), types()
        self._acts = frozenset(ontology().acts)
        at = {name: number for number, name in enumerate(self._labels)}
        self._bound = {
            name: [(other, at[other]) for other in some] for some in AMONG_ALLIES for name in some
        }
        self._cast: Cast | None = None

    def judge(self, read: Read, least: float, worth: Worth = _always) -> list[Verdict]:
        """Return the events of at least that probability, in the order of the text.

        Parameters
        ----------
        read
            The passage.
        least
            The lowest probability.
        worth
            Whether an event is worth casting, by the probabilities that a word tells an event and
            that it is this one; others are told without actors.
        """
        network = self.model.network
        hidden, happens, beside = self._in_context(read, self._gate)
        found = [int(word) for word in np.flatnonzero(happens >= least)]
        if not found:
            return []
        triggers = hidden[found]
        label = network.label(triggers)
        best = label.argmax(axis=1)
        chosen = np.eye(len(self._labels), dtype=np.float32)[best]
        type_ = network.type(triggers, chosen).argmax(axis=1)
        factuality = network.factuality(triggers).argmax(axis=1)
        sure = label[np.arange(len(found)), best]
        chances = zip(happens[found].tolist(), sure.tolist(), strict=True)
        kept = [row for row, (told, called) in enumerate(chances) if worth(told, called)]
        if kept:
            beside()
        parts = dict(zip(kept, self._parts(read, hidden, found, best, chosen, kept), strict=True))
        made: list[Verdict] = []
        for row, word in enumerate(found):
            name = self._labels[best[row]]
            act = name if name in self._acts else None
            made.append(
                Verdict(
                    word=word,
                    happens=float(happens[word]),
                    type=self._types[type_[row]] if act else name,
                    act=act,
                    factuality=FACTUALITIES[factuality[row]],
                    sure=float(sure[row]),
                    parts=parts.get(row, ()),
                    called={one: float(label[row, at]) for one, at in self._bound.get(name, ())},
                )
            )
        return made

    def hidden(self, read: Read) -> Floats:
        """Return a vector for each word of a passage."""
        return self._in_context(read, 0)[0]

    def _in_context(self, read: Read, gate: float) -> tuple[Floats, Floats, Callable[[], None]]:
        """Return a vector for each word of a passage, and how probably it tells an event.

        A portion that does not look likely enough to tell one (:func:`opened`) is not read in
        context: its vectors are zero. The function that is returned too reads those of them that
        stand before one that does, for events that actors are sought for.
        """
        network, heads = self.model.network, np.asarray(read.passage.head)
        of, signals = self.model.pieces.of, self.signals.of_words(read)
        pieces = [of(word) for word in read.passage.words]
        cut = portions(read.passage.sentences)
        opens = [True] * len(cut)
        if gate:
            opens = opened(network.may_tell(pieces, signals, heads, cut), gate).tolist()
        hidden = np.zeros((len(pieces), network.width), dtype=np.float32)
        happens = np.zeros(len(pieces), dtype=np.float32)

        def see(start: int, stop: int) -> None:
            here = slice(start, stop)
            vectors = network.vectors(pieces[here])
            hidden[here] = network.in_context(vectors, signals[here], heads[here] - start)

        def beside() -> None:
            for portion, (before, here) in zip(cut, pairwise(opens), strict=False):
                if here and not before:
                    see(*portion)

        for start, stop in compress(cut, opens):
            see(start, stop)
            happens[start:stop] = network.happens(hidden[start:stop])
        return hidden, happens, beside

    def roles(self, read: Read, hidden: Floats, found: list[int], chosen: Floats) -> Floats:
        """Return events × mentions × (source, target, speaker)."""
        units = read.units
        if not units:
            return np.zeros((len(found), 0, 3), dtype=np.float32)
        signals = self.signals.of_pairs(read, found)
        places = [unit.word for unit in units]
        made = self.model.network.roles(hidden[found], chosen, hidden[places], signals)
        sentence = np.array(read.passage.sentence)
        apart = sentence[places] - sentence[found][:, None]
        made[..., :2] *= ((apart >= -_BEFORE) & (apart <= _AFTER))[..., None]
        return made

    def scene(self, read: Read, hidden: Floats, roles: Floats) -> Scene:
        """Return the actors of a passage."""
        if self._cast is None or self._cast.known is not read.actors:
            self._cast = Cast(read.actors, self.model.card.get("heard", {}))
        return Scene(read, self._options(read, hidden, roles), self._cast)

    def _parts(
        self,
        read: Read,
        hidden: Floats,
        found: list[int],
        label: Ints,
        chosen: Floats,
        kept: list[int],
    ) -> list[tuple[Part, ...]]:
        """Return for each event that is kept the actors that may have a part in it."""
        if not kept:
            return []
        words = [found[row] for row in kept]
        roles = self.roles(read, hidden, words, chosen[kept])
        scene = self.scene(read, hidden, roles)
        if not scene.names:
            return [()] * len(kept)
        shown = scene.shown(roles, words)
        chances, filled = self.model.network.parts(shown, label[kept], hidden[words], scene.between)
        each = zip(chances, filled, roles, strict=True)
        return [scene.parts(of, inside, at) for of, inside, at in each]

    def _options(self, read: Read, hidden: Floats, roles: Floats) -> list[Meant]:
        """Return for each mention whom it may mean, and how likely."""
        units, guesses = read.units, read.guesses
        made: list[Meant] = [[(one.actors, one.person, 1.0)] if one.actors else [] for one in units]
        if not units:
            return made
        likely = roles.max(axis=(0, 2)) > _NOTICED
        wanted = [at for at, unit in enumerate(units) if unit.open and likely[at]]
        for at, some, scores in self._scored(read, hidden, wanted):
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            unit = units[at]
            made[at] = []
            for (other, _), chance in zip(some, chances.tolist(), strict=True):
                if chance < _HARDLY:
                    continue
                if other >= len(units):
                    made[at].append(((guesses[other - len(units)].actor,), None, chance))
                    continue
                actors = units[other].actors
                if other == at and not actors and unit.how not in _PRONOUNS:
                    actors = in_words(read.passage, unit)
                same = unit.how in _PRONOUNS or other == at
                made[at].append((actors, units[other].person if same else unit.person, chance))
        return made

    def _scored(
        self, read: Read, hidden: Floats, wanted: Sequence[int]
    ) -> Iterator[tuple[int, list[tuple[int, tuple[int, ...]]], Floats]]:
        """Yield open mentions, whom each may mean, and the scores of these."""
        options = [(at, self.signals.references(read, at)) for at in wanted]
        rows = [(at, other, columns) for at, some in options for other, columns in some]
        if not rows:
            return
        units = read.units
        scores = self.model.network.refers(
            hidden,
            [units[at].word for at, _, _ in rows],
            [units[other].word if other < len(units) else -1 for _, other, _ in rows],
            np.array([columns for _, _, columns in rows]),
        )
        start = 0
        organised: bool | None = None  # whether the passage names an organisation
        for at, some in options:
            likely = scores[start : start + len(some)]
            start += len(some)
            if read.before:
                if organised is None:
                    organised = any(_organisation(read, one) for one in units)
                told = [_told(read, at, other, organised) for other, _ in some]
                likely = likely + np.array(told, dtype=np.float32)
            yield at, some, likely


def portions(sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the portions in which a passage is read in context, each of whole sentences.

    The model learnt from single sentences and short paragraphs: words of a long one that it reads
    at once hide each other, and cost more than they add.
    """
    made: list[tuple[int, int]] = []
    first = 0
    for start, stop in sentences:
        if stop - first > _MANY and start > first:
            made.append((first, start))
            first = start
    return [*made, (first, sentences[-1][1])]


def opened(looks: Floats, gate: float) -> NDArray[np.bool_]:
    """Return which portions of a passage are to be read in context.

    Where one most likely tells an event, those right beside it are read for a tenth of what is
    asked of others: texts on alliances tell event after event, also in words that look like none.

    Parameters
    ----------
    looks
        For each portion, how likely it seems to tell an event (:meth:`Network.may_tell`).
    gate
        From where on one is read.

    Examples
    --------
    >>> opened(np.array([0.01, 0.6, 0.01, 0.01, 0.04]), 0.04).tolist()
    [True, True, True, False, True]
    """
    likely = np.zeros(len(looks) + 2, dtype=np.bool_)
    likely[1:-1] = looks >= _LIKELY
    beside = likely[:-2] | likely[2:]
    return (looks >= gate) | (beside & (looks >= gate * _BESIDE))


def _told(read: Read, at: int, option: int, organised: bool) -> float:
    """Return what the passages before add to an option's score.

    The model learnt from single passages. In a longer document "the organisation" is one that was
    named before, if the passage itself names none.
    """
    units = read.units
    if option >= len(units):
        guess = read.guesses[option - len(units)]
        if not guess.before or organised:
            return _UNHEARD
        return 0.5 * min(guess.before, 4)
    own = units[at].actors
    if option == at and own and units[at].how == "back" and own[0] in read.before:
        return 0.5 * min(read.before[own[0]], 4)
    return 0.0


def _organisation(read: Read, unit: Unit) -> bool:
    """Whether a mention names an organisation."""
    return (
        unit.names
        and not unit.open
        and any(name in read.actors and not read.actors.get(name).is_state for name in unit.actors)
    )
