"""Texts that are unlike each other, and records of them."""

from random import Random
from typing import Any

_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]


def prose(seed: int, words: int) -> str:
    """So many words, of which texts of other seeds have hardly five in a row; without numbers."""
    random = Random(seed)
    return " ".join("".join(random.choices(_SYLLABLES, k=random.randint(2, 4))) for _ in range(words))


def record(name: str, body: str, **values: Any) -> dict[str, Any]:
    """What of a record is compared; each is of an outlet of its own, and has no canonical URL."""
    return {
        "id": name,
        "outlet": name.partition(":")[0],
        "canonical_url": None,
        "story_code": None,
        "title": "Title",
        "body": body,
        "duplicate_of": None,
        **values,
    }
