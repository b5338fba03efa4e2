"""The frame of a site by what earlier crawls have kept of it."""

from collections.abc import Iterator
from heapq import nsmallest
from itertools import islice
from pathlib import Path

from newsscrape.archive.inputs import find_inputs, read_input
from newsscrape.frames.learn import learn_site
from newsscrape.frames.sites import MOST_PAGES, site_of
from newsscrape.frames.store import Learned
from newsscrape.page import Page

_LOOKED_AT = 500  # pages, so that a crawl begins in seconds however large its archive is


def learn_archive(folder: Path, site: str) -> Learned:
    """What becomes of a site by its archive: by a sample of the pages in its newest files.

    Args:
        folder: with the archive's WARC files, of which the name says when they were begun; it need not be there.
        site: its name, as `site_of` gives it; pages of others are passed over.
    """
    pages = islice((page for page in _newest(folder) if site_of(page) == site), _LOOKED_AT)
    return learn_site(site, nsmallest(MOST_PAGES, pages, key=lambda page: page.sha256))


def _newest(folder: Path) -> Iterator[Page]:
    """The pages of an archive: of the newest file first, in the order in which they came."""
    if not any(folder.glob("*.warc.gz*")):
        return
    for source in sorted(find_inputs([str(folder)]), key=lambda source: source.name, reverse=True):
        yield from (item for item in read_input(source) if isinstance(item, Page))
