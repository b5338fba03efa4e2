"""Writes the little of TOML that outlets need: keys with texts, numbers, truths, days and lists of these."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def table_lines(values: Mapping[str, Any]) -> list[str]:
    """A line for each value, in order; those that are None are left out.

    Raises:
        TypeError: a value is of a kind that outlets do not have.
    """
    return [f"{_key(key)} = {_value(value)}" for key, value in values.items() if value is not None]


def _key(text: str) -> str:
    return text if _BARE_KEY.fullmatch(text) else _text(text)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (int, float, date)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    raise TypeError(f"{value!r} cannot be written to an outlet's file")


def _text(text: str) -> str:
    """A text with backslashes or quotation marks between single quotes, where it can stand so; else escaped as JSON."""
    if ("\\" in text or '"' in text) and "'" not in text and not _CONTROL.search(text):
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
