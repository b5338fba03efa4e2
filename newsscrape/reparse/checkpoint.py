"""What a re-parse has done, in a hidden SQLite file beside its output, so that it can be gone on with.

The dataset leads, as in a crawl: a checkpoint is committed when the disk has all the records and lines that it speaks
of. What came after the last one is cut away when the work is taken up again.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from newsscrape.archive.inputs import Input
from newsscrape.dataset.writer import Position
from newsscrape.errors import ConfigurationError
from newsscrape.state.outcome import Outcome
from newsscrape.state.store import StateStore

_SCHEMA = """
CREATE TABLE IF NOT EXISTS inputs (
    name TEXT PRIMARY KEY,
    size_bytes INTEGER,             -- when it was read; NULL where the file system does not tell
    last_record INTEGER,            -- number of the last record that is done for good; NULL before the first
    is_finished INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reparse (
    options TEXT NOT NULL,          -- what the records depend on besides the pages, JSON
    shard INTEGER NOT NULL,
    shard_bytes INTEGER NOT NULL,   -- that the shard at hand has
    errors_bytes INTEGER NOT NULL,
    summary TEXT NOT NULL           -- JSON
);
"""


@dataclass(slots=True)
class Summary:
    """The account of a re-parse.

    Attributes:
        pages: read, those that cannot be read included.
        outcomes: what became of them.
        faults: on them, by kind.
        passed_over: what archives hold besides pages, by kind.
        marked: records that are marked as copies of others.
        no_inputs: of the pages, files that are of none of the formats.
    """

    pages: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    marked: int = 0
    no_inputs: int = 0


@dataclass(frozen=True, slots=True)
class Begun:
    """How far an input was read: to the record of a number (None: to none), or to its end."""

    last_record: int | None = None
    is_finished: bool = False


class Checkpoint:
    """The file of a re-parse's state.

    Attributes:
        store: the state, with the articles that the output has.
        position: where the output's next record goes, as of the last commit; None when nothing was committed.
        errors_bytes: the length that errors.jsonl had then.
        summary: the account, which the caller counts up and each commit keeps.

    Args:
        path: the file, made when there is none.
        options: what the records depend on besides the pages.
        resume: whether to go on from what the file says, or to begin anew.

    Raises:
        ConfigurationError: the file is none of ours, or was begun with other options.
    """

    def __init__(self, path: Path, options: Mapping[str, str | int | None], *, resume: bool) -> None:
        self._path = path
        if not resume:
            for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
                file.unlink(missing_ok=True)
        self.store = StateStore(path)
        self.store.connection.executescript(_SCHEMA)
        self.position: Position | None = None
        self.errors_bytes = 0
        self.summary = Summary()
        row = self.store.query("SELECT options, shard, shard_bytes, errors_bytes, summary FROM reparse").fetchone()
        if row:
            _require_same(path, json.loads(row[0]), options)
            self.position = Position(row[1], row[2])
            self.errors_bytes = row[3]
            self.summary = _parse_summary(row[4])
        else:
            values = (json.dumps(options), _dump_summary(self.summary))
            self.store.execute("INSERT INTO reparse VALUES (?, 0, 0, 0, ?)", values)

    def begun(self, source: Input) -> Begun:
        """How far an input was read. One that was finished and has grown since is read on."""
        row = self.store.query(
            "SELECT last_record, is_finished, size_bytes FROM inputs WHERE name = ?", (source.name,)
        ).fetchone()
        return Begun(row[0], bool(row[1]) and row[2] == source.size_bytes) if row else Begun()

    def note(self, source: Input, last_record: int | None, *, is_finished: bool = False) -> None:
        """Notes how far an input was read."""
        self.store.execute(
            "INSERT OR REPLACE INTO inputs VALUES (?, ?, ?, ?)",
            (source.name, source.size_bytes, last_record, is_finished),
        )

    def commit(self, position: Position, errors_bytes: int) -> None:
        """Makes all that was noted last; the disk must have the output and errors.jsonl up to there.

        Raises:
            sqlite3.OperationalError: the disk is full or broken.
        """
        self.store.execute(
            "UPDATE reparse SET shard = ?, shard_bytes = ?, errors_bytes = ?, summary = ?",
            (position.shard, position.size_bytes, errors_bytes, _dump_summary(self.summary)),
        )
        self.store.commit(position.size_bytes)

    def close(self) -> None:
        """Closes the file; what was not committed is lost."""
        self.store.close()


def _require_same(path: Path, begun: Mapping[str, object], now: Mapping[str, object]) -> None:
    for name, value in now.items():
        if begun.get(name) != value:
            raise ConfigurationError(
                f"{path}: begun with {name} {begun.get(name)!r}, not {value!r}: go on with the same, "
                "or begin anew without --resume"
            )


def _dump_summary(summary: Summary) -> str:
    return json.dumps({value.name: getattr(summary, value.name) for value in fields(summary)})


def _parse_summary(text: str) -> Summary:
    said = json.loads(text)
    counters = {name: Counter(said[name]) for name in ("faults", "passed_over")}
    outcomes = Counter({Outcome(name): count for name, count in said["outcomes"].items()})
    return Summary(**said | counters | {"outcomes": outcomes})
