"""A redesign that takes a field away is told at the end of the run, in its account, and by the exit code."""

from collections.abc import Iterator

import pytest

from fixtures.serve import Answer, Served, serving
from tests.crawl.conftest import Scrapy
from tests.crawl.outlet import ARTICLE, Mirror, links

FIRST, MORE = 24, 12  # articles before and after the redesign


def page(number: int, template: str) -> Answer:
    day = template.replace("30 April 2023 - 21:33", f"{1 + number % 28} June 2023 - {number % 24:02}:{number % 60:02}")
    day = day.replace("Sunday ", "")
    text = day.format(code=number, title=f"Story of the {number}th ship").replace(
        "The first paragraph", f"Ship {number} came in at dawn with salt and rope. The first paragraph"
    )
    return Answer(text.encode())


@pytest.fixture
def mirror() -> Iterator[tuple[Mirror, Served]]:
    pages = {f"/en/news/{n}/x": page(n, ARTICLE) for n in range(1, FIRST + 1)}
    site = Mirror({"/": links(*pages), **pages})
    with serving(site) as served:
        yield site, served


def test_a_field_that_a_redesign_took_away_is_named(scrapy: Scrapy, mirror: tuple[Mirror, Served]) -> None:
    site, served = mirror
    crawl = ("crawl", "islamtimes", "-a", f"origin={served.origin}", "--strict")
    first = scrapy(*crawl)
    assert (first.code, "alarm" in first.stderr.rpartition("URLs seen")[2]) == (0, False), first.stderr[-3000:]

    redesigned = ARTICLE.replace("Featured Stories", "You may like")
    new = {f"/en/news/{n}/x": page(n, redesigned) for n in range(FIRST + 1, FIRST + MORE + 1)}
    site.pages |= {"/": links(*site.pages, *new), **new}
    second = scrapy(*crawl)
    assert second.table()["exported"] == MORE
    assert second.code == 3, second.stderr[-3000:]
    assert "alarm: field missing: featured_stories: 0 of 12 records have it" in second.stderr
    line = second.records("data/islamtimes/runs.jsonl")[-1]
    assert ("field missing", "featured_stories") in {(alarm["name"], alarm["field"]) for alarm in line["alarms"]}
    assert scrapy(*crawl[:-1]).code == 0
