"""`scrapy reparse`: saved pages into a dataset, by the road that a crawl takes."""

import argparse
import json
import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newsscrape.archive.inputs import Input, find_inputs
from newsscrape.commands.options import (
    add_duplicates_option,
    add_switches,
    paths_of,
    read_progress_s,
    read_switch,
    take_duplicates_option,
    take_outlets,
    take_switches,
)
from newsscrape.commands.reparse_progress import progress
from newsscrape.dataset.names import DatasetName
from newsscrape.dataset.writer import DEFAULT_SHARD_BYTES
from newsscrape.duplicates.policy import read_policy
from newsscrape.errors import BusyError, ConfigurationError, NewsscrapeError
from newsscrape.frames.sites import MOST_OF_ALL
from newsscrape.frames.store import Account, read_account
from newsscrape.outlets.registry import outlet_named
from newsscrape.reparse.checkpoint import Summary
from newsscrape.reparse.run import BUDGET_S, Options, errors_path, frames_path, reparse
from newsscrape.state.outcome import Outcome
from newsscrape.text import printable

_BYTES_A_JOB = 200_000  # of input, for which a process more is worth starting
_OUTCOMES = (Outcome.EXPORTED, Outcome.UNCHANGED, Outcome.DUPLICATE, Outcome.FAILED)
_SWITCHES = {
    "--learn": (
        "NEWSSCRAPE_LEARN",
        "read the input twice: first to learn where each site's pages have their text",
    ),
    "--quiet": ("NEWSSCRAPE_QUIET", "show neither progress nor, when all went well, the account"),
    "--json": ("NEWSSCRAPE_JSON", "print the account to standard output, as one JSON object"),
}


