"""What a text is about, when that is known: an alliance, or its parties."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from foedus import open_case
from foedus._errors import ActorError, CoderError, InputError
from foedus.actors import default_actors
from foedus.coding import BuiltinCoder, evaluate, get_coder
from foedus.coding._about import coder_about, parties_of, resolved
from foedus.sources._source import Source

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("label", "parties"),
    [
        ("CSTO", ("CSTO",)),
        ("USA-JPN", ("USA", "JPN")),
        ("WARSAW-PACT", ("WARSAW-PACT",)),
        ("ROU-WARSAW-PACT", ("ROU", "WARSAW-PACT")),
        ("THREE-EMPERORS", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_a_label_names_an_alliance_or_its_parties(
    label: str | None, parties: tuple[str, ...]
) -> None:
    assert parties_of(label, default_actors()) == parties


def test_people_name_parties_as_they_like() -> None:
    actors = default_actors()
    assert resolved(["NATO"], actors) == ("NATO",)
    assert resolved(["Armenia, CSTO"], actors) == ("ARM", "CSTO")
    assert resolved(["USA-JPN", "USA"], actors) == ("USA", "JPN")
    with pytest.raises(InputError, match="Ruritania"):
        resolved(["Ruritania"], actors)
    with pytest.raises(InputError, match="nobody"):
        resolved([" , "], actors)


def test_a_case_tells_its_coder() -> None:
    coder = open_case("csto-armenia").coder()
    assert isinstance(coder, BuiltinCoder)
    assert coder.about == ("CSTO",)


def test_a_coder_that_cannot_be_told_says_so() -> None:
    with pytest.raises(CoderError, match="foedus-llm"):
        coder_about("foedus-llm", ["CSTO"])


def test_outside_a_case_nobody_is_told_to_add_an_actor_to_it() -> None:
    with pytest.raises(ActorError) as told:
        coder_about(None, ["Narnia"])
    assert str(told.value).startswith("--about: no table knows 'Narnia'")
    assert "actors.yaml" not in str(told.value)
    assert "USA,JPN" in str(told.value)


def _targets(text: str, *about: str) -> set[str]:
    coder = get_coder(about=about)
    return {
        name
        for event in coder.code(Source(id="a", text=text, date="2001-02-23"))
        for name in event.target
    }


def test_what_is_about_an_alliance_is_read_so() -> None:
    text = "Kazakhstan signed the treaty of accession on Thursday."
    assert _targets(text) == set()
    for name in ("CSTO", "SCO"):
        assert _targets(text, name) == {name}


def test_what_the_words_name_comes_first() -> None:
    text = "Poland left the Warsaw Pact on Thursday and turned to NATO."
    assert _targets(text)
    assert _targets(text, "CSTO") == _targets(text)


def test_one_text_can_be_about_something_else() -> None:
    coder = BuiltinCoder(about=("CSTO",))
    sources = [Source(id=name, text="Nothing happened.", date="2024-02-23") for name in "ab"]
    read = coder.read(coder._parsed(sources), {"a": ("NATO",)})
    assert [one.about for _, _, reads in read for one in reads] == [("NATO",), ("CSTO",)]


def test_a_gold_set_tells_what_its_items_are_about(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    item = {"id": "a", "alliance": "GCC", "published": "2021-01-06", "text": _SIX, "events": []}
    gold.write_text(json.dumps(item) + "\n", "utf-8")
    told = evaluate(BuiltinCoder(), gold, samples=0, about=True).scored[0].found
    [source] = {event.source for event in told}
    assert set(source) == {"ARE", "BHR", "KWT", "OMN", "QAT", "SAU"} or source == ("GCC",)


_SIX = "By signing the declaration on Tuesday the six members put an end to their rift."


def test_the_command_line_says_who_is_nobody(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Armenia left the bloc.", "utf-8")
    code, _, err = run("code", file, "--about", "Ruritania")
    assert code == 2
    assert "Ruritania" in err
    code, out, _ = run("code", file, "--about", "CSTO", "--published", "2024-02-23")
    assert (code, "CSTO" in out) == (0, True)


def test_an_alliance_that_the_text_does_not_name_is_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Kazakhstan signed the treaty of accession on Thursday.", "utf-8")
    other = tmp_path / "b.txt"
    other.write_text(
        "Kazakhstan signed the\naccession treaty of the Collective Security\nTreaty Organization."
    )
    _, _, err = run("code", file, "--about", "SCO", "--published", "2001-02-23")
    assert f"{file}: SCO is named nowhere; 1 event has it because --about says so" in err
    _, out, err = run("code", other, "--about", "CSTO", "--published", "2001-02-23")
    assert "CSTO" in out
    assert "named nowhere" not in err
    _, _, err = run("code", other, "--published", "2001-02-23")
    assert "named nowhere" not in err
