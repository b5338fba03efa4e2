"""Inputs that have the structure of what they pretend to be, and its faults: tags, JSON-LD, WARC headers, TOML."""

import json
import sys

from hypothesis import strategies as st

from tests.fuzz.seeds import packed, response, seeds, warc_record, words

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_NAMES = st.sampled_from(
    "p div span a b h1 h2 script style svg math table tr td ul li template select option textarea title plaintext "
    "noscript article main nav aside footer head body html base meta link time figure figcaption img x-y o:p".split()
)
_ATTRIBUTES = st.sampled_from(
    [
        "", ' class="byline author"', ' itemprop="author headline"', ' itemscope itemtype="x"', " hidden",
        ' datetime="0000-00-00"', ' href="//["', ' src="http://a@[::1/"', ' property="og:title" content="x"',
        ' rel="canonical" href="/a"', ' http-equiv="content-type" content="text/html; charset=utf-7"',
        " class=\"'\" id=a id=b", ' type="application/ld+json"',
    ]
)  # fmt: skip
_TEXTS = st.text(max_size=8) | st.sampled_from(
    [
        "", "By Ann Lee", "4 March 2024, 9:05", "29 February 2023", "31.12.9999", "٢٠٢٣/٠٥/٠١", "\0", "\ud800",
        "\u202e", "&#0;", "&#xD800;", "<!--", "]]>", "Story Code : 1", "Comment",
        "A sentence of some words, and another one. " * 8,
    ]
)  # fmt: skip
_KEYS = st.sampled_from(
    "@type @id @graph @value name author creator headline keywords image url caption publisher hasPart datePublished "
    "isAccessibleForFree articleBody articleSection mainEntity itemListElement item inLanguage dateModified".split()
)
_JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6),
        st.sampled_from(["NewsArticle", "BreadcrumbList", "#a", ""]),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=15,
)  # fmt: skip


def _element(parts: tuple[str, str, str, bool]) -> str:
    name, attributes, text, is_closed = parts
    return f"<{name}{attributes}>{text}{f'</{name}>' if is_closed else ''}"


_SOUP = st.lists(st.tuples(_NAMES, _ATTRIBUTES, _TEXTS, st.booleans()).map(_element), max_size=15).map("".join)
_NESTED = st.builds(
    lambda name, depth, inner, is_closed: f"<{name}>" * depth + inner + f"</{name}>" * depth * is_closed,
    _NAMES, st.sampled_from([1, 50, 300, 3000]), _SOUP, st.booleans(),
)  # fmt: skip
_LD_JSON = st.builds(
    '<script type="application/ld+json">{}{}</script>'.format,
    _JSON.map(lambda value: json.dumps([value, {"@type": "NewsArticle", "author": value, "image": value}])),
    st.sampled_from(["", "", "}", ";", "-->", ",", "\0"]),
)
_HTML = st.lists(_SOUP | _NESTED | _LD_JSON, max_size=4).map(
    lambda parts: f"<html>{''.join(parts)}".encode("utf-8", "replace")
)
_LENGTHS = st.none() | st.integers(-1, 3000) | st.sampled_from([10**9, 10**18, 10**30, "x", "", "1 2", "٣"])
_BODIES = _HTML | _HTML.map(packed) | _HTML.map(zstd.compress) | st.binary(max_size=60)
_HEADERS = st.lists(
    st.sampled_from(
        [
            b"Content-Encoding: gzip\r\n", b"Content-Encoding: br, zstd,deflate\r\n",
            b"Transfer-Encoding: chunked\r\n", b"Content-Type: text/html; charset=utf-16\r\n", b"\r\n",
            b": x\r\n", b"x" * 2000 + b"\r\n",
            b"\xff\0: \xff\r\n", b"a:\r\n\tb\r\n",
        ]
    ),
    max_size=3,
).map(b"".join)  # fmt: skip
_RESPONSES = st.builds(response, _BODIES, _HEADERS)
_RECORDS = st.builds(warc_record, _RESPONSES | st.binary(max_size=60), _LENGTHS, _HEADERS)
_MEMBERS = _RECORDS | _RECORDS.map(packed) | _RECORDS.map(zstd.compress) | st.binary(max_size=40)
_VALUES = st.sampled_from(
    [
        "5", '"x"', "[]", '["a.b"]', "{}", "[{}]", "2024-01-01", "2024-01-01T00:00:00Z", "true", '["", 5]', '"["',
        "inf", "nan", "[[1]]", "'(a'", "'(?P<code>.)'", '"\\u0000"', '"xpath://*"', '"jsonld:a.b"', '"p::text"',
        "9" * 20,
        "{a = {b = 1}}",
    ]
)  # fmt: skip
_TOML_KEYS = st.sampled_from(
    "name title domains language timezone date_formats month_first front article_path feeds roads landmarks versions "
    "settings since body leave_out authors date_line code day end_of_body featured".split()
)
_TABLES = st.sampled_from(["", "[settings]", "[landmarks]", "[[versions]]\nsince = 2024-01-01", "[versions]"])
_LINES = st.builds("{} = {}".format, _TOML_KEYS, _VALUES) | _TABLES
_HEAD = 'name = "x"\ntitle = "X"\ndomains = ["x.example"]\n'


@st.composite
def _damaged(draw: st.DrawFn, harness: str) -> bytes:
    """A seed with a few cuts, repetitions and words of its kind in strange places."""
    known = seeds(harness)
    content = known[draw(st.integers(0, len(known) - 1))]  # Hypothesis would print whole seeds, and warns of that
    for _ in range(draw(st.integers(0, 4))):
        start, end = sorted((draw(st.integers(0, len(content))), draw(st.integers(0, len(content)))))
        piece = draw(st.none() | st.sampled_from(words(harness)) | st.binary(max_size=4))
        again = content[start:end][:500]
        content = content[:start] + (again if piece is None else piece) + content[draw(st.sampled_from([start, end])) :]
    return content


_FILES = st.builds(
    lambda has_head, lines: (has_head * _HEAD + "\n".join(lines)).encode(), st.booleans(), st.lists(_LINES, max_size=8)
)
_OWN = {
    "page": st.builds(lambda how, html: bytes([how]) + html, st.integers(0, 255), _HTML),
    "text": _HTML,
    "warc": st.lists(_MEMBERS, max_size=4).map(b"".join),
    "response": _RESPONSES,
    "json": _JSON.map(lambda value: json.dumps(value).encode()),
    "outlet": _FILES,
}


def inputs(harness: str) -> st.SearchStrategy[bytes]:
    """Inputs for a harness: damaged seeds, any bytes, and where it has any, what is made for it alone."""
    return _damaged(harness) | _OWN.get(harness, st.nothing()) | st.binary(max_size=200)
