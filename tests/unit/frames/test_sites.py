"""Which site a page is of, and which of the pages are kept to learn from."""

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsscrape.frames import sites as module
from newsscrape.frames.sites import Samples, host_at_once, sampled_pages, site_at, site_of
from newsscrape.page import Page
from newsscrape.urls import fingerprint

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


@contextmanager
def samples(**limits: int) -> Iterator[tuple[Samples, Path]]:
    with TemporaryDirectory() as folder, closing(Samples(Path(folder) / "pages", **limits)) as kept:
        yield kept, Path(folder) / "pages"


def kept_of(offered: list[tuple[str, bytes, str]], **limits: int) -> dict[str, list[tuple[bytes | str, str | None]]]:
    """Site → contents and URLs that are kept of what was offered: site, content and URL each."""
    with samples(**limits) as (kept, path):
        for site, content, url in offered:
            kept.offer(site, Page(content, url=url))
        kept.flush()
        return {site: [(page.content, page.url) for page in sampled_pages(path, site)] for site, _ in kept.sites()}


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.gazette.example", "gazette.example"),
        ("m.gazette.example", "gazette.example"),
        ("amp.gazette.example", "gazette.example"),
        ("news.gazette.example", "news.gazette.example"),
        ("wwwgazette.example", "wwwgazette.example"),
        (None, None),
        ("a\ud800.example", "a?.example"),
    ],
)
def test_the_site_of_a_host(host: str | None, site: str | None) -> None:
    assert site_at(host) == site


def test_a_page_without_an_address_is_of_the_site_that_it_names() -> None:
    link = '<link rel="canonical" href="https://www.gazette.example/a">'
    page = Page(f"<html><head>{link}</head><body></body></html>", markup=True)
    assert (site_of(page), host_at_once(page)) == ("gazette.example", "www.gazette.example")
    assert site_of(Page("<html><body>x</body></html>")) is None
    assert host_at_once(Page("Some text.")) is None
    late = Page(f"<html><head>{' ' * 200_000}{link}</head></html>", markup=True)
    assert (site_of(late), host_at_once(late)) == ("gazette.example", None)


def test_an_address_is_believed_before_what_the_page_says() -> None:
    page = Page('<html><link rel="canonical" href="https://b.example/x"></html>', url="https://a.example/")
    assert host_at_once(page) == "a.example"
    odd = Page('<html><link rel="canonical" href="https://b.example/x"></html>', url="urn:x")
    assert host_at_once(odd) == odd.host == "b.example"


def test_a_page_comes_back_as_it_was() -> None:
    page = Page("<p>ü</p>".encode("cp1252"), url="https://a.example/", fetched_at=NOON, content_type="text/html")
    with samples() as (kept, path):
        kept.offer("a.example", page)
        kept.offer("b.example", Page(b"<p>x</p>"))
        kept.flush()
        (found,), (bare,) = sampled_pages(path, "a.example"), sampled_pages(path, "b.example")
    assert (found.content, found.url, found.fetched_at, found.content_type) == (
        page.content,
        page.url,
        page.fetched_at,
        page.content_type,
    )
    assert found.is_html
    assert (bare.url, bare.fetched_at, bare.content_type) == (None, None, None)


def test_large_pages_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGEST_BYTES", 3)
    assert kept_of([("a", b"1234", "u"), ("a", b"123", "u")]) == {"a": [(b"123", "u")]}


def expected(
    offered: list[tuple[str, bytes, str]], most_pages: int, most_of_all: int
) -> dict[str, list[tuple[bytes, str]]]:
    """By the rule: of a site the pages of least hash; of the sites those of least hash while there is room."""
    first: dict[str, dict[bytes, str]] = defaultdict(dict)
    for site, content, url in offered:
        first[site][content] = min(url, first[site].get(content, url))
    found: dict[str, list[tuple[bytes, str]]] = {}
    room = most_of_all
    for site in sorted(first, key=fingerprint):
        contents = sorted(first[site], key=lambda content: sha256(content).hexdigest())[:most_pages]
        room -= len(contents)
        if room < 0:
            break
        found[site] = [(content, first[site][content]) for content in contents]
    return found


@settings(max_examples=60, deadline=None)
@given(
    offered=st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from([b"%d" % n for n in range(9)]), st.sampled_from("xyz")),
        max_size=60,
    ),
    most_pages=st.integers(1, 4),
    most_of_all=st.integers(1, 14),
    chance=st.randoms(use_true_random=False),
)
def test_what_is_kept_depends_on_the_pages_and_not_on_their_order(
    offered: list[tuple[str, bytes, str]], most_pages: int, most_of_all: int, chance: random.Random
) -> None:
    wanted = expected(offered, most_pages, most_of_all)
    for _ in range(3):
        assert kept_of(offered, most_pages=most_pages, most_of_all=most_of_all) == wanted
        chance.shuffle(offered)


def test_it_is_told_when_there_was_no_room() -> None:
    with samples(most_of_all=2) as (kept, _):
        for site in "ab":
            kept.offer(site, Page(b"x"))
        assert not kept.is_full
        kept.offer("c", Page(b"x"))
        assert kept.is_full
        assert len(kept.sites()) == 2
