"""Real crawls: a scrapy process of its own, against a real server on loopback."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from newsscrape.state.outcome import Outcome

# A test's server is ours: it needs no courtesy, and the tests no patience.
FAST = ("-s", "AUTOTHROTTLE_ENABLED=False", "-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=0")


@dataclass
class Run:
    """A finished command, in a folder of its own."""

    code: int
    stdout: str
    stderr: str
    folder: Path

    def records(self, name: str = "data/islamtimes/articles.jsonl") -> list[dict[str, Any]]:
        path = self.folder / name
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []

    def table(self) -> dict[str, int]:
        """The closing table, by the words of its lines."""
        rows = re.findall(r"^  ([a-z][a-z .]*?) +(\d+)(?:   .*)?$", self.stderr, re.MULTILINE)
        return {words: int(count) for words, count in rows}


def table_of(counts: dict[str, int]) -> dict[str, int]:
    """The closing table that has these outcomes, and 0 of the others."""
    return {**{str(outcome): 0 for outcome in Outcome}, **counts, "total": sum(counts.values())}


Scrapy = Callable[..., Run]


@pytest.fixture
def scrapy(tmp_path: Path) -> Scrapy:
    """Runs `scrapy …` in an empty folder, as in a project of newsscrape's settings."""
    return scrapy_in(tmp_path)


def scrapy_in(folder: Path) -> Scrapy:
    """Runs `scrapy …` in a folder."""

    def run(*arguments: str, env: dict[str, str] | None = None, fast: bool = True, timeout_s: float = 120) -> Run:
        extra = FAST if fast and arguments[0] == "crawl" else ()
        done = subprocess.run(
            [sys.executable, "-W", "error::DeprecationWarning:newsscrape", "-m", "scrapy", *arguments, *extra],
            cwd=folder,
            env={**os.environ, "SCRAPY_SETTINGS_MODULE": "newsscrape.settings", **(env or {})},
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        return Run(done.returncode, done.stdout, done.stderr, folder)

    return run
