"""A crawl that is killed, runs out of disk, or meets a second one: nothing is lost, torn or doubled."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from newsscrape.dataset.schema import record_checker
from newsscrape.duplicates.copies import Copies, Copy, Method
from newsscrape.duplicates.index import CopyIndex
from newsscrape.duplicates.texts import DatasetTexts
from tests.crawl.bulk import Server, serving
from tests.crawl.bulk_pages import Outlet
from tests.crawl.conftest import FAST, Scrapy
from tests.crawl.killed import MOMENTS

pytestmark = pytest.mark.bulk

ARTICLES = 300
KILLS = 30
SEED = 20260704
_LONGEST_S = 300
# What a run says of an article that does not depend on when, and in which order, the run came by it.
_CONTENT = (
    "title",
    "body",
    "story_code",
    "canonical_url",
    "date_published",
    "language",
    "featured_stories",
    "revision",
)
_POINTS = ("before", "middle", "after")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(Outlet(articles=ARTICLES)) as server:
        yield server


@pytest.fixture(scope="module")
def whole(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What an uninterrupted crawl gives: content by id."""
    folder = tmp_path_factory.mktemp("whole")
    with crawling(server, folder) as process:
        assert process.wait(_LONGEST_S) == 0, (folder / "log").read_text(encoding="utf-8")[-5000:]
    contents = contents_of(folder)
    assert len(contents) == ARTICLES
    return contents


