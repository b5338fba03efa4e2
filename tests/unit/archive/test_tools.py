"""Files that other public tools write, or are known to write: each page comes out with its facts."""

import gzip
import io
import shutil
import subprocess
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from backports import zstd
from fastwarc.stream_io import GzipWriter, WarcWriter, ZstdWriter, zstd_train_dictionary_from_samples
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import assume, given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsscrape.archive.inputs import Input, PassedOver, Unreadable, find_inputs, read_input
from newsscrape.page import Page

HTML = "<!DOCTYPE html><html><p>Erdoğan – a page.</p></html>".encode()
DAY = "2023-04-30T10:00:00Z"
AT = datetime(2023, 4, 30, 10, tzinfo=UTC)


def read(path: Path) -> tuple[list[Page], Counter[str]]:
    """The pages of a file in which all is sound, and what else it holds."""
    (input_,) = find_inputs([str(path)])
    items = list(read_input(input_))
    assert not [item for item in items if isinstance(item, Unreadable)]
    assert [item.record for item in items] == list(range(len(items)))
    pages = [item for item in items if isinstance(item, Page)]
    return pages, Counter(item.kind for item in items if isinstance(item, PassedOver))


# warcio leaves its spooled files to the garbage collector.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("is_gzip", [True, False])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_warcio(tmp_path: Path, is_gzip: bool, version: str) -> None:
    path = tmp_path / ("a.warc.gz" if is_gzip else "a.warc")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=is_gzip, warc_version=f"WARC/{version}")
        writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "warcio"}))
        for n in range(3):
            coded = gzip.compress(HTML)
            headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")]
            http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            facts = {"WARC-Date": DAY}
            url = f"http://e.org/{n}"
            payload = io.BytesIO(coded)
            writer.write_record(
                writer.create_warc_record(url, "response", payload, http_headers=http, warc_headers_dict=facts)
            )
            writer.write_record(writer.create_revisit_record(url, "sha1:A", url, DAY, http_headers=http))
    pages, others = read(path)
    assert [(page.url, page.fetched_at, page.content) for page in pages] == [
        (f"http://e.org/{n}", AT, HTML) for n in range(3)
    ]
    assert others == {"warcinfo record": 1, "revisit record": 3}
    with path.open("rb") as file:
        for page in pages:
            file.seek(page.offset or 0)
            start = file.read(20)
            assert start.startswith(b"\x1f\x8b" if is_gzip else f"WARC/{version}".encode())


def write_with_fastwarc(path: Path, form: str) -> None:
    blocks = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML for _ in range(3)]
    dictionary = zstd_train_dictionary_from_samples([*blocks, *(bytes([n]) * 99 for n in range(99))], 2000)
    with path.open("wb") as file:
        writers: dict[str, Callable[[], WarcWriter]] = {
            "gzip": lambda: GzipWriter(file),
            "zstd": lambda: ZstdWriter(file),
            "zstd, dictionary": lambda: ZstdWriter(file, dictionary=dictionary),
            "zstd, packed dictionary": lambda: ZstdWriter(file, dictionary=dictionary, compress_dictionary_frame=True),
        }
        writer = writers[form]() if form in writers else None
        for n, block in enumerate(blocks):
            record = WarcRecord()
            record.init_headers(WarcRecordType.response)
            record.headers["WARC-Target-URI"] = f"http://e.org/{n}"
            record.headers["WARC-Date"] = DAY
            record.headers["Content-Type"] = "application/http; msgtype=response"
            record.set_bytes_content(block)
            record.write(writer or file, checksum_data=True)
            if writer:
                writer.finish()
        if writer:
            writer.close()


@pytest.mark.parametrize("form", ["plain", "gzip", "zstd", "zstd, dictionary", "zstd, packed dictionary"])
def test_fastwarc(tmp_path: Path, form: str) -> None:
    path = tmp_path / {"plain": "a.warc", "gzip": "a.warc.gz"}.get(form, "a.warc.zst")
    write_with_fastwarc(path, form)
    assert path.read_bytes().startswith(b"\x5d\x2a\x4d\x18") == ("dictionary" in form)
    pages, others = read(path)
    assert [(page.url, page.fetched_at, page.content) for page in pages] == [
        (f"http://e.org/{n}", AT, HTML) for n in range(3)
    ]
    assert not others


