"""An S3 server on loopback (moto's), and a proxy before it that breaks connections off."""

import os
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer

import pytest

ACCOUNT = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}
_CUT = re.compile(rb"GET /[^ ]*/cut\.[^ ]* .*\r\nrange: *bytes=[1-9]", re.DOTALL | re.IGNORECASE)


@contextmanager
def serve_s3() -> Iterator[dict[str, str]]:
    """Serves, and gives the environment variables that lead there."""
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield {**ACCOUNT, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}
    finally:
        server.stop()


class _Proxy(BaseRequestHandler):
    """Answers as the server behind does; but of `cut.…`, only what is asked for from its first byte on comes whole."""

    server: "BreakingProxy"

    def handle(self) -> None:
        with socket.create_connection(self.server.behind) as behind:
            answers = threading.Thread(target=self._pass_back, args=(behind,))
            answers.start()
            with suppress(OSError):
                while request := self.request.recv(1 << 16):
                    if _CUT.match(request):
                        self.server.cuts += 1
                        self.left_bytes: int | None = 1000
                    behind.sendall(request)
            with suppress(OSError):
                behind.shutdown(socket.SHUT_RDWR)
            answers.join()

    def setup(self) -> None:
        self.left_bytes = None

    def _pass_back(self, behind: socket.socket) -> None:
        with suppress(OSError):
            while answer := behind.recv(1 << 16):
                self.request.sendall(answer[: self.left_bytes])
                if self.left_bytes is not None:
                    break
            self.request.shutdown(socket.SHUT_RDWR)


class BreakingProxy(ThreadingTCPServer):
    """The proxy; `cuts` counts the answers that it broke off."""

    daemon_threads = True

    def __init__(self, url: str) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self.behind = (host, int(port))
        self.cuts = 0
        super().__init__(("127.0.0.1", 0), _Proxy)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def environment(variables: dict[str, str]) -> Iterator[None]:
    """The variables in this process's environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in variables.items():
            patch.setenv(name, value)
        yield
