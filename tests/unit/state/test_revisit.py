"""What need not be asked for again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsscrape.state.ledger import KnownUrl
from newsscrape.state.outcome import Outcome
from newsscrape.state.revisit import RevisitRules
from tests.unit.state.conftest import sighting

NOW = datetime.now(UTC)
OLD = {"published": "2020-01-01", "fetched_at": "2024-06-01T00:00:00Z"}


def known(**values: Any) -> KnownUrl:
    nothing = dict.fromkeys(KnownUrl.__slots__)
    held = {
        "article": "x:1",
        "was": Outcome.EXPORTED,
        "key": "a",
        "url": "a",
        "road": "listing",
        "depth": 0,
        "priority": 0,
    }
    return KnownUrl(**{**nothing, **held, **values})


@pytest.mark.parametrize(
    ("of_url", "found", "asked"),
    [
        ({"article": None, "was": None}, {}, True),  # new
        ({**OLD}, {}, False),
        ({**OLD, "etag": '"1"'}, {}, True),  # the server can tell
        ({**OLD, "last_modified": "Sat, 01 Jun 2024 00:00:00 GMT"}, {}, True),
        ({**OLD, "published": (NOW - timedelta(days=6)).date().isoformat()}, {}, True),
        ({**OLD, "published": None}, {}, False),  # fetched long ago
        ({**OLD, "was": Outcome.FAILED}, {}, True),
        ({**OLD, "article": None, "was": Outcome.LISTING}, {}, True),
        ({**OLD, "etag": '"1"'}, {"modified": datetime(2024, 5, 1, tzinfo=UTC)}, False),
        ({**OLD, "etag": '"1"'}, {"modified": datetime(2024, 6, 1, tzinfo=UTC)}, True),  # in the second of the fetch
        ({**OLD, "article": None}, {"modified": datetime(2024, 5, 1, tzinfo=UTC)}, True),  # the dataset lacks it
        ({**OLD, "etag": '"1"'}, {"published": datetime(2024, 5, 1, tzinfo=UTC)}, True),  # says nothing of changes
    ],
)
def test_what_is_asked_for(of_url: dict[str, Any], found: dict[str, Any], asked: bool) -> None:
    verdict = RevisitRules().verdict(sighting("a", **found), known(**of_url))
    assert (verdict is None) == asked
    assert verdict is None or verdict[0] is Outcome.UNCHANGED
    assert RevisitRules(refetch=True).verdict(sighting("a", **found), known(**of_url)) is None


@pytest.mark.parametrize("field", ["published", "modified"])
def test_what_is_older_than_since_is_not_asked_for(field: str) -> None:
    rules = RevisitRules(since="2024-06-02")
    older = sighting("a", **{field: datetime(2024, 6, 1, 9, 59, tzinfo=UTC)})
    newer = sighting("a", **{field: datetime(2024, 6, 1, 10, tzinfo=UTC)})
    new = known(article=None, was=None)
    verdict = rules.verdict(older, new)
    assert verdict is not None
    assert verdict[0] is Outcome.TOO_OLD
    assert rules.verdict(newer, new) is None
