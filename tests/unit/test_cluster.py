"""The steps of datatrove by themselves: what they take on, what they leave out, and what they write of it."""

import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
import pytest
from datatrove.data import Document
from datatrove.pipeline.filters import LambdaFilter
from hypothesis import given
from hypothesis import strategies as st

from newsscrape.archive.inputs import Input
from newsscrape.archive.warcwriter import WarcWriter
from newsscrape.cluster import DropDuplicates, ExtractArticle, SavedPages, SavedRecords, WriteRecords, share_out
from newsscrape.dataset.jsonl import read_lines
from newsscrape.errors import ConfigurationError

PAGE = "Monday 30 April 2023 - 21:33\nTitle {0}\nStory Code : {0}\nTitle {0}\nText of {0}.\nComment\n"
HEADER = " date 2023-04-30 1\n"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "a.txt").write_text("".join(HEADER + PAGE.format(n) for n in (1, 2, 1)), encoding="utf-8")
    (folder / "b.txt").write_text(PAGE.format(3), encoding="utf-8")
    (folder / "c.html").write_bytes(b"<html><body><h1>502 Bad Gateway</h1></body></html>")
    (folder / "d.html.gz").write_bytes(b"not gzip")
    return folder


def run(*steps: Any, rank: int = 0, tasks: int = 1) -> list[Document]:
    """As an executor runs one task."""
    documents: Iterable[Document] | None = None
    for step in steps:
        documents = step(documents, rank, tasks)
    return list(documents or ())


def extract(saved: Path, output: Path) -> list[Document]:
    return run(SavedPages([str(saved)], 1), ExtractArticle(str(output / "errors")))


def counts(step: Any) -> dict[str, int]:
    return {name: metric.total for name, metric in step.stats.stats.items()}


def test_pages_come_with_what_a_filter_on_addresses_needs(saved: Path) -> None:
    reader = SavedPages([str(saved / "*.txt")], 1)
    documents = run(reader)
    assert [document.id for document in documents] == [f"{saved}/a.txt#{n}" for n in range(3)] + [f"{saved}/b.txt#0"]
    assert documents[0].metadata["url"] is None
    assert documents[0].metadata["file_path"] == f"{saved}/a.txt"
    assert counts(reader) == {"input_files": 2, "pages": 4}


def test_what_an_archive_holds_besides_pages_is_counted(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path / "archive", "x", software="newsscrape")
    for name, kind in (("a", "text/html"), ("b.png", "image/png")):
        at = datetime(2023, 5, 1, tzinfo=UTC)
        writer.write_response(f"https://e.org/{name}", 200, [("Content-Type", kind)], b"<html>", at)
    writer.close()
    reader = SavedPages([str(tmp_path / "archive")], 1)
    (page,) = run(reader)
    assert page.metadata["url"] == "https://e.org/a"
    assert [count for name, count in counts(reader).items() if name.startswith("passed over: ")] != []


def test_each_task_reads_its_share(saved: Path) -> None:
    ids = [document.id for document in run(SavedPages([str(saved)], 1))]
    shares = [[d.id for d in run(SavedPages([str(saved)], 3), rank=rank, tasks=3)] for rank in range(3)]
    assert [name for share in shares for name in share] == ids
    with pytest.raises(ConfigurationError, match="over 3 tasks, not 2"):
        run(SavedPages([str(saved)], 3), tasks=2)


@given(st.lists(st.none() | st.integers(0, 2**60)), st.integers(1, 50))
def test_shares_are_neighbours_and_even(sizes: list[int | None], tasks: int) -> None:
    inputs = [Input(str(n), "warc", size) for n, size in enumerate(sizes)]
    shares = share_out(inputs, tasks)
    assert len(shares) == tasks
    assert [input_ for share in shares for input_ in share] == inputs
    weight = {input_: (input_.size_bytes or 0) + 1 for input_ in inputs}
    for share in shares:  # no more than half a file too many at either end
        assert sum(weight[input_] for input_ in share[1:-1]) * tasks <= sum(weight.values())


@pytest.mark.parametrize(("names", "tasks", "cause"), [(["no.html"], 1, "no such file"), ([], 0, "tasks=0")])
def test_what_cannot_be_shared_out(names: list[str], tasks: int, cause: str) -> None:
    with pytest.raises(ConfigurationError, match=cause):
        SavedPages(names, tasks)


def test_a_job_keeps_its_shares(saved: Path, tmp_path: Path) -> None:
    first = SavedPages([str(saved)], 2, keep_in=str(tmp_path / "job"))
    (saved / "a0.html").write_bytes(b"came since")
    assert SavedPages([str(saved)], 2, keep_in=str(tmp_path / "job")).shares == first.shares
    assert SavedPages([str(saved)], 2).shares != first.shares
    for names, tasks in (([str(saved)], 3), ([str(saved), str(saved)], 2)):
        with pytest.raises(ConfigurationError, match=r"inputs\.json.*another folder"):
            SavedPages(names, tasks, keep_in=str(tmp_path / "job"))


