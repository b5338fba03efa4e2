"""A saved page into a record, or into the reason why there is none."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from newsscrape.archive.inputs import Unreadable
from newsscrape.duplicates.signature import Signature, signature_of
from newsscrape.duplicates.texts import fields_of
from newsscrape.errors import ExtractionError, Fault
from newsscrape.frames.sites import site_of
from newsscrape.frames.store import read_frame
from newsscrape.items import Article
from newsscrape.outlets.registry import outlet_named, outlet_of
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.readers.frame.reader import Frame
from newsscrape.records import RecordRefused, validate


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of a saved page: its article, or the reason why there is none; and the faults on it.

    Attributes:
        path, record, offset: where the page lies, as in `Page`.
        article: which the schema allows; None where there is none.
        reason: why there is none; None where there is one.
        faults: what is amiss on the page.
        signature: of the article, where it was asked for.
    """

    path: str | None
    record: int | None
    offset: int | None
    article: Article | None = None
    reason: str | None = None
    faults: tuple[Fault, ...] = ()
    signature: Signature | None = None


def parse_saved(
    page: Page | Unreadable, outlet: str | None = None, frames: Path | None = None, *, signed: bool = False
) -> Parsed:
    """Parses one saved page, by the outlet named or by the one that the page shows.

    Args:
        page: the page.
        outlet: name of its outlet.
        frames: the file of learned frames, by which pages of no outlet are read.
        signed: whether the signature is made, by which copies are found.
    """
    place = (page.path, page.record, page.offset)
    if isinstance(page, Unreadable):
        return Parsed(*place, reason=page.reason)
    try:
        found = outlet_named(outlet) if outlet else outlet_of(page)
        frame = _frame_of(page, frames) if frames and found is None else None
        article = parse_article(page, found, frame=frame)
        validate(article)
        signature = signature_of(fields_of(article)) if signed else None
    except (ExtractionError, RecordRefused) as refused:
        return Parsed(*place, reason=refused.reason, faults=page.faults)
    except Exception as error:  # noqa: BLE001 (a mistake of ours must cost one page, not the run; the line says which)
        return Parsed(*place, reason=f"internal error: {error!r}", faults=page.faults)
    return Parsed(*place, article=article, faults=page.faults, signature=signature)


def _frame_of(page: Page, frames: Path) -> Frame | None:
    site = site_of(page)
    return _kept_frame(frames, site) if site else None


# Pages of a site stand together in most archives. A run's frames do not change while it lasts.
_kept_frame = lru_cache(maxsize=256)(read_frame)
