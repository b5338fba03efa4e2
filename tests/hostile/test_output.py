"""What a page says breaks neither its line, its column, its row, nor the terminal; and no path is made of it."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from scrapy.exporters import CsvItemExporter

from newsscrape.commands.crawl import closing_table
from newsscrape.commands.outlet import check_table
from newsscrape.commands.reparse import _account
from newsscrape.dataset.folder import OutletFolder
from newsscrape.dataset.jsonl import encode
from newsscrape.dataset.writer import DatasetWriter
from newsscrape.errors import ConfigurationError
from newsscrape.extensions.accounting import RunAccount
from newsscrape.goldens import Difference, FieldReport, Report
from newsscrape.items import Article
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.records import validate
from newsscrape.reparse.checkpoint import Summary
from newsscrape.state.outcome import Outcome
from newsscrape.text import printable
from tests.hostile.cases import PARAGRAPH, ld_json

NASTY = 'a\r\nb\u2028c\u2029d\0e\ud800f\x1b[31mg\x9b2Jh\u202ei\u2066j\x7fk"l,m\ufeffn\U000e0041o\x85p'
ESCAPED = r'a\r\nb\u2028c\u2029d\x00e\ud800f\x1b[31mg\x9b2Jh\u202ei\u2066j\x7fk"l,m\ufeffn\U000e0041o\x85p'


def nasty_article() -> Article:
    """The article of a page that has it in every field, twice escaped where JSON can."""
    said = json.dumps(NASTY)
    described = (
        f'{{"@type":"NewsArticle","headline":{said},"description":{said},"author":[{said},"Jane \\ud800 Doe"],'
        f'"keywords":[{said}],"articleSection":{said},"inLanguage":{said},"datePublished":"2024-03-05","image":'
        f'{{"url":"http://e.org/\\ud800.jpg","caption":{said},"creditText":{said}}},"articleBody":{said}}}'
    )
    body = PARAGRAPH.replace("harbour", NASTY) * 6
    markup = f"<html><head><title>{NASTY}</title>{ld_json(described)}</head><body><h1>{NASTY}</h1>{body}</body></html>"
    page = Page(markup, url="http://e.org/\ud800\u202e/a\x1b", path="a\nb\x1b.html", record=0)
    article = parse_article(page, None)
    validate(article)
    return article


def control_characters(value: Any) -> set[str]:
    """What no clean text holds, in all texts of a value. Tags of a script's own, as flags have them, may stand."""
    if isinstance(value, str):
        return {char for char in value if printable(char) != char and char != "\n" and char < "\U000e0000"}
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return set().union(*map(control_characters, values))


def test_a_record_is_one_line_and_clean() -> None:
    line = encode(nasty_article())
    assert line.count(b"\n") == 1
    record = json.loads(line)
    assert "\n" not in record["title"]
    assert len(line.decode().splitlines()) == 1  # which takes U+2028 and its like for line ends
    assert not control_characters({key: value for key, value in record.items() if key not in ("source", "url")})


def test_a_record_keeps_its_row_and_its_columns(tmp_path: Path) -> None:
    article = nasty_article()
    writer = DatasetWriter(tmp_path / "a.parquet", append=False)
    for _ in range(2):
        writer.write(encode(article))
    files = writer.finish()
    writer.close()
    assert [row["title"] for row in pq.read_table(files[0]).to_pylist()] == [article.title] * 2
    feed = io.BytesIO()
    exporter = CsvItemExporter(feed, fields_to_export=["title", "body", "outlet"])
    exporter.start_exporting()
    exporter.export_item(article)
    exporter.finish_exporting()
    rows = list(csv.reader(io.StringIO(feed.getvalue().decode(), newline="")))
    assert [row[0] for row in rows] == ["title", article.title]
    assert [len(row) for row in rows] == [3, 3]


def test_the_terminal_shows_and_obeys_nothing() -> None:
    assert printable(NASTY) == ESCAPED
    assert printable("Größe – 東京 “quoted” ‘and’ ½ e\u0301") == "Größe – 東京 “quoted” ‘and’ ½ e\u0301"
    assert printable(printable(NASTY)) == ESCAPED


def test_tables_hold_their_lines() -> None:
    account = RunAccount(
        outlet="gazette",
        finish_reason="finished",
        seen=1,
        outcomes=dict.fromkeys(Outcome, 0) | {Outcome.FAILED: 1},
        reasons={outcome: {NASTY: 1} for outcome in Outcome},
        records=0,
        marked=0,
        dataset=Path(NASTY.replace("\0", "")),
        alarms=[],
        errors=[NASTY],
    )
    summary = Summary(pages=1, outcomes=Counter({Outcome.FAILED: 1}), faults=Counter({NASTY: 1}))
    for table in (closing_table(account), _account(summary, 1, [Path("a\x1b.jsonl")], Path("no-such"))):
        assert not [line for line in table.split("\n") if printable(line) != line]
        assert ESCAPED[:10] in table or "\\x1b" in table


def test_diffs_hold_their_lines() -> None:
    report = Report(goldens=1, fields={"title": FieldReport(1, differences=[Difference(NASTY, NASTY, ["x", NASTY])])})
    table = check_table("gazette", report)
    assert not [line for line in table.split("\n") if printable(line) != line]
    assert r"\x1b[31m" in table


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../a", "a\\b", "a\nb", "a\x1b[31m", "a\u202eb", "x" * 300])
def test_no_path_is_made_of_what_is_no_name(name: str) -> None:
    with pytest.raises(ConfigurationError, match="no name that a folder can have"):
        OutletFolder("data", name)


@pytest.mark.parametrize("host", ["../../etc", "..", "a\x1b[31m", "%2e%2e%2f", "[::1]", "a\u202eb", "xn--a"])
def test_a_page_cannot_lead_out_of_the_data_folder(host: str) -> None:
    markup = (
        f'<html><head><link rel="canonical" href="http://{host}/a"></head><body><h1>A</h1>{PARAGRAPH * 6}</body></html>'
    )
    article = parse_article(Page(markup.encode()), None)
    try:
        folder = OutletFolder("data", article.outlet)
    except ConfigurationError:
        return
    assert folder.articles.parent.parent == Path("data")
    assert printable(str(folder.articles)) == str(folder.articles)
