"""Saved pages into records: what is written where, the account that adds up, and how it is gone on with."""

import gzip
import json
import os
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsscrape.archive.inputs import find_inputs
from newsscrape.dataset.jsonl import JsonLinesWriter, read_lines
from newsscrape.dataset.reading import read_records
from newsscrape.dataset.writer import DatasetWriter
from newsscrape.errors import BusyError, ConfigurationError
from newsscrape.page import Page
from newsscrape.reparse import run as module
from newsscrape.reparse.checkpoint import Checkpoint, Summary
from newsscrape.reparse.parsing import Parsed
from newsscrape.reparse.run import Options, reparse
from newsscrape.state.outcome import Outcome

PAGE = "Monday 30 April 2023 - 21:33\nTitle {0}\nStory Code : {0}\nTitle {0}\nText of {0}.\nComment\n"
HEADER = " date 2023-04-30 {0}\n"

# What a page may be in place of an article, by what a person is told.
BAD = {
    "the page is empty": b"",
    "it is neither HTML nor text": b"\0" * 9,
    "a record header without a page": b" date 2023-04-30 0\n",
    "bears no known outlet's landmarks": b"Some prose.\n\nMore of it.\n",
    "nothing on the page calls it one": b"<html><body><h1>502 Bad Gateway</h1></body></html>",
    "cut off within the body": b"<html><div>30 April 2023</div><h1>T</h1><div>Story Code : 7</div><p>Te",
}


