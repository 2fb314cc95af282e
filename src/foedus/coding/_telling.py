"""From the model's verdicts on a passage to events: actors, speaker, date, evidence.

::

    verdict ─┬─ mentions in roles ─► sources, targets, speaker
             ├─ the word's draft ──► date, mode, quote
             └─ ally, alliance, member in need, where the words leave the target open
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from foedus._edtf import Edtf
from foedus.actors import Actors
from foedus.coding._casting import Part, organised
from foedus.coding._chain import chain_of
from foedus.coding._draft import Draft, draft_of
from foedus.coding._find import Hit
from foedus.coding._judge import Verdict
from foedus.coding._lexicon import Entry
from foedus.coding._passage import PassageReader
from foedus.coding._roles import Party
from foedus.coding._stance import restated
from foedus.coding._words import words
from foedus.events import Event, Factuality, Speaker, ontology

_SPEECH_ACTS = frozenset(
    (
        "request-help", "criticise", "accuse", "condemn", "affirm", "deny", "warn",
        "announce-exit", "deflect", "REQUEST", "ACCUSE", "THREATEN",
    )
)  # fmt: skip
_SUPPOSED = frozenset(("conditional", "hypothetical"))
_AHEAD = frozenset(("intended", "conditional", "requested"))
_NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS"))
_LIKELY_OTHER = 0.25  # how likely somebody must be to agree or confer with one who seems alone
#: Acts that nobody does to himself.
_AT_OTHERS = frozenset(
    ("accuse", "criticise", "condemn", "warn", "deny", "attack", "threaten-force", "request-help",
     "refuse-help", "deflect", "assist-military", "assist-other", "arm", "host", "boycott",
     "withhold-dues", "cut-ties", "suspend-member", "eject")
)  # fmt: skip
_IN_OR_OUT = frozenset(("join", "exit", "announce-exit"))
_YEAR = 366  # days
_RETURNS = words("return returns returned returning rejoin rejoins rejoined rejoining back")
_BESIDE = 5  # words within which one act is hardly told of the same actors twice
_WON = words("beat beats beaten defeated defeat thrashed crushed edged routed stunned overcame")
_GAMES = words(
    "chess football soccer rugby hockey basketball cricket tennis volleyball handball olympics "
    "championship tournament semi-final semifinal"
)
_SITTINGS = words("session sitting debate hearing sat sits debated")
_HOUSES = words(
    "parliament duma rada senate congress knesset bundestag majlis cabinet government lawmakers "
    "legislature deputies chamber diet riksdag sejm storting"
)
_OTHERS = words("with together jointly")
_POSSIBLE = frozenset(("possible", "potential", "conceivable", "eventual", "hypothetical"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What it takes to be in a role, and how certainty follows from the model's numbers.

    Attributes
    ----------
    role
        A speaker is at least so likely.
    best
        Where no set of sources is likely, the likeliest source counts from here on.
    aim
        Where no likely target can be one, the likeliest other counts from here on.
    slope
        Weights of a logistic function: constant, event, act.
    """

    role: float = 0.4
    best: float = 0.12
    aim: float = 0.2
    slope: tuple[float, float, float] = (0.0, 1.0, 0.5)

    @classmethod
    def of(cls, card: Mapping[str, object]) -> Limits:
        """Read them from a model's card."""
        given = card.get("limits") or {}
        assert isinstance(given, dict)
        made = cls(**{name: value for name, value in given.items() if name != "slope"})
        return replace(made, slope=tuple(given["slope"])) if "slope" in given else made

    def certainty(self, happens: float, sure: float) -> float:
        """Return how probable it is that an event with this act is right."""
        constant, event, act = self.slope
        value = constant + event * logit(happens) + act * logit(sure)
        return round(min(0.99, max(0.01, 1 / (1 + exp(-value)))), 2)

    def happens(self, least: float) -> float:
        """Return the lowest probability of an event that can be so certain."""
        low, high = 0.005, 0.995
        for _ in range(20):
            middle = (low + high) / 2
            low, high = (middle, high) if self.certainty(middle, 1.0) < least else (low, middle)
        return low


