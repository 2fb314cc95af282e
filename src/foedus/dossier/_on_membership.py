"""The finding on membership: what the focal member is in each treaty of the alliance.

::

    Armenia: in practice frozen since 2024; by law a member (CST, since 1994; Charter, since 2003)
             └ the treaties in which it is the same stand together, each other one by itself
"""

from __future__ import annotations

from foedus.case import member_states_of
from foedus.dossier._finding import Finding, ids, proposed, times, upper
from foedus.dossier._record import Record, listed
from foedus.events import Event
from foedus.treaties import Held, MemberState

_OWN = ("withdrawing", "not paying")  # what a state does, and not its part in the alliance


def membership(record: Record, reading: str) -> Finding | None:
    """What the focal member is by law and in practice in each treaty, and since when."""
    states = _in_treaties(record)
    focal, alliance = record.name(record.focal), record.name(record.alliance)
    if not states:
        left = record.acts("exit", by=record.focal)
        text = f"By law, {focal} **is no party** to a treaty of {alliance} on this day."
        return Finding("Membership", text, ids(left), "the treaties", "treaties")
    dues, held = _dues(record)
    kinds: dict[tuple[str, ...], list[MemberState]] = {}
    for state in states:
        kinds.setdefault(_kind(state, dues=bool(dues)), []).append(state)
    first, *others = kinds.values()
    law, facts = _law(first[0]), _facts(first[0], dues=bool(dues))
    said = f"is a {law[0]}{{of}}{law[1]}** ({_named(first)})"
    if facts:
        own = any(fact.status in _OWN for fact in facts)
        who = focal if own else f"{focal}’s part in {alliance}"
        of = f" of {alliance}" if own else ""
        words = listed([_since(fact) for fact in facts])
        text = f"**In practice {who} has been {words}; by law it {said.format(of=of)}."
    else:
        of = f" of {alliance}"
        silent = not dues and not law[1] and not others
        plain = ", and nothing on record says that it is less in practice" if silent else ""
        text = f"**By law {focal} {said.format(of=of)}{plain}."
    for same in others:
        law, facts = _law(same[0]), _facts(same[0], dues=bool(dues))
        text += f" {upper(_named(same))}: by law a {law[0]}{law[1]}"
        text += f"; in practice {listed([_since(fact) for fact in facts])}." if facts else "."
    cited = ids([*_acts(record, states), *held])
    return Finding("Membership", text + dues, cited, "the treaties", "treaties")


def _in_treaties(record: Record) -> list[MemberState]:
    """Return its states in the treaties of the alliance that bind it or that it has signed.

    First those by which a member may leave, for they say most of the membership; the older first.
    """
    allied = {treaty.id for treaty in record.allied}
    found = [
        state
        for state in member_states_of(
            record.case, record.focal, as_of=record.today, proposals=record.proposals
        )
        if state.treaty.id in allied and state.status in ("party", "signatory")
    ]

    def rank(state: MemberState) -> tuple[bool, bool, str]:
        version = state.version or state.treaty.versions[-1]
        leaves = any(norm.kind == "withdrawal" for norm in version.norms)
        since = state.by_law[0].since
        begun = since.earliest if since is not None else None
        return state.status != "party", not leaves, begun.isoformat() if begun else "~"

    return sorted(found, key=rank)


def _kind(state: MemberState, *, dues: bool) -> tuple[str, ...]:
    """Say what it is in a treaty, the first day of its membership apart."""
    limits = [f"{held.sense} {_since(held)}" for held in state.by_law[1:]]
    return state.status, *limits, *(f"de-facto {_since(f)}" for f in _facts(state, dues=dues))


def _law(state: MemberState) -> tuple[str, str]:
    """Return what it is by law, and what limits that: ``member``, ``, suspended since 2023``."""
    word = "member" if state.status == "party" else state.status
    limits = listed([_since(held) for held in state.by_law[1:]])
    return word, f", {limits}" if limits else ""


def _facts(state: MemberState, *, dues: bool) -> list[Held]:
    """Return what it is in practice; of dues that were kept back another sentence says more."""
    return [h for h in state.in_practice if not (dues and h.status == "not paying")]


def _since(held: Held) -> str:
    return held.status if held.since is None else f"{held.status} since {held.since.since()}"


def _named(states: list[MemberState]) -> str:
    """Name treaties, each with the year in which its membership began."""
    return "; ".join(
        f"{state.treaty.label}, since {begun.year}"
        if (since := state.by_law[0].since) and (begun := since.earliest)
        else state.treaty.label
        for state in states
    )


def _acts(record: Record, states: list[MemberState]) -> list[Event]:
    """Return the events on which the states rest, and the member's own acts on the same days."""
    held = [held for state in states for held in (*state.by_law[1:], *state.in_practice)]
    names = {basis.ref for one in held for basis in one.bases if basis.kind == "event"}
    begun = {one.since.earliest for one in held if one.since is not None}
    own = record.acts(
        "freeze", "withhold-dues", "boycott", "announce-exit", "exit", "join", by=record.focal
    )
    leaving = any(one.status == "withdrawing" for one in held)
    near = [
        event
        for event in own
        if event.id in names
        or (
            # talk of leaving is no act of membership by itself
            (event.act != "announce-exit" or leaving)
            and any(day and event.date.contains(day) for day in begun)
        )
    ]
    return near or [event for event in own if event.act != "announce-exit"][-3:]


def _dues(record: Record) -> tuple[str, tuple[Event, ...]]:
    """Say how often dues were kept back, and what the text attaches to that."""
    held = record.acts("withhold-dues", by=record.focal)
    if not held:
        return "", ()
    more = proposed(len(record.acts("withhold-dues", by=record.focal, waiting=True)))
    text = f" It has withheld its dues {times(len(held))}{more}, first {held[0].date.in_words()}"
    for treaty in record.allied:
        for norm in treaty.versions[-1].norms:
            if norm.kind == "suspension" and norm.within and "arrears" in norm.id + norm.title:
                return f"{text}; {treaty.label} Art. {norm.article}: {norm.title}.", held
    return text + ".", held
