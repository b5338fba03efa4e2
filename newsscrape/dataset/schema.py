"""The record's JSON Schema, made from `newsscrape.items`, and the check of a record against it.

`python -m newsscrape.dataset.schema` prints the schema; `newsscrape/schema.json` is its output, and a test holds it to
that. Fields that a later version adds are optional for readers: the schema lets unknown fields pass.
"""

import sys
from collections.abc import Callable
from dataclasses import Field, fields, is_dataclass
from functools import lru_cache
from importlib.resources import files
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import fastjsonschema
import orjson

from newsscrape.items import LATER, SCHEMA_VERSION, Article

DIALECT = "http://json-schema.org/draft-07/schema#"
_SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def record_schema() -> dict[str, Any]:
    """The JSON Schema (draft 7) of a record."""
    schema = _object(Article)
    schema["properties"]["schema_version"] |= {"const": SCHEMA_VERSION}
    return {"$schema": DIALECT, "title": "newsscrape record", **schema}


@lru_cache(maxsize=1)
def record_checker() -> Callable[[dict[str, Any]], str | None]:
    """A function that checks a record against the packaged schema: None when it is valid, else what is wrong."""
    check = fastjsonschema.compile(orjson.loads(files("newsscrape").joinpath("schema.json").read_bytes()))

    def complaint(record: dict[str, Any]) -> str | None:
        try:
            check(record)
        except fastjsonschema.JsonSchemaValueException as error:
            return f"{error.message.removeprefix('data.')}: {str(error.value)[:80]!r}"
        return None

    return complaint


def _object(item: type) -> dict[str, Any]:
    """The schema of a dataclass: every field is required, but for those that came later."""
    hints = get_type_hints(item)
    return {
        "type": "object",
        "description": item.__doc__,
        "properties": {f.name: _with_metadata(_type(hints[f.name]), f) for f in fields(item)},
        "required": [f.name for f in fields(item) if LATER not in f.metadata],
    }


def _with_metadata(schema: dict[str, Any], described: "Field[Any]") -> dict[str, Any]:
    return {**schema, **{name: value for name, value in described.metadata.items() if name != LATER}}


def _type(hint: Any) -> dict[str, Any]:
    """The schema of a type hint."""
    arguments = get_args(hint)
    if get_origin(hint) is Literal:
        return {"enum": list(arguments)}
    if get_origin(hint) in (Union, UnionType):
        options = [_type(argument) for argument in arguments]
        if any("enum" in option for option in options):
            return {"enum": [value for option in options for value in option.get("enum", [None])]}
        shapes: dict[str, Any] = {}
        for option in options:
            shapes |= option
        return {**shapes, "type": [option["type"] for option in options]}
    if get_origin(hint) is list:
        return {"type": "array", "items": _type(arguments[0])}
    if get_origin(hint) is dict:
        return {"type": "object", "additionalProperties": _type(arguments[1])}
    return _object(hint) if is_dataclass(hint) and isinstance(hint, type) else {"type": _SCALARS[hint]}


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(record_schema(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
