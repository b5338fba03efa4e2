"""Charts as SVG that needs no script: Vega-Lite draws them when the page is made, the page's style gives the colours.

`vl_convert` carries Vega-Lite and its JavaScript engine; specifications hold their data, so that nothing is fetched.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import etree
from markupsafe import Markup

from newsscrape.report.visible import visible

SERIES = 8
"""Outlets that have a colour of their own; the last one stands for all others, where there are more."""
OTHERS = "all others"
_WIDE_PX, _NARROW_PX, _DAYS_PX = 640, 300, 960
_DIGIT_SHARE = 0.07  # of a bar's length, for each digit of the figure behind it
_CHARACTER_PX, _LONGEST_LABEL = 7.2, 22  # of a label, in a wide font: readers' fonts are not those it is drawn with
_SVG = "{http://www.w3.org/2000/svg}"
_TEXT, _QUIET, _GRID = "#010101", "#020202", "#030303"
# Colours that stand for the variables of the page's style, in light and dark.
_VARIABLES = {
    _TEXT: "var(--text)",
    _QUIET: "var(--quiet)",
    _GRID: "var(--line)",
    **{f"#0401{n:02}": f"var(--series-{n})" for n in range(1, SERIES + 1)},
}
_CONFIG = {
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": _QUIET,
        "titleColor": _QUIET,
        "domainColor": _GRID,
        "tickColor": _GRID,
        "gridColor": _GRID,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "legend": {"labelColor": _TEXT, "titleColor": _QUIET, "labelFontSize": 12, "labelLimit": 180, "columnPadding": 40},
}
_MOST_BARS = 130  # of a chart over time; a bar stands for a day, or for more where there are more days
_UNITS = (("day", 10), ("month", 7), ("year", 4))  # and how much of a day in ISO 8601 names it
_TAIL = 0.005  # share of articles, at either end, that may lie outside the chart
_FAR = 2  # where the days are so many times as long with them


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, and its figures as a table for those who do not see it.

    Attributes:
        wide, narrow: SVG for a page and for a phone.
        header: of the table's columns.
        rows: of the table.
        note: what the chart leaves out; empty for nothing.
    """

    wide: Markup
    narrow: Markup
    header: tuple[str, ...]
    rows: list[tuple[str | int, ...]]
    note: str = ""


def bar_chart(label: str, counts: Mapping[str, int], header: tuple[str, str]) -> Chart:
    """A bar for each name, in their order.

    Args:
        label: what the chart shows, for those who do not see it.
        counts: name → how many.
        header: what names and numbers are.
    """
    rows = [(visible(name), count) for name, count in counts.items()]
    values = [{header[0]: name, header[1]: count} for name, count in rows]
    most = max(counts.values(), default=1)
    room = most * (1 + _DIGIT_SHARE * len(f"{most:,}"))
    extent_px = _CHARACTER_PX * min(_LONGEST_LABEL, max((len(name) for name, _ in rows), default=0)) + 8
    cut = f"length(datum.label) > {_LONGEST_LABEL} ? slice(datum.label, 0, {_LONGEST_LABEL - 1}) + '…' : datum.label"
    label_axis = {
        "labelExpr": cut,
        "labelLimit": 0,
        "labelPadding": 8,
        "minExtent": extent_px,
        "domain": False,
        "ticks": False,
    }
    encoding = {
        "y": {"field": header[0], "type": "nominal", "sort": None, "title": None, "axis": label_axis},
        "x": {**_count_axis(header[1]), "axis": None, "scale": {"domainMax": room}},
    }
    layers = [
        {"mark": {"type": "bar", "color": "#040101", "height": {"band": 0.7}}},
        {
            "mark": {"type": "text", "align": "left", "dx": 4, "color": _TEXT, "fontSize": 12},
            "encoding": {"text": {"field": header[1], "format": ",d"}},
        },
    ]
    wide, narrow = _draw({"layer": layers, "encoding": encoding, "height": {"step": 24}}, values, label)
    return Chart(wide, narrow, header, list(rows))


def column_chart(label: str, counts: Mapping[str, int], header: tuple[str, str]) -> Chart:
    """A column for each class of a measure, from the least on; else as `bar_chart`."""
    rows = [(visible(name), count) for name, count in counts.items()]
    values = [{header[0]: name, header[1]: count} for name, count in rows]
    encoding = {
        "x": {"field": header[0], "type": "ordinal", "sort": None, "title": header[0], "axis": {"labelAngle": -40}},
        "y": _count_axis(header[1]),
    }
    spec = {"mark": {"type": "bar", "color": "#040101"}, "encoding": encoding, "height": 180}
    return Chart(*_draw(spec, values, label), header, list(rows))


