"""What an outlet declares."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from newsscrape.dates import DateRules
from newsscrape.readers.landmarks import Landmarks
from newsscrape.urls import in_domain, split_http_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A news outlet: where it is, how its articles are told, how they are read. Data, no code.

    Attributes:
        name: the registry's name, which is also the spider's and begins the ids of its records.
        title: the name that readers know.
        domains: its domains; subdomains belong to it too.
        front: path of the front page, where a crawl starts.
        feeds: paths or URLs of its feeds and sitemaps, where a crawl starts as well.
        roads: how its articles are found: by links (`listing`), by feeds that its pages name (`feed`), by sitemaps that
            its robots.txt names (`sitemap`).
        article_path: pattern that the path of an article's URL begins with.
        dates: how it prints dates.
        landmarks: the landmarks of its layout; None where it has none.
        settings: Scrapy settings for crawls of it; those of the command line win.
    """

    name: str
    title: str
    domains: tuple[str, ...]
    front: str
    article_path: str
    dates: DateRules
    feeds: tuple[str, ...] = ()
    roads: tuple[str, ...] = ("listing", "feed", "sitemap")
    landmarks: Landmarks | None = None
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def front_url(self) -> str:
        """The front page on the outlet's first domain."""
        return f"https://{self.domains[0]}{self.front}"

    def has_host(self, host: str) -> bool:
        """Whether a host is one of the outlet's."""
        return any(in_domain(host, domain) for domain in self.domains)

    def is_article(self, url: str) -> bool:
        """Whether a URL, by its path, is an article's."""
        parts = split_http_url(url)
        return parts is not None and re.match(self.article_path, parts.path) is not None
