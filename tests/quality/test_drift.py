"""What happens when a site changes: `scrapy outlet check` and the crawl's monitor name the outlet and the field.

Every outlet of the registry that has selectors and goldens takes part, and some of our own (`drift_sites`). On all its
goldens, one field's target is renamed, moved or emptied (`drift`): that of whichever selector gives the field there.
For the monitor, 20 days with runs of whole pages go before. Pages of its runs are read by the real parser, once each.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest

from newsscrape.commands.outlet import check_table, golden_folder
from newsscrape.errors import ExtractionError
from newsscrape.goldens import Golden, check_outlet, read_goldens
from newsscrape.items import Article, Image
from newsscrape.monitor.alarms import find_alarms
from newsscrape.monitor.profile import Profile
from newsscrape.outlets.base import Outlet
from newsscrape.outlets.registry import outlets
from newsscrape.page import Page
from newsscrape.parse import parse_article, version_of
from tests.quality.drift import HOWS, How, drifted, given, giving_selector, serialised
from tests.quality.drift_sites import sites

pytestmark = pytest.mark.bulk

DAYS = 20
# Records of the runs after the change; a change stays, and is named as soon as a run shows it.
FEW = "a run of 4 records"  # in which a field that not all pages have may be lacking by chance
RUNS_AFTER = {FEW: (4,), "a run of 10 records": (10,), "five runs of 4 records": (4, 4, 4, 4, 4)}
FLOOR = 0.95


@dataclass(frozen=True, slots=True)
class Site:
    """An outlet with selectors, and its golden articles."""

    outlet: Outlet
    goldens: tuple[Golden, ...]

    def fields(self) -> list[str]:
        """The fields that its selectors give on some golden."""
        return list(dict.fromkeys(field for golden in self.goldens for field in self.selectors(golden)))

    def selectors(self, golden: Golden) -> dict[str, str]:
        """Field → the selector that gives it on a golden."""
        page = golden.page()
        version = version_of(page, self.outlet)
        found = {field: giving_selector(page, version, field) for field in version.fields} if version else {}
        return {field: selector for field, selector in found.items() if selector}


@dataclass(frozen=True, slots=True)
class Change:
    """A field's target changed on all goldens of an outlet, and who said so.

    Attributes:
        outlet, field, how: what was changed.
        goldens: of the outlet.
        had: of these, those on which a selector gave the field.
        hit: of these, those on which it no longer gives what it gave.
        checked: whether the check named outlet and field.
        alarmed: of `RUNS_AFTER`, those of which the monitor named the field.
    """

    outlet: str
    field: str
    how: How
    goldens: int
    had: int
    hit: int
    checked: bool
    alarmed: frozenset[str]

    @property
    def took_effect(self) -> bool:
        return self.hit > self.had / 2

    @property
    def is_of_all_pages(self) -> bool:
        return self.had == self.goldens

    def __str__(self) -> str:
        return f"{self.outlet} {self.field} {self.how}"


@cache
def all_sites() -> tuple[Site, ...]:
    registered = ((outlet, read_goldens(golden_folder(outlet))) for outlet in outlets().values() if outlet.versions)
    found = [(outlet, [one for one in goldens if "error" not in one.expected]) for outlet, goldens in registered]
    return tuple(Site(outlet, tuple(goldens)) for outlet, goldens in [*sites(), *found] if goldens)


def said(outlet: Outlet, goldens: Sequence[Golden]) -> set[str]:
    """What the check says is amiss, but for goldens that nobody has reviewed."""
    reviewed = [replace(golden, reviewed=True) for golden in goldens]
    lines = check_table(outlet.name, check_outlet(outlet, reviewed)).splitlines()
    return {line for line in lines if line.startswith(("broken: ", "warning: "))}


def read(page: Page, outlet: Outlet) -> Article | None:
    try:
        return parse_article(page, outlet)
    except ExtractionError:
        return None


def run(pages: Sequence[Article | None], size: int, site: Site, rng: random.Random) -> Profile:
    """A run of so many pages like those given, each of them as often as any other, as far as that goes."""
    articles = [article for article in pages if article]
    profile = Profile(site=[site.outlet.title])
    for article in [page for _ in range(-(-size // len(pages))) for page in rng.sample(pages, len(pages))][:size]:
        if article is None:
            profile.add_failure()
        else:
            profile.add(like(article, articles, rng))
    return profile


def like(article: Article, others: Sequence[Article], rng: random.Random) -> Article:
    """The article of another page of its kind: texts, moments and pictures that only this page has are made others."""
    number = rng.randrange(10**6)
    own = [name for name in OWN if sum(getattr(one, name) == getattr(article, name) for one in others) == 1]
    new: dict[str, Any] = {name: OWN[name](value, number) for name in own if (value := getattr(article, name))}
    return replace(article, **new)


def other_text(text: str, number: int) -> str:
    return f"{number} {text} {number}"


def other_moment(date: str, number: int) -> str:
    moment = datetime.fromisoformat(date) - timedelta(minutes=number)
    return moment.isoformat() if "T" in date else moment.date().isoformat()


def other_pictures(images: list[Image], number: int) -> list[Image]:
    return [replace(image, url=f"{image.url}?{number}") for image in images]


OWN: dict[str, Callable[[Any, int], Any]] = {
    **dict.fromkeys(("title", "description", "body"), other_text),
    "date_published": other_moment,
    "images": other_pictures,
}


def whole_days(site: Site) -> tuple[list[Profile], list[str]]:
    """The runs of 20 days of whole pages, and the alarms of any."""
    rng = random.Random(site.outlet.name)
    pages = [read(golden.page(), site.outlet) for golden in site.goldens]
    runs: list[Profile] = []
    alarms: list[str] = []
    for day in range(DAYS):
        now = run(pages, rng.randint(2, 9), site, rng)
        alarms += [f"{site.outlet.name}, day {day}: {alarm}" for alarm in find_alarms(now, runs)]
        runs.append(now)
    return runs, alarms


def changed(site: Site, field: str, how: How, runs: Sequence[Profile], whole: set[str]) -> Change:
    """Changes a field's target on all goldens; `runs` and `whole` are what monitor and check saw before."""
    had = hit = 0
    goldens = []
    for golden in site.goldens:
        page = golden.page()
        version = version_of(page, site.outlet)
        selector = giving_selector(page, version, field) if version else None
        if version is None or selector is None:
            goldens.append(golden)
            continue
        broken = drifted(golden, version, field, how)
        had += 1
        hit += given(broken.page(), version, field, selector) != given(page, version, field, selector)
        goldens.append(broken)
    name = site.outlet.name
    named = (f"broken: {name}: {field}: ", f"warning: {name}: {field}: ")
    checked = any(line.startswith(named) for line in said(site.outlet, goldens) - whole)
    pages = [read(golden.page(), site.outlet) for golden in goldens]
    named_by = frozenset(after for after, sizes in RUNS_AFTER.items() if alarmed(site, field, pages, sizes, runs))
    return Change(name, field, how, len(goldens), had, hit, checked, named_by)


