"""A re-parse of sound pages among hostile ones: each hostile page costs its own record, with its reason."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.cases import END, HEAD, PAGES, PARAGRAPH, page

pytestmark = pytest.mark.bulk

GIB = 1 << 30
HOSTILE = {
    "1,000,000 nested blocks": "the page has more than 100000 tags",
    "1,000,000 links": "bytes, more than 16000000",
    "text node of 50 MB": "bytes, more than 16000000",
    "nested blocks as allowed": "nested more than 2048 deep",
    "100,000 attributes": "it took more than 3 s",  # of which the process that holds the page is ended
    "declared undefined": "no body",
}
# Runs a command, and prints the KB that the largest of its processes needed. A process of its own does so: what is
# started by a large one, as the one that makes such pages, counts as large from its beginning.
_MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


def page_of_500_mb() -> Iterator[bytes]:
    """A page of half a gigabyte, in pieces."""
    yield HEAD.encode()
    yield from repeat(PARAGRAPH.encode() * 5000, 500_000_000 // (len(PARAGRAPH) * 5000) + 1)
    yield END.encode()


def sound(number: int) -> bytes:
    return page().replace(b"Town mends", b"Town %d mends" % number)


def run(folder: Path, output: Path) -> tuple[list[Any], dict[str, str], int]:
    """The records without where they lie, the reasons by file, and the bytes that the largest process needed."""
    command = ["reparse", str(folder), "-O", str(output), "--jobs", "2", "--budget", "3", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, sys.executable, "-m", "scrapy", *command],
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "newsscrape.settings"},
        stdout=subprocess.PIPE,
        check=True,
    )
    account, largest_kb = map(json.loads, done.stdout.splitlines())
    assert account["pages"] == len(list(folder.iterdir()))
    records = [json.loads(line) for line in output.read_bytes().splitlines()]
    errors = output.with_name("errors.jsonl")
    lines = [json.loads(line) for line in errors.read_bytes().splitlines()] if errors.exists() else []
    reasons = {Path(line["path"]).name: line["reason"] for line in lines if line["level"] == "error"}
    assert len(records) + len(reasons) == account["pages"]
    return [{**record, "source": None} for record in records], reasons, largest_kb * 1024


def test_each_hostile_page_costs_its_own_record(tmp_path: Path) -> None:
    pages, attacked = tmp_path / "pages", tmp_path / "attacked"
    for folder in (pages, attacked):
        folder.mkdir()
        for i in range(8):
            (folder / f"{i}-sound.html").write_bytes(sound(i))
    for i, name in enumerate(HOSTILE):
        (attacked / f"{i}-{name}.html").write_bytes(PAGES[name]())
    with (attacked / "7-large.html").open("wb") as file:
        file.writelines(page_of_500_mb())
    (attacked / "0-a\n\x1b[31mred.html").write_bytes(b"<p>no article")
    alone, _, _ = run(pages, tmp_path / "alone.jsonl")
    beside, reasons, largest_bytes = run(attacked, tmp_path / "beside.jsonl")
    assert beside == alone
    assert len(alone) == 8
    wrong = {
        name: reasons.get(f"{i}-{name}.html")
        for i, (name, reason) in enumerate(HOSTILE.items())
        if reason not in reasons.get(f"{i}-{name}.html", "")
    }
    assert not wrong
    assert reasons["7-large.html"] == "cannot be read: it has more than 100000000 bytes"
    assert reasons["0-a\n\x1b[31mred.html"].startswith("no article")
    assert largest_bytes < GIB
