"""Adding and judging: through the API, and what a full disk or a killed process leaves behind."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from foedus import (
    ActorError,
    Case,
    CaseError,
    CoderError,
    Event,
    Evidence,
    FoedusError,
    Source,
    SourceError,
    StorageError,
    new_case,
    open_case,
)
from foedus.case import _storage
from foedus.case._storage import append_lines, read_lines, write_whole

from .conftest import TEXT, StubCoder, contents, make_case, small_events

NEWS = "It is official. Armenia has frozen its membership, the minister said. Nobody wept."
ATTACK, REQUEST, FREEZE = (event.id for event in small_events())


# Adding


def test_add_makes_a_source_and_proposals(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "News of the Day.txt"
    file.write_text(NEWS)
    added = case.add(file, published="2024-02-23", coder=StubCoder(), title="News")
    assert added.source.id == "news-of-the-day"
    assert (added.source.title, str(added.source.date)) == ("News", "2024-02-23")
    [proposal] = added.proposals
    assert proposal.evidence[0].exact == "Armenia has frozen its membership, the minister said."
    assert proposal.derived_from == "news-of-the-day"
    again = open_case(case.path)
    assert again.sources["news-of-the-day"] == added.source
    assert {event.id for event in again.events.proposals} == {proposal.id, FREEZE}
    assert again.check() == []


def test_add_twice_adds_nothing_twice(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "news.txt"
    file.write_text(NEWS)
    case.add(file, coder=StubCoder())
    before = contents(case.path)
    added = case.add(file, coder=StubCoder())
    assert (added.proposals, added.known_already) == ((), 1)
    assert contents(case.path) == before


def test_an_interrupted_add_can_be_repeated(case: Case) -> None:
    case.add(Source(id="news", text=NEWS), coder=StubCoder())
    events = case.path / "events.jsonl"
    whole = events.read_bytes()
    events.write_bytes(b"".join(whole.splitlines(keepends=True)[:3]))  # killed before the append
    added = case.add(Source(id="whatever", text=NEWS), coder=StubCoder())
    assert added.source.id == "news"
    assert events.read_bytes() == whole


def test_another_text_of_the_same_name_gets_a_name_of_its_own(case: Case, tmp_path: Path) -> None:
    names = []
    for number in range(3):
        file = tmp_path / "report.txt"
        file.write_text(f"{NEWS} {number}")
        added = case.add(file, coder=StubCoder())
        names.append(added.source.id)
        assert added.proposals[0].evidence[0].source == added.source.id
    assert names == ["report-2", "report-3", "report-4"]
    assert case.sources["report"].text == TEXT
    assert case.check() == []


@pytest.mark.parametrize("name", ["../../evil", "a/b", "/etc/passwd", "..", ".hidden", "a\\b", "ж"])
def test_a_source_cannot_be_written_outside_the_case(case: Case, name: str) -> None:
    outside = contents(case.path.parent)
    added = case.add(Source(id=name, text=NEWS), coder=StubCoder())
    new = contents(case.path.parent).keys() - outside.keys()
    assert new == {f"small/sources/{added.source.id}.md"}
    assert case.reload().sources[added.source.id].text == NEWS
    assert case.check() == []


def test_a_source_is_kept_as_it_will_be_read(case: Case) -> None:
    added = case.add(
        Source(id="a", text="\ufeffOne.\r\nArmenia has frozen it.\r\n", title="Old"),
        coder=StubCoder(),
        published="2024-02-23",
        title="New",
    )
    assert added.source.text == "One.\nArmenia has frozen it.\n"
    assert (added.source.title, str(added.source.date)) == ("New", "2024-02-23")
    assert open_case(case.path).sources["a"] == added.source
    assert case.check() == []


class _Liar(StubCoder):
    def __init__(self, change: dict[str, object]) -> None:
        self.change = change

    def code(self, source: Source) -> list[Event]:
        [event] = super().code(source)
        piece = event.evidence[0].model_copy(update=self.change)
        return [event.revised(evidence=(piece,))]


@pytest.mark.parametrize(
    "change", [{"source": "report"}, {"exact": "x", "end": 17}, {"start": 0, "end": 53}]
)
def test_a_coder_that_invents_evidence_is_refused(case: Case, change: dict[str, object]) -> None:
    before = contents(case.path)
    with pytest.raises(CoderError, match="'stub/1' gives as evidence"):
        case.add(Source(id="news", text=NEWS), coder=_Liar(change))
    assert contents(case.path) == before


class _Failing(StubCoder):
    def code(self, source: Source) -> list[Event]:
        raise CoderError("the server does not answer")


def test_a_coder_that_fails_leaves_the_case_alone(case: Case) -> None:
    before = contents(case.path)
    with pytest.raises(CoderError, match="does not answer"):
        case.add(Source(id="news", text=NEWS), coder=_Failing())
    assert contents(case.path) == before


class _Slow(StubCoder):
    """While it codes, somebody else works on the case."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self.meanwhile: Callable[[], object] | None = meanwhile

    def code(self, source: Source) -> list[Event]:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        return super().code(source)


