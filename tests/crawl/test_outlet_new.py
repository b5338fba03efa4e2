"""`scrapy outlet new` as users run it: on files, on a WARC, on URLs of a server."""

from pathlib import Path

import pytest

from fixtures.serve import Answer, serving
from tests.crawl.conftest import Scrapy
from tests.crawl.outlet import Mirror
from tests.unit.frames.site import HOST, article, section_page


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder of saved pages, one of which is a section's."""
    folder = tmp_path / "saved"
    folder.mkdir()
    for number in range(1, 6):
        link = f'<head><link rel="canonical" href="https://{HOST}/news/story-{number}">'
        (folder / f"{number}.html").write_text(article(number).replace("<head>", link), encoding="utf-8")
    section = section_page().text.replace("<head>", f'<head><link rel="canonical" href="https://{HOST}/news/">')
    (folder / "section.html").write_text(section, encoding="utf-8")
    (folder / "empty.html").write_bytes(b"")
    return folder


def test_files_become_an_outlet_that_reads_their_site(scrapy: Scrapy, saved: Path) -> None:
    run = scrapy("outlet", "new", "gazette", str(saved))
    assert run.code == 0, run.stderr
    assert "drafted from 5 of 7 pages into outlets/gazette.toml" in run.stdout
    assert f"of no use: {saved}/section.html: no article: " in run.stdout
    assert f"of no use: {saved}/empty.html: the page is empty" in run.stdout
    assert "export NEWSSCRAPE_OUTLETS=outlets" in run.stdout
    own = {"NEWSSCRAPE_OUTLETS": "outlets"}
    check = scrapy("outlet", "check", "gazette", env=own)
    assert check.code == 0, check.stdout
    assert "gazette: 5 goldens" in check.stdout
    assert "nobody has reviewed" in check.stdout
    scrapy("reparse", str(saved), "-O", "out.jsonl", env=own)
    records = run.records("out.jsonl")
    assert len(records) == 5
    assert {record["outlet"] for record in records} == {"gazette"}
    assert {record["provenance"]["body"]["method"] for record in records} == {"outlet:css"}
    again = scrapy("outlet", "new", "gazette", str(saved))
    assert again.code == 2
    assert "outlets/gazette.toml: is there already" in again.stderr
    other = scrapy("outlet", "new", "herald", str(saved), "--dir", "others/of/mine", env=own)
    assert other.code == 0, other.stderr
    assert (run.folder / "others/of/mine/herald.toml").exists()


def test_urls_are_fetched_as_their_robots_txt_allows(scrapy: Scrapy) -> None:
    pages = {f"/news/{number}": Answer(article(number).encode()) for number in range(1, 6)}
    pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /news/5\n", headers={"Content-Type": "text/plain"})
    with serving(Mirror(pages)) as served:
        urls = [f"{served.origin}/news/{number}" for number in (1, 2, 3, 4, 5, 99)]
        run = scrapy("outlet", "new", "gazette", *urls, "-s", "AUTOTHROTTLE_START_DELAY=0.01", "-s", "RETRY_TIMES=0")
    assert run.code == 0, run.stderr
    assert "drafted from 4 of 4 pages" in run.stdout
    assert f"not read: {urls[4]}: Forbidden by robots.txt" in run.stdout
    assert f"not read: {urls[5]}: " in run.stdout
    assert "/news/5" not in served.requests
    assert all(agent.startswith("newsscrape/") for agent in served.agents)
    assert not (run.folder / "data").exists()


def test_a_crawls_archive_becomes_an_outlet(scrapy: Scrapy) -> None:
    links = "".join(f'<a href="/news/{number}">Story {number}</a>' for number in range(1, 6))
    pages = {f"/news/{number}": Answer(article(number).encode()) for number in range(1, 6)}
    pages["/"] = Answer(f"<html><body><nav>{links}</nav></body></html>".encode())
    with serving(Mirror(pages)) as served:
        crawl = scrapy("crawl", "site", "-a", f"url={served.origin}/")
    assert crawl.code == 0, crawl.stderr
    run = scrapy("outlet", "new", "gazette", "data")
    assert run.code == 0, run.stderr
    assert "drafted from 5 of 6 pages" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("new",), "name the outlet, and its pages"),
        (("new", "gazette"), "name the outlet, and its pages"),
        (("new", "gazette", "nowhere"), "nowhere"),
        (("new", "gazette", "--force", "x"), "no such option: --force"),
        (("check", "--dir", "x"), "--dir: is for new"),
        (("draw",), "name what to do: new, check"),
    ],
)
def test_wrong_usage_is_told(scrapy: Scrapy, arguments: tuple[str, ...], said: str) -> None:
    run = scrapy("outlet", *arguments)
    assert run.code == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr
