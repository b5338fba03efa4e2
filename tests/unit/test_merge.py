"""Datasets into one: nothing twice, nothing lost in silence, and the newest record of an article is its last."""

import os
from pathlib import Path

import pytest

from newsscrape import merge as module
from newsscrape.dataset.jsonl import JsonLinesWriter, encode, read_lines
from newsscrape.dataset.reading import read_records
from newsscrape.dataset.writer import DatasetWriter
from newsscrape.errors import ConfigurationError
from newsscrape.merge import DatasetSink, FolderSink, MergeSummary, find_inputs, merge
from newsscrape.state.outcome import Outcome
from tests.unit.dataset.records import KINDS, put, record, said


class Merged:
    """What a merge of files gives."""

    def __init__(self, folder: Path, *files: Path, kind: str = ".jsonl") -> None:
        (folder / "work").mkdir(exist_ok=True)
        sink, errors = (
            DatasetSink(folder / f"out{kind}", 10**9),
            JsonLinesWriter(folder / "errors.jsonl", append=False),
        )
        self.summary: MergeSummary = merge(find_inputs(map(str, files)), sink, errors, folder / "work")
        self.records = [r for file in sink.finish() for r in read_records(file)]
        errors.close()
        self.errors = list(read_lines(folder / "errors.jsonl"))
        for left in (folder / "work").iterdir():
            left.unlink()

    @property
    def chain(self) -> list[tuple[str, int]]:
        """Texts and revisions, where each names the page of the one before it."""
        for i, here in enumerate(self.records):
            earlier = [r for r in self.records[:i] if r["id"] == here["id"]]
            assert here["previous_sha256"] == (earlier[-1]["source"]["sha256"] if earlier else None)
        return [(r["body"], r["revision"]) for r in self.records]


def test_each_article_comes_once_in_the_order_of_fetching(tmp_path: Path) -> None:
    a = put(tmp_path / "a.jsonl", said(1, "one", 1), said(2, "two", 4))
    b = put(tmp_path / "b.jsonl", said(3, "three", 2), said(1, "one", 3), said(4, "four", 5))
    merged = Merged(tmp_path, a, b)
    assert merged.records == [said(1, "one", 1), said(3, "three", 2), said(2, "two", 4), said(4, "four", 5)]
    assert merged.summary.outcomes == {Outcome.EXPORTED: 4, Outcome.UNCHANGED: 1}
    assert merged.errors == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read_and_written(tmp_path: Path, kind: str) -> None:
    records = [record(number) for number in range(7)]
    merged = Merged(
        tmp_path, put(tmp_path / f"a{kind}", *records[:4]), put(tmp_path / f"b{kind}", *records[3:]), kind=kind
    )
    assert sorted(merged.records, key=lambda r: str(r["id"])) == records
    assert merged.summary.outcomes == {Outcome.EXPORTED: 7, Outcome.UNCHANGED: 1}


A1 = said(1, "first", 1)
A2 = said(1, "second", 5, revision=2, after=A1)
A3 = said(1, "third", 7, revision=3, after=A2)
BACK = said(1, "first", 9, revision=3, after=A2)
NONE1 = said(1, "first", None)
NONE2 = said(1, "second", None, revision=2, after=NONE1)
NONE3 = said(1, "first", None, revision=3, after=NONE2)

CHAINS = {
    "the same dataset": ([A1, A2, A3], [A1, A2, A3], [("first", 1), ("second", 2), ("third", 3)]),
    "an older copy": ([A1, A2], [A1], [("first", 1), ("second", 2)]),
    "a newer copy": ([A1], [A1, A2], [("first", 1), ("second", 2)]),
    "read elsewhere before the change": ([A1, A2], [said(1, "first", 3)], [("first", 1), ("second", 2)]),
    "read elsewhere after the change": ([A1], [said(1, "second", 6)], [("first", 1), ("second", 2)]),
    "changed once more elsewhere": ([A1, A2], [said(1, "third", 6)], [("first", 1), ("second", 2), ("third", 3)]),
    "changed between": ([A1, A2], [said(1, "third", 3)], [("first", 1), ("third", 2), ("second", 3)]),
    "two changes": (
        [A1, A2],
        [said(1, "first", 2), said(1, "third", 6, revision=2, after=A1)],
        [("first", 1), ("second", 2), ("third", 3)],
    ),
    "changed back": ([A1, A2, BACK], [A1], [("first", 1), ("second", 2), ("first", 3)]),
    "changed back elsewhere": ([A1, A2], [BACK], [("first", 1), ("second", 2), ("first", 3)]),
    "of unknown time": ([NONE1, NONE2], [NONE1], [("first", 1), ("second", 2)]),
    "of unknown time, changed back": (
        [NONE1, NONE2, NONE3],
        [NONE1, NONE2],
        [("first", 1), ("second", 2), ("first", 3)],
    ),
    "of unknown time, newer": ([NONE1], [NONE1, NONE2], [("first", 1), ("second", 2)]),
}


