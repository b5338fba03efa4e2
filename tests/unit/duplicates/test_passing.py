"""Copies are found within a run, in files that are gone with it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from newsscrape.duplicates.copies import Copy, Method
from newsscrape.duplicates.passing import PassingCopies
from tests.unit.duplicates.texts import prose, record


def publish(copies: PassingCopies, article: Mapping[str, Any]) -> Copy | None:
    copy = copies.find(article)
    copies.note({**article, "duplicate_of": copy.of if copy else None, "similarity": copy.similarity if copy else None})
    return copy


@pytest.mark.usefixtures("small_steps")
def test_copies_are_found_among_all_of_a_run(tmp_path: Path) -> None:
    copies = PassingCopies(tmp_path / "run" / "copies")
    assert [publish(copies, record(f"a:{n}", prose(n, 60))) for n in range(50)] == [None] * 50
    for n in range(50):
        assert publish(copies, record(f"b:{n}", prose(n, 60).upper())) == Copy(f"a:{n}", 1.0, Method.TEXT)
        assert publish(copies, record(f"c:{n}", prose(n, 45))) == Copy(f"a:{n}", 1.0, Method.CONTAINMENT)
    copies.close()
    copies.close()
    assert list((tmp_path / "run").iterdir()) == []


def test_what_an_earlier_run_left_does_not_count(tmp_path: Path) -> None:
    left = PassingCopies(tmp_path / "copies")
    publish(left, record("a:1", prose(1, 60)))
    left.commit()
    again = PassingCopies(tmp_path / "copies")
    assert publish(again, record("b:1", prose(1, 60))) is None
    again.close()
    left.close()
