"""Promises that hold of any bytes, held against inputs that Hypothesis makes; `make fuzz` looks for more."""

import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsscrape.archive.textdump import DumpRecord
from newsscrape.archive.warc import BrokenRecord
from newsscrape.discovery.found import Found, Road
from newsscrape.errors import ConfigurationError
from tests.fuzz import guided
from tests.fuzz.harnesses import HARNESSES, within_budget
from tests.fuzz.replay import main as replay
from tests.fuzz.seeds import seeds, words
from tests.fuzz.strategies import inputs

numbers = count()
FEW = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def try_seeds(harness: str) -> None:
    for seed in seeds(harness):
        HARNESSES[harness](seed)


@pytest.mark.parametrize("harness", HARNESSES)
def test_seeds_hold(harness: str) -> None:
    try_seeds(harness)
    assert words(harness)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # which would hide what is broken
@pytest.mark.parametrize("harness", HARNESSES)
@FEW
@given(data=st.data())
def test_any_input_holds(harness: str, data: st.DataObject) -> None:
    HARNESSES[harness](data.draw(inputs(harness)))


@pytest.mark.parametrize(
    ("harness", "reader", "broken"),
    [
        ("page", "parse_article", lambda *_: dict[str, str]()["a"]),
        ("page", "extract_found", lambda _: [Found(url="javascript:", road=Road.LISTING)]),
        ("dump", "split_records", lambda *_: [DumpRecord(3, b"other bytes")]),
        ("warc", "read_records", lambda *_: [BrokenRecord(7, 0, "x")]),
        ("feed", "parse_feed", lambda *_: [Found(url="https://e.org/", road=Road.FEED)] * 2),
        ("feed", "parse_feed", lambda *_: [Found(url=f"https://e.org/{next(numbers)}", road=Road.FEED)]),
        ("json", "parse_json", lambda _: []),
        ("outlet", "declare", lambda _: "name = 5"),
    ],
    ids=range(8),
)
def test_what_breaks_a_promise_is_raised(
    harness: str, reader: str, broken: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"tests.fuzz.harnesses.{reader}", broken)
    with pytest.raises((AssertionError, KeyError, ConfigurationError)):
        try_seeds(harness)


def test_every_harness_is_fuzzed_by_the_guided_driver() -> None:
    assert sorted(guided.NAMES) == sorted(HARNESSES)
    with pytest.raises(SystemExit):
        guided.main(["no-such"])


def test_what_breaks_a_promise_is_written_and_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the driver without atheris: a stand-in for libFuzzer's process leaves an input and dies, as it does."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stand-in").write_text(
        "#!/bin/sh\nprintf '[' > .fuzz/json-crash-1\necho stat::number_of_executed_units: 7\nexit 77\n",
        encoding="ascii",
    )
    (tmp_path / "stand-in").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "stand-in"))
    assert guided.main(["json", "--seconds", "1"]) == 1
    said = capsys.readouterr().out
    assert "7 inputs" in said
    assert "python -m tests.fuzz.replay json .fuzz/json-crash-1" in said
    assert replay(["json", ".fuzz/json-crash-1"]) == 0  # this one breaks nothing
    assert replay(["json"]) == 2


def test_what_takes_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.harnesses._BUDGET_S", -1.0)
    with pytest.raises(AssertionError, match="it took"), within_budget():
        pass
