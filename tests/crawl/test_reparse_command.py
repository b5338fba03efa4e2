"""`scrapy reparse` as a user types it: what it writes, what it says, how it ends."""

import gzip
import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsscrape.archive.warcwriter import Revisit, WarcWriter
from tests.crawl.conftest import Scrapy
from tests.crawl.outlet import article

ROOT = Path(__file__).parents[2]
SEED = next((ROOT / "seeds").glob("*.txt"))

# What cannot be used, and a phrase of the reason that a person is given.
BAD = {
    "empty.txt": (b"", "the page is empty"),
    "nul.html": (b"\0" * 4096, "neither HTML nor text"),
    "picture.html": (b"\x89PNG\r\n\x1a\n" * 20, "neither HTML nor text"),
    "page.warc.gz": (gzip.compress(b"<html>", mtime=0), "no record begins"),
    "header.txt": (b" date 2023-04-30 0\n", "a record header without a page"),
    "prose.txt": (b"Some prose.\n\nMore of it.\n", "no body"),
    "error.html": (b"<html><body><h1>502 Bad Gateway</h1></body></html>", "no article"),
    "cut.html": (article(7).body.partition(b"second")[0], "cut off within the body"),
    "cut.txt.gz": (gzip.compress(SEED.read_bytes())[:200], "cannot be read"),
    "no.txt.gz": (b"not gzip", "cannot be read"),
    "no.html.zst": (b"not zstd", "cannot be read"),
}


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder of good and bad pages, and files of other kinds."""
    folder = tmp_path / "saved"
    (folder / "deep").mkdir(parents=True)
    shutil.copy(SEED, folder / "seed.txt")
    (folder / "deep" / "eight.html").write_bytes(article(8).body)
    (folder / "readme.md").write_text("of another kind", encoding="utf-8")
    for name, (content, _) in BAD.items():
        (folder / name).write_bytes(content)
    return folder


def test_seeds(scrapy: Scrapy) -> None:
    run = scrapy("reparse", str(ROOT / "seeds"), "-O", "out.jsonl")
    (record,) = run.records("out.jsonl")
    assert (run.code, record["id"], record["source"]["path"]) == (0, "islamtimes:1055216", SEED.as_posix())
    assert not (run.folder / "errors.jsonl").exists()


def test_faults_have_their_lines_and_the_rest_goes_on(scrapy: Scrapy, saved: Path) -> None:
    run = scrapy("reparse", "saved", "-O", "out/all.jsonl")
    assert run.code == 0
    assert {record["id"] for record in run.records("out/all.jsonl")} == {"islamtimes:1055216", "islamtimes:8"}
    errors = {Path(line["path"]).name: line for line in run.records("out/errors.jsonl")}
    assert set(errors) == set(BAD)
    for name, (_, reason) in BAD.items():
        assert reason in errors[name]["reason"]
        assert errors[name]["level"] == "error"
    table = run.table()
    assert (table["exported"], table["failed"]) == (2, len(BAD))
    assert table.pop("total") == sum(table.values())


def test_wrong_encoding_is_a_warning_beside_the_article(scrapy: Scrapy, tmp_path: Path) -> None:
    page = article(1, "Erdoğan – “done”").body.replace(b"<head>", b'<head><meta charset="windows-1256">')
    (tmp_path / "page.html").write_bytes(page)
    run = scrapy("reparse", "page.html", "-O", "out.jsonl")
    assert run.records("out.jsonl")[0]["title"] == "Erdoğan – “done”"
    (line,) = run.records("errors.jsonl")
    assert (line["level"], line["path"]) == ("warning", "page.html")
    assert "wrong encoding declaration" in line["reason"]
    assert "warning: page: wrong encoding declaration" in run.stderr


def test_order_is_kept_whatever_the_number_of_processes(scrapy: Scrapy, tmp_path: Path) -> None:
    for n in range(40):
        (tmp_path / f"{n:02}.html").write_bytes(article(n + 1).body)
    one = scrapy("reparse", "*.html", "-O", "one.jsonl")
    two = scrapy("reparse", "*.html", "-O", "two.jsonl", "--jobs", "3")
    assert (one.code, two.code) == (0, 0)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    assert [record["story_code"] for record in one.records("one.jsonl")] == [str(n + 1) for n in range(40)]


def test_overwrite_begins_anew_and_append_adds_what_is_new(scrapy: Scrapy, saved: Path) -> None:
    scrapy("reparse", "saved", "-O", "out.jsonl")
    anew = scrapy("reparse", str(SEED), "-O", "out.jsonl")
    assert len(anew.records("out.jsonl")) == 1
    assert not (anew.folder / "errors.jsonl").exists()
    more = scrapy("reparse", "saved/seed.txt", "saved/deep", "-o", "out.jsonl")
    assert [record["story_code"] for record in more.records("out.jsonl")] == ["1055216", "8"]
    assert (more.table()["exported"], more.table()["unchanged"]) == (1, 1)
    nothing_new = scrapy("reparse", str(SEED), "-o", "out.jsonl")
    assert (nothing_new.code, nothing_new.table()["unchanged"]) == (0, 1)


def test_a_page_saved_twice_gives_one_record(scrapy: Scrapy, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        shutil.copy(SEED, tmp_path / name)
    run = scrapy("reparse", "a.txt", "b.txt", "-O", "out.jsonl")
    assert len(run.records("out.jsonl")) == 1
    assert run.records("errors.jsonl") == [
        {"path": "b.txt", "record": 0, "offset": 0, "level": "duplicate", "reason": "same id as islamtimes:1055216"}
    ]


def test_nothing_of_some_input_is_an_error(scrapy: Scrapy, tmp_path: Path) -> None:
    (tmp_path / "prose.txt").write_text("Prose.", encoding="utf-8")
    run = scrapy("reparse", "prose.txt", "-O", "out.jsonl")
    assert run.code == 1
    assert run.records("out.jsonl") == []
    assert (tmp_path / "out.jsonl").exists()


def test_the_outlet_can_be_named(scrapy: Scrapy, tmp_path: Path) -> None:
    page = article(1).body.replace(b"</head>", b'<link rel="canonical" href="https://example.org/a"></head>')
    (tmp_path / "page.html").write_bytes(page)
    run = scrapy("reparse", "page.html", "-O", "out.jsonl", "--outlet", "islamtimes")
    assert run.records("out.jsonl")[0]["outlet"] == "islamtimes"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name the saved pages"),
        (["saved"], "name the output file once"),
        (["saved", "-O", "a.jsonl", "-o", "b.jsonl"], "name the output file once"),
        (["saved", "-O", "out.csv"], "out.csv: a dataset ends in one of .jl, .jsonl, .jsonl.gz, .jsonl.zst, .parquet"),
        (["saved", "-o", "out.parquet"], "only .jsonl and .jl can be appended to"),
        (["saved", "-O", "errors.jsonl"], "that name is kept"),
        (["saved", "-o", ""], "a dataset ends in one of"),
        (["", "-O", "out.jsonl"], "an empty name"),
        (["nowhere", "-O", "out.jsonl"], "nowhere: no such file"),
        (["saved/readme.md", "-O", "out.jsonl"], "readme.md: of no known kind"),
        (["saved", "-O", "out.jsonl", "--outlet", "x"], "no outlet is named 'x'"),
        (["saved", "-O", "out.jsonl", "--jobs", "0"], "--jobs 0"),
        (["saved", "-O", "out.jsonl", "--budget", "0"], "--budget 0"),
        (["saved", "-O", "out.jsonl", "--shard-bytes", "0"], "--shard-bytes 0"),
        (["saved/picture.html", "-O", "out.jsonl"], "picture.html: it is neither HTML nor text"),
        (["saved/page.warc.gz", "-O", "out.jsonl"], "page.warc.gz: it is no WARC"),
        (["saved/no.txt.gz", "-O", "out.jsonl"], "no.txt.gz: cannot be read: not compressed as its name says"),
        (["saved", "-O", "out.jsonl", "--fast"], "no such option: --fast"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(scrapy: Scrapy, saved: Path, arguments: list[str], said: str) -> None:
    run = scrapy("reparse", *arguments)
    assert run.code == 2
    (line,) = run.stderr.splitlines()
    assert line.startswith("scrapy reparse: ")
    assert said in line
    assert not (run.folder / "out.jsonl").exists()


def test_newsscrape_runs_from_any_folder(tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "newsscrape.cli", "reparse", str(SEED), "-O", "out.jsonl"]
    done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["story_code"] == "1055216"


def test_an_archive_and_what_it_holds_besides_pages(scrapy: Scrapy, tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path / "archive", "islamtimes", software="newsscrape", largest_bytes=3000)
    fetched_at = datetime(2023, 5, 1, 9, tzinfo=UTC)
    html = [("Content-Type", "text/html")]
    for n in range(1, 8):
        url = f"https://www.islamtimes.com/en/news/{n}/title"
        writer.write_response(url, 200, html, article(n).body, fetched_at)
        writer.write_revisit(url, 304, [], fetched_at, profile=Revisit.NOT_MODIFIED)
    writer.write_response("https://www.islamtimes.com/en/news/8", 404, html, b"<html>", fetched_at)
    writer.flush()
    (still_open,) = (tmp_path / "archive").glob("*.open")
    with still_open.open("ab") as file:
        file.write(gzip.compress(b"WARC/1.1\r\n" * 99)[:30])  # as a crash leaves it
    one = scrapy("reparse", "archive", "-O", "one.jsonl")
    two = scrapy("reparse", "archive", "-O", "two.jsonl", "--jobs", "2")
    assert (one.code, two.code) == (0, 0)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    records = one.records("one.jsonl")
    assert [record["story_code"] for record in records] == ["1", "2", "3", "4", "5", "6", "7"]
    assert records[0]["url"] == "https://www.islamtimes.com/en/news/1/title"
    assert records[0]["fetched_at"] == "2023-05-01T09:00:00Z"
    assert (records[0]["source"]["format"], records[0]["source"]["record"]) == ("warc", 1)
    (line,) = one.records("errors.jsonl")
    assert line["path"].endswith(".warc.gz.open")
    assert "cannot be read: cut off" in line["reason"]
    files = len(list((tmp_path / "archive").iterdir()))
    assert files > 1
    besides = f"7 revisit record, 1 status other than 200, {files} warcinfo record"
    assert f"passed over in archives: {besides}" in one.stderr
    assert (one.table()["exported"], one.table()["failed"], one.table()["total"]) == (7, 1, 8)
