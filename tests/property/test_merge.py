"""Whichever machine read an article when: merged, its records are the changes in the order of time."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from newsscrape.dataset.jsonl import JsonLinesWriter
from newsscrape.dataset.reading import read_records
from newsscrape.merge import DatasetSink, find_inputs, merge
from tests.unit.dataset.records import put, said

Record = dict[str, Any]
# What is read in an hour: by which machine, which article, and what it says then.
reads = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3), st.sampled_from("abc")), max_size=20)


@settings(max_examples=40, deadline=None)
@given(reads=reads, order=st.permutations([0, 1, 2]), kind=st.sampled_from([".jsonl", ".jsonl.zst", ".parquet"]))
def test_records_are_the_changes_in_order(reads: list[tuple[int, int, str]], order: list[int], kind: str) -> None:
    machines: list[list[Record]] = [[], [], []]
    for hour, (machine, number, text) in enumerate(reads):
        earlier = [r for r in machines[machine] if r["id"] == f"x:{number}"]
        if not earlier or earlier[-1]["body"] != text:  # as a crawl writes it
            after = earlier[-1] if earlier else None
            machines[machine].append(said(number, text, hour, revision=len(earlier) + 1, after=after))
    with TemporaryDirectory() as folder:
        files = [put(Path(folder) / f"{m}{kind}", *machines[m]) for m in range(3)]
        merged = merge_files(Path(folder) / "1", [files[m] for m in order])
        assert changes(merged) == changes(sorted((r for m in machines for r in m), key=lambda r: str(r["fetched_at"])))
        for i, record in enumerate(merged):
            before = [r for r in merged[:i] if r["id"] == record["id"]]
            previous = before[-1]["source"]["sha256"] if before else None
            assert (record["revision"], record["previous_sha256"]) == (len(before) + 1, previous)
        again = merge_files(Path(folder) / "2", [put(Path(folder) / f"all{kind}", *merged), *files])
        assert again == merged


def changes(records: Iterable[Record]) -> list[list[str]]:
    """What each article says, one change after another."""
    by_id: dict[str, list[str]] = {}
    for record in records:
        by_id.setdefault(record["id"], []).append(record["body"])
    return [[text for text, _ in groupby(by_id[name])] for name in sorted(by_id)]


def merge_files(folder: Path, files: Sequence[Path]) -> list[Record]:
    folder.mkdir()
    sink = DatasetSink(folder / "out.jsonl", 10**9)
    merge(find_inputs(map(str, files)), sink, JsonLinesWriter(folder / "errors.jsonl"), folder)
    (out,) = sink.finish()
    return list(read_records(out))
