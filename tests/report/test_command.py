"""`scrapy report` as users run it."""

import gzip
import json
import re
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from tests.report.conftest import open_tab, scrapy
from tests.report.demo import ARABIC, HOSTILE_TITLES, NORTH, RUN_RECORDS, RUNS, write_demo
from tests.unit.frames.site import HOST
from tests.unit.frames.site import article as site_page

pytest.importorskip("vl_convert", reason="vl-convert-python is not installed")
ALL = 3 + len(HOSTILE_TITLES) + RUNS * RUN_RECORDS


def packed_of(page: Path) -> dict[str, Any]:
    """What a page carries, by the ids of its elements."""
    found = re.findall(r'<script type="text/plain" id="([\w-]+)">([A-Za-z0-9+/=]*)</script>', page.read_text("utf-8"))
    return {name: gzip.decompress(b64decode(content)).decode() for name, content in found}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("command")
    write_demo(made)
    return made


def test_limits_hold_and_are_said(folder: Path) -> None:
    done = scrapy(folder, "report", "data", "-o", "out/small.html", "--archive", "--pages", "4", "--records", "5")
    assert done.returncode == 0, done.stderr
    page = folder / "out" / "small.html"
    packed = packed_of(page)
    index = json.loads(packed["index"])
    records = [record for name in sorted(packed) if name.startswith("chunk") for record in json.loads(packed[name])]
    assert len(records) == len(index["title"])
    assert [record["title"] or "" for record in records] == index["title"]
    assert 5 <= len(records) < ALL
    assert len([name for name in packed if name.startswith("page-")]) == 4
    assert f"The last {len(records)} of {ALL} records" in page.read_text("utf-8")
    assert "4 saved pages are in this file" in page.read_text("utf-8")
    assert f"{ALL} records read, {len(records)} of them in the page, 10 runs" in done.stderr
    assert [path.name for path in page.parent.iterdir()] == ["small.html"]


def test_one_file_of_another_kind_and_its_broken_lines(folder: Path) -> None:
    lines = (folder / "data" / ARABIC / "articles.jsonl").read_bytes()
    with gzip.open(folder / "one.jsonl.gz", "wb") as out:
        out.write(lines + b'broken\n{"id": ["no record"]}\n' + lines.splitlines()[0][:50])
    done = scrapy(folder, "report", "one.jsonl.gz", "-o", "one.html")
    assert done.returncode == 0, done.stderr
    assert "2 broken records passed over" in done.stderr
    assert len(json.loads(packed_of(folder / "one.html")["index"])["title"]) == 3


def test_an_archive_elsewhere(folder: Path) -> None:
    (folder / "moved.jsonl").write_bytes((folder / "data" / NORTH / "articles.jsonl").read_bytes())
    done = scrapy(folder, "report", "moved.jsonl", "-o", "moved.html", "--archive", f"data/{NORTH}/archive")
    assert done.returncode == 0, done.stderr
    assert "50 saved pages beside their records" in done.stderr
    assert "0 runs" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(("data",), 2, "name the output: -o report.html", id="no-output"),
        pytest.param(("data", "-o", "report.txt"), 2, "report.txt: a report is written to", id="no-html"),
        pytest.param(("-o", "r.html"), 2, "name the datasets", id="no-dataset"),
        pytest.param(("-o", "r.html", "--archive", "data"), 2, "before --archive", id="archive-takes-the-dataset"),
        pytest.param(("nowhere", "-o", "r.html"), 2, "nowhere: no such file or folder", id="no-such-dataset"),
        pytest.param(("data", "-o", "r.html", "--records", "-1"), 2, "-1: a number of records", id="negative"),
        pytest.param(("moved.jsonl", "-o", "r.html", "--archive"), 2, "archive: no such folder", id="no-archive"),
        pytest.param(("empty.jsonl", "-o", "r.html"), 1, "0 records read", id="no-record"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(folder: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    (folder / "empty.jsonl").touch()
    (folder / "moved.jsonl").touch()
    done = scrapy(folder, "report", *arguments)
    assert said in done.stderr
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_a_drafted_outlet_is_shown_beside_its_pages(tmp_path: Path, browser: Any) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    for number in range(1, 6):
        link = f'<head><link rel="canonical" href="https://{HOST}/news/story-{number}">'
        (saved / f"{number}.html").write_text(site_page(number).replace("<head>", link), encoding="utf-8")
    drafted = scrapy(tmp_path, "outlet", "new", "gazette", "saved")
    assert drafted.returncode == 0, drafted.stderr
    golden = min((tmp_path / "outlets" / "gazette").iterdir())
    expected = json.loads((golden / "expected.json").read_text("utf-8"))
    (golden / "expected.json").write_text(json.dumps({**expected, "title": "What it should be"}), encoding="utf-8")
    done = scrapy(tmp_path, "report", "outlets/gazette", "-o", "gazette.html")
    assert done.returncode == 0, done.stderr
    assert "5 records read" in done.stderr
    assert "5 saved pages" in done.stderr
    tab = open_tab(browser, tmp_path / "gazette.html")
    tab.open_record(0)
    rows = {row.query_selector("th").inner_text(): row for row in tab.page.query_selector_all(".fields > tbody > tr")}
    assert "What it should be" in rows["title"].inner_text()
    assert rows["golden"].inner_text().split()[1] == golden.name
    assert rows["body"].query_selector("button").text_content() == "outlet:css"
    frame = tab.page.wait_for_selector("#record iframe").content_frame()
    frame.wait_for_selector("[data-mark=body]")
    assert frame.query_selector_all("[data-mark=title]")
    assert tab.requests == tab.complaints == []
    tab.page.context.close()
