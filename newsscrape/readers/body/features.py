"""What is known of each block before any is chosen: counts, shares, positions, odds of general words; no site's own.

Each group of features has a function of its own, which gives its rows by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsscrape.blocks import KINDS, Blocks
from newsscrape.readers.body.words import head_words, name_odds, text_odds

Floats = NDArray[np.float32]
Rows = dict[str, NDArray[Any]]

_GOOD_CHARS, _GOOD_LINKS = 80, 0.3  # a block of prose: longer than this, and less of it linked
_LINK, _LINK_LIST = 0.8, 0.6  # shares of linked text from which a block is a link, and what holds it a list of links
_LIST_LEVEL = 3  # containers around a link that must be a list: an item, a list, and what holds it
_SHORT_CHARS = 40
_BEST_SHARE = 0.7  # of a page's prose that its main container holds
_LEVELS = 4  # containers around a block that are looked at
_TITLE_OVERLAP = 0.6  # of the words that a block and the title share, from which it is the title
_LONGEST_TITLE = 250
_SHORTEST_WITNESS = 200  # characters of an `articleBody` that says something
TAGS = (
    "p li h1 h2 h3 h4 h5 h6 div td blockquote figcaption span dd dt pre section article main body header footer a "
    "summary button cite address center th caption label"
).split()
# Kinds of elements around a block that tell something; the others' names and tags say it better.
_TELLING = "article main aside footer form figcaption table list heading hidden".split()
_TELLING_BITS = np.array([KINDS.index(kind) for kind in _TELLING])
_TAG = {tag: i for i, tag in enumerate(TAGS)}
_CLASSES = ("upper", "digit", "space", "comma", "stop", "quote", "sign", "colon")
_SIGNS = {
    "comma": ",;،؛、，；",
    "stop": ".!?…。！？।؟",
    "quote": "\"'“”„«»‘’‹›「」『』",
    "sign": "|•·→←©®™/\\@#►▶+*_=<>[]{}~^",
    "colon": ":-–—()：（）",
}


@dataclass(frozen=True, slots=True)
class Head:
    """What the page says of its article besides the blocks, all cleaned; empty where it says nothing.

    Attributes:
        titles: the titles that it gives, the most telling first.
        description: its summary.
        article_body: the body in its JSON-LD.
        is_article: whether it calls itself an article (`og:type`).
    """

    titles: tuple[str, ...] = ()
    description: str = ""
    article_body: str = ""
    is_article: bool = False


def _class_table() -> NDArray[np.uint8]:
    """The class of each character of the basic plane: 1 and up in the order of `_CLASSES`, 0 for all others."""
    table = np.zeros(65536, np.uint8)
    for code in range(65536):
        char = chr(code)
        if char.isupper():
            table[code] = 1
        elif char.isdigit():
            table[code] = 2
        elif char.isspace():
            table[code] = 3
        elif char.isalpha():
            table[code] = len(_CLASSES) + 1
    for name, signs in _SIGNS.items():
        table[[ord(sign) for sign in signs]] = _CLASSES.index(name) + 1
    return table


_CLASS_OF = _class_table()


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a page's blocks.

    Attributes:
        rows: by name, each an array of a value a block.
        is_open: whether a block may belong to a body. A link in a list of links never does, and is most of what pages
            hold: its words are not looked at, nor is it scored.
    """

    rows: Rows
    is_open: NDArray[np.bool_]

    def matrix(self) -> Floats:
        """The rows in their order, of the open blocks alone: a column a block."""
        return matrix(self.rows, self.is_open)


def block_features(blocks: Blocks, head: Head, words: Mapping[str, float], names: Mapping[str, float]) -> Features:
    """The features of a page's blocks, of which there must be one at least.

    Args:
        blocks: the page's blocks.
        head: what the page says of its article.
        words: odds of words in texts.
        names: odds of words in elements' names.
    """
    page = _Layout(blocks)
    rows = _text_rows(page, words)
    rows |= _name_rows(page, names)
    rows |= _kind_rows(page)
    rows |= _container_rows(page)
    rows |= _prose_rows(page)
    rows |= _head_rows(page, head)
    return Features(rows | _neighbour_rows(rows), page.is_open)


