"""The command over two invented pages."""

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.extractors import PEERS, Peer

PAGES = {
    "harbour": ("Harbour Reopens", "The harbour opened again on Monday after three weeks of repairs to its wall."),
    "bakery": ("Bakery Moves", "The old bakery moves across the street and keeps its oven and its opening hours."),
}
DAY = "2021-05-03"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = []
    for name, (title, text) in PAGES.items():
        data = json.dumps({"@type": "NewsArticle", "headline": title, "articleBody": text, "datePublished": DAY})
        (tmp_path / f"{name}.html").write_text(
            f'<html><head><title>{title}</title><script type="application/ld+json">{data}</script></head>'
            f"<body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
        )
        place = {"path": f"{name}.html", "host": "site.example", "url": f"https://site.example/{name}"}
        lines.append(json.dumps(place | {"id": name, "set": "invented", "title": title, "body": text, "date": DAY}))
    (tmp_path / "cases.jsonl").write_text("\n".join(lines))
    return tmp_path


def test_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder), "newsscrape", "lxml", "--repeats", "2", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["pages"] == {"invented": 2}
    assert figures["newsscrape_models"].startswith("the packaged one")
    ours, floor = figures["extractors"]["newsscrape"], figures["extractors"]["lxml"]
    assert ours["scores"]["invented"]["title"] == ours["scores"]["invented"]["date"] == 1
    assert ours["errors"] == floor["errors"] == {}
    assert ours["times"]["mean_ms"] > floor["times"]["mean_ms"] > 0
    assert ours["times"]["worst"] in PAGES
    assert ours["times"]["trafilatura_ratio"] is None
    assert floor["scores"]["invented"] == {}


def test_tables(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PEERS, "goose3", Peer("goose3", "no_module_of_this_name", PEERS["goose3"].load))
    assert main([str(folder), "newsscrape", "goose3", "--repeats", "1", "--limit", "1"]) == 0
    said = capsys.readouterr()
    assert "goose3 is not installed and left out: pip install goose3" in said.err
    heading, row, _, times, *_ = said.out.splitlines()
    assert heading.split() == ["invented", "f1", "precision", "recall", "exact", "title", "date", "1", "pages"]
    assert row.split()[0] == "newsscrape"
    assert times.startswith("time ")
    assert "figures flatter" in said.out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["no-such-folder"], "cases.jsonl"),
        ([".", "newscrape"], "no extractor is named newscrape; there are: newsscrape, trafilatura"),
        ([".", "--folds", "no-such-folder"], "lacks fold0.npz, fold1.npz"),
        ([".", "--limit", "0"], "'0' is not a number from 1 up"),
    ],
)
def test_wrong_arguments_are_named(arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    assert complaint in capsys.readouterr().err


def test_an_empty_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cases.jsonl").write_text("")
    with pytest.raises(SystemExit):
        main([str(tmp_path)])
    assert "lists no page" in capsys.readouterr().err
