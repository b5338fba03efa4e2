"""What strangers may serve to hang, bloat or mislead a crawler: name → bytes, made when they are asked for.

Nothing here is stored: the largest would be half a gigabyte.
"""

# ruff: noqa: PLW0108 (each is made when it is asked for, and not before)

import gzip
import json
import zlib
from collections.abc import Callable

import brotli
from backports import zstd

from newsscrape.limits import PAGE_BYTES, PAGE_TAGS

Make = Callable[[], bytes]

MB = 1_000_000
PARAGRAPH = (
    "<p>The council of the harbour town agreed on Tuesday to mend the old sea wall before the winter storms, "
    "the mayor said after a meeting that lasted until midnight.</p>\n"
)
HEAD = (
    "<!doctype html><html><head><title>Town mends its sea wall</title>"
    '<meta property="og:title" content="Town mends its sea wall"><meta property="og:type" content="article">'
    '<meta property="article:published_time" content="2024-03-05T10:00:00Z"></head><body>\n'
)
STORY = f"<article><h1>Town mends its sea wall</h1>{PARAGRAPH * 8}</article>\n"
END = "</body></html>"


def page(extra: str = "", *, head: str = "", behind: str = "") -> bytes:
    """A sound article with something hostile in its head, before or behind its text."""
    start = HEAD.replace("</head>", f"{head}</head>")
    return f"{start}{extra}{STORY}{behind}{END}".encode("utf-8", "surrogatepass")


def ld_json(text: str) -> str:
    """A JSON-LD block."""
    return f'<script type="application/ld+json">{text}</script>'


def _large_ld_json(*, is_broken: bool = False) -> str:
    graph = [{"@type": "Person", "name": f"Reader {i}", "text": "x" * 100} for i in range(140_000)]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph})
    return ld_json(text[:-2] + ", {" if is_broken else text)


_ESCAPED_QUOTES = '"' + '\\"' * MB


def _attributes(count: int, value: str = "b") -> str:
    return " ".join(f'a{i}="{value}"' for i in range(count))


# Markup that is repeated: in the head, in the body. As often as the limits allow, and a little more.
_IN_HEAD = {
    "metas": '<meta name="author" content="Jane Doe">',
    "metas of as many names": '<meta name="n{i}" content="{i}">',
    "JSON-LD blocks": ld_json('{{"@type":"NewsArticle","headline":"x"}}'),
    "broken JSON-LD blocks": ld_json("{{'a': 'b\", \", \", "),
}
_IN_BODY = {
    "nested blocks": "<div>",
    "nested blocks with text": "<div>a",
    "nested inline elements": "<b>",
    "nested links": '<a href="/x">y',
    "nested lists": "<ul><li>a",
    "nested tables": "<table><tr><td>a",
    "nested forms in footers": "<footer><form>a",
    "end tags": "</p></div>",
    "links": '<a href="/s/{i}">story {i}</a>\n',
    "paragraphs": "<p>a short one here</p>\n",
    "paragraphs that are not closed": "<p>a short one here, and it goes on for some words\n",
    "line breaks": "a line<br>",
    "pictures": '<img src="/a.jpg" alt="b">',
    "figures": '<figure><img src="/{i}.jpg"><figcaption>By Jane Doe</figcaption></figure>',
    "times": '<time datetime="2024-03-05">5 March</time>',
    "bylines": '<span class="author byline">By Jane Doe</span>',
    "headings": "<h1>Town mends its sea wall</h1>",
    "unknown elements": "<x-{i}>a</x-{i}>",
    "unknown empty elements": "<x>",
    "comments": "<!-- a -->",
    "starts of comments": "<!--",
    "starts of tags": "<a ",
    "starts of values": "<a href='\"",
    "ends of the page": "</body></html>",
    "ends of the page without >": "</html   ",
    "NULs in tags": "<d\0iv cl\0ass='a\0b'>\0</d\0iv>",
    "elements with 30 attributes": f"<i {_attributes(30)}>",
    "hidden scripts": '<script>{{"a{i}":"{words}"}}</script>',
    "templates": "<template><p>a few words</p></template>",
}


def _repeated(unit: str, times: int) -> str:
    words = "words of a script that reads as if it were a sentence. " * 2
    return "".join(unit.format(i=i, words=words) for i in range(times))


