"""A server that answers as no library would: by hand, from a table of paths."""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Thread

from fixtures.serve import Answer

Manner = Callable[[socket.socket], None]


@contextmanager
def raw_server(pages: Mapping[str, Answer], manners: Mapping[str, Manner]) -> Iterator[str]:
    """Answers paths of `pages`, and hands connections that ask for one of `manners` to it; 404 for the others.

    Each connection is closed after one answer. Yields the origin.
    """

    def serve(listener: socket.socket) -> None:
        with suppress(OSError):  # the test is over
            while True:
                connection, _ = listener.accept()
                Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):  # the crawl has had enough
            path = connection.recv(65536).split(b" ")[1].decode()
            if path in manners:
                manners[path](connection)
                return
            said = pages.get(path, Answer(b"not here", 404))
            headers = {"Content-Length": str(len(said.body)), "Connection": "close", **said.headers}
            lines = [f"HTTP/1.1 {said.status} X", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
            connection.sendall("\r\n".join(lines).encode() + said.body)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=serve, args=(listener,), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
