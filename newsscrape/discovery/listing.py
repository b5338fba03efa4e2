"""The links of a page."""

from newsscrape.page import Page
from newsscrape.urls import absolute_url


def extract_links(page: Page) -> list[str]:
    """Absolute http(s) URLs of the page's links (`<a>`, `<area>`, `<link rel=next>`), each once, in page order.

    A link into the page itself (`#top`) is none.
    """
    links = page.tree.xpath("//a/@href | //area/@href | //link[contains(@rel, 'next')]/@href")
    urls = (absolute_url(link, page.base_url) for link in links if not link.strip().startswith("#"))
    return list(dict.fromkeys(url for url in urls if url))
