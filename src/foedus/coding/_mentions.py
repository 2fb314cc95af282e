"""Who is mentioned where: noun chunks, and the actors that they stand for.

::

    chunk "Armenia's Foreign Ministry spokesperson Ani Badalyan"
            └ name ARM       └ speaks for it       └ person  ─► ARM, Ani Badalyan

    a name · office holders · officials, troops and ministries of a state · capitals and seats
    · pronouns and "the bloc", "the Prime Minister" (what the text named before)
    · groups that no table knows, as their words: ~striking miners@KAZ
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from foedus._edtf import Edtf
from foedus.actors import Actors, Match
from foedus.coding._chunks import (
    CALENDAR,
    Chunk,
    behind,
    cut,
    is_place,
    join,
    no_name,
    place,
    things,
)
from foedus.coding._implied import Implied
from foedus.coding._names import Gazetteer, Name, choose, is_leader, is_ordinary
from foedus.coding._own_words import own_words
from foedus.coding._parse import Passage
from foedus.coding._people import People, offices, people
from foedus.coding._regions import LEADERS, STATES
from foedus.coding._said import POSSESSIVE, Said
from foedus.coding._spelling import spellings
from foedus.coding._titled import capitals, learn
from foedus.coding._wholes import MEMBERS, Wholes
from foedus.coding._words import singular, words

_QUANTITY = words(
    "group groups tens hundreds thousands dozens scores number crowd crowds hundred thousand "
    "couple majority handful team band bunch mob gang wave millions series"
)
_MEMBERS = frozenset(
    ("~members", "~some members", "~other members", "~member states", "~other member states")
)
_FIGHTERS = words("gunman fighter militant rebel guerrilla guerilla insurgent militiaman member")
_NAMED = frozenset(("nsubj", "nsubj:pass", "nmod:poss", "conj", "obl:agent"))
_THRONES = {"tsar": "RUS", "czar": "RUS", "kaiser": "DEU", "shah": "IRN", "negus": "ETH"}
_HALVES = frozenset(("north", "south"))


class Reader:
    """Finds the mentions of one document, passage by passage."""

    def __init__(
        self,
        actors: Actors,
        names: Gazetteer,
        implied: Implied | None = None,
        published: Edtf | None = None,
    ) -> None:
        self.actors = actors
        self.published = published
        self.names = names
        self.nouns: People = people()
        self.implied = implied or Implied(actors)
        self.said = Said(actors, self.nouns, self.implied)
        self.wholes = Wholes(self.said)
        self.seats: frozenset[str] = frozenset()  # organisations in towns of the latest passage
        self._before_names = self.nouns.titles | self.nouns.honorifics
        self._back = self.nouns.back_to_organisation | self.nouns.back_to_state | _HALVES

    def read(self, passage: Passage, when: dict[int, Edtf | None]) -> list[Chunk | None]:
        """Return, for each word, the chunk in which it stands.

        Parameters
        ----------
        when
            For each sentence, the date on which names are to be resolved.
        """
        of_word: list[Chunk | None] = [None] * len(passage.words)
        found = self.names.find(passage.text)
        self.seats = frozenset(
            match.actor for name in found for match, _ in name.hits if match.sense == "seat"
        )
        placed = place(passage, found)
        self.said.hear(passage)
        for number, (start, stop) in enumerate(passage.sentences):
            chunks = cut(passage, start, stop, placed)
            self.said.before = self.said.states[-8:]
            for chunk in chunks:
                chunk.plural = passage.tag[chunk.head] in ("NNS", "NNPS")
                self._name(passage, chunk, placed, when.get(number))
            spelled = partial(self._spelled, when.get(number))
            learn(passage, chunks, self.nouns, self.said.people, spelled)
            self.said.ahead = {hit[3].actor: 1 for chunk in chunks for hit in chunk.names}
            for chunk in chunks:
                self.wholes.settle(passage, chunk, when.get(number))
            for index, chunk in enumerate(chunks):
                self._resolve(passage, chunk, chunks, index, when.get(number))
                for word in range(chunk.first, chunk.last + 1):
                    of_word[word] = chunk
                self.said.remember(passage, chunk)
            join(passage, chunks)
            for index in range(len(chunks) - 2, -1, -1):
                if chunks[index].how == "quantity":
                    near = chunks[index + 1]
                    chunks[index].actors, chunks[index].sure = near.actors, near.sure
                    chunks[index].owners, chunks[index].how = near.owners, near.how
            self.said.count += 1
        return of_word

    # -- naming --------------------------------------------------------------------------

    def _spelled(self, when: Edtf | None, name: str) -> tuple[str, str] | None:
        finder = spellings(self.actors)
        return finder.person(name, when) or finder.person(name, self.published)

    def _name(
        self, passage: Passage, chunk: Chunk, placed: dict[int, tuple[int, Name]], when: Edtf | None
    ) -> None:
        """Settle what the names inside a chunk mean."""
        if not placed:
            return
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
            titled = first > 0 and passage.low[first - 1] in self._before_names
            titled = titled or passage.low[max(0, first - 3) : first - 1] == ["secretary", "of"]
            if not titled:
                if is_ordinary(name.form) and not self._leads(passage, first, name, when):
                    return None
                if (
                    before[:1].isupper()
                    and passage.tag[first - 1] in ("NNP", "NNPS")
                    and first > chunk.first
                ):
                    return None  # a longer name that no table knows
                after = passage.words[last + 1] if last + 1 < len(passage.words) else ""
                if after[:1].isupper() and passage.tag[last + 1] in ("NNP", "NNPS"):
                    return None
                # "the Sahel", "Sahel states": only of a leader, as in "the Biden administration"
                article = first > 0 and passage.tag[first - 1] == "DT"
                beside = last < chunk.last and passage.tag[last + 1] != "POS"
                if (article or beside) and not is_leader(self.actors, name, when):
                    return None
        elif is_ordinary(name.form) and passage.tag[first] not in (
            "NNP",
            "NNPS",
            "NN",
            "NNS",
            "JJ",
        ):
            return None
        if name.only_surname and any(hit[3].tenure is None for hit in chunk.names):
            # "Russian Foreign Minister Ivanov": the state named with it decides
            owner = chunk.names[0][3].actor
            fitting = tuple(hit for hit in name.hits if hit[0].actor == owner)
            if fitting:
                name = Name(name.start, name.end, name.form, fitting)
        if no_name(passage, first, last, name):
            return None
        match = choose(self.actors, name, when, said.seen)
        if match is None and (short := self.names.short(name)) is not None:
            # "the Republic of Hungary" before it was called so
            match = choose(self.actors, short, when, said.seen)
        if match is None and when is not self.published:
            # "the treaty of 1951 …, and Fidel Ramos": a person of the day of the report
            match = choose(self.actors, name, self.published, said.seen)
            match = match if match and match.tenure else None
        return match

    def _leads(self, passage: Passage, word: int, name: Name, when: Edtf | None) -> bool:
        """Whether an ordinary word is somebody's name: "Carter shelved the plan" in 1978."""
        low = passage.low[word]
        return (
            passage.tag[word] == "NNP"
            and passage.dep[word] in _NAMED
            and low not in CALENDAR
            and low not in self._before_names
            and is_leader(self.actors, name, when)
        )

    # -- meaning -------------------------------------------------------------------------

    def _resolve(
        self,
        passage: Passage,
        chunk: Chunk,
        chunks: list[Chunk],
        index: int,
        when: Edtf | None,
    ) -> None:
        low = passage.low
        if chunk.how == "pronoun":
            self._pronoun(passage, chunk, chunks, index)
            return
        head = low[chunk.head]
        at_head = [hit for hit in chunk.names if hit[0] <= chunk.head <= hit[1]]
        others = [hit for hit in chunk.names if hit not in at_head]
        if self.wholes.described(passage, chunk, chunks, index, when):
            return
        if at_head and self.wholes.partial(passage, chunk, (at_head[0][3].actor,), when):
            chunk.actors = (self._words(passage, chunk, ()),)
            chunk.how, chunk.sure = "group", 0.75
            return
        if at_head:
            self._by_name(passage, chunk, at_head[0][3], at_head[0][2])
            return
        full = capitals(passage, chunk, self.nouns)
        if full is not None:
            in_full, surname = self.said.people.get(full[1]), full[1].split()[-1]
            known = in_full or self.said.people.get(surname)
            if known is not None and (in_full or others or known[1].endswith(surname)):
                chunk.actors, chunk.person, chunk.how = (known[0],), known[1], "person"
                return
        owners = self.wholes.possessor(passage, chunk, when) or tuple(
            dict.fromkeys(hit[3].actor for hit in others)
        )
        together = self.said.together(passage, chunk, chunks[:index], when)
        if together and not owners:
            chunk.actors, chunk.how, chunk.sure = together, "back", 0.8
            return
        possessor = low[chunk.first] in POSSESSIVE
        if not owners and possessor:
            owners = self.said.owner(passage, chunk.first, chunks, index)
        organ = None if owners else self.wholes.organ(passage, chunk, when)
        if not owners:
            owners = behind(passage, chunk, chunks, index, self.nouns)
        if not owners:
            owners = self.wholes.behind(passage, chunk, chunks, index, when)
        if not owners and not chunk.plural and head in _THRONES:
            owners = (_THRONES[head],)
        chunk.owners = owners
        if head in MEMBERS and (not possessor or others):
            whole = self.wholes.members(passage, chunk, owners, when)
            if whole is not None:
                chunk.actors, chunk.how, chunk.sure = (whole,), "government", 0.8
                return
        if head in MEMBERS and self.wholes.some(passage, chunk, owners) and not possessor:
            chunk.actors = (self._words(passage, chunk, ()),)
            if chunk.actors[0].lower() in _MEMBERS and self.said.organisations:
                whole = self.said.organisations[-1]
                if low[chunk.first] in ("the", "all"):
                    chunk.actors, chunk.how, chunk.sure = (whole,), "back", 0.7
                    return
                chunk.actors = (f"~{whole} members",)
            chunk.how, chunk.sure = "members", 0.8
            return
        if owners and low[chunk.last + 1 : chunk.last + 2] not in (["in"], ["at"]):
            organ = self.wholes.assembly(passage, chunk, owners)
        if organ is not None:
            chunk.actors, chunk.how, chunk.sure = (organ,), "back", 0.7
            return
        counted = chunk.plural and (head in LEADERS or head in MEMBERS or head in STATES)
        if counted and self.wholes.partial(passage, chunk, owners, when, among=True):
            chunk.actors = (self._words(passage, chunk, ()),)
            chunk.how, chunk.sure = "group", 0.7
            return
        if head in self.nouns.government or head in self.nouns.armed:
            self._office(passage, chunk, owners, when, head)
            if chunk.actors:
                return
        if head in self._back:
            self.said.back(passage, chunk, head, when)
            if chunk.actors:
                return
        if head in self.nouns.armed or head in self.nouns.government:
            if singular(head) in (
                "side",
                "team",
                "state",
                "country",
                "nation",
                "power",
                "head",
                "chief",
                "service",
                "security",
                "capital",
                "mission",
                "office",
                "agency",
                "general",
                "bank",
            ):
                return
            if head in ("force", "forces", "unit", "general") and chunk.first == chunk.last:
                return  # "threatened to use force"
            chunk.actors = (self._words(passage, chunk, owners),)
            chunk.how, chunk.sure = "group", 0.6
            return
        if (
            head in _QUANTITY
            and index + 1 < len(chunks)
            and passage.low[chunk.last + 1 : chunk.last + 2] == ["of"]
        ):
            chunk.how = "quantity"
            return
        if len(owners) == 1 and singular(head) in _FIGHTERS and self._fights(owners[0]):
            chunk.actors, chunk.how, chunk.sure = owners, "armed", 0.85  # "Hezbollah fighters"
            return
        group = None if owners else self.wholes.group(passage, chunk)
        if group is not None:
            chunk.actors, chunk.how, chunk.sure = (group,), "back", 0.7
            return
        if head in self.nouns.groups or (
            chunk.plural and head.endswith(("ists", "icians", "arians"))
        ):
            chunk.actors = (self._words(passage, chunk, owners),)
            chunk.how, chunk.sure = "group", 0.75
            return
        if head in CALENDAR or head in things():
            return
        if full is not None and not others:
            state = self._own_state(passage, chunk, chunks, index)
            if state is not None:
                chunk.actors, chunk.person, chunk.how = (state,), full[1], "person"
                chunk.sure = 0.6
                return
        acronym = passage.words[chunk.head].isupper() and len(passage.words[chunk.head]) > 2
        if (
            (passage.tag[chunk.head] in ("NNP", "NNPS") or acronym)
            and full is not None
            and len(full[1]) > 2
        ):
            chunk.actors = (self._words(passage, chunk, owners),)
            chunk.how, chunk.sure = "unknown", 0.4

    def _fights(self, name: str) -> bool:
        return name in self.actors and self.actors.get(name).kind == "armed-group"

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
        elif match.sense in ("capital", "seat", "metonym", "place"):
            chunk.how = "place" if match.sense == "place" else "seat"
            chunk.sure = 0.85
            chunk.place = is_place(passage, chunk)
        elif match.sense in ("adjective", "demonym"):
            mixed = chunk.first < chunk.head and passage.low[chunk.first] not in (
                "the",
                "this",
                "that",
            )
            if (
                mixed
                and passage.low[chunk.head].endswith("s")
                and self.actors.get(match.actor).is_state
            ):
                chunk.actors = (self._words(passage, chunk, (match.actor,)),)  # "ethnic Albanians"
                chunk.how, chunk.sure = "group", 0.75
                return
            plain = passage.words[chunk.head].endswith("s") or passage.low[chunk.first] == "the"
            if (plain and match.sense != "adjective") or passage.low[chunk.head].endswith("s"):
                chunk.how, chunk.sure = "demonym", 0.7
            else:
                chunk.how, chunk.sure = "demonym", 0.5
        else:
            chunk.how = "name"
            chunk.place = is_place(passage, chunk)

    def _title(self, passage: Passage, chunk: Chunk, stop: int) -> str:
        """Return the office in a chunk, without the state: "deputy foreign minister"."""
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
            chunk.actors = (
                owners
                if len(owners) == 1 or not chunk.names or " and " in self._text(passage, chunk)
                else owners[-1:]
            )
            if passage.tag[chunk.first] == "PRP$" or any(
                passage.tag[w] == "POS" for w in range(chunk.first, chunk.last)
            ):
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
                    who
                    for said, who in reversed(self.said.titles.items())
                    if (
                        said.endswith(f" {words}")
                        and words not in ("minister", "secretary", "chief")
                    )
                    or (
                        words in ("minister", "president", "secretary")
                        and said.endswith(f" {words}")
                        and not said.startswith("prime")
                    )
                ),
                None,
            )
            if known is not None:
                chunk.actors, chunk.person = (known[0],), known[1]
                chunk.how, chunk.sure = "back", 0.8
                return
        if (
            definite
            and not armed
            and (self.said.states or self.said.sides)
            and head
            in (
                "government",
                "president",
                "premier",
                "minister",
                "ministry",
                "cabinet",
                "parliament",
                "authorities",
                "leadership",
                "spokesman",
                "spokeswoman",
                "spokesperson",
                "administration",
                "country",
                "nation",
            )
        ):
            state = (self.said.states or self.said.sides)[-1]
            chunk.actors = (state,)
            chunk.person = self._holder(passage, chunk, state, when)
            chunk.how, chunk.sure = "back", 0.6

    def _own_state(
        self, passage: Passage, chunk: Chunk, chunks: list[Chunk], index: int
    ) -> str | None:
        """Return the state for which a person whom no table knows speaks.

        "Mr Lloyd George warned that Britain would …", "the foreign ministry's secretary Ann Bee".
        """
        if not passage.dep[chunk.head].startswith("nsubj"):
            return None
        low = passage.low
        inside = low[chunk.first : chunk.head]
        if low[chunk.first] == "the" and set(inside) & self.nouns.government and self.said.states:
            return self.said.states[-1]
        for near in chunks[index + 1 : index + 6]:
            follows = low[near.last + 1 : near.last + 2]
            if low[near.first - 1] == "that" and near.names and follows:
                match = near.names[0][3]
                if match.sense == "name" and follows[0] in ("would", "will", "could", "might"):
                    return match.actor if self.actors.get(match.actor).is_state else None
        return None

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
    ) -> None:
        word = passage.low[chunk.first]
        join(passage, chunks[:index])
        if word in ("who", "which"):
            if index:
                near = chunks[index - 1]
                if word == "who":
                    near = next(
                        (
                            one
                            for one in reversed(chunks[max(0, index - 4) : index])
                            if one.person and one.how == "person"
                        ),
                        near,
                    )
                chunk.actors, chunk.person, chunk.owners = near.actors, near.person, near.owners
                chunk.how, chunk.sure = near.how, near.sure * 0.9
            return
        chunk.actors, chunk.person, chunk.sure = self.said.antecedent(
            passage, word, chunk.first, chunks[:index]
        )

    def _words(self, passage: Passage, chunk: Chunk, owners: tuple[str, ...]) -> str:
        words = own_words(passage, chunk.first, chunk.last)
        state = next(
            (name for name in owners if name in self.actors and self.actors.get(name).is_state),
            None,
        )
        words = words or passage.words[chunk.head]
        return f"~{words}@{state}" if state else f"~{words}"

    def _text(self, passage: Passage, chunk: Chunk) -> str:
        return passage.text[passage.start[chunk.first] : passage.end[chunk.last]]


@dataclass(frozen=True, slots=True)
class _Known:
    """A person learnt from the document, in the place of a tenure."""

    actor: str
    person: str
