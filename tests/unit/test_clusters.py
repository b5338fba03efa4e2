"""Clusters of finished datasets: which article is the first, what counts of records, and the store made anew."""

import errno
import random
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest

from newsscrape.clusters import ClusterSummary, Report, find_clusters, find_inputs, rebuild_store
from newsscrape.dataset.jsonl import JsonLinesWriter
from newsscrape.dataset.reading import read_records
from newsscrape.duplicates.copies import Method, open_copies
from newsscrape.duplicates.texts import PackedTexts
from newsscrape.errors import ConfigurationError
from tests.unit.dataset.records import KINDS, put, record

Lines = list[dict[str, Any]]


def words(seed: int, count: int = 120) -> list[str]:
    """A text's words, like no other text's."""
    letters = random.Random(seed)
    return ["".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=letters.randint(4, 9))) for _ in range(count)]


TEXT = " ".join(words(1))
CUT = " ".join(words(1, 60))
NEAR = " ".join(words(1) + words(2, 10))
# Near NEXT, but not near TEXT, from which NEXT differs at the other end.
NEXT = " ".join(words(1)[:-12] + words(3, 12))
AFTER_NEXT = " ".join(words(4, 12) + words(1)[12:-12] + words(3, 12))


def on(number: int, published: str | None, body: str = TEXT, **values: Any) -> dict[str, Any]:
    """A record of an article that was published then."""
    return record(number, **{"date_published": published, "body": body, **values})


def cluster(folder: Path, *paths: Path | str, report: Report | None = None) -> tuple[Lines, ClusterSummary, Lines]:
    """What comes of datasets: the duplicates, the account, the errors."""
    spool = folder / "spool"
    spool.mkdir(parents=True)
    with closing(JsonLinesWriter(folder / "errors.jsonl", append=False)) as errors:
        summary = find_clusters(find_inputs(map(str, paths)), folder / "out.jsonl", errors, spool, report)
    faults = list(map(orjson.loads, errors.path.read_bytes().splitlines())) if errors.path.exists() else []
    return list(map(orjson.loads, (folder / "out.jsonl").read_bytes().splitlines())), summary, faults


def firsts(folder: Path, *records: object) -> dict[str, str]:
    """Of each duplicate among records: the first of its cluster."""
    lines, _, _ = cluster(folder / "out", put(folder / "in.jsonl", *records))
    return {line["id"]: line["duplicate_of"] for line in lines}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2023-05-01T10:00:00+00:00", "2023-05-02"),
        ("2023-05-01T01:00:00+03:00", "2023-04-30T23:00:00+00:00"),  # 22:00 UTC
        ("2023-05-01", "2023-05-01T00:00:01+00:00"),  # a day is its start
        ("2023-04-30T23:59:59+00:00", "2023-05-01"),
        ("2023-05-01T10:00:00", "2023-05-01T11:00:00+00:30"),  # a time without offset is UTC
        ("2023-05-01", None),
    ],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_the_first_is_what_was_published_first(
    tmp_path: Path, first: str | None, second: str | None, is_turned: bool
) -> None:
    records = [on(2, first), on(1, second)]
    assert firsts(tmp_path, *(reversed(records) if is_turned else records)) == {"x:1": "x:2"}


@pytest.mark.parametrize("published", ["2023-05-01", "2023-05-01T10:00:00", None])
def test_of_one_time_the_least_id_is_the_first(tmp_path: Path, published: str | None) -> None:
    records = [on(3, published), on(1, published), on(2, published)]
    assert firsts(tmp_path, *records) == {"x:2": "x:1", "x:3": "x:1"}


def test_each_way_of_being_a_copy_is_told(tmp_path: Path) -> None:
    url = "https://example.org/same"
    records = [
        on(1, "2023-05-01"),
        on(2, "2023-05-02"),
        on(3, "2023-05-03", NEAR),
        on(4, "2023-05-04", CUT),
        on(5, "2023-05-05", " ".join(words(5)), canonical_url=url, outlet="x"),
        on(6, "2023-05-06", " ".join(words(6)), canonical_url=url, outlet="x"),
        on(7, "2023-05-07", " ".join(words(7))),
    ]
    lines, summary, faults = cluster(tmp_path / "out", put(tmp_path / "in.jsonl", *records))
    assert lines == [
        {"id": "x:2", "duplicate_of": "x:1", "similarity": 1.0, "method": "text"},
        {"id": "x:3", "duplicate_of": "x:1", "similarity": 0.921, "method": "jaccard"},
        {"id": "x:4", "duplicate_of": "x:1", "similarity": 1.0, "method": "containment"},
        {"id": "x:6", "duplicate_of": "x:5", "similarity": 0.0, "method": "canonical_url"},
    ]
    assert summary == ClusterSummary(7, 0, 7, summary.methods, summary.sizes, "x:1")
    assert dict(summary.methods) == dict.fromkeys(Method, 1)
    assert dict(summary.sizes) == {4: 1, 2: 1}
    assert faults == []


