"""Outlets of our own, with golden pages: what selectors find on them, other readers find too, or they alone do."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from newsscrape.goldens import Golden
from newsscrape.items import FeaturedStory, Image
from newsscrape.outlets.base import Outlet
from newsscrape.outlets.declaration import parse_outlet
from tests.quality.varied_pages import sentences, words

PAGES = 4
_FIRST = datetime(2024, 3, 4, 9, 5, tzinfo=UTC)

# Everything is in the page's JSON-LD as well, and each list of selectors goes on with it.
_HARBOUR = """
name = "harbour"
title = "The Harbour"
domains = ["harbour.example"]
language = "en"
timezone = "Europe/London"
article_path = '/story/'

[[versions]]
title = ["h1.headline", "jsonld:headline"]
authors = [".byline a[rel=author]", "jsonld:author.name"]
date_published = ["time.published", "jsonld:datePublished"]
description = ["p.dek", "meta[name=description]"]
section = ".crumbs a.here"
body = "div.story-body"
leave_out = [".newsletter"]
featured_stories = "section.related li a"
"""
# Nothing is said but in what readers see.
_BRIDGE = """
name = "bridge"
title = "Bridge"
domains = ["bridge.example"]
language = "en"
timezone = "Europe/London"

[[versions]]
title = "#lead h1"
authors = "xpath://p[@class='by']/span"
date_published = "xpath://p[@class='when']/text()"
section = "h4.kicker"
tags = "ul.topics a"
images = "figure.lead img"
body = "article > div[itemprop=articleBody]"
featured_stories = "#more a"
"""
# The page's data goes first, the page second; some stand in metas alone.
_TOWER = """
name = "tower"
title = "The Tower"
domains = ["tower.example"]
language = "en"
timezone = "Europe/London"

[[versions]]
title = ["jsonld:headline", "h2[data-role~=title]"]
authors = ["jsonld:author.name", "div.meta em"]
date_published = ["meta[property='article:published_time']::attr(content)", "div.meta time::attr(datetime)"]
date_modified = "jsonld:dateModified"
description = "meta[property='og:description']"
story_code = "div.meta::attr(data-id)"
body = ["div.text", "div.live"]
"""


def sites() -> Iterator[tuple[Outlet, list[Golden]]]:
    """The outlets, each with its goldens."""
    for declaration, render in ((_HARBOUR, _harbour), (_BRIDGE, _bridge), (_TOWER, _tower)):
        outlet = parse_outlet(declaration, "an outlet of the tests")
        rng = random.Random(outlet.name)
        yield outlet, [_golden(outlet, number, rng, render) for number in range(PAGES)]


def _golden(outlet: Outlet, number: int, rng: random.Random, render: Callable[[dict[str, Any]], str]) -> Golden:
    url = f"https://{outlet.domains[0]}/story/{number}"
    told = _story(rng, number, url)
    dates = {field: told[field].isoformat() for field in ("date_published", "date_modified")}
    values = told | dates
    expected = {field: values[field] for field in outlet.versions[0].fields}
    expected["body"] = "\n\n".join(told["body"])
    return Golden(Path(f"page-{number}"), render(told).encode(), url, outlet.name, None, expected, reviewed=True)


def _story(rng: random.Random, number: int, url: str) -> dict[str, Any]:
    """What a page tells, by field; the body as paragraphs, dates as moments."""
    at = _FIRST + timedelta(days=number, minutes=rng.randint(1, 600))
    return {
        "title": " ".join(words(rng, 5, 9)).capitalize(),
        "authors": [f"{_name(rng)} {_name(rng)}"],
        "date_published": at,
        "date_modified": at + timedelta(hours=2),
        "description": " ".join(words(rng, 8, 14)).capitalize() + ".",
        "section": ("World", "Harbour", "Culture", "Sport")[number % 4],
        "tags": [_name(rng) for _ in range(3)],
        "story_code": str(10_000 + number),
        "body": [sentences(rng) for _ in range(rng.randint(4, 9))],
        "images": [asdict(Image(url=urljoin(url, f"/pictures/{number}.jpg")))],
        "featured_stories": [
            asdict(
                FeaturedStory(title=" ".join(words(rng, 5, 8)).capitalize(), url=urljoin(url, f"/story/9{number}{i}"))
            )
            for i in range(4)
        ],
    }


def _name(rng: random.Random) -> str:
    return words(rng, 1, 1)[0].capitalize()


def _paragraphs(told: dict[str, Any]) -> str:
    return "".join(f"<p>{text}</p>" for text in told["body"])


def _links(told: dict[str, Any]) -> str:
    stories = told["featured_stories"]
    return "<ul>" + "".join(f'<li><a href="{one["url"]}">{one["title"]}</a></li>' for one in stories) + "</ul>"


def _data(told: dict[str, Any]) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": told["title"],
        "author": [{"@type": "Person", "name": name} for name in told["authors"]],
        "datePublished": told["date_published"].isoformat(),
        "dateModified": told["date_modified"].isoformat(),
        "description": told["description"],
        "articleSection": told["section"],
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def _harbour(told: dict[str, Any]) -> str:
    at = told["date_published"]
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{told["title"]} | The Harbour</title>
<meta name="description" content="{told["description"]}">{_data(told)}</head><body>
<header><a href="/">The Harbour</a>
<nav class="crumbs"><a href="/">Home</a> <a class="here" href="/s">{told["section"]}</a></nav></header>
<main><article><h1 class="headline">{told["title"]}</h1><p class="dek">{told["description"]}</p>
<div class="byline">By <a rel="author" href="/a">{told["authors"][0]}</a>
<time class="published" datetime="{at.isoformat()}">{at:%d %B %Y}</time></div>
<div class="story-body">{_paragraphs(told)}<div class="newsletter"><p>Get our letter each morning.</p></div></div>
</article><section class="related"><h3>More on this</h3>{_links(told)}</section></main>
<footer><p>© The Harbour</p></footer></body></html>"""


def _bridge(told: dict[str, Any]) -> str:
    topics = "".join(f'<li><a href="/t/{tag}">{tag}</a></li>' for tag in told["tags"])
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{told["title"]} - Bridge</title></head>
<body><div id="top"><a href="/">Bridge</a></div><h4 class="kicker">{told["section"]}</h4>
<div id="lead"><h1>{told["title"]}</h1></div>
<p class="by">By <span>{told["authors"][0]}</span></p><p class="when">{told["date_published"]:%d %B %Y, %H:%M}</p>
<figure class="lead"><img src="{told["images"][0]["url"]}" width="900" height="600"></figure>
<article><div itemprop="articleBody">{_paragraphs(told)}</div><ul class="topics">{topics}</ul></article>
<div id="more"><h4>Read more</h4>{_links(told)}</div><div id="foot"><p>All rights reserved.</p></div></body></html>"""


def _tower(told: dict[str, Any]) -> str:
    at = told["date_published"]
    kind = "live" if told["story_code"].endswith("3") else "text"
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{told["title"]}</title>
<meta property="og:title" content="{told["title"]}"><meta property="og:description" content="{told["description"]}">
<meta property="article:published_time" content="{at.isoformat()}">{_data(told)}</head><body><h1>The Tower</h1>
<h2 data-role="main title">{told["title"]}</h2>
<div class="meta" data-id="{told["story_code"]}"><em>{told["authors"][0]}</em>
<time datetime="{at.isoformat()}">{at:%d %B %Y}</time></div><div class="{kind}">{_paragraphs(told)}</div>
<footer><p>The Tower is read by many.</p></footer></body></html>"""
