"""Where a page says when its article was published, source by source, and which source is trusted."""

from datetime import UTC, datetime

import pytest

from newsscrape.dates import DateRules, parse_date
from newsscrape.outlets.registry import outlet_of
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.date_lines import extract_date_lines
from newsscrape.readers.date_metas import extract_date_metas
from newsscrape.readers.date_rules import date_rules
from newsscrape.readers.date_scripts import extract_script_dates
from newsscrape.readers.date_times import extract_time_dates
from newsscrape.readers.date_url import day_in_url
from newsscrape.readers.microdata_dates import extract_microdata_dates
from newsscrape.readers.page_dates import PageDates

TITLE = "The bridge reopens after ten years"
TEASER = "<a href='/b'>Another story of the bridge and the river<time>1 May 2023</time></a>"
ENTRY = "<li class='x'><time>1 May 2023</time></li>"
PROSE = "<p>" + "The bridge was closed when the river rose, and nobody crossed it until today. " * 5 + "</p>"


def page(body: str = "", head: str = "", url: str | None = None, lang: str = "") -> Page:
    return Page(f"<html lang='{lang}'><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>", url=url)


def published(of: Page, first: tuple[Candidate, ...] = ()) -> tuple[str, str] | None:
    """The date that is chosen, and the reader that gave it."""
    rules = date_rules(of)
    for candidate in PageDates(of, rules).published(first):
        if date := parse_date(candidate.value, rules):
            return date, candidate.method
    return None


# The head


@pytest.mark.parametrize(
    "name",
    [
        "article:published_time", "og:article:published_time", "datePublished", "parsely-pub-date", "pubdate",
        "bt:pubDate", "publish-date", "publication_date", "citation_publication_date", "dc.date.issued", "DC.issued",
        "shop:publishDate",
        "date-published", "firstPublished",
    ],
)  # fmt: skip
def test_metas_that_say_published(name: str) -> None:
    found = extract_date_metas(page(head=f'<meta property="{name}" content="2023-04-30">'))
    assert [(c.field, c.value, c.method) for c in found.published] == [
        ("date_published", "2023-04-30", f"meta:{name.lower()}")
    ]
    assert not found.other
    assert not found.modified


@pytest.mark.parametrize(
    "name",
    ["article:modified_time", "og:updated_time", "last-modified", "dateModified", "bt:modDate", "dcterms.modified"],
)
def test_metas_that_say_modified(name: str) -> None:
    found = extract_date_metas(page(head=f'<meta name="{name}" content="2023-04-30">'))
    assert [c.field for c in found.modified] == ["date_modified"]
    assert not found.published
    assert not found.other


def test_metas_of_less_trust_and_of_none() -> None:
    head = (
        '<meta name="created" content="1682890380"><meta name="sailthru.date" content="2023-05-01">'
        '<meta name="article:expiration_time" content="2024-01-01"><meta name="event-date" content="2025-01-01">'
        '<meta name="date" content=" ">'
    )
    found = extract_date_metas(page(head=head))
    assert [c.value for c in found.other] == ["2023-05-01", "2023-04-30T21:33:00Z"]
    assert not found.published


# Microdata and scripts


def test_microdata_by_property_then_in_page_order() -> None:
    body = (
        '<span itemprop="dateModified" content="2023-05-02">2 May</span><i itemprop="dateCreated">29 April 2023</i>'
        '<meta itemprop="datePublished" content="2023-04-30T10:00:00Z"><b itemprop="datePublished">1 May 2023</b>'
    )
    assert [(c.field, c.value) for c in extract_microdata_dates(page(body))] == [
        ("date_published", "2023-04-30T10:00:00Z"),
        ("date_published", "1 May 2023"),
        ("date_published", "29 April 2023"),
        ("date_modified", "2023-05-02"),
    ]
    assert extract_microdata_dates(page('<p itemprop="name">30 April 2023</p>')) == []


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ('{"@type": "WebPage", "datePublished": "2023-04-30"', "2023-04-30"),  # broken JSON
        ('{"publishedAt":"2023-04-30T10:00:00Z"}', "2023-04-30T10:00:00Z"),
        ('{"publishedAt":1682890380}', "2023-04-30T21:33:00Z"),
        ('{"publish_date":1682890380000}', "2023-04-30T21:33:00Z"),
        (r"\"first_publish_date\":\"2023-04-30\"", "2023-04-30"),
        ("var data = {publicationDate: '30 April 2023'}", "30 April 2023"),
        ('{"pubDate":"2023-04-30"}', "2023-04-30"),
        ('{"dateCreated":"2023-04-29","publishedAt":"2023-04-30"}', "2023-04-30"),
        ('{"publishedAt":"2023-05-01"},{"datePublished":"2023-04-30"}', "2023-04-30"),
        ('{"uploadDate":"2023-04-30"}', "2023-04-30"),
        ('{"publisher":"2023-04-30"}', None),
        ('{"published":true,"publish":"now"}', None),
    ],
)
def test_scripts(script: str, value: str | None) -> None:
    found = extract_script_dates(page(f"<script>{script}</script>"))
    assert (found[0].value if found else None) == value


