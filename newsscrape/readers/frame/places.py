"""Places on a page that learning a frame and reading by it must tell alike."""

from lxml import etree

from newsscrape.page import Page
from newsscrape.readers.body.features import Floats
from newsscrape.readers.frame.names import names_of
from newsscrape.readers.selector import compile_selector
from newsscrape.text import fold
from newsscrape.urls import fingerprint

# What a page's scripts set into it or go on changing: others' words, and the posts of a live blog below its story.
_EMBEDS = frozenset(
    "twitter-tweet twitter-video instagram-media fb-post tiktok-embed reddit-embed-bq reddit-card bluesky-embed "
    "telegram-post mastodon-embed truthsocial-embed".split()
)
_EMBEDDING_TAG = "amp-live-list"


def select(page: Page, selector: str) -> list[etree._Element]:
    """The elements of a page that a CSS selector, or `xpath:…`, fits; in page order.

    None where it is no selector: those that are tried while a frame is learned are made of whatever tags pages have.
    """
    try:
        compiled = compile_selector(selector)
    except ValueError:
        return []
    return compiled.find(page).matches


def place_key(text: str, element: etree._Element) -> str:
    """A short hash of a text and of the kind of element that it stands in.

    By it a text is told to repeat: a story's summary, which stands below its title, is not the site's for being a
    teaser on other pages, and so in an element of another kind.
    """
    parent = element.getparent()
    around = [element] if parent is None else [element, parent]
    kinds = (f"{one.tag!s} {' '.join(sorted(names_of(one)))}" for one in around)
    return fingerprint("\n".join((fold(text), *kinds)))


def suppress_embeds(page: Page, votes: Floats) -> None:
    """Takes their votes from the blocks of what scripts set into the page.

    Args:
        page: a page.
        votes: one for each of its blocks; changed in place.
    """
    tree = page.blocks.tree
    for node, element in enumerate(page.block_elements):
        names = element.get("class")
        if (names and not _EMBEDS.isdisjoint(names.split())) or element.tag == _EMBEDDING_TAG:
            votes[tree.starts[node] : tree.ends[node]] = 0
