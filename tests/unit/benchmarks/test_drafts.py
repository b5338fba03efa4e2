"""The benchmark of frames, on a made-up site."""

import json
from pathlib import Path

import pytest

from benchmarks.cases import Case, read_cases
from benchmarks.drafts import LeftOut, leave_one_out, main, score, sites
from newsscrape.readers.body.trees import packaged_model
from tests.unit.frames.site import AUTHORS, HOST, article
from tests.unit.readers.test_frame import paragraphs


def _title(number: int) -> str:
    return article(number).partition("<title>")[2].partition(" |")[0]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    lines: list[dict[str, object]] = []
    for number in range(4):
        (tmp_path / f"{number}.html").write_text(article(number), encoding="utf-8")
        case: dict[str, object] = {"id": f"made/{number}", "set": "feval", "path": f"{number}.html", "host": HOST}
        lines.append(case | {"url": f"https://{HOST}/news/{number}", "body": "\n".join(paragraphs(number))})
        lines[-1] |= {"title": _title(number), "authors": [AUTHORS[number] if number % 2 else "Nobody"]}
    lines.append({"id": "made/alone", "set": "made", "path": "0.html", "host": "alone.example", "body": "Text"})
    (tmp_path / "cases.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return tmp_path


def test_sites_with_enough_pages(corpus: Path) -> None:
    found = sites(read_cases(corpus), 3)
    assert {key: len(cases) for key, cases in found.items()} == {(False, HOST): 4}


def test_each_page_is_read_by_a_frame_of_the_others(corpus: Path) -> None:
    (cases,) = sites(read_cases(corpus), 3).values()
    found = list(leave_one_out(cases, packaged_model()))
    assert [one.case for one in found] == cases
    assert [one.bodies["selectors"].split("\n\n") for one in found] == [paragraphs(number) for number in range(4)]
    assert score(found, "frame") == (1, 1)


def test_the_score_of_a_road() -> None:
    case = Case(id="a", set="made", path=Path("a.html"), body="one two three four five")
    found = [
        LeftOut(case, {"frame": "one two three four five", "general": "one two three four", "selectors": ""}, {}, 0.1)
    ]
    assert score(found, "frame") == (1, 1)
    assert score(found, "general") == pytest.approx((2 / 3, 0))
    assert score(found, "selectors") == (0, 0)


def test_the_table(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folds = Path(__file__).parents[2] / "quality" / "folds"
    assert main([str(corpus), "--folds", str(folds)]) == 0
    head, site, total, _, _, fields = capsys.readouterr().out.splitlines()
    assert head.split() == ["F1,", "exact", "pages", "general", "selectors", "frame", "s"]
    assert site.startswith(HOST)
    assert total.startswith("all of feval")
    assert fields.split() == ["feval", "4", "1.000", "1.000", "-", "-", "0.500", "0.500"]


def test_a_corpus_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path)])
    assert "cases.jsonl is not there" in capsys.readouterr().err
