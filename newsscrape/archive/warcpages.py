"""The pages among a WARC file's records: which are, and what is passed over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from newsscrape.archive.http import Response, decode_body, parse_response
from newsscrape.archive.warc import BrokenRecord, Record, read_records
from newsscrape.limits import RECORD_BYTES
from newsscrape.page import Page

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_SAYS_NOTHING = frozenset({"", "text/plain", "application/octet-stream"})  # as servers use them for HTML, too
_LOOKS_LIKE_HTML = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_SNIFFED_BYTES = 1024


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What a WARC file holds besides pages: the file, the record's position in it, and what it is instead."""

    path: str
    record: int
    kind: str


def pages_of_warc(
    file: BinaryIO, path: str, after: int = -1, largest_bytes: int = RECORD_BYTES
) -> Iterator[Page | BrokenRecord | PassedOver]:
    """What the records of a WARC file are, in order: HTML bodies of `response` records with status 200, and of
    `resource` records, are pages.

    `Page.record` is the record's position among all of the file's, from 0; those up to `after` are not looked into. A
    header that says the type of the content is believed; where there is none, or one that says nothing, the content's
    beginning tells. Nothing rests on `WARC-Identified-Payload-Type`, which many tools do not write.

    Raises:
        OSError: the file cannot be read.
    """
    for record in read_records(file, largest_bytes):
        if record.number > after:
            yield record if isinstance(record, BrokenRecord) else _page_of(record, path, largest_bytes)


def _page_of(record: Record, path: str, largest_bytes: int) -> Page | BrokenRecord | PassedOver:
    response = _response_of(record)
    if isinstance(response, BrokenRecord):
        return response
    if isinstance(response, str):
        return PassedOver(path, record.number, response)
    if response.status != 200:
        return PassedOver(path, record.number, "status other than 200")
    try:
        body = decode_body(response, largest_bytes)
    except ValueError as error:
        return BrokenRecord(record.number, record.offset, str(error))
    content_type = response.headers.get("content-type")
    if not body or not _is_html(content_type, body):
        return PassedOver(path, record.number, "not HTML" if body else "no body")
    return Page(
        body,
        url=_url_of(record),
        fetched_at=_date_of(record),
        content_type=content_type,
        path=path,
        record=record.number,
        offset=record.offset,
        saved_as="warc",
    )


def _response_of(record: Record) -> Response | BrokenRecord | str:
    kind = record.headers.get("warc-type", "").lower()
    if kind == "response":
        url = _url_of(record)
        if url is not None and not url.lower().startswith(("http:", "https:")):
            return "not HTTP"
        response = parse_response(record.block)
        return response or BrokenRecord(record.number, record.offset, "no HTTP response begins it")
    if kind == "resource":
        return Response(200, {"content-type": record.headers.get("content-type", "")}, record.block)
    return f"{kind or 'untyped'} record"


def _is_html(content_type: str | None, body: bytes) -> bool:
    declared = (content_type or "").partition(";")[0].strip().lower()
    if declared in _SAYS_NOTHING or "/" not in declared:
        return bool(_LOOKS_LIKE_HTML.search(body[:_SNIFFED_BYTES]))
    return declared in _HTML


def _url_of(record: Record) -> str | None:
    """The address; old wget puts it in angle brackets."""
    return record.headers.get("warc-target-uri", "").removeprefix("<").removesuffix(">") or None


def _date_of(record: Record) -> datetime | None:
    """When it was fetched; None for a date that is broken, or has no time."""
    raw = record.headers.get("warc-date", "")
    try:
        date = datetime.fromisoformat(raw)
    except ValueError:
        return None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)) if "T" in raw else None
