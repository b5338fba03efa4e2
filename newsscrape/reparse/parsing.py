"""A saved page into a record, or into the reason why there is none."""

from dataclasses import dataclass

from newsscrape.archive.inputs import Unreadable
from newsscrape.errors import ExtractionError, Fault
from newsscrape.items import Article
from newsscrape.outlets.registry import outlet_named, outlet_of
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.records import RecordRefused, validate


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of a saved page: its article, or the reason why there is none; and the faults on it.

    Attributes:
        path, record, offset: where the page lies, as in `Page`.
        article: which the schema allows; None where there is none.
        reason: why there is none; None where there is one.
        faults: what is amiss on the page.
    """

    path: str | None
    record: int | None
    offset: int | None
    article: Article | None = None
    reason: str | None = None
    faults: tuple[Fault, ...] = ()


def parse_saved(page: Page | Unreadable, outlet: str | None = None) -> Parsed:
    """Parses one saved page, by the outlet named or by the one that the page shows."""
    place = (page.path, page.record, page.offset)
    if isinstance(page, Unreadable):
        return Parsed(*place, reason=page.reason)
    try:
        article = parse_article(page, outlet_named(outlet) if outlet else outlet_of(page))
        validate(article)
    except (ExtractionError, RecordRefused) as refused:
        return Parsed(*place, reason=refused.reason, faults=page.faults)
    except Exception as error:  # noqa: BLE001 (a mistake of ours must cost one page, not the run; the line says which)
        return Parsed(*place, reason=f"internal error: {error!r}", faults=page.faults)
    return Parsed(*place, article=article, faults=page.faults)
