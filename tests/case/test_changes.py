"""What changed between two days, held against the shipped case's sources and against the ledger."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from foedus import (
    CaseError,
    Changes,
    DateError,
    InputError,
    changes_between,
    new_case,
    open_case,
)
from foedus.case import Change

CASE = open_case("csto-armenia")


@cache
def changes(first: str, last: str, reading: str = "text") -> Changes:
    return changes_between(CASE, first, last, reading=reading)


def _of(kind: str, found: Changes) -> list[Change]:
    return [change for change in found if change.kind == kind]


def _norms(found: Changes) -> dict[str, str]:
    """Return the promises newly called in for Armenia or Kyrgyzstan: what it is → its status."""
    return {one.what.split(" (")[0]: one.after for one in _of("called in", found)}


# Armenia's appeal of September 2022, and the freeze: what the briefs tell of these days


def test_the_days_of_september_2022() -> None:
    found = changes("2022-09-12", "2022-09-13")
    # 2022-09-13-azerbaijani-strikes: it asked Russia under the treaty of 1997, and the CSTO under
    # Article 4 the same day
    assert [(str(one.day), one.what) for one in _of("request", found)] == [
        ("2022-09-13", "Armenia invokes Article 4 of the Collective Security Treaty."),
        ("2022-09-13", "Armenia asks Russia for help under the treaty of 1997."),
    ]
    assert {one.what for one in _of("answer", found)} == {
        "The Council meets by video link on the attack.",
        "The Council decides to send a fact-finding mission.",
        "Russia says that it has agreed a ceasefire.",
        "Russia refers border questions to the commission on delimitation.",
    }
    called = _norms(found)
    assert called["CST Art. 4, collective defence, for Armenia"] == "kept in part"
    assert called["CST Art. 2, consultation on a threat, for Armenia"] == "kept"
    assert len(called) == 6  # three of the CST, three of the treaty of 1997
    [defence] = [one for one in _of("called in", found) if "Art. 4" in one.what]
    assert defence.ref.startswith("1f5c7c09")
    assert [event.id[:6] for event in defence.events] == ["6ae146", "26e309"]
    assert [str(one.day) for one in found] == ["2022-09-13"] * len(found)


def test_the_freeze_of_february_2024() -> None:
    found = changes("2024-02-21", "2024-02-22")
    frozen = _of("membership", found)
    assert [(one.what, one.before, one.after, str(one.day)) for one in frozen] == [
        ("Armenia in CST in practice", None, "frozen", "2024-02-22"),
        ("Armenia in CSTO Charter in practice", None, "frozen", "2024-02-22"),
    ]
    for one in frozen:
        assert "frozen" in one.events[0].evidence[0].exact
        assert one.events[0].evidence[0].exact in CASE.sources["2024-02-22-freeze"].text
    [may] = [one for one in _of("position", found) if one.ref == "exit-without-charter"]
    assert (may.before, may.after) == (None, "yes")


def test_uzbekistan_leaves_in_december_2012() -> None:
    left = _of("membership", changes("2012-12-18", "2012-12-31"))
    assert [(one.what, one.before, one.after, str(one.day)) for one in left] == [
        ("Uzbekistan in CST by law", "party", "out", "2012-12-20"),
        ("Uzbekistan in CSTO Charter by law", "party", "out", "2012-12-20"),
    ]
    assert all("2012-12-19" in (one.by or "") for one in left)  # accepted by the Council


def test_what_time_alone_changed() -> None:
    """Nobody answered Armenia's appeal of 16 November 2021; after sixty days it is no answer."""
    late = _of("status", changes("2021-11-20", "2022-03-01"))
    assert {(str(one.day), one.before, one.after) for one in late} == {
        ("2022-01-16", "pending", "no answer")
    }
    assert dt.date(2021, 11, 16) + dt.timedelta(days=61) == dt.date(2022, 1, 16)
    assert all("60 days of 16 November 2021" in (one.by or "") for one in late)


