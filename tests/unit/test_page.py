"""A page: decoded once, told HTML from text, its address and its lines."""

import hashlib

import pytest

from newsscrape.errors import Fault
from newsscrape.page import Page, decode, decode_again

ARABIC = "المقاومة الإسلامية في لبنان تعلن عن عملية جديدة ضد قوات الاحتلال، وتؤكد استمرار المواجهة حتى التحرير. " * 5
FRENCH = "Le ministre a déclaré, à Téhéran, que la coopération sera renforcée — c’est l’été des réformes. " * 3


@pytest.mark.parametrize(
    ("content", "content_type", "text", "complaint"),
    [
        ("é".encode(), None, "é", None),
        ("\ufeffé".encode(), "text/html; charset=latin-1", "é", None),
        ("é".encode("utf-16"), None, "é", None),
        ("é’".encode(), "text/html; charset=windows-1256", "é’", "cp1256, but the bytes are utf-8"),
        (b'<meta charset="windows-1251">' + "Мир".encode(), None, None, "cp1251, but the bytes are utf-8"),
        (b'<meta charset="windows-1251">' + "Мир и".encode("cp1251"), None, '<meta charset="windows-1251">Мир и', None),
        (b"plain", "text/html; charset=windows-1256", "plain", None),  # the same in both
        ("\u65e5\u672c".encode("iso2022_jp"), "text/html; charset=iso-2022-jp", "\u65e5\u672c", None),
        (ARABIC.encode("cp1256"), None, ARABIC, None),
        (FRENCH.encode("cp1252"), "text/html; charset=no-such-name", FRENCH, None),
        ("é".encode() * 20 + b"\xff", None, "é" * 20 + "\ufffd", None),  # one broken character among many
        ("é".encode()[:1], None, "\ufffd", None),  # cut off within a character
        (b"", None, "", None),
    ],
)
def test_decode(content: bytes, content_type: str | None, text: str | None, complaint: str | None) -> None:
    decoded, said = decode(content, content_type)
    assert text in (None, decoded)
    assert said == complaint


def test_a_declaration_that_the_bytes_contradict_is_told() -> None:
    text, complaint = decode(ARABIC.encode("cp1256"), "text/html; charset=utf-8")
    assert text == ARABIC
    assert complaint == "utf-8, but the bytes are not; read as cp1256"


def test_a_wrong_declaration_is_noted_once() -> None:
    page = Page('<meta charset="windows-1256">é’'.encode())
    assert (page.text[-2:], page.text[-2:]) == ("é’", "é’")
    assert page.faults == (Fault("page", "wrong encoding declaration", "cp1256, but the bytes are utf-8"),)
    assert str(page.faults[0]) == "page: wrong encoding declaration: 'cp1256, but the bytes are utf-8'"


@pytest.mark.parametrize(
    ("content", "markup", "is_html"),
    [
        ("<html><p>x", None, True),
        ("\n <!DOCTYPE html>x", None, True),
        ("<?xml version='1.0'?><html>", None, True),
        ("HTTP says\n<html>", None, True),
        ("<3 is a heart", None, False),
        ("1 < 2", None, False),
        ("1 < 2", True, True),
        ("no tag", True, False),
        ("x" * 2000 + "<html>", None, False),
        ("", None, False),
    ],
)
def test_is_html(content: str, markup: bool | None, is_html: bool) -> None:
    assert Page(content, markup=markup or None).is_html is is_html


@pytest.mark.parametrize(
    ("content", "cut_off"),
    [
        ("<html><body><p>x</p></body></html>", False),
        ("<html><body><p>x</p></BODY >", False),
        ("<html><body><p>x", True),
        ("plain text", False),
    ],
)
def test_is_cut_off(content: str, cut_off: bool) -> None:
    assert Page(content).is_cut_off is cut_off


