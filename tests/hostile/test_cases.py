"""What strangers may serve costs its own record, time and memory within the budget, and no more."""

import pytest

from newsscrape.limits import PAGE_BUDGET_S
from tests.hostile.apart import Measured, run_apart
from tests.hostile.cases import every_kind

pytestmark = pytest.mark.bulk

GIB = 1 << 30
NAMES = list(every_kind())
GROUP = 24  # cases that share a process, which takes longer to begin than most of them


def complaint(one: Measured | None) -> str | None:
    """What is wrong with how a case went; None when nothing is."""
    if one is None:
        return "the process died or hung"
    if one.seconds > PAGE_BUDGET_S:
        return f"took {one.seconds:.1f} s"
    if one.peak_bytes > GIB:
        return f"took {one.peak_bytes / 1e6:.0f} MB"
    if one.name.startswith("warc:") and "dictionary" not in one.name and not one.outcome.startswith("2 sound pages"):
        return f"cost the pages beside it: {one.outcome}"
    if one.outcome.startswith("article:") and ", 1 line;" not in one.outcome:
        return f"broke its line: {one.outcome}"
    return None


@pytest.mark.parametrize("start", range(0, len(NAMES), GROUP))
def test_no_crash_no_hang_no_gigabyte(start: int) -> None:
    names = NAMES[start : start + GROUP]
    measured = run_apart(names)
    wrong = {name: said for name in names if (said := complaint(measured.get(name)))}
    assert not wrong
    assert all(one.outcome for one in measured.values())


REASONS = {
    "1,000,000 nested blocks": "the page has more than 100000 tags",
    "nested blocks as allowed": "its elements are nested more than 2048 deep",
    "20,000 attributes with tags in them": "its elements have too many attributes",
    "text node of 50 MB": "bytes, more than 16000000",
    "plain text of 1,000,000 lines": "the text has more than 100000 lines",
    "declared undefined": "no body",
    "feed: billion laughs": "feed: 1 entries",
    "sitemap: 700,000 pages": "sitemap: 50000 pages",
    "warc: 50 codings": "its body has 50000 codings",
    "warc: zstd frame bomb": "it inflates to more than 200 times its size",
    "warc: gzip body bomb": "its body has more than 100000000 bytes",
}


def test_reasons_name_the_limit() -> None:
    measured = run_apart(REASONS)
    wrong = {name: measured[name].outcome for name, reason in REASONS.items() if reason not in measured[name].outcome}
    assert not wrong


UNHARMED = "article: 1286 characters, 1 line; 0 links"


def test_what_can_be_read_past_is() -> None:
    names = ["broken JSON-LD of quotes", "JSON-LD nested 100,000 deep", "metas as allowed", "pictures as allowed"]
    measured = run_apart(names)
    assert [measured[name].outcome[: len(UNHARMED)] for name in names] == [UNHARMED] * len(names)
