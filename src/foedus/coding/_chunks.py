"""Noun chunks: where they begin and end, and which names stand in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from foedus.actors import Match
from foedus.coding._lexicon import lexicon
from foedus.coding._names import Name
from foedus.coding._parse import Passage
from foedus.coding._people import People
from foedus.coding._regions import ends_region
from foedus.coding._words import singular, words

_INSIDE = words(
    "DT PDT PRP$ CD JJ JJR JJS NN NNS NNP NNPS POS HYPH AFX FW VBN VBG ADD $ SYM NFP GW"
)
NOUN = frozenset(("NN", "NNS", "NNP", "NNPS", "FW", "ADD", "GW"))
CALENDAR = words(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter"
)
_QUALIFIED = re.compile(r"^(?:pro|anti|ex|non|former)-", re.IGNORECASE)


# "the Turkic states", "the East African grouping": what the parser may take for verbs
_MISREAD = {"states": "NNS", "grouping": "NN"}
# verbs that it may take for nouns between two names
_AS_VERBS = words("attack help aid support fight blame arm")


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
        name, person, seat, place, government, armed, group, members, pronoun, back, or thing.
    sure
        How certain the resolution is, from 0 to 1.
    joined
        All the actors of the list in which it stands: "Mali, Burkina Faso and Niger".
    place
        Whether it only says where something happens.
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
    plural: bool = False
    joined: tuple[str, ...] = ()
    names: list[tuple[int, int, str, Match]] = field(default_factory=list)


def place(passage: Passage, found: list[Name]) -> dict[int, tuple[int, Name]]:
    """Return, for the first word of each name, its last word and the name."""
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
    return placed


def cut(
    passage: Passage, start: int, stop: int, placed: dict[int, tuple[int, Name]]
) -> list[Chunk]:
    """Cut a sentence into noun chunks, by tags and by the names that stand in it."""
    tags, low, words = passage.tag, passage.low, passage.words
    for word in range(start + 1, stop):
        if low[word] in _MISREAD and tags[word][0] == "V" and ends_region(low, word):
            tags[word] = _MISREAD[low[word]]
    chunks: list[Chunk] = []
    index = start
    while index < stop:
        if low[index] == "up" and index + 1 < stop and low[index + 1] == "to":
            index += 2
            continue
        if index in placed:
            first, index = index, placed[index][0] + 1
        elif tags[index] == "PRP" or (low[index] in ("who", "which") and tags[index][0] == "W"):
            chunks.append(Chunk(index, index, index, how="pronoun"))
            index += 1
            continue
        elif tags[index] in _INSIDE and not (
            tags[index] in ("VBN", "VBG", "SYM", "NFP", "HYPH", "POS")
            and not _opens(passage, index, stop)
        ):
            first = index
            index += 1
        else:
            index += 1
            continue
        while index < stop:
            if (
                low[index] in CALENDAR
                and index not in placed
                and tags[index] in ("NNP", "NN")
                and low[index] != "may"
            ):
                break
            if (
                words[index] == "("
                and index + 2 < stop
                and words[index + 2] == ")"
                and tags[index - 1] in NOUN
            ):
                index += 3  # "the Asia-Pacific Economic Cooperation (APEC) forum"
                continue
            if tags[index] == "CD" and in_name(index - 1, placed):
                break  # "gave the Ivory Coast 5 million dollars"
            if index in placed:
                if low[index - 1] in _AS_VERBS and index - 1 > first and in_name(index - 2, placed):
                    index -= 1
                    tags[index] = "VB"
                    break  # "should Austria attack Serbia"
                if low[index - 1] == "," or (
                    words[index][0].isupper() and tags[index - 1] == "NNS"
                ):
                    break
                if low[first] in CALENDAR and first not in placed and tags[index - 1] == "CD":
                    break  # "in February 2024 ECOWAS"
                index = placed[index][0] + 1
            elif tags[index] in _INSIDE:
                if tags[index] in ("VBN", "VBG") and not _opens(passage, index, stop):
                    break
                if tags[index] in ("DT", "PRP$", "PDT") and (
                    tags[index - 1] in NOUN or tags[index - 1] == "CD" or in_name(index - 1, placed)
                ):
                    break  # "in 2025 the three states", "in Belgrade a crowd"
                index += 1
            elif (
                low[index] in ("and", "or")
                and index + 1 < stop
                and (tags[index + 1] in ("JJ", "NNP") or index + 1 in placed)
                and _adjective(index - 1, placed)
                and _adjective(index + 1, placed)
            ):
                index += 1
            else:
                break
        last = index - 1
        if last > first and not any(
            tags[w] in NOUN or in_name(w, placed) for w in range(first, last + 1)
        ):
            chunks.append(Chunk(first, last, last))  # "the tribunal", taken for an adjective
            continue
        while last > first and tags[last] not in NOUN and not in_name(last, placed):
            if tags[last] in ("CD", "PRP$", "DT", "JJ", "JJS", "JJR") and last == first:
                break
            if tags[last] == "JJ" and tags[last - 1] in ("POS", "DT", "PRP$"):
                break  # "Moscow's narrative", its noun taken for an adjective
            last -= 1
        if tags[last] in NOUN or in_name(last, placed) or tags[last] in ("CD", "JJ", "DT"):
            chunks.append(Chunk(first, last, _head(passage, first, last, placed)))
        index = max(index, last + 1)
    return chunks


def _adjective(word: int, placed: dict[int, tuple[int, Name]]) -> bool:
    hit = placed.get(word)
    return hit is not None and any(match.sense == "adjective" for match, _ in hit[1].hits)


def _head(passage: Passage, first: int, last: int, placed: dict[int, tuple[int, Name]]) -> int:
    if passage.tag[last] == "JJ" or in_name(last, placed):
        return last
    for word in range(last, first - 1, -1):
        if passage.tag[word] in NOUN:
            return word
    return last


@cache
def things() -> frozenset[str]:
    """Return nouns that name no actor, even with a capital: Article, Treaty, Summit."""
    classes = lexicon().classes
    named = (
        "document",
        "meeting",
        "territory",
        "weapon",
        "attack",
        "protest",
        "talks",
        "dues",
        "membership",
        "ties",
    )
    words = frozenset(word for name in named for word in classes[name])
    return words | frozenset(
        ("article", "articles", "day", "clause", "chapter", "cookie", "policy", "cookies")
    )


def in_name(word: int, placed: dict[int, tuple[int, Name]]) -> bool:
    for first in range(word, max(0, word - 8) - 1, -1):
        if first in placed and word <= placed[first][0]:
            return True
    return False


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
    noun_follows = after > index + 1 or (after < stop and passage.tag[after] in NOUN)
    return noun_follows and before in ("DT", "PRP$", "JJ", "POS", "CD", "HYPH")


def is_place(passage: Passage, chunk: Chunk) -> bool:
    """Whether a state or a town is only where something happens."""
    before = passage.low[chunk.first - 1] if chunk.first else ""
    return before in (
        "in",
        "at",
        "near",
        "inside",
        "outside",
        "around",
        "across",
        "into",
        "throughout",
    )


# a document that is called after the town where it was signed: "the Lisbon treaty"
_SIGNED = words(
    "treaty treaties pact convention conventions protocol protocols charter statute accord accords "
    "agreements declaration communique communiqué conference constitution"
)
_PEACE = words("treaty pact convention peace charter statute protocol")
_POINTS = frozenset(("West", "the West", "The West"))
_PARTS = words("African Africa Indian Indies Bank Asian Asia European Point End Germanic")
_OTHER_AMERICAS = words("south latin central inter pan ibero north african all intra")


def no_name(passage: Passage, first: int, last: int, name: Name) -> bool:
    """Whether a name of the tables stands for nobody where it stands.

    A town after which a treaty is called ("the Locarno treaty", "the treaty of Nice"), and the
    "American" of "South American".
    """
    low, tag = passage.low, passage.tag
    if name.form.startswith("America"):
        before = first - 2 if first > 1 and low[first - 1] == "-" else first - 1
        return before >= 0 and low[before] in _OTHER_AMERICAS
    if name.form == "People's Republic":  # "of Bulgaria", "the Donetsk People's Republic"
        named = first > 0 and passage.words[first - 1][:1].isupper() and low[first - 1] != "the"
        return named or low[last + 1 : last + 2] == ["of"]
    if name.form == "Hezbollah":
        return first > 0 and low[first - 1] in ("kataib", "kata'ib", "katib")
    if name.form in _POINTS and last + 1 < len(low):
        return passage.words[last + 1] in _PARTS  # "West African"
    senses = {match.sense for match, _ in name.hits}
    if not senses & {"capital", "place"} or "name" in senses:
        return False
    after = last + 1
    if after < len(low) and low[after] in _SIGNED and tag[after] in NOUN:
        return True
    return first > 2 and low[first - 1] == "of" and low[first - 2] in _PEACE


def lemma_of(passage: Passage, word: int) -> str:
    """Return a noun's singular in lower case."""
    low = passage.low[word]
    return singular(low) if passage.tag[word] in ("NNS", "NNPS") else low


