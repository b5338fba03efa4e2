from collections import Counter
from pathlib import Path

from newsscrape.dataset.jsonl import JsonLinesWriter
from newsscrape.monitor.profile import Profile
from newsscrape.report.runs import RunAlarm, RunsOfFolder, forget_coverage, read_runs, take_outcomes
from tests.unit.report.records import record


def line(run: object, started: str, finished: str, **values: object) -> dict[str, object]:
    profile = Profile()
    profile.add_record(record())
    defaults = {"outlet": "north.example", "outcomes": {"exported": 1, "failed": 0}, "alarms": []}
    return {
        "run": run,
        "started_at": started,
        "finished_at": finished,
        "profile": profile.to_json(),
        **defaults,
        **values,
    }


def write(path: Path, *lines: object) -> Path:
    writer = JsonLinesWriter(path)
    for one in lines:
        writer.write(one)
    writer.close()
    return path


def test_runs_are_read(tmp_path: Path) -> None:
    alarm = {"name": "field missing", "field": "title", "message": "title: none"}
    path = write(
        tmp_path / "runs.jsonl",
        line("a", "2026-01-02T00:00:00Z", "2026-01-02T01:00:00Z"),
        line("b", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", outcomes={"failed": 9}),
        line("b", "2026-01-01T00:00:00Z", "2026-01-01T09:00:00Z", alarms=[alarm, 7]),
    )
    first, second = read_runs(path)
    assert (first.finished_at, first.alarms) == ("2026-01-01T09:00:00Z", [RunAlarm(**alarm)])
    assert first.outcomes == {"exported": 1}
    assert (second.records, second.has["title"], second.has["section"], second.has["body"]) == (1, 1, 0, 1)


def test_what_is_no_run_is_passed_over(tmp_path: Path) -> None:
    odd = line(None, "2026-01-03T00:00:00Z", "2026-01-03T01:00:00Z", alarms="?", outcomes=[1], profile=5)
    path = write(tmp_path / "runs.jsonl", 7, {}, {"outlet": "x", "started_at": 1, "finished_at": None}, odd)
    (run,) = read_runs(path)
    assert (run.records, run.alarms, run.outcomes) == (0, [], {})
    assert read_runs(tmp_path / "none.jsonl") == []


def test_of_many_runs_little_is_kept(tmp_path: Path) -> None:
    lines = [line(n, f"2026-01-0{n}T00:00:00Z", f"2026-01-0{n}T01:00:00Z") for n in range(1, 6)]
    lines[3]["profile"] = Profile().to_json()  # it wrote nothing
    runs = read_runs(write(tmp_path / "runs.jsonl", *lines))
    total: Counter[str] = Counter()
    take_outcomes(runs, total)
    forget_coverage(runs, 2)
    assert total == {"exported": 5}
    assert [bool(run.has.get("title")) for run in runs] == [False, False, True, False, True]
    assert not any(run.outcomes for run in runs)


def test_a_record_is_of_the_run_in_which_it_was_fetched(tmp_path: Path) -> None:
    path = write(
        tmp_path / "runs.jsonl",
        line("a", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"),
        line("b", "2026-01-02T00:00:00Z", "2026-01-02T01:00:00Z"),
    )
    runs = RunsOfFolder(read_runs(path), 5)
    moments = ("2026-01-01T00:00:00Z", "2026-01-02T01:00:00Z", "2026-01-01T12:00:00Z", "2025-12-31T00:00:00Z", None)
    assert [runs.number_of(moment) for moment in moments] == [5, 6, None, None, None]
