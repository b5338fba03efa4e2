"""The pipelines wrap the steps of `newsscrape.records`, and add nothing of their own but the limit."""

from pathlib import Path
from typing import TypeVar

import pytest
from scrapy.utils.test import get_crawler

from newsscrape.dataset.jsonl import JsonLinesWriter, read_lines
from newsscrape.items import Article, Source
from newsscrape.outlets.islamtimes import outlet
from newsscrape.pipelines.steps import DatasetPipeline, Dropped, DuplicatesPipeline, ValidatePipeline
from newsscrape.spiders.outlet import outlet_spider
from newsscrape.state.outcome import Outcome

T = TypeVar("T", ValidatePipeline, DuplicatesPipeline, DatasetPipeline)


def article(key: str = "1") -> Article:
    return Article(id=f"islamtimes:{key}", outlet="islamtimes", body="Text.", source=Source(sha256="0" * 64))


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return tmp_path / "islamtimes" / "articles.jsonl"


def made(pipeline: type[T], tmp_path: Path) -> T:
    spider = outlet_spider(outlet)
    crawler = get_crawler(spider, {"NEWSSCRAPE_DATA_DIR": str(tmp_path)})
    crawler.spider = spider()
    found = pipeline.from_crawler(crawler)
    assert isinstance(found, pipeline)
    return found


def test_what_is_not_valid_is_dropped_as_failed(tmp_path: Path) -> None:
    pipeline = made(ValidatePipeline, tmp_path)
    good = article()
    assert pipeline.process_item(good) is good
    with pytest.raises(Dropped, match="the record is not valid: id") as caught:
        pipeline.process_item(article(" "))
    assert caught.value.outcome is Outcome.FAILED
    assert caught.value.log_level == "ERROR"


def test_what_the_dataset_has_is_dropped_as_unchanged(tmp_path: Path, dataset: Path) -> None:
    writer = JsonLinesWriter(dataset)
    writer.write(article())
    writer.close()
    pipeline = made(DuplicatesPipeline, tmp_path)
    pipeline.open_spider()
    with pytest.raises(Dropped) as caught:
        pipeline.process_item(article())
    assert (caught.value.outcome, caught.value.log_level) == (Outcome.UNCHANGED, "DEBUG")
    pipeline.process_item(article("2"))
    with pytest.raises(Dropped) as caught:
        pipeline.process_item(article("2"))
    assert caught.value.outcome is Outcome.DUPLICATE


def test_articles_are_written_and_other_items_pass(tmp_path: Path, dataset: Path) -> None:
    pipeline = made(DatasetPipeline, tmp_path)
    pipeline.open_spider()
    pipeline.process_item(article())
    other = {"a": 1}  # of a spider of the user's own
    assert pipeline.process_item(other) is other
    pipeline.close_spider()
    assert [record["id"] for record in read_lines(dataset)] == ["islamtimes:1"]