def join(passage: Passage, chunks: list[Chunk]) -> None:
    """Tell the members of a list of each other, so that "they" can mean them all."""
    low = passage.low
    run: list[Chunk] = []
    closed = False
    for chunk in [*chunks, None]:
        between = low[run[-1].last + 1 : chunk.first] if run and chunk is not None else []
        linked = bool(between) and set(between) <= {",", "and"} and not closed
        if chunk is not None and chunk.actors and chunk.how != "pronoun" and (linked or not run):
            run.append(chunk)
            closed = "and" in between
            continue
        if closed and len(run) > 1:
            together = tuple(dict.fromkeys(name for one in run for name in one.actors))
            for one in run:
                one.joined = together
        run = [chunk] if chunk is not None and chunk.actors and chunk.how != "pronoun" else []
        closed = False


def listed(passage: Passage, chunks: list[Chunk], index: int) -> list[str]:
    """Return the rest of a list: "the armies of Poland, Hungary and Bulgaria"."""
    rest: list[str] = []
    for near, after in pairwise(chunks[index:]):
        between = passage.low[near.last + 1 : after.first]
        if between not in ([","], ["and"], [",", "and"]) or not after.names:
            break
        rest.append(after.names[0][3].actor)
        if "and" in between:
            return rest
    return []


def behind(
    passage: Passage, chunk: Chunk, chunks: list[Chunk], index: int, nouns: People
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
    if head in nouns.government:
        allowed = ("of", "from", "in", "for", "to")
    elif head in nouns.armed:
        allowed = ("of", "from", "in")
    if passage.low[after] in allowed:
        names = [hit for hit in near.names if hit[0] <= near.head <= hit[1]]
        if names or (
            near.names and passage.tag[near.names[0][1] + 1 : near.names[0][1] + 2] == ["POS"]
        ):
            found = [(names or near.names)[0][3].actor]
            if names and chunk.plural:
                found += listed(passage, chunks, index + 1)
            return tuple(dict.fromkeys(found))
        if near.names and passage.low[after] == "of":
            return (near.names[0][3].actor,)
    return ()
