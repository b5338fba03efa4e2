"""The pipelines wrap the steps of `newsscrape.records`, and add nothing of their own but the end of a run."""

from pathlib import Path
from typing import Any

import pytest

from newsscrape.dataset.jsonl import JsonLinesWriter, read_lines
from newsscrape.items import Article, Source
from newsscrape.pipelines.steps import DatasetPipeline, Dropped, DuplicatesPipeline, StepPipeline, ValidatePipeline
from newsscrape.spiders.outlet import OutletSpider
from newsscrape.state.outcome import Outcome
from tests.unit.conftest import MakeSpider


def article(key: str = "1") -> Article:
    url = f"https://www.islamtimes.org/en/news/{key}/a"
    return Article(id=f"islamtimes:{key}", outlet="islamtimes", url=url, body="Text.", source=Source(sha256="0" * 64))


def made(pipeline: type[StepPipeline], spider: OutletSpider) -> Any:
    return pipeline.from_crawler(spider.crawler)


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Why the run was asked to end."""
    reasons: list[str] = []
    monkeypatch.setattr(DatasetPipeline, "_end", lambda _, reason: reasons.append(reason))
    return reasons


def refusal(pipeline: StepPipeline, one: Article) -> Dropped:
    with pytest.raises(Dropped) as caught:
        pipeline.process_item(one)
    return caught.value


def test_what_is_not_valid_is_dropped_as_failed(make_spider: MakeSpider) -> None:
    pipeline = made(ValidatePipeline, make_spider())
    good = article()
    assert pipeline.process_item(good) is good
    dropped = refusal(pipeline, article(" "))
    assert (dropped.outcome, dropped.log_level) == (Outcome.FAILED, "ERROR")
    assert dropped.reason.startswith("the record is not valid: id")


def test_what_the_dataset_has_is_dropped_as_unchanged(make_spider: MakeSpider, tmp_path: Path) -> None:
    writer = JsonLinesWriter(tmp_path / "islamtimes" / "articles.jsonl")
    writer.write(article())
    writer.close()
    spider = make_spider()
    pipeline = made(DuplicatesPipeline, spider)
    dropped = refusal(pipeline, article())
    assert (dropped.outcome, dropped.log_level) == (Outcome.UNCHANGED, "DEBUG")
    pipeline.process_item(article("2"))
    spider.storage.write(article("2"), "somewhere else")
    assert refusal(pipeline, article("2")).outcome is Outcome.DUPLICATE


def test_articles_are_written_and_other_items_pass(make_spider: MakeSpider) -> None:
    spider = make_spider()
    pipeline = made(DatasetPipeline, spider)
    pipeline.process_item(article())
    other = {"a": 1}  # of a spider of the user's own
    assert pipeline.process_item(other) is other
    assert [record["id"] for record in read_lines(spider.storage.folder.articles)] == ["islamtimes:1"]


def test_the_limit_ends_the_run_and_what_comes_after_it_is_refused(make_spider: MakeSpider, ended: list[str]) -> None:
    pipeline = made(DatasetPipeline, make_spider(limit="2"))
    pipeline.process_item(article("1"))
    assert ended == []
    pipeline.process_item(article("2"))
    assert ended == ["limit"]
    assert refusal(pipeline, article("3")).outcome is Outcome.OVER_LIMIT


def test_a_disk_that_takes_no_more_ends_the_run(
    make_spider: MakeSpider, ended: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(JsonLinesWriter, "write", full)
    dropped = refusal(made(DatasetPipeline, make_spider()), article())
    assert ended == ["storage"]
    assert dropped.outcome is Outcome.LEFT
    assert "No space left" in dropped.reason
