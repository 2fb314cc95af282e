"""The page in a real browser: from a finding to its words, and back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foedus.case import Case, open_case
from foedus.dossier import write_dossier

from .conftest import build, small_events

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(case: Case, tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_dossier(case, tmp_path_factory.mktemp("page") / "dossier.html").as_uri()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("shipped") / "dossier.html"
    return write_dossier(open_case("csto-armenia"), file).as_uri()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A page that must neither print an error nor ask the network for anything."""
    yield from _opened(browser, address)


@pytest.fixture
def shipped_page(browser: Any, shipped: str) -> Iterator[Any]:
    yield from _opened(browser, shipped)


def _opened(browser: Any, address: str) -> Iterator[Any]:
    made = browser.new_page(viewport={"width": 1400, "height": 900})
    faults: list[str] = []
    made.on("console", lambda message: faults.append(message.text))
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on(
        "request",
        lambda request: faults.append(request.url) if not request.url.startswith("file:") else None,
    )
    made.goto(address)
    yield made
    assert faults == []
    made.close()


def _event(act: str) -> str:
    return next(event.id for event in small_events() if event.act == act)


def _hash(page: Any) -> str:
    return str(page.evaluate("location.hash"))


def test_it_opens_with_the_evidence_of_the_first_finding(page: Any) -> None:
    assert page.inner_text("#panel-body .kicker >> nth=0").startswith("Finding 1 · Promises: what")
    quotes = page.locator("#panel-body blockquote mark")
    assert "Azerbaijan attacked Armenia at Jermuk" in quotes.first.inner_text()
    assert page.locator("#panel-body").is_visible()
    assert not page.locator("#panel-close").is_visible()
    assert _hash(page) == ""
    assert page.evaluate("document.activeElement === document.body")
    assert page.evaluate("scrollY") == 0
    ids = "[...document.querySelectorAll('[id]')].map(e => e.id)"
    assert page.evaluate(f"new Set({ids}).size === {ids}.length")


def test_on_a_phone_the_evidence_waits_until_it_is_asked_for(shipped_page: Any) -> None:
    shipped_page.set_viewport_size({"width": 400, "height": 800})
    assert not shipped_page.locator("#panel").is_visible()
    shipped_page.locator(".pill").first.click()
    assert shipped_page.locator("#panel mark").first.is_visible()


def test_from_a_finding_to_its_words_and_back(page: Any) -> None:
    before = page.evaluate("scrollY")
    page.click(".findings > li:first-child .pill")
    assert _hash(page) == "#f-1"
    quotes = page.locator("#panel-body blockquote mark")
    assert "Azerbaijan attacked Armenia at Jermuk" in quotes.first.inner_text()
    assert page.evaluate("scrollY") == before
    page.keyboard.press("Escape")
    assert _hash(page) == ""
    assert "Finding 1 · Promises: what it rests on" in page.inner_text("#panel-body")
    assert page.evaluate("document.activeElement.className") == "pill"
    page.go_back()
    assert _hash(page) == "#f-1"
    assert page.locator("#panel-body blockquote mark").count() > 0


def test_a_link_to_an_event_opens_it(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}#e-{_event('freeze')}")
    assert "Armenia has frozen its participation" in page.inner_text("#panel-body blockquote")
    assert "Nikol Pashinyan" in page.inner_text("#panel-body")
    page.close()


def test_a_cell_of_the_ledger_opens_its_reasons(page: Any) -> None:
    cell = page.locator('#table-ledger td[data-reading="secretariat"] a', has_text="disputed").first
    cell.click()
    assert re.fullmatch(r"#c-[0-9a-f]{16}--secretariat", _hash(page))
    panel = page.locator("#panel-body")
    assert panel.locator(".trace .truth").count() > 3
    assert "Why it is disputed" in panel.inner_text()
    assert panel.locator("details.side[open]").count() == 1
    panel.locator(".trace a[href^='#e-']").first.click()
    assert _hash(page).startswith("#e-")
    page.go_back()
    assert panel.locator(".trace").count() > 0


def test_the_filter_hides_events(page: Any) -> None:
    marks = page.locator("#timeline-figure .fo-mark")
    page.click("[data-zoom=all]")
    total = sum(marks.nth(n).is_visible() for n in range(marks.count()))
    assert total == len(small_events())
    page.select_option("#filter-actor", "FRA")
    shown = [n for n in range(marks.count()) if marks.nth(n).is_visible()]
    assert [marks.nth(n).get_attribute("data-act") for n in shown] == ["arm"]
    assert page.inner_text("#timeline-count").startswith("1 of")