def test_data_in_attributes() -> None:
    (found,) = extract_script_dates(page('<div data-page="{&quot;publishedAt&quot;:&quot;2023-04-30&quot;}"></div>'))
    assert found.value == "2023-04-30"


# The address


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://e.org/2023/04/30/story", "2023-04-30"),
        ("https://e.org/2023/4/3/story", "2023-04-03"),
        ("https://e.org/news/2023-04-30-story", "2023-04-30"),
        ("https://e.org/2023/apr/30/story", "2023-04-30"),
        ("https://e.org/news/20230430/story", "2023-04-30"),
        ("https://e.org/202304/t20230430_123.html", "2023-04-30"),
        ("https://e.org/2023/0430/c12-3.html", "2023-04-30"),
        ("https://e.org/2023/04/story", None),
        ("https://e.org/20230431/story", None),
        ("https://e.org/news/1202304301", None),
        ("https://e.org/?date=2023-04-30", None),
        ("https://[e.org/2023/04/30/", None),
        ("", None),
        (None, None),
    ],
)
def test_the_day_in_an_address(url: str | None, day: str | None) -> None:
    found = day_in_url(url)
    assert (found[0] if found else None) == day


@pytest.mark.parametrize(
    ("lang", "url", "date"),
    [
        ("en", "https://e.com/a", "2023-03-04"),
        ("en-US", "https://e.com/a", "2023-03-04"),
        ("en-US", "https://e.co.uk/a", "2023-04-03"),  # what a system declares unasked
        ("en-GB", "https://e.com/a", "2023-04-03"),
        ("de", "https://e.com/a", "2023-04-03"),
        ("", None, "2023-03-04"),
        ("de", "https://e.com/2023/03/05/a", "2023-03-04"),
    ],
)
def test_the_order_of_day_and_month(lang: str, url: str | None, date: str) -> None:
    assert parse_date("03/04/2023", date_rules(page(url=url, lang=lang))) == date


# <time>


@pytest.mark.parametrize(
    ("body", "values"),
    [
        (f"<time datetime='2023-04-30'>Sunday</time><h1>{TITLE}</h1>", ["2023-04-30"]),
        ("<time>30 April 2023</time>", ["30 April 2023"]),
        ("<time datetime='04-30-2023'>April 30, 2023</time>", ["April 30, 2023"]),  # an attribute for no machine
        ("<time datetime='1682890380'>today</time>", ["2023-04-30T21:33:00Z"]),
        ("<time>today</time>", []),
        ("<time></time>", []),
        ("<abbr class='published' title='2023-04-30T21:33:00Z'>yesterday</abbr><abbr title='World Wide Web'>WWW</abbr>",
         ["2023-04-30T21:33:00Z"]),
        ("<relative-time datetime='2023-04-30'></relative-time>", ["2023-04-30"]),
        (f"<h1>{TITLE}</h1><blockquote><time>1 May 2023</time></blockquote>", []),  # an embedded post
        # The headline's before one above it, a marked one before others.
        (f"<time>1 May 2023</time><h1>{TITLE}</h1><time>2 May 2023</time><time pubdate>30 April 2023</time>",
         ["30 April 2023", "2 May 2023", "1 May 2023"]),
        (f"<h1>{TITLE}</h1><aside><time>1 May 2023</time></aside><time>30 April 2023</time>", ["30 April 2023"]),
        (f"<h1>{TITLE}</h1><p class='comments'><time>1 May 2023</time></p><time>30 April 2023</time>",
         ["30 April 2023"]),
        (f"<h1>{TITLE}</h1>{TEASER}<a href='/2023'><time>30 April 2023</time></a>", ["30 April 2023"]),
        # Of many alike none is the article's.
        (f"<h1>{TITLE}</h1><ul>{3 * ENTRY}</ul><p><time>30 April 2023</time></p>",
         ["30 April 2023", "1 May 2023", "1 May 2023", "1 May 2023"]),
    ],
)  # fmt: skip
def test_time_elements(body: str, values: list[str]) -> None:
    assert [c.value for c in extract_time_dates(page(body)).own] == values


