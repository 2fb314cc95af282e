"""What the counts of a ledger can bear, in sentences that the counts make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from foedus.ledger._reliability import Counting, Reliability

_GROUPED = {
    "member": "members",
    "for": "those to whom promises were owed",
    "alliance": "alliances",
    "kind": "kinds of promise",
    "period": "periods",
}


def remarks(found: Reliability, counting: Counting) -> list[str]:
    """Return the sentences: how many events, how many answers, what is open, what is apart."""
    said = list(_on_events(found))
    said += _on_silence(found)
    said += _on_groups(found, counting)
    said += _on_what_shows_only_if_broken(found)
    said.append(
        "The events are those that the author of the case put on record, not a sample of what "
        "happened. A share here cannot be held against that of another case, nor against "
        "published codings, which count wars."
    )
    return said


def _on_events(found: Reliability) -> Iterator[str]:
    owed = found.to_act
    if not owed:
        yield "No promise to do something was called in, so there is nothing to count."
        return
    by_event = Counter(one.event for one in owed)
    event, most = by_event.most_common(1)[0]
    summary = next(one.summary for one in owed if one.event == event).rstrip(".")
    yield (
        f"{_many(len(owed), 'promise')} to do something {'were' if len(owed) > 1 else 'was'} "
        f"called in, or may have been, by {_many(len(by_event), 'event')}; one of these, "
        f"“{summary}”, called in {most}. "
        "What one event calls in is kept or not together, more or less. The intervals allow for "
        "that, and so are wider than for as many promises that have nothing to do with each other."
    )
    done = [one for one in owed if one.status in ("kept", "kept in part")]
    answers = {answer for one in done for answer in one.answers}
    if done and answers:
        yield (
            f"The {len(done)} that were kept, in full or in part, rest on "
            f"{_many(len(answers), 'answer')}: a session of an organisation answers for all its "
            "members at once. That members differ little, or much, may come from that alone."
        )


def _on_silence(found: Reliability) -> Iterator[str]:
    owed = found.to_act
    silent = sum(one.status == "no answer" for one in owed)
    if silent:
        yield (
            f"To {silent} of the {len(owed)} ({silent / len(owed):.0%}) no answer is on record, "
            "and the norm sets no day for it. Whether that is the members' silence or the "
            "sources' the ledger does not know."
        )
    range_ = found.overall.shares()
    if range_ is not None and range_[0] != range_[1]:
        yield (
            f"By how one counts what is open, the share kept lies anywhere from {range_[0]:.0%} to "
            f"{range_[1]:.0%}. The table over the rules says on which choice it turns."
        )


def _on_groups(found: Reliability, counting: Counting) -> Iterator[str]:
    alike: list[str] = []
    for grouping, name in _GROUPED.items():
        counted = [tally for tally in found.tallies(grouping) if tally.rate(counting).called_in]
        if len(counted) < 2:
            continue
        pairs = found.apart(grouping, counting)
        if not pairs:
            alike.append(name)
            continue
        shown = "; ".join(f"{one} above {other}" for one, other in pairs[:6])
        more = f"; {len(pairs) - 6} more pairs" if len(pairs) > 6 else ""
        yield (
            f"Among {name} some intervals do not overlap ({shown}{more}). That much the record "
            "shows, by this rule of counting; not why."
        )
    if alike:
        listed = alike[0] if len(alike) == 1 else f"{', '.join(alike[:-1])} or {alike[-1]}"
        yield (
            f"Among {listed} all intervals overlap: that one share is above another is "
            "not shown by so few."
        )


def _on_what_shows_only_if_broken(found: Reliability) -> Iterator[str]:
    apart = found.only_if_broken
    if apart:
        yield (
            f"{_many(len(apart), 'promise')} not to do something, or to go on doing it, "
            f"{'stand' if len(apart) > 1 else 'stands'} in the ledger only because "
            f"{'they were' if len(apart) > 1 else 'it was'} broken, or may have been. How often "
            "such promises were kept cannot be counted, so they have no share and are told apart."
        )


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
