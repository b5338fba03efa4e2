"""A page becomes an article: the one road that crawl, re-parse and `extract` share."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from newsscrape.choice import has_full_name, rank, site_keys
from newsscrape.dates import DateRules, parse_date, to_utc
from newsscrape.errors import ExtractionError
from newsscrape.items import Article, Provenance
from newsscrape.loaders import ArticleLoader
from newsscrape.outlets.base import Outlet, Version
from newsscrape.outlets.registry import outlet_named, outlet_of
from newsscrape.page import RECORD_HEADER, Page
from newsscrape.readers.body.reader import extract_body, extract_hidden_body, likely_blocks, score_page
from newsscrape.readers.body.trees import BodyModel
from newsscrape.readers.breadcrumbs import extract_breadcrumbs
from newsscrape.readers.byline import extract_byline
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.date_rules import date_rules
from newsscrape.readers.frame.reader import Frame, extract_framed_body
from newsscrape.readers.images import extract_images
from newsscrape.readers.jsonld import extract_jsonld, publishers
from newsscrape.readers.kind import why_no_article
from newsscrape.readers.landmarks import find_layout, read_layout
from newsscrape.readers.meta import extract_meta, site_names
from newsscrape.readers.microdata import extract_microdata
from newsscrape.readers.page_dates import PageDates
from newsscrape.readers.selectors import extract_selected
from newsscrape.readers.title import extract_titles
from newsscrape.text import clean_text, split_lines
from newsscrape.urls import canonical_url, fingerprint

_GATHERED = ("images",)  # from all candidates, where other fields take the first that can be read
# Dates: landmarks and JSON-LD first, then what else the page says, in the order that `PageDates` lays out.
_DATES = {"date_published": PageDates.published, "date_modified": PageDates.modified}
_NEEDED = ("title", "body", "date_published")  # what is missed where an outlet's selectors do not find it
NOTHING_SELECTED = "outlet's selector matches nothing"  # the cause of the fault that is noted then
_LONGEST_RAW = 500  # characters of a raw text that provenance keeps
_MOST_DATES = 50  # texts that are tried as one date: one that nothing can read takes up to 15 ms


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


@dataclass(frozen=True, slots=True)
class _Guide:
    """By what a page is read.

    Attributes:
        outlet: that it comes from; None for a page of no known one.
        frame: of its site; None where none was learned, and on an outlet's pages, whose file goes before it.
        body_model: of the general extractor; None for the packaged one.
    """

    outlet: Outlet | None
    frame: Frame | None
    body_model: BodyModel | None


def parse_article(
    page: Page, outlet: Outlet | None, body_model: BodyModel | None = None, frame: Frame | None = None
) -> Article:
    """The article of a page that comes from an outlet (None for a page of no known one).

    What is amiss on the page without costing the article is in `page.faults` afterwards.

    Args:
        page: the page.
        outlet: that it comes from.
        body_model: takes the packaged model's place, for figures on pages that a model has not seen.
        frame: of the page's site, as `newsscrape.frames` learns it. An outlet's pages are read as its file says,
            whatever frame there is.

    Raises:
        ExtractionError: the page holds no article.
    """
    _require_content(page)
    rules = _date_rules(page, outlet)
    version = version_of(page, outlet)
    loader = ArticleLoader(date_rules=rules, fetched_at=page.fetched_at, base_url=page.base_url, note=page.note)
    # An outlet with landmarks says where its date stands: no other date in the text is it.
    dates = PageDates(page, rules, in_body=outlet is None or outlet.landmarks is None)
    site = site_keys([*publishers(page), *site_names(page)], page.host)
    declared = extract_selected(page, version.fields, version.leave_out) if version else []
    guide = _Guide(outlet, frame if outlet is None else None, body_model)
    provenance = _choose(_candidates(page, guide, declared, site), site, dates, loader)
    article: Article = loader.load_item()
    article.provenance = provenance
    if not article.body:
        raise ExtractionError(_why_no_body(page, outlet, article), cut_off=page.is_cut_off)
    _note_missing(page, version, declared)
    article.url = page.url
    article.canonical_url = canonical_url(page.canonical_link or page.url or "")
    article.outlet = outlet.name if outlet else page.host or "unknown"
    article.id = f"{article.outlet}:{_key(article)}"
    article.fetched_at = to_utc(page.fetched_at) if page.fetched_at else None
    article.source = page.source
    return article


def _date_rules(page: Page, outlet: Outlet | None) -> DateRules:
    """How a page prints its dates: as its outlet says; what that leaves open, as pages of any site."""
    if outlet is None:
        return date_rules(page)
    own = outlet.dates
    if outlet.landmarks:
        return own  # whose date line is known to the letter
    usual = date_rules(page)
    return DateRules(
        formats=own.formats,
        languages=own.languages or usual.languages,
        timezone=own.timezone,
        month_first=usual.month_first if own.month_first is None else own.month_first,
        near=usual.near,
    )


def version_of(page: Page, outlet: Outlet | None) -> Version | None:
    """The version of an outlet by which a page is read: of the day on which it was fetched, else published, else the
    newest; None where the outlet has none, and for plain text, which has no markup.
    """
    if outlet is None or not outlet.versions or not page.is_html:
        return None
    day = page.fetched_at.date() if page.fetched_at else None
    if outlet.is_dated and day is None:
        rules = _date_rules(page, outlet)
        described = [candidate for candidate in extract_jsonld(page) if candidate.field == "date_published"]
        texts = (c.value for c in PageDates(page, rules).published(described) if isinstance(c.value, str))
        found = next(filter(None, (parse_date(text, rules) for text in texts)), None)
        day = date.fromisoformat(found[:10]) if found else None
    return outlet.version_on(day)


def _note_missing(page: Page, version: Version | None, declared: Iterable[Candidate]) -> None:
    """Notes the fields that no article lacks and of which the outlet's selectors find nothing."""
    if version is None:
        return
    given = {candidate.field for candidate in declared}
    for field in _NEEDED:
        if field in version.fields and field not in given:
            page.note(field, NOTHING_SELECTED, "; ".join(version.fields[field]))


