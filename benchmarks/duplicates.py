"""python -m benchmarks.duplicates CORPUS [--half B] [--detectors NAME …] [--seed 6] [--limit N] [--json]

Makes a labelled set of near-duplicates from the bodies of a folder of cases (benchmarks/copies.py), runs detectors over
it, and prints for each how many of the true pairs it finds, how many of the pairs that it finds are true, and where it
goes wrong. Settings are tuned on half A of the hosts and reported on half B.

True is a pair of Jaccard similarity 0.8 or more, or containment 0.9 or more, over five-word shingles of the raw text,
unless both are items of one number template. With the margin, true pairs reach 0.82 or 0.92, false ones lie below 0.78
and 0.88 (or are of a template), and those between do not count: a detector that cleans texts sees slightly other
values.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.cases import read_cases
from benchmarks.copies import CopySet, Made, copy_set
from benchmarks.copy_detectors import DETECTORS, is_installed
from benchmarks.overlap import COPY_CONTAINMENT, COPY_JACCARD, Pair

MARGIN = 0.02
_OF_FOUND = {"precision", "one article", "precision ±"}  # shares of what a detector found
BANDS = 10


@dataclass(slots=True)
class Share:
    """So many found of so many pairs."""

    found: int = 0
    of: int = 0

    def add(self, found: bool) -> None:
        """One more pair."""
        self.found += found
        self.of += 1

    @property
    def value(self) -> float | None:
        """0 to 1; None of no pairs."""
        return self.found / self.of if self.of else None


@dataclass(slots=True, kw_only=True)
class Outcome:
    """How a detector did.

    Attributes:
        seconds: of the whole set.
        summary: recall and precision over all pairs; `of made` is the recall of true pairs of an original and a copy
            made of it, `jaccard` and `containment` that of true pairs of Jaccard 0.8 or more, and of those that are
            true by containment alone; `one article` is the share of pairs found that are true, or of texts which hold
            parts of one article, and are too little alike to be true; the last two are with a margin.
        by_jaccard: recall of made copies by tenths of Jaccard; pairs below 0.8 that are true by containment left out.
        by_containment: the same by tenths of containment, of pairs below Jaccard 0.8.
        by_kind: recall of made copies that are true, by kind.
        false_by_kind: false pairs found, of all in a kind of negative; then of texts that hold parts of one article,
            share a tenth or more, and are no copies; then of all others.
    """

    seconds: float = 0.0
    summary: dict[str, Share] = field(default_factory=dict)
    by_jaccard: list[Share] = field(default_factory=lambda: [Share() for _ in range(BANDS)])
    by_containment: list[Share] = field(default_factory=lambda: [Share() for _ in range(BANDS)])
    by_kind: dict[str, Share] = field(default_factory=dict)
    false_by_kind: dict[str, Share] = field(default_factory=dict)


def judge(found: set[Pair], whole: CopySet) -> Outcome:
    """Holds the pairs that a detector found against the set's labels."""
    outcome = Outcome(summary=_summary(found, whole), false_by_kind=_false_by_kind(found, whole))
    by_kind: defaultdict[str, Share] = defaultdict(Share)
    true = whole.true_pairs()
    for made in whole.made:
        alike, is_found = whole.similarity(made.pair), made.pair in found
        if alike.jaccard >= COPY_JACCARD or alike.containment < COPY_CONTAINMENT:
            outcome.by_jaccard[_band(alike.jaccard)].add(is_found)
        if alike.jaccard < COPY_JACCARD:
            outcome.by_containment[_band(alike.containment)].add(is_found)
        if made.pair in true:
            by_kind[made.kind].add(is_found)
    outcome.by_kind = dict(sorted(by_kind.items()))
    return outcome


def _summary(found: set[Pair], whole: CopySet) -> dict[str, Share]:
    true = whole.true_pairs()
    alike = {pair for pair in true if whole.similarity(pair).jaccard >= COPY_JACCARD}
    surely, nearly = whole.true_pairs(MARGIN), whole.true_pairs(-MARGIN)
    between = nearly - surely
    made = {made.pair for made in whole.made} & true
    return {
        "recall": Share(len(found & true), len(true)),
        "of made": Share(len(found & made), len(made)),
        "jaccard": Share(len(found & alike), len(alike)),
        "containment": Share(len(found & true - alike), len(true - alike)),
        "precision": Share(len(found & true), len(found)),
        "one article": Share(sum(pair in true or whole.is_of_one_article(pair) for pair in found), len(found)),
        "recall ±": Share(len(found & surely), len(surely)),
        "precision ±": Share(len(found & surely), len(found - between)),
    }


def _false_by_kind(found: set[Pair], whole: CopySet) -> dict[str, Share]:
    true = whole.true_pairs()
    false = found - true
    shares = {kind: Share(len(false & pairs), len(pairs)) for kind, pairs in whole.negatives.items()}
    named = set().union(*whole.negatives.values())
    related = {pair for pair in whole.similarities if whole.is_of_one_article(pair)} - true - named
    pairs = len(whole.texts) * (len(whole.texts) - 1) // 2
    shares["forms of one article"] = Share(len(false & related), len(related))
    shares["others"] = Share(len(false - named - related), pairs - len(true | named | related))
    return shares