def test_as_of_another_day(page: Any) -> None:
    page.select_option("#as-of", "2022-10-13")
    assert "as it stood on 13 October 2022" in page.inner_text("#asof-line")
    assert "frozen" not in page.inner_text("#finding-list")
    hidden = page.locator(f'#table-events tr[data-e="{_event("freeze")}"]')
    assert hidden.evaluate("row => row.hidden")
    page.locator("#table-ledger td a:visible").first.click()
    assert "as of 13 October 2022" in page.inner_text("#panel-body")
    page.select_option("#as-of", "all")
    assert "frozen" in page.inner_text("#finding-list")


def test_another_reading(page: Any) -> None:
    page.select_option("#reading", "secretariat")
    assert "Under the reading “The Secretariat's”" in page.inner_text("#finding-list")
    assert page.locator("#table-ledger th.chosen").inner_text() == "The Secretariat's"


def test_everything_can_be_reached_by_keyboard(page: Any) -> None:
    page.locator(".pill").first.focus()
    page.keyboard.press("Enter")
    assert _hash(page) == "#f-1"
    assert page.evaluate("document.activeElement.id") == "panel-body"
    outline = page.evaluate(
        "() => { const a = document.querySelector('.sections a'); a.focus();"
        " return a.matches(':focus-visible') && getComputedStyle(a).outlineStyle }"
    )
    assert outline == "solid"


def test_dark_and_light(page: Any) -> None:
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


def test_rows_are_downloaded(page: Any, tmp_path: Path) -> None:
    page.locator("#timeline details.numbers > summary").click()
    with page.expect_download() as got:
        page.click("[data-download=events][data-as=csv]")
    file = tmp_path / "events.csv"
    got.value.save_as(file)
    lines = file.read_text("utf-8").splitlines()
    assert lines[0].startswith("id,date,source,target")
    assert len(lines) == 1 + len(small_events())


@pytest.mark.parametrize("width", [400, 900, 1400])
def test_nothing_runs_over_the_side(shipped_page: Any, width: int) -> None:
    shipped_page.set_viewport_size({"width": width, "height": 900})
    shipped_page.locator(".pill").first.click()
    over = shipped_page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert over <= 0


@pytest.mark.parametrize("width", [400, 1400])
def test_from_an_arrow_to_the_words_of_its_norm(shipped_page: Any, width: int) -> None:
    shipped_page.set_viewport_size({"width": width, "height": 900})
    shipped_page.locator(".member-state figure:visible a").first.click()
    target = shipped_page.locator(_hash(shipped_page))
    assert _hash(shipped_page).startswith("#n-")
    assert target.is_visible()
    assert "Art." in target.inner_text()
    over = shipped_page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert over <= 0


def test_the_case_that_ships_is_on_the_screen_at_once(shipped_page: Any) -> None:
    assert shipped_page.locator(".findings > li").count() >= 6
    assert shipped_page.locator("#table-ledger tr[data-call]:visible").count() > 10
    visible = shipped_page.locator("#timeline-figure .fo-mark:visible")
    assert visible.count() > 60


@pytest.mark.parametrize("width", [400, 1400])
def test_labels_stand_beside_their_marks_and_never_on_another(
    shipped_page: Any, width: int
) -> None:
    shipped_page.set_viewport_size({"width": width, "height": 900})
    shipped_page.wait_for_timeout(200)
    lanes = shipped_page.evaluate(
        """() => [...document.querySelectorAll('#timeline-figure .fo-lane')].map(lane =>
        [...lane.querySelectorAll('.fo-mark')].filter(m => m.style.display !== 'none').map(m => {
          const box = e => { const b = e.getBoundingClientRect();
                             return [b.left, b.top, b.right, b.bottom] };
          const text = m.querySelector('text'), seen = getComputedStyle(text).display !== 'none';
          return { rank: Number(m.dataset.rank), name: m.getAttribute('aria-label'),
                   bar: box(m.querySelector('rect')), label: seen ? box(text) : null } }))"""
    )
    edge = shipped_page.evaluate(
        "document.getElementById('timeline-figure').getBoundingClientRect().right"
    )
    for marks in filter(None, lanes):
        labels = [mark["label"] for mark in marks if mark["label"]]
        assert labels
        heaviest = max(mark["rank"] for mark in marks)
        assert any(mark["label"] for mark in marks if mark["rank"] == heaviest)
        assert all(label[0] >= 0 and label[2] <= edge + 1 for label in labels)
        for number, one in enumerate(marks):
            assert one["name"]
            for other in (m for k, m in enumerate(marks) if k != number):
                for taken in filter(None, (other["bar"], other["label"])):
                    assert not one["label"] or not _overlap(one["label"], taken)


