"""`scrapy report`: a dataset, its runs and its archive as one HTML page to look into."""

import argparse
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings
from tqdm import tqdm

from newsscrape.archive.inputs import Input
from newsscrape.archive.inputs import find_inputs as find_archive
from newsscrape.commands.options import paths_of, take_outlets
from newsscrape.dataset.names import ENDINGS
from newsscrape.errors import ConfigurationError
from newsscrape.files import make_folder
from newsscrape.outlets.registry import FOLDERS
from newsscrape.report.gather import Gathered, Inputs, Limits, find_report_inputs, gather

_BESIDE = ""  # the value of `--archive` without one
_NEEDED = {"jinja2": "jinja2", "vl_convert": "vl-convert-python"}
_WHAT = "the datasets: files, patterns, outlets' folders or data folders; or an outlet's folder of golden pages"


class Command(ScrapyCommand):
    """Makes a page about datasets."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The usage line."""
        return "[options] DATASET… -o report.html"

    def short_desc(self) -> str:
        """A line for the list of commands."""
        return "Make a page to look into datasets, their runs and their saved pages"

    def long_desc(self) -> str:
        """The paragraph that `-h` shows."""
        return (
            "Writes one HTML file that needs no network: what came in, whether it is complete and right, what changed, "
            f"and the records to search. A DATASET is a file ({', '.join(sorted(ENDINGS))}), the name that its shards "
            "share, a pattern, an outlet's folder or a data folder; its runs are read from runs.jsonl beside it. Or it "
            "is a folder of golden pages, such as `scrapy outlet new` writes: then each page is shown beside what the "
            "outlet's file makes of it. Exit codes: 0 done, 1 there was no record or the disk is full, 2 wrong usage, "
            "input of no known kind, or a library is missing."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the command's options to Scrapy's."""
        super().add_options(parser)
        limits = Limits()
        parser.add_argument("-o", "--output", metavar="FILE", help="write the page to FILE (.html)")
        parser.add_argument(
            "--archive",
            metavar="PATH",
            nargs="?",
            const=_BESIDE,
            help="show records beside their saved pages, from PATH (files, folders or patterns of saved pages) or, "
            "where it is not given, from archive/ beside each dataset",
        )
        parser.add_argument(
            "--pages",
            metavar="N",
            type=int,
            default=limits.pages,
            help="so many saved pages: of runs with alarms, and the newest (default: %(default)s)",
        )
        parser.add_argument(
            "--records",
            metavar="N",
            type=int,
            default=limits.records,
            help="the page holds the last N records, and up to 63 more; its overview counts all (default: %(default)s)",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Makes the page, prints where it is, sets the exit code."""
        assert self.settings is not None
        try:
            output = _output(opts)
            names = paths_of(args, f"{_WHAT} (before --archive, or after a --archive with its PATH)")
            _require_libraries()
            inputs = find_report_inputs(names)
            _use_outlets_beside(inputs.goldens, self.settings)
            inputs.archive = _archive(inputs.files, opts.archive)
            has_records = self._write(inputs, Limits(_count(opts.records), _count(opts.pages)), output)
        except ConfigurationError as error:
            self._end(str(error), 2)
        except OSError as error:
            self._end(str(error), 1)
        except KeyboardInterrupt:
            self._end("interrupted", 1)
        else:
            self.exitcode = 0 if has_records else 1

    def _write(self, inputs: Inputs, limits: Limits, output: Path) -> bool:
        """Writes the page, which is there only when it is whole; whether there was a record."""
        from newsscrape.report.page import write_page  # it needs the libraries of the extra

        assert self.settings is not None
        make_folder(output.absolute().parent)
        unfinished = output.with_name(f".{output.name}.tmp")
        is_silent = self.settings.getbool("NEWSSCRAPE_QUIET") or not sys.stderr.isatty()
        try:
            with (
                TemporaryFile(dir=output.absolute().parent) as spool,
                unfinished.open("wb") as out,
                tqdm(unit=" records", leave=False, disable=is_silent) as bar,
            ):
                gathered = gather(inputs, spool, limits, lambda done: bar.update(done - bar.n))
                names = [path.name for path in inputs.goldens] + sorted(gathered.tally.outlets)
                title = ", ".join(dict.fromkeys(names[:3])) + (" and others" if len(set(names)) > 3 else "")
                write_page(gathered, title or "no records", out)
            unfinished.replace(output)
        finally:
            unfinished.unlink(missing_ok=True)
        sys.stderr.write(_account(gathered, output))
        return gathered.tally.records > 0

    def _end(self, reason: str, code: int) -> None:
        sys.stderr.write(f"scrapy report: {reason}\n")
        self.exitcode = code


def _output(opts: argparse.Namespace) -> Path:
    if not opts.output:
        raise ConfigurationError("name the output: -o report.html")
    output = Path(opts.output)
    if output.suffix not in (".html", ".htm") or output.is_dir():
        raise ConfigurationError(f"{output}: a report is written to a file that ends in .html")
    return output


def _count(value: int) -> int:
    if value < 0:
        raise ConfigurationError(f"{value}: a number of records or pages is 0 or more")
    return value


def _require_libraries() -> None:
    missing = [name for module, name in _NEEDED.items() if find_spec(module) is None]
    if missing:
        raise ConfigurationError(f"needs {' and '.join(missing)}: pip install 'newsscrape[report]'")


def _use_outlets_beside(goldens: list[Path], settings: BaseSettings) -> None:
    """Takes the outlets whose goldens are shown from beside them, where `scrapy outlet new` has put both."""
    folders = [str(path.parent) for path in goldens if path.with_suffix(".toml").is_file()]
    if folders:
        own = settings.get(FOLDERS) or ""
        known = own.split(os.pathsep) if isinstance(own, str) else list(own)
        settings.set(FOLDERS, list(dict.fromkeys([*filter(None, known), *folders])), priority="cmdline")
    take_outlets(settings)


def _archive(files: list[Path], given: str | None) -> list[Input]:
    """The saved pages to look for records in."""
    if given is None:
        return []
    if given != _BESIDE:
        return find_archive([given])
    folders = dict.fromkeys(file.absolute().parent / "archive" for file in files)
    found = [str(folder) for folder in folders if folder.is_dir()]
    if files and not found:
        raise ConfigurationError(f"{next(iter(folders))}: no such folder; name the saved pages: --archive PATH")
    return find_archive(found)


def _account(gathered: Gathered, output: Path) -> str:
    tally = gathered.tally
    lines = [f"{tally.records} records read, {len(gathered.columns)} of them in the page, {len(gathered.runs)} runs"]
    if tally.unreadable:
        lines.append(f"{tally.unreadable} broken records passed over")
    if gathered.pages:
        lines.append(f"{len(gathered.pages)} saved pages beside their records")
    return "\n".join([*lines, f"report: {output}, {output.stat().st_size / 1e6:.1f} MB", ""])
