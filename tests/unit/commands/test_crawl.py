"""What the closing table says, and which exit code follows."""

from pathlib import Path
from typing import Any

import pytest

from newsscrape.commands.crawl import closing_table, exit_code
from newsscrape.extensions.accounting import RunAccount
from newsscrape.monitor.alarms import Alarm
from newsscrape.state.outcome import Outcome

DROPPED = Alarm("field dropped", "authors", "authors: 1 of 9 records have it, 99% of 200 before")
MISSING = Alarm("field missing", "date_published", "date_published: 0 of 9 records have it, 99% of 200 before")


def account(counts: dict[Outcome, int], **values: Any) -> RunAccount:
    plain: dict[str, Any] = {
        "outlet": "x",
        "finish_reason": "finished",
        "seen": sum(counts.values()),
        "reasons": {outcome: {} for outcome in Outcome},
        "records": counts.get(Outcome.EXPORTED, 0),
        "marked": 0,
        "dataset": Path("data/x/articles.jsonl"),
        "alarms": [],
        "errors": [],
    }
    return RunAccount(**{**plain, "outcomes": {outcome: counts.get(outcome, 0) for outcome in Outcome}, **values})


@pytest.mark.parametrize(
    ("run", "code", "said"),
    [
        (account({Outcome.EXPORTED: 3, Outcome.FAILED: 2}), 0, "(3 records added)"),
        (account({Outcome.EXPORTED: 3}, marked=1), 0, "(3 records added, 1 of them marked as a copy of another)"),
        (account({Outcome.EXPORTED: 3}, marked=2), 0, "(3 records added, 2 of them marked as copies)"),
        (account({Outcome.UNCHANGED: 3}), 0, "(0 records added)"),
        (account({Outcome.TOO_OLD: 3}), 0, "(0 records added)"),
        (account({Outcome.RESERVED: 3}), 0, "(0 records added)"),
        (account({Outcome.LISTING: 1}), 1, "error: no URL was found on the page where the crawl starts"),
        (account({Outcome.LISTING: 3}), 1, "error: no article was found on the pages that were read"),
        (account({Outcome.FAILED: 1}), 1, "error: no article came: see why URLs failed"),
        (
            account({Outcome.BLOCKED: 5, Outcome.FAILED: 1}),
            1,
            "error: no article came: the server keeps this crawler out",
        ),
        (account({Outcome.EXPORTED: 3}, errors=["it broke"]), 1, "error: it broke"),
        (
            account({Outcome.EXPORTED: 3, Outcome.LEFT: 4}, finish_reason="shutdown"),
            1,
            "error: the run was interrupted (shutdown); the next one goes on with 4 URLs",
        ),
        (account({Outcome.EXPORTED: 3, Outcome.OVER_LIMIT: 4}, finish_reason="limit"), 0, "(3 records added)"),
        (account({Outcome.EXPORTED: 9}, alarms=[DROPPED]), 0, "alarm: field dropped: authors: 1 of 9 records"),
        (account({Outcome.EXPORTED: 9}, alarms=[MISSING]), 1, "error: no record is of use: date_published: 0 of 9"),
    ],
)
def test_how_a_run_went(run: RunAccount, code: int, said: str) -> None:
    assert exit_code(run, strict=False) == code
    assert said in closing_table(run)


def test_alarms_count_when_strict() -> None:
    run = account({Outcome.EXPORTED: 9}, alarms=[DROPPED])
    assert exit_code(run, strict=True) == 3
    assert exit_code(account({Outcome.EXPORTED: 9}), strict=True) == 0
    assert exit_code(account({Outcome.EXPORTED: 9}, alarms=[DROPPED], errors=["it broke"]), strict=True) == 1


def test_the_table_adds_up_and_shows_the_most_frequent_reasons() -> None:
    reasons: dict[Outcome, dict[str, int]] = {outcome: {} for outcome in Outcome}
    reasons |= {Outcome.FAILED: {f"HTTP 50{n}": 9 - n for n in range(6)}}
    lines = closing_table(account({Outcome.EXPORTED: 2, Outcome.FAILED: 39}, reasons=reasons)).splitlines()
    assert lines[0] == "x: 41 URLs seen"
    assert "  failed                         39   9 HTTP 500; 8 HTTP 501; 7 HTTP 502; 6 HTTP 503; …" in lines
    assert "  total                          41" in lines
