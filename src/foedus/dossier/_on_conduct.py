"""Findings on conduct: leaving, realignment, breaks, words against deeds, gaps."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np

from foedus._durations import count
from foedus._durations import duration_in_words as duration
from foedus.dossier._finding import Finding, ids, proposed, times, upper, years
from foedus.dossier._gaps import only_together, silent_members, single_source
from foedus.dossier._record import Record, listed
from foedus.dossier._statements import statement_pairs
from foedus.events import Event
from foedus.relations._breaks import LEAST_EVENTS, LEAST_ODDS
from foedus.relations._figure import is_wide


def allies_and_adversary(record: Record, reading: str) -> Finding | None:
    """What the allies did with those who attacked the focal member."""
    foes = set(record.adversaries)

    def meant(events: tuple[Event, ...]) -> list[Event]:
        return [
            event
            for event in events
            if set(event.source) & record.allied_on(event.date)
            and event.actors & foes
            and record.focal not in event.source
            and not event.actors & foes & record.allied_on(event.date)
        ]

    deeds = meant(record.acts("arm", "ally"))
    more = proposed(len(meant(record.acts("arm", "ally", waiting=True))))
    if not deeds:
        return None
    tallies: dict[str, Counter[str]] = {}
    for event in deeds:
        for actor in event.source:
            if actor in record.allied_on(event.date):
                tallies.setdefault(actor, Counter())[event.act or ""] += 1
    verbs = {"arm": "supplied arms", "ally": "signed with it"}
    who = [
        f"{record.name(actor)} {listed([f'{verbs[act]} {times(n)}' for act, n in tally.items()])}"
        for actor, tally in tallies.items()
    ]
    foe = record.names(record.adversaries)
    text = (
        f"**Allies dealt with {foe}**, which attacked {record.name(record.focal)} in this record: "
        f"{'; '.join(who)} ({years(deeds[0].date.earliest, deeds[-1].date.latest)}){more}."
    )
    return Finding("Allies", text, ids(deeds), None, "statements")


def exit_talk(record: Record, reading: str) -> Finding | None:
    """Talk of leaving, against what leaving takes."""
    spoken = record.acts("announce-exit", by=record.focal)
    more = proposed(len(record.acts("announce-exit", by=record.focal, waiting=True)))
    notices = [e for e in record.acts("exit", by=record.focal) if record.alliance in e.target]
    if not spoken and not notices:
        return None
    focal = record.name(record.focal)
    rules = [
        (treaty, norm)
        for treaty in record.allied
        if (version := treaty.versions[-1]) is not None
        for norm in version.norms
        if norm.kind == "withdrawal" and norm.within
    ]
    given = [
        (treaty, spell)
        for treaty in record.allied
        for spell in treaty.membership
        if spell.state == record.focal
        and spell.status == "withdrawing"
        and spell.during.earliest is not None
        and spell.during.earliest <= record.today
    ]
    if notices:
        text = f"**{focal} has acted to leave**: {notices[-1].date.in_words()}."
    elif given:
        treaty, spell = given[-1]
        text = (
            f"**{focal} has given notice** by the rows of {treaty.label}, on "
            f"{spell.during.since()}; no event of the record tells of it."
        )
    else:
        text = (
            f"**{focal} has spoken of leaving {times(len(spoken))}**{more} "
            f"{years(spoken[0].date.earliest, spoken[-1].date.latest)}; no notice of exit is on "
            "record"
        )
        if rules:
            treaty, norm = rules[0]
            notice = duration(norm.within)
            text += f", and {treaty.label} Art. {norm.article} asks for it {notice} ahead"
        text += "."
    return Finding(
        "Exit", text, ids([*spoken, *notices]), "the treaties" if rules else None, "statements"
    )


def realignment(record: Record, reading: str) -> Finding | None:
    """Towards whom the focal member turned."""
    circle = {record.focal, record.alliance, *record.partners} - set(record.adversaries)

    def inside(event: Event) -> set[str]:
        return circle | record.allied_on(event.date)

    def meant(events: tuple[Event, ...]) -> list[Event]:
        return [
            event
            for event in events
            if record.focal in event.actors
            and event.act in ("arm", "ally", "host")
            and not event.actors <= inside(event)
        ]

    deeds = meant(record.group("realign"))
    more = proposed(len(meant(record.group("realign", waiting=True))))
    if len(deeds) < 2:
        return None
    partners = Counter(
        actor for event in deeds for actor in event.actors if actor not in inside(event)
    )
    who = [
        f"{record.name(actor)} ({number})"
        for actor, number in partners.most_common(5)
        if actor not in record.adversaries
    ]
    if not who:
        return None
    half = deeds[len(deeds) // 2].date.earliest
    late = sum(bool(half and e.date.earliest and e.date.earliest.year >= half.year) for e in deeds)
    since = ""
    if half and len(deeds) > 3 and late < len(deeds):
        since = f", {count(late, 'of them', 'of them')} since {half.year}"
    text = (
        f"**{record.name(record.focal)} turned outward {times(len(deeds))}**{more} "
        "(arms, partnership, missions) "
        f"{years(deeds[0].date.earliest, deeds[-1].date.latest)}{since}: {listed(who)}."
    )
    return Finding("Realignment", text, ids(deeds), None, "timeline")


def clearest_break(record: Record, reading: str) -> Finding | None:
    """Where the dealings of the focal member changed most."""
    best = None
    for series in record.pairs:
        change = series.change
        if change is None or len(series.events) < LEAST_EVENTS:
            continue
        size = abs(change.after - change.before) * change.probability
        if change.probability >= LEAST_ODDS and (best is None or size > best[0]):
            best = (size, series, change)
    if best is None:
        return None
    _, series, change = best
    month: dt.date = change.month.astype("datetime64[D]").item()
    reach = [
        record.events[name]
        for name in series.events
        if (m := record.events[name].date.middle) and abs((m - month).days) <= 400
    ]
    other = next(actor for actor in series.pair if actor != record.focal)
    when = f"in {month:%B %Y}"
    if is_wide(change.within):
        when = "at some time between {} and {}".format(*(str(m)[:4] for m in change.within))
    odds = f"{min(change.probability, 0.99):.2f}"
    odds = f"above {odds}" if change.probability > 0.99 else odds
    text = (
        f"The clearest break is **{record.name(record.focal)} – {record.name(other)} {when}** "
        f"(probability {odds}): the monthly balance went from "
        f"{change.before:+.1f} to {change.after:+.1f}, on {len(series.events)} events."
    )
    return Finding("Relations", text, ids(reach or ()), "the series", "relations")


def words_and_deeds(record: Record, reading: str) -> Finding | None:
    """How many statements stand against a deed or another's word."""
    pairs = statement_pairs(record, counted=True)
    clashes = [pair for pair in pairs if pair.kind in ("denied", "otherwise")]
    whole = [p for p in statement_pairs(record) if p.kind in ("denied", "otherwise")]
    more = len({p.said.id for p in whole}) - len({p.said.id for p in clashes})
    if not clashes:
        return None
    denied = len({pair.said.id for pair in clashes if pair.kind == "denied"})
    other = len({pair.said.id for pair in clashes if pair.kind == "otherwise"})
    parts = []
    if other:
        stands = "stands" if other == 1 else "stand"
        parts.append(f"{count(other, 'affirmation')} {stands} before a deed to the contrary")
    if denied:
        verb = "is" if denied == 1 else "are"
        parts.append(f"{count(denied, 'claim')} {verb} contested")
    text = f"**Words and deeds part:** {listed(parts)}{proposed(max(more, 0))}"
    if denied:
        # each claim once for each that contests it
        contested = {
            (pair.said.id, actor)
            for pair in clashes
            if pair.done and pair.kind == "denied"
            for actor in pair.done.source
        }
        deniers = Counter(actor for _, actor in sorted(contested))
        most = [f"{record.name(a)} ({n})" for a, n in deniers.most_common(3)]
        text += f", most often by {listed(most)}"
        if sum(deniers.values()) > denied:
            text += "; some by several"
    text += "."
    cited = [e for pair in clashes for e in (pair.said, pair.done) if e is not None]
    return Finding("Words", text, ids(cited), None, "statements")