@pytest.mark.parametrize(
    ("head", "url", "canonical"),
    [
        ('<link rel="canonical" href="/a">', "https://e.org/b", "https://e.org/a"),
        ('<link rel="Canonical" href="https://e.org/a">', None, "https://e.org/a"),
        ('<meta property="og:url" content="https://e.org/o">', None, "https://e.org/o"),
        ('<link rel="canonical" href="/a">', None, None),  # relative to nothing
        ('<base href="https://f.org/x/"><link rel="canonical" href="a">', "https://e.org/b", "https://f.org/x/a"),
        ('<link rel="canonical" href="https://e.org/">', "https://e.org/b", None),  # a mistake: the front page
        ('<link rel="canonical" href="https://e.org/">', "https://e.org", "https://e.org/"),
        ('<link rel="canonical" href="https://e.org/">', "e.org/b", None),  # a URL that somebody passed in half
        (
            '<link rel="canonical" href="https://e.org"><meta property="og:url" content="https://e.org/b">',
            "https://e.org/b?x",
            "https://e.org/b",
        ),
        ("", "https://e.org/b", None),
    ],
)
def test_canonical_link(head: str, url: str | None, canonical: str | None) -> None:
    assert Page(f"<html><head>{head}</head><body>x</body></html>", url=url).canonical_link == canonical


def test_host_is_that_of_the_url_else_of_the_canonical_link() -> None:
    html = '<html><link rel="canonical" href="https://c.org/a"></html>'
    assert Page(html, url="https://e.org/a").host == "e.org"
    assert Page(html).host == "c.org"
    assert Page("text").host is None


def test_lines_of_text_are_without_their_header() -> None:
    page = Page("\ufeff\xa0date 2023-04-30 0\r\n\r\nOne\tone\r\n \r\ndate 2023-04-30 1")
    assert [line.text for line in page.lines] == ["One one", "date 2023-04-30 1"]  # only the first line can be a header


def test_source() -> None:
    content = b" date 2023-04-30 0\nx"
    source = Page(content, path="a/b.txt", record=3).source
    assert (source.format, source.path, source.record) == ("text", "a/b.txt", 3)
    assert source.sha256 == hashlib.sha256(content).hexdigest()
    assert Page("<html>é").source.sha256 == hashlib.sha256("<html>é".encode()).hexdigest()
    assert Page("\ud800").sha256 == hashlib.sha256(b"\xed\xa0\x80").hexdigest()  # a str that no encoding can write


def test_metas_by_any_of_their_names() -> None:
    page = Page(
        '<html><meta property="OG:Title" content=" T "><meta name="a" property="b" content="1">'
        '<meta name="a" content="2"><meta name="empty" content=" "><meta http-equiv="Content-Language" content="de">'
    )
    assert page.metas == {"og:title": ["T"], "a": ["1", "2"], "b": ["1"], "content-language": ["de"]}


def test_an_address_without_a_host_is_none() -> None:
    page = Page('<html><link rel="canonical" href="https://e.org/"></html>', url="about:blank")
    assert page.host == "e.org"


GREETING = "<html><head><meta charset={}></head><body>Grüße, naïve “Ärzte”</body></html>"


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "iso-8859-15"])
def test_text_that_was_decoded_as_declared_and_wrongly_is_put_right(declared: str) -> None:
    right = GREETING.format(declared)
    page = Page(right.encode().decode("latin-1"))
    assert page.text == right
    assert [fault.cause for fault in page.faults] == ["wrong encoding declaration"]
    assert page.sha256 == hashlib.sha256(right.encode().decode("latin-1").encode()).hexdigest()


@pytest.mark.parametrize(
    "text",
    [
        GREETING.format("iso-8859-1"),  # decoded rightly
        GREETING.format("utf-8").encode().decode("latin-1"),  # nothing says that it is wrong
        GREETING.format("no-such-encoding"),
        "<meta charset=iso-8859-1>plain ascii",
        "<meta charset=gb2312>汉字",
        "<meta charset=iso-8859-2>日本語 Ã¼",
    ],
)
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert decode_again(text) == (text, None)
