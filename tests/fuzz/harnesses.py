"""What must hold of any bytes: a function for each thing that strangers, or outlets' files, can put before newsscrape.

A harness takes bytes and raises only where a promise is broken: another exception than those that its reader names, a
record that the schema refuses, a second reading that differs from the first, a result larger or slower than its input
allows. Hypothesis (`test_fuzz.py`) and atheris (`guided.py`) call the same ones, and so does `replay.py`.
"""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

import orjson

from newsscrape.archive.formats import DAMAGE
from newsscrape.archive.http import decode_body, parse_response
from newsscrape.archive.textdump import split_records
from newsscrape.archive.warc import read_records
from newsscrape.archive.warcpages import pages_of_warc
from newsscrape.dataset.jsonl import encode
from newsscrape.discovery.feeds import parse_feed
from newsscrape.discovery.found import Found
from newsscrape.discovery.kind import kind_of
from newsscrape.discovery.listing import extract_feed_links, extract_found
from newsscrape.discovery.robots import Robots
from newsscrape.discovery.sitemaps import parse_sitemap
from newsscrape.embedded import parse_json
from newsscrape.errors import ConfigurationError, ExtractionError
from newsscrape.outlets.base import Outlet
from newsscrape.outlets.declaration import declare, parse_outlet
from newsscrape.outlets.registry import outlet_of
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.readers.selectors import FIELDS, extract_selected
from newsscrape.records import RecordRefused, validate
from newsscrape.urls import split_http_url
from tests.fuzz.seeds import PAGE

Harness = Callable[[bytes], None]

URL = "https://www.islamtimes.org/en/news/1055216/a-story"
_FETCHED_AT = datetime(2026, 11, 1, tzinfo=UTC)
_LARGEST_BYTES = 1 << 20  # of a record, so that what inflates to more is met
_BUDGET_S = 10.0  # of the processor, for one input; a re-parse gives a page as much
# What a record may have more than its page. The rest bears a multiple of the page: a base address for each link.
_RECORD_BYTES, _RECORD_TIMES = 100_000, 40
_ROBOTS_VALUES = 1_000
_CONTENT_TYPES = (None, "text/html", "text/html; charset=windows-1256", "text/html; charset=utf-16", "charset=no-such")


def read_page(data: bytes) -> None:
    """A page: its first byte tells how it comes (address, header, kind), the others are its content."""
    how, content = (data[0], data[1:]) if data else (0, b"")
    _check_page(
        lambda: Page(
            content,
            url=URL if how & 1 else None,
            fetched_at=_FETCHED_AT if how & 2 else None,
            content_type=_CONTENT_TYPES[(how >> 3) % len(_CONTENT_TYPES)],
            markup=True if how & 4 else None,
        )
    )


def read_text(data: bytes) -> None:
    """A page that somebody decoded: each byte that is no UTF-8 is a lone surrogate."""
    text = data.decode("utf-8", "surrogateescape")
    _check_page(lambda: Page(text, url=URL))


def read_dump(data: bytes) -> None:
    """A dump: its records are the bytes that lie there, in order, and each is read as a page."""
    with within_budget():
        records = list(split_records(io.BufferedReader(io.BytesIO(data)), _LARGEST_BYTES))
    assert records
    end = 0
    for record in records:
        if record.offset is not None and record.content is not None:
            assert record.offset >= end
            end = record.offset + len(record.content)
            assert data[record.offset : end] == record.content
    for record in records[:3]:
        if record.content is not None:
            _check_page(lambda content=record.content: Page(content))  # type: ignore[misc]


def read_warc(data: bytes) -> None:
    """A WARC file, plain or compressed: its records have their numbers; reading from any of them on gives the same."""
    try:
        with within_budget():
            records = list(read_records(io.BytesIO(data), _LARGEST_BYTES))
        items = list(pages_of_warc(io.BytesIO(data), "a.warc", largest_bytes=_LARGEST_BYTES))
        middle = len(records) // 2
        later = list(pages_of_warc(io.BytesIO(data), "a.warc", middle, largest_bytes=_LARGEST_BYTES))
    except DAMAGE:
        return
    assert [record.number for record in records] == list(range(len(records)))
    assert len(items) == len(records)
    assert [type(item) for item in later] == [type(item) for item in items[middle + 1 :]]
    for item in items:
        if isinstance(item, Page):
            assert len(item.content) <= _LARGEST_BYTES
            assert item.offset is None or 0 <= item.offset <= len(data)
    for item in [item for item in items if isinstance(item, Page)][:3]:
        _check_page(lambda page=item: Page(page.content, url=page.url, content_type=page.content_type))  # type: ignore[misc]


def read_response(data: bytes) -> None:
    """An HTTP response as a WARC record holds it: a body of a bounded size, or a reason."""
    response = parse_response(data)
    if response is not None:
        try:
            with within_budget():
                body = decode_body(response, _LARGEST_BYTES)
        except ValueError:  # it says how large a body may be
            return
        assert len(body) <= max(_LARGEST_BYTES, len(data))


