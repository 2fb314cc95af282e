"""The whole of an organisation, meant by its members, its leaders, its organs, or their number.

::

    "West African leaders"   "leaders of the Gulf states"   "the six presidents"   "the Twelve"
    "members of the pact"    "the ten members of the association"
    but not "some members", "four Arab states": they are themselves
"""

from __future__ import annotations

from foedus._edtf import Edtf
from foedus.actors import Match
from foedus.coding._chunks import Chunk
from foedus.coding._parse import Passage
from foedus.coding._regions import FORCES, LEADERS, heads, number_of
from foedus.coding._said import Said
from foedus.coding._words import count_of, words

FEW = words(
    "some several many most certain few other another all both two three four five six seven "
    "these those various number majority remaining fellow"
)
MEMBERS = words(
    "member members countries country states state nations nation allies ally capitals "
    "partners signatories powers"
)
_AT_HAGUE = (["in", "the", "hague"], ["at", "the", "hague"])
_ONCE_SOVIET = words("GEO MDA TKM UKR AZE")  # left, or joined late
_COURT_IN = (["court", "in"], ["court", "at"], ["tribunal", "in"], ["judges", "in"])
_GROUPS = words("group movement militants guerrillas rebels insurgents fighters jihadists")
_ORGANS = words("council assembly secretariat commission secretary-general")
_OF_ORGANS = words("the permanent general full ministerial its this")
_BY_NUMBER = ("EEC-1958", "EU", "G7")  # "the Nine", "the Seven"


