"""Hold one event against one norm: each condition true, false or unknown, with its grounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from foedus._edtf import Edtf
from foedus.actors import Actors
from foedus.events import Event
from foedus.ledger._questions import TRUTH, Question, Reading
from foedus.ledger._trace import Ground, Trace, Truth, all_of, any_of, negation
from foedus.treaties import Area, Condition, Norm, Treaty, Version

# A request counts for a trigger that it does not name if it follows within this time.
REQUEST_WINDOW = dt.timedelta(days=180)


@dataclass(frozen=True)
class Circumstances:
    """What a condition is judged in: the norm, the event, who would benefit, and what is known."""

    treaty: Treaty
    version: Version
    norm: Norm
    event: Event
    beneficiary: str | None
    requests: Sequence[Event]
    actors: Actors
    questions: Sequence[Question]
    reading: Reading
    as_of: dt.date | None
    family: frozenset[str] = frozenset()
    """Ids of the treaties of the same organisation, this one among them."""
    until: dt.date = field(default_factory=dt.date.today)
    """The day up to which time is counted."""

    @property
    def norm_ref(self) -> str:
        """The norm's address: treaty/version/norm."""
        return f"{self.treaty.id}/{self.version.id}/{self.norm.id}"

    def name(self, actor: str) -> str:
        """What to call an actor."""
        return self.actors.name(actor)


def start_of(date: Edtf) -> dt.date | None:
    """Return the first day that a date can mean, or its last where the start is open."""
    return date.earliest or date.latest


def was_member(treaty: Treaty, state: str, on: Edtf, *, sense: str = "de-jure") -> Truth:
    """Whether a state was a member; unknown where its membership changed within the date."""
    if not isinstance(state, str) or state.startswith("~"):
        return False
    first = Edtf.parse(on.earliest or on.latest or dt.date.max)
    last = Edtf.parse(on.latest or on.earliest or dt.date.max)
    at_first = state in treaty.members(first, sense=sense)
    at_last = at_first if first == last else state in treaty.members(last, sense=sense)
    return at_first if at_first == at_last else None


def home_of(actor: str) -> str:
    """Return the state of a group that is kept as its words, or the actor itself."""
    return actor.partition("@")[2] or actor if actor.startswith("~") else actor


def happened(now: Circumstances) -> Trace:
    """Whether the event took place as coded; every norm asks this first."""
    event = now.event
    words = event.summary or event.evidence[0].exact
    label = "It happened"
    if (settled := _settled("happened", now, label)) is not None:
        return settled
    value = {"actual": True, "conditional": None, "hypothetical": None}.get(event.factuality, False)
    ground = Ground("event", f"“{words}” ({event.factuality})", event.id)
    return Trace(label, value, (ground, *_unanswered("happened", value, now)))


def evaluate(condition: Condition, now: Circumstances) -> Trace:
    """Evaluate a condition of a norm.

    Returns
    -------
    Trace
        Its value (True, False, None for unknown), with the grounds of each part.
    """
    if condition.all is not None or condition.any is not None:
        parts = tuple(evaluate(part, now) for part in condition.parts)
        combine = all_of if condition.all is not None else any_of
        label = "All of" if condition.all is not None else "Any of"
        return Trace(label, combine(part.value for part in parts), parts=parts)
    if condition.negated is not None:
        part = evaluate(condition.negated, now)
        return Trace("Not", negation(part.value), parts=(part,))
    label = in_words(condition, now)
    settled = _settled(condition.name, now, label)
    if settled is not None:
        return settled
    value, *grounds = _LEAVES[condition.name](condition, now)
    return Trace(label, value, (*grounds, *_unanswered(condition.name, value, now)))


def in_words(condition: Condition, now: Circumstances) -> str:
    """Say in words what a leaf asks."""
    value = condition.value
    where = {
        "territory-of-target": f"It took place on territory of {_who(now)}",
        "territory-of-source": "It took place on territory of the state that acts",
        "territory-of-party": "It took place on territory of a party",
    }
    match condition.name:
        case "act":
            return f"The act is {_either(value)}"
        case "type" | "context":
            return f"The {condition.name} is {_either(value)}"
        case "source":
            return f"Who acts is {_a(value)}"
        case "target":
            return f"It is directed against {_a(value)}"
        case "place" if isinstance(value, Area):
            return f"It took place in the treaty's area ({_either(value.area)})"
        case "place":
            return where[value]
        case "aggressor":
            return f"The attack came from {'outside' if value == 'external' else 'within'}"
        case "armed-attack":
            return "It was an armed attack" if value else "It was less than an armed attack"
        case "request":
            return f"{_who(now) if value == 'target' else 'A party'} asked for help"
        case "member":
            sense = "by law" if value.status == "de-jure" else "in practice"
            return f"The {value.who} is a member {sense} on that day"
        case _:
            asked = next((q.text for q in now.questions if q.id == value), value)
            return f"Yes to: {asked}"


