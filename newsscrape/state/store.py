"""What is known of an outlet, in one SQLite file: its URLs, its articles, its runs.

The file follows the dataset: a transaction is committed only after the records that it speaks of are on the disk. So
after a crash the state may lag behind the dataset, but is not ahead of it; `newsscrape.storage` catches up.
"""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from newsscrape.dates import to_utc
from newsscrape.errors import ConfigurationError

_VERSION = 1
_SCHEMA = """
CREATE TABLE urls (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,       -- canonical URL
    url TEXT NOT NULL,              -- as found, and asked for
    host TEXT NOT NULL,
    run INTEGER NOT NULL,           -- the last run that saw it
    outcome TEXT,                   -- of that run; NULL while it is open
    reason TEXT NOT NULL DEFAULT '',
    was TEXT,                       -- its outcome in the run before
    failures INTEGER NOT NULL DEFAULT 0,  -- runs in a row in which it failed
    leased INTEGER NOT NULL DEFAULT 0,    -- whether it is open and being fetched
    priority INTEGER NOT NULL,
    depth INTEGER NOT NULL,
    said_published TEXT,            -- what a feed or sitemap said of it, ISO 8601, UTC
    said_modified TEXT,
    dated TEXT NOT NULL DEFAULT '', -- the later of both
    road TEXT NOT NULL,             -- how it was found
    found_on INTEGER,               -- number of the URL that it was found on
    etag TEXT,
    last_modified TEXT,             -- as the server said
    read_at TEXT,                   -- the URL that said so, another one after a redirect
    fetched_at TEXT,                -- when its body or a 304 last came, ISO 8601, UTC
    kept TEXT,                      -- payload digest of its body in the archive
    kept_at TEXT,                   -- when that body came, ISO 8601, UTC
    read_run INTEGER,               -- the last run that knew what is found on it
    article TEXT,                   -- id of the article that it gave
    content TEXT,                   -- hash of that article's content
    published TEXT                  -- day of that article
);
CREATE INDEX frontier ON urls (host, priority DESC, dated DESC, depth, number) WHERE outcome IS NULL AND leased = 0;
CREATE INDEX links ON urls (found_on) WHERE found_on IS NOT NULL;
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    canonical_url TEXT,
    has_code INTEGER NOT NULL,      -- whether the outlet numbers it
    key TEXT NOT NULL,              -- of the URL that gave the last record
    content TEXT NOT NULL,          -- hash of its content
    page_sha256 TEXT NOT NULL,      -- `source.sha256` of the last record
    revision INTEGER NOT NULL,
    run INTEGER NOT NULL            -- that wrote the last record
) WITHOUT ROWID;
CREATE INDEX addresses ON articles (canonical_url) WHERE canonical_url IS NOT NULL;
CREATE TABLE runs (
    number INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    dataset_start INTEGER NOT NULL, -- bytes that the dataset had
    finished_at TEXT                -- NULL while it is open, or when it was interrupted
);
CREATE TABLE dataset (bytes INTEGER NOT NULL);  -- its length when the state was last committed
INSERT INTO dataset VALUES (0);
"""