def test_a_slow_coder_keeps_nobody_from_judging(case: Case) -> None:
    slow = _Slow(lambda: open_case(case.path).judge(FREEZE, "accept", by="Anna"))
    case.add(Source(id="news", text=NEWS), coder=slow)
    assert open_case(case.path).events.standing(FREEZE) == "judged"
    assert case.check() == []


@pytest.mark.parametrize(("text", "name"), [("Another text.", "news-2"), (NEWS, "news")])
def test_a_name_that_is_taken_while_a_coder_works(case: Case, text: str, name: str) -> None:
    other = Source(id="news", text=text)
    slow = _Slow(lambda: open_case(case.path).add(other, coder=StubCoder()))
    added = case.add(Source(id="news", text=NEWS), coder=slow)
    assert added.source.id == name
    assert case.sources["news"].text == text
    assert len(case.events) == 4
    assert case.check() == []


def test_a_document_that_does_not_read_leaves_the_case_alone(case: Case, tmp_path: Path) -> None:
    before = contents(case.path)
    for document, problem in (
        (tmp_path / "none.txt", SourceError),
        ("ftp://example.org/a", SourceError),
    ):
        with pytest.raises(problem):
            case.add(document, coder=StubCoder())
    with pytest.raises(FoedusError, match="no day 30"):
        case.add(Source(id="news", text=NEWS), published="2024-02-30", coder=StubCoder())
    with pytest.raises(CaseError, match="there is no such field"):
        case.add(Source(id="news", text=NEWS), colour="red", coder=StubCoder())
    assert contents(case.path) == before


# Judging


def test_accept_reject_and_correct(case: Case) -> None:
    assert case.events.standing(FREEZE) == "proposed"
    made = case.judge(FREEZE[:8], "accept", by="Anna", why="I read it")
    assert (made.about, made.verdict, made.by, made.why) == (FREEZE, "accept", "Anna", "I read it")
    assert made.when.tzinfo is not None
    assert open_case(case.path).events.standing(FREEZE) == "judged"

    case.judge(FREEZE, "reject", by="Boris")
    assert FREEZE not in open_case(case.path).events

    case.judge(FREEZE, "correct", by="Anna", changes={"act": "exit", "target": ("CSTO", "RUS")})
    event = open_case(case.path).events[FREEZE]
    assert (event.act, event.target, event.corrects) == ("exit", ("CSTO", "RUS"), FREEZE)

    case.judge(event.id[:8], "accept", by="Boris")  # by the id that it has now
    assert open_case(case.path).events[FREEZE].act == "freeze"
    assert len(open_case(case.path).judgements) == 4
    assert case.check() == []


def test_judging_an_obligation(case: Case) -> None:
    call, owed = next((c, o) for c, o in case.ledger().obligations if o.bearer == "KAZ")
    assert not owed.judged_by
    case.judge(owed.id[:10], "correct", by="Anna", why="I was there", changes={"status": "refused"})
    again = {o.id: o for _, o in open_case(case.path).ledger("armenia").obligations}
    assert (again[owed.id].status, again[owed.id].judged_by) == ("refused", "Anna")
    assert again[owed.id].because == "Anna judged so: I was there"
    with pytest.raises(CaseError, match="'honoured' is not a status"):
        case.judge(call.id, "correct", by="Anna", changes={"status": "honoured"})


