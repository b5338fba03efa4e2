"""What happens to a record between parse and file: validate → duplicates → dataset.

Each step takes an article and raises `RecordRefused` when it must not go on. Crawl, re-parse and the cluster's job run
the same ones.
"""

from collections.abc import Callable
from typing import Protocol

import orjson

from newsscrape.dataset.schema import record_checker
from newsscrape.duplicates.copies import Copies
from newsscrape.duplicates.policy import Policy
from newsscrape.duplicates.signature import Signature
from newsscrape.duplicates.texts import fields_of
from newsscrape.errors import NewsscrapeError
from newsscrape.items import Article, Provenance
from newsscrape.state.articles import KnownArticles
from newsscrape.state.outcome import Outcome
from newsscrape.urls import url_key

Step = Callable[[Article], None]


class CopyStep(Protocol):
    """The step that looks for copies: it takes the article's signature as well, where that is made already."""

    def __call__(self, article: Article, signature: Signature | None = None, /) -> None:
        """Raises RecordRefused for an article that must not go on."""


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


def refuse_copies(copies: Copies, policy: Policy) -> CopyStep:
    """A step that marks the copies of other articles, or refuses them.

    Args:
        copies: the articles that came before.
        policy: what becomes of a copy.
    """

    def step(article: Article, signature: Signature | None = None, /) -> None:
        copy = copies.find(fields_of(article), signature)
        if copy is None:
            return
        if policy is Policy.DROP:
            raise RecordRefused(Outcome.DUPLICATE, f"a copy of {copy.of} ({copy.method} {copy.similarity:.3f})")
        article.duplicate_of, article.similarity = copy.of, copy.similarity
        article.provenance["duplicate_of"] = Provenance(method=str(copy.method))

    return step