def test_a_copy_of_a_copy_leads_to_the_first(tmp_path: Path) -> None:
    records = [on(3, "2023-05-03", AFTER_NEXT), on(2, "2023-05-02", NEXT), on(1, "2023-05-01")]
    assert firsts(tmp_path / "two", records[0], records[2]) == {}  # which has too little of the first by itself
    assert firsts(tmp_path, *records) == {"x:2": "x:1", "x:3": "x:1"}


def test_marks_of_a_crawl_do_not_count(tmp_path: Path) -> None:
    marked = on(1, "2023-05-01", duplicate_of="x:2") | {"similarity": 1.0}
    other = on(3, "2023-05-03", " ".join(words(3)), duplicate_of="x:1") | {"similarity": 1.0}
    assert firsts(tmp_path, on(2, "2023-05-02"), marked, other) == {"x:2": "x:1"}


def test_of_the_revisions_of_an_article_the_newest_counts(tmp_path: Path) -> None:
    old = on(2, "2023-05-02", fetched_at="2024-01-01T00:00:00Z")
    new = on(2, "2023-05-02", " ".join(words(2)), fetched_at="2024-01-02T00:00:00Z", revision=2)
    first = on(1, "2023-05-01")
    assert firsts(tmp_path / "a", first, old) == {"x:2": "x:1"}
    for number, records in enumerate([(first, old, new), (new, old, first)]):
        assert firsts(tmp_path / str(number), *records) == {}


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"fetched_at": None, "revision": 9}, {"fetched_at": "2024-01-01T00:00:00Z"}),
        ({"fetched_at": "2024-01-01T00:00:00Z", "revision": 9}, {"fetched_at": "2024-01-01T00:00:01Z"}),
        ({"revision": 2}, {"revision": 10}),
    ],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_which_is_the_newest(tmp_path: Path, older: dict[str, Any], newer: dict[str, Any], is_turned: bool) -> None:
    records = [on(2, "2023-05-02", " ".join(words(2)), **older), on(2, "2023-05-02", **newer)]
    assert firsts(tmp_path, on(1, "2023-05-01"), *(reversed(records) if is_turned else records)) == {"x:2": "x:1"}


def test_of_equally_new_records_one_is_taken_in_any_order(tmp_path: Path) -> None:
    records = [on(1, "2023-05-01"), *(on(2, "2023-05-02", " ".join(words(n))) for n in (1, 2, 3, 4))]
    found = [firsts(tmp_path / str(n), *records[n:], *records[:n]) for n in range(5)]
    assert found == [found[0]] * 5


def test_an_article_of_two_datasets_counts_once(tmp_path: Path) -> None:
    a = put(tmp_path / "a.jsonl", on(1, "2023-05-01"), on(2, "2023-05-02"))
    b = put(tmp_path / "b.parquet", on(2, "2023-05-02"), on(1, "2023-05-01"))
    lines, summary, _ = cluster(tmp_path / "out", a, b, a, tmp_path / "." / "a.jsonl")
    assert [line["id"] for line in lines] == ["x:2"]
    assert (summary.records, summary.articles) == (4, 2)  # a file is read once however often it is named


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_dataset_is_read(tmp_path: Path, kind: str) -> None:
    dataset = put(tmp_path / f"in{kind}", on(2, "2023-05-02"), on(1, "2023-05-01"), on(3, None, NEAR))
    lines, summary, _ = cluster(tmp_path / "out", dataset)
    assert [(line["id"], line["duplicate_of"]) for line in lines] == [("x:2", "x:1"), ("x:3", "x:1")]
    assert summary.records == 3