def test_time_elements_elsewhere_count_only_where_they_agree() -> None:
    same = "<aside><time datetime='2023-04-30T10:00'>a</time><time datetime='2023-04-30T11:00'>b</time></aside>"
    assert [c.value for c in extract_time_dates(page(same)).elsewhere] == ["2023-04-30T10:00", "2023-04-30T11:00"]
    assert extract_time_dates(page(same + "<aside><time>1 May 2023</time></aside>")).elsewhere == []


@pytest.mark.parametrize("label", ["Updated", "Last modified:", "Zuletzt aktualisiert", "Mis à jour le", "Обновлено"])
def test_a_time_of_change(label: str) -> None:
    (found,) = extract_time_dates(page(f"<p>{label} <time datetime='2023-05-01'>1 May</time></p>")).own
    assert found.field == "date_modified"


# Lines of text


def lines(body: str, rules: DateRules | None = None) -> list[tuple[str, str | None]]:
    of = page(body)
    rules = rules or date_rules(of)
    return [(c.field.removeprefix("date_"), parse_date(c.value, rules)) for c in extract_date_lines(of, rules)]


@pytest.mark.parametrize(
    ("body", "first"),
    [
        (f"<h1>{TITLE}</h1><p>By Jane Roe | 30 April 2023</p>{PROSE}", ("published", "2023-04-30")),
        (f"<h1>{TITLE}</h1><p>30.04.23</p>{PROSE}", ("published", "2023-04-30")),
        (f"<h1>{TITLE}</h1><p>۱۰ اردیبهشت ۱۴۰۲</p>{PROSE}", ("published", "2023-04-30")),
        (f"<h1>{TITLE}</h1><p><b>30</b> <span>April</span> <i>2023</i></p>{PROSE}", ("published", "2023-04-30")),
        # The day of the reader's visit above the headline is not the article's.
        (f"<div>Monday, 1 May 2023</div><h1>{TITLE}</h1><div>30 April 2023</div>{PROSE}", ("published", "2023-04-30")),
        (f"<h1>{TITLE}</h1>{PROSE}<p>Published: 30 April 2023</p><footer>© 2 May 2023</footer>",
         ("published", "2023-04-30")),
        (f"<h1>{TITLE}</h1><p>Updated 1 May 2023</p><p class='date'>30 April 2023</p>{PROSE}",
         ("published", "2023-04-30")),
        (f"<h1>{TITLE}</h1><div class='related'>1 May 2023</div><div class='byline'>30 April 2023</div>{PROSE}",
         ("published", "2023-04-30")),
        (f"<h1>{TITLE}</h1><div>Last updated:</div><div>1 May 2023</div>{PROSE}", ("modified", "2023-05-01")),
        (f"<h1>{TITLE}</h1><p>BERLIN, April 30, 2023 -- {PROSE[3:]}", ("published", "2023-04-30")),
    ],
)  # fmt: skip
def test_date_lines(body: str, first: tuple[str, str]) -> None:
    found = lines(body)
    assert next((line for line in found if line[0] == first[0]), None) == first


def test_two_dates_in_a_line() -> None:
    body = f"<h1>{TITLE}</h1><p>Updated 2 May 2023, 10:00 | Published 30 April 2023, 9:05</p>{PROSE}"
    assert sorted(lines(body)) == [("modified", "2023-05-02T10:00:00"), ("published", "2023-04-30T09:05:00")]


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>{TITLE}</h1>{PROSE}",
        f"<h1>{TITLE}</h1>{PROSE}<p>{'The river rose. ' * 5} On 30 April 2023 it fell. {'Nobody crossed. ' * 5}</p>",
        "<footer>Copyright 30 April 2023</footer>",
        f"<h1>{TITLE}</h1><script>var day = '30 April 2023';</script>",
        "",
    ],
)
def test_no_date_line(body: str) -> None:
    assert lines(body) == []


