"""JSON as pages embed it: valid as a rule, else mended where it can be without guessing what was meant.

About one block in seventy of what outlets publish is no JSON: it stands in comment marks, has comments of its own,
a comma too many, a line end or a quotation mark within a string, single quotes, two values in a row, or junk behind.
"""

import html
import json
import re
from typing import Any

import orjson

_WRAPPING = re.compile(r"^[\s;]*(?:(?:(?://|/\*)\s*)?(?:<!--|<!\[CDATA\[)(?:\s*\*/)?\s*)+")
_STRING_END = re.compile(
    r"[^\S\n]*\n\s*//|\s*(?:[:}\]]|,\s*(?:[\"'{\[}\]\d-]|//|/\*|true|false|null)|$)",
)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_BETWEEN = re.compile(r"[ \t\r\n,;]*")
_PLAIN = re.compile(r"[^\"'/,]+")
_WITHIN = re.compile(r"[^\"'\\\x00-\x1f]+")
_COMMA_TOO_MANY = re.compile(r",(?=\s*(?:[}\]]|//[^\n]*\n\s*[}\]]))")
_LONGEST_MENDED = 200_000  # characters; what is longer and broken is not worth the time
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def parse_json(text: str) -> list[Any]:
    """The values of a text that should be JSON, in order: one as a rule, more when several stand in a row.

    Raises:
        ValueError: nothing in it can be read as JSON; the message is that of the JSON parser.
    """
    try:
        return [orjson.loads(text)]
    except orjson.JSONDecodeError:
        pass
    try:
        return [json.loads(text, strict=False)]
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except ValueError:
        if len(text) > _LONGEST_MENDED:
            raise
    return _leading_values(mend_json(text))


def mend_json(text: str) -> str:
    """A text that JSON's grammar refuses → the same with the usual slips of outlets taken out. Idempotent on JSON."""
    text = _WRAPPING.sub("", text)
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    parts: list[str] = []
    at = 0
    last_comment_end = text.rfind("*/")
    while at < len(text):
        char = text[at]
        if char in "\"'":
            string, at = _mend_string(text, at)
            parts.append(string)
        elif text.startswith("//", at) or (text.startswith("/*", at) and at + 2 <= last_comment_end):
            at = _COMMENT.match(text, at).end()  # type: ignore[union-attr]  # one begins here, and it ends
        elif char == "," and _COMMA_TOO_MANY.match(text, at):
            at += 1
        else:
            plain = _PLAIN.match(text, at)
            end = plain.end() if plain else at + 1
            parts.append(text[at:end])
            at = end
    return "".join(parts)


def _mend_string(text: str, start: int) -> tuple[str, int]:
    """The string that begins at `start`, in JSON's form, and where it ends.

    A quotation mark ends it only where JSON may go on after it; others belong to the text.
    """
    quote = text[start]
    parts = ['"']
    at = start + 1
    while at < len(text):
        if run := _WITHIN.match(text, at):
            parts.append(run[0])
            at = run.end()
            continue
        char = text[at]
        if char == "\\":
            pair = text[at : at + 2]
            parts.append("'" if pair == "\\'" else pair)
            at += 2
            continue
        at += 1
        if char == quote and _STRING_END.match(text, at):
            break
        parts.append('\\"' if char == '"' else char if char == "'" else _ESCAPES.get(char, " "))
    return "".join([*parts, '"']), at


def _leading_values(text: str) -> list[Any]:
    """The values at the head of a text; what stands behind them is left.

    Raises:
        ValueError: there is none.
    """
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    at = 0
    while True:
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it matches always
        try:
            value, at = decoder.raw_decode(text, at)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        except ValueError:
            if values:
                return values
            raise
        values.append(value)
