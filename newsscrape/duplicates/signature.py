"""An article's signature: all that is needed to look for its copies and depends on the article alone.

It is most of what looking for copies costs, and may be made in another process than the one that has the index.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from struct import Struct
from typing import Any

import numpy as np

from newsscrape.duplicates.keys import Keys, keys_of
from newsscrape.duplicates.shingles import Hashes, shingles_of

# Whether there is a hash of the text, that hash, and how many values each array has.
_HEAD = Struct("=2Q4Q")


@dataclass(frozen=True, slots=True)
class Signature:
    """What an article is found and compared by.

    Pickled, it is one stretch of bytes: 8 for each shingle, and a thousand.

    Attributes:
        text, all, numbers: as of `newsscrape.duplicates.shingles.Shingles`.
        keys: by which it is found.
    """

    text: int | None
    all: Hashes
    numbers: Hashes
    keys: Keys

    def __reduce__(self) -> tuple[Any, ...]:
        arrays = (self.all, self.numbers, self.keys.kept, self.keys.asked)
        head = _HEAD.pack(self.text is not None, self.text or 0, *map(len, arrays))
        return _unpacked, (b"".join([head, *(array.tobytes() for array in arrays)]),)


def signature_of(record: Mapping[str, Any]) -> Signature:
    """An article's signature.

    Args:
        record: it needs the fields `newsscrape.duplicates.texts.FIELDS`.
    """
    shingles = shingles_of(record["body"], record.get("title"))
    keys = keys_of(shingles, record.get("canonical_url"))
    return Signature(shingles.text, shingles.all, shingles.numbers, keys)


def _unpacked(packed: bytes) -> Signature:
    has_text, text, *sizes = _HEAD.unpack_from(packed)
    values = np.frombuffer(packed, np.uint64, offset=_HEAD.size)
    shingles, numbers, kept, asked = (values[begin:end] for begin, end in pairwise(accumulate(sizes, initial=0)))
    return Signature(text if has_text else None, shingles, numbers, Keys(kept, asked))
