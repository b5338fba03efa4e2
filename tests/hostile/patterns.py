"""Every pattern of the project, and texts at which one that tries too much takes its time.

Patterns are found where they are kept (module globals, class attributes, containers of these) and, by the source, where
functions hold them. From a pattern's own characters texts are made: repeats of each, of pairs, of its literals, with an
end that does not match; these are what makes a backtracking matcher try again.
"""

import ast
import importlib
import itertools
import pkgutil
import re
import re._constants as codes  # type: ignore[import-not-found]  # of the standard library, without types
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import newsscrape

AnyPattern = re.Pattern[str] | re.Pattern[bytes]
_METHODS = frozenset("search match fullmatch findall finditer sub subn split".split())


@dataclass(frozen=True)
class Held:
    """A pattern of the package.

    Attributes:
        place: where it is kept: `newsscrape.text._SPACE`, `newsscrape.merge:200`.
        pattern: itself.
        methods: those of `re` by which it is used; all where its module does not show it.
    """

    place: str
    pattern: AnyPattern
    methods: frozenset[str]


def all_patterns() -> list[Held]:
    """The patterns of the package, each once."""
    found: dict[AnyPattern, Held] = {}
    for info in pkgutil.walk_packages(newsscrape.__path__, "newsscrape."):
        module = importlib.import_module(info.name)
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        uses = _uses(tree)
        for name, value in _values(module):
            for at, pattern in _patterns(value):
                methods = uses.get(name, frozenset()) or _METHODS
                held = found.get(pattern)
                known = held.methods if held and held.methods != _METHODS else frozenset()
                place = held.place if held else f"{info.name}.{name}{at}"
                found[pattern] = Held(place, pattern, known | methods if known or methods != _METHODS else _METHODS)
        for line, method, pattern in _literals(tree):
            found.setdefault(pattern, Held(f"{info.name}:{line}", pattern, frozenset({method})))
    return list(found.values())


def _uses(tree: ast.AST) -> dict[str, frozenset[str]]:
    """By which methods a module uses what it keeps under a name."""
    uses: dict[str, frozenset[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _METHODS:
            uses[node.value.id] = uses.get(node.value.id, frozenset()) | {node.attr}
    return uses


def _values(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, value in vars(module).items():
        yield name, value
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield from ((f"{name}.{key}", inner) for key, inner in vars(value).items())


def _patterns(value: Any, depth: int = 0) -> Iterator[tuple[str, AnyPattern]]:
    if isinstance(value, re.Pattern):
        yield "", value
    elif isinstance(value, dict) and depth < 3:
        for key, inner in value.items():
            yield from ((f"[{key!r}]{at}", one) for at, one in _patterns(inner, depth + 1))
    elif isinstance(value, list | tuple | set | frozenset) and depth < 3:
        for i, inner in enumerate(value):
            yield from ((f"[{i}]{at}", one) for at, one in _patterns(inner, depth + 1))


def _literals(tree: ast.AST) -> Iterator[tuple[int, str, AnyPattern]]:
    """Patterns that stand as literals in calls of `re`; what is put together from others, as f-strings are, with `x` in
    the place of these.
    """
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in _METHODS
            and node.args
            and (text := _text_of(node.args[0]))
        ):
            yield node.lineno, node.func.attr, re.compile(text)


def _text_of(node: ast.expr) -> str | bytes | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        return node.value
    if isinstance(node, ast.JoinedStr) and all(
        isinstance(part, ast.Constant) or isinstance(part.value, ast.Call)  # type: ignore[attr-defined]
        for part in node.values
    ):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return None


def trying_texts(pattern: AnyPattern) -> Iterator[str]:
    """Units of which texts are made that keep a pattern trying: repeat one, and put an end behind it."""
    signs, literals = _signs_of(pattern)
    singles = list(dict.fromkeys([*signs[:24], " ", "a", "1"]))
    yield from singles
    yield from (first + second for first, second in itertools.permutations(singles[:14], 2))
    yield from literals[:40]
    yield from (literal + sign for literal in literals[:12] for sign in singles[:8])
    yield from (sign + literal for literal in literals[:12] for sign in singles[:8])


def _signs_of(pattern: AnyPattern) -> tuple[list[str], list[str]]:
    """The characters that a pattern names, one for each class of them; and its runs of literals."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    signs: dict[str, None] = {}
    literals: dict[str, None] = {}
    _walk(parser.parse(source, flags & ~re.DEBUG), signs, literals)
    return list(signs), list(literals)


_OF_CLASS = {
    codes.CATEGORY_SPACE: " ", codes.CATEGORY_DIGIT: "1", codes.CATEGORY_WORD: "a", codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_NOT_DIGIT: "a", codes.CATEGORY_NOT_WORD: "-",
}  # fmt: skip


def _walk(parsed: Any, signs: dict[str, None], literals: dict[str, None]) -> None:
    run = ""
    for code, argument in parsed:
        if code is codes.LITERAL:
            run += chr(argument)
            signs[chr(argument)] = None
            continue
        if run:
            literals[run] = None
            run = ""
        if code is codes.NOT_LITERAL:
            signs["a" if chr(argument) != "a" else "b"] = None
        elif code is codes.IN:
            _note_class(argument, signs)
        elif code is codes.ANY:
            signs["a"] = None
        else:
            for part in _parts(argument):
                _walk(part, signs, literals)
    if run:
        literals[run] = None


def _parts(argument: Any) -> Iterator[Any]:
    """The parsed patterns within an operator's argument."""
    if isinstance(argument, parser.SubPattern):
        yield argument
    elif isinstance(argument, list | tuple):
        for one in argument:
            yield from _parts(one)


def _note_class(items: Iterable[tuple[Any, Any]], signs: dict[str, None]) -> None:
    is_negated = False
    for code, argument in items:
        if code is codes.NEGATE:
            is_negated = True
        elif code is codes.LITERAL and not is_negated:
            signs[chr(argument)] = None
        elif code is codes.RANGE and not is_negated:
            signs[chr(argument[0])] = None
        elif code is codes.CATEGORY:
            signs[_OF_CLASS.get(argument, "a")] = None
    if is_negated:
        signs["a"] = signs["\n"] = None
