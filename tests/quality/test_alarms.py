"""What the monitor promises: a broken field is flagged by its name, and whole pages raise nothing.

Each golden page, each page of the bundled outlet and three sites of our own is an outlet here, whose runs hold pages
like it (`varied_pages`). After 20 days of whole pages, one field is broken on all pages of the next day (`breaks`).
Everything is read by the real parser.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial

import pytest

from newsscrape.errors import ExtractionError
from newsscrape.items import Article
from newsscrape.monitor.alarms import Alarm, find_alarms
from newsscrape.monitor.profile import Profile
from newsscrape.outlets.base import Outlet
from newsscrape.outlets.registry import outlet_named
from newsscrape.page import Page
from newsscrape.parse import parse_article
from tests.quality.breaks import OUTLET, SITES, Break
from tests.quality.varied_pages import Made, bundled, goldens, made, site_page

pytestmark = pytest.mark.bulk

DAYS = 20
FIRST = datetime(2023, 5, 2, 6, tzinfo=UTC)
SIZES = (4, 10)  # records of the broken day's run
FLOOR = 0.95
Maker = Callable[[random.Random, datetime], Made]


@dataclass(frozen=True, slots=True)
class Place:
    """An outlet of the simulation."""

    name: str
    outlet: Outlet | None
    make: Maker
    breaks: list[tuple[str, str, Break]]


@dataclass(frozen=True, slots=True)
class Case:
    """A field broken on all pages of a day, and what the monitor said."""

    place: str
    field: str
    how: str
    size: int
    took_effect: bool
    failed: bool
    alarms: tuple[Alarm, ...]

    @property
    def named(self) -> bool:
        return self.field in {alarm.field for alarm in self.alarms}

    @property
    def flagged(self) -> bool:
        """By the field's name; pages that give no article lack all fields, which the alarm calls `body`."""
        return self.named or (self.failed and "articles fail" in {alarm.name for alarm in self.alarms})


def places() -> Iterator[Place]:
    islamtimes = outlet_named("islamtimes")
    for source in [*goldens(), *bundled()]:
        yield Place(source.name, islamtimes, partial(made, source), OUTLET)
    for kind, breaks in SITES.items():
        yield Place(kind, None, partial(site_page, kind), breaks)


def read(page: Made, outlet: Outlet | None) -> Article | None:
    try:
        return parse_article(Page(page.text.encode(), url=page.url, fetched_at=page.fetched_at), outlet)
    except ExtractionError:
        return None


def profile_of(articles: list[Article | None]) -> Profile:
    profile = Profile()
    for article in articles:
        if article is None:
            profile.add_failure()
        else:
            profile.add(article)
    return profile


def run(makers: list[Maker], outlet: Outlet | None, rng: random.Random, day: int, size: int) -> Profile:
    at = FIRST + timedelta(days=day)
    return profile_of([read(rng.choice(makers)(rng, at), outlet) for _ in range(size)])


def whole_days(place: Place) -> tuple[list[Profile], list[str]]:
    """The runs of 20 days of whole pages, and the alarms of any."""
    rng = random.Random(place.name)
    runs: list[Profile] = []
    alarms: list[str] = []
    for day in range(DAYS):
        now = run([place.make], place.outlet, rng, day, rng.randint(2, 9))
        alarms += [f"{place.name}, day {day}: {alarm}" for alarm in find_alarms(now, runs)]
        runs.append(now)
    return runs, alarms


def broken_days(place: Place, runs: list[Profile]) -> Iterator[Case]:
    rng = random.Random(place.name + " broken")
    day = FIRST + timedelta(days=DAYS)
    pages = [place.make(rng, day) for _ in range(max(SIZES))]
    whole = [article for page in pages if (article := read(page, place.outlet))]
    assert len(whole) == len(pages)
    for field, how, break_it in place.breaks:
        changed = [break_it(page.text, article) for page, article in zip(pages, whole, strict=True)]
        broken = [read(replace(page, text=text), place.outlet) for page, text in zip(pages, changed, strict=True)]
        had = [i for i, article in enumerate(whole) if getattr(article, field)]
        hit = [i for i in had if broken[i] is None or getattr(broken[i], field) != getattr(whole[i], field)]
        took_effect = len(hit) > len(pages) / 2
        for size in SIZES:
            now = broken[:size]
            failed = sum(article is None for article in now) > size / 2
            alarms = tuple(find_alarms(profile_of(now), runs))
            yield Case(place.name, field, how, size, took_effect, failed, alarms)


@cache
def simulated() -> tuple[list[Case], list[str]]:
    cases: list[Case] = []
    alarms: list[str] = []
    for place in places():
        runs, of_place = whole_days(place)
        alarms += of_place
        cases += broken_days(place, runs)
    return cases, alarms


def test_broken_fields_are_flagged(record_property: Callable[[str, object], None]) -> None:
    cases = [case for case in simulated()[0] if case.took_effect]
    assert len(cases) >= 100
    for size in SIZES:
        of_size = [case for case in cases if case.size == size]
        missed = [case for case in of_size if not case.flagged]
        rate = 1 - len(missed) / len(of_size)
        unnamed = sum(case.flagged and not case.named for case in of_size)
        misses = ", ".join(
            f"{count} {field} {how}"
            for (field, how), count in Counter((case.field, case.how) for case in missed).most_common()
        )
        record_property(
            "figure",
            f"alarms, {size} records in the broken run: {rate:.1%} of {len(of_size)} breaks flagged, "
            f"{unnamed} of these only as pages that fail; missed: {misses or 'none'}",
        )
        assert rate >= FLOOR
    assert sum(case.named for case in cases) >= FLOOR * len(cases)


def test_breaks_without_effect_name_no_other_cause() -> None:
    """Where another source gives the same value, the change of source is the one thing that may be said of it."""
    cases = [case for case in simulated()[0] if not case.took_effect]
    said = Counter(alarm.name for case in cases for alarm in case.alarms if alarm.field == case.field)
    print(f"\n{len(cases)} breaks without effect: {dict(said)}")
    assert set(said) <= {"source changed"}


def test_whole_pages_raise_nothing() -> None:
    assert simulated()[1] == []


@pytest.mark.parametrize("seed", range(2))
def test_an_outlet_of_many_layouts_raises_nothing(seed: int) -> None:
    rng = random.Random(seed)
    every = [place for place in places() if place.outlet]
    makers = [place.make for place in every]
    runs: list[Profile] = []
    for day in range(DAYS):
        now = run(makers, every[0].outlet, rng, day, rng.randint(3, 30))
        assert find_alarms(now, runs) == []
        runs.append(now)
