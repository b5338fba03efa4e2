"""The pages that a frame is learned from, and what the general extractor makes of them: votes, block by block."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from lxml import etree
from numpy.typing import NDArray
from parsel.csstranslator import HTMLTranslator

from newsscrape.blocks import Blocks, cut_blocks
from newsscrape.errors import ExtractionError
from newsscrape.frames.names import names_of, selectors_of
from newsscrape.items import Article
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.readers.body.reader import read_head, score_blocks
from newsscrape.readers.body.trees import BodyModel, packaged_model
from newsscrape.text import fold
from newsscrape.urls import fingerprint

_TRANSLATOR = HTMLTranslator()
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

LIKELY = 0.45  # of a block that the general extractor takes for the body's
_COPY = 0.5  # of a page's text that another page has too: both hold the same article
_RUN = 4  # words by which a pull quote is found in the text
_QUOTED = 0.8  # of a quote's runs of words that the text has too
_FORMS = re.compile(r"^(?:www|m|mobile|amp)\.")
_WORD = re.compile(r"\w+")
_LONGEST_WAY = 4  # tags between a named element and one within it
_LONGEST_KEPT = 400  # characters; a block counts no more for being longer


# What a page's scripts set into it or go on changing: others' words, and the posts of a live blog below its story.
_EMBEDS = (
    ".twitter-tweet, .twitter-video, .instagram-media, .fb-post, .tiktok-embed, .reddit-embed-bq, .reddit-card, "
    ".bluesky-embed, .telegram-post, .mastodon-embed, .truthsocial-embed, amp-live-list"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A page to learn from.

    Attributes:
        page: the page.
        article: what the general extractor reads there.
        blocks: its text blocks.
        elements: the element of each node of the blocks' tree.
        votes: for each block how likely it is content, 0 to 1; 0 for a text that other pages of the site have too.
        weights: how much each block counts: its length, long blocks less.
        repeats: for each block whether other pages of the site have its text.
        positions: the elements' places in `elements`.
    """

    page: Page
    article: Article
    blocks: Blocks
    elements: list[etree._Element]
    votes: Floats
    weights: Floats
    repeats: Mask
    positions: dict[etree._Element, int]
    _found: dict[str, list[int]] = field(default_factory=dict)

    def nodes_of(self, selector: str) -> list[int]:
        """The nodes of the block elements that a CSS selector, or `xpath:…`, fits; in page order."""
        if selector not in self._found:
            found = (self.positions.get(element) for element in select(self.page, selector))
            self._found[selector] = [node for node in found if node is not None]
        return self._found[selector]

    def is_likely(self, node: int) -> bool:
        """Whether most of what an element holds, but for what repeats, is likely content."""
        blocks = slice(self.blocks.tree.starts[node], self.blocks.tree.ends[node])
        weights = self.weights[blocks] * ~self.repeats[blocks]
        return bool((weights * self.votes[blocks]).sum() > weights.sum() / 2)

    def ancestors(self, node: int) -> Iterator[int]:
        """The nodes around one, the innermost first."""
        parents = self.blocks.tree.parents
        node = parents[node]
        while node >= 0:
            yield node
            node = parents[node]

    def ways_to(self, node: int) -> Iterator[str]:
        """Selectors of a node without a name: by an element around it that has one, and the tags between the two."""
        tags = self.blocks.tree.tags
        below = [tags[node]]
        for ancestor in self.ancestors(node):
            for name in selectors_of(self.elements[ancestor]):
                yield f"{name} {tags[node]}"
                yield " > ".join((name, *below))
            if len(below) == _LONGEST_WAY:
                return
            below.insert(0, tags[ancestor])


