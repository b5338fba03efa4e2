"""What becomes of each URL, how a run ends, and what the user's arguments and settings do."""

import json
from pathlib import Path

import pytest

from fixtures.serve import Answer, serving
from newsscrape.outlets.registry import outlets
from newsscrape.version import VERSION
from tests.crawl.conftest import Scrapy
from tests.crawl.outlet import ARTICLE, Mirror, article, links


def redirect(to: str) -> Answer:
    return Answer(status=302, headers={"Location": to})


OUTCOMES = {
    "exported": links("/en/news/1/one"),
    "duplicate": links("/en/news/1/one", "/en/doc/news/1/"),
    "off site": links("/en/news/1/one", "https://example.org/"),
    "refused by robots.txt": links("/en/news/1/one", "/private/list"),
    "failed": links("/en/news/1/one", "/en/news/404/gone"),
    "not an article": links("/en/news/1/one", "/en/about"),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_is_counted_once(scrapy: Scrapy, outcome: str) -> None:
    pages = {
        "/robots.txt": Answer(b"User-agent: *\nDisallow: /private\n"),
        "/": OUTCOMES[outcome],
        "/en/news/1/one": article(1),
        "/en/doc/news/1/": article(1),
        "/en/about": links("/en/about"),
    }
    with serving(Mirror(pages)) as mirror:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}")
    table = run.table()
    assert run.code == 0, run.stderr
    assert table.pop("total") == sum(table.values())
    expected = {"exported": 1, "listing": 1} | ({} if outcome == "exported" else {outcome: 1})
    assert {words: count for words, count in table.items() if count} == expected


def test_redirects_end_where_they_lead(scrapy: Scrapy) -> None:
    pages = {
        "/": links("/go/1", "/en/news/2/old", "/en/news/1/one", "/go/away", "/go/round"),
        "/go/1": redirect("/en/news/1/one"),
        "/en/news/1/one": article(1),
        "/en/news/2/old": redirect("/en/news/2/new"),
        "/en/news/2/new": article(2),
        "/go/away": redirect("http://localhost:9/"),
        "/go/round": redirect("/go/round?again"),
        "/go/round?again": redirect("/go/round"),
    }
    with serving(Mirror(pages)) as mirror:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", "-s", "REDIRECT_MAX_TIMES=3")
    table = run.table()
    assert sorted(record["id"] for record in run.records()) == ["islamtimes:1", "islamtimes:2"]
    assert (table["exported"], table["off site"], table["total"]) == (2, 1, 6)
    assert table["duplicate"] + table["failed"] == 2  # the story by its other link, and the circle


def test_pages_that_are_no_article_cost_only_themselves(scrapy: Scrapy) -> None:
    whole = ARTICLE.format(code=4, title="Cut")
    pages = {
        "/": links(*(f"/en/news/{n}/x" for n in range(1, 6)), "/photo.jpg"),
        "/en/news/1/x": article(1),
        "/en/news/2/x": Answer(b"<html><body><h1>A gallery</h1></body></html>"),
        "/en/news/3/x": Answer(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}),
        "/en/news/4/x": Answer(whole[: whole.index("second")].encode()),
        "/en/news/5/x": Answer(b"", headers={"Content-Type": "text/html"}),
    }
    with serving(Mirror(pages)) as mirror:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}")
    table = run.table()
    assert run.code == 0
    assert (table["exported"], table["not an article"], table["failed"]) == (1, 4, 1)
    assert "cut off within the body" in run.stderr


def test_a_second_run_adds_nothing_and_ends_well(scrapy: Scrapy) -> None:
    pages = {"/": links("/en/news/1/one", "/en/news/2/two"), "/en/news/1/one": article(1), "/en/news/2/two": article(2)}
    with serving(Mirror(pages)) as mirror:
        first = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", "-O", "first.jsonl")
        again = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", "-O", "again.jsonl")
    assert (first.code, again.code) == (0, 0)
    assert (first.table()["exported"], again.table()["exported"], again.table()["unchanged"]) == (2, 0, 2)
    assert len(again.records()) == 2
    assert first.records("first.jsonl") == again.records()
    assert again.records("again.jsonl") == []


def test_the_account_is_kept_a_line_a_run(scrapy: Scrapy) -> None:
    pages = {"/": links("/en/news/1/one"), "/en/news/1/one": article(1)}
    with serving(Mirror(pages)) as mirror:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}")
    (line,) = run.records("data/islamtimes/runs.jsonl")
    assert line["finish_reason"] == "finished"
    assert line["seen"] == sum(line["outcomes"].values()) == run.table()["total"]
    assert line["outcomes"] == {words: count for words, count in run.table().items() if words != "total"}


def test_faults_are_counted_and_the_article_kept(scrapy: Scrapy) -> None:
    page = Answer(ARTICLE.replace("Sunday 30", "Monday 30").format(code=1, title="One").encode())
    with serving(Mirror({"/": links("/en/news/1/one"), "/en/news/1/one": page})) as mirror:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}")
    assert run.records()[0]["date_published"] == "2023-04-30T21:33:00+03:30"
    assert run.records("data/islamtimes/runs.jsonl")[0]["faults"] == {
        "date_published: weekday differs from the date": 1
    }


