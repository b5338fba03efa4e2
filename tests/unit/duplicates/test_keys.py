"""Texts that are alike share keys."""

import numpy as np
import pytest

from newsscrape.duplicates.keys import SCHEME, Keys, id_key, keys_of, url_key
from newsscrape.duplicates.shingles import shingles_of
from tests.unit.duplicates.texts import prose


def keys(body: str, url: str | None = None) -> Keys:
    return keys_of(shingles_of(body, "Title"), url)


def shared(kept: Keys, asked: Keys) -> int:
    return len(np.intersect1d(kept.kept, asked.asked))


def test_all_that_is_kept_is_asked_for() -> None:
    for body, url in (
        (prose(1, 300), "https://e.org/1"),
        (prose(2, 30), None),
        ("Short.", None),
        ("", "https://e.org"),
    ):
        own = keys(body, url)
        assert set(own.kept.tolist()) <= set(own.asked.tolist())


def test_nothing_has_no_keys() -> None:
    assert not len(keys("").asked)


@pytest.mark.parametrize(("words", "share"), [(31, 0.81), (60, 0.5), (300, 0.3), (300, 0.8), (2000, 0.3), (2000, 0.5)])
def test_a_text_and_its_beginning_find_each_other(words: int, share: float) -> None:
    for seed in range(10):
        whole, cut = keys(prose(seed, words)), keys(prose(seed, int(words * share)))
        assert shared(whole, cut)
        assert shared(cut, whole)


def test_unlike_texts_share_no_keys() -> None:
    assert (
        sum(
            shared(keys(prose(1, 300), "https://e.org/1"), keys(prose(n, 300), "https://e.org/2")) for n in range(2, 60)
        )
        == 0
    )


def test_keys_of_different_kinds_differ_for_the_same_name() -> None:
    name = "https://e.org/1"
    assert len({int(id_key(name)[0]), int(url_key(name)[0]), *keys(name).kept.tolist()}) == 3
    assert not len(url_key(None))


def test_other_keys_have_another_scheme() -> None:
    """An index on a disk was made with them: whoever changes them changes `SCHEME` too, and then this."""
    own = keys("one two three four five six seven eight nine ten " * 3, "https://e.org/1")
    assert (SCHEME, hex(np.bitwise_xor.reduce(own.asked))) == ("6x3 20+6 rensa 2", "0xd67e892762a02a42")
