"""Pages of an outlet whose file says where things stand: what it gives goes first, all else is read as ever."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsscrape.dates import DateRules
from newsscrape.errors import ExtractionError
from newsscrape.outlets.base import Outlet
from newsscrape.outlets.declaration import parse_outlet
from newsscrape.page import Page
from newsscrape.parse import NOTHING_SELECTED, parse_article, version_of

GAZETTE = parse_outlet(
    """
name = "gazette"
title = "The Gazette"
domains = ["gazette.example"]
language = "en"
timezone = "Europe/London"
article_path = '/story/'

[[versions]]
since = 2024-01-01
title = "h2.head"
authors = "b.by"
date_published = "i.day"
images = ".story img"
body = "div.story"
leave_out = ".ad"

[[versions]]
since = 2020-01-01
title = "p.head"
body = "td.story"
""".replace('leave_out = ".ad"', 'leave_out = [".ad"]'),
    "gazette.toml",
)
URL = "https://gazette.example/story/2021/03/04/ferry"
NOW = datetime(2024, 6, 1, tzinfo=UTC)
SENTENCE = "The ferry to the island runs again on Monday after three weeks in the dock, the harbour said. "
DATA = {
    "@type": "NewsArticle",
    "headline": "Of the data",
    "author": {"name": "Dana Data"},
    "datePublished": "2024-05-03T10:00:00Z",
    "articleSection": "Harbour",
    "image": "https://gazette.example/data.jpg",
}
NEW = f"""<h1>Gazette</h1><h2 class="head">Ferry | Tram</h2><b class="by">By Bo</b><i class="day">4 March 2023, 9:05</i>
<div class="story"><p>{SENTENCE * 3}</p><p class="ad">Buy a boat.</p><img src="/own.jpg"></div>"""
OLD = f"""<p class="head">Old head</p><table><tr><td class="story">{SENTENCE * 3}</td></tr></table>"""


def page(body: str = NEW, *, url: str | None = URL, fetched_at: datetime | None = None) -> Page:
    data = f'<script type="application/ld+json">{json.dumps(DATA)}</script>'
    return Page(f"<html><head>{data}</head><body>{body}</body></html>", url=url, fetched_at=fetched_at)


def faults(made: Page) -> list[tuple[str, str, str]]:
    return [(fault.field, fault.cause, fault.value) for fault in made.faults]


def test_what_the_outlet_selects_goes_first_and_the_rest_is_read_as_ever() -> None:
    made = page(fetched_at=NOW)
    article = parse_article(made, GAZETTE)
    assert article.title == "Ferry | Tram"
    assert article.body == (SENTENCE * 3).strip()
    assert article.authors == ["Bo"]  # though the data has a full name
    assert article.date_published == "2023-03-04T09:05:00+00:00"  # though the URL says another day, and the data too
    assert article.date_published_raw == "4 March 2023, 9:05"
    assert [image.url for image in article.images] == ["https://gazette.example/own.jpg"]  # and no others
    assert (article.section, article.outlet) == ("Harbour", "gazette")
    methods = {field: provenance.method for field, provenance in article.provenance.items()}
    selected = ("title", "body", "authors", "date_published", "images")
    assert {field: methods[field] for field in selected} == dict.fromkeys(selected, "outlet:css")
    assert methods["section"] == "jsonld"
    assert faults(made) == []


@pytest.mark.parametrize(
    ("renamed", "field", "value", "method"),
    [
        ("head", "title", "h2.head", "jsonld"),
        ("day", "date_published", "i.day", "url"),
        ("story", "body", "div.story", "body"),
    ],
)
def test_a_field_that_its_selector_misses_is_read_as_ever_and_noted(
    renamed: str, field: str, value: str, method: str
) -> None:
    made = page(NEW.replace(f'class="{renamed}"', 'class="x1"'), fetched_at=NOW)
    article = parse_article(made, GAZETTE)
    assert faults(made) == [(field, NOTHING_SELECTED, value)]
    assert article.provenance[field].method == method


def test_authors_need_not_be_there() -> None:
    made = page(NEW.replace('class="by"', "class=x"), fetched_at=NOW)
    assert parse_article(made, GAZETTE).authors == ["Dana Data"]
    assert faults(made) == []


@pytest.mark.parametrize(
    ("fetched_at", "url", "since"),
    [
        (datetime(2023, 12, 31, 23, 59, tzinfo=UTC), URL, 2020),
        (datetime(2024, 1, 1, tzinfo=UTC), URL, 2024),
        (datetime(2019, 1, 1, tzinfo=UTC), URL, None),
        (None, URL, 2020),  # published on the day in the URL
        (None, "https://gazette.example/story/ferry", 2024),  # published on the day in the data
    ],
)
def test_the_version_is_that_of_the_pages_day(fetched_at: datetime | None, url: str, since: int | None) -> None:
    version = version_of(page(url=url, fetched_at=fetched_at), GAZETTE)
    assert (version.since.year if version and version.since else None) == since


def test_a_page_of_no_known_day_takes_the_newest_version() -> None:
    version = version_of(Page(f"<html><body>{OLD}</body></html>"), GAZETTE)
    assert version is GAZETTE.versions[0]


def test_an_older_layout_is_read_by_the_older_version() -> None:
    made = page(OLD, fetched_at=datetime(2022, 1, 1, tzinfo=UTC))
    article = parse_article(made, GAZETTE)
    assert (article.title, article.provenance["body"].method) == ("Old head", "outlet:css")
    assert faults(made) == []


def test_an_outlets_body_makes_a_page_an_article_where_its_url_is_one() -> None:
    short = Page(
        '<html><body><h2 class="head">T</h2><div class="story">Short.</div></body></html>', url=URL, fetched_at=NOW
    )
    assert parse_article(short, GAZETTE).body == "Short."
    elsewhere = Page(short.content, url="https://gazette.example/harbour/ferries", fetched_at=NOW)
    with pytest.raises(ExtractionError, match="no article: 6 characters of text"):
        parse_article(elsewhere, GAZETTE)
    long = page(url="https://gazette.example/harbour/ferries", fetched_at=NOW)
    assert parse_article(long, GAZETTE).provenance["body"].method == "outlet:css"


def test_a_page_without_any_body_is_refused_and_says_why() -> None:
    with pytest.raises(ExtractionError, match="no article: 2 characters of text"):
        parse_article(Page("<html><body><p>Hi</p></body></html>", url=URL), GAZETTE)


@pytest.mark.parametrize(
    ("rules", "day"),
    [
        (DateRules(), "2023-03-04"),  # as the page's URL has it
        (DateRules(formats=("%m/%d/%Y",)), "2023-04-03"),
        (DateRules(month_first=True), "2023-04-03"),
    ],
)
def test_what_an_outlet_does_not_say_of_its_dates_is_told_by_the_page(rules: DateRules, day: str) -> None:
    outlet = replace(GAZETTE, dates=rules)
    html = NEW.replace("4 March 2023, 9:05", "04/03/2023")
    made = Page(f"<html lang=en-GB><body>{html}</body></html>", url="https://gazette.example/story/ferry")
    assert parse_article(made, outlet).date_published == day


def test_plain_text_has_no_markup_to_select_in() -> None:
    with pytest.raises(ExtractionError, match="no body below the title None"):
        parse_article(Page("Some plain text.", url=URL), GAZETTE)


def test_an_outlet_without_versions_is_read_as_any_site() -> None:
    plain = Outlet(name="gazette", title="The Gazette", domains=("gazette.example",))
    made = page()
    article = parse_article(made, plain)
    assert article.provenance["title"].method == "jsonld"
    assert faults(made) == []
