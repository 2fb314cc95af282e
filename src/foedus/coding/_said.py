"""What a document has named so far: whom "he", "it", "the bloc" and "the country" mean."""

from __future__ import annotations

from foedus._edtf import Edtf
from foedus.actors import Actors
from foedus.coding._chunks import Chunk, join
from foedus.coding._implied import Implied
from foedus.coding._parse import Passage
from foedus.coding._people import People
from foedus.coding._words import count_of, words

POSSESSIVE = {"his": "he", "her": "he", "its": "it", "their": "they", "our": "we", "my": "i"}
_OWN_SIDE = frozenset(("we", "us", "our", "i", "me", "my"))


# whom a number can stand before, and mean states that were named: "the two leaders"
_SIDES = words(
    "countries states nations sides governments neighbours neighbors allies parties powers "
    "republics capitals kingdoms rivals foes adversaries enemies partners signatories armies "
    "militaries navies delegations teams leaders presidents premiers ministers chancellors kings "
    "monarchs generals heads men women statesmen negotiators envoys diplomats chiefs counterparts "
    "belligerents combatants disputants contestants claimants commanders courts cabinets emperors "
    "princes sovereigns ambassadors parliaments peoples protagonists antagonists"
)
# unions and leagues that are none of states
_TRADES = words("trade labour labor football student writers credit rugby cricket baseball soccer")
_WIDER = ("UN", "AU", "OAU", "COMMONWEALTH", "OIC", "NAM-MOVEMENT")  # of no one region
_SOME = words("some many most half several one each none any few all members majority")
_KOREAS = {"the north": "PRK", "the south": "KOR"}