def day_chart(label: str, days: Mapping[tuple[str, str], int], undated: int) -> Chart:
    """Articles a day an outlet, in columns that stand on each other; a month or a year where days are too many.

    Args:
        label: as of `bar_chart`.
        days: (outlet, day as `2023-04-30`) → articles.
        undated: articles that have no day here.
    """
    first, last = _span(days)
    unit, length = _unit(first, last)
    totals = Counter[str]()
    for (outlet, _), count in days.items():
        totals[outlet] += count
    ranked = [outlet for outlet, _ in totals.most_common()]
    own = ranked if len(ranked) <= SERIES else ranked[: SERIES - 1]
    names = [visible(outlet) for outlet in own] + ([OTHERS] if len(ranked) > len(own) else [])
    bars = Counter[tuple[str, str]]()
    outside = 0
    for (outlet, day), count in days.items():
        if first <= day <= last:
            bars[day[:length], visible(outlet) if outlet in own else OTHERS] += count
        else:
            outside += count
    rows = [(when, outlet, count) for (when, outlet), count in sorted(bars.items())]
    values = [{"when": _as_day(when), "outlet": outlet, "articles": count} for when, outlet, count in rows]
    notes = [f"{outside:,} articles of before {first} or after {last} are left out."] if outside else []
    notes += [f"{undated:,} have no date, or one that cannot be right."] if undated else []
    wide, narrow = _draw(_day_spec(unit, names), values, label, _DAYS_PX)
    return Chart(wide, narrow, (unit, "outlet", "articles"), list(rows), " ".join(notes))


def _day_spec(unit: str, names: Sequence[str]) -> dict[str, Any]:
    colours = [f"#0401{n:02}" for n in range(1, len(names) + 1)]
    time = {"day": "yearmonthdate", "month": "yearmonth", "year": "year"}[unit]
    axis = {
        "format": {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[unit],
        "tickCount": {"expr": "width > 400 ? 6 : 3"},
        "labelSeparation": 24,
        "grid": False,
    }
    return {
        "mark": {"type": "bar", "binSpacing": 1},
        "height": 220,
        "encoding": {
            "x": {"field": "when", "type": "temporal", "timeUnit": f"utc{time}", "title": None, "axis": axis},
            "y": _count_axis("articles"),
            "color": {
                "field": "outlet",
                "type": "nominal",
                "scale": {"domain": list(names), "range": colours},
                "legend": {"title": None, "orient": "bottom", "columns": {"expr": "width > 400 ? 4 : 1"}},
            },
        },
    }


def _count_axis(name: str) -> dict[str, Any]:
    axis = {"tickMinStep": 1, "tickCount": 5, "format": ",d"}
    return {"field": name, "type": "quantitative", "title": name, "axis": axis}


def _span(days: Mapping[tuple[str, str], int]) -> tuple[str, str]:
    """The first and the last day; where a few articles lie far off, those between which nearly all lie."""
    by_day = Counter[str]()
    for (_, day), count in days.items():
        by_day[day] += count
    spare = int(by_day.total() * _TAIL)
    first, last = _after(sorted(by_day), by_day, spare), _after(sorted(by_day, reverse=True), by_day, spare)
    is_far = _length_days(min(by_day), max(by_day)) > _FAR * _length_days(first, last)
    return (first, last) if is_far else (min(by_day), max(by_day))


def _after(days: Iterable[str], counts: Mapping[str, int], spare: int) -> str:
    passed = 0
    for day in days:
        passed += counts[day]
        if passed > spare:
            return day
    return "0001-01-01"


def _unit(first: str, last: str) -> tuple[str, int]:
    """What a column stands for, so that there are not too many."""
    length_days = _length_days(first, last)
    if length_days <= _MOST_BARS:
        return _UNITS[0]
    return _UNITS[1] if length_days <= 31 * _MOST_BARS else _UNITS[2]


def _length_days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


def _as_day(when: str) -> str:
    return when + "-01-01"[: 0 if len(when) == 10 else 10] if len(when) == 4 else (when + "-01")[:10]


def _draw(
    spec: Mapping[str, Any], values: list[dict[str, Any]], label: str, wide_px: int = _WIDE_PX
) -> tuple[Markup, Markup]:
    """The chart in both widths."""
    import vl_convert  # 90 MB, and half a second, which only a report needs

    drawn = []
    for width_px in (wide_px, _NARROW_PX):
        whole = {
            "background": None,
            "data": {"values": values},
            "width": width_px,
            "autosize": {"type": "fit-x", "contains": "padding"},
            "padding": 8,
            "config": _CONFIG,
            **spec,
        }
        drawn.append(_themed(vl_convert.vegalite_to_svg(whole), label))
    return drawn[0], drawn[1]


def _themed(svg: str, label: str) -> Markup:
    """The drawing in the page's colours, as wide as there is room, each mark with its figures on hover."""
    root = etree.fromstring(svg.encode())
    for element in root.iter(f"{_SVG}*"):
        for name in ("fill", "stroke"):
            if (colour := element.get(name)) in _VARIABLES:
                element.set(name, _VARIABLES[colour])
        if element.get("role") == "graphics-symbol" and element.get("aria-roledescription") == "bar":
            etree.SubElement(element, f"{_SVG}title").text = element.get("aria-label")
    root.set("role", "img")
    root.set("aria-label", visible(label))
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704 (lxml has escaped it)
