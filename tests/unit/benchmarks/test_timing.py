from pathlib import Path

import pytest

from benchmarks import timing
from benchmarks.cases import Case
from benchmarks.extractors import Extract, Input
from benchmarks.metrics import Answer
from benchmarks.timing import Timed, percentile, times
from benchmarks.warmup import FIRST_PAGES


def timed(seconds: float, parse_seconds: float) -> Timed:
    return Timed(Answer(), seconds, parse_seconds, None)


def case(name: str) -> Case:
    return Case(id=name, set="s", path=Path(name))


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([3.0, 1.0, 2.0], 50, 2.0), ([3.0, 1.0, 2.0], 99, 3.0), ([float(i) for i in range(1, 201)], 99, 198.0)],
)
def test_percentile_is_the_nearest_rank(values: list[float], percent: int, expected: float) -> None:
    assert percentile(values, percent) == expected


def test_a_page_counts_with_the_median_of_its_runs() -> None:
    runs = [
        [timed(0.004, 0.001), timed(0.010, 0.001)],
        [timed(0.900, 0.001), timed(0.010, 0.001)],  # something else ran meanwhile
        [timed(0.006, 0.002), timed(0.012, 0.001)],
    ]
    found = times([case("a"), case("b")], runs)
    assert found.mean_ms == pytest.approx((6 + 10) / 2)
    assert found.parse_ms == pytest.approx(1)
    assert found.ratio == pytest.approx(8)
    assert found.median_ms == pytest.approx(8)
    assert found.p99_ms == pytest.approx(10)
    # Ratios of page a: 4, 900, 3; of page b: 10, 10, 12.
    assert found.worst == "b"
    assert found.worst_ratio == pytest.approx(10)
    assert found.p99_ratio == pytest.approx(10)


def test_what_an_extractor_raises_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(page: Input) -> Answer:
        raise LookupError(page.url)

    page = use(monkeypatch, broken)
    assert (page.error, page.answer) == ("LookupError", Answer())
    assert page.seconds > 0
    assert page.parse_seconds > 0


def test_a_page_that_takes_too_long_is_an_error_whatever_the_extractor_catches(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(page: Input) -> Answer:
        while True:
            try:
                sum(range(1000))
            except Exception:  # noqa: BLE001 (as extractors do)
                continue

    monkeypatch.setattr(timing, "_LONGEST_S", 1)
    assert use(monkeypatch, endless).error == "TooSlow"


def use(monkeypatch: pytest.MonkeyPatch, extract: Extract) -> Timed:
    monkeypatch.setattr(timing, "_extract", extract, raising=False)
    return timing._timed(0, FIRST_PAGES[0])


def test_a_page_without_an_element_has_a_parse_time() -> None:
    assert timing._parse_seconds(Input("")) > 0
