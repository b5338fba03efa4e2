from hashlib import sha256
from pathlib import Path

import pytest

from newsscrape.archive.inputs import find_inputs
from newsscrape.report.archived import choose_places, find_pages


@pytest.mark.parametrize(
    ("alarmed", "count", "most", "chosen"),
    [
        pytest.param([], 10, 3, [7, 8, 9], id="newest"),
        pytest.param([0, 1, 2, 3], 10, 4, [2, 3, 8, 9], id="half-of-alarms"),
        pytest.param([0], 10, 4, [0, 7, 8, 9], id="few-alarms"),
        pytest.param(list(range(10)), 10, 4, [6, 7, 8, 9], id="all-alarmed"),
        pytest.param([1], 3, 50, [0, 1, 2], id="all"),
        pytest.param([1], 3, 0, [], id="none"),
        pytest.param([], 0, 5, [], id="no-records"),
        pytest.param([2], 3, 1, [2], id="one"),
    ],
)
def test_places(alarmed: list[int], count: int, most: int, chosen: list[int]) -> None:
    assert choose_places(alarmed, count, most) == chosen


def test_pages_are_found_by_their_bytes_each_once(tmp_path: Path) -> None:
    pages = {name: f"<html><body><p>{name[0]}</p></body></html>".encode() for name in ("a.html", "b.html", "b2.html")}
    for name, content in pages.items():
        (tmp_path / name).write_bytes(content)
    wanted = {sha256(content).hexdigest(): None for content in pages.values()} | {"0" * 64: None}
    found = list(find_pages(find_inputs([str(tmp_path)]), wanted))
    assert [Path(page.path or "").name for _, page in found] == ["b2.html", "a.html"]
    assert all(page.sha256 == digest for digest, page in found)
