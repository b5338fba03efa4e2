"""Saved pages in S3: a real server on loopback, found by the usual environment variables."""

import gzip
import random
import threading
from collections.abc import Iterator

import pytest

from newsscrape.archive.inputs import Input, PassedOver, Unreadable, find_inputs, read_input
from newsscrape.errors import ConfigurationError
from newsscrape.page import Page
from tests.crawl.conftest import Scrapy
from tests.crawl.outlet import article
from tests.crawl.s3 import BreakingProxy, environment, serve_s3

s3fs = pytest.importorskip("s3fs")

PAGE = b"<html><p>A page.</p></html>"
NOISE = random.Random(1).randbytes(400_000)


def record(body: bytes) -> bytes:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://e.org/\r\nContent-Length: %d\r\n\r\n"
    return head % (len(body) + 44) + b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body + b"\r\n\r\n"


RECORD = record(PAGE)
FILES = {
    "saved/a.html": PAGE,
    "saved/b/dump.txt": b" date 2023-04-30 0\nOne\n date 2023-04-30 1\nTwo\n",
    "saved/b/x.warc.gz": gzip.compress(RECORD) * 3,
    "saved/b/.hidden.html": PAGE,
    "saved/readme.md": b"of another kind",
    "saved/odd.html": b"\x89PNG\r\n\x1a\n" + bytes(99),
    "cut.txt": b"".join(b" date 2023-04-30 %d\n" % n + b"%d words\n" % n * 150_000 for n in range(10)),
    "large.warc.gz": gzip.compress(NOISE) + b"".join(gzip.compress(record(PAGE + NOISE)) for _ in range(30)),
    "real/8.html": article(8).body,
}


@pytest.fixture(scope="module")
def variables() -> Iterator[dict[str, str]]:
    with serve_s3() as variables, environment(variables):
        system = s3fs.S3FileSystem(skip_instance_cache=True)
        system.mkdir("bucket", acl="public-read")
        for name, content in FILES.items():
            system.pipe(f"bucket/{name}", content)
        yield variables


