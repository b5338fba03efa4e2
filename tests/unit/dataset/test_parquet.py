"""Parquet has the record's columns, and rows in an order that lets readers skip row groups."""

from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from newsscrape.dataset import parquet as module
from newsscrape.dataset.jsonl import encode
from newsscrape.dataset.parquet import parquet_schema, read_parquet
from newsscrape.dataset.reading import read_records
from newsscrape.dataset.writer import DatasetWriter
from newsscrape.errors import ConfigurationError
from newsscrape.items import Article
from newsscrape.version import VERSION
from tests.unit.dataset.records import record

duckdb = pytest.importorskip("duckdb", reason="the test extra is not installed")
pa = pytest.importorskip("pyarrow", reason="the test extra is not installed")
pq = pytest.importorskip("pyarrow.parquet")


def put(path: Path, records: list[dict[str, Any]]) -> Path:
    writer = DatasetWriter(path)
    for value in records:
        writer.write(encode(value))
    writer.finish()
    return path


def test_each_field_is_a_column_of_its_type() -> None:
    schema = parquet_schema()
    assert schema.names == [field.name for field in fields(Article)]
    types = {field.name: str(field.type) for field in schema}
    pictures = "list<item: struct<url: string, caption: string, credit: string>>"
    assert types["revision"] == "int64"
    assert types["date_published"] == types["access"] == "string"
    assert types["images"] == pictures
    assert types["authors"] == "list<item: string>"
    assert types["rights"] == (
        "struct<reserved: bool, policy: string, "
        "statements: list<item: struct<source: string, name: string, value: string>>>"
    )
    assert types["provenance"] == "list<item: struct<field: string, method: string, raw: string>>"


def test_the_file_says_who_wrote_it_and_by_which_schema(tmp_path: Path) -> None:
    about = pq.read_metadata(put(tmp_path / "a.parquet", [])).metadata
    assert about[b"newsscrape.version"] == VERSION.encode()
    assert about[b"newsscrape.schema_version"] == b"1"


def test_rows_are_sorted_and_those_without_a_date_come_last(tmp_path: Path) -> None:
    days = ["2023-05-01", None, "2023-04-30T01:00:00Z", "2023-04-30", None, "2022-01-01"]
    records = [{**record(i), "outlet": f"o{i % 2}", "date_published": days[i % 6]} for i in range(12)]
    path = put(tmp_path / "a.parquet", records)
    rows = [(r["outlet"], r["date_published"], r["id"]) for r in read_records(path)]
    assert rows == sorted(rows, key=lambda row: (row[0], row[1] is None, row[1] or "", row[2]))
    order = pq.ParquetFile(path).metadata.row_group(0).sorting_columns
    assert [(pq.ParquetFile(path).schema_arrow.names[c.column_index], c.nulls_first) for c in order] == [
        ("outlet", False),
        ("date_published", False),
        ("id", False),
    ]


def test_equal_rows_stay_in_order(tmp_path: Path) -> None:
    revisions = [{**record(1), "revision": number, "body": f"Text {10 - number}."} for number in (1, 2, 3)]
    assert list(read_records(put(tmp_path / "a.parquet", revisions))) == revisions


@pytest.fixture
def grouped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """20 groups of 10 rows, of records that came in no order."""
    monkeypatch.setattr(module, "_GROUP_ROWS", 10)
    monkeypatch.setattr(module, "_BATCH_ROWS", 3)
    numbers = sorted(range(200), key=lambda n: n * 7919 % 200)
    return put(
        tmp_path / "a.parquet",
        [{**record(n), "outlet": f"o{n // 100}", "date_published": f"2023-01-{n % 100 // 4 + 1:02}"} for n in numbers],
    )


def test_row_groups_hold_ranges_that_readers_can_skip(grouped: Path) -> None:
    metadata = pq.read_metadata(grouped)
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == [10] * 20
    ranges = []
    for i in range(metadata.num_row_groups):
        group = metadata.row_group(i)
        columns = {group.column(c).path_in_schema: group.column(c).statistics for c in range(group.num_columns)}
        low, high = (
            tuple(getattr(columns[name], end) for name in ("outlet", "date_published")) for end in ("min", "max")
        )
        assert columns["id"].has_min_max
        ranges.append((low, high))
    assert all(before[1] <= after[0] for before, after in pairwise(ranges))
    wanted = ("o1", "2023-01-10")
    hit = [low <= wanted <= high for low, high in ranges]
    assert 1 <= sum(hit) <= 2


def test_pyarrow_and_duckdb_skip_row_groups(grouped: Path) -> None:
    from pyarrow import dataset

    (fragment,) = dataset.dataset(grouped, format="parquet").get_fragments()
    condition = (dataset.field("outlet") == "o1") & (dataset.field("date_published") >= "2023-01-24")
    assert len(fragment.split_by_row_group(condition)) == 1
    found = fragment.to_table(filter=condition).num_rows
    with duckdb.connect() as connection:
        query = f"SELECT count(*) FROM '{grouped}' WHERE outlet = 'o1' AND date_published >= '2023-01-24'"
        assert connection.execute(query).fetchone() == (8,)
    assert found == 8


def test_a_record_of_an_older_schema_has_the_later_fields_defaults(tmp_path: Path) -> None:
    later = {"revision": 1, "previous_sha256": None, "rights": None}
    old = {name: value for name, value in record(1).items() if name not in later}
    assert list(read_records(put(tmp_path / "a.parquet", [old]))) == [{**old, **later}]


def test_a_file_of_an_older_schema_has_the_later_fields_defaults(tmp_path: Path) -> None:
    table = pq.read_table(put(tmp_path / "a.parquet", [record(1)])).drop_columns(["rights", "revision"])
    pq.write_table(table, tmp_path / "old.parquet")
    assert list(read_parquet(tmp_path / "old.parquet")) == [record(1)]


def test_what_duckdb_writes_of_ours_is_ours(tmp_path: Path) -> None:
    path = put(tmp_path / "a.parquet", [record(1), record(2)])
    with duckdb.connect() as connection:
        connection.execute(f"COPY (FROM '{path}' WHERE id = 'x:2') TO '{tmp_path / 'b.parquet'}'")
    assert list(read_records(tmp_path / "b.parquet")) == [record(2)]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"a": [1]}, "no dataset of ours: it has no column access"),
        ({name: ["x"] for name in parquet_schema().names}, "no dataset of ours: provenance is no list of"),
    ],
)
def test_parquet_of_others_is_refused(tmp_path: Path, columns: dict[str, list[Any]], said: str) -> None:
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    with pytest.raises(ConfigurationError, match=said):
        list(read_parquet(tmp_path / "a.parquet"))


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = put(tmp_path / "a.parquet", [record(1)])
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(ConfigurationError, match=r"a\.parquet: cannot be read"):
        list(read_records(path))
