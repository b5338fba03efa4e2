"""Sites and their pages: which site a page is of, and which of a site's pages its frame is learned from.

The pages are kept on the disk, so that there may be any number of sites.
"""

import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from newsscrape.page import Page
from newsscrape.urls import fingerprint, host_of

FEWEST_PAGES = 3  # from one or two little can be told apart
MOST_PAGES = 20  # of a site: more add nothing
MOST_OF_ALL = 200_000  # pages of all sites, some 20 kB each as they are kept
_LARGEST_BYTES = 1_000_000  # of a page
_HEAD_BYTES = 100_000  # of a page without an address, in which its own is looked for
_FORMS = re.compile(r"^(?:www|m|mobile|amp)\.")
_SCHEMA = """
CREATE TABLE pages (
    place TEXT NOT NULL,            -- of the site among all: a hash of its name, a space, the name
    sha256 TEXT NOT NULL,           -- of the content
    url TEXT NOT NULL,              -- empty where there is none, as the next two
    content_type TEXT NOT NULL,
    fetched_at TEXT NOT NULL,       -- ISO 8601
    content BLOB NOT NULL           -- deflated
);
CREATE UNIQUE INDEX ranked ON pages (place, sha256);
"""


def site_of(page: Page) -> str | None:
    """The site that a page is of: its host, without what tells its forms apart (`www.`, `m.`, `mobile.`, `amp.`).

    None where neither its URL nor the page itself gives an address.
    """
    return site_at(page.host)


def site_at(host: str | None) -> str | None:
    """The site of a host; None for None."""
    # What no file can hold, a page's canonical link can.
    return _FORMS.sub("", host).encode("utf-8", "replace").decode() if host else None


def host_at_once(page: Page) -> str | None:
    """A page's host, as `Page.host` but for a canonical link that does not stand in the page's beginning.

    So a large page takes no longer than others.
    """
    head = page.content[:_HEAD_BYTES]
    return host_of(page.url) or Page(head, url=page.url, content_type=page.content_type, markup=True).host


class Samples:
    """Pages of many sites to learn from, in an SQLite file.

    Which pages are kept does not depend on the order in which they are offered: of a site those whose bytes have the
    least hashes, `most_pages` of them; of the sites those whose names have the least hashes, as many as have
    `most_of_all` pages together. Pages of the same bytes count as one, large ones not at all.

    Args:
        path: the file; it must not be there.
        most_pages: of a site.
        most_of_all: of all sites together.

    Raises:
        sqlite3.Error: the disk is full or broken; so for all methods.
    """

    def __init__(self, path: Path, *, most_pages: int = MOST_PAGES, most_of_all: int = MOST_OF_ALL) -> None:
        self._most_pages, self._most_of_all = most_pages, most_of_all
        self._end: str | None = None  # place of the first site that there is no room for
        self._pages = 0
        self._file = sqlite3.connect(path, isolation_level=None)
        # The file is of use to this run alone: after a crash it is made anew.
        self._file.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        self._file.execute("BEGIN")

    @property
    def is_full(self) -> bool:
        """Whether there were more sites than there is room for."""
        return self._end is not None

    def offer(self, site: str, page: Page) -> None:
        """Keeps a page if it is one of those to be kept, as far as one can tell by now."""
        place = _place(site)
        if len(page.content) > _LARGEST_BYTES or (self._end is not None and place >= self._end):
            return
        kept = [sha256 for (sha256,) in self._file.execute("SELECT sha256 FROM pages WHERE place = ?", (place,))]
        if page.sha256 in kept:
            self._keep_first(place, page)
        elif len(kept) < self._most_pages:
            self._keep(place, page)
            self._pages += 1
            while self._pages > self._most_of_all:
                self._drop_last_site()
        elif page.sha256 < (last := max(kept)):
            self._file.execute("DELETE FROM pages WHERE place = ? AND sha256 = ?", (place, last))
            self._keep(place, page)

    def sites(self) -> list[tuple[str, int]]:
        """The sites with the number of their pages that are kept, by name."""
        found = self._file.execute("SELECT place, count(*) FROM pages GROUP BY place")
        return sorted((place.partition(" ")[2], count) for place, count in found)

    def flush(self) -> None:
        """Lets other processes see what was kept."""
        self._file.execute("COMMIT")
        self._file.execute("BEGIN")

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def _keep(self, place: str, page: Page) -> None:
        content = page.content if isinstance(page.content, bytes) else page.content.encode("utf-8", "surrogatepass")
        row = (place, page.sha256, *_about(page), zlib.compress(content, 1))
        self._file.execute("INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?)", row)

    def _keep_first(self, place: str, page: Page) -> None:
        """Of two pages of the same bytes the one whose address, and what else is known of it, comes first."""
        about = _about(page)
        self._file.execute(
            "UPDATE pages SET url = ?, content_type = ?, fetched_at = ? "
            "WHERE place = ? AND sha256 = ? AND (?, ?, ?) < (url, content_type, fetched_at)",
            (*about, place, page.sha256, *about),
        )

    def _drop_last_site(self) -> None:
        (self._end,) = self._file.execute("SELECT max(place) FROM pages").fetchone()
        self._pages -= self._file.execute("DELETE FROM pages WHERE place = ?", (self._end,)).rowcount


def sampled_pages(path: Path, site: str) -> Iterator[Page]:
    """The pages of a site that `Samples` keeps in a file, for any process."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
        rows = file.execute(
            "SELECT content, url, content_type, fetched_at FROM pages WHERE place = ? ORDER BY sha256", (_place(site),)
        )
        for content, url, content_type, fetched_at in rows:
            yield Page(
                zlib.decompress(content),
                url=url or None,
                content_type=content_type or None,
                fetched_at=datetime.fromisoformat(fetched_at) if fetched_at else None,
                markup=True,
            )


def _place(site: str) -> str:
    return f"{fingerprint(site)} {site}"


def _about(page: Page) -> tuple[str, str, str]:
    return page.url or "", page.content_type or "", page.fetched_at.isoformat() if page.fetched_at else ""
