"""What `scrapy outlet check` prints, and its exit codes."""

import argparse
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from newsscrape.commands.outlet import Command, differing_lines
from newsscrape.goldens import Difference
from tests.unit.gazette import DECLARATION, put_goldens, write_golden


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an outlet and its goldens."""
    monkeypatch.setenv("NEWSSCRAPE_OUTLETS", "")
    (tmp_path / "gazette.toml").write_text(DECLARATION, encoding="utf-8")
    put_goldens(tmp_path / "gazette")
    return tmp_path


def outlet(folder: Path, *arguments: str) -> int:
    """Runs the command with a folder as its setting; its exit code."""
    command = Command()
    command.settings = Settings({"NEWSSCRAPE_OUTLETS": str(folder)})
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    options, rest = parser.parse_known_args(arguments)
    command.process_options(rest, options)
    command.run(rest, options)
    return command.exitcode


def test_all_is_well(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert outlet(folder, "check") == 0
    said = capsys.readouterr().out
    assert "gazette: 3 goldens" in said
    assert "islamtimes: " in said
    assert "broken" not in said
    assert outlet(folder, "check", "gazette") == 0
    said = capsys.readouterr().out
    assert "islamtimes" not in said
    rows = {line.split()[0]: line.split()[1:] for line in said.splitlines() if line.startswith("  ")}
    assert rows["field"] == ["right", "given", "selected"]
    assert rows["body"] == ["3/3", "3", "3"]
    assert rows["tags"] == ["3/3", "0", "0"]


def test_what_broke_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for slug in ("one", "two", "three"):
        path = folder / "gazette" / slug / "page.html"
        html = path.read_text(encoding="utf-8").replace("First, the", "Then the").replace('"more"', '"x7"')
        path.write_text(html, encoding="utf-8")
    assert outlet(folder, "check", "gazette") == 1
    said = capsys.readouterr().out.splitlines()
    at = said.index("broken: gazette: body: one")
    assert (
        said[at + 1]
        == "    - First, the ferry one runs again on Monday after three weeks in the dock, the harbour said."
    )
    assert (
        said[at + 2] == "    + Then the ferry one runs again on Monday after three weeks in the dock, the harbour said."
    )
    where = "one, three, two, where there is a value"
    assert f"broken: gazette: featured_stories: selectors find nothing on {where}" in said
    assert [line.split()[0] for line in said if line.endswith("   broken")] == ["body", "featured_stories"]
    assert "warning: gazette: featured_stories: .more a matches nothing on any golden" in said


def test_many_differences_are_named_but_not_all_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for i in range(6):
        write_golden(
            folder / "gazette" / f"x{i}", "<html><body><p>Gone</p></body></html>", {"title": "T"}, reviewed=False
        )
    assert outlet(folder, "check", "gazette") == 1
    said = capsys.readouterr().out.splitlines()
    assert "broken: gazette: page: also x3, x4, x5" in said
    assert "warning: gazette: nobody has reviewed x0, x1, x2, x3, x4, x5" in said


def test_without_goldens_the_declaration_alone_is_checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "gazette").rename(folder / "elsewhere")
    assert outlet(folder, "check", "gazette") == 0
    assert capsys.readouterr().out == "gazette: no goldens; its declaration can be read\n\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name what to do: new, check"),
        (("mend",), "name what to do: new, check"),
        (("check", "cnn"), "no outlet is named 'cnn'; there are: .*gazette, .*islamtimes"),
        (("check", "--fast"), "no such option: --fast"),
    ],
)
def test_wrong_usage(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        outlet(folder, *arguments)


def test_a_broken_file_is_named(folder: Path) -> None:
    other = folder / "more"
    other.mkdir()
    (other / "gazette.toml").write_text(DECLARATION.replace("h2.head", "h2["), encoding="utf-8")
    with pytest.raises(UsageError, match=r"gazette\.toml: versions\[1\]\.title: 'h2\[': no CSS selector"):
        outlet(other, "check", "gazette")
    (folder / "gazette" / "one" / "meta.json").unlink()
    with pytest.raises(UsageError, match=r"one/meta\.json: cannot be read"):
        outlet(folder, "check", "gazette")


@pytest.mark.parametrize(
    ("expected", "got", "lines"),
    [
        ("a", None, ["- a", "+ null"]),
        ([], ["A"], ["- []", "+ A"]),
        (["A", "B"], ["A", "C", "D"], ["- B", "+ C", "+ D"]),
        ([{"url": "ä"}], [], ['- {"url": "ä"}', "+ []"]),
        ("One.\n\nTwo.\n\nThree.", "One.\n\nThree.", ["- Two."]),
        ("x" * 90 + "y" * 200, "x" * 90 + "z", [f"- …{'x' * 30}{'y' * 70}…", f"+ {'x' * 90}z"]),
        ("A\nB\nC\nD\nE\nF\nG", "a\nb\nc\nd\ne\nf\ng", "- A|+ a|- B|+ b|- C|+ c|- D|+ d|- E|+ e|- F|+ f|…".split("|")),
    ],
)  # fmt: skip
def test_a_difference_is_shown_as_a_diff(expected: object, got: object, lines: list[str]) -> None:
    assert differing_lines(Difference("one", expected, got)) == lines
