"""Pages parsed by several processes: results in order, a limit of time for each page, and a crash that costs one page.

Of the pools at hand, the standard library's ends when a process of it dies and knows no limit of time; Pebble's, whose
processes share one pipe and its locks, ends when one is killed that waits for work (seen with 5.2). Here each process
has a pipe of its own, and the parent no threads.
"""

import ctypes
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Generic, TypeVar

from newsscrape.errors import NewsscrapeError
from newsscrape.page import Page
from newsscrape.reparse.parsing import Parsed

_Other = TypeVar("_Other")  # what is no page, and is only handed on

_SPAWN = get_context("spawn")  # the same everywhere, and nothing of the parent's is copied
_WAITING = 2  # pages per process that are read before one asks for them
_WAITING_BYTES = 64_000_000
_PAGES_A_PROCESS = 50_000  # libxml2 keeps every name of an attribute that it has met, some 85 bytes each
_STOPPED_S = 0.2  # so late, the parent was stopped (Ctrl-Z, a paused container), and the processes with it
_RETURNED_BYTES = 1_000_000  # blocks from that size on are given back to the system when they are free
_AHEAD = 256  # pages per process that may be done before an earlier one that takes long


class WorkerError(NewsscrapeError):
    """A process cannot be started."""


def parse_in_order(
    items: Iterable[Page | _Other], parse: Callable[[Page], Parsed], *, jobs: int, budget_s: float
) -> Generator[Parsed | _Other]:
    """What becomes of each page, in the order of the items; few are read ahead.

    With one job the next page is read when the one before is done, so that it takes one core.

    Args:
        items: pages; what is none is handed on in its place.
        parse: a function that pickle can name; called in the processes.
        jobs: how many processes.
        budget_s: seconds that a page may take. One that takes longer has that as its reason, as has one at which its
            process died; a new process takes its place.

    Raises:
        WorkerError: a process cannot be started.
    """
    yield from work_in_order(items, parse, jobs=jobs, budget_s=budget_s, kind=Page)


def work_in_order(
    items: Iterable[Any], work: Callable[[Any], Any], *, jobs: int, budget_s: float, kind: type = object
) -> Generator[Any]:
    """As `parse_in_order`, of any work on items of any kind that pickle knows.

    Args:
        items: what is worked on; what is not of the kind is handed on in its place.
        work: a function that pickle can name.
        jobs: how many processes.
        budget_s: seconds that an item may take. One that comes to nothing gives a `Parsed` with the reason.
        kind: of the items that are worked on.

    Raises:
        WorkerError: a process cannot be started.
    """
    pool: _Pool[Any] = _Pool(work, jobs, budget_s, kind)
    try:
        for item in items:
            pool.add(item)
            while pool.is_full:
                pool.collect()
            yield from pool.pop_done()
        while pool.is_busy:
            pool.collect()
            yield from pool.pop_done()
    finally:
        pool.close()


@dataclass(slots=True, eq=False)
class _Task(Generic[_Other]):
    """An item on its way: of a page, what a process is sent, and where it lies."""

    message: bytes = b""
    place: tuple[str | None, int | None, int | None] = (None, None, None)
    done: Parsed | _Other | None = None


@dataclass(slots=True, eq=False)
class _Worker(Generic[_Other]):
    """A process, the parent's end of its pipe, and what it is at; not ready until it has said so."""

    process: SpawnProcess
    connection: Connection
    is_ready: bool = False
    task: _Task[_Other] | None = None
    deadline: float = float("inf")
    pages: int = 0


