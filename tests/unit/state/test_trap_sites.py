"""The trap budget, held against made-up sites: all articles are found, and what has no end is left soon."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from newsscrape.state.ledger import FEEDS_FIRST, Ledger, Sighting
from newsscrape.state.outcome import Outcome
from newsscrape.state.store import StateStore
from newsscrape.state.traps import BUDGET, Traps, scopes_of, why_endless
from newsscrape.urls import url_key

HOST = "news.example"
ARTICLES = 20_000
PER_PAGE = 20
FIRST_DAY = date(2004, 1, 1)
ENDLESS = 50_000  # pages after which a crawl is told to go on for ever


@dataclass
class Crawl:
    """What a crawl of a made-up site came to, in pages by their first segment."""

    fetched: list[str] = field(default_factory=list)
    outcomes: Counter[Outcome] = field(default_factory=Counter)

    def count(self, start: str) -> int:
        return sum(path.startswith(start) for path in self.fetched)


Links = Callable[[str], Iterable[str] | None]


def crawl(
    links: Links,
    *,
    starts: dict[str, str] | None = None,
    traps: Traps | None = None,
    store: StateStore | None = None,
) -> Crawl:
    """Fetches a site, one page after the other, as its ledger says.

    Args:
        links: path → what stands on the page; None for an article, which has no links here.
        starts: path → road by which it is found before the crawl; the front page by none.
        traps: the budgets.
        store: the state of earlier crawls, whose articles need not be fetched again.
    """
    store = store or StateStore(None)
    ledger = Ledger(store, store.begin_run(0))
    ledger.traps = traps or Traps()
    result = Crawl()
    for path, road in {"/": "start", **(starts or {})}.items():
        ledger.see(sighting(path, road=road, priority=FEEDS_FIRST if road == "robots.txt" else 0))
    while (known := ledger.take(HOST)) is not None:
        path = known.url.removeprefix(f"http://{HOST}")
        result.fetched.append(path)
        assert len(result.fetched) < ENDLESS
        found = links(path)
        if found is None:
            ledger.settle(known.key, Outcome.EXPORTED)
            continue
        is_file = path.startswith("/sitemap")
        for link in found:
            priority = FEEDS_FIRST if link.startswith("/sitemap") else 0
            road = "sitemap" if is_file else "listing"
            seen = sighting(link, known.key, road, known.depth + 1, priority, is_listed=is_file)
            if ledger.see(seen) and (before := ledger.known(seen.key)) is not None and before.article:
                ledger.settle(seen.key, Outcome.UNCHANGED, "")
        ledger.settle(known.key, Outcome.LISTING)
    store.execute("UPDATE urls SET article = key WHERE outcome = ?", (Outcome.EXPORTED,))
    result.outcomes = Counter(ledger.counts())
    return result


def sighting(
    path: str,
    found_on: str | None = None,
    road: str = "listing",
    depth: int = 0,
    priority: int = 0,
    *,
    is_listed: bool = False,
) -> Sighting:
    url = f"http://{HOST}{path}"
    return Sighting(
        url=url, key=url_key(url), host=HOST, road=road, found_on=found_on, depth=depth, priority=priority,
        is_listed=is_listed,
    )  # fmt: skip


def story(number: int) -> str:
    return f"/story/the-title-of-number-{number}"


def pages(path: str) -> Iterable[str] | None:
    """A listing in pages, each of which names the next."""
    if path.startswith("/story/"):
        return None
    page = 1 if path == "/" else int(path.rpartition("/")[2])
    first = (page - 1) * PER_PAGE
    numbers = range(first, min(first + PER_PAGE, ARTICLES))
    return [*map(story, numbers), *([f"/page/{page + 1}"] if numbers and numbers[-1] + 1 < ARTICLES else [])]


def with_sitemap_of(newest: int) -> dict[str, str]:
    return {story(number): "sitemap" for number in range(newest)}


@pytest.mark.parametrize("newest", [1000, 10_000])
def test_a_listing_in_pages_is_read_to_its_end_whatever_the_sitemap_names(newest: int) -> None:
    result = crawl(pages, starts=with_sitemap_of(newest))
    assert result.outcomes[Outcome.EXPORTED] == ARTICLES
    assert result.outcomes[Outcome.TRAP] == 0


def test_the_next_crawl_reads_to_the_end_as_well() -> None:
    """Its new articles stand on the last page, behind 999 pages of known ones."""

    def with_new(path: str) -> Iterable[str] | None:
        found = pages(path)
        return [*found, *map(story, range(ARTICLES, ARTICLES + 9))] if found and path == "/page/1000" else found

    store = StateStore(None)
    assert crawl(pages, store=store).outcomes[Outcome.EXPORTED] == ARTICLES
    second = crawl(with_new, store=store)
    assert second.outcomes == {Outcome.EXPORTED: 9, Outcome.UNCHANGED: ARTICLES, Outcome.LISTING: 1000}


def archive(links_ahead: bool) -> Links:
    """Years → months → days → articles, 2.7 a day on average, with a year in which nothing was published.

    Args:
        links_ahead: whether each day names the next, and so on for ever, in both directions.
    """
    days = [FIRST_DAY + timedelta(days=number * 20 * 365.25 / ARTICLES) for number in range(ARTICLES)]
    by_day: dict[date, list[int]] = {}
    for number, day in enumerate(days):
        later = timedelta(days=365) if day.year >= 2014 else timedelta()
        by_day.setdefault(day + later, []).append(number)

    def links(path: str) -> Iterable[str] | None:
        if path.startswith("/story/"):
            return None
        parts = [int(part) for part in path.split("/")[2:] if part]
        match parts:
            case []:
                return [f"/archive/{year}" for year in range(2004, 2026)]
            case [year]:
                return [f"/archive/{year}/{month:02}" for month in range(1, 13)]
            case [year, month]:
                first = date(year, month, 1)
                month_days = (first + timedelta(days=day) for day in range(31))
                return [f"/archive/{day:%Y/%m/%d}" for day in month_days if day.month == month]
            case _:
                day = date(*parts)
                ahead = [day - timedelta(days=1), day + timedelta(days=1)] if links_ahead else []
                return [*map(story, by_day.get(day, [])), *(f"/archive/{other:%Y/%m/%d}" for other in ahead)]

    return links


@pytest.mark.parametrize("links_ahead", [False, True], ids=["closed", "endless"])
def test_a_daily_archive_is_read_to_its_end_and_not_beyond(links_ahead: bool) -> None:
    result = crawl(archive(links_ahead))
    assert result.outcomes[Outcome.EXPORTED] == ARTICLES
    days = 22 * 366
    assert result.count("/archive/") < days + 22 * 13 + (3 * BUDGET if links_ahead else 0)


def beside(trap: Callable[[str], Iterable[str]], start: str) -> Links:
    """A site in pages, each of which leads to a trap as well; the trap's pages show the newest stories."""
    section = f"/{start.split('/')[1]}"

    def links(path: str) -> Iterable[str] | None:
        if path.startswith(section):
            return [*map(story, range(10)), *trap(path)]
        found = pages(path)
        return None if found is None else [*found, start]

    return links


