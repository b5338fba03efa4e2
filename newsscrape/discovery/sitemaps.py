"""What a sitemap names: XML and text as sitemaps.org describes them, indexes of sitemaps, Google's news sitemaps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from itertools import islice

from lxml import etree

from newsscrape.discovery.found import Found, Road, newest_first, parse_modified, parse_published
from newsscrape.discovery.packed import as_utf8, unpack, up_to, whole_tags
from newsscrape.limits import SITEMAP_ENTRIES, SITEMAP_TAGS
from newsscrape.urls import absolute_url

# One that is written out, or begins none of the references that XML has without declarations.
_AMPERSAND = re.compile(rb"&(?:amp;|(?!(?:lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);))")

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")  # at one of these the parser stops for good


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap, or an index of sitemaps, names.

    Attributes:
        entries: pages, each once, newest first; those without a date last, in the sitemap's order.
        sitemaps: further sitemaps, in the same order.
    """

    entries: list[Found] = field(default_factory=list)
    sitemaps: list[Found] = field(default_factory=list)


def parse_sitemap(content: bytes, url: str) -> Sitemap:
    """What a sitemap names, an empty one where it is none. What is cut off or malformed gives its whole entries.

    Elements are told by their local names, so that any namespace does, and none.

    Args:
        content: the sitemap, packed by gzip or not; it is read up to the protocol's 50 MiB and 50,000 entries.
            Entities that it declares are not expanded.
        url: where it came from, against which relative URLs are read.
    """
    text = as_utf8(unpack(content)).strip()
    if not text.startswith(b"<"):
        return Sitemap(entries=_from_lines(text))
    text = up_to(up_to(text, b"<", SITEMAP_TAGS), b"&", SITEMAP_TAGS)
    found = list(islice(_from_xml(whole_tags(text), url), SITEMAP_ENTRIES))
    return Sitemap(
        entries=newest_first(one for is_sitemap, one in found if not is_sitemap),
        sitemaps=newest_first(one for is_sitemap, one in found if is_sitemap),
    )


def _from_lines(text: bytes) -> list[Found]:
    lines = up_to(text, b"\n", SITEMAP_ENTRIES - 1).decode("utf-8", "replace").split("\n")
    urls = (absolute_url(line, None) for line in lines)
    return newest_first(Found(url=url, road=Road.SITEMAP) for url in urls if url)


def _from_xml(text: bytes, base: str) -> Iterator[tuple[bool, Found]]:
    """Pages and sitemaps of an XML sitemap; the flag says which."""
    # Without the keyword no entity is declared. The parser's own switch leaves those in attributes expanded.
    text = text.replace(b"<!ENTITY", b"<!").translate(None, _CONTROLS)
    events = etree.iterparse(
        BytesIO(_without_bare_ampersands(text)),
        tag=("{*}url", "{*}sitemap"),
        encoding="utf-8",  # whatever it declares: the protocol knows no other
        recover=True,
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            if found := _entry(element, base):
                yield _local_name(str(element.tag)) == "sitemap", found
            element.clear()  # of its memory
    except etree.XMLSyntaxError:  # what recovery is no help for, such as the lack of any element
        return


def _without_bare_ampersands(text: bytes) -> bytes:
    """XML whose ampersands are references by number, but for those of CDATA: many sitemaps write `?a=1&b=2`.

    Past its first error, a recovering parser drops `&amp;` as well, and keeps the numbers.
    """
    first, *parts = text.split(b"<![CDATA[")
    escaped = [_AMPERSAND.sub(b"&#38;", first)]
    for part in parts:
        literal, end, rest = part.partition(b"]]>")
        escaped += [b"<![CDATA[", literal, end, _AMPERSAND.sub(b"&#38;", rest)]
    return b"".join(escaped)


def _entry(element: etree._Element, base: str) -> Found | None:
    loc = lastmod = published = None
    road = Road.SITEMAP
    for child in element:
        match _local_name(str(child.tag)):
            case "loc":
                loc = loc or "".join(child.itertext())
            case "lastmod":
                lastmod = child.text
            case "news":
                road = Road.NEWS_SITEMAP
                dates = (part.text for part in child.iter() if _local_name(str(part.tag)) == "publication_date")
                published = next(dates, None)
    url = absolute_url(loc, base) if loc else None
    if url is None:
        return None
    return Found(url=url, road=road, published=parse_published(published), modified=parse_modified(lastmod))


@lru_cache(maxsize=256)
def _local_name(tag: str) -> str:
    """The local name of a tag, in lower case. A prefix that nothing declares is no part of it."""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()
