"""A small case with one of everything that the page shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus.case import Case, new_case
from foedus.case._files import render_source
from foedus.dossier import render_dossier
from foedus.events import Event, Evidence
from foedus.sources import Source

TEXTS = {
    "report": Source(
        id="report",
        title="A report",
        publisher="The Observer",
        date="2022-09-20",  # type: ignore[arg-type]
        licence="CC-BY-4.0",
        text=(
            "On 13 September 2022 Azerbaijan attacked Armenia at Jermuk. The same day Armenia "
            "asked the CSTO for help under Article 4. On 14 September the CSTO pointed to a "
            "commission. In 2021 the CSTO had said that it stood by Armenia.\n"
            "The CSTO denied that it had been <idle> & silent.\n"
        ),
    ),
    "interview": Source(
        id="interview",
        title="An interview",
        date="2024-02-23",  # type: ignore[arg-type]
        text=(
            "Armenia has frozen its participation, Pashinyan said on 22 February 2024. "
            "It may leave the CSTO one day. Around May France sold arms to Armenia.\n"
        ),
    ),
}


def make(text: str, quote: str, trigger: str | None = None, **fields: object) -> Event:
    """Return an event with a quote of one of the texts."""
    piece = Evidence.find(text, TEXTS[text].text, quote, trigger=trigger)
    return Event.model_validate({"evidence": (piece,), "derived_from": text, **fields})


def small_events() -> list[Event]:
    attack = make(
        "report",
        "On 13 September 2022 Azerbaijan attacked Armenia at Jermuk.",
        source=("AZE",),
        target=("ARM",),
        type="ASSAULT",
        act="attack",
        date="2022-09-13",
        place={"state": "ARM", "name": "Jermuk"},
        summary="Azerbaijan attacks Armenia at Jermuk.",
    )
    request = make(
        "report",
        "Armenia asked the CSTO for help under Article 4.",
        source=("ARM",),
        target=("CSTO",),
        type="REQUEST",
        act="request-help",
        date="2022-09-13",
        about=(attack.id,),
        provision={"treaty": "cst", "article": "4"},
        summary="Armenia invokes Article 4.",
    )
    deflect = make(
        "report",
        "the CSTO pointed to a commission",
        source=("CSTO",),
        target=("ARM",),
        type="REJECT",
        act="deflect",
        date="2022-09-14",
        about=(attack.id, request.id),
        summary="The CSTO points to a commission.",
    )
    affirm = make(
        "report",
        "the CSTO had said that it stood by Armenia",
        source=("CSTO",),
        target=("ARM",),
        type="SUPPORT",
        act="affirm",
        date="2021",
    )
    deny = make(
        "report",
        "The CSTO denied that it had been <idle> & silent.",
        source=("CSTO",),
        target=("ARM",),
        type="REJECT",
        act="deny",
        date="2022-09-15/..",
        about=(request.id,),
    )
    freeze = make(
        "interview",
        "Armenia has frozen its participation, Pashinyan said on 22 February 2024.",
        source=("ARM",),
        target=("CSTO",),
        type="SANCTION",
        act="freeze",
        date="2024-02-22",
        speaker={"actor": "ARM", "person": "Nikol Pashinyan"},
    )
    leave = make(
        "interview",
        "It may leave the CSTO one day.",
        source=("ARM",),
        target=("CSTO",),
        type="THREATEN",
        act="announce-exit",
        date="2024-02-22",
    )
    arms = make(
        "interview",
        "Around May France sold arms to Armenia.",
        "sold",
        source=("FRA",),
        target=("ARM",),
        type="COOPERATE",
        act="arm",
        date="2024-05~",
        generated_by="stub/1",
        confidence=0.7,
    )
    return [attack, request, deflect, affirm, deny, freeze, leave, arms]


QUESTIONS = """\
- id: jermuk
  text: Was Jermuk attacked from outside?
  settles: aggressor
  events: [{attack}]
  positions:
  - {{holder: ARM, answer: "yes", since: 2022-09-13, evidence: [{request}]}}
  - {{holder: CSTO, answer: unclear, note: the border is not delimited}}
"""


def build(folder: Path, *, proposals_only: bool = False) -> Case:
    new_case(folder, alliance="CSTO", focal="ARM", period="2020/2025", treaties=["cst"])
    yaml = (folder / "case.yaml").read_text("utf-8")
    yaml = yaml.replace("actors: [ARM, CSTO]", "actors: [ARM, CSTO, AZE, FRA, RUS]")
    yaml += "  - {id: armenia, title: Armenia's, holders: [ARM]}\n"
    yaml += "  - {id: secretariat, title: The Secretariat's, holders: [CSTO]}\n"
    (folder / "case.yaml").write_text(yaml, "utf-8")
    for source in TEXTS.values():
        (folder / "sources" / f"{source.id}.md").write_text(render_source(source), "utf-8")
    events = small_events()
    if proposals_only:
        events = [event.model_copy(update={"generated_by": "stub/1"}) for event in events]
    lines = "".join(event.as_line() + "\n" for event in events)
    (folder / "events.jsonl").write_text(lines, "utf-8")
    text = QUESTIONS.format(attack=events[0].id, request=events[1].id)
    (folder / "questions.yaml").write_text(text, "utf-8")
    return Case(folder)


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return build(tmp_path_factory.mktemp("dossier") / "small")


@pytest.fixture(scope="session")
def html(case: Case) -> str:
    return render_dossier(case)
