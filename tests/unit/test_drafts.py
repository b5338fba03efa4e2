"""Outlets drafted from the pages of a made-up site: the declaration, the goldens, and what is doubtful."""

import json
import random
from pathlib import Path

import pytest

from newsscrape.drafts import Draft, choose_pages, draft_outlet, write_draft
from newsscrape.errors import ConfigurationError
from newsscrape.frames.sites import MOST_PAGES
from newsscrape.goldens import GOLDEN_FIELDS, check_outlet, read_goldens
from newsscrape.outlets.declaration import declare, load_outlet
from newsscrape.page import Page
from newsscrape.parse import parse_article
from tests.unit.frames.site import HOST, article, article_page, section_page


@pytest.fixture(scope="module")
def draft() -> Draft:
    return draft_outlet("gazette", [article_page(number) for number in range(1, 6)])


def test_the_outlet_is_the_sites(draft: Draft) -> None:
    outlet = draft.outlet
    assert (outlet.name, outlet.title, outlet.language) == ("gazette", "Harbour Gazette", "en")
    assert outlet.domains == (HOST, HOST.removeprefix("www."))
    assert len(declare(outlet).splitlines()) <= 40
    assert max(map(len, declare(outlet).splitlines())) <= 120


def test_another_page_of_the_site_is_read_by_it(draft: Draft) -> None:
    page = article_page(77)
    record = parse_article(page, draft.outlet)
    assert {record.provenance[field].method.partition(":")[0] for field in ("title", "authors", "body")} == {"outlet"}
    assert "Related stories" not in record.body
    assert "inbox" not in record.body
    assert record.body.count("\n\n") >= 6


def test_its_file_and_goldens_are_those_that_check_reads(draft: Draft, tmp_path: Path) -> None:
    path = write_draft(draft, tmp_path / "own")
    assert load_outlet(path) == draft.outlet
    goldens = read_goldens(path.with_suffix(""))
    assert len(goldens) == 5
    assert not any(golden.reviewed for golden in goldens)
    report = check_outlet(draft.outlet, goldens)
    assert not report.is_broken
    assert report.fields["body"].selected == 5
    assert report.fields["title"].compared == 5


def test_the_same_for_any_order(draft: Draft) -> None:
    pages = [article_page(number) for number in range(1, 6)]
    random.Random(5).shuffle(pages)
    other = draft_outlet("gazette", pages)
    assert other.outlet == draft.outlet
    assert [golden.slug for golden in other.goldens] == [golden.slug for golden in draft.goldens]


def test_pages_of_no_use_are_named_and_left_out() -> None:
    elsewhere = Page(article(9), url="https://www.other.example/news/9")
    pages = [*(article_page(number) for number in range(1, 5)), section_page(), elsewhere]
    draft = draft_outlet("gazette", pages)
    assert len(draft.goldens) == 4
    reasons = {one.page.url: one.reason for one in draft.frame.unused}
    assert set(reasons) == {pages[4].url, elsewhere.url}
    assert reasons[elsewhere.url].startswith("of another site")


def test_too_few_pages_are_refused_with_the_reasons() -> None:
    with pytest.raises(
        ConfigurationError, match=r"(?s)3 articles' pages are needed, 2 are of use.*section/harbour: no"
    ):
        draft_outlet("gazette", [article_page(1), article_page(2), section_page()])


def test_pages_that_do_not_say_where_they_are_from_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="domains: no page says where it is from"):
        draft_outlet("gazette", [Page(article(number)) for number in range(1, 5)])


@pytest.mark.parametrize("name", ["The Gazette", "../gazette", ".."])
def test_a_name_that_no_outlet_can_have_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="a name is small letters"):
        draft_outlet(name, [article_page(number) for number in range(1, 4)])


def test_what_is_there_is_not_overwritten(draft: Draft, tmp_path: Path) -> None:
    write_draft(draft, tmp_path)
    with pytest.raises(ConfigurationError, match=r"gazette\.toml: is there already"):
        write_draft(draft, tmp_path)
    (tmp_path / "gazette.toml").rename(tmp_path / "older.toml")
    older = (tmp_path / "older.toml").read_text(encoding="utf-8").replace('"gazette"', '"older"')
    (tmp_path / "older.toml").write_text(older, encoding="utf-8")
    (tmp_path / "gazette").rename(tmp_path / "older")
    with pytest.raises(ConfigurationError, match=r"older\.toml: domains: has 'harbour-gazette\.example' already"):
        write_draft(draft, tmp_path)
    assert not (tmp_path / "gazette").exists()


def test_of_many_pages_some_are_chosen_whatever_their_order() -> None:
    pages = [article_page(number) for number in range(MOST_PAGES + 7)]
    chosen = choose_pages(pages)
    assert (len(chosen.pages), chosen.passed_over) == (MOST_PAGES, 7)
    again = choose_pages(reversed(pages))
    assert [page.sha256 for page in again.pages] == [page.sha256 for page in chosen.pages]


def test_pages_of_the_same_bytes_are_told() -> None:
    copy = article_page(1)
    chosen = choose_pages([article_page(1), article_page(2), copy])
    assert (len(chosen.pages), chosen.copies, chosen.passed_over) == (2, (copy.url,), 0)


def test_a_folder_is_named_by_plain_letters_whatever_the_title_holds(tmp_path: Path) -> None:
    odd = {1: "nul", 2: "../../etc/passwd of the harbour", 3: "항구에 새 다리", 4: "Čtyři   <b>\u202eLODĚ</b>\n!"}
    pages = []
    for number, title in odd.items():
        markup = article(number)
        own = markup.partition("<title>")[2].partition(" | ")[0]
        pages.append(Page(markup.replace(own, title), url=f"https://{HOST}/news/{number}"))
    draft = draft_outlet("gazette", pages)
    slugs = [golden.slug for golden in draft.goldens]
    assert "etc-passwd-of-the-harbour" in slugs
    assert sum(slug.startswith("page-") for slug in slugs) == 2
    assert all(slug.isascii() and slug.replace("-", "").isalnum() for slug in slugs)
    write_draft(draft, tmp_path)


def test_an_encoding_that_stood_in_a_header_is_kept_in_the_golden(tmp_path: Path) -> None:
    pages = [
        Page(
            article(number).replace("council", "conseil municipal à Orléans").encode("cp1252"),
            url=f"https://{HOST}/news/{number}",
            content_type="text/html; charset=windows-1252",
        )
        for number in range(1, 6)
    ]
    write_draft(draft_outlet("gazette", pages), tmp_path)
    for golden in read_goldens(tmp_path / "gazette"):
        assert golden.page().text in {page.text for page in pages}


def test_what_is_doubtful_is_said() -> None:
    markup = [article(number).replace("+01:00", "") for number in range(1, 6)]
    pages = [Page(one, url=f"https://{HOST}/2024/03/{i:02}/story") for i, one in enumerate(markup)]
    doubts = draft_outlet("gazette", pages).doubts
    assert any(doubt.startswith("timezone: ") for doubt in doubts)
    path = next(doubt for doubt in doubts if doubt.startswith("article_path: "))
    assert r"\d{4}/\d{1,2}/\d{1,2}/" in path


def test_goldens_hold_what_a_reviewer_needs(draft: Draft, tmp_path: Path) -> None:
    write_draft(draft, tmp_path)
    folder = tmp_path / "gazette" / draft.goldens[0].slug
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    assert meta == {"url": draft.goldens[0].page.url, "outlet": "gazette", "fetched_at": None, "reviewed": False}
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert list(expected) == list(GOLDEN_FIELDS)
