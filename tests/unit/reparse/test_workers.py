"""Several processes: order, limits of time, deaths."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from types import SimpleNamespace
from typing import Any

import pytest

from newsscrape.page import Page
from newsscrape.reparse import workers
from newsscrape.reparse.parsing import Parsed
from newsscrape.reparse.workers import WorkerError, parse_in_order, work_in_order
from tests.unit.reparse.parsers import Unstartable, int_or_gone, obey, whoever


def pages(*said: str) -> list[Page]:
    return [Page(what.encode(), path="a.txt", record=n, offset=n * 10) for n, what in enumerate(said)]


def reasons(said: list[str], jobs: int = 2, budget_s: float = 60) -> list[str | None]:
    results = list(parse_in_order(pages(*said), obey, jobs=jobs, budget_s=budget_s))
    assert [(one.path, one.record, one.offset) for one in results] == [("a.txt", n, n * 10) for n, _ in enumerate(said)]
    return [one.reason for one in results]


@pytest.mark.parametrize("jobs", [1, 3])
def test_results_come_in_order(jobs: int) -> None:
    said = ["late" if n % 7 == 3 else f"{n}" for n in range(40)]
    assert reasons(said, jobs) == said


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_takes_too_long_or_kills_its_process_costs_one_page(jobs: int) -> None:
    said = ["1", "stuck", "2", "killed", "3", "gone", "4"]
    stuck, killed, gone = "it took more than 1 s", "died (exit code -9)", "died (exit code 7)"
    found = reasons(said, jobs, budget_s=1)
    assert [found[n] for n in (0, 2, 4, 6)] == ["1", "2", "3", "4"]
    assert found[1] == stuck
    assert str(found[3]).endswith(killed)
    assert str(found[5]).endswith(gone)


def test_what_is_no_page_is_handed_on_in_its_place() -> None:
    one, two = pages("late", "2")
    assert list(parse_in_order(["a", one, "b", two, "c"], obey, jobs=2, budget_s=60)) == [
        "a",
        Parsed("a.txt", 0, 0, reason="late"),
        "b",
        Parsed("a.txt", 1, 10, reason="2"),
        "c",
    ]


def test_work_of_any_kind_comes_in_order_and_may_come_to_nothing() -> None:
    results = work_in_order(["2", "gone", "3"], int_or_gone, jobs=2, budget_s=60)
    assert list(results) == [2, Parsed(None, None, None, reason="the process that parsed it died (exit code 7)"), 3]


def test_a_process_that_is_killed_costs_no_more_than_the_page_it_is_at() -> None:
    results = parse_in_order(pages(*["1"] * 30), whoever, jobs=2, budget_s=60)
    first = next(results)
    os.kill(int(first.reason or 0), signal.SIGKILL)
    others = [one.reason or "" for one in results]
    assert len(others) == 29
    assert sum("died" in reason for reason in others) <= 1


def test_a_process_is_replaced_when_it_has_parsed_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_PAGES_A_PROCESS", 3)
    results = parse_in_order(pages(*["1"] * 8), whoever, jobs=1, budget_s=60)
    assert list(Counter(one.reason for one in results).values()) == [3, 3, 2]


def test_little_is_read_ahead_and_with_one_job_nothing() -> None:
    asked: list[int] = []

    def items() -> Iterator[Page]:
        for n, page in enumerate(pages(*["late"] * 30)):
            asked.append(n)
            yield page

    results = parse_in_order(items(), obey, jobs=1, budget_s=60)
    next(results)
    assert len(asked) == 1
    results.close()
    asked.clear()
    results = parse_in_order(items(), obey, jobs=2, budget_s=60)
    next(results)
    assert len(asked) <= 2 + 2 * 2 + 1
    results.close()


def test_large_pages_pass() -> None:
    content = os.urandom(3_000_000).hex()
    assert reasons([content] * 6) == [content] * 6


def test_processes_that_cannot_start_are_an_error() -> None:
    with pytest.raises(WorkerError, match="ended with 5 before it began"):
        list(parse_in_order(pages("1"), Unstartable(), jobs=2, budget_s=60))


def test_no_process_outlives_its_use() -> None:
    results = parse_in_order(pages(*["1"] * 8), whoever, jobs=2, budget_s=60)
    one = next(results)
    results.close()
    assert isinstance(one, Parsed)
    with pytest.raises(ProcessLookupError):
        os.kill(int(one.reason or 0), 0)


def test_time_for_which_all_were_stopped_is_not_a_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    skipped_s = 0.0
    monotonic = time.monotonic

    def stopped(connections: list[Connection], timeout_s: float) -> list[Any]:
        nonlocal skipped_s
        ready = wait(connections, min(timeout_s, 0.01))
        if timeout_s > 1 and not ready:  # a page is being parsed
            skipped_s += 60
        return ready

    monkeypatch.setattr(workers, "wait", stopped)
    monkeypatch.setattr(workers, "time", SimpleNamespace(monotonic=lambda: monotonic() + skipped_s))
    assert reasons(["late"] * 3, budget_s=30) == ["late"] * 3


def test_processes_start_without_ctrl_c_and_the_parent_keeps_it() -> None:
    assert reasons(["masked"] * 2) == ["True"] * 2
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_a_page_without_end_does_not_outlive_a_parent_that_is_killed() -> None:
    script = (
        "from newsscrape.page import Page\n"
        "from newsscrape.reparse.workers import parse_in_order\n"
        "from tests.unit.reparse.parsers import obey\n"
        "list(parse_in_order([Page(b'endless', path='a', record=0, offset=0)], obey, jobs=1, budget_s=1))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, start_new_session=True)
    assert parent.stdout is not None
    try:
        assert parent.stdout.readline() == b"endless\n"
        parent.kill()
        assert parent.communicate(timeout=30)[0] == b""  # the pipe's end: the process that parses is gone as well
    finally:
        with suppress(ProcessLookupError):
            os.killpg(parent.pid, signal.SIGKILL)


def test_ctrl_c_that_comes_by_another_thread_waits_until_a_process_is_started() -> None:
    """Libraries have threads of their own, which do not block it."""
    leave = threading.Event()
    thread = threading.Thread(target=leave.wait)
    thread.start()
    steps = []

    def start() -> None:
        with workers._without_ctrl_c():
            signal.pthread_kill(thread.ident or 0, signal.SIGINT)
            time.sleep(0.2)
            steps.append("started")

    try:
        with pytest.raises(KeyboardInterrupt):
            start()
    finally:
        leave.set()
        thread.join()
    assert steps == ["started"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
