"""A new outlet, drafted from a handful of its pages: its declaration, golden pages that nobody has reviewed, doubts."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from newsscrape.dates import DateRules, to_utc
from newsscrape.errors import ConfigurationError
from newsscrape.files import make_folder
from newsscrape.frames.learn import Frame, learn_frame
from newsscrape.frames.sample import commonest
from newsscrape.frames.sites import FEWEST_PAGES, MOST_PAGES
from newsscrape.goldens import GOLDEN_FIELDS
from newsscrape.items import Article
from newsscrape.outlets.base import Outlet, Version
from newsscrape.outlets.declaration import declare, load_outlet
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.readers.jsonld import publishers
from newsscrape.readers.meta import site_names
from newsscrape.readers.selectors import FIELDS
from newsscrape.text import clean_text
from newsscrape.urls import split_http_url

_SURE = 0.8  # of the pages, on which a selector must agree with the general extractor, or it is doubtful
_SURE_OF_BODY = 0.93  # of the text, that both have in common; worse drafts were those that needed most work
_SLUG_WORDS = 6
_SLUG_LENGTH = 48
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_HAS_OFFSET = re.compile(r"[+-]\d\d:\d\d$")
# What an article's path may have that no section's has, the surest first, as patterns of the path's beginning.
_MARKS = (r"/(?:[^/]+/)*\d{4}/\d{1,2}/\d{1,2}/", r"/(?:[^/]+/)*\d{4}/\d{1,2}/", r"/(?:.*\D)?\d{5,}")


@dataclass(frozen=True, slots=True)
class DraftedGolden:
    """A page to learn from, as a golden.

    Attributes:
        slug: its folder's name.
        page: the page.
        article: what the drafted outlet reads there.
    """

    slug: str
    page: Page
    article: Article


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted outlet.

    Attributes:
        outlet: the outlet.
        frame: what it was made of: how sure it is of each field, and the pages that were of no use.
        goldens: the pages that were of use, in the order of their addresses.
        doubts: what somebody should look at, in sentences.
    """

    outlet: Outlet
    frame: Frame
    goldens: tuple[DraftedGolden, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Pages to learn from.

    Attributes:
        pages: these.
        passed_over: how many more there were.
        copies: where pages lie that have the very bytes of one of these.
    """

    pages: list[Page]
    passed_over: int
    copies: tuple[str, ...]


def choose_pages(pages: Iterable[Page]) -> Chosen:
    """Of many pages those to learn from: `MOST_PAGES` with the least hashes, the same for any order; all, if fewer.

    Copies count once. No more than these pages are held at a time.
    """
    chosen: dict[str, Page] = {}
    copies: list[str] = []
    passed_over = 0
    for page in pages:
        if page.sha256 in chosen:
            copies.append(place_of(page))
            continue
        chosen[page.sha256] = page
        if len(chosen) > MOST_PAGES:
            del chosen[max(chosen)]
            passed_over += 1
    return Chosen([chosen[key] for key in sorted(chosen)], passed_over, tuple(copies))


def draft_outlet(name: str, pages: Sequence[Page]) -> Draft:
    """An outlet, from pages of it.

    Args:
        name: for the outlet.
        pages: of one site, 3 to 20 of them, as `choose_pages` gives them.

    Raises:
        ConfigurationError: too few of them are of use, or none says which site it is from; no outlet can have that
            name.
    """
    frame = learn_frame(pages)
    unused = {one.page for one in frame.unused}
    used = [page for page in pages if page not in unused]
    if len(used) < FEWEST_PAGES:
        reasons = "".join(f"\n  {place_of(one.page)}: {one.reason}" for one in frame.unused)
        raise ConfigurationError(f"{name}: {FEWEST_PAGES} articles' pages are needed, {len(used)} are of use{reasons}")
    domains = _domains(used)
    if not domains:
        raise ConfigurationError(
            f"{name}: domains: no page says where it is from, by a canonical link; name their URLs, or a WARC"
        )
    outlet = Outlet(name=name, title=_title(used) or domains[0], domains=domains, versions=(version_of_frame(frame),))
    language = commonest(parse_article(page, outlet).language for page in used)
    if language:
        outlet = replace(outlet, language=language, dates=DateRules(languages=(language.partition("-")[0],)))
    declare(outlet)
    used.sort(key=lambda page: (place_of(page), page.sha256))
    articles = [parse_article(page, outlet) for page in used]
    goldens = map(DraftedGolden, _slugs(articles), used, articles)
    return Draft(outlet, frame, tuple(goldens), tuple(_doubts(outlet, frame, articles)))


def version_of_frame(frame: Frame) -> Version:
    """What an outlet's file says of a layout that was learned."""
    fields = {field: frame.fields[field] for field in FIELDS if field in frame.fields}
    return Version(fields=MappingProxyType({**fields, "body": frame.body}), leave_out=frame.leave_out)


def require_new(name: str, folder: Path) -> None:
    """Refuses a name that an outlet of a folder has.

    Raises:
        ConfigurationError: there is a file or a folder of that name; the message names it.
    """
    for path in (folder / f"{name}.toml", folder / name):
        if path.exists():
            raise ConfigurationError(f"{path}: is there already; draft under another name, or into another folder")


def write_draft(draft: Draft, folder: Path) -> Path:
    """Writes an outlet's file and, in a folder beside it, its goldens; the path of the file, which is written last.

    Raises:
        ConfigurationError: there is an outlet of that name, or of one of its domains, in the folder.
        OSError: it cannot be written.
    """
    name = draft.outlet.name
    require_new(name, folder)
    _require_own_domains(draft.outlet, folder)
    for golden in draft.goldens:
        _write_golden(golden, name, folder / name / golden.slug)
    path = folder / f"{name}.toml"
    path.write_text(declare(draft.outlet), encoding="utf-8")
    return path


def _require_own_domains(outlet: Outlet, folder: Path) -> None:
    """Refuses domains that another outlet of the folder has: with both files none of the folder's could be read."""
    for path in sorted(folder.glob("*.toml")):
        if shared := sorted({*outlet.domains} & {*load_outlet(path).domains}):
            raise ConfigurationError(f"{path}: domains: has {shared[0]!r} already; draft into another folder")


def place_of(page: Page) -> str:
    """Where a page lies, for people: its file with the record's number, else its URL, else its hash."""
    if page.path is None:
        return page.url or page.sha256[:12]
    return page.path if page.record is None else f"{page.path}, record {page.record}"


def _write_golden(golden: DraftedGolden, outlet: str, folder: Path) -> None:
    page, record = golden.page, asdict(golden.article)
    make_folder(folder)
    (folder / "page.html").write_bytes(_bytes_of(page))
    meta = {
        "url": page.url,
        "outlet": outlet,
        "fetched_at": to_utc(page.fetched_at) if page.fetched_at else None,
        "reviewed": False,
    }
    _write_json(folder / "meta.json", meta)
    _write_json(folder / "expected.json", {field: record[field] for field in GOLDEN_FIELDS})


def _bytes_of(page: Page) -> bytes:
    """A page's bytes as they came; in UTF-8 with its mark, where its encoding stood in a header that is not kept."""
    if isinstance(page.content, bytes) and Page(page.content).text == page.text:
        return page.content
    return page.text.encode("utf-8-sig", "replace")


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _domains(pages: Sequence[Page]) -> tuple[str, ...]:
    """The host that most pages are on, the other hosts, and the domain that these are forms of."""
    hosts = [page.host for page in pages if page.host]
    first = commonest(hosts)
    if first is None:
        return ()
    others = {*hosts, *(host.removeprefix("www.") for host in hosts)} - {first}
    return (first, *sorted(others))


def _title(pages: Sequence[Page]) -> str | None:
    """What most pages call their site."""
    names = (next(iter([*site_names(page), *publishers(page)]), None) for page in pages)
    name = commonest(clean_text(name) for name in names if name)
    return name.removeprefix("@") if name else None


def _slugs(articles: Sequence[Article]) -> list[str]:
    """A name for each article's folder: of letters and digits alone, whatever its title holds."""
    slugs: list[str] = []
    for article in articles:
        plain = unicodedata.normalize("NFKD", article.title or "").encode("ascii", "ignore").decode().lower()
        words = [word for word in _NO_SLUG.split(plain) if word][:_SLUG_WORDS]
        # A single word may be a device's name, as `nul`, and says little.
        slug = "-".join(words)[:_SLUG_LENGTH].rstrip("-") if len(words) > 1 else f"page-{article.source.sha256[:8]}"
        slugs.append(slug if slug not in slugs else f"{slug}-{article.source.sha256[:8]}")
    return slugs


def _doubts(outlet: Outlet, frame: Frame, articles: Sequence[Article]) -> Iterator[str]:
    """What the pages leave open."""
    for field, sure in frame.sure.items():
        if field == "body" and sure < _SURE_OF_BODY:
            yield f"body: it has {sure:.0%} of its text in common with what the general extractor takes"
        elif sure < _SURE:
            yield f"{field}: its selectors say what the general extractor does on {sure:.0%} of the pages"
    for field in ("title", "authors", "date_published", "featured_stories"):
        if field not in frame.fields:
            yield f"{field}: no selector was found for it; it is read as on any site"
    times = [text for article in articles if (text := article.date_published) and "T" in text]
    if any(not _HAS_OFFSET.search(text) for text in times):
        yield 'timezone: times are printed without one; add it, such as timezone = "Europe/London"'
    if outlet.language is None:
        yield "language: no page says it"
    if mark := _path_mark(articles, frame):
        yield f"article_path: all these articles' paths fit '{mark}'; add it if all of the site's do, and no others"


def _path_mark(articles: Sequence[Article], frame: Frame) -> str | None:
    """A pattern that fits the paths of all articles, and of no page that was of no use; None where there is none."""
    paths = [_path(article.url or article.canonical_url) for article in articles]
    others = [_path(one.page.url or one.page.canonical_link) for one in frame.unused]
    for mark in _MARKS:
        if all(re.match(mark, path) for path in paths) and not any(re.match(mark, path) for path in others):
            return mark
    return None


def _path(url: str | None) -> str:
    parts = split_http_url(url) if url else None
    return parts.path if parts else ""
