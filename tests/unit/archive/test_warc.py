"""WARC files of other tools, sound and broken, byte by byte."""

import gzip
import io
import zlib
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from newsscrape.archive.http import Response, decode_body, parse_response
from newsscrape.archive.inputs import PassedOver, Unreadable, find_inputs, read_input
from newsscrape.archive.warc import BrokenRecord, Record, parse_fields, read_records
from newsscrape.archive.warcpages import pages_of_warc
from newsscrape.page import Page

PAGE = b"<html><p>A page.</p></html>"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def record(
    number: int, block: bytes = OK + PAGE, length: object = None, kind: str = "response", more: str = ""
) -> bytes:
    """A record as Common Crawl writes it, without the fields that no reader needs."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2023-04-30T10:00:0{number}Z\r\n"
        f"WARC-Target-URI: http://e.org/{number}\r\n{more}"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def read(content: bytes, largest_bytes: int = 10_000) -> list[int | str]:
    """The numbers in the URLs of a file's records; the reasons of broken ones. Positions and offsets are checked."""
    found: list[int | str] = []
    for position, item in enumerate(read_records(io.BytesIO(content), largest_bytes)):
        assert item.number == position
        if isinstance(item, Record):
            found.append(int(item.headers["warc-target-uri"].rpartition("/")[2]))
        else:
            found.append(item.reason)
    return found


def pages(content: bytes, largest_bytes: int = 10_000) -> tuple[list[Page | BrokenRecord], Counter[str]]:
    items = list(pages_of_warc(io.BytesIO(content), "a.warc", largest_bytes=largest_bytes))
    passed_over = Counter(item.kind for item in items if isinstance(item, PassedOver))
    return [item for item in items if not isinstance(item, PassedOver)], passed_over


def only_page(content: bytes) -> Page:
    ((page,), _) = pages(content)
    assert isinstance(page, Page)
    return page


def zstd_compress(data: bytes) -> bytes:
    """As the command line does: without its checksum, a frame may be broken and nothing tells."""
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


@cache
def trained() -> zstd.ZstdDict:
    return zstd.train_dict([record(n, bytes([n]) * 50) for n in range(10)] * 9, 500)


def pack(members: list[bytes]) -> dict[str, bytes]:
    """Records in each of the forms that files have."""
    dictionary = trained()
    skippable = b"\x5d\x2a\x4d\x18" + len(dictionary.dict_content).to_bytes(4, "little") + dictionary.dict_content
    return {
        "plain": b"".join(members),
        "gzip": b"".join(map(gzip.compress, members)),
        "gzip, one member": gzip.compress(b"".join(members)),
        "zstd": b"".join(map(zstd_compress, members)),
        "zstd, one frame": zstd.compress(b"".join(members)),
        "zstd, dictionary": skippable + b"".join(zstd.compress(m, zstd_dict=dictionary) for m in members),
        "zstd, skippable": b"\x50\x2a\x4d\x18\2\0\0\0xx" + b"".join(map(zstd.compress, members)),
    }


@pytest.mark.parametrize("form", pack([b""]))
def test_forms(form: str) -> None:
    assert read(pack([record(n, bytes(n * 900)) for n in range(5)])[form]) == [0, 1, 2, 3, 4]


@given(st.lists(st.binary(max_size=300), max_size=4), st.sampled_from([b"\r\n\r\n", b"\n\n", b"\r\n", b"\r\n\r\n\r\n"]))
def test_any_block(blocks: list[bytes], end: bytes) -> None:
    plain = b"".join(record(n, block).removesuffix(b"\r\n\r\n") + end for n, block in enumerate(blocks))
    items = list(read_records(io.BytesIO(plain)))
    assert [item.block for item in items if isinstance(item, Record)] == blocks


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_to_their_end(content: bytes) -> None:
    for form in pack([content]).values():
        pages(form)
    pages(content)
    pages(record(1) + content)


