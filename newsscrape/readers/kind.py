"""Tells a page that is no article from one that is: front pages, sections, video hubs, errors, challenges.

A page's own claim to be an article outweighs all but an error; without one, what was found as its body must look like
an article's. No claim and no body is no article.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from newsscrape.blocks import KINDS
from newsscrape.page import Page
from newsscrape.readers.jsonld import described_nodes, node_types

_ARTICLE_TYPES = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|Review|Recipe)$")
_LISTING_TYPES = frozenset("CollectionPage SearchResultsPage ItemList ProfilePage".split())
_ERROR = re.compile(
    r"\b(?:40[134]|410|50[0234])\b.{0,30}\b(?:error|not found|forbidden|gone|unavailable)|"
    r"page (?:not found|unavailable)|"
    r"\b(?:error|fehler|erreur|erro) (?:40[134]|50[0234])\b|^(?:access denied|just a moment|attention required|"
    r"are you a robot|robot check|verifying you|security check|seite nicht gefunden|page introuvable|"
    r"página no encontrada|pagina non trovata|página não encontrada|nie znaleziono strony)",
    re.IGNORECASE,
)
_SHORTEST_BODY = 200  # characters, of a page that makes no claim to be an article
_LONGEST_ERROR = 2000  # characters of text on a page that only says what went wrong
_FEWEST_PROSE = 80  # characters of a block that reads as a sentence or two
_HEADING = 1 << KINDS.index("heading")
_FEWEST_TEASERS = 3  # linked headlines that make a list of stories
_TEASER_BLOCKS = 2  # of prose below a headline of such a list, at most


def why_no_article(page: Page, chosen: Sequence[int]) -> str | None:
    """Why a page is no article, in a phrase; None for a page that may be one.

    Args:
        page: an HTML page.
        chosen: the indexes of its blocks that were found to be its body.
    """
    title = " ".join(element.text or "" for element in page.elements["title"][:1]).strip()
    size = sum(len(page.blocks.texts[i]) for i in chosen)
    if _ERROR.search(title) and size < _LONGEST_ERROR:
        return f"an error page: {title[:80]!r}"
    if _claims_article(page):
        return None
    if _is_front(page.url):
        return "a front page"
    if size < _SHORTEST_BODY:
        return f"{size} characters of text that could be an article's, and nothing on the page calls it one"
    return _why_listing(page, chosen, size)


def _why_listing(page: Page, chosen: Sequence[int], size: int) -> str | None:
    blocks = page.blocks
    if 2 * sum(blocks.link_chars[i] for i in chosen) > size:
        return "a listing: most of its text is links"
    if _types(page) & _LISTING_TYPES and not any(len(blocks.texts[i]) >= _FEWEST_PROSE for i in chosen):
        return "a listing by its JSON-LD, without prose"
    if _is_teasers(page, chosen):
        return "a listing: linked headlines with a few words below each"
    return None


def _is_teasers(page: Page, chosen: Sequence[int]) -> bool:
    """Whether what was found is a list of stories from its beginning on. Articles link to others too, but not before
    they have said something, and not after every other sentence.
    """
    blocks = page.blocks
    heads = [  # chosen or not; the first stands above what was chosen
        i
        for i in range(max(chosen[0] - 1, 0), chosen[-1] + 1)
        if blocks.tree.kinds[blocks.nodes[i]] & _HEADING and blocks.link_chars[i] >= len(blocks.texts[i])
    ]
    prose = [i for i in chosen if len(blocks.texts[i]) >= _FEWEST_PROSE and i not in heads]
    if len(heads) < _FEWEST_TEASERS or len(prose) > _TEASER_BLOCKS * len(heads):
        return False
    return sum(len(blocks.texts[i]) for i in chosen if i < heads[0]) < _SHORTEST_BODY


def _claims_article(page: Page) -> bool:
    metas = page.metas
    if "article:published_time" in metas or any(kind.lower() == "article" for kind in metas.get("og:type", ())):
        return True
    return any(_ARTICLE_TYPES.fullmatch(kind) for kind in _types(page))


def _types(page: Page) -> set[str]:
    """The types of what the page's JSON-LD describes."""
    return set().union(*map(node_types, described_nodes(page.ld_json)))


def _is_front(url: str | None) -> bool:
    """Whether a URL has no path, or one that names no more than a start page or a language."""
    if url is None:
        return False
    parts = urlsplit(url)
    path = re.sub(r"/(?:index\.\w+|home|default\.\w+)?$", "", parts.path)
    return not parts.query and (not path or re.fullmatch(r"/[a-z]{2}(?:[-_][a-zA-Z]{2})?", path) is not None)
