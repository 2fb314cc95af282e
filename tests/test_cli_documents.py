"""Documents on the command line: what is skipped, their days, and those that a case has already."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from foedus import new_case, open_case
from foedus.coding import BuiltinCoder
from freezes import FindsFreezes

Run = Callable[..., tuple[int, str, str]]
TEXT = "Armenia has frozen its membership, the minister said."

pytestmark = pytest.mark.usefixtures("stub")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return new_case(tmp_path / "case", alliance="CSTO", focal="ARM", treaties=["cst"]).path


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder of two documents and seven files that are none."""
    folder = tmp_path / "news"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.txt").write_text(TEXT)
    (folder / "inner" / "b.txt").write_text("The weather was mild.")
    (folder / "inner" / "minutes.docx").write_bytes(b"PK\x03\x04")
    for number in range(6):
        (folder / f"map{number}.png").write_bytes(b"\x89PNG")
    return folder


# What is skipped


def _told_of_skipped(mixed: Path, endings: str) -> list[str]:
    return [
        "skipped 7 files that are not read:",
        f"  {mixed}/inner/minutes.docx: files that end in '.docx' are not read",
        *(f"  {mixed}/map{n}.png: files that end in '.png' are not read" for n in range(4)),
        "  and 2 more",
        f"  save what is to be read as one of {endings}",
    ]


ENDINGS = ".txt, .text, .md, .markdown, .html, .htm, .xhtml, .pdf"


@pytest.mark.parametrize("output", [(), ("--format", "jsonl"), ("-o", "{out}")])
def test_code_says_at_the_end_which_files_of_a_folder_it_skipped(
    run: Run, mixed: Path, tmp_path: Path, output: tuple[str, ...]
) -> None:
    options = [part.format(out=tmp_path / "out.jsonl") for part in output]
    code, _, err = run("code", mixed, "--published", "2024-02-23", *options)
    assert code == 0  # a folder may hold other things
    assert err.splitlines()[-8:] == _told_of_skipped(mixed, f"{ENDINGS}, .jsonl")


def test_a_folder_in_which_nothing_is_read_says_what_it_holds(run: Run, tmp_path: Path) -> None:
    (tmp_path / "minutes.docx").write_bytes(b"PK\x03\x04")
    code, out, err = run("code", tmp_path)
    assert (code, out) == (2, "")
    assert f"  {tmp_path}/minutes.docx: files that end in '.docx' are not read\n" in err
    assert "there is no document in" in err


