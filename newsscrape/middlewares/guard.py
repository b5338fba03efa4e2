"""Keeps connections to the public internet, and to what the user named: `politeness.addresses` has the rules.

The address is looked at where it is connected to, and as a number, so that a name which resolves to another address a
moment later leads nowhere else, and of several addresses of a name each is looked at.
"""

from collections.abc import Callable, Hashable
from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _TunnelingTCP4ClientEndpoint,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from twisted.internet.defer import Deferred, fail
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IAddress, IConnector, IReactorPluggableNameResolver, IStreamClientEndpoint
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer  # type: ignore[import-untyped]

from newsscrape.politeness.addresses import Allowance

ALLOW_PRIVATE = "NEWSSCRAPE_ALLOW_PRIVATE"
# Of all headers of an answer, 1xx answers before it included. Servers send less than 16 kB, browsers stop at 256 kB.
_LONGEST_HEADERS_BYTES = 256 * 1024


class RefusedAddress(IgnoreRequest):
    """A request that leads to an address that is not to be connected to; the message says which."""


class HeadersTooLong(Exception):
    """The headers of an answer do not end."""


def allowance_of(crawler: Crawler) -> Allowance:
    """What a crawl may connect to: by its setting, and by the spider's `private_origins` if it has such.

    Raises:
        ConfigurationError: the setting cannot be read.
    """
    allowance = Allowance.read(crawler.settings.get(ALLOW_PRIVATE))
    return allowance.with_origins(getattr(crawler.spider, "private_origins", ()))


class GuardedPool(HTTPConnectionPool):
    """Twisted's pool of connections, whose new ones go where the allowance lets them.

    A proxy is what the user set, and connected to wherever it is; names are then looked up there.

    Args:
        reactor: Twisted's.
        allowance: see there.
    """

    def __init__(self, reactor: Any, allowance: Allowance) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]
        self._allowance = allowance
        self._factory = _BoundedFactory

    def _newConnection(  # noqa: N802  # Twisted's name
        self, key: Hashable, endpoint: IStreamClientEndpoint
    ) -> Deferred[HTTP11ClientProtocol]:
        inner = getattr(endpoint, "_wrappedEndpoint", endpoint)  # of TLS
        assert isinstance(key, tuple)
        if key[0] == b"http-proxy" or isinstance(inner, _TunnelingTCP4ClientEndpoint):
            return super()._newConnection(key, endpoint)
        if not isinstance(inner, HostnameEndpoint):
            return fail(RefusedAddress(f"no way to tell where {inner!r} connects to"))
        scheme, host, port = key[:3]
        url = f"{scheme.decode()}://{_bracketed(host.decode('latin-1'))}:{port}"
        inner._reactor = _GuardedReactor(self._reactor, lambda address: self._allowance.why_refused(address, url))  # noqa: SLF001
        return super()._newConnection(key, endpoint)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


@implementer(IReactorPluggableNameResolver)
class _GuardedReactor:
    """Twisted's reactor, but for the one method by which endpoints connect: that is given an address as a number.

    Args:
        reactor: Twisted's.
        why_refused: of an address; None for one that may be connected to.
    """

    def __init__(self, reactor: Any, why_refused: Callable[[str], str | None]) -> None:
        self._reactor = reactor
        self._why_refused = why_refused

    def connectTCP(self, host: str, port: int, *args: Any, **kwargs: Any) -> IConnector:  # noqa: N802  # Twisted's
        """Connects.

        Raises:
            RefusedAddress: not to this address. No packet is sent.
        """
        if reason := self._why_refused(host):
            raise RefusedAddress(reason)
        connector: IConnector = self._reactor.connectTCP(host, port, *args, **kwargs)
        return connector

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Gives up an answer whose headers are too many: Twisted, which keeps them all, bounds each line alone."""

    _header_bytes = 0

    def request(self, request: Any) -> Deferred[Any]:
        """Sends a request on the connection, which may have had some before."""
        self._header_bytes = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  # Twisted's name
        """Takes in what came."""
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            if self._header_bytes > _LONGEST_HEADERS_BYTES:
                error = HeadersTooLong(f"more than {_LONGEST_HEADERS_BYTES} bytes of headers")
                self._giveUp(Failure(error))  # type: ignore[no-untyped-call]
                return
            self._header_bytes += len(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002, N802  # Twisted's
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
