"""No reader raises, whatever a page holds."""

import json

from hypothesis import given
from hypothesis import strategies as st

from newsscrape.choice import rank, site_keys
from newsscrape.embedded import parse_json
from newsscrape.page import Page
from newsscrape.people import parse_authors, printed_names
from newsscrape.readers.breadcrumbs import extract_breadcrumbs
from newsscrape.readers.byline import extract_byline
from newsscrape.readers.images import extract_images
from newsscrape.readers.jsonld import extract_jsonld, publishers
from newsscrape.readers.meta import extract_meta, site_names
from newsscrape.readers.microdata import extract_microdata
from newsscrape.readers.title import extract_titles

READERS = (
    extract_breadcrumbs,
    extract_byline,
    extract_images,
    extract_jsonld,
    extract_meta,
    extract_microdata,
    extract_titles,
)
KEYS = st.sampled_from(
    "@type @id @graph @value name author creator headline keywords image url caption creditText hasPart publisher "
    "isAccessibleForFree articleBody articleSection mainEntity itemListElement item inLanguage".split()
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["NewsArticle", "BreadcrumbList"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=15,
)
NAMES = st.sampled_from("h1 p a div span figure figcaption img nav meta script title svg b footer article".split())
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' class="author byline"',
        ' class="breadcrumb comment"',
        ' itemprop="author headline"',
        ' itemscope itemtype="x"',
        ' rel="author" href="/author/x"',
        ' src="//["',
        ' property="og:title" content="x | y"',
        ' name="twitter:label1" content="By"',
    ]
)
TEXTS = st.sampled_from(
    ["", "By ", "Ann Lee", " & ", "©", "Photo: ", "3.2.2021 | ", "\ud800", "\0", "<", "&#0;", "'"]
) | st.text(max_size=5)
HTML = st.lists(st.tuples(NAMES, ATTRIBUTES, TEXTS, st.booleans()), max_size=12).map(
    lambda parts: "<html>" + "".join(f"<{n}{a}>{t}{f'</{n}>' if closed else ''}" for n, a, t, closed in parts)
)


def read_all(page: Page) -> None:
    site = site_keys([*publishers(page), *site_names(page)], page.host)
    for reader in READERS:
        for candidate in reader(page):
            assert rank(candidate.field, [candidate, candidate], site) is not None


@given(VALUES)
def test_any_json(value: object) -> None:
    article = {"@type": "NewsArticle", "headline": value, "author": value, "image": value, "hasPart": value}
    text = json.dumps([value, article]).replace("</", "<\\/")
    read_all(Page(f'<html><script type="application/ld+json">{text}</script></html>'))


@given(HTML)
def test_any_html(html: str) -> None:
    read_all(Page(html, url="https://e.org/a"))


@given(st.text())
def test_any_byline(text: str) -> None:
    for names in (parse_authors(text), printed_names(text)):
        assert all(name and name == name.strip() for name in names)


@given(st.text(alphabet="{}[]\",:\\'/*\n ab1"))
def test_any_broken_json(text: str) -> None:
    try:
        values = parse_json(text)
    except ValueError:
        values = []
    assert isinstance(values, list)
