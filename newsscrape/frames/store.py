"""The frames of many sites in one SQLite file, which is whole or is not there: what a run has learned.

Processes read it as they need it, so that what they hold does not grow with the number of sites.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from newsscrape.files import sync_folder
from newsscrape.readers.frame.reader import Frame

_SCHEMA = """
CREATE TABLE frames (
    site TEXT PRIMARY KEY,
    frame TEXT,                     -- JSON; NULL where none was learned
    pages INTEGER NOT NULL,         -- that it was learned from
    reason TEXT NOT NULL            -- why there is none; empty where there is one
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of a site.

    Attributes:
        site: its name, as `site_of` gives it.
        frame: its frame, without the pages that were of no use; None where none was learned.
        reason: why there is none, in a phrase that can be counted; empty where there is one.
    """

    site: str
    frame: Frame | None
    reason: str = ""


@dataclass(slots=True)
class Account:
    """What was learned.

    Attributes:
        sites: whose frame was learned.
        pages: that these were learned from.
        not_learned: sites of which none was, by the reason.
        is_partial: whether there were more sites, of which no pages could be kept.
    """

    sites: int = 0
    pages: int = 0
    not_learned: Counter[str] = field(default_factory=Counter)
    is_partial: bool = False


def write_frames(path: Path, learned: Iterable[Learned], *, is_partial: bool = False) -> None:
    """Writes the file, in the place of any that is there; a crash leaves that one, or none.

    Args:
        path: the file.
        learned: what became of each site.
        is_partial: whether there were sites of which no pages could be kept.

    Raises:
        sqlite3.Error: the disk is full or broken.
        OSError: the same.
    """
    begun = path.with_name(f"{path.name}.new")
    begun.unlink(missing_ok=True)
    with closing(sqlite3.connect(begun, isolation_level=None)) as file:
        file.executescript(f"PRAGMA journal_mode = OFF; PRAGMA user_version = {int(is_partial)}; {_SCHEMA}")
        file.execute("BEGIN")
        file.executemany("INSERT INTO frames VALUES (?, ?, ?, ?)", map(_row, learned))
        file.execute("COMMIT")  # which waits for the disk
    begun.replace(path)
    sync_folder(path.parent)


def read_frame(path: Path, site: str) -> Frame | None:
    """The frame of a site; None where none was learned.

    Raises:
        sqlite3.Error: the file is not there, or broken.
    """
    with closing(_open(path)) as file:
        row = file.execute("SELECT frame, pages FROM frames WHERE site = ?", (site,)).fetchone()
    if row is None or row[0] is None:
        return None
    said = json.loads(row[0])
    return Frame(
        body=tuple(said["body"]),
        leave_out=tuple(said["leave_out"]),
        fields={name: tuple(selectors) for name, selectors in said["fields"].items()},
        sure=said["sure"],
        repeated=frozenset(said["repeated"]),
        pages=row[1],
    )


def read_account(path: Path) -> Account:
    """What was learned.

    Raises:
        sqlite3.Error: the file is not there, or broken.
    """
    with closing(_open(path)) as file:
        sites, pages = file.execute("SELECT count(*), coalesce(sum(pages), 0) FROM frames WHERE reason = ''").fetchone()
        others = file.execute("SELECT reason, count(*) FROM frames WHERE reason != '' GROUP BY reason ORDER BY reason")
        (is_partial,) = file.execute("PRAGMA user_version").fetchone()
        return Account(sites, pages, Counter(dict(others.fetchall())), bool(is_partial))


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _row(learned: Learned) -> tuple[str, str | None, int, str]:
    frame = learned.frame
    if frame is None:
        return learned.site, None, 0, learned.reason
    said = {
        "body": frame.body,
        "leave_out": frame.leave_out,
        "fields": dict(frame.fields),
        "sure": dict(frame.sure),
        "repeated": sorted(frame.repeated),
    }
    return learned.site, json.dumps(said), frame.pages, ""