class Wholes:
    """Finds descriptions of whole organisations, in one document."""

    def __init__(self, said: Said) -> None:
        self.said = said
        self.actors = said.actors
        self.implied = said.implied

    def described(
        self, passage: Passage, chunk: Chunk, chunks: list[Chunk], index: int, when: Edtf | None
    ) -> bool:
        """Settle a chunk that describes an organisation; return whether it does."""
        meant = self._organisation(passage, chunk, chunks, index, when)
        if not meant or not self._overrules(passage, chunk, meant):
            return False
        armed = passage.low[chunk.head] in FORCES
        chunk.actors, chunk.how, chunk.sure = meant, "armed" if armed else "government", 0.6
        return True

    def members(
        self, passage: Passage, chunk: Chunk, owners: tuple[str, ...], when: Edtf | None
    ) -> str | None:
        """Return the organisation of "Warsaw Pact states", "the six members of the council"."""
        if not chunk.plural or len(owners) != 1 or owners[0] not in self.actors:
            return None
        organisation = self.actors.get(owners[0])
        if organisation.is_state or organisation.kind == "armed-group":
            return None
        low = passage.low
        named = {w for first, last, *_ in chunk.names for w in range(first, last + 1)}
        inside = range(chunk.first, chunk.head)
        of = max((word for word in inside if passage.tag[word] == "POS"), default=-1)
        rest = [
            low[word]
            for word in inside
            if word > of
            and word not in named
            and passage.tag[word] not in ("DT", "POS", "HYPH", "PDT", "PRP$")
        ]
        rest = [word for word in rest if word not in ("member", "treaty", "pact")]
        before = low[chunk.first : chunk.head]
        if before[:1] == ["the"] and rest[-1:] == ["other"]:  # the rest of them stand for it, too
            rest.pop()
            before.remove("other")
        if any(word in FEW and not number_of([word]) for word in before):
            return owners[0] if before[0] == "all" and not rest else None
        if not rest:
            # "CSTO members" may be some of them; "members of the CSTO", "its members" are all
            says = {"member", "members"} & set(low[chunk.first : chunk.head + 1])
            return None if chunk.names and says and of < 0 else owners[0]
        count = number_of(rest)
        whole = organisation.part_of or owners[0]
        if when is not None and count and len(self.actors.members(whole, when)) == count:
            return owners[0]
        return None

    def settle(self, passage: Passage, chunk: Chunk, when: Edtf | None) -> None:
        """Correct the names of a chunk that the rest of the text makes clear."""
        for at, (first, last, form, match) in enumerate(chunk.names):
            other = None
            if form.lower() == "commonwealth" and match.actor == "COMMONWEALTH":
                other = self._commonwealth(when)
            elif form == "The Hague" and passage.low[first - 2 : first] in _COURT_IN:
                meant = self.implied.of_region(["hague", "court"], self.said.known(), when)
                other = meant[0] if meant else None
            if other is not None:
                chunk.names[at] = (first, last, form, Match(other, "name"))

    def _commonwealth(self, when: Edtf | None) -> str | None:
        """Return the other commonwealth where the text names it, or more of its states."""
        if when is None or not self.implied.stands("CIS", when):
            return None
        known = self.said.known()
        if "CIS" in self.said.seen or self.said.seen.get("COMMONWEALTH", 0):
            return "CIS" if "CIS" in self.said.seen else None
        soviet = _ONCE_SOVIET | set(self.actors.members("CIS", when))
        crown = set(self.actors.members("COMMONWEALTH", when))
        return "CIS" if len(soviet & set(known)) > len(crown & set(known)) else None

    def partial(
        self,
        passage: Passage,
        chunk: Chunk,
        owners: tuple[str, ...],
        when: Edtf | None,
        *,
        among: bool = False,
    ) -> bool:
        """Whether a number or "some" stands before, and the whole is not meant.

        "seven European leaders", "five Commonwealth governments"; but "the three Baltic states".
        """
        if len(owners) != 1 or owners[0] not in self.actors:
            return False
        actor = self.actors.get(owners[0])
        if actor.is_state or actor.kind in ("armed-group", "agency", "court"):
            return False
        if among and self.said.among(passage, chunk):
            return True
        named = {w for first, last, *_ in chunk.names for w in range(first, last + 1)}
        before = [passage.low[word] for word in range(chunk.first, chunk.head) if word not in named]
        count = count_of(before)
        if count and when is not None and len(self.actors.members(owners[0], when)) == count:
            return False
        return count > 0 or bool(FEW - {"all"} & set(before))

    def possessor(self, passage: Passage, chunk: Chunk, when: Edtf | None) -> tuple[str, ...]:
        """Return whom the words before an "'s" describe: "the alliance's ministers"."""
        low = passage.low
        for word in range(chunk.first + 1, chunk.head):
            if passage.tag[word] != "POS":
                continue
            meant = self.implied.of_region(low[chunk.first : word], self.said.known(), when)
            if meant or low[word - 1] not in self.said.nouns.back_to_organisation:
                return meant
            return self._back(passage, chunk.first, word - 1, when)
        return ()

    def behind(
        self, passage: Passage, chunk: Chunk, chunks: list[Chunk], index: int, when: Edtf | None
    ) -> tuple[str, ...]:
        """Return the organisation in "members of the pact", "leaders of the Gulf bloc"."""
        near = chunks[index + 1] if index + 1 < len(chunks) else None
        if near is None or near.names or passage.low[chunk.last + 1 : near.first] != ["of"]:
            return ()
        spoken = passage.low[near.first : near.last + 1]
        meant = self.implied.of_region(spoken, self.said.known(), when)
        if meant or spoken[-1] not in self.said.nouns.back_to_organisation:
            return meant
        return self._back(passage, near.first, near.last, when)

    def _back(self, passage: Passage, first: int, head: int, when: Edtf | None) -> tuple[str, ...]:
        part = Chunk(first, head, head)
        self.said.back(passage, part, passage.low[head], when)
        return part.actors

    def organ(self, passage: Passage, chunk: Chunk, when: Edtf | None) -> str | None:
        """Return whose organ "the Council", "the secretary-general" is.

        Of an organisation that the text named, of one that sits in the town behind ("the council
        in Cairo"); between the wars, of the League.
        """
        head, low = passage.low[chunk.head], passage.low
        spoken = low[chunk.first : chunk.head + 1]
        if spoken[-3:] == ["secretary", "-", "general"]:
            head, spoken = "secretary-general", [*spoken[:-3], "secretary-general"]
        if head not in _ORGANS or spoken[0] != "the" or chunk.plural:
            return None
        if not _OF_ORGANS.issuperset(spoken[:-1]):
            return None
        for name in reversed(self.said.seen):
            actor = self.actors.get(name) if name in self.actors else None
            if actor is not None and actor.part_of and head in actor.generic:
                return name
        town = passage.words[chunk.last + 2 : chunk.last + 3]
        if low[chunk.last + 1 : chunk.last + 2] in (["in"], ["at"]) and town and town[0].istitle():
            place = passage.text[passage.start[chunk.last + 2] :]
            for name in self.implied.seated(place, self.said.known(), when):
                return (self._part(name, head) if head == "commission" else None) or name
        for name in reversed(self.said.organisations):
            if self.actors.get(name).kind in ("alliance", "union", "organisation"):
                return (self._part(name, head) if head == "commission" else None) or name
        if when is None or when.earliest is None or not passage.words[chunk.head][0].isupper():
            return None
        if 1920 <= when.earliest.year < 1946 and head != "commission":
            return "LEAGUE-OF-NATIONS" if "LEAGUE-OF-NATIONS" in self.actors else None
        return "UN" if head == "secretary-general" and when.earliest.year > 1945 else None

    def group(self, passage: Passage, chunk: Chunk) -> str | None:
        """Return whom "the group", "the rebels" mean: what the text named last of that kind."""
        head = passage.low[chunk.head]
        if passage.low[chunk.first] != "the" or chunk.last != chunk.first + 1:
            return None
        if head not in _GROUPS:
            return None
        after = passage.low[chunk.last + 1 : chunk.last + 2]
        if after in (["of"], ["from"], ["in"]):
            return None
        for name in reversed(self.said.others):
            actor = self.actors.get(name)
            if actor.kind == "armed-group" and (head in actor.generic or head == "group"):
                return name
            if head == "group" and (actor.kind == "grouping" or head in actor.generic):
                return name
        return None

    def _part(self, organisation: str, noun: str) -> str | None:
        """Return the one organ of an organisation that a noun can mean."""
        found = [
            part.id for part in self.implied.parts.get(organisation, ()) if noun in part.generic
        ]
        return found[0] if len(found) == 1 else None

    def assembly(self, passage: Passage, chunk: Chunk, owners: tuple[str, ...]) -> str | None:
        """Return the organ of its own in "the Council of Europe's assembly"."""
        head = passage.low[chunk.head]
        if head not in ("assembly", "parliament", "court") or len(owners) != 1:
            return None
        if owners[0] not in self.actors or self.actors.get(owners[0]).is_state:
            return None
        return self._part(owners[0], head)

    def some(self, passage: Passage, chunk: Chunk, owners: tuple[str, ...]) -> bool:
        """Whether a chunk means some members of an organisation, not the whole of it."""
        words = passage.low[chunk.first : chunk.head + 1]
        if "member" in words or "members" in words:
            return passage.tag[chunk.head] in ("NNS", "NNPS")
        few = bool(FEW & set(words))
        organisation = any(
            name in self.actors and not self.actors.get(name).is_state for name in owners
        )
        return passage.tag[chunk.head] in ("NNS", "NNPS") and (few or organisation)

    def _organisation(
        self, passage: Passage, chunk: Chunk, chunks: list[Chunk], index: int, when: Edtf | None
    ) -> tuple[str, ...]:
        """Return whom a description means: "West African leaders", "its allies".

        Also by what stands behind: "leaders of the Gulf states", "ministers of the twenty-eight".
        """
        low, head = passage.low, passage.low[chunk.head]
        if chunk.plural and head in LEADERS and self._whole(passage, chunk):
            near = self._behind(passage, chunk, chunks[index + 1 : index + 3])
            if near is not None:
                spoken = low[near.first : near.last + 1]
                meant = self.implied.of_territory(spoken, self.said.known(), when)
                if meant:
                    return meant
                if spoken[0] == "the":
                    return self._number(passage, near, spoken[1:], when)
        spoken = low[chunk.first : chunk.head + 1]
        if head in ("court", "tribunal") and low[chunk.last + 1 : chunk.last + 4] in _AT_HAGUE:
            return self.implied.of_region(["hague", head], self.said.known(), when)
        if spoken[-2:] == ["regional", head] and chunk.plural and head in LEADERS:
            return tuple(self.said.organisations[-1:]) if len(spoken) < 4 else ()
        if head in heads() or head in ("allies", "partners"):
            if head in LEADERS and not chunk.plural:
                return ()
            if head in ("allies", "partners") and passage.tag[chunk.first] == "PRP$":
                spoken = spoken[1:]
            meant = self.implied.of_region(spoken, self.said.known(), when)
            if meant:
                return meant
            counted = spoken[0] in ("the", "all") and (head in LEADERS or head in MEMBERS)
            if counted and len(spoken) > 2 and not self._few(passage, chunk):
                return self._number(passage, chunk, spoken[1:-1], when)
        elif spoken[0] == "the" and not chunk.names and not self.said.among(passage, chunk):
            return self._number(passage, chunk, spoken[1:], when)
        return ()

    def _behind(self, passage: Passage, chunk: Chunk, after: list[Chunk]) -> Chunk | None:
        """Return the chunk behind "of": in "heads of state and government of the six", the six."""
        low = passage.low
        if low[chunk.last + 1 : chunk.last + 2] != ["of"] or not after:
            return None
        near = after[0]
        if low[near.first : near.last + 1] in (["state"], ["government"], ["state", "government"]):
            near = after[-1]
            if low[near.first : near.last + 1] == ["government"] or low[near.first - 1] != "of":
                return None
        return near

    def _number(
        self, passage: Passage, chunk: Chunk, spoken: list[str], when: Edtf | None
    ) -> tuple[str, ...]:
        """Return the organisation that "the twenty-eight", "the Nine" mean."""
        count = number_of(spoken)
        if count < 4 or when is None:
            return ()
        for name in dict.fromkeys(reversed(self.said.organisations)):
            if len(self.actors.members(name, when)) == count:
                return (name,)
        if passage.words[chunk.head][:1].isupper() and number_of([passage.low[chunk.head]]):
            for name in _BY_NUMBER:
                if name in self.actors and len(self.actors.members(name, when)) == count:
                    return (name,)
        found = self.implied.of_number(count, self.said.named(), when)
        return (found,) if found else ()

    def _few(self, passage: Passage, chunk: Chunk) -> bool:
        return bool(chunk.names) or self.said.among(passage, chunk)

    def _whole(self, passage: Passage, chunk: Chunk) -> bool:
        """Whether a chunk has nothing before its noun but an article or "foreign"."""
        between = passage.low[chunk.first : chunk.head]
        return all(word in ("the", "foreign", "defence", "defense", "prime") for word in between)

    def _overrules(self, passage: Passage, chunk: Chunk, meant: tuple[str, ...]) -> bool:
        """Whether an organisation is meant although a name stands there: "the six Gulf states"."""
        at_head = [hit for hit in chunk.names if hit[0] <= chunk.head <= hit[1]]
        senses = {hit[3].sense for hit in chunk.names}
        if not senses <= {"adjective", "demonym", "name", "capital", "place"}:
            return False
        if not at_head:
            return True
        if self.actors.get(at_head[0][3].actor).kind != "grouping":
            return False
        numbered = "CD" in passage.tag[chunk.first : chunk.head]
        return numbered or any(name in self.said.seen or name in self.said.ahead for name in meant)
