"""Exact duplicates: records of the same id, or of the same canonical URL."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from newsscrape.items import Article


@dataclass(frozen=True, slots=True)
class Match:
    """The record that an article repeats.

    Attributes:
        id: its id.
        by: what both have in common, `id` or `canonical URL`.
        earlier_run: whether the dataset held it before this run.
    """

    id: str
    by: str
    earlier_run: bool


class KnownRecords:
    """The records of a dataset by id and canonical URL, those of this run included.

    Args:
        records: the records that the dataset holds, as mappings with `id`, `canonical_url` and `story_code`.
    """

    def __init__(self, records: Iterable[Mapping[str, Any]] = ()) -> None:
        self._earlier: dict[str, bool] = {}  # id → whether from an earlier run
        self._by_url: dict[str, tuple[str, bool]] = {}  # canonical URL → id, whether it has a story code
        for record in records:
            self._remember(record["id"], record.get("canonical_url"), record.get("story_code"), earlier=True)

    def match_or_remember(self, article: Article) -> Match | None:
        """The known record that the article repeats; None, and from then on the article is known."""
        if article.id in self._earlier:
            return Match(article.id, "id", self._earlier[article.id])
        known = self._by_url.get(article.canonical_url or "")
        if known is not None and not (
            known[1] and article.story_code
        ):  # two codes are two stories, whatever their link
            return Match(known[0], "canonical URL", self._earlier[known[0]])
        self._remember(article.id, article.canonical_url, article.story_code, earlier=False)
        return None

    def _remember(self, record_id: str, url: str | None, story_code: str | None, *, earlier: bool) -> None:
        self._earlier[record_id] = earlier
        if url:
            self._by_url.setdefault(url, (record_id, story_code is not None))
