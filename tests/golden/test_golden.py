"""Every golden page, field by field: fixtures/<outlet>/<slug>/{page.html|page.txt, meta.json, expected.json}.

`newsscrape.goldens` reads them and holds the outlets against them, as `scrapy outlet check` does. Here each field of
each golden is a test, whose name is the field that broke and whose message is the diff.
"""

from functools import cache
from pathlib import Path

import pytest

from newsscrape.commands.outlet import differing_lines
from newsscrape.goldens import GOLDEN_FIELDS, PAGE, Golden, Report, check_outlet, read_goldens
from newsscrape.outlets.registry import outlet_named

FIXTURES = Path(__file__).parents[2] / "fixtures"
# The site that the crawl's tests serve is no outlet's folder.
GOLDENS = [golden for folder in sorted(FIXTURES.iterdir()) if folder.is_dir() for golden in read_goldens(folder)]
ARTICLES = [golden for golden in GOLDENS if "error" not in golden.expected]


def name(value: object) -> str:
    return f"{value.folder.parent.name}/{value.folder.name}" if isinstance(value, Golden) else str(value)


@cache
def checked(folder: Path) -> Report:
    """One golden, held against the outlet in whose folder it lies."""
    (golden,) = (golden for golden in GOLDENS if golden.folder == folder)
    return check_outlet(outlet_named(folder.parent.name), [golden])


def require_as_expected(golden: Golden, field: str) -> None:
    """Fails with a diff where a field came out otherwise."""
    report = checked(golden.folder).of(field)
    assert report.compared == 1
    for difference in report.differences:
        pytest.fail("\n".join([f"{name(golden)}: {field}", *differing_lines(difference)]), pytrace=False)


def test_there_are_goldens() -> None:
    assert len(ARTICLES) >= 12
    assert len(GOLDENS) - len(ARTICLES) >= 2


@pytest.mark.parametrize("golden", ARTICLES, ids=name)
def test_a_goldens_fields_are_some_of_the_schemas(golden: Golden) -> None:
    assert {"title", "body"} <= set(golden.expected) <= set(GOLDEN_FIELDS)
    if golden.folder.parent.name == "islamtimes":  # whose records are known as a whole
        assert list(golden.expected) == list(GOLDEN_FIELDS)


@pytest.mark.parametrize("golden", GOLDENS, ids=name)
def test_page_is_an_article_or_is_refused_as_expected(golden: Golden) -> None:
    require_as_expected(golden, PAGE)


@pytest.mark.parametrize(
    ("golden", "field"), [(golden, field) for golden in ARTICLES for field in golden.expected], ids=name
)
def test_field(golden: Golden, field: str) -> None:
    require_as_expected(golden, PAGE)  # without an article no field can be wrong
    require_as_expected(golden, field)
