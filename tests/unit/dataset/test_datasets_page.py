"""What docs/datasets.md shows, runs."""

import os
import re
from pathlib import Path

import pytest

from newsscrape.dataset.jsonl import encode
from newsscrape.dataset.parquet import parquet_schema
from newsscrape.dataset.writer import DatasetWriter
from tests.unit.dataset.records import record

os.environ["HF_HUB_OFFLINE"] = "1"  # read when `datasets` is imported

PAGE = (Path(__file__).parents[3] / "docs" / "datasets.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
LIBRARIES = ("datasets", "duckdb", "pandas", "polars", "pyarrow")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("page")
    for kind in (".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet"):
        for name, shard_bytes in (("news", 10**9), ("big", 2000)):
            writer = DatasetWriter(made / f"{name}{kind}", shard_bytes=shard_bytes)
            for number in range(9):
                if writer.is_full:
                    writer.roll()
                writer.write(encode(record(number, story_code="007")))
            writer.finish()
    return made


@pytest.mark.parametrize("block", BLOCKS)
def test_a_snippet_runs(block: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in LIBRARIES:
        if re.search(rf"^import {library}\b", block, re.MULTILINE):
            pytest.importorskip(library, reason="the test extra is not installed")
    if "import datasets" in block:
        monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", str(tmp_path))
    monkeypatch.chdir(folder)
    exec(compile(block, "docs/datasets.md", "exec"), {})


def test_every_library_has_a_snippet_for_both() -> None:
    parquet, _, lines = PAGE.partition("## JSON Lines")
    for library in LIBRARIES:
        assert f"\nimport {library}" in parquet
        assert f"\nimport {library}" in lines


def test_the_columns_are_those_of_the_page() -> None:
    table = dict(re.findall(r"^\| (`.*`) \| ((?:int64|double|string|list|struct).*) \|$", PAGE, re.MULTILINE))
    told = {name: kind for names, kind in table.items() for name in re.findall(r"`(\w+)`", names)}
    assert told == {field.name: short(str(field.type)) for field in parquet_schema()}


def short(kind: str) -> str:
    """An Arrow type as the page writes it: a type is named once for the fields that share it."""
    kind = kind.replace("item: ", "")
    return re.sub(r": (\w+)(?=, \w+: \1\b)", "", kind)
