"""Saved pages into records: what is written where, and the account that adds up."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newsscrape import reparse as module
from newsscrape.archive.files import Unreadable
from newsscrape.dataset.jsonl import JsonLinesWriter, read_lines
from newsscrape.page import Page
from newsscrape.reparse import Summary, map_in_order, parse_saved, reparse
from newsscrape.state.outcome import Outcome

PAGE = "Monday 30 April 2023 - 21:33\nTitle {0}\nStory Code : {0}\nTitle {0}\nText of {0}.\nComment\n"

# What a page may be in place of an article, by what a person is told.
BAD = {
    "the page is empty": b"",
    "nothing but 9 NUL bytes": b"\0" * 9,
    "a record header without a page": b" date 2023-04-30 0\n",
    "bears no known outlet's landmarks": b"Some prose.\n\nMore of it.\n",
    "nothing on the page calls it one": b"<html><body><h1>502 Bad Gateway</h1></body></html>",
    "cut off within the body": b"<html><div>30 April 2023</div><h1>T</h1><div>Story Code : 7</div><p>Te",
}


def run(folder: Path, pages: Iterable[Page | Unreadable], outlet: str | None = None) -> Summary:
    output, errors = JsonLinesWriter(folder / "out.jsonl"), JsonLinesWriter(folder / "errors.jsonl")
    summary = reparse(pages, output, errors, outlet=outlet, jobs=1)
    output.close()
    errors.close()
    return summary


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return list(read_lines(folder / name))


@pytest.mark.parametrize("reason", BAD)
def test_bad_input_gives_a_line_with_its_reason_and_the_rest_goes_on(tmp_path: Path, reason: str) -> None:
    pages = [Page(BAD[reason], path="bad"), Page(PAGE.format(7).replace("Monday", "Sunday"), path="good.txt", record=0)]
    summary = run(tmp_path, pages)
    (line,) = lines(tmp_path, "errors.jsonl")
    assert reason in line.pop("reason")
    assert line == {"path": "bad", "record": None, "level": "error"}
    assert [record["id"] for record in lines(tmp_path, "out.jsonl")] == ["islamtimes:7"]
    assert summary.outcomes == {Outcome.FAILED: 1, Outcome.EXPORTED: 1}


def test_every_page_has_an_outcome_and_every_fault_a_line(tmp_path: Path) -> None:
    pages: list[Page | Unreadable] = [
        Page(PAGE.format(1), path="a.txt", record=0),
        Page(PAGE.format(1), path="a.txt", record=1),
        Unreadable("b.gz", None, "cannot be read: x"),
    ]
    summary = run(tmp_path, pages)
    weekday = "date_published: weekday differs from the date"
    value = f"{weekday}: 'Monday 30 April 2023 - 21:33'"
    assert lines(tmp_path, "errors.jsonl") == [
        {"path": "a.txt", "record": 0, "level": "warning", "reason": value},
        {"path": "a.txt", "record": 1, "level": "duplicate", "reason": "same id as islamtimes:1"},
        {"path": "a.txt", "record": 1, "level": "warning", "reason": value},
        {"path": "b.gz", "record": None, "level": "error", "reason": "cannot be read: x"},
    ]
    (record,) = lines(tmp_path, "out.jsonl")
    assert record["date_published"] == "2023-04-30T21:33:00+03:30"  # the date is kept
    assert summary.pages == summary.outcomes.total() == 3
    assert summary.faults == {weekday: 2}


def test_what_the_output_has_is_unchanged(tmp_path: Path) -> None:
    run(tmp_path, [Page(PAGE.format(1))])
    again = run(tmp_path, [Page(PAGE.format(1)), Page(PAGE.format(2))])
    assert again.outcomes == {Outcome.UNCHANGED: 1, Outcome.EXPORTED: 1}
    assert [record["story_code"] for record in lines(tmp_path, "out.jsonl")] == ["1", "2"]


def test_the_outlet_named_overrides_the_one_shown() -> None:
    page = Page("<html><body><p>x</p></body></html>", url="https://e.org/")
    assert "a front page" in (parse_saved(page).reason or "")
    assert "not an article of Islam Times" in (parse_saved(page, "islamtimes").reason or "")


def test_a_mistake_of_ours_costs_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(module, "parse_article", broken)
    parsed = parse_saved(Page(PAGE.format(1), path="a.txt", record=4))
    assert (parsed.path, parsed.record, parsed.article) == ("a.txt", 4, None)
    assert parsed.reason == "internal error: RuntimeError('no')"


def test_order_is_kept_over_processes_and_little_is_read_ahead() -> None:
    asked: list[int] = []

    def items() -> Iterator[int]:
        for n in range(100):
            asked.append(n)
            yield -n

    results = map_in_order(abs, items(), 2)
    assert next(results) == 0
    assert len(asked) == 2 * 16
    assert list(results) == list(range(1, 100))
