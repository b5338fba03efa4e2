"""python -m benchmarks.crawl [--articles 2000] [--repeats 3] [--concurrency 8]

Crawls a made-up outlet on loopback by turns with a bare Scrapy spider, which follows the same links and writes only
titles, and with newsscrape, all of it on: extraction, state, archive, duplicates, records on the disk.

What makes it fair: both fetch the same pages (the server's log says so, or the benchmark fails), of the same server,
which has rendered them before and is faster than either; with the same concurrency and log level, robots.txt obeyed,
no delay and no AutoThrottle; each run in a process, and a folder, of its own. The bare spider writes its titles by
Scrapy's feed export, and looks for links only where newsscrape does. A run's time goes from its first request to the
end of its process, so that what is written last counts, and starting Python does not.

Memory is the resident set, of /proc. It should not grow with the outlet: what it is after the first 2,000 articles is
held against what it is at the end, which only --articles 20000 makes telling.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from benchmarks.memory import resident_bytes
from tests.crawl.bulk import Asked, Server, serving
from tests.crawl.bulk_pages import Outlet

_SAMPLE_EVERY_S = 0.1
_SETTLED = 2000  # articles after which memory should stay as it is
_WINDOW = 0.05  # of the crawl: over so much, memory is averaged
_BARE = Path(__file__).with_name("bare.py")
_SETTINGS = {
    "AUTOTHROTTLE_ENABLED": False,
    "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "INFO",
    "ROBOTSTXT_OBEY": True,
    "TELNETCONSOLE_ENABLED": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """A crawl as it went.

    Attributes:
        paths: what was asked for, robots.txt left out.
        seconds: from the first request to the end of the process.
        asked_at_s: when each article was asked for, on the monotonic clock.
        memory: samples of the resident set: when, and bytes.
        peak_bytes: its highest.
        records: lines that were written.
    """

    paths: frozenset[str]
    seconds: float
    asked_at_s: Sequence[float]
    memory: Sequence[tuple[float, int]]
    peak_bytes: int
    records: int

    @property
    def pages_per_s(self) -> float:
        """Pages a second."""
        return len(self.paths) / self.seconds

    def memory_bytes(self, article: int) -> float:
        """The resident set around the time when an article, counted from 0, was asked for: a median of samples."""
        reach = max(1, round(len(self.asked_at_s) * _WINDOW / 2))
        first = self.asked_at_s[max(0, article - reach)]
        last = self.asked_at_s[min(len(self.asked_at_s) - 1, article + reach)]
        near = [size for at_s, size in self.memory if first <= at_s <= last]
        return median(near or [min(self.memory, key=lambda sample: abs(sample[0] - last))[1]])


def commands(origin: str, concurrency: int) -> dict[str, tuple[list[str], str]]:
    """What is compared: the command of each, and the file that it writes."""
    settings = {**_SETTINGS, "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency}
    options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    python = [sys.executable, "-m", "scrapy"]
    return {
        "bare Scrapy": (
            [*python, "runspider", str(_BARE), "-a", f"origin={origin}", "-O", "titles.jsonl", *options],
            "titles.jsonl",
        ),
        "newsscrape": (
            [*python, "crawl", "islamtimes", "-a", f"origin={origin}", *options],
            "data/islamtimes/articles.jsonl",
        ),
    }


def crawl(name: str, server: Server, concurrency: int) -> Crawled:
    """One crawl in a folder of its own.

    Raises:
        RuntimeError: it failed, or wrote not one line for each article.
    """
    command, output = commands(server.origin, concurrency)[name]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SCRAPY", "NEWSSCRAPE"))}
    if name == "newsscrape":
        environment["SCRAPY_SETTINGS_MODULE"] = "newsscrape.settings"
    environment["PYTHONPATH"] = str(_BARE.parents[1])
    server.take_log()
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as stream:
            process = subprocess.Popen(command, cwd=folder, env=environment, stdout=stream, stderr=stream)  # noqa: S603
            memory, peak_bytes = _watch(process)
        ended_s = time.monotonic()
        written = Path(folder) / output
        records = written.read_bytes().count(b"\n") if written.exists() else 0
        if process.returncode or records != server.outlet.articles:
            said = log.read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"{name}: exit code {process.returncode}, {records} records:\n{said[-3000:]}")
    asked = [one for one in server.take_log() if one.path != "/robots.txt"]
    return _crawled(asked, server.outlet, ended_s, memory, peak_bytes, records)


def _crawled(
    asked: list[Asked], outlet: Outlet, ended_s: float, memory: list[tuple[float, int]], peak_bytes: int, records: int
) -> Crawled:
    return Crawled(
        paths=frozenset(one.path for one in asked),
        seconds=ended_s - asked[0].at_s,
        asked_at_s=[one.at_s for one in asked if outlet.number(one.path) is not None],
        memory=memory,
        peak_bytes=peak_bytes,
        records=records,
    )


def _watch(process: subprocess.Popen[bytes]) -> tuple[list[tuple[float, int]], int]:
    """Samples a process's resident set until it ends; the samples, and its peak in bytes."""
    memory, peak_bytes = [], 0
    while process.poll() is None:
        sizes = resident_bytes(process.pid)
        if sizes:
            memory.append((time.monotonic(), sizes[0]))
            peak_bytes = max(peak_bytes, *sizes)
        time.sleep(_SAMPLE_EVERY_S)
    return memory, peak_bytes