@given(st.data(), st.sampled_from(["gzip", "zstd"]))
def test_a_changed_byte_costs_few_records_and_never_in_silence(data: st.DataObject, form: str) -> None:
    content = bytearray(pack([record(n) for n in range(5)])[form])
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    found = read(bytes(content))
    lost = set(range(5)) - set(found)
    assert len(lost) <= 1
    assert bool(lost) <= any(isinstance(item, str) for item in found)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"\r\n\r\n", []),
        (b"no archive", ["no WARC record begins here"]),
        (record(0) + b"garbage\r\n" * 9 + record(1), [0, "no WARC record begins here", 1]),
        (record(0) + record(1, length=9) + record(2), [0, "it does not end where its Content-Length of 9 says", 2]),
        (record(0) + record(1, length=99) + record(2), [0, "it does not end where its Content-Length of 99 says", 2]),
        (record(0) + record(1, length=2000) + record(2), [0, "the file ends 1731 bytes before its end", 2]),
        (record(0) + record(1, length=10**12) + record(2), [0, f"its {10**12} bytes are more than 10000", 2]),
        (record(0) + record(1, length=-1) + record(2), [0, "its Content-Length is '-1'", 2]),
        (
            record(0) + record(1).replace(b"Content-Length", b"Size") + record(2),
            [0, "its Content-Length is ''", 2],
        ),
        (record(0) + record(1, length="²") + record(2), [0, "its Content-Length is '²'", 2]),
        (record(0) + record(1, length=10**30) + record(2), [0, f"its Content-Length is '{10**30}'", 2]),
        (record(0) + record(1, bytes(20_000)) + record(2), [0, "its 20000 bytes are more than 10000", 2]),
        (record(0) + record(1)[:-20], [0, "the file ends 16 bytes before its end"]),
        (record(0) + record(1)[:-4], [0, 1]),  # a last record without its line ends is whole
        (record(0) + b"WARC/1.0\r\nWARC-Type: response", [0, "its header does not end"]),
        (record(0) + b"WARC/1.0\r\n" + b"a" * 2_000_000 + record(1), [0, "its header does not end", 1]),
    ],
)
def test_what_is_broken_in_a_plain_file(content: bytes, expected: list[int | str]) -> None:
    assert read(content) == expected


