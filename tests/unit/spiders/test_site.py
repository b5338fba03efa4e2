"""Which URLs are a site's, and what its crawl is called."""

import pytest

from newsscrape.spiders.site import SiteSpider


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("https://example.org/a", True),
        ("http://example.org/a", True),
        ("https://www.example.org:443/a", True),
        ("https://EXAMPLE.org", True),
        ("https://example.org:8443/a", False),
        ("https://news.example.org/a", False),
        ("https://notexample.org/a", False),
        ("mailto:a@example.org", False),
    ],
)
@pytest.mark.parametrize("start", ["https://example.org/", "http://www.example.org/news?page=2"])
def test_a_site_is_its_host(start: str, url: str, inside: bool) -> None:
    assert SiteSpider(url=start).is_inside(url) is inside


def test_a_port_belongs_to_the_site() -> None:
    spider = SiteSpider(url="http://127.0.0.1:8000")
    assert spider.is_inside("http://127.0.0.1:8000/a")
    assert not spider.is_inside("http://127.0.0.1:8001/a")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.example.org/news/", "www.example.org"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("https://www.islamtimes.org/en/", "islamtimes"),
    ],
)
def test_its_name_is_the_records_outlet(url: str, name: str) -> None:
    assert SiteSpider(url=url).name == name