class Crash(BaseException):
    """The end of the process, as far as a test within one can have it."""


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parses within the process, and commits after every page."""

    def parse_here(
        items: Iterable[Any], parse: Callable[[Page], Parsed], *, jobs: int, budget_s: float
    ) -> Generator[Any]:
        for item in items:
            yield parse(item) if isinstance(item, Page) else item

    monkeypatch.setattr(module, "parse_in_order", parse_here)
    monkeypatch.setattr(module, "_COMMIT_EVERY_S", -1)


def save(folder: Path, **contents: str | bytes) -> None:
    """Writes files by name, with `_` for the dot."""
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / name.replace("_", ".")).write_bytes(content.encode() if isinstance(content, str) else content)


def run(folder: Path, name: str = "out.jsonl", **options: Any) -> Summary:
    summary, _ = reparse(find_inputs([str(folder / "saved")]), folder / name, Options(**options))
    return summary


def archived(n: int) -> bytes:
    """A WARC record of a page."""
    html = "<html><body>" + "".join(f"<p>{line}</p>" for line in PAGE.format(n).splitlines()) + "</body></html>"
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}"
    fields = f"WARC-Type: response\r\nWARC-Target-URI: http://e.org/{n}\r\nContent-Length: {len(http)}"
    return f"WARC/1.1\r\n{fields}\r\n\r\n{http}\r\n\r\n".encode()


def lines(folder: Path, name: str = "out.jsonl") -> list[dict[str, Any]]:
    return list(read_lines(folder / name))


def codes(folder: Path) -> list[str]:
    return [record["story_code"] for record in lines(folder)]


@pytest.mark.parametrize("reason", BAD)
def test_bad_input_gives_a_line_with_its_reason_and_the_rest_goes_on(tmp_path: Path, reason: str) -> None:
    save(tmp_path / "saved", a_html=BAD[reason], b_txt=PAGE.format(7).replace("Monday", "Sunday"))
    summary = run(tmp_path)
    (line,) = lines(tmp_path, "errors.jsonl")
    assert reason in line.pop("reason")
    assert line == {"path": (tmp_path / "saved/a.html").as_posix(), "record": None, "offset": 0, "level": "error"}
    assert [record["id"] for record in lines(tmp_path)] == ["islamtimes:7"]
    assert summary.outcomes == {Outcome.FAILED: 1, Outcome.EXPORTED: 1}


def test_every_page_has_an_outcome_and_every_fault_a_line(tmp_path: Path) -> None:
    first = HEADER.format(1) + PAGE.format(1)
    save(tmp_path / "saved", a_txt=first + first, b_html_gz=b"\x1f\x8b\x08 no gzip")
    summary = run(tmp_path)
    weekday = "date_published: weekday differs from the date"
    value = f"{weekday}: 'Monday 30 April 2023 - 21:33'"
    a, b = ((tmp_path / "saved" / name).as_posix() for name in ("a.txt", "b.html.gz"))
    found = lines(tmp_path, "errors.jsonl")
    assert "cannot be read" in found[-1].pop("reason")
    assert found == [
        {"path": a, "record": 0, "offset": 0, "level": "warning", "reason": value},
        {"path": a, "record": 1, "offset": len(first), "level": "duplicate", "reason": "same id as islamtimes:1"},
        {"path": a, "record": 1, "offset": len(first), "level": "warning", "reason": value},
        {"path": b, "record": None, "offset": None, "level": "error"},
    ]
    (record,) = lines(tmp_path)
    assert record["date_published"] == "2023-04-30T21:33:00+03:30"  # the date is kept
    assert summary.pages == summary.outcomes.total() == 3
    assert summary.faults == {weekday: 2}


def test_what_the_output_has_is_unchanged(tmp_path: Path) -> None:
    save(tmp_path / "saved", a_txt=PAGE.format(1))
    run(tmp_path)
    save(tmp_path / "saved", b_txt=PAGE.format(2))
    assert run(tmp_path, append=True).outcomes == {Outcome.UNCHANGED: 1, Outcome.EXPORTED: 1}
    assert codes(tmp_path) == ["1", "2"]
    assert run(tmp_path).outcomes == {Outcome.EXPORTED: 2}  # anew


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    save(tmp_path / "saved", a_txt=PAGE.format(1), c_html="<html>")
    assert run(tmp_path, resume=True).pages == 2  # nothing to go on with: a beginning
    before = [(tmp_path / name).read_bytes() for name in ("out.jsonl", "errors.jsonl")]
    assert run(tmp_path, resume=True).pages == 2
    assert [(tmp_path / name).read_bytes() for name in ("out.jsonl", "errors.jsonl")] == before
    save(tmp_path / "saved", b_txt=PAGE.format(2))
    again = run(tmp_path, resume=True)
    assert (again.pages, again.outcomes[Outcome.EXPORTED]) == (3, 2)
    assert codes(tmp_path) == ["1", "2"]


def test_a_file_that_has_grown_is_read_on(tmp_path: Path) -> None:
    save(tmp_path / "saved", a_txt=HEADER.format(1) + PAGE.format(1))
    run(tmp_path)
    save(tmp_path / "saved", a_txt="".join(HEADER.format(n) + PAGE.format(n) for n in (1, 2, 3)))
    assert run(tmp_path, resume=True).outcomes == {Outcome.EXPORTED: 3, Outcome.DUPLICATE: 1}  # the last once more
    assert codes(tmp_path) == ["1", "2", "3"]


def test_a_record_that_was_cut_off_is_read_when_its_file_has_grown(tmp_path: Path) -> None:
    dump = "".join(HEADER.format(n) + PAGE.format(n) for n in (1, 2)).encode()
    packed = gzip.compress((HEADER.format(5) + PAGE.format(5)).encode())
    archive = b"".join(gzip.compress(archived(n)) for n in (3, 4))
    save(tmp_path / "saved", a_txt=dump[:-12], b_txt_gz=packed[:-20], c_warc_gz=archive[:-20])
    run(tmp_path)
    assert codes(tmp_path) == ["1", "2", "3"]
    save(tmp_path / "saved", a_txt=dump, b_txt_gz=packed, c_warc_gz=archive)
    run(tmp_path, resume=True)
    found = [(record["story_code"], record["body"], record["revision"]) for record in lines(tmp_path)[2:]]
    assert found == [("3", "Text of 3.", 1), ("2", "Text of 2.", 2), ("5", "Text of 5.", 1), ("4", "Text of 4.", 1)]


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.parquet"])
def test_what_is_new_comes_behind_an_output_that_was_finished(tmp_path: Path, name: str) -> None:
    save(tmp_path / "saved", a_txt=PAGE.format(1))
    run(tmp_path, name)
    save(tmp_path / "saved", b_txt=PAGE.format(2))
    for _ in range(2):
        assert run(tmp_path, name, resume=True).outcomes == {Outcome.EXPORTED: 2}
        assert [record["story_code"] for record in read_records(tmp_path / name)] == ["1", "2"]


def test_a_name_that_is_not_utf_8_is_one_like_any_other(tmp_path: Path) -> None:
    save(tmp_path / "saved", a_txt=PAGE.format(1))
    (tmp_path / "saved/a.txt").rename(tmp_path / "saved" / os.fsdecode(b"\xe9.txt"))
    assert run(tmp_path).outcomes == {Outcome.EXPORTED: 1}
    name = rf"{tmp_path}/saved/\xe9.txt"
    assert [record["source"]["path"] for record in lines(tmp_path)] == [name]
    assert [line["path"] for line in lines(tmp_path, "errors.jsonl")] == [name]


@pytest.mark.parametrize("changed", [{"outlet": "islamtimes"}, {"shard_bytes": 9}])
def test_other_options_are_no_going_on(tmp_path: Path, changed: dict[str, Any]) -> None:
    save(tmp_path / "saved", a_txt=PAGE.format(1))
    run(tmp_path)
    with pytest.raises(ConfigurationError, match="begin anew without --resume"):
        run(tmp_path, resume=True, **changed)
    assert codes(tmp_path) == ["1"]


def test_an_output_that_was_cut_is_no_going_on(tmp_path: Path) -> None:
    save(tmp_path / "saved", a_txt=PAGE.format(1))
    run(tmp_path)
    (tmp_path / "errors.jsonl").write_bytes(b"")
    with pytest.raises(ConfigurationError, match=r"errors.jsonl: was changed since"):
        run(tmp_path, resume=True)


def test_lines_of_another_run_are_no_going_on(tmp_path: Path) -> None:
    save(tmp_path / "saved", a_txt=PAGE.format(1))
    run(tmp_path)
    (tmp_path / "errors.jsonl").write_text("a" * 10_000 + "\n")  # of another output beside this one
    with pytest.raises(ConfigurationError, match=r"errors.jsonl: was changed since"):
        run(tmp_path, resume=True)


def test_one_process_writes_an_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path / "saved", a_txt=PAGE.format(1))

    def second(*_: object) -> None:
        with pytest.raises(BusyError, match=r"out.jsonl: another process writes it"):
            reparse([], tmp_path / "out.jsonl", Options())
        with pytest.raises(BusyError, match=r"errors.jsonl: another process writes it"):
            reparse([], tmp_path / "other.jsonl", Options())

    reparse(find_inputs([str(tmp_path / "saved")]), tmp_path / "out.jsonl", Options(), second)
    assert codes(tmp_path) == ["1"]


def test_the_account_of_an_archive_survives(tmp_path: Path) -> None:
    checkpoint = Checkpoint(tmp_path / "state", {"outlet": None}, resume=False)
    checkpoint.summary.outcomes[Outcome.FAILED] = 2
    checkpoint.summary.passed_over["revisit record"] = 3
    checkpoint.commit(DatasetWriter(tmp_path / "out.jsonl").position, 0)
    checkpoint.close()
    again = Checkpoint(tmp_path / "state", {"outlet": None}, resume=True)
    assert again.summary == checkpoint.summary
    assert json.loads(again.store.query("SELECT options FROM reparse").fetchone()[0]) == {"outlet": None}
    again.close()


# Where a run may end: the class, and the method in whose nth call.
MOMENTS = [
    (DatasetWriter, "write"),
    (DatasetWriter, "sync"),
    (DatasetWriter, "roll"),
    (DatasetWriter, "finish"),
    (JsonLinesWriter, "write"),
    (Checkpoint, "note"),
    (Checkpoint, "commit"),
]


CRASHED: dict[str, Any] = {"shard_bytes": 2500}


@cache
def uninterrupted(name: str) -> tuple[Summary, dict[str, bytes]]:
    """What a run of `crashed_inputs` gives."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        crashed_inputs()
        Path("whole").mkdir()
        summary = reparse(find_inputs(["saved"]), Path("whole", name), Options(**CRASHED))[0]
        return summary, contents(Path("whole"))


