"""Every golden page, field by field: fixtures/<outlet>/<slug>/{page.html|page.txt, meta.json, expected.json}.

The `expected.json` of a page that gives no article says so instead: `{"error": how the reason begins, "cut_off": …}`.
"""

import json
from dataclasses import asdict, fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newsscrape.errors import ExtractionError
from newsscrape.items import Article
from newsscrape.outlets.registry import outlet_named, outlet_of
from newsscrape.page import Page
from newsscrape.parse import parse_article

FIXTURES = Path(__file__).parents[2] / "fixtures"
# Where a value came from is no value: the readers' unit tests hold these. The last three are the crawl's doing.
NOT_GOLDEN = {"source", "provenance", "revision", "previous_sha256", "rights"}
FIELDS = [field.name for field in fields(Article) if field.name not in NOT_GOLDEN]


@cache
def expected(folder: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return values


def parse(folder: Path) -> Article:
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    (saved,) = folder.glob("page.*")
    fetched_at = datetime.fromisoformat(meta["fetched_at"]) if meta["fetched_at"] else None
    page = Page(saved.read_bytes(), url=meta["url"], fetched_at=fetched_at)
    return parse_article(page, outlet_named(meta["outlet"]) if meta["outlet"] else outlet_of(page))


@cache
def extracted(folder: Path) -> dict[str, Any]:
    return asdict(parse(folder))


FOLDERS = sorted(path.parent for path in FIXTURES.glob("*/*/expected.json"))
ARTICLES = [folder for folder in FOLDERS if "error" not in expected(folder)]
ERRORS = [folder for folder in FOLDERS if "error" in expected(folder)]


def name(value: object) -> str:
    return f"{value.parent.name}/{value.name}" if isinstance(value, Path) else str(value)


def test_there_are_goldens() -> None:
    assert len(ARTICLES) >= 12
    assert len(ERRORS) >= 2


@pytest.mark.parametrize("folder", ARTICLES, ids=name)
def test_fields_are_those_of_the_schema(folder: Path) -> None:
    assert list(expected(folder)) == FIELDS


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("folder", ARTICLES, ids=name)
def test_field(folder: Path, field: str) -> None:
    assert extracted(folder)[field] == expected(folder)[field]


@pytest.mark.parametrize("folder", ERRORS, ids=name)
def test_error(folder: Path) -> None:
    with pytest.raises(ExtractionError) as error:
        parse(folder)
    assert error.value.reason.startswith(expected(folder)["error"])
    assert error.value.cut_off == expected(folder)["cut_off"]
