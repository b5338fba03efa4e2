"""Challenges are told from pages; articles that speak of them are pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsscrape.politeness.challenge import challenge_of

CLOUDFLARE = b"""<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"><meta http-equiv="refresh" content="390"></head><body>
<div class="main-wrapper"><noscript>Enable JavaScript and cookies to continue</noscript></div>
<script>(function(){window._cf_chl_opt = {cvId: '3', cType: 'managed'};})();</script></body></html>"""
DATADOME = b"""<html lang="en"><head><title>outlet.example</title></head><body><p id="cmsg">Please enable JS</p>
<script>var dd={'rt':'c','cid':'A','host':'geo.captcha-delivery.com'}</script>
<script src="https://ct.captcha-delivery.com/c.js"></script></body></html>"""
PERIMETERX = b"""<html><head><title>Access to this page has been denied</title></head><body>
<div id="px-captcha"></div><script src="/a/captcha.js"></script></body></html>"""
IMPERVA = b"""<html><head><META NAME="robots" CONTENT="noindex,nofollow"><script src="/_Incapsula_Resource?SWJIYLWA=5">
</script></head><body></body></html>"""
AKAMAI = b"""<html><head></head><body><div id="sec-if-cpt-container"></div>
<script src="/_sec/cp_challenge/ak-challenge-3-1.htm"></script></body></html>"""
ANUBIS = b"""<html><head><title>Making sure you're not a bot!</title>
<script id="anubis_challenge" type="application/json">{}</script></head><body><h1>Making sure</h1></body></html>"""

PARAGRAPH = b"<p>Readers saw <code>_cf_chl_opt</code> and the words Just a moment... on their screens, " + (
    b"and then a box by captcha-delivery.com, before px-captcha and _Incapsula_Resource had their turn. " * 8
)
# What Cloudflare and PerimeterX add to each page that they let through.
ADDED = (
    b"<script>window.__CF$cv$params={r:'8'};a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'</script>"
    b"<script>window._pxAppId='PX1'</script>"
)
ARTICLE = b"<html><head><title>%s</title></head><body><h1>%s</h1>%s</body></html>"


@pytest.mark.parametrize(
    ("body", "who"),
    [
        (CLOUDFLARE, "Cloudflare"),
        (DATADOME, "DataDome"),
        (PERIMETERX, "PerimeterX"),
        (IMPERVA, "Imperva"),
        (AKAMAI, "Akamai"),
        (ANUBIS, "Anubis"),
        (b"<title>Just a moment...</title><p>Checking your browser before accessing outlet.example.", "Cloudflare"),
        (b"<title>\n Attention Required! | Cloudflare </title><h1>Sorry, you have been blocked</h1>", "Cloudflare"),
    ],
)
def test_pages_of_challenges(body: bytes, who: str) -> None:
    assert challenge_of({}, body) == who


@pytest.mark.parametrize(
    ("headers", "who"),
    [
        ({"cf-mitigated": "challenge"}, "Cloudflare"),
        ({"x-amzn-waf-action": "captcha"}, "AWS WAF"),
        ({"x-vercel-mitigated": "challenge"}, "Vercel"),
        ({"server": "cloudflare", "cf-ray": "8a"}, None),
        ({"x-datadome": "protected"}, None),
    ],
)
def test_headers(headers: dict[str, str], who: str | None) -> None:
    assert challenge_of(headers, b"<p>Hello") == who


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff",
        b"<!-- -->",
        ARTICLE % (b"Just a moment...", b"Just a moment...", PARAGRAPH),
        ARTICLE % (b"Just a moment... | The Outlet", b"Just a moment...", b"<p>Short.</p>"),
        ARTICLE % (b"Walls of the web", b"Walls", b"<p>A page holds <code>window._cf_chl_opt</code>, no more.</p>"),
        ARTICLE % (b"News", b"News", b"<p>Rain.</p>" + ADDED),
        ARTICLE % (b"News", b"News", PARAGRAPH + b"<script src='https://ct.captcha-delivery.com/c.js'></script>"),
        CLOUDFLARE + b" " * 70_000,
    ],
)  # fmt: skip
def test_pages_that_are_none(body: bytes) -> None:
    assert challenge_of({}, body) is None


@given(st.binary(), st.sampled_from([b"", b"<title>", b"_cf_chl_opt", b"<script>px-captcha"]))
def test_never_raises(body: bytes, sign: bytes) -> None:
    challenge_of({}, body + sign + body)
