"""The bundled outlet, fixtures/site, which `make crawl` crawls."""

import json
import re
from collections.abc import Iterator

import pytest

from fixtures.serve import SITE, Served, from_folder, serving
from newsscrape.dataset.schema import record_checker
from tests.crawl.conftest import Run, Scrapy, scrapy_in, table_of

# Their numbers: en/news/<number>/<slug>.html and en/doc/news/<number>/index.html.
ARTICLES = {path.parent.name for path in SITE.glob("en/**/news/*/*.html")}
CUT_OFF = "1055133"
NO_CODE = "1055149"
TABLE = table_of(
    {
        "exported": 16,
        "duplicate": 1,
        "listing": 10,
        "not an article": 2,
        "off site": 2,
        "refused by robots.txt": 1,
        "failed": 2,
    }
)


pytestmark = pytest.mark.xdist_group("bundled site")  # one crawl for all tests


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serving(from_folder(SITE)) as served:
        yield served


@pytest.fixture(scope="module")
def scrapy(tmp_path_factory: pytest.TempPathFactory) -> Scrapy:
    return scrapy_in(tmp_path_factory.mktemp("bundled"))


@pytest.fixture(scope="module")
def first(scrapy: Scrapy, site: Served) -> Run:
    return scrapy("crawl", "islamtimes", "-a", f"origin={site.origin}")


@pytest.fixture(scope="module")
def asked(first: Run, site: Served) -> list[str]:
    """What the first crawl asked for."""
    return list(site.requests)


def test_every_article_once_and_valid(first: Run, site: Served) -> None:
    assert first.code == 0, first.stderr
    records = first.records()
    numbers = [re.search(r"news/(\d+)", record["url"])[1] for record in records]  # type: ignore[index]
    assert sorted(numbers) == sorted(ARTICLES - {CUT_OFF})
    assert {record["story_code"] for record in records} == ARTICLES - {CUT_OFF, NO_CODE} | {None}
    for record in records:
        assert record_checker()(record) is None
        assert record["body"].count("\n\n") >= 2 or record["story_code"] == NO_CODE
        assert len(record["featured_stories"]) == (13 if record["story_code"] == "1055216" else 5)
        assert record["fetched_at"]
        assert record["url"].startswith(site.origin)
        assert record["canonical_url"].startswith("https://www.islamtimes.org/en/")


def test_the_table_accounts_for_every_url(first: Run) -> None:
    table = first.table()
    assert table == TABLE
    assert table.pop("total") == sum(table.values())


def test_what_is_refused_is_not_asked_for(asked: list[str]) -> None:
    assert asked
    assert not {path for path in asked if path.startswith(("/en/search", "/media"))}
    assert len(set(asked)) == len(asked)  # nothing twice


def test_the_seeds_article_is_that_of_the_golden_page(first: Run) -> None:
    golden = json.loads((SITE.parent / "islamtimes" / "seed-html" / "expected.json").read_text(encoding="utf-8"))
    (record,) = [record for record in first.records() if record["story_code"] == "1055216"]
    differ = {field for field, value in golden.items() if record[field] != value}
    assert differ == {"url", "fetched_at"}


def test_a_second_run_adds_no_record(first: Run, asked: list[str], scrapy: Scrapy, site: Served) -> None:
    before = first.records()
    again = scrapy("crawl", "islamtimes", "-a", f"origin={site.origin}")
    assert again.code == 0
    assert again.records() == before
    assert again.table() == {**TABLE, "exported": 0, "unchanged": 17, "duplicate": 0}