def _allowed(unit: str) -> int:
    """How often a unit may stand on a page within the limits."""
    return min((PAGE_TAGS - 100) // unit.count("<"), (PAGE_BYTES - 20_000) // len(_repeated(unit, 10)) * 10)


PAGES: dict[str, Make] = {
    **{
        f"{name} {kind}": lambda unit=unit, times=times: page(head=_repeated(unit, times))  # type: ignore[misc]
        for name, unit in _IN_HEAD.items()
        for kind, times in (("as allowed", _allowed(unit)), ("beyond", _allowed(unit) + 300))
    },
    **{
        f"{name} {kind}": lambda unit=unit, times=times: page(_repeated(unit, times))  # type: ignore[misc]
        for name, unit in _IN_BODY.items()
        for kind, times in (("as allowed", _allowed(unit)), ("beyond", _allowed(unit) + 300))
    },
    "1,000,000 nested blocks": lambda: page("<div>" * MB),
    "1,000,000 links": lambda: page("".join(f'<a href="/{i}">x</a>' for i in range(MB))),
    "text node of 50 MB": lambda: page(f"<p>{'word ' * (10 * MB)}</p>"),
    "1,000,000 nested blocks, closed": lambda: page("<div>" * MB + "x" + "</div>" * MB),
    "2,000 nested blocks with text": lambda: page("<div>a " * 2000, behind="</div>" * 2000),
    "2,000 nested links": lambda: page('<a href="/x">y' * 2000),
    "14,000 attributes": lambda: page(f"<div {_attributes(14_000)}>x</div>"),
    "100,000 attributes": lambda: page(f"<div {_attributes(100_000)}>x</div>"),
    "20,000 attributes with tags in them": lambda: page(f"<div {_attributes(20_000, '<b>')}>x</div>"),
    "900 elements with 2,000 attributes": lambda: page(f"<i {_attributes(2000, '')}>" * 900),
    "100,000 attributes of one name": lambda: page("<div " + 'class="a" ' * 100_000 + ">x</div>"),
    **{
        f"{name} of {size} MB": lambda form=form, unit=unit, size=size: page(  # type: ignore[misc]
            form % (unit * (size * MB // len(unit.encode())))
        )
        for size in (15, 17)
        for name, form, unit in (
            ("attribute", '<div class="%s">x</div>', "word "),
            ("style", '<div style="display%s">x</div>', " "),
            ("text node", "<p>%s</p>", "word "),
            ("text node without a space", "<p>%s</p>", "w"),
            ("text node of white space", "<p>a%sb</p>", " "),
            ("text node beyond ASCII", "<p>%s</p>", "ключ "),
            ("text node of character references", "<p>%s</p>", "&amp;&#x202e;&nosuch;"),
            ("text node of dates", "<p class=date>%s</p>", "5 March 2024 "),
            ("text node of digits", "<p class=date>%s</p>", "1"),
            ("text node of names", '<p class="byline">By %s</p>', "Jane Doe and "),
            ("text node of full stops", "<p>%s</p>", ". "),
            ("text node of quotes", "<p>%s</p>", "\"'"),
            ("text node of NULs", "<p>%s</p>", "\0"),
            ("text node of combining characters", "<p>a%s</p>", "\u0301"),
            ("text node of joiners", "<p>%s</p>", "a\u200d\u200c"),
            ("title", "<h1>%s</h1>", "Town mends "),
            ("script", "<script>var a = [%s]</script>", '"<p>x</p>", '),
            ("script of strings", '<script>var a = {"b": "%s"}</script>', "words of a script. "),
            ("script of quotes", "<script>%s</script>", '\\"'),
            ("script of keys", "<script>{%s}</script>", '"a":"b\\\\",'),
            ("template", '<script type="text/template">%s</script>', "&lt;words of a script. "),
            ("broken JSON-LD", ld_json("[%s"), '{"a": "b"},'),
            ("JSON-LD", ld_json("[%s1]"), '{"@type": "Person", "name": "b"},'),
            ("JSON-LD of keywords", ld_json('{"@type":"NewsArticle","headline":"x","keywords":[%s"a"]}'), '"word",'),
            ("JSON-LD of authors", ld_json('{"@type":"NewsArticle","headline":"x","author":[%s"a"]}'), '"Jane Doe",'),
            ("JSON-LD of pictures", ld_json('{"@type":"NewsArticle","headline":"x","image":[%s"a"]}'), '"/a.jpg",'),
        )
    },
    "JSON-LD of 20 MB": lambda: page(head=_large_ld_json()),
    "JSON-LD nested 100,000 deep": lambda: page(head=ld_json("[" * 100_000 + "]" * 100_000)),
    "JSON-LD objects nested 100,000 deep": lambda: page(head=ld_json('{"a":' * 100_000 + "1" + "}" * 100_000)),
    "JSON-LD nested 900 deep": lambda: page(
        head=ld_json('{"@type":"NewsArticle","author":' + "[" * 900 + '"Jane Doe"' + "]" * 900 + "}")
    ),
    "broken JSON-LD nested 100,000 deep": lambda: page(head=ld_json("{'a':[" * 30_000)),
    "broken JSON-LD of quotes": lambda: page(head=ld_json('{"a": "' + '"x ' * 60_000)),
    "broken JSON-LD of blanks": lambda: page(head=ld_json('{"a": "' + ('"' + " " * 300) * 600)),
    "broken JSON-LD of comments": lambda: page(head=ld_json('{"a": 1,' + "/* " * 60_000)),
    "broken JSON-LD of line ends": lambda: page(head=ld_json('{"a": "b"' + "\n" * 190_000 + "x")),
    "broken JSON-LD behind blanks": lambda: page(head=ld_json(" " * 190_000 + "{x")),
    "broken JSON-LD of values": lambda: page(head=ld_json("1 " * 95_000 + "{x")),
    "title of separators": lambda: page().replace(b"Town mends its sea wall", b"a | " * 500_000),
    "script of escaped quotes": lambda: page(f"<script>{_ESCAPED_QUOTES}</script>"),
    "script of escaped tags": lambda: page('<script>{"a":"%s"}</script>' % ("\\u003c" * 400_000)),
    "names of blanks": lambda: page(head=f'<meta name="author" content="{"x, , ,- " * 100_000}">'),
    "digits before a name": lambda: page(f"<p>{'1' * 2000} By Jane Doe</p>" * 2000),
    "broken JSON-LD of commas": lambda: page(head=ld_json('{"a": 1' + ("," + " " * 400) * 450)),
    "JSON-LD with a number of 1,000,000 digits": lambda: page(head=ld_json('{"a": ' + "9" * MB + "}")),
    "JSON-LD with lone surrogates": lambda: page(
        head=ld_json('{"@type":"NewsArticle","headline":"a\\ud800b","author":"\\udfff Doe","keywords":["\\ud83d"]}')
    ),
    "lone surrogates": lambda: page("<p>a\ud800b\udfffc</p>" * 1000),
    "bidi controls": lambda: page("<p>\u202e\u2066\u2067abc\u2069\u202c\u200f</p>" * 1000),
    "mixed encodings": lambda: page("<p>Größe Größe</p>") + "<p>Gr\xf6\xdfe</p>".encode("latin-1") * 500_000,
    **{
        f"declared {name}": lambda name=name: (  # type: ignore[misc]  # the name of this turn
            page(head=f'<meta charset="{name}">', behind="<p>") + b"Gr\xf6\xdfe-" * 200_000
        )
        for name in (
            "punycode",
            "idna",
            "undefined",
            "unicode_escape",
            "raw_unicode_escape",
            "utf-7",
            "utf-16",
            "utf-32",
            "hz",
            "iso-2022-jp",
            "hex",
            "zlib",
            "rot13",
            "base64",
            "x-user-defined",
            "palmos",
            "no-such",
            "cp65001",
        )
    },
    "no declaration, no encoding": lambda: page() + bytes(range(128, 256)) * 100_000,
    "dates of year 0 and 9999": lambda: page(
        "".join(
            f'<time datetime="{date}">{date}</time><p class="date published">{date}</p>'
            for date in (
                "0000-00-00",
                "0001-01-01T00:00:00+14:00",
                "9999-12-31T23:59:59-12:00",
                "99999-01-01",
                "١٩٩٩-٠١-٠١",
                "२०२४-०३-०५",
                "𝟐𝟎𝟐𝟒-𝟎𝟑-𝟎𝟓",
                "5 March 0000",
                "31 December 9999 23:59 -1200",
            )
        )
    ).replace(b"2024-03-05T10:00:00Z", b"9999-12-31T23:59:59-12:00"),
    "digits without end": lambda: page(f"<p class=date>{'1' * MB}</p><time>{'2024-' * 200_000}</time>").replace(
        b"2024-03-05T10", b"1" * 100_000
    ),
    "title of 10 MB": lambda: page().replace(b"Town mends its sea wall", b"Town mends " * MB),
    "URLs of 5 MB": lambda: page(
        f'<a href="/{"a/../" * MB}">x</a><img src="http://{"a." * MB}b/"><a href="http://e.org/?{"a=b&" * MB}">y</a>',
        head=f'<link rel="canonical" href="http://e.org/{"%zz" * MB}">',
    ),
    "authors without end": lambda: page(head=f'<meta name="author" content="{"Jane Doe and " * 400_000}">'),
    "plain text of 50 MB": lambda: b"word " * (10 * MB),
    "plain text of 1,000,000 lines": lambda: b"a word\n" * MB,
    "page of 15 MB": lambda: page(PARAGRAPH * (15 * MB // len(PARAGRAPH))),
}


def _laughs(root: str, inner: str) -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE {root} [{entities}]><{root}>{inner}</{root}>'.encode()


def _external(root: str, inner: str) -> bytes:
    entities = (
        '<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "http://127.0.0.1:9/y">'
        '<!ENTITY % z SYSTEM "http://127.0.0.1:9/z"> %z;'
    )
    return f'<?xml version="1.0"?><!DOCTYPE {root} [{entities}]><{root}>{inner}</{root}>'.encode()


def _entries(count: int) -> str:
    return "".join(f"<item><title>t</title><link>http://e.org/{i}</link></item>" for i in range(count))


def _gzip_bomb(form: str = "%s", size_mb: int = 300) -> bytes:
    """So many million blanks, in some 1000th of the size."""
    before, behind = form.encode().split(b"%s")
    packer = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    pieces = [packer.compress(before), *(packer.compress(b" " * MB) for _ in range(size_mb)), packer.compress(behind)]
    return b"".join([*pieces, packer.flush()])


def _brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=1)
    return b"".join([*(packer.process(b" " * MB) for _ in range(900)), packer.finish()])


def _zstd_bomb() -> bytes:
    packer = zstd.ZstdCompressor()
    return b"".join([*(packer.compress(b" " * MB) for _ in range(900)), packer.flush()])


_RSS = '<rss version="2.0"><channel><title>t</title>%s</channel></rss>'

FEEDS: dict[str, Make] = {
    "feed: billion laughs": lambda: _laughs("rss", "<channel><item><link>http://e.org/&a11;</link></item></channel>"),
    "feed: external entities": lambda: _external(
        "rss", "<channel><item><link>http://e.org/&x;&y;</link></item></channel>"
    ),
    "feed: 100,000 entries": lambda: (_RSS % _entries(100_000)).encode(),
    "feed: 1,000,000 nested elements": lambda: (_RSS % ("<item>" * MB)).encode(),
    "feed: 100,000 nested elements of HTML": lambda: (
        _RSS % f"<item><link>http://e.org/1</link><description>{'&lt;div>' * 100_000}</description></item>"
    ).encode(),
    "feed: text of 50 MB": lambda: (_RSS % f"<item><description>{'word ' * (10 * MB)}</description></item>").encode(),
    "feed: gzip bomb": lambda: _gzip_bomb(_RSS),
    "feed: 100,000 attributes": lambda: (_RSS % f"<item {_attributes(100_000)}/>").encode(),
    "feed: 1,000,000 namespaces": lambda: (
        _RSS % "".join(f'<x:a xmlns:x="http://e.org/{i}"/>' for i in range(200_000))
    ).encode(),
    "feed: broken, 5 MB": lambda: b"<rss><channel>" + b"<item><a <b " * 400_000 + b">",
    "feed: declarations without end": lambda: b"<!DOCTYPE rss [" + b"<!ENTITY a 'b'>" * 500_000 + b"]><rss></rss>",
}

_URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s</urlset>'

SITEMAPS: dict[str, Make] = {
    "sitemap: billion laughs": lambda: _laughs("urlset", "<url><loc>http://e.org/&a11;</loc></url>"),
    "sitemap: billion laughs in an attribute": lambda: _laughs(
        "urlset", '<url a="&a11;"><loc>http://e.org/1</loc></url>'
    ),
    "sitemap: external entities": lambda: _external("urlset", "<url><loc>http://e.org/&x;&y;</loc></url>"),
    "sitemap: 700,000 pages": lambda: (
        _URLSET % "".join(f"<url><loc>http://e.org/{i}</loc></url>" for i in range(700_000))
    ).encode(),
    "sitemap: 1,000,000 nested elements": lambda: (_URLSET % ("<url>" * MB)).encode(),
    "sitemap: 1,000,000 nested unknown elements": lambda: (_URLSET % ("<a>" * MB)).encode(),
    "sitemap: 5,000,000 unknown elements": lambda: (_URLSET % ("<a/>" * (5 * MB))).encode(),
    "sitemap: 1,000,000 elements in one page": lambda: (
        _URLSET % f"<url><loc>http://e.org/1</loc>{'<news/>' * MB}</url>"
    ).encode(),
    "sitemap: URL of 50 MB": lambda: (_URLSET % f"<url><loc>http://e.org/{'a' * (50 * MB)}</loc></url>").encode(),
    "sitemap: 50 MB of ampersands": lambda: (_URLSET % ("&" * (50 * MB))).encode(),
    "sitemap: 100,000 attributes": lambda: (
        _URLSET % f"<url {_attributes(100_000)}><loc>http://e.org/1</loc></url>"
    ).encode(),
    "sitemap: gzip bomb": lambda: _gzip_bomb(_URLSET),
    "sitemap: gzip members without end": lambda: gzip.compress(b"") * 2_000_000,
    "sitemap: lines, 50 MB": lambda: b"http://e.org/a\n" * (50 * MB // 15),
    "sitemap: one line, 50 MB": lambda: b"http://e.org/" + b"a" * (50 * MB),
    "sitemap: comments without end": lambda: b"<!--" * (5 * MB) + b"<urlset>",
    "sitemap: prolog without end": lambda: b"<?a?>" * (5 * MB) + b"<urlset>",
}

_AGENTS = "".join(f"User-agent: bot{i}\n" for i in range(20_000))
_RULES = "".join(f"Disallow: /a{i}\n" for i in range(20_000))

ROBOTS: dict[str, Make] = {
    "robots: 100 MB": lambda: b"User-agent: *\nDisallow: /a\n" * (100 * MB // 27),
    "robots: agents x rules": lambda: (_AGENTS + _RULES).encode(),
    "robots: known agents x rules": lambda: ("User-agent: GPTBot\nUser-agent: CCBot\n" + _RULES).encode(),
    "robots: stars": lambda: (
        b"User-agent: GPTBot\nUser-agent: newsscrape\nUser-agent: *\n" + (b"Disallow: /" + b"*a" * 50 + b"$\n") * 4000
    ),
    "robots: one line of stars": lambda: b"User-agent: GPTBot\nUser-agent: *\nDisallow: /" + b"*a" * 200_000 + b"$\n",
    "robots: one rule of 500 kB": lambda: b"User-agent: GPTBot\nUser-agent: *\nDisallow: /" + b"a" * 500_000,
    "robots: sitemaps": lambda: b"".join(b"Sitemap: http://e.org/%d.xml\n" % i for i in range(MB)),
    "robots: no line end": lambda: b"User-agent: * " * (10 * MB),
    "robots: percent signs": lambda: (
        b"User-agent: GPTBot\nUser-agent: *\n" + (b"Disallow: /" + b"%" * 500 + b"\n") * 900
    ),
    "robots: numbers": lambda: (
        b"User-agent: *\nCrawl-delay: " + b"9" * 100_000 + b"\nRequest-rate: 1/0\nVisit-time: 9-9\n"
    ),
}


def warc_record(url: str, body: bytes, *, coding: str | None = None, length: int | None = None) -> bytes:
    """A record of a WARC file with an answer of 200."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    head += f"Content-Encoding: {coding}\r\n".encode() if coding else b""
    block = head + b"\r\n" + body
    declared = len(block) if length is None else length
    lines = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Length: {declared}\r\n\r\n"
    return lines.encode() + block + b"\r\n\r\n"


def _packed_record(size_mb: int) -> bytes:
    """A record of so many million NULs, as a gzip member."""
    head = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n" % (size_mb * MB)
    packer = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    pieces = [
        packer.compress(head),
        *(packer.compress(bytes(MB)) for _ in range(size_mb)),
        packer.compress(b"\r\n\r\n"),
    ]
    return b"".join([*pieces, packer.flush()])


_SOUND = warc_record("http://e.org/sound", page())


def _between(hostile: bytes) -> bytes:
    """Hostile records between sound ones, as a plain WARC."""
    return _SOUND + hostile + _SOUND


def _members(hostile: bytes) -> bytes:
    """Hostile members between sound ones, as a gzipped WARC."""
    return gzip.compress(_SOUND) + hostile + gzip.compress(_SOUND)


def _frames(hostile: bytes) -> bytes:
    """Hostile frames between sound ones, as a WARC of Zstandard frames."""
    return zstd.compress(_SOUND) + hostile + zstd.compress(_SOUND)


WARCS: dict[str, Make] = {
    "warc: gzip body bomb": lambda: _between(warc_record("http://e.org/b", _gzip_bomb(), coding="gzip")),
    "warc: brotli body bomb": lambda: _between(warc_record("http://e.org/b", _brotli_bomb(), coding="br")),
    "warc: zstd body bomb": lambda: _between(warc_record("http://e.org/b", _zstd_bomb(), coding="zstd")),
    "warc: 50 codings": lambda: _between(warc_record("http://e.org/b", page(), coding=", ".join(["gzip"] * 50_000))),
    "warc: codings one in another": lambda: _between(
        warc_record("http://e.org/b", gzip.compress(gzip.compress(bytes(90 * MB))), coding="gzip, gzip")
    ),
    "warc: gzip member bomb": lambda: _members(_packed_record(300)),
    "warc: zstd frame bomb": lambda: _frames(_zstd_bomb()),
    "warc: 300 kB of gzip magics": lambda: _members(b"\x1f\x8b\x08" * 100_000),
    "warc: 2 MB of gzip heads": lambda: _members(b"\x1f\x8b\x08\0\0\0\0\0\0\xff" * 200_000),
    "warc: 100,000 empty gzip members": lambda: _members(gzip.compress(b"") * 100_000),
    "warc: 20,000 broken gzip members": lambda: _members((gzip.compress(b"WARC/1.0\r\n")[:-6] + b"\xff" * 6) * 20_000),
    "warc: 200 kB of zstd magics": lambda: _frames(b"\x28\xb5\x2f\xfd" * 50_000),
    "warc: 50,000 skippable frames": lambda: _frames(b"\x50\x2a\x4d\x18\0\0\0\0" * 50_000),
    "warc: zstd dictionary of 4 GB": lambda: b"\x5d\x2a\x4d\x18\xff\xff\xff\xff" + b"x" * MB,
    "warc: zstd window of 2 GB": lambda: _frames(b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x02\0\0a" * 10),
    "warc: 200,000 lengths that swallow the file": lambda: _between(
        b"WARC/1.0\r\nContent-Length: 5000000\r\n\r\n" * 200_000
    ),
    "warc: 200,000 records without length": lambda: _between(b"WARC/1.0\r\n\r\n" * 200_000),
    "warc: headers without end": lambda: _between(b"WARC/1.0\r\n" + b"a: b\r\n" * (2 * MB)),
    "warc: 50,000 headers that do not end": lambda: _between(b"WARC/1.0\r\n" * 50_000 + b"\r\n\r\n"),
    "warc: header of 1,000,000 lines": lambda: _between(b"WARC/1.0\r\n" + b"a: b\r\n" * 150_000 + b"\r\n"),
    "warc: header of folds": lambda: _between(b"WARC/1.0\r\na: b" + b"\r\n " * 300_000 + b"\r\n\r\n"),
    "warc: 10,000,000 line ends": lambda: _between(b"\r\n" * (10 * MB)),
    "warc: chunks": lambda: _between(
        warc_record("http://e.org/b", b"1\r\na\r\n" * (5 * MB), coding=None).replace(
            b"Content-Type", b"Transfer-Encoding: chunked\r\nContent-Type"
        )
    ),
    "warc: status line of 50 MB": lambda: _between(
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 50000009\r\n\r\nHTTP/1.1 " + b" " * (50 * MB) + b"\r\n\r\n"
    ),
    "warc: chunk sizes of blanks": lambda: _between(
        warc_record("http://e.org/b", b"1 " + b" " * (20 * MB)).replace(
            b"Content-Type", b"Transfer-Encoding: chunked\r\nContent-Type"
        )
    ),
}


RESPONSES: dict[str, Make] = {
    "response: gzip bomb": lambda: _gzip_bomb(),
    "response: brotli bomb": lambda: _brotli_bomb(),
    "response: zstd bomb": lambda: _zstd_bomb(),
    "response: gzip in gzip": lambda: gzip.compress(_gzip_bomb()),
}


def every_kind() -> dict[str, tuple[str, Make]]:
    """All cases: name → which entry reads it, and its bytes."""
    kinds = {"page": PAGES, "feed": FEEDS, "sitemap": SITEMAPS, "robots": ROBOTS, "warc": WARCS, "response": RESPONSES}
    return {name: (kind, make) for kind, cases in kinds.items() for name, make in cases.items()}
