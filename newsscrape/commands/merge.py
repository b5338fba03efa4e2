"""`scrapy merge`: datasets of several machines, or of several times, into one."""

import argparse
import sqlite3
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsscrape.commands.options import DATASETS, paths_of
from newsscrape.dataset.jsonl import JsonLinesWriter
from newsscrape.dataset.names import ENDINGS, DatasetName
from newsscrape.dataset.writer import DEFAULT_SHARD_BYTES
from newsscrape.errors import ConfigurationError
from newsscrape.files import make_folder
from newsscrape.merge import DatasetSink, FolderSink, MergeSummary, Sink, find_inputs, merge
from newsscrape.state.outcome import Outcome
from newsscrape.text import printable


class Command(ScrapyCommand):
    """Merges datasets."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The usage line."""
        return "[options] DATASET… -O OUT"

    def short_desc(self) -> str:
        """A line for the list of commands."""
        return "Merge datasets into one without doubles"

    def long_desc(self) -> str:
        """The paragraph that `-h` shows."""
        return (
            "Writes each article of the datasets once, and once more for each change of it, in the order in which the "
            f"pages were fetched. A DATASET is a file ({', '.join(sorted(ENDINGS))}), the name that its shards share, "
            "a pattern, an outlet's folder or a data folder. OUT is such a file, or a new data folder for a crawl to "
            "go on with. What is broken goes to errors.jsonl beside the output, with the reason. "
            "Exit codes: 0 records were written, 1 there were none, 2 wrong usage."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "-O", "--overwrite-output", metavar="OUT", help="write to this file, emptying it first, or new data folder"
        )
        parser.add_argument(
            "--shard-bytes", metavar="N", type=int, help=f"of JSON Lines in a file (default: {DEFAULT_SHARD_BYTES})"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Merges, prints a summary, sets the exit code."""
        try:
            datasets = find_inputs(paths_of(args, DATASETS))
            output = _output(opts)
            inputs = [file for files in datasets for file in files]
            _refuse_inputs(output, args, inputs)
            make_folder(output.absolute().parent)
            with ExitStack() as stack:
                sink = stack.enter_context(closing(_sink(output, opts)))
                errors = stack.enter_context(closing(JsonLinesWriter(output.with_name("errors.jsonl"), append=False)))
                folder = stack.enter_context(TemporaryDirectory(prefix=".merge-", dir=output.absolute().parent))
                summary = merge(datasets, sink, errors, Path(folder))
                written = sink.finish()
        except ConfigurationError as error:
            raise UsageError(printable(str(error)), print_help=False) from None
        except (OSError, sqlite3.OperationalError) as error:
            sys.stderr.write(f"error: {printable(str(error))}\n")
            self.exitcode = 1
            return
        except KeyboardInterrupt:
            sys.stderr.write("error: interrupted\n")
            self.exitcode = 1
            return
        sys.stderr.write(_account(summary, inputs, written, output, errors))
        self.exitcode = 0 if summary.outcomes[Outcome.EXPORTED] else 1


def _is_file(output: Path) -> bool:
    return output.name.endswith(ENDINGS)


def _output(opts: argparse.Namespace) -> Path:
    if not opts.overwrite_output:
        raise ConfigurationError("name the output: -O FILE, or -O FOLDER for a data folder")
    path = Path(opts.overwrite_output)
    if not _is_file(path) and path.suffix and not opts.overwrite_output.endswith("/"):
        known = ", ".join(sorted(ENDINGS))
        raise ConfigurationError(f"{path}: a dataset ends in one of {known}; a data folder is given as {path}/")
    if path.name in ("", ".."):
        raise ConfigurationError(f"{path}: name a new file or folder")
    if path.name == "errors.jsonl":
        raise ConfigurationError(f"{path}: that name is kept for the faults beside the output")
    return path


def _refuse_inputs(output: Path, args: list[str], inputs: list[Path]) -> None:
    """Makes sure that nothing is written over what is read."""
    here = output.resolve()
    ours = {here, here.with_name("errors.jsonl")}
    if _is_file(output):
        ours |= {file.resolve() for file in DatasetName.of(output).shards()}
    for file in inputs:
        if file.resolve() in ours:
            raise ConfigurationError(f"{output}: would be written over {file}, which is read")
    for arg in args:
        if Path(arg).is_dir() and here.is_relative_to(Path(arg).resolve()):
            raise ConfigurationError(f"{output}: lies in {arg}, which is read")


def _sink(output: Path, opts: argparse.Namespace) -> Sink:
    if _is_file(output):
        shard_bytes = DEFAULT_SHARD_BYTES if opts.shard_bytes is None else opts.shard_bytes
        return DatasetSink(output, shard_bytes)
    if opts.shard_bytes is not None:
        raise ConfigurationError(f"--shard-bytes {opts.shard_bytes}: the datasets of a data folder have no shards")
    return FolderSink(output)


def _account(
    summary: MergeSummary, inputs: list[Path], written: list[Path], output: Path, errors: JsonLinesWriter
) -> str:
    """The closing table; its lines add up to the records read."""
    outcomes = (Outcome.EXPORTED, Outcome.UNCHANGED, Outcome.DUPLICATE, Outcome.FAILED)
    total = summary.outcomes.total()
    lines = [f"{total} records read from {len(inputs)} files", ""]
    lines += [f"  {outcome:<22} {summary.outcomes[outcome]:>8}" for outcome in outcomes]
    lines += [f"  {'total':<22} {total:>8}", ""]
    if summary.revisions:
        lines.append(f"{summary.revisions} of the records exported are changes of an article")
    lines.append(f"records: {output}" + (f" ({len(written)} files)" if len(written) > 1 else ""))
    if errors.size_bytes:
        lines.append(f"faults:  {errors.path}")
    return "\n".join(map(printable, [*lines, ""]))
