import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks import duplicates, duplicates_scale
from benchmarks.copies import CopySet, Made, Text
from benchmarks.copy_detectors import DETECTORS, DatasketchLSH, is_installed
from benchmarks.duplicates import judge
from benchmarks.overlap import Pair, Similarity, close_pairs
from benchmarks.synthetic import SyntheticArticle, SyntheticNews

NEWS = SyntheticNews()


def small_set() -> CopySet:
    """Of six texts: 0 and 1 alike as a whole, 0 and 2 in part, 0 and 3 less; 4 and 5 are of a template."""
    return CopySet(
        texts=[Text(id=str(i), title="", body="") for i in range(6)],
        articles=[frozenset([article]) for article in (0, 0, 0, 0, 4, 5)],
        made=[Made(0, 1, "edited", 0.1), Made(0, 2, "cut", 0.5), Made(0, 3, "edited", 0.3)],
        negatives={"template": {(4, 5)}},
        similarities={
            (0, 1): Similarity(0.85, 0.89),
            (0, 2): Similarity(0.5, 0.91),
            (0, 3): Similarity(0.45, 0.6),
            (4, 5): Similarity(0.9, 0.95),
        },
    )


def test_all_found_and_nothing_else() -> None:
    outcome = judge({(0, 1), (0, 2)}, small_set())
    values = {name: share.value for name, share in outcome.summary.items()}
    assert len(values) == 8
    assert set(values.values()) == {1.0}
    assert {kind: (share.found, share.of) for kind, share in outcome.by_kind.items()} == {
        "cut": (1, 1),
        "edited": (1, 1),
    }
    assert not any(share.found for share in outcome.false_by_kind.values())


def test_false_pairs_are_told_apart() -> None:
    outcome = judge({(0, 1), (0, 3), (1, 5), (4, 5)}, small_set())
    assert outcome.summary["recall"].value == 0.5
    assert outcome.summary["containment"].value == 0.0
    assert outcome.summary["precision"].value == 0.25
    assert outcome.summary["one article"].value == 0.5
    assert {kind: (share.found, share.of) for kind, share in outcome.false_by_kind.items()} == {
        "template": (1, 1),
        "forms of one article": (1, 1),
        "others": (1, 11),  # of fifteen pairs, two are true, and one is of a template
    }


def test_between_the_margins_nothing_counts() -> None:
    outcome = judge({(0, 2)}, small_set())  # contained by 0.91: true, and not surely
    assert outcome.summary["recall"].value == 0.5
    assert (outcome.summary["recall ±"].found, outcome.summary["recall ±"].of) == (0, 1)
    assert outcome.summary["precision ±"].value is None


def test_each_band_has_its_pairs() -> None:
    outcome = judge({(0, 1)}, small_set())
    assert [(share.found, share.of) for share in outcome.by_jaccard if share.of] == [(0, 1), (1, 1)]
    assert (outcome.by_jaccard[4].of, outcome.by_jaccard[8].found) == (1, 1)
    assert (outcome.by_containment[6].of, outcome.by_containment[9].of, outcome.by_containment[9].found) == (1, 1, 0)


class Exact:
    """Finds the true pairs, and takes items of templates for copies."""

    name, module = "exact", "json"

    def pairs(self, texts: Sequence[Text]) -> set[Pair]:
        return {pair for pair, alike in close_pairs([text.body for text in texts]).items() if alike.is_copy()}


def write_corpus(folder: Path) -> Path:
    articles = [NEWS.fresh(number) for number in range(30)]
    lines = [{"id": f"s/{a.number}", "set": "s", "path": "x", "host": f"h{a.number}.example", "title": a.title,
              "body": a.body} for a in articles]  # fmt: skip
    (folder / "cases.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def test_the_command_prints_all_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(DETECTORS, "exact", Exact())
    assert duplicates.main([str(write_corpus(tmp_path)), "--detectors", "exact"]) == 0
    out = capsys.readouterr().out
    for head in ("30 original", "all pairs", "by Jaccard", "by containment", "true copies", "false pairs"):
        assert head in out
    (row,) = [line for line in out.splitlines() if line.startswith("exact ") and "1.0000    1.0000    " in line][:1]
    assert row.split()[1] == "1.0000"


def test_the_command_prints_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(DETECTORS, "exact", Exact())
    assert duplicates.main([str(write_corpus(tmp_path)), "--detectors", "exact", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)["exact"]
    assert figures["summary"]["recall"]["found"] == figures["summary"]["recall"]["of"] > 100
    assert figures["false_by_kind"]["template"]["found"] > 0


def test_what_is_missing_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(DETECTORS, "datasketch", DatasketchLSH(module="nowhere.at.all"))
    assert duplicates.main([str(write_corpus(tmp_path)), "--detectors", "datasketch"]) == 0
    assert "datasketch is left out: there is no nowhere.at.all" in capsys.readouterr().err


def test_a_folder_without_cases_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        duplicates.main([str(tmp_path)])
    assert "cases.jsonl" in capsys.readouterr().err


def test_what_can_be_imported_is_installed() -> None:
    assert is_installed(Exact())
    assert not is_installed(DatasketchLSH(module="benchmarks.not_there"))


@pytest.mark.parametrize("name", ["datasketch", "trafilatura"])
def test_peers_find_the_same_text(name: str) -> None:
    if not is_installed(DETECTORS[name]):
        pytest.skip(f"{name} is not installed")
    bodies = [NEWS.article(1).body, NEWS.article(2).body, NEWS.article(1).body]
    texts = [Text(id=str(i), title="A title", body=body) for i, body in enumerate(bodies)]
    assert (0, 2) in DETECTORS[name].pairs(texts)


class Exactly:
    """A store that knows texts by their whole body."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._file = (folder / "bodies").open("w")
        self._numbers: dict[str, int] = {}

    def sketch(self, article: SyntheticArticle) -> str:
        return article.body

    def candidates(self, sketch: str) -> Sequence[int]:
        return [self._numbers[sketch]] if sketch in self._numbers else []

    def add(self, sketch: str, number: int) -> None:
        self._numbers.setdefault(sketch, number)
        self._file.write("x" * 10)

    def commit(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def test_stages_are_tens_of_ten_thousands() -> None:
    assert list(duplicates_scale.stages(120_000)) == [
        range(10_000),
        range(10_000, 100_000),
        range(100_000, 120_000),
    ]
    assert list(duplicates_scale.stages(50)) == [range(50)]


def test_a_store_is_fed_and_probed(tmp_path: Path) -> None:
    store = Exactly(tmp_path / "store")
    stage = duplicates_scale.feed(store, NEWS, range(200))
    assert stage.articles == 200
    assert all(seconds > 0 for seconds in stage.seconds.values())
    assert {kind: found / of for kind, (of, found) in stage.copies.items()} == {"same": 1.0, "cut": 0.0, "edited": 0.0}
    duplicates_scale.probe(store, NEWS, stage, probes=5)
    assert (len(stage.lookups_us), len(stage.lookups_cpu_us), stage.candidates) == (5, 5, 0)
    assert duplicates_scale.folder_bytes(tmp_path) == 2000
    store.close()


def test_the_scale_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(duplicates_scale.STORES, "datasketch", Exactly)
    arguments = ["--scale", "60", "--store", "datasketch", "--probes", "3", "--folder", str(tmp_path)]
    assert duplicates_scale.main(arguments) == 0
    out = capsys.readouterr().out
    assert "60 articles" in out
    assert "10 bytes an article" in out
    assert list(tmp_path.iterdir()) == []
