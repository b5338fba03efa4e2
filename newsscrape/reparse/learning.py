"""The frames of the sites that the inputs hold, learned before any record is written."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from newsscrape.archive.inputs import Input, read_input
from newsscrape.frames.learn import TOO_FEW, learn_site
from newsscrape.frames.sites import FEWEST_PAGES, MOST_PAGES, Samples, host_at_once, sampled_pages, site_at
from newsscrape.frames.store import Learned, write_frames
from newsscrape.outlets.registry import outlet_at
from newsscrape.page import Page
from newsscrape.reparse.parsing import Parsed
from newsscrape.reparse.workers import work_in_order

Tell = Callable[[str], None]  # told in a few words how far the learning is


def learn_frames(inputs: Sequence[Input], path: Path, *, jobs: int, budget_s: float, tell: Tell | None = None) -> None:
    """Reads the inputs once and writes the frames of their sites to a file; the same for any order of the inputs.

    Hosts of outlets are left out, as are pages without an address. Memory does not grow with the inputs: a sample of
    each site's pages is kept in a file beside the frames' until they are learned.

    Args:
        inputs: the files.
        path: of the frames' file, which `newsscrape.frames.store` reads; whole or not there.
        jobs: processes that learn.
        budget_s: seconds that a page may take.
        tell: told how it goes.

    Raises:
        WorkerError: a process cannot be started.
        sqlite3.Error: the disk is full or broken.
        OSError: the same.
    """
    kept = path.with_name(f"{path.name}.pages")
    kept.unlink(missing_ok=True)
    try:
        with closing(Samples(kept)) as samples:
            _gather(inputs, samples, tell)
            write_frames(path, _learn(samples, kept, jobs, budget_s, tell), is_partial=samples.is_full)
    finally:
        kept.unlink(missing_ok=True)


def _gather(inputs: Sequence[Input], samples: Samples, tell: Tell | None) -> None:
    pages = 0
    for source in inputs:
        for item in read_input(source):
            if not isinstance(item, Page):
                continue
            pages += 1
            if tell:
                tell(f"looking for sites to learn, {pages:,} pages")
            host = host_at_once(item)
            site = None if host is None or outlet_at(host) else site_at(host)
            if site is not None:
                samples.offer(site, item)
    samples.flush()


def _learn(samples: Samples, kept: Path, jobs: int, budget_s: float, tell: Tell | None) -> Iterator[Learned]:
    """What becomes of each site of a sample."""
    sites = samples.sites()
    names = [site for site, pages in sites if pages >= FEWEST_PAGES]
    yield from (Learned(site, None, TOO_FEW) for site, pages in sites if pages < FEWEST_PAGES)
    work = partial(_learn_site, kept)
    results = work_in_order(names, work, jobs=jobs, budget_s=budget_s * MOST_PAGES)
    with closing(results):
        for number, (site, done) in enumerate(zip(names, results, strict=True), 1):
            if tell:
                tell(f"learning sites, {number:,} of {len(names):,}")
            yield Learned(site, None, done.reason or "") if isinstance(done, Parsed) else done


def _learn_site(kept: Path, site: str) -> Learned:
    """What becomes of one site, in any process."""
    return learn_site(site, sampled_pages(kept, site))
