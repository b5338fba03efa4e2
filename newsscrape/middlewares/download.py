"""The download handler: Scrapy's, which connects to no address that it should not, and asks once when told so."""

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsscrape.middlewares.guard import GuardedPool, allowance_of

IS_FRESH = "newsscrape_fresh"  # in the meta of a request: it wants a connection of its own


class GuardedDownloadHandler(HTTP11DownloadHandler):
    """Connects as `GuardedPool` does."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        guarded = GuardedPool(self._pool._reactor, allowance_of(crawler))  # noqa: SLF001  # the one it would use
        guarded.maxPersistentPerHost = self._pool.maxPersistentPerHost
        self._pool = guarded


class CourteousDownloadHandler(GuardedDownloadHandler):
    """Gives a request of whose meta `IS_FRESH` holds a connection that no request used before.

    When a connection that was kept open turns out to be closed, Twisted's pool repeats the request at once, unseen
    by all that keeps a Crawl-delay. On a new connection it never does.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._fresh = GuardedDownloadHandler(crawler)
        self._fresh._pool.persistent = False  # noqa: SLF001  # Scrapy has no setting for it

    async def download_request(self, request: Request) -> Response:
        """The answer to a request."""
        if request.meta.get(IS_FRESH):
            return await self._fresh.download_request(request)
        return await super().download_request(request)

    async def close(self) -> None:
        """Closes both kinds of connections."""
        await self._fresh.close()
        await super().close()
