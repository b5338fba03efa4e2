"""Entries of sitemaps, in all the forms that servers send."""

import gzip
from datetime import UTC, datetime

import pytest

from newsscrape.discovery.found import Found, Road
from newsscrape.discovery.sitemaps import Sitemap, parse_sitemap

URL = "https://e.org/sitemap.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
IMAGE = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
URLSET = f"""<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet href="x.xsl"?><!-- made by hand -->
<urlset {SPACE} {NEWS} {IMAGE}>
<url><loc>https://e.org/c</loc></url>
<url><loc> https://e.org/b?x=1&amp;y=2
</loc><lastmod>2025-01-01</lastmod><image:image><image:loc>https://e.org/b.jpg</image:loc></image:image></url>
<url><image:image><image:loc>https://e.org/a.jpg</image:loc></image:image><loc><![CDATA[/a?x=1&y=2]]></loc>
<news:news><news:publication><news:name>E</news:name></news:publication>
<news:publication_date>2025-01-03T10:00:00+02:00</news:publication_date></news:news></url>
<url><loc>mailto:x@e.org</loc></url><url><lastmod>2025-01-01</lastmod></url><url/></urlset>"""
ENTRIES = [
    Found(url="https://e.org/a?x=1&y=2", road=Road.NEWS_SITEMAP, published=datetime(2025, 1, 3, 8, tzinfo=UTC)),
    Found(url="https://e.org/b?x=1&y=2", road=Road.SITEMAP, modified=datetime(2025, 1, 2, 11, 59, 59, tzinfo=UTC)),
    Found(url="https://e.org/c", road=Road.SITEMAP),
]


def entries(content: bytes) -> list[str]:
    return [found.url for found in parse_sitemap(content, URL).entries]


def test_urlset() -> None:
    assert parse_sitemap(URLSET.encode(), URL) == Sitemap(entries=ENTRIES)


def test_index() -> None:
    index = f"""<sitemapindex {SPACE}><sitemap><loc>https://e.org/1.xml</loc><lastmod>2024</lastmod></sitemap>
    <sitemap><loc>https://e.org/2.xml.gz</loc><lastmod>2025-01-02T00:00:00Z</lastmod></sitemap></sitemapindex>"""
    assert parse_sitemap(index.encode(), URL) == Sitemap(
        sitemaps=[
            Found(url="https://e.org/2.xml.gz", road=Road.SITEMAP, modified=datetime(2025, 1, 2, tzinfo=UTC)),
            Found(
                url="https://e.org/1.xml",
                road=Road.SITEMAP,
                modified=datetime(2025, 1, 1, 11, 59, 59, tzinfo=UTC),
            ),
        ]
    )


@pytest.mark.parametrize(
    "urlset",
    [
        URLSET.replace(SPACE, ""),
        URLSET.replace(SPACE, 'xmlns="http://www.google.com/schemas/sitemap/0.84"'),
        URLSET.replace(NEWS, ""),  # a prefix that nothing declares
        URLSET.replace("<url", "<s:url").replace("</url", "</s:url").replace("xmlns=", "xmlns:s="),
        URLSET.replace("c</loc>", "c</loc><changefreq>a & b</changefreq>"),
        URLSET.removesuffix("</urlset>"),
        URLSET.replace("&amp;y", "&y"),
        URLSET.replace("org/c", "org/\x01c\0"),
        URLSET.replace("c</loc>", "c</loc><changefreq>daily"),
        "\ufeff" + URLSET,
    ],
)
def test_namespaces_and_slips_make_no_difference(urlset: str) -> None:
    assert parse_sitemap(urlset.encode(), URL).entries == ENTRIES


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16(encoding: str) -> None:
    assert parse_sitemap(URLSET.replace("UTF-8", "UTF-16").encode(encoding), URL).entries == ENTRIES


def test_packed() -> None:
    assert parse_sitemap(gzip.compress(URLSET.encode()), URL).entries == ENTRIES


def test_what_is_cut_off_gives_its_whole_entries() -> None:
    whole = "".join(f"<url><loc>https://e.org/{number**7}</loc></url>" for number in range(1, 5000))
    packed = gzip.compress(f"<urlset {SPACE}>{whole}</urlset>".encode())
    came = entries(packed[: len(packed) // 2])
    assert came == [f"https://e.org/{number**7}" for number in range(1, len(came) + 1)]
    assert len(came) > 1000
    assert entries(URLSET[: URLSET.index("/b?x") + 3].encode()) == ["https://e.org/c"]


def test_text_is_a_url_a_line() -> None:
    text = "\ufeffhttps://e.org/a\r\n\nhttps://e.org/b\n# no\n/relative\nhttps://e.org/a\n"
    assert entries(text.encode()) == ["https://e.org/a", "https://e.org/b"]
    assert entries(gzip.compress(text.encode())) == ["https://e.org/a", "https://e.org/b"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7"])
def test_entities_are_not_expanded(encoding: str) -> None:
    laughs = "".join(
        f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    sitemap = f"""<?xml version="1.0" encoding="{encoding}"?>
    <!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">{laughs}<!ENTITY file SYSTEM "file:///etc/passwd">]>
    <urlset x="&i;"><url x="&i;"><loc x="&i;">https://e.org/&i;&file;</loc></url></urlset>"""
    assert all(len(url) < 50 for url in entries(sitemap.encode(encoding)))


@pytest.mark.parametrize("content", [b"", b"<", b"<>", b"<html><body>Not found</body></html>", b"\x1f\x8bx", b"\0"])
def test_what_is_no_sitemap_names_nothing(content: bytes) -> None:
    assert parse_sitemap(content, URL) == Sitemap()