@pytest.mark.parametrize("kind", [".jsonl", ".parquet"])
@pytest.mark.parametrize("case", CHAINS)
def test_revisions_are_one_chain(tmp_path: Path, case: str, kind: str) -> None:
    a, b, expected = CHAINS[case]
    files = put(tmp_path / f"a{kind}", *a), put(tmp_path / f"b{kind}", *b)
    merged = Merged(tmp_path, *files)
    assert merged.chain == expected
    assert merged.summary.outcomes.total() == len(a) + len(b)
    assert merged.summary.revisions == len(expected) - 1
    assert Merged(tmp_path, *reversed(files)).chain == expected


@pytest.mark.parametrize("hours", [(1, 5), (None, None)])
def test_parquet_is_read_in_the_order_of_time_and_not_of_its_rows(
    tmp_path: Path, hours: tuple[int | None, int | None]
) -> None:
    first = said(1, "first", hours[0], date_published="2023-05-01")
    second = said(1, "second", hours[1], revision=2, after=first, date_published="2023-04-01")
    path = put(tmp_path / "a.parquet", first, second)
    assert list(read_records(path)) == [second, first]
    assert Merged(tmp_path, path).records == [first, second]


def test_a_chain_that_begins_later_keeps_its_numbers(tmp_path: Path) -> None:
    merged = Merged(tmp_path, put(tmp_path / "a.jsonl", A2), put(tmp_path / "b.jsonl", said(1, "third", 6)))
    assert [(r["body"], r["revision"]) for r in merged.records] == [("second", 2), ("third", 3)]
    assert merged.records[0] == A2


def test_a_chain_with_a_gap_keeps_its_numbers(tmp_path: Path) -> None:
    assert Merged(tmp_path, put(tmp_path / "a.jsonl", A1, A3)).chain == [("first", 1), ("third", 3)]


def test_what_is_older_than_what_is_written_is_told(tmp_path: Path) -> None:
    """Times within a dataset need not rise: its records then come later than their own times say."""
    a = put(tmp_path / "a.jsonl", A1, A2)
    b = put(tmp_path / "b.jsonl", said(9, "nine", 8), said(1, "between", 3), said(1, "first", 2))
    merged = Merged(tmp_path, a, b)
    assert [(r["body"], r["revision"]) for r in merged.records] == [("first", 1), ("second", 2), ("nine", 1)]
    assert merged.summary.outcomes == {Outcome.EXPORTED: 3, Outcome.DUPLICATE: 1, Outcome.UNCHANGED: 1}
    (line,) = merged.errors
    assert line["reason"] == "older than the record of x:1 before it"
    assert (line["path"], line["record"], line["level"]) == (str(b), 1, "duplicate")


def test_one_address_is_one_article(tmp_path: Path) -> None:
    a = put(tmp_path / "a.jsonl", said(1, "one", 1, canonical_url="https://example.org/x"))
    b = put(tmp_path / "b.jsonl", said(2, "one", 2, canonical_url="https://example.org/x"))
    merged = Merged(tmp_path, a, b)
    assert [r["id"] for r in merged.records] == ["x:1"]
    (line,) = merged.errors
    assert (line["level"], line["reason"]) == ("duplicate", "same canonical URL as x:1")


BROKEN = {
    "no JSON: ": b"{oops\n",
    "no record: [1]": b"[1]\n",
    "the record is not valid: body must match pattern": encode(record(1, body=" ")),
    "the record is not valid: data must contain": b"{}\n",
    "the record is not valid: fetched_at must match pattern": encode(record(1, fetched_at="zzz")),
    "the record is not valid: outlet must be a name: '../up'": encode(record(1, outlet="../up")),
    "the record is not valid: outlet must be a name: '..'": encode(record(1, outlet="..")),
    f"the record is not valid: revision must have 64 bits: {2**63}": encode(record(1, revision=2**63)),
    f"the record is not valid: source.record must have 64 bits: {2**63}": encode(
        record(1, source={**record(1)["source"], "record": 2**63})
    ),
    "the line is not finished": b'{"id": "x',
}