def test_add_reads_a_folder_as_code_does(run: Run, case: Path, mixed: Path) -> None:
    code, out, err = run("add", case, mixed, "--published", "2024-02-23")
    assert code == 0
    assert set(open_case(case).sources) == {"a", "b"}
    assert "a: 1 proposal; judge proposals with: " in out
    assert "b: 0 proposals\n" in out  # there is nothing to judge
    assert err.splitlines()[-8:] == _told_of_skipped(mixed, f"{ENDINGS}, .jsonl")


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Five lines: three documents, one of them French, and two lines that do not read."""
    rows: list[dict[str, str]] = [
        {"id": "afp/1", "text": TEXT, "published": "2024-02-23", "title": "Frozen"},
        {"text": f"Again: {TEXT}", "publisher": "A paper", "url": "https://example.org/2"},
        {"id": "x", "title": "Nothing"},
        {"text": "Le temps est doux dans la région et il ne pleut pas sur la ville."},
    ]
    file = tmp_path / "wire" / "news.jsonl"
    file.parent.mkdir()
    file.write_text("".join(json.dumps(row) + "\n" for row in rows) + "{not json\n")
    return file


@pytest.mark.parametrize("whole_folder", [False, True])
def test_add_takes_a_line_of_jsonl_as_a_document_and_keeps_where_it_came_from(
    run: Run, case: Path, lines: Path, whole_folder: bool
) -> None:
    document = lines.parent if whole_folder else lines
    code, out, err = run("add", case, document, "--published", "2024-03-01")
    assert code == 1  # some lines do not read
    assert f"error: {lines}, line 3, field 'text': the line has no text" in err
    assert f"error: {lines}, line 5: this line is not JSON" in err
    assert "5 documents: 3 added, 2 could not be read" in err
    assert "afp-1: 1 proposal; judge proposals with: " in out
    found = open_case(case).sources
    assert set(found) == {"afp-1", "news-2", "news-4"}
    first, second, french = (found[name] for name in ("afp-1", "news-2", "news-4"))
    assert (first.title, str(first.date), first.language) == ("Frozen", "2024-02-23", "en")
    assert first.note == "line 1 of news.jsonl, where it is called afp/1"
    assert (second.title, str(second.date)) == (None, "2024-03-01")  # as the line does not say
    assert (second.publisher, second.address) == ("A paper", "https://example.org/2")
    assert second.note == "line 2 of news.jsonl"
    assert french.language == "und"
    assert run("check", case)[0] == 0

    code, out, _ = run("add", case, lines)
    assert "afp-1: 0 proposals, 1 was there already" in out
    assert set(open_case(case).sources) == set(found)


@pytest.mark.parametrize("what", ["folder", "files", "lines"])
def test_a_title_is_for_one_document(
    run: Run, case: Path, mixed: Path, lines: Path, what: str
) -> None:
    named = {"folder": [mixed], "files": [mixed / "a.txt", lines], "lines": [lines]}[what]
    code, out, err = run("add", case, *named, "--title", "The same")
    assert (code, out) == (2, "")
    assert "error: --title: it is for one document, and here are" in err
    assert "leave it out" in err
    assert not open_case(case).sources
    assert run("add", case, mixed / "a.txt", "--title", "Mine", "--published", "2024")[0] == 0
    assert open_case(case).sources["a"].title == "Mine"


def test_add_goes_on_after_a_document_that_does_not_read(
    run: Run, case: Path, mixed: Path, tmp_path: Path
) -> None:
    (mixed / "a0.txt").touch()
    code, _, err = run("add", case, tmp_path / "none.txt", mixed, "--published", "2024-02-23")
    assert code == 1
    assert set(open_case(case).sources) == {"a", "b"}
    assert f"error: {tmp_path}/none.txt: there is no such file" in err
    assert f"error: {mixed}/a0.txt: the file is empty" in err
    assert "4 documents: 2 added, 2 could not be read\n" in err
    assert run("add", case, mixed / "a0.txt")[0] == 2  # where none could be read


def test_add_of_a_folder_without_documents(run: Run, case: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    code, out, err = run("add", case, tmp_path / "none")
    assert (code, out) == (2, "")
    assert f"there is no document in {tmp_path / 'none'}" in err


def test_a_line_that_is_not_json_is_told_what_a_line_looks_like(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text("Armenia has frozen it.\n")
    code, _, err = run("code", file)
    assert code == 2
    first, hint = err.splitlines()
    assert first.startswith(f"error: {file}, line 1: this line is not JSON: ")
    assert hint == (
        '  a line reads {"id": "…", "text": "…", "published": "2024-02-22", "title": "…"}'
    )


def test_a_case_is_no_document(run: Run, case: Path, tmp_path: Path) -> None:
    (case / "sources" / "report.md").write_text(TEXT)
    out = tmp_path / "out.jsonl"
    said = (
        f"{case}: this is a case, not a document\n"
        f"  name its sources in its place: {case / 'sources'}; "
        f"to list the events that it holds: foedus events {case}\n"
    )
    assert run("code", case) == (2, "", f"error: {said}")
    assert run("code", case, "-o", out)[2].startswith(f"skipped {said}")
    code, _, err = run("code", case, case / "sources", "--format", "jsonl")
    assert code == 1  # what else was named is coded
    assert err.startswith(f"error: {said}")
    # nor are its records, where it lies in a folder of documents
    code, printed, err = run("code", tmp_path, "--published", "2024-02-23")
    assert code == 0
    assert printed.count("freeze (SANCTION)") == 1
    assert "error" not in err

    other = new_case(tmp_path / "other", alliance="CSTO", focal="ARM").path
    assert run("add", other, case) == (2, "", f"error: {said}")
    code, printed, err = run("add", other, case, case / "sources", "--published", "2024-02-23")
    assert (code, err.startswith(f"error: {said}")) == (1, True)
    assert printed.count("freeze (SANCTION)") == 1


@pytest.mark.parametrize("command", ["code", "add"])
def test_a_case_that_ships_is_no_document(run: Run, case: Path, command: str) -> None:
    before = (command, case) if command == "add" else (command,)
    assert run(*before, "csto-armenia") == (
        2,
        "",
        "error: csto-armenia: this is a case that ships with Foedus, not a document\n"
        "  to list the events that it holds: foedus events csto-armenia; to use its sources, copy "
        "it: foedus new copied --from csto-armenia, then name copied/sources\n",
    )


# Days of publication


TOMORROW = dt.date.today() + dt.timedelta(days=1)


@pytest.mark.parametrize("command", ["code", "add"])
def test_a_day_of_publication_to_come_is_warned_about(
    run: Run, case: Path, tmp_path: Path, command: str
) -> None:
    news = tmp_path / "news.txt"
    news.write_text(TEXT)
    before = (command, case, news) if command == "add" else (command, news)
    warning = f"warning: --published {TOMORROW} is still to come: today is {dt.date.today()}"
    code, out, err = run(*before, "--published", TOMORROW)
    assert code == 0
    assert err.count(warning) == 1
    assert str(TOMORROW) in out  # a forecast or an embargoed text may be dated ahead
    year = dt.date.today().year
    for day in (dt.date.today(), "2024-02-23", year, f"2024/{year + 1}"):
        assert "still to come" not in run(*before, "--published", day)[2]


DATED = f"YEREVAN, 12 June 2024 - {TEXT}"


@pytest.mark.parametrize("command", ["code", "add"])
def test_the_day_of_a_dateline_is_told_where_nothing_else_dates_the_text(
    run: Run, case: Path, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert BuiltinCoder.reads_datelines
    news = tmp_path / "feb 85.txt"
    news.write_text(f"WELLINGTON, 5 February 1985 — {TEXT}\n")
    before = (command, case, news) if command == "add" else (command, news)
    assert "stay open" in run(*before)[2]  # of a coder that reads no datelines
    monkeypatch.setattr(FindsFreezes, "reads_datelines", True, raising=False)
    code, _, err = run(*before)
    assert code == 0
    assert "stay open" not in err
    assert "its dateline says 5 February 1985; days like 'Monday' were counted from there" in err
    assert "--published 1985-02-05" in err
    if command == "add":
        assert "The source itself has no date of publication yet" in err
        assert err.rstrip().endswith(f"foedus add {case} '{news}' --published 1985-02-05")
        code, out, err = run(*before, "--published", "1985-02-05")
        assert code == 0
        assert "date is 1985-02-05 now" in out
    else:
        code, _, err = run(*before, "--published", "1985-02-05")
    assert "its dateline says" not in err
    lines = tmp_path / "wire.jsonl"
    rows = [{"id": f"n{n}", "text": f"ANKARA, {n} May 1985 — {TEXT}"} for n in (1, 2)]
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows))
    err = run(*(lines if part is news else part for part in before))[2]
    if command == "add":
        assert 'write "published": "1985-05-02" in its line, and add the file again' in err
    else:
        assert "2 documents have no date of publication" in err
        assert "from their datelines (n1 1985-05-01, n2 1985-05-02)" in err


@pytest.mark.parametrize("command", ["code", "add"])
def test_a_dateline_of_another_day_is_warned_about_once(
    run: Run, case: Path, tmp_path: Path, command: str
) -> None:
    news = tmp_path / "news.txt"
    news.write_text(f"Armenia and the CSTO\n\n{DATED}\n\nYEREVAN, 1 June 2024 - More.\n")
    before = (command, case, news) if command == "add" else (command, news)
    name = "news" if command == "add" else news
    code, _, err = run(*before, "--published", "2024-07-20")
    assert code == 0
    assert err.count("warning: ") == 1
    assert (
        f"warning: {name}: its dateline says 12 June 2024, its date of publication is "
        "20 July 2024\n" in err
    )
    for day in ("2024-06-12", "2024-06-15", "2024-06", "2024-06-20~"):
        assert "dateline" not in run(*before, "--published", day)[2]
    assert "dateline" in run(*before, "--published", "2024-06-08")[2]


def test_each_document_of_a_run_into_a_file_is_warned_about_once(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "news.jsonl", tmp_path / "out.jsonl"
    rows = [
        {"id": "n1", "text": DATED, "published": "2023-06-12"},
        {"id": "n2", "text": DATED, "published": "2024-06-13"},
        {"id": "n3", "text": DATED},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    err = run("code", file, "-o", out)[2]
    assert err.count("warning: ") == err.count("warning: n1: its dateline says 12 June 2024") == 1
    rows.append({"id": "n4", "text": DATED, "published": "2024-01-13"})
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    err = run("code", file, "-o", out, "--resume")[2]
    assert err.count("warning: ") == err.count("warning: n4: ") == 1


# Documents that a case has already


def _date_in(case: Path, name: str = "news") -> str:
    return str(open_case(case).sources[name].date)


@pytest.fixture
def news(case: Path, tmp_path: Path, run: Run) -> Path:
    """A document that was added with a wrong date."""
    file = tmp_path / "news.txt"
    file.write_text(TEXT)
    assert run("add", case, file, "--published", "2024-02-20")[0] == 0
    return file


def test_a_corrected_date_replaces_what_nobody_judged(run: Run, case: Path, news: Path) -> None:
    kept = case / "sources" / "news.md"
    kept.write_text(kept.read_text().replace("2024-02-20", "2024-02-23"))
    code, out, err = run("add", case, news)
    assert (code, err) == (0, "")
    assert (
        "news: 1 proposal; replaced 1 earlier proposal that nobody had judged; "
        "judge proposals with: " in out
    )
    assert [str(event.date) for event in open_case(case).events] == ["2024-02-23"]
    code, out, _ = run("add", case, news)
    assert "news: 0 proposals, 1 was there already; " in out
    assert "replaced" not in out


def test_a_date_given_for_a_document_that_is_known_is_corrected(
    run: Run, case: Path, news: Path
) -> None:
    code, out, err = run("add", case, news, "--published", "2024-02-23", "--title", "The news")
    assert (code, err) == (0, "")
    assert "news: date is 2024-02-23 now; it was 2024-02-20\n" in out
    assert "news: title is The news now; none was known\n" in out
    assert "replaced 1 earlier proposal that nobody had judged" in out
    assert _date_in(case) == "2024-02-23"
    assert [str(event.date) for event in open_case(case).events] == ["2024-02-23"]
    assert run("check", case)[0] == 0


def test_what_was_judged_stays_and_is_told_with_what_to_do(
    run: Run, case: Path, news: Path
) -> None:
    [old] = open_case(case).events
    run("judge", case, old.id, "accept", "--by", "Anna")
    code, out, _ = run("add", case, news, "--published", "2024-02-23")
    assert code == 0
    assert "news: 1 proposal; kept 1 event that somebody judged; judge proposals with: " in out
    assert f"  {old.id}  2024-02-20  freeze, judged by Anna\n" in out
    assert f"foedus judge {case} ID correct --by NAME --set date=…" in out
    assert [str(event.date) for event in open_case(case).events] == ["2024-02-20", "2024-02-23"]
    assert open_case(case).events.standing(old.id) == "judged"


def test_a_proposal_that_the_case_cites_stays_and_is_told(run: Run, case: Path, news: Path) -> None:
    [old] = open_case(case).events
    (case / "questions.yaml").write_text(
        f"- {{id: q, text: Was it final, settles: armed-attack, events: ['{old.id}']}}\n"
    )
    code, out, _ = run("add", case, news, "--published", "2024-02-23")
    assert code == 0
    assert "kept 1 proposal that the case cites" in out
    assert f"  {old.id}  2024-02-20  freeze, a proposal\n  cite the new proposals" in out


def test_a_document_that_states_another_date_than_the_case_is_told(
    run: Run, case: Path, tmp_path: Path
) -> None:
    file = tmp_path / "news.md"
    for day in ("2024-02-20", "2024-02-23"):
        file.write_text(f"---\ndate: {day}\n---\n{TEXT}")
        code, _, err = run("add", case, file)
        assert code == 0
    assert _date_in(case) == "2024-02-20"
    assert (
        "warning: news: the document gives 23 February 2024 as its date of publication, the case "
        "has 20 February 2024\n" in err
    )
    assert "--published 2024-02-23" in err
    file.write_text(f"---\ndate: 2024-02-20\n---\n{TEXT}")
    assert run("add", case, file)[2] == ""


def test_a_date_that_a_document_states_fills_a_gap(run: Run, case: Path, tmp_path: Path) -> None:
    file = tmp_path / "news.md"
    file.write_text(TEXT)
    assert "no date of publication is known" in run("add", case, file)[2]
    file.write_text(f"---\ndate: 2024-02-23\n---\n{TEXT}")
    code, out, _ = run("add", case, file)
    assert code == 0
    assert "news: date is 2024-02-23 now; none was known\n" in out
    assert [str(event.date) for event in open_case(case).events] == ["2024-02-23"]


def test_a_later_judgement_says_what_it_takes_back(run: Run, case: Path, news: Path) -> None:
    [event] = open_case(case).events
    first = ("judge", case, event.id, "correct", "--by", "Anna")
    code, _, err = run(*first, "--set", "date=2024-02-21", "--set", "target=CSTO,RUS")
    assert (code, err) == (0, "")
    code, _, err = run("judge", case, event.id, "accept", "--by", "Ben")
    assert code == 0
    assert "what Anna had corrected no longer holds (date=2024-02-21 and target=CSTO,RUS)" in err
    code, _, err = run(*first, "--set", "date=2024-02-22")
    assert (code, err) == (0, "")
    code, _, err = run(*first, "--set", "date=2024-02-21")
    assert code == 0
    assert "no longer holds" not in err


def test_a_corrected_event_is_found_by_its_old_id_and_its_new_one(
    run: Run, case: Path, news: Path
) -> None:
    [old] = open_case(case).events
    correct = ("correct", "--by", "Anna", "--set")
    code, out, err = run("judge", case, old.id, *correct, "date=2024-02-21")
    [new] = open_case(case).events
    assert (code, err) == (0, "")
    assert f"its id is {new.id} now; the old one, {old.id}, leads to it" in out

    code, out, err = run("judge", case, old.id[:8], *correct, "date=2024-02-22")
    [newer] = open_case(case).events
    assert code == 0
    assert f"{old.id[:8]}: this event stands as {new.id} since Anna corrected it on" in err
    assert f"its id is {newer.id} now" in out

    # by an id that it had for a time, and has no more
    code, out, err = run("judge", case, new.id, "accept", "--by", "Ben")
    assert code == 0
    assert f"{new.id}: this event stands as {newer.id} since Anna corrected it on" in err
    assert "what Anna had corrected no longer holds (date=2024-02-22)" in err
    assert f"its id is {old.id} again" in out

    code, _, err = run("judge", case, newer.id, "reject", "--by", "Ben")
    assert code == 0
    assert f"{newer.id}: this event stands as {old.id}, as it was coded first" in err
    code, _, err = run("judge", case, newer.id, "accept", "--by", "Ben")
    assert code == 0
    assert f"{newer.id}: this event was rejected by Ben on" in err


def test_a_ledger_knows_an_event_by_every_id_that_it_had(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    run("new", folder, "--from", "csto-armenia")
    case = open_case(folder)
    event = next(call.event for call in case.ledger())
    run("judge", folder, event.id, "correct", "--by", "A", "--set", "place=ARM,Sotk")
    run("judge", folder, event.id, "correct", "--by", "A", "--set", "mode=none")
    former = open_case(folder).events[event.id].id
    run("judge", folder, event.id, "correct", "--by", "A", "--set", "date=2021-05-13")
    for name in (event.id, former, open_case(folder).events[event.id].id):
        code, out, _ = run("ledger", folder, "--why", name)
        assert code == 0
        assert "13 May 2021" in out


def test_an_edited_text_says_which_source_it_is_like_and_how_to_replace_it(
    run: Run, case: Path, news: Path
) -> None:
    [old] = open_case(case).events
    news.write_text(TEXT.replace("has frozen", "had frozen"))
    code, _, err = run("add", case, news, "--published", "2024-02-20")
    assert code == 0
    [new] = [event.id for event in open_case(case).events if event.id != old.id]
    assert (
        "warning: news-2: nearly the text of the source 'news', which the case has: 1 of its 8 "
        "words differs\n" in err
    )
    reject = f"foedus judge {case} {{}} reject --by NAME --why 'the text is that of {{}}'"
    assert f"to replace news: {reject.format(old.id[:8], 'news-2')}\n" in err
    assert f"to keep news alone: {reject.format(new[:8], 'news')}\n" in err
    assert run("add", case, news)[2] == ""  # it is told once

    run("judge", case, old.id, "accept", "--by", "Anna")
    news.write_text(TEXT.replace("has frozen", "quickly had frozen"))
    code, _, err = run("add", case, news, "--published", "2024-02-20")
    assert "nearly the text of the source 'news-2'" in err
