"""What `scrapy report` says where a library is missing, and when it is stopped."""

import argparse
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from scrapy.settings import Settings

from newsscrape.commands import report
from newsscrape.commands.report import Command
from tests.unit.dataset.records import put, record


def run(*arguments: str) -> int:
    """Runs the command; its exit code."""
    command = Command()
    command.settings = Settings()
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    options, rest = parser.parse_known_args(arguments)
    command.run(rest, options)
    return command.exitcode


@pytest.fixture
def dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    put(tmp_path / "a.jsonl", record(1))
    monkeypatch.chdir(tmp_path)
    return "a.jsonl"


def test_a_missing_library_is_named(
    dataset: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def find(name: str) -> ModuleSpec | None:
        return None if name == "vl_convert" else ModuleSpec(name, None)

    monkeypatch.setattr(report, "find_spec", find)
    assert run(dataset, "-o", "r.html") == 2
    said = "scrapy report: needs vl-convert-python: pip install 'newsscrape[report]'\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        pytest.param(KeyboardInterrupt(), "interrupted", id="interrupted"),
        pytest.param(OSError(28, "No space left on device"), "No space left on device", id="full-disk"),
    ],
)
def test_nothing_is_left_of_a_page_that_is_not_whole(
    dataset: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    raised: BaseException,
    said: str,
) -> None:
    def gather(*_: object) -> None:
        raise raised

    pytest.importorskip("vl_convert", reason="vl-convert-python is not installed")
    monkeypatch.setattr(report, "gather", gather)
    Path("r.html").write_text("as before", encoding="utf-8")
    assert run(dataset, "-o", "r.html") == 1
    assert said in capsys.readouterr().err
    assert sorted(path.name for path in Path().iterdir()) == ["a.jsonl", "r.html"]
    assert Path("r.html").read_text(encoding="utf-8") == "as before"
