"""A re-parse that is killed, and gone on with: its output equals an uninterrupted one's, byte for byte."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsscrape.archive.warcwriter import WarcWriter
from tests.crawl.conftest import Scrapy
from tests.crawl.outlet import article

pytestmark = pytest.mark.bulk

PAGES = 1000
SEED = 20261125
_LONGEST_S = 120
_HIDDEN_STAYS = (".state", ".lock")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Archives, pages and a dump, with faults and duplicates among them."""
    folder = tmp_path_factory.mktemp("saved")
    writer = WarcWriter(folder, "islamtimes", software="newsscrape", largest_bytes=100_000)
    html = [("Content-Type", "text/html")]
    for n in range(1, PAGES):
        body = b"<html>no article" if n % 50 == 0 else article(n % (PAGES - 80) + 1).body
        writer.write_response(f"https://www.islamtimes.com/en/news/{n}/x", 200, html, body, datetime.now(UTC))
    writer.close()
    for n in range(100):
        (folder / f"{n:03}.html").write_bytes(article(5000 + n).body)
    (cut,) = (path for path in folder.glob("*-00002.warc.gz"))
    cut.write_bytes(cut.read_bytes()[:-500])
    return folder


def start(saved: Path, folder: Path, name: str, *arguments: str) -> "subprocess.Popen[bytes]":
    folder.mkdir(exist_ok=True)
    command = ["-m", "scrapy", "reparse", str(saved), "-O", name, "--shard-bytes", "350000", *arguments]
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newsscrape.settings"}
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )


def outputs(folder: Path) -> dict[str, bytes]:
    """All that lies there, but for state, lock and log."""
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.name != "log" and not path.name.endswith(_HIDDEN_STAYS)
    }


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet"])
def test_kills_at_random_moments(
    saved: Path, tmp_path: Path, name: str, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(f"{SEED} {name}")
    started = time.monotonic()
    with start(saved, tmp_path / "whole", name) as process:
        assert process.wait(_LONGEST_S) == 0, (tmp_path / "whole/log").read_text(encoding="utf-8")
    seconds = time.monotonic() - started
    whole = outputs(tmp_path / "whole")
    assert len(whole) > 3
    kills = 0
    while kills < 5:
        with start(saved, tmp_path / "killed", name, "--resume") as process:
            try:
                process.wait(chance.uniform(0.2, 0.7) * seconds)
                break  # it came to its end
            except subprocess.TimeoutExpired:
                process.kill()
                kills += 1
    with start(saved, tmp_path / "killed", name, "--resume") as process:
        assert process.wait(_LONGEST_S) == 0, (tmp_path / "killed/log").read_text(encoding="utf-8")
    assert outputs(tmp_path / "killed") == whole
    accounts = [(tmp_path / part / "log").read_text(encoding="utf-8") for part in ("whole", "killed")]
    assert accounts[1].endswith(accounts[0])
    record_property(
        "figure", f"{name}: {kills} kills -9 of a re-parse; the {len(whole)} files equal an uninterrupted one's"
    )


def test_no_process_outlives_a_killed_parent(saved: Path, tmp_path: Path) -> None:
    with start(saved, tmp_path, "out.jsonl", "--jobs", "2") as process:
        deadline = time.monotonic() + _LONGEST_S
        while not (tmp_path / "out.jsonl").exists() or not (tmp_path / "out.jsonl").stat().st_size:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.kill()
    while members(process.pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_ctrl_c_says_how_to_go_on(saved: Path, tmp_path: Path) -> None:
    with start(saved, tmp_path, "out.jsonl") as process:
        deadline = time.monotonic() + _LONGEST_S
        while not list(tmp_path.glob("out*.jsonl")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(_LONGEST_S) == 1
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert log == "scrapy reparse: interrupted; the same command with --resume goes on from here\n"


def members(group: int) -> list[int]:
    """The processes of a group that have not ended; for Linux."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def test_a_full_disk_ends_the_run_and_it_can_be_gone_on_with(scrapy: Scrapy, saved: Path, tmp_path: Path) -> None:
    limit = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)); "
    limit += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "sys.argv[0] = 'scrapy'; runpy.run_module('scrapy', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", limit, "reparse", str(saved), "-O", "out.jsonl", "--jobs", "1"],
        cwd=tmp_path,
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "newsscrape.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "File too large; the same command with --resume goes on from here" in done.stderr
    resumed = scrapy("reparse", str(saved), "-O", "out.jsonl", "--resume")
    assert resumed.code == 0
    again = scrapy("reparse", str(saved), "-O", "anew.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "anew.jsonl").read_bytes()
    assert resumed.table() == again.table()
