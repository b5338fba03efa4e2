import pytest
from lxml import etree

pytest.importorskip("vl_convert", reason="vl-convert-python is not installed")

from newsscrape.report.charts import OTHERS, SERIES, bar_chart, column_chart, day_chart

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>x()</script>&\"'\u202e\x07"


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in etree.fromstring(svg).iter(f"{SVG}text")]


def test_names_are_escaped_and_their_odd_characters_shown() -> None:
    chart = bar_chart(HOSTILE, {HOSTILE: 3, "en": 1}, ("language", "records"))
    for svg in (chart.wide, chart.narrow):
        root = etree.fromstring(svg)
        assert not list(root.iter(f"{SVG}script"))
        assert root.get("aria-label") == "<script>x()</script>&\"'⟨U+202E⟩⟨U+0007⟩"
        assert "<script>x()</script>&…" in texts(svg)
    assert chart.rows[0] == ("<script>x()</script>&\"'⟨U+202E⟩⟨U+0007⟩", 3)


def test_colours_are_those_of_the_page() -> None:
    for chart in (bar_chart("a", {"a": 1}, ("x", "n")), column_chart("a", {"a": 1}, ("x", "n"))):
        root = etree.fromstring(chart.wide)
        colours = {element.get(name) for element in root.iter() for name in ("fill", "stroke")} - {None}
        assert colours <= {"none", "var(--text)", "var(--quiet)", "var(--line)", "var(--series-1)"}


def test_nothing_in_a_chart_needs_the_network_or_a_style() -> None:
    root = etree.fromstring(day_chart("days", {("a", "2026-01-01"): 1}, 0).wide)
    names = {name for element in root.iter() for name in element.attrib}
    assert not names & {"href", "{http://www.w3.org/1999/xlink}href", "style", "onclick"}
    assert not list(root.iter(f"{SVG}image", f"{SVG}style"))


def test_bars_say_their_figures() -> None:
    root = etree.fromstring(bar_chart("a", {"en": 1200}, ("language", "records")).wide)
    assert [title.text for title in root.iter(f"{SVG}title")] == ["records: 1200; language: en"]


@pytest.mark.parametrize(
    ("days", "unit", "columns"),
    [
        pytest.param({("a", f"2026-01-{day:02}"): 1 for day in range(1, 31)}, "day", 30, id="days"),
        pytest.param({("a", f"2025-{month:02}-15"): 1 for month in range(1, 13)}, "month", 12, id="months"),
        pytest.param({("a", f"{year}-05-15"): 1 for year in range(2000, 2020)}, "year", 20, id="years"),
        pytest.param({("a", "2026-01-01"): 1}, "day", 1, id="one"),
    ],
)
def test_a_column_is_a_day_or_more(days: dict[tuple[str, str], int], unit: str, columns: int) -> None:
    chart = day_chart("days", days, 0)
    assert chart.header == (unit, "outlet", "articles")
    assert len(chart.rows) == columns
    assert chart.note == ""


def test_few_outlets_have_colours_of_their_own() -> None:
    chart = day_chart("days", {(f"o{n}", "2026-01-01"): 100 - n for n in range(20)}, 7)
    names = [row[1] for row in chart.rows]
    assert sorted(map(str, names)) == sorted([OTHERS, *(f"o{n}" for n in range(SERIES - 1))])
    assert sum(int(row[2]) for row in chart.rows) == sum(100 - n for n in range(20))
    assert chart.note == "7 have no date, or one that cannot be right."


def test_a_few_days_far_off_are_left_out_and_said() -> None:
    days = {("a", f"2026-01-{day:02}"): 100 for day in range(1, 29)} | {("a", "1999-01-01"): 2, ("a", "2026-02-20"): 1}
    chart = day_chart("days", days, 0)
    assert chart.header[0] == "day"
    assert chart.note == "3 articles of before 2026-01-01 or after 2026-01-28 are left out."