def test_a_position_calls_in_what_was_disputed() -> None:
    """On 28 October 2022 Armenia began to count May 2021 as an attack, and not a threat."""
    found = changes("2022-09-13", "2022-11-23", "armenia")
    [one] = [one for one in _of("status", found) if "12–14 May 2021" in one.what]
    assert "Russia–Armenia 1997 Art. 3" in one.what
    assert (str(one.day), one.before, one.after) == ("2022-10-28", "disputed", "no answer")
    assert "Armenia on “Was the incursion of May 2021 an armed attack" in (one.by or "")
    [said] = [p for p in _of("position", found) if p.ref == "may-2021-armed-attack"]
    assert (str(said.day), said.before, said.after) == ("2022-10-28", "unclear", "yes")
    # and under the text alone, which follows nobody, that line stays disputed
    plain = _of("status", changes("2022-09-13", "2022-11-23"))
    assert not [one for one in plain if "May 2021" in one.what]


# What somebody says became of a promise


def test_what_russia_says_of_itself_is_a_change_in_its_reading_alone() -> None:
    """2025-05-21-lavrov-in-yerevan: the reaction to Jermuk was in line with its commitments."""
    found = changes("2025-05-20", "2025-05-22", "russia")
    said = {one.ref: one for one in _of("position", found) if one.what.startswith("Russia")}
    help_ = said["sept-2022-help"]
    assert help_.what.startswith(
        "Russia, of itself, on: What became of the allies' promise to help"
    )
    assert (help_.before, help_.after) == ("unclear", "kept")
    assert said["sept-2022-under-1997"].what.startswith("Russia on: ")  # all who owed it: Russia
    became = [
        (one.what.partition(", for")[0], one.before, one.after, one.claimed_by, one.in_record)
        for one in _of("status", found)
    ]
    need = "need, kind and extent of help are settled in consultation"
    threat = "consultation on a threat of armed attack"
    assert sorted(became) == [
        (
            "CST Art. 2, assistance against a threat",
            *("kept in part", "kept", "Russia", "kept in part"),
        ),
        (f"Russia–Armenia 1997 Art. 2, {threat}", "deflected", "kept", "Russia", "deflected"),
        (f"Russia–Armenia 1997 Art. 2, {need}", "kept in part", "kept", "Russia", "kept in part"),
    ]
    for one in _of("status", found):
        assert one.what.endswith("owed by RUS (13–14 September 2022)")
        # each line rests on what Russia says of that promise, and not on what it says of another
        of_the_csto, of_1997 = (
            "the allies' promise" in str(one.by),
            "the treaty of 1997" in str(one.by),
        )
        assert (of_the_csto, of_1997) == (one.what.startswith("CST "), "1997" in one.what)
    # under the text alone nothing became of any promise that day, and the position is told
    plain = changes("2025-05-20", "2025-05-22")
    assert _of("status", plain) == []
    assert {one.ref for one in _of("position", plain)} >= {"sept-2022-help", "sept-2022-under-1997"}


# What holds of all of them


WINDOWS = [
    ("2010-06-01", "2010-07-01", "text"),
    ("2020-09-26", "2020-12-31", "russia"),
    ("2021-05-01", "2021-08-01", "armenia"),
    ("2022-01-01", "2022-02-01", "text"),
    ("2022-09-12", "2022-11-23", "secretariat"),
    ("2024-02-01", "2024-09-30", "text"),
    ("2025-05-01", "2025-06-01", "russia"),
]


