"""The article of a page by the frame of its site; by the frame's selectors alone it is that of `readers.selectors`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from newsscrape.page import Page
from newsscrape.readers.body.features import Floats
from newsscrape.readers.body.reader import LIKELY
from newsscrape.readers.candidate import FRAMED, Candidate
from newsscrape.readers.frame.places import place_key, select, suppress_embeds
from newsscrape.readers.selector import compile_selector

_SURELY_NOT = 0.1  # of a block that the general extractor leaves out with good reason, whatever it stands in
_FITS = 0.5  # of the likely text, that a frame must hold to be the page's


@dataclass(frozen=True, slots=True)
class Unused:
    """A page that nothing was learned from.

    Attributes:
        page: the page.
        reason: why, in a phrase.
    """

    page: Page
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the pages of one site have in common.

    Attributes:
        body: selectors of the elements that hold the body, of which the first counts that gives text; none where
            nothing was learned.
        leave_out: selectors of what within these is no part of it.
        fields: `title`, `authors`, `date_published`, `featured_stories` → selectors, the best first: CSS, with
            `::attr(name)` for an attribute's value, or `jsonld:path`. A field that no selector finds is left out.
        sure: field → share of the pages on which the general extractor agrees, 0 to 1; of `body` the mean F1 with what
            it takes for likely.
        repeated: keys of texts that two or more of the pages have in the same kind of place, as `place_key` makes them.
        pages: number of pages that it was learned from.
        unused: pages that were of no use, with the reason.
    """

    body: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    sure: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    repeated: frozenset[str] = frozenset()
    pages: int = 0
    unused: tuple[Unused, ...] = ()


def extract_framed_body(page: Page, frame: Frame, scores: Floats) -> list[Candidate]:
    """The body by a frame, and by the general extractor where the two differ much; a paragraph a block.

    Blocks that the frame selects are left out where their text repeats on the site's pages, or the general extractor
    is sure that they are no content. No candidate where the frame is not this page's: it holds less than half of what
    is likely content, as on a page of another layout.

    Args:
        page: an HTML page of the frame's site.
        frame: of the site.
        scores: for each of the page's blocks how likely it is content, as `score_page` has them.
    """
    blocks, elements = page.blocks, page.block_elements
    scores = scores.copy()
    suppress_embeds(page, scores)
    selected, selector = _selected(page, frame)
    sizes = np.array([len(text) for text in blocks.texts], np.int64)
    likely = scores > LIKELY
    if selector is None or sizes[selected & likely].sum() < _FITS * sizes[likely].sum():
        return []
    paragraphs = [
        blocks.texts[i]
        for i in np.flatnonzero(selected & (scores > _SURELY_NOT))
        if place_key(blocks.texts[i], elements[blocks.nodes[i]]) not in frame.repeated
    ]
    return [Candidate("body", paragraphs, f"{FRAMED}:{compile_selector(selector).kind}")] if paragraphs else []


def _selected(page: Page, frame: Frame) -> tuple[NDArray[np.bool_], str | None]:
    """For each block whether it stands in a container of the first selector that gives any, and in nothing that is
    left out; and that selector, None where none gives any.
    """
    blocks = page.blocks
    unwanted = {element for selector in frame.leave_out for element in select(page, selector)}
    for selector in frame.body:
        wanted = set(select(page, selector))
        inside: list[bool] = []
        out: list[bool] = []
        for element, parent in zip(page.block_elements, blocks.tree.parents, strict=True):
            around, lost = (inside[parent], out[parent]) if parent >= 0 else (False, False)
            out.append(lost or element in unwanted)
            inside.append((around or element in wanted) and not out[-1])
        selected = np.array([inside[node] for node in blocks.nodes], np.bool_)
        if selected.any():
            return selected, selector
    return np.zeros(len(blocks), np.bool_), None
