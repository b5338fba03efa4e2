"""The pages that a frame is learned from, and what the general extractor makes of them: votes, block by block."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from newsscrape.blocks import Blocks
from newsscrape.errors import ExtractionError
from newsscrape.frames.sites import site_of
from newsscrape.items import Article
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.readers.body.features import Floats
from newsscrape.readers.body.reader import read_head, score_blocks
from newsscrape.readers.body.trees import BodyModel, packaged_model
from newsscrape.readers.frame.names import selectors_of
from newsscrape.readers.frame.places import place_key, select, suppress_embeds
from newsscrape.readers.frame.reader import Unused
from newsscrape.text import fold
from newsscrape.urls import in_domain

Mask = NDArray[np.bool_]

_COPY = 0.5  # of a page's text that another page has too: both hold the same article
_RUN = 4  # words by which a pull quote is found in the text
_QUOTED = 0.8  # of a quote's runs of words that the text has too
_WORD = re.compile(r"\w+")
_LONGEST_WAY = 4  # tags between a named element and one within it
_LONGEST_KEPT = 400  # characters; a block counts no more for being longer


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

    Of no use are pages without an article, of another site than most (subdomains belong to it), and further copies of
    an article.

    Args:
        pages: of one site.
        model: what votes; the packaged model by default.
    """
    ordered = sorted(pages, key=lambda page: page.sha256)
    site = commonest(map(site_of, ordered))
    unused, read = [], []
    for page in ordered:
        if site and (own := site_of(page)) and not in_domain(own, site):
            unused.append(Unused(page, f"of another site: {own}, where most are of {site}"))
            continue
        try:
            read.append((page, parse_article(page, None, model)))
        except ExtractionError as error:
            unused.append(Unused(page, str(error)))
    kept, copies = _without_copies(read)
    return Taken(*_voted(kept, model or packaged_model()), tuple(unused + copies))


def commonest(values: Iterable[str | None]) -> str | None:
    """Of values the one that most pages have, of several the least; None where no page has one."""
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value), default=None)


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
        blocks, elements = page.blocks, page.block_elements
        positions = {element: node for node, element in enumerate(elements)}
        votes = score_blocks(blocks, read_head(page), model)
        suppress_embeds(page, votes)
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