class _Handler(BaseHTTPRequestHandler):
    """Serves the page chunked and gzipped."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/page" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        coded = gzip.compress(HTML)
        for n in range(0, len(coded), 20):
            part = coded[n : n + 20]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.skipif(not shutil.which("wget"), reason="wget is not installed")
@pytest.mark.parametrize("options", [(), ("--no-warc-compression",)])
def test_wget(tmp_path: Path, site: str, options: tuple[str, ...]) -> None:
    urls = [f"{site}/page", f"{site}/none"]
    command = ["wget", "-q", "--warc-file=a", "--header=Accept-Encoding: gzip", *options, *urls]
    subprocess.run(command, cwd=tmp_path, check=False)  # 8: a page was not found
    (path,) = tmp_path.glob("a.warc*")
    pages, others = read(path)
    assert [(page.url, page.content, page.content_type) for page in pages] == [
        (urls[0], HTML, "text/html; charset=utf-8")
    ]
    assert others["status other than 200"] == 1
    assert others["request record"] == 2
    assert others["warcinfo record"] == 1


def record(fields: str, block: bytes, end: str = "\r\n") -> bytes:
    """A record of the fields that a tool is known to write."""
    lines = [line.lstrip(" ") for line in fields.strip().splitlines()]
    head = end.join(["WARC/1.0", *lines, f"Content-Length: {len(block)}", "", ""])
    return head.encode() + block + (end * 2).encode()


CC_NEWS = [
    record(
        """WARC-Type: warcinfo
        WARC-Date: 2023-04-30T09:59:59Z
        WARC-Filename: CC-NEWS-20230430095959-00042.warc.gz
        WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>
        Content-Type: application/warc-fields""",
        b"software: StormCrawler 2.8 https://stormcrawler.net/\r\nformat: WARC File Format 1.0\r\n",
    ),
    record(
        f"""WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>
        WARC-Type: response
        WARC-Date: {DAY}
        WARC-Target-URI: https://e.org/a
        WARC-IP-Address: 192.0.2.1
        WARC-Payload-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
        WARC-Block-Digest: sha1:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
        WARC-Identified-Payload-Type: application/javascript
        Content-Type: application/http; msgtype=response""",
        b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html; charset=UTF-8\r\n"
        b"X-Crawler-Transfer-Encoding: chunked\r\nX-Crawler-Content-Encoding: gzip\r\n"
        b"X-Crawl-Content-Encoding: br\r\nContent-Length: %d\r\n\r\n" % len(HTML) + HTML,
    ),
]
BROWSERTRIX = [
    record("WARC-Type: warcinfo\nContent-Type: application/warc-fields", b"software: Browsertrix-Crawler 1.0\r\n"),
    record(
        "WARC-Type: response\nWARC-Date: 2023-04-30T10:00:00.123Z\nWARC-Target-URI: https://e.org/a\n"
        'WARC-JSON-Metadata: {"ipType":"Public"}\nWARC-Resource-Type: document\nWARC-Page-ID: x\n'
        "Content-Type: application/http; msgtype=response",
        b"HTTP/2 200\r\ncontent-type: text/html; charset=utf-8\r\nx-orig-content-encoding: br\r\n\r\n" + HTML,
    ),
    record("WARC-Type: request\nWARC-Target-URI: https://e.org/a", b"GET /a HTTP/1.1\r\n\r\n"),
    record(
        "WARC-Type: revisit\nWARC-Target-URI: https://e.org/b", b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n"
    ),
    record("WARC-Type: resource\nWARC-Target-URI: urn:pageinfo:https://e.org/a\nContent-Type: application/json", b"{}"),
    record("WARC-Type: resource\nWARC-Target-URI: urn:text:https://e.org/a\nContent-Type: text/plain", b"Words"),
    record("WARC-Type: resource\nWARC-Target-URI: urn:view:https://e.org/a\nContent-Type: image/png", b"\x89PNG"),
    record("WARC-Type: conversion\nWARC-Target-URI: https://e.org/a\nContent-Type: text/plain", b"Words"),
    record("WARC-Type: metadata\nWARC-Target-URI: urn:logs:x\nContent-Type: text/plain", b"log"),
]


def zstd_with_dictionary(records: list[bytes]) -> bytes:
    """As IIPC's WARC zstd draft has it: a skippable frame with the dictionary, compressed, then a frame a record."""
    dictionary = zstd.train_dict([record(f"A: {n}", bytes([n]) * 50) for n in range(10)] * 9, 500)
    content = zstd.compress(dictionary.dict_content)
    frames = b"".join(zstd.compress(part, zstd_dict=dictionary) for part in records)
    return b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content + frames


