"""In whatever order datasets are named and their records lie: the same duplicates, byte for byte."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from newsscrape.clusters import find_clusters, find_inputs
from newsscrape.dataset.jsonl import JsonLinesWriter
from newsscrape.duplicates.copies import published_at
from tests.unit.dataset.records import put, record

Record = dict[str, Any]
_LETTERS = Random(7)
_WORDS = ["".join(_LETTERS.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(400)]
_DATES = ["2023-05-01", "2023-05-01T01:00:00+03:00", "2023-05-01T00:00:00", "2023-04-30T23:00:00+00:00", "2023-05-02"]


def body_of(story: int, cut: int, start: int) -> str:
    """A text of a story: some words at its end are another's, and some at its beginning are missing."""
    words = _WORDS[story * 80 : story * 80 + 80]
    return " ".join([*words[start : 80 - cut], *_WORDS[320 : 320 + cut]])


bodies = st.builds(body_of, st.integers(0, 2), st.sampled_from([0, 0, 4, 8, 12, 40]), st.sampled_from([0, 0, 8, 40]))
made = st.builds(
    lambda number, body, **values: record(number, body=body, **values),
    number=st.integers(1, 9),
    body=bodies | st.sampled_from(["Watch above.", "Too short."]),
    title=st.sampled_from(["A", "B", None]),
    canonical_url=st.sampled_from([None, None, "https://example.org/a", "https://example.org/b"]),
    story_code=st.sampled_from([None, None, "1"]),
    date_published=st.sampled_from([*_DATES, None]),
    fetched_at=st.sampled_from([None, "2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"]),
    revision=st.integers(1, 2),
    duplicate_of=st.sampled_from([None, None, "x:1", "x:9"]),
)


@settings(max_examples=40, deadline=None)
@given(
    records=st.lists(made, max_size=14),
    kinds=st.permutations([".jsonl", ".jsonl.gz", ".parquet"]),
    data=st.data(),
)
def test_any_order_gives_the_same_bytes(records: list[Record], kinds: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(records))
    cuts = sorted(data.draw(st.tuples(*[st.integers(0, len(records))] * 2)))
    parts = [shuffled[: cuts[0]], shuffled[cuts[0] : cuts[1]], shuffled[cuts[1] :]]
    with TemporaryDirectory() as name:
        folder = Path(name)
        together = cluster(folder / "1", [put(folder / "all.jsonl", *records)])
        datasets = [put(folder / f"{n}{kind}", *part) for n, (kind, part) in enumerate(zip(kinds, parts, strict=True))]
        assert cluster(folder / "2", datasets) == together
    check_clusters(together, records)


def check_clusters(lines: bytes, records: Sequence[Record]) -> None:
    """Each duplicate is a line, in order; it leads to an article of the input that is none, and comes before it."""
    found = [orjson.loads(line) for line in lines.splitlines()]
    assert len({line["id"] for line in found}) == len(found)
    assert not {line["duplicate_of"] for line in found} & {line["id"] for line in found}
    dates: dict[str, set[str]] = {}
    for made_record in records:
        dates.setdefault(made_record["id"], set()).add(published_at(made_record["date_published"]))
    for line in found:
        least, most = min(dates[line["duplicate_of"]]), max(dates[line["id"]])
        assert (least, line["duplicate_of"]) < (most, line["id"])
    single = [line["id"] for line in found if len(dates[line["id"]]) == 1]
    assert single == sorted(single, key=lambda article: (min(dates[article]), article))


def cluster(folder: Path, files: Sequence[Path]) -> bytes:
    """The bytes that come of datasets."""
    (folder / "spool").mkdir(parents=True)
    with closing(JsonLinesWriter(folder / "errors.jsonl")) as errors:
        find_clusters(find_inputs(map(str, files)), folder / "out.jsonl", errors, folder / "spool")
    assert not errors.path.exists()
    return (folder / "out.jsonl").read_bytes()
