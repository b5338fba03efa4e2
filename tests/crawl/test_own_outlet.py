"""An outlet of the user's own, in a folder outside the package: listed, crawled, and known to re-parse's processes."""

from pathlib import Path

import pytest

from fixtures.serve import serving
from newsscrape.outlets.registry import outlets
from tests.crawl.conftest import Scrapy, table_of
from tests.crawl.outlet import Mirror
from tests.crawl.site import BODIES, PAGES

COURIER = """
name = "courier"
title = "Harbour Courier"
domains = ["courier.example"]
language = "en"
timezone = "Europe/London"

[[versions]]
title = "h1"
authors = ".byline a"
date_published = ".byline time"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "outlets"
    made.mkdir()
    (made / "courier.toml").write_text(COURIER, encoding="utf-8")
    return made


def test_it_is_crawled_by_what_its_pages_hold(scrapy: Scrapy, folder: Path) -> None:
    setting = ("-s", "NEWSSCRAPE_OUTLETS=outlets")
    assert scrapy("list", env={"NEWSSCRAPE_OUTLETS": "outlets"}).stdout.split() == sorted(["courier", *outlets()])
    with serving(Mirror(PAGES)) as served:
        run = scrapy("crawl", "courier", "-a", f"origin={served.origin}", *setting)
    assert run.code == 0, run.stderr
    records = run.records("data/courier/articles.jsonl")
    assert {record["body"] for record in records} == {"\n\n".join(paragraphs) for paragraphs in BODIES.values()}
    assert {record["outlet"] for record in records} == {"courier"}
    assert {record["provenance"]["title"]["method"] for record in records} == {"outlet:css"}
    assert run.table() == table_of(
        {
            "exported": 4, "listing": 3, "not an article": 3, "off site": 1, "refused by robots.txt": 1, "failed": 1,
        }
    )  # fmt: skip


@pytest.mark.parametrize("by_setting", [True, False])
def test_processes_that_parse_know_it(scrapy: Scrapy, tmp_path: Path, folder: Path, by_setting: bool) -> None:
    html = (
        "<h1>Of the page</h1><p>By <b class=byline><a>Jonna Brandt</a></b></p>"
        + "<p>A paragraph of some words.</p>" * 9
    )
    for i in range(3):
        address = f'<link rel="canonical" href="https://courier.example/{i}">'
        claim = '<meta property="og:type" content="article"><meta property="og:title" content="Of the head">'
        page = f"<html><head>{address}{claim}</head><body>{html}<p>{i}</p></body></html>"
        (tmp_path / f"{i}.html").write_text(page, encoding="utf-8")
    how = (["-s", "NEWSSCRAPE_OUTLETS=outlets"], None) if by_setting else ([], {"NEWSSCRAPE_OUTLETS": "outlets"})
    run = scrapy("reparse", "0.html", "1.html", "2.html", "-O", "out.jsonl", "--jobs", "2", *how[0], env=how[1])
    assert run.code == 0, run.stderr
    records = run.records("out.jsonl")
    assert [(record["outlet"], record["title"]) for record in records] == [("courier", "Of the page")] * 3
    assert "warning: date_published: outlet's selector matches nothing" in run.stderr


@pytest.mark.parametrize(
    "command", [("list",), ("crawl", "courier"), ("reparse", "x.html", "-O", "out.jsonl"), ("outlet", "check")]
)
def test_what_is_wrong_with_it_is_told_in_a_line(scrapy: Scrapy, folder: Path, command: tuple[str, ...]) -> None:
    run = scrapy(*command, "-s", "NEWSSCRAPE_OUTLETS=nowhere")
    assert run.code == 2
    assert run.stderr.splitlines()[-1].endswith("error: NEWSSCRAPE_OUTLETS: nowhere: no such folder")
    (folder / "courier.toml").write_text(COURIER.replace("h1", "h1["), encoding="utf-8")
    run = scrapy(*command, "-s", "NEWSSCRAPE_OUTLETS=outlets")
    assert run.code == 2
    assert "outlets/courier.toml: versions[1].title: 'h1[': no CSS selector: " in run.stderr.splitlines()[-1]
    assert "Traceback" not in run.stderr


def test_check_runs_from_any_folder(scrapy: Scrapy, folder: Path) -> None:
    run = scrapy("outlet", "check", "courier", "-s", "NEWSSCRAPE_OUTLETS=outlets")
    assert (run.code, run.stdout) == (0, "courier: no goldens; its declaration can be read\n\n")
