"""The page is whole: its links lead somewhere, it loads nothing, and it is small."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from foedus.case import Case, new_case, open_case
from foedus.dossier import render_dossier, write_dossier
from foedus.dossier._views import anchor

from .conftest import build, small_events

VOID = {"meta", "link", "br", "hr", "img", "input", "stop"}
LOADS = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("use", "href")}


class Page(HTMLParser):
    """Collects ids, links and loads, and checks that elements close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        self.loads += [given[name] or "" for t, name in LOADS if t == tag and name in given]
        self.faults += [f"{tag} {name}" for name in given if name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.text.append(data)


@pytest.fixture(scope="session")
def page(html: str) -> Page:
    return Page(html)


def test_elements_close_in_order(page: Page) -> None:
    assert page.faults == []
    assert page.open == []


def test_ids_are_unique(page: Page) -> None:
    assert sorted(page.ids) == sorted(set(page.ids))


def test_every_link_inside_the_page_has_its_target(page: Page) -> None:
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert len(inside) > 20
    assert inside <= set(page.ids)


def test_links_and_marks_that_a_figure_uses_are_there(html: str, page: Page) -> None:
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(page.ids)
    assert {load[1:] for load in page.loads} <= set(page.ids)


def test_it_loads_nothing(html: str, page: Page) -> None:
    assert all(load.startswith("#") for load in page.loads)
    style = html.split("<style>")[1].split("</style>")[0]
    assert "@import" not in style
    assert "url(" not in style


def test_text_is_escaped_and_quoted_word_for_word(html: str, page: Page) -> None:
    assert "<idle>" not in html
    assert "The CSTO denied that it had been <idle> & silent." in "".join(page.text)


def test_every_event_has_its_card_with_quote_source_and_position(page: Page) -> None:
    for event in small_events():
        assert f"e-{event.id}" in page.ids
    text = re.sub(r"\s+", " ", "".join(page.text))
    assert "The Observer" in text
    assert "characters 0–59" in text


def test_a_translation_stands_under_the_quote_and_is_not_the_quote(tmp_path: Path) -> None:
    case = build(tmp_path / "told")
    freeze = next(event for event in small_events() if event.act == "freeze")
    told = freeze.evidence[0].model_copy(
        update={"translation": "Armenia is out for now.", "translated_by": "A. Reader"}
    )
    file = case.path / "events.jsonl"
    lines = file.read_text("utf-8").replace(
        freeze.as_line(), freeze.model_copy(update={"evidence": (told,)}).as_line()
    )
    file.write_text(lines, "utf-8")
    card = render_dossier(Case(case.path)).split(f'id="e-{freeze.id}"')[1].split("</article>")[0]
    quote, _, after = card.partition("</blockquote>")
    assert "Armenia has frozen its participation" in re.sub("<[^>]+>", "", quote)
    assert "out for now" not in quote
    assert "Armenia is out for now." in after
    assert "translation by A. Reader; not the source’s words" in after


def test_legends_list_what_is_on_the_page(html: str) -> None:
    legend = html.split('id="ledger-legend"')[1].split("</p>")[0]
    shown = re.findall(r'<span data-role="([^"]+)">', legend)
    table = html.split('id="table-ledger"')[1].split("</table>")[0]
    assert set(shown) == set(re.findall(r'class="mark ([^"]+)"', table))
    assert "breached" not in legend
    lead = html.split('id="h-timeline"')[1].split("</p>")[0]
    assert "a hollow one is a coder’s proposal" in lead
    shipped = render_dossier(open_case("csto-armenia"))
    lead = shipped.split('id="h-timeline"')[1].split("</p>")[0]
    assert "hollow" not in lead
    assert "fo-mark proposed" not in shipped


def test_each_article_says_what_was_checked_and_where(html: str) -> None:
    words = html.split("The words of the treaties</h3>")[1].split("</section>")[0]
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", words))
    assert "collective defence · must · words checked at pavlodar.com" in text
    assert "Collective Security Council · must · sense checked at odkb.gov.ru" in text
    assert "withdrawal · may · not checked" in text


def test_a_text_without_a_licence_is_not_repeated(html: str) -> None:
    source = html.split('id="s-interview"')[1].split("</article>")[0]
    assert "no licence is on record" in source
    assert "frozen its participation" not in source


def test_proposals_are_hollow_and_say_so(html: str) -> None:
    arms = small_events()[-1]
    card = html.split(f'id="e-{arms.id}"')[1].split("</article>")[0]
    assert "proposal" in card
    assert "confidence 0.70" in card
    assert re.search(rf'class="fo-mark proposed[^>]*data-id="{arms.id}"', html)


def test_dates_that_are_not_exact_fade(html: str) -> None:
    events = {event.act: event for event in small_events()}
    for act, side in (("arm", "both"), ("deny", "right")):
        mark = html.split(f'data-id="{events[act].id}"')[1].split("</a>")[0]
        assert f"fade-{side}" in mark


def test_each_reading_stands_beside_the_others(html: str) -> None:
    table = html.split('id="table-ledger"')[1].split("</table>")[0]
    for reading in ("text", "armenia", "secretariat"):
        assert f'data-reading="{reading}"' in table
    # under the text and Armenia's answer the attack calls Article 4 in; under "unclear" it is open
    row = next(r for r in table.split("<tr")[1:] if "CST Art. 4" in r and "collective" in r)
    words = re.findall(r'<span class="word [^"]+">([^<]+)</span>', row)
    assert words == ["deflected", "deflected", "disputed"]


def test_the_script_has_the_tables_of_other_days(html: str) -> None:
    data = json.loads(html.split('id="data">')[1].split("</script>")[0])
    assert next(iter(data["days"])) == data["now"]
    assert "2022-10-13" in data["days"]  # a month after the attack, request and answer
    early = data["days"]["2022-10-13"]
    assert set(early["findings"]) == {"text", "armenia", "secretariat"}
    written = "\n".join(data["lines"][n] for n in early["findings"]["text"])
    assert "called in promises of help to Armenia" in written
    assert "frozen" not in written


def test_rows_to_download_are_those_of_the_case(html: str, case: Case) -> None:
    data = json.loads(html.split('id="data">')[1].split("</script>")[0])
    events = data["rows"]["events"]
    column = events["columns"].index("id")
    found = {data["lines"][row[column][0]] for row in events["rows"]}
    assert found == {event.id for event in case.events}


def test_what_is_open_to_the_member_leads_to_the_words_of_the_norms(html: str) -> None:
    page = Page(html)
    said = " ".join(" ".join(page.text).split())
    assert "What is open to Armenia from here" in said
    assert "would end its membership on" in said
    norms = {link[1:] for link in page.links if link.startswith("#n-")}
    assert {name for name in page.ids if name in norms} == norms
    assert any("art-11-withdrawal" in name for name in norms)
    data = json.loads(html.split('id="data">')[1].split("</script>")[0])
    kinds = data["rows"]["transitions"]["columns"].index("kind")
    assert "withdraw" in {row[kinds] for row in data["rows"]["transitions"]["rows"]}


def test_weight(html: str) -> None:
    assert len(html.encode()) < 600_000


def test_it_is_written_where_asked(case: Case, tmp_path: Path) -> None:
    assert write_dossier(case, tmp_path) == tmp_path / "dossier.html"
    file = write_dossier(case, tmp_path / "a.html", as_of="2022-12-31")
    text = file.read_text("utf-8")
    freeze = next(event for event in small_events() if event.act == "freeze")
    assert f"e-{freeze.id}" not in text
    assert "31 December 2022" in text


def test_an_empty_case_makes_a_page(tmp_path: Path) -> None:
    empty = new_case(tmp_path / "empty", alliance="NATO", focal="TUR")
    page = Page(render_dossier(empty))
    assert page.faults == []
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids)


