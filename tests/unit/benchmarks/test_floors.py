import json
from pathlib import Path

import pytest

from benchmarks import floors
from benchmarks.floors import Floors, changes, main, moved

OLD: Floors = {"wcxb": {"f1": 0.95, "date": 0.9}, "np4k": {"title": 0.8}}


def test_floors_rise() -> None:
    assert moved(OLD, {"wcxb": {"f1": 0.96, "date": 0.9}, "np4k": {"title": 0.8}}, lower=False)["wcxb"]["f1"] == 0.96


def test_floors_do_not_fall_by_themselves() -> None:
    assert moved(OLD, {"wcxb": {"f1": 0.94, "date": 0.91}}, lower=False) == {
        "np4k": {"title": 0.8},
        "wcxb": {"f1": 0.95, "date": 0.91},
    }


def test_floors_fall_and_go_when_told() -> None:
    assert moved(OLD, {"wcxb": {"f1": 0.94}}, lower=True) == {"wcxb": {"f1": 0.94}}


def test_new_fields_are_taken_up_in_the_order_of_fields() -> None:
    found = moved({"wcxb": {"date": 0.9}}, {"wcxb": {"date": 0.9, "f1": 0.5}, "feval": {"exact": 0.2}}, lower=False)
    assert json.dumps(found) == '{"feval": {"exact": 0.2}, "wcxb": {"f1": 0.5, "date": 0.9}}'


def test_changes_name_what_differs() -> None:
    assert changes(OLD, {"wcxb": {"f1": 0.94, "date": 0.9, "exact": 0.2}, "np4k": {}}) == [
        ("np4k", "title", 0.8, None),
        ("wcxb", "exact", None, 0.2),
        ("wcxb", "f1", 0.95, 0.94),
    ]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    measured: Floors = {"wcxb": {"f1": 0.94, "date": 0.91}}
    monkeypatch.setattr(floors, "measure", lambda *_: measured)
    file = tmp_path / "floors.json"
    file.write_text(json.dumps({"wcxb": {"f1": 0.95, "date": 0.9}}))
    return file


def test_command_raises_and_tells_what_stays_below(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--floors", str(file)]) == 1
    assert json.loads(file.read_text()) == {"wcxb": {"f1": 0.95, "date": 0.91}}
    said = capsys.readouterr()
    assert "wcxb date goes up: 0.9000 → 0.9100" in said.out
    assert "wcxb f1 is below its floor, which stays: 0.9500 → 0.9400" in said.out
    assert "--lower" in said.err


def test_command_lowers_only_when_told_and_says_so(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--floors", str(file), "--lower"]) == 0
    assert json.loads(file.read_text()) == {"wcxb": {"f1": 0.94, "date": 0.91}}
    assert "wcxb f1 goes DOWN: 0.9500 → 0.9400" in capsys.readouterr().out


def test_within_the_tolerance_nothing_is_broken(file: Path) -> None:
    file.write_text(json.dumps({"wcxb": {"f1": 0.9404, "date": 0.91}}))
    assert main(["--floors", str(file)]) == 0
    assert json.loads(file.read_text())["wcxb"]["f1"] == 0.9404


def test_command_names_what_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main([str(tmp_path), "--folds", str(tmp_path), "--floors", str(tmp_path / "floors.json")])
    assert exit_.value.code == 2
    assert "fold0.npz is not there" in capsys.readouterr().err
