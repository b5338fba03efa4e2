"""A labelled set of near-duplicates, made in memory from the bodies that a folder of cases expects.

Copies are made of each article in the ways in which newsrooms make them, and beside them stand texts that are alike
and no copies. What counts is not how a text was made but how alike two texts came out (`benchmarks.overlap`): a pair is
true when its Jaccard similarity is 0.8 or more, or its containment 0.9 or more, and it is not of two items of one
number template. All pairs of the set are looked at, so that two copies of one article, and an article that the corpus
has twice, count as well.
"""

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from math import log, sqrt
from typing import Literal

from benchmarks import number_templates
from benchmarks.alterations import (
    Alteration,
    Paragraphs,
    Source,
    add_boilerplate,
    add_dateline,
    append_other,
    correct_number,
    cut_beginning,
    cut_end,
    edit_words,
    fill_line,
    first_words,
    paragraphs_of,
    prepend_lead,
    replace_lead,
    requote,
    respell,
)
from benchmarks.cases import Case
from benchmarks.overlap import Pair, Similarity, close_pairs, words

Half = Literal["A", "B"]

LEAST_WORDS, MOST_WORDS = 60, 3000  # of the articles that copies are made of; longer ones are mostly no news
TEMPLATE_ITEMS = 10
TOPIC_PAIRS = 300
PASSAGE_PAIRS = 100
_GROUP = 10  # articles that share one line
_RARE = range(2, 7)  # articles that hold a word, for the word to tell of a topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a detector sees of a record: `date` is ISO 8601, or None where the page has none."""

    id: str
    title: str
    body: str
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A copy: positions of the original and of the copy in the set, the kind, and how strong (a share, or a count)."""

    original: int
    copy: int
    kind: str
    strength: float

    @property
    def pair(self) -> Pair:
        """Both positions; an original always stands before its copies."""
        return self.original, self.copy


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySet:
    """Texts, and what is known of their pairs. Pairs are of positions in `texts`, the lower one first.

    Attributes:
        texts: articles, their copies, and what is no copy.
        kinds: of each text: "original", "template", "shared line", "shared passage", or the kind of copy.
        articles: of each text: positions of the originals of which it holds a part; itself, for an item of a template.
        made: the copies; each brief within a joined text is one.
        negatives: pairs by kind that are alike in some way; those that came out as copies are left out.
        similarities: of all pairs whose containment is 0.1 or more.
    """

    texts: list[Text] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    articles: list[frozenset[int]] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    negatives: dict[str, set[Pair]] = field(default_factory=dict)
    similarities: dict[Pair, Similarity] = field(default_factory=dict)

    def similarity(self, pair: Pair) -> Similarity:
        """How alike two texts are; 0 where that is below 0.1."""
        return self.similarities.get(pair, Similarity())

    def is_of_one_article(self, pair: Pair) -> bool:
        """Whether two texts hold parts of the same article, however little they share."""
        i, j = pair
        return not self.articles[i].isdisjoint(self.articles[j])

    def true_pairs(self, margin: float = 0.0) -> set[Pair]:
        """Pairs that are copies, by at least so much, or, with a margin below 0, nearly are."""
        templates = self.negatives.get("template", set())
        return {pair for pair, alike in self.similarities.items() if alike.is_copy(margin)} - templates


# What is made of each article: a kind, how it is made, its strengths, and how many of them are drawn.
_PLAN: tuple[tuple[str, Alteration, tuple[float, ...], int], ...] = (
    ("edited words", edit_words, (0.002, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08), 3),
    ("spelling", respell, (0,), 1),
    ("quotes", requote, (0,), 1),
    ("number", correct_number, (0,), 1),
    ("dateline", add_dateline, (0,), 1),
    ("other lead", replace_lead, (1, 2, 3), 1),
    ("added lead", prepend_lead, (1, 2, 3), 1),
    ("cut end", cut_end, (0.9, 0.75, 0.6, 0.45, 0.3, 0.15), 2),
    ("cut beginning", cut_beginning, (0.9, 0.75, 0.6, 0.45, 0.3), 1),
    ("longer end", append_other, (0.1, 0.2, 0.3, 0.5, 0.75, 1.0), 1),
    ("boilerplate", add_boilerplate, (1, 2, 3, 4), 1),
    ("rewritten", edit_words, (0.12, 0.2, 0.3, 0.4, 0.6), 1),
)

_OF_TWO = {"other lead", "added lead", "longer end"}  # hold a part of a second article

# Lines that have nothing to do with the article: an author's, a dateline, footers.
_SHARED_LINES = """
{name} writes about politics, society and the economy for the weekend edition. Before joining the paper she reported
for ten years from Brussels and Nairobi. Her book on coastal towns was published last year. She can be reached at
news@news.example.

LONDON, April 30 (Reuters) -

