"""The steps between parse and file."""

from dataclasses import replace

import pytest

from newsscrape.items import Article, Source
from newsscrape.records import RecordRefused, page_key, refuse_known, validate
from newsscrape.state.articles import KnownArticles
from newsscrape.state.outcome import Outcome
from newsscrape.state.store import StateStore

ARTICLE = Article(
    id="e:1", outlet="e", url="https://e.org/a", canonical_url="https://e.org/a", body="Text.",
    source=Source(sha256="0" * 64),
)  # fmt: skip


@pytest.fixture
def known() -> KnownArticles:
    return KnownArticles(StateStore(None), 2)


def refusal(known: KnownArticles, article: Article) -> tuple[Outcome, str]:
    with pytest.raises(RecordRefused) as caught:
        refuse_known(known)(article)
    return caught.value.outcome, caught.value.reason


def test_a_record_that_is_not_valid_is_refused_with_the_field() -> None:
    validate(ARTICLE)
    with pytest.raises(RecordRefused, match=r"the record is not valid: body .*") as caught:
        validate(Article(id="e:1", outlet="e", source=Source(sha256="0" * 64)))
    assert caught.value.outcome is Outcome.FAILED


def test_known_articles_are_refused_by_when_they_came(known: KnownArticles) -> None:
    refuse_known(known)(ARTICLE)  # to judge is not to remember
    refuse_known(known)(ARTICLE)
    known.remember(ARTICLE, page_key(ARTICLE))
    assert refusal(known, ARTICLE) == (Outcome.DUPLICATE, "same id as e:1")
    later = KnownArticles(known._store, 3)
    assert refusal(later, ARTICLE) == (Outcome.UNCHANGED, "as the dataset has it")
    assert refusal(later, replace(ARTICLE, id="e:2")) == (Outcome.DUPLICATE, "same canonical URL as e:1")


def test_an_address_that_another_site_claims_stays_free(known: KnownArticles) -> None:
    address = "https://www.gazette.example/story/1"
    attack = replace(ARTICLE, id="a:1", url="https://attack.example/1", canonical_url=address)
    own = replace(ARTICLE, id="www.gazette.example:1", url=address, canonical_url=address)
    mobile = replace(ARTICLE, id="m.gazette.example:1", url="https://m.gazette.example/story/1", canonical_url=address)
    known.remember(attack, page_key(attack))
    refuse_known(known)(own)
    known.remember(own, page_key(own))
    for other in (mobile, replace(attack, id="a:2", url="https://attack.example/2")):
        assert refusal(known, other) == (Outcome.DUPLICATE, "same canonical URL as www.gazette.example:1")


def test_an_article_that_changed_is_numbered(known: KnownArticles) -> None:
    known.remember(ARTICLE, page_key(ARTICLE))
    changed = replace(ARTICLE, body="Other text.")
    refuse_known(KnownArticles(known._store, 3))(changed)
    assert (changed.revision, changed.previous_sha256) == (2, "0" * 64)


def test_a_page_is_known_by_its_url_or_by_its_place() -> None:
    assert page_key(ARTICLE) == page_key(replace(ARTICLE, url="https://e.org/a?utm_source=x"))
    saved = replace(ARTICLE, url=None, source=Source(path="a.txt", record=3))
    assert page_key(saved) == "a.txt#3"
