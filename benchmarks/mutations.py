"""What becomes of a page in broken software and hostile hands: cut, flipped, doubled, nested, misdeclared.

Each function takes a page's bytes and gives others; chance comes from the generator that the caller seeds, so that the
same seed gives the same page. Sizes are kept to what a page can be expected to have: pages beyond the limits are cases
of their own in `tests/hostile`.
"""

import json
import random
import re
from collections.abc import Callable
from itertools import pairwise

Mutation = Callable[[bytes, bytes, random.Random], bytes]  # a page, another one, chance → the page mutated

_TAG = re.compile(rb"<[a-zA-Z/][^<>]{0,2000}>")
_START_TAG = re.compile(rb"<([a-zA-Z][a-zA-Z0-9]*)([^<>]{0,2000})>")
_ATTRIBUTE = re.compile(rb"\s([a-zA-Z-]+)=(\"[^\"<>]{0,500}\"|'[^'<>]{0,500}')")
_LINK = re.compile(rb"\b(href|src|content)=\"([^\"<>]{0,2000})\"", re.IGNORECASE)
_LD_JSON = re.compile(rb"(<script[^<>]{1,200}ld\+json[^<>]{0,200}>)(.*?)</script>", re.IGNORECASE | re.DOTALL)
_SCRIPT = re.compile(rb"<script\b.*?</script\s*>", re.IGNORECASE | re.DOTALL)
_DIGITS = re.compile(rb"[0-9]{2,4}")
_LETTER = re.compile(rb"[a-z]")
_JSON_VALUE = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d+|true|false|null')

_NAMES = (
    b"p div span a h1 h2 script style svg math table td tr li ul template select option textarea title plaintext xmp "
    b"noscript iframe form article main nav aside footer head body html base meta link time figure x-y o:p"
).split()
_OPENERS = (
    b"<!--|<![CDATA[|<!doctype|<?php |<script>|<style>|<textarea>|<title>|<plaintext>|<template>|<select>|<xmp>|<svg>"
    b"|<noscript>|<iframe>|<math>|<!|</|<|<a href='|<p class=\"|<!-->|--!>|]]>|<table>|<frameset>"
).split(b"|")
_ENTITIES = (
    b"&#0; &#x0; &#x110000; &#xD800; &#xDFFF; &#99999999999999999999; &#x; &# & &; &nope; &nbsp &nbsp; &lt; &gt; &#13; "
    b"&#x202E; &#8203; &shy; &zwj; &#128; &amp;amp;lt; &NotEqualTilde; &#-1; &quot; &#x85; &#65534;"
).split()
_CODECS = ("utf-16", "utf-16-be", "cp1251", "shift_jis", "gb18030", "big5", "euc-kr", "koi8-r", "utf-7", "latin-1")
_DECLARED = (
    b"utf-8 utf-16 utf-7 utf-32 windows-1256 shift_jis iso-2022-jp hz-gb-2312 big5 x-user-defined no-such idna zlib "
    b"base64 rot13 punycode unicode_escape raw_unicode_escape undefined mbcs"
).split()
_UNSEEN = (
    *(bytes([code]) for code in range(32)), b"\x7f", b"\xc2\x80", b"\xc2\x85", b"\xe2\x80\xae", b"\xe2\x81\xa6",
    b"\xe2\x80\x8b", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xef\xbf\xbe", b"\xed\xa0\x80", b"\xed\xbf\xbf",
    b"\xf4\x90\x80\x80", b"\xf3\xa0\x80\x81", b"\xff", b"\xc0\xaf",
)  # fmt: skip
_NUMBERS = ("0 00 0000 9999 10000 -1 31 32 13 99 2038 1e9 ٢٠٢٣ ۱۴۰۲ ２０２４ २०२४ ² ⅷ 99999999999999999999").split()
_LINKS = (
    b"javascript:alert(1)|data:text/html,<p>|http://[::1|//[|http://a@b:99999/|http://|https://e.org:0/|file:///etc/passwd"
    b"|http://\xed\xa0\x80/|http://xn--a/|?|#|//|/../../..|http://e.org/%|http://e.org/%ff%00|mailto:|\x00"
    b"|http://e.org/\r\nX: y|http://user:secret@e.org/|http://0x7f.1/|ht\ttp://e.org|http://\xe2\x84\x80.org/"
).split(b"|")
_ODD_JSON = (
    'null|true|false|0|-1|1e400|123456789012345678901234567890|[]|{}|[[]]|[null]|[{}]|{"@id":[]}|{"@value":{}}|""'
    '|"\\ud800"|"\\u0000"|{"name":{"name":[]}}|["a",1,null]|{"@type":[1]}|NaN|Infinity|-Infinity|\'a\''
    '|undefined|new Date()|{"@graph":{}}|{"@type":"NewsArticle","author":[[]]}'
    '|"0000-00-00T99:99:99"|"9999-12-31T23:59:59-23:59"'
).split("|")


