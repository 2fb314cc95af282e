"""The built-in coder: offline, deterministic, English.

::

    source ─► passages ─► dates, mentions ─► triggers ─► chain above ─► draft
                                                             │
              events ◄── merge ◄── date, speaker, act ◄── source, target
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from foedus.actors import Actors, default_actors
from foedus.coding._acts import Acts
from foedus.coding._attribution import Attribution, Speech, speech_of
from foedus.coding._bonds import Bonds
from foedus.coding._chain import Chain, chain_of
from foedus.coding._chunks import Chunk
from foedus.coding._clauses import Clauses
from foedus.coding._confidence import LEAST, confidence
from foedus.coding._dates import Calendar, Written
from foedus.coding._draft import Draft, draft_of
from foedus.coding._find import Finder, Hit
from foedus.coding._implied import Implied
from foedus.coding._lexicon import Entry, lexicon
from foedus.coding._mentions import Reader
from foedus.coding._merge import merge
from foedus.coding._names import gazetteer
from foedus.coding._parse import Passage, mend, parse
from foedus.coding._parties import Parties
from foedus.coding._roles import Party, Roles
from foedus.coding._towards import Towards
from foedus.coding._when import Timeline
from foedus.events import Event, Evidence, Place, Provision, Speaker
from foedus.sources._source import Source

_ARTICLE = re.compile(r"\bArticles? (\d+|[IVX]+)\b")
_NO_COMMENT = frozenset(
    ("comment", "elaborate", "answer", "speculate", "specify", "identify", "name")
)
_SPOKEN = frozenset(("ACCUSE", "REQUEST", "THREATEN", "REJECT"))


class BuiltinCoder:
    """Proposes events for English text; the same text always gives the same events.

    Parameters
    ----------
    actors
        The tables of actors; those that ship, if None.
    treaties
        Not used by this coder.
    least
        Events less certain than this are not proposed.

    Examples
    --------
    >>> from foedus.sources._source import Source
    >>> text = "Armenia suspended its membership in the CSTO on 22 February 2024."
    >>> [event] = BuiltinCoder().code(Source(id="a", text=text, date="2024-02-23"))
    >>> event.source, event.target, event.act, str(event.date)
    (('ARM',), ('CSTO',), 'freeze', '2024-02-22')
    """

    name = "foedus-en/0.1"

    def __init__(
        self, *, actors: Actors | None = None, treaties: Any = None, least: float = LEAST
    ) -> None:
        self.actors = actors or default_actors()
        self.least = least
        self._bonds = Bonds(self.actors)
        self._implied = Implied(self.actors)

    def code(self, source: Source, **_: Any) -> list[Event]:
        """Return the events that a source reports."""
        return next(iter(self.pipe([source])))[1]

    def pipe(self, sources: Iterable[Source]) -> Iterator[tuple[Source, list[Event]]]:
        """Code a stream of sources; quicker than one by one."""
        for source, passages in parse((source, source.text) for source in sources):
            yield source, self._document(source, passages)

    def _document(self, source: Source, passages: list[Passage]) -> list[Event]:
        reader = Reader(self.actors, gazetteer(self.actors), self._implied)
        timeline = Timeline(Calendar(source.date))
        attribution = Attribution()
        organisations: list[str] = []
        attackers: list[str] = []
        events: list[Event] = []
        for passage in passages:
            made = _PassageCoder(
                self, source, passage, reader, timeline, attribution, organisations, attackers
            )
            events += made.events()
        return merge(events)


class _PassageCoder:
    """Codes one passage of a document."""

    def __init__(
        self,
        coder: BuiltinCoder,
        source: Source,
        passage: Passage,
        reader: Reader,
        timeline: Timeline,
        attribution: Attribution,
        organisations: list[str],
        attackers: list[str],
    ) -> None:
        self.coder = coder
        self.source = source
        self.passage = passage
        self.timeline = timeline
        self.reader = reader
        self.attackers = attackers
        self.states_before = tuple(reader.said.states[-12:])
        mend(passage, lexicon().pasts, lexicon().thirds)
        self.dates: list[list[Written]] = timeline.read(passage)
        when = {n: timeline.resolution_date(dates) for n, dates in enumerate(self.dates)}
        self.when = when
        self.chunks: list[Chunk | None] = reader.read(passage, when)
        self.clauses = Clauses(passage, self.chunks)
        self.finder = Finder(passage, self.chunks, self.clauses, lexicon(), coder.actors)
        self.hits = self.finder.hits()
        self.roles = Roles(passage, self.chunks, self.clauses, self.finder)
        self.roles.last_organisation = organisations
        self.speeches: list[Speech] = attribution.read(
            passage, self.clauses, self.chunks, self.hits, self.roles
        )
        self._own_side()
        self.parties = Parties(passage, self.chunks, self.clauses, self.roles)
        self.acts = Acts(passage, self.finder, coder._bonds)
        self.towards = Towards(
            passage, self.chunks, self.finder, coder.actors, coder._implied, reader.said.seen
        )

    def _own_side(self) -> None:
        """Settle what "we" and "our" mean inside what somebody says."""
        seen: set[int] = set()
        for word, chunk in enumerate(self.chunks):
            if chunk is None or id(chunk) in seen:
                continue
            seen.add(id(chunk))
            low = self.passage.low[chunk.first]
            if low in ("we", "us", "our", "i", "me", "my"):
                speech = speech_of(self.speeches, word)
                if speech is not None and speech.speaker:
                    speaker = speech.speaker
                    if low in ("our", "my"):
                        chunk.owners = chunk.owners or speaker.actors[:1]
                    elif chunk.how == "pronoun":
                        chunk.actors, chunk.person, chunk.sure = (
                            speaker.actors[:1],
                            speaker.person,
                            0.8,
                        )

    def events(self) -> list[Event]:
        """Return the events of the passage, in the order of the text."""
        drafts: list[tuple[Draft, Chain, Speech | None]] = []
        for word in sorted(self.hits):
            hit = self.hits[word]
            if hit.entry is None:
                continue
            speech = speech_of(self.speeches, word)
            chain = chain_of(self.passage, self.clauses, self.chunks, self.hits, hit)
            drafts.append(
                (
                    draft_of(self.passage, self.clauses, hit, chain, speech is not None),
                    chain,
                    speech,
                )
            )
        made: list[tuple[int, Event]] = []
        told = 0
        speaker_before: tuple[str, ...] = ()
        for draft, chain, speech in drafts:
            sentence = self.passage.sentence[draft.hit.word]
            while told < sentence:
                self.timeline.tell(self.passage, told, self.dates[told])
                self._note_organisations(told)
                told += 1
            if draft.gate == "should" and speech is not None:
                asked = self._obliged(draft, speech, sentence)
                if asked is not None:
                    made.append((draft.hit.word, asked))
                continue
            if not draft.kept or draft.hit.weight < 0:
                continue
            event, party = self._event(draft, chain, speech, sentence, speaker_before)
            if event is not None and party is not None:
                speaker_before = party.actors
                made.append((draft.hit.word, event))
        while told < len(self.dates):
            self.timeline.tell(self.passage, told, self.dates[told])
            self._note_organisations(told)
            told += 1
        made = sorted([*made, *self._demands()], key=lambda item: item[0])
        return [event for _, event in self._settled(made)]

    def _demands(self) -> list[tuple[int, Event]]:
        """Return the demands in "Moscow said that Kyiv must …" whose verb the lexicon lacks."""
        made: list[tuple[int, Event]] = []
        passage = self.passage
        for speech in self.speeches:
            for word in range(speech.first, min(speech.last, len(passage.low) - 2)):
                if passage.low[word] not in ("must", "should") or passage.tag[word] != "MD":
                    continue
                verb = next(
                    (
                        w
                        for w in range(word + 1, min(word + 4, speech.last + 1))
                        if passage.tag[w] == "VB"
                    ),
                    -1,
                )
                known = self.hits.get(verb)
                if verb < 0 or (known is not None and known.entry is not None):
                    continue
                if speech_of(self.speeches, word) is not speech:
                    continue
                hit = Hit(
                    verb,
                    False,
                    demand(),
                    None,
                    0,
                    self.clauses.around(verb),
                    self.clauses.group(verb),
                )
                draft = Draft(hit, "REQUEST", "change", None, triggers=[word, verb])
                event = self._obliged(draft, speech, passage.sentence[word])
                if event is not None:
                    made.append((verb, event))
        return made

    def _obliged(self, draft: Draft, speech: Speech, sentence: int) -> Event | None:
        """Return the demand in "Moscow said that Kyiv must withdraw its troops"."""
        hit = draft.hit
        entry = hit.entry
        assert entry is not None
        target = self.roles.source(hit)
        source = speech.speaker
        rest = tuple(name for name in target.actors if name not in source.actors)
        if not rest or target.sure < 0.5 or hit.noun:
            return None
        verb = speech.verb if speech.verb >= 0 else -1
        draft.type, draft.factuality, draft.future = "REQUEST", "actual", False
        date, _ = self.timeline.date_of(
            self.passage, sentence, draft, self.dates[sentence], verb, False
        )
        helping = draft.act_is("assist-military", "assist-other")
        modes = {"AID": "assist", "COOPERATE": "assist", "CONSULT": "meet", "RETREAT": "yield"}
        return Event(
            source=source.actors,
            target=rest,
            type="REQUEST",
            mode=modes.get(entry.type, "change"),
            act="request-help" if helping else None,
            speaker=Speaker(actor=source.actors[0], person=source.person),
            date=date,
            confidence=round(0.7 * (0.5 + 0.5 * source.sure) * (0.5 + 0.5 * target.sure), 2),
            evidence=(self._evidence(draft, source, target, sentence),),
            generated_by=self.coder.name,
            derived_from=self.source.id,
            attributed_to=self.coder.name,
        )

    def _note_organisations(self, sentence: int) -> None:
        first, stop = self.passage.sentences[sentence]
        last = None
        for word in range(first, stop):
            chunk = self.chunks[word]
            if chunk is None or chunk is last:
                continue
            last = chunk
            for name in (*chunk.actors, *chunk.owners):
                if self.finder.is_kind(name, "alliance"):
                    self.roles.last_organisation.append(name)

    def _settled(self, made: list[tuple[int, Event]]) -> list[tuple[int, Event]]:
        """Drop what a more telling event of the same words already says."""
        kept: list[tuple[int, Event]] = []
        for word, event in made:
            double = False
            for other_word, other in made:
                if (
                    other is event
                    or self.passage.sentence[word] != self.passage.sentence[other_word]
                ):
                    continue
                if (
                    other.type == "PROTEST"
                    and event.type in ("REQUEST", "ACCUSE")
                    and event.source == other.source
                ):
                    double = True  # what a protest is about is no event beside it
                if (
                    event.act is None
                    and other.act is not None
                    and event.source == other.source
                    and event.type == other.type
                    and abs(word - other_word) <= 8
                ):
                    double = True
            if not double:
                kept.append((word, event))
        return kept

    def _event(
        self,
        draft: Draft,
        chain: Chain,
        speech: Speech | None,
        sentence: int,
        before: tuple[str, ...],
    ) -> tuple[Event | None, Party | None]:
        hit, passage = draft.hit, self.passage
        entry = hit.entry
        assert entry is not None
        source, target = self.parties.of(draft)
        target = self.towards.allies(source, target, self.when.get(sentence))
        if entry.own_side:
            subject = hit.around.subject
            if speech is None or subject < 0 or passage.low[subject] not in ("we", "i"):
                return None, None
        if entry.by_speaker and speech is not None and speech.speaker:
            source = speech.speaker
            target = Party(
                tuple(name for name in target.actors if name not in source.actors),
                None,
                target.sure,
                target.word,
            )
        if not source:
            return None, None
        if (
            entry.claimed
            and speech is not None
            and speech.speaker
            and draft.factuality == "actual"
            and not (set(speech.speaker.actors) & set(source.actors))
        ):
            draft.type, draft.mode = entry.claimed["type"], entry.claimed.get("mode")
            draft.act = entry.claimed.get("act")
            source, target = speech.speaker, source
        if low_words(passage, hit) & _NO_COMMENT and draft.type == "REJECT" and draft.act is None:
            return None, None
        if draft.act == "condemn" and not target:
            attackers = [one for one in reversed(self.attackers) if one not in source.actors]
            target = Party(tuple(attackers[:1]), None, 0.7, -1, "context")
        if draft.act_is("refuse-help", "assist-other", "assist-military") and not target:
            target = self.towards.in_need(
                source, sentence, hit.word, self.when.get(sentence), self.states_before
            )
        if entry.needs_target and not target and draft.type != "AGREE" and len(source.actors) < 2:
            return None, None
        when = self.when.get(sentence)
        if (
            not target
            and draft.act is None
            and draft.type in ("AID", "COOPERATE", "SANCTION")
            and not entry.mutual
            and len(source.actors) < 2
        ):
            return None, None
        if (
            entry.mutual
            and entry.type == "CONSULT"
            and not target
            and len(source.actors) < 2
            and draft.gate != "nonact"
        ):
            return None, None
        if draft.act == "freeze" and any(
            self.finder.is_kind(n, "organisation") for n in source.actors
        ):
            owner = self.roles.at(hit, "owner", source)
            if any(self.finder.is_kind(name, "state") for name in owner.actors):
                # "the League suspended Egypt's membership"
                draft.act, draft.mode, target = "suspend-member", "expel", owner
        sources, targets = source.actors, target.actors
        if entry.type == "COOPERATE" and not targets and len(sources) == 2:
            targets = sources
        if (entry.mutual and draft.gate != "nonact" and draft.type == entry.type) or (
            entry.mutual and draft.type == "AGREE"
        ):
            both = tuple(dict.fromkeys((*sources, *targets)))
            if len(both) > 1 and not (draft.type == "CONSULT" and len(both) > 2):
                sources = targets = both
            else:
                sources, targets = both, ()
        elif (
            entry.type == "CONSULT"
            and draft.type == "CONSULT"
            and entry.mode is None
            and not entry.mutual
        ):
            targets = ()
        elif (
            entry.mode == "multilateral"
            and len(sources) == 2
            and not targets
            and draft.gate != "nonact"
        ):
            targets = sources
        else:
            others = tuple(name for name in targets if name not in sources)
            targets = others if others or len(sources) < 2 or entry.type != "COOPERATE" else targets
        act = self.acts.of(draft, sources, targets, when)
        if act == "consult" and set(targets) == set(sources):
            targets = ()  # a session has its participants as sources
        if not targets:
            about = speech.speaker.actors[0] if speech is not None and speech.speaker else None
            targets = self.towards.completed(draft, act, sources, about, when)
            if act is None and targets:
                act = self.acts.of(draft, sources, targets, when)
        if act == "deny" and not targets:
            targets = self._contradicted(speech, sources, hit.word)
        if (
            draft.future
            and act is None
            and draft.type in ("CONSULT", "SUPPORT", "COOPERATE", "AID")
        ):
            draft.type, draft.mode = "AGREE", None
        if draft.future and draft.type == "CONSULT" and act is None:
            draft.type, draft.mode = "AGREE", None
        if (
            draft.type == "MOBILIZE"
            and len([name for name in sources if not name.startswith("~")]) > 1
        ):
            draft.type, draft.mode = "COOPERATE", None  # joint exercises
            targets = sources
        if (
            entry.type == "PROTEST"
            and draft.type == "PROTEST"
            and not any(name.startswith("~") for name in sources)
        ):
            draft.type, draft.mode = "ACCUSE", "disapprove"  # states protest in words
        spoken = self._speaker(draft, source, speech, act)
        verb = speech.verb if speech is not None and speech.verb >= 0 else -1
        date, date_sure = self.timeline.date_of(
            passage, sentence, draft, self.dates[sentence], verb, source.actors == before
        )
        if draft.type == "ASSAULT" and draft.factuality == "actual":
            self.attackers += [name for name in sources if not name.startswith("~")][:1]
        sure = confidence(passage, draft, chain, source, target, act, date_sure, self.clauses)
        if sure < self.coder.least:
            return None, None
        return (
            Event(
                source=_sorted(sources),
                target=_sorted(targets),
                type=draft.type,
                mode=draft.mode if draft.mode else None,
                act=act,
                factuality=draft.factuality,
                speaker=spoken,
                date=date,
                place=self._place(hit),
                provision=self._provision(act, sentence, targets),
                confidence=sure,
                evidence=(self._evidence(draft, source, target, sentence),),
                generated_by=self.coder.name,
                derived_from=self.source.id,
                attributed_to=self.coder.name,
            ),
            source,
        )

    def _contradicted(
        self, speech: Speech | None, sources: tuple[str, ...], word: int
    ) -> tuple[str, ...]:
        """Return whose words of the same sentence are denied."""
        for other in reversed(self.speeches):
            said = other.verb if other.verb >= 0 else other.first
            near = self.passage.sentence[said] == self.passage.sentence[word]
            if other is speech or said > word or not near:
                continue
            if not set(other.speaker.actors) & set(sources):
                return other.speaker.actors[:1]
        return ()

    def _speaker(
        self, draft: Draft, source: Party, speech: Speech | None, act: str | None
    ) -> Speaker | None:
        entry = draft.hit.entry
        assert entry is not None
        if draft.accuser is not None:
            accuser = self.parties.of_link(draft.accuser)
            if accuser:
                return Speaker(actor=accuser.actors[0], person=accuser.person)
        announcer = next(
            (
                link
                for link in draft.links
                if link.hit.operator is not None
                and link.hit.operator.effect == "announced"
                and not link.hit.noun
            ),
            None,
        )
        by_speaking = entry.speech or (draft.type in _SPOKEN and draft.gate != "nonact")
        if speech is not None and speech.speaker:
            same = set(speech.speaker.actors) & set(source.actors)
            if not by_speaking or same or speech.direct:
                return Speaker(actor=speech.speaker.actors[0], person=speech.speaker.person)
        if by_speaking or draft.type == "THREATEN":
            return Speaker(actor=source.actors[0], person=source.person)
        if announcer is not None:
            party = self.parties.of_link(announcer)
            if party:
                return Speaker(actor=party.actors[0], person=party.person)
        return None

    def _place(self, hit: Hit) -> Place | None:
        for name, word in hit.around.oblique:
            if name not in ("in", "at", "near"):
                continue
            chunk = self.chunks[word]
            if chunk is None or not chunk.names:
                continue
            first, last, _, match = chunk.names[0]
            if match.sense in ("name", "capital") and self.finder.is_kind(match.actor, "state"):
                start, end = self.passage.start[first], self.passage.end[last]
                return Place(state=match.actor, name=self.passage.text[start:end])
        return None

    def _provision(
        self, act: str | None, sentence: int, targets: tuple[str, ...]
    ) -> Provision | None:
        first, stop = self.passage.sentences[sentence]
        text = self.passage.text[self.passage.start[first] : self.passage.end[stop - 1]]
        match = _ARTICLE.search(text)
        if match is None or act is None:
            return None
        named = [
            name
            for word in range(first, stop)
            if (chunk := self.chunks[word]) is not None
            for name in (*chunk.actors, *chunk.owners)
            if self.finder.is_kind(name, "alliance")
        ]
        named += [name for name in targets if self.finder.is_kind(name, "organisation")]
        named += self.roles.last_organisation[-1:]
        return Provision(treaty=named[0], article=match[1]) if named else None

    def _evidence(self, draft: Draft, source: Party, target: Party, sentence: int) -> Evidence:
        """Quote the stretch from who acts to what the act covers; a short sentence as a whole."""
        passage = self.passage
        first, last = passage.sentences[sentence]
        last -= 1
        if last - first > 45:
            words = [
                *draft.triggers,
                *(w for w in (source.word, target.word) if first <= w <= last),
            ]
            low, high = min(words), max(words)
            deep = passage.subtree(draft.hit.word)
            low, high = max(first, min(low, deep[0])), min(last, max(high, deep[1]))
            first, last = low, high
        start, end = passage.span(first, last)
        triggers = sorted({*draft.triggers, *([draft.hit.last] if draft.hit.last >= 0 else [])})
        trigger = " … ".join(_quoted(self.source.text, passage, word) for word in triggers)
        return Evidence.at(self.source.id, self.source.text, start, end, trigger)


def low_words(passage: Passage, hit: Hit) -> set[str]:
    """Return the few words behind a trigger, in lower case."""
    return set(passage.low[hit.word + 1 : hit.word + 4])


@cache
def demand() -> Entry:
    """Return the entry of a demand that rests on "must" alone."""
    return Entry(id="must", type="REQUEST", speech=True, examples={"": None})


def _quoted(text: str, passage: Passage, word: int) -> str:
    start, end = passage.span(word, word)
    return text[start:end]


def _sorted(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
