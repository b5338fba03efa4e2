"""Trees give what a walk through each gives; a model survives its file."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsscrape.readers.body.trees import BodyModel, Trees, packaged_model


def random_trees(seed: int, count: int, depth: int, features: int) -> Trees:
    random = np.random.default_rng(seed)
    return Trees(
        random.integers(0, features, (2**depth - 1, count)).astype(np.int32),
        random.normal(size=(2**depth - 1, count)).astype(np.float32),
        random.normal(size=(count, 2**depth)).astype(np.float32),
        0.25,
    )


def walk(trees: Trees, values: np.ndarray[tuple[int], np.dtype[np.float32]]) -> float:
    """The slow way: from each root to one leaf."""
    total = trees.bias
    for tree, leaves in enumerate(trees.leaves):
        node = 0
        while node < len(trees.rows):
            node = 2 * node + 1 + int(values[trees.rows[node, tree]] > trees.borders[node, tree])
        total += float(leaves[node - len(trees.rows)])
    return 1 / (1 + float(np.exp(-total)))


@given(st.integers(0, 1000), st.integers(1, 5), st.integers(1, 5), st.integers(1, 700))
def test_all_at_once_is_one_by_one(seed: int, count: int, depth: int, blocks: int) -> None:
    trees = random_trees(seed, count, depth, features=4)
    matrix = np.random.default_rng(seed + 1).normal(size=(4, blocks)).astype(np.float32)
    found = trees.probabilities(matrix)
    some = sorted({0, blocks // 2, blocks - 1})
    assert found[some] == pytest.approx([walk(trees, matrix[:, i]) for i in some], abs=1e-6)


def a_model() -> BodyModel:
    return BodyModel({"wort": 1.5, "^by": -2.0}, {"article": 0.5}, random_trees(1, 3, 2, 4), random_trees(2, 2, 3, 5))


def test_a_model_survives_its_file(tmp_path: Path) -> None:
    a_model().save(tmp_path / "model.npz")
    read = BodyModel.load(tmp_path / "model.npz")
    assert read.text_odds == {"wort": 1.5, "^by": -2.0}
    assert read.name_odds == {"article": 0.5}
    matrix = np.ones((5, 2), np.float32)
    assert (read.second.probabilities(matrix) == a_model().second.probabilities(matrix)).all()


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    a_model().save(tmp_path / "a.npz")
    a_model().save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_model_of_another_format_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "old.npz", format=np.array(0))
    with pytest.raises(ValueError, match="format 0"):
        BodyModel.load(tmp_path / "old.npz")


def test_the_packaged_model_is_small_and_loaded_once() -> None:
    path = Path(__file__).parents[4] / "newsscrape" / "readers" / "body" / "model.npz"
    assert path.stat().st_size < 3_000_000
    assert packaged_model() is packaged_model()
