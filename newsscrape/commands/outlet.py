"""`scrapy outlet new` and `scrapy outlet check`: outlets drafted from saved pages, and held against golden pages."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from newsscrape.commands.options import take_outlets
from newsscrape.commands.outlet_new import new
from newsscrape.errors import ConfigurationError
from newsscrape.goldens import Difference, Report, check_outlet, read_goldens
from newsscrape.outlets.base import Outlet
from newsscrape.outlets.registry import outlet_named, outlets, path_of
from newsscrape.text import printable

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
        return "new NAME PAGES… [--dir DIR] | check [NAME…]"

    def short_desc(self) -> str:
        """A line for the list of commands."""
        return "Draft an outlet from some of its pages, or check outlets against their golden pages"

    def long_desc(self) -> str:
        """The paragraph that `-h` shows."""
        return (
            "new reads 3 to 20 pages of one site (files, folders, patterns, WARC, or http(s) URLs, which it fetches), "
            "and writes DIR/NAME.toml, DIR/NAME/ with golden pages that somebody should review, and what it is sure of "
            "and what not. "
            "check reads the golden pages of the outlets named, or of all: folders in the folder NAME beside the "
            "outlet's file, or in fixtures/NAME of the checkout. A table shows, field by field, how many came out "
            "right and how many the outlet's own selectors gave; below it stands what came out otherwise, and which "
            "selectors match nothing or too much. "
            "Exit codes: 0 all is well, 1 something broke, 2 wrong usage, or pages or a file that cannot be used."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "--dir",
            metavar="DIR",
            type=Path,
            help="new: the folder of outlets to write into (default: the first of NEWSSCRAPE_OUTLETS, else outlets)",
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
        unknown = [arg for arg in rest if arg.startswith("-")]
        if unknown:
            raise UsageError(f"no such option: {unknown[0]}", print_help=False)
        assert self.settings is not None
        try:
            self.exitcode = _ACTIONS[action](rest, opts.dir, self.settings)
        except ConfigurationError as error:
            raise UsageError(printable(str(error)), print_help=False) from None


def _check(names: list[str], folder: Path | None, _: Settings) -> int:
    if folder is not None:
        raise ConfigurationError("--dir: is for new; NEWSSCRAPE_OUTLETS names the folders of outlets")
    return check(names)


def check(names: list[str]) -> int:
    """Checks outlets, and prints what was found; the exit code.

    Args:
        names: of outlets; empty for all.

    Raises:
        ConfigurationError: there is no such outlet, or a golden cannot be read.
    """
    is_broken = False
    for outlet in [outlet_named(name) for name in names] if names else outlets().values():
        report = check_outlet(outlet, read_goldens(golden_folder(outlet)))
        sys.stdout.write(check_table(outlet.name, report))
        is_broken = is_broken or report.is_broken
    return int(is_broken)


# Name → what takes the other arguments, the option --dir and the settings, and gives the exit code.
_ACTIONS: dict[str, Callable[[list[str], Path | None, Settings], int]] = {"new": new, "check": _check}


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
    return "\n".join(map(printable, [*lines, ""]))


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
