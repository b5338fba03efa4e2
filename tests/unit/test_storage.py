"""What is written lasts, in this order: archive, dataset, state. What the state lacks is read from the dataset."""

import gzip
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from newsscrape.archive.warcwriter import WarcWriter
from newsscrape.dataset.folder import OutletFolder
from newsscrape.dataset.jsonl import JsonLinesWriter, read_lines
from newsscrape.errors import BusyError, ConfigurationError
from newsscrape.items import Article, Source
from newsscrape.state.outcome import Outcome
from newsscrape.state.shared import SharedCrawl, connect
from newsscrape.state.store import StateStore
from newsscrape.storage import Storage, StorageError
from tests.redis_server import running_redis
from tests.unit.state.conftest import sighting


def article(number: int, body: str = "Text.", **values: Any) -> Article:
    url = f"http://e.org/{number}"
    return Article(
        id=f"x:{number}", outlet="x", url=url, canonical_url=url, body=body, source=Source(sha256="a" * 64), **values
    )


def write(storage: Storage, one: Article) -> None:
    assert one.url is not None
    storage.ledger.see(sighting(one.url))
    storage.write(one, one.url)


@pytest.fixture
def folder(tmp_path: Path) -> OutletFolder:
    return OutletFolder(str(tmp_path), "x")


def ids(folder: OutletFolder) -> list[str]:
    return [record["id"] for record in read_lines(folder.articles)]


def crash(storage: Storage) -> None:
    """Lets go of the files as the system does when a process is killed."""
    if storage._dataset._file:
        storage._dataset._file.close()
    storage._state.close()
    storage._lock.release(force=True)


@contextmanager
def opened(folder: OutletFolder) -> Iterator[Storage]:
    storage = Storage(folder)
    yield storage
    storage.close(finished=True)


def test_a_run_that_ends_is_followed_by_another(folder: OutletFolder) -> None:
    with opened(folder) as first:
        write(first, article(1))
        assert (first.run, first.resumed, first.written) == (1, False, 1)
    with opened(folder) as second:
        assert (second.run, second.resumed, second.written) == (2, False, 0)
        assert second.articles.judge(article(1), "http://e.org/1").outcome is Outcome.UNCHANGED


def test_a_crash_before_the_commit_loses_and_doubles_nothing(folder: OutletFolder) -> None:
    storage = Storage(folder)
    write(storage, article(1))
    storage.commit()
    write(storage, article(2))
    crash(storage)
    with opened(folder) as again:
        assert (again.run, again.resumed, again.written) == (1, True, 2)
        assert again.ledger.counts() == {Outcome.EXPORTED: 1}  # the second page is read again, for what hangs on it
        for number in (1, 2):
            assert again.articles.judge(article(number), "http://e.org/other").outcome is Outcome.DUPLICATE
            own = again.articles.judge(article(number), f"http://e.org/{number}")
            assert (own.outcome, own.is_written) == (Outcome.EXPORTED, True)
    assert ids(folder) == ["x:1", "x:2"]


@pytest.mark.parametrize("tail", [b'{"id": "x:3", "ur', b"\0" * 900, b"\0" * 9 + b'\n{"id": "x:4"}\n', b"3\n"])
def test_what_a_crash_left_torn_is_cut_away(folder: OutletFolder, tail: bytes) -> None:
    storage = Storage(folder)
    write(storage, article(1))
    storage.commit()
    write(storage, article(2))
    crash(storage)
    with folder.articles.open("ab") as file:
        file.write(tail)
    with opened(folder) as again:
        assert again.written == 2
        write(again, article(3))
    assert ids(folder) == ["x:1", "x:2", "x:3"]


