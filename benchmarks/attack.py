"""python -m benchmarks.attack PAGES [--pages 20000] [--jobs 2] [--seed 1]

Re-parses an archive that is under attack: nine of ten pages are mutated (`benchmarks.mutations`), each at an address of
its own on a host of its own; every tenth stands as it was published. It is held against a re-parse of the latter alone:

- each page has its record, or its line in errors.jsonl with a reason, and none is a mistake of ours (`internal error`);
- no page takes more than its budget, no process more than 1 GiB;
- the pages that were left alone give the same records as without the attack.

Each run is `scrapy reparse` as a user has it, in a process of its own, with its defaults. Then the first pages are
timed one by one, in such a pool of processes. Exit code 1 when any of it does not hold.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.cases import read_cases
from benchmarks.memory import children, resident_bytes
from benchmarks.mutations import mutated
from newsscrape.archive.inputs import find_inputs, read_input
from newsscrape.archive.warcwriter import WarcWriter
from newsscrape.page import Page
from newsscrape.reparse.parsing import parse_saved
from newsscrape.reparse.run import BUDGET_S
from newsscrape.reparse.workers import work_in_order

_ROOT = Path(__file__).parents[1]
_SOUND_EVERY = 10
_SAMPLE_EVERY_S = 0.2
_MOST_BYTES = 1 << 30  # of a process
_FETCHED_AT = datetime(2026, 11, 1, tzinfo=UTC)
# What of a record depends on the pages around it: where it lies, and what it is a copy of.
_OF_THE_RUN = ("duplicate_of", "similarity")
_VALUES = re.compile(r"'[^']*'|\"[^\"]*\"|\S+:[0-9a-f]{8,}|\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class Sound:
    """A page as it was published, and where."""

    url: str
    content: bytes


@dataclass(slots=True)
class Run:
    """One run of `scrapy reparse`.

    Attributes:
        records: by their pages' addresses and bytes: a page may stand there twice, once edited.
        errors: the lines of errors.jsonl that tell why there is no record: `error` and `duplicate`.
        warnings: how many other lines it has.
        seconds: of the whole command.
        peaks: the most memory that each process had, in bytes, the parent first.
        complaint: the end of what it wrote to its standard error.
    """

    records: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    warnings: int = 0
    seconds: float = 0.0
    peaks: dict[int, int] = field(default_factory=dict)
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class Timed:
    """What a page took: its address, the seconds, whether a record came of it."""

    url: str
    seconds: float
    is_record: bool


def calm_pages(pages: Sequence[Sound], count: int) -> list[Sound]:
    """The pages that are left alone among so many, each once: fewer than a tenth where there are not so many."""
    return list(pages[: -(-count // _SOUND_EVERY)])


def attacked_pages(pages: Sequence[Sound], count: int, seed: int) -> Iterator[Sound]:
    """So many pages: every tenth is left alone while there are such, the others are mutated, again and again.

    Args:
        pages: of which they are made.
        count: how many.
        seed: of chance.
    """
    calm = calm_pages(pages, count)
    for number in range(count):
        turn, rest = divmod(number, _SOUND_EVERY)
        if rest == 0 and turn < len(calm):
            yield calm[turn]
        else:
            victim, other = pages[number * 7 % len(pages)], pages[number * 11 % len(pages)]
            names, content = mutated(victim.content, other.content, number, seed)
            yield Sound(f"https://attack-{number}.example/{names}", content)


def write_archive(folder: Path, name: str, pages: Iterable[Sound]) -> Path:
    """A WARC file of the pages, each a record of its own."""
    writer = WarcWriter(folder, name, software="newsscrape benchmarks", largest_bytes=1 << 50)
    for page in pages:
        writer.write_response(page.url, 200, [("Content-Type", "text/html")], page.content, _FETCHED_AT)
    writer.close()
    (path,) = folder.glob(f"{name}-*.warc.gz")
    return path


def reparse(archive: Path, jobs: int) -> Run:
    """One run of the command over an archive."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SCRAPY", "NEWSSCRAPE"))}
    environment |= {"SCRAPY_SETTINGS_MODULE": "newsscrape.settings", "PYTHONPATH": str(_ROOT), "NEWSSCRAPE_QUIET": "1"}
    run = Run()
    with TemporaryDirectory(dir=archive.parent) as name:
        folder = Path(name)
        command = [sys.executable, "-m", "scrapy", "reparse", str(archive), "-O", "out.jsonl", "--jobs", str(jobs)]
        started = time.monotonic()
        with (folder / "stderr").open("wb") as said:
            process = subprocess.Popen(command, cwd=folder, env=environment, stderr=said)  # noqa: S603
            while process.poll() is None:
                for pid in (process.pid, *children(process.pid)):
                    if sizes := resident_bytes(pid):
                        run.peaks[pid] = sizes[1]
                time.sleep(_SAMPLE_EVERY_S)
        run.seconds = time.monotonic() - started
        run.complaint = (folder / "stderr").read_text(encoding="utf-8", errors="replace")[-2000:]
        run.records = {page_of(record): record for record in _lines(folder / "out.jsonl")}
        for line in _lines(folder / "errors.jsonl"):
            if line["level"] == "warning":
                run.warnings += 1
            else:
                run.errors.append(line)
    return run


