"""What `scrapy reparse` says when it cannot write."""

import argparse
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from scrapy.settings import Settings

from newsscrape.commands.reparse import Command, _account_json
from newsscrape.frames.store import Account
from newsscrape.reparse.checkpoint import Checkpoint, Summary
from newsscrape.state.lock import hold


def reparse(*arguments: str) -> int:
    """Runs the command; its exit code."""
    command = Command()
    command.settings = Settings()
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    options, rest = parser.parse_known_args(arguments)
    command.run(rest, options)
    return command.exitcode


def test_a_disk_that_is_full_for_the_state_is_told_and_ends_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Checkpoint, "commit", full)
    (tmp_path / "a.html").touch()
    assert reparse(str(tmp_path / "a.html"), "-O", str(tmp_path / "out.jsonl")) == 1
    said = "scrapy reparse: database or disk is full; the same command with --resume goes on from here\n"
    assert capsys.readouterr().err == said


def test_an_output_that_another_process_writes_is_not_gone_on_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.html").touch()
    output = tmp_path / "out.jsonl"
    with hold(tmp_path / ".out.jsonl.lock", "busy"):
        assert reparse(str(tmp_path / "a.html"), "-O", str(output)) == 1
    assert capsys.readouterr().err == f"scrapy reparse: {output}: another process writes it\n"


def test_what_was_learned_is_in_the_account(tmp_path: Path) -> None:
    learned = Account(2, 40, Counter({"too few articles": 3}), is_partial=True)
    account = _account_json(Summary(), 1, [tmp_path / "out.jsonl"], tmp_path / "errors.jsonl", learned)
    assert account["learned"] == {
        "sites": 2,
        "pages": 40,
        "not_learned": {"too few articles": 3},
        "is_partial": True,
    }
    assert account["faults_file"] is None