def matrix(rows: Rows, is_open: NDArray[np.bool_]) -> Floats:
    """Rows as a matrix, of the open blocks alone: a line a row, a column a block."""
    return np.stack([row[is_open].astype(np.float32, copy=False) for row in rows.values()])


class _Layout:
    """Arrays that several groups of features need."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        tree = blocks.tree
        self.count = len(blocks)
        self.index = np.arange(self.count)
        self.parents = np.array(tree.parents)
        self.starts, self.ends = np.array(tree.starts), np.array(tree.ends)
        self.tags = np.array([_TAG.get(tag, -1) for tag in tree.tags], np.float32)
        node = np.array(blocks.nodes)
        around = [node]
        for _ in range(_LEVELS):
            around.append(np.maximum(self.parents[around[-1]], 0))
        self.around = np.stack(around)  # the block's node, its parent, …: a row a level
        self.chars = np.array([len(text) for text in blocks.texts], np.float32)
        self.total = float(self.chars.sum())
        self.link = np.minimum(np.array(blocks.link_chars, np.float32) / self.chars, 1)
        self.is_good = (self.chars > _GOOD_CHARS) & (self.link < _GOOD_LINKS)
        self.good_before = running_sums(self.chars * self.is_good)
        self.chars_before = running_sums(self.chars)
        self.linked_before = running_sums(self.chars * self.link)
        self.is_open = ~((self.link > _LINK) & (self._link_share(self.around[_LIST_LEVEL]) > _LINK_LIST))
        open_texts = zip(blocks.texts, self.is_open.tolist(), strict=True)
        self.words = head_words([text if is_open else "" for text, is_open in open_texts])

    def _link_share(self, nodes: NDArray[np.intp]) -> NDArray[np.float64]:
        start, end = self.starts[nodes], self.ends[nodes]
        linked = self.linked_before[end] - self.linked_before[start]
        shares: NDArray[np.float64] = linked / np.maximum(self.chars_before[end] - self.chars_before[start], 1)
        return shares


def running_sums(values: NDArray[Any]) -> NDArray[np.float64]:
    """Sums of the first 0, 1, … values, so that those of a range are a difference."""
    sums = np.zeros(len(values) + 1)
    np.cumsum(values, out=sums[1:])
    return sums


def _text_rows(page: _Layout, words: Mapping[str, float]) -> Rows:
    """What a block's own text shows."""
    blocks = page.blocks
    codes = np.frombuffer("".join(blocks.texts).encode("utf-32-le", "surrogatepass"), "<u4")
    classes = _CLASS_OF.take(codes, mode="clip")
    starts = page.chars_before[:-1].astype(np.intp)
    ends = page.chars_before[1:].astype(np.intp) - 1
    counts = {name: np.add.reduceat(classes == i + 1, starts, dtype=np.int32) for i, name in enumerate(_CLASSES)}
    chars = page.chars
    odds = np.array(text_odds(page.words, blocks.texts, words), np.float32).T
    rows: Rows = {
        "chars": chars,
        "words": counts["space"] + 1,
        "link": page.link,
        "links": np.array(blocks.links),
        "bold": np.minimum(np.array(blocks.bold_chars, np.float32) / chars, 1),
        "italic": np.minimum(np.array(blocks.italic_chars, np.float32) / chars, 1),
        "images": np.array(blocks.images),
        "commas": counts["comma"],
        "stops": counts["stop"],
        "word_length": chars / (counts["space"] + 1),
        "first": classes[starts],
        "last": classes[ends],
    }
    rows |= {f"share_{name}": counts[name] / chars for name in ("upper", "digit", "sign", "colon")}
    return rows | dict(zip(("odds", "odds_least", "odds_greatest", "odds_count"), odds, strict=True))