def cut(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """The page up to some byte."""
    return content[: rng.randrange(len(content))]


def cut_out(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """The page without a part of it."""
    start, end = sorted(rng.randrange(len(content) + 1) for _ in range(2))
    return content[:start] + content[end:]


def flip_bytes(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """Some bytes replaced by others: from one to one in fifty."""
    changed = bytearray(content)
    for _turn in range(rng.randint(1, max(1, len(content) // 50))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def insert_noise(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """A run of bytes at random somewhere in the page."""
    return _insert(content, rng.randbytes(rng.randint(1, 5000)), rng)


def drop_tags(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """A share of the tags removed, up to all."""
    share = rng.choice((0.02, 0.2, 0.6, 1.0))
    return _TAG.sub(lambda tag: b"" if rng.random() < share else tag[0], content)


def double_tags(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """A share of the tags doubled, or more often."""
    share, times = rng.choice(((0.02, 2), (0.3, 2), (1.0, 2), (0.01, 50)))
    return _TAG.sub(lambda tag: tag[0] * times if rng.random() < share else tag[0], content)


def rename_tags(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """All elements of some names given other names, their end tags with them or not."""
    kept = rng.random() < 0.5
    names = sorted({found[1] for found in _START_TAG.finditer(content)})
    for name in rng.sample(names, min(len(names), rng.randint(1, 4))):
        other = rng.choice(_NAMES)
        content = re.sub(rb"<%b(?=[\s>/])" % re.escape(name), b"<" + other, content)
        if kept:
            content = re.sub(rb"</%b(?=[\s>])" % re.escape(name), b"</" + other, content)
    return content


def unclose(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """All end tags of some names removed, or all quotation marks that end attributes."""
    if rng.random() < 0.2:
        return re.sub(rb"\"(?=\s*/?>)", b"", content)
    names = sorted({found[1] for found in _START_TAG.finditer(content)})
    for name in rng.sample(names, min(len(names), rng.randint(1, 5))):
        content = re.sub(rb"</%b\s*>" % re.escape(name), b"", content)
    return content


def double_attributes(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """Attributes repeated with other values, or by the hundred under names of their own."""
    share = rng.choice((0.05, 0.5))

    def doubled(found: re.Match[bytes]) -> bytes:
        if rng.random() >= share:
            return found[0]
        name, value = found[1], found[2]
        many = b"".join(b" %b%d=%b" % (name, number, value) for number in range(rng.choice((0, 0, 0, 100))))
        return b" %b='%b'%b %b%b" % (name, rng.choice(_NAMES), many, name.upper(), found[0])

    return _ATTRIBUTE.sub(doubled, content)


def repeat_block(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """A part between two tags repeated 1,000 times, of 500 bytes at most."""
    starts = [tag.start() for tag in _TAG.finditer(content)] or [0]
    start = rng.choice(starts)
    inner = [at for at in starts if start < at <= start + 500] or [min(start + 100, len(content))]
    return content[:start] + content[start : rng.choice(inner)] * 1000 + content[start:]


def mix_encodings(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """A part of the page, or all of it, in another encoding."""
    start, end = sorted(rng.randrange(len(content) + 1) for _ in range(2))
    if rng.random() < 0.3:
        start, end = 0, len(content)
    part = content[start:end].decode("utf-8", "replace").encode(rng.choice(_CODECS), "replace")
    return content[:start] + part + content[end:]


def misdeclare(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """Another encoding declared than the bytes are in: by a `<meta>`, an XML declaration, a byte-order mark."""
    declared = rng.choice(_DECLARED)
    match rng.randrange(4):
        case 0:
            return re.sub(rb"charset=[\"']?[\w-]+", b"charset=" + declared, content[:10_000]) + content[10_000:]
        case 1:
            return b'<?xml version="1.0" encoding="%b"?>' % declared + content
        case 2:
            return rng.choice((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\0\0")) + content
        case _:
            return b"<meta charset='%b'>" % declared + content


def break_json_ld(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """The page's JSON-LD broken in one of many ways; a page without gets such a block."""
    if not _LD_JSON.search(content):
        block = (
            b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"a","author":{"name":"b"}}</script>'
        )
        content = _insert(content, block, rng)
    return _LD_JSON.sub(lambda found: found[1] + _broken(found[2], rng) + b"</script>", content)


def _broken(block: bytes, rng: random.Random) -> bytes:
    text = block.decode("utf-8", "replace")
    match rng.randrange(8):
        case 0:
            text = text[: rng.randrange(len(text) + 1)]
        case 1:  # values of other types
            text = _JSON_VALUE.sub(lambda value: rng.choice(_ODD_JSON) if rng.random() < 0.2 else value[0], text)
        case 2:  # marks lost
            text = re.sub(r'["\\,:{}\[\]]', lambda mark: "" if rng.random() < 0.05 else mark[0], text)
        case 3:  # marks too many
            text = re.sub(r'["\\,:{}\[\]]', lambda mark: mark[0] * (2 if rng.random() < 0.05 else 1), text)
        case 4:
            depth = rng.choice((10, 1000, 50_000))
            text = '{"@graph":[' * depth + text + "]}" * rng.choice((0, depth))
        case 5:
            text = f"{text},{text}" if rng.random() < 0.5 else f"[{','.join([text] * 200)}]"
        case 6:
            text = text.replace('"', rng.choice(("'", "&quot;", "”", '\\"', "`")))
        case _:
            text = f"/* {text} // <!-- \n{text}" + rng.choice(("", "*/", "-->", ";", "\x00"))
    return text.encode("utf-8", "replace")


def move_scripts(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """The scripts taken out of their places and put anywhere, within tags as well."""
    scripts = _SCRIPT.findall(content)[:50]
    content = _SCRIPT.sub(b"", content)
    for script in scripts:
        content = _insert(content, script, rng)
    return content


def open_and_leave(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """Comments, scripts, titles and the like that begin and never end."""
    for _turn in range(rng.choice((1, 1, 3, 30))):
        content = _insert(content, rng.choice(_OPENERS), rng)
    return content


def sprinkle_entities(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """Letters replaced by references to characters, many of which do not exist."""
    share = rng.choice((0.001, 0.02))
    return _LETTER.sub(lambda letter: rng.choice(_ENTITIES) if rng.random() < share else letter[0], content)


def nest(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """The page, or its body, in elements nested 10 to 20,000 deep, closed or not."""
    name, depth = rng.choice(_NAMES), rng.choice((10, 200, 300, 1000, 3000, 20_000))
    before, behind = b"<%b>" % name * depth, b"</%b>" % name * rng.choice((0, depth))
    body = re.search(rb"<body[^<>]*>", content, re.IGNORECASE)
    at = body.end() if body else 0
    return content[:at] + before + content[at:] + behind


def join(content: bytes, other: bytes, rng: random.Random) -> bytes:
    """Two pages in one, one behind or within the other."""
    return content + other if rng.random() < 0.5 else _insert(content, other, rng)


def sprinkle_controls(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """Control characters, bidi marks, bytes that are no UTF-8, anywhere."""
    for _turn in range(rng.choice((1, 10, 100))):
        content = _insert(content, rng.choice(_UNSEEN) * rng.choice((1, 1, 100)), rng)
    return content


def shuffle(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """The page in pieces, in another order."""
    ends = sorted({0, len(content), *(rng.randrange(len(content)) for _ in range(rng.randint(2, 30)))})
    pieces = [content[start:end] for start, end in pairwise(ends)]
    rng.shuffle(pieces)
    return b"".join(pieces)


def change_numbers(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """Numbers, those of dates among them, replaced by ones that no calendar has, and digits of other scripts."""
    share = rng.choice((0.1, 0.7))
    return _DIGITS.sub(lambda digits: rng.choice(_NUMBERS).encode() if rng.random() < share else digits[0], content)


def change_links(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """Links, and contents of metas, replaced by what is no URL, or one that nobody should ask for."""
    share = rng.choice((0.1, 1.0))

    def changed(found: re.Match[bytes]) -> bytes:
        return b'%b="%b"' % (found[1], rng.choice(_LINKS)) if rng.random() < share else found[0]

    base = b'<base href="%b">' % (rng.choice(_LINKS) + b"a" * rng.choice((0, 0, 3000)))
    return (base if rng.random() < 0.3 else b"") + _LINK.sub(changed, content)


def stretch_blanks(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """Spaces made long, or all taken out."""
    if rng.random() < 0.2:
        return content.replace(b" ", b"")
    times = rng.choice((10, 5000))
    share = 20 / times
    return re.sub(
        b" ", lambda _: (b" " if rng.random() < 0.5 else b"\t\n") * (times if rng.random() < share else 1), content
    )


def swap_metas(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """What the page's metas say given in another order, so that each says what another should, and longer."""
    contents = [found[2] for found in _LINK.finditer(content) if found[1].lower() == b"content"]
    rng.shuffle(contents)
    times = rng.choice((1, 1, 200))
    return _LINK.sub(
        lambda found: b'content="%b"' % (contents.pop() * times) if found[1].lower() == b"content" else found[0],
        content,
    )


def bury_in_json(content: bytes, _: bytes, rng: random.Random) -> bytes:
    """The page's text as a string within a script, as pages that are built in the browser have it."""
    text = json.dumps(content.decode("utf-8", "replace"), ensure_ascii=rng.random() < 0.5).replace("</", "<\\/")
    key = rng.choice(("articleBody", "body", "content", "html"))
    return f'<html><body><script>window.__STATE__={{"{key}":{text}}}</script></body></html>'.encode("utf-8", "replace")


MUTATIONS: dict[str, Mutation] = {
    mutation.__name__: mutation
    for mutation in (
        cut, cut_out, flip_bytes, insert_noise, drop_tags, double_tags, rename_tags, unclose, double_attributes,
        repeat_block, mix_encodings, misdeclare, break_json_ld, move_scripts, open_and_leave, sprinkle_entities, nest,
        join, sprinkle_controls, shuffle, change_numbers, change_links, stretch_blanks, swap_metas, bury_in_json,
    )
}  # fmt: skip


def mutated(content: bytes, other: bytes, number: int, seed: int) -> tuple[str, bytes]:
    """A page mutated in one way, or in two, one after another.

    Args:
        content: the page, of one byte at least.
        other: another page, for the mutations that need one.
        number: of the mutation, which tells the way: they come by turns.
        seed: with the number, what chance is made of.

    Returns:
        The names of the mutations, with `+` between them; and the bytes.
    """
    rng = random.Random(f"{seed}:{number}")  # noqa: S311 (no secret)
    names = [list(MUTATIONS)[number % len(MUTATIONS)]]
    if rng.random() < 0.3:
        names.append(rng.choice(list(MUTATIONS)))
    for name in names:
        content = MUTATIONS[name](content or b" ", other, rng)
    return "+".join(names), content


def _insert(content: bytes, part: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content) + 1)
    return content[:at] + part + content[at:]
