"""The same page gives the same record: whatever was read before it, in whatever process."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from benchmarks.cases import read_cases
from benchmarks.floors import CORPUS, ROOT
from tests.quality.records import Saved, record

pytestmark = pytest.mark.bulk

FIXTURES = sorted((ROOT / "fixtures").glob("*/*/page.*"))


def of_fixtures() -> list[Saved]:
    return [(str(path), json.loads((path.parent / "meta.json").read_text())["url"]) for path in FIXTURES]


def of_corpus() -> list[Saved]:
    if not (CORPUS / "cases.jsonl").is_file():
        pytest.skip("there are no pages in ../shared/bench")
    return [(str(case.path), case.url) for case in read_cases(CORPUS, 60)]


def in_fresh_process(pages: list[Saved], hash_seed: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.quality.records"]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        command, input=json.dumps(pages), stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT, env=environment
    )
    records: list[dict[str, Any]] = json.loads(done.stdout)
    return records


@pytest.mark.parametrize("sample", [of_fixtures, of_corpus], ids=["fixtures", "corpus"])
def test_same_record_in_any_order_and_process(sample: Any) -> None:
    pages: list[Saved] = sample()
    assert len(pages) >= 12
    forwards = [record(page) for page in pages]
    backwards = [record(page) for page in reversed(pages)][::-1]
    assert backwards == forwards
    for hash_seed in ("1", "2"):
        assert in_fresh_process(pages, hash_seed) == forwards


def test_a_record_says_what_it_was_made_of() -> None:
    """Records that all say the same would be the same everywhere, too."""
    made = [record(page) for page in of_fixtures()]
    assert len({json.dumps(each) for each in made}) == len(made)
    assert sum("error" not in each for each in made) >= 12
