"""All obligations of a case under one reading, as they stood on a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from foedus._edtf import Edtf
from foedus.actors import Actors
from foedus.events import Event
from foedus.ledger._claims import Claim, Claimants
from foedus.ledger._evaluation import Evaluation
from foedus.ledger._obligation import STATUSES, Call, Obligation, Permission, Status
from foedus.ledger._performance import Verdict, follow_deflections
from foedus.ledger._questions import CLAIMED_STATUSES, TEXT_ALONE, Question, Reading
from foedus.treaties import Treaty

if TYPE_CHECKING:
    from foedus.figures import Figure
    from foedus.ledger._reliability import Reliability

#: The columns of :meth:`Ledger.rows`.
COLUMNS = (
    "date",
    "treaty",
    "article",
    "norm",
    "event",
    "what",
    "bearer",
    "beneficiary",
    "status",
    "due",
    "because",
    "call",
    "in_record",
    "claim",
    "claimed_by",
    "claimed_since",
    "words",
)


@dataclass(frozen=True)
class Ledger:
    """All calls of a case, in order of time, under one reading.

    Examples
    --------
    >>> import foedus
    >>> ledger = foedus.open_case("csto-armenia").ledger()
    >>> ledger.counts()["kept"] >= 0
    True
    """

    reading: Reading
    as_of: dt.date | None
    calls: tuple[Call, ...]
    actors: Actors = field(repr=False)
    _evaluation: Evaluation | None = field(default=None, repr=False, compare=False)
    until: dt.date | None = None
    """The day up to which time is counted: `as_of`, or the last day that the record knows of."""

    def __iter__(self) -> Iterator[Call]:
        return iter(self.calls)

    def __len__(self) -> int:
        return len(self.calls)

    def __getitem__(self, call: str) -> Call:
        """Return a call by its id."""
        for candidate in self.calls:
            if candidate.id == call:
                return candidate
        raise KeyError(call)

    def extended(self, events: Iterable[Event]) -> Ledger:
        """Return the ledger with more events; only what they touch is evaluated anew.

        An event touches itself, the events that it names or that a request which it names is about,
        and, where it names none, those that it may answer by its time.

        Parameters
        ----------
        events
            Further events, in any order. Those that the ledger knows already change nothing.

        Raises
        ------
        ValueError
            The ledger was put together by hand, and its events are not known.
        """
        if self._evaluation is None:
            raise ValueError(
                "this ledger was not made by evaluate_ledger, so it cannot be extended"
            )
        more, touched = self._evaluation.extended(events)
        for call in self.calls:
            if any(more.is_followed_up(follow, self._evaluation) for follow in call.follows):
                touched.add(call.event.id)
        kept = [call for call in self.calls if call.event.id not in touched]
        return _ledger(more, [*kept, *more.calls(touched)])

    def where(
        self, *, actor: str | None = None, during: Edtf | None = None, dated: bool | None = None
    ) -> Ledger:
        """Return the calls that concern an actor, or whose event may lie in a time.

        With `dated`, only those of whose event's date a start is known, or is not.
        """
        kept = tuple(
            call
            for call in self.calls
            if (during is None or call.event.date.overlaps(during))
            and (dated is None or call.event.date.has_start is dated)
            and (
                actor is None
                or actor in (call.beneficiary, *call.event.source)
                or any(owed.bearer == actor for owed in call.obligations)
            )
        )
        return replace(self, calls=kept, _evaluation=None)

    @property
    def permitted(self) -> tuple[Permission, ...]:
        """What norms that demand nothing allow because of an event, in order of time."""
        if self._evaluation is None:
            return ()
        return tuple(
            sorted(
                self._evaluation.permissions(),
                key=lambda p: (p.event.date.sort_key, p.treaty.id, p.norm.id, p.event.id),
            )
        )

    @property
    def done_anyway(self) -> tuple[Call, ...]:
        """The calls that were not called in, and that somebody performed all the same."""
        return tuple(call for call in self.calls if call.done_anyway)

    @property
    def obligations(self) -> tuple[tuple[Call, Obligation], ...]:
        """Every obligation with the call that it belongs to."""
        return tuple((call, owed) for call in self.calls for owed in call.obligations)

    @property
    def claims(self) -> tuple[tuple[Call, Claim], ...]:
        """Who says what became of a promise, whoever's the reading is, each with the call."""
        return tuple((call, claim) for call in self.calls for claim in call.claims)

    def no_word_by(self, call: Call) -> tuple[str, ...]:
        """Name those whose reading it is, where a status is the record's and none spoke of it.

        Returns
        -------
        tuple of str
            Names of the reading's holders; empty where one of them says what became of the
            promise, where it was not called in, and under a reading that nobody holds.
        """
        holders = self.reading.holders
        spoke = any(claim.holder in (*holders, self.reading.title) for claim in call.claims)
        judged = bool(call.obligations) and all(owed.judged_by for owed in call.obligations)
        if spoke or judged or call.status not in CLAIMED_STATUSES:
            return ()
        return tuple(self.actors.name(holder) for holder in holders)

    def counts(self) -> dict[Status, int]:
        """Count the calls by status, every status named."""
        found = Counter(call.status for call in self.calls)
        return {status: found.get(status, 0) for status in STATUSES}

    def rows(self) -> list[dict[str, Any]]:
        """Return a flat row for each obligation, and one for each call that has none.

        ``in_record`` is the status by the events on record; ``claim`` to ``words`` are what the
        reading's holder says became of it, and empty where it says nothing.
        """
        rows = []
        for call in self.calls:
            shared: dict[str, Any] = {
                "date": str(call.event.date),
                "treaty": call.treaty.id,
                "article": call.norm.article,
                "norm": call.norm.title,
                "event": call.event.id,
                "what": call.event.summary or call.event.evidence[0].exact,
            }
            for owed in call.obligations or (None,):
                rows.append(
                    shared
                    | {
                        "bearer": owed.bearer if owed else None,
                        "beneficiary": call.beneficiary,
                        "status": owed.status if owed else call.status,
                        "due": owed.due.isoformat() if owed and owed.due else None,
                        "because": owed.because if owed else _why(call),
                        "call": call.id,
                        "in_record": owed.in_record if owed else call.in_record,
                        **_claimed(owed.claim if owed else None),
                    }
                )
        return rows

    def to_pandas(self) -> Any:
        """Return the rows as a pandas DataFrame (needs the ``notebook`` extra)."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def to_arrow(self) -> Any:
        """Return the rows as an Arrow table (needs the ``notebook`` extra)."""
        import pyarrow as pa

        return pa.Table.from_pylist(self.rows())

    def as_json(self) -> dict[str, Any]:
        """Return the whole ledger as plain data; ``claims`` only where somebody makes one."""
        claims = [
            {
                "call": call.id,
                "norm": f"{call.treaty.id}/{call.norm.id}",
                "event": call.event.id,
                **claim.as_json(),
            }
            for call, claim in self.claims
        ]
        return {
            "reading": self.reading.id,
            "as_of": self.as_of and self.as_of.isoformat(),
            "until": self.until and self.until.isoformat(),
            "counts": self.counts(),
            "calls": [call.as_json() for call in self.calls],
            "permitted": [permission.as_json() for permission in self.permitted],
            **({"claims": claims} if claims else {}),
        }

    def reliability(self, *, cuts: Sequence[dt.date] = ()) -> Reliability:
        """Return how far its promises were kept, to be grouped and counted.

        Parameters
        ----------
        cuts
            Days on which a new period begins; without any, the periods are decades.
        """
        from foedus.ledger._reliability import count_promises

        return count_promises([self], cuts=cuts)

    def draw(self, *others: Ledger, **options: Any) -> Figure:
        """Draw the ledger as a matrix, beside ledgers under other readings if any are given."""
        from foedus.ledger._figure import draw_matrix

        return draw_matrix([self, *others], **options)

    def _repr_html_(self) -> str:
        return self.draw()._repr_html_()

    def __str__(self) -> str:
        head = f"Ledger under “{self.reading.title}”"
        head += f", as of {self.as_of.isoformat()}" if self.as_of else ""
        body = [
            f"{call.event.date!s:<24} {call.label:<28} "
            f"{call.beneficiary or '–':<6} {call.status:<14} {call.event.summary or ''}"
            + (
                f" [claimed by {', '.join(call.claimed_by)}; in the record: {call.in_record}]"
                if call.claimed_by
                else ""
            )
            for call in self.calls
        ]
        return "\n".join([head, *body])


def _claimed(claim: Claim | None) -> dict[str, Any]:
    """Return the columns of a claim."""
    said = [f"“{event.evidence[0].exact}”" for event in claim.words] if claim else []
    return {
        "claim": claim.answer if claim else None,
        "claimed_by": claim.holder if claim else None,
        "claimed_since": str(claim.since) if claim and claim.since else None,
        "words": " ".join(said) or None,
    }


def _why(call: Call) -> str:
    why = "; ".join(leaf.label for leaf in call.trace.decisive()) or call.status
    done = "; ".join(event.summary or event.evidence[0].exact for event in call.done_anyway)
    return f"{why}; done all the same: {done}" if done else why


def evaluate_ledger(
    events: Iterable[Event],
    treaties: Iterable[Treaty],
    actors: Actors,
    *,
    questions: Sequence[Question] = (),
    reading: Reading = TEXT_ALONE,
    as_of: dt.date | None = None,
    verdicts: Mapping[str, Verdict] | None = None,
    until: dt.date | None = None,
) -> Ledger:
    """Hold every event against every norm in force on its day.

    Parameters
    ----------
    events
        The events that count, in any order: accepted, and known by `as_of`.
    treaties
        The treaties of the case.
    actors
        The tables.
    questions, reading
        What is contested, and whose answers are followed.
    as_of
        The day on which the ledger stood so; events after it are left out.
    verdicts
        Persons' words on obligations and calls, by id.
    until
        The day up to which time is counted where no `as_of` is given: whether an answer is overdue,
        or may still come. By default today.

    Returns
    -------
    Ledger
        Its calls in order of time, treaty and article.
    """
    begun = Evaluation.of(
        events,
        tuple(treaties),
        actors,
        questions=tuple(questions),
        reading=reading,
        as_of=as_of,
        verdicts=verdicts or {},
        until=until,
    )
    return _ledger(begun, begun.calls())


def _ledger(evaluation: Evaluation, calls: Iterable[Call]) -> Ledger:
    """Put calls in order, once it is known what each deflection leads to."""
    known = {treaty.id: treaty.label for treaty in evaluation.treaties}
    events = {event.id: event for event in evaluation.events}
    claimants = Claimants.of(
        evaluation.questions,
        evaluation.reading,
        evaluation.as_of,
        evaluation.actors,
        evaluation.events,
    )
    whole = [claimants.heard(c) for c in follow_deflections(tuple(calls), events, known)]
    whole.sort(key=lambda c: (c.event.date.sort_key, c.treaty.id, c.norm.article, c.id))
    return Ledger(
        evaluation.reading,
        evaluation.as_of,
        tuple(whole),
        evaluation.actors,
        evaluation,
        evaluation.until,
    )