def test_folders_patterns_and_shards_are_read(tmp_path: Path) -> None:
    put(tmp_path / "data" / "one" / "articles.jsonl", on(1, "2023-05-01"))
    put(tmp_path / "data" / "two" / "articles.jsonl", on(2, "2023-05-02"))
    put(tmp_path / "s-00000.jsonl", on(3, "2023-05-03"))
    put(tmp_path / "s-00001.jsonl", on(4, "2023-05-04"))
    put(tmp_path / "g1.jsonl", on(5, "2023-05-05"))
    lines, _, _ = cluster(tmp_path / "out", tmp_path / "data", tmp_path / "s.jsonl", tmp_path / "g?.jsonl")
    assert [line["id"] for line in lines] == ["x:2", "x:3", "x:4", "x:5"]


def test_broken_rows_are_told_and_counted(tmp_path: Path) -> None:
    huge = orjson.dumps(on(3, None)).replace(b'"revision":1,', b'"revision":%d,' % 2**63)
    dataset = put(tmp_path / "in.jsonl", b"{oops\n", on(1, "2023-05-01"), b"[]\n", b'{"id":"x:4"}\n', huge + b"\n")
    whole = dataset.read_bytes()
    dataset.write_bytes(whole + b'{"id": "x:9", "bo')  # a crawl is at work
    lines, summary, faults = cluster(tmp_path / "out", dataset)
    assert (lines, summary.records, summary.articles, summary.unreadable) == ([], 5, 1, 4)
    assert [(fault["path"], fault["record"], fault["level"]) for fault in faults] == [
        (str(dataset), number, "error") for number in (0, 2, 3, 4)
    ]
    assert [fault["offset"] for fault in faults[:2]] == [0, whole.index(b"[]\n")]
    said = [
        "no JSON: ",
        "no record: []",
        "the record is not valid: ",
        "revision must have 64 bits: 9223372036854775808",
    ]
    for fault, words_of_it in zip(faults, said, strict=True):
        assert words_of_it in fault["reason"]


def test_a_file_that_breaks_off_gives_what_it_has(tmp_path: Path) -> None:
    dataset = put(tmp_path / "in.jsonl.gz", *(on(n, "2023-05-01", " ".join(words(n, 900))) for n in range(60)))
    dataset.write_bytes(dataset.read_bytes()[:-9])
    _, summary, faults = cluster(tmp_path / "out", dataset)
    assert summary.articles + 1 == summary.records
    assert "the file is broken from here on" in faults[0]["reason"]


def test_a_day_that_no_calendar_has_is_no_fault(tmp_path: Path) -> None:
    assert firsts(tmp_path, on(2, "2023-02-31"), on(1, "2023-05-02")) == {"x:1": "x:2"}


def test_without_a_copy_the_output_is_empty(tmp_path: Path) -> None:
    lines, summary, _ = cluster(tmp_path / "out", put(tmp_path / "in.jsonl", on(1, None)))
    assert (lines, summary.largest, summary.sizes.total()) == ([], None, 0)


def test_of_the_largest_clusters_the_one_of_the_least_id_is_named(tmp_path: Path) -> None:
    bodies = [TEXT, " ".join(words(2)), " ".join(words(3))]
    records = [on(n, f"2023-05-{n:02}", bodies[n % 3]) for n in range(1, 9)]
    _, summary, _ = cluster(tmp_path / "out", put(tmp_path / "in.jsonl", *records))
    assert (dict(summary.sizes), summary.largest) == ({3: 2, 2: 1}, "x:1")


def test_what_is_done_is_reported(tmp_path: Path) -> None:
    said: list[tuple[str, int, int | None]] = []
    dataset = put(tmp_path / "in.jsonl", on(1, None), on(1, None), on(2, None))
    cluster(tmp_path / "out", dataset, report=lambda *report: said.append(report))
    rebuild_store(tmp_path / "store", [dataset], lambda *report: said.append(report))
    assert said == [
        *(("records read", done, None) for done in (1, 2, 3)),
        *(("articles compared", done, 2) for done in (1, 2)),
        ("datasets in the store", 1, 1),
    ]


