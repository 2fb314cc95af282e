"""A case that does not read says which file, line and field, and leaves every file alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foedus import Case, CaseError, FoedusError, Source, open_case, shipped_cases
from foedus.case._files import read_source, render_source
from foedus.sources import normalise

from .conftest import YAML, contents, small_events


def _read_all(folder: Path) -> list[str]:
    case = open_case(folder)
    assert case.ledger() is not None
    assert case.relations() is not None
    return [str(finding) for finding in case.check()]


def test_the_small_case_is_sound(folder: Path) -> None:
    before = contents(folder)
    assert _read_all(folder) == []
    assert contents(folder) == before
    case = open_case(folder)
    assert (case.info.title, case.info.focal, case.info.alliance) == ("A small case", "ARM", "CSTO")
    assert [event.act for event in case.events] == ["attack", "request-help", "freeze"]
    assert [event.act for event in case.events.proposals] == ["freeze"]
    assert list(case.sources) == ["report"]
    assert [reading.id for reading in case.readings] == ["text", "armenia"]


def test_missing_and_wrong_places(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no such case folder"):
        open_case(tmp_path / "none")
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(CaseError, match="a case is a folder; this is a file"):
        open_case(file)
    with pytest.raises(CaseError, match=r"it has no case\.yaml"):
        open_case(tmp_path)
    with pytest.raises(CaseError, match="no reading 'martian'") as caught:
        Case(_small(tmp_path)).ledger("martian")
    assert "text, armenia" in str(caught.value)


def _small(tmp_path: Path) -> Path:
    from .conftest import make_case

    return make_case(tmp_path / "another")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.replace("title: A", "title: [A"), r"case\.yaml, line \d+: this is not valid"),
        (lambda t: t + "colour: red\n", "case.yaml, line 10, field 'colour': there is no such"),
        (lambda t: t.replace("focal: ARM\n", ""), "field 'focal': this field is missing"),
        (
            lambda t: t.replace("2020/2025", "2020-02-30/2025"),
            "line 4, field 'period': .*no day 30",
        ),
        (lambda t: t.replace("2020/2025", "2020-02-30"), "line 4, field 'period': .*no day 30"),
        (lambda t: t.replace("2020/2025", "2025/2020"), "field 'period': .*ends before it starts"),
        (lambda t: t.replace("[ARM, CSTO, AZE]", "[]"), "line 5, field 'actors'"),
        (lambda t: t.replace("[ARM, CSTO, AZE]", "ARM"), "line 5, field 'actors'"),
        (lambda t: t.replace("[cst]", "[nonsense]"), "no treaty is called 'nonsense'"),
        (
            lambda t: t.replace("id: armenia", "id: Armenia!"),
            "line 9, field 'id' of the 2nd of 'readings'",
        ),
        (lambda t: t + "weights: {acts: {leave: 1}}\n", "'leave' is not in the coding scheme"),
        (
            # the bracket opens on line 5, and the fault shows two lines below
            lambda t: t.replace("[ARM, CSTO, AZE]", "[ARM,\n  CSTO, AZE"),
            r"case\.yaml, line 5: .*the '\[' on this line is not closed.*\n  close it with '\]'",
        ),
        (lambda t: t + 'note: "open\n', 'line 10: .*the quotation mark " on this line'),
        (lambda t: "", "found nothing"),
        (lambda t: "- a list\n", "expected fields with values"),
        (lambda t: t + "note: \x00\n", "not valid YAML"),
    ],
)
def test_a_case_yaml_that_does_not_read(
    folder: Path, change: Callable[[str], str], message: str
) -> None:
    (folder / "case.yaml").write_text(change(YAML), encoding="utf-8")
    before = contents(folder)
    with pytest.raises(CaseError, match=message) as caught:
        _read_all(folder)
    assert str(folder / "case.yaml") in str(caught.value)
    assert contents(folder) == before


@pytest.mark.parametrize("name", ["case.yaml", "questions.yaml", "sources/report.md"])
def test_a_file_that_is_not_utf8(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"title: caf\xe9\n")
    with pytest.raises(CaseError, match="not UTF-8") as caught:
        _read_all(folder)
    assert name in str(caught.value)


def _edit(folder: Path, number: int, change: Callable[[dict[str, object]], object]) -> None:
    path = folder / "events.jsonl"
    lines = path.read_text().split("\n")
    data = json.loads(lines[number - 1])
    change(data)
    lines[number - 1] = json.dumps(data)
    path.write_text("\n".join(lines))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(act="exit"), "an event is never edited"),
        (lambda d: d.update(date="2022-09-14"), "an event is never edited"),
        (lambda d: d.update(act="leave"), "field 'act': 'leave' is not one of"),
        (lambda d: d.update(type="WAR"), "field 'type': 'WAR' is not one of"),
        (lambda d: d.update(date="2022-02-30"), "field 'date': .*no day 30"),
        (lambda d: d.update(colour="red"), "field 'colour': there is no such field"),
        (lambda d: d.pop("source"), "field 'source': this field is missing"),
        (lambda d: d["evidence"][0].update(exact="x"), "the 1st of 'evidence': the quote has 1"),
        (lambda d: d["evidence"].clear(), "field 'evidence'"),
    ],
)
def test_an_event_that_does_not_read(
    folder: Path, change: Callable[[dict[str, object]], object], message: str
) -> None:
    _edit(folder, 2, change)
    before = contents(folder)
    with pytest.raises(CaseError, match=message) as caught:
        _read_all(folder)
    assert f"{folder / 'events.jsonl'}, line 2" in str(caught.value)
    assert contents(folder) == before


@pytest.mark.parametrize("name", ["events.jsonl", "judgements.jsonl"])
def test_a_line_that_is_no_json_is_named(folder: Path, name: str) -> None:
    path = folder / name
    whole = path.read_text()
    path.write_text(whole + "\n{broken\n")
    number = len(whole.splitlines()) + 2
    with pytest.raises(CaseError, match="this line is not JSON") as caught:
        _read_all(folder)
    assert f"{path}, line {number}" in str(caught.value)
    assert "the other lines are fine" in str(caught.value)


def test_blank_lines_line_ends_and_marks_of_editors_do_no_harm(folder: Path) -> None:
    path = folder / "events.jsonl"
    text = path.read_text().replace("\n", "\r\n\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert len(open_case(folder).events) == 3
    path.write_bytes(path.read_bytes().rstrip())  # an editor that leaves the last line open
    assert len(open_case(folder).events) == 3
    assert [number for number, _ in open_case(folder).numbered_events()] == [1, 3, 5]


def test_a_torn_last_line_is_told_and_not_read(folder: Path) -> None:
    with (folder / "events.jsonl").open("a") as file:
        file.write('{"id": "abc", "sour')
    case = open_case(folder)
    assert len(case.events) == 3
    [finding] = case.check()
    assert str(finding).startswith("warning: events.jsonl: the last line was not written")


def test_an_edited_source_is_found_out(folder: Path) -> None:
    path = folder / "sources" / "report.md"
    path.write_text(path.read_text().replace("attacked", "assailed"))
    with pytest.raises(CaseError, match="not the one that was recorded") as caught:
        _read_all(folder)
    assert str(path) in str(caught.value)


def test_a_quote_that_is_not_in_its_source(folder: Path) -> None:
    path = folder / "sources" / "report.md"
    changed = read_source(path).text.replace("attacked", "assailed")
    path.write_text(render_source(Source(id="report", text=changed)))
    findings = _read_all(folder)
    assert len(findings) == 1
    assert "events.jsonl, line 1, event " in findings[0]
    assert "orphaned: “On 13 September 2022 Azerbaijan attacked Armenia.”" in findings[0]


def test_a_source_that_is_gone(folder: Path) -> None:
    (folder / "sources" / "report.md").unlink()
    assert sum("its source 'report' is not in sources/" in line for line in _read_all(folder)) == 3


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"source": ("XYZ",)}, "unknown actor 'XYZ'"),
        ({"target": ("~",)}, "unknown actor '~'"),
        ({"target": ("~rebels@XYZ",)}, "unknown actor '~rebels@XYZ'"),
        ({"speaker": {"actor": "XYZ"}}, "unknown speaker 'XYZ'"),
        ({"place": {"state": "XYZ"}}, "unknown state 'XYZ' as place"),
        ({"provision": {"treaty": "xyz"}}, "unknown treaty 'xyz'"),
        ({"about": ("0123456789abcdef",)}, "'about' names an unknown event '0123456789abcdef'"),
    ],
)
def test_what_no_table_knows(folder: Path, fields: dict[str, object], message: str) -> None:
    event = small_events()[0].revised(**fields)
    with (folder / "events.jsonl").open("a") as file:
        file.write("\n" + event.as_line() + "\n")
    wrong = [line for line in _read_all(folder) if line.startswith("error")]
    assert wrong == [f"error: events.jsonl, line 5, event {event.id}: {message}"]


def test_a_group_kept_as_its_words_is_no_fault(folder: Path) -> None:
    event = small_events()[0].revised(source=("~striking miners@KAZ", "~rebels"))
    with (folder / "events.jsonl").open("a") as file:
        file.write(event.as_line() + "\n")
    assert _read_all(folder) == []


def test_actors_in_view_are_checked(folder: Path) -> None:
    text = YAML.replace("focal: ARM", "focal: XYZ").replace("holders: [ARM]", "holders: [QQQ]")
    (folder / "case.yaml").write_text(text)
    assert _read_all(folder) == [
        "error: case.yaml, field 'focal': unknown actor 'XYZ'",
        "error: case.yaml, reading 'armenia': unknown actor 'QQQ'",
    ]


QUESTION = """\
- id: first
  text: Was it an attack?
  settles: armed-attack
  events: [{event}]
  positions:
    - {{holder: ARM, answer: yes, since: 2022-09-13}}
