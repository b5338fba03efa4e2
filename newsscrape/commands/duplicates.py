"""`scrapy duplicates`: which articles of datasets are copies of which, and the store by which crawls know it."""

import argparse
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from scrapy.commands import ScrapyCommand
from tqdm import tqdm

from newsscrape.clusters import ClusterSummary, Report, find_clusters, find_inputs, rebuild_store, refuse_for_store
from newsscrape.commands.options import DATASETS, paths_of
from newsscrape.dataset.jsonl import JsonLinesWriter
from newsscrape.dataset.names import ENDINGS
from newsscrape.duplicates.copies import Method
from newsscrape.errors import BusyError, ConfigurationError
from newsscrape.files import make_folder
from newsscrape.text import printable

_METHODS = {
    Method.URL: "same canonical URL",
    Method.TEXT: "same text",
    Method.JACCARD: "near (jaccard)",
    Method.CONTAINMENT: "in part (containment)",
}
_BAR = "{desc}: {n_fmt} of {total_fmt}, {rate_noinv_fmt}, {remaining} left"
_SIZES = {"2": (2, 2), "3–5": (3, 5), "6–10": (6, 10), "11+": (11, sys.maxsize)}


class Command(ScrapyCommand):
    """Finds duplicates."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The usage line."""
        return "[options] DATASET… -O FILE"

    def short_desc(self) -> str:
        """A line for the list of commands."""
        return "Find exact and near duplicates among the articles of datasets"

    def long_desc(self) -> str:
        """The paragraph that `-h` shows."""
        return (
            "Writes a line for each article that is a copy of an earlier one: its id, the id of the first of its "
            "cluster, their similarity and how it was told. First is what was published first, whatever the order of "
            f"the datasets. A DATASET is a file ({', '.join(sorted(ENDINGS))}), the name that its shards share, a "
            "pattern, an outlet's folder or a data folder. What is broken goes to errors.jsonl beside the output, with "
            "the reason. Exit codes: 0 done, 1 there was no record or the run broke off, 2 wrong usage or input of no "
            "known kind."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "-O", "--overwrite-output", metavar="FILE", help="write the duplicates to FILE (.jsonl), beginning it anew"
        )
        parser.add_argument(
            "--store",
            metavar="DIR",
            help="make the store of duplicates in DIR, which crawls use, anew from the datasets (plain .jsonl)",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Finds duplicates, prints a summary, sets the exit code."""
        try:
            output, store = _outputs(opts)
            files = find_inputs(paths_of(args, DATASETS))
            if store is not None:
                refuse_for_store(files)
            if output is not None:
                _refuse_inputs(output, files)
                has_records = self._cluster(files, output)
            if store is not None:
                has_records = self._rebuild(store, files)
        except (ConfigurationError, BusyError) as error:
            self._end(str(error), 1 if isinstance(error, BusyError) else 2)
        except (OSError, sqlite3.Error) as error:
            self._end(str(error), 1)
        except KeyboardInterrupt:
            self._end("interrupted", 1)
        else:
            self.exitcode = 0 if has_records else 1

    def _cluster(self, files: Sequence[Path], output: Path) -> bool:
        """Writes the duplicates and the summary; whether there was a record."""
        parent = output.absolute().parent
        make_folder(parent)
        with ExitStack() as stack:
            report = stack.enter_context(self._progress())
            errors = stack.enter_context(closing(JsonLinesWriter(output.with_name("errors.jsonl"), append=False)))
            folder = stack.enter_context(TemporaryDirectory(prefix=".duplicates-", dir=parent))
            summary = find_clusters(files, output, errors, Path(folder), report)
        sys.stderr.write(_account(summary, len(files), output, errors))
        return summary.articles > 0

    def _rebuild(self, store: Path, files: Sequence[Path]) -> bool:
        """Makes the store anew; whether there was a record."""
        with self._progress() as report:
            indexed_bytes = rebuild_store(store, files, report)
        sys.stderr.write(f"store: {printable(str(store))}, made anew from {len(files)} files\n")
        return indexed_bytes > 0

    @contextmanager
    def _progress(self) -> Iterator[Report | None]:
        """A line on the terminal, for one thing that is done after another."""
        assert self.settings is not None
        if self.settings.getbool("NEWSSCRAPE_QUIET") or not sys.stderr.isatty():
            yield None
            return
        with tqdm(leave=False, bar_format=_BAR) as bar:

            def report(what: str, done: int, total: int | None) -> None:
                if what != bar.desc:
                    bar.set_description_str(what, refresh=False)
                    bar.reset(total)
                bar.update(done - bar.n)

            yield report

    def _end(self, reason: str, code: int) -> None:
        sys.stderr.write(f"scrapy duplicates: {printable(reason)}\n")
        self.exitcode = code


def _outputs(opts: argparse.Namespace) -> tuple[Path | None, Path | None]:
    """The file for the duplicates and the folder of the store; one of them may be missing."""
    if not opts.overwrite_output and not opts.store:
        raise ConfigurationError("name the output: -O FILE (.jsonl), or --store DIR for the store that crawls use")
    store = Path(opts.store) if opts.store else None
    if not opts.overwrite_output:
        return None, store
    output = Path(opts.overwrite_output)
    if not output.name.endswith(".jsonl") or output.name == ".jsonl" or output.is_dir():
        raise ConfigurationError(f"{output}: duplicates are written as JSON Lines, to a file that ends in .jsonl")
    if output.name == "errors.jsonl":
        raise ConfigurationError(f"{output}: that name is kept for the faults beside the output")
    return output, store


def _refuse_inputs(output: Path, files: Sequence[Path]) -> None:
    """Makes sure that nothing is written over what is read."""
    here = output.resolve()
    ours = {here, here.with_name("errors.jsonl")}
    for file in files:
        if file.resolve() in ours:
            raise ConfigurationError(f"{output}: would be written over {file}, which is read")


def _account(summary: ClusterSummary, files: int, output: Path, errors: JsonLinesWriter) -> str:
    """The closing tables; the lines of each add up to its total."""
    repeats = summary.records - summary.articles - summary.unreadable
    records = {"articles": summary.articles, "revisions and repeats": repeats, "unreadable": summary.unreadable}
    methods = {name: summary.methods[method] for method, name in _METHODS.items()}
    clusters = {
        f"of {name} articles": sum(count for size, count in summary.sizes.items() if least <= size <= most)
        for name, (least, most) in _SIZES.items()
    }
    lines = [f"{summary.records} records read from {files} files", *_table(records)]
    lines += [f"{summary.methods.total()} duplicates", *_table(methods)]
    lines += [f"{summary.sizes.total()} clusters", *_table(clusters)]
    if summary.largest is not None:
        lines.append(f"largest cluster: {summary.largest} and its copies, {max(summary.sizes)} articles")
    lines.append(f"duplicates: {output}")
    if errors.size_bytes:
        lines.append(f"faults:     {errors.path}")
    return "\n".join(map(printable, [*lines, ""]))


def _table(rows: dict[str, int]) -> list[str]:
    return ["", *(f"  {name:<22} {count:>8}" for name, count in {**rows, "total": sum(rows.values())}.items()), ""]