def _candidates(
    page: Page, guide: _Guide, declared: Iterable[Candidate], site: frozenset[str]
) -> dict[str, list[Candidate]]:
    """Field → its candidates. Readers that must search the whole tree are asked only for what the head leaves open.

    Raises:
        ExtractionError: the page is cut off, or no article.
    """
    found: dict[str, list[Candidate]] = defaultdict(list)
    outlet = guide.outlet
    layout = _by_landmarks(page, outlet)
    _add(found, layout)
    _add(found, extract_jsonld(page))
    if not (found["title"] and found["authors"]):
        _add(found, extract_microdata(page))
    _add(found, extract_meta(page))
    _add(found, declared)
    if layout:
        return found  # the outlet has said where things stand on its pages; the readers below would only guess
    if page.is_html and (outlet is None or outlet.landmarks is None):
        own = next((candidate for candidate in found["body"] if candidate.is_declared), None)
        _add(found, _other_body(page, guide, own))
    _add(found, extract_titles(page))
    _add(found, extract_images(page))
    _add(found, extract_breadcrumbs(page))
    if not has_full_name(found["authors"], site):
        _add(found, extract_byline(page))
    return found


def _other_body(page: Page, guide: _Guide, own: Candidate | None) -> Iterable[Candidate]:
    """Candidates for the body where the outlet's own selectors gave none: by the site's frame, else by what reads any
    site's pages.

    Args:
        page: an HTML page.
        guide: by what it is read.
        own: what the outlet's selectors gave.

    Raises:
        ExtractionError: the page is no article. A page at an address that is an article's, and with a body where the
            outlet has it, is one.
    """
    if own is not None:
        outlet, paragraphs = guide.outlet, set(own.value)
        if not (outlet and page.url and outlet.is_article(page.url)):
            _require_article(page, [i for i, text in enumerate(page.blocks.texts) if text in paragraphs])
        return ()
    scores = score_page(page, guide.body_model)
    chosen = likely_blocks(scores)
    if hidden := extract_hidden_body(page, chosen, guide.body_model):
        return hidden
    _require_article(page, chosen)
    return (guide.frame and extract_framed_body(page, guide.frame, scores)) or extract_body(page, chosen)


def _require_article(page: Page, chosen: Sequence[int]) -> None:
    """Raises ExtractionError for a page that is none, by the blocks that were found to be its body."""
    if reason := why_no_article(page, chosen):
        raise ExtractionError(f"no article: {reason}")


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
        for candidate in islice(_DATES[field](dates, ranked), _MOST_DATES) if field in _DATES else ranked:
            if field == "date_published" and not loader.get_collected_values("date_published_raw"):
                loader.add_value("date_published_raw", candidate.raw)  # stays where no date can be read
            if loader.offer(field, candidate.value) and field not in provenance:
                provenance[field] = Provenance(method=candidate.method, raw=_raw(candidate.raw))
                if field not in _GATHERED or candidate.is_declared:
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
    """Raises ExtractionError for a page that goes beyond a limit, or holds nothing to read."""
    if page.refusal:
        raise ExtractionError(page.refusal)
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