def warm(server: Server) -> None:
    """Has the server render each article once, so that no run pays for it."""
    connection = HTTPConnection(urlsplit(server.origin).netloc)
    for number in server.outlet.numbers:
        connection.request("GET", server.outlet.path(number))
        connection.getresponse().read()
    connection.close()


def report(crawls: dict[str, list[Crawled]]) -> str:
    """The table, and the ratio of the medians."""
    lines = [f"{'':<12} {'pages/s':>9} {'of runs':>24} {'memory after 2,000':>19} {'at the end':>12} {'peak':>9}"]
    for name, runs in crawls.items():
        speeds = [run.pages_per_s for run in runs]
        settled = median(run.memory_bytes(min(_SETTLED, run.records) - 1) for run in runs)
        end = median(run.memory_bytes(run.records - 1) for run in runs)
        peak = max(run.peak_bytes for run in runs)
        each = " ".join(f"{speed:.0f}" for speed in speeds)
        lines.append(
            f"{name:<12} {median(speeds):>9.1f} {each:>24} {settled / 1e6:>16.1f} MB {end / 1e6:>9.1f} MB "
            f"{peak / 1e6:>6.1f} MB   {end / settled - 1:+.1%}"
        )
    bare, ours = (median(run.pages_per_s for run in runs) for runs in crawls.values())
    return "\n".join([*lines, "", f"newsscrape fetches {ours / bare:.0%} of the bare spider's pages a second"])


def main(arguments: list[str] | None = None) -> int:
    """Crawls by turns and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crawl", description="Throughput and memory of a crawl")
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--concurrency", type=int, default=8, help="requests under way, in both (default: 8, Scrapy's)")
    options = parser.parse_args(arguments)
    with serving(Outlet(articles=options.articles)) as server:
        warm(server)
        crawls: dict[str, list[Crawled]] = {name: [] for name in commands("", options.concurrency)}
        for _ in range(options.repeats):
            for name, runs in crawls.items():
                runs.append(crawl(name, server, options.concurrency))
                print(f"{name}: {runs[-1].pages_per_s:.1f} pages/s", file=sys.stderr)
    differ = frozenset.symmetric_difference(*(runs[0].paths for runs in crawls.values()))
    if differ:
        raise RuntimeError(f"the two did not fetch the same pages: {sorted(differ)[:5]}")
    print(f"{options.articles} articles, {len(runs[0].paths)} pages, {options.repeats} runs each, by turns\n")
    print(report(crawls))
    return 0


if __name__ == "__main__":
    sys.exit(main())
