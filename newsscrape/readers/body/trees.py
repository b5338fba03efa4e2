"""Scores of blocks: boosted decision trees, evaluated with numpy.

Every tree is a full binary tree of the same depth, so that all trees and all blocks are evaluated at once: all
questions of a level are asked, and each block then keeps the answer on its own way. That is more comparisons than a
walk makes, and several times faster in numpy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from newsscrape.readers.body.features import Floats

_AT_ONCE = 128  # blocks; more would not stay in the processor's cache
FORMAT = 1  # of the model file; goes up when features or arrays change their meaning


@dataclass(frozen=True, slots=True)
class Trees:
    """Full binary trees of one depth, of 8 levels at most.

    Attributes:
        rows: of each question, the row of the feature matrix. A line a node, from the root downwards and from left to
            right; a column a tree.
        borders: what the row's value must exceed for the right branch; likewise.
        leaves: a line of 2 ** depth values a tree, from left to right.
        bias: what is added to the sum of the leaves.
    """

    rows: NDArray[np.int32]
    borders: Floats
    leaves: Floats
    bias: float

    def probabilities(self, matrix: Floats) -> Floats:
        """How likely each block (a column of `matrix`) belongs to the body, 0 to 1."""
        if not matrix.shape[1]:
            return np.zeros(0, np.float32)
        parts = [self._sums(matrix[:, i : i + _AT_ONCE]) for i in range(0, matrix.shape[1], _AT_ONCE)]
        return (1 / (1 + np.exp(-np.concatenate(parts) - self.bias))).astype(np.float32)

    def _sums(self, matrix: Floats) -> NDArray[np.float64]:
        """For each block the sum of its leaves, tree by tree."""
        trees, width = self.leaves.shape
        leaf = np.zeros((trees, matrix.shape[1]), np.uint8)
        way: list[NDArray[np.bool_]] = []  # whether the block goes right, level by level
        for level in range(width.bit_length() - 1):
            nodes = slice(2**level - 1, 2 ** (level + 1) - 1)
            answers = matrix.take(self.rows[nodes], axis=0) > self.borders[nodes, :, None]
            for right in way:
                half = len(answers) // 2
                answers = answers[:half] ^ ((answers[:half] ^ answers[half:]) & right)
            way.append(answers[0])
            leaf <<= 1
            leaf |= answers[0]
        own_leaves = np.arange(0, trees * width, width, dtype=np.int32)[:, None]
        sums: NDArray[np.float64] = self.leaves.ravel().take(leaf + own_leaves).sum(axis=0, dtype=np.float64)
        return sums


@dataclass(frozen=True, slots=True)
class BodyModel:
    """Everything that is learned of bodies.

    Attributes:
        text_odds, name_odds: odds of words in texts and in elements' names; see `newsscrape.readers.body.words`.
        first: trees over a block's features.
        second: trees over these and what `first` says of the blocks around.
    """

    text_odds: Mapping[str, float]
    name_odds: Mapping[str, float]
    first: Trees
    second: Trees

    def save(self, path: Path) -> None:
        """Writes the model; the same model gives the same bytes."""
        arrays: dict[str, Any] = {"format": np.array(FORMAT)}
        for kind, odds in (("text", self.text_odds), ("name", self.name_odds)):
            words = sorted(odds)
            arrays[f"{kind}_words"] = np.frombuffer("\n".join(words).encode(), np.uint8)
            arrays[f"{kind}_odds"] = np.array([odds[word] for word in words], np.float16)
        for stage, trees in (("first", self.first), ("second", self.second)):
            arrays[f"{stage}_rows"] = trees.rows.astype(np.int16)
            arrays[f"{stage}_borders"] = trees.borders
            arrays[f"{stage}_leaves"] = trees.leaves
            arrays[f"{stage}_bias"] = np.array(trees.bias)
        np.savez_compressed(path, **arrays)

    @classmethod
    def load(cls, file: Path | IO[bytes]) -> "BodyModel":
        """Reads a model.

        Raises:
            ValueError: the file was written for another version of the features.
        """
        with np.load(file, allow_pickle=False) as arrays:
            if int(arrays["format"]) != FORMAT:
                raise ValueError(f"body model: format {int(arrays['format'])}, and this version reads {FORMAT}")
            odds = {
                kind: dict(
                    zip(
                        arrays[f"{kind}_words"].tobytes().decode().split("\n"),
                        arrays[f"{kind}_odds"].astype(float).tolist(),
                        strict=True,
                    )
                )
                for kind in ("text", "name")
            }
            first, second = (
                Trees(
                    arrays[f"{stage}_rows"].astype(np.int32),
                    arrays[f"{stage}_borders"],
                    arrays[f"{stage}_leaves"],
                    float(arrays[f"{stage}_bias"]),
                )
                for stage in ("first", "second")
            )
        return cls(odds["text"], odds["name"], first, second)


@lru_cache(maxsize=1)
def packaged_model() -> BodyModel:
    """The model that ships with the package, loaded when it is first needed."""
    with files("newsscrape.readers.body").joinpath("model.npz").open("rb") as file:
        return BodyModel.load(file)
