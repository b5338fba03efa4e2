"""Cleaning is total and idempotent; what is cleaned can be written and holds nothing unseen."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsscrape.loaders import clean_language
from newsscrape.text import clean_author, clean_text, split_lines
from newsscrape.urls import absolute_url, canonical_url, origin_of

# Everything, lone surrogates included, and often what is cleaned away.
texts = st.text(
    st.characters(exclude_categories=[]) | st.sampled_from("\u200b\u200c\u200d\xad\xa0\ufeff\u2028\x85\r\n\t By:")
)
hosts = st.sampled_from(["example.org", "EXAMPLE.org:443", "user:pw@example.org", "[::1]:8000", "b\xfccher.example"])
paths = st.text(st.sampled_from("ab/.%2F é?&=;#+_~'\"<>|"), max_size=20)
queries = st.sampled_from(["", "?utm_source=x&b=2&a=1", "?fbclid=1", "?a=%20&a=+"])
urls = st.builds("{}://{}/{}{}".format, st.sampled_from(["http", "https", "HTTP"]), hosts, paths, queries) | texts


@pytest.mark.parametrize("clean", [clean_text, clean_author])
@given(text=texts)
def test_cleaning_twice_is_cleaning_once(clean: Callable[[str], str], text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(texts)
def test_clean_text_is_one_line_that_can_be_written(text: str) -> None:
    clean = clean_text(text)
    assert clean.encode("utf-8").decode() == clean
    assert clean == " ".join(clean.split())
    assert not [char for char in clean if unicodedata.category(char) == "Cc"]
    assert split_lines(clean) == [clean]


@given(st.lists(st.text(st.characters(categories=["L", "N", "P"]), min_size=1), min_size=1))
def test_words_survive(words: list[str]) -> None:
    assert clean_text("\u200b \xa0".join(words)).split() == words


@given(urls)
def test_a_canonical_url_is_its_own_and_its_origins(url: str) -> None:
    canonical = canonical_url(url)
    if canonical is None:
        assert origin_of(url) is None
    else:
        assert canonical_url(canonical) == canonical
        assert origin_of(canonical) == origin_of(url)


@given(texts | urls, st.none() | urls)
@settings(max_examples=200)
def test_an_absolute_url_is_its_own(link: str, base: str | None) -> None:
    url = absolute_url(link, base)
    if url is not None:
        assert url.lower().startswith(("http://", "https://"))
        assert absolute_url(url, None) == url


@given(texts | st.from_regex(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}", fullmatch=True))
def test_a_language_is_its_own(text: str) -> None:
    language = clean_language(text)
    if language is not None:
        assert clean_language(language) == language
