"""Parquet: the record's columns, made from `newsscrape.items`, and rows that are sorted so that readers can skip.

Columns are the record's fields. `provenance`, whose keys differ from record to record, is a list of
`{field, method, raw}`: a map would say the same, but Hugging Face `datasets` cannot read one.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import islice
from pathlib import Path
from types import NoneType, UnionType
from typing import IO, Any, Literal, Union, get_args, get_origin, get_type_hints

import orjson

from newsscrape.errors import ConfigurationError
from newsscrape.items import LATER, SCHEMA_VERSION, Article
from newsscrape.version import VERSION

SORTED_BY = ("outlet", "date_published", "id")
_GROUP_ROWS = 10_000
_BATCH_ROWS = 500  # rows that are Python objects at a time
_ZSTD_LEVEL = 3
_LATER = {f.name: f.default for f in fields(Article) if LATER in f.metadata}


def require_pyarrow() -> Any:
    """The library.

    Raises:
        ConfigurationError: it is not installed; the message says how to.
    """
    try:
        import pyarrow as pa
    except ImportError as error:
        raise ConfigurationError(f".parquet needs pyarrow: pip install 'newsscrape[parquet]' ({error})") from None
    return pa


def parquet_schema() -> Any:
    """The `pyarrow.Schema` of a record, with our name and the version of the schema in its metadata."""
    pa = require_pyarrow()
    columns = list(_struct(pa, Article))
    about = {"newsscrape.version": VERSION, "newsscrape.schema_version": str(SCHEMA_VERSION)}
    return pa.schema(columns, metadata=about)


def write_parquet(lines: IO[bytes], file: IO[bytes]) -> None:
    """Writes JSON Lines, which can be read twice, as Parquet.

    Rows are sorted by `SORTED_BY`, those without a date last among their outlet's, and equal ones as they came. Of
    the records themselves 500 are in memory at a time.
    """
    pa = require_pyarrow()
    import pyarrow.parquet as pq

    schema = parquet_schema()
    order = [pq.SortingColumn(schema.get_field_index(name)) for name in SORTED_BY]
    offsets = _sorted_offsets(lines)
    with pq.ParquetWriter(
        file, schema, compression="zstd", compression_level=_ZSTD_LEVEL, sorting_columns=order
    ) as writer:
        while group := list(islice(offsets, _GROUP_ROWS)):
            batches = []
            for start in range(0, len(group), _BATCH_ROWS):
                rows = [_row(line) for line in _lines_at(lines, group[start : start + _BATCH_ROWS])]
                batches.append(pa.RecordBatch.from_pylist(rows, schema=schema))
            writer.write_table(pa.Table.from_batches(batches), row_group_size=_GROUP_ROWS)


def read_parquet(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a Parquet file of ours, as JSON Lines give them; flat in memory.

    Fields that came later than the file have their defaults.

    Raises:
        ConfigurationError: the file is none of ours; the message says why.
        OSError: it cannot be read.
    """
    pa = require_pyarrow()
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            missing = {field.name for field in fields(Article)} - {*file.schema_arrow.names, *_LATER}
            if missing:
                raise ConfigurationError(f"{path}: no dataset of ours: it has no column {min(missing)}")
            for batch in file.iter_batches(_BATCH_ROWS):
                for row in batch.to_pylist():
                    yield {**_LATER, **row, "provenance": _by_field(row["provenance"])}
    except pa.ArrowInvalid as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from None
    except (KeyError, TypeError, AttributeError):
        raise ConfigurationError(f"{path}: no dataset of ours: provenance is no list of field, method, raw") from None


def _by_field(provenance: list[dict[str, Any]] | None) -> dict[str, dict[str, Any]]:
    return {entry["field"]: {k: v for k, v in entry.items() if k != "field"} for entry in provenance or ()}


def _sorted_offsets(lines: IO[bytes]) -> Iterator[int]:
    """Where each line begins, in the order of the rows."""
    keys = []
    offset = 0
    for line in lines:
        record = orjson.loads(line)
        date = record["date_published"]
        keys.append((record["outlet"], date is None, date or "", record["id"], offset))
        offset += len(line)
    keys.sort(reverse=True)
    while keys:
        yield keys.pop()[-1]


def _lines_at(lines: IO[bytes], offsets: list[int]) -> Iterator[bytes]:
    for offset in offsets:
        lines.seek(offset)
        yield lines.readline()


def _row(line: bytes) -> dict[str, Any]:
    """A record as a row: fields that came after it was written have their defaults."""
    record = {**_LATER, **orjson.loads(line)}
    record["provenance"] = [{"field": field, **entry} for field, entry in record["provenance"].items()]
    return record


def _struct(pa: Any, item: type) -> Iterator[Any]:
    """The columns of a dataclass."""
    hints = get_type_hints(item)
    for described in fields(item):
        hint = hints[described.name]
        options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
        (kind,) = [option for option in options if option is not NoneType]
        yield pa.field(described.name, _type(pa, kind))


def _type(pa: Any, hint: Any) -> Any:
    """The Arrow type of a type hint."""
    arguments = get_args(hint)
    if get_origin(hint) is Literal:
        return pa.string()
    if get_origin(hint) is list:
        return pa.list_(_type(pa, arguments[0]))
    if get_origin(hint) is dict:
        return pa.list_(pa.struct([pa.field("field", pa.string()), *_struct(pa, arguments[1])]))
    if is_dataclass(hint) and isinstance(hint, type):
        return pa.struct(list(_struct(pa, hint)))
    return {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}[hint]
