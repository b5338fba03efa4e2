"""The page in a browser: what it shows, finds and refuses to do."""

from pathlib import Path
from typing import Any

import pytest

from tests.report.conftest import Tab, open_tab, scrapy
from tests.report.demo import ARABIC, ARABIC_TITLE, HOSTILE, HOSTILE_TITLES, NORTH, RUN_RECORDS, RUNS

NORTH_RECORDS = RUNS * RUN_RECORDS
FIRST_NORTH = 3 + len(HOSTILE_TITLES)  # the folders come in the order of their names
REVISED, COPIED = FIRST_NORTH + 30, FIRST_NORTH + 20


def test_charts_are_drawn(tab: Tab) -> None:
    for figure in ("days", "outcomes", "languages", "lengths", "clusters", "doubts"):
        svg = tab.page.query_selector(f"#figure-{figure} .wide svg")
        assert svg is not None, figure
        box = svg.bounding_box()
        assert box["width"] > 200
        assert box["height"] > 50
        bars = svg.query_selector_all(".mark-rect path")
        assert any(bar.bounding_box()["width"] > 5 and bar.bounding_box()["height"] > 5 for bar in bars), figure
        assert svg.get_attribute("aria-label")


def test_colours_follow_the_theme(tab: Tab) -> None:
    def colours() -> list[str]:
        found: list[str] = tab.page.evaluate(
            "['#figure-days .mark-rect path', '#figure-days text'].map((name) => "
            "getComputedStyle(document.querySelector(name)).fill).concat(getComputedStyle(document.body).backgroundColor)"
        )
        return found

    light = colours()
    tab.page.click("#theme")
    dark = colours()
    assert all(one != other for one, other in zip(light, dark, strict=True))
    assert tab.page.text_content("#theme") == "Light"
    assert "rgb(255, 255, 255)" in light


def test_the_system_chooses_the_theme(browser: Any, report: Path) -> None:
    for scheme, background in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 24, 29)")):
        opened = open_tab(browser, report, color_scheme=scheme)
        assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") == background
        opened.page.context.close()


def test_figures_are_there_as_tables(tab: Tab) -> None:
    tab.page.click("#figure-languages summary")
    rows = [row.inner_text().split("\t") for row in tab.page.query_selector_all("#figure-languages tbody tr")]
    assert ["en", str(NORTH_RECORDS)] in rows
    assert ["ar", "3"] in rows


def test_the_heat_map_marks_the_alarm(tab: Tab) -> None:
    table = tab.page.query_selector("table.heat")
    row = next(
        row for row in table.query_selector_all("tbody tr") if row.query_selector("th").inner_text() == "date_published"
    )
    cells = row.query_selector_all("td")
    assert [cell.inner_text() for cell in cells[:2]] == ["100%", "83%"]
    assert cells[-1].inner_text() == "0%⚠"
    assert "field missing" in cells[-1].get_attribute("title")
    assert [cell.get_attribute("class") for cell in cells].count("share alarmed") == 1


def test_the_newest_runs_are_in_sight_on_a_phone(browser: Any, report: Path) -> None:
    opened = open_tab(browser, report, width=390)
    cell = opened.page.query_selector("table.heat td.alarmed").bounding_box()
    assert cell["x"] >= 0
    assert cell["x"] + cell["width"] <= 390
    opened.page.context.close()


def test_search_finds_by_title_and_outlet(tab: Tab) -> None:
    tab.show("records")
    tab.page.fill("#f-text", "harbour NORTH")
    assert tab.titles() == [f"Harbour {word}" for word in ("Burns 50", "Grows 40", "Burns 20", "Grows 10", "Opens 0")]
    assert tab.page.text_content("#found") == "5 of 70 records"
    tab.page.fill("#f-text", "no such title")
    assert tab.page.text_content("#found") == "0 of 70 records"


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        pytest.param({"outlet": ARABIC}, 3, id="outlet"),
        pytest.param({"outlet": NORTH, "missing": "date_published"}, RUN_RECORDS + 1, id="missing"),
        pytest.param({"alarm": "any alarm"}, RUN_RECORDS, id="alarm"),
        pytest.param({"mark": "in a cluster of copies"}, 3, id="copies"),
        pytest.param({"mark": "revised"}, 2, id="revised"),
        pytest.param({"mark": "date: after it was fetched"}, len(HOSTILE_TITLES), id="date"),
    ],
)
def test_filters(tab: Tab, filters: dict[str, str], count: int) -> None:
    tab.show("records")
    for name, value in filters.items():
        tab.page.select_option(f"#f-{name}", label=value)
    assert len(tab.titles()) == count
    tab.page.click("#filters button[type=reset]")
    tab.page.wait_for_selector("#found:text-is('70 records')")


