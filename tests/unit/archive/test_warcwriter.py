"""What the WARC writer puts on disk, and what it makes of what a crash left."""

import errno
import gzip
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from newsscrape.archive.http import parse_response
from newsscrape.archive.warc import Record, read_records
from newsscrape.archive.warcpages import PassedOver, pages_of_warc
from newsscrape.archive.warcwriter import Revisit, WarcWriter, payload_digest
from newsscrape.page import Page

AT = datetime(2023, 4, 30, 21, 33, 5, 999, tzinfo=timezone(timedelta(hours=3.5)))
HTML = [("Content-Type", "text/html; charset=utf-8")]


def writer_in(folder: Path, **options: int) -> WarcWriter:
    return WarcWriter(folder, "islamtimes", software="newsscrape/1", **options)


def write(writer: WarcWriter, number: int, body: bytes = b"<html>x</html>") -> None:
    writer.write_response(f"http://e.org/{number}", 200, HTML, body, AT)


def records_of(path: Path) -> list[Record]:
    with path.open("rb") as file:
        records = list(read_records(file))
    assert all(isinstance(record, Record) for record in records), records
    return [record for record in records if isinstance(record, Record)]


def urls_of(folder: Path) -> list[str]:
    records = [record for path in sorted(folder.iterdir()) for record in records_of(path)]
    return [record.headers["warc-target-uri"] for record in records if record.headers["warc-type"] != "warcinfo"]


