"""A saved page into a record, or the reason why there is none."""

import pytest

from newsscrape.archive.inputs import Unreadable
from newsscrape.duplicates.signature import signature_of
from newsscrape.duplicates.texts import fields_of
from newsscrape.items import Article
from newsscrape.outlets.base import Outlet
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.reparse import parsing
from newsscrape.reparse.parsing import Parsed, parse_saved

PAGE = "Sunday 30 April 2023 - 21:33\nTitle\nStory Code : 1\nTitle\nText.\nComment\n"


def test_a_page_gives_its_article_and_says_where_it_lies() -> None:
    parsed = parse_saved(Page(PAGE, path="a.txt", record=4, offset=90))
    assert (parsed.path, parsed.record, parsed.offset, parsed.reason) == ("a.txt", 4, 90, None)
    assert parsed.article is not None
    assert parsed.article.id == "islamtimes:1"


def test_the_signature_is_added_when_it_is_asked_for() -> None:
    assert parse_saved(Page(PAGE)).signature is None
    signed = parse_saved(Page(PAGE), signed=True)
    assert signed.article is not None
    assert signed.signature is not None
    assert signed.signature.text == signature_of(fields_of(signed.article)).text
    assert parse_saved(Page("Some prose."), signed=True).signature is None


def test_what_cannot_be_read_keeps_its_reason() -> None:
    assert parse_saved(Unreadable("a.gz", 3, 77, "cut off")) == Parsed("a.gz", 3, 77, reason="cut off")


def test_the_outlet_named_overrides_the_one_shown() -> None:
    page = Page("<html><body><p>x</p></body></html>", url="https://e.org/")
    assert "a front page" in (parse_saved(page).reason or "")
    assert "not an article of Islam Times" in (parse_saved(page, "islamtimes").reason or "")


def test_a_record_that_the_schema_does_not_allow_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_odd_date(page: Page, outlet: Outlet | None, **_: object) -> Article:
        article = parse_article(page, outlet)
        article.date_published = "yesterday"
        return article

    monkeypatch.setattr(parsing, "parse_article", with_odd_date)
    parsed = parse_saved(Page(PAGE))
    assert parsed.article is None
    assert "the record is not valid: date_published" in (parsed.reason or "")


def test_a_mistake_of_ours_costs_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(parsing, "parse_article", broken)
    parsed = parse_saved(Page(PAGE, path="a.txt", record=4))
    assert (parsed.path, parsed.record, parsed.article) == ("a.txt", 4, None)
    assert parsed.reason == "internal error: RuntimeError('no')"