@pytest.mark.parametrize(
    ("about", "fields", "problem", "message"),
    [
        ("ffffffffffffffff", {}, CaseError, "no event or obligation has it"),
        ("", {}, CaseError, "four characters at least"),
        (FREEZE[:3], {}, CaseError, "four characters at least"),
        (FREEZE, {"verdict": "maybe"}, CaseError, "field 'verdict'"),
        (FREEZE, {"by": ""}, CaseError, "field 'by'"),
        (FREEZE, {"verdict": "correct"}, CaseError, "field 'changes': a correction says what"),
        (FREEZE, {"changes": {"act": "exit"}}, CaseError, "'accept' changes nothing"),
        (
            FREEZE,
            {"verdict": "correct", "changes": {"act": "leave"}},
            CaseError,
            "field 'act': 'leave' is not one of",
        ),
        (
            FREEZE,
            {"verdict": "correct", "changes": {"date": "2024-02-30"}},
            CaseError,
            "field 'date': .*no day 30",
        ),
        (
            FREEZE,
            {"verdict": "correct", "changes": {"colour": "red"}},
            CaseError,
            "field 'colour': there is no such field",
        ),
        (FREEZE, {"verdict": "correct", "changes": {"source": ["AMR"]}}, ActorError, "'AMR'"),
        (
            FREEZE,
            {"verdict": "correct", "changes": {"speaker": {"actor": "AMR"}}},
            ActorError,
            "'AMR'",
        ),
        (FREEZE, {"verdict": "correct", "changes": {"id": "x"}}, CaseError, "'id' follows"),
    ],
)
def test_a_judgement_that_will_not_do(
    case: Case, about: str, fields: dict[str, object], problem: type[FoedusError], message: str
) -> None:
    before = contents(case.path)
    with pytest.raises(problem, match=message):
        case.judge(about, **{"verdict": "accept", "by": "Anna", **fields})  # type: ignore[arg-type]
    assert contents(case.path) == before


def test_a_correction_must_keep_to_the_words(case: Case) -> None:
    piece = Evidence.at("report", TEXT, 0, 20).model_copy(update={"start": 5, "end": 25})
    with pytest.raises(CaseError, match="is not in the source 'report' at 5–25"):
        case.judge(FREEZE, "correct", by="A", changes={"evidence": [piece]})


def test_what_is_wrong_in_any_way_can_still_be_rejected(case: Case) -> None:
    odd = small_events()[2].revised(target=("XYZ",))
    append_lines(case.path / "events.jsonl", [odd.as_line()])
    assert any("unknown actor 'XYZ'" in str(finding) for finding in case.reload().check())
    with pytest.raises(ActorError):
        case.judge(odd.id, "accept", by="A")
    case.judge(odd.id, "reject", by="A")
    assert case.check() == []


def test_an_event_about_a_rejected_one_is_a_warning(case: Case) -> None:
    case.judge(ATTACK, "reject", by="A")
    [finding] = case.check()
    assert finding.level == "warning"
    assert f"'about' names '{ATTACK}', which was rejected" in finding.message


def test_the_text_of_earlier_judgements_never_changes(case: Case) -> None:
    file = case.path / "judgements.jsonl"
    before = b""
    for number, verdict in enumerate(["accept", "reject", "accept", "reject"]):
        case.judge(FREEZE, verdict, by=f"Judge {number}")
        now = file.read_bytes()
        assert now.startswith(before)
        assert len(now.splitlines()) == number + 1
        before = now


# New cases


def test_a_new_case(tmp_path: Path) -> None:
    case = new_case(tmp_path / "deep" / "er", alliance="NATO", focal="Türkiye")
    assert (case.info.alliance, case.info.focal) == ("NATO", "TUR")
    assert case.info.actors == ("TUR", "NATO")
    assert "north-atlantic-treaty" in case.info.treaties
    assert case.check() == []
    assert len(case.events) == len(case.ledger()) == 0
    assert {entry.name for entry in case.path.iterdir()} == {
        ".gitignore",
        "case.yaml",
        "events.jsonl",
        "judgements.jsonl",
        "sources",
        "treaties",
    }


