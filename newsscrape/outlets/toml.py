"""Writes the little of TOML that outlets need: keys with texts, numbers, truths, days and lists of these."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_WIDTH = 120  # characters of a line; a longer list takes several


def table_lines(values: Mapping[str, Any]) -> list[str]:
    """The lines of values, in order: one each, but for long lists; values that are None are left out.

    Raises:
        TypeError: a value is of a kind that outlets do not have.
    """
    return [line for key, value in values.items() if value is not None for line in _lines(_key(key), value)]


def _lines(key: str, value: Any) -> list[str]:
    whole = f"{key} = {_value(value)}"
    if len(whole) <= _WIDTH or not isinstance(value, (list, tuple)):
        return [whole]
    lines, line = [f"{key} = ["], ""
    for text in (f"{_value(one)}," for one in value):
        if line and len(line) + len(text) + 5 > _WIDTH:
            lines.append(f"    {line}")
            line = ""
        line = f"{line} {text}" if line else text
    return [*lines, f"    {line}", "]"]


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
