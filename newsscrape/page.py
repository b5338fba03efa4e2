"""A page: its bytes, and what is made of them once — the decoded text, the tree, the visible lines.

All readers work on a `Page`; nothing else decodes or parses.
"""

import codecs
import hashlib
import re
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

import w3lib.encoding
from lxml import etree
from parsel import Selector

from newsscrape.blocks import Blocks, cut_blocks
from newsscrape.embedded import parse_json
from newsscrape.errors import Fault
from newsscrape.gate import has_too_many_tags, is_crowded
from newsscrape.items import Source
from newsscrape.limits import FAULT_CHARS, PAGE_BYTES, PAGE_DEPTH, PAGE_LINES, PAGE_TAGS
from newsscrape.lines import Line, Run, html_lines
from newsscrape.text import clean_text, split_lines
from newsscrape.urls import absolute_url, host_of

_MARKUP = re.compile(r"\s*<[!?a-z]|.{0,1000}<(?:!doctype|html|body)\b", re.IGNORECASE | re.DOTALL)
_END_TAG = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
# A dump's line above each of its records: a space, `date`, an ISO day, a number. It is the dump's, not the page's.
RECORD_HEADER = re.compile(r"date \d{4}-\d{2}-\d{2} \d+")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_NAMED = ("base", "meta", "link", "title", "script", "h1", "nav", "time", "figure")
# `huge_tree`: without it, lxml loses the text of deep pages and of long text nodes in silence.
_PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True, recover=True, remove_comments=True, remove_pis=True)
_LONGEST_TRAILER = 3000  # characters after the page's end that may be lost: comments of caches, scripts
_NO_CHARSETS = frozenset("idna punycode raw-unicode-escape undefined unicode-escape".split())  # codecs of Python's own
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
        offset: the byte of that file at which it can be found; None when unknown. No part of the record.
        saved_as: the format of that file, where it is not the page's own.
        is_unwatched: whether nothing ends the process when the page takes too long, as nothing ends a crawl's: then
            its markup is looked at for what libxml2 would not come back from.
    """

    def __init__(  # noqa: PLR0913 (what is known of a page: each may be missing)
        self,
        content: bytes | str,
        *,
        url: str | None = None,
        fetched_at: datetime | None = None,
        content_type: str | None = None,
        markup: Literal[True] | None = None,
        path: str | None = None,
        record: int | None = None,
        offset: int | None = None,
        saved_as: Literal["warc"] | None = None,
        is_unwatched: bool = False,
    ) -> None:
        self.content = content
        self.url = _LONE_SURROGATE.sub("\ufffd", url) if url else url  # which no record and no request can hold
        self.fetched_at = fetched_at
        self.content_type = content_type
        self._markup = markup
        self.path = path
        self.record = record
        self.offset = offset
        self._saved_as = saved_as
        self._is_unwatched = is_unwatched
        self._refusal: str | None = None
        self._faults: dict[Fault, None] = {}

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What was found amiss so far, each once, in order."""
        return tuple(self._faults)

    def note(self, field: str, cause: str, value: str) -> None:
        """Adds a fault. Of a long text at fault the beginning is kept."""
        self._faults[Fault(field, cause, value[:FAULT_CHARS])] = None

    @property
    def refusal(self) -> str | None:
        """Why the page is not read, in a sentence: it goes beyond `newsscrape.limits`; None where it is.

        Such a page shows an empty tree, and one that is too large no text either.
        """
        if self.text and not self._refusal:
            _ = self.tree
        return self._refusal

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the page's bytes; of its UTF-8 form when it was passed in as text."""
        if isinstance(self.content, bytes):
            return hashlib.sha256(self.content).hexdigest()
        as_passed = self._utf8 if self.text is self.content else self.content.encode("utf-8", "surrogatepass")
        return hashlib.sha256(as_passed).hexdigest()

    @cached_property
    def _utf8(self) -> bytes:
        """The decoded content in UTF-8, lone surrogates included."""
        return self.text.encode("utf-8", "surrogatepass")

    @property
    def source(self) -> Source:
        """Where the page lies."""
        kind: Literal["html", "text", "warc"] = self._saved_as or ("html" if self.is_html else "text")
        return Source(format=kind, path=self.path, record=self.record, sha256=self.sha256)

    @cached_property
    def text(self) -> str:
        """The decoded content; nothing of a page that is too large."""
        if len(self.content) > PAGE_BYTES:
            unit = "bytes" if isinstance(self.content, bytes) else "characters"
            self._refusal = f"the page has {len(self.content)} {unit}, more than {PAGE_BYTES}"
            return ""
        if isinstance(self.content, str):
            text, complaint = decode_again(self.content)
        else:
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
    def tree(self) -> etree._Element:
        """The tree's root element; an empty one for plain text. Comments and processing instructions are left out."""
        markup = self.text.replace("\0", "") if self.is_html else ""
        self._refusal = self._refusal or self._why_no_tree(markup)
        markup = "" if self._refusal else _without_early_end(markup)
        content = self._utf8 if markup is self.text else markup.encode("utf-8", "surrogatepass")
        if b"\xed" in content:  # the first byte of a lone surrogate, and of some Korean letters
            content = _LONE_SURROGATE.sub("\ufffd", markup).encode()
        root = etree.fromstring(content, _PARSER) if content and not content.isspace() else None
        if root is not None and markup.count("<") > PAGE_DEPTH and _was_too_deep():
            self._refusal = f"its elements are nested more than {PAGE_DEPTH} deep"
            root = None
        return etree.fromstring(b"<html/>", _PARSER) if root is None else root

    def _why_no_tree(self, markup: str) -> str | None:
        if has_too_many_tags(markup):
            return f"the page has more than {PAGE_TAGS} tags"
        if not self.is_html and self.text.count("\n") + self.text.count("\r") > PAGE_LINES:
            return f"the text has more than {PAGE_LINES} lines"
        if self._is_unwatched and is_crowded(markup):
            return "its elements have too many attributes"
        return None

    @cached_property
    def shape(self) -> tuple[int, int, int]:
        """How many elements the tree has, how deep they are nested, and how many one has in it at most."""
        depths: dict[etree._Element, int] = {}
        broadest = 0
        for element in self.tree.iter():
            parent = element.getparent()
            depths[element] = 0 if parent is None else depths[parent] + 1
            broadest = max(broadest, len(element))
        return len(depths), max(depths.values()), broadest

    @cached_property
    def selector(self) -> Selector:
        """Parsel's selector of the tree, for those who like to write one."""
        return Selector(root=self.tree, type="html")

    @cached_property
    def elements(self) -> dict[str, list[etree._Element]]:
        """The elements that readers ask for by name, in page order: one pass over the tree for all of them.

        Keys are the names in `_NAMED`; a name without elements has an empty list.
        """
        found: dict[str, list[etree._Element]] = {name: [] for name in _NAMED}
        for element in self.tree.iter(*_NAMED):
            found[str(element.tag)].append(element)
        return found

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """What the page's `<meta>` elements say: `property`, `name` or `http-equiv` in lower case → contents, in order.

        Contents are stripped and not empty.
        """
        metas: dict[str, list[str]] = {}
        for meta in self.elements["meta"]:
            content = (meta.get("content") or "").strip()
            if content:
                names = {meta.get("property"), meta.get("name"), meta.get("http-equiv")}
                for name in names - {None, ""}:
                    metas.setdefault((name or "").strip().lower(), []).append(content)
        return metas

    @cached_property
    def ld_json(self) -> list[Any]:
        """The values of the page's JSON-LD blocks, as parsed JSON. A block that cannot be read is noted as a fault."""
        values: list[Any] = []
        for script in self.elements["script"]:
            kind = script.get("type")
            if kind and script.text and "ld+json" in kind.lower():
                try:
                    values += parse_json(script.text)
                except ValueError as error:
                    self.note("page", "broken JSON-LD", f"{error}"[:200])
        return values

    @cached_property
    def base_url(self) -> str | None:
        """What links are relative to: `<base href>`, else the page's URL, else, for a bare file, its canonical link."""
        return self._own_base or self.canonical_link

    @cached_property
    def _own_base(self) -> str | None:
        for base in self.elements["base"]:
            if href := base.get("href"):
                return absolute_url(href, self.url) or self.url
        return self.url

    @cached_property
    def canonical_link(self) -> str | None:
        """The address that the page gives as its own: `<link rel=canonical>`, else `og:url`; absolute, or None.

        A link to the front page, on a page that is not it, is a mistake of the outlet's and counts as none.
        """
        links = [e.get("href") for e in self.elements["link"] if (e.get("rel") or "").strip().lower() == "canonical"]
        for link in (*links, *self.metas.get("og:url", ())):
            url = absolute_url(link, self._own_base) if link else None
            if url and (self.url is None or not _is_front(url) or _is_front(self.url)):
                return url
        return None

    @property
    def host(self) -> str | None:
        """The host that the page comes from: of its URL, else of its canonical link."""
        return host_of(self.url) or host_of(self.canonical_link)

    @cached_property
    def blocks(self) -> Blocks:
        """The text blocks in page order; none for plain text."""
        return self._cut[0]

    @property
    def block_elements(self) -> list[etree._Element]:
        """The elements that the text blocks stand in, one for each node of the blocks' tree."""
        return self._cut[1]

    @cached_property
    def _cut(self) -> tuple[Blocks, list[etree._Element]]:
        elements: list[etree._Element] = []
        return cut_blocks(self.tree, elements), elements

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The visible lines in page order, those with neither text nor picture left out; without a record header."""
        if self.refusal:
            return ()
        if self.is_html:
            return tuple(html_lines(self.tree))
        lines = [Line(text, (Run(raw),)) for raw in split_lines(self.text) if (text := clean_text(raw))]
        return tuple(lines[1:] if lines and RECORD_HEADER.fullmatch(lines[0].text) else lines)


def _was_too_deep() -> bool:
    """Whether libxml2 gave up the page that it parsed last, and with it what follows, for its depth."""
    return any(error.type_name == "ERR_RESOURCE_LIMIT" for error in _PARSER.error_log)


def _without_early_end(markup: str) -> str:
    """The markup without its end tags of body and html, where much follows the latter: libxml2 would stop reading."""
    early = markup.find("</html", 0, max(0, len(markup) - _LONGEST_TRAILER)) >= 0
    return _END_TAG.sub("", markup) if early else markup


def decode(content: bytes, content_type: str | None = None) -> tuple[str, str | None]:
    """Bytes of a page → its text, and a complaint when they contradict the declared encoding.

    Bytes that are valid UTF-8 are UTF-8, whatever a header or a `<meta>` says: other encodings do not look like it by
    chance. A byte-order mark comes first; then UTF-8; then the declaration; then detection. Never raises: a byte
    that fits nowhere becomes U+FFFD.
    """
    mark, bom = w3lib.encoding.read_bom(content)
    if mark is not None and bom is not None:
        return content[len(bom) :].decode(mark, "replace"), None
    declared = _charset(w3lib.encoding.http_content_type_encoding(content_type)) or _declared_encoding(content[:4096])
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


def decode_again(text: str) -> tuple[str, str | None]:
    """A page that somebody else decoded → its text, and a complaint when they were misled by what it declares.

    Where a page declares another encoding than UTF-8, and its text in that encoding is UTF-8 (`fÃ¼r`), it was UTF-8
    from the beginning, as `decode` would have found. All other text is left as it is.
    """
    if text.isascii():
        return text, None
    declared = _declared_encoding(text[:4096].encode("ascii", "replace"))
    if declared in (None, "utf-8", "ascii"):
        return text, None
    try:
        again = _as_utf8(text.encode(declared, _AS_BYTES))
    except (UnicodeEncodeError, LookupError):
        return text, None
    if again is None:
        return text, None
    return again, f"{declared}, but the text is utf-8 that was read by it"


def _declared_encoding(head: bytes) -> str | None:
    return _charset(w3lib.encoding.html_body_declared_encoding(head))


def _charset(codec: str | None) -> str | None:
    """A codec that pages may be in. Python's own for other ends raise what they like, or take very long."""
    return None if codec in _NO_CHARSETS else codec


_AS_BYTES = "newsscrape.as_bytes"


def _as_bytes(error: UnicodeError) -> tuple[bytes, int]:
    """For `str.encode`: a character that the encoding lacks as the byte it stood for, or as one that fits nowhere."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return bytes(ord(char) if ord(char) < 256 else 255 for char in missing), error.end


codecs.register_error(_AS_BYTES, _as_bytes)


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
    return not url.partition("?")[0].rpartition("://")[2].partition("/")[2]
