"""Name servers that lie: a resolver for DNS_RESOLVER whose answers a test gives, and sockets that tell who came."""

import json
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from ipaddress import ip_address
from threading import Thread
from typing import Any

from scrapy.crawler import Crawler
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer  # type: ignore[import-untyped]

NAMES = "TEST_NAMES"  # in the environment: JSON of name → answers, one a question, the last for all further ones


@implementer(IHostnameResolver)
class LyingResolver:
    """Answers as the environment says; addresses stand for themselves, and other names for nothing."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._answers: dict[str, list[list[str]]] = json.loads(os.environ[NAMES])

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> "LyingResolver":  # noqa: ARG003  # Scrapy's
        """Scrapy's constructor."""
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """Scrapy's way to use it."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802  # Twisted's
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type] | None = None,  # noqa: ARG002, N803
        transportSemantics: str = "TCP",  # noqa: ARG002, N803
    ) -> Any:
        """Tells the addresses of a name, all of them."""
        resolutionReceiver.resolutionBegan(self)
        for address in self._addresses(hostName):
            kind = IPv6Address if ":" in address else IPv4Address
            resolutionReceiver.addressResolved(kind("TCP", address, portNumber))
        resolutionReceiver.resolutionComplete()
        return self

    def _addresses(self, name: str) -> list[str]:
        answers = self._answers.get(name)
        if answers:
            return answers.pop(0) if len(answers) > 1 else answers[0]
        try:
            return [str(ip_address(name))]
        except ValueError:
            return [socket.gethostbyname(name)] if name == "localhost" or name[0].isdigit() else []


@contextmanager
def witnesses(*places: tuple[str, int]) -> Iterator[list[str]]:
    """Listens at addresses and ports; yields the places that were connected to, in order."""
    came: list[str] = []

    def wait(listener: socket.socket, place: str) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            came.append(place)
            connection.close()

    with ExitStack() as stack:
        for host, port in places:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listener = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
            listener.listen()
            Thread(target=wait, args=(listener, f"{host} {port}"), daemon=True).start()
            stack.callback(listener.shutdown, socket.SHUT_RDWR)
        yield came


def free_port() -> int:
    """A port that no address of this machine has in use."""
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))
        port: int = probe.getsockname()[1]
        return port
