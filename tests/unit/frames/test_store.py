"""Frames of many sites in a file."""

import pickle
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newsscrape.frames.learn import TOO_FEW, learn_frame, learn_site
from newsscrape.frames.store import Account, Learned, read_account, read_frame, write_frames
from newsscrape.page import Page
from tests.unit.frames.site import article_page, section_page


def test_a_frame_comes_back_as_it_was(tmp_path: Path) -> None:
    learned = learn_site("gazette.example", [section_page(), *(article_page(number) for number in range(1, 6))])
    write_frames(tmp_path / "frames", [learned, Learned("b.example", None, "too few")])
    assert learned.frame is not None
    assert read_frame(tmp_path / "frames", "gazette.example") == learned.frame
    assert read_frame(tmp_path / "frames", "b.example") is None
    assert read_frame(tmp_path / "frames", "c.example") is None
    assert [path.name for path in tmp_path.iterdir()] == ["frames"]


def test_a_site_is_learned_of_three_articles_or_not_at_all() -> None:
    articles = [article_page(number) for number in range(1, 4)]
    learned = learn_site("a", articles)
    assert learned == Learned("a", replace(learn_frame(articles), unused=()))
    assert learn_site("a", [*articles[:2], section_page(), Page("")]) == Learned("a", None, TOO_FEW)
    assert learn_site("a", []) == Learned("a", None, TOO_FEW)


def test_what_is_handed_between_processes_holds_no_page() -> None:
    learned = learn_site("a", [section_page(), *(article_page(number) for number in range(1, 4))])
    assert b"Harbour Gazette" not in pickle.dumps(learned)


@pytest.mark.parametrize("is_partial", [True, False])
def test_the_account(tmp_path: Path, is_partial: bool) -> None:
    frame = learn_frame([article_page(number) for number in range(1, 5)])
    learned = [Learned("a", frame), Learned("b", frame), *(Learned(site, None, f"of {site!r}") for site in "cde")]
    write_frames(tmp_path / "frames", [*learned, Learned("f", None, "of 'c'")], is_partial=is_partial)
    reasons = {"of 'c'": 2, "of 'd'": 1, "of 'e'": 1}
    assert read_account(tmp_path / "frames") == Account(2, 8, Counter(reasons), is_partial)


def test_a_crash_while_it_is_written_leaves_none(tmp_path: Path) -> None:
    def crash() -> Iterator[Learned]:
        yield Learned("a", None, "x")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_frames(tmp_path / "frames", crash())
    assert not (tmp_path / "frames").exists()
    with pytest.raises(sqlite3.Error):
        read_frame(tmp_path / "frames", "a")
    write_frames(tmp_path / "frames", [Learned("a", None, "x")])
    assert read_account(tmp_path / "frames").not_learned == {"x": 1}
