"""Keeps a crawl inside its outlet and its robots.txt, and tells the spider's ledger who refused a request."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urljoin
from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler

from newsscrape.limits import ROBOTS_BYTES
from newsscrape.middlewares.account import announce, hosts_of, refuse, settle
from newsscrape.middlewares.guard import RefusedAddress, allowance_of
from newsscrape.politeness.hosts import GivenUp, LetGo, host_key
from newsscrape.state.outcome import Outcome
from newsscrape.urls import port_of

IS_ROBOTS = "newsscrape_robots"  # in the meta of a request for a robots.txt
_OF_ANY_LENGTH = {"download_maxsize": 1 << 62}  # in the meta: its beginning is read
_TOO_MANY_REDIRECTS = "max redirections reached"  # Scrapy's words
_MOST_REDIRECTS = 5  # RFC 9309, 2.3.1.2


class BoundaryMiddleware:
    """Refuses requests that the spider's `is_inside` does not allow, redirects included.

    It stands in for Scrapy's OffsiteMiddleware, which knows hosts alone and thus cannot keep to an origin's port.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._allowance = allowance_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "BoundaryMiddleware":
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest for a request that leaves the outlet; a robots.txt may be redirected to any host."""
        is_inside = getattr(self.crawler.spider, "is_inside", None)
        if request.meta.get(IS_ROBOTS):
            asked = request.meta.get("redirect_urls", [request.url])[0]
            is_usual = port_of(request.url) in (80, 443, port_of(asked))
            if not is_usual and not self._allowance.names(request.url):
                raise RefusedAddress(f"redirects to port {port_of(request.url)}")
        elif is_inside is not None and not is_inside(request.url):
            settle(self.crawler, request, Outcome.OFF_SITE, "redirects off site")
            raise IgnoreRequest(f"off site: {request.url}")


@dataclass(frozen=True, slots=True)
class _Robots:
    """What a host's robots.txt says: rules, or why they cannot be read."""

    parser: RobotParser | None = None
    unreadable: str | None = None


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, with RFC 9309's answers where there is no robots.txt, and with its Crawl-delay.

    A robots.txt that is answered with 4xx allows all; one that cannot be read now (5xx, 429, no answer) allows
    nothing, and its host is given up. The spider's `robots_read(host, body, url)` gets the bytes, if it has it.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._robots: dict[str, asyncio.Future[_Robots]] = {}
        self._read_bytes: WeakKeyDictionary[Request, int] = WeakKeyDictionary()
        crawler.signals.connect(self.bytes_received, signal=signals.bytes_received)

    def bytes_received(self, data: bytes, request: Request) -> None:
        """Ends the download of a robots.txt when as much has come as is read of one.

        Raises:
            StopDownload: so Scrapy is told.
        """
        if request.meta.get(IS_ROBOTS):
            request.meta.pop("download_maxsize", None)  # when it is unpacked, the setting holds
            self._read_bytes[request] = self._read_bytes.get(request, 0) + len(data)
            if self._read_bytes[request] > ROBOTS_BYTES:
                raise StopDownload(fail=False)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of a request's host, fetched once; None where all is allowed.

        Raises:
            IgnoreRequest: the host is given up, or its robots.txt cannot be read, or the run ends.
        """
        host = host_key(request.url)
        if host not in self._robots:
            self._robots[host] = asyncio.ensure_future(self._read(request, host))
        robots = await asyncio.shield(self._robots[host])
        hosts = hosts_of(self.crawler)
        given_up = hosts.given_up(host) if hosts is not None else None
        if given_up is None and robots.unreadable is not None:
            given_up = GivenUp(False, f"robots.txt cannot be read: {robots.unreadable}")
            if hosts is not None:
                announce(self.crawler, host, hosts.give_up(host, given_up))
        if given_up is not None:
            raise refuse(self.crawler, request, given_up)
        return robots.parser

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raises IgnoreRequest for a request that robots.txt does not allow."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            settle(self.crawler, request, Outcome.REFUSED, "")
            raise

    async def _read(self, request: Request, host: str) -> _Robots:
        """Asks for a host's robots.txt, redirects and Scrapy's retries included."""
        assert self.crawler.engine is not None
        robots_request = Request(
            urljoin(request.url, "/robots.txt"),
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True, IS_ROBOTS: True, "redirect_ttl": _MOST_REDIRECTS, **_OF_ANY_LENGTH},
            callback=NO_CALLBACK,
        )
        self._stats.inc_value("robotstxt/request_count")
        try:
            response = await self.crawler.engine.download_async(robots_request)
        except LetGo:
            raise
        except Exception as error:  # noqa: BLE001 (whatever a download may raise)
            return self._read_in_vain(error)
        self._stats.inc_value("robotstxt/response_count")
        self._stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        if response.status >= 500 or response.status == 429:
            return _Robots(unreadable=f"HTTP {response.status}")
        if response.status != 200:
            return _Robots()
        return _Robots(await self._parse(response, request, host))

    def _read_in_vain(self, error: Exception) -> _Robots:
        """What holds where no robots.txt came."""
        if not isinstance(error, IgnoreRequest):
            self._stats.inc_value(f"robotstxt/exception_count/{type(error)}")
            return _Robots(unreadable=f"{type(error).__name__}: {error}".rstrip(": "))
        # Redirected too often, which RFC 9309 counts as no robots.txt; else damaged, a bomb, or at a refused address.
        return _Robots() if str(error) == _TOO_MANY_REDIRECTS else _Robots(unreadable=str(error))

    async def _parse(self, response: Response, request: Request, host: str) -> RobotParser:
        """The rules of a robots.txt that came, after all were told of it."""
        body = response.body[:ROBOTS_BYTES]
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, body)
        agent = self._robotstxt_useragent or self._default_useragent
        delay_s = parser.crawl_delay(agent)
        hosts = hosts_of(self.crawler)
        if hosts is not None:
            hosts.set_crawl_delay(host, delay_s)
        longest_s = self.crawler.settings.getfloat("NEWSSCRAPE_LONGEST_DELAY_S", 60.0)
        spider = self.crawler.spider
        assert spider is not None
        if delay_s and delay_s > longest_s:
            spider.logger.warning(
                "%s: robots.txt asks for %g s between requests (Crawl-delay), more than NEWSSCRAPE_LONGEST_DELAY_S=%g. "
                "It is kept; the crawl will take long.",
                host,
                delay_s,
                longest_s,
            )
        if hasattr(spider, "robots_read"):
            spider.robots_read(host, body, response.url)
        await self.crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=parser, request=request
        )
        return parser
