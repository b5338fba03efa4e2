"""`scrapy merge` as a user types it: what it writes, what it says, how it ends, and that a crawl goes on with it."""

from pathlib import Path

import pytest

from fixtures.serve import serving
from newsscrape.dataset.reading import read_records
from tests.crawl.conftest import Scrapy
from tests.crawl.outlet import Mirror, article, links
from tests.unit.dataset.records import put, record


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Two datasets, which share an article; one record is broken."""
    put(tmp_path / "a.jsonl.gz", record(1), record(2), b"{oops\n")
    put(tmp_path / "b.parquet", record(2), record(3))
    return tmp_path


def test_the_table_adds_up_and_faults_are_named(scrapy: Scrapy, two: Path) -> None:
    run = scrapy("merge", "a.jsonl.gz", "b.parquet", "-O", "deep/out.jsonl")
    assert run.code == 0, run.stderr
    assert run.table() == {"exported": 3, "unchanged": 1, "duplicate": 0, "failed": 1, "total": 5}
    assert run.stderr.startswith("5 records read from 2 files\n")
    assert run.stderr.endswith("records: deep/out.jsonl\nfaults:  deep/errors.jsonl\n")
    assert run.records("deep/out.jsonl") == [record(1), record(2), record(3)]
    (line,) = run.records("deep/errors.jsonl")
    assert (line["path"], line["record"], line["level"]) == ("a.jsonl.gz", 2, "error")
    assert sorted(path.name for path in (two / "deep").iterdir()) == ["errors.jsonl", "out.jsonl"]


def test_shards_are_written_and_read_by_their_common_name(scrapy: Scrapy, two: Path) -> None:
    run = scrapy("merge", "a.jsonl.gz", "b.parquet", "-O", "out.jsonl.zst", "--shard-bytes", "1")
    assert (run.code, run.stderr.count("records: out.jsonl.zst (3 files)")) == (0, 1), run.stderr
    again = scrapy("merge", "out.jsonl.zst", "-O", "again.jsonl")
    assert again.records("again.jsonl") == [record(1), record(2), record(3)]
    assert not (two / "errors.jsonl").exists()  # that of the first merge is gone


def test_a_crawl_goes_on_with_merged_data_folders(scrapy: Scrapy, tmp_path: Path) -> None:
    pages = {"/": links("/en/news/1/one", "/en/news/2/two")}
    pages |= {f"/en/news/{n}/{name}": article(n) for n, name in ((1, "one"), (2, "two"), (3, "three"))}
    with serving(Mirror(pages)) as mirror:
        origin = ("-a", f"origin={mirror.origin}")
        assert scrapy("crawl", "islamtimes", *origin, env={"NEWSSCRAPE_DATA_DIR": "a"}).code == 0
        pages["/"] = links("/en/news/2/two", "/en/news/3/three")
        assert scrapy("crawl", "islamtimes", *origin, env={"NEWSSCRAPE_DATA_DIR": "b"}).code == 0
        merged = scrapy("merge", "a", "b/islamtimes", "-O", "both")
        assert merged.code == 0, merged.stderr
        assert merged.table() == {"exported": 3, "unchanged": 1, "duplicate": 0, "failed": 0, "total": 4}
        pages["/"] = links("/en/news/1/one", "/en/news/2/two", "/en/news/3/three")
        run = scrapy("crawl", "islamtimes", *origin, env={"NEWSSCRAPE_DATA_DIR": "both"})
    assert (run.code, run.table()["unchanged"], run.table()["exported"]) == (0, 3, 0), run.stderr
    assert sorted(r["story_code"] for r in read_records(tmp_path / "both")) == ["1", "2", "3"]


def test_wrong_usage_ends_with_2_and_says_why(scrapy: Scrapy, two: Path) -> None:
    before = {path: path.read_bytes() for path in two.iterdir()}
    run = scrapy("merge", "a.jsonl.gz", "b.parquet", "-O", "b.parquet")
    assert run.code == 2
    assert "b.parquet: would be written over b.parquet, which is read" in run.stderr
    assert {path: path.read_bytes() for path in two.iterdir()} == before


def test_without_a_record_it_ends_with_1(scrapy: Scrapy, two: Path) -> None:
    put(two / "bad.jsonl", b"{}\n")
    run = scrapy("merge", "bad.jsonl", "-O", "out.parquet")
    assert (run.code, run.table()["failed"]) == (1, 1), run.stderr
    assert list(read_records(two / "out.parquet")) == []
