"""Text that only a script would show is found in templates and page data."""

import json

import pytest

from newsscrape.page import Page
from newsscrape.readers.body.hidden import hidden_markup

TEXT = "A paragraph that the page's script is to put in its place, once it runs. "
MARKUP = f"<p>{TEXT * 3}</p><p>{TEXT * 3}</p>"
DATA = json.dumps({"props": {"article": {"id": 7, "content": MARKUP, "url": "https://example.org/" + "x" * 400}}})
PARAGRAPHS = json.dumps({"blocks": [{"type": "text", "text": TEXT + str(i)} for i in range(6)]})


def page(body: str) -> Page:
    return Page(f"<html><head></head><body><div id=root></div>{body}</body></html>")


@pytest.mark.parametrize(
    "body",
    [
        f'<script type="text/template">{MARKUP}</script>',
        f"<noscript>{MARKUP}</noscript>",
        f"<template>{MARKUP}</template>",
        f"<textarea>{MARKUP}</textarea>",
        f'<script type="application/json">{DATA}</script>',
        f"<script>window.__STATE__ = {DATA};</script>",
        f"<script>push([1, {json.dumps(DATA)}])</script>",
    ],
)
def test_markup_is_found(body: str) -> None:
    found = hidden_markup(page(body))
    assert found is not None
    assert found.count(TEXT.strip()) == 6
    assert "example.org" not in found


def test_strings_under_one_key_become_paragraphs() -> None:
    found = hidden_markup(page(f"<script>x = {PARAGRAPHS}</script>"))
    assert found == "\n".join(f"<p>{TEXT}{i}</p>" for i in range(6))


@pytest.mark.parametrize(
    "body",
    ["", "<script>var x = 1;</script>", '<script>{"text": "short"}</script>', "<noscript><img src=x></noscript>"],
)
def test_pages_that_hide_nothing(body: str) -> None:
    assert hidden_markup(page(body)) is None