@pytest.fixture(autouse=True)
def at_the_server(variables: dict[str, str]) -> Iterator[None]:
    s3fs.S3FileSystem.clear_instance_cache()
    with environment(variables):
        yield


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("s3://bucket/saved/", ["saved/a.html", "saved/b/dump.txt", "saved/b/x.warc.gz", "saved/odd.html"]),
        ("s3://bucket/saved/b", ["saved/b/dump.txt", "saved/b/x.warc.gz"]),
        ("s3://bucket/saved/b/*.warc.gz", ["saved/b/x.warc.gz"]),
        ("s3://bucket/**/*.html", ["real/8.html", "saved/a.html", "saved/odd.html"]),
        ("s3://bucket/saved/a.html", ["saved/a.html"]),
        ("s3://bucket/saved/b/.hidden.html", ["saved/b/.hidden.html"]),  # named outright
    ],
)
def test_what_urls_stand_for(name: str, found: list[str]) -> None:
    inputs = find_inputs([name])
    assert [(input_.name, input_.size_bytes) for input_ in inputs] == [
        (f"s3://bucket/{key}", len(FILES[key])) for key in found
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("s3://none/x.html", "s3://none/x.html: .*bucket does not exist"),
        ("s3://none/", "s3://none/: .*bucket does not exist"),
        ("s3://bucket/none.html", "s3://bucket/none.html: no such file"),
        ("s3://bucket/none/", "s3://bucket/none/: no such file"),
        ("s3://bucket/none/*.html", r"s3://bucket/none/\*\.html: no such file"),
        ("s3://bucket/saved/readme.md", "s3://bucket/saved/readme.md: of no known kind"),
        ("s3://bucket/saved/odd.html", "s3://bucket/saved/odd.html: it is neither HTML nor text"),
    ],
)
def test_urls_that_stand_for_nothing(name: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        find_inputs([name])


def test_what_files_hold() -> None:
    items = [item for input_ in find_inputs(["s3://bucket/saved"]) for item in read_input(input_)]
    pages = [item for item in items if isinstance(item, Page)]
    member_bytes = len(gzip.compress(RECORD))
    assert [(page.path, page.record, page.offset) for page in pages] == [
        ("s3://bucket/saved/a.html", None, 0),
        ("s3://bucket/saved/b/dump.txt", 0, 0),
        ("s3://bucket/saved/b/dump.txt", 1, 23),
        *(("s3://bucket/saved/b/x.warc.gz", n, n * member_bytes) for n in range(3)),
    ]
    dump = FILES["saved/b/dump.txt"]
    assert [page.content for page in pages] == [PAGE, dump[:23], dump[23:], PAGE, PAGE, PAGE]
    (odd,) = (item for item in items if not isinstance(item, Page))
    assert (odd.path, isinstance(odd, Unreadable)) == ("s3://bucket/saved/odd.html", True)


def test_a_file_is_fetched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[tuple[int, int]] = []
    fetch = s3fs.S3File._fetch_range

    def note(file: object, start: int, end: int) -> bytes:
        fetched.append((start, end))
        return bytes(fetch(file, start, end))

    monkeypatch.setattr(s3fs.S3File, "_fetch_range", note)
    (input_,) = find_inputs(["s3://bucket/large.warc.gz"])
    size_bytes = len(FILES["large.warc.gz"])
    assert sum(end - start for start, end in fetched) < 2_000_000  # to see what it is, the beginning does
    fetched.clear()
    assert [item.record for item in read_input(input_) if isinstance(item, Page)] == list(range(1, 31))
    assert len(fetched) > 1
    assert sum(end - start for start, end in fetched) == size_bytes


def test_a_connection_that_breaks_costs_the_rest_of_one_file(variables: dict[str, str]) -> None:
    with BreakingProxy(variables["AWS_ENDPOINT_URL"]) as proxy, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", proxy.url)
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        items = [item for name in ("cut.txt", "saved/a.html") for item in _read(f"s3://bucket/{name}")]
        s3fs.S3FileSystem.clear_instance_cache()
        proxy.shutdown()
    *dump, broken, page = items
    assert isinstance(broken, Unreadable)
    assert (broken.path, broken.record, broken.is_no_input) == ("s3://bucket/cut.txt", len(dump), False)
    assert broken.reason.startswith("cannot be read: ")
    assert 0 < len(dump) < 10
    assert proxy.cuts
    assert isinstance(page, Page)


def test_a_file_that_is_gone_costs_itself() -> None:
    (gone,) = read_input(Input("s3://bucket/gone.html", "html", 9))
    assert isinstance(gone, Unreadable)
    assert (gone.record, gone.is_no_input) == (None, False)


def test_a_public_bucket_needs_no_credentials(scrapy: Scrapy, variables: dict[str, str]) -> None:
    nobody = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_EC2_METADATA_DISABLED": "true"}
    run = scrapy("reparse", "s3://bucket/real/8.html", "-O", "out.jsonl", env={**variables, **nobody})
    assert run.code == 2
    assert "Unable to locate credentials" in run.stderr
    run = scrapy(
        "reparse", "s3://bucket/real/8.html", "-O", "out.jsonl", env={**variables, **nobody, "FSSPEC_S3_ANON": "1"}
    )
    assert (run.code, len(run.records("out.jsonl"))) == (0, 1)


def test_the_command_reads_them(scrapy: Scrapy, variables: dict[str, str]) -> None:
    run = scrapy("reparse", "s3://bucket/real/", "-O", "out.jsonl", env=variables)
    (record,) = run.records("out.jsonl")
    assert (run.code, record["id"], record["source"]["path"]) == (0, "islamtimes:8", "s3://bucket/real/8.html")
    run = scrapy("reparse", "s3://none/", "-O", "out.jsonl", env=variables)
    assert run.code == 2
    assert run.stderr.splitlines()[-1].endswith("s3://none/: cannot be listed: The specified bucket does not exist")
    assert "Traceback" not in run.stderr


def _read(name: str) -> list[Page | Unreadable | PassedOver]:
    return [item for input_ in find_inputs([name]) for item in read_input(input_)]