def logit(chance: float) -> float:
    """Return the log odds of a probability, kept away from 0 and 1."""
    chance = min(0.995, max(0.005, chance))
    return log(chance / (1 - chance))


class Teller:
    """Makes events of the verdicts on one passage."""

    def __init__(self, reader: PassageReader, limits: Limits) -> None:
        self.reader = reader
        self.limits = limits
        self.actors: Actors = reader.tools.actors
        self._speaker_before: tuple[str, ...] = ()

    def events(self, verdicts: Iterable[Verdict], least: float) -> list[Event]:
        """Return the events that are at least so certain, in the order of the text."""
        own = self._own()
        by_word = {verdict.word: verdict for verdict in verdicts}
        made: dict[int, Event] = {}
        for word in sorted({*by_word, *own, *self.reader.drafted}):
            event = own.get(word) or self._told(word, by_word.get(word), least)
            if event is not None:
                made[word] = self._organised(self._of_others(word, event))
        reader = self.reader
        return self._settled(restated(made, reader.passage, reader.hits, reader.drafted))

    def _settled(self, made: dict[int, Event]) -> list[Event]:
        """Drop what a more telling event of the same sentence already says."""
        passage = self.reader.passage
        sentence = passage.sentence
        kept = []
        if len(made) < 2:
            return list(made.values())
        once = {word: one for word, one in made.items() if not self._told_twice(word, one, made)}
        for word, event in once.items():
            others = [
                (place, other)
                for place, other in once.items()
                if place != word
                and sentence[place] == sentence[word]
                and other.source == event.source
            ]
            # what a protest is about is no event beside it
            demanded = event.act is None and event.factuality == "requested"
            protested = any(
                other.type == "PROTEST"
                for place, other in (once.items() if demanded else others)
                if sentence[place] == sentence[word]
            ) and (demanded or event.type in ("REQUEST", "ACCUSE"))
            acted = event.act is None and any(
                other.act is not None and other.type == event.type and abs(place - word) <= 8
                for place, other in others
            )
            # "lifted sanctions": what is given up is not done anew; "imposed sanctions": one act
            noun = event.act is None and passage.tag[word] in _NOUNS
            named = noun and any(
                place in (passage.head[word], *passage.kids[word])
                and other.type in ("CONCEDE", "RETREAT", event.type)
                and other.act is None
                for place, other in others
            )
            if not (protested or acted or named):
                kept.append(event)
        return kept

    def _told_twice(self, word: int, event: Event, made: Mapping[int, Event]) -> bool:
        """Whether a surer event a few words away is the same act, by and towards the same actors.

        "signed a ceasefire", "handed in its notice of withdrawal": verb and noun tell one act.
        """
        passage = self.reader.passage
        sentence = passage.sentence
        above = made.get(passage.head[word])
        if above is not None and (above.act, event.act) == ("announce-exit", "exit"):
            return above.source == event.source  # "announced its withdrawal"
        return any(
            place != word
            and abs(place - word) <= _BESIDE
            and sentence[place] == sentence[word]
            and (other.type, other.act) == (event.type, event.act)
            and _part_of(event.source, other.source)
            and _part_of(event.target, other.target)
            and (other.confidence or 0, -place) > (event.confidence or 0, -word)
            for place, other in made.items()
        )

    def _told(self, word: int, verdict: Verdict | None, least: float) -> Event | None:
        """Return the event of a word, if the model is as certain of one."""
        if verdict is None or self._sport(word) or self._at_home(word, verdict):
            return None
        if self._by_nobody(word, verdict):
            return None
        certain = self.limits.certainty(verdict.happens, verdict.sure)
        drafted = self.reader.drafted.get(word)
        if drafted is not None:
            # "considers leaving" never ends a membership, however sure the model is of an exit
            ahead = drafted.act == "announce-exit" and verdict.act == "exit"
            # "ratified Sweden's accession": a member lets another one in
            lets_in = verdict.act == "join" and drafted.act is None and drafted.type == "SUPPORT"
            if ahead or lets_in:
                certain = max(certain, drafted.confidence)
                return drafted.event(certain) if certain >= least else None
        return self._event(verdict, certain) if certain >= least else None

    def _sport(self, word: int) -> bool:
        """Whether a fight is one for points: "Armenia beat Azerbaijan 2-1"."""
        passage = self.reader.passage
        if passage.low[word] not in _WON:
            return False
        start, stop = passage.sentences[passage.sentence[word]]
        low = passage.low[start:stop]
        scored = any(
            first.isdecimal() and len(first) < 3 and dash in ("-", "–", "to") and last.isdecimal()
            for first, dash, last in zip(low, low[1:], low[2:], strict=False)
        )
        return scored or not _GAMES.isdisjoint(low)

    def _by_nobody(self, word: int, verdict: Verdict) -> bool:
        """Whether an attack is only supposed, and by whomever: "if any of them is attacked"."""
        passage = self.reader.passage
        drafted = self.reader.drafted.get(word)
        told = (verdict.factuality, drafted.factuality if drafted is not None else None)
        if verdict.act != "attack" or passage.tag[word] != "VBN" or _SUPPOSED.isdisjoint(told):
            return False
        around = [*passage.kids[word], word - 1]
        passive = any(passage.dep[one] == "aux:pass" or passage.low[one] == "if" for one in around)
        by = any(
            passage.low[one] == "by" for kid in passage.kids[word] for one in passage.kids[kid]
        )
        return passive and not by

    def _at_home(self, word: int, verdict: Verdict | None) -> bool:
        """Whether a session is a state's own: "the parliament held a session on the pact"."""
        reader, passage = self.reader, self.reader.passage
        drafted = reader.drafted.get(word)
        if "consult" not in (verdict and verdict.act, drafted and drafted.act):
            return False
        near = [word, *passage.kids[word]]
        sittings = [one for one in near if passage.low[one] in _SITTINGS]
        verb = passage.head[word] if passage.tag[word] in _NOUNS else word
        beside = (kid for one in (verb, *sittings) for kid in passage.kids[one])
        others = (
            passage.low[one] in _OTHERS
            for kid in beside
            if kid > verb
            for one in (kid, *passage.kids[kid])
        )
        if not sittings or any(others):
            return False
        subject = next(
            (kid for kid in passage.kids[verb] if passage.dep[kid].startswith("nsubj")), -1
        )
        if subject < 0 or passage.low[subject] not in _HOUSES:
            return False
        chunk = reader.chunks[subject]
        owners = () if chunk is None else (*chunk.owners, *reader.roles.party(subject).actors)
        known = self.actors
        return all(name in known and known.get(name).is_state for name in owners)

    def _possible(self, act: int) -> bool:
        """Whether an adjective says that the act is only possible: "a potential withdrawal"."""
        passage = self.reader.passage
        return any(
            passage.head[word] == act and passage.low[word] in _POSSIBLE
            for word in range(max(0, act - 4), act)
        )

    def _own(self) -> dict[int, Event]:
        """Return what the entries draft that a case adds to the lexicon: there, they decide."""
        reader = self.reader
        added = reader.tools.lexicon.added
        made: dict[int, Event] = {}
        if not added:
            return made
        for word, drafted in reader.drafted.items():
            entry = reader.hits[word].entry if word in reader.hits else None
            if entry is not None and entry.id in added:
                made[word] = drafted.event()
        return made

    def _event(self, verdict: Verdict, certain: float) -> Event | None:
        reader = self.reader
        drafted = reader.drafted.get(verdict.word)
        sources, targets = self._filled(verdict)
        acting = _names(sources) or (drafted.source if drafted is not None else ())
        acting = self._whole(acting)
        if not acting:
            return None
        towards = self._whole(_names(targets))
        draft = self._draft(verdict)
        sentence = reader.passage.sentence[verdict.word]
        when = reader.when.get(sentence)
        towards = self._completed(verdict, draft, acting, towards)
        if towards and set(towards) != set(acting):
            rest = tuple(name for name in towards if name not in acting)
            joint = set(acting) <= set(towards)
            towards = towards if joint else rest
        if len(acting) == 1 and towards == acting and verdict.act in _AT_OTHERS:
            towards = ()
        if verdict.act == "consult" and set(towards) == set(acting):
            towards = ()
        source = _party(sources, acting, 0)
        target = _party(targets, towards, 1)
        target = reader.towards.allies(source, target, when)
        if verdict.called and target.actors:
            verdict = self._among(verdict, acting, target.actors, when)
            certain = self.limits.certainty(verdict.happens, verdict.sure)
        speaker = self._speaker(verdict, sources, acting)
        speech = reader.speech(verdict.word)
        verb = speech.verb if speech is not None and speech.verb >= 0 else -1
        date, _ = reader.date_of(draft, verb, acting == self._speaker_before)
        self._speaker_before = acting
        mode = drafted.mode if drafted is not None and drafted.type == verdict.type else None
        return Event(
            source=acting,
            target=target.actors,
            type=verdict.type,
            mode=mode,
            act=verdict.act,
            factuality=draft.factuality,
            speaker=speaker,
            date=date,
            place=reader.place(draft.hit),
            provision=reader.provision(verdict.act, sentence, target.actors),
            confidence=certain,
            evidence=(reader.evidence(draft, source, target, sentence),),
            generated_by=reader.tools.name,
            derived_from=reader.source.id,
            attributed_to=reader.tools.name,
        )

    def _among(
        self, verdict: Verdict, acting: tuple[str, ...], towards: tuple[str, ...], when: Edtf | None
    ) -> Verdict:
        """Return a reproach or a warning as what it is between these two."""
        type_, *acts = verdict.called
        name, sure = self.reader.acts.among(verdict.called, acting, towards, when)
        if name == (verdict.act or verdict.type):
            return replace(verdict, sure=sure)
        return replace(verdict, type=type_, act=name if name in acts else None, sure=sure)

    def _filled(self, verdict: Verdict) -> tuple[list[Part], list[Part]]:
        """Return sources and targets: the likeliest sets; where these cannot be, the likeliest."""
        limits, parts = self.limits, verdict.parts
        sources = [one for one in parts if one.acts]
        likely = [one for one in parts if self._can_be(one, verdict, sources)]
        targets = [one for one in likely if one.aimed]
        if not sources:
            best = max(parts, key=lambda one: one.source, default=None)
            if best is not None and best.source >= limits.best and best not in targets:
                sources = [best]
        if not targets and any(one.aimed for one in parts):
            others = [one for one in likely if one not in sources]
            best = max(others, key=lambda one: one.target, default=None)
            if best is not None and best.target >= limits.aim:
                targets = [best]
        sources, targets = _as_some(sources, parts, 0), _as_some(targets, parts, 1)
        return self._with_another(verdict, sources, targets)

    def _with_another(
        self, verdict: Verdict, sources: list[Part], targets: list[Part]
    ) -> tuple[list[Part], list[Part]]:
        """Give who seems to agree or confer with himself alone the likeliest other beside him."""
        agrees = verdict.type == "AGREE" and verdict.act != "join" and sources == targets
        confers = verdict.act == "consult" and (not targets or sources == targets)
        if len(sources) != 1 or not (agrees or confers) or self._is_whole(sources[0].actor):
            return sources, targets
        others = [
            one for one in verdict.parts if one not in sources and not self._is_whole(one.actor)
        ]
        best = max(others, key=lambda one: one.source + one.target * agrees, default=None)
        if best is None or best.source + best.target * agrees < _LIKELY_OTHER:
            return sources, targets
        both = sorted((*sources, best), key=verdict.parts.index)
        return both, (both if agrees else targets)

    def _is_whole(self, name: str) -> bool:
        """Whether it is an organisation, whose members can agree and confer in it."""
        return name in self.actors and not self.actors.get(name).is_state

    def _can_be(self, part: Part, verdict: Verdict, sources: list[Part]) -> bool:
        """Whether an organisation that no name stands for can be whom an act is towards.

        Nobody joins what he has been in for a year, or leaves what he was never in.
        """
        unit, act = part.units[1], verdict.act
        if act not in _IN_OR_OUT or (unit is not None and not unit.open):
            return True
        when = self.reader.when.get(self.reader.passage.sentence[verdict.word])
        implied, organisation = self.reader.tools.implied, part.actor
        if when is None or organisation not in self.actors:
            return True
        if self.actors.get(organisation).kind not in ("alliance", "union", "organisation"):
            return True
        states = [one.actor for one in sources if one.actor in self.actors]
        if act == "join" and self.reader.passage.low[verdict.word] in _RETURNS:
            return True  # a member who kept away comes back: "France returned"
        if act == "join":
            return not any(implied.belonged(one, organisation, when, ago=_YEAR) for one in states)
        return not states or any(
            implied.belonged(one, organisation, when, ago=ago)
            for one in states
            for ago in (0, _YEAR)
        )

    def _whole(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return organs as the organisation that they act for; missions and forces stay."""
        return tuple(dict.fromkeys(organised(self.actors, name) for name in names))

    def _organised(self, event: Event) -> Event:
        """Return an event with organs as the organisations that they act for."""
        source, target = self._whole(event.source), self._whole(event.target)
        speaker = event.speaker
        if speaker is not None and speaker.actor is not None:
            speaker = speaker.model_copy(update={"actor": self._whole((speaker.actor,))[0]})
        if (source, target, speaker) == (event.source, event.target, event.speaker):
            return event
        changed = {"source": source, "target": target, "speaker": speaker}
        return Event(**{**dict(event), **changed, "id": ""})

    def _of_others(self, word: int, event: Event) -> Event:
        """Return an exit announced by somebody else for what it is: an exit that he imagines.

        "Estonia might leave NATO, the Kremlin claimed": nobody in Tallinn announced anything.
        """
        if event.act != "announce-exit":
            return event
        if self._possible(word):  # "a potential withdrawal": talked of, not announced
            imagined = {"type": "SANCTION", "act": "exit", "factuality": "hypothetical", "id": ""}
            return Event(**{**dict(event), **imagined, "mode": None})
        speech = self.reader.speech(word)
        if speech is None or not speech.speaker:
            return event
        if any(one.verb == word for one in self.reader.speeches):  # "announced"
            return event
        drafted = self.reader.drafted.get(word)
        telling, leaving = set(self._whole(speech.speaker.actors)), event.source
        if drafted is not None and drafted.act == event.act and drafted.source:
            leaving = drafted.source  # the subject of the verb: sure, as whose words they are
        if not telling.isdisjoint(self._whole(leaving)):
            return event
        changed = {
            "source": leaving,
            "type": "SANCTION",
            "mode": None,
            "act": "exit",
            "factuality": "hypothetical",
            "speaker": Speaker(actor=speech.speaker.actors[0], person=speech.speaker.person),
            "id": "",
        }
        return Event(**{**dict(event), **changed})

    def _draft(self, verdict: Verdict) -> Draft:
        reader, word = self.reader, verdict.word
        known = reader.drafts.get(word)
        if known is None:
            noun = reader.passage.tag[word] in _NOUNS
            around = reader.finder.noun_around(word) if noun else reader.clauses.around(word)
            group = None if noun else reader.clauses.group(word)
            hit = Hit(word, noun, _entry(verdict.type), None, 0, around, group)
            chain = chain_of(reader.passage, reader.clauses, reader.chunks, reader.hits, hit)
            speech = reader.speech(word)
            known = draft_of(reader.passage, reader.clauses, hit, chain, speech is not None)
        factuality: Factuality = verdict.factuality  # type: ignore[assignment]
        drafted = reader.drafted.get(word)
        if drafted is not None and drafted.factuality in ("conditional", "denied"):
            factuality = drafted.factuality  # "if" and "not" are words that rules read surely
        if (
            factuality == "actual"
            and verdict.act != "announce-exit"
            and self._possible(verdict.word)
        ):
            factuality = "hypothetical"
        return replace(
            known,
            type=verdict.type,
            act=verdict.act,
            factuality=factuality,
            future=factuality in _AHEAD,
        )

    def _completed(
        self,
        verdict: Verdict,
        draft: Draft,
        acting: tuple[str, ...],
        towards: tuple[str, ...],
    ) -> tuple[str, ...]:
        """Return the targets, where the words name none: the alliance, the member in need."""
        if towards:
            return towards
        reader = self.reader
        sentence = reader.passage.sentence[verdict.word]
        when = reader.when.get(sentence)
        if verdict.act in ("refuse-help", "assist-other", "assist-military"):
            need = reader.towards.in_need(
                Party(acting), sentence, verdict.word, when, reader.states_before
            )
            if need:
                return need.actors
        speech = reader.speech(verdict.word)
        about = speech.speaker.actors[0] if speech is not None and speech.speaker else None
        drafted = reader.drafted.get(verdict.word)
        found: tuple[str, ...] = ()
        same = drafted is not None and (drafted.act or drafted.type) == (
            verdict.act or verdict.type
        )
        if drafted is not None and same and set(drafted.target).isdisjoint(acting):
            found = drafted.target
        found = found or reader.towards.completed(draft, verdict.act, acting, about, when)
        if verdict.act == "join" and when is not None:
            belonged = reader.tools.implied.belonged
            found = tuple(
                name
                for name in found
                if not any(belonged(one, name, when, ago=_YEAR) for one in acting)
            )
        return found

    def _speaker(
        self, verdict: Verdict, sources: list[Part], acting: tuple[str, ...]
    ) -> Speaker | None:
        if (verdict.act or verdict.type) in _SPEECH_ACTS:
            person = next((one.people[0] for one in sources if one.people[0]), None)
            return Speaker(actor=acting[0], person=person or self._saying(verdict.word, acting[0]))
        best = max(verdict.parts, key=lambda one: one.speaker, default=None)
        if best is not None and best.speaker >= self.limits.role:
            return Speaker(actor=self._whole((best.actor,))[0], person=best.people[2])
        return None

    def _saying(self, word: int, actor: str) -> str | None:
        """Return the person who speaks for an actor in the speech around a word."""
        speech = self.reader.speech(word)
        if speech is None or actor not in self._whole(speech.speaker.actors):
            return None
        return speech.speaker.person


def _names(parts: list[Part]) -> tuple[str, ...]:
    return tuple(one.actor for one in parts)


def _as_some(chosen: list[Part], parts: Sequence[Part], role: int) -> list[Part]:
    """Return who is chosen; some members, not the whole that is only named in their words."""
    made: list[Part] = []
    for one in chosen:
        meant = next((other for other in parts if _some_of(other, one, role)), one)
        if meant not in made:
            made.append(meant)
    return made


def _some_of(some: Part, whole: Part, role: int) -> bool:
    """Whether the words for the whole are those for some of its members: "some NATO members"."""
    inner, outer = whole.units[role], some.units[role]
    if inner is None or not some.actor.startswith("~") or some.actor == whole.actor:
        return False
    if inner.how == "members":
        return some.actor in inner.actors
    return (
        outer is not None
        and outer.how == "members"
        and inner.inside
        and outer.first <= inner.first <= inner.last <= outer.last
    )


def _part_of(names: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether all of the one are among the other."""
    return set(names) <= set(others) or set(names) >= set(others)


def _party(parts: list[Part], names: tuple[str, ...], role: int) -> Party:
    unit = parts[0].units[role] if parts else None
    return Party(
        names,
        parts[0].people[role] if parts else None,
        1.0,
        -1 if unit is None else unit.word,
        "" if unit is None else unit.how,
    )


_ENTRIES: dict[str, Entry] = {}


def _entry(kind: str) -> Entry:
    """Return the entry of a word that the lexicon lacks."""
    if kind not in _ENTRIES:
        assert kind in ontology().types
        _ENTRIES[kind] = Entry(id="learned", type=kind, examples={"": None})
    return _ENTRIES[kind]
