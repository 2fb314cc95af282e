"""What a party says became of a promise, on the page: claimed, beside what the record holds."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from foedus import render_dossier

from .conftest import build, small_events
from .test_page import Page

ATTACK, REQUEST, *_ = small_events()
QUESTION = f"""\
- id: was-it-kept
  text: Was Armenia helped at Jermuk?
  settles: performance
  norms: [cst/art-4-defence]
  events: [{ATTACK.id}]
  positions:
  - {{holder: ARM, answer: refused, since: 2023-01-01, evidence: [{REQUEST.id}], note: A note.}}
  - {{holder: RUS, answer: kept, since: 2024-01-01, bearers: [RUS]}}
"""


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    case = build(tmp_path_factory.mktemp("claims") / "small")
    file = case.path / "questions.yaml"
    file.write_text(file.read_text("utf-8") + QUESTION, "utf-8")
    return render_dossier(case.reload())


def _row(html: str) -> str:
    table = html.split('id="table-ledger"')[1].split("</table>")[0]
    return next(r for r in table.split("<tr")[1:] if "CST Art. 4" in r and "collective" in r)


def _data(html: str) -> Any:
    return json.loads(html.split('id="data">')[1].split("</script>")[0])


def test_the_page_is_whole(html: str) -> None:
    page = Page(html)
    assert page.faults == []
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_a_claimed_cell_names_the_status_in_the_record(html: str) -> None:
    cells = re.findall(r'<td data-reading="([^"]+)"[^>]*>(.*?)</td>', _row(html))
    shown = {reading: re.sub(r"<[^>]+>", " ", cell).split() for reading, cell in cells}
    assert shown == {
        "text": ["deflected"],
        "armenia": ["refused", "claimed;", "in", "the", "record:", "deflected"],
        "secretariat": ["disputed"],
    }


def test_the_reasons_say_who_says_what_and_in_which_words(html: str) -> None:
    call = re.search(r'data-call="([0-9a-f]+)"', _row(html))
    assert call
    card = html.split(f'id="c-{call[1]}"')[1].split("</article>")[0]
    said = " ".join(re.sub(r"<[^>]+>", " ", card).split())
    assert "Who says what became of it contested" in said
    assert "Armenia : refused since 1 January 2023 . A note. in the words of" in said
    assert f'href="#e-{REQUEST.id}"' in card.split("Who says what")[1]
    assert "Russia of itself: kept since 1 January 2024 no event of the record says so" in said
    assert "as Armenia says; in the record deflected that was decided by" in said


def test_the_question_stands_with_all_its_positions(html: str) -> None:
    article = html.split('id="q-was-it-kept"')[1].split("</article>")[0]
    said = " ".join(re.sub(r"<[^>]+>", " ", article).split())
    assert "refused Armenia since 1 January 2023 : A note." in said
    assert "kept Russia of itself since 1 January 2024" in said
    assert "1 call rests or turns on it: CST Art. 4" in said


def test_a_claim_is_on_the_page_of_the_days_that_knew_it(html: str) -> None:
    data = _data(html)
    call = re.search(r'data-call="([0-9a-f]+)"', _row(html))
    assert call
    armenia = data["readings"].index("armenia")
    codes = {day: one["cells"][call[1]][armenia] for day, one in data["days"].items()}
    letter = {word: name for name, (_, word) in data["letters"].items()}
    claimed = re.compile(rf"{letter['refused']}+/{letter['deflected']}")
    assert claimed.fullmatch(codes[data["now"]])
    # before that the status is the record's, marked as one of which Armenia has not spoken
    assert re.fullmatch(rf"{letter['deflected']}+/°", codes["2022-10-13"])
    text = data["readings"].index("text")
    assert "/" not in data["days"]["2022-10-13"]["cells"][call[1]][text]
    card = "".join(data["lines"][n] for n in data["days"]["2022-10-13"]["cards"][call[1]])
    assert "By the record; no word by Armenia on it by then." in card


def test_the_findings_tell_the_record_and_then_the_claim(html: str) -> None:
    data = _data(html)
    now = data["days"][data["now"]]

    def told(reading: str) -> str:
        text = " ".join(data["lines"][n] for n in now["findings"][reading])
        return " ".join(re.sub(r"<[^>]+>", " ", text).split())

    words = "By the word of Armenia itself, otherwise than in the record, of these 1 refused."
    assert words in told("armenia")
    assert words not in told("text")
    assert "On 1 of them a party says itself what became of the promise." in told("text")
