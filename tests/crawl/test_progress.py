"""What commands tell while they run, and the account that programs read."""

import json
import os
import pty
import re
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import pytest

from fixtures.serve import Answer, serving
from tests.crawl.conftest import FAST, Run, Scrapy
from tests.crawl.outlet import Mirror, article, links

ROOT = Path(__file__).parents[2]
LINES = {"NEWSSCRAPE_PROGRESS_S": "0.05"}
CRAWL_LINE = re.compile(
    r"^islamtimes: \d+ pages, \d+ records, [\d.]+ pages/s, \d+ in the queue, \d+ failed$", re.MULTILINE
)
REPARSE_LINE = re.compile(r"^\d+%: \d+ pages, \d+ records, [\d.]+ pages/s, \d+ failed(?:, [\d:]+ left)?$", re.MULTILINE)
PAGES = {
    "/": links(*(f"/en/news/{n}/x" for n in range(1, 9)), "/en/news/404/gone"),
    **{f"/en/news/{n}/x": article(n) for n in range(1, 9)},
}


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    folder.mkdir()
    for n in range(200, 260):
        (folder / f"{n}.html").write_bytes(article(n).body)
    (folder / "empty.html").touch()
    return folder


def told(run: Run) -> dict[str, Any]:
    """The one line of standard output."""
    (line,) = run.stdout.splitlines()
    account: dict[str, Any] = json.loads(line)
    return account


def test_a_crawl_tells_its_account_in_json(scrapy: Scrapy) -> None:
    with serving(Mirror(PAGES)) as mirror:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", "--json")
    account = told(run)
    (line,) = run.records("data/islamtimes/runs.jsonl")
    del line["profile"]
    assert {name: account[name] for name in line} == line
    assert set(account) - set(line) == {"reasons", "errors", "files", "seconds", "exit_code"}
    assert (account["exit_code"], account["errors"], account["records"]) == (run.code, [], 8) == (0, [], 8)
    assert account["reasons"]["failed"] == {"HTTP 404": 1}
    assert account["files"] == ["data/islamtimes/articles.jsonl"]
    assert 0 < account["seconds"] < 100
    assert "URLs seen" not in run.stderr


def test_a_crawl_that_fails_says_so_in_json_too(scrapy: Scrapy) -> None:
    with serving(Mirror({"/": Answer(b"", status=500)})) as mirror:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", "--json", "--quiet", "-L", "CRITICAL")
    account = told(run)
    assert (run.code, account["exit_code"]) == (1, 1)
    assert account["errors"] == ["no article came: see why URLs failed"]
    assert run.stderr == ""


def test_a_crawl_writes_plain_lines_where_there_is_no_terminal(scrapy: Scrapy) -> None:
    slow = ("-s", "AUTOTHROTTLE_ENABLED=False", "-s", "DOWNLOAD_DELAY=0.1", "-s", "RETRY_TIMES=0")
    with serving(Mirror(PAGES)) as mirror:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", *slow, env=LINES, fast=False)
        quiet = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", "--quiet", "-L", "ERROR", env=LINES)
    assert len(CRAWL_LINE.findall(run.stderr)) > 2
    assert "\r" not in run.stderr
    assert "\x1b" not in run.stderr
    assert (quiet.code, quiet.stderr, quiet.stdout) == (0, "", "")


def test_a_reparse_tells_its_account_in_json(scrapy: Scrapy, saved: Path) -> None:
    run = scrapy("reparse", "saved", "-O", "out.jsonl", "--learn", "--json")
    account = told(run)
    assert 0 < account.pop("seconds") < 100
    assert account == {
        "inputs": 61,
        "pages": 61,
        "outcomes": {"exported": 60, "unchanged": 0, "duplicate": 0, "failed": 1},
        "records": 60,
        "marked": account["marked"],
        "faults": {},
        "passed_over": {},
        "learned": {"sites": 0, "pages": 0, "not_learned": {}, "is_partial": False},  # all are an outlet's
        "files": ["out.jsonl"],
        "faults_file": "errors.jsonl",
        "exit_code": 0,
    }
    assert account["marked"] == sum(1 for record in run.records("out.jsonl") if record.get("duplicate_of"))
    assert (run.code, run.stderr) == (0, "")


def test_a_reparse_that_brings_nothing_says_so_in_json(scrapy: Scrapy, saved: Path) -> None:
    run = scrapy("reparse", "saved/empty.html", "-O", "out.jsonl", "--json", "--quiet")
    assert (run.code, told(run)["exit_code"], told(run)["learned"], run.stderr) == (1, 1, None, "")


def test_a_quiet_reparse_shows_its_account_only_when_it_went_wrong(scrapy: Scrapy, saved: Path) -> None:
    quiet = scrapy("reparse", "saved", "-O", "out.jsonl", "--quiet", env=LINES)
    assert (quiet.code, quiet.stdout, quiet.stderr) == (0, "", "")
    wrong = scrapy("reparse", "saved/empty.html", "-O", "none.jsonl", "--quiet", env=LINES)
    assert (wrong.code, wrong.table()["failed"]) == (1, 1)


def test_a_reparse_writes_plain_lines_where_there_is_no_terminal(scrapy: Scrapy, saved: Path) -> None:
    run = scrapy("reparse", "saved", "-O", "out.jsonl", env={"NEWSSCRAPE_PROGRESS_S": "0.001"})
    assert len(REPARSE_LINE.findall(run.stderr)) > 2
    assert "\r" not in run.stderr
    wrong = scrapy("reparse", "saved", "-O", "out.jsonl", env={"NEWSSCRAPE_PROGRESS_S": "often"})
    assert (wrong.code, wrong.stderr) == (2, "scrapy reparse: NEWSSCRAPE_PROGRESS_S=often: not a number of seconds\n")


def test_a_terminal_has_one_line_that_is_renewed(tmp_path: Path, saved: Path) -> None:
    with serving(Mirror(PAGES)) as mirror:
        crawl = on_terminal(tmp_path, "crawl", "islamtimes", "-a", f"origin={mirror.origin}", "-L", "WARNING", *FAST)
    assert re.search(r"\rislamtimes: \d+ pages, .* in the queue, \d+ failed", crawl)
    assert "NEWSSCRAPE_CONTACT is not set" in crawl  # the log's lines, and of its level only
    assert "DEBUG" not in crawl
    assert "INFO" not in crawl
    reparse = on_terminal(tmp_path, "reparse", "saved", "-O", "out.jsonl")
    assert re.search(r"\r +\d+%\|.*\| \d+ pages, \d+ records, ", reparse)


def on_terminal(folder: Path, *arguments: str) -> str:
    """What `scrapy …` shows on a terminal of its own."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    env = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newsscrape.settings"}
    command = [sys.executable, "-m", "scrapy", *arguments]
    with subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        try:
            while some := os.read(ours, 65536):
                shown += some
        except OSError:  # Linux: the other end was closed
            pass
    os.close(ours)
    assert process.returncode == 0, shown
    return shown.decode()
