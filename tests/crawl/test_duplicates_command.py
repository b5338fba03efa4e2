"""`scrapy duplicates` as a user types it: what it writes, what it says, how it ends; a crawl uses the store."""

import random
from pathlib import Path

import pytest

from fixtures.serve import Answer, serving
from tests.crawl.conftest import Scrapy
from tests.crawl.outlet import ARTICLE, Mirror, links
from tests.unit.dataset.records import put, record

_LETTERS = random.Random(3)
TEXT, OTHER = (" ".join("".join(_LETTERS.choices("abcdefghij", k=7)) for _ in range(80)) for _ in range(2))


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """Datasets of each kind; three articles are copies, one is in two datasets, and one record is broken."""
    first = record(1, body=TEXT, date_published="2023-05-01")
    second = record(2, body=TEXT, date_published="2023-05-02", duplicate_of="x:9")
    put(tmp_path / "a.jsonl.gz", second, b"{oops\n", record(4, body=OTHER, date_published="2023-05-03"))
    put(tmp_path / "b.parquet", second, first)
    put(tmp_path / "data" / "c" / "articles.jsonl", record(3, body=f"{TEXT} Two more", date_published=None))
    put(tmp_path / "s-00000.jsonl.zst", record(5, body=OTHER[:400], date_published="2023-05-02"))
    put(tmp_path / "s-00001.jsonl.zst", record(6, body="Alone. " * 30))
    return tmp_path


def test_the_tables_add_up_and_faults_are_named(scrapy: Scrapy, three: Path) -> None:
    run = scrapy("duplicates", "a.jsonl.gz", "b.parquet", "data", "s.jsonl.zst", "-O", "deep/clusters.jsonl")
    assert run.code == 0, run.stderr
    assert run.records("deep/clusters.jsonl") == [
        {"id": "x:2", "duplicate_of": "x:1", "similarity": 1.0, "method": "text"},
        {"id": "x:4", "duplicate_of": "x:5", "similarity": 1.0, "method": "containment"},
        {"id": "x:3", "duplicate_of": "x:1", "similarity": 0.974, "method": "jaccard"},
    ]
    assert run.stderr == (
        "8 records read from 5 files\n\n"
        "  articles                      6\n"
        "  revisions and repeats         1\n"
        "  unreadable                    1\n"
        "  total                         8\n\n"
        "3 duplicates\n\n"
        "  same canonical URL            0\n"
        "  same text                     1\n"
        "  near (jaccard)                1\n"
        "  in part (containment)         1\n"
        "  total                         3\n\n"
        "2 clusters\n\n"
        "  of 2 articles                 1\n"
        "  of 3–5 articles               1\n"
        "  of 6–10 articles              0\n"
        "  of 11+ articles               0\n"
        "  total                         2\n\n"
        "largest cluster: x:1 and its copies, 3 articles\n"
        "duplicates: deep/clusters.jsonl\n"
        "faults:     deep/errors.jsonl\n"
    )
    (line,) = run.records("deep/errors.jsonl")
    assert (line["path"], line["record"], line["level"]) == ("a.jsonl.gz", 1, "error")
    assert sorted(path.name for path in (three / "deep").iterdir()) == ["clusters.jsonl", "errors.jsonl"]
    turned = scrapy("duplicates", "s.jsonl.zst", "data/c", "b.parquet", "a.jsonl.gz", "-O", "clusters.jsonl")
    assert turned.code == 0, turned.stderr
    assert (three / "clusters.jsonl").read_bytes() == (three / "deep" / "clusters.jsonl").read_bytes()


def test_wrong_usage_ends_with_2_and_a_line_says_why(scrapy: Scrapy, three: Path) -> None:
    run = scrapy("duplicates", "b.parquet", "-O", "clusters.csv")
    assert (run.code, run.stderr.count("\n")) == (2, 1)
    assert run.stderr.startswith("scrapy duplicates: clusters.csv: duplicates are written as JSON Lines")


def test_without_a_record_it_ends_with_1(scrapy: Scrapy, tmp_path: Path) -> None:
    put(tmp_path / "bad.jsonl", b"{}\n")
    run = scrapy("duplicates", "bad.jsonl", "-O", "clusters.jsonl")
    assert (run.code, run.table()["unreadable"]) == (1, 1), run.stderr
    assert (tmp_path / "clusters.jsonl").read_bytes() == b""


def test_a_crawl_finds_copies_by_the_store(scrapy: Scrapy, tmp_path: Path) -> None:
    def page(code: int) -> Answer:
        shown = ARTICLE.format(code=code, title=f"Story number {code}")
        return Answer(shown.replace(f"The first paragraph of {code}.", f"{TEXT}.").encode())

    pages = {"/en/news/1/one": page(1), "/en/news/2/two": page(2), "/": links("/en/news/1/one")}
    with serving(Mirror(pages)) as mirror:
        crawl = ("crawl", "islamtimes", "-a", f"origin={mirror.origin}")
        settings = {"NEWSSCRAPE_DUPLICATES_POLICY": "off", "NEWSSCRAPE_DATA_DIR": "a"}
        assert scrapy(*crawl, env=settings).code == 0
        made = scrapy("duplicates", "a", "--store", "store")
        assert (made.code, made.stderr) == (0, "store: store, made anew from 1 files\n")
        pages["/"] = links("/en/news/2/two")
        run = scrapy(*crawl, env={"NEWSSCRAPE_DUPLICATES": "store", "NEWSSCRAPE_DATA_DIR": "b"})
    assert run.code == 0, run.stderr
    (first,), (second,) = run.records("a/islamtimes/articles.jsonl"), run.records("b/islamtimes/articles.jsonl")
    assert (first["duplicate_of"], second["duplicate_of"]) == (None, first["id"])
