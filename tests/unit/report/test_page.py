"""What the page carries, by its text alone."""

import gzip
import re
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import orjson
import pytest
from lxml import html

from newsscrape.report.gather import Limits, find_report_inputs, gather
from newsscrape.report.runs import COVERED
from tests.report.demo import HOSTILE, HOSTILE_TITLES, NORTH, write_demo

pytest.importorskip("vl_convert", reason="vl-convert-python is not installed")
from newsscrape.report.page import write_page


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page about the demo, with hostile text for its title."""
    data = write_demo(tmp_path_factory.mktemp("page"))
    with TemporaryFile() as spool:
        gathered = gather(find_report_inputs([str(data)]), spool, Limits())
        out = BytesIO()
        write_page(gathered, "</title><script>x()</script>\u202e", out)
    return out.getvalue().decode()


def index(page: str) -> dict[str, Any]:
    found = re.search(r'id="index">([A-Za-z0-9+/=]+)<', page)
    assert found is not None
    value: dict[str, Any] = orjson.loads(gzip.decompress(b64decode(found[1])))
    return value


def test_no_value_is_markup(page: str) -> None:
    assert "&lt;/title&gt;&lt;script&gt;x()&lt;/script&gt;⟨U+202E⟩ – newsscrape report</title>" in page
    assert page.count("<script>") == 1
    assert "\u202e" not in page
    assert "\x07" not in page
    assert not re.search(r"<img|<iframe|</script><script>window", page)


def test_the_policy_names_the_script_and_the_styles_as_they_stand(page: str) -> None:
    from newsscrape.report.policy import source_of
    from newsscrape.report.saved import STYLE

    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found is not None
    policy = found[1].replace("&#39;", "'")
    assert f"script-src {source_of(script)};" in policy
    assert f"style-src {source_of(style)} {source_of(STYLE)};" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_nothing_is_named_that_a_browser_would_fetch(page: str) -> None:
    root = html.document_fromstring(page)
    names = {name for element in root.iter() for name in element.attrib}
    assert not names & {"src", "srcset", "action", "data", "poster", "style", "onload", "onerror", "onclick"}
    assert {element.get("href") for element in root.iter()} == {None, "#main", "#overview", "#records"}
    assert not list(root.iter("link", "base", "img", "iframe", "object", "embed", "image", "use"))
    (style,) = root.iter("style")
    assert not re.search(r"@import|url\(", style.text_content())


def test_columns_are_of_one_length_and_in_the_order_of_the_records(page: str) -> None:
    columns = index(page)
    lengths = {len(columns[name]) for name in ("title", "outlet", "date", "missing", "run", "doubt")}
    assert lengths == {70}
    assert columns["title"][3 : 3 + len(HOSTILE_TITLES)] == list(HOSTILE_TITLES)
    assert columns["outlets"][1] == HOSTILE
    assert columns["starts"] == [0, 64]
    missing = 1 << COVERED.index("date_published")
    assert [place for place, bits in enumerate(columns["missing"]) if bits & missing] == [18, *range(64, 70)]
    ((number, run),) = columns["runs"].items()
    assert run["outlet"] == NORTH
    assert columns["run"][64:] == [int(number)] * 6


def test_a_page_too_long_to_read_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from newsscrape.archive.inputs import find_inputs

    data = write_demo(tmp_path)
    inputs = find_report_inputs([str(data / NORTH)])
    inputs.archive = find_inputs([str(data / NORTH / "archive")])
    for longest, count in ((5_000_000, 9), (100, 0)):
        monkeypatch.setattr("newsscrape.report.gather._LONGEST_PAGE", longest)
        with TemporaryFile() as spool:
            assert len(gather(inputs, spool, Limits(pages=9)).pages) == count
