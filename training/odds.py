"""Odds of words, learned by host so that no site's own words count, and without the host that they are used on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from math import log

from newsscrape.blocks import Blocks
from newsscrape.readers.body.words import head_words, name_words, word_keys
from training.corpus import LabelledPage

_FEWEST_HOSTS = 5
_PRIOR_HOSTS = 2.0  # hosts' worth of the prior that each word starts with
_MOST_CHARS = 200  # of a block that count for the names around it

Counts = dict[str, list[float]]  # word → weight of its blocks in bodies, weight of all


class HostOdds:
    """Words' shares in bodies, a host a vote.

    Args:
        pages: the pages to learn from; those whose blocks weigh nothing but for snippets give no counts.
        count: a page → its counts.
        prior: share of blocks in bodies when nothing is known.
    """

    def __init__(self, pages: Iterable[LabelledPage], count: Callable[[LabelledPage], Counts], prior: float) -> None:
        self._prior = prior
        by_host: dict[str, Counts] = defaultdict(dict)
        for page in pages:
            if (page.weights == 0).any():
                continue
            counts = by_host[page.host]
            for word, (inside, total) in count(page).items():
                entry = counts.setdefault(word, [0.0, 0.0])
                entry[0] += inside
                entry[1] += total
        self._shares = {
            host: {word: inside / total for word, (inside, total) in counts.items() if total}
            for host, counts in by_host.items()
        }
        self._votes: Counts = defaultdict(lambda: [0.0, 0.0])
        for shares in self._shares.values():
            for word, share in shares.items():
                self._votes[word][0] += share
                self._votes[word][1] += 1

    def all(self) -> dict[str, float]:
        """The odds of every word that enough hosts have."""
        return {w: self._log_odds(*votes) for w, votes in self._votes.items() if votes[1] >= _FEWEST_HOSTS}

    def without(self, host: str, words: Iterable[str]) -> Mapping[str, float]:
        """The odds of `words` as if the host's pages were not there."""
        own = self._shares.get(host, {})
        found = {}
        for word in words:
            inside, hosts = self._votes.get(word, (0.0, 0.0))
            if word in own:
                inside, hosts = inside - own[word], hosts - 1
            if hosts >= _FEWEST_HOSTS:
                found[word] = self._log_odds(inside, hosts)
        return found

    def _log_odds(self, inside: float, hosts: float) -> float:
        prior = self._prior
        return log((inside + _PRIOR_HOSTS * prior) / (hosts - inside + _PRIOR_HOSTS * (1 - prior))) - log(
            prior / (1 - prior)
        )


def count_text_words(page: LabelledPage) -> Counts:
    """Counts of the words of a page's texts: a block one."""
    counts: Counts = {}
    texts = page.blocks.texts
    for words, text, inside in zip(head_words(texts), texts, page.in_body.tolist(), strict=True):
        for word in set(word_keys(words, text)):
            entry = counts.setdefault(word, [0.0, 0.0])
            entry[0] += inside
            entry[1] += 1
    return counts


def count_name_words(page: LabelledPage) -> Counts:
    """Counts of the words that name the elements around a page's blocks: a block its characters."""
    counts: Counts = {}
    for words, text, inside in zip(words_around(page.blocks), page.blocks.texts, page.in_body.tolist(), strict=True):
        weight = min(len(text), _MOST_CHARS)
        for word in words:
            entry = counts.setdefault(word, [0.0, 0.0])
            entry[0] += inside * weight
            entry[1] += weight
    return counts


def words_around(blocks: Blocks) -> list[frozenset[str]]:
    """For each block the words that name the elements around it."""
    nodes = blocks.tree
    paths: list[frozenset[str]] = []
    for tag, names, parent in zip(nodes.tags, nodes.names, nodes.parents, strict=True):
        own = name_words(names, tag)
        above = paths[parent] if parent >= 0 else frozenset()
        paths.append(above.union(own) if own else above)
    return [paths[node] for node in blocks.nodes]