def test_when_it_breaks_off_the_output_is_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    dataset = put(tmp_path / "in.jsonl", on(1, "2023-05-01"), on(2, "2023-05-02"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "out.jsonl").write_bytes(b"before\n")
    monkeypatch.setattr(PackedTexts, "write", full)
    with pytest.raises(OSError, match="No space left"):
        cluster(tmp_path / "out", dataset)
    assert (tmp_path / "out" / "out.jsonl").read_bytes() == b"before\n"


def copy_in(store: Path, dataset: Path, seen: dict[str, Any]) -> str | None:
    """What a crawl that writes a dataset finds that an article is a copy of."""
    with closing(open_copies(store, dataset)) as copies:
        copy = copies.find(seen)
    return copy.of if copy else None


def test_a_store_has_what_its_datasets_have_and_no_more(tmp_path: Path) -> None:
    a = put(tmp_path / "a" / "articles.jsonl", on(1, "2023-05-01"))
    b = put(tmp_path / "b" / "articles.jsonl", on(2, "2023-05-02", " ".join(words(2))))
    new = tmp_path / "c" / "articles.jsonl"
    store = tmp_path / "store"
    assert rebuild_store(store, [a]) == a.stat().st_size
    assert copy_in(store, new, on(8, None)) == "x:1"
    assert copy_in(store, new, on(9, None, " ".join(words(2)))) is None
    assert rebuild_store(store, [b]) == b.stat().st_size
    assert copy_in(store, new, on(8, None)) is None
    assert copy_in(store, new, on(9, None, " ".join(words(2)))) == "x:2"
    assert copy_in(store, a, on(8, None)) == "x:1"  # whose crawl adds what the store lacks


def test_a_store_keeps_the_marks_of_records(tmp_path: Path) -> None:
    marked = on(2, "2023-05-02", NEAR, duplicate_of="x:1") | {"similarity": 0.921}
    dataset = put(tmp_path / "a.jsonl", on(1, "2023-05-03"), marked)
    rebuild_store(tmp_path / "store", [dataset])
    assert copy_in(tmp_path / "store", tmp_path / "b.jsonl", on(9, None, NEAR)) == "x:1"


def test_a_store_takes_in_all_of_a_dataset_to_which_a_crawl_adds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = put(tmp_path / "a.jsonl", on(1, "2023-05-01"))
    new = on(2, "2023-05-02", " ".join(words(2)))
    store = tmp_path / "store"
    with closing(open_copies(store, dataset)) as crawl:
        place = dataset.stat().st_size
        clear = type(crawl._index).clear

        def clear_then_crawl(index: Any) -> None:
            clear(index)
            dataset.write_bytes(dataset.read_bytes() + orjson.dumps(new) + b"\n")
            crawl.remember(new, place, dataset.stat().st_size, crawl.find(new))
            crawl.commit()

        monkeypatch.setattr(type(crawl._index), "clear", clear_then_crawl)
        rebuild_store(store, [dataset])
    for number, seen in enumerate(read_records(dataset), start=1):
        copied = {**seen, "id": "x:9"}
        assert copy_in(store, tmp_path / "b.jsonl", copied) == f"x:{number}"


@pytest.mark.parametrize("kind", [".jsonl.gz", ".jsonl.zst", ".parquet"])
def test_a_store_points_to_plain_files_alone(tmp_path: Path, kind: str) -> None:
    dataset = put(tmp_path / f"a{kind}", on(1, None))
    with pytest.raises(ConfigurationError, match=f"a{kind}: a store points to records where they lie"):
        rebuild_store(tmp_path / "store", [dataset])
    assert not (tmp_path / "store").exists()


def test_a_store_passes_over_what_is_no_record(tmp_path: Path) -> None:
    dataset = put(tmp_path / "a.jsonl", b"{oops\n", on(1, None), b"[]\n")
    rebuild_store(tmp_path / "store", [dataset])
    assert copy_in(tmp_path / "store", tmp_path / "b.jsonl", on(9, None)) == "x:1"


def test_a_dataset_that_the_store_was_made_without_is_added_whole_by_its_next_crawl(tmp_path: Path) -> None:
    store, dataset = tmp_path / "store", put(tmp_path / "a.jsonl", on(1, None))
    new = on(2, None, " ".join(words(2)))
    with closing(open_copies(store, dataset)) as crawl:
        rebuild_store(store, [put(tmp_path / "b.jsonl", on(3, None, " ".join(words(3))))])
        place = dataset.stat().st_size
        dataset.write_bytes(dataset.read_bytes() + orjson.dumps(new) + b"\n")
        crawl.remember(new, place, dataset.stat().st_size, crawl.find(new))
        crawl.commit()
    assert [copy_in(store, dataset, on(9, None, body)) for body in (TEXT, " ".join(words(2)))] == ["x:1", "x:2"]