def test_a_case_of_proposals_says_so(tmp_path: Path) -> None:
    html = render_dossier(build(tmp_path / "raw", proposals_only=True))
    assert "Nothing in this case has been judged yet" in html
    assert "rests on proposals that nobody has judged" in html


def test_the_case_that_ships_is_light_and_whole() -> None:
    html = render_dossier(open_case("csto-armenia"))
    assert len(html.encode()) < 3_000_000
    page = Page(html)
    assert page.faults == []
    assert sorted(page.ids) == sorted(set(page.ids))
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids)


def test_words_of_a_case_never_become_markup(tmp_path: Path) -> None:
    case = build(tmp_path / "evil")
    file = case.path / "case.yaml"
    evil = "</script><img src=x onerror=alert(1)>"
    file.write_text(
        re.sub(r"^title: .*$", f"title: {evil!r}", file.read_text("utf-8"), flags=re.M), "utf-8"
    )
    treaty = case.path / "treaties" / "own.yaml"
    treaty.write_text(
        f"""\
id: own
title: "{evil}"
versions:
- id: "1"
  during: 2000/..
  norms:
  - id: a
    article: "1"
    title: "{evil}"
    kind: defence
    modality: must
    bearer: every-other-party
    counterparty: target
    when: {{act: [attack]}}
    quote: "{evil}"
    address: "javascript:alert(1)"
membership:
- {{state: ARM, during: 2000/..}}
- {{state: FRA, during: 2000/..}}
""",
        "utf-8",
    )
    text = file.read_text("utf-8").replace("treaties: [cst]", "treaties: [cst, own]")
    file.write_text(text, "utf-8")
    html = render_dossier(Case(case.path))
    assert "<img" not in html
    assert 'href="javascript:' not in html
    page = Page(html)
    assert page.faults == []


def test_ids_of_sources_with_unusual_names_stay_apart() -> None:
    assert len({anchor(name) for name in ("доклад", "отчёт", "a b", "a-b", "a  b")}) == 5
