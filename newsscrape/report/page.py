"""The page: aggregates and charts first, then the index for the list, then the records in chunks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import IO, Any

import orjson
from markupsafe import Markup

from newsscrape.report.charts import Chart, bar_chart, column_chart, day_chart
from newsscrape.report.coverage import HeatMap, alarm_lines, heat_maps
from newsscrape.report.dates import DOUBTS, counts
from newsscrape.report.gather import Gathered
from newsscrape.report.policy import policy
from newsscrape.report.runs import COVERED
from newsscrape.report.saved import STYLE
from newsscrape.report.spool import packed
from newsscrape.report.tally import LENGTHS
from newsscrape.report.visible import visible
from newsscrape.state.outcome import Outcome
from newsscrape.version import VERSION

_TEMPLATES = files("newsscrape.report") / "templates"
_SCRIPTS = ("text.js", "data.js", "diff.js", "list.js", "record.js", "start.js")
_MOST_LANGUAGES = 12
_REST = "all others"


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart under its heading; without a chart, why there is none.

    Attributes:
        slug: its id in the page.
        heading: what it shows.
        chart: it; None where there is nothing to show.
        empty: what is said then.
    """

    slug: str
    heading: str
    chart: Chart | None
    empty: str = ""


def write_page(gathered: Gathered, title: str, out: IO[bytes]) -> None:
    """Writes the page.

    Args:
        gathered: what it shows.
        title: names the datasets.
        out: takes UTF-8.

    Raises:
        ModuleNotFoundError: jinja2 or vl-convert-python is not installed.
        OSError: the disk is full or broken.
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_read),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["grouped"] = "{:,}".format
    script, style = "\n".join(_read(name) for name in _SCRIPTS), _read("report.css")
    doubts = gathered.doubts.all()
    parts = environment.get_template("report.html").generate(
        title=title,
        version=VERSION,
        policy=policy(script, [style, STYLE]),
        script=Markup(script),  # noqa: S704 (ours)
        style=Markup(style),  # noqa: S704 (ours)
        facts=_facts(gathered),
        figures=list(_figures(gathered, doubts)),
        doubts=[(DOUBTS.index(name), name, count) for name, count in counts(doubts).items()],
        maps=_maps(gathered),
        alarms=alarm_lines(gathered.runs),
        fields=COVERED,
        outlets=list(gathered.columns.outlet_names),
        held=len(gathered.columns),
        tally=gathered.tally,
        page_count=len(gathered.pages),
        index=Markup(packed(orjson.dumps(index_of(gathered, doubts)))),  # noqa: S704 (base64)
        pages={place: Markup(page) for place, page in sorted(gathered.pages.items())},  # noqa: S704 (base64)
        chunks=map(Markup, gathered.spool.chunks()),  # base64
    )
    for part in parts:
        out.write(part.encode())


def index_of(gathered: Gathered, doubts: Sequence[int]) -> dict[str, Any]:
    """What the page's script knows of all records: columns, in the order of the records (data.js).

    Args:
        gathered: the records.
        doubts: of each, as of `newsscrape.report.dates`.
    """
    columns = gathered.columns
    starts = gathered.spool.starts
    return {
        "outlets": list(columns.outlet_names),
        "fields": COVERED,
        "doubts": DOUBTS,
        "runs": {
            str(number): {
                "outlet": run.outlet,
                "started": run.started_at,
                "alarms": [[alarm.name, alarm.field, alarm.message] for alarm in run.alarms],
            }
            for number, run in enumerate(gathered.runs)
            if run.alarms
        },
        "starts": [start - starts[0] for start in starts],
        "title": columns.titles,
        "outlet": columns.outlets.tolist(),
        "date": columns.dates,
        "missing": columns.missing.tolist(),
        "run": columns.runs.tolist(),
        "doubt": list(doubts),
        "revisions": columns.revisions(),
        "clusters": columns.clusters(),
        "pages": sorted(gathered.pages),
    }


def _shown(value: object) -> object:
    """What a template shows of a value: text with its odd characters made visible."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _facts(gathered: Gathered) -> list[tuple[str, str]]:
    """The figures at the top, with what they count."""
    tally = gathered.tally
    last = {run.outlet: run for run in gathered.runs}
    facts = [
        (f"{tally.records:,}", "records"),
        (f"{len(tally.outlets):,}", "outlets"),
        (f"{tally.revisions:,}", "revisions"),
        (f"{tally.copies.total():,}", "marked as copies"),
    ]
    if gathered.runs:
        facts.append((f"{len(gathered.runs):,}", "runs"))
        facts.append((f"{sum(len(run.alarms) for run in last.values()):,}", "alarms in the outlets' last runs"))
    if tally.unreadable:
        facts.append((f"{tally.unreadable:,}", "broken records, passed over"))
    if tally.first_fetched:
        facts.append((" to ".join(sorted({tally.first_fetched[:10], tally.last_fetched[:10]})), "fetched"))
    return facts


def _figures(gathered: Gathered, doubts: Iterable[int]) -> Iterator[Figure]:
    tally = gathered.tally
    days = day_chart("Articles a day an outlet", tally.days, tally.undated) if tally.days else None
    heading = f"Articles a {days.header[0]}" if days else "Articles a day"
    yield Figure("days", heading, days, "No record has a date of publication that can be right.")
    known = {str(one): gathered.outcomes[one] for one in Outcome if one in gathered.outcomes}
    outcomes = {**known, **gathered.outcomes}  # a later version may have others
    chart = _bars("What became of the URLs that the runs saw", outcomes, ("outcome", "URLs"))
    yield Figure("outcomes", "Outcomes of URLs, all runs", chart, "No runs.jsonl lies beside the records.")
    languages = dict(tally.languages.most_common(_MOST_LANGUAGES))
    if rest := tally.languages.total() - sum(languages.values()):
        languages[_REST] = languages.get(_REST, 0) + rest
    yield Figure("languages", "Languages", _bars("Records by language", languages, ("language", "records")))
    ends = [str(end) if end < 1000 else f"{end // 1000}k" for end in LENGTHS]
    names = [f"under {ends[0]}", *(f"{low}–{high}" for low, high in pairwise(ends)), f"{ends[-1]} and more"]
    lengths = {name: tally.lengths[place] for place, name in enumerate(names)}
    header = ("characters of the body", "records")
    yield Figure("lengths", "Lengths", column_chart("Records by the length of the body", lengths, header))
    clusters = tally.clusters() if tally.copies else {}
    chart = _bars("Clusters of copies by their size", clusters, ("articles in the cluster", "clusters"))
    yield Figure("clusters", "Copies, by size of cluster", chart, "No record is marked as a copy of another.")
    chart = _bars("Records whose date looks wrong", counts(doubts), ("date of publication", "records"))
    yield Figure("doubts", "Dates that look wrong", chart, "No date looks wrong.")


def _bars(label: str, numbers: Mapping[str, int], header: tuple[str, str]) -> Chart | None:
    return bar_chart(label, numbers, header) if numbers else None


def _maps(gathered: Gathered) -> list[HeatMap]:
    return heat_maps(gathered.runs, gathered.fetch_days.runs())