def alarmed(
    site: Site, field: str, pages: Sequence[Article | None], sizes: Sequence[int], before: Sequence[Profile]
) -> bool:
    """Whether the monitor names a field in any of some runs of the pages, one after the other."""
    rng = random.Random(f"{site.outlet.name} {field}")
    runs = list(before)
    for size in sizes:
        runs.append(run(pages, size, site, rng))
        if field in {alarm.field for alarm in find_alarms(runs[-1], runs[-1 - DAYS : -1])}:
            return True
    return False


@cache
def simulated() -> tuple[list[Change], list[str]]:
    """All changes; and what check and monitor said of whole pages."""
    changes: list[Change] = []
    false: list[str] = []
    for site in all_sites():
        runs, alarms = whole_days(site)
        whole = said(site.outlet, site.goldens)
        false += [*alarms, *sorted(whole)]
        changes += [changed(site, field, how, runs, whole) for field in site.fields() for how in HOWS]
    return changes, false


def share(changes: Sequence[Change], is_named: Callable[[Change], bool]) -> float:
    return sum(map(is_named, changes)) / len(changes)


def listed(changes: Sequence[Change]) -> str:
    return ", ".join(map(str, changes)) or "none"


def test_the_check_names_outlet_and_field(record_property: Callable[[str, object], None]) -> None:
    changes = [change for change in simulated()[0] if change.took_effect]
    without = [change for change in simulated()[0] if not change.took_effect]
    named = share(changes, lambda change: change.checked)
    missed = [change for change in changes if not change.checked]
    record_property(
        "figure",
        f"drift, {len(all_sites())} outlets: the check names {named:.1%} of {len(changes)} changes; "
        f"missed: {listed(missed)}; without effect: {listed(without)}",
    )
    assert len(changes) >= 50
    assert len(without) < len(changes) / 5
    assert named >= FLOOR


@pytest.mark.parametrize("after", RUNS_AFTER)
def test_the_monitor_names_the_field(after: str, record_property: Callable[[str, object], None]) -> None:
    changes = [change for change in simulated()[0] if change.took_effect]
    of_all_pages = [change for change in changes if change.is_of_all_pages]
    missed = [change for change in changes if after not in change.alarmed]
    named, named_of_all = (share(some, lambda change: after in change.alarmed) for some in (changes, of_all_pages))
    record_property(
        "figure",
        f"drift, {after}: the monitor names {named:.1%} of {len(changes)} changes, {named_of_all:.1%} of the "
        f"{len(of_all_pages)} of fields that all pages have; missed: {listed(missed)}",
    )
    assert (named_of_all if after == FEW else named) >= FLOOR


def test_whole_pages_raise_nothing() -> None:
    assert simulated()[1] == []


def test_whole_pages_stay_whole_when_they_are_written_anew() -> None:
    """Changes are made in the tree: what the tree alone does to a page is none of them."""
    for site in all_sites():
        goldens = [replace(golden, content=serialised(golden.page())) for golden in site.goldens]
        assert said(site.outlet, goldens) == said(site.outlet, site.goldens)
