"""python -m benchmarks.report_page [--records 100000] [--repeats 3] [--folder FOLDER] [--seed 9]

Makes a data folder of made-up records (benchmarks/synthetic.py; with related stories, pictures and provenance as real
ones have, 40 outlets over two years), and a page of it by `scrapy report`. It prints:

- seconds, those of the processor, and the highest resident set of the command; the page's size;
- how long the page takes to open in headless Chromium, from a file: until the overview is drawn, until the list of all
  records stands and can be searched, and until the whole file is read;
- then, how long a search takes, and a record of the last chunk and one of the first.

A browser is started anew for each opening. Medians of the repeats count.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from shutil import which
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.synthetic import SyntheticNews
from newsscrape.dataset.jsonl import encode
from newsscrape.items import Article, FeaturedStory, Image, Provenance, Source

OUTLETS, RELATED = 40, 5
_BEGIN = datetime(2024, 11, 1, tzinfo=UTC)
_DAYS = 730
_ROOT = Path(__file__).parents[1]


def records(count: int, seed: int) -> Iterator[Article]:
    """Records in the order in which they were fetched."""
    news = SyntheticNews(seed)
    for number in range(count):
        made = news.article(number)
        outlet = f"outlet-{number * 7 % OUTLETS}.example"
        fetched = _BEGIN + timedelta(days=_DAYS * number / count)
        published = fetched - timedelta(minutes=number % 3000)
        url = f"https://{outlet}/news/{published:%Y/%m/%d}/{'-'.join(made.title.lower().split())}-{number}"
        related = [news.article((number * 31 + 977 * place) % count).title for place in range(1, RELATED + 1)]
        provenance = {
            "title": Provenance(method="outlet:css", raw=made.title),
            "date_published": Provenance(method="jsonld", raw=published.isoformat()),
            "authors": Provenance(method="byline", raw="By Ada Berg and Bo Carlsen"),
            "body": Provenance(method="body"),
            "canonical_url": Provenance(method="link:canonical", raw=url),
        }
        yield Article(
            id=f"{outlet}:{sha256(url.encode()).hexdigest()[:16]}",
            outlet=outlet,
            url=url,
            canonical_url=url,
            title=made.title,
            description=made.body[:160],
            body=made.body,
            authors=["Ada Berg", "Bo Carlsen"],
            language=("en", "de", "ar", "fa", None)[number % 5],
            date_published=published.isoformat(timespec="seconds"),
            date_published_raw=f"{published:%d %B %Y, %H:%M}",
            images=[Image(url=f"{url}/lead.jpg", caption=made.body[200:280], credit="Reuters")],
            featured_stories=[FeaturedStory(title=title, url=f"{url}/{title}", date="2026-02-27") for title in related],
            fetched_at=f"{fetched:%Y-%m-%dT%H:%M:%SZ}",
            source=Source(sha256=sha256(made.body.encode()).hexdigest()),
            provenance=provenance,
        )


def make_page(dataset: Path, page: Path) -> tuple[float, float, int]:
    """Seconds, those of the processor, and the highest resident set in bytes, of the command.

    Raises:
        RuntimeError: it failed.
    """
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newsscrape.settings", "PYTHONPATH": str(_ROOT)}
    command = [sys.executable, "-m", "scrapy", "report", str(dataset), "-o", str(page)]
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=dataset.parent, env=environment)  # noqa: S603
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"exit code {process.returncode}")
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def open_page(page: Path, words: str) -> dict[str, float]:
    """Milliseconds from the start of the opening, then those of a search and of two records."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        tab = browser.new_page()
        started = time.perf_counter()
        tab.goto(page.as_uri(), wait_until="commit")
        tab.wait_for_selector("#figure-days svg")
        times = {"overview drawn": (time.perf_counter() - started) * 1000}
        tab.wait_for_selector("html[data-ready]", state="attached", timeout=120_000)
        times["list stands"] = (time.perf_counter() - started) * 1000
        tab.wait_for_load_state("load", timeout=120_000)
        times["whole file read"] = (time.perf_counter() - started) * 1000
        tab.evaluate("location.hash = '#records'")
        started = time.perf_counter()
        tab.fill("#f-text", words)
        tab.wait_for_selector("#found:has-text(' of ')")
        times["a search"] = (time.perf_counter() - started) * 1000
        for name, place in (("a record of the last chunk", -1), ("one of the first", 0)):
            started = time.perf_counter()
            tab.evaluate(
                f"Records.read().then((all) => location.hash = '#record=' + ({place} + all.count) % all.count)"
            )
            tab.wait_for_selector("#view-record:not([hidden]) .fields")
            times[name] = (time.perf_counter() - started) * 1000
            tab.evaluate("location.hash = '#records'")
            tab.wait_for_selector("#view-records:not([hidden])")
        browser.close()
    return times


def main(arguments: list[str] | None = None) -> int:
    """Makes the page, opens it, prints the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report_page", description="A report of many records")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="keep the files here (default: a temporary folder)")
    parser.add_argument("--seed", type=int, default=9)
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        dataset, page = folder / "articles.jsonl", folder / "report.html"
        if not dataset.exists():
            with dataset.open("wb") as out:
                out.writelines(map(encode, records(options.records, options.seed)))
        size = dataset.stat().st_size
        print(f"{options.records} records, {size / 1e6:.0f} MB of JSON Lines, {size // options.records} bytes each")
        seconds, processor_s, peak_bytes = make_page(dataset, page)
        print(
            f"scrapy report: {seconds:.1f} s, {processor_s:.1f} s of the processor, {peak_bytes / 1e6:.0f} MB; "
            f"the page has {page.stat().st_size / 1e6:.0f} MB"
        )
        title = SyntheticNews(options.seed).article(options.records // 2).title
        runs = [open_page(page, title) for _ in range(options.repeats)]
        for name in runs[0]:
            each = [run[name] for run in runs]
            print(f"{name:<28} {median(each):>8.0f} ms   {' '.join(f'{one:.0f}' for one in each)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