def test_dates_filter_and_order(tab: Tab) -> None:
    tab.show("records")
    tab.page.fill("#f-from", "2026-03-01")
    tab.page.fill("#f-to", "2026-03-01")
    tab.page.select_option("#f-order", "oldest")
    days = [cell.inner_text() for cell in tab.page.query_selector_all("#list td:nth-child(3)")]
    assert days
    assert all(day.startswith("2026-03-01") for day in days)
    assert days == sorted(days)


def test_the_list_has_pages(tab: Tab) -> None:
    tab.show("records")
    first = tab.titles()
    assert len(first) == 50
    tab.page.click("#page-on")
    second = tab.titles()
    assert len(second) == 20
    assert not set(first) & set(second)
    assert tab.page.is_disabled("#page-on")


def test_an_alarm_leads_to_its_records(tab: Tab) -> None:
    tab.page.click(".alarms button[data-run]")
    tab.page.wait_for_selector("#view-records:not([hidden])")
    assert len(tab.titles()) == RUN_RECORDS


def test_provenance_opens(tab: Tab) -> None:
    tab.open_record(COPIED)
    button = tab.page.query_selector("button[aria-controls=raw-authors]")
    assert button.text_content() == "byline"
    assert button.get_attribute("title") == "By Ada Berg, town reporter"
    assert not tab.page.is_visible("#raw-authors")
    button.focus()
    tab.page.keyboard.press("Enter")
    assert tab.page.inner_text("#raw-authors") == "By Ada Berg, town reporter"
    assert button.get_attribute("aria-expanded") == "true"


def test_a_record_shows_its_fields_and_related_stories(tab: Tab) -> None:
    tab.open_record(FIRST_NORTH)
    assert tab.page.text_content("#record-heading") == "Harbour Opens 0"
    rows = {row.query_selector("th").inner_text(): row for row in tab.page.query_selector_all(".fields > tbody > tr")}
    assert "Harbour Opens 0 is the news of the day" in rows["body"].inner_text()
    assert "Another story" in rows["featured_stories"].inner_text()
    assert rows["description"].inner_text().split() == ["description", "none"]


def test_an_alarm_stands_beside_the_field(tab: Tab) -> None:
    tab.open_record(FIRST_NORTH + NORTH_RECORDS - 1)
    rows = {row.query_selector("th").inner_text(): row for row in tab.page.query_selector_all(".fields > tbody > tr")}
    assert "alarm of its run: field missing" in rows["date_published"].inner_text()


def test_revisions_show_what_changed(tab: Tab) -> None:
    tab.open_record(REVISED)
    section = "section[aria-labelledby=revisions-heading]"
    assert tab.page.text_content(f"{section} h3") == "Revisions (2)"
    inserted = " ".join(one.inner_text() for one in tab.page.query_selector_all(f"{section} ins"))
    removed = " ".join(one.inner_text() for one in tab.page.query_selector_all(f"{section} del"))
    assert "End" in inserted
    assert "A new last line." in inserted
    assert "latest" in inserted
    assert "o'clock." in removed
    assert "mayor" not in inserted + removed


def test_copies_stand_side_by_side(tab: Tab) -> None:
    tab.open_record(COPIED)
    section = "section[aria-labelledby=copies-heading]"
    tab.page.select_option(f"{section} select", str(COPIED + 2))
    tab.page.wait_for_selector(f"{section} .side:nth-child(2) ins")
    sides = [one.inner_text() for one in tab.page.query_selector_all(f"{section} .side")]
    assert len(sides) == 2
    assert all("The very same text of an agency stands here." in side for side in sides)
    assert "similarity 0.97" in sides[1]
    assert tab.page.inner_text(f"{section} .side:nth-child(2) ins") == "This sentence is one paper's own."


def test_hostile_titles_stay_text(tab: Tab) -> None:
    tab.show("records")
    tab.page.select_option("#f-outlet", label=HOSTILE)
    shown = tab.titles()
    plain = [title for title in HOSTILE_TITLES if title.isprintable()]
    assert set(plain) <= set(shown)
    assert "evil U+202Egnp.exeU+202C and U+2066isolatedU+2069" in shown
    assert "bell U+0007 and escape U+001B[31m" in shown
    for place in range(3, 3 + len(HOSTILE_TITLES)):
        tab.open_record(place)
    tab.show("overview")
    tab.page.wait_for_timeout(200)  # for what should not happen
    assert tab.page.query_selector("main img, main svg image, #record iframe, main script") is None
    assert "\u202e" not in tab.page.inner_text("body")


