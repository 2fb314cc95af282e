"""One passage as the grammar reads it, and the events that its rules draft.

::

    passage ─► dates, mentions ─► triggers ─► chain above ─► draft ─► source, target, date, speaker
                                                                           │
                              what the event model is shown, word by word ◄┘
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, partial

from foedus._edtf import Edtf
from foedus.actors import Actors
from foedus.coding._acts import Acts
from foedus.coding._attribution import Attribution, Speech, speech_of
from foedus.coding._bonds import Bonds
from foedus.coding._chain import Chain, chain_of
from foedus.coding._chunks import Chunk
from foedus.coding._clauses import Clauses
from foedus.coding._confidence import confidence
from foedus.coding._dates import Calendar, Written
from foedus.coding._draft import Draft, draft_of
from foedus.coding._drafted import Drafted
from foedus.coding._find import Finder, Hit
from foedus.coding._guesses import Guess, Guesses
from foedus.coding._implied import Implied
from foedus.coding._lexicon import Entry, Lexicon
from foedus.coding._mentions import Reader
from foedus.coding._names import gazetteer
from foedus.coding._parse import Passage, mend
from foedus.coding._parties import Parties
from foedus.coding._roles import Party, Roles
from foedus.coding._signals import Read
from foedus.coding._towards import Towards
from foedus.coding._units import Unit, units_of
from foedus.coding._when import Timeline, Told
from foedus.coding._words import numbers_in
from foedus.events import Evidence, Place, Provision, Speaker
from foedus.sources._source import Source

_ARTICLE = re.compile(r"\bArticles? (\d+|[IVX]+)\b")
_NO_COMMENT = frozenset(
    ("comment", "elaborate", "answer", "speculate", "specify", "identify", "name")
)
_SPOKEN = frozenset(("ACCUSE", "REQUEST", "THREATEN", "REJECT"))


class PassageReader:
    """Reads one passage of a document, and drafts its events by rule.

    Parameters
    ----------
    source, passage
        The document, and the passage as it was parsed.
    memory
        What the document has told so far; the passage adds to it.
    tools
        What holds for all documents.
    """

    def __init__(self, tools: Tools, source: Source, passage: Passage, memory: Memory) -> None:
        self.tools = tools
        self.source = source
        self.passage = passage
        self.timeline = timeline = memory.timeline
        self.reader = reader = memory.reader
        self.attackers = memory.attackers
        self.states_before = tuple(reader.said.states[-12:])
        self._named_before = dict(reader.said.seen)
        self.about = memory.about
        mend(passage, tools.lexicon.pasts, tools.lexicon.thirds)
        self.dates: list[list[Written]] = timeline.read(passage)
        when = {n: timeline.resolution_date(dates) for n, dates in enumerate(self.dates)}
        self.when = when
        self.chunks: list[Chunk | None] = reader.read(passage, when)
        self.clauses = Clauses(passage, self.chunks)
        self.finder = Finder(passage, self.chunks, self.clauses, tools.lexicon, tools.actors)
        self.hits = self.finder.hits()
        self.roles = Roles(passage, self.chunks, self.clauses, self.finder)
        self.roles.last_organisation = memory.organisations
        self.speeches: list[Speech] = memory.attribution.read(
            passage, self.clauses, self.chunks, self.hits, self.roles
        )
        self._own_side()
        self.drafts: dict[int, Draft] = {}
        self.drafted: dict[int, Drafted] = {}
        self._told: list[Told] = []
        self.parties = Parties(passage, self.chunks, self.clauses, self.roles)
        self.acts = Acts(passage, self.finder, tools.bonds)
        self.towards = Towards(
            passage, self.chunks, self.finder, tools.actors, tools.implied, reader.said.seen
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

    def read(self) -> Read:
        """Draft the events of the passage by rule, and return all that the grammar read.

        The timeline moves on to the end of the passage.
        """
        passage = self.passage
        drafts: list[tuple[Draft, Chain, Speech | None]] = []
        for word in sorted(self.hits):
            hit = self.hits[word]
            if hit.entry is None:
                continue
            speech = speech_of(self.speeches, word)
            chain = chain_of(passage, self.clauses, self.chunks, self.hits, hit)
            draft = draft_of(passage, self.clauses, hit, chain, speech is not None)
            drafts.append((draft, chain, speech))
        speaker_before: tuple[str, ...] = ()
        for draft, chain, speech in drafts:
            word = draft.hit.word
            sentence = passage.sentence[word]
            self._tell(sentence)
            self.drafts[word] = replace(draft)
            if draft.gate == "should" and speech is not None:
                self._keep(word, self._obliged(draft, speech, sentence))
                continue
            if not draft.kept or draft.hit.weight < 0:
                continue
            event, party = self._event(draft, chain, speech, sentence, speaker_before)
            if event is not None and party is not None:
                speaker_before = party.actors
                self._keep(word, event)
        self._tell(len(self.dates))
        for word, event in self._demands():
            self._keep(word, event)
        units = units_of(passage, self.chunks)
        find = partial(self._guesses, units, self.reader.seats)
        return Read(
            passage,
            units,
            self.hits,
            self.speeches,
            self.drafted,
            self.tools.actors,
            find,
            self._named_before,
            self.tools.guesses.on(self.when.get(0))[1],
            self.about,
        )

    def _guesses(self, units: list[Unit], seats: frozenset[str]) -> tuple[list[Guess], list[Guess]]:
        """Return whom the passage may mean without naming them, and more organisations."""
        low = self.passage.low
        return self.tools.guesses.of(
            units,
            [low[unit.word] for unit in units if unit.open],
            self._named_before,
            self.states_before,
            seats,
            numbers_in(low),
            self.when.get(0),
        )

    def speech(self, word: int) -> Speech | None:
        """Return the narrowest speech around a word."""
        return speech_of(self.speeches, word)

    def _keep(self, word: int, event: Drafted | None) -> None:
        known = self.drafted.get(word)
        if event is not None and (known is None or event.confidence > known.confidence):
            self.drafted[word] = event

    def _tell(self, sentence: int) -> None:
        """Let the timeline hear what stands before a sentence."""
        while len(self._told) < sentence:
            number = len(self._told)
            self._told.append(self.timeline.told)
            self.timeline.tell(self.passage, number, self.dates[number])
            self._note_organisations(number)

    def date_of(self, draft: Draft, speech_verb: int, same_speaker: bool) -> tuple[Edtf, float]:
        """Return the date of a draft, by what was told up to its sentence."""
        sentence = self.passage.sentence[draft.hit.word]
        if sentence < len(self._told):
            self.timeline.told = self._told[sentence]
        return self.timeline.date_of(
            self.passage, sentence, draft, self.dates[sentence], speech_verb, same_speaker
        )

    def _demands(self) -> list[tuple[int, Drafted]]:
        """Return the demands in "Moscow said that Kyiv must …" whose verb the lexicon lacks."""
        made: list[tuple[int, Drafted]] = []
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
                around, group = self.clauses.around(verb), self.clauses.group(verb)
                hit = Hit(verb, False, demand(), None, 0, around, group)
                draft = Draft(hit, "REQUEST", "change", None, triggers=[word, verb])
                event = self._obliged(draft, speech, passage.sentence[word])
                if event is not None:
                    made.append((verb, event))
        return made

    def _obliged(self, draft: Draft, speech: Speech, sentence: int) -> Drafted | None:
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
        return Drafted(
            source=source.actors,
            target=rest,
            type="REQUEST",
            mode=modes.get(entry.type, "change"),
            act="request-help" if helping else None,
            factuality="actual",
            speaker=Speaker(actor=source.actors[0], person=source.person),
            date=date,
            provision=None,
            confidence=round(0.7 * (0.5 + 0.5 * source.sure) * (0.5 + 0.5 * target.sure), 2),
            quote=partial(self.evidence, draft, source, target, sentence),
            where=lambda: None,
            coder=self.tools.name,
            document=self.source.id,
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

    def _event(
        self,
        draft: Draft,
        chain: Chain,
        speech: Speech | None,
        sentence: int,
        before: tuple[str, ...],
    ) -> tuple[Drafted | None, Party | None]:
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
        return (
            Drafted(
                source=_sorted(sources),
                target=_sorted(targets),
                type=draft.type,
                mode=draft.mode if draft.mode else None,
                act=act,
                factuality=draft.factuality,
                speaker=spoken,
                date=date,
                provision=self.provision(act, sentence, targets),
                confidence=sure,
                quote=partial(self.evidence, draft, source, target, sentence),
                where=partial(self.place, hit),
                coder=self.tools.name,
                document=self.source.id,
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
        undone = entry.when_denied is not None and act == entry.when_denied.get("act")
        spoken = draft.type in _SPOKEN and draft.gate != "nonact"
        by_speaking = spoken or (entry.speech and not undone)
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

    def place(self, hit: Hit) -> Place | None:
        """Return the state, and the name as it stands, where an act took place."""
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

    def provision(
        self, act: str | None, sentence: int, targets: tuple[str, ...]
    ) -> Provision | None:
        """Return the treaty and article that the sentence of an act names."""
        if act is None:
            return None
        first, stop = self.passage.sentences[sentence]
        text = self.passage.text
        match = _ARTICLE.search(text[self.passage.start[first] : self.passage.end[stop - 1]])
        if match is None:
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

    def evidence(self, draft: Draft, source: Party, target: Party, sentence: int) -> Evidence:
        """Quote the stretch from who acts to what the act covers; a short sentence as a whole."""
        passage = self.passage
        first, last = passage.sentences[sentence]
        last -= 1
        triggers = sorted({*draft.triggers, *([draft.hit.last] if draft.hit.last >= 0 else [])})
        if last - first > 45:
            words = [
                *triggers,
                *(w for w in (source.word, target.word) if first <= w <= last),
            ]
            low, high = min(words), max(words)
            deep = passage.subtree(draft.hit.word)
            low, high = max(first, min(low, deep[0])), min(last, max(high, deep[1]))
            first, last = low, high
        start, end = passage.span(first, last)
        text = self.source.text
        trigger = " … ".join(text[slice(*self.finder.span(word))] for word in triggers)
        return Evidence.at(self.source.id, self.source.text, start, end, trigger)


def low_words(passage: Passage, hit: Hit) -> set[str]:
    """Return the few words behind a trigger, in lower case."""
    return set(passage.low[hit.word + 1 : hit.word + 4])


@dataclass(slots=True)
class Tools:
    """What holds for all documents that a coder reads.

    Attributes
    ----------
    name
        The coder's name, as it stands in its events.
    """

    name: str
    actors: Actors
    lexicon: Lexicon
    bonds: Bonds
    implied: Implied
    guesses: Guesses


class Memory:
    """What a document has told so far.

    Parameters
    ----------
    tools
        What holds for all documents.
    published
        When the document was published, if that is known.
    about
        The alliance or parties that it is known to be about.
    """

    def __init__(self, tools: Tools, published: Edtf | None, about: tuple[str, ...] = ()) -> None:
        self.about = about
        self.reader = Reader(tools.actors, gazetteer(tools.actors), tools.implied, published)
        self.timeline = Timeline(Calendar(published))
        self.attribution = Attribution()
        self.organisations: list[str] = []
        self.attackers: list[str] = []


@cache
def demand() -> Entry:
    """Return the entry of a demand that rests on "must" alone."""
    return Entry(id="must", type="REQUEST", speech=True, examples={"": None})


def _sorted(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
