"""Chooses a page's body among its text blocks."""

import re
from collections.abc import Sequence
from html import unescape

import numpy as np

from newsscrape.blocks import Blocks
from newsscrape.page import Page
from newsscrape.readers.body.context import context_rows
from newsscrape.readers.body.features import Floats, Head, block_features, matrix
from newsscrape.readers.body.hidden import hidden_markup
from newsscrape.readers.body.trees import BodyModel, packaged_model
from newsscrape.readers.candidate import Candidate

METHOD = "body"
LIKELY = 0.45  # a block that likely belongs to the body; F1 is greatest a little below one half
_HOPELESS = 0.002  # score of the first look below which no second one helps
_LITTLE = 600  # characters of a body, below which a page may hide the rest
_MUCH_MORE = 3  # times what the page shows
_MOST_NODES = 2000  # of a page's JSON-LD that are searched
_SPACE = re.compile(r"\s+")


def choose_blocks(page: Page, model: BodyModel | None = None) -> list[int]:
    """The indexes of the page's blocks that likely belong to the article's body, in page order.

    Args:
        page: any page; plain text has no blocks.
        model: what scores the blocks; the packaged model by default.
    """
    return likely_blocks(score_page(page, model))


def score_page(page: Page, model: BodyModel | None = None) -> Floats:
    """How likely each of the page's blocks belongs to the article's body, 0 to 1; see `choose_blocks`."""
    return score_blocks(page.blocks, read_head(page), model or packaged_model())


def likely_blocks(scores: Floats) -> list[int]:
    """The indexes of the blocks that likely belong to the body, by their scores."""
    return [i for i, score in enumerate(scores.tolist()) if score > LIKELY]


def extract_body(page: Page, chosen: Sequence[int]) -> list[Candidate]:
    """The body, a paragraph a block; no candidate where no block was chosen."""
    return [Candidate("body", [page.blocks.texts[i] for i in chosen], METHOD)] if chosen else []


def extract_hidden_body(page: Page, chosen: Sequence[int], model: BodyModel | None = None) -> list[Candidate]:
    """The body in the page's scripts and templates, where the page shows too little of one and they hold much more."""
    shown = sum(len(page.blocks.texts[i]) for i in chosen)
    markup = hidden_markup(page) if page.is_html and shown < _LITTLE else None
    if markup is None:
        return []
    hidden = Page(f"<html><head></head><body><article>{markup}</article></body></html>", url=page.url, markup=True)
    texts = [hidden.blocks.texts[i] for i in choose_blocks(hidden, model)]
    return [Candidate("body", texts, f"{METHOD}:hidden")] if sum(map(len, texts)) > _MUCH_MORE * shown else []


def read_head(page: Page) -> Head:
    """What the page says of its article besides its blocks."""
    metas, article_body, headline, summary = page.metas, "", "", ""
    nodes, seen = list(page.ld_json), 0
    while nodes and seen < _MOST_NODES:
        node = nodes.pop()
        seen += 1
        if isinstance(node, list):
            nodes += node
        elif isinstance(node, dict):
            said = node.get("articleBody")
            if isinstance(said, str) and len(said) > len(article_body):
                article_body = said
            if isinstance(node.get("headline"), str):
                headline = headline or node["headline"]
                if isinstance(node.get("description"), str):
                    summary = summary or node["description"]
            nodes += node.values()
    titles = [*metas.get("og:title", ()), headline, *metas.get("twitter:title", ())]
    titles += [element.text or "" for element in page.elements["title"][:1]]
    descriptions = [*metas.get("og:description", ()), *metas.get("description", ()), summary]
    return Head(
        titles=tuple(filter(None, map(_clean, titles))),
        description=next(filter(None, map(_clean, descriptions)), ""),
        article_body=_clean(article_body),
        is_article="article" in [kind.lower() for kind in metas.get("og:type", ())],
    )


def score_blocks(blocks: Blocks, head: Head, model: BodyModel) -> Floats:
    """How likely each block belongs to the body, 0 to 1."""
    if not len(blocks):
        return np.zeros(0, np.float32)
    known = block_features(blocks, head, model.text_odds, model.name_odds)
    own = known.matrix()
    scores = np.zeros(len(blocks), np.float32)
    first = scores[known.is_open] = model.first.probabilities(own)
    doubtful = scores > _HOPELESS
    around = matrix(context_rows(blocks, known.rows["chars"], scores), doubtful)
    scores[doubtful] = model.second.probabilities(np.concatenate((own[:, first > _HOPELESS], around)))
    return scores


def _clean(text: str) -> str:
    return _SPACE.sub(" ", unescape(text)).strip()