def read_feed(data: bytes) -> None:
    """A feed: absolute addresses, each once, with moments in UTC."""
    assert kind_of(data, "application/xml", URL) in ("feed", "sitemap", "page")
    with within_budget():
        found = parse_feed(data, URL)
    _check_found(found)
    assert parse_feed(data, URL) == found


def read_sitemap(data: bytes) -> None:
    """A sitemap, as a feed."""
    with within_budget():
        sitemap = parse_sitemap(data, URL)
    _check_found(sitemap.entries)
    _check_found(sitemap.sitemaps)
    assert parse_sitemap(data, URL) == sitemap


def read_robots(data: bytes) -> None:
    """A robots.txt: absolute addresses of sitemaps; statements that can be written, for any address."""
    with within_budget():
        robots = Robots(data)
        said = [robots.reservations(url) for url in (URL, "https://e.org/", "https://e.org/%ff?*$", "x")]
    assert all(split_http_url(url) for url in robots.sitemaps)
    assert all(len(statement.value) <= _ROBOTS_VALUES for statements in said for statement in statements)
    encode(said)


def read_json(data: bytes) -> None:
    """JSON as pages embed it: values, or ValueError."""
    try:
        with within_budget():
            values = parse_json(data.decode("utf-8", "replace"))
    except ValueError:
        return
    assert values


def read_outlet(data: bytes) -> None:
    """An outlet's file: an outlet that is written and read back the same and reads pages, or ConfigurationError."""
    outlet = _outlet(data)
    if outlet is not None:
        assert parse_outlet(declare(outlet), "x.toml") == outlet
        _check_page(lambda: Page(PAGE, url=URL), outlet)


def read_selectors(data: bytes) -> None:
    """Selectors, one a line, that an outlet's file gives for all fields of a page; what cannot be one is told so."""
    *selectors, last = data.decode("utf-8", "replace").split("\n")
    names = dict.fromkeys(FIELDS, [*selectors, last][:3])
    text = "\n".join(f"{name} = {orjson.dumps(texts).decode()}" for name, texts in names.items())
    head = 'name = "x"\ntitle = "X"\ndomains = ["x.example"]\n[[versions]]\n'
    outlet = _outlet((head + text).encode())
    if outlet is not None:
        with within_budget():
            page = Page(PAGE, url=URL)
            for version in outlet.versions:
                assert all(candidate.is_declared for candidate in extract_selected(page, version.fields, ()))


HARNESSES: dict[str, Harness] = {
    "page": read_page,
    "text": read_text,
    "dump": read_dump,
    "warc": read_warc,
    "response": read_response,
    "feed": read_feed,
    "sitemap": read_sitemap,
    "robots": read_robots,
    "json": read_json,
    "outlet": read_outlet,
    "selectors": read_selectors,
}


@contextmanager
def within_budget() -> Iterator[None]:
    """Fails where what is within takes more of the processor's time than a page may take."""
    started = time.process_time()
    yield
    took = time.process_time() - started
    assert took <= _BUDGET_S, f"it took {took:.1f} s"


def _outlet(data: bytes) -> Outlet | None:
    try:
        with within_budget():
            return parse_outlet(data.decode("utf-8", "replace"), "x.toml")
    except ConfigurationError as error:
        assert str(error).startswith("x.toml: ")  # noqa: PT017 (what is no error is as good)
        return None


def _check_page(make: Callable[[], Page], outlet: Outlet | None = None) -> None:
    """A page becomes a record or a reason, twice the same, in bounded time and size; its links are addresses."""
    page = make()
    with within_budget():
        line, faults = _outcome(page, outlet)
    assert _outcome(make(), outlet) == (line, faults)
    assert len(line) <= _RECORD_BYTES + _RECORD_TIMES * len(page.content)
    with within_budget():
        _check_found(extract_found(page), is_sorted=False)
        assert all(split_http_url(url) for url in extract_feed_links(page))


def _outcome(page: Page, outlet: Outlet | None) -> tuple[bytes, bytes]:
    """The line of a page's record, or of the reason why there is none; and those of its faults."""
    try:
        article = parse_article(page, outlet or outlet_of(page))
        validate(article)
    except ExtractionError as error:
        line = encode(error.reason)
    except RecordRefused as error:  # a record that the schema does not allow is a mistake of ours
        raise AssertionError(error.reason) from error
    else:
        line = encode(article)
        assert orjson.loads(line) == orjson.loads(orjson.dumps(asdict(article)))
    assert line.count(b"\n") == 1
    assert line != b'""\n'  # a reason says something
    return line, encode([str(fault) for fault in page.faults])


def _check_found(found: list[Found], *, is_sorted: bool = True) -> None:
    assert len({one.url for one in found}) == len(found)
    for one in found:
        assert split_http_url(one.url)
        one.url.encode()
        assert all(date is None or date.utcoffset() == UTC.utcoffset(None) for date in (one.published, one.modified))
    if is_sorted:
        dates = [max(filter(None, (one.published, one.modified)), default=None) for one in found]
        given = [date for date in dates if date is not None]
        assert given == sorted(given, reverse=True)
        assert dates == [*given, *[None] * (len(dates) - len(given))]
