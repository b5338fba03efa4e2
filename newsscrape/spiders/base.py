"""What all crawls share: where they begin, and what is noted of each answer."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from newsscrape.archive.warcwriter import WarcWriter
from newsscrape.dataset.folder import OutletFolder
from newsscrape.discovery.feeds import parse_feed
from newsscrape.discovery.found import Found, Road
from newsscrape.discovery.kind import kind_of
from newsscrape.discovery.listing import extract_feed_links, extract_found
from newsscrape.discovery.robots import Robots
from newsscrape.discovery.sitemaps import parse_sitemap
from newsscrape.duplicates.policy import Policy, read_policy
from newsscrape.errors import ConfigurationError, ExtractionError
from newsscrape.items import Article, Provenance, RightsStatement
from newsscrape.outlets.base import Outlet
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.politeness.hosts import Hosts, LetGo, Limits, host_key
from newsscrape.readers.frame.reader import Frame
from newsscrape.readers.rights import extract_rights
from newsscrape.spiders.answers import failure_reason, header_of, headers_of, user_agent
from newsscrape.spiders.arguments import CrawlArguments
from newsscrape.spiders.frontier import Frontier, file_kind
from newsscrape.state.ledger import FEEDS_FIRST, KEY, VALIDATORS, KnownUrl, Ledger
from newsscrape.state.outcome import Outcome
from newsscrape.state.revisit import RevisitRules
from newsscrape.state.shared import SharedCrawl, connect
from newsscrape.state.traps import BUDGET, Traps
from newsscrape.storage import Storage, StorageError
from newsscrape.text import printable
from newsscrape.urls import url_key
from newsscrape.version import VERSION

_SWITCHES = ("NEWSSCRAPE_NO_ARCHIVE", "NEWSSCRAPE_STRICT", "NEWSSCRAPE_QUIET", "NEWSSCRAPE_JSON", "NEWSSCRAPE_LEARN")
_FETCHED_AT = "newsscrape_fetched_at"  # in a response's meta: archive and record give the same time


class NewsSpider(Spider):
    """Crawls from a front page by links, feeds and sitemaps; a subclass says how far, and which page is an article.

    It yields articles alone: what it finds goes to the ledger, of which the scheduler makes requests.

    Attributes:
        arguments: what the user said with `-a`.
        roads: which of the roads to articles that the outlet shows are taken.
        storage: the outlet's dataset, state and archive.
        hosts: whom the crawl asks, and how fast.
        frontier: what was found.
        rules: what need not be asked for again.
        frame: by which pages of no outlet are read; None to read them as those of any site.
        obeys_rights: whether articles are left out that their outlet reserves.
    """

    arguments: CrawlArguments
    roads: Collection[Road] = frozenset({Road.LISTING, Road.FEED, Road.SITEMAP})
    storage: Storage
    hosts: Hosts
    frontier: Frontier
    rules: RevisitRules
    frame: Frame | None = None
    obeys_rights: bool

    def __init__(self, arguments: CrawlArguments) -> None:
        super().__init__()
        self.arguments = arguments
        self._robots: dict[str, Robots] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor.

        Raises:
            ConfigurationError: an argument, a setting or the outlet's folder cannot be used.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        try:
            limits = _limits(settings)
            spider.rules = RevisitRules(
                since=spider.arguments.since,
                recheck_days=settings.getint("NEWSSCRAPE_RECHECK_DAYS"),
                refetch=settings.getbool("NEWSSCRAPE_REFETCH"),
            )
            spider.obeys_rights = settings.getbool("NEWSSCRAPE_OBEY_RIGHTS")
            for switch in _SWITCHES:  # so that a wrong one is told now
                settings.getbool(switch)
            settings.getfloat("NEWSSCRAPE_PROGRESS_S")
            spider.storage = open_storage(settings, spider.name)
            spider.ledger.traps = Traps(settings.getint("NEWSSCRAPE_TRAP_BUDGET", BUDGET))
            spider.hosts = Hosts(limits, spider.storage.shared, delay_s=settings.getfloat("DOWNLOAD_DELAY"))
        except ValueError as error:
            raise ConfigurationError(f"a NEWSSCRAPE_… setting cannot be read: {error}") from None
        spider.frontier = Frontier(
            spider.ledger, spider, spider.rules, deepest=settings.getint("DEPTH_LIMIT"), given_up=spider.hosts.given_up
        )
        return spider

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Adds the spider's settings, and the User-Agent where the user set none."""
        super().update_settings(settings)
        if not settings.getpriority("USER_AGENT"):  # 0: Scrapy's own default
            settings.set("USER_AGENT", user_agent(settings.get("NEWSSCRAPE_CONTACT")), priority="project")

    @property
    def ledger(self) -> Ledger:
        """The account of every URL seen."""
        return self.storage.ledger

    @property
    def front(self) -> str:
        """URL of the page that the crawl starts at."""
        raise NotImplementedError

    @property
    def feeds(self) -> Iterable[str]:
        """URLs of feeds and sitemaps that the crawl starts at as well."""
        return ()

    def is_inside(self, url: str) -> bool:
        """Whether a URL belongs to the crawl."""
        raise NotImplementedError

    def priority_of(self, url: str) -> int:  # noqa: ARG002 (subclasses look at it)
        """The priority of a page's request."""
        return 0

    def localized(self, url: str) -> str:
        """A URL as this crawl asks for it: another one where a mirror stands in for the outlet."""
        return url

    def why_reserved(self, url: str) -> str | None:
        """Why a URL is not to be asked for, by its robots.txt's words to AI agents; None when it may be."""
        robots = self._robots.get(host_key(url)) if self.obeys_rights else None
        return _reservations(robots.reservations(url)) if robots else None

    def parse_page(self, response: Response) -> Iterator[Article]:
        """The article of a page, if it is one; its links are noted, and its URL settled."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Request]:
        """Notes where the crawl begins, and yields nothing."""
        if self.settings["USER_AGENT"] == user_agent(None):
            self.logger.warning(
                "NEWSSCRAPE_CONTACT is not set: an outlet that this crawl troubles cannot reach you. "
                "Set it to a URL or an e-mail address."
            )
        if self.storage.resumed:
            self.logger.info("going on with the run of %s, which was interrupted", self.storage.started_at)
        limit = self.arguments.limit
        if limit is not None and self.storage.written >= limit:
            raise CloseSpider("limit")  # the run had so many before it was interrupted
        self.frontier.begin(
            [Found(url=self.front, road=Road.START)], [Found(url=url, road=Road.START) for url in self.feeds]
        )
        none: list[Request] = []
        for request in none:
            yield request

    def request(self, known: KnownUrl) -> Request:
        """The request for a URL; only for what changed since its last body came, where the server can tell."""
        said = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        validators = {name: value for name, value in said.items() if value and not self.rules.refetch}
        return Request(
            known.url,
            callback=self.parse,
            errback=self.parse_failure,
            headers=validators if known.read_at == known.url else None,
            meta={
                KEY: known.key,
                VALIDATORS: (known.read_at, validators),
                "depth": known.depth,
                "handle_httpstatus_list": [304],
            },
            dont_filter=True,
        )

    def robots_read(self, host: str, body: bytes, url: str) -> None:  # noqa: ARG002 (it comes with the body)
        """Notes what a host's robots.txt says of sitemaps and of AI."""
        self._robots[host] = robots = Robots(body)
        if Road.SITEMAP in self.roads:
            self.follow_sitemaps([Found(url=sitemap, road=Road.ROBOTS) for sitemap in robots.sitemaps])

    def follow_sitemaps(self, sitemaps: list[Found]) -> None:
        """Asks for the sitemaps that a robots.txt names."""
        self.frontier.follow(sitemaps, priority=FEEDS_FIRST)

    def give_up(self, host: str, outcome: Outcome, reason: str) -> None:
        """Settles all URLs of a host that is asked no more."""
        self.ledger.settle_host(host, outcome, reason)

    def parse(self, response: Response) -> Iterator[Article]:
        """What an answer gives, by what it holds: a feed, a sitemap, a page, or the word that nothing changed.

        Raises:
            CloseSpider: it cannot be kept in the archive.
        """
        response.meta[_FETCHED_AT] = datetime.now(UTC)
        self._keep(response)
        if response.status == 304:
            self._parse_unmodified(response)
            return
        match kind_of(response.body, header_of(response, "Content-Type"), response.url):
            case "feed":
                self._parse_feed(response, parse_feed(response.body, response.url))
            case "sitemap":
                sitemap = parse_sitemap(response.body, response.url)
                self.follow(sitemap.sitemaps, response, priority=FEEDS_FIRST)
                self._parse_feed(response, sitemap.entries)
            case _:
                yield from self.parse_page(response)

    def parse_failure(self, failure: Failure) -> Iterable[Request]:
        """Settles a request that came to nothing, unless the one who refused it has done so."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        if isinstance(failure.value, LetGo):
            return ()
        self.ledger.settle(request.meta[KEY], Outcome.FAILED, failure_reason(failure.value))
        return ()

    def read_article(self, page: Page, outlet: Outlet | None, response: Response) -> Article:
        """The article of a page, with its road and its rights; its faults are logged and counted.

        Raises:
            ExtractionError: the page holds no article; the reason is logged.
        """
        try:
            article = parse_article(page, outlet, frame=self.frame)
        except ExtractionError as error:
            self.logger.info("%s: %s", page.url, printable(error.reason))
            raise
        for fault in page.faults:
            self.logger.info("%s: %s", page.url, fault)
            self.crawler.stats.inc_value(f"newsscrape/fault/{fault.field}: {fault.cause}")
        known = self.ledger.known(response.meta[KEY])
        if known is not None:
            article.provenance["url"] = Provenance(method=known.road, raw=known.found_on)
        robots = self._robots.get(host_key(response.url))
        article.rights = extract_rights(page, headers_of(response), robots.reservations(response.url) if robots else [])
        return article

    def is_wanted(self, article: Article, response: Response) -> bool:
        """Whether an article is as new as `since` asks for, or has no date; one that is older is settled."""
        since = self.arguments.since
        if since and article.date_published and article.date_published[:10] < since:
            self.settle(response, Outcome.TOO_OLD, f"published before {since}")
            return False
        if article.rights and article.rights.reserved and self.obeys_rights:
            self.settle(response, Outcome.RESERVED, _reservations(article.rights.statements) or "")
            return False
        return True

    def settle(self, response: Response, outcome: Outcome, reason: str = "") -> None:
        """Gives the URL that a response answers its outcome."""
        self.ledger.settle(response.meta[KEY], outcome, reason)

    def settle_other(self, response: Response, links: Sequence[str], error: ExtractionError) -> None:
        """Settles a page that gives no article."""
        here = {response.meta[KEY], url_key(response.url)}
        if error.cut_off:
            self.settle(response, Outcome.FAILED, error.reason)
        elif any(self.is_inside(url) and not file_kind(url) and url_key(url) not in here for url in links):
            self.settle(response, Outcome.LISTING)
        else:
            self.settle(response, Outcome.NOT_AN_ARTICLE, error.reason)

    def follow(self, found: Iterable[Found], response: Response, priority: int | None = None) -> None:
        """Notes what was found on a page, feed or sitemap."""
        depth = response.meta.get("depth", 0) + 1
        self.frontier.follow(found, response.meta[KEY], depth=depth, priority=priority)

    def follow_page(self, page: Page, response: Response) -> None:
        """Notes the links of a page, and its feeds."""
        if Road.FEED in self.roads:
            feeds = [Found(url=url, road=Road.LISTING) for url in extract_feed_links(page)]
            self.follow(feeds, response, priority=FEEDS_FIRST)
        if Road.LISTING in self.roads:
            self.follow(extract_found(page), response)

    def _keep(self, response: Response) -> None:
        """Writes a response to the archive, before anything is made of it, so that no record lacks its page."""
        headers = [(name, value) for name, values in headers_of(response).items() for value in values]
        try:
            self.storage.keep(
                response.meta[KEY], response.url, response.status, headers, response.body, response.meta[_FETCHED_AT]
            )
        except StorageError:
            raise CloseSpider("storage") from None

    def _parse_feed(self, response: Response, found: Iterable[Found]) -> None:
        """Notes what a feed or sitemap names, and then that it was read."""
        self.follow(found, response)
        self.settle(response, Outcome.LISTING)
        self.ledger.fetched(response.meta[KEY], response.url, response.headers.to_unicode_dict())

    def _parse_unmodified(self, response: Response) -> None:
        """Settles a URL whose server says that nothing changed, and finds again what was found on it."""
        key = response.meta[KEY]
        known = self.ledger.known(key)
        if known is not None and known.article is not None:
            self.settle(response, Outcome.UNCHANGED, "the server says so")
        elif known is not None and (known.was == Outcome.LISTING or known.priority == FEEDS_FIRST):
            self.settle(response, Outcome.LISTING, "unchanged, the server says")
        else:
            self.settle(response, Outcome.NOT_AN_ARTICLE, "unchanged, the server says")
        self.ledger.unmodified(key)
        self.frontier.find_again(key)


def page_of(response: Response) -> Page:
    """The page that a response brought."""
    content_type = header_of(response, "Content-Type")
    return Page(
        response.body,
        url=response.url,
        fetched_at=response.meta[_FETCHED_AT],
        content_type=content_type,
        is_unwatched=True,
    )


def open_storage(settings: BaseSettings, outlet: str) -> Storage:
    """The outlet's dataset, state and archive.

    Raises:
        ConfigurationError: another process writes there, or a file there is none of ours; a setting cannot be used.
        SharedCrawlError: the Redis of NEWSSCRAPE_REDIS_URL cannot be used.
    """
    folder = OutletFolder(settings["NEWSSCRAPE_DATA_DIR"], outlet)
    archive = partial(
        WarcWriter,
        folder.archive,
        outlet,
        largest_bytes=settings.getint("NEWSSCRAPE_ARCHIVE_FILE_BYTES"),
        software=f"newsscrape/{VERSION}",
    )
    policy, store = read_policy(settings["NEWSSCRAPE_DUPLICATES"], settings["NEWSSCRAPE_DUPLICATES_POLICY"])
    return Storage(
        folder,
        None if settings.getbool("NEWSSCRAPE_NO_ARCHIVE") else archive,
        _shared(settings, outlet),
        None if policy is Policy.OFF else store or folder.duplicates,
    )


def _shared(settings: BaseSettings, outlet: str) -> Callable[[str], SharedCrawl] | None:
    """Joins the crawl that NEWSSCRAPE_REDIS_URL shares; None where that is not set."""
    url, lease_s = settings.get("NEWSSCRAPE_REDIS_URL"), settings.getfloat("NEWSSCRAPE_LEASE_S")
    if not url:
        return None
    if not 1 <= lease_s < 1e6:  # a process gives four signs of life in a second, at most
        raise ConfigurationError(f"NEWSSCRAPE_LEASE_S={lease_s:g}: not a number of seconds, 1 or more")
    client = connect(url)
    return lambda member: SharedCrawl(client, outlet, member, lease_s)


def _limits(settings: BaseSettings) -> Limits:
    return Limits(
        concurrency=settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
        backoff_s=settings.getfloat("NEWSSCRAPE_BACKOFF_S"),
        longest_wait_s=settings.getfloat("NEWSSCRAPE_LONGEST_WAIT_S"),
        patience=settings.getint("NEWSSCRAPE_PATIENCE"),
        blocked_after=settings.getint("NEWSSCRAPE_BLOCKED_AFTER"),
    )


def _reservations(statements: Sequence[RightsStatement]) -> str | None:
    """Who says what, in a phrase: `robots.txt: gptbot, ccbot`; None for no statement."""
    names = dict.fromkeys(said.name for said in statements)
    return f"{statements[0].source}: {', '.join(names)}" if statements else None