class _Pool(Generic[_Other]):
    """The processes, and the items in order."""

    def __init__(self, parse: Callable[[Any], Any], jobs: int, budget_s: float, kind: type) -> None:
        self._parse = parse
        self._kind = kind
        self._budget_s = budget_s
        self._is_single = jobs == 1
        self._workers = [self._start() for _ in range(jobs)]
        self._pending: deque[_Task[_Other]] = deque()  # all, in order
        self._waiting: deque[_Task[_Other]] = deque()  # of these, what no process has yet
        self._waiting_bytes = 0

    @property
    def is_busy(self) -> bool:
        return bool(self._pending)

    @property
    def is_full(self) -> bool:
        """Whether no more items should be read for now."""
        if self._is_single:
            return bool(self._pending) and self._pending[0].done is None
        jobs = len(self._workers)
        return (
            len(self._waiting) >= _WAITING * jobs
            or self._waiting_bytes >= _WAITING_BYTES
            or len(self._pending) >= _AHEAD * jobs
        ) and self._pending[0].done is None

    def add(self, item: Any) -> None:
        if not isinstance(item, self._kind):
            self._pending.append(_Task(done=item))
            return
        message = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        place = (item.path, item.record, item.offset) if isinstance(item, Page) else (None, None, None)
        task: _Task[_Other] = _Task(message, place)
        self._pending.append(task)
        self._waiting.append(task)
        self._waiting_bytes += len(task.message)
        self.collect(0)

    def pop_done(self) -> Iterator[Parsed | _Other]:
        while self._pending and (done := self._pending[0].done) is not None:
            self._pending.popleft()
            yield done

    def collect(self, timeout_s: float | None = None) -> None:
        """Hands out what waits, and takes the results that there are, or the first one that comes within a time."""
        self._hand_out()
        if timeout_s is None:
            timeout_s = max(0.0, min(worker.deadline for worker in self._workers) - time.monotonic())
        by_connection = {worker.connection: worker for worker in self._workers}
        timeout_s = min(timeout_s, 3600.0)
        asked = time.monotonic()
        ready = wait(list(by_connection), timeout_s)
        is_late = time.monotonic() - asked - timeout_s > _STOPPED_S
        for connection in ready:
            self._receive(by_connection[connection])  # type: ignore[index]  # wait gives what it was given
        now = time.monotonic()
        for worker in self._workers:
            if worker.task is not None and is_late:
                worker.deadline = now + self._budget_s
            elif worker.task is not None and now > worker.deadline:
                self._replace(worker, f"it took more than {self._budget_s:g} s")
        self._hand_out()

    def close(self) -> None:
        for worker in self._workers:
            worker.connection.close()
            if worker.task is not None or not worker.is_ready:
                worker.process.kill()
        for worker in self._workers:
            worker.process.join()

    def _hand_out(self) -> None:
        for worker in self._workers:
            if self._waiting and worker.is_ready and worker.task is None:
                worker.task = self._waiting.popleft()
                self._waiting_bytes -= len(worker.task.message)
                worker.deadline = time.monotonic() + self._budget_s
                try:
                    worker.connection.send_bytes(worker.task.message)
                except OSError:
                    continue  # it is dead, which `_receive` finds
                worker.task.message = b""

    def _receive(self, worker: _Worker[_Other]) -> None:
        try:
            done = worker.connection.recv()
        except (EOFError, OSError):
            worker.process.join()
            if not worker.is_ready:
                raise WorkerError(f"a process ended with {worker.process.exitcode} before it began") from None
            self._replace(worker, f"the process that parsed it died (exit code {worker.process.exitcode})")
            return
        if worker.task is not None:
            worker.task.done = done
            worker.pages += 1
        worker.is_ready, worker.task, worker.deadline = True, None, float("inf")
        if worker.pages == _PAGES_A_PROCESS:
            self._replace(worker)

    def _replace(self, worker: _Worker[_Other], reason: str = "") -> None:
        """Puts a new process in the place of one that is dead, stuck or old, for which `reason` its page is lost."""
        if worker.task is not None:
            worker.task.done = Parsed(*worker.task.place, reason=reason)
        worker.connection.close()
        worker.process.kill()
        worker.process.join()
        self._workers[self._workers.index(worker)] = self._start()

    def _start(self) -> _Worker[_Other]:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_work, args=(theirs, self._parse, self._budget_s), daemon=True)
        with _without_ctrl_c():
            process.start()
        theirs.close()  # so that its end is seen as the end of the pipe
        return _Worker(process, ours)


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Keeps Ctrl-C back until it is left; what is started meanwhile never meets it.

    It is blocked, as what is started inherits. Threads of libraries do not block it, and what comes to one of them is
    raised in the main thread: it is noted, and raised in the end.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which the first process that is started would do, and end the block
    came: list[int] = []
    is_main = threading.current_thread() is threading.main_thread()  # where alone a handler can be set
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number)) if is_main else None
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if handler is not None:
            signal.signal(signal.SIGINT, handler)
    if came and callable(handler):
        handler(signal.SIGINT, None)


def _work(connection: Connection, parse: Callable[[Any], Any], budget_s: float) -> None:
    """What a process does, until the parent closes the pipe or dies.

    When the parent died within a page that never ends, nobody stops this process: so the kernel does (SIGPROF), by the
    time of the processor, which one that waits or is stopped does not take.
    """
    _return_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it is not blocked; the parent meets it, and ends this one
    try:
        connection.send(None)
        while True:
            if hasattr(signal, "setitimer"):
                signal.setitimer(signal.ITIMER_PROF, budget_s + 1)
            connection.send(parse(pickle.loads(connection.recv_bytes())))  # noqa: S301 (the parent's own)
    except (EOFError, OSError):
        return


def _return_memory() -> None:
    """Has glibc give back what large pages took. By itself it keeps the more, the larger the blocks it has seen.

    See mallopt(3), M_TRIM_THRESHOLD (-1) and M_MMAP_THRESHOLD (-3). Other C libraries are left as they are.
    """
    if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
        mallopt(-1, _RETURNED_BYTES)
        mallopt(-3, _RETURNED_BYTES)
