"""What happens to a record between parse and file: validate → duplicates → dataset.

Each step takes an article and raises `RecordRefused` when it must not go on. Re-parse runs them as a chain; Scrapy's
pipelines wrap one step each.
"""

from collections.abc import Callable, Iterable

import orjson

from newsscrape.dataset.schema import record_checker
from newsscrape.duplicates.exact import KnownRecords
from newsscrape.errors import NewsscrapeError
from newsscrape.items import Article
from newsscrape.state.outcome import Outcome

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


def refuse_known(known: KnownRecords) -> Step:
    """A step that refuses records which the dataset holds already."""

    def step(article: Article) -> None:
        match = known.match_or_remember(article)
        if match is None:
            return
        if match.earlier_run and match.by == "id":
            raise RecordRefused(Outcome.UNCHANGED, f"the dataset has {match.id}")
        raise RecordRefused(Outcome.DUPLICATE, f"same {match.by} as {match.id}")

    return step


def run_chain(article: Article, steps: Iterable[Step]) -> None:
    """Takes an article through the steps.

    Raises:
        RecordRefused: by the first step that refuses it.
    """
    for step in steps:
        step(article)
