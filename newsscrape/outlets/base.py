"""What an outlet declares."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from newsscrape.dates import DateRules
from newsscrape.readers.landmarks import Landmarks
from newsscrape.urls import in_domain, split_http_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """How an outlet's pages are read from some day on, until it changed them again.

    Attributes:
        since: the first day on which pages looked so; None for all days before those of the other versions.
        fields: field of the record → its selectors (`newsscrape.readers.selectors`), tried in order.
        leave_out: selectors of what is no text within the body's containers.
    """

    since: date | None = None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A news outlet: where it is, how its articles are told, how they are read. Data, no code.

    Attributes:
        name: the registry's name, which is also the spider's and begins the ids of its records.
        title: the name that readers know.
        domains: its domains; subdomains belong to it too.
        language: BCP 47 tag of the language that it is written in; None where it has several, or is not said.
        front: path of the front page, where a crawl starts.
        feeds: paths or URLs of its feeds and sitemaps, where a crawl starts as well.
        roads: how its articles are found: by links (`listing`), by feeds that its pages name (`feed`), by sitemaps that
            its robots.txt names (`sitemap`).
        article_path: pattern that the path of an article's URL begins with; None where paths do not tell, but what the
            page holds.
        dates: how it prints dates.
        landmarks: the landmarks of its layout; None where it has none.
        versions: where things stand in its markup, the newest version first; empty where its pages are read as those
            of any site.
        settings: Scrapy settings for crawls of it; those of the command line win.
    """

    name: str
    title: str
    domains: tuple[str, ...]
    language: str | None = None
    front: str = "/"
    article_path: str | None = None
    dates: DateRules = field(default_factory=DateRules)
    feeds: tuple[str, ...] = ()
    roads: tuple[str, ...] = ("listing", "feed", "sitemap")
    landmarks: Landmarks | None = None
    versions: tuple[Version, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def front_url(self) -> str:
        """The front page on the outlet's first domain."""
        return f"https://{self.domains[0]}{self.front}"

    @property
    def is_dated(self) -> bool:
        """Whether it depends on a page's day how it is read."""
        return any(version.since for version in self.versions)

    def has_host(self, host: str) -> bool:
        """Whether a host is one of the outlet's."""
        return any(in_domain(host, domain) for domain in self.domains)

    def is_article(self, url: str) -> bool:
        """Whether a URL, by its path, is an article's; never where paths do not tell."""
        parts = split_http_url(url)
        return (
            self.article_path is not None and parts is not None and re.match(self.article_path, parts.path) is not None
        )

    def version_on(self, day: date | None) -> Version | None:
        """How a page of a day is read: by the first version that is not of a later day; None where there is none.

        A page whose day is not known (None) is taken for a new one.
        """
        return next((v for v in self.versions if v.since is None or day is None or v.since <= day), None)