def crashed_inputs() -> None:
    dump = "".join(HEADER.format(n) + PAGE.format(n % 4) for n in range(7))
    save(Path("saved"), a_txt=dump, b_html="<html>", c_txt=PAGE.format(8), d_txt=dump + PAGE.format(9))


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.parquet"])
@given(crashes=st.lists(st.tuples(st.sampled_from(MOMENTS), st.integers(1, 9), st.booleans()), max_size=4))
@settings(deadline=None, max_examples=25)
def test_a_run_that_crashes_and_is_gone_on_with_gives_what_another_gives(
    name: str, crashes: list[tuple[tuple[type, str], int, bool]]
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        crashed_inputs()
        Path("broken").mkdir()
        for moment, nth, is_after in crashes:
            with suppress(Crash), crashing(*moment, nth, is_after=is_after):
                reparse(find_inputs(["saved"]), Path("broken", name), Options(**CRASHED, resume=True))
        summary, files = reparse(find_inputs(["saved"]), Path("broken", name), Options(**CRASHED, resume=True))
        assert len(files) > 1
        assert (summary, contents(Path("broken"))) == uninterrupted(name)


def contents(folder: Path) -> dict[str, bytes]:
    """All files, but for the state and the lock."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith((".state", ".lock"))}


def crashing(owner: type, method: str, nth: int, *, is_after: bool) -> Any:
    """While it lasts, the nth call of a method crashes, before or after it has done its work."""
    patch = pytest.MonkeyPatch()
    original = getattr(owner, method)
    calls = 0

    def wrapped(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth and not is_after:
            raise Crash
        result = original(*arguments, **named)
        if calls == nth:
            raise Crash
        return result

    class Patched:
        def __enter__(self) -> None:
            patch.setattr(owner, method, wrapped)

        def __exit__(self, *_: object) -> None:
            patch.undo()

    return Patched()
