"""The download handler: Scrapy's, which asks a host with a Crawl-delay once when it is told to ask once."""

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

IS_FRESH = "newsscrape_fresh"  # in the meta of a request: it wants a connection of its own


class CourteousDownloadHandler(HTTP11DownloadHandler):
    """Gives a request of whose meta `IS_FRESH` holds a connection that no request used before.

    When a connection that was kept open turns out to be closed, Twisted's pool repeats the request at once, unseen
    by all that keeps a Crawl-delay. On a new connection it never does.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._fresh = HTTP11DownloadHandler(crawler)
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