class Command(ScrapyCommand):
    """Re-parses saved pages."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The usage line."""
        return "[options] PATH… -O FILE"

    def short_desc(self) -> str:
        """A line for the list of commands."""
        return "Re-parse saved pages (files, folders, globs, URLs) into a dataset"

    def long_desc(self) -> str:
        """The paragraph that `-h` shows."""
        return (
            "Makes a record of each saved page: .html (.htm, .xhtml) is a page, .txt a plain-text dump of one record "
            "or many, .warc an archive of many; plain, .gz or .zst; on this machine or, as s3://…, wherever fsspec "
            "reads. What cannot be used goes to errors.jsonl beside the output, with the reason. "
            "Exit codes: 0 records were written or there was nothing new, 1 nothing came of the input or the run "
            "broke off, 2 wrong usage or input of no known kind."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "-O",
            "--overwrite-output",
            metavar="FILE",
            help="write records to FILE (.jsonl, .jsonl.gz, .jsonl.zst or .parquet), beginning it anew",
        )
        parser.add_argument(
            "-o", "--output", metavar="FILE", help="append records to FILE (.jsonl) that it does not have yet"
        )
        parser.add_argument("--resume", action="store_true", help="go on with what was interrupted; skip what is done")
        parser.add_argument(
            "--outlet", metavar="NAME", help="the pages' outlet, whatever they show (default: found for each)"
        )
        parser.add_argument("--jobs", metavar="N", type=int, help="processes that parse (default: one a core)")
        parser.add_argument(
            "--budget",
            metavar="SECONDS",
            type=float,
            default=BUDGET_S,
            help="what a page may take before it is given up as an error (default: %(default)g)",
        )
        parser.add_argument(
            "--shard-bytes",
            metavar="N",
            type=int,
            default=DEFAULT_SHARD_BYTES,
            help="bytes of JSON Lines, before compression, after which a new file begins (default: %(default)d)",
        )
        add_switches(parser, _SWITCHES)
        add_duplicates_option(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Takes the options as settings."""
        super().process_options(args, opts)
        assert self.settings is not None
        take_switches(opts, self.settings, _SWITCHES)
        take_duplicates_option(opts, self.settings)
        take_outlets(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Re-parses, prints a summary, sets the exit code."""
        assert self.settings is not None
        try:
            inputs = find_inputs(paths_of(args, "the saved pages: files, folders or globs"))
            output = _output(opts)
            options = _options(opts, inputs, self.settings)
            quiet, as_json = (read_switch(self.settings, f"NEWSSCRAPE_{name}") for name in ("QUIET", "JSON"))
            every_s = read_progress_s(self.settings)
            started = monotonic()
            with nullcontext((None, None)) if quiet else progress(inputs, every_s=every_s) as (report, tell):
                summary, files = reparse(inputs, output, options, report, tell)
        except (ConfigurationError, BusyError) as error:
            sys.stderr.write(f"scrapy reparse: {printable(str(error))}\n")
            self.exitcode = 1 if isinstance(error, BusyError) else 2
            return
        except (NewsscrapeError, OSError, sqlite3.Error) as error:
            self._break_off(str(error))
            return
        except KeyboardInterrupt:
            self._break_off("interrupted")
            return
        self.exitcode = _exit_code(summary)
        learned = read_account(frames_path(output)) if options.learn else None
        if as_json:
            told = _account_json(summary, len(inputs), files, errors_path(output), learned)
            told |= {"seconds": round(monotonic() - started, 3), "exit_code": self.exitcode}
            sys.stdout.write(f"{json.dumps(told)}\n")
        elif self.exitcode or not quiet:
            sys.stderr.write(_lesson(learned) if learned else "")
            sys.stderr.write(_account(summary, len(inputs), files, errors_path(output)))

    def _break_off(self, reason: str) -> None:
        sys.stderr.write(f"scrapy reparse: {printable(reason)}; the same command with --resume goes on from here\n")
        self.exitcode = 1


def _options(opts: argparse.Namespace, inputs: Sequence[Input], settings: BaseSettings) -> Options:
    if opts.outlet:
        outlet_named(opts.outlet)
    if opts.jobs is not None and opts.jobs < 1:
        raise ConfigurationError(f"--jobs {opts.jobs}: not a number of processes, from 1")
    if not 0 < opts.budget < float("inf"):
        raise ConfigurationError(f"--budget {opts.budget}: not a number of seconds")
    if opts.shard_bytes < 1:
        raise ConfigurationError(f"--shard-bytes {opts.shard_bytes}: not a number of bytes, from 1")
    return Options(
        outlet=opts.outlet,
        jobs=opts.jobs or _default_jobs(inputs),
        budget_s=opts.budget,
        shard_bytes=opts.shard_bytes,
        append=opts.output is not None,
        resume=opts.resume,
        duplicates=read_policy(settings["NEWSSCRAPE_DUPLICATES"], settings["NEWSSCRAPE_DUPLICATES_POLICY"])[0],
        # not where all pages are an outlet's, whose file says how they are read
        learn=read_switch(settings, "NEWSSCRAPE_LEARN") and not opts.outlet,
    )


def _default_jobs(inputs: Sequence[Input]) -> int:
    """One process a core that is ours, and no more than there is work for."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    sizes = [source.size_bytes for source in inputs]
    if None in sizes:
        return cores
    return min(cores, 1 + sum(size or 0 for size in sizes) // _BYTES_A_JOB)


def _output(opts: argparse.Namespace) -> Path:
    """The one output file that the options name."""
    if (opts.output is None) == (opts.overwrite_output is None):
        raise ConfigurationError("name the output file once: -O FILE to begin it anew, or -o FILE to append to it")
    path = Path(opts.overwrite_output if opts.output is None else opts.output)
    DatasetName.of(path)
    if path.name == "errors.jsonl":
        raise ConfigurationError(f"{path}: that name is kept for the faults beside the output")
    return path


def _exit_code(summary: Summary) -> int:
    """0 when records came or were there already; 2 when the input was of none of the formats; else 1."""
    if summary.outcomes[Outcome.EXPORTED] or summary.outcomes[Outcome.UNCHANGED]:
        return 0
    return 2 if summary.no_inputs == summary.pages > 0 else 1


def _lesson(account: Account) -> str:
    """What was learned, in a line or two."""
    sites = f"{account.sites} {'site' if account.sites == 1 else 'sites'}"
    lines = [f"learned: {sites}, from {account.pages} pages"]
    if account.not_learned:
        reasons = ", ".join(f"{count} {reason}" for reason, count in account.not_learned.items())
        lines.append(f"not learned: {account.not_learned.total()} ({reasons})")
    if account.is_partial:
        lines.append(f"not learned: sites for which there was no room among {MOST_OF_ALL:,} pages")
    return "\n".join([*lines, ""])


def _account(summary: Summary, inputs: int, files: Sequence[Path], errors: Path) -> str:
    """The closing table; its lines add up to the pages read."""
    lines = [f"{summary.pages} pages read from {inputs} files", ""]
    lines += [f"  {outcome:<22} {summary.outcomes[outcome]:>8}" for outcome in _OUTCOMES]
    lines += [f"  {'total':<22} {summary.outcomes.total():>8}", ""]
    width = max(map(len, summary.faults), default=0)
    lines += [f"  warning: {kind:<{width}} {count:>6}" for kind, count in sorted(summary.faults.items())]
    if summary.marked:
        lines.append(f"{summary.marked} of the records exported are marked as copies")
    if summary.passed_over:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(summary.passed_over.items()))
        lines.append(f"passed over in archives: {kinds}")
    lines.append(f"records: {files[0]}" + (f" … {files[-1].name}, {len(files)} files" if len(files) > 1 else ""))
    if _has_lines(errors):
        failed = summary.outcomes[Outcome.FAILED]
        lines.append(f"faults:  {errors}")
        if failed:
            lines.append(f"warning: {failed} of {summary.pages} pages gave no record; {errors.name} tells why of each")
    return "\n".join(map(printable, [*lines, ""]))


def _account_json(
    summary: Summary, inputs: int, files: Sequence[Path], errors: Path, learned: Account | None
) -> dict[str, Any]:
    """The account as programs read it; docs/reparse.md tells its fields. `learned` is None where nothing was to be."""
    lesson = asdict(learned) | {"not_learned": dict(learned.not_learned)} if learned else None  # asdict breaks Counters
    return {
        "inputs": inputs,
        "pages": summary.pages,
        "outcomes": {str(outcome): summary.outcomes[outcome] for outcome in _OUTCOMES},
        "records": summary.outcomes[Outcome.EXPORTED],
        "marked": summary.marked,
        "faults": dict(sorted(summary.faults.items())),
        "passed_over": dict(sorted(summary.passed_over.items())),
        "learned": lesson,
        "files": [str(file) for file in files],
        "faults_file": str(errors) if _has_lines(errors) else None,
    }


def _has_lines(errors: Path) -> bool:
    return errors.exists() and errors.stat().st_size > 0
