"""Whose words a passage rests on.

::

    X said that …            what depends on the verb
    "…", X said.             what stands before it
    X: "… . … . …"           a quotation over several sentences
    according to X, …        the whole sentence
"""

from __future__ import annotations

from dataclasses import dataclass

from foedus.coding._chunks import Chunk
from foedus.coding._clauses import Clauses
from foedus.coding._find import Hit
from foedus.coding._lexicon import lexicon
from foedus.coding._parse import Passage
from foedus.coding._roles import Party, Roles
from foedus.coding._words import words

_NOT_SPEAKING = words(
    "see saw seen sees find found finds show showed shown shows mean meant means hear heard "
    "think thought know knew known believe fear question"
)
_SOURCES = words("sources source media reports report press agency agencies newspaper officials")


@dataclass(slots=True)
class Speech:
    """An act of speaking: who, and from which word to which the words are theirs."""

    verb: int
    speaker: Party
    first: int
    last: int
    direct: bool = False


class Attribution:
    """Finds the speeches of a document, passage by passage."""

    def __init__(self) -> None:
        self._open: Party | None = None  # a quotation that a paragraph left open
        self._last: Party | None = None

    def read(
        self,
        passage: Passage,
        clauses: Clauses,
        chunks: list[Chunk | None],
        hits: dict[int, Hit],
        roles: Roles,
    ) -> list[Speech]:
        """Return the speeches of a passage; the narrowest around a word is its speech."""
        found: list[Speech] = []
        verbs: list[tuple[int, Party]] = []
        quotes = quotations(passage)
        for word, hit in hits.items():
            if not _speaks(passage, hit) or any(a < word < b for a, b in quotes):
                continue
            speaker = self._speaker(passage, clauses, hit, roles)
            if not speaker:
                continue
            verbs.append((word, speaker))
            found += self._scope(passage, clauses, chunks, hit, speaker)
        found += self._according(passage, chunks, roles)
        found += self._quoted(passage, quotes, verbs)
        return found

    def _speaker(self, passage: Passage, clauses: Clauses, hit: Hit, roles: Roles) -> Party:
        around = hit.around
        assert hit.group is not None
        if hit.group.passive:
            agent = around.after("by")
            return roles.party(agent, owners=True) if agent >= 0 else Party()
        found = roles.party(around.subject) if around.subject >= 0 else Party()
        if not found and hit.word + 1 < len(passage.words):
            # "…," said the minister
            near = roles.chunks[hit.word + 1]
            if near is not None and near.first == hit.word + 1 and near.actors:
                before = passage.low[hit.word - 1] if hit.word else ""
                if before in (",", '"', "?", "!"):
                    return roles.party(near.head)
        if not found and around.subject >= 0:
            found = roles._thing(around.subject)
        return found

    def _scope(
        self,
        passage: Passage,
        clauses: Clauses,
        chunks: list[Chunk | None],
        hit: Hit,
        speaker: Party,
    ) -> list[Speech]:
        word = hit.word
        start, stop = passage.sentences[passage.sentence[word]]
        made: list[Speech] = []
        after = word + 1
        while after < stop and passage.tag[after] in ("RB", "RP"):
            after += 1
        low = passage.low
        that = next(
            (
                i
                for i in range(word + 1, min(stop, word + 12))
                if low[i] == "that" and passage.tag[i] == "IN"
            ),
            -1,
        )
        if (
            that >= 0
            and any(low[i] in (",", ";", '"') for i in range(word + 1, that))
            and low[word + 1] != ","
        ) and not any(passage.under(below, word) and below > that for below in hit.around.below):
            that = -1
        if that >= 0:
            made.append(Speech(word, speaker, that + 1, self._stop(passage, that + 1, stop, word)))
        else:
            below = [b for b in hit.around.below if b > word]
            if below:
                first = min(passage.subtree(b)[0] for b in below)
                last = max(passage.subtree(b)[1] for b in below)
                made.append(Speech(word, speaker, max(first, word + 1), last))
            elif after < stop and low[after] in (":", '"'):
                made.append(Speech(word, speaker, after + 1, stop - 1))
        subject = hit.around.subject
        opening = min(word, subject if subject >= 0 else word)
        if subject > word or subject < 0:
            opening = word
        chunk = chunks[opening]
        if chunk is not None:
            opening = chunk.first
        comma = opening - 1
        ends_there = stop - max(word, subject) <= 14
        told_after = any(passage.dep[b] == "ccomp" and b > word for b in hit.around.below)
        closing = comma > start and low[comma] in (",", '"') and ends_there and that < 0
        if closing and not told_after:
            # the words before are theirs: "Armenia froze its membership, he said."
            made.append(Speech(word, speaker, start, comma))
        return made

    def _stop(self, passage: Passage, first: int, stop: int, verb: int) -> int:
        """Return the last word of a that-clause: a semicolon or a new main clause ends it."""
        for index in range(first, stop):
            if passage.low[index] == ";":
                return index
            if (
                passage.low[index] in ("but", "while", "although")
                and passage.low[index - 1] == ","
                and index + 1 < stop
                and passage.head[passage.head[index]] == verb
                and passage.dep[passage.head[index]] == "conj"
            ):
                return index
        return stop - 1

    def _according(
        self, passage: Passage, chunks: list[Chunk | None], roles: Roles
    ) -> list[Speech]:
        made = []
        for index, low in enumerate(passage.low[:-2]):
            if low == "according" and passage.low[index + 1] == "to":
                chunk = chunks[index + 2]
                if chunk is not None:
                    speaker = roles.party(chunk.head, owners=True)
                    if speaker:
                        start, stop = passage.sentences[passage.sentence[index]]
                        made.append(Speech(index, speaker, start, stop - 1))
        return made

    def _quoted(
        self, passage: Passage, quotes: list[tuple[int, int]], verbs: list[tuple[int, Party]]
    ) -> list[Speech]:
        made: list[Speech] = []
        previous: Party | None = self._last if quotes and quotes[0][0] == 0 else None
        if self._open is not None and quotes and quotes[0][0] == 0:
            previous = self._open
        for first, last in quotes:
            if (
                last - first < 5
                and passage.sentence[first] == passage.sentence[min(last, len(passage.words) - 1)]
            ):
                inner_end = passage.low[last - 1] if last - 1 > first else ""
                if inner_end not in (",", ".", "!", "?"):
                    continue
            numbers = {passage.sentence[first], passage.sentence[min(last, len(passage.words) - 1)]}
            if first:
                numbers.add(passage.sentence[first - 1])
            near = [
                (abs(word - first) if word < first else abs(word - last), word, speaker)
                for word, speaker in verbs
                if passage.sentence[word] in numbers
            ]
            if not near and last + 1 < len(passage.words):
                following = passage.sentence[last + 1]
                near = [
                    (word - last, word, speaker)
                    for word, speaker in verbs
                    if passage.sentence[word] == following and 0 < word - last < 8
                ]
            if near:
                previous = min(near, key=lambda item: item[0])[2]
                verb = min(near, key=lambda item: item[0])[1]
            else:
                verb = -1
            if previous is not None:
                made.append(Speech(verb, previous, first, last, direct=True))
        if quotes:
            self._last = previous
            self._open = (
                previous
                if quotes[-1][1] >= len(passage.words) - 1 and passage.low[-1] != '"'
                else None
            )
        return made


def quotations(passage: Passage) -> list[tuple[int, int]]:
    """Return the stretches between quotation marks; one left open runs to the paragraph's end."""
    marks = [index for index, word in enumerate(passage.words) if word == '"']
    made: list[tuple[int, int]] = []
    for pair in range(0, len(marks), 2):
        last = marks[pair + 1] if pair + 1 < len(marks) else len(passage.words) - 1
        made.append((marks[pair], last))
    return made


def _speaks(passage: Passage, hit: Hit) -> bool:
    if hit.noun or hit.group is None:
        return False
    if passage.low[hit.word] in _NOT_SPEAKING:
        return False
    if passage.low[hit.word] in lexicon().reporting:
        return True
    return hit.entry is not None and hit.entry.speech


def speech_of(speeches: list[Speech], word: int, *, outside: int = -1) -> Speech | None:
    """Return the narrowest speech in which a word stands."""
    best: Speech | None = None
    for speech in speeches:
        inside = speech.first <= word <= speech.last and speech.verb not in (word, outside)
        if inside and (best is None or speech.last - speech.first < best.last - best.first):
            best = speech
    return best
