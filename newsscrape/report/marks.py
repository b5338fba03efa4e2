"""Which blocks of a page its record was made of: told by their text, whoever read them."""

import re
from collections.abc import Mapping
from typing import Any

from newsscrape.dates import DateRules, find_date
from newsscrape.text import clean_text

MARKED = ("title", "body", "authors", "date", "description")
"""What is marked, in the order in which it counts where a block could be several."""

_NO_KEY = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"\d")
_LEAST_PART = 20  # letters of a block that is told by being part of a text
_LONGEST_LINE = 300  # letters of a block that names authors or a date
_LONGEST_DATE = 150  # characters of a block that is read as a date


class Sought:
    """What of a record is looked for in its page. Texts are compared by their letters and digits alone.

    Args:
        record: as in a dataset.
    """

    def __init__(self, record: Mapping[str, Any]) -> None:
        body = record.get("body") or ""
        self._whole = {
            "title": _keys([record.get("title")]),
            "body": _keys([body, *body.split("\n\n")]),
            "description": _keys([record.get("description")]),
        }
        self._named = {
            "authors": _keys(record.get("authors") or []),
            "date": _keys([record.get("date_published_raw")]),
        }
        self._day = (record.get("date_published") or "")[:10]
        # The reading of 03/04/2023 that the record has, if it has one of them.
        self._rules = DateRules(near=self._day or None)

    def mark_of(self, block: str) -> str | None:
        """Which of `MARKED` a block gave; None for none."""
        key = _key(block)
        return next((name for name in MARKED if self._gave(name, key, block)), None) if key else None

    def _gave(self, name: str, key: str, block: str) -> bool:
        """Whether a block is, or is a part of, what a field was read from; whether it names authors, or a date."""
        if name in self._named:
            is_named = len(key) <= _LONGEST_LINE and any(text in key for text in self._named[name])
            return is_named or (name == "date" and self._is_day(block))
        is_part = name != "title" and len(key) >= _LEAST_PART
        return any(key == text or (is_part and key in text) for text in self._whole[name])

    def _is_day(self, block: str) -> bool:
        """Whether a block holds the day of publication, in any words: most records have it from the page's head."""
        if not self._day or len(block) > _LONGEST_DATE or not _DIGIT.search(block):
            return False
        found = find_date(clean_text(block), self._rules)
        return found is not None and found[0][:10] == self._day


def _keys(texts: list[str | None]) -> list[str]:
    return [key for text in texts if text and (key := _key(text))]


def _key(text: str) -> str:
    return _NO_KEY.sub("", text.casefold())
