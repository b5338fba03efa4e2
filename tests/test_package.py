"""The wheel: what it holds, and that it works in an environment of its own, away from the checkout."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from newsscrape.outlets.registry import outlets
from newsscrape.version import VERSION

pytestmark = pytest.mark.xdist_group("wheel")  # one wheel, and one environment, for all tests

ROOT = Path(__file__).parents[1]
# Neither the checkout nor the measurement of coverage reaches into the new environment.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV", "SCRAPY"))}


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(arguments, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def bin_folder(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an empty environment into which the wheel was installed."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    commands = folder / ("Scripts" if sys.platform == "win32" else "bin")
    install = ("-m", "pip", "--python", commands / "python", "install", "--quiet", "--disable-pip-version-check")
    run(sys.executable, *install, "--no-compile", wheel, cwd=folder)  # what is imported is compiled then
    return commands


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"newsscrape", f"newsscrape-{VERSION}.dist-info"}
    declared = {f"newsscrape/outlets/{name}.toml" for name in outlets()}
    assert {"newsscrape/schema.json", "newsscrape/py.typed", *declared} <= set(names)
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "newsscrape").rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == modules


def test_an_installed_newsscrape_reparses_in_any_folder(bin_folder: Path, tmp_path: Path) -> None:
    done = run(bin_folder / "newsscrape", "reparse", ROOT / "seeds", "-O", "out.jsonl", cwd=tmp_path)
    (record,) = map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())
    assert (record["id"], record["date_published"]) == ("islamtimes:1055216", "2023-04-30T21:33:00+03:30")
    assert len(record["featured_stories"]) == 13
    assert "1 pages read from 1 files" in done.stderr


def test_an_installed_newsscrape_is_the_wheels(bin_folder: Path, tmp_path: Path) -> None:
    said = run(bin_folder / "python", "-c", "import newsscrape; print(newsscrape.__file__)", cwd=tmp_path).stdout
    assert Path(said.strip()).is_relative_to(bin_folder.parent)


def test_newsscrape_and_scrapy_know_the_commands(bin_folder: Path, tmp_path: Path) -> None:
    assert run(bin_folder / "newsscrape", "list", cwd=tmp_path).stdout.split() == list(outlets())
    assert "Re-parse saved pages" in run(bin_folder / "scrapy", "-h", cwd=tmp_path).stdout
