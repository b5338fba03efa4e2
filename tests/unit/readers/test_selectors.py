"""Fields are read where selectors say that they stand."""

import json
from typing import Any

import pytest

from newsscrape.items import FeaturedStory, Image
from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.selector import compile_selector
from newsscrape.readers.selectors import FIELDS, extract_selected, selected_blocks

DATA = {
    "@graph": [
        {"@type": "WebSite", "name": "The Gazette", "inLanguage": "en-GB"},
        {
            "@type": "NewsArticle",
            "headline": "Ferry &amp; tram",
            "author": [{"@id": "#ann"}, {"@type": "Person", "name": "Bo Ek"}],
            "keywords": "ferry, tram",
            "articleSection": ["Transport", "Local"],
            "wordCount": 412,
            "isLive": True,
            "image": {"url": "https://g.example/lead.jpg", "caption": "Lead"},
            "articleBody": "One.\n\nTwo.",
            "datePublished": 1714730400,
        },
        {"@id": "#ann", "name": "Ann Lee"},
    ]
}


def page(body: str, data: Any = None) -> Page:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data is not None else ""
    return Page(f"<html><head>{script}</head><body>{body}</body></html>", url="https://g.example/a/")


def read(body: str, field: str, *selectors: str, data: Any = None) -> Candidate | None:
    found = extract_selected(page(body, data), {field: selectors})
    assert len(found) <= 1
    return found[0] if found else None


def value(body: str, field: str, *selectors: str, data: Any = None) -> Any:
    candidate = read(body, field, *selectors, data=data)
    return candidate.value if candidate else None


@pytest.mark.parametrize(
    ("selector", "title", "method"),
    [
        ("h1.head", "A ferry for all", "outlet:css"),
        ("h1.head::text", "A", "outlet:css"),
        ("meta[property='og:title']", "Of the head", "outlet:css"),
        ("meta[property='og:title']::attr(content)", "Of the head", "outlet:css"),
        ("xpath://h1[@class='head']/b", "ferry", "outlet:xpath"),
        ("xpath://h1/@class", "head", "outlet:xpath"),
        ("xpath:string(//h1/b)", "ferry", "outlet:xpath"),
        ("xpath://h1[re:test(@class, '^he')]/b", "ferry", "outlet:xpath"),
        ("jsonld:headline", "Ferry & tram", "outlet:jsonld"),
        ("jsonld:wordCount", "412", "outlet:jsonld"),
    ],
)
def test_a_title_by_css_xpath_and_json_ld(selector: str, title: str, method: str) -> None:
    html = (
        '<meta property="og:title" content="Of the head"><h1 class="head">A <b>ferry</b>\n for all</h1><h1>Other</h1>'
    )
    candidate = read(html, "title", selector, data=DATA)
    assert candidate == Candidate("title", title, method, title)


def test_selectors_are_tried_in_order_until_one_gives_something() -> None:
    assert value("<h1> </h1><h2>Two</h2><h3>Three</h3>", "title", "h4", "h1", "h2", "h3") == "Two"


@pytest.mark.parametrize(
    ("selectors", "method"),
    [
        (("h2", "h3"), "outlet:css"),
        (("h1", "h2"), "outlet:css:2"),
        (("h4", "h1", "xpath://h2"), "outlet:xpath:3"),
        (("h4", "jsonld:headline"), "outlet:jsonld:2"),
    ],
)
@pytest.mark.parametrize("field", ["title", "authors", "body"])
def test_the_method_says_which_selector_of_the_list_gave_the_value(
    field: str, selectors: tuple[str, ...], method: str
) -> None:
    candidate = read("<h1> </h1><h2>Two</h2><h3>Three</h3>", field, *selectors, data=DATA)
    assert candidate is not None
    assert candidate.method == method


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("selector", ["h6.none", "xpath://h6/@none", "jsonld:none.such", "jsonld:isLive"])
def test_what_a_page_lacks_gives_no_candidate(field: str, selector: str) -> None:
    assert read("<p>Text</p>", field, selector, data=DATA) is None
    assert extract_selected(Page("Plain text"), {field: (selector,)}) == []


