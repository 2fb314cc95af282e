"""What is wrong in a treaty file is told with file, line, and what is allowed there.

Each file stands on disk, in a case of the user's own, and is read both by the command line
(`foedus check`) and by `load_treaty`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import foedus
from foedus._errors import TreatyError
from foedus.cli import app

GOOD = """\
id: pact
title: A pact
signed: 1990-01-01
versions:
- id: "1"
  during: 1990-06-01/2004-12-31
  norms:
  - id: defence
    article: "4"
    title: defence
    kind: defence
    modality: must
    bearer: every-other-party
    within: P30D
    when:
      all:
      - act: [attack]
      - place: territory-of-target
      - target: party
    performed_by: {acts: [assist-military]}
    otherwise: [suspension]
  - id: suspension
    article: "5"
    title: suspension
    kind: suspension
    modality: may
    bearer: organisation
- id: "2"
  during: 2005-01-01/..
membership:
- state: FRA
  during: 1990-06-01/..
- state: DEU
  during: 1990-06-01/2000-01-01
"""

# what is changed, the line on which the fault stands, and what the message has to say
FAULTS = {
    "an unknown condition": (
        ("- place: territory-of-target", "- weather: fair"),
        18,
        (
            "'weather' is not a condition; the conditions are all, any, not, act, type, context, "
            "source, target, place, aggressor, armed-attack, request, member, question",
        ),
    ),
    "two conditions in one": (
        ("- act: [attack]", "- {act: [attack], source: party}"),
        17,
        ("a condition says one thing, this one says act, source; put several under 'all:'",),
    ),
    "an unknown act": (
        ("act: [attack]", "act: [atack]"),
        17,
        ("unknown act 'atack'; the acts are attack, threaten-force, request-help",),
    ),
    "an unknown type": (
        ("act: [attack]", "type: [ATTACK]"),
        17,
        ("unknown type 'ATTACK'; the types are AGREE, CONSULT",),
    ),
    "a word where a list belongs": (
        ("act: [attack]", "act: attack"),
        17,
        ("this is a list: write [attack]",),
    ),
    "an unknown place": (
        ("place: territory-of-target", "place: the-moon"),
        18,
        (
            "'the-moon' is not one of 'territory-of-target', 'territory-of-source' or "
            "'territory-of-party', nor an area, such as {area: [europe]}",
        ),
    ),
    "an area without a name": (
        ("place: territory-of-target", "place: {area: []}"),
        18,
        ("the list is empty",),
    ),
    "an unknown party": (
        ("target: party", "target: partie"),
        19,
        (
            "'partie' is not one of 'party', 'non-party', 'beneficiary' or 'organisation', "
            "nor a list of names",
        ),
    ),
    "an unknown kind": (
        ("kind: defence", "kind: defense"),
        11,
        ("'defense' is not one of 'defence', 'offence', 'consultation'", "'settlement' or 'area'"),
    ),
    "an unknown modality": (
        ("modality: must\n", "modality: shall\n"),
        12,
        ("'shall' is not one of 'must', 'may' or 'must-not'",),
    ),
    "an unknown bearer": (
        ("bearer: every-other-party", "bearer: everybody"),
        13,
        (
            "'everybody' is not one of 'each-party', 'every-other-party', 'organisation' or "
            "'source'",
        ),
    ),
    "no duration": (
        ("within: P30D", "within: 30 days"),
        14,
        ("'30 days' is not a duration; write P30D, P6M or P1Y, or at-once",),
    ),
    "hours": (
        ("within: P30D", "within: PT72H"),
        14,
        ("'PT72H' is not a duration; write P30D, P6M or P1Y, or at-once",),
    ),
    "a field spelt wrongly": (
        ("    title: defence", "    titel: defence"),
        10,
        ("there is no such field", "check the spelling of the field's name; 'title' is missing"),
    ),
    "a field that is missing": (
        ('    article: "4"\n', ""),
        8,
        ("this field is missing", "article"),
    ),
    "a norm that performs by nothing known": (
        ("[assist-military]", "[march]"),
        20,
        ("'march' is neither an act nor a type of the coding scheme; the acts are attack",),
    ),
    "a norm that is not there": (
        ("otherwise: [suspension]", "otherwise: [expulsion]"),
        21,
        ("version '1' has no norm 'expulsion'; its norms are defence, suspension",),
    ),
    "a circle": (
        ("    bearer: organisation\n", "    bearer: organisation\n    otherwise: [defence]\n"),
        21,
        ("'otherwise' leads round: defence → suspension → defence", "let one of them end it"),
    ),
    "a norm that follows on itself": (
        ("otherwise: [suspension]", "otherwise: [defence]"),
        21,
        ("'otherwise' leads round: defence → defence",),
    ),
    "one id twice": (
        ("- id: suspension", "- id: defence"),
        22,
        ("the id 'defence' stands twice in version '1'",),
    ),
    "versions that overlap": (
        ("during: 2005-01-01/..", "during: 2003-01-01/.."),
        29,
        (
            "'1' (1990-06-01/2004-12-31) and '2' (2003-01-01/..) overlap; a day has one version",
            "let one end on the day before the other begins",
        ),
    ),
    "a member that leaves before it joins": (
        ("1990-06-01/2000-01-01", "2000-01-01/1990-06-01"),
        34,
        ("the interval '2000-01-01/1990-06-01' ends before it starts",),
    ),
    "a member that is twice in": (
        (
            "  during: 1990-06-01/2000-01-01\n",
            "  during: 1990-06-01/2000-01-01\n- {state: DEU, during: 1995-01-01/..}\n",
        ),
        35,
        ("DEU member 1995-01-01/.. overlaps with 'member 1990-06-01/2000-01-01'",),
    ),
    "a notice before the member joined": (
        (
            "  during: 1990-06-01/2000-01-01\n",
            "  during: 1990-06-01/2000-01-01\n"
            "- {state: DEU, during: 1990-02-01/1990-03-01, status: withdrawing}\n",
        ),
        35,
        ("that is before the state joined",),
    ),
    "an unknown status of a member": (
        ("- state: DEU\n", "- state: DEU\n  status: observer\n"),
        34,
        ("'observer' is not one of 'member', 'signatory', 'frozen'",),
    ),
}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    foedus.new_case(tmp_path / "case", alliance="NATO", focal="FRA", title="Mine")
    folder = tmp_path / "case"
    (folder / "treaties").mkdir(exist_ok=True)
    text = (folder / "case.yaml").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("treaties:")]
    (folder / "case.yaml").write_text("\n".join([*lines, "treaties: [pact]", ""]), "utf-8")
    return folder


def _check(case: Path, text: str) -> tuple[int, str]:
    (case / "treaties" / "pact.yaml").write_text(text, "utf-8")
    result = CliRunner().invoke(app, ["check", str(case)])
    if isinstance(result.exception, foedus.FoedusError):
        return 2, str(result.exception)  # the entry point prints it and ends with 2
    return result.exit_code, result.output


def test_the_good_file_is_well(case: Path) -> None:
    code, said = _check(case, GOOD)
    assert code == 0, said


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_names_file_line_and_what_is_allowed(case: Path, fault: str) -> None:
    (old, new), line, says = FAULTS[fault]
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    code, said = _check(case, text)
    path = case / "treaties" / "pact.yaml"
    assert code == 2
    assert f"{path}, line {line}" in said
    for words in says:
        assert words in said
    assert "Traceback" not in said

    with pytest.raises(TreatyError) as caught:
        foedus.load_treaty(path)
    assert (caught.value.where, caught.value.line) == (str(path), line)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_message_shows_nothing_of_the_machine(case: Path, fault: str) -> None:
    (old, new), _, _ = FAULTS[fault]
    _, said = _check(case, GOOD.replace(old, new, 1))
    for machine in ("literal[", "tuple[", "Tuple", "Input should", "validation", "None"):
        assert machine not in said
