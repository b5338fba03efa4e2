"""A signature has what an article is found and compared by, in whichever process it was made."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from newsscrape.duplicates import copies as module
from newsscrape.duplicates.keys import keys_of
from newsscrape.duplicates.passing import PassingCopies
from newsscrape.duplicates.shingles import shingles_of
from newsscrape.duplicates.signature import Signature, signature_of
from tests.unit.duplicates.texts import prose, record

BODIES = ["", "Short.", prose(1, 40), f"{prose(2, 400)} 12 and 3 of 2024"]


def assert_same(one: Signature, other: Signature) -> None:
    assert one.text == other.text
    for a, b in (
        (one.all, other.all),
        (one.numbers, other.numbers),
        (one.keys.kept, other.keys.kept),
        (one.keys.asked, other.keys.asked),
    ):
        assert a.dtype == b.dtype == np.uint64
        assert a.tolist() == b.tolist()


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_it_has_the_shingles_and_keys_of_the_article(number: int) -> None:
    article = record("a:1", BODIES[number], title="A title", canonical_url="https://e.org/1")
    shingles = shingles_of(BODIES[number], "A title")
    keys = keys_of(shingles, "https://e.org/1")
    assert_same(signature_of(article), Signature(shingles.text, shingles.all, shingles.numbers, keys))


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_it_is_the_same_in_another_process(number: int) -> None:
    signature = signature_of(record("a:1", BODIES[number]))
    assert_same(pickle.loads(pickle.dumps(signature)), signature)


def test_a_hash_of_nothing_is_none_and_not_nought() -> None:
    nothing = np.empty(0, np.uint64)
    for text in (None, 0, 2**64 - 1):
        kept = Signature(text, nothing, nothing, keys_of(shingles_of(""), None))
        assert pickle.loads(pickle.dumps(kept)).text == text


def test_on_its_way_it_is_little_more_than_its_shingles() -> None:
    signature = signature_of(record("a:1", prose(3, 2000)))
    assert len(pickle.dumps(signature)) < signature.all.nbytes + 1500


def test_copies_are_found_by_a_signature_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [record(f"a:{n}", f"{prose(4, 300)} {prose(n + 5, 5)}") for n in range(3)]
    signatures = [pickle.loads(pickle.dumps(signature_of(article))) for article in articles]
    monkeypatch.setattr(module, "signature_of", None)  # which is not made again
    copies = PassingCopies(tmp_path / "copies")
    found = []
    for article, signature in zip(articles, signatures, strict=True):
        copy = copies.find(article, signature)
        copies.note({**article, "duplicate_of": copy and copy.of})
        found.append(copy and copy.of)
    copies.close()
    assert found == [None, "a:0", "a:0"]
