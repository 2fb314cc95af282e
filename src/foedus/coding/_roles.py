"""Who acts and towards whom: from the places around a trigger to actors."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.coding._chunks import Chunk
from foedus.coding._clauses import Clauses, preposition_of
from foedus.coding._find import Finder, Hit
from foedus.coding._parse import Passage
from foedus.coding._words import words

_LISTED = ("name", "person")
_LINK = words("and or , & as well plus nor then both with")


@dataclass(slots=True)
class Party:
    """Actors in a place, with the person and how certain the reading is."""

    actors: tuple[str, ...] = ()
    person: str | None = None
    sure: float = 1.0
    word: int = -1
    how: str = ""

    def __bool__(self) -> bool:
        return bool(self.actors)


class Roles:
    """Reads sources and targets in one passage."""

    def __init__(
        self, passage: Passage, chunks: list[Chunk | None], clauses: Clauses, finder: Finder
    ) -> None:
        self.passage = passage
        self.chunks = chunks
        self.clauses = clauses
        self.finder = finder
        self.last_organisation: list[str] = []

    # -- chunks to parties ---------------------------------------------------------------

    def party(self, word: int, *, owners: bool = False, places: bool = True) -> Party:
        """Return the actors that a word's chunk stands for, with those coordinated with it."""
        if word < 0:
            return Party()
        chunk = self.chunks[word]
        if chunk is None:
            return Party()
        actors: list[str] = []
        person, sure, how = None, 1.0, chunk.how
        for member in self.coordinated(chunk):
            if not places and member.place:
                continue
            named = member.actors or (member.owners if owners else ())
            actors += [name for name in named if name not in actors]
            if named:
                sure = min(sure, member.sure if member.actors else 0.75)
                person = person or member.person
        if not actors:
            return Party()
        return Party(tuple(actors), person, sure, word, how)

    def coordinated(self, chunk: Chunk) -> list[Chunk]:
        """Return a chunk with those that a list joins to it: "A, B and C"."""
        passage = self.passage
        before = self._before(chunk)
        chain = [*before, chunk]
        pending: list[Chunk] = []
        current = chunk
        stop = passage.sentences[passage.sentence[chunk.head]][1]
        while True:
            index = current.last + 1
            joined = comma = False
            while index < stop and passage.low[index] in _LINK:
                low = passage.low[index]
                if low in ("and", "or", "&", "plus", "nor", "well") or (
                    low == "with" and comma and passage.low[index - 1] == "along"
                ):
                    joined = True
                elif low == ",":
                    comma = True
                elif low == "with":
                    break
                index += 1
            if index >= stop or not (joined or comma):
                break
            near = self.chunks[index]
            if near is None or near.first != index or not near.actors or near.how == "pronoun":
                break
            after = near.last + 1
            if after < stop and passage.tag[after] in ("VBD", "VBZ", "VBP", "MD") and not joined:
                break
            if (
                passage.dep[near.head].startswith("nsubj")
                and passage.head[near.head] > near.head
                and (
                    passage.head[near.head] != passage.head[chunk.head]
                    and not passage.dep[chunk.head].startswith("nsubj")
                )
            ):
                break  # "…, and Russia sent": the subject of the next clause
            pending.append(near)
            if joined:
                if near.how in ("person",) and comma and not self._conjunct(near, chunk):
                    break
                chain += pending
                pending = []
                if passage.low[index - 1] in ("and", "or"):
                    break
            current = near
        return chain

    def _before(self, chunk: Chunk) -> list[Chunk]:
        """Return the members of a list before the one that the parse took for its head."""
        passage = self.passage
        start = passage.sentences[passage.sentence[chunk.head]][0]
        made: list[Chunk] = []
        first = chunk.first
        joined = False
        while first - 2 >= start and passage.low[first - 1] in (",", "and", "or"):
            if passage.low[first - 1] in ("and", "or"):
                if joined:
                    break
                joined = True
            near = self.chunks[first - 2]
            if near is None or near.last != first - 2 or not near.actors or near.how == "pronoun":
                break
            alike = near.how == chunk.how and near.how in _LISTED
            if passage.low[first - 1] == "," and not alike:
                break
            preceding = passage.low[near.first - 1] if near.first > start else ""
            if near.first > start and passage.tag[near.first - 1] in (
                "VB",
                "VBD",
                "VBZ",
                "VBP",
                "VBG",
                "VBN",
                "IN",
                "TO",
            ):
                break
            if preceding in ("in", "at", "from", "to", "with", "for", "near", "against"):
                break
            made.insert(0, near)
            first = near.first
        if not joined:
            after = chunk.last + 1
            if after >= len(passage.low) or passage.low[after] not in ("and", "or", ","):
                return []
            follows = self.chunks[after + 1] if after + 1 < len(passage.low) else None
            if follows is None or follows.how not in _LISTED:
                return []
        return made

    def _conjunct(self, near: Chunk, chunk: Chunk) -> bool:
        return self.passage.dep[near.head] == "conj"

    # -- roles ---------------------------------------------------------------------------

    def source(self, hit: Hit) -> Party:
        """Return who acts."""
        assert hit.entry is not None
        for place in hit.entry.source:
            found = self._source_at(hit, place)
            if found:
                return found
        return Party()

    def _source_at(self, hit: Hit, place: str) -> Party:
        around = hit.around
        if place == "subject":
            if hit.noun:
                return self._noun_source(hit)
            assert hit.group is not None
            if hit.group.passive:
                agent = around.after("by")
                if agent >= 0:
                    return self.party(agent, owners=True)
                owned = self.party(around.subject, owners=True) if around.subject >= 0 else Party()
                chunk = self.chunks[around.subject] if around.subject >= 0 else None
                if chunk is not None and not chunk.actors:
                    return owned  # "Armenia's participation was frozen"
                return Party()
            subject = self.party(around.subject)
            if subject or around.subject < 0:
                return subject
            return self._thing(around.subject)
        if place == "object":
            for word in (
                around.objects if not (hit.group and hit.group.passive) else [around.subject]
            ):
                found = self.party(word, owners=True)
                if found:
                    return found
            return Party()
        if place == "nearby":
            return self._nearby(hit)
        word = around.after(place)
        return self.party(word, owners=True) if word >= 0 else Party()

    def _nearby(self, hit: Hit) -> Party:
        """Return the state that the sentence names beside the act."""
        passage = self.passage
        start, stop = passage.sentences[passage.sentence[hit.word]]
        own = self.chunks[hit.around.subject] if hit.around.subject >= 0 else None
        for index in range(start, stop):
            chunk = self.chunks[index]
            if chunk is None or chunk is own:
                continue
            for name in chunk.actors:
                if self.finder.is_kind(name, "state"):
                    return Party((name,), None, 0.6, index, "near")
        return Party()

    def _thing(self, word: int) -> Party:
        """Return who stands behind a thing that acts: "Russian shells hit the town"."""
        chunk = self.chunks[word]
        if chunk is None:
            return Party()
        if chunk.owners:
            return Party(chunk.owners[:1] if chunk.owners else (), None, 0.6, word, "thing")
        for kid in self.passage.kids[word]:
            if self.passage.dep[kid] == "nmod" and preposition_of(self.passage, kid) in (
                "of",
                "by",
                "from",
            ):
                found = self.party(kid)
                if found:
                    found.sure *= 0.8
                    return found
        return Party()

    def _noun_source(self, hit: Hit) -> Party:
        around = hit.around
        by = around.after("by")
        if by >= 0:
            return self.party(by)
        if around.subject >= 0:
            found = self.party(around.subject)
            if found:
                return found
        chunk = self.chunks[hit.word]
        assert hit.entry is not None
        named = chunk is not None and (bool(chunk.names) or self.passage.tag[chunk.first] == "PRP$")
        if chunk is not None and chunk.owners and named:
            return Party(chunk.owners[:1], None, 0.85, hit.word, "owner")
        of = around.after("of")
        if of >= 0 and ("of" not in hit.entry.target or around.after("from") >= 0):
            return self.party(of)  # "the withdrawal of Armenia from the bloc"
        between = around.after("between")
        if between >= 0:
            return self.party(between)
        return Party()

    def target(self, hit: Hit, source: Party) -> Party:
        """Return towards whom: the first place of the entry that holds another actor."""
        assert hit.entry is not None
        fallback = Party()
        for place in hit.entry.target:
            found = self._target_at(hit, place)
            rest = tuple(name for name in found.actors if name not in source.actors)
            if rest:
                party = Party(rest, found.person, found.sure, found.word, found.how)
                if place != "to" or not rest[0].startswith("~"):
                    return party
                fallback = fallback or party
        return fallback

    def at(self, hit: Hit, place: str, source: Party) -> Party:
        """Return the actors in one place, without those that act."""
        found = self._target_at(hit, place)
        rest = tuple(name for name in found.actors if name not in source.actors)
        return Party(rest, found.person, found.sure, found.word, found.how) if rest else Party()

    def _target_at(self, hit: Hit, place: str) -> Party:
        around = hit.around
        if place == "object":
            words = list(around.objects)
            if hit.group is not None and hit.group.passive:
                words = [around.subject, *words]
            if hit.noun:
                words = []
            for word in words:
                found = self.party(word)
                if found:
                    return found
            return Party()
        if place == "subject":
            return self.party(around.subject, owners=True)
        if place == "owner":
            for word in (
                hit.object,
                *around.objects,
                around.subject if hit.group and hit.group.passive else -1,
            ):
                found = self._inside(word)
                if found:
                    return found
            return Party()
        if place == "possessor":
            for word in (hit.object, *around.objects):
                chunk = self.chunks[word] if word >= 0 else None
                if chunk is not None and chunk.names and not chunk.actors:
                    return Party(chunk.owners, None, 0.85, word, "owner")
            return Party()
        if place == "receiver":
            return self.party(around.receiver) if around.receiver >= 0 else Party()
        if place == "complement":
            said = self._after_that(hit)
            if said:
                return said
            for verb in around.below:
                below = self.clauses.around(verb)
                if below.subject >= 0 and below.subject != around.subject:
                    found = self.party(below.subject, owners=True)
                    if found:
                        return found
            return Party()
        if place == "placed":
            for _, word in hit.placed:
                found = self.party(word, owners=True)
                if found:
                    return found
            return Party()
        if place == "organisation":
            return self._organisation(hit)
        if place == "first":
            return self._first_after(hit)
        for name, word in around.oblique:
            if name == place and (place != "in" or word > hit.word):
                found = self.party(word, owners=True)
                if found and (place != "in" or not found.actors[0].startswith("~")):
                    return found
        return Party()

    def _after_that(self, hit: Hit) -> Party:
        """Return who the clause after "that" begins with."""
        low = self.passage.low
        for index in range(hit.word + 1, min(hit.word + 5, len(low) - 1)):
            if low[index] == "that":
                chunk = self.chunks[index + 1]
                if chunk is not None and chunk.first == index + 1:
                    return self.party(chunk.head, owners=True)
        return Party()

    def _inside(self, word: int) -> Party:
        """Return who is named inside a thing: "Armenia's claims", "the invasion of Ukraine"."""
        if word < 0:
            return Party()
        chunk = self.chunks[word]
        if chunk is not None and chunk.owners:
            return Party(chunk.owners, None, 0.8, word, "owner")
        for kid in self.passage.kids[word]:
            if self.passage.dep[kid] in ("nmod", "nmod:poss", "acl"):
                found = self.party(kid, owners=True)
                if found:
                    found.sure *= 0.8
                    return found
        return Party()

    def _organisation(self, hit: Hit) -> Party:
        """Return the organisation that an act of membership is about."""
        finder = self.finder
        words = [hit.object, *(word for _, word in hit.placed), *hit.around.objects]
        words += [word for _, word in hit.around.oblique]
        if (hit.group is not None and hit.group.passive) or not hit.around.objects:
            words.append(hit.around.subject)
        if hit.noun:
            words.append(hit.word)
        for word in words:
            if word < 0:
                continue
            chunk = self.chunks[word]
            if chunk is None:
                continue
            for name in (*chunk.actors, *chunk.owners):
                if finder.is_kind(name, "organisation"):
                    return Party((name,), None, 0.95, word, "name")
            for kid in self.passage.kids[word]:
                near = self.chunks[kid]
                if near is None or near is chunk or self.passage.dep[kid] == "nmod:poss":
                    continue
                for name in (*near.actors, *near.owners):
                    if finder.is_kind(name, "organisation"):
                        return Party((name,), None, 0.9, kid, "name")
        start, stop = self.passage.sentences[self.passage.sentence[hit.word]]
        for index in range(start, stop):
            chunk = self.chunks[index]
            if chunk is not None:
                for name in (*chunk.actors, *chunk.owners):
                    if finder.is_kind(name, "alliance"):
                        return Party((name,), None, 0.7, index, "near")
        if self.last_organisation:
            return Party((self.last_organisation[-1],), None, 0.5, -1, "back")
        return Party()

    def _first_after(self, hit: Hit) -> Party:
        passage = self.passage
        stop = passage.sentences[passage.sentence[hit.word]][1]
        for index in range(hit.word + 1, min(stop, hit.word + 14)):
            if passage.low[index] in (";", ":") or passage.tag[index] in ("VBD", "VBZ", "MD"):
                break
            chunk = self.chunks[index]
            if chunk is not None and chunk.first == index and chunk.actors and not chunk.place:
                found = self.party(chunk.head)
                found.sure *= 0.7
                return found
        return Party()
