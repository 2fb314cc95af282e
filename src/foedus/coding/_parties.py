"""Source and target of a draft, where a verb above the trigger may have the say."""

from __future__ import annotations

from foedus.coding._chain import Link
from foedus.coding._chunks import Chunk
from foedus.coding._clauses import Clauses
from foedus.coding._draft import Draft
from foedus.coding._parse import Passage
from foedus.coding._roles import Party, Roles

_ASKED = ("on", "upon", "to", "with", "of", "for", "from")


class Parties:
    """Finds both sides of a draft in one passage."""

    def __init__(
        self, passage: Passage, chunks: list[Chunk | None], clauses: Clauses, roles: Roles
    ) -> None:
        self.passage = passage
        self.chunks = chunks
        self.clauses = clauses
        self.roles = roles

    def of(self, draft: Draft) -> tuple[Party, Party]:
        """Return source and target; either may be empty."""
        source = self._source(draft)
        if draft.towards is not None:
            return source, self._asked(draft, source)
        target = self.roles.target(draft.hit, source)
        rule = draft.hit.entry.when_denied if draft.hit.entry else None
        if not target and draft.gate == "nonact" and rule and rule.get("target"):
            target = self.roles.at(draft.hit, str(rule["target"]), source)
        if not target and draft.taken and draft.hit.noun:
            own = self.roles.source(draft.hit)
            rest = tuple(name for name in own.actors if name not in source.actors)
            target = Party(rest, own.person, own.sure, own.word, own.how)
        return source, target

    def _source(self, draft: Draft) -> Party:
        if draft.accuser is not None and draft.actor is None:
            found = self._accused(draft)
            if found:
                return found
        if draft.hit.noun and not draft.taken:
            own = self.roles.source(draft.hit)
            if (own or draft.hit.around.after("by") >= 0) and draft.towards is None:
                return own
        if draft.actor is not None:
            found = self.of_link(draft.actor)
            if found:
                return found
            for link in draft.links:
                found = self.of_link(link)
                if found:
                    return found
        own = self.roles.source(draft.hit)
        return own

    def of_link(self, link: Link) -> Party:
        """Return whose decision, refusal or demand a link is."""
        hit = link.hit
        around = hit.around
        if hit.noun:
            chunk = self.chunks[link.word]
            if around.subject >= 0:
                found = self.roles.party(around.subject)
                if found:
                    return found
            if chunk is not None and chunk.owners:
                return Party(chunk.owners[:1], None, 0.85, link.word, "owner")
            for name in ("by", "of", "from"):
                word = around.after(name)
                if word >= 0:
                    found = self.roles.party(word)
                    if found:
                        return found
            head = self.passage.head[link.word]
            if head != link.word and self.clauses.is_verb(head):
                upper = self.clauses.around(head)
                group = self.clauses.group(head)
                if group.passive:
                    agent = upper.after("by")
                    return self.roles.party(agent) if agent >= 0 else Party()
                return self.roles.party(upper.subject)
            return Party()
        if hit.group is not None and hit.group.passive:
            agent = around.after("by")
            if hit.operator is not None and hit.operator.actor == "object":
                return self.roles.party(agent) if agent >= 0 else Party()
            if agent >= 0:
                return self.roles.party(agent)
            return Party()
        found = self.roles.party(around.subject)
        if not found and around.subject >= 0:
            found = self.roles._thing(around.subject)
        return found

    def _accused(self, draft: Draft) -> Party:
        """Return who is charged: the object of "accuse", or the clause's own subject."""
        link = draft.accuser
        assert link is not None
        hit = draft.hit
        if link.hit.operator is not None and link.hit.operator.effect == "denied":
            own = self.roles.source(hit)
            return own or self.of_link(link)
        if not hit.noun and not hit.around.inherited and hit.around.subject >= 0:
            return self.roles.source(hit)
        group = link.hit.group
        if group is not None and group.passive:
            return self.roles.party(link.hit.around.subject)
        for word in link.hit.around.objects:
            found = self.roles.party(word)
            if found:
                return found
        return Party()

    def _asked(self, draft: Draft, source: Party) -> Party:
        """Return who is asked or threatened."""
        link = draft.towards
        assert link is not None
        around, group = link.hit.around, link.hit.group
        words: list[int] = []
        if group is not None and group.passive:
            words.append(around.subject)
        else:
            words += around.objects
            if around.receiver >= 0:
                words.insert(0, around.receiver)
        inner = draft.hit
        if not inner.noun and inner.around.subject >= 0:
            words.append(inner.around.subject)
        for name, word in around.oblique:
            if name in _ASKED:
                words.append(word)
        if inner.noun:
            words += [
                inner.around.subject,
                *(w for n, w in inner.around.oblique if n in ("by", "of", "from")),
            ]
        for word in words:
            if word < 0:
                continue
            found = self.roles.party(word)
            rest = tuple(name for name in found.actors if name not in source.actors)
            if rest:
                return Party(rest, found.person, found.sure, word, found.how)
        chunk = self.chunks[inner.word] if inner.noun else None
        if chunk is not None and chunk.owners:
            rest = tuple(name for name in chunk.owners if name not in source.actors)
            if rest:
                return Party(rest, None, 0.7, inner.word, "owner")
        return self.roles.target(inner, source)
