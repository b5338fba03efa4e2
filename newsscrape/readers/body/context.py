"""What the first look at all blocks says of each: features of the second look, made of the first one's scores."""

import numpy as np

from newsscrape.blocks import Blocks
from newsscrape.readers.body.features import Floats, Rows, running_sums, shift

_LEVELS = 5  # a block's node and four containers around it
_NEIGHBOURS = (1, 2, 3, 4, -1, -2, -3, -4)
_WINDOWS = (3, 10)  # blocks to either side


def context_rows(blocks: Blocks, chars: Floats, scores: Floats) -> Rows:
    """Features by name, each an array of a value a block.

    Args:
        blocks: the page's blocks.
        chars: their lengths.
        scores: how likely each belongs to the body, 0 to 1, by its own features.
    """
    rows: Rows = {"score": scores}
    rows |= {f"score@{offset}": shift(scores, offset) for offset in _NEIGHBOURS}
    rows |= _container_rows(blocks, chars, scores)
    rows |= _page_rows(blocks, chars, scores)
    return rows | _kin_rows(blocks, chars, scores)


def _container_rows(blocks: Blocks, chars: Floats, scores: Floats) -> Rows:
    """Mean scores within the node of a block and the containers around it: by characters, without itself, by blocks."""
    parents, starts, ends = (np.array(x) for x in (blocks.tree.parents, blocks.tree.starts, blocks.tree.ends))
    around = [np.array(blocks.nodes)]
    for _ in range(_LEVELS - 1):
        around.append(np.maximum(parents[around[-1]], 0))
    nodes = np.stack(around)
    start, end = starts[nodes], ends[nodes]
    likely, held, count = running_sums(scores * chars), running_sums(chars), running_sums(scores)
    likely_in, held_in = likely[end] - likely[start], held[end] - held[start]
    others = held_in - chars
    by_level = {
        "mean": likely_in / np.maximum(held_in, 1),
        "others": np.where(others > 0.5, (likely_in - scores * chars) / np.maximum(others, 1), -1),
        "blocks_mean": (count[end] - count[start]) / np.maximum(end - start, 1),
    }
    return {f"{name}{level}": values[level] for name, values in by_level.items() for level in range(_LEVELS)}


def _page_rows(blocks: Blocks, chars: Floats, scores: Floats) -> Rows:
    """Where a block stands relative to what seems to be the body."""
    count, index = len(blocks), np.arange(len(blocks))
    starts, ends = np.array(blocks.tree.starts), np.array(blocks.tree.ends)
    margin, likely, held = running_sums((scores - 0.5) * chars), running_sums(scores * chars), running_sums(chars)
    best = int((margin[ends] - margin[starts]).argmax())  # the container with most of the body and least besides
    start, end = int(starts[best]), int(ends[best])
    chosen = np.flatnonzero(scores > 0.5)
    first, last = (chosen[0], chosen[-1]) if len(chosen) else (0, count - 1)
    total = max(likely[-1], 1.0)
    rows: Rows = {
        "in_body": (index >= start) & (index < end),
        "body_position": (index - start) / max(end - start, 1),
        "body_blocks": np.full(count, end - start),
        "body_mean": np.full(count, (likely[end] - likely[start]) / max(held[end] - held[start], 1)),
        "since_first": np.clip(index - first, -50, 500),
        "until_last": np.clip(last - index, -50, 500),
        "likely_before": likely[:-1] / total,
        "likely_after": (likely[-1] - likely[1:]) / total,
        "page_likely_chars": np.full(count, likely[-1]),
        "page_likely_blocks": np.full(count, scores.sum()),
    }
    sums = running_sums(scores)
    for window in _WINDOWS:
        low, high = np.maximum(index - window, 0), np.minimum(index + 1 + window, count)
        rows[f"before{window}"] = (sums[index] - sums[low]) / window
        rows[f"after{window}"] = (sums[high] - sums[index + 1]) / window
    return rows


def _kin_rows(blocks: Blocks, chars: Floats, scores: Floats) -> Rows:
    """How the blocks score whose element and its parent have the same tags and names."""
    tree = blocks.tree
    kin: dict[tuple[str, str, str, str], int] = {}
    of_block = np.empty(len(blocks), np.intp)
    for i, node in enumerate(blocks.nodes):
        parent = max(tree.parents[node], 0)
        key = (tree.tags[node], tree.names[node], tree.tags[parent], tree.names[parent])
        of_block[i] = kin.setdefault(key, len(kin))
    held = np.bincount(of_block, chars)
    return {
        "kin_mean": (np.bincount(of_block, scores * chars) / np.maximum(held, 1))[of_block],
        "kin_blocks": np.bincount(of_block)[of_block],
        "kin_share": held[of_block] / max(float(chars.sum()), 1.0),
    }
