"""python -m benchmarks.floors [CORPUS] [--folds FOLDER] [--floors FILE] [--lower]

Measures newsscrape on the corpus, out of fold by site, and raises the floors that `tests/quality` holds it to. Floors
go down, or away, only with --lower; what did is printed.
"""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.cases import read_cases
from benchmarks.extractors import Input, load_newsscrape
from benchmarks.metrics import Answer, scores
from newsscrape.errors import ExtractionError

Floors = dict[str, dict[str, float]]  # set → field → score
ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "bench"
FOLDS = ROOT / "tests" / "quality" / "folds"
FILE = ROOT / "tests" / "quality" / "floors.json"
TOLERANCE = 0.0005  # by which a score may lie below its floor
# Precision and recall are traded for one another; F1 is what has a floor.
_HELD = ("f1", "exact", "title", "date", "authors", "with", "without")


def measure(corpus: Path = CORPUS, folds: Path = FOLDS) -> Floors:
    """Newsscrape's scores on a corpus, each page read with a model that has not seen its host; four digits.

    Raises:
        FileNotFoundError: the corpus or a fold's model is not there.
    """
    extract = load_newsscrape(folds)

    def answer(page: Input) -> Answer:
        try:
            return extract(page)
        except ExtractionError:
            return Answer()

    cases = read_cases(corpus)
    found = scores((case, answer(Input(case.markup(), case.url, case.host))) for case in cases)
    return {
        name: {field: round(fields[field], 4) for field in _HELD if field in fields} for name, fields in found.items()
    }


def read_floors(file: Path = FILE) -> Floors:
    """The floors of a file; none where it is not there."""
    floors: Floors = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return floors


def changes(floors: Floors, measured: Floors) -> list[tuple[str, str, float | None, float | None]]:
    """Set, field, old floor, new score wherever the two differ; None where there is none."""
    pairs = sorted({(name, field) for each in (floors, measured) for name in each for field in each[name]})
    both = ((name, field, floors.get(name, {}).get(field), measured.get(name, {}).get(field)) for name, field in pairs)
    return [(name, field, old, new) for name, field, old, new in both if old != new]


def is_lower(old: float | None, new: float | None) -> bool:
    """Whether a floor would go down or away."""
    return old is not None and (new is None or new < old)


def moved(floors: Floors, measured: Floors, *, lower: bool) -> Floors:
    """The floors after a measurement: raised, and lowered where that is wanted; in order of sets and fields."""
    found = {(name, field): value for name, fields in floors.items() for field, value in fields.items()}
    for name, field, old, new in changes(floors, measured):
        if is_lower(old, new) and not lower:
            continue
        if new is None:
            del found[name, field]
        else:
            found[name, field] = new
    ordered = sorted(found, key=lambda key: (key[0], _HELD.index(key[1])))
    return {name: {field: found[name, field] for key, field in ordered if key == name} for name, _ in ordered}


def main(arguments: list[str] | None = None) -> int:
    """Measures and writes; 1 when a score is below its floor by more than the tolerance and stays so."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.floors", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS, help="default: ../shared/bench")
    parser.add_argument("--folds", type=Path, default=FOLDS, help="default: tests/quality/folds")
    parser.add_argument("--floors", type=Path, default=FILE, help="default: tests/quality/floors.json")
    parser.add_argument("--lower", action="store_true", help="let floors go down to what was measured")
    options = parser.parse_args(arguments)
    try:
        measured = measure(options.corpus, options.folds)
    except FileNotFoundError as error:
        parser.error(f"{error.filename} is not there")
    floors = read_floors(options.floors)
    broken = 0
    for name, field, old, new in changes(floors, measured):
        down = is_lower(old, new)
        kept = down and not options.lower
        broken += kept and (new is None or old is None or new < old - TOLERANCE)
        verb = (
            "is below its floor, which stays"
            if kept
            else "goes DOWN"
            if down
            else "is new"
            if old is None
            else "goes up"
        )
        print(f"{name} {field} {verb}: {_shown(old)} → {_shown(new)}")
    options.floors.write_text(
        json.dumps(moved(floors, measured, lower=options.lower), indent=2) + "\n", encoding="utf-8"
    )
    if broken:
        print(f"{broken} scores are below their floors; --lower would lower these", file=sys.stderr)
    return 1 if broken else 0


def _shown(score: float | None) -> str:
    return "none" if score is None else f"{score:.4f}"


if __name__ == "__main__":
    sys.exit(main())