def _band(value: float) -> int:
    return min(int(value * BANDS), BANDS - 1)


def tables(outcomes: Mapping[str, Outcome], whole: CopySet) -> str:
    """All figures of all detectors, and first what the set is made of."""
    bands = [f"{band / BANDS:.1f}-{(band + 1) / BANDS:.1f}" for band in range(BANDS)]
    kinds = [kind for kind in sorted(Counter(made.kind for made in whole.made)) if _any(outcomes, kind)]
    negatives = list(next(iter(outcomes.values())).false_by_kind) if outcomes else []
    lines = [
        *_set_lines(whole),
        *_table("all pairs", outcomes, lambda o: o.summary.items()),
        *_table("by Jaccard", outcomes, lambda o: zip(bands, o.by_jaccard, strict=True)),
        *_table("by containment", outcomes, lambda o: zip(bands, o.by_containment, strict=True)),
        *_table("true copies", outcomes, lambda o: ((kind, o.by_kind[kind]) for kind in kinds)),
        *_table("false pairs", outcomes, lambda o: ((kind, o.false_by_kind[kind]) for kind in negatives), counts=True),
        *(f"{name:<16}{outcome.seconds:>8.1f} s" for name, outcome in outcomes.items()),
    ]
    return "\n".join(lines)


def _any(outcomes: Mapping[str, Outcome], kind: str) -> bool:
    return any(kind in outcome.by_kind for outcome in outcomes.values())


def _set_lines(whole: CopySet) -> Iterator[str]:
    texts = ", ".join(f"{count} {kind}" for kind, count in Counter(whole.kinds).most_common())
    yield f"{len(whole.texts)} texts: {texts}"
    made: Counter[str] = Counter(made.kind for made in whole.made)
    true = whole.true_pairs()
    yield f"{len(true)} true pairs, {len(whole.made)} of a text and a copy made of it: {_true_made(whole.made, true)}"
    yield f"pairs that are alike and no copies: {', '.join(f'{len(p)} {k}' for k, p in whole.negatives.items())}"
    high = sum(whole.similarity(pair).is_copy() for pair in whole.negatives["template"])
    yield f"{high} pairs of number templates are as alike as copies; {made.total()} copies were made"
    yield ""


def _true_made(made: Iterable[Made], true: set[Pair]) -> str:
    shares: defaultdict[str, Share] = defaultdict(Share)
    for one in made:
        shares[one.kind].add(one.pair in true)
    return ", ".join(f"{kind} {share.found} of {share.of} true" for kind, share in shares.items())


def _table(
    title: str,
    outcomes: Mapping[str, Outcome],
    columns: Callable[[Outcome], Iterable[tuple[str, Share]]],
    *,
    counts: bool = False,
) -> Iterator[str]:
    """A head, the number of pairs, and a row a detector, of shares or of counts."""
    for number, (name, outcome) in enumerate(outcomes.items()):
        cells = list(columns(outcome))
        widths = [max(10, len(column) + 2) for column, _ in cells]
        if number == 0:
            yield _row(title, (column for column, _ in cells), widths)
            # Of how many pairs the others are shares is the same for all detectors.
            yield _row("  pairs", ("" if column in _OF_FOUND else str(s.of) for column, s in cells), widths)
        yield _row(name, (str(s.found) if counts else _number(s.value) for _, s in cells), widths)
    yield ""


def _row(name: str, cells: Iterable[str], widths: Iterable[int]) -> str:
    return f"{name:<16}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def main(arguments: list[str] | None = None) -> int:
    """Makes the set, runs the detectors, prints; 0, or argparse's 2 where the arguments are wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.duplicates",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="CORPUS", help="holds cases.jsonl")
    parser.add_argument("--half", choices=["A", "B"], help="of the hosts and number templates; default: all")
    parser.add_argument(
        "--detectors", nargs="+", choices=sorted(DETECTORS), default=list(DETECTORS), metavar="NAME",
        help=f"default: all: {', '.join(DETECTORS)}",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=6, help="of all that is drawn (default: 6)")
    parser.add_argument("--limit", type=int, metavar="N", help="N cases, spread evenly over the folder")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args(arguments)
    try:
        whole = copy_set(read_cases(options.folder, options.limit), options.half, options.seed)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    outcomes: dict[str, Outcome] = {}
    for name in options.detectors:
        detector = DETECTORS[name]
        if not is_installed(detector):
            print(f"{name} is left out: there is no {detector.module} (pip install '.[bench]')", file=sys.stderr)
            continue
        started = time.perf_counter()
        found = detector.pairs(whole.texts)
        seconds = time.perf_counter() - started
        outcomes[name] = judge(found, whole)
        outcomes[name].seconds = seconds
    if options.json:
        print(json.dumps({name: asdict(outcome) for name, outcome in outcomes.items()}, indent=1))
    else:
        print(tables(outcomes, whole))
    return 0


if __name__ == "__main__":
    sys.exit(main())