@pytest.mark.parametrize(
    "data", [[], 5, "x", {"author": 5}, {"author": [[{"name": [{}]}], None]}, {"author": {"@id": 7}}]
)
def test_json_ld_of_any_shape_raises_nothing(data: Any) -> None:
    for field in FIELDS:
        for path in ("author", "author.name", "author.name.x", "author.@id.name"):
            read("", field, f"jsonld:{path}", data=data)
    assert value("", "authors", "jsonld:author.name", data=data) is None


@pytest.mark.parametrize(
    ("path", "names"),
    [("author", ["Ann Lee", "Bo Ek"]), ("author.name", ["Ann Lee", "Bo Ek"]), ("publisher.name", None)],
)
def test_a_path_goes_through_lists_and_references(path: str, names: list[str] | None) -> None:
    assert value("", "authors", f"jsonld:{path}", data=DATA) == names


def test_a_path_may_begin_beside_the_article_where_that_has_nothing() -> None:
    assert value("", "language", "jsonld:inLanguage", data=DATA) == "en-GB"
    assert value("", "section", "jsonld:articleSection", data=DATA) == "Transport"


def test_each_element_is_an_author_or_several() -> None:
    candidate = read('<a class="w">By Ann Lee and Bo Ek</a><a class="w">Cy Dee</a>', "authors", "a.w")
    assert candidate is not None
    assert (candidate.value, candidate.raw) == (["By Ann Lee and Bo Ek", "Cy Dee"], "By Ann Lee and Bo Ek; Cy Dee")


@pytest.mark.parametrize(
    ("html", "selector", "date", "raw"),
    [
        ('<time datetime="2024-05-03T10:00Z">3 May</time>', "time", "2024-05-03T10:00Z", "2024-05-03T10:00Z"),
        (
            '<time datetime="2024-05-03T10:00Z">x</time>',
            "time::attr(datetime)",
            "2024-05-03T10:00Z",
            "2024-05-03T10:00Z",
        ),
        ("<time>soon</time><time>3 May 2024</time>", "time", "3 May 2024", "3 May 2024"),
        ("<time>soon</time>", "time", "soon", "soon"),
        ("", "jsonld:datePublished", "2024-05-03T10:00:00Z", "1714730400"),
    ],
)
def test_a_date_and_what_it_was_read_from(html: str, selector: str, date: str, raw: str) -> None:
    candidate = read(html, "date_published", selector, data=DATA)
    assert candidate is not None
    assert (candidate.value, candidate.raw) == (date, raw)


def test_tags_of_elements_and_of_json_ld() -> None:
    assert value("<i>One, two</i><i>Three</i>", "tags", "i") == ["One, two", "Three"]
    assert value("", "tags", "jsonld:keywords", data=DATA) == ["ferry", "tram"]


@pytest.mark.parametrize(("html", "code"), [("<b> 1055 </b>", "1055"), ("<b>Code 1055</b>", None)])
def test_a_code_has_no_spaces(html: str, code: str | None) -> None:
    assert value(html, "story_code", "b") == code


@pytest.mark.parametrize(
    ("html", "selector", "images"),
    [
        (
            "<figure><img data-src='/a.jpg' src='spacer.gif'><figcaption>The ferry. Photo: Bo Ek</figcaption></figure>",
            "figure",
            [Image(url="/a.jpg", caption="The ferry.", credit="Bo Ek")],
        ),
        ("<figure><a><img src='/a.jpg'></a></figure>", "figure img", [Image(url="/a.jpg")]),
        ("<img src='/a.jpg'>", "img::attr(src)", [Image(url="/a.jpg")]),
        ("<meta property='og:image' content='/a.jpg'>", "meta[property='og:image']", [Image(url="/a.jpg")]),
        ("<img src='data:x'>", "img", None),
        ("", "jsonld:image", [Image(url="https://g.example/lead.jpg", caption="Lead")]),
    ],
)
def test_pictures(html: str, selector: str, images: list[Image] | None) -> None:
    assert value(html, "images", selector, data=DATA) == images


