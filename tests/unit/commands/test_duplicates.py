"""Which uses of `scrapy duplicates` are refused, and how it ends when it cannot go on."""

import argparse
import errno
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from scrapy.settings import Settings

from newsscrape.commands.duplicates import Command
from newsscrape.duplicates import index
from newsscrape.duplicates.index import CopyIndex
from newsscrape.duplicates.texts import PackedTexts
from tests.unit.dataset.records import put, record

TEXT = " ".join(f"word{n}" for n in range(60))


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two datasets, in which the command runs; an article of the second is a copy."""
    put(tmp_path / "a.jsonl", record(1, body=TEXT, date_published="2023-05-01"))
    put(tmp_path / "b.parquet", record(2, body=TEXT, date_published="2023-05-02"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def duplicates(*arguments: str, quiet: bool = False) -> int:
    """Runs the command; its exit code."""
    command = Command()
    command.settings = Settings({"NEWSSCRAPE_QUIET": quiet})
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    options, rest = parser.parse_known_args(arguments)
    command.run(rest, options)
    return command.exitcode


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-O", "out.jsonl"), "name the datasets: files, patterns, outlets' folders or data folders"),
        (("--fast", "a.jsonl", "-O", "out.jsonl"), "no such option: --fast"),
        (("a.jsonl",), "name the output: -O FILE (.jsonl), or --store DIR for the store that crawls use"),
        *(
            (("a.jsonl", "-O", name), f"{name}: duplicates are written as JSON Lines, to a file that ends in .jsonl")
            for name in ("out.parquet", "out.jsonl.gz", "out.jsonl.zst", "out", ".jsonl", "full.jsonl")
        ),
        (("a.jsonl", "-O", "errors.jsonl"), "errors.jsonl: that name is kept for the faults beside the output"),
        (("b.parquet", "a.jsonl", "-O", "a.jsonl"), "a.jsonl: would be written over a.jsonl, which is read"),
        (("errors.jsonl", "-O", "out.jsonl"), "out.jsonl: would be written over errors.jsonl, which is read"),
        (("none.jsonl", "-O", "out.jsonl"), "none.jsonl: no such file"),
        (("none*", "-O", "out.jsonl"), "none*: no file matches"),
        (("full.jsonl", "-O", "out.jsonl"), "full.jsonl: no dataset is in this folder"),
        (("seed.txt", "-O", "out.jsonl"), "seed.txt: a dataset ends in one of .jl, .jsonl, "),
        (("no.parquet", "-O", "out.jsonl"), "no.parquet: cannot be read: "),
        (("a.jsonl", "b.parquet", "--store", "store"), "b.parquet: a store points to records where they lie, "),
        (("a.jsonl", "b.parquet", "-O", "out.jsonl", "--store", "store"), "b.parquet: a store points to records"),
        (("a.jsonl", "--store", "seed.txt"), "seed.txt: cannot be used as the store of duplicates: "),
    ],
)
def test_wrong_usage_is_told_in_a_line_and_writes_nothing(
    two: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    (two / "errors.jsonl").write_text(json.dumps(record(1)) + "\n", encoding="utf-8")
    (two / "full.jsonl").mkdir()
    for name in ("seed.txt", "no.parquet"):
        (two / name).write_bytes(b"of another kind")
    before = {path: path.read_bytes() for path in two.rglob("*") if path.is_file() and path.name != "errors.jsonl"}
    assert duplicates(*arguments) == 2
    out = capsys.readouterr().err
    assert out.startswith(f"scrapy duplicates: {said}")
    assert out.count("\n") == 1
    after = {path: path.read_bytes() for path in two.rglob("*") if path.is_file() and path.name != "errors.jsonl"}
    assert after == before


def test_what_it_does(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert duplicates("b.parquet", "a.jsonl", "-O", "deep/out.jsonl") == 0
    said = capsys.readouterr().err
    assert said.startswith("2 records read from 2 files\n\n  articles ")
    assert said.endswith("\nlargest cluster: x:1 and its copies, 2 articles\nduplicates: deep/out.jsonl\n")
    assert (two / "deep" / "out.jsonl").read_text(encoding="utf-8") == (
        '{"id":"x:2","duplicate_of":"x:1","similarity":1.0,"method":"text"}\n'
    )
    assert [path.name for path in (two / "deep").iterdir()] == ["out.jsonl"]


def test_no_duplicate_is_a_result(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert duplicates("a.jsonl", "-O", "out.jsonl") == 0
    assert (two / "out.jsonl").read_bytes() == b""
    assert "\n0 duplicates\n" in capsys.readouterr().err


@pytest.mark.parametrize("to", [("-O", "out.jsonl"), ("--store", "store")])
def test_without_a_record_it_ends_with_1(two: Path, to: tuple[str, str]) -> None:
    (two / "empty.jsonl").touch()
    assert duplicates("empty.jsonl", *to) == 1


def test_the_store_can_be_made_besides(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert duplicates("a.jsonl", "-O", "out.jsonl", "--store", "deep/store") == 0
    assert capsys.readouterr().err.endswith("duplicates: out.jsonl\nstore: deep/store, made anew from 1 files\n")
    assert (two / "deep" / "store" / index.FILE).exists()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "[Errno 28] No space left on device"),
        (sqlite3.OperationalError("database or disk is full"), "database or disk is full"),
        (KeyboardInterrupt(), "interrupted"),
    ],
)
def test_what_breaks_off_is_told_in_a_line_and_ends_with_1(
    two: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    said: str,
) -> None:
    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(PackedTexts, "write", fail)
    assert duplicates("a.jsonl", "b.parquet", "-O", "out.jsonl") == 1
    assert capsys.readouterr().err == f"scrapy duplicates: {said}\n"
    assert sorted(path.name for path in two.iterdir()) == ["a.jsonl", "b.parquet"]


def test_a_store_that_another_process_has_for_long_is_told_and_ends_with_1(
    two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert duplicates("a.jsonl", "--store", "store") == 0
    monkeypatch.setattr(index, "_WAIT_S", 0.1)
    with closing(sqlite3.connect(two / "store" / index.FILE, isolation_level=None)) as other:
        clear = CopyIndex.clear

        def clear_while_busy(store: CopyIndex) -> None:
            other.execute("BEGIN IMMEDIATE")
            clear(store)

        monkeypatch.setattr(CopyIndex, "clear", clear_while_busy)
        assert duplicates("a.jsonl", "--store", "store") == 1
    assert capsys.readouterr().err.endswith("scrapy duplicates: store: another process has had it for 0.1 seconds\n")
    with closing(CopyIndex(two / "store")) as store:
        assert store.indexed_bytes(store.dataset(two / "a.jsonl")) == (two / "a.jsonl").stat().st_size


@pytest.mark.parametrize(
    ("is_terminal", "quiet", "is_shown"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_progress_is_for_terminals(
    two: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    is_terminal: bool,
    quiet: bool,
    is_shown: bool,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    assert duplicates("a.jsonl", "b.parquet", "-O", "out.jsonl", quiet=quiet) == 0
    said = capsys.readouterr().err
    assert ("articles compared: " in said) == is_shown
    assert "2 records read from 2 files\n" in said