def test_right_to_left_text_is_right(tab: Tab) -> None:
    tab.open_record(0)
    assert ARABIC_TITLE in tab.page.text_content("#record-heading")
    directions = tab.page.evaluate(
        "['#record-heading', '.fields p'].map((name) => getComputedStyle(document.querySelector(name)).direction)"
    )
    assert directions == ["rtl", "rtl"]


def test_the_saved_page_is_inert_and_marked(tab: Tab) -> None:
    tab.open_record(COPIED)
    frame_element = tab.page.wait_for_selector("#record iframe")
    assert frame_element.get_attribute("sandbox") == ""
    frame = frame_element.content_frame()
    frame.wait_for_selector("[data-mark=body]")
    marks = {
        name: [one.inner_text() for one in frame.query_selector_all(f"[data-mark={name}]")]
        for name in ("title", "authors", "date", "body")
    }
    assert marks["title"] == ["Harbour Burns 20"]
    assert marks["authors"] == ["By Ada Berg"]
    assert len(marks["date"]) == 1
    assert len(marks["body"]) == 2
    assert (
        frame.query_selector("script, link, form, input, iframe, object, embed, video, [src], [href], [onload]") is None
    )
    assert not frame.is_visible("text=hidden words")
    assert frame.evaluate("getComputedStyle(document.querySelector('[data-mark=title]')).outlineStyle") == "solid"


def test_the_saved_page_follows_the_theme(tab: Tab) -> None:
    tab.open_record(COPIED)
    frame = tab.page.wait_for_selector("#record iframe").content_frame()
    frame.wait_for_selector("html[data-theme=light]")
    tab.page.click("#theme")
    frame.wait_for_selector("html[data-theme=dark]")
    assert frame.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(26, 31, 37)"


@pytest.mark.parametrize("fragment", ["overview", "records", "record=0", f"record={COPIED}", f"record={REVISED}"])
def test_nothing_is_wider_than_a_phone(browser: Any, report: Path, fragment: str) -> None:
    opened = open_tab(browser, report, width=390)
    opened.show(fragment)
    opened.page.wait_for_timeout(100)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
    opened.page.context.close()


def test_all_can_be_reached_by_keyboard(tab: Tab) -> None:
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.className") == "skip"
    tab.show("records")
    assert tab.page.evaluate("document.activeElement.id") == "records-heading"
    tab.page.focus("#list tbody a")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector("#view-record:not([hidden])")
    assert tab.page.evaluate("document.activeElement.id") == "record-heading"


def test_controls_have_names(tab: Tab) -> None:
    tab.open_record(COPIED)
    nameless = tab.page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, a, iframe, table.heat th')].filter((one) =>
            !one.textContent.trim() && !one.getAttribute('aria-label') && !one.title && !one.labels?.length)
            .map((one) => one.outerHTML)"""
    )
    assert nameless == []


def test_an_address_of_no_record_leads_to_the_list(tab: Tab) -> None:
    for fragment in ("record=999999", "record=-1", "record=x"):
        tab.page.evaluate("fragment => { location.hash = fragment }", fragment)
        tab.page.wait_for_selector("#view-records:not([hidden])")
        tab.show("overview")


def test_long_menus_are_unfolded_by_a_box(browser: Any, tmp_path: Path) -> None:
    menu = "".join(f'<li><a href="/{number}">Section number {number} of the site</a></li>' for number in range(30))
    golden = tmp_path / "goldens" / "one"
    golden.mkdir(parents=True)
    body = (
        "<p>The ferry runs again on Monday after three weeks in the dock, the harbour said on Friday.</p>"
        "<p>It had been there since a storm in February, and the harbour paid for what the insurer did not.</p>"
        "<p>Whoever has a ticket from before the storm may use it until the summer, the captain promised.</p>"
    )
    page = f"<html><body><div><ul>{menu}</ul></div><main><h1>The Ferry Runs Again</h1>{body}</main></body></html>"
    (golden / "page.html").write_text(page, encoding="utf-8")
    (golden / "meta.json").write_text('{"url": "https://gazette.example/ferry", "outlet": null}', encoding="utf-8")
    (golden / "expected.json").write_text("{}", encoding="utf-8")
    done = scrapy(tmp_path, "report", "goldens", "-o", "report.html")
    assert done.returncode == 0, done.stderr
    opened = open_tab(browser, tmp_path / "report.html")
    opened.open_record(0)
    frame = opened.page.wait_for_selector("#record iframe").content_frame()
    frame.wait_for_selector("[data-mark=title]")
    assert not frame.is_visible("text=Section number 7")
    assert opened.requests == opened.complaints == []
    # From here on Chromium complains: of the listeners that Playwright has put into the frame, which nothing may run.
    box = frame.query_selector("#before").bounding_box()
    opened.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert frame.is_visible("text=Section number 7")
    assert opened.requests == []
    opened.page.context.close()