def _name_rows(page: _Layout, names: Mapping[str, float]) -> Rows:
    """What the elements around a block are called."""
    own, least, greatest, faded = np.array(name_odds(page.blocks.tree, names), np.float32).T
    node = page.around[0]
    rows: Rows = {f"name{level}": own[page.around[level]] for level in range(4)}
    return rows | {"name_least": least[node], "name_greatest": greatest[node], "name_faded": faded[node]}


def _kind_rows(page: _Layout) -> Rows:
    """What elements a block stands in."""
    node = page.around[0]
    kinds = np.array(page.blocks.tree.kinds)[node]
    bits = (kinds >> _TELLING_BITS[:, None]) & 1
    rows: Rows = {f"in_{kind}": row for kind, row in zip(_TELLING, bits, strict=True)}
    is_article = np.array([tag == "article" for tag in page.blocks.tree.tags])
    return rows | {
        "tag0": page.tags[node],
        "tag1": page.tags[page.around[1]],
        "tag2": page.tags[page.around[2]],
        "depth": np.array(page.blocks.tree.depths)[node],
        "articles": np.full(page.count, is_article.sum()),
        "article_ordinal": np.cumsum(is_article)[node],
    }


def _container_rows(page: _Layout) -> Rows:
    """What the containers around a block hold, from its parent outwards."""
    around = page.around[1:]
    start, end = page.starts[around], page.ends[around]
    held = np.maximum(page.chars_before[end] - page.chars_before[start], 1)
    blocks = np.maximum(end - start, 1)
    paragraphs = running_sums(page.chars * (page.tags[page.around[0]] == _TAG["p"]))
    linked, short, good = (
        page.linked_before,
        running_sums(page.chars < _SHORT_CHARS),
        running_sums(page.is_good),
    )
    by_level = {
        "share": held / page.total,
        "link": (linked[end] - linked[start]) / held,
        "paragraphs": (paragraphs[end] - paragraphs[start]) / held,
        "prose": (page.good_before[end] - page.good_before[start]) / held,
        "prose_blocks": good[end] - good[start],
        "blocks": blocks,
        "position": (page.index - start) / blocks,
        "short": (short[end] - short[start]) / blocks,
    }
    rows: Rows = {f"{name}{level + 1}": values[level] for name, values in by_level.items() for level in range(_LEVELS)}
    return rows | {
        "blocks0": page.ends[page.around[0]] - page.starts[page.around[0]],
        "after_start": page.index - start[0],
        "before_end": end[0] - page.index - 1,
    }


def _prose_rows(page: _Layout) -> Rows:
    """Where a block stands relative to the page's prose."""
    index, before = page.index, page.good_before
    prose = max(before[-1], 1.0)
    held = before[page.ends] - before[page.starts]
    main = int(np.flatnonzero(held >= _BEST_SHARE * before[-1])[-1])  # the innermost that holds most
    own = np.bincount(page.around[1], page.chars * page.is_good, len(page.starts))
    best = int(own.argmax())
    start, end = page.starts[best], page.ends[best]
    good = running_sums(page.is_good)
    return {
        "in_main": (index >= page.starts[main]) & (index < page.ends[main]),
        "in_best": (index >= start) & (index < end),
        "of_best": page.around[1] == best,
        "from_best": np.where(index < start, index - start, np.where(index >= end, index - end + 1, 0)),
        "parent_prose": own[page.around[1]] / prose,
        "prose_before": good[:-1],
        "prose_after": good[-1] - good[1:],
        "index": index,
        "position": index / page.count,
        "chars_before": page.chars_before[:-1] / page.total,
    }


