"""The job of docs/examples as a user runs it, beside `scrapy reparse` over the same saved pages."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import orjson
import pytest

from newsscrape.archive.warcwriter import WarcWriter
from tests.crawl.outlet import article

ROOT = Path(__file__).parents[2]
JOB = ROOT / "docs/examples/cc_news_job.py"
RECORD = (
    " date 2023-04-30 {0}\nSunday 30 April 2023 - 21:33\nTitle {0}\nStory Code : {0}\nTitle {0}\nText {0}.\nComment\n"
)
# Runs a command in a network that has a loopback and nothing else: Ray listens on all interfaces there are.
_UP = "import fcntl, os, socket, struct, sys; "
_UP += "fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh', b'lo', 1)); "  # SIOCSIFFLAGS, IFF_UP
_UP += "os.execvp(sys.argv[1], sys.argv[1:])"
ON_LOOPBACK = ["unshare", "--net", "--map-root-user", sys.executable, "-c", _UP]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Golden pages, the seed, a dump of many records, an archive, a page without an article, a file cut short.

    The archive has the bundled site's numbers 1 to 7, of which the dump has some as well, and the first once more,
    changed: a revision.
    """
    folder = tmp_path / "saved"
    shutil.copytree(ROOT / "fixtures" / "islamtimes", folder / "golden", ignore=shutil.ignore_patterns("*.json"))
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    dump = "".join(RECORD.format(n) for n in [*range(5, 120), *range(60, 80)])
    (folder / "many.txt").write_text(dump, encoding="utf-8")
    (folder / "cut.txt.gz").write_bytes(gzip.compress(dump.encode())[:400])
    (folder / "none.html").write_bytes(b"<html><body><h1>502 Bad Gateway</h1></body></html>")
    archive = WarcWriter(folder / "archive", "islamtimes", software="newsscrape", largest_bytes=3000)
    bodies = [(n, article(n).body) for n in range(1, 8)]
    for n, body in [*bodies, (1, article(1).body.replace(b"</p>", b" Once more.</p>"))]:
        url = f"https://www.islamtimes.com/en/news/{n}/title"
        archive.write_response(url, 200, [("Content-Type", "text/html")], body, datetime(2023, 5, 1, 9, tzinfo=UTC))
    archive.close()
    return folder


@dataclass
class Result:
    """What a job or a re-parse left."""

    code: int
    stderr: str
    records: bytes
    faults: list[bytes]


@pytest.fixture
def reparsed(saved: Path, tmp_path: Path) -> Result:
    """`scrapy reparse` over the saved pages."""
    output = tmp_path / "reparsed"
    command = [sys.executable, "-m", "scrapy", "reparse", str(saved), "-O", str(output / "out.jsonl")]
    env = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newsscrape.settings"}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    faults = [_without_offset(line) for line in (output / "errors.jsonl").read_bytes().splitlines()]
    return Result(done.returncode, done.stderr, (output / "out.jsonl").read_bytes(), sorted(faults))


def _without_offset(line: bytes) -> bytes:
    """The line of a duplicate as the job's second stage writes it, which sees records, and these say no offset."""
    fault = json.loads(line)
    return orjson.dumps({**fault, "offset": None}) if fault["level"] == "duplicate" else line


@dataclass
class Job:
    """Runs the job over the saved pages, into one folder however often."""

    saved: Path
    output: Path

    def command(self, executor: str, *options: str) -> list[str]:
        alone = ON_LOOPBACK if executor == "ray" else []
        return [*alone, sys.executable, str(JOB), executor, str(self.saved), "--output", str(self.output), *options]

    def __call__(self, executor: str, *options: str, env: dict[str, str] | None = None) -> Result:
        done = subprocess.run(
            self.command(executor, *options),
            env={**os.environ, **(env or {})},
            cwd=self.output.parent,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        articles = self.output / "articles" / "00000.jsonl.zst"
        records = b""
        if articles.exists():
            with fsspec.open(str(articles), compression="zstd") as file:
                records = file.read()
        faults = [
            line
            for folder in ("errors", "duplicates")
            for path in (self.output / folder).glob("*.jsonl")
            for line in path.read_bytes().splitlines()
        ]
        return Result(done.returncode, done.stderr, records, sorted(faults))

    def totals(self, stage: str) -> dict[str, dict[str, int]]:
        """datatrove's account of a stage: step → what is counted → how many."""
        steps = json.loads((self.output / "logs" / stage / "stats.json").read_text(encoding="utf-8"))
        return {
            step["name"]: {name: n["total"] if isinstance(n, dict) else n for name, n in step["stats"].items()}
            for step in steps
        }


@pytest.fixture
def job(saved: Path, tmp_path: Path) -> Job:
    return Job(saved, tmp_path / "job")
