"""Archives that are broken in every way: the rest comes through, and each fault has its line."""

import gzip
from pathlib import Path

import pytest

from tests.crawl.conftest import Scrapy
from tests.crawl.outlet import article

LARGE_BYTES = 200_000_000


def record(code: int, body: bytes | None = None, length: int | None = None) -> bytes:
    """A WARC record of a page, whose Content-Length may be wrong."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + (article(code).body if body is None else body)
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2023-05-01T00:00:00Z\r\n"
        f"WARC-Target-URI: https://www.islamtimes.com/en/news/{code}/x\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


@pytest.mark.bulk
def test_each_fault_has_its_line_and_the_rest_comes_through(scrapy: Scrapy, tmp_path: Path) -> None:
    cut_member = packed(record(3))
    large = b"<html><p>" + b"A word, and more of it. " * (LARGE_BYTES // 24)
    members = [
        packed(record(1)),
        packed(b"garbage, and no record at all\r\n" * 40),  # 1
        packed(record(2)),
        cut_member[: len(cut_member) // 2],  # 3
        packed(record(4)),
        packed(record(5, length=20)),  # 5: the rest of it is garbage
        packed(record(6)),
        packed(record(7, length=10**7)),  # 7: more than its member has
        packed(record(8)),
        packed(record(9, body=large)),  # 9
        packed(record(10)),
        packed(record(11))[:-300],  # 11: the file ends within it
    ]
    (tmp_path / "bad.warc.gz").write_bytes(b"".join(members))
    run = scrapy("reparse", "bad.warc.gz", "-O", "out.jsonl")
    assert run.code == 0, run.stderr
    assert [record["story_code"] for record in run.records("out.jsonl")] == ["1", "2", "4", "6", "8", "10"]
    faults = {line["offset"]: line for line in run.records("errors.jsonl")}
    starts = [sum(map(len, members[:n])) for n in range(len(members))]
    assert set(faults) == {starts[n] for n in (1, 3, 5, 7, 9, 11)}
    for n, reason in {
        1: "no WARC record begins here",
        3: "cannot be read",
        5: "does not end where its Content-Length of 20 says",
        7: "",
        9: "are more than 100000000",
        11: "cut off",
    }.items():
        fault = faults[starts[n]]
        assert reason in fault["reason"]
        assert (fault["level"], fault["path"]) == ("error", "bad.warc.gz")
    table = run.table()
    assert (table["exported"], table["failed"], table["total"]) == (6, 6, 12)
    assert "warning: 6 of 12 pages gave no record; errors.jsonl tells why of each" in run.stderr


def test_what_is_none_of_the_formats_in_a_folder_has_a_line_and_alone_ends_with_2(
    scrapy: Scrapy, tmp_path: Path
) -> None:
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved/a.warc.gz").write_bytes(packed(b"<html>no archive"))
    (tmp_path / "saved/b.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    alone = scrapy("reparse", "saved", "-O", "out.jsonl")
    assert alone.code == 2
    assert [line["path"] for line in alone.records("errors.jsonl")] == ["saved/a.warc.gz", "saved/b.html"]
    (tmp_path / "saved/c.html").write_bytes(article(1).body)
    beside = scrapy("reparse", "saved", "-O", "out.jsonl")
    assert (beside.code, len(beside.records("out.jsonl"))) == (0, 1)
    assert len(beside.records("errors.jsonl")) == 2