def test_stories_by_their_links() -> None:
    html = """<ul>
        <li><a href="/1"><img alt="A boat"></a><a href="/1">One</a><time datetime="2024-05-03">3 May</time></li>
        <li><a href="/2"><h3>Two</h3> A teaser</a></li>
        <li><a href="/3"><img alt="Three"></a></li>
        <li><a href="mailto:x@g.example">Write</a><a name="x">Here</a><a href="/4"></a></li>
    </ul>"""
    stories = [
        FeaturedStory(title="One", url="https://g.example/1", image_alt="A boat", date_raw="2024-05-03"),
        FeaturedStory(title="Two", url="https://g.example/2"),
        FeaturedStory(title="Three", url="https://g.example/3", image_alt="Three"),
    ]
    assert value(html, "featured_stories", "li") == stories
    stories[0].date_raw = None  # what stands beside a link is not in it; and of many links, a date is not that of each
    assert value(html, "featured_stories", "li a") == stories
    assert value(html, "featured_stories", "ul") == stories


BODY = """<div class="story">Lead <span class="share">Share</span>and <b>more</b>
  <div class="ad"><p>Buy</p></div>After the ad<br>and a break
  <p>A paragraph.</p>
  <div class="story"><p>Inner.</p></div>
  <section class="note"><p>Note.</p></section>
</div><div class="story">Second</div>"""


def test_paragraphs_are_the_containers_blocks_without_what_is_left_out() -> None:
    assert selected_blocks(page(BODY), [".story"], [".ad", "span.share", "xpath://section"]) == [
        "Lead and more", "After the ad", "and a break", "A paragraph.", "Inner.", "Second",
    ]  # fmt: skip
    assert selected_blocks(page(BODY), [".story"])[1] == "Buy"


@pytest.mark.parametrize(
    ("html", "body", "leave_out", "paragraphs"),
    [
        ("<p>A</p><p>B</p>", ["p"], [], ["A", "B"]),
        ("<p>A</p><div>B</div>", ["article", "xpath://div[.='x']", "div"], [], ["B"]),
        ("<span class=s>In a <i>line</i></span> tail", ["span.s"], [], ["In a line"]),
        ("<span class=s>One<p>Two</p>Three</span> tail", ["span.s"], [], ["One", "Two", "Three"]),
        ("<nav class=s><p>Text</p></nav>", [".s"], [], ["Text"]),
        ("<div class=s><p>A</p></div>", [".s"], [".s"], []),
        ("<aside><div class=s><p>A</p></div></aside>", [".s"], ["aside"], []),
        ("<div class=s><p>A</p><p hidden>B</p></div>", [".s"], [], ["A"]),
        ("<div class=s><p hidden>B</p></div>", [".s"], [], ["B"]),
        ("<div class=s>A<script>x()</script><style>y</style> b</div>", [".s"], ["script"], ["A b"]),
        ("<p>A</p>", ["p::text"], [], ["A"]),
        ("", ["jsonld:articleBody"], [], ["One.", "Two."]),
        ("<p>A</p>", [".none"], [], []),
    ],
)
def test_blocks(html: str, body: list[str], leave_out: list[str], paragraphs: list[str]) -> None:
    made = page(html, DATA)
    before = [(element.tag, element.text, element.tail) for element in made.tree.iter()]
    assert selected_blocks(made, body, leave_out) == paragraphs
    assert [(element.tag, element.text, element.tail) for element in made.tree.iter()] == before


def test_an_evaluation_that_breaks_off_finds_nothing_and_is_noted() -> None:
    made = page("<p>x</p><i>(</i>")
    assert compile_selector("xpath://i[re:test(., .)]").find(made).matches == []
    (fault,) = made.faults
    assert (fault.field, fault.cause) == ("page", "a selector cannot be evaluated")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "h1[",
        "h1::after",
        "xpath:",
        "xpath://h1[",
        "xpath:1",
        "xpath://p[re:test(., '(')]",
        "jsonld:a b",
        "jsonld:a.",
    ],
)
def test_a_selector_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"it is empty|no CSS selector|no XPath|it gives a number|a path into JSON-LD"):
        compile_selector(text)


def test_selectors_are_compiled_once() -> None:
    assert compile_selector("h1.once") is compile_selector("h1.once")