def _head_rows(page: _Layout, head: Head) -> Rows:
    """What the page says of its article, held against each block."""
    texts = page.blocks.texts
    overlap = _title_overlap(page, head.titles)
    is_h1 = (page.tags[page.around[0]] == _TAG["h1"]) | (page.tags[page.around[1]] == _TAG["h1"])
    in_heading = (np.array(page.blocks.tree.kinds)[page.around[0]] >> KINDS.index("heading")) & 1
    likeness = np.where(overlap >= _TITLE_OVERLAP, overlap + 0.5 * is_h1 + 0.2 * in_heading, 0)
    named = bool(likeness.max() > 0)
    title = int(likeness.argmax()) if named else int(is_h1.argmax()) if is_h1.any() else None
    chars = page.chars_before[:-1]
    repeated, again = _repeats(texts)
    return {
        "title_overlap": overlap,
        "title_found": np.full(page.count, 0 if title is None else 1 + named),
        "from_title": np.full(page.count, -99) if title is None else np.clip(page.index - title, -50, 200),
        "chars_from_title": np.full(page.count, -9999) if title is None else np.clip(chars - chars[title], -5e3, 2e4),
        "h1_ordinal": np.cumsum(is_h1),
        "description": _likeness_to_description(texts, head.description),
        "witness": _witness(texts, head.article_body),
        "repeated": repeated,
        "again": again,
        "is_article": np.full(page.count, head.is_article),
    }


def _title_overlap(page: _Layout, titles: tuple[str, ...]) -> Floats:
    """Share of the words that each text and the title begin with and have in common, of the longer's."""
    title = set(head_words(titles[:1])[0]) if titles else set()
    overlap = np.zeros(page.count, np.float32)
    for i, words in enumerate(page.words):
        if not title.isdisjoint(words) and len(page.blocks.texts[i]) <= _LONGEST_TITLE:
            own = set(words)
            overlap[i] = len(own & title) / max(len(own), len(title))
    return overlap


def _likeness_to_description(texts: list[str], description: str) -> Floats:
    """2 for a text that is the description, 1 for one that shares its beginning, else 0."""
    likeness = np.zeros(len(texts), np.float32)
    if len(description) > 25:
        start = description[:40]
        for i, text in enumerate(texts):
            if len(text) > 25 and (start in text or text[:40] in description):
                likeness[i] = 1 + (text[:200] == description[:200])
    return likeness


def _witness(texts: list[str], article_body: str) -> Floats:
    """How many ends of each text stand in the JSON-LD's body; -1 where the page gives none."""
    if len(article_body) < _SHORTEST_WITNESS:
        return np.full(len(texts), -1, np.float32)
    found = [(text[:32] in article_body) + (text[-32:] in article_body) for text in texts]
    return np.array(found, np.float32)


def _repeats(texts: list[str]) -> tuple[Floats, Floats]:
    """How often each text stands on the page besides, and whether it stood there before."""
    first: dict[str, int] = {}
    repeated, again = np.zeros(len(texts), np.float32), np.zeros(len(texts), np.float32)
    for i, text in enumerate(texts):
        known = first.setdefault(text, i)
        if known != i:
            repeated[i] = again[i] = 1
            repeated[known] += 1
    return repeated, again


_NEIGHBOURLY = "chars link odds odds_least name0 name_faded tag0 in_heading depth title_overlap link1".split()


def _neighbour_rows(rows: Rows) -> Rows:
    """The same of the block before and the one after; -1 where there is none."""
    own = np.stack([rows[name] for name in _NEIGHBOURLY]).astype(np.float32, copy=False)
    return {
        f"{name}@{offset}": row
        for offset in (1, -1)
        for name, row in zip(_NEIGHBOURLY, shift(own, offset), strict=True)
    }


def shift(rows: Floats, offset: int) -> Floats:
    """Each row moved to the right by `offset` blocks, so that a block sees the one that far before it."""
    moved = np.full_like(rows, -1)
    if offset > 0:
        moved[..., offset:] = rows[..., :-offset]
    else:
        moved[..., :offset] = rows[..., -offset:]
    return moved
