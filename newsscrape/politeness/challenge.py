"""Pages by which a server asks whether its reader is human, in place of what was asked for."""

import re
from collections.abc import Mapping
from html import unescape as html_unescape

from lxml import etree, html

_LONGEST_BYTES = 64 * 1024  # the longest challenge known has some 30 kB, nearly all of it script
_MOST_TEXT = 600  # characters that a challenge shows at most; whoever shows more shows a page

# Headers that are set on challenges alone: name, words of its value, who sends it.
_HEADERS = (
    ("cf-mitigated", ("challenge",), "Cloudflare"),  # Cloudflare's documentation, "Detect a challenge page response"
    ("x-amzn-waf-action", ("challenge", "captcha"), "AWS WAF"),  # AWS WAF's, "Challenge action behavior"
    ("x-vercel-mitigated", ("challenge",), "Vercel"),
)
# What stands in scripts and attributes of challenges. What these services add to normal pages is none of it.
_MACHINERY = {
    "_cf_chl_opt": "Cloudflare",
    "cf-browser-verification": "Cloudflare",
    "captcha-delivery.com": "DataDome",
    "px-captcha": "PerimeterX",
    "_incapsula_resource": "Imperva",
    "sec-if-cpt-container": "Akamai",
    "/_sec/cp_challenge/": "Akamai",
    "/_sec/verify?": "Akamai",
    "gokuprops": "AWS WAF",
    "/.well-known/ddos-guard/": "DDoS-Guard",
    "sucuri_cloudproxy_js": "Sucuri",
    "kpsdk.start=kpsdk.now()": "Kasada",
    "anubis_challenge": "Anubis",
}
# Whole titles; a page of an outlet would name the outlet besides.
_TITLES = {
    "just a moment...": "Cloudflare",
    "just a moment…": "Cloudflare",
    "attention required! | cloudflare": "Cloudflare",
    "please wait... | cloudflare": "Cloudflare",
    "please wait… | cloudflare": "Cloudflare",
    "access to this page has been denied": "PerimeterX",
    "access to this page has been denied.": "PerimeterX",
    "pardon our interruption": "Imperva",
    "pardon our interruption...": "Imperva",
    "ddos-guard": "DDoS-Guard",
    "making sure you're not a bot!": "Anubis",
}
_HINTS = tuple(word.encode() for word in _MACHINERY)
_TITLE = re.compile(rb"<title[^>]*>([^<]*)")
_UNSEEN = ("script", "style", "title")


def challenge_of(headers: Mapping[str, str], body: bytes) -> str | None:
    """Whose challenge an answer is, `Cloudflare`; None when it is none.

    A header that only challenges bear tells it, or a short page that shows next to no text and has the title or
    the scripts of one. Words in visible text say nothing: an article may tell of them.

    Args:
        headers: names in lower case.
        body: decompressed.
    """
    for name, values, who in _HEADERS:
        value = headers.get(name, "").lower()
        if any(word in value for word in values):
            return who
    if not body or len(body) > _LONGEST_BYTES:
        return None
    lowered = body.lower()
    if not any(hint in lowered for hint in _HINTS) and _title(lowered) not in _TITLES:
        return None  # nearly all pages, and no tree was made of them
    title, machinery, text = _parts(body)
    if len(text) > _MOST_TEXT:
        return None
    return _TITLES.get(title) or next((who for sign, who in _MACHINERY.items() if sign in machinery), None)


def _title(lowered: bytes) -> str:
    found = _TITLE.search(lowered)
    return " ".join(html_unescape(found[1].decode("utf-8", "replace")).split()) if found else ""


def _parts(body: bytes) -> tuple[str, str, str]:
    """Of a page: its title, its scripts and attributes, and what it shows; the first two in lower case."""
    try:
        root = html.document_fromstring(body)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return "", "", ""
    machinery: list[str] = []
    shown: list[str] = []
    for element in root.iter(etree.Element):
        machinery += element.attrib.values()
        (machinery if element.tag in _UNSEEN else shown).append(element.text or "")
        shown.append(element.tail or "")
    title = " ".join((root.findtext(".//title") or "").split()).lower()
    return title, "\n".join(machinery).lower(), " ".join("".join(shown).split())
