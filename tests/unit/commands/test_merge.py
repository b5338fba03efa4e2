"""Which uses of `scrapy merge` are refused, and what a full disk does to it."""

import argparse
import errno
import json
import re
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from newsscrape.commands.merge import Command
from newsscrape.dataset.jsonl import JsonLinesWriter
from tests.unit.dataset.records import put, record


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two datasets, in which the command runs."""
    put(tmp_path / "a.jsonl.gz", record(1), record(2))
    put(tmp_path / "b.parquet", record(2), record(3))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def merge(*arguments: str) -> int:
    """Runs the command; its exit code."""
    command = Command()
    command.settings = Settings()
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    options, rest = parser.parse_known_args(arguments)
    command.run(rest, options)
    return command.exitcode


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-O", "out.jsonl"), "name the datasets"),
        (("a.jsonl.gz",), "name the output"),
        (("a.jsonl.gz", "-O", "out.csv"), "out.csv: a dataset ends in one of .jl, .jsonl, "),
        (("a.jsonl.gz", "-O", "."), "name a new file or folder"),
        (("a.jsonl.gz", "-O", "errors.jsonl"), "that name is kept for the faults"),
        (("a.jsonl.gz", "-O", "out.jsonl", "--shard-bytes", "0"), "shards of 0 bytes"),
        (("a.jsonl.gz", "-O", "out", "--shard-bytes", "9"), "--shard-bytes 9: the datasets of a data folder"),
        (("a.jsonl.gz", "-O", "full"), "full: is there already"),
        (("a.jsonl.gz", "b.parquet", "-O", "b.parquet"), "b.parquet: would be written over b.parquet"),
        (("a.jsonl.gz", "full/errors.jsonl", "-O", "full/out.jsonl"), "would be written over full/errors.jsonl"),
        (("s-00003.jsonl", "-O", "s.jsonl"), "s.jsonl: would be written over s-00003.jsonl"),
        (("full/x", "-O", "full/x/all.jsonl"), "full/x/all.jsonl: lies in full/x"),
        (("full", "-O", "full/y"), "full/y: lies in full"),
        (("none.jsonl", "-O", "out.jsonl"), "none.jsonl: no such file"),
        (("none*.jsonl", "-O", "out.jsonl"), "none*.jsonl: no file matches"),
        (("full/x/deep", "-O", "out.jsonl"), "full/x/deep: no dataset is in this folder"),
        (("seed.txt", "-O", "out.jsonl"), "seed.txt: a dataset ends in one of"),
        (("no.parquet", "-O", "out.jsonl"), "no.parquet: cannot be read"),
        (("no.jsonl.gz", "-O", "out.jsonl"), "no.jsonl.gz: cannot be read"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_written(two: Path, arguments: list[str], said: str) -> None:
    put(two / "full" / "x" / "articles.jsonl", record(1))
    put(two / "s-00003.jsonl", record(1))
    (two / "full" / "errors.jsonl").write_text(json.dumps(record(1)) + "\n", encoding="utf-8")
    (two / "full" / "x" / "deep").mkdir()
    for name in ("seed.txt", "no.parquet", "no.jsonl.gz"):
        (two / name).write_bytes(b"of another kind")
    before = {path: path.read_bytes() for path in two.rglob("*") if path.is_file()}
    with pytest.raises(UsageError, match=re.escape(said)):
        merge(*arguments)
    assert {path: path.read_bytes() for path in two.rglob("*") if path in before} == before


def test_a_full_disk_is_told_and_ends_with_1(
    two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(writer: JsonLinesWriter, line: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(JsonLinesWriter, "write_line", full)
    assert merge("a.jsonl.gz", "b.parquet", "-O", "out") == 1
    assert capsys.readouterr().err == "error: [Errno 28] No space left on device\n"
    assert not (two / "out").exists()
    assert not list(two.glob(".merge-*"))


def test_an_interruption_is_told_and_ends_with_1(
    two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(JsonLinesWriter, "write_line", interrupt)
    assert merge("a.jsonl.gz", "-O", "out.jsonl") == 1
    assert capsys.readouterr().err == "error: interrupted\n"


def test_what_it_does(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert merge("a.jsonl.gz", "b.parquet", "-O", "out.d/") == 0
    said = capsys.readouterr().err
    assert said.startswith("4 records read from 2 files\n")
    assert said.endswith("records: out.d (3 files)\n")
    assert sorted(path.name for path in two.iterdir()) == ["a.jsonl.gz", "b.parquet", "out.d"]
