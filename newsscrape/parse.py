"""A page becomes an article: the one road that crawl, re-parse and `extract` share."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from newsscrape.choice import has_full_name, rank, site_keys
from newsscrape.dates import to_utc
from newsscrape.errors import ExtractionError
from newsscrape.items import Article, Provenance
from newsscrape.loaders import ArticleLoader
from newsscrape.outlets.base import Outlet
from newsscrape.outlets.registry import outlet_named, outlet_of
from newsscrape.page import RECORD_HEADER, Page
from newsscrape.readers.body.reader import choose_blocks, extract_body, extract_hidden_body
from newsscrape.readers.body.trees import BodyModel
from newsscrape.readers.breadcrumbs import extract_breadcrumbs
from newsscrape.readers.byline import extract_byline
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.date_rules import date_rules
from newsscrape.readers.images import extract_images
from newsscrape.readers.jsonld import extract_jsonld, publishers
from newsscrape.readers.kind import why_no_article
from newsscrape.readers.landmarks import find_layout, read_layout
from newsscrape.readers.meta import extract_meta, site_names
from newsscrape.readers.microdata import extract_microdata
from newsscrape.readers.page_dates import PageDates
from newsscrape.readers.title import extract_titles
from newsscrape.text import clean_text, split_lines
from newsscrape.urls import canonical_url, fingerprint

_GATHERED = ("images",)  # from all candidates, where other fields take the first that can be read
# Dates: landmarks and JSON-LD first, then what else the page says, in the order that `PageDates` lays out.
_DATES = {"date_published": PageDates.published, "date_modified": PageDates.modified}
_LONGEST_RAW = 500  # characters of a raw text that provenance keeps


def extract(content: str | bytes, *, url: str | None = None, outlet: str | None = None) -> Article:
    """One page → its article.

    Args:
        content: HTML or plain text.
        url: where the page came from; tells the outlet and makes links absolute.
        outlet: name of the outlet; by default it is found by the URL, the canonical link, or the page's landmarks.

    Raises:
        ExtractionError: the page holds no article; `reason` says why.
        ConfigurationError: no outlet has that name.
    """
    page = Page(content, url=url)
    return parse_article(page, outlet_named(outlet) if outlet else outlet_of(page))


def parse_article(page: Page, outlet: Outlet | None, body_model: BodyModel | None = None) -> Article:
    """The article of a page that comes from an outlet (None for a page of no known one).

    What is amiss on the page without costing the article is in `page.faults` afterwards. `body_model` takes the
    packaged model's place, for figures on pages that a model has not seen.

    Raises:
        ExtractionError: the page holds no article.
    """
    _require_content(page)
    rules = outlet.dates if outlet else date_rules(page)
    loader = ArticleLoader(date_rules=rules, fetched_at=page.fetched_at, base_url=page.base_url, note=page.note)
    # An outlet with landmarks says where its date stands: no other date in the text is it.
    dates = PageDates(page, rules, in_body=outlet is None or outlet.landmarks is None)
    site = site_keys([*publishers(page), *site_names(page)], page.host)
    provenance = _choose(_candidates(page, outlet, site, body_model), site, dates, loader)
    article: Article = loader.load_item()
    article.provenance = provenance
    if not article.body:
        raise ExtractionError(_why_no_body(page, outlet, article), cut_off=page.is_cut_off)
    article.url = page.url
    article.canonical_url = canonical_url(page.canonical_link or page.url or "")
    article.outlet = outlet.name if outlet else page.host or "unknown"
    article.id = f"{article.outlet}:{_key(article)}"
    article.fetched_at = to_utc(page.fetched_at) if page.fetched_at else None
    article.source = page.source
    return article


def _candidates(
    page: Page, outlet: Outlet | None, site: frozenset[str], body_model: BodyModel | None
) -> dict[str, list[Candidate]]:
    """Field → its candidates. Readers that must search the whole tree are asked only for what the head leaves open.

    Raises:
        ExtractionError: the page is cut off, or no article.
    """
    found: dict[str, list[Candidate]] = defaultdict(list)
    layout = _by_landmarks(page, outlet)
    _add(found, layout)
    _add(found, extract_jsonld(page))
    if not (found["title"] and found["authors"]):
        _add(found, extract_microdata(page))
    _add(found, extract_meta(page))
    if layout:
        return found  # the outlet has said where things stand on its pages; the readers below would only guess
    if page.is_html and (outlet is None or outlet.landmarks is None):
        chosen = choose_blocks(page, body_model)
        hidden = extract_hidden_body(page, chosen, body_model)
        if not hidden and (reason := why_no_article(page, chosen)):
            raise ExtractionError(f"no article: {reason}")
        _add(found, hidden or extract_body(page, chosen))
    _add(found, extract_titles(page))
    _add(found, extract_images(page))
    _add(found, extract_breadcrumbs(page))
    if not has_full_name(found["authors"], site):
        _add(found, extract_byline(page))
    return found


def _add(found: dict[str, list[Candidate]], candidates: Iterable[Candidate]) -> None:
    for candidate in candidates:
        found[candidate.field].append(candidate)


def _by_landmarks(page: Page, outlet: Outlet | None) -> list[Candidate]:
    layout = find_layout(page, outlet.landmarks) if outlet and outlet.landmarks else None
    if outlet is None or outlet.landmarks is None or layout is None:
        return []
    if not layout.ended and page.is_cut_off:
        raise ExtractionError(
            f"the page is cut off within the body: it has neither a line {outlet.landmarks.end_of_body!r} "
            "nor an end of its markup",
            cut_off=True,
        )
    return read_layout(page, layout, outlet.landmarks)


def _choose(
    found: dict[str, list[Candidate]], site: frozenset[str], dates: PageDates, loader: ArticleLoader
) -> dict[str, Provenance]:
    """Loads each field from the most trusted candidate whose value can be read; says which, field by field."""
    provenance = {}
    for field in dict.fromkeys([*found, *_DATES]):
        ranked = rank(field, found.get(field, ()), site)
        for candidate in _DATES[field](dates, ranked) if field in _DATES else ranked:
            if field == "date_published" and not loader.get_collected_values("date_published_raw"):
                loader.add_value("date_published_raw", candidate.raw)  # stays where no date can be read
            if loader.offer(field, candidate.value) and field not in provenance:
                provenance[field] = Provenance(method=candidate.method, raw=_raw(candidate.raw))
                if field not in _GATHERED:
                    break
        if field == "date_published" and field in provenance:
            loader.replace_value("date_published_raw", provenance[field].raw)
    return provenance


def _raw(text: Any) -> str | None:
    return clean_text(text)[:_LONGEST_RAW] if isinstance(text, str) else None


def _key(article: Article) -> str:
    """What is stable about an article: its code, else its address, else its text."""
    return article.story_code or fingerprint(article.canonical_url or f"{article.title}\n\n{article.body}")


def _require_content(page: Page) -> None:
    """Raises ExtractionError for a page that holds nothing to read."""
    text = page.text.strip("\0 \t\r\n\ufeff")
    if not text:
        nuls = page.text.count("\0")
        raise ExtractionError(f"the page holds nothing but {nuls} NUL bytes" if nuls else "the page is empty")
    if page.is_html:
        return
    headers = sum(RECORD_HEADER.fullmatch(clean_text(line)) is not None for line in split_lines(text))
    if headers > 1:
        raise ExtractionError(f"the text holds {headers} records, not one page; `scrapy reparse` reads such files")
    if not page.lines:
        raise ExtractionError("a record header without a page below it")


def _why_no_body(page: Page, outlet: Outlet | None, article: Article) -> str:
    """Why nothing became the body, in a sentence."""
    if outlet is None:
        if page.is_html:
            return "no body: the page calls itself an article, and has no text that could be one's"
        return "no body: the text bears no known outlet's landmarks"
    if (
        outlet.landmarks
        and article.story_code is None
        and "landmarks" not in {p.method for p in article.provenance.values()}
    ):
        return f"not an article of {outlet.title}: no title below a date line or above a story code"
    return f"no body below the title {article.title!r}"
