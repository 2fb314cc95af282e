"""The command line: every command explains itself, prints what a program can read, and tells
errors in plain words."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
import typer

from foedus import Event, Evidence, InputError, __version__, new_case, open_case
from foedus.case._storage import append_lines
from foedus.cli import _change, app

Run = Callable[..., tuple[int, str, str]]
COMMANDS: dict[str, click.Command] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
TEXT = "Azerbaijan attacked Armenia. Armenia has frozen its membership, the minister said."


def foedus(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does."""
    command = [sys.executable, "-m", "foedus.cli", *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **environment},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case with one attack that a person coded."""
    case = new_case(tmp_path / "case", alliance="CSTO", focal="ARM", treaties=["cst"])
    yaml = case.path / "case.yaml"
    yaml.write_text(yaml.read_text().replace("actors: [ARM,", "actors: [ARM, AZE,"))
    (case.path / "sources" / "report.md").write_text(TEXT)
    attack = Event.model_validate(
        {
            "source": ("AZE",),
            "target": ("ARM",),
            "type": "ASSAULT",
            "act": "attack",
            "date": "2022-09-13",
            "place": {"state": "ARM"},
            "evidence": (Evidence.find("report", TEXT, "Azerbaijan attacked Armenia."),),
        }
    )
    append_lines(case.path / "events.jsonl", [attack.as_line()])
    return case.path


# Help


def test_all_commands_are_here() -> None:
    assert set(COMMANDS) >= {
        "code",
        "new",
        "add",
        "events",
        "judge",
        "check",
        "ledger",
        "relations",
        "dossier",
        "treaties",
        "actor",
        "cases",
    }


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(run: Run, name: str) -> None:
    code, out, err = run(name, "--help")
    assert (code, err) == (0, "")
    command = COMMANDS[name]
    assert command.help
    assert command.help.splitlines()[0].endswith(".")
    for parameter in command.params:
        explained = getattr(parameter, "help", None)
        assert explained, f"{name}: nothing explains {parameter.name}"
        assert " ".join(explained.split())[:20] in " ".join(out.split())


def test_every_command_has_an_example_that_reads(run: Run) -> None:
    for name, command in [*COMMANDS.items(), *COMMANDS["options"].commands.items()]:  # type: ignore[attr-defined]
        if hasattr(command, "commands"):
            continue
        full = name if name in COMMANDS else f"options {name}"
        examples = re.findall(r"Example: (foedus .*)", command.help or "")
        assert examples, f"foedus {full} has no example"
        for example in examples:
            assert example.startswith(f"foedus {full}")
            words = shlex.split(example)[1 + len(full.split()) :]
            command.make_context(full, words)  # raises, if it names an option that is not there
        # what an id or a name is, is said; "<str>" says nothing
        assert not re.search(r"--\w+ <(str|path|list\[str\])>", run(*full.split(), "--help")[1])


def test_help_and_version(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    for name in COMMANDS:
        assert f"  {name} " in out
    assert run("--version")[1].startswith("foedus 0.")
    assert "Usage" in "".join(run()[1:])


def test_as_a_user_runs_it() -> None:
    done = foedus("--version")
    assert (done.returncode, done.stderr) == (0, "")
    done = foedus("check", "nowhere")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: nowhere: there is no such case folder\n  make one with")


# Errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "nowhere"), "there is no such case folder"),
        (("ledger", "{case}", "--reading", "martian"), "the case has no reading 'martian'"),
        (("ledger", "{case}", "--as-of", "2022-02-30"), "February 2022 has no day 30"),
        (("ledger", "{case}", "--as-of", "2022/.."), "is not a day"),
        (("ledger", "{case}", "--why", "ffff"), "no line of the ledger has the id 'ffff'"),
        (("relations", "{case}", "--as-of", "soon"), "'soon' is not a date"),
        (("events", "{case}", "--act", "leave"), "'leave' is no act"),
        (("events", "{case}", "--standing", "odd"), "'odd' is no standing"),
        (("events", "{case}", "--actor", "Ruritania"), "no table knows 'Ruritania'"),
        (("events", "{case}", "--during", "2022-13"), "there is no month 13"),
        (("judge", "{case}", "ffffffff", "accept", "--by", "A"), "does not tell what is meant"),
        (
            ("judge", "{case}", "ffffffff", "correct", "--by", "A", "--set", "act"),
            "changes nothing",
        ),
        (("new", "{case}", "--alliance", "NATO", "--focal", "TUR"), "is not empty"),
        (("new", "{new}"), "a new case needs an alliance and a member"),
        (("new", "{new}", "--from", "nowhere"), "there is no such case folder"),
        (("add", "{case}", "{new}"), "there is no such file"),
        (("add", "{case}", "http://127.0.0.1:9/"), "not on the public network"),
        (("add", "csto-armenia", "{new}"), "ships with Foedus and is not written to"),
        (("add", "{case}", "{case}/case.yaml"), "files that end in '.yaml' are not read"),
        (("code", "{new}"), "there is no such file"),
        (("code", "{case}/sources/report.md", "--published", "soon"), "'soon' is not a date"),
        (("code", "{case}/treaties"), "there is no document in"),
        (("treaties", "nonsense"), "no treaty that ships is called 'nonsense'"),
        (("actor", "Ruritania"), "no table knows 'Ruritania'"),
        (("actor", "Armenia", "--on", "2022-02-30"), "February 2022 has no day 30"),
    ],
)
@pytest.mark.usefixtures("stub")
def test_errors_end_with_2_and_say_what_is_wrong(
    run: Run, folder: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    code, out, err = run(*(part.format(case=folder, new=tmp_path / "none") for part in arguments))
    assert code == 2
    assert out == ""
    assert err.startswith("error: ")
    assert message in err


@pytest.mark.usefixtures("stub")
def test_a_day_of_publication_in_another_form(run: Run, folder: Path) -> None:
    report = folder / "sources" / "report.md"
    code, out, err = run("code", report, "--published", "15/03/2023")
    assert (code, out) == (2, "")
    assert err == (
        "error: --published: '15/03/2023' is not a date in the form year-month-day\n"
        "  write 2023-03-15\n"
    )
    err = run("code", report, "--published", "03/04/2023", "-o", folder / "out.jsonl")[2]
    assert "ambiguous: 3 April or 4 March" in err
    assert not (folder / "out.jsonl").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("check",),
        ("check", "a", "b"),
        ("ledger", "a", "--format", "xml"),
        ("judge", "a", "b", "maybe", "--by", "A"),
        ("judge", "a", "b", "accept"),
    ],
)
def test_wrong_usage_ends_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert "Usage" in err


def test_a_format_that_a_command_lacks(run: Run, tmp_path: Path) -> None:
    code, out, err = run("code", tmp_path / "a.txt", "--format", "json")
    assert (code, out) == (2, "")
    first, hint, *_ = err.splitlines()
    assert first == "error: --format: 'json' is not one of 'table', 'jsonl', 'csv'"
    assert hint == "  did you mean jsonl?"
    assert "one JSON list is what 'foedus events CASE --format json' prints" in err
    err = run("events", "csto-armenia", "--format", "jsonl")[2]
    assert "'jsonl' is not one of 'table', 'json', 'csv'\n  did you mean json?" in err
    assert "is what 'foedus code FILE --format jsonl' prints" in err
    assert "foedus code FILE" not in run("events", "csto-armenia", "--format", "xml")[2]
    err = run("evaluate", tmp_path, "--frmat", "json")[2]
    assert err.startswith("error: no such option: --frmat")


@pytest.mark.parametrize(
    ("command", "wrong", "meant"),
    [
        ("membership", "--at=1990-01-01", "--as-of"),
        ("ledger", "--on=1990", "--as-of"),
        ("ledger", "--since=1990", "--during ("),
        ("events", "--date=1990", "--during ("),
        ("events", "--between=1990/1991", "--during ("),
        ("changes", "--since=1990-01-01", "--from"),
        ("changes", "--until=1990-01-01", "--to"),
        ("actor", "--at=1990-01-01", "--on"),
        ("new", "--during=1990/1991", None),
        ("membership", "--actr=ARM", None),
    ],
)
def test_an_option_that_a_command_calls_otherwise(
    run: Run, command: str, wrong: str, meant: str | None
) -> None:
    code, out, err = run(command, "csto-armenia", wrong)
    assert (code, out) == (2, "")
    option = wrong.partition("=")[0]
    if meant is None:
        assert err.startswith(f"error: no such option: {option}")
        return
    first, hint, *_ = err.splitlines()
    assert first == f"error: no such option: {option}"
    assert hint.startswith(f"  did you mean {meant}")
    assert hint.endswith("?")


def test_errors_are_plain_words_on_standard_error_whatever_the_format(
    run: Run, tmp_path: Path
) -> None:
    absent = tmp_path / "absent"
    for arguments in (
        ("evaluate", absent),
        ("events", absent),
        ("ledger", absent),
        ("relations", absent),
        ("treaties", "absent"),
    ):
        plain, as_json = run(*arguments), run(*arguments, "--format", "json")
        assert plain == as_json
        assert plain[:2] == (2, "")
        assert plain[2].startswith("error: ")
        assert "absent" in plain[2]


def test_our_own_faults_are_told_as_such(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOEDUS_DEBUG", raising=False)

    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("foedus.case.open_case", broken)
    code, out, err = run("check", "x")
    assert (code, out) == (70, "")
    assert "did not foresee: ZeroDivisionError: oh" in err


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    command = f'"{sys.executable}" -m foedus.cli treaties --format json | head -n 1'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stdout == "[\n"
    assert "Traceback" not in done.stderr


def test_letters_that_a_pipe_has_no_code_for(folder: Path) -> None:
    done = foedus("treaties", "cst", "--format", "json", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert json.loads(done.stdout)["id"] == "cst"
    assert foedus("events", folder, PYTHONIOENCODING="ascii").returncode == 0


# What is printed


def _csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), strict=True))


@pytest.mark.parametrize(
    ("arguments", "columns"),
    [
        (("events", "{case}"), {"id", "date", "source", "target", "quote"}),
        (("ledger", "{case}"), {"bearer", "beneficiary", "status", "because"}),
        (("ledger", "{case}", "--as-of", "2022-12-31"), {"bearer", "status"}),
        (("relations", "{case}"), {"source", "target", "month", "value"}),
        (("relations", "{case}", "--directed"), {"source", "target", "month", "value"}),
        (("treaties",), {"id", "title"}),
        (("treaties", "cst"), {"article", "title", "bearer", "quote"}),
    ],
)
def test_csv_and_json_can_be_read(
    run: Run, folder: Path, arguments: tuple[str, ...], columns: set[str]
) -> None:
    filled = [part.format(case=folder) for part in arguments]
    code, out, err = run(*filled, "--format", "csv")
    note = "for each that owes a promise" if arguments[0] == "ledger" else ""
    assert code == 0
    assert err.count("\n") == bool(note)  # one line that says what a row of the ledger is
    assert note in err
    rows = _csv(out)
    assert rows
    assert columns <= set(rows[0])
    code, out, err = run(*filled, "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)
    code, out, err = run(*filled)
    assert (code, err) == (0, "")
    assert out.strip()


def test_the_json_of_a_ledger(run: Run, folder: Path) -> None:
    data = json.loads(run("ledger", folder, "--format", "json")[1])
    assert set(data) == {"reading", "as_of", "until", "counts", "calls", "permitted"}
    defence = next(call for call in data["calls"] if call["kind"] == "defence")
    # nobody asked for help, and since 2012 the treaty wants a request
    assert (defence["beneficiary"], defence["called_in"]) == ("ARM", "no")
    code, out, _ = run("ledger", folder, "--why", defence["id"][:8])
    assert code == 0
    assert "[no] Armenia asked for help\n" in out
    assert "territory of Armenia" in out


def test_a_list_of_a_cases_events_says_what_stands_in_it(run: Run) -> None:
    code, out, _ = run("events", "csto-armenia", "--act", "freeze", "--during", "2024")
    head, quote, blank, *rest = out.splitlines()
    first = next(line for line in rest if "2024-02-22" in line)
    assert code == 0
    assert head.split() == (
        ["id", "when", "who", "→", "whom", "act", "(TYPE)", "factuality", "certainty", "speaker"]
    )
    assert head.index("when") == first.index("2024-02-22")
    assert not blank
    assert "“" in quote
    assert "● judged, ?  may lie outside the time that was asked for" in rest
    assert any(line.endswith("from that month on") for line in rest)
    later = next(line for line in rest if "2024-02-28/.." in line)
    assert later.split()[1].endswith("?")  # he would, on some day from then on
    assert "no event of the case fits" in run("events", "csto-armenia", "--during", "1900")[2]


# The way through


@pytest.mark.usefixtures("stub")
def test_from_a_new_case_to_a_judged_event(run: Run, tmp_path: Path) -> None:
    folder, news = tmp_path / "my-case", tmp_path / "news.txt"
    news.write_text(TEXT)
    code, out, _ = run(
        "new", folder, "--alliance", "CSTO", "--focal", "Armenia", "--title", "Mine: a"
    )
    assert code == 0
    assert out.startswith(f"{folder}: Mine: a\n")

    code, out, _ = run("add", folder, news, "--published", "2024-02-23", "--title", "The news")
    assert code == 0
    assert "news: 1 proposal;" in out
    [event] = open_case(folder).events
    assert open_case(folder).sources["news"].title == "The news"

    assert "1 was there already" in run("add", folder, news)[1]

    code, out, _ = run("events", folder, "--standing", "proposed", "--actor", "Armenia")
    assert code == 0
    assert f"○ {event.id}" in out
    assert "“frozen”  [news " in out

    code, out, _ = run(
        *("judge", folder, event.id[:8], "correct", "--by", "Anna", "--why", "it says so"),
        *("--set", "act=exit", "--set", "target=CSTO,RUS", "--set", "speaker=ARM, Nikol Pashinyan"),
    )
    assert code == 0
    assert out.startswith(f"{event.id}: correct, by Anna (")
    [event] = open_case(folder).events
    assert (event.act, event.target) == ("exit", ("CSTO", "RUS"))
    assert event.speaker is not None
    assert event.speaker.person == "Nikol Pashinyan"

    code, out, _ = run("check", folder)
    assert code == 0
    assert out.endswith("all is well\n")

    (folder / "sources" / "news.md").unlink()
    code, out, _ = run("check", folder)
    assert code == 1
    assert "its source 'news' is not in sources/" in out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("act=freeze", ("act", "freeze")),
        ("act = none", ("act", None)),
        ("target=none", ("target", ())),
        ("source=ARM, AZE", ("source", ("ARM", "AZE"))),
        ("place=ARM, Jermuk", ("place", {"state": "ARM", "name": "Jermuk"})),
        ("place=,Jermuk", ("place", {"state": None, "name": "Jermuk"})),
        ("provision=cst, 4", ("provision", {"treaty": "cst", "article": "4"})),
        ("speaker=ARM", ("speaker", {"actor": "ARM", "person": None})),
        ("summary=a=b", ("summary", "a=b")),
    ],
)
def test_what_a_correction_sets(text: str, expected: tuple[str, Any]) -> None:
    assert _change(text) == expected


def test_a_correction_without_a_value() -> None:
    with pytest.raises(InputError, match="'act' changes nothing"):
        _change("act")


def test_actor_tells_people_apart_by_date(run: Run) -> None:
    assert "Nikol Pashinyan" in run("actor", "the Armenian Prime Minister", "--on", "2024-02-22")[1]
    then = run("actor", "the Armenian Prime Minister", "--on", "2014-05-01")[1]
    assert "Hovik Abrahamyan" in then
    assert "ambiguous" in run("actor", "Congo", "--on", "2020")[1]


def test_the_cases_that_ship_are_listed(run: Run) -> None:
    assert "csto-armenia: Armenia in the CSTO\n" in run("cases")[1]


def test_the_package_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "foedus", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith(__version__)


def test_a_ledger_is_narrowed_to_an_actor_and_a_time(run: Run) -> None:
    _, out, _ = run("ledger", "csto-armenia", "--during", "2022-01", "--format", "json")
    calls = json.loads(out)["calls"]
    assert calls
    assert {call["beneficiary"] for call in calls} <= {"KAZ", None}
    _, out, _ = run("ledger", "csto-armenia", "--actor", "Belarus", "--format", "csv")
    every = list(csv.DictReader(io.StringIO(run("ledger", "csto-armenia", "--format", "csv")[1])))
    some = list(csv.DictReader(io.StringIO(out)))
    assert 0 < len(some) < len(every)
    assert "no table knows" in run("ledger", "csto-armenia", "--actor", "Ruritania")[2]


def test_why_takes_an_event_and_asks_for_more_of_a_short_id(run: Run) -> None:
    event = "6ae146229639184a"
    _, out, _ = run("ledger", "csto-armenia", "--why", event)
    assert out.count("13–14 September 2022: ") >= 3
    code, _, told = run("ledger", "csto-armenia", "--why", "1")
    assert code == 2
    assert "lines of the ledger have an id that begins with '1'" in told


def test_a_ledger_tells_of_proposals_that_do_not_count(run: Run, folder: Path) -> None:
    assert "nobody has judged" not in run("ledger", folder)[2]
    proposal = {**json.loads((folder / "events.jsonl").read_text()), "generated_by": "stub/1"}
    proposal |= {
        "date": "2023-09-13",
        "id": Event.model_validate(
            {
                name: value
                for name, value in {**proposal, "date": "2023-09-13"}.items()
                if name != "id"
            }
        ).id,
    }
    append_lines(folder / "events.jsonl", [json.dumps(proposal)])
    assert "1 proposal that nobody has judged does not count here" in run("ledger", folder)[2]
    assert "nobody has judged" not in run("ledger", folder, "--proposals")[2]


def test_a_model_of_an_earlier_date_says_so(run: Run) -> None:
    assert "the model of 2020" in run("options", "solve", "csto-armenia", "--at", "2022-09-13")[2]
    assert "the model of" not in run("options", "solve", "csto-armenia", "--at", "2022")[2]


def test_plus_signs_separate_actors_and_an_act_that_is_none_says_what_to_write(
    run: Run, tmp_path: Path
) -> None:
    case = tmp_path / "c"
    run("new", case, "--from", "csto-armenia")
    name = next(iter(open_case(case).events)).id
    said = ("judge", case, name, "correct", "--by", "A. Analyst", "--set")
    code, _, err = run(*said, "act=impose-sanctions")
    assert code == 2
    assert "leave the act empty (act=none) and set a type, such as type=SANCTION" in err
    assert "The coding scheme" in err
    assert run(*said, "source=BFA+MLI+NER")[0] == 0
    [event] = [e for e in open_case(case).events if e.corrects == name]
    assert event.source == ("BFA", "MLI", "NER")


@pytest.fixture
def accused(tmp_path: Path) -> Path:
    """A case with one event that has a mode, and an actor whom no table knows."""
    made = new_case(tmp_path / "accused", alliance="CSTO", focal="ARM", treaties=["cst"])
    text = "Jim McLay criticised Armenia."
    (made.path / "sources" / "report.md").write_text(text)
    event = Event.model_validate(
        {
            "source": ("~Jim McLay", "~miners@KAZ"),
            "target": ("ARM",),
            "type": "ACCUSE",
            "mode": "disapprove",
            "date": "2024",
            "evidence": (Evidence.find("report", text, text),),
        }
    )
    append_lines(made.path / "events.jsonl", [event.as_line()])
    return made.path


def test_a_corrected_type_drops_a_mode_that_it_does_not_have(run: Run, accused: Path) -> None:
    [event] = open_case(accused).events
    said = ("judge", accused, event.id, "correct", "--by", "Anna", "--set")
    code, out, err = run(*said, "type=SUPPORT", "--set", "act=affirm")
    assert (code, err) == (0, "")
    first = out.splitlines()[0]
    assert first.startswith(f"{event.id}: correct, by Anna (")
    assert first.endswith("; the mode 'disapprove' is dropped, as SUPPORT has none such")
    [now] = open_case(accused).events
    assert (now.type, now.mode, now.act) == ("SUPPORT", None, "affirm")
    code, out, _ = run(*said, "date=2023")
    assert (code, "dropped" in out) == (0, False)
    [now] = open_case(accused).events
    assert (now.type, now.mode) == ("ACCUSE", "disapprove")
    code, out, err = run(*said, "type=SUPPORT", "--set", "mode=disapprove")
    assert code == 2
    assert "SUPPORT has no mode 'disapprove'" in err  # a person set it: it is not dropped
    assert "is not one of" in run(*said, "type=PRAISE")[2]


def test_an_actor_whom_no_table_knows_is_named_as_the_record_spells_it(
    run: Run, accused: Path
) -> None:
    [event] = open_case(accused).events
    said = ("judge", accused, event.id, "correct", "--by", "Anna", "--set")
    code, out, err = run(*said, "source=jim McLay")
    assert (code, out) == (2, "")
    first, second, *_ = err.splitlines()
    assert first == "error: no table knows the actor 'jim McLay'"
    tilde = "an actor that no table knows is written with a tilde"
    assert second == f"  the record has ~Jim McLay: {tilde}"
    assert f"the record has ~miners@KAZ: {tilde}" in run(*said, "speaker=miners")[2]
    err = run(*said, "source=Somebody Else")[2]
    assert "the record has" not in err
    assert f"{tilde}: ~Somebody Else" in err
    assert "check the spelling" in err
    assert run(*said, "source=~Jim McLay")[0] == 0


def test_a_case_has_one_focal_member(run: Run, tmp_path: Path) -> None:
    code, _, err = run("new", tmp_path / "c", "--alliance", "ECOWAS", "--focal", "NER,BFA")
    assert code == 2
    assert "one focal member only" in err
    assert "write --focal NER" in err