class StateStore:
    """The SQLite file, made when there is none. One process writes; others may read at any time (WAL).

    Changes gather in a transaction until `commit`.

    Args:
        path: the file; None for a state that ends with the process.

    Raises:
        ConfigurationError: the file is no state of this version.
        sqlite3.OperationalError: it cannot be opened, or the disk is full.
    """

    def __init__(self, path: Path | None) -> None:
        self._error: sqlite3.OperationalError | None = None
        try:
            self.connection = sqlite3.connect(path or "", isolation_level=None)  # "": a file that SQLite removes
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA synchronous = FULL")  # a commit is on the disk when it returns
            (version,) = self.connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                self.connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            raise ConfigurationError(f"{path}: cannot be used as the state: {error}") from None
        if version not in (0, _VERSION):
            raise ConfigurationError(f"{path}: of version {version}; this newsscrape reads version {_VERSION}")

    @property
    def has_changes(self) -> bool:
        """Whether anything was changed since the last commit."""
        return self.connection.in_transaction

    def query(self, sql: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """Runs a statement that changes nothing."""
        try:
            return self.connection.execute(sql, values)
        except sqlite3.OperationalError as error:
            self._error = self._error or error
            raise

    def execute(self, sql: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """Runs a statement within the transaction, which begins with the first one."""
        if not self.connection.in_transaction and self._error is None:
            self.connection.execute("BEGIN IMMEDIATE")
        return self.query(sql, values)

    @property
    def dataset_bytes(self) -> int:
        """The length of the dataset that the state speaks of."""
        length: int = self.query("SELECT bytes FROM dataset").fetchone()[0]
        return length

    def commit(self, dataset_bytes: int) -> None:
        """Makes all changes last. The dataset, so many bytes long, must be on the disk.

        Raises:
            sqlite3.OperationalError: a statement failed since the last commit, which may have undone the others; or the
                disk is full.
        """
        if self._error is not None:
            raise self._error
        self.execute("UPDATE dataset SET bytes = ?", (dataset_bytes,))
        self.connection.execute("COMMIT")

    def close(self) -> None:
        """Closes the file; what was not committed is lost."""
        self.connection.close()

    @property
    def open_run(self) -> int | None:
        """The number of a run that was interrupted; None when the last one came to its end."""
        row = self.query("SELECT number FROM runs WHERE finished_at IS NULL ORDER BY number DESC LIMIT 1").fetchone()
        return row[0] if row else None

    def begin_run(self, dataset_bytes: int) -> int:
        """The number of a new run."""
        started = to_utc(datetime.now(UTC))
        cursor = self.execute("INSERT INTO runs (started_at, dataset_start) VALUES (?, ?)", (started, dataset_bytes))
        return cursor.lastrowid or 0

    def run_start(self, run: int) -> tuple[str, int]:
        """When a run began, ISO 8601, and how many bytes the dataset had then."""
        row: tuple[str, int] = self.query(
            "SELECT started_at, dataset_start FROM runs WHERE number = ?", (run,)
        ).fetchone()
        return row

    def finish_run(self, run: int) -> None:
        """Notes that a run came to its end, so that the next one begins anew."""
        self.execute("UPDATE runs SET finished_at = ? WHERE number = ?", (to_utc(datetime.now(UTC)), run))

    def lease_first(self, host: str) -> tuple[str, str, str, int] | None:
        """Marks the open URL of a host that comes first as being fetched: its key, URL, road and priority."""
        row: tuple[str, str, str, int] | None = self.execute(
            """UPDATE urls SET leased = 1 WHERE number = (
                SELECT number FROM urls INDEXED BY frontier WHERE host = ? AND outcome IS NULL AND leased = 0
                ORDER BY priority DESC, dated DESC, depth, number LIMIT 1) RETURNING key, url, road, priority""",
            (host,),
        ).fetchone()
        return row

    def way_to(self, key: str, steps: int) -> list[str]:
        """A URL, the one that it was found on, and so on: so many at most."""
        rows = self.query(
            """WITH RECURSIVE way(url, found_on, steps) AS (
                SELECT url, found_on, 1 FROM urls WHERE key = ?
                UNION ALL SELECT u.url, u.found_on, steps + 1 FROM urls u JOIN way ON u.number = way.found_on
                WHERE steps < ?) SELECT url FROM way""",
            (key, steps),
        )
        return [url for (url,) in rows]

    def forget_articles(self, dataset_bytes: int) -> None:
        """Forgets what the dataset held, and that their URLs need not be read again; it is so many bytes long now."""
        self.execute("DELETE FROM articles")
        self.execute(
            "UPDATE urls SET etag = NULL, last_modified = NULL, fetched_at = NULL, article = NULL, content = NULL, "
            "outcome = CASE WHEN run = (SELECT max(number) FROM runs WHERE finished_at IS NULL) THEN NULL "
            "ELSE outcome END WHERE article IS NOT NULL"
        )
        self.execute("UPDATE dataset SET bytes = 0")
        self.execute("UPDATE runs SET dataset_start = ? WHERE finished_at IS NULL", (dataset_bytes,))
