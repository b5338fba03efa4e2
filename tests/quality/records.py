"""Saved pages → their records. As a program: pages as JSON on standard input, records as JSON on standard output."""

import gzip
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from newsscrape.errors import ExtractionError
from newsscrape.outlets.registry import outlet_of
from newsscrape.page import Page
from newsscrape.parse import parse_article

Saved = tuple[str, str | None]  # path, URL


def record(saved: Saved) -> dict[str, Any]:
    """Everything that is made of a page: its record or why there is none, and what was amiss."""
    path, url = saved
    content = Path(path).read_bytes()
    page = Page(gzip.decompress(content) if path.endswith(".gz") else content, url=url, path=path)
    try:
        made = asdict(parse_article(page, outlet_of(page)))
    except ExtractionError as error:
        made = {"error": error.reason}
    return made | {"faults": [asdict(fault) for fault in page.faults]}


if __name__ == "__main__":
    json.dump([record((path, url)) for path, url in json.load(sys.stdin)], sys.stdout)
