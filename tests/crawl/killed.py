"""Runs `scrapy …` and kills it, as power cuts do, at a named moment: nothing is cleaned up, nothing flushed.

    python -P killed.py MOMENT POINT NTH crawl islamtimes …

MOMENT names what is going on, POINT is `before`, `middle` or `after` it, NTH counts from 1. In the middle of a write is
where half of its bytes are in the file. The product knows nothing of this: its writers' methods are wrapped here.
"""

import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from scrapy.cmdline import execute

# Moment → module, class, method, and the pattern of the file that it appends to.
MOMENTS = {
    "fetch": ("scrapy.core.downloader", "Downloader", "fetch", None),
    "dataset write": ("newsscrape.dataset.jsonl", "JsonLinesWriter", "write", "articles.jsonl"),
    "dataset sync": ("newsscrape.dataset.jsonl", "JsonLinesWriter", "sync", "articles.jsonl"),
    "WARC write": ("newsscrape.archive.warcwriter", "WarcWriter", "write_response", "*.warc.gz*"),
    "WARC flush": ("newsscrape.archive.warcwriter", "WarcWriter", "flush", "*.warc.gz*"),
    "duplicates add": ("newsscrape.duplicates.index", "CopyIndex", "add", None),
    "duplicates commit": ("newsscrape.duplicates.index", "CopyIndex", "commit", None),
    "state commit": ("newsscrape.state.store", "StateStore", "commit", None),
}


def die() -> None:
    """Ends the process at once, in a way that no handler sees."""
    os.kill(os.getpid(), signal.SIGKILL)


def kill_at(moment: str, point: str, nth: int) -> None:
    """Wraps the method of a moment, so that its nth call is the last."""
    module, class_name, method, pattern = MOMENTS[moment]
    owner = getattr(import_module(module), class_name)
    original: Callable[..., Any] = getattr(owner, method)
    calls = 0

    @wraps(original)
    def killing(self: Any, *arguments: Any, **named: Any) -> Any:
        nonlocal calls
        # Other files than the dataset are JSON Lines too.
        if pattern == "articles.jsonl" and self.path.name != pattern:
            return original(self, *arguments, **named)
        calls += 1
        if calls != nth:
            return original(self, *arguments, **named)
        if point == "before":
            die()
        if point == "middle" and moment == "state commit":
            _die_at_commit(self.connection)
        before = _sizes(pattern)
        result = original(self, *arguments, **named)
        if point == "middle":
            _halve(before, _sizes(pattern))
        die()
        return result

    setattr(owner, method, killing)


def _sizes(pattern: str | None) -> dict[Path, int]:
    return {path: path.stat().st_size for path in Path().rglob(pattern)} if pattern else {}


def _halve(before: dict[Path, int], after: dict[Path, int]) -> None:
    """Takes away half of what was appended, as if no more of it had come to the file."""
    for path, size in after.items():
        start = before.get(path, 0)
        if size > start:
            os.truncate(path, (start + size) // 2)


def _die_at_commit(connection: Connection) -> None:
    """Dies when the transaction is complete but for its COMMIT."""
    connection.set_trace_callback(lambda sql: die() if sql.startswith("COMMIT") else None)


if __name__ == "__main__":
    kill_at(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    execute(["scrapy", *sys.argv[4:]])
