"""Pages with expected values: a folder with `cases.jsonl`, a line a page, and the pages that it names."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from w3lib.encoding import html_to_unicode


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A page and what is expected of it. None, or an empty tuple, where the source of the page does not say.

    Attributes:
        id: name of the page.
        set: name of the data set that it comes from.
        path: of the HTML, in the bytes as they were published; gzipped when it ends in `.gz`.
        url, host: where it was published; pages of a host are held out of training together.
        body, title: expected text.
        date: expected date, ISO 8601; its day counts.
        authors: expected names.
        wanted, unwanted: snippets that must, and must not, be in the body; None where the page has no snippets.
    """

    id: str
    set: str
    path: Path
    url: str | None = None
    host: str = ""
    body: str | None = None
    title: str | None = None
    date: str | None = None
    authors: tuple[str, ...] = ()
    wanted: tuple[str, ...] | None = None
    unwanted: tuple[str, ...] | None = None

    def content(self) -> bytes:
        """The HTML as it was published."""
        content = self.path.read_bytes()
        return gzip.decompress(content) if self.path.suffix == ".gz" else content

    def markup(self) -> str:
        """The HTML, decoded by what it declares of itself."""
        return str(html_to_unicode(None, self.content())[1])


def read_cases(folder: Path, limit: int | None = None) -> list[Case]:
    """The cases of a folder, in its order; at most `limit`, spread evenly over the whole.

    Raises:
        FileNotFoundError: the folder holds no `cases.jsonl`.
        ValueError: a line is no JSON object with `id`, `set` and `path`; names file and line.
    """
    listed = folder / "cases.jsonl"
    cases = []
    with listed.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                cases.append(_case(folder, json.loads(line)))
            except (json.JSONDecodeError, KeyError, TypeError) as error:
                raise ValueError(f"{listed}, line {number}: {type(error).__name__}: {error}") from error
    if limit is None or limit >= len(cases):
        return cases
    return [cases[i * len(cases) // limit] for i in range(limit)]


def _case(folder: Path, line: dict[str, Any]) -> Case:
    return Case(
        id=line["id"],
        set=line["set"],
        path=folder / line["path"],
        url=line.get("url"),
        host=line.get("host") or "",
        body=line.get("body") or None,
        title=line.get("title") or None,
        date=str(line["date"]) if line.get("date") else None,
        authors=tuple(_names(line.get("authors") or [])),
        wanted=None if line.get("with") is None else tuple(line["with"]),
        unwanted=None if line.get("without") is None else tuple(line["without"]),
    )


def _names(values: list[Any]) -> Iterator[str]:
    """Names out of lists within lists, which is how some sources keep them."""
    for value in values:
        if isinstance(value, list):
            yield from _names(value)
        elif value:
            yield str(value)