def test_articles_are_records_and_the_rest_has_its_lines(saved: Path, tmp_path: Path) -> None:
    step = ExtractArticle(str(tmp_path / "errors"))
    documents = run(SavedPages([str(saved)], 1), step)
    assert [document.id for document in documents] == [f"islamtimes:{n}" for n in (1, 2, 1, 3)]
    assert documents[0].text == documents[0].metadata["body"] == "Text of 1."
    assert documents[0].metadata["source"]["record"] == 0
    lines = list(read_lines(tmp_path / "errors" / "00000.jsonl"))
    assert [(Path(line["path"]).name, line["record"], line["level"]) for line in lines] == [
        *[("a.txt", n, "warning") for n in range(3)],
        ("b.txt", 0, "warning"),
        ("c.html", None, "error"),
        ("d.html.gz", None, "error"),
    ]
    assert "nothing on the page calls it one" in lines[-2]["reason"]
    assert "cannot be read" in lines[-1]["reason"]
    assert counts(step)["dropped"] == 2
    assert counts(step)["warning: date_published: weekday differs from the date"] == 4


def test_a_page_that_takes_too_long_is_left_out(saved: Path, tmp_path: Path) -> None:
    assert run(SavedPages([str(saved / "b.txt")], 1), ExtractArticle(str(tmp_path / "errors"), budget_s=0)) == []
    (line,) = read_lines(tmp_path / "errors" / "00000.jsonl")
    assert line == {
        "path": f"{saved}/b.txt",
        "record": 0,
        "offset": 0,
        "level": "error",
        "reason": "it took more than 0 s",
    }


def test_the_outlet_is_known_before_the_job_starts(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere"):
        ExtractArticle(str(tmp_path), outlet="nowhere")


def test_duplicates_are_dropped_and_told(saved: Path, tmp_path: Path) -> None:
    step = DropDuplicates(str(tmp_path / "duplicates"))
    documents = run(_fixed(extract(saved, tmp_path)), step)
    assert [document.id for document in documents] == [f"islamtimes:{n}" for n in (1, 2, 3)]
    assert list(read_lines(tmp_path / "duplicates" / "00000.jsonl")) == [
        {
            "path": f"{saved}/a.txt",
            "record": 2,
            "offset": None,
            "level": "duplicate",
            "reason": "same id as islamtimes:1",
        }
    ]
    assert counts(step)["dropped"] == 1


def test_an_article_that_changed_is_a_revision(saved: Path, tmp_path: Path) -> None:
    first, *_ = extract(saved, tmp_path)
    first.metadata["url"] = "https://www.islamtimes.com/en/news/1/title"
    changed = Document(text="Other.", id=first.id, metadata={**first.metadata, "body": "Other."})
    documents = run(_fixed([first, changed]), DropDuplicates(str(tmp_path / "duplicates")))
    assert [document.metadata["revision"] for document in documents] == [1, 2]
    assert documents[1].metadata["previous_sha256"] == first.metadata["source"]["sha256"]


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "jsonl.zst"])
def test_records_are_read_as_they_were_written(saved: Path, tmp_path: Path, ending: str) -> None:
    documents = extract(saved, tmp_path)
    run(_fixed(documents), WriteRecords(str(tmp_path / "parts"), "${rank}." + ending))
    assert (tmp_path / "parts" / f"00000.{ending}").exists()
    assert run(SavedRecords(str(tmp_path / "parts"))) == documents


def test_what_steps_between_have_done_is_written(saved: Path, tmp_path: Path) -> None:
    document, *_ = extract(saved, tmp_path)
    document.text = "Mended."
    document.metadata["score"] = 0.5
    run(_fixed([document]), WriteRecords(str(tmp_path / "parts")))
    (record,) = read_lines(tmp_path / "parts" / "00000.jsonl")
    assert (record["body"], record["score"]) == ("Mended.", 0.5)
    (again,) = run(SavedRecords(str(tmp_path / "parts")), DropDuplicates(str(tmp_path / "duplicates")))
    assert again.metadata["score"] == 0.5


def test_datatroves_filters_stand_before_and_after_the_extraction(saved: Path, tmp_path: Path) -> None:
    before = LambdaFilter(lambda page: page.metadata["file_path"].endswith(".txt"))
    after = LambdaFilter(lambda article: article.metadata["story_code"] != "1")
    documents = run(SavedPages([str(saved)], 1), before, ExtractArticle(str(tmp_path / "errors")), after)
    assert [document.id for document in documents] == ["islamtimes:2", "islamtimes:3"]
    assert counts(before)["dropped"] == 2


def test_inputs_and_outputs_may_lie_anywhere_that_fsspec_reaches(saved: Path, tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.put(f"{saved}/", "/saved/", recursive=True)
    steps = SavedPages(["memory://saved"], 1, keep_in="memory://job"), ExtractArticle("memory://job/errors")
    there = run(*steps, WriteRecords("memory://job/parts"))
    assert [document.text for document in there] == [document.text for document in extract(saved, tmp_path)]
    assert there[0].metadata["source"]["path"] == "memory:///saved/a.txt"
    assert SavedPages(["memory://saved"], 1, keep_in="memory://job").shares == steps[0].shares
    assert run(SavedRecords("memory://job/parts")) == there
    assert memory.cat("/job/errors/00000.jsonl").count(b"\n") == 6
    memory.rm("/", recursive=True)


def test_without_datatrove_the_user_is_told_what_to_install() -> None:
    script = "import sys; sys.modules['datatrove'] = None; import newsscrape.cluster"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "ConfigurationError: newsscrape.cluster needs datatrove: pip install 'newsscrape[cluster]'" in done.stderr


def _fixed(documents: list[Document]) -> Any:
    """A step that gives these."""
    return lambda *_: iter(documents)