- id: second
  text: Who began?
  settles: aggressor
  positions: []
"""


def test_questions_are_read(folder: Path) -> None:
    path = folder / "questions.yaml"
    path.write_text(QUESTION.format(event=small_events()[0].id))
    assert _read_all(folder) == []
    [position] = open_case(folder).questions["first"].positions
    assert (position.holder, position.answer, str(position.since)) == ("ARM", "yes", "2022-09-13")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("settles: aggressor", "settles: weather"), "'weather' is not one of act, type"),
        (("answer: yes", "answer: maybe"), "line 6, field 'answer' of the 1st of 'positions'"),
        (
            ("since: 2022-09-13", "since: 2022-09-31"),
            "line 6, field 'since' of the 1st of 'positions'",
        ),
        (("  positions: []", "  weight: 1"), "line 10, field 'weight': there is no such field"),
        (
            ("id: second", "id: first"),
            "line 7, field 'id': the id 'first' stands in the file twice",
        ),
        (("- id: first\n ", "id: first\n"), "not valid YAML"),
    ],
)
def test_questions_that_do_not_read(folder: Path, change: tuple[str, str], message: str) -> None:
    path = folder / "questions.yaml"
    path.write_text(QUESTION.format(event=small_events()[0].id).replace(*change))
    with pytest.raises(CaseError, match=message) as caught:
        _read_all(folder)
    assert str(path) in str(caught.value)


def test_a_question_about_nothing_is_found(folder: Path) -> None:
    (folder / "questions.yaml").write_text(QUESTION.format(event='"0123456789abcdef"'))
    assert _read_all(folder) == [
        "error: questions.yaml, line 4, question 'first': it is about an unknown event "
        "'0123456789abcdef'"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("actors:\n  - {id: XX1, name: Somewhere, kind: region}\n", None),
        (
            "memberships:\n  - {organisation: CSTO, actor: ARM}\n  - {organisation: CSTO}\n",
            "line 3, the 2nd of 'memberships': the field 'actor' is missing",
        ),
        ("states:\n  - {name: Y}\n", "line 2, the 1st of 'states': its field 'id' is missing"),
        ("colours: []\n", "'colours' is not a section"),
        ("actors: [\n", "line 2: this is not valid YAML"),
        ("- a\n", "expected sections"),
        ("actors: {id: XX1}\n", "actors.yaml"),
        ("memberships: [CSTO]\n", "not in the form 'field: value'"),
        ("memberships: 5\n", "not in the form 'field: value'"),
        ("people: [{name: A, actor: ARM, role: x, titles: [x], from: 2024-02-30}]\n", "no day 30"),
    ],
)
def test_a_cases_own_actors(folder: Path, text: str, message: str | None) -> None:
    (folder / "actors.yaml").write_text(text)
    if message is None:
        assert open_case(folder).actors.name("XX1") == "Somewhere"
        return
    with pytest.raises(FoedusError, match=message) as caught:
        _read_all(folder)
    assert str(folder / "actors.yaml") in str(caught.value)


def test_a_cases_own_treaty_that_does_not_read(folder: Path) -> None:
    (folder / "treaties").mkdir()
    (folder / "treaties" / "mine.yaml").write_text("id: mine\ntitle: Mine\nversions: []\n")
    with pytest.raises(FoedusError, match=r"mine\.yaml, line 3, field 'versions'"):
        _read_all(folder)


def test_judgements_on_nothing_and_of_no_status_are_found(folder: Path) -> None:
    from foedus import Judgement

    case = open_case(folder)
    owed = next(owed for _, owed in case.ledger().obligations)
    when = "2024-03-01T12:00:00Z"
    stray = Judgement(about="0123456789abcdef", verdict="accept", by="A", when=when)  # type: ignore[arg-type]
    odd = Judgement(
        about=owed.id,
        kind="obligation",
        verdict="correct",
        changes={"status": "honoured"},
        by="A",
        when=when,  # type: ignore[arg-type]
    )
    (folder / "judgements.jsonl").write_text(stray.as_line() + "\n" + odd.as_line() + "\n")
    one, two = _read_all(folder)
    assert one.endswith("it judges '0123456789abcdef', which is not in the case")
    assert "'honoured' is not one of kept, kept in part" in two


SOURCES = st.builds(
    Source,
    id=st.just("s"),
    text=st.text(alphabet=st.characters(codec="utf-8"), max_size=80).map(normalise),
    title=st.none() | st.text(alphabet=st.characters(codec="utf-8"), max_size=30),
    note=st.none() | st.sampled_from(["a\n---\nb", "---", "'\"", "x: y # z", "\x85 \u2028"]),
    date=st.none() | st.sampled_from(["2024-02~", "2024", "../2024"]),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOURCES)
def test_a_source_file_reads_back_as_it_was(tmp_path: Path, source: Source) -> None:
    path = tmp_path / "s.md"
    path.write_bytes(render_source(source).encode())
    assert read_source(path) == source


def test_the_cases_that_ship_are_not_written_to(tmp_path: Path) -> None:
    case = open_case("csto-armenia")
    before = contents(shipped_cases()["csto-armenia"])
    for write in (
        lambda: case.judge("0123456789abcdef", "accept", by="A"),
        lambda: case.add(Source(id="a", text="x")),
    ):
        with pytest.raises(CaseError, match="ships with Foedus and is not written to") as caught:
            write()
        assert "foedus new my-case --from csto-armenia" in str(caught.value)
    assert contents(shipped_cases()["csto-armenia"]) == before


_NEW_WORD = """
- id: own-mothball
  type: SANCTION
  act: freeze
  verbs: [mothball <membership>]
  target: [organisation, owner]
  examples:
    Armenia mothballed its membership of the CSTO.: ARM > CSTO SANCTION freeze
