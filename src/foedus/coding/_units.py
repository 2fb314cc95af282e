"""Mentions that can fill a role: who may act, be acted upon, or speak.

::

    "Armenia's Prime Minister said that its membership of the bloc was frozen"
     └─ unit: ARM, its person ──┘       └─ unit: ARM (owner)   └─ unit: CSTO

A noun chunk that stands for somebody is one unit; a thing gives a unit for each actor named inside
it ("the Saudi request": SAU), and one for whoever owns it. A chunk that stands for nobody yet
("the island", "he") is a unit without actors: what it means is settled by the reader of roles.
"""

from __future__ import annotations

from dataclasses import dataclass

from foedus.coding._chunks import Chunk
from foedus.coding._own_words import own_words
from foedus.coding._parse import Passage

_NOUNS = frozenset(("NNP", "NNPS", "NNS", "NN", "PRP"))
_MIXED = frozenset(("group", "members", "unknown"))


@dataclass(frozen=True, slots=True)
class Unit:
    """A mention.

    Attributes
    ----------
    word, first, last
        Its head, and the words from which to which it runs.
    actors
        Ids; empty where the mention is not resolved.
    person
        The person named, if any.
    how
        How it names them: a value of :attr:`Chunk.how`, ``in-`` and the sense of a name inside a
        thing, ``owner``, or ``none-`` and the kind of chunk.
    place, inside
        Whether it says only where something is; whether it stands inside a thing.
    """

    word: int
    first: int
    last: int
    actors: tuple[str, ...]
    person: str | None
    how: str
    place: bool = False
    inside: bool = False

    @property
    def open(self) -> bool:
        """Whether the words leave open who is meant: "he", "the bloc", "the island"."""
        return self.how in _OPEN or self.how.startswith("none-")

    @property
    def names(self) -> bool:
        """Whether another mention may refer to this one."""
        if not self.actors or self.actors[0].startswith("~"):
            return False
        return not self.open or self.how in ("government", "armed", "back")


def in_words(passage: Passage, unit: Unit) -> tuple[str, ...]:
    """Return a mention's own words as an actor."""
    words = own_words(passage, unit.first, unit.word)
    return (f"~{words}",) if words else ()


_OPEN = frozenset(
    ("pronoun", "unknown", "back", "members", "group", "owner", "government", "armed")
)


def units_of(passage: Passage, chunks: list[Chunk | None]) -> list[Unit]:
    """Return the mentions of a passage, in the order of the text."""
    made: list[Unit] = []
    seen: set[int] = set()
    for chunk in chunks:
        if chunk is None or id(chunk) in seen:
            continue
        seen.add(id(chunk))
        first, last, head = chunk.first, chunk.last, chunk.head
        have = set(chunk.actors)
        if chunk.actors:
            made.append(Unit(head, first, last, chunk.actors, chunk.person, chunk.how, chunk.place))
        if not chunk.actors or chunk.how in _MIXED:
            for start, stop, _, match in chunk.names:
                if match.actor not in have:
                    have.add(match.actor)
                    made.append(
                        Unit(
                            stop, start, stop, (match.actor,), None, f"in-{match.sense}",
                            inside=True,
                        )
                    )  # fmt: skip
            rest = tuple(name for name in chunk.owners if name not in have)
            if rest:
                made.append(Unit(first, first, last, rest, None, "owner", inside=True))
        if not (chunk.actors or chunk.names or chunk.owners) and (
            chunk.how == "pronoun" or passage.tag[head] in _NOUNS
        ):
            made.append(Unit(head, first, last, (), None, f"none-{chunk.how}"))
    return made
