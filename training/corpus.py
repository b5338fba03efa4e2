"""Pages with expected bodies → blocks with labels.

A corpus is a folder with `cases.jsonl`: a line a page, with `id`, `host`, `path` (gzipped HTML below the folder) and
`body`, the expected text, or `with` and `without`, snippets that must and must not be in it.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from w3lib.encoding import html_to_unicode

from newsscrape.blocks import Blocks
from newsscrape.page import Page
from newsscrape.readers.body.features import Head
from newsscrape.readers.body.reader import read_head

_TOKEN = re.compile(r"\w+")
_IN_BODY = 0.5  # of a block's words that the expected text must hold in their place
_FOUND = 0.9  # of the expected words that a page must show to be worth learning from
_SNIPPET_CHARS = 8  # shorter ones stand anywhere


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page to learn from.

    Attributes:
        id, host: of the case.
        blocks, head: of the page.
        in_body: for each block whether the expected body holds it.
        weights: how much each block counts.
    """

    id: str
    host: str
    blocks: Blocks
    head: Head
    in_body: NDArray[np.bool_]
    weights: NDArray[np.float32]


def read_cases(corpus: Path) -> list[dict[str, Any]]:
    """The cases of a corpus, in order."""
    with (corpus / "cases.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read_markup(corpus: Path, case: dict[str, Any]) -> str:
    """The HTML of a case, decoded by what it declares of itself."""
    return str(html_to_unicode(None, gzip.decompress((corpus / case["path"]).read_bytes()))[1])


def labelled_pages(corpus: Path) -> Iterator[LabelledPage]:
    """The corpus' pages that have blocks. Those that show too little of what is expected weigh nothing."""
    for case in read_cases(corpus):
        if not (case.get("body") or case.get("with")):
            continue
        page = Page(read_markup(corpus, case), url=case.get("url"))
        blocks = page.blocks
        if not len(blocks):
            continue
        if case.get("body"):
            shares, found = align(blocks.texts, case["body"])
            labels = shares >= _IN_BODY
            weights = _weights(blocks.texts, labels)
            if found < _FOUND:
                weights = np.zeros_like(weights)
        else:
            labels, weights = snippet_labels(blocks.texts, case["with"], case.get("without") or [])
        yield LabelledPage(case["id"], case["host"], blocks, read_head(page), labels, weights)


def align(texts: list[str], body: str) -> tuple[NDArray[np.float32], float]:
    """For each text the share of its words that stand in the body in their place; the share of the body's so found."""
    words: list[str] = []
    owners: list[int] = []
    for i, text in enumerate(texts):
        tokens = _TOKEN.findall(text)
        words += tokens
        owners += [i] * len(tokens)
    expected = _TOKEN.findall(body)
    hits = np.zeros(len(texts), np.float32)
    for start, _, length in SequenceMatcher(None, words, expected, autojunk=False).get_matching_blocks():
        for owner in owners[start : start + length]:
            hits[owner] += 1
    sizes = np.bincount(np.array(owners, np.intp), minlength=len(texts))
    return (hits / np.maximum(sizes, 1)).astype(np.float32), float(hits.sum()) / max(len(expected), 1)


def snippet_labels(
    texts: list[str], wanted: list[str], unwanted: list[str]
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Labels from snippets; blocks that hold none weigh nothing."""
    labels, weights = np.zeros(len(texts), np.bool_), np.zeros(len(texts), np.float32)
    for snippets, label in ((wanted, True), (unwanted, False)):
        cleaned = [" ".join(snippet.split()) for snippet in snippets]
        for snippet in cleaned:
            holders = [i for i, text in enumerate(texts) if len(snippet) >= _SNIPPET_CHARS and snippet in text]
            if len(holders) == 1 or (holders and not label):
                labels[holders], weights[holders] = label, 2.0 / len(holders)
    return labels, weights


def _weights(texts: list[str], labels: NDArray[np.bool_]) -> NDArray[np.float32]:
    """A block counts by its share in the body, as F1 does, and besides as one block, as exactness does."""
    chars = np.array([len(text) for text in texts], np.float32)
    shares: NDArray[np.float32] = np.minimum(chars / max(float(chars[labels].sum()), 1.0), 1)
    return shares * np.float32(10) + np.float32(0.5)


def fold_of(host: str, folds: int) -> int:
    """The fold that a host's pages are held out in; the same in every process."""
    return zlib.crc32(host.encode()) % folds
