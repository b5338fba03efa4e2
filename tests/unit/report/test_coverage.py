from newsscrape.report.coverage import MOST_MAPS, MOST_RUNS, Cell, alarm_lines, heat_maps
from newsscrape.report.runs import Run, RunAlarm

ALARM = RunAlarm("field missing", "title", "title: none")


def run(outlet: str, day: int, *, records: int = 2, alarms: tuple[RunAlarm, ...] = ()) -> Run:
    started = f"2026-01-{day:02}T00:00:00Z"
    return Run(outlet, started, started, records=records, has={"title": 1, "body": records}, alarms=list(alarms))


def test_shares_are_rounded_to_neither_all_nor_none() -> None:
    shown = [Cell(has, of, ()) for has, of in ((0, 0), (0, 9), (1, 999), (1, 2), (998, 999), (9, 9))]
    assert [cell.percent for cell in shown] == ["–", "0%", "1%", "50%", "99%", "100%"]
    assert [cell.shade for cell in shown] == [-1, 0, 1, 5, 9, 10]


def test_outlets_with_alarms_come_first() -> None:
    runs = [run("a", 1, records=9), run("b", 1), run("b", 2, alarms=(ALARM,))]
    maps = heat_maps(runs, [])
    assert [one.outlet for one in maps] == ["b", "a"]
    assert [cell.alarms for cell in maps[0].rows["title"]] == [(), (ALARM,)]
    assert [cell.alarms for cell in maps[0].rows["body"]] == [(), ()]


def test_what_is_too_much_is_left_out() -> None:
    maps = heat_maps([run("a", day % 28 + 1) for day in range(MOST_RUNS + 5)], [])
    assert len(maps[0].runs) == MOST_RUNS
    assert maps[0].left_out == 5
    assert len(heat_maps([run(f"o{n}", 1) for n in range(MOST_MAPS + 3)], [])) == MOST_MAPS


def test_a_run_that_wrote_nothing_says_nothing() -> None:
    failed = run("a", 2, records=0, alarms=(RunAlarm("articles fail", "body", "body: 0 of 5"),))
    failed.failures = 5
    (shown,) = heat_maps([run("a", 1, records=0), failed], [])
    assert shown.runs == [failed]
    assert shown.rows["body"][0].percent == "0%"
    assert shown.rows["title"][0].percent == "–"


def test_alarms_are_listed_newest_first() -> None:
    runs = [run("a", 1, alarms=(ALARM,)), run("b", 3), run("b", 2, alarms=(ALARM, ALARM))]
    assert [(number, one.started_at[:10]) for number, one, _ in alarm_lines(runs)] == [
        (2, "2026-01-02"),
        (2, "2026-01-02"),
        (0, "2026-01-01"),
    ]
