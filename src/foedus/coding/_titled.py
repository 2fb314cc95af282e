"""People whom no table knows, learnt from their titles: "Tim Barrow, Britain's ambassador"."""

from __future__ import annotations

from collections.abc import Callable

from foedus.coding._chunks import Chunk
from foedus.coding._parse import Passage
from foedus.coding._people import People


def learn(
    passage: Passage,
    chunks: list[Chunk],
    nouns: People,
    known: dict[str, tuple[str, str]],
    spelled: Callable[[str], tuple[str, str] | None],
) -> None:
    """Learn people that no table knows from their titles: "X, the spokesperson of Y".

    Without a title, `spelled` says whom a table knows under another spelling.
    """
    for index, chunk in enumerate(chunks):
        tail = capitals(passage, chunk, nouns)
        if tail is None or any(hit[3].tenure for hit in chunk.names):
            continue
        start, full = tail
        actor = None
        titled = any(passage.low[w] in nouns.titles for w in range(chunk.first, start))
        if titled and chunk.names and chunk.names[0][0] < start:
            actor = chunk.names[0][3].actor
        elif len(full.split()) >= 2 or titled:
            actor = _apposed(passage, chunks, index, titled, nouns)
        person = (actor, full) if actor is not None else None
        if person is None and " " in full and full not in known:
            person = spelled(full)
        if person is not None:
            known[full.split()[-1]] = known[full] = person


def _apposed(
    passage: Passage, chunks: list[Chunk], index: int, titled: bool, nouns: People
) -> str | None:
    """Return whom a person speaks for, where a title with an actor stands beside the name."""
    chunk = chunks[index]
    after = chunk.last + 1
    if after < len(passage.words) and passage.words[after] in (",", "("):
        for near in chunks[index + 1 : index + 5]:
            if near.first - after > 12 or "," in passage.words[after + 1 : near.first]:
                break
            low = passage.low[near.first : near.last + 1]
            if near.names and any(
                word in nouns.titles for word in passage.low[after : near.last + 1]
            ):
                if any(hit[3].tenure for hit in near.names) and not set(low) & nouns.titles:
                    break
                return near.names[0][3].actor
    before = chunk.first - 1
    if before > 0 and passage.words[before] == "," and index:
        # "Speaker of Armenia's National Assembly, Alen Simonyan,"
        for near in reversed(chunks[max(0, index - 3) : index]):
            if "," in passage.words[near.last + 1 : before]:
                break
            words = passage.low[max(0, near.first - 6) : near.last + 1]
            if passage.low[near.first - 1] == "to" and nouns.sent & set(words):
                continue  # "Britain's ambassador to the European Union, Tim Barrow,"
            if near.names and any(word in nouns.titles for word in words):
                return near.names[0][3].actor
    return None


def capitals(passage: Passage, chunk: Chunk, nouns: People) -> tuple[int, str] | None:
    """Return the run of capitalised words that ends a chunk, if it can be a person's name."""
    if (
        passage.tag[chunk.last] not in ("NNP", "NN", "FW")
        or not passage.words[chunk.last][:1].isupper()
        or any(a <= chunk.last <= b for a, b, *_ in chunk.names)
    ):
        return None
    start = chunk.last
    while (
        start > chunk.first
        and passage.words[start - 1][:1].isupper()
        and passage.low[start - 1] not in nouns.titles
        and passage.low[start - 1] not in ("the", "a")
        and not any(a <= start - 1 <= b for a, b, *_ in chunk.names)
    ):
        start -= 1
    words = passage.words[start : chunk.last + 1]
    last = passage.low[chunk.last]
    if last in nouns.government or last in nouns.groups or last in nouns.armed:
        return None
    if len(words) > 4 or any(word.isupper() and len(word) > 3 for word in words):
        return None
    return start, " ".join(words)