def calendar(path: str) -> Iterable[str]:
    year, month = (int(part) for part in (path.split("/")[2:4] if path.count("/") > 2 else ("2024", "01")))
    months = [(year + (month == 12), month % 12 + 1), (year - (month == 1), (month - 2) % 12 + 1)]
    return [f"/calendar/{y}/{m:02}" for y, m in months] + [f"/calendar/{year}/{month:02}/{day:02}" for day in range(28)]


def facets(path: str) -> Iterable[str]:
    """Each page names itself with one more filter, of 9, and other values."""
    query = path.partition("?")[2]
    given = dict(pair.split("=") for pair in query.split("&")) if query else {}
    value = int(max(given.values(), default="0")) + 1
    return ["/search?" + "&".join(f"{k}={v}" for k, v in {**given, f"f{chr(97 + n)}": value}.items()) for n in range(9)]


def maze(path: str) -> Iterable[str]:
    """Made-up words, deeper and deeper."""
    seed = sum(map(ord, path)) * 7919 + len(path)
    words = ["kitten", "apple", "harbour", "lantern", "meadow", "ribbon", "castle", "winter", "garden", "violin"]
    here = path.rstrip("/")
    return [f"{here}/{words[(seed + n) % 10]}{chr(97 + (seed // 10 + n) % 26)}" for n in range(3)]


