"""A document that a case has already: details corrected, proposals replaced, judgements kept."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from foedus import Case, CaseError, Event, Source, StorageError, new_case, open_case
from foedus.case import _adding
from foedus.case._storage import append_lines

from .conftest import StubCoder, contents

NEWS = "It is official. Armenia has frozen its membership, the minister said. Nobody wept."
FIRST, SECOND = "2024-02-20", "2024-02-23"


class _Other(StubCoder):
    name = "other/1"


class _Newer(StubCoder):
    name = "stub/2"


@pytest.fixture
def old(case: Case) -> Event:
    """A proposal from a source with a wrong date."""
    [proposal] = case.add(Source(id="news", text=NEWS, date=FIRST), coder=StubCoder()).proposals  # type: ignore[arg-type]
    assert str(proposal.date) == FIRST
    return proposal


def _correct(case: Case) -> None:
    """Correct the date where the case keeps it, as an analyst would."""
    file = case.path / "sources" / "news.md"
    file.write_text(file.read_text().replace(FIRST, SECOND))


def _again(case: Case, coder: StubCoder | None = None, **given: str) -> _adding.Added:
    return case.add(Source(id="news", text=NEWS), coder=coder or StubCoder(), **given)  # type: ignore[arg-type]


def _of_news(case: Case) -> list[tuple[str, str]]:
    """The events of the news: their dates, and how they stand."""
    events = open_case(case.path).events
    return [(str(e.date), events.standing(e)) for e in events if e.evidence[0].source == "news"]


def test_proposals_that_nobody_judged_are_replaced_and_stay_on_record(
    case: Case, old: Event
) -> None:
    before = (case.path / "events.jsonl").read_bytes()
    _correct(case)
    added = _again(case)
    assert [str(event.date) for event in added.proposals] == [SECOND]
    assert (added.replaced, added.kept, added.known_already) == ((old,), (), 0)
    assert _of_news(case) == [(SECOND, "proposed")]
    assert (case.path / "events.jsonl").read_bytes().startswith(before)
    [line] = (case.path / "replaced.jsonl").read_text().splitlines()
    record = json.loads(line)
    assert (record["source"], record["coder"]) == ("news", "stub/1")
    assert record["replaced"] == [old.id]
    assert record["proposed"] == [added.proposals[0].id]
    assert open_case(case.path).check() == []

    whole = contents(case.path)
    assert (_again(case).proposals, _again(case).replaced) == ((), ())
    assert contents(case.path) == whole


def test_a_date_that_is_given_is_corrected_and_the_rest_of_the_file_stays(
    case: Case, old: Event
) -> None:
    file = case.path / "sources" / "news.md"
    file.write_text(file.read_text().replace(f"date: {FIRST}", f"date: {FIRST}  # as printed"))
    file.write_text(file.read_text().replace("---\n", "---\n# found in the archive\n", 1))
    before = file.read_text()
    added = _again(case, published=SECOND)
    assert added.corrected == {"date": (FIRST, SECOND)}
    assert added.replaced == (old,)
    assert file.read_text() == before.replace(FIRST, SECOND)
    assert str(added.source.date) == SECOND
    assert open_case(case.path).sources["news"] == added.source
    assert _of_news(case) == [(SECOND, "proposed")]
    [record] = map(json.loads, (case.path / "replaced.jsonl").read_text().splitlines())
    assert record["why"] == f"date is {SECOND} now; it was {FIRST}"


@pytest.mark.parametrize(
    "title", ["Plain", "A: b", "“Quotes” & 'more'", "2024", "# not a note", "да: {", "a\u2028b"]
)
@pytest.mark.parametrize(
    "front", ["---\ntitle: >\n  Old and\n  long\ndate: 2024-02-20\n---\n\n", "---\n---\n", "", None]
)
def test_other_details_that_are_given_are_corrected_too(
    case: Case, old: Event, title: str, front: str | None
) -> None:
    file = case.path / "sources" / "news.md"
    if front is not None:
        file.write_text(front + NEWS)
    added = _again(case, title=title)
    kept = open_case(case.path).sources["news"]
    assert (kept.title, kept.text) == (title, NEWS)
    assert added.corrected["title"][1] == title
    assert kept == added.source


@pytest.mark.parametrize(
    "front", ["---\n{date: 2024-02-20}\n---\n\n", "---\ndate: 2024-02-20\n---\n"]
)
def test_several_details_are_corrected_at_once(case: Case, old: Event, front: str) -> None:
    (case.path / "sources" / "news.md").write_text(front + NEWS)
    added = _again(case, title="The news", publisher="A paper", published=SECOND)
    kept = open_case(case.path).sources["news"]
    assert (kept.title, kept.publisher, str(kept.date)) == ("The news", "A paper", SECOND)
    assert (kept, kept.text) == (added.source, NEWS)


def test_a_text_that_begins_with_a_rule_is_given_a_title(case: Case) -> None:
    ruled = f"---\n{NEWS}"
    (case.path / "sources" / "ruled.md").write_text(ruled)
    source = Source(id="ruled", text=ruled)
    added = case.reload().add(source, coder=StubCoder(), title="The news")
    kept = open_case(case.path).sources["ruled"]
    assert (kept.title, kept.text) == ("The news", ruled)
    assert added.corrected == {"title": (None, "The news")}


@pytest.mark.parametrize("verdict", ["accept", "correct"])
def test_what_somebody_judged_stays_beside_the_new_proposal(
    case: Case, old: Event, verdict: str
) -> None:
    changes = {"target": ("CSTO", "RUS")} if verdict == "correct" else {}
    case.judge(old.id, verdict, by="Anna", changes=changes)
    added = _again(case, published=SECOND)
    assert [event.id for event in added.replaced] == []
    [kept] = added.kept
    assert (kept.corrects or kept.id, str(kept.date)) == (old.id, FIRST)
    assert _of_news(case) == [(FIRST, "judged"), (SECOND, "proposed")]
    assert not (case.path / "replaced.jsonl").exists()


def test_what_somebody_rejected_is_neither_replaced_nor_kept(case: Case, old: Event) -> None:
    case.judge(old.id, "reject", by="Anna")
    added = _again(case, published=SECOND)
    assert (added.replaced, added.kept) == ((), ())
    assert _of_news(case) == [(SECOND, "proposed")]


def test_what_somebody_corrected_so_already_is_not_proposed_again(case: Case, old: Event) -> None:
    case.judge(old.id, "correct", by="Anna", changes={"date": SECOND})
    added = _again(case, published=SECOND)
    assert (added.proposals, added.known_already, added.kept) == ((), 1, ())
    assert _of_news(case) == [(SECOND, "judged")]


def test_a_proposal_like_a_corrected_event_does_not_hide_it(case: Case, old: Event) -> None:
    case.judge(old.id, "accept", by="Anna")
    assert len(_again(case, published=SECOND).proposals) == 1
    case.judge(old.id, "correct", by="Anna", changes={"date": SECOND})
    assert _of_news(case) == [(SECOND, "judged")]


def test_what_a_person_coded_stays(case: Case) -> None:
    text = case.sources["report"].text
    case.add(Source(id="report", text=text), coder=StubCoder(), published="2024-03-02")
    standing = [case.events.standing(event) for event in case.events]
    assert standing == ["judged", "judged", "proposed"]


def test_a_proposal_that_the_case_cites_stays(case: Case, old: Event) -> None:
    (case.path / "questions.yaml").write_text(
        f"- {{id: q, text: Was it an armed attack, settles: armed-attack, events: ['{old.id}']}}\n"
    )
    added = _again(case, published=SECOND)
    assert ([event.id for event in added.cited], added.replaced) == ([old.id], ())
    assert len(_of_news(case)) == 2


def test_proposals_of_another_coder_stay_and_are_told(case: Case, old: Event) -> None:
    added = _again(case, _Other(), published=SECOND)
    assert ([event.id for event in added.others], added.replaced) == ([old.id], ())
    assert _again(case, _Other()).others == ()
    assert _again(case).replaced == (old,)


def test_a_newer_version_of_the_coder_replaces_what_the_older_proposed(
    case: Case, old: Event
) -> None:
    assert _again(case, _Newer(), published=SECOND).replaced == (old,)


def test_a_date_that_is_corrected_back_brings_the_proposals_back(case: Case, old: Event) -> None:
    [new] = _again(case, published=SECOND).proposals
    lines = len((case.path / "events.jsonl").read_text().splitlines())
    added = _again(case, published=FIRST)
    assert ([e.id for e in added.proposals], added.replaced) == ([old.id], (new,))
    assert _of_news(case) == [(FIRST, "proposed")]
    assert len((case.path / "events.jsonl").read_text().splitlines()) == lines
    assert _again(case, published=SECOND).replaced[0].id == old.id
    assert open_case(case.path).check() == []


def test_a_replaced_proposal_is_not_judged_but_a_judgement_made_elsewhere_wins(
    case: Case, old: Event, tmp_path: Path
) -> None:
    elsewhere = new_case(tmp_path / "elsewhere", copy_of=case.path)
    elsewhere.judge(old.id, "accept", by="Boris")
    _again(case, published=SECOND)
    with pytest.raises(CaseError, match=r"was replaced on .*'news' was coded again") as caught:
        case.judge(old.id[:8], "accept", by="Anna")
    assert "foedus events" in str(caught.value)
    line = (elsewhere.path / "judgements.jsonl").read_text()
    append_lines(case.path / "judgements.jsonl", [line])  # as a merge of two copies would
    assert _of_news(case) == [(FIRST, "judged"), (SECOND, "proposed")]


def test_the_documents_own_date_fills_a_gap_and_is_told_where_it_differs(case: Case) -> None:
    case.add(Source(id="news", text=NEWS), coder=StubCoder())
    added = case.add(Source(id="news", text=NEWS, date=FIRST), coder=StubCoder())  # type: ignore[arg-type]
    assert (added.corrected, added.stated) == ({"date": (None, FIRST)}, None)
    added = case.add(Source(id="news", text=NEWS, date=SECOND), coder=StubCoder())  # type: ignore[arg-type]
    assert (added.corrected, str(added.stated)) == ({}, SECOND)
    assert str(case.sources["news"].date) == FIRST


def test_an_add_that_was_killed_before_it_told_what_it_replaced_can_be_repeated(
    case: Case, old: Event
) -> None:
    _again(case, published=SECOND)
    (case.path / "replaced.jsonl").unlink()
    assert len(_of_news(case)) == 2
    added = _again(case)
    assert (added.proposals, added.replaced) == ((), (old,))
    assert _of_news(case) == [(SECOND, "proposed")]


@pytest.mark.parametrize("file", ["events.jsonl", "replaced.jsonl"])
@pytest.mark.parametrize("torn", [b"", b'{"id":"torn'])
def test_a_full_disk_leaves_a_known_document_as_it_was(
    case: Case, old: Event, monkeypatch: pytest.MonkeyPatch, file: str, torn: bytes
) -> None:
    events = case.path / "events.jsonl"
    before = contents(case.path)
    events.write_bytes(events.read_bytes() + torn)

    def full(path: Path, lines: list[str]) -> int:
        if path.name == file:
            raise StorageError(f"cannot write: {errno.ENOSPC}; nothing was changed", where=path)
        return append_lines(path, lines)

    with monkeypatch.context() as patch:
        patch.setattr(_adding, "append_lines", full)
        with pytest.raises(StorageError, match="nothing was changed"):
            _again(case, published=SECOND)
    now = contents(case.path)
    now.pop("events.jsonl.torn", None)
    now["events.jsonl"] = now["events.jsonl"].removesuffix(torn)
    assert now == before
    assert _again(case, published=SECOND).replaced == (old,)
    assert _of_news(case) == [(SECOND, "proposed")]


def test_check_names_what_cites_a_replaced_proposal(case: Case, old: Event) -> None:
    _again(case, published=SECOND)
    (case.path / "questions.yaml").write_text(
        f"- {{id: q, text: Was it an armed attack, settles: armed-attack, events: ['{old.id}']}}\n"
    )
    [finding] = [str(finding) for finding in open_case(case.path).check()]
    assert f"'{old.id}', which was replaced when 'news' was coded again" in finding


def test_check_names_a_replacement_that_does_not_read(case: Case, old: Event) -> None:
    _again(case, published=SECOND)
    path = case.path / "replaced.jsonl"
    with path.open("a") as file:
        file.write('{"source":"news"')
    [finding] = open_case(case.path).check()
    assert str(finding).startswith("warning: replaced.jsonl: the last line was not written")
    path.write_text('{"source":"news","coder":"stub/1","when":"soon"}\n')
    with pytest.raises(CaseError, match=r"replaced\.jsonl, line 1, field 'when'"):
        open_case(case.path).check()


def test_check_names_a_replaced_proposal_that_is_not_there(case: Case) -> None:
    line = {"source": "news", "coder": "stub/1", "when": "2024-02-23T10:00:00Z", "replaced": ["x"]}
    (case.path / "replaced.jsonl").write_text(json.dumps(line) + "\n")
    [finding] = map(str, case.reload().check())
    assert "error: replaced.jsonl: 'x' is named as replaced, but" in finding


LONG = (
    "On 22 February 2024 Armenia said that it has frozen its participation in the alliance. "
    "The minister told reporters in Yerevan that no date for a return had been set.\n"
    "Its allies made no statement on the day, and their envoys stayed in the capital."
)


def test_a_text_that_was_edited_outside_is_told_beside_the_source_that_it_is_like(
    case: Case, tmp_path: Path
) -> None:
    first, second = tmp_path / "wire.txt", tmp_path / "edited.txt"
    first.write_text(LONG)
    added = case.add(first, published="2024-02-23", coder=StubCoder())
    assert added.like is None  # nothing is like it
    [proposal] = added.proposals
    second.write_text(LONG.replace("no date for", "a date for"))
    like = case.add(second, published="2024-02-23", coder=StubCoder()).like
    assert like is not None
    assert (like.source, like.words, like.other_words) == ("wire", 45, 45)
    assert like.differing == 1
    assert [event.id for event in like.proposals] == [proposal.id]
    assert like.judged == ()
    case.judge(proposal.id, "accept", by="Anna")
    second.write_text(LONG.replace("no date for", "a new date for"))
    like = case.add(second, published="2024-02-23", coder=StubCoder()).like
    assert like is not None
    assert like.source == "edited"  # the one that is most alike
    assert case.add(second, coder=StubCoder()).like is None  # it is there already, as it is


def test_the_same_name_and_much_of_the_text_are_enough(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "wire.txt"
    short = "Armenia has frozen its participation."
    file.write_text(short)
    case.add(file, published="2024", coder=StubCoder())
    file.write_text(short.replace("has", "had"))
    like = case.add(file, published="2024", coder=StubCoder()).like
    assert like is not None
    assert (like.source, like.differing) == ("wire", 1)
    file.write_text("Quite another story, of which nobody had heard in all those years.")
    assert case.add(file, published="2024", coder=StubCoder()).like is None


def test_short_texts_of_other_names_are_alike_by_chance(case: Case, tmp_path: Path) -> None:
    for name, day in (("a.txt", "Monday"), ("b.txt", "Tuesday")):
        (tmp_path / name).write_text(f"Armenia has frozen its participation on {day}.")
        assert case.add(tmp_path / name, published="2024", coder=StubCoder()).like is None