@pytest.mark.parametrize(
    ("records", "others"),
    [
        (CC_NEWS, {"warcinfo record": 1}),
        (
            BROWSERTRIX,
            {
                "warcinfo record": 1,
                "request record": 1,
                "revisit record": 1,
                "not HTML": 3,
                "conversion record": 1,
                "metadata record": 1,
            },
        ),
    ],
)
@pytest.mark.parametrize("form", ["warc", "warc.gz", "warc.zst"])
def test_layouts_of_public_archives(tmp_path: Path, records: list[bytes], others: dict[str, int], form: str) -> None:
    path = tmp_path / f"a.{form}"
    content = {
        "warc": b"".join(records),
        "warc.gz": b"".join(map(gzip.compress, records)),
        "warc.zst": zstd_with_dictionary(records),
    }
    path.write_bytes(content[form])
    (page,), found = read(path)
    assert (page.url, page.content) == ("https://e.org/a", HTML)
    assert page.fetched_at is not None
    assert page.fetched_at.replace(microsecond=0) == AT
    assert (page.content_type or "").lower() == "text/html; charset=utf-8"
    assert found == others


@pytest.mark.parametrize(
    "content",
    [
        record(
            "warc-type: response\nwarc-target-uri: http://e.org/a\nwarc-date: " + DAY, b"HTTP/1.0 200\r\n\r\n" + HTML
        ),
        record(
            f"WARC-Type: response\nWARC-Target-URI: http://e.org/a\nWARC-Date: {DAY}\nContent-Type: application/http",
            b"HTTP/2 200\r\ncontent-type: text/html\r\n\r\n" + HTML,
        ),
        record(
            f"WARC-Type:response\nWARC-Target-URI:\n\thttp://e.org/a\nWARC-Date: {DAY}",
            b"HTTP/1.1 200 OK\nCONTENT-TYPE: text/html\n\n" + HTML,
            end="\n",
        ),
        record(
            f"WARC-Type: response\nWARC-Target-URI: http://e.org/a\nWARC-Date: {DAY}",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: deflate\r\n\r\n"
            + b"%x\r\n%b\r\n0\r\n\r\n" % (len(zlib.compress(HTML)), zlib.compress(HTML)),
        ),
    ],
)
def test_odd_but_sound_records(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.warc").write_bytes(content)
    (page,), _ = read(tmp_path / "a.warc")
    assert (page.url, page.fetched_at, page.content) == ("http://e.org/a", AT, HTML)


@given(st.lists(st.binary(max_size=200), min_size=4, max_size=4), st.sampled_from(["warc", "warc.gz", "warc.zst"]))
def test_any_bytes_between_records_lose_at_most_themselves(
    tmp_path_factory: pytest.TempPathFactory, between: list[bytes], form: str
) -> None:
    assume(not any(b"WARC/" in garbage for garbage in between))

    def packed(part: bytes) -> bytes:
        return part if form == "warc" else gzip.compress(part) if form == "warc.gz" else zstd.compress(part)

    sound = [
        record(f"WARC-Type: response\nWARC-Target-URI: http://e.org/{n}", b"HTTP/1.1 200 OK\r\n\r\n" + HTML)
        for n in range(3)
    ]
    content = between[0] + b"".join(packed(part) + garbage for part, garbage in zip(sound, between[1:], strict=True))
    path = tmp_path_factory.getbasetemp() / f"any.{form}"
    path.write_bytes(content)
    items = list(read_input(Input(path.as_posix(), "warc", None)))
    assert [item.url for item in items if isinstance(item, Page)] == [f"http://e.org/{n}" for n in range(3)]
    if any(part.strip() for part in between):
        assert any(isinstance(item, Unreadable) for item in items)
