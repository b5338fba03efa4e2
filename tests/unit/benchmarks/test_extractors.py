import pytest

from benchmarks.extractors import NAMES, PEERS, load, parse_only
from benchmarks.metrics import Answer
from benchmarks.warmup import FIRST_PAGES

INSTALLED = [name for name, peer in PEERS.items() if peer.is_installed]


def test_newsscrape_comes_first_and_the_floor_is_always_there() -> None:
    assert NAMES[0] == "newsscrape"
    assert "lxml" in INSTALLED


def test_the_floor_says_nothing() -> None:
    assert parse_only(FIRST_PAGES[0]) == Answer()


def test_newsscrape_is_called_as_its_users_call_it() -> None:
    answer = load("newsscrape", None)(FIRST_PAGES[0])
    assert (answer.title, answer.date, answer.authors) == ("Ferry Timetable Changes", "2021-05-03", ("Anna Sample",))
    assert answer.body
    assert answer.body.startswith("The ferry leaves at eight in the morning")


@pytest.mark.parametrize("name", INSTALLED)
def test_peers_give_what_they_set_out_to(name: str) -> None:
    answer = load(name, None)(FIRST_PAGES[0])
    gives = PEERS[name].gives
    assert ("body" in gives) == ("The ferry leaves at eight" in (answer.body or ""))
    assert ("title" in gives) == (answer.title == "Ferry Timetable Changes")
    assert ("date" in gives) == (answer.date is not None)
    assert ("authors" in gives) == ("Anna Sample" in answer.authors)


def test_a_peer_that_is_not_there_is_told_without_importing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.extractors.find_spec", lambda _: None)
    assert not PEERS["trafilatura"].is_installed
