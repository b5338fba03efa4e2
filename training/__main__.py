"""python -m training CORPUS [--model FILE] [--folds N --out FOLDER]

Learns the body model from a corpus and writes it where the package has it. With --folds, writes besides one model a
fold that has not seen the fold's hosts, for figures out of fold.
"""

import argparse
import sys
import time
from pathlib import Path

from training.corpus import fold_of, labelled_pages
from training.fit import fit

PACKAGED = Path(__file__).parents[1] / "newsscrape" / "readers" / "body" / "model.npz"


def main() -> int:
    """Learns and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder with cases.jsonl and the pages")
    parser.add_argument("--model", type=Path, default=PACKAGED, help="where to write the model (default: the package)")
    parser.add_argument("--folds", type=int, default=0, help="models for figures out of fold, besides")
    parser.add_argument("--out", type=Path, help="folder for these")
    options = parser.parse_args()
    started = time.monotonic()
    pages = list(labelled_pages(options.corpus))
    print(f"{len(pages)} pages of {len({page.host for page in pages})} hosts, {_since(started)}", flush=True)
    for fold in range(options.folds):
        path = options.out / f"fold{fold}.npz"
        path.parent.mkdir(parents=True, exist_ok=True)
        fit([page for page in pages if fold_of(page.host, options.folds) != fold]).save(path)
        print(f"{path}, {path.stat().st_size / 1e3:.0f} kB, {_since(started)}", flush=True)
    fit(pages).save(options.model)
    print(f"{options.model}, {options.model.stat().st_size / 1e3:.0f} kB, {_since(started)}")
    return 0


def _since(started: float) -> str:
    return f"{time.monotonic() - started:.0f} s"


if __name__ == "__main__":
    sys.exit(main())