def _who(now: Circumstances) -> str:
    return now.name(now.beneficiary) if now.beneficiary else "the state in need"


def _either(names: Sequence[str]) -> str:
    return " or ".join(str(name).replace("-", " ") for name in names)


def _a(who: object) -> str:
    words = {
        "party": "a party to the treaty",
        "non-party": "one that is not a party to the treaty",
        "beneficiary": "the state in need",
        "organisation": "the organisation",
    }
    return words.get(who, "") if isinstance(who, str) else " or ".join(who)  # type: ignore[arg-type]


def _settled(leaf: str, now: Circumstances, label: str) -> Trace | None:
    """Return the value that the reading's position on a question gives to a leaf, if any does.

    Where it takes none, a question that the record alone leaves open makes the leaf unknown.
    """
    for question in _questions_on(leaf, now):
        position = now.reading.on(question, now.as_of)
        if position is not None:
            holder = now.actors.name(position.holder)
            text = f"{question.text} — {holder}: {position.answer}"
            if position.note:
                text += f" ({position.note})"
            ground = Ground("position", text, question.id, position.holder)
            return Trace(label, TRUTH[position.answer], (ground,))
    for question in _questions_on(leaf, now):
        if question.open:
            text = f"the record alone does not settle: {question.text}"
            return Trace(label, None, (Ground("silence", text, question.id),))
    return None


def _questions_on(leaf: str, now: Circumstances) -> Iterator[Question]:
    """Yield the questions that stand in for a leaf, for this event under this treaty."""
    for question in now.questions:
        settles = question.settles == leaf and question.events
        if settles and question.concerns(now.event, now.treaty.id):
            yield question


def _unanswered(leaf: str, value: Truth, now: Circumstances) -> Iterator[Ground]:
    """Yield, for a leaf that the record leaves open, the questions that would settle it."""
    if value is None:
        for question in _questions_on(leaf, now):
            text = f"this reading takes no position on: {question.text}"
            yield Ground("silence", text, question.id)


_Result = tuple[Truth, *tuple[Ground, ...]]


def _coded(now: Circumstances) -> Ground:
    event = now.event
    return Ground("event", event.summary or f"“{event.evidence[0].exact}”", event.id)


def _act(condition: Condition, now: Circumstances) -> _Result:
    return now.event.act in condition.value, _coded(now)


def _type(condition: Condition, now: Circumstances) -> _Result:
    return now.event.type in condition.value, _coded(now)


def _context(condition: Condition, now: Circumstances) -> _Result:
    if not now.event.context:
        return None, Ground("silence", "no context is coded for this event")
    return bool(set(now.event.context) & set(condition.value)), _coded(now)


def _source(condition: Condition, now: Circumstances) -> _Result:
    event = now.event
    acts_itself = now.beneficiary in event.source and now.beneficiary not in event.target
    if condition.value == "party" and now.beneficiary is not None and acts_itself:
        return _is_among((now.beneficiary,), condition.value, now)
    return _is_among(event.source, condition.value, now)


def _target(condition: Condition, now: Circumstances) -> _Result:
    event = now.event
    names_parties = condition.value not in ("non-party", "organisation", "beneficiary")
    if names_parties and now.beneficiary is not None and now.beneficiary in event.target:
        # of several that are attacked at once, each is asked about for itself
        return _is_among((now.beneficiary,), condition.value, now)
    if not event.target:
        return None, Ground("silence", "no source says towards whom")
    return _is_among(event.target, condition.value, now)


def _is_among(who: Sequence[str], wanted: object, now: Circumstances) -> _Result:
    date = now.event.date
    if wanted == "organisation":
        return now.treaty.organisation in who, Ground("table", _list(who, now))
    if wanted == "beneficiary":
        return now.beneficiary in who, Ground("table", _list(who, now))
    if not isinstance(wanted, str):
        return any(actor in wanted for actor in who), Ground("table", _list(who, now))  # type: ignore[operator]
    values = [was_member(now.treaty, actor, date) for actor in who]
    grounds = tuple(
        Ground(
            "membership",
            f"{now.name(actor)}: "
            + {
                True: "a party on that day",
                False: "not a party on that day",
                None: "its membership changed within the time in which this happened",
            }[value],
        )
        for actor, value in zip(who, values, strict=True)
    )
    if wanted == "party":
        return any_of(values), *grounds
    return any_of(negation(value) for value in values), *grounds


def _list(who: Sequence[str], now: Circumstances) -> str:
    return ", ".join(now.name(actor) for actor in who)


