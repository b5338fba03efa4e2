"""`scrapy reparse`: saved pages into a dataset, by the road that a crawl takes."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsscrape.archive.files import find_files, read_pages
from newsscrape.dataset.jsonl import JsonLinesWriter
from newsscrape.errors import ConfigurationError
from newsscrape.outlets.registry import outlet_named
from newsscrape.reparse import Summary, reparse
from newsscrape.state.outcome import Outcome

_ENDINGS = {".jsonl", ".jl"}


class Command(ScrapyCommand):
    """Re-parses saved pages."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The usage line."""
        return "[options] PATH… -O FILE.jsonl"

    def short_desc(self) -> str:
        """A line for the list of commands."""
        return "Re-parse saved pages (files, folders, globs) into a dataset"

    def long_desc(self) -> str:
        """The paragraph that `-h` shows."""
        return (
            "Makes a record of each saved page: .html (.htm, .xhtml) is a page, .txt a plain-text dump of one record "
            "or many, .warc an archive of many; plain, .gz or .zst. What cannot be used goes to errors.jsonl beside "
            "the output, with the reason. "
            "Exit codes: 0 records were written or there was nothing new, 1 nothing came of the input, 2 wrong usage."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "-O", "--overwrite-output", metavar="FILE", help="write records to FILE (.jsonl), emptying it first"
        )
        parser.add_argument(
            "-o", "--output", metavar="FILE", help="append records to FILE (.jsonl) that it does not have yet"
        )
        parser.add_argument(
            "--outlet", metavar="NAME", help="the pages' outlet, whatever they show (default: found for each)"
        )
        parser.add_argument("--jobs", metavar="N", type=int, default=1, help="processes that parse (default: 1)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Re-parses, prints a summary, sets the exit code."""
        try:
            files = find_files(_paths(args))
            output = _output(opts)
            _check(opts)
            records = JsonLinesWriter(output, append=opts.output is not None)
            errors = JsonLinesWriter(output.with_name("errors.jsonl"), append=opts.output is not None)
            passed_over: Counter[str] = Counter()
            summary = reparse(read_pages(files, passed_over), records, errors, outlet=opts.outlet, jobs=opts.jobs)
        except ConfigurationError as error:
            raise UsageError(str(error), print_help=False) from None
        records.close()
        errors.close()
        output.parent.mkdir(parents=True, exist_ok=True)
        output.touch()  # a dataset without records is a dataset still
        sys.stderr.write(_account(summary, len(files), passed_over, output, errors.path))
        if not summary.outcomes[Outcome.EXPORTED] and not summary.outcomes[Outcome.UNCHANGED]:
            self.exitcode = 1


def _paths(args: list[str]) -> list[str]:
    unknown = [arg for arg in args if arg.startswith("-")]
    if unknown:
        raise ConfigurationError(f"no such option: {unknown[0]}")
    if not args:
        raise ConfigurationError("name the saved pages: files, folders or globs")
    return args


def _check(opts: argparse.Namespace) -> None:
    if opts.outlet:
        outlet_named(opts.outlet)
    if opts.jobs < 1:
        raise ConfigurationError(f"--jobs {opts.jobs}: not a number of processes, from 1")


def _output(opts: argparse.Namespace) -> Path:
    """The one output file that the options name."""
    if (opts.output is None) == (opts.overwrite_output is None):
        raise ConfigurationError("name the output file once: -O FILE to begin it anew, or -o FILE to append to it")
    path = Path(opts.output or opts.overwrite_output)
    if path.suffix not in _ENDINGS:
        raise ConfigurationError(f"{path}: records are written as .jsonl")
    if path.name == "errors.jsonl":
        raise ConfigurationError(f"{path}: that name is kept for the faults beside the output")
    return path


def _account(summary: Summary, files: int, passed_over: Counter[str], output: Path, errors: Path) -> str:
    """The closing table; its lines add up to the pages read."""
    outcomes = (Outcome.EXPORTED, Outcome.UNCHANGED, Outcome.DUPLICATE, Outcome.FAILED)
    lines = [f"{summary.pages} pages read from {files} files", ""]
    lines += [f"  {outcome:<22} {summary.outcomes[outcome]:>8}" for outcome in outcomes]
    lines += [f"  {'total':<22} {summary.outcomes.total():>8}", ""]
    lines += [f"  warning: {kind:<35} {count:>6}" for kind, count in sorted(summary.faults.items())]
    if passed_over:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(passed_over.items()))
        lines.append(f"passed over in archives: {kinds}")
    lines.append(f"records: {output}")
    if errors.exists() and errors.stat().st_size:
        lines.append(f"faults:  {errors}")
    return "\n".join([*lines, ""])
