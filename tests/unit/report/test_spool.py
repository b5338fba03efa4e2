import gzip
from base64 import b64decode
from io import BytesIO

import orjson

from newsscrape.report.spool import CHUNK_RECORDS, RecordSpool
from tests.unit.report.records import record


def unpacked(chunks: list[str]) -> list[list[int]]:
    values = [orjson.loads(gzip.decompress(b64decode(chunk))) for chunk in chunks]
    return [[int(one["id"].partition(":")[2]) for one in value] for value in values]


def test_records_come_back_in_chunks() -> None:
    spool = RecordSpool(BytesIO(), 1000)
    count = 2 * CHUNK_RECORDS + 3
    assert sum(spool.add(record(number)) for number in range(count)) + spool.flush() == 0
    assert spool.flush() == 0
    chunks = unpacked(list(spool.chunks()))
    assert [chunk[0] for chunk in chunks] == list(spool.starts) == [0, CHUNK_RECORDS, 2 * CHUNK_RECORDS]
    assert [one for chunk in chunks for one in chunk] == list(range(count))


def test_the_oldest_are_let_go() -> None:
    spool = RecordSpool(BytesIO(), 100)
    gone = sum(spool.add(record(number)) for number in range(300)) + spool.flush()
    kept = [one for chunk in unpacked(list(spool.chunks())) for one in chunk]
    assert kept == list(range(gone, 300))
    assert 100 <= len(kept) < 100 + CHUNK_RECORDS
    assert [(place, one["title"]) for place, one in spool.records([0, 1, 70])] == [
        (0, f"Title {gone}"),
        (1, f"Title {gone + 1}"),
        (70, f"Title {gone + 70}"),
    ]


def test_long_records_make_small_chunks() -> None:
    spool = RecordSpool(BytesIO(), 100)
    for number in range(4):
        spool.add(record(number, body="x" * 600_000))
    assert unpacked(list(spool.chunks())) == [[0, 1], [2, 3]]
