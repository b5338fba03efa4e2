"""Several processes, each with a data folder of its own, share one crawl: each page once, whoever dies."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from newsscrape.politeness.hosts import host_key
from newsscrape.state.outcome import Outcome
from tests.crawl.bulk import Server, serving
from tests.crawl.bulk_pages import Outlet
from tests.crawl.conftest import Scrapy
from tests.crawl.hostile import answer, busy, hostile, page, story
from tests.crawl.test_kill import crawling, records_of
from tests.redis_server import RedisServer, running_redis

pytestmark = pytest.mark.bulk

ARTICLES = 150
SEED = 20261125
_LEASE_S = 10  # where nobody dies
_SHORT_LEASE_S = 1
_LONGEST_S = 60
# What a process may have in hand, or written and not told yet, when it dies: the 20 of _MOST_RECORDS in
# newsscrape/storage.py, the requests under way, and answers that wait to be parsed.
_UNTOLD = 30


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with running_redis() as redis:
        yield redis


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Outlet(articles=ARTICLES)) as server:
        yield server


class Machines:
    """Data folders, each with its process at the moment."""

    def __init__(self, server: Any, redis: RedisServer, folder: Path, names: str, stack: ExitStack) -> None:
        self.server, self.redis, self.stack = server, redis, stack
        self.places = 4  # requests under way at a time, all processes together
        self.lease_s = _LEASE_S
        self.folders = [folder / name for name in names]

    def start(self, n: int, *arguments: str, killed: tuple[str, str, int] | None = None) -> subprocess.Popen[bytes]:
        settings = [f"NEWSSCRAPE_REDIS_URL={self.redis.url}", f"NEWSSCRAPE_LEASE_S={self.lease_s}"]
        settings += [f"CONCURRENT_REQUESTS_PER_DOMAIN={self.places}"]
        options = [word for setting in settings for word in ("-s", setting)]
        return self.stack.enter_context(crawling(self.server, self.folders[n], *options, *arguments, killed=killed))

    def start_all(self, *arguments: str, killed: tuple[str, str, int] | None = None) -> list[subprocess.Popen[bytes]]:
        """All of them; none asks for anything before all are there, however busy this machine is."""
        keys = "newsscrape:{islamtimes}:"
        host = host_key(self.server.origin)
        with self.redis.client() as client:
            client.hset(f"{keys}free_at", host, (client.time()[0] + _LONGEST_S) * 1000)
            processes = [self.start(n, *arguments, killed=None if n else killed) for n in range(len(self.folders))]
            end_s = time.monotonic() + _LONGEST_S
            while client.zcard(f"{keys}{client.get(f'{keys}run')}:processes") < len(processes):
                assert time.monotonic() < end_s, self.log()
                time.sleep(0.02)
            client.hdel(f"{keys}free_at", host)
        return processes

    def run(self, *arguments: str) -> None:
        """All of them, to their ends, which are good ones."""
        assert [process.wait(_LONGEST_S) for process in self.start_all(*arguments)] == [0] * len(self.folders), (
            self.log()
        )

    def records(self) -> list[list[dict[str, Any]]]:
        """Their datasets; a last line that a kill left torn counts for nothing."""
        paths = [folder / "data/islamtimes/articles.jsonl" for folder in self.folders]
        lines = [path.read_bytes().splitlines(keepends=True) if path.exists() else [] for path in paths]
        return [[json.loads(line) for line in whole if line.endswith(b"\n")] for whole in lines]

    def merged(self, out: Path) -> list[dict[str, Any]]:
        """What `scrapy merge` makes of their datasets, in a new data folder."""
        command = [sys.executable, "-m", "scrapy", "merge", *(str(folder / "data") for folder in self.folders)]
        environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newsscrape.settings"}
        done = subprocess.run([*command, "-O", str(out)], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in (out / "islamtimes/articles.jsonl").read_bytes().splitlines()]

    def last_runs(self) -> list[dict[str, Any]]:
        lines = [(folder / "data/islamtimes/runs.jsonl").read_text().splitlines()[-1] for folder in self.folders]
        return [json.loads(line) for line in lines]

    def log(self) -> str:
        return "\n".join((folder / "log").read_text(encoding="utf-8")[-3000:] for folder in self.folders)


@pytest.fixture
def machines(redis: RedisServer, tmp_path: Path) -> Iterator[Callable[..., Machines]]:
    with ExitStack() as stack:
        yield lambda server, names="ab": Machines(server, redis, tmp_path, names, stack)


def ids_of(records: list[dict[str, Any]]) -> set[str]:
    return {record["id"] for record in records}


def asked_of(server: Server) -> Counter[int | None]:
    return Counter(server.outlet.number(asked.path) for asked in server.asked_articles())


def wait_for_articles(server: Server, count: int) -> Counter[int | None]:
    """The articles that were asked for, once they are so many."""
    asked: Counter[int | None] = Counter()
    end_s = time.monotonic() + _LONGEST_S
    while asked.total() < count:
        assert time.monotonic() < end_s, asked
        time.sleep(0.02)
        asked += asked_of(server)
    return asked


def test_two_processes_share_a_crawl_and_the_next_one(
    server: Server, machines: Callable[..., Machines], tmp_path: Path
) -> None:
    two = machines(server)
    two.run()
    assert asked_of(server) == dict.fromkeys(range(1, ARTICLES + 1), 1)
    one, other = two.records()
    assert len(one) + len(other) == len(ids_of(one) | ids_of(other)) == ARTICLES
    assert min(len(one), len(other)) >= ARTICLES // 5
    for run in two.last_runs():
        assert sum(run["outcomes"].values()) == run["seen"]
        assert run["outcomes"][Outcome.ELSEWHERE] > 0
        assert run["outcomes"][Outcome.FAILED] == 0

    # Nothing is fetched in full again, and what changed is a revision where its first record is.
    edited = 7
    server.show(replace(server.outlet, edited={edited: 1}, articles=ARTICLES + 1))
    two.run()
    log = server.asked_articles()
    assert Counter(server.outlet.number(asked.path) for asked in log) == dict.fromkeys(range(1, ARTICLES + 2), 1)
    assert {server.outlet.number(asked.path) for asked in log if asked.status == 200} == {edited, ARTICLES + 1}
    again = [records[len(before) :] for records, before in zip(two.records(), (one, other), strict=True)]
    code = f"islamtimes:{1_000_000 + edited}"
    revised = [record["revision"] for records in again for record in records if record["id"] == code]
    assert revised == [2]
    assert len(again[0]) + len(again[1]) == 2
    assert (code in ids_of(one)) == (code in ids_of(again[0]))

    # The datasets make one without doubles, with which a crawl goes on, of one process here.
    merged = two.merged(tmp_path / "c" / "data")
    assert len(ids_of(merged)) == ARTICLES + 1
    assert [record["revision"] for record in merged if record["id"] == code] == [1, 2]
    assert len(merged) == ARTICLES + 2
    with crawling(server, tmp_path / "c") as process:
        assert process.wait(_LONGEST_S) == 0
    assert records_of(tmp_path / "c") == merged


@pytest.mark.parametrize("killed", [("fetch", "after", 25), ("state commit", "middle", 3), None], ids=str)
def test_the_survivor_fetches_what_a_killed_process_had(
    server: Server, machines: Callable[..., Machines], killed: tuple[str, str, int] | None, tmp_path: Path
) -> None:
    two = machines(server)
    two.lease_s = _SHORT_LEASE_S
    doomed, survivor = two.start_all(killed=killed)
    asked: Counter[int | None] = Counter()
    if killed is None:
        asked = wait_for_articles(server, random.Random(SEED).randrange(30, 80))
        doomed.kill()
    assert doomed.wait(_LONGEST_S) == -signal.SIGKILL, two.log()
    assert survivor.wait(_LONGEST_S) == 0, two.log()
    asked += asked_of(server)
    whole = {f"islamtimes:{1_000_000 + number}" for number in range(1, ARTICLES + 1)}
    assert asked.keys() == set(range(1, ARTICLES + 1))
    assert asked.total() <= ARTICLES + _UNTOLD
    one, other = two.records()
    assert ids_of(one) | ids_of(other) == whole
    assert len(one) == len(ids_of(one))
    assert len(other) == len(ids_of(other))
    assert len(one) + len(other) <= ARTICLES + _UNTOLD
    merged = two.merged(tmp_path / "out")
    assert ids_of(merged) == whole
    assert len(merged) == ARTICLES


def test_a_crawl_whose_processes_were_all_killed_goes_on(server: Server, machines: Callable[..., Machines]) -> None:
    two = machines(server)
    two.lease_s = _SHORT_LEASE_S
    doomed = two.start_all()
    asked = wait_for_articles(server, 60)
    for process in doomed:
        process.kill()
        process.wait()
    asked += asked_of(server)
    two.run()
    asked += asked_of(server)
    assert asked.keys() == set(range(1, ARTICLES + 1))
    assert asked.total() <= ARTICLES + 2 * _UNTOLD
    one, other = two.records()
    assert len(ids_of(one) | ids_of(other)) == ARTICLES
    assert len(one) == len(ids_of(one))
    assert len(other) == len(ids_of(other))


def test_what_a_machine_has_that_comes_no_more_is_fetched_by_the_others(machines: Callable[..., Machines]) -> None:
    with serving(Outlet(articles=20)) as server:
        two = machines(server)
        two.lease_s = _SHORT_LEASE_S
        two.run()
        first, gone = two.records()
        server.take_log()
        assert two.start(0).wait(_LONGEST_S) == 0, two.log()
        assert asked_of(server).keys() == set(range(1, 21))
        now, _ = two.records()
    assert ids_of(now[len(first) :]) == ids_of(gone) - ids_of(first)


def test_a_crawl_delay_and_a_retry_after_hold_for_all_processes(machines: Callable[..., Machines]) -> None:
    stories = {f"/en/news/{code}/x": answer(story(code)) for code in range(1, 6)}
    stories["/en/news/2/x"] = busy(503, answer(story(2)), retry_after_s=1)
    pages = {"/robots.txt": answer(b"User-agent: *\nCrawl-delay: 0.3\n"), "/": page(*stories), **stories}
    with hostile(pages) as served:
        machines(served).run("-s", "RETRY_TIMES=2")
    assert Counter(served.paths()) == {**dict.fromkeys(["/", *stories], 1), "/en/news/2/x": 2}
    assert len([asked for asked in served.asked if asked.path == "/robots.txt"]) == 2
    assert min(later.at_s - earlier.at_s for earlier, later in pairwise(served.asked)) >= 0.3
    (held,) = served.held
    assert not [asked for asked in served.asked if held.from_s < asked.at_s < held.until_s]


def test_a_download_delay_holds_for_all_processes_together(machines: Callable[..., Machines]) -> None:
    stories = {f"/en/news/{code}/x": answer(story(code)) for code in range(1, 6)}
    with hostile({"/": page(*stories), **stories}) as served:
        machines(served).run("-s", "DOWNLOAD_DELAY=0.3")
    assert Counter(served.paths()) == dict.fromkeys(["/", *stories], 1)
    # Each by itself would need half of that time. A request may take a while from its beginning to the server.
    assert served.asked[-1].at_s - served.asked[0].at_s >= 0.75 * 0.3 * (len(served.asked) - 1)


def test_without_redis_for_long_the_run_is_interrupted(
    server: Server, redis: RedisServer, machines: Callable[..., Machines]
) -> None:
    two = machines(server)
    two.lease_s = _SHORT_LEASE_S
    processes = two.start_all()
    wait_for_articles(server, 50)
    redis.stop()
    assert [process.wait(_LONGEST_S) for process in processes] == [1, 1]
    logs = [(folder / "log").read_text(encoding="utf-8") for folder in two.folders]
    for log in logs:
        assert re.search(rf"error: redis://127.0.0.1:{redis.port}/0: Redis did not answer for 1 s", log), log[-3000:]
        assert "error: the run was interrupted (redis); the next one goes on with" in log
        assert "Traceback" not in log


def test_a_redis_that_restarts_empty_ends_the_run_and_nothing_is_lost(
    server: Server, redis: RedisServer, machines: Callable[..., Machines]
) -> None:
    two = machines(server)
    two.lease_s = _SHORT_LEASE_S
    processes = two.start_all()
    wait_for_articles(server, 50)
    redis.stop()
    redis.start()
    assert [process.wait(_LONGEST_S) for process in processes] == [1, 1], two.log()
    assert "Redis has lost the crawl that was under way" in two.log()
    two.run()
    assert len(set().union(*map(ids_of, two.records()))) == ARTICLES
    for records in two.records():
        assert len(records) == len(ids_of(records))


def test_a_process_that_waits_for_a_host_ends_when_the_run_is_over(
    server: Server, redis: RedisServer, machines: Callable[..., Machines]
) -> None:
    machine = machines(server, "a")
    keys = "newsscrape:{islamtimes}:"
    with redis.client() as client:
        client.hset(f"{keys}free_at", host_key(server.origin), (client.time()[0] + 2 * _LONGEST_S) * 1000)
        process = machine.start(0)
        end_s = time.monotonic() + _LONGEST_S
        while not client.exists(f"{keys}next:{host_key(server.origin)}"):
            assert time.monotonic() < end_s, machine.log()
            time.sleep(0.02)
        client.incr(f"{keys}run")  # as others do, should it have stood still for longer than a lease
    assert process.wait(_LONGEST_S) == 0, machine.log()
    (run,) = machine.last_runs()
    assert run["outcomes"][Outcome.ELSEWHERE] == run["seen"] > 0


def test_a_redis_that_is_not_there_is_named_without_its_password(scrapy: Scrapy) -> None:
    url = "redis://user:secret@127.0.0.1:9/3"
    run = scrapy("crawl", "islamtimes", "-a", "origin=http://127.0.0.1:9", env={"NEWSSCRAPE_REDIS_URL": url})
    assert run.code == 1
    assert "redis://127.0.0.1:9/3: Redis cannot be used: " in run.stderr
    assert "secret" not in run.stderr + run.stdout
    assert "Traceback" not in run.stderr


def test_a_url_that_is_none_of_redis_is_wrong_usage(scrapy: Scrapy) -> None:
    settings = {"NEWSSCRAPE_REDIS_URL": "http://user:secret@example.org/"}
    run = scrapy("crawl", "islamtimes", "-a", "origin=http://127.0.0.1:9", env=settings)
    assert run.code == 2
    assert "NEWSSCRAPE_REDIS_URL=http://example.org/: " in run.stderr
    assert "secret" not in run.stderr + run.stdout


def test_a_crawl_of_its_own_does_not_load_redis() -> None:
    code = "import sys, newsscrape.spiders.site, newsscrape.extensions.sharing; sys.exit('redis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