def test_a_response_as_it_lies_in_the_file(tmp_path: Path) -> None:
    writer = writer_in(tmp_path)
    headers = [
        ("Content-Type", "text/html"),
        ("content-encoding", "br"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Length", "7"),
    ]
    digest = writer.write_response("http://e.org/a b", 200, headers, b"<html>", AT)
    writer.close()
    (path,) = tmp_path.iterdir()
    assert re.fullmatch(r"islamtimes-\d{14}-00000\.warc\.gz", path.name)
    info, response = records_of(path)
    assert info.headers["warc-type"] == "warcinfo"
    assert info.headers["warc-filename"] == path.name
    assert b"software: newsscrape/1\r\n" in info.block
    assert response.block == (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Crawl-content-encoding: br\r\n"
        b"X-Crawl-Transfer-Encoding: chunked\r\nX-Crawl-Content-Length: 7\r\nContent-Length: 6\r\n\r\n<html>"
    )
    assert re.fullmatch(r"<urn:uuid:[0-9a-f-]{36}>", response.headers.pop("warc-record-id"))
    assert response.headers == {
        "warc-type": "response",
        "warc-date": "2023-04-30T18:03:05Z",
        "warc-target-uri": "http://e.org/a%20b",
        "warc-payload-digest": digest,
        "warc-block-digest": payload_digest(response.block),
        "content-type": "application/http; msgtype=response",
        "content-length": str(len(response.block)),
    }


def test_a_digest_as_other_archives_have_it() -> None:
    assert payload_digest(b"") == "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


def test_revisits(tmp_path: Path) -> None:
    writer = writer_in(tmp_path)
    writer.write_revisit("http://e.org/1", 304, [("ETag", "x")], AT, profile=Revisit.NOT_MODIFIED)
    writer.write_revisit(
        "http://e.org/2", 200, HTML, AT, profile=Revisit.SAME_PAYLOAD, refers_to_date=AT, digest="sha1:A"
    )
    writer.close()
    _, first, second = records_of(next(tmp_path.iterdir()))
    assert first.block == b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
    assert first.headers["warc-type"] == "revisit"
    assert first.headers["warc-profile"].endswith("/server-not-modified")
    assert "warc-refers-to-date" not in first.headers
    assert second.headers["warc-profile"].endswith("/identical-payload-digest")
    assert second.headers["warc-refers-to-date"] == "2023-04-30T18:03:05Z"
    assert second.headers["warc-refers-to-target-uri"] == "http://e.org/2"
    assert second.headers["warc-payload-digest"] == "sha1:A"


_LATIN = st.characters(max_codepoint=255)


@given(
    st.binary(max_size=3000),
    st.lists(st.tuples(st.text(_LATIN, max_size=12), st.text(_LATIN, max_size=40)), max_size=5),
    st.one_of(st.none(), st.text(max_size=20)),
)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, headers: list[tuple[str, str]], reason: str | None
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    writer = writer_in(folder)
    writer.write_response("http://e.org/1", 200, [*headers, ("X-Last", "é")], body, AT, reason=reason)
    writer.close()
    _, record = records_of(next(folder.iterdir()))
    response = parse_response(record.block)
    assert response is not None
    assert (response.status, response.body) == (200, body)
    assert response.headers["x-last"] == "é"
    assert response.headers["content-length"] == str(len(body))
    names = {re.sub(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]", "-", name).lower() or "-": value for name, value in headers}
    for name, value in names.items():
        if name not in ("content-length", "content-encoding", "transfer-encoding", "x-last"):
            assert response.headers[name] == re.sub(r"[\r\n\0]+", " ", value).strip(" \t")


def test_text_that_no_header_holds_is_written_as_utf_8(tmp_path: Path) -> None:
    writer = writer_in(tmp_path)
    writer.write_response("http://e.org/", 200, [("X", "“\ud800”")], b"", AT)
    writer.close()
    _, record = records_of(next(tmp_path.iterdir()))
    assert "X: “?”\r\n".encode() in record.block


def test_other_tools_read_the_files(tmp_path: Path) -> None:
    writer = writer_in(tmp_path)
    bodies = [b"<html>%d</html>" % number * 1000 for number in range(3)]
    for number, body in enumerate(bodies):
        writer.write_response(f"http://e.org/{number}", 200, [*HTML, ("Content-Encoding", "gzip")], body, AT)
    writer.write_revisit("http://e.org/0", 304, [], AT, profile=Revisit.NOT_MODIFIED, refers_to_date=AT)
    writer.close()
    content = next(tmp_path.iterdir()).read_bytes()
    kinds = []
    for record in FastIterator(io.BytesIO(content), parse_http=False):
        assert record.verify_block_digest()
        kinds.append(record.headers["WARC-Type"])
    assert kinds == ["warcinfo", *["response"] * 3, "revisit"]
    fast = [
        (record.verify_payload_digest(), record.reader.read())
        for record in FastIterator(io.BytesIO(content))
        if record.headers["WARC-Type"] == "response"
    ]
    assert fast == [(True, body) for body in bodies]
    warcio = [
        (record.rec_type, record.content_stream().read(), record.digest_checker.passed)
        for record in WarcioIterator(io.BytesIO(content), check_digests=True)
    ]
    assert [body for kind, body, _ in warcio if kind == "response"] == bodies
    assert [passed for kind, _, passed in warcio if kind == "response"] == [True] * 3


def test_nothing_is_made_when_nothing_is_written(tmp_path: Path) -> None:
    writer = writer_in(tmp_path / "archive")
    writer.flush()
    writer.close()
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_open_until_it_is_closed(tmp_path: Path) -> None:
    writer = writer_in(tmp_path / "a" / "b")
    write(writer, 1)
    (path,) = (tmp_path / "a" / "b").iterdir()
    assert path.name.endswith(".warc.gz.open")
    assert len(records_of(path)) == 2  # without a flush
    writer.flush()
    writer.close()
    writer.close()
    assert path.with_suffix("").exists()
    assert not path.exists()


def test_rotation_by_size(tmp_path: Path) -> None:
    writer = writer_in(tmp_path, largest_bytes=4000)
    for number in range(9):
        write(writer, number, os.urandom(1500))
    writer.close()
    paths = sorted(tmp_path.iterdir(), key=lambda path: path.name[-13:])
    assert [path.name[-13:-8] for path in paths] == [f"{serial:05}" for serial in range(len(paths))]
    assert len(paths) > 2
    assert all(path.stat().st_size >= 4000 for path in paths[:-1])
    assert [len(records_of(path)) for path in paths[:-1]] == [3] * (len(paths) - 1)
    assert urls_of(tmp_path) == [f"http://e.org/{number}" for number in range(9)]


def test_a_name_is_no_path(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "../127.0.0.1:80", software="x")
    write(writer, 1)
    writer.close()
    assert next(tmp_path.iterdir()).name.startswith("..-127.0.0.1-80-")


def crashed(folder: Path, count: int = 3) -> Path:
    """A folder that a writer left without closing; its file."""
    writer = writer_in(folder)
    for number in range(count):
        write(writer, number, os.urandom(100))
    (path,) = folder.glob("*.open")
    return path


@pytest.mark.parametrize("tail", [b"", b"\0" * 5000, b"\x1f\x8b\x08", b"\x1f\x8b\x08" * 9])
def test_a_torn_tail_is_cut_away_wherever_it_is_torn(tmp_path: Path, tail: bytes) -> None:
    path = crashed(tmp_path)
    whole = path.read_bytes()
    start = whole.rindex(b"\x1f\x8b\x08\0\0\0\0\0\0\x03")
    assert len(gzip.decompress(whole[start:])) > 300
    for end in range(start, len(whole)):
        path.write_bytes(whole[:end] + tail)
        writer_in(tmp_path)
        is_whole = (whole[:end] + tail).startswith(whole)  # a length ends in the very zeros that the tail begins with
        assert path.read_bytes() == (whole if is_whole else whole[:start]), end
    path.write_bytes(whole + tail)
    writer_in(tmp_path)
    assert path.read_bytes() == whole


def test_writing_goes_on_in_the_youngest(tmp_path: Path) -> None:
    for serial, name in enumerate(("20230101000000-00000", "20230102000000-00001", "20230102000000-00002")):
        old = crashed(tmp_path / str(serial), 1)
        old.rename(tmp_path / f"islamtimes-{name}.warc.gz.open")
        old.parent.rmdir()
    torn = tmp_path / "islamtimes-20230102000000-00002.warc.gz.open"
    torn.write_bytes(torn.read_bytes() + b"\x1f\x8b")
    writer = writer_in(tmp_path)
    assert [path.suffix for path in sorted(tmp_path.iterdir())] == [".gz", ".gz", ".open"]
    write(writer, 7)
    writer.close()
    assert len(list(tmp_path.iterdir())) == 3
    assert urls_of(tmp_path) == ["http://e.org/0", "http://e.org/0", "http://e.org/0", "http://e.org/7"]


def test_a_file_without_a_record_goes(tmp_path: Path) -> None:
    (tmp_path / "x-20230101000000-00000.warc.gz.open").write_bytes(b"\x1f\x8b\x08\0")
    writer_in(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_large_enough_is_closed(tmp_path: Path) -> None:
    path = crashed(tmp_path)
    writer = writer_in(tmp_path, largest_bytes=100)
    assert not path.exists()
    write(writer, 9)
    names = sorted(path.name[-13:] for path in tmp_path.iterdir())
    assert names == ["00000.warc.gz", "00001.warc.gz"]


def test_what_is_broken_in_the_middle_costs_nothing_behind_it(tmp_path: Path) -> None:
    path = crashed(tmp_path, 5)
    whole = bytearray(path.read_bytes())
    starts = [found.start() for found in re.finditer(b"\x1f\x8b\x08\0\0\0\0\0\0\x03", whole)]
    whole[starts[2] + 60 : starts[2] + 90] = bytes(30)
    path.write_bytes(whole)
    writer_in(tmp_path)
    assert path.read_bytes() == whole


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = crashed(tmp_path)
    before = path.read_bytes()
    writer = writer_in(tmp_path)
    really_write = os.write
    room = [150]

    def write_some(file: int, data: bytes) -> int:
        if room[0] <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        part = really_write(file, data[: room[0]])
        room[0] -= part
        return part

    monkeypatch.setattr(os, "write", write_some)
    with pytest.raises(OSError, match="No space left"):
        write(writer, 7, os.urandom(500))
    assert path.read_bytes() == before
    room[0] = 10_000
    write(writer, 8)
    writer.close()
    assert urls_of(tmp_path)[-2:] == ["http://e.org/2", "http://e.org/8"]


@pytest.fixture
def tmpfs(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KiB."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a tmpfs needs Linux, and root to mount it")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full(tmpfs: Path) -> None:
    writer = writer_in(tmpfs)
    written = 0
    while written < 100:
        try:
            write(writer, written, os.urandom(9_000))
        except OSError as error:
            assert error.errno == errno.ENOSPC  # noqa: PT017 (which of the writes fails is the disk's affair)
            break
        written += 1
    writer.close()
    assert 10 < written < 100
    assert urls_of(tmpfs) == [f"http://e.org/{number}" for number in range(written)]


def test_a_page_comes_back_as_it_was_fetched(tmp_path: Path) -> None:
    writer = writer_in(tmp_path)
    write(writer, 1, b"<html>Erdo\xc4\x9fan</html>")
    writer.close()
    with next(tmp_path.iterdir()).open("rb") as file:
        info, page = pages_of_warc(file, "x.warc.gz")
    assert isinstance(page, Page)
    assert page.content == b"<html>Erdo\xc4\x9fan</html>"
    assert (page.url, page.content_type) == ("http://e.org/1", "text/html; charset=utf-8")
    assert page.fetched_at == AT.replace(microsecond=0).astimezone(UTC)
    assert (page.source.format, page.source.path, page.source.record) == ("warc", "x.warc.gz", 1)
    assert info == PassedOver("x.warc.gz", 0, "warcinfo record")
