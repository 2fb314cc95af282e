"""An evaluation for a reader: a page of text, or plain data."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from foedus.coding._evaluation import Evaluation, class_of
from foedus.coding._gold import GoldItem
from foedus.coding._matching import MEANINGS
from foedus.coding._scores import Interval, Rate, Score
from foedus.events import Event, ontology


def in_words(made: Evaluation) -> str:
    """Return the figures as text for a terminal, at most 100 columns wide."""
    lines = [
        f"{made.coder} on {made.gold}: {made.items} items, {made.empty} of them without an event",
        *_learnt_lines(made),
        "",
        f"{'events, matched by':<52}{'precision':>11}{'recall':>8}{'F1':>7}   95 %",
    ]
    lines += [_score_line(MEANINGS[name], score) for name, score in made.scores.items()]
    lines += [
        "",
        _score_line("actors in their roles, all events", made.actors),
        _score_line("actors in their roles, matched events", made.actors_matched),
        "",
        f"{'on the matched events':<52}{'right':>11}{'of':>8}{'share':>7}   95 %",
        _rate_line("factuality", made.factuality),
        _rate_line("speaker (actor)", made.speaker),
        _rate_line("date (overlaps)", made.date),
        "",
    ]
    alarms = made.alarms_a_hundred
    if alarms is not None:
        lines.append(
            f"false alarms: {made.false_alarms.right} in {made.false_alarms.of} items without an "
            f"event, {alarms:.1f} a hundred{_bounds(made.false_alarms.interval, 1)}"
        )
    lines.append(
        f"speed: {made.words_a_second:,.0f} words and {made.sentences_a_second:,.1f} sentences "
        f"a second ({made.words:,} words in {made.seconds:.2f} s)"
    )
    if made.orphans:
        lines.append(f"quotes that are not in the text: {made.orphans}")
    for item, problem in made.failed.items():
        lines.append(f"could not be coded: {item}: {problem}")
    lines += _certainty_lines(made)
    lines += ["", *_class_lines(made), "", *confusion_lines(made.confusion)]
    return "\n".join(lines)


def _learnt_lines(made: Evaluation) -> list[str]:
    if not made.learnt:
        return []
    some = "all" if made.learnt == made.items else f"{made.learnt}"
    return [f"the coder learnt from {some} of them: how it does on other texts, these do not tell"]


def _certainty_lines(made: Evaluation) -> list[str]:
    if not made.certainty:
        return []
    head = f"{'proposals that are so certain':<32}{'how many':>9}{'mean':>7}"
    lines = ["", f"{head}{'act right':>11}{'and all actors':>16}"]
    for band in made.certainty:
        act, actors = band.act / band.count, band.actors / band.count
        name = f"{band.low:.1f} to {band.high:.1f}"
        lines.append(f"  {name:<30}{band.count:>9}{band.mean:>7.2f}{act:>11.2f}{actors:>16.2f}")
    return lines


def _score_line(name: str, score: Score) -> str:
    figures = f"{_share(score.precision):>11}{_share(score.recall):>8}{_share(score.f1):>7}"
    return f"  {name:<50}{figures}  {_bounds(score.intervals.get('f1'), 3)}"


def _rate_line(name: str, rate: Rate) -> str:
    figures = f"{rate.right:>11}{rate.of:>8}{_share(rate.value):>7}"
    return f"  {name:<50}{figures}  {_bounds(rate.interval, 3)}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _bounds(pair: Interval | None, digits: int) -> str:
    return "" if pair is None else f" [{pair[0]:.{digits}f}, {pair[1]:.{digits}f}]"


def _class_lines(made: Evaluation) -> list[str]:
    lines = [f"{'act, or type without act':<26}{'gold':>6}{'found':>7}{'right':>7}{'F1':>8}"]
    lines += [
        f"  {name:<24}{score.gold:>6}{score.found:>7}{score.right:>7}{_share(score.f1):>8}"
        for name, score in made.by_act.items()
    ]
    return lines


def confusion_lines(table: Counter[tuple[str | None, str | None]]) -> list[str]:
    """Return the table of types: a row a gold type, a column a proposed type."""
    present = {name for pair in table for name in pair if name is not None}
    names = [name for name in ontology().types if name in present]
    if not names:
        return []
    short = {name: name[:4].title() for name in names}
    head = "".join(f"{short[name]:>5}" for name in names)
    lines = [
        "gold types in rows, proposed types in columns; the last of each: none",
        f"{'':<11}{head}{'none':>6}",
    ]
    for gold in [*names, None]:
        cells = [table[gold, found] for found in names]
        last = table[gold, None] if gold else 0
        row = "".join(f"{cell or '·':>5}" for cell in cells)
        lines.append(f"{gold or 'none':<11}{row}{last or '·':>6}")
    return lines


def errors(made: Evaluation, limit: int | None = None) -> str:
    """Return misses and wrong proposals, grouped by class, the most frequent class first."""
    lines: list[str] = []
    for heading, groups, sign in (
        ("missed", made.missed(), "–"),
        ("proposed without ground", made.spurious(), "+"),
    ):
        total = sum(map(len, groups.values()))
        lines.append(f"{heading}: {total}")
        for name, wrong in groups.items():
            lines.append(f"  {name} ({len(wrong)})")
            for item, event in wrong[:limit]:
                lines.append(f"  {sign} {item.id}  {_line(event)}")
                lines.append(f"      “{' '.join(item.text.split())}”")
                lines += [f"      instead: {_line(other)}" for other in _instead(made, item, event)]
            if limit is not None and len(wrong) > limit:
                lines.append(f"    … and {len(wrong) - limit} more")
    return "\n".join(lines)


def _instead(made: Evaluation, item: GoldItem, event: Event) -> list[Event]:
    """Return what stands on the other side where an event was taken for another."""
    for one in made.scored:
        if one.item is item:
            for i, j in one.alignment.pairs:
                if item.events[i] is event:
                    return [one.found[j]]
                if one.found[j] is event:
                    return [item.events[i]]
    return []


def _line(event: Event) -> str:
    who = f"{'+'.join(event.source)} → {'+'.join(event.target) or '–'}"
    voice = f", said by {event.speaker.actor}" if event.speaker else ""
    act = f"{event.act} ({event.type})" if event.act else event.type
    trigger = event.evidence[0].trigger
    words = f" [{trigger}]" if trigger else ""
    return f"{who}: {act}, {event.factuality}, {event.date}{voice}{words}"


def as_json(made: Evaluation) -> dict[str, Any]:
    """Return an evaluation as plain data."""
    return {
        "coder": made.coder,
        "gold": made.gold,
        "items": made.items,
        "items_without_events": made.empty,
        "events": {
            name: {"means": MEANINGS[name], **score.as_json()}
            for name, score in made.scores.items()
        },
        "actors": made.actors.as_json(),
        "actors_of_matched_events": made.actors_matched.as_json(),
        "factuality": made.factuality.as_json(),
        "speaker": made.speaker.as_json(),
        "date": made.date.as_json(),
        "false_alarms": {
            "a_hundred": made.alarms_a_hundred,
            "proposals": made.false_alarms.right,
            "items": made.false_alarms.of,
            "interval": made.false_alarms.as_json()["interval"],
        },
        "certainty": [asdict(band) for band in made.certainty],
        "items_learnt_from": made.learnt,
        "by_act": {name: score.as_json() for name, score in made.by_act.items()},
        "confusion": [
            {"gold": gold, "found": found, "count": count}
            for (gold, found), count in sorted(
                made.confusion.items(), key=lambda row: (row[0][0] or "~", row[0][1] or "~")
            )
        ],
        "quotes_not_in_text": made.orphans,
        "failed": made.failed,
        "speed": {
            "words_a_second": made.words_a_second,
            "sentences_a_second": made.sentences_a_second,
            "words": made.words,
            "sentences": made.sentences,
            "seconds": made.seconds,
        },
        "missed": [_wrong(item, event) for item, event in _flat(made.missed())],
        "spurious": [_wrong(item, event) for item, event in _flat(made.spurious())],
    }


def _flat(groups: dict[str, list[tuple[GoldItem, Event]]]) -> list[tuple[GoldItem, Event]]:
    return [pair for group in groups.values() for pair in group]


def _wrong(item: GoldItem, event: Event) -> dict[str, Any]:
    return {"item": item.id, "class": class_of(event), **event.as_coded()}