def test_a_lost_state_is_made_from_the_dataset(folder: OutletFolder) -> None:
    dated = article(1, date_published="2020-01-01", fetched_at="2024-01-01T00:00:00Z")
    with opened(folder) as storage:
        write(storage, dated)
    for file in folder.state.parent.glob("state.sqlite*"):
        file.unlink()
    with opened(folder) as again:
        assert (again.run, again.written) == (1, 0)
        assert again.articles.judge(dated, "http://e.org/1").outcome is Outcome.UNCHANGED
        known = again.ledger.known("http://e.org/1")
        assert known is not None
        assert (known.article, known.published, known.fetched_at) == ("x:1", "2020-01-01", "2024-01-01T00:00:00Z")


def test_a_dataset_that_was_removed_is_made_anew(folder: OutletFolder, caplog: pytest.LogCaptureFixture) -> None:
    with opened(folder) as storage:
        write(storage, article(1))
        storage.ledger.fetched("http://e.org/1", "http://e.org/1", {"etag": '"1"'}, article(1))
    folder.articles.unlink()
    with opened(folder) as again:
        assert "was changed by somebody else" in caplog.text
        assert again.articles.judge(article(1), "http://e.org/1").outcome is Outcome.EXPORTED
        known = again.ledger.known("http://e.org/1")
        assert known is not None
        assert (known.article, known.has_validators) == (None, False)


def test_a_dataset_that_was_edited_is_read_anew_and_never_cut(folder: OutletFolder) -> None:
    with opened(folder) as storage:
        write(storage, article(1))
        write(storage, article(2))
    edited = folder.articles.read_bytes().replace(b'"id":', b'"checked":true,"id":')
    folder.articles.write_bytes(edited)
    with opened(folder) as again:
        assert again.articles.judge(article(2), "http://e.org/2").outcome is Outcome.UNCHANGED
    assert folder.articles.read_bytes() == edited


def test_an_interrupted_run_goes_on_with_a_dataset_that_was_edited(folder: OutletFolder) -> None:
    with opened(folder) as storage:
        write(storage, article(1))
    storage = Storage(folder)
    write(storage, article(2))
    storage.commit()
    crash(storage)
    folder.articles.write_bytes(folder.articles.read_bytes().partition(b"\n")[2])
    with opened(folder) as again:
        assert (again.resumed, again.written) == (True, 0)
    assert ids(folder) == ["x:2"]


