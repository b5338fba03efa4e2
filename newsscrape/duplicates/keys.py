"""The keys by which candidates are found: what of an article is kept in the index, and what it is asked for.

Two texts are looked at closely when they share a key. There are four kinds:

- bands of a MinHash signature (Broder, 1997; LSH: Indyk and Motwani, 1998), for texts that are alike as a whole.
- a sample of the runs of eight words, those with the least hashes (Broder's sketch for containment): of the whole
  text, and of its beginning, which is what a cut text keeps. An article is asked for by more of its runs than are
  kept, so that a text meets one that it holds, or that holds it.
- the hash of the whole text, and of the canonical URL.

docs/duplicates.md has the curves by which the numbers were chosen.
"""

from dataclasses import dataclass

import numpy as np
import rensa

from newsscrape.duplicates.shingles import Hashes, Shingles, hash_of, mix

BANDS, ROWS = 6, 3
KEPT_OF_ALL, KEPT_OF_LEAD = 20, 6
MOST_ASKED = 64
SCHEME = f"{BANDS}x{ROWS} {KEPT_OF_ALL}+{KEPT_OF_LEAD} rensa {rensa.RMinHash.ALGORITHM_VERSION}"

_SEED = 20231
_WEIGHTS = mix(np.arange(1, ROWS + 1, dtype=np.uint64)) | np.uint64(1)
_BAND_SALTS = mix(np.arange(1, BANDS + 1, dtype=np.uint64) << np.uint64(32))
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # so that the least hashes are spread evenly as keys


@dataclass(frozen=True, slots=True)
class Keys:
    """An article's keys, in no order.

    Attributes:
        kept: those that the index keeps.
        asked: those by which the articles are found that may be copies of it, or that it may be a copy of.
    """

    kept: Hashes
    asked: Hashes


def keys_of(shingles: Shingles, url: str | None) -> Keys:
    """The keys of an article.

    Args:
        shingles: of its text.
        url: its canonical URL; None where there is none.
    """
    text = [] if shingles.text is None else [shingles.text]
    whole = np.array(text + ([] if url is None else [hash_of(url, "url")]), np.uint64)
    if not len(shingles.all):
        return Keys(whole, whole)
    runs = shingles.runs[:MOST_ASKED]
    sample = np.concatenate((shingles.lead[:KEPT_OF_LEAD], runs)) * _SPREAD
    whole = np.concatenate((whole, _band_keys(shingles.all)))
    kept = sample[: len(sample) - len(runs) + KEPT_OF_ALL]
    return Keys(np.concatenate((whole, kept)), np.concatenate((whole, sample)))


def id_key(article_id: str) -> Hashes:
    """The key of an article's id."""
    return np.array([hash_of(article_id, "id")], np.uint64)


def url_key(url: str | None) -> Hashes:
    """The key of a canonical URL; none where there is none."""
    return np.array([] if url is None else [hash_of(url, "url")], np.uint64)


def _band_keys(shingles: Hashes) -> Hashes:
    digests = rensa.RMinHash.digest_matrix_from_flat_token_hashes
    rows = np.array(digests(shingles, [0, len(shingles)], BANDS * ROWS, _SEED).to_rows()[0], np.uint64)
    return mix((rows.reshape(BANDS, ROWS) * _WEIGHTS).sum(axis=1, dtype=np.uint64) ^ _BAND_SALTS)
