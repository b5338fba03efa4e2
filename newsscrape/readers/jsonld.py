"""Reads the article's JSON-LD (schema.org `NewsArticle` and its kin) in `<script type="application/ld+json">`."""

import html
from collections.abc import Iterator, Sequence
from typing import Any

from newsscrape.items import Image
from newsscrape.limits import JSON_LD_VALUES
from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate
from newsscrape.text import clean_text, split_lines

METHOD = "jsonld"
_ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle "
    "ReviewNewsArticle AskPublicNewsArticle SatiricalArticle AdvertiserContentArticle TechArticle ScholarlyArticle "
    "MedicalScholarlyArticle BlogPosting LiveBlogPosting SocialMediaPosting Report".split()
)
# Types of nodes that stand for the article where no node is one.
_PAGE_TYPES = frozenset("WebPage ItemPage MedicalWebPage Recipe Review HowTo VideoObject PodcastEpisode Blog".split())
_FIRMS = frozenset("Organization NewsMediaOrganization Corporation LocalBusiness WebSite".split())
_TEXTS = (
    ("title", "headline"),
    ("description", "description"),
    ("section", "articleSection"),
    ("language", "inLanguage"),
    ("date_published", "datePublished"),
    ("date_modified", "dateModified"),
)
_MOST_NODES = 10_000  # of a page's blocks; a page with more is not describing an article
_DEEPEST = 8  # values within values, when a name or an address is looked for

Node = dict[str, Any]


def extract_jsonld(page: Page) -> list[Candidate]:
    """Candidates of the article that the page's JSON-LD describes; none where it describes none."""
    if not page.is_html or not page.ld_json:
        return []
    nodes = list(described_nodes(page.ld_json))
    article = article_node(nodes)
    if article is None:
        return _breadcrumbs(nodes)
    known = _by_id(nodes)
    found = [Candidate(field, value, METHOD, value) for field, key in _TEXTS if (value := first_text(article.get(key)))]
    if body := first_text(article.get("articleBody")):
        found.append(Candidate("body", split_lines(body), METHOD))
    writers = article.get("author") or article.get("creator")
    for field, values, method in (
        ("authors", names_in(writers, known), f"{METHOD}:organization" if _is_firm(writers, known) else METHOD),
        ("tags", keywords_in(article.get("keywords")), METHOD),
        ("images", images_in(article.get("image"), known), METHOD),
    ):
        if values:
            found.append(Candidate(field, values, method))
    return [*found, *_access(article), *_breadcrumbs(nodes)]


def publishers(page: Page) -> list[str]:
    """Names of the organisations that the page's JSON-LD calls its publisher, or that are its site."""
    names: list[str] = []
    for node in described_nodes(page.ld_json):
        names += names_in(node.get("publisher"), {})
        if node_types(node) & {"Organization", "NewsMediaOrganization", "WebSite"} and isinstance(
            node.get("name"), str
        ):
            names.append(node["name"])
    return names


def values_at(page: Page, path: Sequence[str]) -> tuple[list[Any], dict[str, Node]]:
    """The values that a page's JSON-LD has at a path of keys, such as `author`, `name`; and its nodes by their `@id`.

    The path begins at the node that describes the article; where that has nothing there, at the first other node that
    has. Lists are gone through, and an object that is nothing but an `@id` is the node that it names. Values are as
    parsed, in page order; none where the page has none.
    """
    if not page.is_html or not page.ld_json:
        return [], {}
    nodes = list(described_nodes(page.ld_json))
    known = _by_id(nodes)
    first = article_node(nodes)
    for start in nodes if first is None else [first, *nodes]:
        values: list[Any] = [start]
        for key in path:
            inner = [value.get(key) for value in values if isinstance(value, dict)]
            values = [_whole(one, known) for found in inner for one in _listed(found) if one is not None]
        if values:
            return values[:_MOST_NODES], known
    return [], known


def _by_id(nodes: list[Node]) -> dict[str, Node]:
    """The nodes that say something, by their `@id`; of several the first."""
    return {node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str) and len(node) > 1}


def _whole(value: Any, known: dict[str, Node]) -> Any:
    """The node that a reference to it (`{"@id": …}`) stands for; other values as they are."""
    if isinstance(value, dict) and len(value) == 1 and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value


def article_node(nodes: list[Node]) -> Node | None:
    """The node that describes the page's article: the first that is one and has a headline, else the first that is
    one, else the first that describes the page.
    """
    articles = [node for node in nodes if node_types(node) & _ARTICLE_TYPES]
    with_headline = [node for node in articles if first_text(node.get("headline"))]
    pages = [node for node in nodes if node_types(node) & _PAGE_TYPES]
    return next(iter(with_headline or articles or pages), None)


