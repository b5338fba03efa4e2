"""python -m benchmarks.drafts [CORPUS] [--folds FOLDER] [--fewest 3]

How right a frame is that was learned from a handful of a site's pages: on each site of a corpus one page is left out
in turn, a frame is learned from the others and applied to the page left out. Beside it the general extractor alone.
All votes come from a model that has not seen the site.

Three bodies are scored: `general`, the general extractor's; `selectors`, that of an outlet's file as `scrapy outlet
new` drafts it, which nobody has looked at; `frame`, the frame with the general extractor's doubts, as it serves without
a file. `s` is the time that learning from all pages but one takes, from their bytes on.

Below, for title, date and authors: `general`, and `selectors`, what an outlet's file with the frame's selectors gives.
By these figures a frame that nobody has looked at gives the body alone.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path
from statistics import fmean

from benchmarks.cases import Case, read_cases
from benchmarks.extractors import FOLDS as FOLD_COUNT
from benchmarks.floors import CORPUS, FOLDS
from benchmarks.metrics import Answer, harmonic_mean, is_exact, precision_recall, scores
from newsscrape.drafts import version_of_frame
from newsscrape.errors import ExtractionError
from newsscrape.frames.learn import Frame, learn_frame
from newsscrape.outlets.base import Outlet
from newsscrape.outlets.declaration import declare, parse_outlet
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.readers.body.trees import BodyModel
from training.corpus import fold_of

ROADS = ("general", "selectors", "frame")
_FIELDS = ("title", "date", "authors")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A page that was left out, and what was found there.

    Attributes:
        case: the page.
        bodies: road of `ROADS` → body.
        fields: `general` and `selectors` → title, date and authors.
        seconds: that learning took.
    """

    case: Case
    bodies: dict[str, str]
    fields: dict[str, Answer]
    seconds: float


def sites(cases: Sequence[Case], fewest: int) -> dict[tuple[bool, str], list[Case]]:
    """Whether they are of the set `feval`, and host → cases with a body, where there are enough; in order."""
    found: dict[tuple[bool, str], list[Case]] = defaultdict(list)
    for case in cases:
        if case.body and case.host:
            found[case.set != "feval", case.host].append(case)
    return {key: found[key] for key in sorted(found) if len(found[key]) >= fewest}


def leave_one_out(cases: Sequence[Case], model: BodyModel) -> Iterator[LeftOut]:
    """Each page of a site, read by a frame of the others."""
    for case in cases:
        started = time.perf_counter()
        frame = learn_frame([_page(other) for other in cases if other is not case], model)
        seconds = time.perf_counter() - started
        page = _page(case)
        drafted = Outlet(name="draft", title="Draft", domains=(case.host,), versions=(version_of_frame(frame),))
        fields = {
            "general": _read(page, model),
            "selectors": _read(page, model, parse_outlet(declare(drafted), "draft.toml") if frame.body else None),
        }
        bodies = {road: read.body or "" for road, read in fields.items()}
        bodies["frame"] = _read(page, model, frame=frame).body or ""
        yield LeftOut(case, bodies, fields, seconds)


def score(found: Sequence[LeftOut], road: str) -> tuple[float, float]:
    """F1 and the share of exact bodies, 0 to 1, by the corpus' own scorer; every case has an expected body."""
    precisions, recalls, exact = [], [], []
    for one in found:
        expected, body = one.case.body or "", one.bodies[road]
        precision, recall = precision_recall(expected, body)
        precisions += [] if precision is None else [precision]
        recalls += [] if recall is None else [recall]
        exact.append(is_exact(expected, body))
    return harmonic_mean(fmean(precisions or [0.0]), fmean(recalls or [0.0])), fmean(exact)


def line(name: str, found: Sequence[LeftOut]) -> str:
    """A line of the table."""
    marks = "".join(f"{f1:>11.3f} {exact:.3f}" for f1, exact in (score(found, road) for road in ROADS))
    return f"{name:<30} {len(found):>5}{marks} {fmean(one.seconds for one in found):>8.2f}"


def field_lines(found: Sequence[LeftOut]) -> Iterator[str]:
    """A line a set: title, date and authors by either road; a dash where the set expects none."""
    by_road = {road: scores((one.case, one.fields[road]) for one in found) for road in ("general", "selectors")}
    for name in by_road["general"]:
        marks = [f"{by_road[road][name].get(field, nan):.3f}" for field in _FIELDS for road in by_road]
        pages = sum(one.case.set == name for one in found)
        yield f"{name:<30} {pages:>5}" + "".join(f"{mark.replace('nan', '-'):>11}" for mark in marks)


def main(arguments: list[str] | None = None) -> int:
    """Measures and prints a line a site, and one for each of both parts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drafts", description="Frames of sites, a page left out")
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS, help="default: ../shared/bench")
    parser.add_argument("--folds", type=Path, default=FOLDS, help="default: tests/quality/folds")
    parser.add_argument("--fewest", type=int, default=3, help="pages of a site that is measured (default: 3)")
    options = parser.parse_args(arguments)
    try:
        models = [BodyModel.load(options.folds / f"fold{fold}.npz") for fold in range(FOLD_COUNT)]
        cases = read_cases(options.corpus)
    except FileNotFoundError as error:
        parser.error(f"{error.filename} is not there")
    print(f"{'F1, exact':<30} {'pages':>5}" + "".join(f"{road:>17}" for road in ROADS) + f" {'s':>8}")
    parts: dict[bool, list[LeftOut]] = defaultdict(list)
    for (is_other, host), own in sites(cases, max(options.fewest, 2)).items():
        found = list(leave_one_out(own, models[fold_of(host, FOLD_COUNT)]))
        parts[is_other] += found
        print(line(host, found), flush=True)
    for is_other, found in parts.items():
        print(line("all other sites" if is_other else "all of feval", found))
    print(f"\n{'general, selectors':<30} {'pages':>5}" + "".join(f"{field:>22}" for field in _FIELDS))
    for one in field_lines([one for found in parts.values() for one in found]):
        print(one)
    return 0


def _page(case: Case) -> Page:
    return Page(case.markup(), url=case.url)


def _read(page: Page, model: BodyModel, outlet: Outlet | None = None, frame: Frame | None = None) -> Answer:
    try:
        article = parse_article(page, outlet, model, frame)
    except ExtractionError:
        return Answer()
    return Answer(body=article.body, title=article.title, date=article.date_published, authors=tuple(article.authors))


if __name__ == "__main__":
    sys.exit(main())
