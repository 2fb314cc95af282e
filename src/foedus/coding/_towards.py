"""Whom an act is towards, where the words around it do not say.

The alliance for an act of membership, the member in need for help that is refused, the one whose
words are denied, the state that is left, and the only other party of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from foedus._edtf import Edtf
from foedus.actors import Actors
from foedus.coding._bonds import pacts
from foedus.coding._chunks import Chunk
from foedus.coding._draft import Draft
from foedus.coding._find import Finder
from foedus.coding._implied import Implied
from foedus.coding._parse import Passage
from foedus.coding._roles import Party

_MEMBERSHIP = frozenset(("freeze", "boycott", "exit", "announce-exit", "join", "withhold-dues"))
_ONE_SIDED = frozenset(("REJECT", "THREATEN", "COERCE", "SANCTION", "RETREAT", "REQUEST"))
_ALLIES = re.compile(r"^~(?:its|their|his|her|the|other) (?:own )?allies(?:@|$)", re.IGNORECASE)


class Towards:
    """Completes the targets of one passage."""

    def __init__(
        self,
        passage: Passage,
        chunks: list[Chunk | None],
        finder: Finder,
        actors: Actors,
        implied: Implied,
        seen: Mapping[str, int],
    ) -> None:
        self.passage = passage
        self.chunks = chunks
        self.finder = finder
        self.actors = actors
        self.implied = implied
        self.seen = seen

    def allies(self, source: Party, target: Party, when: Edtf | None) -> Party:
        """Return the alliance that "its allies" are."""
        if not (len(target.actors) == 1 and _ALLIES.match(target.actors[0])):
            return target
        state = next((name for name in source.actors if self.finder.is_kind(name, "state")), None)
        meant = self.implied.allies_of(state, when) if state else None
        return Party((meant,), None, 0.6, target.word, "implied") if meant else target

    def completed(
        self,
        draft: Draft,
        act: str | None,
        sources: tuple[str, ...],
        speaker: str | None,
        when: Edtf | None,
    ) -> tuple[str, ...]:
        """Return the targets of an event that has none yet."""
        if act in _MEMBERSHIP or (act == "request-help" and self._of_treaty(draft.hit.word)):
            meant = self._alliance(draft.hit.word, sources, when)
            return (meant,) if meant and meant not in sources else ()
        if act in ("consult", "affirm", "deny", "accuse", "criticise", "condemn"):
            return ()
        if draft.type == "RETREAT":
            left = self._named(draft.hit.word, sources, speaker, places=True)
            return left if len(left) == 1 else ()
        if draft.type in _ONE_SIDED:
            others = self._named(draft.hit.word, sources, speaker, places=False)
            if act in ("refuse-help", "deflect"):
                others = tuple(
                    name for name in others if self.implied.common((*sources, name), when)
                )
            states = tuple(name for name in others if self.finder.is_kind(name, "state"))
            return others if len(others) == 1 else states if len(states) == 1 else ()
        return ()

    def in_need(
        self, source: Party, sentence: int, before: int, when: Edtf | None, known: tuple[str, ...]
    ) -> Party:
        """Return the member that an alliance leaves alone: the one that the text is about."""
        if not any(self.finder.is_kind(name, "alliance") for name in source.actors):
            return Party()
        members = {
            state
            for name in source.actors
            if name in self.actors
            for state in self.actors.members(name, when)
        }
        named = [
            chunk.actors[0]
            for word, chunk in enumerate(self.chunks[:before])
            if chunk is not None and chunk.first == word and chunk.actors
        ]
        near = [name for name in (*known, *named)[-12:] if name in members]
        if not near:
            return Party()
        best = max(dict.fromkeys(reversed(near)), key=lambda name: self.seen.get(name, 0))
        return Party((best,), None, 0.6, -1, "context")

    def _alliance(self, word: int, sources: tuple[str, ...], when: Edtf | None) -> str | None:
        states = [name for name in sources if self.finder.is_kind(name, "state")]
        if not states:
            return None
        # in the order of the text, so that of several partners it is always the same
        others = [
            name
            for name in (*self._named(word, sources, None, places=True), *self.seen)
            if self.finder.is_kind(name, "state") and name not in states
        ]
        for one in states:
            for other in others:
                pact = pacts().get(frozenset((one, other)))
                if pact is not None and when is not None and pact.overlaps(when):
                    return other
        return self.implied.common((*states, *others), when) or (
            self.implied.allies_of(states[0], when, only=True) if len(set(states)) == 1 else None
        )

    def _of_treaty(self, word: int) -> bool:
        """Whether the sentence speaks of an article, a treaty or an ally."""
        start, stop = self.passage.sentences[self.passage.sentence[word]]
        spoken = set(self.passage.low[start:stop])
        return bool(spoken & {"article", "treaty", "pact", "allies", "alliance", "charter"})

    def _named(
        self, word: int, sources: tuple[str, ...], speaker: str | None, *, places: bool
    ) -> tuple[str, ...]:
        """Return the other actors that the sentence names."""
        start, stop = self.passage.sentences[self.passage.sentence[word]]
        found: dict[str, None] = {}
        for index in range(start, stop):
            chunk = self.chunks[index]
            if chunk is None or chunk.first != index or (chunk.place and not places):
                continue
            for name in (*chunk.actors, *chunk.owners):
                if name in self.actors and name not in sources and name != speaker:
                    found[name] = None
        return tuple(found)
