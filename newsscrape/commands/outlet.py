"""`scrapy outlet check`: outlets held against their golden pages."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsscrape.commands.options import take_outlets
from newsscrape.errors import ConfigurationError
from newsscrape.goldens import Difference, Report, check_outlet, read_goldens
from newsscrape.outlets.base import Outlet
from newsscrape.outlets.registry import outlet_named, outlets, path_of

_PACKAGE = Path(__file__).parents[1]
_SHOWN = 3  # differences of a field
_LINES = 12  # of a difference
_WIDTH = 100  # characters of such a line
_BEFORE = 30  # characters before what differs in a line that is cut


class Command(ScrapyCommand):
    """Looks after outlets' declarations."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The usage line."""
        return "check [NAME…]"

    def short_desc(self) -> str:
        """A line for the list of commands."""
        return "Check outlets' declarations against their golden pages"

    def long_desc(self) -> str:
        """The paragraph that `-h` shows."""
        return (
            "check reads the golden pages of the outlets named, or of all: folders in the folder NAME beside the "
            "outlet's file, or in fixtures/NAME of the checkout. A table shows, field by field, how many came out "
            "right and how many the outlet's own selectors gave; below it stands what came out otherwise, and which "
            "selectors match nothing or too much. "
            "Exit codes: 0 all is well, 1 something broke, 2 wrong usage, or a file that cannot be used."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Takes the setting NEWSSCRAPE_OUTLETS."""
        super().process_options(args, opts)
        assert self.settings is not None
        take_outlets(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Runs the subcommand, sets the exit code."""
        action, *rest = args or [""]
        if action not in _ACTIONS:
            raise UsageError(f"name what to do: {', '.join(_ACTIONS)}", print_help=False)
        try:
            self.exitcode = _ACTIONS[action](rest)
        except ConfigurationError as error:
            raise UsageError(str(error), print_help=False) from None


def check(names: list[str]) -> int:
    """Checks outlets, and prints what was found; the exit code.

    Args:
        names: of outlets; empty for all.

    Raises:
        ConfigurationError: there is no such outlet, or a golden cannot be read.
    """
    unknown = [name for name in names if name.startswith("-")]
    if unknown:
        raise ConfigurationError(f"no such option: {unknown[0]}")
    is_broken = False
    for outlet in [outlet_named(name) for name in names] if names else outlets().values():
        report = check_outlet(outlet, read_goldens(golden_folder(outlet)))
        sys.stdout.write(check_table(outlet.name, report))
        is_broken = is_broken or report.is_broken
    return int(is_broken)


_ACTIONS: dict[str, Callable[[list[str]], int]] = {"check": check}


def golden_folder(outlet: Outlet) -> Path:
    """Where the goldens of an outlet lie: beside its file; for one of the package, in the checkout's fixtures."""
    path = path_of(outlet)
    is_packaged = path.is_relative_to(_PACKAGE)
    return (_PACKAGE.parent / "fixtures" if is_packaged else path.parent) / outlet.name


def check_table(name: str, report: Report) -> str:
    """A report as people read it: a line for each field, then what broke, then the remarks."""
    if not report.goldens:
        return f"{name}: no goldens; its declaration can be read\n\n"
    pages = f"{report.goldens} golden{'' if report.goldens == 1 else 's'}"
    lines = [f"{name}: {pages}", "", f"  {'field':<18} {'right':>9} {'given':>6} {'selected':>9}"]
    for field, one in report.fields.items():
        right = f"{one.compared - len(one.differences)}/{one.compared}"
        mark = "   broken" if one.is_broken else ""
        lines.append(f"  {field:<18} {right:>9} {one.given:>6} {one.selected:>9}{mark}")
    lines.append("")
    for field, one in report.fields.items():
        if one.missed and not one.selected:
            lines.append(
                f"broken: {name}: {field}: selectors find nothing on {', '.join(one.missed)}, where there is a value"
            )
        for difference in one.differences[:_SHOWN]:
            lines.append(f"broken: {name}: {field}: {difference.golden}")
            lines += [f"    {line}" for line in differing_lines(difference)]
        if len(one.differences) > _SHOWN:
            others = ", ".join(other.golden for other in one.differences[_SHOWN:])
            lines.append(f"broken: {name}: {field}: also {others}")
    lines += [f"warning: {name}: {remark}" for remark in report.remarks]
    if report.unreviewed:
        lines.append(f"warning: {name}: nobody has reviewed {', '.join(report.unreviewed)}")
    if lines[-1]:
        lines.append("")
    return "\n".join([*lines, ""])


def differing_lines(difference: Difference) -> list[str]:
    """What differs, as a diff: lines that were expected behind `-`, those that came behind `+`."""
    before, after = _lines(difference.expected), _lines(difference.got)
    found = list(_diff(before, after))
    return [*found[:_LINES], *(["…"] if len(found) > _LINES else [])]


def _lines(value: Any) -> list[str]:
    """A value as lines: paragraphs, entries of a list, or the value itself."""
    if isinstance(value, str):
        return [line for line in value.split("\n") if line]
    if isinstance(value, list):
        return [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in value] or ["[]"]
    return [json.dumps(value, ensure_ascii=False)]


def _diff(before: list[str], after: list[str]) -> Iterator[str]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        removed, added = before[start:end], after[other_start:other_end]
        for i in range(max(len(removed), len(added))):
            old, new = removed[i] if i < len(removed) else None, added[i] if i < len(added) else None
            at = _first_difference(old, new) if old is not None and new is not None else 0
            if old is not None:
                yield f"- {_cut(old, at)}"
            if new is not None:
                yield f"+ {_cut(new, at)}"


def _first_difference(old: str, new: str) -> int:
    return next(
        (i for i, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )


def _cut(line: str, at: int) -> str:
    """A long line, so that what stands at `at` is seen."""
    start = max(0, at - _BEFORE) if len(line) > _WIDTH else 0
    end = start + _WIDTH
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"
