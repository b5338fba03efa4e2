"""python -m benchmarks FOLDER [NAMES …] [--folds FOLDER] [--limit N] [--repeats N] [--json]

Runs newsscrape and its peers over a folder of pages with expected values and prints, side by side, how right each is
and how long it takes. docs/benchmarks.md says what the columns mean.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.cases import Case, read_cases
from benchmarks.extractors import FOLDS, NAMES, PEERS
from benchmarks.metrics import OF_BODY, scores
from benchmarks.report import Result, as_json, tables
from benchmarks.timing import Timed, run, times


def main(arguments: list[str] | None = None) -> int:
    """Compares and prints; 0, or argparse's 2 where the arguments are wrong."""
    options = _options(arguments)
    installed = list(_installed(options.names or NAMES))
    runs: dict[str, list[list[Timed]]] = {name: [] for name in installed}
    # All extractors once, then all once more: a machine that slows down for a while slows them all.
    for turn in range(options.repeats):
        for name in installed:
            _say(f"{name}, run {turn + 1} of {options.repeats} over {len(options.cases)} pages …")
            runs[name].append(run(name, options.cases, options.folds, turn))
    results = {name: _result(name, options.cases, runs[name]) for name in installed}
    pages = Counter(case.set for case in options.cases)
    if options.json:
        print(json.dumps({"newsscrape_models": _models(options.folds), **as_json(results, pages)}, indent=1))
        return 0
    print(tables(results, pages))
    if "newsscrape" in results:
        print(f"newsscrape's model: {_models(options.folds)}")
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    """The command line's, with `cases` read from `folder`."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="holds cases.jsonl and the pages")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"extractors (default: all): {', '.join(NAMES)}")
    parser.add_argument(
        "--folds", type=Path, help="models of folds; each page is read with one that has not seen its site"
    )
    parser.add_argument("--limit", type=_positive, metavar="N", help="N pages, spread evenly over the folder")
    parser.add_argument(
        "--repeats",
        type=_positive,
        default=3,
        metavar="N",
        help="runs of each extractor; a page's time is their median (default: 3)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"no extractor is named {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
    if options.folds and (missing := missing_models(options.folds)):
        parser.error(f"--folds {options.folds}: lacks {', '.join(missing)}; `python -m training` makes them")
    try:
        options.cases = read_cases(options.folder, options.limit)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    if not options.cases:
        parser.error(f"{options.folder / 'cases.jsonl'} lists no page")
    return options


def missing_models(folds: Path) -> list[str]:
    """Names of the models that a folder of folds should hold and does not."""
    return [name for name in (f"fold{fold}.npz" for fold in range(FOLDS)) if not (folds / name).is_file()]


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return int(text)


def _installed(names: list[str] | tuple[str, ...]) -> Iterator[str]:
    """The names that can be run, each once; says how to install the others."""
    for name in dict.fromkeys(names):
        if name in PEERS and not PEERS[name].is_installed:
            _say(f"{name} is not installed and left out: pip install {PEERS[name].package} (all peers: '.[bench]')")
        else:
            yield name


def _result(name: str, cases: list[Case], runs: list[list[Timed]]) -> Result:
    first = runs[0]
    found = scores((case, page.answer) for case, page in zip(cases, first, strict=True))
    return Result(
        scores={of_set: _given(name, fields) for of_set, fields in found.items()},
        times=times(cases, runs),
        errors=Counter(page.error for page in first if page.error),
    )


def _given(name: str, fields: dict[str, float]) -> dict[str, float]:
    """The scores of what the extractor sets out to read."""
    if name not in PEERS:
        return fields
    gives = PEERS[name].gives
    return {field: score for field, score in fields.items() if ("body" if field in OF_BODY else field) in gives}


def _models(folds: Path | None) -> str:
    if folds:
        return f"of {folds}, out of fold by site"
    return "the packaged one; on pages that it was trained on its figures flatter (--folds measures out of fold)"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