"""


def test_a_case_adds_words_to_the_lexicon(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(open_case("csto-armenia").path, folder)
    (folder / "lexicon.yaml").write_text(_NEW_WORD, "utf-8")
    case = open_case(folder)
    text = "Armenia mothballed its membership of the CSTO on 22 February 2024."
    found = case.coder().code(Source(id="a", text=text, date="2024-02-23"))
    assert [(e.source, e.target, e.act) for e in found] == [(("ARM",), ("CSTO",), "freeze")]


def test_an_entry_that_does_not_code_its_example_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(open_case("csto-armenia").path, folder)
    (folder / "lexicon.yaml").write_text(_NEW_WORD, "utf-8")
    assert open_case(folder).check() == open_case("csto-armenia").check()
    (folder / "lexicon.yaml").write_text(_NEW_WORD.replace("> CSTO", "> NATO"), "utf-8")
    [fault] = [one for one in open_case(folder).check() if "lexicon" in one.where]
    assert (fault.level, fault.where) == ("error", "lexicon.yaml, line 8, entry 'own-mothball'")
    assert "but the entry gives 'ARM > CSTO SANCTION freeze actual'" in fault.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- {id: x, type: SANCTIONS, verbs: [mothball], examples: {a: null}}", "SANCTIONS"),
        ("- {id: x, type: SANCTION, verbs: [mothball]}", "examples"),
        ("- {id: x, type: SANCTION, verbs: [drop <weather>], examples: {a: null}}", "weather"),
        ("- {id: x, type: SANCTION, verbs: [drop], target: [sky], examples: {a: null}}", "'sky'"),
        ("id: x", "list of entries"),
    ],
)
def test_a_fault_in_a_cases_lexicon_is_told(tmp_path: Path, text: str, told: str) -> None:
    folder = tmp_path / "own"
    shutil.copytree(open_case("csto-armenia").path, folder)
    (folder / "lexicon.yaml").write_text(text, "utf-8")
    with pytest.raises(FoedusError, match=told) as caught:
        open_case(folder).check()
    assert "lexicon.yaml" in str(caught.value)