@dataclass(frozen=True, slots=True)
class Unused:
    """A page that nothing was learned from.

    Attributes:
        page: the page.
        reason: why, in a phrase.
    """

    page: Page
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What is learned from.

    Attributes:
        samples: the pages that are of use.
        repeated: keys of texts that two or more of these have in the same kind of place; see `place_key`.
        unused: the pages that are of none.
    """

    samples: list[Sample]
    repeated: frozenset[str]
    unused: tuple[Unused, ...]


def take_samples(pages: Iterable[Page], model: BodyModel | None = None) -> Taken:
    """The pages to learn from, in an order of their own.

    Of no use are pages without an article, of another site than most, and further copies of an article.

    Args:
        pages: of one site.
        model: what votes; the packaged model by default.
    """
    ordered = sorted(pages, key=lambda page: page.sha256)
    site = _commonest(map(_site, ordered))
    unused, read = [], []
    for page in ordered:
        if (own := _site(page)) and own != site:
            unused.append(Unused(page, f"of another site: {own}, where most are of {site}"))
            continue
        try:
            read.append((page, parse_article(page, None, model)))
        except ExtractionError as error:
            unused.append(Unused(page, str(error)))
    kept, copies = _without_copies(read)
    return Taken(*_voted(kept, model or packaged_model()), tuple(unused + copies))


def place_key(text: str, element: etree._Element) -> str:
    """A short hash of a text and of the kind of element that it stands in.

    By it a text is told to repeat: a story's summary, which stands below its title, is not the site's for being a
    teaser on other pages, and so in an element of another kind.
    """
    parent = element.getparent()
    around = [element] if parent is None else [element, parent]
    kinds = (f"{one.tag!s} {' '.join(sorted(names_of(one)))}" for one in around)
    return fingerprint("\n".join((fold(text), *kinds)))


def suppress_embeds(page: Page, blocks: Blocks, elements: Sequence[etree._Element], votes: Floats) -> None:
    """Takes their votes from the blocks of what scripts set into the page.

    Args:
        page: a page.
        blocks: what `cut_blocks` makes of it.
        elements: those of the blocks' nodes.
        votes: one a block; changed in place.
    """
    embeds = set(select(page, _EMBEDS))
    if embeds:
        for node, element in enumerate(elements):
            if element in embeds:
                votes[blocks.tree.starts[node] : blocks.tree.ends[node]] = 0


@lru_cache(maxsize=20_000)
def _compiled(selector: str) -> etree.XPath:
    is_xpath = selector.startswith("xpath:")
    return etree.XPath(selector.removeprefix("xpath:") if is_xpath else _TRANSLATOR.css_to_xpath(selector))


def select(page: Page, selector: str) -> list[etree._Element]:
    """The elements of a page that a CSS selector, or `xpath:…`, fits; in page order."""
    found: list[etree._Element] = _compiled(selector)(page.tree)
    return found


def _commonest(hosts: Iterable[str | None]) -> str | None:
    counts = Counter(host for host in hosts if host)
    return min(counts, key=lambda host: (-counts[host], host), default=None)


def _site(page: Page) -> str | None:
    """The host of a page without what tells its forms apart."""
    return _FORMS.sub("", page.host) if page.host else None


def _without_copies(read: Sequence[tuple[Page, Article]]) -> tuple[list[tuple[Page, Article]], list[Unused]]:
    """The pages whose articles differ, and the others: most of whose text a page before them has."""
    owners: dict[str, list[int]] = defaultdict(list)
    kept: list[tuple[Page, Article]] = []
    copies = []
    for page, article in read:
        paragraphs = set(article.body.split("\n\n"))
        shared: Counter[int] = Counter()
        for text in paragraphs:
            shared.update({owner: len(text) for owner in owners[text]})
        if shared and max(shared.values()) > _COPY * sum(map(len, paragraphs)):
            copies.append(Unused(page, "a copy of another page's article"))
            continue
        for text in paragraphs:
            owners[text].append(len(kept))
        kept.append((page, article))
    return kept, copies


def _voted(kept: Sequence[tuple[Page, Article]], model: BodyModel) -> tuple[list[Sample], frozenset[str]]:
    """The samples, and the keys of what repeats."""
    samples, keys = [], []
    for page, article in kept:
        elements: list[etree._Element] = []
        blocks = cut_blocks(page.tree, elements)
        positions = {element: node for node, element in enumerate(elements)}
        votes = score_blocks(blocks, read_head(page), model)
        suppress_embeds(page, blocks, elements, votes)
        votes[_is_elsewhere(blocks, article)] = 0
        weights = np.array([min(len(text), _LONGEST_KEPT) + 20 for text in blocks.texts], np.float32)
        repeats = np.zeros(len(blocks), np.bool_)
        samples.append(Sample(page, article, blocks, elements, votes, weights, repeats, positions))
        keys.append([place_key(text, elements[i]) for text, i in zip(blocks.texts, blocks.nodes, strict=True)])
    counts = Counter(key for own in keys for key in set(own))
    for sample, own in zip(samples, keys, strict=True):
        sample.repeats[:] = [counts[key] > 1 for key in own]
        sample.votes[sample.repeats] = 0
    return samples, frozenset(key for key, count in counts.items() if count > 1)


def _is_elsewhere(blocks: Blocks, article: Article) -> list[int]:
    """The blocks whose text has a field of its own, or which a longer block holds too, as a pull quote's does."""
    fields = {fold(text) for text in (article.title, *article.authors, article.date_published_raw) if text}
    folded = [fold(text) for text in blocks.texts]
    words = [_WORD.findall(text) for text in folded]
    owners: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for i, own in enumerate(words):
        for run in _runs(own):
            owners[run].add(i)
    found = []
    for i, own in enumerate(words):
        runs = list(_runs(own))
        shared = Counter(owner for run in runs for owner in owners[run] if len(words[owner]) > len(own))
        if folded[i] in fields or (shared and max(shared.values()) >= _QUOTED * len(runs)):
            found.append(i)
    return found


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))
