"""One road: what a crawl kept, re-parsed, gives the records that the crawl gave."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fixtures.serve import SITE, Answer, from_folder, serving
from newsscrape.archive.inputs import find_inputs, read_input
from newsscrape.page import Page
from tests.crawl.conftest import Scrapy
from tests.crawl.outlet import Mirror
from tests.crawl.site import PAGES

# What tells of the file, and what comes from state and other pages.
OF_THE_FILE = {"source", "provenance", "rights", "revision", "previous_sha256", "duplicate_of"}
# A bare file has neither URL nor time; nor, where the page does not name its own address, what is made of these.
OF_THE_FETCH = {"url", "fetched_at"}
OF_THE_URL = {"id", "outlet", "canonical_url"}


def same(records: list[dict[str, Any]], *but: str) -> list[dict[str, Any]]:
    """The records without some fields, in the order of their text."""
    kept = [{name: value for name, value in record.items() if name not in but} for record in records]
    return sorted(kept, key=lambda record: record["body"])


@pytest.mark.parametrize(
    ("site", "arguments", "outlet"),
    [
        (from_folder(SITE), ("islamtimes", "-a", "origin={origin}"), "islamtimes"),
        (Mirror(PAGES), ("site", "-a", "url={origin}/"), "127.0.0.1"),
    ],
    ids=["outlet", "site"],
)
def test_an_archive_and_its_pages_as_files(
    scrapy: Scrapy, tmp_path: Path, site: Callable[[str], Answer], arguments: tuple[str, ...], outlet: str
) -> None:
    with serving(site) as served:
        crawl = scrapy("crawl", *(argument.format(origin=served.origin) for argument in arguments))
    crawled = crawl.records(f"data/{outlet}/articles.jsonl")
    assert len(crawled) > 3

    archive = tmp_path / "data" / outlet / "archive"
    archived = scrapy("reparse", str(archive), "-O", "archived.jsonl").records("archived.jsonl")
    assert same(archived, *OF_THE_FILE) == same(crawled, *OF_THE_FILE)

    (tmp_path / "files").mkdir()
    for source in find_inputs([str(archive)]):
        for page in read_input(source):
            if isinstance(page, Page):
                assert isinstance(page.content, bytes)
                (tmp_path / "files" / f"{page.record:04}.html").write_bytes(page.content)
    bare = scrapy("reparse", "files", "-O", "bare.jsonl").records("bare.jsonl")
    if outlet == "islamtimes":  # whose pages name their address, to which links are relative, and not to the mirror's
        crawled = json.loads(json.dumps(crawled).replace(served.origin, "https://www.islamtimes.org"))
        assert same(bare, *OF_THE_FILE, *OF_THE_FETCH) == same(crawled, *OF_THE_FILE, *OF_THE_FETCH)
    else:
        but = OF_THE_FILE | OF_THE_FETCH | OF_THE_URL
        assert same(bare, *but) == same(crawled, *but)