@pytest.mark.parametrize(("first", "last", "reading"), WINDOWS)
def test_each_line_of_the_ledger_changed_on_its_day_and_not_before(
    first: str, last: str, reading: str
) -> None:
    """The ledger as of that day says it, and the one as of the day before does not."""
    found = changes(first, last, reading)
    lines = [one for one in found if one.kind in ("called in", "status")]
    assert lines
    for one in lines:
        assert one.day is not None
        assert dt.date.fromisoformat(first) < one.day <= dt.date.fromisoformat(last)
        said = []
        for day in (one.day - dt.timedelta(days=1), one.day):
            calls = {call.id: call for call in CASE.ledger(reading, as_of=day)}
            call = calls.get(one.ref)
            if one.kind == "called in":
                said.append(call is not None and call.value is not False)
            else:
                held = [owed.status for owed in call.obligations] if call else []
                said.append(one.after in (held or [call.status if call else ""]))
        assert said == [False, True], (str(one), said)


@pytest.mark.parametrize(("first", "last", "reading"), WINDOWS)
def test_the_ledger_of_the_second_day_is_that_of_the_first_and_the_changes(
    first: str, last: str, reading: str
) -> None:
    before = {call.id: call for call in CASE.ledger(reading, as_of=first)}
    after = {call.id: call for call in CASE.ledger(reading, as_of=last)}
    told = {one.ref for one in changes(first, last, reading) if one.kind in ("called in", "status")}
    for name, call in after.items():
        was = before.get(name)
        same = was is not None and [(o.bearer, o.status) for o in was.obligations] == [
            (o.bearer, o.status) for o in call.obligations
        ]
        same = same or (was is None and call.value is False)
        assert (name in told) is not same, call.label


@pytest.mark.parametrize(("first", "last", "reading"), WINDOWS)
def test_all_evidence_was_known_and_stands_in_its_source(
    first: str, last: str, reading: str
) -> None:
    found = changes(first, last, reading)
    assert [one.order() for one in found] == sorted(one.order() for one in found)
    for one in found:
        if one.kind not in ("position", "membership"):
            assert one.events, str(one)
        for event in one.events:
            known = CASE.published_on(event)
            assert known is None or known <= dt.date.fromisoformat(last)
            for piece in event.evidence:
                assert piece.holds(CASE.sources[piece.source].text)


# Nothing, and what is missing


def test_nothing_changed() -> None:
    for days in (("2022-09-13", "2022-09-13"), ("2011-03-01", "2011-03-02")):
        found = changes(*days)
        assert len(found) == 0
        assert str(found).endswith("nothing changed")


def test_months_that_no_source_covers_are_named() -> None:
    found = changes("2011-03-01", "2011-05-31")
    assert found.uncovered == ("2011-03", "2011-04", "2011-05")
    assert "2011-03, 2011-04, 2011-05" in found.remarks()[0]
    # February and March 2024 are told of in several briefs
    assert changes("2024-02-01", "2024-03-31").uncovered == ()


def test_after_the_record_nothing_is_known() -> None:
    found = changes_between(CASE, "2025-12-01", "2026-06-30")
    assert found.ends == dt.date(2025, 12, 11)
    assert any("the record ends on 2025-12-11" in remark for remark in found.remarks())
    assert changes_between(CASE, "2025-12-01").last == dt.date(2025, 12, 11)
    assert changes_between(CASE, "2025-12-01").ends is None


def test_a_case_without_events(tmp_path: Path) -> None:
    case = new_case(tmp_path / "empty", alliance="CSTO", focal="ARM", treaties=["cst"])
    found = changes_between(case, "1994-04-19", "1994-04-20")
    # only the treaty's own rows: it came into force on 20 April 1994
    assert {one.kind for one in found} == {"membership"}
    assert ("Armenia in CST by law", "signatory", "party") in {
        (one.what, one.before, one.after) for one in found
    }


