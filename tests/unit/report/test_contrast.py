"""The page's colours can be told from what they stand on, in both themes (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from itertools import product
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[3] / "newsscrape/report/templates/report.css").read_text(encoding="utf-8")


def colours(theme: str) -> dict[str, str]:
    start = {"light": ":root {", "dark": ":root[data-theme=dark] {"}[theme]
    block = CSS[CSS.index(start) :].partition("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_marks_can_be_read(theme: str) -> None:
    known = colours(theme)
    for name, ground in product(("text", "quiet", "link", "alarm"), ("page", "panel")):
        assert contrast(known[name], known[ground]) >= 4.5, (name, ground)
    for ground in ("added", "removed"):
        assert contrast(known["text"], known[ground]) >= 4.5, ground
    for name in ("focus", *(f"series-{number}" for number in range(1, 9))):
        assert contrast(known[name], known["page"]) >= 3, name
    assert contrast(known["page"], known["link"]) >= 4.5  # the view that is shown, in the header


def test_the_system_s_dark_is_the_button_s() -> None:
    by_button = CSS[CSS.index(":root[data-theme=dark] {") :].partition("{")[2].partition("}")[0]
    by_system = CSS[CSS.index(":root:not([data-theme=light]) {") :].partition("{")[2].partition("}")[0]
    assert by_button.split() == by_system.split()
