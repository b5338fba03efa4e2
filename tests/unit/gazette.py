"""A made-up outlet with golden pages, for tests."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from newsscrape.goldens import NOT_GOLDEN
from newsscrape.outlets.declaration import parse_outlet
from newsscrape.page import Page
from newsscrape.parse import parse_article

DECLARATION = """
name = "gazette"
title = "The Gazette"
domains = ["gazette.example"]
language = "en"
timezone = "Europe/London"
article_path = '/story/'

[[versions]]
title = "h2.head"
authors = "b.by"
date_published = "i.day"
body = "div.story"
featured_stories = ".more a"
"""
_PAGE = """<html><head><title>The Gazette</title></head><body><h1>The Gazette</h1><h2 class="head">Ferry {name}</h2>
<b class="by">By Ann Lee</b> <i class="day">4 March 2024, 9:05</i>
<div class="story"><p>First, the ferry {name} runs again on Monday after three weeks in the dock, the harbour said.</p>
<p>It had been there since a storm in February, and the harbour paid for what the insurer did not, it said.</p></div>
<div class="more"><a href="/story/tram">The tram runs too</a></div><p>© The Gazette</p></body></html>"""


def put_goldens(folder: Path) -> None:
    """Writes three goldens, `one`, `two` and `three`."""
    for name in ("one", "two", "three"):
        html = _PAGE.format(name=name)
        page = Page(html, url=_url(name))
        record = asdict(parse_article(page, parse_outlet(DECLARATION, "gazette.toml")))
        assert (record["title"], record["authors"]) == (f"Ferry {name}", ["Ann Lee"])
        expected = {field: value for field, value in record.items() if field not in NOT_GOLDEN}
        write_golden(folder / name, html, expected)


def write_golden(
    folder: Path, html: str, expected: dict[str, Any], *, url: str | None = None, reviewed: bool = True
) -> None:
    """Writes a golden."""
    folder.mkdir(parents=True, exist_ok=True)
    meta = {"url": url or _url(folder.name), "outlet": "gazette", "fetched_at": None, "reviewed": reviewed}
    (folder / "page.html").write_text(html, encoding="utf-8")
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    (folder / "expected.json").write_text(json.dumps(expected), encoding="utf-8")


def _url(name: str) -> str:
    return f"https://gazette.example/story/{name}"
