import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.cases import read_cases


def write(folder: Path, *lines: Mapping[str, object]) -> Path:
    (folder / "cases.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return folder


def test_a_line_becomes_a_case(tmp_path: Path) -> None:
    line = {"id": "s/1", "set": "s", "path": "1.html", "url": "https://a.example/1", "host": "a.example", "title": "",
            "date": 2021.5, "authors": ["Anna Sample", ["Bo Other", ""]], "with": ["x"], "without": None}  # fmt: skip
    (case,) = read_cases(write(tmp_path, line))
    assert (case.id, case.host, case.url) == ("s/1", "a.example", "https://a.example/1")
    assert case.authors == ("Anna Sample", "Bo Other")
    assert (case.title, case.body, case.date) == (None, None, "2021.5")
    assert (case.wanted, case.unwanted) == (("x",), None)


@pytest.mark.parametrize("name", ["page.html", "page.html.gz"])
def test_markup_is_decoded_by_what_it_declares(tmp_path: Path, name: str) -> None:
    content = '<meta charset="iso-8859-1"><p>Fähre'.encode("latin-1")
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    (case,) = read_cases(write(tmp_path, {"id": "1", "set": "s", "path": name}))
    assert "Fähre" in case.markup()


def test_a_limit_takes_pages_from_all_over(tmp_path: Path) -> None:
    folder = write(tmp_path, *({"id": str(i), "set": "s", "path": "x"} for i in range(10)))
    assert [case.id for case in read_cases(folder, 3)] == ["0", "3", "6"]
    assert len(read_cases(folder, 99)) == len(read_cases(folder)) == 10


@pytest.mark.parametrize("line", ['{"id": "1"', '{"id": "1", "set": "s"}', "[]"])
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "cases.jsonl").write_text('{"id": "1", "set": "s", "path": "x"}\n' + line + "\n")
    with pytest.raises(ValueError, match=r"cases\.jsonl, line 2: "):
        read_cases(tmp_path)
