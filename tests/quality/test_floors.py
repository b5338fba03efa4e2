"""Scores on the corpus, out of fold by site, are at least what they were: a test a set and field of floors.json.

`make floors` raises the floors to what is reached; only `make floors ARGS=--lower` lowers them.
"""

import pytest

from benchmarks.floors import CORPUS, TOLERANCE, Floors, measure, read_floors

pytestmark = pytest.mark.bulk

FLOORS = read_floors()


@pytest.fixture(scope="module")
def measured() -> Floors:
    if not (CORPUS / "cases.jsonl").is_file():
        pytest.skip("there are no pages in ../shared/bench to hold scores against their floors")
    return measure()


@pytest.mark.parametrize(("name", "field"), [(name, field) for name, fields in FLOORS.items() for field in fields])
def test_score_is_not_below_its_floor(measured: Floors, name: str, field: str) -> None:
    assert measured[name][field] >= FLOORS[name][field] - TOLERANCE


def test_every_score_has_a_floor(measured: Floors) -> None:
    missing = {f"{name} {field}" for name, fields in measured.items() for field in fields.keys() - FLOORS.get(name, {})}
    assert not missing, "make floors"
