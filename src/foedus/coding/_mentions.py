"""Who is mentioned where: noun chunks, and the actors that they stand for.

::

    chunk "Armenia's Foreign Ministry spokesperson Ani Badalyan"
            └ name ARM       └ speaks for it       └ person  ─► ARM, Ani Badalyan

    a name · office holders · officials, troops and ministries of a state · capitals and seats
    · pronouns and "the bloc", "the Prime Minister" (what the text named before)
    · groups that no table knows, as their words: ~striking miners@KAZ
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from weakref import WeakKeyDictionary

from foedus._edtf import Edtf
from foedus.actors import Actors, Match, Tenure
from foedus.coding._lexicon import lexicon
from foedus.coding._names import Gazetteer, Name, choose, is_ordinary
from foedus.coding._parse import Passage
from foedus.coding._people import People, people
from foedus.coding._words import singular

_INSIDE = frozenset(("DT", "PDT", "PRP$", "CD", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "POS",
    "HYPH", "AFX", "FW", "VBN", "VBG", "ADD", "$", "SYM", "NFP", "GW"))  # fmt: skip
_NOUN = frozenset(("NN", "NNS", "NNP", "NNPS", "FW", "ADD", "GW"))
_PERSONAL = frozenset("he she him her they them it we us i me you himself herself itself themselves".split())
_POSSESSIVE = {"his": "he", "her": "he", "its": "it", "their": "they", "our": "we", "my": "i"}
_OWN_SIDE = frozenset(("we", "us", "our", "i", "me", "my"))
_QUANTITY = frozenset("group groups tens hundreds thousands dozens scores number crowd crowds hundred thousand"
    " couple majority handful team band bunch mob gang wave millions series".split())  # fmt: skip
_FEW = frozenset("some several many most certain few other another all both two three four five six"
    " seven these those various number majority remaining fellow".split())  # fmt: skip
_MEMBERS = frozenset("member members countries country states state nations nation allies ally capitals"
    " partners signatories powers".split())  # fmt: skip
_CALENDAR = frozenset("january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter".split())  # fmt: skip
_QUALIFIED = re.compile(r"^(?:pro|anti|ex|non|former)-", re.IGNORECASE)


@dataclass(slots=True)
class Chunk:
    """A noun chunk, and whom it stands for.

    Attributes
    ----------
    first, last, head
        Words; the head is the noun that governs the chunk.
    actors
        Whom the chunk stands for; empty where it stands for a thing.
    person
        The person, where one was named.
    owners
        Actors named inside a chunk that is a thing: "Armenia's claims", "the CSTO summit".
    how
        name, person, government, armed, group, members, pronoun, back, or thing.
    sure
        How certain the resolution is, from 0 to 1.
    """

    first: int
    last: int
    head: int
    actors: tuple[str, ...] = ()
    person: str | None = None
    owners: tuple[str, ...] = ()
    how: str = "thing"
    sure: float = 1.0
    place: bool = False
    names: list[tuple[int, int, str, Match]] = field(default_factory=list)


@dataclass(slots=True)
class Said:
    """What the document has named so far, the latest last."""

    states: list[str] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    chunks: list[tuple[int, Chunk, bool]] = field(default_factory=list)  # sentence, chunk, subject?
    people: dict[str, tuple[str, str]] = field(default_factory=dict)  # surname → actor, full name
    titles: dict[str, tuple[str, str]] = field(default_factory=dict)  # title → actor, full name
    seen: dict[str, int] = field(default_factory=dict)


class Reader:
    """Finds the mentions of one document, passage by passage."""

    def __init__(self, actors: Actors, names: Gazetteer) -> None:
        self.actors = actors
        self.names = names
        self.nouns: People = people()
        self.said = Said()
        self._count = 0
        self._quoted: set[int] = set()
        self._in_quotes: set[int] = set()
        self._kept: list[Chunk] = []  # so that their ids stay theirs

    def read(
        self, passage: Passage, when: dict[int, Edtf | None], own_side: dict[int, Chunk | None]
    ) -> list[Chunk | None]:
        """Return, for each word, the chunk in which it stands.

        Parameters
        ----------
        when
            For each sentence, the date on which names are to be resolved.
        own_side
            For a word inside a quotation, who speaks: what "we" means.
        """
        of_word: list[Chunk | None] = [None] * len(passage.words)
        found = self.names.find(passage.text)
        starts = {start: index for index, start in enumerate(passage.start)}
        placed: dict[int, tuple[int, Name]] = {}
        for name in found:
            first = starts.get(name.start)
            if first is None:
                first = next(
                    (i for i, s in enumerate(passage.start) if s <= name.start < passage.end[i]), None
                )
                if first is None or "-" not in passage.words[first]:
                    continue
                if _QUALIFIED.match(passage.words[first]):
                    continue
            last = first
            while last + 1 < len(passage.words) and passage.end[last] < name.end:
                last += 1
            placed[first] = (last, name)
        marks = [index for index, word in enumerate(passage.words) if word == '"']
        self._quoted = {
            word
            for first, last in zip(marks[::2], [*marks[1::2], len(passage.words)], strict=False)
            if last - first > 4
            for word in range(first, last)
        }
        for number, (start, stop) in enumerate(passage.sentences):
            chunks = self._chunks(passage, start, stop, placed)
            for chunk in chunks:
                self._name(passage, chunk, placed, when.get(number))
            self._titles(passage, chunks)
            for index, chunk in enumerate(chunks):
                self._resolve(passage, chunk, chunks, index, when.get(number), own_side)
                for word in range(chunk.first, chunk.last + 1):
                    of_word[word] = chunk
                self._remember(passage, chunk)
            for index in range(len(chunks) - 2, -1, -1):
                if chunks[index].how == "quantity":
                    near = chunks[index + 1]
                    chunks[index].actors, chunks[index].sure = near.actors, near.sure
                    chunks[index].owners, chunks[index].how = near.owners, near.how
            self._count += 1
        return of_word

    # -- cutting -------------------------------------------------------------------------

    def _chunks(
        self, passage: Passage, start: int, stop: int, placed: dict[int, tuple[int, Name]]
    ) -> list[Chunk]:
        tags, low, words = passage.tag, passage.low, passage.words
        chunks: list[Chunk] = []
        index = start
        while index < stop:
            if index in placed:
                first, index = index, placed[index][0] + 1
            elif tags[index] == "PRP" or low[index] in ("who", "which") and tags[index][0] == "W":
                chunks.append(Chunk(index, index, index, how="pronoun"))
                index += 1
                continue
            elif tags[index] in _INSIDE and not (
                tags[index] in ("VBN", "VBG", "SYM", "NFP", "HYPH", "POS") and not _opens(passage, index, stop)
            ):
                first = index
                index += 1
            else:
                index += 1
                continue
            while index < stop:
                if low[index] in _CALENDAR and index not in placed and tags[index] in ("NNP", "NN") and low[index] != "may":
                    break
                if words[index] == "(" and index + 2 < stop and words[index + 2] == ")" and tags[index - 1] in _NOUN:
                    index += 3  # "the Asia-Pacific Economic Cooperation (APEC) forum"
                    continue
                if index in placed:
                    if low[index - 1] == "," or words[index][0].isupper() and tags[index - 1] == "NNS":
                        break
                    index = placed[index][0] + 1
                elif tags[index] in _INSIDE:
                    if tags[index] in ("VBN", "VBG") and not _opens(passage, index, stop):
                        break
                    if tags[index] in ("DT", "PRP$", "PDT") and tags[index - 1] in _NOUN:
                        break
                    index += 1
                elif (
                    low[index] in ("and", "or")
                    and index + 1 < stop
                    and (tags[index + 1] in ("JJ", "NNP") or index + 1 in placed)
                    and self._adjective(index - 1, placed)
                    and self._adjective(index + 1, placed)
                ):
                    index += 1
                else:
                    break
            last = index - 1
            if last > first and not any(tags[w] in _NOUN or _in_name(w, placed) for w in range(first, last + 1)):
                chunks.append(Chunk(first, last, last))  # "the tribunal", taken for an adjective
                continue
            while last > first and tags[last] not in _NOUN and not _in_name(last, placed):
                if tags[last] in ("CD", "PRP$", "DT", "JJ", "JJS", "JJR") and last == first:
                    break
                if tags[last] == "JJ" and tags[last - 1] in ("POS", "DT", "PRP$"):
                    break  # "Moscow's narrative", its noun taken for an adjective
                last -= 1
            if tags[last] in _NOUN or _in_name(last, placed) or tags[last] in ("CD", "JJ", "DT"):
                chunks.append(Chunk(first, last, self._head(passage, first, last, placed)))
            index = max(index, last + 1)
        return chunks

    def _adjective(self, word: int, placed: dict[int, tuple[int, Name]]) -> bool:
        hit = placed.get(word)
        return hit is not None and any(
            match.sense == "adjective" for match, _ in hit[1].hits
        )

    def _head(
        self, passage: Passage, first: int, last: int, placed: dict[int, tuple[int, Name]]
    ) -> int:
        if passage.tag[last] == "JJ" or _in_name(last, placed):
            return last
        for word in range(last, first - 1, -1):
            if passage.tag[word] in _NOUN:
                return word
        return last

    # -- naming --------------------------------------------------------------------------

    def _name(
        self, passage: Passage, chunk: Chunk, placed: dict[int, tuple[int, Name]], when: Edtf | None
    ) -> None:
        """Settle what the names inside a chunk mean."""
        word = chunk.first
        while word <= chunk.last:
            if word not in placed:
                word += 1
                continue
            last, name = placed[word]
            match = self._settle(passage, chunk, word, last, name, when)
            if match is not None:
                chunk.names.append((word, last, name.form, match))
            word = last + 1

    def _settle(
        self, passage: Passage, chunk: Chunk, first: int, last: int, name: Name, when: Edtf | None
    ) -> Match | None:
        said = self.said
        if name.only_surname:
            known = said.people.get(name.form)
            if known is not None:
                return Match(known[0], "person", _Known(known[0], known[1]))  # type: ignore[arg-type]
            before = passage.words[first - 1] if first else ""
            titled = passage.low[first - 1] in self.nouns.titles if first else False
            if not titled:
                if is_ordinary(name.form):
                    return None
                if before[:1].isupper() and passage.tag[first - 1] in ("NNP", "NNPS") and first > chunk.first:
                    return None  # a longer name that no table knows
                after = passage.words[last + 1] if last + 1 < len(passage.words) else ""
                if after[:1].isupper() and passage.tag[last + 1] in ("NNP", "NNPS"):
                    return None
        elif is_ordinary(name.form) and passage.tag[first] not in ("NNP", "NNPS", "NN", "NNS", "JJ"):
            return None
        if name.only_surname and any(hit[3].tenure is None for hit in chunk.names):
            # "Russian Foreign Minister Ivanov": the state named with it decides
            owner = chunk.names[0][3].actor
            fitting = tuple(hit for hit in name.hits if hit[0].actor == owner)
            if fitting:
                name = Name(name.start, name.end, name.form, fitting)
        return choose(self.actors, name, when, said.seen)

    def _titles(self, passage: Passage, chunks: list[Chunk]) -> None:
        """Learn people that no table knows from their titles: "X, the spokesperson of Y"."""
        for index, chunk in enumerate(chunks):
            tail = self._capitals(passage, chunk)
            if tail is None or any(hit[3].tenure for hit in chunk.names):
                continue
            start, full = tail
            actor = None
            titled = any(passage.low[w] in self.nouns.titles for w in range(chunk.first, start))
            if titled and chunk.names and chunk.names[0][0] < start:
                actor = chunk.names[0][3].actor
            elif len(full.split()) >= 2 or titled:
                actor = self._apposed(passage, chunks, index, titled)
            if actor is None:
                continue
            surname = full.split()[-1]
            self.said.people[surname] = (actor, full)
            self.said.people[full] = (actor, full)

    def _apposed(
        self, passage: Passage, chunks: list[Chunk], index: int, titled: bool
    ) -> str | None:
        """Return whom a person speaks for, where a title with an actor stands beside the name."""
        chunk = chunks[index]
        after = chunk.last + 1
        if after < len(passage.words) and passage.words[after] in (",", "("):
            for near in chunks[index + 1 : index + 5]:
                if near.first - after > 12 or "," in passage.words[after + 1 : near.first]:
                    break
                low = passage.low[near.first : near.last + 1]
                if near.names and any(word in self.nouns.titles for word in passage.low[after : near.last + 1]):
                    if any(hit[3].tenure for hit in near.names) and not set(low) & self.nouns.titles:
                        break
                    return near.names[0][3].actor
        before = chunk.first - 1
        if before > 0 and passage.words[before] == "," and index:
            # "Speaker of Armenia's National Assembly, Alen Simonyan,"
            for near in reversed(chunks[max(0, index - 3) : index]):
                if "," in passage.words[near.last + 1 : before]:
                    break
                words = passage.low[max(0, near.first - 6) : near.last + 1]
                if near.names and any(word in self.nouns.titles for word in words):
                    return near.names[0][3].actor
        return None

    def _capitals(self, passage: Passage, chunk: Chunk) -> tuple[int, str] | None:
        """Return the run of capitalised words that ends a chunk, if it can be a person's name."""
        if passage.tag[chunk.last] not in ("NNP", "NN", "FW") or not passage.words[chunk.last][:1].isupper():
            return None
        start = chunk.last
        while (
            start > chunk.first
            and passage.words[start - 1][:1].isupper()
            and passage.low[start - 1] not in self.nouns.titles
            and not any(a <= start - 1 <= b for a, b, *_ in chunk.names)
            and passage.low[start - 1] not in ("the", "a")
        ):
            start -= 1
        if any(a <= chunk.last <= b for a, b, *_ in chunk.names):
            return None
        words = passage.words[start : chunk.last + 1]
        if passage.low[chunk.last] in self.nouns.government | self.nouns.groups | self.nouns.armed:
            return None
        if len(words) > 4 or any(word.isupper() and len(word) > 3 for word in words):
            return None
        return start, " ".join(words)

    # -- meaning -------------------------------------------------------------------------

    def _resolve(
        self,
        passage: Passage,
        chunk: Chunk,
        chunks: list[Chunk],
        index: int,
        when: Edtf | None,
        own_side: dict[int, Chunk | None],
    ) -> None:
        low = passage.low
        if chunk.how == "pronoun":
            self._pronoun(passage, chunk, chunks, index, own_side)
            return
        head = low[chunk.head]
        at_head = [hit for hit in chunk.names if hit[0] <= chunk.head <= hit[1]]
        others = [hit for hit in chunk.names if hit not in at_head]
        if at_head:
            self._by_name(passage, chunk, at_head[0][3], at_head[0][2])
            return
        full = self._capitals(passage, chunk)
        if full is not None:
            known = self.said.people.get(full[1]) or self.said.people.get(full[1].split()[-1])
            if known is not None and (others or known[1].endswith(full[1].split()[-1])):
                chunk.actors, chunk.person, chunk.how = (known[0],), known[1], "person"
                return
        owners = tuple(dict.fromkeys(hit[3].actor for hit in others))
        possessor = low[chunk.first] in _POSSESSIVE
        if not owners and possessor:
            owners = self._owner(passage, chunk.first, chunks, index, own_side)
        if not owners:
            owners = self._behind(passage, chunk, chunks, index)
        chunk.owners = owners
        if (head in _MEMBERS and self._is_some(passage, chunk, owners)) and not possessor:
            chunk.actors = (self._words(passage, chunk, ()),)
            if head in ("member", "members") and chunk.actors[0].lower() in ("~members", "~some members", "~other members") and (
                self.said.organisations
            ):
                chunk.actors = (f"~{self.said.organisations[-1]} members",)
            chunk.how, chunk.sure = "members", 0.8
            return
        if head in self.nouns.government or head in self.nouns.armed:
            self._office(passage, chunk, owners, when, head)
            if chunk.actors:
                return
        if head in self.nouns.back_to_organisation or head in self.nouns.back_to_state:
            self._back(passage, chunk, head)
            if chunk.actors:
                return
        if head in self.nouns.armed or head in self.nouns.government:
            if singular(head) in ("side", "team", "state", "country", "nation", "power", "head", "chief", "service",
                        "security", "capital", "mission", "office", "agency", "general", "bank") :
                return
            if head in ("force", "forces", "unit", "general") and chunk.first == chunk.last:
                return  # "threatened to use force"
            chunk.actors = (self._words(passage, chunk, owners),)
            chunk.how, chunk.sure = "group", 0.6
            return
        if head in _QUANTITY and index + 1 < len(chunks) and passage.low[chunk.last + 1 : chunk.last + 2] == ["of"]:
            chunk.how = "quantity"
            return
        if head in self.nouns.groups:
            chunk.actors = (self._words(passage, chunk, owners),)
            chunk.how, chunk.sure = "group", 0.75
            return
        if head in _CALENDAR or head in things():
            return
        acronym = passage.words[chunk.head].isupper() and len(passage.words[chunk.head]) > 2
        if (passage.tag[chunk.head] in ("NNP", "NNPS") or acronym) and full is not None and len(full[1]) > 2:
            chunk.actors = (self._words(passage, chunk, owners),)
            chunk.how, chunk.sure = "unknown", 0.4

    def _by_name(self, passage: Passage, chunk: Chunk, match: Match, form: str) -> None:
        chunk.actors = (match.actor,)
        if match.person is not None:
            chunk.how, chunk.person = "person", match.person
            chunk.sure = 0.95 if match.sense == "person" else 0.85
            self.said.people.setdefault(form.split()[-1], (match.actor, match.person))
            self.said.people.setdefault(match.person.split()[-1], (match.actor, match.person))
            title = self._title(passage, chunk, chunk.last)
            if title:
                self.said.titles[title] = (match.actor, match.person)
        elif match.sense in ("capital", "seat", "metonym"):
            chunk.how, chunk.sure = "seat", 0.85
            chunk.place = _is_place(passage, chunk)
        elif match.sense in ("adjective", "demonym"):
            mixed = chunk.first < chunk.head and passage.low[chunk.first] not in ("the", "this", "that")
            if mixed and passage.low[chunk.head].endswith("s") and self.actors.get(match.actor).is_state:
                chunk.actors = (self._words(passage, chunk, (match.actor,)),)  # "ethnic Albanians"
                chunk.how, chunk.sure = "group", 0.75
                return
            plain = passage.words[chunk.head].endswith("s") or passage.low[chunk.first] == "the"
            if plain and match.sense != "adjective" or passage.low[chunk.head].endswith("s"):
                chunk.how, chunk.sure = "demonym", 0.7
            else:
                chunk.how, chunk.sure = "demonym", 0.5
        else:
            chunk.how = "name"
            chunk.place = _is_place(passage, chunk)

    def _title(self, passage: Passage, chunk: Chunk, stop: int) -> str:
        """Return the words of an office in a chunk, without the state: "deputy foreign minister"."""
        named = {word for first, last, *_ in chunk.names for word in range(first, last + 1)}
        words = [
            passage.low[word]
            for word in range(chunk.first, stop)
            if word not in named and passage.tag[word] not in ("DT", "POS", "PRP$", "HYPH")
        ]
        while words and words[-1] not in self.nouns.titles:
            words.pop()
        return " ".join(words)

    def _office(
        self, passage: Passage, chunk: Chunk, owners: tuple[str, ...], when: Edtf | None, head: str
    ) -> None:
        """Officials, ministries and troops act for the state or organisation named with them."""
        armed = head in self.nouns.armed
        if owners:
            chunk.actors = owners if len(owners) == 1 or " and " in self._text(passage, chunk) else owners[-1:]
            if passage.tag[chunk.first] == "PRP$" or any(passage.tag[w] == "POS" for w in range(chunk.first, chunk.last)):
                chunk.actors = owners[:1]
            chunk.how, chunk.sure = "armed" if armed else "government", 0.9
            if not armed and len(chunk.actors) == 1:
                chunk.person = self._holder(passage, chunk, chunk.actors[0], when)
            return
        definite = passage.low[chunk.first] in ("the", "this", "that")
        title = head if head in self.nouns.titles else None
        if definite and title and passage.tag[chunk.head] not in ("NNS", "NNPS"):
            words = self._title(passage, chunk, chunk.last + 1) or title
            known = self.said.titles.get(words) or next(
                (
                    who for said, who in reversed(self.said.titles.items())
                    if said.endswith(f" {words}") and words not in ("minister", "secretary", "chief")
                    or words in ("minister", "president", "secretary") and said.endswith(f" {words}")
                    and not said.startswith("prime")
                ),
                None,
            )
            if known is not None:
                chunk.actors, chunk.person = (known[0],), known[1]
                chunk.how, chunk.sure = "back", 0.8
                return
        if definite and not armed and self.said.states and head in (
            "government", "president", "premier", "minister", "ministry", "cabinet", "parliament", "authorities",
            "leadership", "spokesman", "spokeswoman", "spokesperson", "administration", "country", "nation",
        ):
            state = self.said.states[-1]
            chunk.actors = (state,)
            chunk.person = self._holder(passage, chunk, state, when)
            chunk.how, chunk.sure = "back", 0.6

    def _holder(self, passage: Passage, chunk: Chunk, actor: str, when: Edtf | None) -> str | None:
        """Return who held the office that a chunk names, where the tables know one person."""
        if when is None or passage.low[chunk.head] not in self.nouns.titles:
            return None
        if passage.low[chunk.head].endswith("s") or passage.low[chunk.first] in ("a", "an", "some"):
            return None
        if actor.startswith("~"):
            return None
        words = [
            passage.words[word]
            for word in range(chunk.first, chunk.head + 1)
            if not any(a <= word <= b for a, b, *_ in chunk.names)
            and passage.tag[word] not in ("DT", "POS", "PRP$")
        ]
        held = {
            tenure.person
            for tenure in offices(self.actors).get((actor, " ".join(words).lower()), ())
            if tenure.during.overlaps(when)
        }
        return held.pop() if len(held) == 1 else None

    def _pronoun(
        self,
        passage: Passage,
        chunk: Chunk,
        chunks: list[Chunk],
        index: int,
        own_side: dict[int, Chunk | None],
    ) -> None:
        word = passage.low[chunk.first]
        if word in ("who", "which"):
            if index:
                near = chunks[index - 1]
                if word == "who":
                    near = next(
                        (one for one in reversed(chunks[max(0, index - 4) : index]) if one.person and one.how == "person"),
                        near,
                    )
                chunk.actors, chunk.person, chunk.owners = near.actors, near.person, near.owners
                chunk.how, chunk.sure = near.how, near.sure * 0.9
            return
        chunk.actors, chunk.person, chunk.sure = self._antecedent(
            passage, word, chunk.first, chunks[:index], own_side
        )

    def _antecedent(
        self,
        passage: Passage,
        word: str,
        position: int,
        before: list[Chunk],
        own_side: dict[int, Chunk | None],
    ) -> tuple[tuple[str, ...], str | None, float]:
        if word in _OWN_SIDE:
            speaker = own_side.get(position)
            if speaker is not None and speaker.actors:
                return speaker.actors, speaker.person, 0.8
            return (), None, 0.0
        recent = [*self.said.chunks[-24:]]
        own = [(self._count, near, passage.dep[near.head].startswith("nsubj")) for near in before]
        pool = [item for item in (*recent, *own) if item[1].actors and self._count - item[0] <= 4]
        if position not in self._quoted:
            pool = [item for item in pool if id(item[1]) not in self._in_quotes] or pool
        if word in ("he", "she", "him", "himself", "herself"):
            fit = [item for item in pool if item[1].how in ("person", "government") and (
                item[1].person or item[1].how == "person")]
        elif word in ("it", "itself"):
            fit = [
                item for item in pool
                if item[1].how in ("name", "seat", "back", "demonym", "government", "armed") and not item[1].person
            ]
        elif word in ("they", "them", "themselves"):
            fit = [
                item for item in pool
                if len(item[1].actors) > 1 or item[1].how in ("group", "members", "armed", "demonym")
                or item[1].how == "government" and passage.tag[item[1].head].endswith("S")
            ] or [item for item in pool if item[1].how in ("name", "group")][-1:]
        else:
            return (), None, 0.0
        if not fit:
            return (), None, 0.0
        latest = max(item[0] for item in fit if not (item[1].place and len(fit) > 1)) if any(
            not item[1].place for item in fit) else fit[-1][0]
        same = [item for item in fit if item[0] == latest]
        subjects = [item for item in same if item[2]]
        chosen = (subjects or [item for item in same if not item[1].place] or same)[0 if subjects else -1]
        return chosen[1].actors, chosen[1].person, chosen[1].sure * 0.85

    def _owner(
        self, passage: Passage, word: int, chunks: list[Chunk], index: int,
        own_side: dict[int, Chunk | None],
    ) -> tuple[str, ...]:
        pronoun = _POSSESSIVE[passage.low[word]]
        actors, _, _ = self._antecedent(passage, pronoun, word, chunks[:index], own_side)
        if not actors and pronoun in ("he", "they"):
            actors, _, _ = self._antecedent(passage, "it", word, chunks[:index], own_side)
        return actors

    def _behind(
        self, passage: Passage, chunk: Chunk, chunks: list[Chunk], index: int
    ) -> tuple[str, ...]:
        """Return the actor in "officials of Armenia", "leaders in Yerevan", "police in Baku"."""
        after = chunk.last + 1
        if index + 1 >= len(chunks) or after >= len(passage.words):
            return ()
        near = chunks[index + 1]
        if near.first != after + 1:
            return ()
        head = passage.low[chunk.head]
        allowed: tuple[str, ...] = ("of", "from")
        if head in self.nouns.government:
            allowed = ("of", "from", "in", "for", "to")
        elif head in self.nouns.armed:
            allowed = ("of", "from", "in")
        if passage.low[after] in allowed:
            names = [hit for hit in near.names if hit[0] <= near.head <= hit[1]]
            if names or near.names and passage.tag[near.names[0][1] + 1 : near.names[0][1] + 2] == ["POS"]:
                return ((names or near.names)[0][3].actor,)
            if near.names and passage.low[after] == "of":
                return (near.names[0][3].actor,)
        return ()

    def _back(self, passage: Passage, chunk: Chunk, head: str) -> None:
        """Resolve "the bloc", "the country": what the text named last of that kind."""
        if passage.low[chunk.first] not in ("the", "this", "that", "both", "these"):
            return
        plural = passage.tag[chunk.head] in ("NNS", "NNPS")
        if not plural and head in self.nouns.back_to_organisation:
            modified = " ".join(passage.low[chunk.first + 1 : chunk.head + 1])
            known = [
                name for name in reversed(self.said.organisations)
                if modified in (generic := self.actors.get(name).generic) or head in generic
                or head in ("organisation", "organization", "bloc", "alliance", "pact")
                and self.actors.get(name).kind in ("alliance", "union", "organisation")
            ]
            exact = [name for name in known if head in self.actors.get(name).generic] or known
            if exact:
                recent = exact[:6]
                # the one that the text is about, if it was named just before; else the last
                leading = max(recent, key=lambda name: self.said.seen.get(name, 0))
                seen = self.said.seen
                often = seen.get(leading, 0) >= 2 * seen.get(recent[0], 0)
                chunk.actors = (leading if often else recent[0],)
                chunk.how, chunk.sure = "back", 0.8
        elif not plural and head in self.nouns.back_to_state and self.said.states:
            chunk.actors = (self.said.states[-1],)
            chunk.how, chunk.sure = "back", 0.6

    def _is_some(self, passage: Passage, chunk: Chunk, owners: tuple[str, ...]) -> bool:
        """Whether a chunk means some members of an organisation, not the whole of it."""
        words = passage.low[chunk.first : chunk.head + 1]
        if "member" in words or "members" in words:
            return passage.tag[chunk.head] in ("NNS", "NNPS")
        few = bool(_FEW & set(words))
        organisation = any(
            name in self.actors and not self.actors.get(name).is_state for name in owners
        )
        return passage.tag[chunk.head] in ("NNS", "NNPS") and (few or organisation)

    def _words(self, passage: Passage, chunk: Chunk, owners: tuple[str, ...]) -> str:
        first = chunk.first
        while first < chunk.last and passage.tag[first] in ("DT", "PDT", "POS", "CD") and (
            passage.low[first] not in _FEW
        ):
            first += 1
        start, end = passage.start[first], passage.end[chunk.last]
        words = passage.text[start:end].replace("~", "").replace("@", " ").strip(" \"'-")
        state = next((name for name in owners if name in self.actors and self.actors.get(name).is_state), None)
        words = words or passage.words[chunk.head]
        return f"~{words}@{state}" if state else f"~{words}"

    def _text(self, passage: Passage, chunk: Chunk) -> str:
        return passage.text[passage.start[chunk.first] : passage.end[chunk.last]]

    def _remember(self, passage: Passage, chunk: Chunk) -> None:
        said = self.said
        for *_, match in chunk.names:
            actor = match.actor
            said.seen[actor] = said.seen.get(actor, 0) + 1
            if self.actors.get(actor).is_state:
                if match.tenure is None:
                    said.states.append(actor)
            else:
                while (parent := self.actors.get(actor).part_of) and parent in self.actors:
                    actor = parent
                if self.actors.get(actor).kind not in ("armed-group", "court", "agency"):
                    said.organisations.append(actor)
        if chunk.actors and chunk.how != "pronoun":
            subject = passage.dep[chunk.head].startswith("nsubj")
            said.chunks.append((self._count, chunk, subject))
            if chunk.first in self._quoted:
                self._in_quotes.add(id(chunk))
                self._kept.append(chunk)
        del said.states[:-40], said.organisations[:-40], said.chunks[:-60]


