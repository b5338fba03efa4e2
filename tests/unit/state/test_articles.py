"""What is new, what is a revision, and what the dataset has."""

from typing import Any

import pytest

from newsscrape.items import Article, Source
from newsscrape.state.articles import KnownArticles, content_hash
from newsscrape.state.ledger import Ledger
from newsscrape.state.outcome import Outcome
from newsscrape.state.store import StateStore
from tests.unit.state.conftest import sighting


def article(body: str = "One.", **values: Any) -> Article:
    plain = {"id": "x:1", "body": body, "canonical_url": "http://e.org/1", "source": Source(sha256="a" * 64)}
    return Article(**{**plain, **values})


@pytest.fixture
def first(store: StateStore) -> KnownArticles:
    return KnownArticles(store, 1)


@pytest.fixture
def second(store: StateStore, first: KnownArticles) -> KnownArticles:
    """A run after one that wrote `article()` at the URL `a`."""
    first.remember(article(), "a")
    return KnownArticles(store, 2)


def test_a_new_article_is_the_first_revision(first: KnownArticles) -> None:
    verdict = first.judge(article(), "a")
    assert (verdict.outcome, verdict.revision, verdict.previous_sha256) == (Outcome.EXPORTED, 1, None)


def test_the_same_content_is_unchanged_at_any_url(second: KnownArticles) -> None:
    assert second.judge(article(), "a").outcome is Outcome.UNCHANGED
    assert second.judge(article(), "b").outcome is Outcome.UNCHANGED


def test_other_content_is_a_revision(second: KnownArticles) -> None:
    changed = article("Two.", source=Source(sha256="b" * 64))
    verdict = second.judge(changed, "a")
    assert (verdict.outcome, verdict.revision, verdict.previous_sha256) == (Outcome.EXPORTED, 2, "a" * 64)
    changed.revision = verdict.revision
    second.remember(changed, "a")
    third = KnownArticles(second._store, 3)
    assert third.judge(changed, "a").outcome is Outcome.UNCHANGED
    back = third.judge(article(), "a")
    assert (back.revision, back.previous_sha256) == (3, "b" * 64)


@pytest.mark.parametrize("body", ["One.", "Two."])
def test_within_a_run_the_first_url_counts(first: KnownArticles, body: str) -> None:
    first.remember(article(), "a")
    assert first.judge(article(body), "b").outcome is Outcome.DUPLICATE


def test_a_page_saved_twice_gives_both_its_texts(first: KnownArticles) -> None:
    first.remember(article(), "a")
    assert first.judge(article(), "a").outcome is Outcome.DUPLICATE
    assert first.judge(article("Two."), "a").revision == 2


def test_another_address_of_a_living_page_is_no_revision(second: KnownArticles, store: StateStore) -> None:
    other = article("One, to print.")
    assert second.judge(other, "print").revision == 2  # the record's own URL is not there any more
    Ledger(store, 2).see(sighting("a"))
    assert second.judge(other, "print").outcome is Outcome.DUPLICATE
    renamed = article("One, renamed.", canonical_url="http://e.org/1-renamed")
    assert second.judge(renamed, "renamed").revision == 2


def test_what_a_url_said_before_is_no_revision(second: KnownArticles, store: StateStore) -> None:
    other = article("One, to print.", canonical_url="http://e.org/print")
    Ledger(store, 1).see(sighting("print"))
    Ledger(store, 1).fetched("print", "print", {}, other)
    assert second.judge(other, "print").outcome is Outcome.UNCHANGED


def test_the_same_canonical_url_is_the_same_article_unless_both_are_numbered(first: KnownArticles) -> None:
    first.remember(article(story_code="1"), "a")
    assert first.judge(article(id="x:2"), "b").outcome is Outcome.DUPLICATE
    assert first.judge(article(id="x:2", story_code="2"), "b").outcome is Outcome.EXPORTED
    assert first.judge(article(id="x:2", canonical_url=None), "b").outcome is Outcome.EXPORTED


@pytest.mark.parametrize(
    ("values", "changes"),
    [
        ({"title": "T"}, True),
        ({"authors": ["A"]}, True),
        ({"date_published": "2024-01-01"}, True),
        ({"date_modified": "2024-01-01"}, False),
        ({"tags": ["t"]}, False),
        ({"fetched_at": "2024-01-01T00:00:00Z"}, False),
    ],
)
def test_what_an_article_says_is_its_content(values: dict[str, Any], changes: bool) -> None:
    assert (content_hash(article(**values)) != content_hash(article())) == changes


def test_a_record_read_back_is_the_article(second: KnownArticles) -> None:
    record: dict[str, Any] = {
        "id": "x:9",
        "body": "One.",
        "title": None,
        "description": None,
        "authors": [],
        "date_published": None,
    }
    second.adopt(record, "nine")
    assert (
        KnownArticles(second._store, 3).judge(article(id="x:9", canonical_url=None), "n").outcome is Outcome.UNCHANGED
    )


def test_what_a_run_wrote_before_an_interruption_is_exported_and_not_written_again(store: StateStore) -> None:
    crawl = KnownArticles(store, 1, again=Outcome.EXPORTED)
    crawl.remember(article(), "a")
    verdict = crawl.judge(article(), "a")
    assert (verdict.outcome, verdict.is_written) == (Outcome.EXPORTED, True)
    assert crawl.judge(article(), "b").outcome is Outcome.DUPLICATE
