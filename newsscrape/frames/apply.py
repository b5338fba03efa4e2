"""The body of a page by the frame of its site; by its selectors alone it is that of `readers.selectors`."""

import numpy as np
from lxml import etree

from newsscrape.blocks import Blocks, cut_blocks
from newsscrape.frames.learn import Frame
from newsscrape.frames.sample import LIKELY, Mask, place_key, select, suppress_embeds
from newsscrape.page import Page
from newsscrape.readers.body.reader import read_head, score_blocks
from newsscrape.readers.body.trees import BodyModel, packaged_model

_SURELY_NOT = 0.1  # of a block that the general extractor leaves out with good reason, whatever it stands in
_FITS = 0.5  # of the likely text, that a frame must hold to be the page's


def apply_frame(page: Page, frame: Frame, model: BodyModel | None = None) -> list[str] | None:
    """The body's paragraphs by a frame, and by the general extractor where the two differ much.

    Blocks that the frame selects are left out where their text repeats on the site's pages, or the general extractor
    is sure that they are no content. None where the frame is not this page's: it holds less than half of what is
    likely content, as on a page of another layout.

    Args:
        page: of the frame's site.
        frame: of the site.
        model: of the general extractor; the packaged one by default.
    """
    elements: list[etree._Element] = []
    blocks = cut_blocks(page.tree, elements)
    if not len(blocks):
        return None
    scores = score_blocks(blocks, read_head(page), model or packaged_model())
    suppress_embeds(page, blocks, elements, scores)
    selected = _selected(page, frame, blocks, elements)
    sizes = np.array([len(text) for text in blocks.texts])
    likely = scores > LIKELY
    if not selected.any() or sizes[selected & likely].sum() < _FITS * sizes[likely].sum():
        return None
    repeats = [
        place_key(text, elements[i]) in frame.repeated for text, i in zip(blocks.texts, blocks.nodes, strict=True)
    ]
    return _texts(blocks, selected & (scores > _SURELY_NOT) & ~np.array(repeats)) or None


def _selected(page: Page, frame: Frame, blocks: Blocks, elements: list[etree._Element]) -> Mask:
    """For each block whether it stands in a container of the first selector that gives any, and in nothing that is
    left out.
    """
    unwanted = {element for selector in frame.leave_out for element in select(page, selector)}
    selected = np.zeros(len(blocks), np.bool_)
    for selector in frame.body:
        wanted = set(select(page, selector))
        inside: list[bool] = []
        out: list[bool] = []
        for element, parent in zip(elements, blocks.tree.parents, strict=True):
            around, lost = (inside[parent], out[parent]) if parent >= 0 else (False, False)
            out.append(lost or element in unwanted)
            inside.append((around or element in wanted) and not out[-1])
        selected = np.array([inside[node] for node in blocks.nodes], np.bool_)
        if selected.any():
            break
    return selected


def _texts(blocks: Blocks, mask: Mask) -> list[str]:
    return [blocks.texts[i] for i in np.flatnonzero(mask)]