def _place(condition: Condition, now: Circumstances) -> _Result:
    place = now.event.place
    if place is None or place.state is None:
        return None, Ground("silence", "no source in the record says on whose territory")
    where = f"{place.name}, " if place.name else ""
    ground = Ground("event", f"{where}territory of {now.name(place.state)}", now.event.id)
    wanted = condition.value
    if isinstance(wanted, Area):
        if place.state in wanted.area:
            return True, ground
        if place.state not in now.actors:
            return None, ground
        return bool(set(now.actors.get(place.state).regions) & set(wanted.area)), ground
    if wanted == "territory-of-target":
        if now.beneficiary is not None:
            return place.state == now.beneficiary, ground
        return place.state in now.event.target, ground
    if wanted == "territory-of-source":
        return place.state in {home_of(actor) for actor in now.event.source}, ground
    return was_member(now.treaty, place.state, now.event.date), ground


def _aggressor(condition: Condition, now: Circumstances) -> _Result:
    homes = {home_of(actor) for actor in now.event.source}
    victims = {now.beneficiary} if now.beneficiary else set(now.event.target)
    nameless = [a for a in now.event.source if a.startswith("~") and "@" not in a]
    ground = Ground("event", f"who acts: {_list(now.event.source, now)}", now.event.id)
    if homes & victims:
        inside: Truth = True
    elif nameless:
        inside = None
    else:
        inside = False
    return (negation(inside) if condition.value == "external" else inside), ground


def _armed_attack(condition: Condition, now: Circumstances) -> _Result:
    is_attack = now.event.act == "attack"
    return is_attack is condition.value, _coded(now)


def _request(condition: Condition, now: Circumstances) -> _Result:
    for value in (True, None):
        for request in now.requests:
            under_this = answers_call(request, now, by_any_party=condition.value == "party")
            made: Truth = True if request.factuality == "actual" else None
            if all_of((under_this, made)) is value:
                words = request.summary or f"“{request.evidence[0].exact}”"
                doubt = ", and so perhaps before this happened" if under_this is None else ""
                doubt += "" if made else ", which is not certain"
                text = f"{words} ({request.date.in_words()}{doubt})"
                return value, Ground("event", text, request.id)
    who = _who(now) if condition.value == "target" else "a party"
    return False, Ground("silence", f"no request by {who} under this norm is on record")


def answers_call(request: Event, now: Circumstances, *, by_any_party: bool = False) -> Truth:
    """Whether a request for help is one under this norm, on account of this event.

    Unknown where it names no event, and its date is so wide that it may have come before. It is
    the state in need that has to ask, or, with `by_any_party`, a party to the treaty.
    """
    if by_any_party:
        asking = any_of(was_member(now.treaty, actor, request.date) for actor in request.source)
        if asking is False:
            return False
    elif now.beneficiary is not None and now.beneficiary not in request.source:
        return False
    provision = request.provision
    if provision is not None:
        if provision.treaty != now.treaty.id:
            return False
        if provision.article and provision.article != now.norm.article:
            return False
    elif now.treaty.organisation not in request.target and not any(
        was_member(now.treaty, actor, request.date) for actor in request.target
    ):
        return False
    if request.about:
        return now.event.id in request.about or now.event.corrects in request.about
    begun, asked = start_of(now.event.date), start_of(request.date)
    ended = now.event.date.latest or begun
    last = request.date.latest or asked
    if begun is None or asked is None or ended is None or last is None:
        return False
    if asked > ended + REQUEST_WINDOW or last < begun:
        return False
    return True if begun <= asked else None


def _member(condition: Condition, now: Circumstances) -> _Result:
    wanted = condition.value
    who: Sequence[str] = {
        "source": now.event.source,
        "target": now.event.target,
        "beneficiary": (now.beneficiary,) if now.beneficiary else (),
    }[wanted.who]
    values = [was_member(now.treaty, actor, now.event.date, sense=wanted.status) for actor in who]
    return any_of(values), Ground("membership", _list(who, now))


def _question(condition: Condition, now: Circumstances) -> _Result:
    question = next((q for q in now.questions if q.id == condition.value), None)
    if question is None or question.on_performance:
        return None, Ground("silence", f"nobody answers the question '{condition.value}'")
    position = now.reading.on(question, now.as_of)
    if position is None:
        return None, Ground("silence", "this reading takes no position on it", question.id)
    holder = now.actors.name(position.holder)
    text = f"{holder}: {position.answer}" + (f" ({position.note})" if position.note else "")
    return TRUTH[position.answer], Ground("position", text, question.id, position.holder)


_LEAVES: dict[str, Callable[[Condition, Circumstances], _Result]] = {
    "act": _act,
    "type": _type,
    "context": _context,
    "source": _source,
    "target": _target,
    "place": _place,
    "aggressor": _aggressor,
    "armed-attack": _armed_attack,
    "request": _request,
    "member": _member,
    "question": _question,
}