@pytest.mark.parametrize(
    "title",
    ["Turkey: in or out?", "“Quotes” & 'more'", "# not a note", "- a list", "2024", "да: {"],
)
def test_a_title_may_hold_anything(tmp_path: Path, title: str) -> None:
    case = new_case(tmp_path / "a", alliance="NATO", focal="TUR", title=title, period="2024")
    assert case.info.title == title
    assert str(case.info.period) == "2024"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "needs an alliance and a member"),
        ({"alliance": "NATO"}, "needs an alliance and a member"),
        ({"alliance": "NATO", "focal": "Ruritania"}, "no table knows 'Ruritania'"),
        ({"alliance": "NATO", "focal": "TUR", "treaties": ["x"]}, "no built-in treaty is called"),
        ({"alliance": "NATO", "focal": "TUR", "period": "2025/1990"}, "ends before it starts"),
        ({"copy_of": "nowhere"}, "no such case folder"),
        ({"copy_of": "csto-armenia", "title": "Mine"}, "a copy keeps the title"),
    ],
)
def test_a_new_case_that_will_not_do(tmp_path: Path, fields: dict[str, str], message: str) -> None:
    with pytest.raises(FoedusError, match=message):
        new_case(tmp_path / "a", **fields)  # type: ignore[arg-type]
    assert not (tmp_path / "a").exists()


_PACT = """
organisations:
  - {id: MY-PACT, name: My Pact, names: [MP], kind: alliance, founded: 1990-01-01}
memberships:
  - {organisation: MY-PACT, actor: EST, from: 1990-01-01}
"""


def test_a_new_case_on_an_alliance_that_only_its_own_table_knows(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    with pytest.raises(FoedusError, match="no table knows 'My Pact'") as told:
        new_case(folder, alliance="My Pact", focal="EST")
    assert f"can be written into {folder / 'actors.yaml'} first" in str(told.value)
    folder.mkdir()
    (folder / "actors.yaml").write_text(_PACT, "utf-8")
    case = new_case(folder, alliance="My Pact", focal="EST")
    assert (case.info.alliance, case.info.title) == ("MY-PACT", "Estonia in the My Pact")
    assert not [one for one in open_case(folder).check() if one.level == "error"]
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "actors.yaml").write_text("organisation: []", "utf-8")
    with pytest.raises(CaseError, match="'organisation' is not a section"):
        new_case(tmp_path / "other", alliance="NATO", focal="EST")


def test_what_stood_in_the_folder_stays_where_a_case_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "actors.yaml").write_text(_PACT, "utf-8")

    def full(path: Path, text: str) -> None:
        if path.name == "case.yaml":
            raise OSError(28, "No space left on device")
        path.write_text(text, "utf-8")

    monkeypatch.setattr("foedus.case._new.write_whole", full)
    with pytest.raises(StorageError, match="nothing was made"):
        new_case(folder, alliance="MY-PACT", focal="EST")
    assert contents(folder) == {"actors.yaml": _PACT.encode()}


def test_a_folder_that_is_in_use_is_left_alone(folder: Path) -> None:
    before = contents(folder)
    for fields in ({"alliance": "NATO", "focal": "TUR"}, {"copy_of": "csto-armenia"}):
        with pytest.raises(CaseError, match="exists already and is not empty"):
            new_case(folder, **fields)  # type: ignore[arg-type]
    assert contents(folder) == before


def test_a_copy_is_whole_and_can_be_written_to(folder: Path, tmp_path: Path) -> None:
    copy = new_case(tmp_path / "copy", copy_of=folder)
    assert contents(copy.path) == contents(folder)
    copy.judge(FREEZE, "accept", by="Anna")
    assert not open_case(folder).judgements


# Torn lines and full disks


LINES = ['{"a":1}', '{"b":"ж"}', '{"c":[1,2,{"d":"}"}]}']