@pytest.mark.parametrize("reason", BROKEN)
def test_a_broken_record_has_its_line_and_the_rest_goes_on(tmp_path: Path, reason: str) -> None:
    good = [said(1, "one", 1), said(2, "two", 2)]
    is_last = not BROKEN[reason].endswith(b"\n")
    lines = [
        encode(good[0]),
        *([] if is_last else [BROKEN[reason]]),
        encode(good[1]),
        *([BROKEN[reason]] if is_last else []),
    ]
    path = put(tmp_path / "a.jsonl", *lines)
    merged = Merged(tmp_path, path)
    assert merged.records == good
    assert merged.summary.outcomes == {Outcome.EXPORTED: 2, Outcome.FAILED: 1}
    (line,) = merged.errors
    assert reason in line.pop("reason")
    at = lines.index(BROKEN[reason])
    assert line == {"path": str(path), "record": at, "offset": sum(map(len, lines[:at])), "level": "error"}


def test_a_name_that_is_not_utf_8_is_written_out(tmp_path: Path) -> None:
    merged = Merged(tmp_path, put(tmp_path / os.fsdecode(b"\xe9.jsonl"), record(1), b"oops\n"))
    assert (len(merged.records), merged.errors[0]["path"]) == (1, rf"{tmp_path}/\xe9.jsonl")


def test_a_file_that_breaks_off_gives_what_it_holds(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl.gz", *(record(number) for number in range(200)))
    path.write_bytes(path.read_bytes()[:-1000])
    merged = Merged(tmp_path, path, put(tmp_path / "b.jsonl", record(200)))
    assert 0 < len(merged.records) < 201
    assert merged.records[-1] == record(200)
    assert [line["level"] for line in merged.errors] == ["error"]
    assert "the file is broken from here on" in merged.errors[0]["reason"]


def test_unknown_fields_of_a_later_version_stay(tmp_path: Path) -> None:
    later = {**record(1), "mood": "sunny"}
    assert Merged(tmp_path, put(tmp_path / "a.jsonl", later)).records == [later]


def test_shards_are_one_dataset(tmp_path: Path) -> None:
    writer = DatasetWriter(tmp_path / "a.jsonl.gz", shard_bytes=1)
    for value in (A1, A2):
        if writer.is_full:
            writer.roll()
        writer.write(encode(value))
    writer.finish()
    b = put(tmp_path / "b.jsonl", record(2))
    shards = [tmp_path / f"a-0000{n}.jsonl.gz" for n in (0, 1)]
    assert find_inputs([str(tmp_path / "a.jsonl.gz"), str(b)]) == [shards, [b]]
    assert find_inputs([str(tmp_path / "a-*.gz"), str(b)]) == [shards, [b]]


def test_a_data_folder_has_each_outlets_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_OPEN", 2)  # so that files are closed, and opened again
    records = [record(number) for number in range(12)]
    for value in records:
        value["outlet"] = f"outlet{int(value['id'][2:]) % 5}"
    sink = FolderSink(tmp_path / "data")
    for value in records:
        sink.write(value)
    assert not (tmp_path / "data").exists()
    files = sink.finish()
    assert [file.parent.name for file in files] == [f"outlet{n}" for n in range(5)]
    assert list(read_lines(files[1])) == [records[1], records[6], records[11]]
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_data_folder_is_new(tmp_path: Path) -> None:
    put(tmp_path / "data" / "x" / "articles.jsonl", record(1))
    with pytest.raises(ConfigurationError, match="is there already"):
        FolderSink(tmp_path / "data")
    (tmp_path / "empty").mkdir()
    (tmp_path / ".empty.part" / "x").mkdir(parents=True)  # an earlier merge was killed
    assert FolderSink(tmp_path / "empty").finish() == []


def test_what_is_known_is_committed_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_COMMIT_RECORDS", 2)
    records = [said(number, "t", number) for number in range(5)]
    merged = Merged(tmp_path, put(tmp_path / "a.jsonl", *records), put(tmp_path / "b.jsonl", *records))
    assert merged.records == records