def page_of(record: Mapping[str, Any]) -> tuple[str, str]:
    """The address of a record's page, and the hash of its bytes."""
    return record["url"], record["source"]["sha256"]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with path.open("rb") as lines:
            yield from map(json.loads, lines)


def failures(attack: Run, calm: Run, pages: int) -> list[str]:
    """What does not hold of a run under attack, each in a line; none when all does.

    Args:
        attack: the run.
        calm: the run over the sound pages alone.
        pages: how many the archive of the first has.
    """
    said = []
    accounted = len(attack.records) + len(attack.errors)
    if accounted != pages:
        said.append(f"{pages} pages, but {accounted} records and errors: {attack.complaint}")
    for line in attack.errors:
        if not line["reason"] or line["reason"].startswith(("internal error", "the process that parsed it died")):
            said.append(f"record {line['record']}: {line['reason'] or 'no reason'}")
        elif line["reason"].startswith("it took more than"):
            said.append(f"record {line['record']}: {line['reason']}")
    for pid, peak in attack.peaks.items():
        if peak > _MOST_BYTES:
            said.append(f"process {pid} had {peak / 1e6:.0f} MB")
    for page, record in calm.records.items():
        if page not in attack.records:
            said.append(f"{page[0]}: no record under attack")
        elif differing := _differing(record, attack.records[page]):
            said.append(f"{page[0]}: differs under attack in {', '.join(differing)}")
    return said


def _differing(calm: dict[str, Any], attack: dict[str, Any]) -> list[str]:
    """The fields in which two records of a page differ, but for what depends on the pages around it."""
    return [name for name in calm if name not in _OF_THE_RUN and _of_page(name, calm) != _of_page(name, attack)]


def _of_page(name: str, record: dict[str, Any]) -> object:
    match name:
        case "source":
            return record[name]["sha256"]
        case "provenance":
            return {key: value for key, value in record[name].items() if key not in _OF_THE_RUN}
        case _:
            return record[name]


def by_reason(run: Run) -> Counter[str]:
    """How many pages have no record, by level and reason, without the values that a reason names."""
    return Counter(f"{line['level']}: {_VALUES.sub('…', line['reason'])[:100]}" for line in run.errors)


def timed(page: Page) -> Timed:
    """What a page takes; called in the processes."""
    started = time.perf_counter()
    parsed = parse_saved(page)
    return Timed(page.url or "", time.perf_counter() - started, parsed.article is not None)


def time_pages(archive: Path, jobs: int, count: int) -> list[Timed]:
    """What each of the first pages of an archive takes, the slowest first; those beyond the budget are left out."""
    (source,) = find_inputs([str(archive)])
    pages = islice((item for item in read_input(source) if isinstance(item, Page)), count)
    results = work_in_order(pages, timed, jobs=jobs, budget_s=BUDGET_S, kind=Page)
    return sorted((one for one in results if isinstance(one, Timed)), key=lambda one: one.seconds, reverse=True)


def main(arguments: list[str] | None = None) -> int:
    """Attacks, and prints what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attack", description="A re-parse under attack")
    parser.add_argument("folder", type=Path, help="a folder with cases.jsonl")
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timed", type=int, default=2000, help="pages that are timed one by one")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    cases = read_cases(options.folder)
    pages = [Sound(case.url or f"https://{case.host or 'example.org'}/{case.id}", case.content()) for case in cases]
    with TemporaryDirectory() as name:
        archive = write_archive(Path(name), "attacked", attacked_pages(pages, options.pages, options.seed))
        calm_archive = write_archive(Path(name), "calm", calm_pages(pages, options.pages))
        attack, calm = reparse(archive, options.jobs), reparse(calm_archive, options.jobs)
        slowest = time_pages(archive, options.jobs, options.timed)
    wrong = failures(attack, calm, options.pages)
    print("\n".join([*_account(attack, calm, slowest), *wrong, f"{len(wrong)} failures"]))
    return 1 if wrong else 0


def _account(attack: Run, calm: Run, slowest: Sequence[Timed]) -> Iterator[str]:
    """The account of both runs, for people."""
    pages = len(attack.records) + len(attack.errors)
    yield f"under attack: {pages} pages in {attack.seconds:.0f} s, {attack.warnings} warnings"
    yield f"{len(attack.records):>8} records, {len(calm.records)} of pages left alone"
    for reason, count in by_reason(attack).most_common():
        yield f"{count:>8} {reason}"
    peaks = [f"{peak / 1e6:.0f} MB" for peak in attack.peaks.values()]
    yield f"peak memory: parent {peaks[0]}, processes that parse {', '.join(peaks[1:])}"
    yield f"slowest of {len(slowest)} pages:"
    for one in slowest[:5]:
        yield f"{one.seconds:>8.2f} s {one.url}, {'a record' if one.is_record else 'no record'}"


if __name__ == "__main__":
    sys.exit(main())
