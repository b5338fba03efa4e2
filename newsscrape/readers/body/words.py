"""What words say of a block: the words it begins with, and those that name the elements around it.

Each word has odds, learned from pages of many hosts: how much likelier a block with it belongs to a body than any block
(natural logarithm of the odds ratio). Words of few hosts have none, so that no single site's names count.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from newsscrape.blocks import Nodes

HEAD_CHARS = 60  # of a block that are read for its words
_SHORT_CHARS = 40  # of a block whose whole text is a word of its own
_ZEROS = str.maketrans("123456789", "000000000")
_TOKEN = re.compile(r"[^\W_]+")
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_FADING = 0.7  # what an element's name counts for those one level further in
# Elements whose tags tell nothing that the block's kind does not tell.
_KNOWN_TAGS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol p pre search section summary "
    "table tbody td tfoot th thead tr ul".split()
)


def head_words(texts: Sequence[str]) -> list[list[str]]:
    """For each text the words that it begins with, in lower case, each digit as a zero."""
    heads = "\n".join([text[:HEAD_CHARS] for text in texts]).casefold()
    if heads.isascii():
        heads = heads.translate(_ZEROS)
    else:  # `translate` is slow on other texts
        for digit in "123456789":
            heads = heads.replace(digit, "0")
    return [_TOKEN.findall(line) for line in heads.split("\n")]


def word_keys(words: Sequence[str], text: str) -> list[str]:
    """What of a text has odds: its words; the first after `^`, the first two after `^`, a short text after `=`."""
    if not words:
        return []
    keys = [*words, "^" + words[0]]
    if len(words) > 1:
        keys.append(f"^{words[0]} {words[1]}")
    if len(text) <= _SHORT_CHARS:
        keys.append("=" + " ".join(words))
    return keys


@lru_cache(maxsize=65536)
def name_words(names: str, tag: str) -> tuple[str, ...]:
    """The distinct words of an element's names, in lower case; the words of the tag too where HTML has none such."""
    if tag not in _KNOWN_TAGS:
        names = f"{names} {tag}"
    return tuple(sorted({word.lower() for word in _NAME_WORD.findall(names) if len(word) > 1}))


def text_odds(
    words: Sequence[Sequence[str]], texts: Sequence[str], odds: Mapping[str, float]
) -> list[tuple[float, float, float, int]]:
    """For each text, whose `head_words` are given, the sum, least, greatest and number of its keys' odds."""
    rows = []
    for own, text in zip(words, texts, strict=True):
        known = [value for value in map(odds.get, word_keys(own, text)) if value is not None]
        rows.append((sum(known), min(known), max(known), len(known)) if known else (0.0, 0.0, 0.0, 0))
    return rows


def name_odds(nodes: Nodes, odds: Mapping[str, float]) -> list[tuple[float, float, float, float]]:
    """For each node the sum of its own words' odds; least and greatest, and a fading sum, from the root down to it."""
    rows: list[tuple[float, float, float, float]] = []
    seen: dict[tuple[str, str], tuple[float, float, float]] = {}
    for tag, names, parent in zip(nodes.tags, nodes.names, nodes.parents, strict=True):
        _, least, greatest, faded = rows[parent] if parent >= 0 else (0.0, 0.0, 0.0, 0.0)
        own = 0.0
        if names or tag not in _KNOWN_TAGS:
            known = seen.get((names, tag))
            if known is None:
                known = seen[names, tag] = _range_of(name_words(names, tag), odds)
            own, low, high = known
            least, greatest = min(least, low), max(greatest, high)
        rows.append((own, least, greatest, own + _FADING * faded))
    return rows


def _range_of(words: Sequence[str], odds: Mapping[str, float]) -> tuple[float, float, float]:
    """Sum, least and greatest of the words' odds; zeros without any."""
    known = [value for value in map(odds.get, words) if value is not None]
    return (sum(known), min(known), max(known)) if known else (0.0, 0.0, 0.0)
