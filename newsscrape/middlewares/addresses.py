"""What is wrong with a URL before anything is asked: where it leads, and what it would give away."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import BaseRedirectMiddleware, MetaRefreshMiddleware, RedirectMiddleware
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from newsscrape.errors import ConfigurationError
from newsscrape.middlewares.account import settle
from newsscrape.middlewares.download import GuardedDownloadHandler
from newsscrape.middlewares.guard import ALLOW_PRIVATE, RefusedAddress, allowance_of
from newsscrape.state.outcome import Outcome
from newsscrape.urls import without_credentials

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class AddressMiddleware:
    """Refuses URLs of addresses, and of `localhost`, that may not be connected to; takes credentials out of URLs.

    For names the download handler sees to it, which knows what they resolve to.

    Raises:
        ConfigurationError: http or https has a download handler that does not.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._allowance = allowance_of(crawler)
        if not self._allowance.all:
            _require_guarded_handlers(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "AddressMiddleware":
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> Request | None:
        """The request without its URL's credentials, if it has such; RefusedAddress for an address that is refused."""
        if reason := self._allowance.why_url_refused(request.url):
            settle(self.crawler, request, Outcome.FAILED, reason)
            raise RefusedAddress(reason)
        plain = without_credentials(request.url)
        return request.replace(url=plain) if plain != request.url else None

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Settles what the download handler refused: those that ask on their own, for a robots.txt, have no errback."""
        if isinstance(exception, RefusedAddress):
            settle(self.crawler, request, Outcome.FAILED, str(exception))


class _PlainRedirects(BaseRedirectMiddleware):
    """Takes no credentials from where a server leads."""

    def _build_redirect_request(
        self, source_request: Request, response: Response, *, url: str, **kwargs: Any
    ) -> Request:
        plain = without_credentials(url)
        return super()._build_redirect_request(source_request, response, url=plain, **kwargs)


class PlainRedirectMiddleware(_PlainRedirects, RedirectMiddleware):
    """Scrapy's, without credentials; it tells of redirects that lead out of the web, which Scrapy does not follow."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The request to follow, or the response."""
        followed = super().process_response(request, response)
        location = response.headers.get("Location")
        if followed is response and location and response.status in _REDIRECTS:
            scheme = urlsplit(urljoin(request.url, location.decode("latin-1"))).scheme
            if scheme not in ("http", "https"):
                settle(self.crawler, request, Outcome.FAILED, f"redirects to {scheme}:")
        return followed


class PlainMetaRefreshMiddleware(_PlainRedirects, MetaRefreshMiddleware):
    """Scrapy's, without credentials."""


def _require_guarded_handlers(settings: BaseSettings) -> None:
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    for scheme in ("http", "https"):
        handler = handlers.get(scheme)
        kind = load_object(handler) if handler is not None else None
        if kind is not None and not (isinstance(kind, type) and issubclass(kind, GuardedDownloadHandler)):
            raise ConfigurationError(
                f"DOWNLOAD_HANDLERS: {handler} for {scheme} connects to any address that a name resolves to. "
                f"Leave it out, or set {ALLOW_PRIVATE}=1 if that is what you want"
            )