Copyright 2023 The Associated Press. All rights reserved. This material may not be published, broadcast, rewritten or
redistributed without permission. The Associated Press receives support from several private foundations and is solely
responsible for all content.

The views expressed in this article are the author's own and do not necessarily reflect the editorial stance of this
publication, its editors or its owners. Would you like to answer? Send us up to 400 words.

Support independent journalism: become a member for the price of a cup of coffee a month, read without advertisements,
and get our newsletter every Sunday morning. Already a member? Log in here.

This is a live story and will be updated. Refresh the page for the latest version. Follow us on Facebook, Twitter and
Instagram, and download our free app for breaking news alerts on your phone.
"""
SHARED_LINES = [" ".join(line.split()) for line in _SHARED_LINES.split("\n\n")]


def half_of(case: Case) -> Half:
    """The half that a page belongs to; pages of a host are all of one."""
    host = case.host.removeprefix("www.") or case.id
    return "A" if hashlib.sha256(host.encode()).digest()[0] % 2 == 0 else "B"


def copy_set(cases: Sequence[Case], half: Half | None = None, seed: int = 6) -> CopySet:
    """The labelled set of the cases with a body of 60 to 3,000 words; the same one for the same cases and seed.

    Args:
        cases: pages with expected values, of which `body`, `title`, `date` and `host` are used.
        half: takes the hosts, and the number templates, of one half; None takes all.
        seed: of all that is drawn.

    Raises:
        ValueError: fewer than 20 cases have such a body; copies borrow from other articles.
    """
    originals = [case for case in cases if case.body and _is_news(case.body) and half in {None, half_of(case)}]
    if len(originals) < 20:
        raise ValueError(f"{len(originals)} of {len(cases)} cases have a body to make copies of; 20 are needed")
    made = _Maker(originals, seed)
    made.copies()
    made.joined()
    templates = made.templates(half)
    shared_lines, shared_passages = made.shared_lines(), made.shared_passages()
    whole = made.set
    whole.similarities.update(close_pairs([text.body for text in whole.texts]))
    whole.negatives["template"] = templates
    true = whole.true_pairs()
    _unite(whole, {pair for pair in true if pair[1] < len(originals)})
    whole.negatives["same topic"] = set(topic_pairs(originals, true))
    whole.negatives["shared line"] = shared_lines - true
    whole.negatives["shared passage"] = shared_passages - true
    return whole


def _is_news(body: str) -> bool:
    """Whether copies can be made of a text: of neither too few words nor too many, with spaces between them."""
    counts = len(words(body)), len(body.split())
    return min(counts) >= LEAST_WORDS and max(counts) <= MOST_WORDS


def _unite(whole: CopySet, doubles: set[Pair]) -> None:
    """Notes that texts hold parts of both articles where the corpus has an article twice."""
    for i, j in doubles:
        for place, articles in enumerate(whole.articles):
            if not articles.isdisjoint((i, j)):
                whole.articles[place] = articles | {i, j}


class _Maker:
    """Fills a set: the originals first, in their order, then what is made of them."""

    def __init__(self, originals: Sequence[Case], seed: int) -> None:
        self.set = CopySet()
        self._seed = seed
        self._originals = originals
        self._paragraphs = [paragraphs_of(case.body or "") for case in originals]
        for i, (case, paragraphs) in enumerate(zip(originals, self._paragraphs, strict=True)):
            self._add("original", case.id, paragraphs, [i])

    def copies(self) -> None:
        """All kinds of the plan, of each original."""
        for i, case in enumerate(self._originals):
            for kind, alter, strengths, drawn in _PLAN:
                rng = self._rng(case.id, kind)
                for strength in rng.sample(strengths, drawn):
                    donor = self._other(i, rng)
                    source = Source(
                        paragraphs=self._paragraphs[i],
                        donor=self._paragraphs[donor],
                        donor_title=self._originals[donor].title or "",
                    )
                    if altered := alter(source, strength, rng):
                        name = f"{case.id}: {kind} {strength:g}"
                        place = self._add(kind, name, altered, [i, donor] if kind in _OF_TWO else [i])
                        self.set.made.append(Made(i, place, kind, strength))

    def joined(self) -> None:
        """Texts of three to five briefs, beginnings of 60 to 150 words; each brief stands in the set by itself too."""
        rng = self._rng("joined")
        order = rng.sample(range(len(self._originals)), len(self._originals))
        while len(order) >= 5:
            briefs = [(i, first_words(self._paragraphs[i], rng.randint(60, 150))) for i in _taken(order, rng)]
            places = []
            for i, brief in briefs:
                places.append(self._add("brief", f"{self._originals[i].id}: brief", brief, [i]))
                self.set.made.append(Made(i, places[-1], "brief", len(brief)))
            whole = [paragraph for _, brief in briefs for paragraph in brief]
            name = f"joined: {self.set.texts[places[0]].id}"
            joined = self._add("joined", name, whole, [i for i, _ in briefs], title="News in brief")
            self.set.made.extend(Made(place, joined, "joined", len(briefs)) for place in places)

    def templates(self, half: Half | None) -> set[Pair]:
        """Items of the number templates; all pairs within a template."""
        pairs: set[Pair] = set()
        for number, name in enumerate(number_templates.TEMPLATES):
            if half in {None, "AB"[number % 2]}:
                places = [
                    self._add("template", f"{name} {item}", [body], [], title=title)
                    for item, (title, body) in enumerate(number_templates.items(name, TEMPLATE_ITEMS, self._seed))
                ]
                pairs.update(combinations(places, 2))
        return pairs

    def shared_lines(self) -> set[Pair]:
        """Beginnings of 50 to 150 words of different articles that bear the same line, or three of them; all pairs."""
        pairs: set[Pair] = set()
        for first, lines in product(range(len(SHARED_LINES)), (1, 3)):
            rng = self._rng("shared line", f"{first} {lines}")
            shared = [
                fill_line(line, Source(paragraphs=[], donor=[], donor_title=""), rng)
                for line in SHARED_LINES[first : first + lines]
            ]
            places = []
            for i in rng.sample(range(len(self._originals)), _GROUP):
                bearing = _bearing(first_words(self._paragraphs[i], rng.randint(50, 150)), shared)
                name = f"{self._originals[i].id}: shared lines {first}+{lines}"
                places.append(self._add("shared line", name, bearing, [i]))
            pairs.update(combinations(places, 2))
        return pairs

    def shared_passages(self) -> set[Pair]:
        """Pairs of beginnings of 60 to 250 words that both go on with the same 100 to 150 words of a third article."""
        pairs: set[Pair] = set()
        rng = self._rng("shared passage")
        for number in range(PASSAGE_PAIRS):
            quoted, *quoting = rng.sample(range(len(self._originals)), 3)
            passage = first_words(self._paragraphs[quoted], rng.randint(100, 150))
            places = []
            for i in quoting:
                own = first_words(self._paragraphs[i], rng.randint(60, 250))
                name = f"{self._originals[i].id}: shared passage {number}"
                places.append(self._add("shared passage", name, [*own, *passage], [i, quoted]))
            pairs.add((places[0], places[1]))
        return pairs

    def _add(
        self, kind: str, name: str, paragraphs: Paragraphs, articles: Sequence[int], title: str | None = None
    ) -> int:
        """Adds a text; it has the date and, unless another is given, the title of the first article it is made of."""
        place = len(self.set.texts)
        case = self._originals[articles[0]] if articles else None
        if title is None:
            title = (case and case.title) or ""
        body = "\n\n".join(paragraphs)
        self.set.texts.append(Text(id=name, title=title, body=body, date=case.date if case else None))
        self.set.kinds.append(kind)
        self.set.articles.append(frozenset(articles or [place]))
        return place

    def _other(self, i: int, rng: random.Random) -> int:
        return (i + rng.randrange(1, len(self._originals))) % len(self._originals)

    def _rng(self, *names: str) -> random.Random:
        # By name: what is drawn for one article does not change with the others.
        return random.Random("/".join([str(self._seed), *names]))  # noqa: S311


def _bearing(paragraphs: Paragraphs, lines: Sequence[str]) -> Paragraphs:
    """A text with lines behind its end; a dateline goes before its first word."""
    first, *rest = paragraphs
    datelines = [line for line in lines if line.endswith("-")]
    return [" ".join([*datelines, first]), *rest, *(line for line in lines if line not in datelines)]


def _taken(order: list[int], rng: random.Random) -> Iterator[int]:
    for _ in range(rng.randint(3, 5)):
        yield order.pop()


def topic_pairs(cases: Sequence[Case], copies: set[Pair], most: int = TOPIC_PAIRS) -> Iterator[Pair]:
    """The pairs of articles, not copies, that share the most rare words: cosine of their rare words' weights.

    Rare is a word that two to six of the articles hold; two articles of one host count a quarter more alike.
    """
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for i, case in enumerate(cases):
        for word in sorted(set(words(case.body or ""))):
            holders[word].append(i)
    weights = {
        word: log(len(cases) / len(held))
        for word, held in holders.items()
        if len(held) in _RARE and len(held) < len(cases)
    }
    norms: defaultdict[int, float] = defaultdict(float)
    shared: defaultdict[Pair, float] = defaultdict(float)
    for word, weight in weights.items():
        for i in holders[word]:
            norms[i] += weight * weight
        for pair in combinations(holders[word], 2):
            shared[pair] += weight * weight
    alike = {
        (i, j): weight / sqrt(norms[i] * norms[j]) * (1.25 if cases[i].host == cases[j].host else 1)
        for (i, j), weight in shared.items()
        if (i, j) not in copies
    }
    ranked = sorted(alike, key=lambda pair: (-alike[pair], pair))
    yield from ranked[:most]