def _overlap(one: list[float], other: list[float]) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and down > 3  # a line of type is taller than its letters


def test_a_mark_without_a_label_says_what_it_is(shipped_page: Any) -> None:
    bare = shipped_page.locator(
        "#timeline-figure .fo-mark:visible:has(text[style*='display: none'])"
    ).first
    said = bare.get_attribute("aria-label")
    bare.focus()
    assert shipped_page.locator(".tip").inner_text() == said
    assert re.search(r"\d{4}: \S", said)
    shipped_page.keyboard.press("Escape")
    assert not shipped_page.locator(".tip").is_visible()
    bare.locator("rect").hover()
    assert shipped_page.locator(".tip").is_visible()
    assert _hash(shipped_page) == ""


def test_on_a_phone_all_readings_of_an_obligation_stand_together(shipped_page: Any) -> None:
    shipped_page.set_viewport_size({"width": 400, "height": 800})
    row = shipped_page.locator("#table-ledger tr[data-call].parts:visible").first
    cells = row.locator("td")
    assert cells.count() == shipped_page.locator("#reading option").count() == 4
    for n in range(cells.count()):
        assert cells.nth(n).locator("svg.mark").first.is_visible()
        assert cells.nth(n).locator(".word").is_visible()
        label = cells.nth(n).evaluate("td => getComputedStyle(td, '::before').content")
        assert label.strip('"') == shipped_page.locator("#reading option").nth(n).inner_text()
    box = row.bounding_box()
    assert box["width"] <= 400
    assert box["height"] < 500
    assert shipped_page.evaluate(
        "[...document.querySelectorAll('#table-ledger td')].every("
        "td => td.getBoundingClientRect().right <= innerWidth)"
    )


def test_on_a_phone_the_menu_unfolds_whole(shipped_page: Any) -> None:
    shipped_page.set_viewport_size({"width": 400, "height": 800})
    links = shipped_page.locator(".sections a")
    assert not links.first.is_visible()
    shipped_page.locator("#sections-button").focus()
    shipped_page.keyboard.press("Enter")
    for n in range(links.count()):
        box = links.nth(n).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 400
        assert box["y"] + box["height"] <= 800
    shipped_page.keyboard.press("Escape")
    assert not links.first.is_visible()
    assert shipped_page.evaluate("document.activeElement.id") == "sections-button"
    shipped_page.locator("#sections-button").click()
    shipped_page.click(".sections a[href='#options']")
    assert not links.first.is_visible()
    shipped_page.wait_for_function(
        "document.querySelector('#sections-button b').textContent === 'What next'"
    )


def test_the_legend_lists_the_marks_that_are_shown(shipped_page: Any) -> None:
    def same() -> set[str]:
        shown = shipped_page.evaluate(
            "[...document.querySelectorAll('#table-ledger tr[data-call]')]"
            ".filter(row => row.offsetParent).flatMap(row => "
            "[...row.querySelectorAll('td svg.mark')].map(s => s.classList[1]))"
        )
        listed = shipped_page.evaluate(
            "[...document.querySelectorAll('#ledger-legend [data-role]')]"
            ".filter(one => !one.hidden).map(one => one.dataset.role)"
        )
        assert set(shown) == set(listed)
        return set(listed)

    assert "kept" in same()
    shipped_page.check("#ledger-part")
    assert "disputed" in same()
    shipped_page.select_option("#as-of", index=2)
    same()


# the sections by their ids, and by the words of the menu
SECTIONS = {
    **{name: name for name in ("findings", "timeline", "ledger", "treaties", "relations")},
    **{name: name for name in ("statements", "options", "precedents", "sources", "gaps")},
    "memberships": "treaties",
    "words-and-deeds": "statements",
    "what-next": "options",
}