@pytest.mark.parametrize("cut", range(len("\n".join(LINES).encode()) + 2))
def test_whatever_a_killed_writer_leaves_can_be_read_and_written_after(
    tmp_path: Path, cut: int
) -> None:
    path = tmp_path / "events.jsonl"
    whole = ("\n".join(LINES) + "\n").encode()
    path.write_bytes(whole[:cut])
    last = whole[:cut].rpartition(b"\n")[2].decode(errors="replace")
    there = LINES[: whole[:cut].count(b"\n") + (last in LINES)]
    assert [line for _, line in read_lines(path)] == there
    append_lines(path, ['{"e":1}'])
    assert [line for _, line in read_lines(path)] == [*there, '{"e":1}']
    assert path.read_bytes() == "".join(f"{line}\n" for line in [*there, '{"e":1}']).encode()
    aside = tmp_path / "events.jsonl.torn"
    assert aside.exists() == bool(last and last not in LINES)
    if aside.exists():
        assert aside.read_bytes().decode(errors="replace") == last + "\n"


def test_a_torn_line_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    for torn in (b'{"a":1}\n{"b', b'{"b":"\xd0'):
        path.write_bytes(torn)
        append_lines(path, ['{"e":1}'])
    assert (tmp_path / "events.jsonl.torn").read_bytes() == b'{"b\n{"b":"\xd0\n'
    assert path.read_bytes() == b'{"e":1}\n'


def test_appending_nothing_makes_nothing(tmp_path: Path) -> None:
    assert append_lines(tmp_path / "a", []) == 0
    assert not (tmp_path / "a").exists()


