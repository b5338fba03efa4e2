"""Records to write: unlike each other, and of every shape that a column can have."""

from pathlib import Path
from typing import Any

import orjson

from newsscrape.dataset.jsonl import encode
from newsscrape.dataset.writer import DatasetWriter
from newsscrape.items import Article, FeaturedStory, Image, Provenance, Rights, RightsStatement, Source

KINDS = [".jsonl", ".jl", ".jsonl.gz", ".jsonl.zst", ".parquet"]
PACKED = [".jsonl.gz", ".jsonl.zst", ".parquet"]
_DATES = ["2023-04-30T21:33:00+03:30", "2023-04-30", None, "2019-01-02T03:04:05"]


def article(number: int, **values: Any) -> Article:
    """An article; every other one has lists, and every third one rights."""
    rich = number % 2 == 0
    statements = [RightsStatement(source="header", name="tdm", value="1")]
    provenance = {"title": Provenance(method="og:title", raw="T")}
    plain: dict[str, Any] = {
        "id": f"x:{number}",
        "outlet": f"outlet{number % 3}",
        "url": f"https://example.org/{number}",
        "title": f"Title {number} é",
        "body": f"Text {number}.\n\nMore.",
        "authors": ["A. B.", "C"] if rich else [],
        "date_published": _DATES[number % 4],
        "images": [Image(url="https://example.org/i.jpg", credit="K")] if rich else [],
        "featured_stories": [FeaturedStory(title="S", date="2023-04-30")] if rich else [],
        "fetched_at": "2024-01-01T00:00:00Z",
        "source": Source(format="warc", path="a.warc.gz", record=number, sha256=f"{number:064x}"),
        "rights": None if number % 3 else Rights(reserved=True, statements=statements),
        "provenance": provenance | ({"body": Provenance(method="model")} if rich else {}),
    }
    return Article(**{**plain, **values})


def record(number: int, **values: Any) -> dict[str, Any]:
    """The same as JSON gives it."""
    loaded: dict[str, Any] = orjson.loads(orjson.dumps(article(number, **values)))
    return loaded


def said(
    number: int, text: str, hour: int | None, *, revision: int = 1, after: dict[str, Any] | None = None, **values: Any
) -> dict[str, Any]:
    """A record of an article that says `text`, fetched at an hour; its page's hash is of both."""
    made = record(number, body=text, fetched_at=None if hour is None else f"2024-01-01T{hour:02}:00:00Z", **values)
    sha256 = encode([number, text, hour]).hex().ljust(64, "0")[-64:]
    previous = after["source"]["sha256"] if after else None
    return {
        **made,
        "source": {**made["source"], "sha256": sha256},
        "revision": revision,
        "previous_sha256": previous,
    }


def put(path: Path, *records: object) -> Path:
    """Writes records, or lines as they are, as a dataset."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = DatasetWriter(path)
    for value in records:
        writer.write(value if isinstance(value, bytes) else encode(value))
    writer.finish()
    return path
