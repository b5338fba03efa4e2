"""One page → its article: which reader gives a field, what the identity is, why there is no article."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import newsscrape
from newsscrape import Article, ExtractionError, extract
from newsscrape.errors import ConfigurationError
from newsscrape.items import Image
from newsscrape.outlets.registry import outlet_named, outlet_of
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.urls import fingerprint

SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt"))
URL = "https://www.islamtimes.org/en/news/7/a-story"
LAYOUT = """
<div>Sunday 30 April 2023 - 21:33</div><h1>The title</h1><div>Story Code : 7</div><h2>The title</h2>
<p>One <b>bold</b> word.</p><figure><img src="/i/2.jpg"><figcaption>A caption</figcaption></figure><p>Two.</p>
<div>Comment</div>"""


def html(body: str = LAYOUT, head: str = "", end: str = "</body></html>") -> str:
    return f"<html lang='en'><head>{head}</head><body>{body}{end}"


def jsonld(**values: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **values})}</script>'


def parse(content: str | bytes, **of_page: Any) -> tuple[Article, list[str]]:
    page = Page(content, **of_page)
    article = parse_article(page, outlet_of(page))
    return article, [str(fault) for fault in page.faults]


def reason(content: str | bytes, **of_page: Any) -> str:
    with pytest.raises(ExtractionError) as caught:
        parse(content, **of_page)
    assert str(caught.value) == caught.value.reason
    return caught.value.reason


@pytest.fixture(scope="module")
def seed() -> Article:
    return parse(SEED.read_bytes(), path="seeds/x.txt", record=0)[0]


def test_seed(seed: Article) -> None:
    """What issue and design say of the page that the project began from."""
    paragraphs = seed.body.split("\n\n")
    assert (seed.id, seed.outlet, seed.story_code) == ("islamtimes:1055216", "islamtimes", "1055216")
    assert seed.title == "Chinese Defense Minister: China to Cooperate with Other SCO Countries on Security"
    assert (seed.date_published, seed.date_published_raw) == (
        "2023-04-30T21:33:00+03:30", "Sunday 30 April 2023 - 21:33",
    )  # fmt: skip
    assert len(paragraphs) == 4
    assert paragraphs[0].startswith("According to the Chinese")
    assert paragraphs[-1].endswith("security and stability.")
    assert (seed.url, seed.canonical_url, seed.images, seed.fetched_at) == (None, None, [], None)


def test_the_seeds_featured_stories(seed: Article) -> None:
    stories = seed.featured_stories
    days = ["30", "30", "29", "29", "29", "29", "28", "28", "28", "28", "27", "27"]
    assert [story.date for story in stories] == [None, *(f"2023-04-{day}" for day in days)]
    assert stories[0].title == "US Sends More Military Equipment to Ain al-Assad"
    assert (stories[5].title, stories[5].image_alt) == (
        "Syria's UN Envoy Accuses Israel of Coordinating with Daesh", "Syria",
    )  # fmt: skip
    assert stories[12].title.startswith("New Poll: 44% of Democrats")
    assert all(story.image_alt == story.title for i, story in enumerate(stories) if i != 5)


def test_provenance_says_which_reader_and_from_what(seed: Article) -> None:
    assert {p.method for p in seed.provenance.values()} == {"landmarks"}
    assert seed.provenance["story_code"].raw == "Story Code : 1055216"
    assert seed.provenance["date_published"].raw == "Sunday 30 April 2023 - 21:33"
    assert seed.provenance["body"].raw is None
    assert set(seed.provenance) == {"story_code", "title", "body", "date_published", "featured_stories"}


def test_landmarks_come_first_then_jsonld_then_metas() -> None:
    head = jsonld(headline="LD", description="LD says", datePublished="2020-01-01", author={"name": "By Jane"}) + (
        '<meta property="og:title" content="OG"><meta property="og:description" content="OG says">'
        '<meta property="article:section" content="World">'
    )
    article, faults = parse(html(head=head), url=URL)
    assert (article.title, article.description, article.section) == ("The title", "LD says", "World")
    assert (article.date_published, article.authors, article.language) == ("2023-04-30T21:33:00+03:30", ["Jane"], "en")
    methods = {field: p.method for field, p in article.provenance.items()}
    assert methods["title"] == "landmarks"
    assert methods["description"] == "jsonld"
    assert (methods["section"], methods["language"]) == ("meta:article:section", "meta:html:lang")
    assert faults == []


def test_the_next_reader_is_asked_when_a_value_cannot_be_read() -> None:
    head = jsonld(articleBody="Text.", datePublished="soon") + '<meta name="date" content="2023-04-30T10:00Z">'
    article, faults = parse(html("<p>x</p>", head), url="https://e.org/a")
    assert (article.date_published, article.date_published_raw) == ("2023-04-30T10:00:00+00:00", "2023-04-30T10:00Z")
    assert article.provenance["date_published"].method == "meta:date"
    assert faults == ["date_published: not a date: 'soon'"]


def test_a_date_that_nobody_can_read_stays_as_printed() -> None:
    article, faults = parse(html("", jsonld(articleBody="Text.", datePublished="soon")), url="https://e.org/a")
    assert (article.date_published, article.date_published_raw) == (None, "soon")
    assert "date_published" not in article.provenance
    assert len(faults) == 1


def test_pictures_are_gathered_the_lead_picture_first() -> None:
    head = '<meta property="og:image" content="/i/1.jpg">' + jsonld(image={"url": "/i/2.jpg", "creditText": "AFP"})
    article, _ = parse(html(head=head), url=URL)
    site = "https://www.islamtimes.org"
    assert article.images == [
        Image(url=f"{site}/i/1.jpg"),
        Image(url=f"{site}/i/2.jpg", caption="A caption", credit="AFP"),
    ]
    assert article.provenance["images"].method == "meta:og:image"
    assert article.body == "One bold word.\n\nTwo."


@pytest.mark.parametrize(
    ("url", "head", "body", "outlet", "key"),
    [
        (URL, "", LAYOUT, "islamtimes", "7"),
        (None, "", LAYOUT, "islamtimes", "7"),  # by its landmarks
        ("https://e.org/a?utm_source=x", "", "", "e.org", fingerprint("https://e.org/a")),
        (None, '<link rel="canonical" href="https://c.org/a">', "", "c.org", fingerprint("https://c.org/a")),
        (None, "", "", "unknown", fingerprint("LD\n\nText.")),
    ],
)
def test_identity(url: str | None, head: str, body: str, outlet: str, key: str) -> None:
    article, _ = parse(html(body, head + jsonld(headline="LD", articleBody="Text.")), url=url)
    assert (article.outlet, article.id) == (outlet, f"{outlet}:{key}")


def test_canonical_url_is_the_pages_own_in_canonical_form() -> None:
    head = '<link rel="canonical" href="/en/news/7/?b=1&a=2&utm_source=x#c">'
    article, _ = parse(html(head=head), url=URL)
    assert (article.url, article.canonical_url) == (URL, "https://www.islamtimes.org/en/news/7/?a=2&b=1")


def test_fetched_at_is_utc() -> None:
    moment = datetime(2023, 5, 1, 3, 30, 5, 900000, tzinfo=timezone(timedelta(hours=3, minutes=30)))
    assert parse(html(), fetched_at=moment)[0].fetched_at == "2023-05-01T00:00:05Z"
    assert parse(html(), fetched_at=moment.astimezone(UTC))[0].fetched_at == "2023-05-01T00:00:05Z"


def test_a_long_raw_text_is_cut() -> None:
    article, _ = parse(html(head=f'<meta name="description" content="{"x" * 600}">'), url=URL)
    assert article.description == "x" * 600
    assert article.provenance["description"].raw == "x" * 500


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the page is empty"),
        ("\ufeff \r\n\t", "the page is empty"),
        (b"\0" * 12, "the page holds nothing but 12 NUL bytes"),
        (" date 2023-04-30 0\n\n", "a record header without a page below it"),
        (" date 2023-04-30 0\nx\n date 2023-04-30 1\ny", "the text holds 2 records, not one page"),
        ("Some prose.\nMore of it.", "the text bears no known outlet's landmarks"),
        ("<html><body><h1>502 Bad Gateway</h1></body></html>", "nothing on the page calls it one"),
        ("30 April 2023\nA title\nA line of something", "the text bears no known outlet's landmarks"),
        ("Sunday 30 April 2023 - 21:33\nA title alone", "no body below the title 'A title alone'"),
        ("Sunday 30 April 2023 - 21:33", "the text bears no known outlet's landmarks"),
        ("Story Code : 7", "the text bears no known outlet's landmarks"),
    ],
)
def test_why_there_is_no_article(content: str | bytes, said: str) -> None:
    assert said in reason(content)


def test_why_a_page_of_the_outlet_is_no_article() -> None:
    page = html("<h1>A gallery</h1><p>See our pictures.</p>")
    assert reason(page, url=URL) == "not an article of Islam Times: no title below a date line or above a story code"


@pytest.mark.parametrize(
    ("body", "end", "cut_off"),
    [
        (LAYOUT[: LAYOUT.index("<div>Comment")], "", True),  # within the body
        (LAYOUT[: LAYOUT.index("<p>One")], "", True),
        (LAYOUT[: LAYOUT.index("<p>One")], "</body></html>", False),  # whole, and without a body
        ("<h1>A gallery</h1>", "</body></html>", False),
    ],
)
def test_cut_off_pages_are_told(body: str, end: str, cut_off: bool) -> None:
    page = Page(html(body, end=end), url=URL)
    with pytest.raises(ExtractionError) as caught:
        parse_article(page, outlet_of(page))
    assert caught.value.cut_off is cut_off


def test_of_many_dates_that_nothing_can_read_some_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes milliseconds, and a page can have as many as it likes."""
    asked: list[str] = []
    monkeypatch.setattr("newsscrape.dates._from_dateparser", lambda text, _: asked.append(text))
    metas = "".join(f'<meta property="article:published_time" content="2024 of {n} 12">' for n in range(1000))
    text = "<p>The ferry runs again on Monday, after three weeks in the dock, the harbour said on Sunday.</p>" * 5
    page = Page(f"<html><head>{metas}</head><body><article><h1>A ferry</h1>{text}</article></body></html>")
    assert parse_article(page, None).date_published is None
    assert 0 < len(asked) <= 100


def test_a_page_that_breaks_off_below_its_body_is_an_article() -> None:
    assert extract(html(end="<h3>Featured Sto")).body == "One bold word.\n\nTwo."


def test_a_wrong_encoding_declaration_is_a_fault_beside_the_article() -> None:
    page = html(LAYOUT.replace("The title", "Erdoğan’s"), '<meta charset="windows-1256">')
    article, faults = parse(page.encode(), url=URL)
    assert article.title == "Erdoğan’s"
    assert faults == ["page: wrong encoding declaration: 'cp1256, but the bytes are utf-8'"]


def test_the_outlet_can_be_named() -> None:
    assert extract(html(), url="https://e.org/a", outlet="islamtimes").id == "islamtimes:7"
    with pytest.raises(ConfigurationError, match=r"no outlet is named 'nowhere'; there are: .*islamtimes"):
        extract(html(), outlet="nowhere")
    assert outlet_named("islamtimes").title == "Islam Times"


def test_the_package_names_what_it_offers() -> None:
    assert set(newsscrape.__all__) == {"Article", "ExtractionError", "__version__", "extract"}
    with pytest.raises(AttributeError, match="has no attribute 'no_such'"):
        newsscrape.no_such  # noqa: B018 (asked for on purpose)