@pytest.mark.parametrize("compress", [gzip.compress, zstd_compress])
@pytest.mark.parametrize(
    ("damage", "is_told"),
    [
        (lambda member: member[: len(member) // 2], True),
        (lambda member: member[:20] + bytes(40) + member[60:], True),
        (lambda _: b"garbage" * 9, True),
        (lambda _: b"", False),
    ],
)
@pytest.mark.parametrize("twice", [False, True])
def test_a_broken_member_costs_itself(
    compress: Callable[[bytes], bytes], damage: Callable[[bytes], bytes], is_told: bool, twice: bool
) -> None:
    noise = b"".join(zlib.crc32(bytes([n])).to_bytes(4, "big") for n in range(256))
    members = [compress(record(n, OK + noise)) for n in range(6)]
    members[2] = damage(members[2])
    if twice:
        members[3] = damage(members[3])
    found = read(b"".join(members))
    assert [item for item in found if isinstance(item, int)] == [0, 1, *([] if twice else [3]), 4, 5]
    assert any(isinstance(item, str) for item in found) == is_told


def test_a_broken_member_is_named_by_its_offset() -> None:
    members = [gzip.compress(record(n)) for n in range(3)]
    items = list(read_records(io.BytesIO(members[0] + members[1][:-1] + b"x" + members[2])))
    assert isinstance(items[1], BrokenRecord)
    assert (items[1].number, items[1].offset) == (1, len(members[0]))
    assert [item.offset for item in items if isinstance(item, Record)] == [0, len(members[0] + members[1])]


def test_a_last_member_is_whole_or_broken() -> None:
    first, last = (gzip.compress(record(n)) for n in range(2))
    for end in range(1, len(last)):
        assert read(first + last[:end])[0] == 0
        assert isinstance(read(first + last[:end])[1], str), end
    assert read(first + last + bytes(100)) == [0, 1, "Error -3 while decompressing data: incorrect header check"]


@pytest.mark.parametrize("form", ["plain", "gzip", "zstd", "gzip, one member"])
def test_a_record_that_is_too_large_costs_itself(form: str) -> None:
    content = pack([record(0), record(1, OK + b"x" * 5_000_000), record(2)])[form]
    assert read(content) == [0, f"its {len(OK) + 5_000_000} bytes are more than 10000", 2]


def test_header_lines() -> None:
    lines = "A: 1\r\nb :2\r\nno colon\r\nC: x\r\n  y\r\n\tz\r\nD:\r\nE: f: g\n"
    assert parse_fields(lines) == [("A", "1"), ("b", "2"), ("C", "x y z"), ("D", ""), ("E", "f: g")]


def gzipped_and_chunked(body: bytes) -> bytes:
    coded = gzip.compress(body)
    chunks = b"".join(b"%x;x=y\r\n%b\r\n" % (len(coded[n : n + 9]), coded[n : n + 9]) for n in range(0, len(coded), 9))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + chunks + b"0\r\n\r\n"


def test_a_page_that_is_chunked_and_gzipped() -> None:
    found, passed_over = pages(gzip.compress(record(0, gzipped_and_chunked(PAGE))) + gzip.compress(record(1)))
    assert [page.content for page in found if isinstance(page, Page)] == [PAGE, PAGE]
    assert not passed_over


LONG = PAGE * 3000


@pytest.mark.parametrize(
    ("coding", "body", "expected"),
    [
        ("gzip", gzip.compress(LONG, mtime=0), LONG),
        ("X-GZIP", gzip.compress(LONG, mtime=0), LONG),
        ("deflate", zlib.compress(LONG), LONG),
        ("deflate", zlib.compress(LONG)[2:-4], LONG),
        ("br", brotli.compress(LONG), LONG),
        ("zstd", zstd.compress(LONG), LONG),
        ("deflate, gzip", gzip.compress(zlib.compress(LONG), mtime=0), LONG),
        ("identity", LONG, LONG),
        ("utf-8", LONG, LONG),
        ("gzip", LONG, LONG),  # decoded already
        ("br", LONG, LONG),
        ("zstd", LONG, LONG),
        ("gzip", b"", b""),
        ("br", b"", b""),
        ("zstd", b"", b""),
    ],
)
def test_content_codings(coding: str, body: bytes, expected: bytes) -> None:
    assert decode_body(Response(200, {"content-encoding": coding}, body)) == expected


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", gzip.compress(LONG)), ("br", brotli.compress(LONG)), ("zstd", zstd.compress(LONG))],
)
def test_a_body_that_is_cut_off_gives_what_there_is(coding: str, body: bytes) -> None:
    decoded = decode_body(Response(200, {"content-encoding": coding}, body[:-5]))
    assert decoded == body[:-5] or LONG.startswith(decoded)


@pytest.mark.parametrize("compress", [gzip.compress, zlib.compress, brotli.compress, zstd.compress])
def test_a_bomb_is_no_page(compress: Callable[[bytes], bytes]) -> None:
    coding = {gzip.compress: "gzip", zlib.compress: "deflate", brotli.compress: "br", zstd.compress: "zstd"}[compress]
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: %b\r\n\r\n" % coding.encode()
    ((bomb, page), _) = pages(record(0, head + compress(bytes(3_000_000))) + record(1))
    assert isinstance(bomb, BrokenRecord)
    assert bomb.reason == "its body has more than 10000 bytes"
    assert isinstance(page, Page)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"3\r\nabc\r\n2 \r\nde\r\n0\r\n\r\n", b"abcde"),
        (b"3\nabc\n0\n\n", b"abc"),
        (b"5\r\nabc", b"abc"),  # cut off
        (PAGE, PAGE),  # joined already
    ],
)
def test_chunks(body: bytes, expected: bytes) -> None:
    assert decode_body(Response(200, {"transfer-encoding": "Chunked"}, body)) == expected


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nx", Response(200, {"a": "b"}, b"x")),
        (b"HTTP/1.0 404\n\nx", Response(404, {}, b"x")),
        (b"http/2 200\r\n\r\n", Response(200, {}, b"")),
        (b"HTTP/1.1 200 \xff\xfe\r\nA: \xe9", Response(200, {"a": "é"}, b"")),
        (b"HTTP/1.1 2000 OK\r\n\r\n", None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_responses(block: bytes, expected: Response | None) -> None:
    assert parse_response(block) == expected


def served(content_type: str, body: bytes = PAGE, status: int = 200) -> bytes:
    return f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (record(0, served("text/html")), None),
        (record(0, served("TEXT/HTML ; charset=x")), None),
        (record(0, served("application/xhtml+xml", b"<?xml version='1.0'?><html/>")), None),
        (record(0, b"HTTP/1.1 200 OK\r\n\r\n" + PAGE), None),
        (record(0, served("unknown")), None),
        (record(0, served("text/plain")), None),
        (record(0, PAGE, kind="resource", more="Content-Type: text/html\r\n"), None),
        (record(0, served("text/plain", b"words")), "not HTML"),
        (record(0, served("image/png")), "not HTML"),
        (record(0, served("application/rss+xml", b"<rss/>")), "not HTML"),
        (record(0, served("text/xml", b"<?xml version='1.0'?><urlset/>")), "not HTML"),
        (record(0, served("application/json", b'"<html>"')), "not HTML"),
        (record(0, served("text/html", b"")), "no body"),
        (record(0, served("text/html", status=404)), "status other than 200"),
        (record(0, served("text/html", status=206)), "status other than 200"),
        (record(0, OK, kind="revisit"), "revisit record"),
        (record(0, kind="request"), "request record"),
        (record(0, b"words", kind="conversion"), "conversion record"),
        (record(0).replace(b"http://e", b"dns:e"), "not HTTP"),
        (record(0).replace(b"WARC-Type: response\r\n", b""), "untyped record"),
    ],
)
def test_which_records_are_pages(content: bytes, kind: str | None) -> None:
    found, passed_over = pages(content)
    assert len(found) == (kind is None)
    assert passed_over == ({} if kind is None else {kind: 1})


