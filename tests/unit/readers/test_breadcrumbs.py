"""Breadcrumbs that a page shows."""

import pytest

from newsscrape.page import Page
from newsscrape.readers.breadcrumbs import extract_breadcrumbs


@pytest.mark.parametrize(
    ("html", "section"),
    [
        ('<nav class="breadcrumbs"><a>Home</a> <a>World</a> <a>Asia</a></nav>', ["World"]),
        ('<nav aria-label="Breadcrumb"><ol><li><a>Home</a><li><a>World</a></ol></nav>', ["World"]),
        ('<nav class="breadcrumbs"><a>Home</a></nav>', []),
        ("<nav><a>Home</a><a>World</a></nav>", []),
    ],
)
def test_section(html: str, section: list[str]) -> None:
    assert [c.value for c in extract_breadcrumbs(Page(f"<html>{html}</html>"))] == section


def test_text_has_none() -> None:
    assert extract_breadcrumbs(Page("plain")) == []
