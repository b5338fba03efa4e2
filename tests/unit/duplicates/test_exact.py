"""Which article repeats which record."""

import pytest

from newsscrape.duplicates.exact import KnownRecords, Match
from newsscrape.items import Article

URL = "https://e.org/a"


def article(key: str, url: str | None = None, code: str | None = None) -> Article:
    return Article(id=f"e:{key}", canonical_url=url, story_code=code)


@pytest.mark.parametrize(
    ("first", "second", "match"),
    [
        (article("1"), article("1"), Match("e:1", "id", False)),
        (article("1"), article("2"), None),
        (article("1", URL), article("2", URL), Match("e:1", "canonical URL", False)),
        (article("1", URL, "1"), article("2", URL), Match("e:1", "canonical URL", False)),
        (article("1", URL), article("2", URL, "2"), Match("e:1", "canonical URL", False)),
        (article("1", URL, "1"), article("2", URL, "2"), None),  # two codes are two stories
        (article("1", None), article("2", None), None),
    ],
)
def test_two_of_a_run(first: Article, second: Article, match: Match | None) -> None:
    known = KnownRecords()
    assert known.match_or_remember(first) is None
    assert known.match_or_remember(second) == match


def test_records_of_the_dataset_are_known() -> None:
    known = KnownRecords([{"id": "e:1", "canonical_url": URL, "story_code": None}, {"id": "e:2"}])
    assert known.match_or_remember(article("1")) == Match("e:1", "id", True)
    assert known.match_or_remember(article("3", URL)) == Match("e:1", "canonical URL", True)
    assert known.match_or_remember(article("2")) == Match("e:2", "id", True)


def test_the_first_record_of_a_url_stands_for_it() -> None:
    known = KnownRecords()
    known.match_or_remember(article("1", URL, "1"))
    known.match_or_remember(article("2", URL, "2"))
    assert known.match_or_remember(article("3", URL)) == Match("e:1", "canonical URL", False)