@pytest.mark.parametrize(
    ("first", "last", "error", "message"),
    [
        ("2022-11-23", "2022-09-13", InputError, "--from 2022-09-13 --to 2022-11-23"),
        ("2026-01-01", None, InputError, "2025-12-11, the case's last day on record"),
        ("13.9.2022", "2022-11-23", DateError, "--from"),
        ("2022-09-13", "2022-09-31", DateError, "--to: .*September 2022 has no day 31"),
        ("2022/..", "2022-11-23", CaseError, "--from: '2022/..' is not a day"),
    ],
)
def test_days_that_do_not_read(
    first: str, last: str | None, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        changes_between(CASE, first, last)


# Acts of membership that change no status, and positions that are none


def test_a_refusal_to_sign_is_an_act_though_it_changes_no_status() -> None:
    """2022-11-23-yerevan-summit: Pashinyan refused to sign the declaration of the Council."""
    [act] = _of("act", changes("2022-11-22", "2022-11-23"))
    assert act.ref.startswith("45878f8c")
    assert str(act.day) == "2022-11-23"
    assert "refused to sign the declaration" in act.events[0].evidence[0].exact


def test_the_acts_are_those_of_the_lane_of_membership_and_none_is_told_twice() -> None:
    from foedus.events import ontology

    found = changes("2022-11-22", "2025-12-11")
    acts = _of("act", found)
    assert {ontology().acts[act.events[0].act or ""].group for act in acts} == {"membership"}
    proofs = {event.id for one in _of("membership", found) for event in one.events}
    assert not proofs & {act.ref for act in acts}
    assert {"a43c77ae80a8b1aa"} <= proofs  # the freeze stands with the change that it made
    fresh = {
        event.id
        for event in CASE.known_events(dt.date(2025, 12, 11))
        if event.act == "boycott"
        and "ARM" in event.source
        and (event.date.earliest or dt.date.min) > dt.date(2022, 11, 22)
    }
    assert fresh
    assert fresh <= {act.ref for act in acts}


QUESTION = """\
- id: owed
  text: Is it owed?
  settles: question
  positions:
  - {holder: RUS, answer: unclear, since: 2024-02-10, evidence: [EVENT]}
  - {holder: RUS, answer: unclear, since: 2024-02-20, evidence: [EVENT]}
  - {holder: RUS, answer: unclear, since: 2024-03-01, evidence: [EVENT, OTHER]}
"""


def test_a_position_taken_again_on_the_same_words_is_no_change(tmp_path: Path) -> None:
    case = new_case(tmp_path / "c", alliance="CSTO", focal="ARM", period="2024")
    (tmp_path / "said.txt").write_text(
        "On 10 February 2024 Russia said that it was not clear. On 1 March 2024 it said so.",
        "utf-8",
    )
    case.add(tmp_path / "said.txt")
    from foedus.events import Event, Evidence

    [source] = case.sources.values()
    made = [
        Event.model_validate(
            {
                "source": ("RUS",),
                "type": "SUPPORT",
                "date": day,
                "evidence": (Evidence.find(source.id, source.text, words),),
            }
        )
        for day, words in (("2024-02-10", "not clear"), ("2024-03-01", "it said so"))
    ]
    lines = "".join(f"{event.as_line()}\n" for event in made)
    (case.path / "events.jsonl").write_text(lines, "utf-8")
    text = QUESTION.replace("EVENT", made[0].id).replace("OTHER", made[1].id)
    (case.path / "questions.yaml").write_text(text, "utf-8")
    case = open_case(case.path)
    found = changes_between(case, "2024-01-31", "2024-02-28")
    assert [(str(one.day), one.before) for one in _of("position", found)] == [("2024-02-10", None)]
    assert found.restated == ("owed",)
    assert any("not listed: positions on owed" in line for line in found.remarks())
    [again] = _of("position", changes_between(case, "2024-02-28", "2024-03-31"))
    assert again.became == "unclear, as before, on other words or of others"
    assert not [f for f in case.check() if "holds it since" in f.message]
    late = text.replace(f"[{made[0].id}]", f"[{made[1].id}]")
    (case.path / "questions.yaml").write_text(late, "utf-8")
    later = [f for f in open_case(case.path).check() if "holds it since" in f.message]
    assert [f.level for f in later] == ["warning", "warning"]
    assert "line 5" in later[0].where
    assert "since 10 February 2024, but the first words for it on record are of 1 March 2024" in (
        later[0].message
    )