def test_records_without_an_id_are_named(folder: OutletFolder) -> None:
    folder.articles.parent.mkdir()
    folder.articles.write_text('{"a": 1}\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"articles\.jsonl: a record without an id"):
        Storage(folder)


@pytest.mark.parametrize("name", ["state.sqlite", "articles.jsonl", ".lock"])
def test_a_folder_in_a_files_place_is_named(folder: OutletFolder, name: str) -> None:
    (folder.articles.parent / name).mkdir(parents=True)
    with pytest.raises(ConfigurationError, match="cannot be used"):
        Storage(folder)


def test_bodies_are_kept_again_when_the_archive_was_taken_away(folder: OutletFolder) -> None:
    archive = partial(WarcWriter, folder.archive, "x", software="test")
    page = ("http://e.org/1", "http://e.org/1", 200, [("Content-Type", "text/html")], b"<p>Text.", datetime.now(UTC))
    kinds = []
    for _ in range(3):
        storage = Storage(folder, archive)
        storage.ledger.see(sighting("http://e.org/1"))
        storage.keep(*page)
        storage.close(finished=True)
        newest = max(folder.archive.iterdir(), key=lambda path: path.name.rpartition("-")[2])
        with gzip.open(newest) as file:
            kinds.append("revisit" if b"WARC-Type: revisit" in file.read() else "response")
        if len(kinds) == 2:
            shutil.rmtree(folder.archive)
    assert kinds == ["response", "revisit", "response"]


def test_after_an_error_of_sqlite_nothing_is_committed(folder: OutletFolder) -> None:
    storage = Storage(folder)
    write(storage, article(1))
    with pytest.raises(sqlite3.OperationalError):
        storage._state.execute("UPDATE missing SET x = 1")
    with pytest.raises(StorageError, match="no such table"):
        storage.commit()
    storage.close(finished=False)
    with opened(folder) as again:
        assert (again.resumed, again.written) == (True, 1)


def test_a_second_writer_is_refused(folder: OutletFolder) -> None:
    with opened(folder) as storage:
        with pytest.raises(BusyError, match=f"{folder.articles.parent}: another crawl writes here"):
            Storage(folder)
        write(storage, article(1))
    with opened(folder):
        pass


def test_the_disk_has_the_archive_then_the_dataset_then_the_state(
    folder: OutletFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def noting(owner: type, name: str, words: str) -> None:
        real = getattr(owner, name)

        def call(self: Any, *args: Any) -> Any:
            done.append(words)
            return real(self, *args)

        monkeypatch.setattr(owner, name, call)

    storage = Storage(folder, partial(WarcWriter, folder.archive, "x", software="test"))
    noting(WarcWriter, "flush", "archive")
    noting(JsonLinesWriter, "sync", "dataset")
    noting(StateStore, "commit", "state")
    real = os.fsync

    def fsync(handle: int) -> None:
        done.append("fsync")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    storage.keep(
        "http://e.org/1", "http://e.org/1", 200, [("Content-Type", "text/html")], b"<p>Text.", datetime.now(UTC)
    )
    write(storage, article(1))
    storage.commit()
    assert [words for words in done if words != "fsync"] == ["archive", "dataset", "state"]
    assert "fsync" in done[done.index("archive") : done.index("dataset")]
    assert "fsync" in done[done.index("dataset") : done.index("state")]
    storage.close(finished=True)


def test_a_full_disk_ends_the_run_and_leaves_the_dataset_as_it_was(
    folder: OutletFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = Storage(folder)
    write(storage, article(1))
    with monkeypatch.context() as patch:
        patch.setattr(JsonLinesWriter, "write", _full)
        with pytest.raises(StorageError, match=f"{folder.articles.parent}: the dataset cannot be written: .*No space"):
            write(storage, article(2))
    with pytest.raises(StorageError):  # nothing more is written, room or not
        write(storage, article(3))
    storage.close(finished=False)
    with opened(folder) as again:
        assert (again.resumed, again.written) == (True, 1)
        write(again, article(2))
    assert ids(folder) == ["x:1", "x:2"]


def test_a_state_that_cannot_be_written_ends_the_run_as_well(
    folder: OutletFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = Storage(folder)
    write(storage, article(1))
    with monkeypatch.context() as patch:
        patch.setattr(StateStore, "commit", _locked)
        with pytest.raises(StorageError, match="disk is full"):
            storage.commit()
    storage.close(finished=False)
    with opened(folder) as again:
        assert (again.resumed, again.written) == (True, 1)


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def _locked(*_: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


def test_a_shared_run_that_was_interrupted_is_gone_on_with_until_the_others_have_finished_it(
    folder: OutletFolder,
) -> None:
    with running_redis() as server, connect(server.url) as client:

        def join(member: str) -> SharedCrawl:
            return SharedCrawl(client, "x", member, 60.0)

        storage = Storage(folder, join=join)
        storage.ledger.see(sighting("http://e.org/1"))
        storage.commit()
        storage.close(finished=False)

        again = Storage(folder, join=join)
        assert (again.resumed, again.run) == (True, storage.run)
        crash(again)

        other = join("other")
        other.leases.clear()
        client.delete(*client.keys("newsscrape:{x}:*:held:*"))  # as if the lease of the crashed process had run out
        while other.take("e.org"):
            other.done([(key, True) for key in other.leases])
        other.begun()
        later = Storage(folder, join=join)
        assert (later.resumed, later.run) == (False, storage.run + 1)
        assert len(later.ledger) == 1  # what was open is asked for in the new run
        later.close(finished=True)
