"""Not ruled out, ruled out, not intended: what stands before an act and turns its meaning.

::

    "did not rule out" leaving ──► announce-exit, actual   (another act: hypothetical)
    "ruled out" leaving        ──► exit, denied
    "has no plans to" leave    ──► exit, denied            (another act: denied)
    "declined to say whether" it would leave, "unclear whether" it left ──► nothing
    "barred Turkey from" sending troops ──► nothing sent
    "had not received notice of" a withdrawal ──► nothing

Rules, not the model, decide here: the words are few and sure, and a reader who takes "would not
rule out" for a refusal has the story upside down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from foedus.coding._drafted import Drafted
from foedus.coding._find import Hit
from foedus.coding._parse import Passage
from foedus.coding._words import words
from foedus.events import Event, Speaker

_NO = r"(?:not|n't|n’t|never|nor|cannot|no longer|without)"
_OF = (
    r"(?: (?:the|a|any|all|such|its|his|her|their)\b)?"
    r"(?: (?:possibility|possibilities|option|prospect|idea|chance|likelihood) of\b)?"
    r"(?: (?:that|whether)\b)?"
)
_RULE = r"(?:rul(?:e|es|ed|ing) out|exclud(?:e|es|ed|ing))"
_OPEN = re.compile(
    rf"\b(?:{_NO}(?: \w+)? {_RULE}|(?:refus|declin)\w+ to (?:rule out|exclude)"
    r"|(?:leav\w+|left|keep\w*|kept) open)" + _OF
)
_SHUT = re.compile(rf"\b{_RULE}" + _OF)
_NONE = re.compile(
    rf"\b(?:(?:no|without|{_NO} (?:have )?any) (?:\w+ )?"
    r"(?:intention|intentions|intent|plan|plans|wish|desire) (?:of|to|for)"
    rf"|{_NO}(?: \w+)? (?:plan|plans|planning|planned|intend|intends|intending|intended|want|wants"
    r"|wish|wishes|consider|considers|considering|considered|contemplating|thinking)"
    r"(?: (?:to|of|about|on))?)" + _OF
)
_UNSAID = re.compile(
    rf"\b(?:(?:(?:refus|declin)\w+ to|(?:did|does|do|would|could) {_NO})"
    r" (?:say|disclose|confirm|specify|reveal|discuss|explain)"
    rf"|(?:unclear|unknown|uncertain|{_NO} (?:yet )?(?:clear|known|certain)|to be seen))"
    r" (?:whether|if)\b"
)
_NOT_GOT = re.compile(
    rf"\b{_NO}(?: (?:yet|been|ever|formally|officially))* (?:received?|got|gotten|seen?|given)"
    r"(?: (?:any|a|an|the|its|such|formal|official|written|prior|word|letter|note|of)){0,4}"
    r" (?:notification|notice|request|application|appeal|invitation|declaration)\b"
)
_KINDS = (
    ("unsaid", _UNSAID),
    ("ungot", _NOT_GOT),
    ("open", _OPEN),
    ("none", _NONE),
    ("shut", _SHUT),
)
_CUES = words(
    "out exclude excludes excluded excluding open intention intentions intent plan plans planning "
    "planned intend intends intending intended want wants wish wishes desire consider considers "
    "considering considered contemplating thinking whether if notification notice request "
    "application appeal invitation declaration"
)
_ENDS = words(', ; : . that and or but if unless when while because " “ ” who which - – —')
_CALL = words("call calls called calling")
_FOR = words("for on upon to")
_WITHDRAW = words("withdraw withdraws withdrew withdrawn withdrawing")
_THINGS = ("obj", "nsubj:pass")
_BACK = words(
    "request requests application applications appeal bid demand demands plea offer proposal "
    "objection objections veto complaint threat candidacy reservations invitation"
)
_PREVENT = words(
    "bar bars barred barring ban bans banned banning prohibit prohibits prohibited prohibiting "
    "prevent prevents prevented preventing keep keeps kept keeping block blocks blocked blocking "
    "forbid forbids forbade forbidden forbidding"
)
_NOT = words("not n't n’t never no hardly")
_ADDED = ("relcl", "acl:relcl", "advcl", "parataxis", "appos")
_NEAR = 6  # words from the phrase to the act
_EXITS = ("exit", "announce-exit")
_ARMED = words("troops soldiers forces force weapons arms tanks missiles aircraft jets military")
_WITHHELD = ("refuse-help", "boycott", "withhold-dues")  # not doing is the act
_SAID = 0.5  # certainty of an exit that only the rules find behind such a phrase
_LEAST = 0.3  # drafts less certain tell nothing


@dataclass(frozen=True, slots=True)
class Stance:
    """A phrase, from its first word up to (not including) `stop`, and what it does to an act."""

    kind: str
    first: int
    stop: int


def stances(passage: Passage) -> Iterator[Stance]:
    """Yield the phrases of a passage, none inside another."""
    for start, stop in passage.sentences:
        low = passage.low[start:stop]
        if _CUES.isdisjoint(low):
            continue
        text = " ".join(low)
        starts = [0]
        for word in low:
            starts.append(starts[-1] + len(word) + 1)
        taken: list[tuple[int, int]] = []
        for kind, pattern in _KINDS:
            for found in pattern.finditer(text):
                if any(a < found.end() and found.start() < b for a, b in taken):
                    continue
                taken.append(found.span())
                first = sum(one <= found.start() for one in starts) - 1
                last = sum(one < found.end() for one in starts) - 1
                yield Stance(kind, start + first, start + last + 1)


def restated(
    made: Mapping[int, Event],
    passage: Passage,
    hits: Mapping[int, Hit],
    drafted: Mapping[int, Drafted],
) -> dict[int, Event]:
    """Return the events of a passage, by their words, as such phrases leave them."""
    events = dict(made)
    _taken_back(events, passage)
    _called_names(events, passage)
    _prevented(events, passage)
    for one in stances(passage):
        if one.kind in ("unsaid", "ungot"):
            last = one.stop - 1
            top = last if one.kind == "ungot" else passage.head[last]
            asked = (at for at in _below(passage, top) if at >= one.first)
            _drop(events, [*range(one.first, one.stop), *asked])
            continue
        word = _act(one, events, passage, hits)
        inside = [at for at in events if one.first <= at < one.stop and at != word]
        if one.kind == "open":
            _unrefused(events, [*inside, word], passage, one.stop)
        if word < 0:
            continue
        inside = [at for at in inside if at in events]
        leaves = _leaves(word, events.get(word), hits)
        told = events.get(word)
        if told is None and (leaves or one.kind == "open"):
            told = next((events[at] for at in inside if leaves), None)
            draft = drafted.get(word)
            if told is None and draft is not None and (leaves or draft.confidence >= _LEAST):
                told = draft.event()
                if leaves:  # the phrase itself speaks for it
                    told = _changed(told, confidence=max(draft.confidence, _SAID))
        if told is None:
            continue
        if leaves:
            _drop(events, inside)
            if passage.low[one.stop - 1] == "that":  # "ruled out that Armenia would leave"
                told = _without_speaker(told)
            events[word] = _exit(told, one.kind, made, inside)
        elif one.kind != "shut" and told.type != "REJECT" and told.act not in _WITHHELD:
            _drop(events, inside)
            factuality = "hypothetical" if one.kind == "open" else "denied"
            events[word] = _changed(told, factuality=factuality)
    return events


def _taken_back(events: dict[int, Event], passage: Passage) -> None:
    """Turn an exit that is a request or an application withdrawn into what it is.

    "Withdrew its application to remain" is an exit, though. What was applied for is no event.
    """
    for word in [at for at in events if passage.low[at] in _WITHDRAW]:
        thing = next((kid for kid in passage.kids[word] if passage.dep[kid] in _THINGS), -1)
        if thing < 0 or passage.low[thing] not in _BACK:
            continue
        asked = _below(passage, thing)
        if any(passage.low[at] in ("remain", "stay") for at in asked):
            continue
        _drop(events, [at for at in asked if at in events and events[at].act == "join"])
        if events[word].act in (*_EXITS, "refuse-help"):
            changed = {"type": "CONCEDE", "act": None, "speaker": None}
            events[word] = _changed(events[word], **changed)


def _called_names(events: dict[int, Event], passage: Passage) -> None:
    """Drop the demand that "called the decision unacceptable" is not."""
    asked = [at for at, one in events.items() if one.type == "REQUEST"]
    for word in asked:
        stop = min(word + 2 * _NEAR, passage.sentences[passage.sentence[word]][1])
        named = any(events[at].type == "ACCUSE" for at in range(word + 1, stop) if at in events)
        if named and passage.low[word] in _CALL and _FOR.isdisjoint(passage.low[word:stop]):
            del events[word]


def _prevented(events: dict[int, Event], passage: Passage) -> None:
    """Drop what somebody is kept from: "barred Turkey from sending troops" tells of no troops."""
    for word in [at for at, one in events.items() if one.factuality == "actual"]:
        top = word
        while passage.dep[top] == "conj" and passage.head[top] != top:
            top = passage.head[top]
        above = passage.head[top]
        if top == above or passage.low[above] not in _PREVENT or passage.tag[top] != "VBG":
            continue
        low = passage.low
        from_ = any(low[kid] == "from" for kid in passage.kids[top] if kid < top)
        if from_ and not any(low[kid] in _NOT for kid in passage.kids[above]):
            del events[word]


def _below(passage: Passage, top: int) -> list[int]:
    """Return a word and all below it, less the clauses that only add to it."""
    made, rest = [], [top]
    while rest:
        word = rest.pop()
        made.append(word)
        rest += [kid for kid in passage.kids[word] if passage.dep[kid] not in _ADDED]
    return made


def _unrefused(events: dict[int, Event], places: list[int], passage: Passage, stop: int) -> None:
    """Turn refusals that are none into the help that they leave open, or drop them."""
    for at in places:
        event = events.get(at)
        if event is None:
            continue
        if event.act == "refuse-help" and not _ARMED.isdisjoint(passage.low[stop : stop + _NEAR]):
            events[at] = _changed(
                event, type="AID", act="assist-military", factuality="hypothetical"
            )
        elif event.type == "REJECT":
            del events[at]


def _act(
    stance: Stance, events: Mapping[int, Event], passage: Passage, hits: Mapping[int, Hit]
) -> int:
    """Return the word of the act that a phrase is about, or -1."""
    for word in range(stance.stop, min(stance.stop + _NEAR, len(passage.low))):
        if passage.low[word] in _ENDS:
            break
        if word in events or _leaves(word, None, hits):
            return word
        if word in hits and hits[word].entry is not None:
            return word
    return -1


def _leaves(word: int, event: Event | None, hits: Mapping[int, Hit]) -> bool:
    """Whether a word tells of leaving an alliance."""
    if event is not None and (event.act or event.type) != "REJECT":
        return event.act in _EXITS
    entry = hits[word].entry if word in hits else None
    if entry is None or entry.act is None:
        return False
    acts = [entry.act] if isinstance(entry.act, str) else list(entry.act.values())
    return any(act in _EXITS for act in acts)


def _exit(told: Event, kind: str, made: Mapping[int, Event], inside: list[int]) -> Event:
    speaker = told.speaker or next((made[at].speaker for at in inside if made[at].speaker), None)
    own = speaker is None or speaker.actor is None or speaker.actor in told.source
    if kind == "open" and own:
        speaker = speaker or Speaker(actor=told.source[0])
        return _changed(
            told, type="THREATEN", act="announce-exit", factuality="actual", speaker=speaker
        )
    factuality = "hypothetical" if kind == "open" else "denied"
    if kind == "shut" and speaker is None:
        speaker = Speaker(actor=told.source[0])
    return _changed(told, type="SANCTION", act="exit", factuality=factuality, speaker=speaker)


def _without_speaker(event: Event) -> Event:
    speaker = event.speaker.actor if event.speaker else None
    others = tuple(name for name in event.source if name != speaker)
    return _changed(event, source=others) if others else event


def _changed(event: Event, **fields: Any) -> Event:
    return Event(**{**dict(event), "mode": None, **fields, "id": ""})


def _drop(events: dict[int, Event], places: list[int]) -> None:
    for at in places:
        events.pop(at, None)