class Said:
    """The memory of one document; the latest stands last.

    Attributes
    ----------
    states, organisations
        Ids, as they were named.
    chunks
        Sentence, chunk, and whether it was a subject.
    people
        Surname or full name → actor and full name; ``titles`` the same by office.
    seen
        How often each actor was named.
    """

    def __init__(self, actors: Actors, nouns: People, implied: Implied) -> None:
        self.actors = actors
        self.implied = implied
        self.sides: list[str] = []  # the states of named people, too
        self.nouns = nouns
        self.count = 0
        self.states: list[str] = []
        self.before: list[str] = []  # the states as they stood when the sentence began
        self.organisations: list[str] = []
        self.chunks: list[tuple[int, Chunk, bool]] = []
        self.others: list[str] = []  # all that are no states, armed groups too
        self.people: dict[str, tuple[str, str]] = {}
        self.titles: dict[str, tuple[str, str]] = {}
        self.seen: dict[str, int] = {}
        self.ahead: dict[str, int] = {}  # named further on in the sentence
        self.quoted: set[int] = set()
        self._in_quotes: set[int] = set()
        self._kept: list[Chunk] = []  # so that their ids stay theirs

    def hear(self, passage: Passage) -> None:
        """Note which words of a new passage stand in quotation marks."""
        marks = [index for index, word in enumerate(passage.words) if word == '"']
        self.quoted = {
            word
            for first, last in zip(marks[::2], [*marks[1::2], len(passage.words)], strict=False)
            if last - first > 4
            for word in range(first, last)
        }

    def antecedent(
        self,
        passage: Passage,
        word: str,
        position: int,
        before: list[Chunk],
    ) -> tuple[tuple[str, ...], str | None, float]:
        if word in _OWN_SIDE:
            return (), None, 0.0  # settled once the speakers are known
        recent = [*self.chunks[-24:]]
        own = [(self.count, near, passage.dep[near.head].startswith("nsubj")) for near in before]
        pool = [item for item in (*recent, *own) if item[1].actors and self.count - item[0] <= 4]
        if position not in self.quoted:
            pool = [item for item in pool if id(item[1]) not in self._in_quotes] or pool
        if word in ("he", "she", "him", "himself", "herself"):
            fit = [
                item
                for item in pool
                if item[1].how in ("person", "government")
                and (item[1].person or item[1].how == "person")
            ]
        elif word in ("it", "itself"):
            fit = [
                item
                for item in pool
                if item[1].how
                in ("name", "seat", "back", "demonym", "government", "armed", "group")
                and not item[1].person
            ]
        elif word in ("they", "them", "themselves"):
            fit = [
                item
                for item in pool
                if len(item[1].joined or item[1].actors) > 1
                or item[1].how in ("group", "members", "armed", "demonym")
                or (item[1].how == "government" and item[1].plural)
            ] or [item for item in pool if item[1].how in ("name", "group")][-1:]
        else:
            return (), None, 0.0
        if not fit:
            return (), None, 0.0
        latest = (
            max(item[0] for item in fit if not (item[1].place and len(fit) > 1))
            if any(not item[1].place for item in fit)
            else fit[-1][0]
        )
        same = [item for item in fit if item[0] == latest]
        subjects = [item for item in same if item[2]]
        chosen = (subjects or [item for item in same if not item[1].place] or same)[
            0 if subjects else -1
        ]
        actors = chosen[1].actors
        if word in ("they", "them", "themselves"):
            actors = chosen[1].joined or actors
        return actors, chosen[1].person, chosen[1].sure * 0.85

    def together(
        self, passage: Passage, chunk: Chunk, before: list[Chunk], when: Edtf | None
    ) -> tuple[str, ...]:
        """Return whom "both countries", "the three states", "the two", "the twelve" mean.

        A list of as many; of two, the states named last; else an organisation that was named and
        has as many members.
        """
        low = passage.low[chunk.first : chunk.head + 1]
        if chunk.first and passage.low[chunk.first - 1] == "both":
            low = ["both", *low]  # taken for a conjunction
        if low[0] not in ("the", "both", "these", "those", "either", "neither", "all"):
            return ()
        count = count_of(low)
        alone = all(word in ("the", "both", "-") or count_of([word]) for word in low)
        if not alone and low[-1] not in _SIDES and low[1:] not in (["side"], ["party"]):
            return ()
        if not count and low[0] in ("these", "those"):
            count = next((len(one.joined) for _, one, _ in reversed(self.chunks) if one.joined), 0)
        if not count:
            return ()
        join(passage, before)
        for _, near, _ in reversed(self.chunks):
            if len(near.joined) == count:
                return near.joined
        if count == 2:
            told = list(dict.fromkeys(reversed(self.sides)))
            last = told[:2] if len(told) == 2 else list(dict.fromkeys(reversed(self.before)))[:2]
            return tuple(reversed(last)) if len(last) == 2 else ()
        if self.among(passage, chunk):
            return ()
        for name in dict.fromkeys(reversed(self.organisations)):
            if when is not None and len(self.actors.members(name, when)) == count:
                return (name,)
        return ()

    def among(self, passage: Passage, chunk: Chunk) -> bool:
        """Whether a chunk tells of whom some are meant: "six of the twelve"."""
        low, first = passage.low, chunk.first
        if first < 2 or low[first - 1] != "of":
            return False
        return low[first - 2] in _SOME or count_of([low[first - 2]]) > 0

    def owner(
        self,
        passage: Passage,
        word: int,
        chunks: list[Chunk],
        index: int,
    ) -> tuple[str, ...]:
        pronoun = POSSESSIVE[passage.low[word]]
        actors, _, _ = self.antecedent(passage, pronoun, word, chunks[:index])
        if not actors and pronoun in ("he", "they"):
            actors, _, _ = self.antecedent(passage, "it", word, chunks[:index])
        return actors

    def back(self, passage: Passage, chunk: Chunk, head: str, when: Edtf | None) -> None:
        """Resolve "the bloc", "the country": what the text named last of that kind."""
        if passage.low[chunk.first] not in ("the", "this", "that", "both", "these"):
            return
        plural = passage.tag[chunk.head] in ("NNS", "NNPS")
        if not self._refers(passage, chunk):
            return
        half = _KOREAS.get(" ".join(passage.low[chunk.first : chunk.last + 1]))
        if half is not None and {"KOR", "PRK"} & {*self.seen, *self.ahead}:
            chunk.actors, chunk.how, chunk.sure = (half,), "back", 0.8
            return
        if not plural and head in self.nouns.back_to_organisation:
            modified = " ".join(passage.low[chunk.first + 1 : chunk.head + 1])
            known = [
                name
                for name in reversed(self.organisations)
                if modified in (generic := self.actors.get(name).generic)
                or head in generic
                or (
                    head in ("organisation", "organization", "bloc", "alliance", "pact")
                    and self.actors.get(name).kind in ("alliance", "union", "organisation")
                )
                or (head == "treaty" and self.actors.get(name).kind == "alliance")
            ]
            if modified.startswith("regional "):
                known = [name for name in known if name not in _WIDER]
            exact = [name for name in known if head in self.actors.get(name).generic] or known
            if exact:
                recent = exact[:6]
                # the one that the text is about, if it was named just before; else the last
                leading = max(recent, key=lambda name: self.seen.get(name, 0))
                seen = self.seen
                often = seen.get(leading, 0) >= 2 * seen.get(recent[0], 0)
                chunk.actors = (leading if often else recent[0],)
                chunk.how, chunk.sure = "back", 0.8
                return
            meant = self.implied.of_region(
                passage.low[chunk.first : chunk.head + 1], self.known(), when
            )
            kind = None
            if not meant and head != "treaty":
                kind = self.implied.of_kind(head, modified, self.named(), when)
            if (
                not meant
                and not kind
                and modified == "alliance"
                and passage.words[chunk.head][0] == "A"
            ):
                kind = "NATO" if self.implied.stands("NATO", when) else None
            if meant or kind:
                chunk.actors, chunk.how, chunk.sure = meant or (kind or "",), "back", 0.6
        elif not plural and head in self.nouns.back_to_state and self.states:
            chunk.actors = (self.states[-1],)
            chunk.how, chunk.sure = "back", 0.6

    def _refers(self, passage: Passage, chunk: Chunk) -> bool:
        """Whether a chunk may point back: not "the Pact of Bogotá", "the mine workers' union"."""
        if any(not self.actors.get(hit[3].actor).is_state for hit in chunk.names):
            return False  # "the NATO treaty"
        inside = range(chunk.first, chunk.head)
        if any(passage.tag[word] in ("POS", "NNS") for word in inside):
            return False
        after = chunk.last + 1
        if passage.low[after : after + 1] == ["of"] and passage.words[chunk.head][:1].isupper():
            return passage.low[after + 1 : after + 2] == ["the"]
        return not _TRADES & set(passage.low[chunk.first : chunk.head])

    def known(self) -> dict[str, int]:
        """Return all whom the text named so far, and in the sentence that is being read."""
        return {**self.ahead, **self.seen}

    def named(self) -> dict[str, int]:
        """Return the states of the text so far, and those of the sentence that is being read."""
        return {
            name: count
            for name, count in {**self.ahead, **self.seen}.items()
            if name in self.actors and self.actors.get(name).is_state
        }

    def remember(self, passage: Passage, chunk: Chunk) -> None:
        for *_, match in chunk.names:
            actor = match.actor
            self.seen[actor] = self.seen.get(actor, 0) + 1
            if self.actors.get(actor).is_state:
                self.sides.append(actor)
                if match.tenure is None:
                    self.states.append(actor)
            else:
                self.others.append(actor)
                while (parent := self.actors.get(actor).part_of) and parent in self.actors:
                    actor = parent
                if self.actors.get(actor).kind not in ("armed-group", "court", "agency"):
                    self.organisations.append(actor)
        if chunk.actors and chunk.how != "pronoun":
            subject = passage.dep[chunk.head].startswith("nsubj")
            self.chunks.append((self.count, chunk, subject))
            if chunk.first in self.quoted:
                self._in_quotes.add(id(chunk))
                self._kept.append(chunk)
        del (
            self.states[:-40],
            self.others[:-40],
            self.sides[:-40],
            self.organisations[:-40],
            self.chunks[:-60],
        )
