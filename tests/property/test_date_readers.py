"""Readers of dates take any page, and give the same for the same page."""

from hypothesis import given, settings
from hypothesis import strategies as st

from newsscrape.page import Page
from newsscrape.readers.date_rules import date_rules
from newsscrape.readers.page_dates import PageDates

PIECES = (
    '<time datetime="2023-04-30">', "<time>", "</time>", "30 April 2023", "20", "2023-13-45", "<h1>", "</h1>",
    "<p class=date>", "<a href=/>", "</a>", "<script>", "</script>", '"datePublished":"', '"publishedAt":99999999999',
    "<meta itemprop=datePublished ", 'content="x">', "<meta property=article:published_time content=", "<body>",
    "<title>",
    "</title>", "© 2023", "1999", "٢٠٢٣", "<aside>", "1402/02/10", "<svg><time>", "&#0;", "<html lang=en-US>",
)  # fmt: skip
pages = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25).map("".join)


@settings(deadline=None)
@given(pages, st.sampled_from((None, "https://e.org/2023/04/30/a", "https://[", "https://e.org/20231345/")))
def test_readers_take_any_page(html: str, url: str | None) -> None:
    def read() -> list[tuple[str, object]]:
        page = Page(f"<html>{html}", url=url)
        dates = PageDates(page, date_rules(page))
        return [(c.method, c.value) for c in (*dates.published(()), *dates.modified(()))]

    first = read()
    assert first == read()
    assert all(isinstance(value, str) and value for _, value in first)
