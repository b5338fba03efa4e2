"""Scores and times as tables to read, and as JSON."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.metrics import FIELDS
from benchmarks.timing import Times

_TIMES = ("ms", "parse ms", "x parse", "x traf", "median", "p99", "p99 x", "worst x", "errors")
_NAME_WIDTH = 14
_WIDTH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one extractor reached.

    Attributes:
        scores: set → field → mean, 0 to 1.
        times: over all pages.
        errors: name of an exception → pages that raised it; such a page's answer counts as empty.
    """

    scores: dict[str, dict[str, float]]
    times: Times
    errors: Counter[str]


def tables(results: Mapping[str, Result], pages: Counter[str]) -> str:
    """A table of scores for each set, and one of times; `pages` has the number of each set's pages."""
    lines = [line for name in sorted(pages) for line in _set_table(results, name, pages[name])]
    return "\n".join([*lines, *_times_table(results), *_error_lines(results)])


def as_json(results: Mapping[str, Result], pages: Counter[str]) -> dict[str, Any]:
    """All figures, unrounded, for `json.dumps`."""
    return {
        "pages": dict(pages),
        "extractors": {
            name: {
                "scores": result.scores,
                "times": {**asdict(result.times), "trafilatura_ratio": trafilatura_ratio(results, name)},
                "errors": dict(result.errors),
            }
            for name, result in results.items()
        },
    }


def trafilatura_ratio(results: Mapping[str, Result], name: str) -> float | None:
    """An extractor's mean time to trafilatura's, of the same run; None when trafilatura was not run."""
    other = results.get("trafilatura")
    return results[name].times.mean_ms / other.times.mean_ms if other else None


def _set_table(results: Mapping[str, Result], name: str, pages: int) -> list[str]:
    fields = [field for field in FIELDS if any(field in result.scores.get(name, {}) for result in results.values())]
    rows = [
        _row(extractor, (_number(result.scores[name].get(field), 4) for field in fields))
        for extractor, result in results.items()
        if result.scores.get(name)
    ]
    return [_row(name, fields) + f"{pages:>7} pages", *rows, ""]


def _times_table(results: Mapping[str, Result]) -> list[str]:
    lines = [_row("time", _TIMES)]
    for name, result in results.items():
        t = result.times
        figures = (t.mean_ms, t.parse_ms, t.ratio, trafilatura_ratio(results, name), t.median_ms, t.p99_ms)
        numbers = [_number(figure, 2) for figure in (*figures, t.p99_ratio, t.worst_ratio)]
        lines.append(_row(name, [*numbers, str(result.errors.total())]) + f"  worst: {t.worst}")
    return lines


def _error_lines(results: Mapping[str, Result]) -> list[str]:
    return [
        f"{name}: {', '.join(f'{count} pages with {error}' for error, count in result.errors.most_common())}"
        for name, result in results.items()
        if result.errors
    ]


def _row(name: str, cells: Iterable[str]) -> str:
    return f"{name:<{_NAME_WIDTH}}" + "".join(f"{cell:>{_WIDTH}}" for cell in cells)


def _number(value: float | None, places: int) -> str:
    return "-" if value is None else f"{value:.{places}f}"
