"""The outlets by name, by host, and by what a page shows."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import newsscrape.outlets as package
from newsscrape.errors import ConfigurationError
from newsscrape.outlets.registry import outlet_named, outlet_of, outlets
from newsscrape.page import Page

LANDMARKS = "Sunday 30 April 2023 - 21:33\nT\nStory Code : 7\nT\nB\nComment"


@pytest.mark.parametrize(
    ("content", "url", "name"),
    [
        ("x", "https://en.islamtimes.com/en/news/7/", "islamtimes"),
        (LANDMARKS, None, "islamtimes"),
        (LANDMARKS, "http://127.0.0.1:8000/7.html", "islamtimes"),  # a mirror
        ('<html><link rel="canonical" href="https://www.islamtimes.org/en/news/7/">', None, "islamtimes"),
        ("x", "https://e.org/", None),
        ("x", None, None),
    ],
)
def test_outlet_of(content: str, url: str | None, name: str | None) -> None:
    outlet = outlet_of(Page(content, url=url))
    assert (outlet.name if outlet else None) == name


def test_a_name_that_is_none_lists_those_there_are() -> None:
    with pytest.raises(ConfigurationError, match="no outlet is named 'cnn'; there are: islamtimes"):
        outlet_named("cnn")


@pytest.fixture
def extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose modules count as outlets; what was loaded from it is forgotten afterwards."""
    before: dict[str, ModuleType] = dict(sys.modules)
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    outlets.cache_clear()
    yield tmp_path
    outlets.cache_clear()
    for name in set(sys.modules) - set(before):
        if name.startswith(f"{package.__name__}."):
            del sys.modules[name]


@pytest.mark.parametrize("source", ["", "outlet = 5", "from newsscrape.outlets.islamtimes import outlet"])
def test_a_module_that_declares_no_outlet_of_its_name_is_refused(extra: Path, source: str) -> None:
    (extra / "example.py").write_text(source, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"newsscrape/outlets/example\.py: `outlet` is .*, not an Outlet"):
        outlets()


def test_an_outlet_is_a_file(extra: Path) -> None:
    (extra / "example.py").write_text(
        "from dataclasses import replace\nfrom newsscrape.outlets.islamtimes import outlet as other\n"
        "outlet = replace(other, name='example', domains=('example.org',))\n",
        encoding="utf-8",
    )
    assert set(outlets()) == {"example", "islamtimes"}
    found = outlet_of(Page(LANDMARKS, url="https://example.org/"))
    assert found is not None
    assert found.name == "example"


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<p>30 April 2023<h1>T</h1><p>Story Code : 5<p>Body.<p>Comment</p>", "islamtimes"),
        ("<p>30 April 2023<h1>T</h1><p>Story&nbsp;<b>Code</b> : 5<p>Body.<p>Comment</p>", "islamtimes"),
        ("<p>Sunday 30 April 2023 - 21:33<h1>T</h1><p>Body.<p>Comment</p>", "islamtimes"),
        ("<p>30 April 2023<h1>T</h1><p>Body.</p>", None),
        ("<h1>A Story in Code</h1><p>Comment</p>", None),
    ],
)
def test_a_mirror_at_another_address_is_known_by_its_landmarks(html: str, name: str | None) -> None:
    outlet = outlet_of(Page(f"<html><body>{html}</body></html>", url="https://mirror.example/en/news/5"))
    assert (outlet.name if outlet else None) == name
