"""Golden pages as records: what an outlet's file makes of each page now, beside what was written down for it."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from newsscrape.errors import ConfigurationError, ExtractionError
from newsscrape.goldens import Golden, read_goldens
from newsscrape.outlets.registry import outlet_named, outlet_of
from newsscrape.page import Page
from newsscrape.parse import parse_article

EXPECTED = "expected_otherwise"
"""Key of a golden's record, beside the record's fields: field → the value of `expected.json`, where they differ."""
NAME = "golden"
"""Key of a golden's record: the golden's name."""
REASON = "no_article"
"""Key of what stands in for a record: why the page gives no article."""


def is_golden_folder(path: Path) -> bool:
    """Whether a folder holds golden pages, as `scrapy outlet new` writes them."""
    return path.is_dir() and next(path.glob("*/expected.json"), None) is not None


def golden_rows(folder: Path) -> Iterator[tuple[dict[str, Any], Page]]:
    """What becomes of each golden page of a folder, and the page.

    Raises:
        ConfigurationError: a golden cannot be read, or names an outlet that there is none.
    """
    goldens = read_goldens(folder)
    if not goldens:
        raise ConfigurationError(f"{folder}: no golden pages are in this folder")
    for golden in goldens:
        page = golden.page()
        yield _record(golden, page), page


def _record(golden: Golden, page: Page) -> dict[str, Any]:
    outlet = outlet_named(golden.outlet) if golden.outlet else outlet_of(page)
    try:
        record = asdict(parse_article(page, outlet))
    except ExtractionError as error:
        name = golden.outlet or page.host or "unknown"
        record = {"id": f"{name}:{golden.folder.name}", "outlet": name, "url": golden.url, REASON: error.reason}
        record["source"] = asdict(page.source)
    otherwise = {field: value for field, value in golden.expected.items() if record.get(field) != value}
    return {**record, NAME: golden.folder.name, **({EXPECTED: otherwise} if otherwise else {})}
