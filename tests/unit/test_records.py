"""The chain between parse and file."""

from collections.abc import Mapping

import pytest

from newsscrape.duplicates.exact import KnownRecords
from newsscrape.items import Article, Source
from newsscrape.records import RecordRefused, refuse_known, run_chain, validate
from newsscrape.state.outcome import Outcome

ARTICLE = Article(id="e:1", outlet="e", body="Text.", canonical_url="https://e.org/a", source=Source(sha256="0" * 64))


def refusal(article: Article, *earlier: Mapping[str, str], twice: bool = False) -> tuple[Outcome, str]:
    step = refuse_known(KnownRecords(earlier))
    if twice:
        step(article)
    with pytest.raises(RecordRefused) as caught:
        step(article)
    return caught.value.outcome, caught.value.reason


def test_a_record_that_is_not_valid_is_refused_with_the_field() -> None:
    validate(ARTICLE)
    with pytest.raises(RecordRefused, match=r"the record is not valid: body .*") as caught:
        validate(Article(id="e:1", outlet="e", source=Source(sha256="0" * 64)))
    assert caught.value.outcome is Outcome.FAILED


def test_known_records_are_refused_by_when_they_came() -> None:
    assert refusal(ARTICLE, {"id": "e:1"}) == (Outcome.UNCHANGED, "the dataset has e:1")
    assert refusal(ARTICLE, twice=True) == (Outcome.DUPLICATE, "same id as e:1")
    other = {"id": "e:2", "canonical_url": "https://e.org/a"}
    assert refusal(ARTICLE, other) == (Outcome.DUPLICATE, "same canonical URL as e:2")


def test_the_chain_ends_at_the_first_refusal() -> None:
    seen: list[str] = []
    chain = (validate, refuse_known(KnownRecords()), lambda article: seen.append(article.id))
    run_chain(ARTICLE, chain)
    with pytest.raises(RecordRefused):
        run_chain(ARTICLE, chain)
    assert seen == ["e:1"]
