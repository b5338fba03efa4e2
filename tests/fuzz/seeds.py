"""What fuzzing starts from: made-up inputs of each kind, and the words that each kind is made of."""

import gzip
import re
import sys
from pathlib import Path

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_ROOT = Path(__file__).parents[2]

PAGE = b"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferry runs again - The Gazette</title>
<base href="/en/"><link rel="canonical" href="https://gazette.example/story/1">
<link rel="alternate" type="application/rss+xml" href="/feed.xml"><meta property="og:title" content="Ferry runs again">
<meta property="article:published_time" content="2024-03-04T09:05:00+01:00"><meta name="author" content="Ann Lee">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle", "@id": "#a",
"headline": "Ferry runs again", "datePublished": "2024-03-04T09:05:00+01:00", "author": [{"@type": "Person", "name":
"Ann Lee"}], "image": {"@type": "ImageObject", "url": "/ferry.jpg"}, "publisher": {"@id": "#p"}, "keywords": "ferry,
harbour", "isAccessibleForFree": true}, {"@type": "Organization", "@id": "#p", "name": "The Gazette"}]}</script></head>
<body class="story"><nav><ol class="breadcrumb"><li><a href="/en/">Home</a></li><li><a href="/en/news">News</a></li>
</ol></nav><article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Ferry runs again</h1>
<p class="byline">By <a rel="author" href="/author/ann">Ann Lee</a> and Bo Berg</p>
<time datetime="2024-03-04T09:05:00+01:00" itemprop="datePublished">4 March 2024, 9:05</time>
<figure><img src="/ferry.jpg" alt="The ferry" width="640"><figcaption>The ferry. Photo: Bo Berg</figcaption></figure>
<div class="text"><p>The ferry runs again on Monday after three weeks in the dock, the harbour said on Sunday.</p>
<p>It had been there since a storm in February, and the harbour paid for what the insurer did not, it said.</p>
<h2>The timetable</h2><ul><li>From the island at 7:10</li><li>From the harbour at 8:25</li></ul>
<blockquote>We have missed it, and so have our guests, said the innkeeper of the island's only inn.</blockquote></div>
<aside><h3>Read more</h3><a href="/story/2">The tram runs too</a></aside></article>
<footer>&copy; 2024 The Gazette. All rights reserved.</footer><a rel="next" href="?page=2">Next</a></body></html>"""
_DUMP = (
    b" date 2023-04-30 0\nSunday 30 April 2023 - 15:20\n\nA bakery feeds a street\n\nStory Code : 1055184\n"
    b"A bakery feeds a street\nIt bakes 400 loaves a day, the baker said.\nComment\n\nFeatured Stories\n"
    b"Another story\n29 Apr 2023\n date 2023-05-01 1\nMonday 1 May 2023\nA title\nA text of a few words.\nComment\n"
)
_RSS = b"""<?xml version="1.0" encoding="utf-8"?><!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>E</title><item><title>&a; &eacute;</title>
<link>https://e.org/a?x=1&amp;y=2</link><guid isPermaLink="true">/a</guid>
<pubDate>Wed, 01 Jan 2025 10:00:00 +0200</pubDate>
<dc:date>2025-01-01</dc:date><description><![CDATA[<p>A]]></description></item></channel></rss>"""
_ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://e.org/" xml:lang="en"><entry><link href="b"/>
<published>2025-01-01T10:00:00Z</published><updated>2025-01-02T00:00:00+14:00</updated></entry></feed>"""
_SITEMAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/a?x=1&y</loc>
<lastmod>2025-01-02</lastmod><news:news><news:publication_date>2025-01-01</news:publication_date></news:news></url>
<sitemap><loc><![CDATA[https://e.org/b]]></loc></sitemap></urlset>"""
_ROBOTS = b"""User-agent: *\nDisallow: /a*b$\nAllow: /\nCrawl-delay: 2\nContent-Signal: search=yes, ai-train=no
User-agent: GPTBot\nDisallow: /\nSitemap: https://e.org/sitemap.xml\n"""
_OUTLET = b"""name = "gazette"\ntitle = "The Gazette"\ndomains = ["gazette.example"]\nlanguage = "en"
timezone = "Europe/London"\narticle_path = '/story/'\n\n[settings]\nDOWNLOAD_DELAY = 1.5\n
[[versions]]\nsince = 2024-01-01\ntitle = "h1"\nauthors = ".byline a"\ndate_published = "time::attr(datetime)"
body = "div.text"\nleave_out = ["ul", "blockquote"]\nfeatured_stories = "aside a"\n
[[versions]]\ntitle = ["jsonld:headline", "xpath://h1"]\nbody = "article"\n"""
_RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n%b\r\n%b"


def packed(content: bytes) -> bytes:
    """Packed by gzip, the same at any time."""
    return gzip.compress(content, mtime=0)


def response(body: bytes, headers: bytes = b"") -> bytes:
    """An HTTP response as it came; `headers` are lines with their ends."""
    return _RESPONSE % (len(body), headers, body)


def warc_record(block: bytes, length: object = None, fields: bytes = b"") -> bytes:
    """A WARC record of a response; of another length than its block has where one is given."""
    size = str(len(block) if length is None else length).encode("ascii", "replace")
    return (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://gazette.example/story/1\r\n"
        b"WARC-Date: 2026-11-01T00:00:00Z\r\n%bContent-Length: %b\r\n\r\n%b\r\n\r\n" % (fields, size, block)
    )


def _chunked(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


def _pages() -> list[bytes]:
    return [PAGE, *(path.read_bytes() for path in sorted((_ROOT / "fixtures/islamtimes").glob("*/page.*")))]


def seeds(harness: str) -> list[bytes]:
    """The inputs from which a harness is fuzzed, each of which it takes."""
    warc = warc_record(response(PAGE)) + warc_record(response(packed(PAGE), b"Content-Encoding: gzip\r\n"))
    dumps = [path.read_bytes() for path in sorted((_ROOT / "seeds").glob("*.txt"))]
    of_kind = {
        "page": [bytes([how]) + page for how, page in enumerate(_pages())],
        "text": _pages(),
        "dump": [_DUMP, *dumps, _DUMP.decode().encode("utf-16")],
        "warc": [warc, packed(warc[: len(warc) // 2]) + packed(warc), zstd.compress(warc)],
        "response": [
            response(PAGE),
            response(packed(PAGE), b"Content-Encoding: gzip\r\n"),
            response(zstd.compress(PAGE), b"Content-Encoding: zstd\r\n"),
            response(_chunked(PAGE), b"Transfer-Encoding: chunked\r\nContent-Encoding: br, deflate\r\n"),
        ],
        "feed": [_RSS, _ATOM, packed(_RSS)],
        "sitemap": [_SITEMAP, b"https://e.org/a\nhttps://e.org/b\n", packed(_SITEMAP)],
        "robots": [_ROBOTS],
        "json": [PAGE.partition(b"ld+json\">")[2].partition(b"</script>")[0], b"<!-- {'a': \"b\", // c\n} -->"],
        "outlet": [_OUTLET, (_ROOT / "newsscrape/outlets/islamtimes.toml").read_bytes()],
        "selectors": [b"h1::text\ntime::attr(datetime)", b"xpath://p[re:test(., 'a+')]", b"jsonld:author.name"],
    }  # fmt: skip
    return of_kind[harness]


_OF_PAGES = r"""
<p> </p> <div> </div> <h1> <article> <time_datetime=" <script_type="application/ld+json"> </script> <!-- --> <![CDATA[
<meta_charset=" <meta_property="og:title"_content=" <base_href=" <table> <svg> <template> <select> <title> <figure>
<figcaption> <img_src=" itemprop=" rel="author" class=" &#0; &#xD800; &nbsp; utf-16 utf-7 idna punycode {"@type":
"@id":[] "@graph":[ \ud800 // //[ http://[ \xed\xa0\x80 \xe2\x80\xae 2024-03-05 0000-00-00 99:99
"""
_OF_XML = r"""
<item> </item> <link> <url> <loc> <lastmod> <pubDate> <entry> <guid> <!ENTITY <!DOCTYPE_x_[ %a; &a; &#x110000; ]]>
xmlns:x=" <?xml_version="1.0"_encoding="utf-7"?> <![CDATA[ 0000-00-00 9999-12-31T23:59:59-12:00 \xff\xfe \x1f\x8b
"""
_WORDS = {
    "page": _OF_PAGES,
    "text": _OF_PAGES,
    "dump": r"_date_2023-04-30_0 Story_Code_: Comment Featured_Stories \xc2\xa0 \xe2\x80\x8b \xef\xbb\xbf \xff\xfe",
    "warc": r"""
        WARC/1.1\x0d\x0a WARC/1.0\x0d\x0a Content-Length:_ WARC-Type:_response resource warcinfo revisit 99999999999 -1
        \x0d\x0a\x0d\x0a HTTP/1.1_200_ \x1f\x8b\x08 \x28\xb5\x2f\xfd \x5d\x2a\x4d\x18 Content-Encoding: WARC-Date:
    """,
    "response": r"""
        HTTP/1.1_200_OK\x0d\x0a Content-Encoding:_ gzip deflate br zstd Transfer-Encoding:_chunked\x0d\x0a
        \x0d\x0a\x0d\x0a ffffffff\x0d\x0a 0\x0d\x0a
    """,
    "feed": _OF_XML,
    "sitemap": _OF_XML,
    "robots": r"User-agent:_ Disallow:_ Allow:_ Sitemap:_ Content-Signal:_ ai-train=no GPTBot * $ # \x0d //[ %ff",
    "json": r"""{" ":[ }] // /* */ <!-- --> ' \u \ud800 &quot; NaN 1e999 , ;""",
    "outlet": r"""
        name_=_ domains_=_ [[versions]] [landmarks] [settings] since_=_ body_=_ leave_out_=_ timezone_=_ date_formats_=_
        article_path_=_ feeds_=_ roads_=_ date_line_=_ code_=_ ''' (?P<code> 2024-01-01 inf nan [[1]] {a=1} xpath:
    """,
    "selectors": r"""
        ::text ::attr( xpath: jsonld: re:test(. :has( :not( :nth-child( following-sibling:: ancestor:: [@class] |* ~ >
        count( string( concat( id( document( //* @type
    """,
}
_BYTE = re.compile(rb"\\x([0-9a-f]{2})")


def words(harness: str) -> list[bytes]:
    """What the inputs of a harness are made of: fragments that chance alone would take long to find."""
    written = (word.replace("_", " ").encode() for word in _WORDS[harness].split())
    return [_BYTE.sub(lambda byte: bytes([int(byte[1], 16)]), word) for word in written]
