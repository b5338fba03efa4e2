"""Headlines."""

import pytest

from newsscrape.page import Page
from newsscrape.readers.title import extract_titles


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<title>T - S</title><h1> A\n title </h1>", [("h1", "A title"), ("title", "T - S")]),
        ("<h1><b>Kick</b><i>Title</i></h1>", [("h1", "Kick Title"), ("h1:part", "Kick"), ("h1:part", "Title")]),
        ("<h1>One<br>two</h1>", [("h1", "One two"), ("h1:part", "One"), ("h1:part", "two")]),
        ("<h1>A <em>good</em> title<script>x()</script></h1>",
         [("h1", "A good title"), ("h1:part", "A"), ("h1:part", "good"), ("h1:part", "title")]),
        ("<h1><img src=x></h1><h1>B</h1>", [("h1", "B")]),
        ("<svg><title>Icon</title></svg><p>x", []),
    ],
)  # fmt: skip
def test_titles(html: str, found: list[tuple[str, str]]) -> None:
    assert [(c.method, c.value) for c in extract_titles(Page(f"<html>{html}</html>"))] == found


def test_text_has_none() -> None:
    assert extract_titles(Page("plain")) == []
