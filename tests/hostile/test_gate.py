"""Which markup is let in, and that no way of writing it slips past."""

import pytest

from newsscrape.gate import has_too_many_tags, is_crowded
from newsscrape.limits import PAGE_TAGS
from newsscrape.page import Page

MANY = " ".join(f"a{i}" for i in range(20_000))
QUOTED = " ".join(f'a{i}=">"' for i in range(20_000))


@pytest.mark.parametrize(
    "markup",
    [
        f"<div {MANY}>",
        f"<div {QUOTED}>",
        f"<div ' {QUOTED}>",
        f'<div " {QUOTED}>',
        f"<div a='<script>' {MANY}>",
        f"<!--><div {MANY}>",
        f"<!-- --!><div {MANY}>",
        f"<script></script><div {MANY}",
        f"<p>{'<b>x</b>' * 1000}</p><DIV\n{MANY}\n>",
    ],
)
def test_crowded_elements_are_seen(markup: str) -> None:
    assert is_crowded(markup)
    assert Page(f"<html>{markup}", is_unwatched=True).refusal == "its elements have too many attributes"


@pytest.mark.parametrize(
    "markup",
    [
        f"<script>if (a<b {MANY})</script>",
        f"<STYLE>a<b {MANY}</STYLE>",
        f"<!-- <div {MANY}> -->",
        f"<p>{MANY}</p>",
        f'<div title="{MANY}">',
        f"a < b {MANY}",
        "<p class=a id=b>x</p>" * 20_000,
    ],
)
def test_other_pages_are_let_in(markup: str) -> None:
    assert not is_crowded(markup)


def test_tags_are_counted() -> None:
    assert not has_too_many_tags("<b>" * PAGE_TAGS)
    assert has_too_many_tags("<b>" * (PAGE_TAGS + 1))


def test_a_page_refused_shows_nothing_of_itself() -> None:
    page = Page("<html>" + "<p>words</p>" * PAGE_TAGS, url="http://e.org/a")
    assert page.refusal == f"the page has more than {PAGE_TAGS} tags"
    assert (len(page.tree), page.lines, len(page.blocks), page.ld_json) == (0, (), 0, [])
    large = Page(b"x" * 16_000_001)
    assert large.refusal == "the page has 16000001 bytes, more than 16000000"
    assert large.text == ""