@dataclass(frozen=True, slots=True)
class _Known:
    """A person learnt from the document, in the place of a tenure."""

    actor: str
    person: str


_OFFICES: WeakKeyDictionary[Actors, dict[tuple[str, str], list[Tenure]]] = WeakKeyDictionary()


def offices(actors: Actors) -> dict[tuple[str, str], list[Tenure]]:
    """Return who held an office, by actor and title in lower case; made once for a table."""
    if actors not in _OFFICES:
        made: dict[tuple[str, str], list[Tenure]] = {}
        for tenure in actors.tenures:
            for title in {tenure.role.lower(), *(title.lower() for title in tenure.titles)}:
                made.setdefault((tenure.actor, title), []).append(tenure)
        _OFFICES[actors] = made
    return _OFFICES[actors]


@cache
def things() -> frozenset[str]:
    """Return nouns that name no actor, even with a capital: Article, Treaty, Summit."""
    classes = lexicon().classes
    named = ("document", "meeting", "territory", "weapon", "attack", "protest", "talks", "dues", "membership", "ties")
    words = frozenset(word for name in named for word in classes[name])
    return words | frozenset(("article", "articles", "day", "clause", "chapter", "cookie", "policy", "cookies"))


def _in_name(word: int, placed: dict[int, tuple[int, Name]]) -> bool:
    return any(first <= word <= placed[first][0] for first in range(max(0, word - 8), word + 1) if first in placed)


def _opens(passage: Passage, index: int, stop: int) -> bool:
    """Whether a participle stands before its noun: "declared intention", "striking miners"."""
    tag = passage.tag[index]
    if tag in ("SYM", "NFP"):
        return False
    if tag in ("HYPH", "POS"):
        return index + 1 < stop and passage.tag[index + 1] in _INSIDE
    after = index + 1
    while after < stop and passage.tag[after] in ("JJ", "NN", "NNP", "VBN", "VBG", "HYPH", "CD"):
        after += 1
    before = passage.tag[index - 1] if index else ""
    noun_follows = after > index + 1 or after < stop and passage.tag[after] in _NOUN
    return noun_follows and before in ("DT", "PRP$", "JJ", "POS", "CD")


def _is_place(passage: Passage, chunk: Chunk) -> bool:
    """Whether a state or a town is only where something happens."""
    before = passage.low[chunk.first - 1] if chunk.first else ""
    return before in ("in", "at", "near", "inside", "outside", "around", "across", "into", "throughout")


def lemma_of(passage: Passage, word: int) -> str:
    """Return a noun's singular in lower case."""
    low = passage.low[word]
    return singular(low) if passage.tag[word] in ("NNS", "NNPS") else low
