"""Labelled pages → a body model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from newsscrape.readers.body.context import context_rows
from newsscrape.readers.body.features import Features, Floats, block_features, matrix
from newsscrape.readers.body.trees import BodyModel, Trees
from newsscrape.readers.body.words import head_words, name_words, word_keys
from training.corpus import LabelledPage, fold_of
from training.odds import HostOdds, count_name_words, count_text_words

SEED = 1
_INNER_FOLDS = 3  # the second look learns from scores of pages that the first look was not fitted to
_TEXT_PRIOR, _NAME_PRIOR = 0.25, 0.35  # share of blocks, and of characters, that belong to bodies
_DEPTH = 4
_BOOSTING: dict[str, Any] = {
    "objective": "binary",
    "max_depth": _DEPTH,
    "num_leaves": 2**_DEPTH,
    "max_bin": 63,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "seed": SEED,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 2,
    "verbose": -1,
}
_FIRST = {**_BOOSTING, "num_iterations": 220, "learning_rate": 0.12}
_SECOND = {**_BOOSTING, "num_iterations": 160, "learning_rate": 0.1, "feature_fraction": 0.2, "min_data_in_leaf": 100}


@dataclass(frozen=True, slots=True)
class Example:
    """A page's open blocks: their features, a line a feature and a column a block, labels and weights."""

    page: LabelledPage
    known: Features
    features: Floats
    labels: NDArray[np.bool_]
    weights: Floats


def fit(pages: Sequence[LabelledPage]) -> BodyModel:
    """Learns a model: the same from the same pages, whatever the machine's load."""
    texts = HostOdds(pages, count_text_words, _TEXT_PRIOR)
    names = HostOdds(pages, count_name_words, _NAME_PRIOR)
    examples = [_example(page, texts, names) for page in pages]
    scores: dict[str, Floats] = {}
    for fold in range(_INNER_FOLDS):
        trees = _boost([e for e in examples if fold_of(e.page.host, _INNER_FOLDS) != fold], _FIRST)
        scores |= {
            e.page.id: trees.probabilities(e.features) for e in examples if fold_of(e.page.host, _INNER_FOLDS) == fold
        }
    first = _boost(examples, _FIRST)
    second = _boost([_with_context(e, scores[e.page.id]) for e in examples], _SECOND)
    return BodyModel(texts.all(), names.all(), first, second)


def _example(page: LabelledPage, texts: HostOdds, names: HostOdds) -> Example:
    """A page as a model sees it that has not seen the page's host."""
    nodes, block_texts = page.blocks.tree, page.blocks.texts
    said = set(chain.from_iterable(map(word_keys, head_words(block_texts), block_texts)))
    called = set(chain.from_iterable(map(name_words, nodes.names, nodes.tags)))
    known = block_features(page.blocks, page.head, texts.without(page.host, said), names.without(page.host, called))
    return Example(page, known, known.matrix(), page.in_body[known.is_open], page.weights[known.is_open])


def _with_context(example: Example, scores: Floats) -> Example:
    """An example with the features of the second look besides."""
    known, blocks = example.known, example.page.blocks
    all_scores = np.zeros(len(blocks), np.float32)
    all_scores[known.is_open] = scores
    around = matrix(context_rows(blocks, known.rows["chars"], all_scores), known.is_open)
    return replace(example, features=np.concatenate((example.features, around)))


def _boost(examples: Sequence[Example], settings: dict[str, Any]) -> Trees:
    weights = np.concatenate([e.weights for e in examples])
    counted = weights > 0
    features = np.concatenate([e.features for e in examples], axis=1).T[counted]
    labels = np.concatenate([e.labels for e in examples])[counted]
    data = lightgbm.Dataset(features, labels, weight=weights[counted], params=settings)
    return as_trees(lightgbm.train(settings, data))


def as_trees(booster: lightgbm.Booster) -> Trees:
    """The trees of a booster, made full: below an early leaf, all leaves have its value."""
    shape = 2**_DEPTH
    dumped = booster.dump_model()["tree_info"]
    rows, borders = np.zeros((shape - 1, len(dumped)), np.int32), np.full((shape - 1, len(dumped)), np.inf, np.float32)
    leaves = np.zeros((len(dumped), shape), np.float32)
    for tree, info in enumerate(dumped):
        waiting = [(info["tree_structure"], 0)]
        while waiting:
            node, index = waiting.pop()
            if "leaf_value" in node:
                level = (index + 1).bit_length() - 1
                span = 2 ** (_DEPTH - level)
                first = (index - (2**level - 1)) * span
                leaves[tree, first : first + span] = node["leaf_value"]
                continue
            rows[index, tree] = node["split_feature"]
            borders[index, tree] = _rounded_down(node["threshold"])
            waiting += [(node["left_child"], 2 * index + 1), (node["right_child"], 2 * index + 2)]
    return Trees(rows, borders, leaves, 0.0)


def _rounded_down(border: float) -> np.float32:
    """The greatest single-precision number that is not above the border: the same values exceed both."""
    rounded = np.float32(border)
    return rounded if float(rounded) <= border else np.nextafter(rounded, np.float32(-np.inf))