def test_write_whole_does_not_overwrite(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", "one")
    with pytest.raises(StorageError, match="exists already"):
        write_whole(tmp_path / "a", "two")
    assert (tmp_path / "a").read_text() == "one"
    write_whole(tmp_path / "a", "two", overwrite=True)
    assert contents(tmp_path) == {"a": b"two"}


def _no_space(*_: object) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _half(real: Callable[[int, bytes], int]) -> Callable[[int, bytes], int]:
    """Write some bytes, and then find the disk full."""
    state = {"calls": 0}

    def write(descriptor: int, data: bytes) -> int:
        state["calls"] += 1
        if state["calls"] > 1:
            return _no_space()
        return real(descriptor, data[: len(data) // 2])

    return write


@pytest.mark.parametrize("fault", ["write", "half", "fsync"])
@pytest.mark.parametrize("torn", [False, True])
def test_a_full_disk_leaves_every_file_as_it_was(
    case: Case, monkeypatch: pytest.MonkeyPatch, fault: str, torn: bool
) -> None:
    if torn:  # a last line without its line end, which is whole
        events = case.path / "events.jsonl"
        events.write_bytes(events.read_bytes().rstrip())
    before = contents(case.path)
    with monkeypatch.context() as patch:
        if fault == "fsync":
            patch.setattr(_storage.os, "fsync", _no_space)
        else:
            patch.setattr(_storage.os, "write", _half(os.write) if fault == "half" else _no_space)
        with pytest.raises(StorageError, match=r"No space left on device; nothing was changed"):
            case.judge(FREEZE, "accept", by="Anna")
        assert contents(case.path) == before
        with pytest.raises(StorageError, match="No space left"):
            case.add(Source(id="news", text=NEWS), coder=StubCoder())
        assert contents(case.path) == before
    case.judge(FREEZE, "accept", by="Anna")
    case.add(Source(id="news", text=NEWS), coder=StubCoder())
    assert len(open_case(case.path).events) == 4


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 256 KiB, where the system lets us have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except OSError:
        pytest.skip("no mount command")
    if done.returncode:
        pytest.skip("only root can mount a disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    case = Case(make_case(small_disk / "case"))
    case.judge(FREEZE, "accept", by="Anna")  # makes the lock
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 512)
    before = contents(case.path)
    for _ in range(3):
        with pytest.raises(StorageError, match="No space left on device; nothing was changed"):
            case.judge(FREEZE, "reject", by="Boris", why="x" * 5000)
        with pytest.raises(StorageError, match="No space left on device"):
            case.add(Source(id="news", text=NEWS * 200), coder=StubCoder())
        with pytest.raises(StorageError, match="No space left on device"):
            new_case(small_disk / "new", copy_of=case.path)
        assert contents(case.path) == before
        assert not (small_disk / "new").exists()
    filler.unlink()
    case.judge(FREEZE, "reject", by="Boris", why="x" * 5000)
    assert [judgement.by for judgement in open_case(case.path).judgements] == ["Anna", "Boris"]


# Processes


WORKER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from conftest import StubCoder
from foedus import Source, open_case

case = open_case(Path({folder!r}))
case.actors, case.events, case.sources  # read once, so that the loop is all writing
print("ready", flush=True)
name, count = sys.argv[1], int(sys.argv[2])
for number in range(count):
    if number % 3 == 2:
        text = f"Armenia has frozen step {{number}} of {{name}}."
        added = case.add(Source(id=f"{{name}}-{{number}}", text=text), coder=StubCoder())
        print("event", added.proposals[0].id, flush=True)
    else:
        made = case.judge({event!r}, "accept", by=name, why=f"{{number}} " + "x" * 3000)
        print("judgement", made.id, flush=True)
"""


def _worker(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    tests = str(Path(__file__).parent)
    script = WORKER.format(tests=tests, folder=str(folder), event=FREEZE)
    command = [sys.executable, "-c", script, name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_killed_process_loses_nothing_that_was_acknowledged(folder: Path) -> None:
    acknowledged: set[str] = set()
    for round_, delay in enumerate([0.01, 0.05, 0.12, 0.2]):
        with _worker(folder, f"worker{round_}", 100_000) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            killer = threading.Timer(delay, process.kill)
            killer.start()
            # what was printed whole was acknowledged; a torn last word was not
            lines = [line for line in process.stdout if line.endswith("\n")]
        acknowledged |= {line.split()[1] for line in lines}
        case = open_case(folder)
        kept = {judgement.id for judgement in case.judgements}
        kept |= {event.id for _, event in case.numbered_events()}
        assert acknowledged <= kept
        made = case.judge(FREEZE, "accept", by="after")  # the lock went with the process
        acknowledged.add(made.id)
        for name in ("events.jsonl", "judgements.jsonl"):
            for line in (folder / name).read_bytes().splitlines():
                assert json.loads(line)["id"]
    assert len(acknowledged) > 4  # more than the four that came after the kills
    leftovers = [f for f in contents(folder) if f.endswith(".tmp")]
    assert len(leftovers) <= 5
    assert [str(finding) for finding in open_case(folder).check() if finding.level == "error"] == []


def test_two_processes_at_once_lose_nothing(folder: Path) -> None:
    workers = [_worker(folder, name, 15) for name in ("one", "two")]
    printed = [worker.communicate()[0].splitlines() for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0]
    ids = [line.split()[1] for lines in printed for line in lines if line != "ready"]
    assert len(ids) == 30
    case = open_case(folder)
    kept = [judgement.id for judgement in case.judgements]
    kept += [event.id for _, event in case.numbered_events()]
    assert len(kept) == 30 + 3
    assert set(ids) <= set(kept)
    assert case.check() == []


def test_a_second_writer_waits_and_then_says_so(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_storage, "_PATIENCE", 0.1)
    before = contents(case.path)
    with (
        _storage.locked(case.path),
        pytest.raises(StorageError, match="another program is writing to this case"),
    ):
        Case(case.path).judge(FREEZE, "accept", by="Anna")
    assert contents(case.path) == before


def test_every_id_that_an_event_has_had_leads_to_it(case: Case) -> None:
    first, second = (
        case.judge(FREEZE, "correct", by="Anna", changes={"date": day}) and case.events[FREEZE].id
        for day in ("2024-02-21", "2024-02-20")
    )
    assert len({FREEZE, first, second}) == 3
    for name in (FREEZE, first, first[:8], second):
        assert case.event_id(name) == FREEZE
    assert case.judge(first, "accept", by="Boris").about == FREEZE
    assert case.events[FREEZE].id == FREEZE
    for name in (first, second[:8]):  # nothing stands by these now
        assert case.judge(name, "reject", by="Boris").about == FREEZE
    assert case.event_id("ffff") is None
    assert case.event_id(ATTACK) == ATTACK
    assert case.event_id("") is None
