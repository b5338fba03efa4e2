"""Visible texts of elements."""

import time

import pytest

from newsscrape.page import Page
from newsscrape.parse import parse_article


@pytest.mark.parametrize(
    "opener", ["<h1>", "<h2>", "<time>", "<div itemprop=headline>", "<span itemprop=datePublished>"]
)
def test_elements_nested_around_all_the_text_take_no_more_than_others(opener: str) -> None:
    name = opener[1:-1].partition(" ")[0]
    text = "The ferry runs again on Monday, the harbour said. " * 10_000
    page = Page(f"<html><title>Ferries</title><body>{opener * 1500}<p>{text}</p>{f'</{name}>' * 1500}</body></html>")
    started = time.process_time()
    parse_article(page, None)
    assert time.process_time() - started < 5
