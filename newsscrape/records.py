"""What happens to a record between parse and file: validate → duplicates → dataset.

Each step takes an article and raises `RecordRefused` when it must not go on. Re-parse runs them as a chain; Scrapy's
pipelines wrap one step each.
"""

from collections.abc import Callable, Iterable

import orjson

from newsscrape.dataset.schema import record_checker
from newsscrape.errors import NewsscrapeError
from newsscrape.items import Article
from newsscrape.state.articles import KnownArticles
from newsscrape.state.outcome import Outcome
from newsscrape.urls import url_key

Step = Callable[[Article], None]


class RecordRefused(NewsscrapeError):
    """A record that is not written, with the outcome that this is for its page."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


def validate(article: Article) -> None:
    """Refuses a record that the JSON Schema does not allow."""
    complaint = record_checker()(orjson.loads(orjson.dumps(article)))
    if complaint:
        raise RecordRefused(Outcome.FAILED, f"the record is not valid: {complaint}")


def page_key(article: Article) -> str:
    """The name under which an article's page is known: its URL's canonical form, else its place among saved pages."""
    if article.url:
        return url_key(article.url)
    return f"{article.source.path}#{article.source.record}"


def refuse_known(known: KnownArticles) -> Step:
    """A step that refuses articles which the dataset holds as they are, and numbers the revisions of changed ones."""

    def step(article: Article) -> None:
        verdict = known.judge(article, page_key(article))
        if verdict.is_written:
            raise RecordRefused(verdict.outcome, verdict.reason)
        article.revision = verdict.revision
        article.previous_sha256 = verdict.previous_sha256

    return step


def run_chain(article: Article, steps: Iterable[Step]) -> None:
    """Takes an article through the steps.

    Raises:
        RecordRefused: by the first step that refuses it.
    """
    for step in steps:
        step(article)
