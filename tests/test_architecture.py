"""The house keeps its order: imports point left, only the rim knows Scrapy, files and functions stay small."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "newsscrape"

# Rooms from the innermost to the rim. A room may import those to the left; rooms of one set do not import each other.
HOUSE: list[set[str]] = [
    {"limits"},
    {"errors", "files", "items", "version"},
    {"text"},
    {"dates", "urls", "people"},
    {"blocks", "embedded", "gate", "lines"},
    {"page"},
    {"readers"},
    {"loaders", "outlets", "choice"},
    {"parse"},
    {"archive", "discovery", "duplicates", "dataset", "frames", "state", "goldens", "monitor", "politeness"},
    {"records", "storage", "drafts"},
    {"merge", "reparse", "clusters"},
    {"cluster", "report"},
    {"pipelines", "spiders", "middlewares", "extensions", "scheduler", "settings"},
    {"commands"},
    {"cli"},
]
RANK = {room: rank for rank, rooms in enumerate(HOUSE) for room in rooms}
RIM = {"pipelines", "spiders", "middlewares", "extensions", "scheduler", "settings", "commands", "cli"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(module: Path) -> Iterator[str]:
    """Names of what a module imports, wherever in it, but for imports that only type checkers see."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            yield node.module or ""


def rooms_imported(module: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(module) if name.startswith("newsscrape.")}


inner = [module for module in MODULES if room_of(module) != "__init__"]


@pytest.mark.parametrize("module", inner, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_imports_point_left(module: Path) -> None:
    here = room_of(module)
    wrong = {room for room in rooms_imported(module) if room != here and RANK[room] >= RANK[here]}
    assert not wrong, f"{here} imports {wrong}"


@pytest.mark.parametrize("module", inner, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_only_the_rim_imports_scrapy(module: Path) -> None:
    if room_of(module) not in RIM:
        assert not [name for name in imports(module) if name.split(".")[0] in ("scrapy", "twisted")]


@pytest.mark.parametrize("module", inner, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_nothing_imports_the_package_root(module: Path) -> None:
    assert "newsscrape" not in set(imports(module))


def test_every_room_has_its_place() -> None:
    assert {room_of(module) for module in inner} <= set(RANK)


def test_there_is_no_room_for_odds_and_ends() -> None:
    assert not [module for module in MODULES if module.stem in ("utils", "helpers", "common", "misc")]


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(module: Path) -> None:
    source = module.read_text(encoding="utf-8")
    assert source.count("\n") <= 400
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name
