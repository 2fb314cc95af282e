"""A small treaty of four states, and events to hold against it."""

from __future__ import annotations

import itertools
from typing import Any

from foedus import Actors, Event, Evidence, Ledger, Treaty, evaluate_ledger, load_treaty
from foedus.actors import Actor

TREATY = """
id: pact
title: The Pact
organisation: LEAGUE
signed: 1999-12-01
versions:
- id: "1"
  during: 2000-01-01/2020-12-31
  norms:
  - id: defence
    article: "4"
    title: collective defence
    kind: defence
    modality: must
    bearer: every-other-party
    when:
      all:
      - act: [attack]
      - target: party
      - source: non-party
      - place: territory-of-target
      - aggressor: external
      - armed-attack: true
    performed_by: {acts: [assist-military]}
    partly_by: {acts: [assist-other, condemn]}
  - id: force
    article: "1"
    title: no force
    kind: nonaggression
    modality: must-not
    bearer: source
    when: {all: [{act: [attack]}, {source: party}, {target: party}]}
    breached_by: {acts: [attack]}
  - id: help
    article: "5"
    title: help on request
    kind: assistance
    modality: must
    bearer: every-other-party
    needs_request: true
    within: P30D
    when: {all: [{act: [attack]}, {target: party}]}
    unless: {question: is-it-exempt}
    performed_by: {acts: [assist-other, assist-military], types: [AID]}
  - id: may
    article: "9"
    title: may consult
    kind: consultation
    modality: may
    bearer: each-party
    when: {act: [attack]}
- id: "2"
  during: 2021-01-01/..
  norms: []
membership:
- {state: AAA, during: 2000-01-01/..}
- {state: BBB, during: 2000-01-01/..}
- {state: CCC, during: 2005-01-01/2015-12-31}
- {state: DDD, during: 2000-01-01/.., sense: de-jure}
- {state: DDD, during: 2010-01-01/.., sense: de-facto, status: frozen}
"""

WHO = Actors(
    [
        Actor("AAA", "Aland", "state", regions=("europe",)),
        Actor("BBB", "Bland", "state", regions=("europe",)),
        Actor("CCC", "Cland", "state", regions=("asia",)),
        Actor("DDD", "Dland", "state", regions=("asia",)),
        Actor("XXX", "Xland", "state", regions=("africa",)),
        Actor("LEAGUE", "the League", "alliance"),
    ]
)
_numbers = itertools.count()


def treaty(text: str = TREATY) -> Treaty:
    return load_treaty(text, "pact.yaml")


def pact(when: str, *, kind: str = "defence", more: str = "") -> Treaty:
    """A treaty with one norm, called in by one condition (YAML)."""
    return load_treaty(
        f"""
id: pact
title: The Pact
organisation: LEAGUE
versions:
- id: "1"
  during: 2000-01-01/..
  norms:
  - id: norm
    article: "4"
    title: a promise
    kind: {kind}
    modality: must
    bearer: every-other-party
    when: {when}
    performed_by: {{acts: [assist-military]}}
    {more}
membership:
- {{state: AAA, during: 2000-01-01/..}}
- {{state: BBB, during: 2000-01-01/..}}
- {{state: CCC, during: 2005-01-01/2015-12-31}}
- {{state: DDD, during: 2000-01-01/..}}
- {{state: DDD, during: 2010-01-01/.., sense: de-facto, status: frozen}}
""",
        "pact.yaml",
    )


def event(
    source: str, act: str, target: str = "", date: str = "2010-06-01", **fields: Any
) -> Event:
    """An event with evidence of its own, so that no two are the same."""
    text = f"It was so, number {next(_numbers)}."
    kinds = {"attack": "ASSAULT", "request-help": "REQUEST", "assist-military": "AID"}
    kinds |= {"assist-other": "AID", "refuse-help": "REJECT", "deflect": "REJECT"}
    kinds |= {"condemn": "ACCUSE", "consult": "CONSULT", "arm": "AID"}
    place = fields.pop("place", None)
    return Event.model_validate(
        {
            "source": source.split("+"),
            "target": target.split("+") if target else (),
            "type": kinds.get(act, "AID"),
            "act": act,
            "date": date,
            "place": {"state": place} if isinstance(place, str) else place,
            "evidence": (Evidence.at("s", text, 0, len(text)),),
            **fields,
        }
    )


def attack(
    source: str = "XXX", target: str = "AAA", date: str = "2010-06-01", **more: Any
) -> Event:
    return event(source, "attack", target, date, **{"place": target, **more})


def ledger(events: list[Event], *treaties: Treaty, **options: Any) -> Ledger:
    return evaluate_ledger(events, treaties or (treaty(),), WHO, **options)
