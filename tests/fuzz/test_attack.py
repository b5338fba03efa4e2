"""A re-parse of mutated pages among sound ones, in small; `make fuzz-pages` does it at full size on real pages."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import attack
from benchmarks.attack import Run, Sound, attacked_pages, by_reason, calm_pages, failures, page_of
from tests.fuzz.seeds import PAGE

PAGES = 300
FIXTURES = Path(__file__).parents[2] / "fixtures/islamtimes"
SAID = "The tram stops at the mill, where {} people live, and the council of the town has asked for a shelter there. "


def made_up() -> list[Sound]:
    """Pages: first those that will be left alone, each an article of its own; behind them, others to mutate.

    Pages with an outlet's landmarks are taken for a mirror's copies wherever they are (`outlet_of`), and of copies the
    first counts: so none of them is among the first.
    """
    pages = []
    for number in range(PAGES // 10):
        paragraph = f"<p>{SAID.format(number) * 3}</p><h2>".encode()
        content = PAGE.replace(b"/story/1", b"/story/%d" % number).replace(b"<h2>", paragraph)
        pages.append(Sound(f"https://gazette.example/story/{number}", content))
    marked = [path.read_bytes() for path in sorted(FIXTURES.glob("*/page.html"))]
    return [*pages, *(Sound(f"https://mirror.example/{number}", content) for number, content in enumerate(marked))]


@pytest.mark.bulk
def test_an_attack_costs_the_attackers_records_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = made_up()
    for number, page in enumerate(pages):
        (tmp_path / f"{number}.html").write_bytes(page.content)
    lines = [{"id": f"{n}", "set": "s", "path": f"{n}.html", "url": page.url} for n, page in enumerate(pages)]
    (tmp_path / "cases.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    code = attack.main([str(tmp_path), "--pages", str(PAGES), "--timed", "20"])
    said = capsys.readouterr().out
    assert code == 0, said
    assert f"under attack: {PAGES} pages" in said
    assert "slowest of 20 pages" in said


def test_every_tenth_page_is_sound_and_stands_once() -> None:
    pages = [Sound(f"https://e.org/{number}", PAGE) for number in range(3)]
    made = list(attacked_pages(pages, 50, seed=1))
    assert [made[0], made[10], made[20]] == calm_pages(pages, 50) == pages
    assert len({page.url for page in made}) == 50
    assert not {page.url for page in made[30:]} & {page.url for page in pages}
    assert made == list(attacked_pages(pages, 50, seed=1))


RECORD = {
    "url": "https://e.org/a",
    "title": "A",
    "source": {"sha256": "0", "record": 1},
    "provenance": {},
    "similarity": None,
}
KEY = page_of(RECORD)
CALM = Run(records={KEY: RECORD})


def test_what_depends_on_the_pages_around_is_no_difference() -> None:
    marked = RECORD | {"similarity": 0.9, "provenance": {"duplicate_of": {}}, "source": {"sha256": "0", "record": 7}}
    assert failures(Run(records={KEY: marked}), CALM, 1) == []


def test_two_versions_of_a_page_are_two_pages() -> None:
    edited = RECORD | {"source": {"sha256": "1", "record": 2}}
    both = Run(records={page_of(record): record for record in (RECORD, edited)})
    assert failures(both, CALM, 2) == []


def test_failures_are_told() -> None:
    assert failures(Run(complaint="x"), Run(), 1) == ["1 pages, but 0 records and errors: x"]
    assert failures(Run(), CALM, 0) == ["https://e.org/a: no record under attack"]
    other = Run(records={KEY: RECORD | {"title": "B"}})
    assert failures(other, CALM, 1) == ["https://e.org/a: differs under attack in title"]
    assert failures(replace(Run(), peaks={7: 2 << 30}), Run(), 0) == ["process 7 had 2147 MB"]
    for reason in (
        "internal error: KeyError('a')",
        "the process that parsed it died (exit code -9)",
        "it took more than 10 s",
        "",
    ):
        run = Run(errors=[{"record": 3, "level": "error", "reason": reason}])
        assert failures(run, Run(), 1) == [f"record 3: {reason or 'no reason'}"]


def test_reasons_are_counted_without_what_they_name() -> None:
    lines = [
        {"level": "error", "reason": f"same canonical URL as e.org:{number * 16}, 'x{number}', {number}"}
        for number in "12"
    ]
    assert by_reason(Run(errors=lines)) == {"error: same canonical URL as …, …, …": 2}
