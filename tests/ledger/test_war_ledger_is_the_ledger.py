"""A list of wars in columns gives what the ledger gives of the same attacks, one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foedus import (
    Event,
    Evidence,
    WarLedger,
    evaluate_ledger,
    read_atop,
    read_conflicts,
    war_ledger,
)
from foedus.events import home_parts
from foedus.ledger._kleene import as_truth
from foedus.treaties import promise_templates
from wartime import fought, ledger, member, pact

DATA = Path(__file__).parents[2].parent / "shared" / "data"
needs_real = pytest.mark.skipif(
    not DATA.exists(), reason="no ../shared/data: scholars' files may not be shipped"
)
#: Norms that both judge in the same way, and the variables whose facts only a list of wars has.
KINDS = ("defence", "offence", "neutrality")
FACTS = ("COLOC", "COCON", "CONUM", "CONPR")


def attack(held: WarLedger, front: int) -> Event:
    """A front whose attacker is known, as an event: on the soil of the state attacked, or not."""
    wars, fronts = held.conflicts, held.conflicts.fronts()
    left, right = fronts.left[front], fronts.right[front]
    day = str(fronts.since[front])
    source, target = (held.atop.actors.by_code(int(wars.state[at]), day) for at in (left, right))
    at_home = bool(wars.fought[right] & home_parts(wars.state[right : right + 1])[0])
    text = f"{source} attacked {target}."
    return Event.model_validate(
        {
            "source": (source,),
            "target": (target,),
            "type": "ASSAULT",
            "act": "attack",
            "date": day,
            "place": {"state": target if at_home else "ATA"},
            "evidence": (Evidence.find("list of wars", text, text),),
        }
    )


def compared(held: WarLedger) -> int:
    """Hold each front whose attacker is known both ways; return how many calls were compared."""
    scene, sides = held._scene, held._sides
    fronts, states = scene.fronts, held.conflicts.state
    checked = 0
    for front in np.flatnonzero(fronts.known).tolist():
        rows = np.flatnonzero((sides.front == front) & ~sides.late)
        event = attack(held, front)
        for number in np.unique(scene.promises.number[sides.promise[rows]]).tolist():
            made = evaluate_ledger([event], held.atop.treaties(number), held.atop.actors)
            one_by_one: dict[tuple[str, str | None], list[bool | None]] = {}
            for call in made:
                skips = any(f"{fact} 1" in (call.norm.note or "") for fact in FACTS)
                others = [owed for owed in call.obligations if owed.bearer != call.beneficiary]
                if call.norm.kind in KINDS and not skips and (others or call.value is False):
                    key = call.norm.kind, call.beneficiary
                    one_by_one.setdefault(key, []).append(call.value)
            for row in rows.tolist():
                promise = sides.promise[row]
                if scene.promises.number[promise] != number:
                    continue
                template = promise_templates()[scene.promises.template[promise]]
                named = any(
                    mask[promise] for name, mask in scene.promises.terms.items()
                    if name.endswith(FACTS)
                )  # fmt: skip
                if template.kind not in KINDS or named:
                    continue
                own = fronts.left[front] if sides.is_left[row] else fronts.right[front]
                who = held.atop.actors.by_code(int(states[own]), str(fronts.since[front]))
                value = as_truth(held.called_in[row])
                told = one_by_one.get((template.kind, who), [])
                assert (value in told) if value is not False else (True not in told), (
                    event.source, event.target, number, template.kind, who, value, told,
                )  # fmt: skip
                checked += 1
    return checked


def test_invented_alliances_and_wars(tmp_path: Path) -> None:
    alliances = [
        *pact(9101, [255, 200, 211], "1840-1-1", defense=1, neutral=1, neucoatt=1),
        *pact(9102, [220, 200], "1840-1-1", offense=1, neutral=1),
        *pact(9103, [255, 300], "1840-1-1", defense=1, defcoadv=1, specthrt=1, statthr1=365),
        *pact(9104, [255, 300], "1840-1-1", offense=1, offcoadv=1, specthrt=3, statthr1=365),
        *pact(9105, [220, 255, 200], "1840-1-1", defense=1, offense=1),
        member(9106, 255, "1840-1-1", "1850-6-1", neutral=1),
        member(9106, 210, "1840-1-1", "1850-6-1", consul=1),
    ]
    made = ledger(
        tmp_path,
        alliances,
        fought(1, 220, 1, "1850-6-1", "1851-6-1", opened=True),
        fought(1, 255, 2, "1850-6-1", "1851-6-1"),
        fought(1, 365, 1, "1850-9-1", "1851-6-1"),
    )
    assert compared(made) == 17


@needs_real
def test_the_real_alliances_in_some_real_wars() -> None:
    """World War I, the Franco-Prussian War, the Six Day War."""
    atop = read_atop(DATA / "atop" / "atop5_1m.csv")
    wars = read_conflicts(DATA / "wars" / "Inter-StateWarData_v4.0.csv").where([58, 106, 169])
    assert compared(war_ledger(atop, wars)) > 60
