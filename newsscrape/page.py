"""A page: its bytes, and what is made of them once — the decoded text, the tree, the visible lines.

All readers work on a `Page`; nothing else decodes or parses.
"""

import codecs
import hashlib
import re
from datetime import datetime
from functools import cached_property
from typing import Literal

import w3lib.encoding
from lxml import etree
from parsel import Selector

from newsscrape.errors import Fault
from newsscrape.items import Source
from newsscrape.lines import Line, Run, html_lines
from newsscrape.text import clean_text, split_lines
from newsscrape.urls import absolute_url, host_of

_MARKUP = re.compile(r"\s*<[!?a-z]|.{0,1000}<(?:!doctype|html|body)\b", re.IGNORECASE | re.DOTALL)
_END_TAG = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
# A dump's line above each of its records: a space, `date`, an ISO day, a number. It is the dump's, not the page's.
RECORD_HEADER = re.compile(r"date \d{4}-\d{2}-\d{2} \d+")
_SEVEN_BIT = ("iso2022", "iso-2022", "hz", "utf-7")  # encodings whose bytes are all ASCII and mean something else


class Page:
    """One page as fetched, saved or passed in.

    Args:
        content: the bytes as they came; a `str` where they are decoded already.
        url: where the page was fetched from; None when unknown.
        fetched_at: when, with a time zone; None when unknown.
        content_type: the Content-Type header that came with it.
        markup: True for a page that is HTML if it holds any tag; None to tell from how the content begins.
        path, record: the file it lies in and its position there, for `Source`.
    """

    def __init__(
        self,
        content: bytes | str,
        *,
        url: str | None = None,
        fetched_at: datetime | None = None,
        content_type: str | None = None,
        markup: Literal[True] | None = None,
        path: str | None = None,
        record: int | None = None,
    ) -> None:
        self.content = content
        self.url = url
        self.fetched_at = fetched_at
        self.content_type = content_type
        self._markup = markup
        self.path = path
        self.record = record
        self._faults: dict[Fault, None] = {}

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What was found amiss so far, each once, in order."""
        return tuple(self._faults)

    def note(self, field: str, cause: str, value: str) -> None:
        """Adds a fault."""
        self._faults[Fault(field, cause, value)] = None

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the page's bytes; of its UTF-8 form when it was passed in as text."""
        content = self.content if isinstance(self.content, bytes) else self.content.encode("utf-8", "surrogatepass")
        return hashlib.sha256(content).hexdigest()

    @property
    def source(self) -> Source:
        """Where the page lies."""
        kind: Literal["html", "text"] = "html" if self.is_html else "text"
        return Source(format=kind, path=self.path, record=self.record, sha256=self.sha256)

    @cached_property
    def text(self) -> str:
        """The decoded content."""
        if isinstance(self.content, str):
            return self.content
        text, complaint = decode(self.content, self.content_type)
        if complaint:
            self.note("page", "wrong encoding declaration", complaint)
        return text

    @cached_property
    def is_html(self) -> bool:
        """Whether the page is HTML rather than plain text."""
        return "<" in self.text if self._markup else bool(_MARKUP.match(self.text))

    @property
    def is_cut_off(self) -> bool:
        """Whether the page is HTML whose end is missing. Plain text has no end to miss."""
        return self.is_html and not _END_TAG.search(self.text)

    @cached_property
    def selector(self) -> Selector:
        """The tree; an empty one for plain text."""
        return Selector(text=self.text if self.is_html else "", type="html")

    @property
    def tree(self) -> etree._Element:
        """The tree's root element."""
        return self.selector.root  # type: ignore[no-any-return]  # parsel types it as Any

    @cached_property
    def base_url(self) -> str | None:
        """What links are relative to: `<base href>`, else the page's URL."""
        for href in self.tree.xpath("//base/@href"):
            return absolute_url(href, self.url) or self.url
        return self.url

    @cached_property
    def canonical_link(self) -> str | None:
        """The address that the page gives as its own: `<link rel=canonical>`, else `og:url`; absolute, or None.

        A link to the front page, on a page that is not it, is a mistake of the outlet's and counts as none.
        """
        for link in self.tree.xpath(
            "//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href | //meta[@property='og:url']/@content"
        ):
            url = absolute_url(link, self.base_url)
            if url and (self.url is None or not _is_front(url) or _is_front(self.url)):
                return url
        return None

    @property
    def host(self) -> str | None:
        """The host that the page comes from: of its URL, else of its canonical link."""
        return host_of(self.url) or host_of(self.canonical_link)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The visible lines in page order, those with neither text nor picture left out; without a record header."""
        if self.is_html:
            return tuple(html_lines(self.tree))
        lines = [Line(text, (Run(raw),)) for raw in split_lines(self.text) if (text := clean_text(raw))]
        return tuple(lines[1:] if lines and RECORD_HEADER.fullmatch(lines[0].text) else lines)


def decode(content: bytes, content_type: str | None = None) -> tuple[str, str | None]:
    """Bytes of a page → its text, and a complaint when they contradict the declared encoding.

    Bytes that are valid UTF-8 are UTF-8, whatever a header or a `<meta>` says: other encodings do not look like it by
    chance. A byte-order mark comes first; then UTF-8; then the declaration; then detection. Never raises: a byte
    that fits nowhere becomes U+FFFD.
    """
    mark, bom = w3lib.encoding.read_bom(content)
    if mark is not None and bom is not None:
        return content[len(bom) :].decode(mark, "replace"), None
    declared = w3lib.encoding.http_content_type_encoding(content_type) or (
        w3lib.encoding.html_body_declared_encoding(content[:4096])
    )
    if content.isascii() and declared and declared.startswith(_SEVEN_BIT):
        return w3lib.encoding.to_unicode(content, declared), None
    text = _as_utf8(content)
    if text is not None:
        wrong = declared not in (None, "utf-8", "ascii") and not content.isascii()
        return text, f"{declared}, but the bytes are utf-8" if wrong else None
    if declared and declared != "utf-8":
        try:
            return content.decode(declared), None
        except (UnicodeDecodeError, LookupError):
            pass
    found = _detect(content) or "cp1252"
    complaint = f"{declared}, but the bytes are not; read as {found}" if declared else None
    return w3lib.encoding.to_unicode(content, found), complaint


def _as_utf8(content: bytes) -> str | None:
    """The text when the bytes are UTF-8: wholly, but for a cut-off end, or but for a few broken characters."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = codecs.decode(content, "utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(not char.isascii() for char in text) - broken
    return text if sound > 10 * broken or (broken == 1 and text.endswith("\ufffd")) else None


def _detect(content: bytes) -> str | None:
    """The encoding that the bytes look like most, as a codec's name."""
    from charset_normalizer import from_bytes  # only for the few pages that say nothing, or something wrong

    best = from_bytes(content[:65536]).best()
    return best.encoding if best else None


def _is_front(url: str) -> bool:
    return not url.split("?", maxsplit=1)[0].split("://", 1)[1].partition("/")[2]