TRAPS = {
    "calendar": (calendar, "/calendar/2024/01", 4 * BUDGET + 2),  # two shapes
    "facets": (facets, "/search", 8 * BUDGET + 2),  # a part
    "maze": (maze, "/maze", 8 * BUDGET + 2),
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_costs_its_budget_and_no_article(name: str) -> None:
    trap, start, most = TRAPS[name]
    result = crawl(beside(trap, start))
    assert result.outcomes[Outcome.EXPORTED] == ARTICLES
    assert 0 < result.count(f"/{start.split('/')[1]}") <= most
    assert result.outcomes[Outcome.TRAP] > 0


def test_articles_behind_many_pages_that_look_like_them_are_found() -> None:
    """Of 900 pages of one shape the first 700 are none, as where a menu of topics stands above the news."""

    def links(path: str) -> Iterable[str] | None:
        if path == "/":
            return [f"/all-about-{'abcdefghij'[n % 10] * (n + 1)}" for n in range(900)]
        return None if len(path) > len("/all-about-") + 700 else ["/"]

    result = crawl(links)
    assert result.outcomes[Outcome.EXPORTED] == 200


def test_without_a_budget_it_has_no_end() -> None:
    with pytest.raises(AssertionError):
        crawl(beside(calendar, "/calendar/2024/01"), traps=Traps(0))


def test_sitemaps_that_name_sitemaps_for_ever_end() -> None:
    def links(path: str) -> Iterable[str] | None:
        if path.startswith("/sitemap"):
            number = int(path.removeprefix("/sitemap-").removesuffix(".xml"))
            return [f"/sitemap-{number * 2}.xml", f"/sitemap-{number * 2 + 1}.xml", story(1)]
        return pages(path)

    result = crawl(links, starts={"/sitemap-1.xml": "robots.txt"})
    assert result.outcomes[Outcome.EXPORTED] == ARTICLES
    assert result.count("/sitemap") <= 4 * BUDGET


def test_seven_thousand_daily_sitemaps_are_all_read() -> None:
    def links(path: str) -> Iterable[str] | None:
        if path == "/sitemap-0.xml":
            return [f"/sitemap-{day}.xml" for day in range(1, 7001)]
        if path.startswith("/sitemap-"):
            day = int(path.removeprefix("/sitemap-").removesuffix(".xml"))
            return [story(day * 2), story(day * 2 + 1)]
        return None if path.startswith("/story/") else []

    result = crawl(links, starts={"/sitemap-0.xml": "robots.txt"})
    assert result.outcomes[Outcome.EXPORTED] == 14_000
    assert result.outcomes[Outcome.TRAP] == 0


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/", ""),
        ("/2024/05/12/", "/#/#/#"),
        ("/news/page-12", "/news/page-#"),
        ("/News/rain-in-the-hills", "/news/*"),
        ("/a-b/c_d_e", "/a-b/*"),
        ("/p/5f3c9a7be01d", "/p/*"),
        ("/politics/internationalaffairsandmore", "/politics/*"),
        ("/%D8%A7/x", "/*/x"),
        ("/x?b=2&a=1&a=3&f7=", "/x?a&b&f#"),
    ],
)
def test_shapes(path: str, shape: str) -> None:
    assert scopes_of(f"http://News.example{path}")[0] == f"news.example{shape}"


def test_scopes_widen() -> None:
    scopes = scopes_of("http://news.example:8000/tag/2024/rain?page=2")
    assert scopes == ("news.example:8000/tag/#/rain?page", "news.example:8000/tag/…?…", "news.example:8000/…")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/a/b/a/b/a/b/a/b", "repeats itself"),
        ("/" + "/".join(f"s{n}" for n in range(21)), "more than 20 parts"),
        ("/" + "a" * 2083, "more than 2083 characters"),
        ("/?" + "&".join(f"a{n}=1" for n in range(21)), "more than 20 parameters"),
        ("/2024/05/05/05/05/05/x", None),
        ("/a/b/a/b/a/b", None),
        ("/?" + "&".join(f"a{n}=1" for n in range(20)), None),
    ],
)
def test_urls_that_no_site_has(path: str, words: str | None) -> None:
    reason = why_endless(f"http://news.example{path}")
    assert reason is None if words is None else words in (reason or "")
    assert why_endless("mailto:a@b.example") is None
