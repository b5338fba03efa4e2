"""Selectors of outlets on pages that make libxml2 compare each element with all others."""

import time

import pytest

from newsscrape.page import Page
from newsscrape.readers.selector import compile_selector
from tests.hostile.cases import page

NESTED = ("<div class='a'>" * 180 + "</div>" * 180) * 250
BROAD = ("<div class=a>" + "<p class=b>x</p>" * 900 + "</div>") * 50


@pytest.mark.parametrize(("markup", "selector"), [(NESTED, ".a .a .a p"), (BROAD, "p + p"), (BROAD, "p:nth-child(2)")])
def test_a_selector_that_would_take_minutes_is_not_evaluated(markup: str, selector: str) -> None:
    hostile = Page(page(markup))
    start = time.process_time()
    assert compile_selector(selector).find(hostile).matches == []
    assert time.process_time() - start < 5
    assert [fault.cause for fault in hostile.faults] == ["a selector is not evaluated"]


def test_others_are_there() -> None:
    assert len(compile_selector("p.b").find(Page(page(BROAD))).matches) == 45_000
    assert len(compile_selector("p + p").find(Page(page())).matches) == 7