def test_what_a_page_takes_from_its_record() -> None:
    body = "<html>Erdoğan</html>".encode("cp1254")
    page = only_page(record(3, served("text/html; charset=windows-1254", body)))
    assert page.text == "<html>Erdoğan</html>"
    assert (page.url, page.fetched_at) == ("http://e.org/3", datetime(2023, 4, 30, 10, 0, 3, tzinfo=UTC))
    assert (page.source.format, page.source.path, page.source.record) == ("warc", "a.warc", 0)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2023-04-30T10:00:00.123456789Z", datetime(2023, 4, 30, 10, 0, 0, 123456, tzinfo=UTC)),
        ("2023-04-30T10:00:00", datetime(2023, 4, 30, 10, tzinfo=UTC)),
        ("2023-04-30", None),
        ("2023", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_fetch_times(date: str, expected: datetime | None) -> None:
    assert only_page(record(0).replace(b"2023-04-30T10:00:00Z", date.encode())).fetched_at == expected


def test_addresses_as_old_wget_writes_them() -> None:
    assert only_page(record(0).replace(b"http://e.org/0", b"<http://e.org/0>")).url == "http://e.org/0"


def test_a_response_without_http_is_said() -> None:
    ((broken,), _) = pages(record(0, PAGE))
    assert broken == BrokenRecord(0, 0, "no HTTP response begins it")


def test_files_and_their_order(tmp_path: Path) -> None:
    forms = pack([record(0), record(1, served("image/png")), record(2)])
    (tmp_path / "a.warc").write_bytes(forms["plain"])
    (tmp_path / "b.WARC.GZ").write_bytes(forms["gzip"] + b"x")
    (tmp_path / "c.warc.zst").write_bytes(forms["zstd"])
    (tmp_path / "d.warc.gz.open").write_bytes(forms["gzip"])
    (tmp_path / "e.html.open").write_bytes(PAGE)
    found = [item for input_ in find_inputs([str(tmp_path)]) for item in read_input(input_)]
    places = [(Path(item.path or "").name, item.record, type(item)) for item in found]
    names = ("a.warc", "b.WARC.GZ", "c.warc.zst", "d.warc.gz.open")
    expected = [(name, n, kind) for name in names for n, kind in enumerate((Page, PassedOver, Page))]
    assert places == [*expected[:6], ("b.WARC.GZ", 3, Unreadable), *expected[6:]]
    assert isinstance(found[6], Unreadable)
    assert (found[6].offset, found[6].reason) == (len(forms["gzip"]), "cannot be read: cut off")
    assert all(item.kind == "not HTML" for item in found if isinstance(item, PassedOver))


@pytest.mark.parametrize("dictionary", [b"\x28\xb5\x2f\xfdx", b"\x28\xb5\x2f\xfd" + b"\xff" * 9, b"x", b"x" * 9, b""])
def test_a_dictionary_that_is_none_costs_one_file(tmp_path: Path, dictionary: bytes) -> None:
    head = b"\x5d\x2a\x4d\x18" + len(dictionary).to_bytes(4, "little")
    (tmp_path / "a.warc.zst").write_bytes(head + dictionary)
    (tmp_path / "b.warc").write_bytes(record(0))
    *bad, good = (item for input_ in find_inputs([str(tmp_path)]) for item in read_input(input_))
    assert all(isinstance(item, Unreadable) for item in bad)
    assert isinstance(good, Page)
