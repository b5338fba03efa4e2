"""newsscrape and its peers behind one call, so that all are given the same work.

Each `_load_…` imports what it needs and returns a function from an `Input` to an `Answer`, with the settings that the
peer's own documentation gives for news articles.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.metrics import Answer

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Input:
    """What an extractor is given: the decoded HTML and its URL. The host tells which model has not seen the page."""

    html: str
    url: str | None = None
    host: str = ""


Extract = Callable[[Input], Answer]


def parse_only(page: Input) -> Answer:
    """The floor: lxml makes the page's tree, and nothing is done with it."""
    import lxml.html

    lxml.html.document_fromstring(page.html.encode("utf-8", "replace"), lxml.html.HTMLParser(encoding="utf-8"))
    return Answer()


def load_newsscrape(folds: Path | None = None) -> Extract:
    """Newsscrape by the packaged model; given models of folds, by the one that has not seen the page's host.

    Every page is read as one of a site that no outlet's file describes: some outlets' files were reviewed on pages of
    the corpus, and figures of these would say nothing of other pages.

    Raises:
        FileNotFoundError: the folder lacks a fold's model.
    """
    from newsscrape.page import Page
    from newsscrape.parse import parse_article
    from newsscrape.readers.body.trees import BodyModel
    from training.corpus import fold_of

    models = [BodyModel.load(folds / f"fold{fold}.npz") for fold in range(FOLDS)] if folds else []

    def run(page: Input) -> Answer:
        model = models[fold_of(page.host, FOLDS)] if models else None
        article = parse_article(Page(page.html, url=page.url), None, model)
        return Answer(
            body=article.body, title=article.title, date=article.date_published, authors=tuple(article.authors)
        )

    return run


def _load_trafilatura() -> Extract:
    import trafilatura

    def run(page: Input) -> Answer:
        found = trafilatura.bare_extraction(page.html, url=page.url, include_comments=False, with_metadata=True)
        if found is None:
            return Answer()
        authors = tuple(name.strip() for name in (found.author or "").split(";"))
        return Answer(body=found.text, title=found.title, date=found.date, authors=authors)

    return run


def _load_newspaper() -> Extract:
    import newspaper

    def run(page: Input) -> Answer:
        article = newspaper.Article(page.url or "http://site.example/", fetch_images=False)
        article.download(input_html=page.html)
        article.parse()
        date = article.publish_date.isoformat() if article.publish_date else None
        return Answer(body=article.text, title=article.title, date=date, authors=tuple(article.authors))

    return run


def _load_goose() -> Extract:
    import goose3

    goose = goose3.Goose({"enable_image_fetching": False})

    def run(page: Input) -> Answer:
        article = goose.extract(url=page.url, raw_html=page.html)
        date = str(article.publish_date) if article.publish_date else None
        return Answer(body=article.cleaned_text, title=article.title, date=date, authors=tuple(article.authors or ()))

    return run


def _load_readability() -> Extract:
    import lxml.html
    import readability

    def run(page: Input) -> Answer:
        document = readability.Document(page.html)
        texts: Any = lxml.html.fromstring(document.summary()).itertext()
        lines = (text.strip() for text in texts)
        return Answer(body="\n".join(line for line in lines if line), title=document.short_title())

    return run


def _load_resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    return lambda page: Answer(body=extract_plain_text(HTMLTree.parse(page.html), main_content=True))


def _load_htmldate() -> Extract:
    import htmldate

    def run(page: Input) -> Answer:
        return Answer(date=htmldate.find_date(page.html, url=page.url, original_date=True, extensive_search=True))

    return run


@dataclass(frozen=True, slots=True)
class Peer:
    """Another extractor.

    Attributes:
        package: its name at the package index.
        module: what it is imported as.
        load: imports it.
        gives: what it reads of a page; it is not scored on the rest.
    """

    package: str
    module: str
    load: Callable[[], Extract]
    gives: frozenset[str] = frozenset({"body", "title", "date", "authors"})

    @property
    def is_installed(self) -> bool:
        """Whether it can be imported; it is not imported to tell."""
        return find_spec(self.module) is not None


PEERS = {
    "trafilatura": Peer("trafilatura", "trafilatura", _load_trafilatura),
    "newspaper4k": Peer("newspaper4k", "newspaper", _load_newspaper),
    "goose3": Peer("goose3", "goose3", _load_goose),
    "readability": Peer("readability-lxml", "readability", _load_readability, frozenset({"body", "title"})),
    "resiliparse": Peer("resiliparse", "resiliparse", _load_resiliparse, frozenset({"body"})),
    "htmldate": Peer("htmldate", "htmldate", _load_htmldate, frozenset({"date"})),
    "lxml": Peer("lxml", "lxml", lambda: parse_only, frozenset()),
}
NAMES = ("newsscrape", *PEERS)


def load(name: str, folds: Path | None) -> Extract:
    """The extractor of one of `NAMES`; what it warns of itself is not shown."""
    warnings.simplefilter("ignore")
    return load_newsscrape(folds) if name == "newsscrape" else PEERS[name].load()
