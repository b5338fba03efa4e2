"""A page becomes an article: the one road that crawl, re-parse and `extract` share."""

from collections import defaultdict
from typing import Any

from newsscrape.dates import DateRules, to_utc
from newsscrape.errors import ExtractionError
from newsscrape.items import Article, Provenance
from newsscrape.loaders import ArticleLoader
from newsscrape.outlets.base import Outlet
from newsscrape.outlets.registry import outlet_named, outlet_of
from newsscrape.page import RECORD_HEADER, Page
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.jsonld import extract_jsonld
from newsscrape.readers.landmarks import find_layout, read_layout
from newsscrape.readers.meta import extract_meta
from newsscrape.text import clean_text, split_lines
from newsscrape.urls import canonical_url, fingerprint

# Readers in the order in which they are asked: the first whose value can be read gives the field.
_READERS = ("landmarks", "jsonld", "meta")
# Pictures are gathered from all readers instead, the lead picture that the head names first.
_GATHERED = {"images": ("meta", "jsonld", "landmarks")}
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


def parse_article(page: Page, outlet: Outlet | None) -> Article:
    """The article of a page that comes from an outlet (None for a page of no known one).

    What is amiss on the page without costing the article is in `page.faults` afterwards.

    Raises:
        ExtractionError: the page holds no article.
    """
    _require_content(page)
    loader = ArticleLoader(date_rules=outlet.dates if outlet else DateRules(), base_url=page.base_url, note=page.note)
    provenance = _choose(_candidates(page, outlet), loader)
    article: Article = loader.load_item()
    article.provenance = provenance
    if not article.body:
        raise ExtractionError(_why_no_body(outlet, article), cut_off=page.is_cut_off)
    article.url = page.url
    article.canonical_url = canonical_url(page.canonical_link or page.url or "")
    article.outlet = outlet.name if outlet else page.host or "unknown"
    article.id = f"{article.outlet}:{_key(article)}"
    article.fetched_at = to_utc(page.fetched_at) if page.fetched_at else None
    article.source = page.source
    return article


def _candidates(page: Page, outlet: Outlet | None) -> dict[str, dict[str, list[Candidate]]]:
    """Field → reader → its candidates, from every reader that has something to say."""
    found = {"landmarks": _by_landmarks(page, outlet), "jsonld": extract_jsonld(page), "meta": extract_meta(page)}
    by_field: dict[str, dict[str, list[Candidate]]] = defaultdict(lambda: defaultdict(list))
    for reader, candidates in found.items():
        for candidate in candidates:
            by_field[candidate.field][reader].append(candidate)
    return by_field


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


def _choose(by_field: dict[str, dict[str, list[Candidate]]], loader: ArticleLoader) -> dict[str, Provenance]:
    """Loads each field from the first candidate whose value can be read; says which, field by field."""
    provenance = {}
    for field, by_reader in by_field.items():
        order = [c for reader in _GATHERED.get(field, _READERS) for c in by_reader.get(reader, ())]
        for candidate in order:
            if loader.offer(field, candidate.value) and field not in provenance:
                provenance[field] = Provenance(method=candidate.method, raw=_raw(candidate.raw))
                if field not in _GATHERED:
                    break
        if field == "date_published":
            chosen = provenance.get(field)
            loader.add_value("date_published_raw", chosen.raw if chosen else order[0].raw)
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


def _why_no_body(outlet: Outlet | None, article: Article) -> str:
    """Why nothing became the body, in a sentence."""
    if outlet is None:
        return "no body: the page bears no known outlet's landmarks, and no JSON-LD gives an article's text"
    if (
        outlet.landmarks
        and article.story_code is None
        and "landmarks" not in {p.method for p in article.provenance.values()}
    ):
        return f"not an article of {outlet.title}: no title below a date line or above a story code"
    return f"no body below the title {article.title!r}"