def described_nodes(values: list[Any]) -> Iterator[Node]:
    """Every object that may describe an article: at the top, in lists, graphs, main entities, in page order."""
    queue = list(reversed(values))
    seen = 0
    while queue and seen < _MOST_NODES:
        node = queue.pop()
        seen += 1
        if isinstance(node, list):
            queue += reversed(node[:_MOST_NODES])
        elif isinstance(node, dict):
            yield node
            queue += [
                node[key]
                for key in ("mainEntityOfPage", "mainEntity", "@graph")
                if isinstance(node.get(key), (list, dict))
            ]


def node_types(node: Node) -> set[str]:
    """The types of an object, without their vocabulary: `https://schema.org/NewsArticle` → `NewsArticle`."""
    kinds = node.get("@type")
    return {
        kind.rpartition("/")[2].rpartition(":")[2]
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str)
    }


def first_text(value: Any, deep: int = 0) -> str | None:
    """The text of a value: a string, the first of a list, or the name of an object."""
    for one in _listed(value):
        text = (
            first_text(one.get("name") or one.get("@value"), deep + 1)
            if isinstance(one, dict) and deep < _DEEPEST
            else one
        )
        if isinstance(text, str) and text.strip():
            return _unescaped(text)
    return None


def _unescaped(text: str) -> str:
    """JSON needs no HTML escapes, and yet outlets write them."""
    return html.unescape(text) if "&" in text else text


def names_in(value: Any, known: dict[str, Node], deep: int = 0) -> list[str]:
    """Names of persons and organisations, each a string, an object with a name, or the `@id` of one."""
    names: list[str] = []
    for one in _listed(value):
        if isinstance(one, dict) and deep < _DEEPEST:
            whole = one if "name" in one else known.get(str(one.get("@id")), one)
            name = whole.get("name") or " ".join(
                part for key in ("givenName", "familyName") if isinstance(part := whole.get(key), str)
            )
            names += names_in(name, {}, deep + 1)
        elif isinstance(one, list) and deep < _DEEPEST:
            names += names_in(one, known, deep + 1)
        elif isinstance(one, str) and one.strip():
            node = known.get(one)
            names += names_in(node, {}, deep + 1) if node and deep < _DEEPEST else [_unescaped(one)]
    return names


def _is_firm(value: Any, known: dict[str, Node]) -> bool:
    """Whether the authors are organisations, all of them."""
    nodes = [
        one if not isinstance(one, dict) or "@type" in one else known.get(str(one.get("@id")), one)
        for one in _listed(value)
    ]
    return bool(nodes) and all(isinstance(node, dict) and node_types(node) & _FIRMS for node in nodes)


def _listed(value: Any) -> list[Any]:
    return value[:JSON_LD_VALUES] if isinstance(value, list) else [value]


def keywords_in(value: Any) -> list[str]:
    """Keywords: a list, or one string with commas between them. An outlet's `type:value` tags for machines are none."""
    texts = [text for one in _listed(value) if (text := first_text(one))]
    return [
        part for text in texts for part in (text.split(",") if len(texts) == 1 or isinstance(value, str) else [text])
    ]


def images_in(value: Any, known: dict[str, Node]) -> list[Image]:
    """Pictures, each a URL, an `ImageObject`, or the `@id` of one."""
    found = []
    for one in _listed(value):
        if isinstance(one, str):
            found.append(Image(url=one))
        elif isinstance(one, dict):
            whole = one if "url" in one or "contentUrl" in one else known.get(str(one.get("@id")), one)
            url = first_text(whole.get("url")) or first_text(whole.get("contentUrl"))
            credit = next(
                (
                    text
                    for key in ("creditText", "creator", "author", "copyrightHolder")
                    if (text := first_text(whole.get(key)))
                ),
                None,
            )
            if url:
                found.append(Image(url=url, caption=first_text(whole.get("caption")), credit=credit))
    return found


def _access(article: Node) -> list[Candidate]:
    """What the article claims of its access: of itself, or of a part of it (paywalled where any part is)."""
    parts = article.get("hasPart")
    claims = [
        node["isAccessibleForFree"]
        for node in (article, *(parts if isinstance(parts, list) else [parts]))
        if isinstance(node, dict) and isinstance(node.get("isAccessibleForFree"), (str, bool, int))
    ]
    if not claims:
        return []
    free = [str(claim).strip().lower().rpartition("/")[2] in ("true", "1", "yes") for claim in claims]
    return [Candidate("access", "free" if all(free) else "paywalled", METHOD, ", ".join(map(str, claims)))]


def _breadcrumbs(nodes: list[Node]) -> list[Candidate]:
    """The section by the page's breadcrumb list: the entry after the front page, where there is a third."""
    for node in nodes:
        crumbs = node.get("itemListElement") if "BreadcrumbList" in node_types(node) else None
        names = [clean_text(name) for one in _listed(crumbs) if (name := _crumb(one))]
        if len(names) > 2:
            return [Candidate("section", names[1], f"{METHOD}:breadcrumbs", " > ".join(names))]
    return []


def _crumb(entry: Any) -> str | None:
    if not isinstance(entry, dict):
        return None
    item = entry.get("item")
    return first_text(entry.get("name")) or (first_text(item) if isinstance(item, dict) else None)