@contextmanager
def crawling(
    server: Server, folder: Path, *arguments: str, killed: tuple[str, str, int] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A crawl under way in a folder, which dies at a named moment if one is given; what it says goes to `log`."""
    folder.mkdir(exist_ok=True)
    start: list[str] = ["-m", "scrapy"]
    if killed:
        start = ["-P", str(Path(__file__).with_name("killed.py")), killed[0], killed[1], str(killed[2])]
    command = [*start, "crawl", "islamtimes", "-a", f"origin={server.origin}", *FAST, *arguments]
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newsscrape.settings"}
    with (
        (folder / "log").open("ab") as log,
        subprocess.Popen([sys.executable, *command], cwd=folder, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def records_of(folder: Path) -> list[dict[str, Any]]:
    """The dataset, every line of it; a line that is no JSON raises."""
    text = (folder / "data" / "islamtimes" / "articles.jsonl").read_bytes()
    assert text.endswith(b"\n") or not text
    return [json.loads(line) for line in text.splitlines()]


def contents_of(folder: Path) -> dict[str, Any]:
    """Content by id of a dataset whose records are valid, each id there once."""
    records = records_of(folder)
    for record in records:
        assert record_checker()(record) is None
    contents = {record["id"]: {name: record[name] for name in _CONTENT} for record in records}
    assert len(contents) == len(records), Counter(record["id"] for record in records).most_common(5)
    return contents


def assert_copies_are_found(folder: Path) -> None:
    """Each article of a dataset is found by one of another outlet that has its text."""
    files = folder / "data" / "islamtimes"
    with closing(Copies(CopyIndex(files / "duplicates"), DatasetTexts(), folder / "another.jsonl")) as copies:
        for record in records_of(folder):
            copy = copies.find({**record, "id": f"another:{record['id']}", "canonical_url": None})
            assert copy == Copy(record["duplicate_of"] or record["id"], 1.0, Method.TEXT)


def written_urls(folder: Path) -> set[str]:
    """The URLs of the records that a dataset holds whole, which may end in a line that was torn."""
    path = folder / "data" / "islamtimes" / "articles.jsonl"
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    return {json.loads(line)["url"] for line in lines if line.endswith(b"\n")}


@dataclass
class Kills:
    """The kills of the test: what hit, and what the restarts asked for that was there already."""

    hit: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    written: int = 0
    asked_again: int = 0

    @property
    def count(self) -> int:
        return self.hit.total()


def plan(words: random.Random) -> list[tuple[str, str, int] | None]:
    """Thirty kills in random order: each named moment at each of its points, the others at random times."""
    points = {
        "fetch": ("before", "after"),
        "dataset sync": ("after",),
        "WARC flush": ("middle", "after"),
        "duplicates add": ("before", "after"),
        "duplicates commit": ("before", "after"),
    }
    named: list[tuple[str, str, int] | None] = []
    for moment in MOMENTS:
        # Syncs, flushes and commits come about once a second, the others once an article.
        rare = moment in ("dataset sync", "WARC flush", "state commit")
        named += [(moment, point, words.randint(1, 3 if rare else 60)) for point in points.get(moment, _POINTS)]
    timed: list[tuple[str, str, int] | None] = [None] * (KILLS - len(named))
    return words.sample(named + timed, KILLS)


def wait_for_request(server: Server, process: subprocess.Popen[bytes]) -> None:
    """Waits until a crawl has asked for something, or has ended."""
    while process.poll() is None and not server.take_log():
        time.sleep(0.02)


def test_thirty_kills_lose_and_double_nothing(
    server: Server, whole: dict[str, Any], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    words, kills, history = random.Random(SEED), Kills(), 0
    waiting = plan(words)
    while waiting or history == 0:
        folder = tmp_path / str(history)
        known: set[str] = set()
        while not run_once(server, folder, words, waiting, kills, known):
            known = written_urls(folder)
        assert contents_of(folder) == whole
        assert_copies_are_found(folder)
        history += 1
        assert kills.missed.total() <= KILLS, f"moments that are never reached: {kills.missed}"
    moments = ", ".join(f"{count} {moment}" for moment, count in sorted(kills.hit.items()))
    record_property("figure", f"{kills.count} kills -9 in {history} crawls: {moments}")
    assert kills.count >= KILLS
    assert {name.rpartition(", ")[0] for name in kills.hit} >= set(MOMENTS)
    assert kills.hit["at a random time"] > 0
    # What stood in the dataset at a kill was as a rule not asked for again.
    assert kills.written > ARTICLES
    assert kills.asked_again <= kills.written / 10
    nothing_new = records_of(folder)
    with crawling(server, folder) as process:
        assert process.wait(_LONGEST_S) == 0
    assert records_of(folder) == nothing_new


def run_once(
    server: Server,
    folder: Path,
    words: random.Random,
    waiting: list[tuple[str, str, int] | None],
    kills: Kills,
    known: set[str],
) -> bool:
    """A crawl, killed as planned if it comes to that; whether it ended by itself.

    A kill whose moment the crawl did not reach waits for the next one.
    """
    planned = waiting.pop(0) if waiting else None
    is_timed = planned is None and kills.count < KILLS
    server.take_log()
    with crawling(server, folder, killed=planned) as process:
        if is_timed:
            wait_for_request(server, process)
            time.sleep(words.uniform(0, 1.5))
            process.kill()
        code = process.wait(_LONGEST_S)
    name = f"{planned[0]}, {planned[1]}" if planned else "at a random time"
    if code == -signal.SIGKILL:
        kills.hit[name] += 1
    else:
        assert code == 0, (folder / "log").read_text(encoding="utf-8")[-5000:]
        if planned or is_timed:
            kills.missed[name] += 1
            waiting.insert(0, (*planned[:2], 1 + planned[2] // 2) if planned else None)
    kills.written += len(known)
    bodies = {server.origin + asked.path for asked in server.asked_articles() if asked.status == 200}
    kills.asked_again += len(bodies & known)
    return code == 0


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """A file system in memory of so many bytes, at a folder."""
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("a file system in memory can only be mounted by root")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no file system in memory can be mounted: {done.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("size", ["300k", "700k", "1500k", "2200k"])
def test_a_full_disk_ends_the_run_and_spoils_nothing(
    scrapy: Scrapy, server: Server, whole: dict[str, Any], tmp_path: Path, size: str
) -> None:
    disk = tmp_path / "data"
    command = ("crawl", "islamtimes", "-a", f"origin={server.origin}")
    with small_disk(disk, size):
        full = scrapy(*command)
        assert full.code == 1, full.stderr[-5000:]
        assert "No space left on device" in full.stderr or "disk is full" in full.stderr
        assert "data/islamtimes" in full.stderr
        assert "Traceback" not in full.stderr
        before = written_urls(tmp_path)
        assert len(before) < ARTICLES
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        anew = scrapy(*command)
        assert anew.code == 0, anew.stderr[-5000:]
        assert contents_of(tmp_path) == whole
        assert before <= written_urls(tmp_path)


def test_a_second_crawl_is_refused_and_the_first_unharmed(
    scrapy: Scrapy, server: Server, whole: dict[str, Any], tmp_path: Path
) -> None:
    server.take_log()
    with crawling(server, tmp_path, "-s", "DOWNLOAD_DELAY=0.02", "-s", "RANDOMIZE_DOWNLOAD_DELAY=False") as first:
        wait_for_request(server, first)
        second = scrapy("crawl", "islamtimes", "-a", f"origin={server.origin}")
        assert first.poll() is None, "the first crawl ended before the second had begun"
        assert second.code == 1, second.stderr[-5000:]
        assert "data/islamtimes" in second.stderr
        assert "Traceback" not in second.stderr
        assert first.wait(_LONGEST_S) == 0
    assert contents_of(tmp_path) == whole


def test_two_crawls_started_at_once_give_one_crawl(server: Server, whole: dict[str, Any], tmp_path: Path) -> None:
    with crawling(server, tmp_path) as one, crawling(server, tmp_path) as other:
        codes = sorted((one.wait(_LONGEST_S), other.wait(_LONGEST_S)))
    # They may as well have come one after the other, on a busy machine.
    assert codes in ([0, 1], [0, 0])
    assert contents_of(tmp_path) == whole


@pytest.mark.parametrize("point", _POINTS)
def test_the_driver_kills_where_it_says(server: Server, tmp_path: Path, point: str) -> None:
    with crawling(server, tmp_path, killed=("dataset write", point, 3)) as process:
        assert process.wait(_LONGEST_S) == -signal.SIGKILL
    dataset = (tmp_path / "data" / "islamtimes" / "articles.jsonl").read_bytes()
    assert dataset.count(b"\n") == (3 if point == "after" else 2)
    assert dataset.endswith(b"\n") == (point != "middle")
