"""Cases in a process of their own, through the entries of a crawl or a re-parse: what came of each, time, memory.

python -m tests.hostile.apart          # a table of all
python -m tests.hostile.apart NAME …   # of those whose names begin so
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from newsscrape.archive.inputs import Unreadable, find_inputs, read_input
from newsscrape.dataset.jsonl import encode
from newsscrape.discovery.feeds import parse_feed
from newsscrape.discovery.kind import kind_of
from newsscrape.discovery.listing import extract_feed_links, extract_found
from newsscrape.discovery.robots import Robots
from newsscrape.discovery.sitemaps import parse_sitemap
from newsscrape.errors import ExtractionError
from newsscrape.limits import RESPONSE_BYTES
from newsscrape.outlets.registry import outlet_of
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.politeness.compression import damage_of
from newsscrape.readers.rights import extract_rights
from newsscrape.records import RecordRefused, validate
from tests.hostile.cases import every_kind, page, warc_record

URL = "http://e.org/2024/03/05/a"
_LONGEST_S = 300.0  # of all cases that a process is given


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a case.

    Attributes:
        name: the case's.
        outcome: in words.
        seconds: of the processor, for the entry alone.
        peak_bytes: the most memory that the process had meanwhile, with the input.
    """

    name: str
    outcome: str
    seconds: float
    peak_bytes: int


def read_page(content: bytes) -> str:
    """The road of a crawl: the page's article as it is written, else its reason; then its links."""
    page = Page(content, url=URL, content_type="text/html", is_unwatched=True)
    try:
        article = parse_article(page, outlet_of(page))
        article.rights = extract_rights(page, {}, [])
        validate(article)
        said = f"article: {len(article.body)} characters, {len(encode(article).splitlines())} line"
    except (ExtractionError, RecordRefused) as error:
        said = error.reason
    links = extract_found(page)
    extract_feed_links(page)
    return f"{said}; {len(links)} links; {len(page.faults)} faults"


def read_feed(content: bytes) -> str:
    kind = kind_of(content, "application/xml", URL)
    return f"{kind}: {len(parse_feed(content, URL))} entries"


def read_sitemap(content: bytes) -> str:
    kind = kind_of(content, "application/xml", "http://e.org/sitemap.txt")
    sitemap = parse_sitemap(content, URL)
    return f"{kind}: {len(sitemap.entries)} pages, {len(sitemap.sitemaps)} sitemaps"


def read_robots(content: bytes) -> str:
    robots = Robots(content)
    said = len(robots.reservations("http://e.org/" + "a" * 60 + "b")) + len(robots.reservations("http://e.org/%%%"))
    return f"{len(robots.sitemaps)} sitemaps, {said} reservations"


def read_warc(content: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        suffix = ".gz" if content.startswith(b"\x1f\x8b") else ".zst" if content.startswith(b"\x28\xb5") else ""
        path = Path(folder, f"a.warc{suffix}")
        path.write_bytes(content)
        counts: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        sound = 0
        for item in read_input(find_inputs([str(path)])[0]):
            counts[type(item).__name__] += 1
            if isinstance(item, Unreadable):
                reasons[item.reason] += 1
            sound += isinstance(item, Page) and item.content == page()
        return f"{sound} sound pages of {dict(counts)} {', '.join(reasons)[:200]}"


def read_response(content: bytes) -> str:
    """What the middlewares make of a compressed answer."""
    from scrapy import Request, Spider  # costs a second, and no other case needs it
    from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
    from scrapy.exceptions import IgnoreRequest
    from scrapy.http import Response
    from scrapy.utils.test import get_crawler

    crawler = get_crawler(Spider, {"DOWNLOAD_MAXSIZE": RESPONSE_BYTES, "DOWNLOAD_WARNSIZE": 0})
    crawler.spider = Spider("a")
    coding = "gzip" if content.startswith(b"\x1f\x8b") else "zstd" if content.startswith(b"\x28\xb5") else "br"
    answer = Response(URL, headers={"Content-Encoding": coding}, body=content)
    damage = damage_of(content, coding, most_bytes=RESPONSE_BYTES)
    try:
        decoded = HttpCompressionMiddleware(crawler=crawler).process_response(Request(URL), answer)
    except IgnoreRequest as error:
        return f"damage: {damage}; {error}"
    return f"damage: {damage}; {len(getattr(decoded, 'body', b''))} bytes"


READERS: dict[str, Callable[[bytes], str]] = {
    "page": read_page,
    "feed": read_feed,
    "sitemap": read_sitemap,
    "robots": read_robots,
    "warc": read_warc,
    "response": read_response,
}


def run(name: str) -> Measured:
    """Runs a case in this process."""
    kind, make = every_kind()[name]
    content = make()
    _forget_peak()
    start = time.process_time()
    outcome = READERS[kind](content)
    return Measured(name, outcome, time.process_time() - start, _peak_bytes())


def _forget_peak() -> None:
    """Begins anew with the most memory that this process has had, where the system can."""
    if Path("/proc/self/clear_refs").exists():
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak_bytes() -> int:
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run_apart(names: Iterable[str]) -> dict[str, Measured]:
    """Runs cases one after another in a process of their own; without those from one on at which it died or hung."""
    command = [sys.executable, "-W", "error::DeprecationWarning", "-m", "tests.hostile.apart", "--here", *names]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=_LONGEST_S, check=False).stdout
    except subprocess.TimeoutExpired as late:
        done = (late.stdout or b"").decode()
    measured = [Measured(**json.loads(line)) for line in done.splitlines() if line.endswith("}")]
    return {one.name: one for one in measured}


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--here"]:
        READERS["page"](page())  # so that what is loaded once counts for no case
        READERS["warc"](warc_record(URL, page()))
        for name in arguments[1:]:
            sys.stdout.write(json.dumps(asdict(run(name))) + "\n")
            sys.stdout.flush()
        return
    for name in every_kind():
        if not arguments or name.startswith(tuple(arguments)):
            one = run_apart([name]).get(name)
            said = (
                f"{one.seconds:6.2f} s {one.peak_bytes / 1e6:5.0f} MB  {one.outcome[:150]}" if one else "died or hung"
            )
            sys.stdout.write(f"{name:50} {said}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