# The choice

META = '<meta property="article:published_time" content="2023-04-30">'
WEAK = '<meta name="date" content="2023-05-03">'
TIME = f"<h1>{TITLE}</h1><time datetime='2023-05-01'>1 May</time>{PROSE}"
LINE = f"<h1>{TITLE}</h1><p class='date'>2 May 2023</p>{PROSE}"


@pytest.mark.parametrize(
    ("of", "chosen"),
    [
        (page(TIME, META + WEAK), ("2023-04-30", "meta:article:published_time")),
        (page(TIME, WEAK), ("2023-05-01", "time")),
        (page(LINE, WEAK), ("2023-05-02", "dateline")),
        (page(PROSE, WEAK), ("2023-05-03", "meta:date")),
        (page(LINE, META.replace("2023-04-30", "soon")), ("2023-05-02", "dateline")),
        (page(LINE + '<script>{"publishedAt":"2023-05-04"}</script>'), ("2023-05-04", "scripts")),
        (page(LINE, url="https://e.org/2023/05/05/a"), ("2023-05-05", "url")),
        (page(TIME, META, url="https://e.org/2023/04/29/a"), ("2023-04-30", "meta:article:published_time")),
        (page(TIME, META, url="https://e.org/2020/04/30/a"), ("2020-04-30", "url")),  # imported anew
        (page(PROSE), None),
        (page("<p>Updated 30 April 2023</p>"), ("2023-04-30", "modified")),  # of the version that is shown
        (Page("plain text, 30 April 2023"), None),
    ],
)
def test_the_choice(of: Page, chosen: tuple[str, str] | None) -> None:
    assert published(of) == chosen


def test_other_readers_go_first() -> None:
    first = (Candidate("date_published", "2023-04-28", "jsonld", "2023-04-28"),)
    assert published(page(TIME, META), first) == ("2023-04-28", "jsonld")


def test_an_outlet_whose_landmarks_say_where_the_date_stands_has_no_other_in_its_body() -> None:
    of = page(TIME + LINE + "<p>Updated 3 May 2023</p>")
    dates = PageDates(of, DateRules(), in_body=False)
    assert list(dates.published(())) == []
    assert list(dates.modified(())) == []


def test_dates_of_change_from_all_sources() -> None:
    of = page(
        "<i itemprop='dateModified' content='2023-05-02'></i><p>Updated <time datetime='2023-05-03'>3 May</time></p>",
        '<meta property="article:modified_time" content="2023-05-01">',
    )
    found = PageDates(of, DateRules()).modified(())
    assert [(c.value, c.method) for c in found] == [
        ("2023-05-01", "meta:article:modified_time"),
        ("2023-05-02", "microdata"),
        ("2023-05-03", "time"),
    ]
    shown = PageDates(page(f"<h1>{TITLE}</h1><p>Updated: 1 May 2023</p>{PROSE}"), DateRules())
    assert [c.method for c in shown.published(())] == ["modified"]
    assert [c.method for c in shown.modified(())] == ["dateline"]


def test_a_record_has_the_date_its_raw_text_and_its_source() -> None:
    ld = '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "Words."%s}</script>'
    of = page(LINE, ld % "")
    article = parse_article(of, outlet_of(of))
    assert (article.date_published, article.date_modified, article.date_published_raw) == (
        "2023-05-02",
        None,
        "2 May 2023",
    )
    assert article.provenance["date_published"].method == "dateline"

    late = Page(page(LINE, ld % ', "datePublished": "2999-01-01"').content, fetched_at=datetime(2023, 5, 2, tzinfo=UTC))
    article = parse_article(late, None)
    assert article.date_published == "2023-05-02"
    assert "after the page was fetched" in "".join(map(str, late.faults))

    unreadable = page(PROSE, ld % ', "datePublished": "soon"')
    article = parse_article(unreadable, None)
    assert (article.date_published, article.date_published_raw) == (None, "soon")
