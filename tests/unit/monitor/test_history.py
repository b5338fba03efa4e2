"""The profiles that an outlet's runs left behind."""

from newsscrape.items import Article
from newsscrape.monitor.history import read_profiles
from newsscrape.monitor.profile import Profile


def line(records: int, **more: object) -> dict[str, object]:
    profile = Profile()
    for _ in range(records):
        profile.add(Article(body="x"))
    return {"profile": profile.to_json(), **more}


def records(lines: list[dict[str, object]], limit: int = 20) -> list[int]:
    return [profile.records for profile in read_profiles(lines, limit)]


def test_the_last_ones_oldest_first() -> None:
    assert records([line(n) for n in (1, 2, 3, 4)], limit=3) == [2, 3, 4]


def test_of_a_resumed_run_the_last_line_counts() -> None:
    lines = [line(1, run="a"), line(2, run="b"), line(3, run="a"), line(4), line(5)]
    assert records(lines) == [2, 3, 4, 5]


def test_lines_that_say_nothing_are_passed_over() -> None:
    broken: list[object] = [{"outlet": "x"}, {"profile": None}, line(0), 3, {"profile": {"format": 9}}, line(2, run=[])]
    assert records([line(1), *broken, line(3)]) == [1, 2, 3]  # type: ignore[list-item]