_NAMED = 6  # members that a sentence names
_FEW, _MANY = 0.1, 0.5  # shares: below the one hardly any, from the other on most


def thin(record: Record, reading: str) -> Finding | None:
    """Where the record is thin, and apart from that how much of it one source alone tells."""
    parts, worst = [], 0.0
    if silent := silent_members(record):
        members = len(record.members_now)
        who = record.names(silent)
        if len(silent) > _NAMED:  # the section on gaps has the names
            who = f"{len(silent)} of the {members} members"
        acts = "acts" if len(silent) == 1 else "act"
        parts.append(f"{who} {acts} in no {record.kind_that_counts}")
        worst = len(silent) / members
    if together := only_together(record):
        acts = "acts" if len(together) == 1 else "act"
        parts.append(f"{record.names(together)} {acts} together with others only")
    if record.pairs:
        values = record.pairs[0].values
        if empty := int(np.isnan(values).sum()):
            parts.append(f"no source covers {empty} of the {len(values)} months {record.span}")
            worst = max(worst, empty / len(values))
    alone = _on_one_source(record)
    if not parts and not alone:
        return None
    head = "The record is thin" if worst >= _MANY else "The record has gaps"
    said = [f"**{head}:** {'; '.join(parts)}."] if parts else []
    text = " ".join([*said, *([alone] if alone else [])])
    basis = "the record itself; what is missing has no evidence"
    return Finding("Gaps", text, (), basis, "gaps")


def _on_one_source(record: Record) -> str | None:
    """Say how many events rest on one source: few are a strength, most a weakness."""
    whole, lonely = record.on_timeline, single_source(record)
    if not whole or not lonely:
        return None
    sure = sum(record.counts(event) for event in lonely)
    share = len(lonely) / len(whole)
    told = f"{sure}{proposed(len(lonely) - sure)}"
    if share == 1:
        return (
            f"**Every event on the timeline rests on one source alone**, {told} in all: "
            "nothing else bears it out."
        )
    number = f"{told} of the {len(whole)} events on the timeline"
    if share >= _MANY:
        return f"**Most events rest on one source alone:** {number}; nothing else bears them out."
    rest = "rests" if len(lonely) == 1 else "rest"
    few = "Only " if share < _FEW else ""
    return upper(f"{few}{number} {rest} on a single source.")
