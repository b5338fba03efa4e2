"""Other libraries load what we write, each kind and in shards: the values they give are the records'."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from newsscrape.dataset.jsonl import encode
from newsscrape.dataset.parquet import parquet_schema
from newsscrape.dataset.reading import read_records
from newsscrape.dataset.writer import DatasetWriter
from tests.unit.dataset.records import KINDS, record

os.environ["HF_HUB_OFFLINE"] = "1"  # read when `datasets` is imported
REASON = "the test extra is not installed"

# What is compared: plain, null, list, nested list, struct, number.
COLUMNS = ("id", "story_code", "body", "date_published", "authors", "images", "source", "revision", "rights")
Rows = Iterable[dict[str, Any]]


def records() -> list[dict[str, Any]]:
    """Records of which the first hold little: a library that guesses types by these guesses wrong."""
    bare: dict[str, Any] = {"authors": [], "images": [], "featured_stories": [], "rights": None, "date_published": None}
    return [record(n, **bare) if n < 120 else record(n, story_code=f"00{n}") for n in range(150)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`one` of each kind, and `many`, in three shards."""
    made = tmp_path_factory.mktemp("datasets")
    for kind in KINDS:
        for name, shard_bytes in (("one", 10**9), ("many", 45_000)):
            writer = DatasetWriter(made / f"{name}{kind}", shard_bytes=shard_bytes)
            for value in records():
                if writer.is_full:
                    writer.roll()
                writer.write(encode(value))
            assert len(writer.finish()) == (1 if name == "one" else 3)
    return made


def check(rows: Rows) -> None:
    expected = {r["id"]: {name: r[name] for name in COLUMNS} for r in records()}
    assert {row["id"]: {name: row[name] for name in COLUMNS} for row in rows} == expected


def arrow_without_provenance() -> Any:
    """The columns whose types JSON Lines and Parquet share: an object of any keys is no column."""
    schema = parquet_schema()
    return schema.remove(schema.get_field_index("provenance"))


def with_pandas(files: list[Path], kind: str) -> Rows:
    pd = pytest.importorskip("pandas", reason=REASON)
    pytest.importorskip("zstandard", reason=REASON)
    for file in files:
        if kind == ".parquet":
            yield from pd.read_parquet(file, dtype_backend="pyarrow").to_dict("records")
        else:
            frame = pd.read_json(file, lines=True, dtype=False)
            yield from frame.astype(object).where(frame.notna(), None).to_dict("records")


def with_polars(files: list[Path], kind: str) -> Rows:
    pl = pytest.importorskip("polars", reason=REASON)
    if kind == ".parquet":
        frame = pl.scan_parquet(files)
    else:
        frame = pl.scan_ndjson(files, schema=pl.from_arrow(arrow_without_provenance().empty_table()).schema)
    yield from frame.collect().to_dicts()


def with_duckdb(files: list[Path], kind: str) -> Rows:
    duckdb = pytest.importorskip("duckdb", reason=REASON)
    names = [str(file) for file in files]
    with duckdb.connect() as connection:
        if kind == ".parquet":
            found = connection.read_parquet(names)
        else:
            found = connection.read_json(names, format="newline_delimited", sample_size=-1)
        for row in found.fetchall():
            yield dict(zip(found.columns, row, strict=True))


def with_pyarrow(files: list[Path], kind: str) -> Rows:
    pytest.importorskip("pyarrow", reason=REASON)
    from pyarrow import dataset, json

    if kind == ".parquet":
        yield from dataset.dataset(files, format="parquet").to_table().to_pylist()
        return
    options = json.ParseOptions(explicit_schema=arrow_without_provenance(), unexpected_field_behavior="ignore")
    for file in files:
        yield from json.read_json(file, parse_options=options).to_pylist()


def features() -> Any:
    """The columns for `datasets`, provenance as JSON has it."""
    datasets = pytest.importorskip("datasets", reason=REASON)
    datasets.disable_progress_bars()
    return datasets.Features(datasets.Features.from_arrow_schema(parquet_schema()) | {"provenance": datasets.Json()})


@pytest.mark.parametrize("name", ["one", "many"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("load", [with_pandas, with_polars, with_duckdb, with_pyarrow])
def test_values_are_the_records(folder: Path, load: Callable[[list[Path], str], Rows], kind: str, name: str) -> None:
    check(load(sorted(folder.glob(f"{name}*{kind}")), kind))


def test_datasets_load_parquet_with_all_types(folder: Path, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets", reason=REASON)
    files = {"one": str(folder / "one.parquet"), "many": str(folder / "many-*.parquet")}
    loaded = datasets.load_dataset("parquet", data_files=files, cache_dir=str(tmp_path))
    assert loaded["one"].features == loaded["many"].features == datasets.Features.from_arrow_schema(parquet_schema())
    for split in files:
        check(loaded[split])
        provenance = {row["id"]: row["provenance"] for row in loaded[split]}
        assert provenance["x:3"] == [{"field": "title", "method": "og:title", "raw": "T"}]


@pytest.mark.parametrize("kind", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_datasets_load_json_lines_when_told_the_types(folder: Path, tmp_path: Path, kind: str) -> None:
    """All but the dates, which they take apart: docs/datasets.md warns of it."""
    told = features()
    datasets = pytest.importorskip("datasets", reason=REASON)
    files = {"one": str(folder / f"one{kind}"), "many": str(folder / f"many-*{kind}")}
    loaded = datasets.load_dataset("json", data_files=files, features=told, cache_dir=str(tmp_path))
    names = ("body", "story_code", "authors", "images", "source", "rights", "provenance")
    expected = [{name: r[name] for name in names} for r in records()]
    for split in files:
        assert [{name: row[name] for name in names} for row in loaded[split]] == expected


def test_datasets_take_our_own_reader(folder: Path, tmp_path: Path) -> None:
    told = features()
    datasets = pytest.importorskip("datasets", reason=REASON)
    arguments = {"path": str(folder / "many.jsonl.zst")}
    loaded = datasets.Dataset.from_generator(read_records, gen_kwargs=arguments, features=told, cache_dir=str(tmp_path))
    assert list(loaded) == records()
