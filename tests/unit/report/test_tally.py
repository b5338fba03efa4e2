from newsscrape.report.runs import COVERED
from newsscrape.report.tally import NOT_GIVEN, Columns, FetchDays, Tally, missing_fields
from tests.unit.report.records import record


def test_records_are_counted() -> None:
    tally = Tally()
    tally.add(record(1))
    tally.add(record(2, outlet="south.example", language=None, body="x" * 300, date_published="2026-03-01"))
    tally.add(record(1, previous_sha256="0" * 64, fetched_at="2026-03-05T00:00:00Z"))
    tally.add(record(3, date_published=None, fetched_at=None))
    tally.add(record(4), has_plausible_date=False)
    assert tally.records == 5
    assert tally.outlets == {"north.example": 4, "south.example": 1}
    assert tally.languages == {"en": 4, NOT_GIVEN: 1}
    assert tally.lengths == {0: 4, 1: 1}
    assert tally.days == {("north.example", "2026-03-01"): 2, ("south.example", "2026-03-01"): 1}
    assert tally.undated == 2
    assert tally.revisions == 1
    assert (tally.first_fetched, tally.last_fetched) == ("2026-03-02T06:00:30Z", "2026-03-05T00:00:00Z")


def test_clusters_are_counted_by_size_and_revisions_of_copies_once() -> None:
    tally = Tally()
    for number in (2, 2, 3):
        tally.add(record(number, duplicate_of="north.example:1"))
    tally.add(record(5, duplicate_of="north.example:4"))
    assert tally.clusters() == {"2": 1, "3–5": 1, "6–10": 0, "11 and more": 0}


def test_missing_fields_are_bits() -> None:
    missing = missing_fields(record(authors=[], title=None))
    assert missing >> COVERED.index("authors") & 1
    assert missing >> COVERED.index("title") & 1
    assert not missing >> COVERED.index("body") & 1


def test_days_stand_in_for_runs() -> None:
    days = FetchDays()
    for one in (record(1), record(2, title=None), record(3, fetched_at="2026-03-03T00:00:00Z")):
        days.add(one, missing_fields(one))
    first, second = days.runs()
    assert (first.started_at, first.records, first.has["title"], first.is_crawl) == ("2026-03-02", 2, 1, False)
    assert (second.started_at, second.records) == ("2026-03-03", 1)


def test_revisions_and_clusters_have_places() -> None:
    columns = Columns()
    for number, first in ((1, None), (2, 1), (1, None), (3, 1), (4, 9), (5, 9), (6, 8)):
        of = None if first is None else f"north.example:{first}"
        columns.add(record(number, duplicate_of=of), 0, None)
    assert columns.revisions() == [[0, 2]]
    assert columns.clusters() == [[2, 1, 3], [4, 5]]  # the first of the second is not here
    columns.forget(1)
    assert columns.revisions() == []
    assert columns.clusters() == [[1, 0, 2], [3, 4]]
    assert len(columns) == 6