@pytest.fixture
def many() -> Mirror:
    stories = [f"/en/news/{n}/x" for n in range(1, 13)]
    pages = {path: article(n) for n, path in enumerate(stories, start=1)}
    lists = {"/": links("/en/a"), "/en/a": links(*stories[:6], "/en/a/2"), "/en/a/2": links(*stories[6:])}
    return Mirror(pages | lists)


def test_limit_gives_exactly_so_many_records(scrapy: Scrapy, many: Mirror) -> None:
    with serving(many) as mirror:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", "-a", "limit=5")
    table = run.table()
    assert run.code == 0
    assert (len(run.records()), table["exported"]) == (5, 5)
    assert table["over the limit"] > 0
    assert table.pop("total") == sum(table.values())


def test_depth_limit_is_a_setting(scrapy: Scrapy, many: Mirror) -> None:
    with serving(many) as mirror:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", "-s", "DEPTH_LIMIT=2")
    assert (run.table()["exported"], run.table()["over the limit"]) == (6, 6)


def test_since_leaves_older_articles_out(scrapy: Scrapy, many: Mirror) -> None:
    with serving(many) as mirror:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", "-a", "since=2023-05-01")
    assert (run.code, run.records(), run.table()["older than asked for"]) == (0, [], 12)


def test_a_mirror_without_a_page_at_its_root_is_read_from_the_outlets_front(scrapy: Scrapy) -> None:
    pages = {"/en/": links("/en/news/1/one"), "/en/news/1/one": article(1)}
    with serving(Mirror(pages)) as mirror:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}")
    assert (run.code, len(run.records())) == (0, 1)


def test_nothing_where_something_should_be_is_an_error(scrapy: Scrapy) -> None:
    with serving(Mirror({"/": links("/en/about"), "/en/about": links()})) as mirror:
        assert scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}").code == 1
    closed = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}")
    assert (closed.code, closed.table()["failed"]) == (1, 2)


def test_a_pipeline_that_breaks_is_an_error(scrapy: Scrapy, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(
        "class Broken:\n    def process_item(self, item):\n        raise RuntimeError('no')\n", encoding="utf-8"
    )
    pipelines = {"broken.Broken": 150}
    with serving(Mirror({"/": links("/en/news/1/one"), "/en/news/1/one": article(1)})) as mirror:
        run = scrapy(
            "crawl", "islamtimes", "-a", f"origin={mirror.origin}", "-s", f"ITEM_PIPELINES={json.dumps(pipelines)}",
            env={"PYTHONPATH": str(tmp_path)},
        )  # fmt: skip
    assert run.code == 1
    assert "error in a pipeline" in run.stderr


def test_user_agent_and_contact(scrapy: Scrapy) -> None:
    with serving(Mirror({"/": links("/en/news/1/one"), "/en/news/1/one": article(1)})) as mirror:
        origin = ("crawl", "islamtimes", "-a", f"origin={mirror.origin}")
        unset = scrapy(*origin)
        variable = {"NEWSSCRAPE_CONTACT": "a@example.org"}
        by_variable = scrapy(*origin, env=variable)
        by_setting = scrapy(*origin, "-s", "NEWSSCRAPE_CONTACT=https://example.org", env=variable)
        own = scrapy(*origin, "-s", "USER_AGENT=mine/1")
    assert unset.code == 0
    assert "NEWSSCRAPE_CONTACT is not set" in unset.stderr
    assert "NEWSSCRAPE_CONTACT is not set" not in by_variable.stderr + by_setting.stderr + own.stderr
    name = f"newsscrape/{VERSION}"
    assert set(mirror.agents) == {name, f"{name} (+a@example.org)", f"{name} (+https://example.org)", "mine/1"}


def test_the_data_folder_is_a_setting_and_a_variable(scrapy: Scrapy) -> None:
    with serving(Mirror({"/": links("/en/news/1/one"), "/en/news/1/one": article(1)})) as mirror:
        origin = ("crawl", "islamtimes", "-a", f"origin={mirror.origin}")
        scrapy(*origin, env={"NEWSSCRAPE_DATA_DIR": "by-variable"})
        run = scrapy(*origin, "-s", "NEWSSCRAPE_DATA_DIR=by-setting", env={"NEWSSCRAPE_DATA_DIR": "by-variable"})
    assert len(run.records("by-variable/islamtimes/articles.jsonl")) == 1
    assert len(run.records("by-setting/islamtimes/articles.jsonl")) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "no outlet is named 'nowhere'; there are: "),
        (["islamtimes", "-a", "origin=example"], "-a origin=example: not an origin"),
        (["islamtimes", "-a", "limit=0"], "-a limit=0: not a number of records"),
        (["islamtimes", "-a", "since=spring"], "-a since=spring: not a day"),
        (["islamtimes", "-a", "depth=3"], "-a depth=3: no such argument"),
        (["islamtimes", "--fast"], "no such option: --fast"),
        ([], "name one outlet"),
        (["islamtimes", "other"], "name one outlet"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(scrapy: Scrapy, arguments: list[str], said: str) -> None:
    run = scrapy("crawl", *arguments, fast=False)
    assert run.code == 2
    assert said in run.stderr


def test_list_names_the_outlets(scrapy: Scrapy) -> None:
    assert scrapy("list").stdout.split() == list(outlets())
