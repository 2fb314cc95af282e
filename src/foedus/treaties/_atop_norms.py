"""ATOP's variables as norms, by the templates of ``data/atop/norms.yaml``.

::

    rows of a phase ─┬─ promises: members that promise the same, under the same conditions ─► Norm
                     └─ provisions: a code that is not 0 ─────────────────────────────────► Norm
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from foedus._data import parse_yaml, shipped
from foedus.treaties._atop_read import Rows
from foedus.treaties._records import Norm

ADDRESS = "http://www.atopdata.org"
#: What SPECTHRT says where the threat that the treaty names is a state, and nothing besides.
_A_STATE = 1


@cache
def templates() -> Mapping[str, list[dict[str, Any]]]:
    """Return the templates of norms: ``promises`` and ``provisions``."""
    found: Mapping[str, list[dict[str, Any]]] = parse_yaml(
        shipped("atop", "norms.yaml").read_text("utf-8"), "data/atop/norms.yaml"
    )
    return found


def norms_of(
    rows: Rows,
    places: Sequence[int],
    states: Mapping[int, Sequence[str]],
    adversaries: Sequence[str],
) -> tuple[Norm, ...]:
    """Return the norms of one phase of an alliance.

    Parameters
    ----------
    rows
        The file's rows.
    places
        The rows of the phase, one a member or more.
    states
        Row → ids of the actors that its COW number was in the phase.
    adversaries
        Ids of the states that STATTHR1 and STATTHR2 name.
    """
    norms: list[Norm] = []
    for template in templates()["promises"]:
        norms += _promises(template, rows, places, states, adversaries)
    for template in templates()["provisions"]:
        norms += _provision(template, rows, places)
    return tuple(norms)


def _promises(
    template: dict[str, Any],
    rows: Rows,
    places: Sequence[int],
    states: Mapping[int, Sequence[str]],
    adversaries: Sequence[str],
) -> Iterator[Norm]:
    """Yield a norm for each group of members that make this promise under the same conditions."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for row in places:
        if _is_promised(template, rows, row):
            terms = tuple(name for name in template["conditions"] if rows.code(name.lower(), row))
            groups.setdefault(terms, []).append(row)
    everybody = {state for row in places for state in states[row]}
    for count, (terms, members) in enumerate(groups.items(), 1):
        bearers = list(dict.fromkeys(state for row in members for state in states[row]))
        fields = _fields(template)
        if count > 1:
            fields["id"] = f"{template['id']}-{count}"
        when = list(template["when"])
        if set(bearers) != everybody:
            if template["bearer"] == "source":
                when[when.index({"source": "party"})] = {"source": bearers}
            else:
                fields["bearer"] = bearers
        for name in terms:
            term = template["conditions"][name]
            if "request" in term:
                fields["needs_request"] = True
            elif "adversaries" in term:
                when.append(_adversary(term["adversaries"], rows, places[0], adversaries))
            else:
                when.append(term)
        fields["when"] = {"all": when}
        codes = [*_promised_by(template, rows, members[0]), *(f"{name} 1" for name in terms)]
        if any(rows.code("olimob", row) for row in members):
            codes.append("OLIMOB 1 (further limits, which are not coded)")
        if any("specthrt" in rows.codes and "COADV" in name for name in terms):
            codes.append(f"SPECTHRT {rows.code('specthrt', places[0])}")
        yield Norm.model_validate(fields | {"note": "; ".join(codes)})


def _is_promised(template: dict[str, Any], rows: Rows, row: int) -> bool:
    given = rows.code(template["variable"].lower(), row) == 1
    if "implied_by" in template:
        return not given and any(rows.code(name.lower(), row) for name in template["implied_by"])
    return given


def _promised_by(template: dict[str, Any], rows: Rows, row: int) -> list[str]:
    if "implied_by" not in template:
        return [f"{template['variable']} 1"]
    named = [name for name in template["implied_by"] if rows.code(name.lower(), row)]
    return [f"implied by {name} 1" for name in named]


def _adversary(who: str, rows: Rows, row: int, adversaries: Sequence[str]) -> dict[str, Any]:
    """Return the condition that a promise holds against certain adversaries only."""
    asked = {"question": "the-named-adversary"}
    if not adversaries:
        return asked
    named: dict[str, Any] = {who: list(adversaries)}
    if who == "enemy":
        named = {"any": [{"source": list(adversaries)}, {"target": list(adversaries)}]}
    return named if rows.code("specthrt", row) == _A_STATE else {"any": [named, asked]}


def _provision(template: dict[str, Any], rows: Rows, places: Sequence[int]) -> Iterator[Norm]:
    """Yield the norm of a provision, if the treaty has it."""
    variable = template["variable"].lower()
    code = next((code for row in places if (code := rows.code(variable, row))), None)
    if code is None:
        return
    fields = _fields(template) | template.get("codes", {}).get(str(code), {})
    fields |= template.get("codes", {}).get(code, {})
    if "when" in template:
        fields["when"] = {"all": template["when"]}
    note = [f"{template['variable']} {code}"]
    if extra := fields.pop("note", None):
        note.append(extra)
    for name, words in _LENGTHS.get(variable, {}).items():
        if months := rows.code(name, places[0]):
            note.append(f"{name.upper()} {months}: {words.format(months)}")
    yield Norm.model_validate(fields | {"note": "; ".join(note)})


#: Variables that say more of a provision, in months.
_LENGTHS = {
    "speclgth": {"length": "for {} months"},
    "proren": {"renewlgt": "for {} months each time"},
}


def _fields(template: dict[str, Any]) -> dict[str, Any]:
    left_out = ("variable", "implied_by", "when", "conditions", "codes")
    fields = {name: value for name, value in template.items() if name not in left_out}
    return fields | {"article": template["variable"], "address": ADDRESS}