@pytest.mark.parametrize("width", [500, 1400])
def test_an_address_with_a_section_shows_its_heading(
    browser: Any, address: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    for name, section in SECTIONS.items():
        page.goto("about:blank")
        page.goto(f"{address}#{name}")
        bar = page.evaluate("document.querySelector('.sections').getBoundingClientRect().bottom")
        box = page.locator(f"#h-{section}").bounding_box()
        assert bar <= box["y"] < 900 - box["height"], name
    page.close()


def test_no_label_of_an_axis_is_cut_and_as_many_events_are_shown_at_any_width(
    browser: Any, tmp_path: Path
) -> None:
    case = build(tmp_path / "short")
    yaml = case.path / "case.yaml"
    # the axis of a short record has months; this one begins with the period
    yaml.write_text(yaml.read_text("utf-8").replace("2020/2025", "2022/2024-03"), "utf-8")
    address = write_dossier(case.reload(), tmp_path / "short.html").as_uri()
    counts = set()
    for width in (360, 500, 1400):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto(address)
        page.click("[data-zoom=all]")
        cut = page.evaluate(
            "() => ['barcode', 'brushcode', 'timeline'].flatMap(key => {"
            " const svg = document.getElementById(key + '-figure');"
            " const edge = svg.getBoundingClientRect();"
            " return [...svg.querySelectorAll('.fo-axis text, :scope > text')].filter(one => {"
            "  const box = one.getBoundingClientRect();"
            "  return box.left < edge.left - 1 || box.right > edge.right + 1; })"
            " .map(one => key + ': ' + one.textContent); })"
        )
        assert cut == [], width
        page.click("[data-zoom=in]")
        counts.add(page.inner_text("#timeline-count"))
        page.close()
    (told,) = counts
    assert re.fullmatch(r"\d+ of \d+ events shown \(\d+ before or after this window, .*", told)


@pytest.mark.parametrize("width", [400, 1400])
def test_a_section_opened_by_its_address_is_painted(browser: Any, shipped: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    blank = len(page.screenshot())
    page.goto(f"{shipped}#options")
    top = page.evaluate("document.getElementById('options').getBoundingClientRect().top")
    assert 0 <= top < 200
    tall = page.evaluate("document.getElementById('options').offsetHeight")
    for _ in range(min(8, tall // 900)):
        assert len(page.screenshot()) > 4 * blank
        page.evaluate("scrollBy(0, 900)")
    page.close()


def test_a_quote_in_another_language_has_its_translation_under_it(shipped_page: Any) -> None:
    shipped_page.evaluate("document.querySelectorAll('.treaty').forEach(t => { t.open = true })")
    quotes = shipped_page.locator(".norms dd:has(> [lang])")
    assert quotes.count() >= 4
    for n in range(quotes.count()):
        said = quotes.nth(n).inner_text()
        assert "translation by Foedus developers, unchecked by a native speaker" in said
        assert "not the source’s words" in said


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1400])
def test_text_has_the_contrast_that_wcag_asks(
    browser: Any, shipped: str, width: int, theme: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
    page.goto(shipped)
    weak = page.evaluate(
        """() => {
        const canvas = document.createElement('canvas').getContext('2d',
          { willReadFrequently: true });
        const rgba = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour;
          canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data] };
        const light = c => { const [r, g, b] = c.map(v => v / 255).map(
          v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
          return .2126 * r + .7152 * g + .0722 * b };
        const behind = e => { for (; e; e = e.parentElement) {
          const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c } };
        const found = {};
        for (const e of document.querySelectorAll('body *')) {
          const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
          if (!own || e.closest('svg, script, style') || !e.offsetParent) continue;
          const a = light(rgba(getComputedStyle(e).color)), b = light(behind(e));
          const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
          if (ratio < 4.5) found[e.className + '|' + e.tagName] = ratio;
        }
        return found }"""
    )
    assert weak == {}
    page.close()


def test_without_scripts(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator(".findings .said").first.is_visible()
    assert page.locator("#table-ledger td .word").first.is_visible()
    assert page.locator(f"#e-{_event('freeze')} blockquote").is_visible()
    assert not page.locator("#as-of").is_visible()
    page.click(".pill >> nth=0")
    assert page.url.endswith("#f-1")
    assert page.locator("#f-1").is_visible()
    context.close()


def test_on_paper_evidence_stands_as_notes(page: Any) -> None:
    page.emulate_media(media="print")
    assert page.locator(f"#e-{_event('attack')} blockquote").is_visible()
    assert page.locator(".print-notes").first.is_visible()
    assert not page.locator("#panel").is_visible()
    assert not page.locator(".sections").is_visible()
