"""python -m benchmarks.reparse PAGES [--records 2000] [--repeats 3] [--peer-records 2000]

Re-parses an archive (a WARC file, a gzip member a record) that holds the pages of a folder again and again, each copy
at a URL and a canonical link of its own, so that each is a record. By turns:

- the extraction alone: each page that the reader gives, timed from its bytes to its article, and nothing else;
- `scrapy reparse` with one process and with two, from the start of the command to its end, everything on: reading,
  extraction, duplicates, records and checkpoints on the disk;
- warcio and trafilatura over the first of the same records, in one process, to JSON Lines.

Each run is a process of its own; medians of the runs count. Memory is the resident set of the parent and of each
process that parses, sampled twice a second; it should not grow after the first 5,000 records, which only
--records 100000 makes telling.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.cases import Case, read_cases
from benchmarks.memory import children, resident_bytes
from newsscrape.archive.inputs import find_inputs, read_input
from newsscrape.archive.warcwriter import WarcWriter
from newsscrape.page import Page
from newsscrape.reparse.parsing import parse_saved

_SAMPLE_EVERY_S = 0.5
_SETTLED = 5000  # records after which memory should stay as it is
_ROOT = Path(__file__).parents[1]


@dataclass(slots=True)
class Run:
    """One run of `scrapy reparse`.

    Attributes:
        seconds: of the whole command.
        records: lines that it wrote.
        memory: samples by process, the parent first: bytes that the output had then, resident bytes.
        output_bytes: of the output at the end.
    """

    seconds: float = 0.0
    records: int = 0
    memory: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    output_bytes: int = 0


def write_archive(folder: Path, cases: Sequence[Case], records: int) -> Path:
    """A WARC file of so many records: the pages of the cases, over and over."""
    writer = WarcWriter(folder, "pages", software="newsscrape benchmarks", largest_bytes=1 << 50)
    contents: dict[str, tuple[bytes, str | None]] = {}
    for number in range(records):
        case, copy = cases[number % len(cases)], number // len(cases)
        if case.id not in contents:
            content = case.content()
            contents[case.id] = (content, Page(content, url=case.url).canonical_link)
        content, canonical = contents[case.id]
        url = case.url or f"https://{case.host or 'example.org'}/{case.id}"
        if copy:
            url = _copied(url, copy)
            if canonical:
                content = content.replace(canonical.encode(), _copied(canonical, copy).encode())
        headers = [("Content-Type", "text/html")]
        writer.write_response(url, 200, headers, content, datetime(2026, 11, 1, tzinfo=UTC))
    writer.close()
    (path,) = folder.glob("*.warc.gz")
    return path


def _copied(url: str, copy: int) -> str:
    return f"{url}{'&' if '?' in url else '?'}copy={copy}"


def extraction_s(archive: Path, records: int) -> tuple[int, float]:
    """Pages, and the seconds that their extraction takes, of the first records of an archive."""
    (source,) = find_inputs([str(archive)])
    pages = (item for item in read_input(source) if isinstance(item, Page))
    seconds, count = 0.0, 0
    for page in islice(pages, records):
        started = time.perf_counter()
        parse_saved(page)
        seconds += time.perf_counter() - started
        count += 1
    return count, seconds


def peer_s(archive: Path, records: int) -> tuple[int, float]:
    """Pages, and the seconds, that warcio and trafilatura take for the first records of an archive."""
    import trafilatura
    from warcio.archiveiterator import ArchiveIterator

    started = time.perf_counter()
    count = 0
    with archive.open("rb") as file, TemporaryDirectory() as folder, (Path(folder) / "out.jsonl").open("w") as out:
        responses = (record for record in ArchiveIterator(file) if record.rec_type == "response")
        for record in islice(responses, records):
            url = record.rec_headers.get_header("WARC-Target-URI")
            article = trafilatura.extract(
                record.content_stream().read(), url=url, output_format="json", with_metadata=True
            )
            out.write(f"{article or json.dumps({'url': url})}\n")
            count += 1
    return count, time.perf_counter() - started


def reparse(archive: Path, jobs: int) -> Run:
    """One run of the command.

    Raises:
        RuntimeError: it failed.
    """
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SCRAPY", "NEWSSCRAPE"))}
    environment |= {"SCRAPY_SETTINGS_MODULE": "newsscrape.settings", "PYTHONPATH": str(_ROOT)}
    run = Run()
    with TemporaryDirectory(dir=archive.parent) as folder:
        output = Path(folder) / "out.jsonl"
        command = [sys.executable, "-m", "scrapy", "reparse", str(archive), "-O", str(output), "--jobs", str(jobs)]
        started = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)  # noqa: S603
        while process.poll() is None:
            written = output.stat().st_size if output.exists() else 0
            for pid in (process.pid, *children(process.pid)):
                if sizes := resident_bytes(pid):
                    run.memory.setdefault(pid, []).append((written, sizes[0]))
            time.sleep(_SAMPLE_EVERY_S)
        run.seconds = time.monotonic() - started
        if process.returncode:
            raise RuntimeError(f"exit code {process.returncode}: {process.stderr and process.stderr.read()[-3000:]}")
        run.output_bytes = output.stat().st_size
        with output.open("rb") as lines:
            run.records = sum(1 for _ in lines)
    return run


def memory_lines(run: Run, records: int) -> Iterator[str]:
    """What each process held after the first records and at the end, medians of a twentieth of the run."""
    for number, samples in enumerate(run.memory.values()):
        name = "parent" if number == 0 else f"process {number}"
        reach = run.output_bytes / 40
        settled_at = run.output_bytes * min(_SETTLED / records, 0.5)
        settled = _near(samples, settled_at, reach)
        end = _near(samples, run.output_bytes, 2 * reach)
        if settled and end:
            peak = max(size for _, size in samples)
            yield (
                f"  {name:<10} {settled / 1e6:>8.1f} MB {end / 1e6:>8.1f} MB {end / settled - 1:>+7.1%}, "
                f"highest {peak / 1e6:.1f} MB"
            )


def _near(samples: list[tuple[int, int]], written: float, reach: float) -> float | None:
    near = [size for at, size in samples if abs(at - written) <= reach]
    return median(near) if near else None


def main(arguments: list[str] | None = None) -> int:
    """Runs all by turns and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reparse", description="Speed and memory of a re-parse")
    parser.add_argument("pages", type=Path, help="a folder with cases.jsonl")
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--peer-records", type=int, default=1000, help="0 leaves the peer out")
    parser.add_argument("--alone-records", type=int, default=2000, help="pages of the extraction alone")
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2])
    options = parser.parse_args(arguments)
    cases = read_cases(options.pages)
    with TemporaryDirectory() as folder:
        archive = write_archive(Path(folder), cases, options.records)
        print(
            f"{options.records} records, {archive.stat().st_size / 1e6:.0f} MB of WARC, {options.repeats} runs each\n"
        )
        times: dict[str, list[float]] = {}
        runs: dict[int, Run] = {}
        for _ in range(options.repeats):
            pages, seconds = extraction_s(archive, options.alone_records)
            times.setdefault("extraction alone", []).append(seconds / pages * 1000)
            for jobs in options.jobs:
                runs[jobs] = run = reparse(archive, jobs)
                times.setdefault(f"scrapy reparse --jobs {jobs}", []).append(run.seconds / options.records * 1000)
            if options.peer_records:
                pages, seconds = peer_s(archive, options.peer_records)
                times.setdefault("warcio + trafilatura", []).append(seconds / pages * 1000)
    _print(times, runs, options.records)
    return 0


def _print(times: dict[str, list[float]], runs: dict[int, Run], records: int) -> None:
    alone = median(times["extraction alone"])
    print(f"{'':<26} {'ms a page':>10} {'beside extraction':>18}   each run")
    for name, each in times.items():
        shown = " ".join(f"{one:.2f}" for one in each)
        print(f"{name:<26} {median(each):>10.2f} {median(each) / alone:>18.2f}   {shown}")
    for jobs, run in runs.items():
        print(f"\n--jobs {jobs}: {run.records} records; resident after {min(_SETTLED, records // 2)}, and at the end")
        print("\n".join(memory_lines(run, records)))
    if {1, 2} <= runs.keys():
        one, two = (median(times[f"scrapy reparse --jobs {jobs}"]) for jobs in (1, 2))
        print(f"\ntwo processes are {one / two:.2f} times as fast as one")


if __name__ == "__main__":
    sys.exit(main())
