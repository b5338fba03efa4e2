"""URLs: what is absolute, canonical, inside a domain."""

import pytest

from newsscrape.urls import (
    absolute_url,
    canonical_url,
    fingerprint,
    host_of,
    in_domain,
    origin_of,
    port_of,
    split_http_url,
    without_credentials,
)


@pytest.mark.parametrize(
    ("link", "base", "url"),
    [
        ("/en/news/1/a", "https://www.islamtimes.org/en/", "https://www.islamtimes.org/en/news/1/a"),
        ("../b?x=1#c", "https://e.org/a/d/", "https://e.org/a/b?x=1#c"),
        ("//e.org/a", "http://f.org/", "http://e.org/a"),
        (" \n/a\u200b ", "https://e.org/", "https://e.org/a"),
        ("/a b", "https://e.org/", "https://e.org/a%20b"),
        ("/é", "https://e.org/", "https://e.org/%C3%A9"),
        ("https://e.org/x", None, "https://e.org/x"),
        ("/x", None, None),
        ("", "https://e.org/", None),
        ("mailto:a@e.org", "https://e.org/", None),
        ("javascript:void(0)", "https://e.org/", None),
        ("http://[bad", "https://e.org/", None),
        ("http://e.org:port/", None, None),
        ("http:///x", None, None),
    ],
)
def test_absolute_url(link: str, base: str | None, url: str | None) -> None:
    assert absolute_url(link, base) == url


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.E.org:443/a", "https://www.e.org/a"),
        ("http://e.org:80", "http://e.org/"),
        ("http://e.org:8080/a", "http://e.org:8080/a"),
        ("http://user:secret@e.org/a", "http://e.org/a"),
        ("https://e.org/a?b=2&a=1#top", "https://e.org/a?a=1&b=2"),
        ("https://e.org/a?utm_source=x&id=5&fbclid=y", "https://e.org/a?id=5"),
        ("https://e.org/a?utm=1", "https://e.org/a?utm=1"),  # no tracker that is known
        ("https://e.org/%7ea%2fb", "https://e.org/~a%2Fb"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        ("ftp://e.org/a", None),
        ("/a", None),
        ("", None),
    ],
)
def test_canonical_url(url: str, canonical: str | None) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize("url", ["http://e.org:0/", "http://e.org:99999/", "http://a b/", "http://]/", "data:,x"])
def test_what_is_no_http_url(url: str) -> None:
    assert split_http_url(url) is None
    assert host_of(url) is None
    assert origin_of(url) is None


@pytest.mark.parametrize(
    ("host", "domain", "inside"),
    [
        ("islamtimes.org", "islamtimes.org", True),
        ("en.islamtimes.org", "islamtimes.org", True),
        ("notislamtimes.org", "islamtimes.org", False),
        ("islamtimes.org.evil.com", "islamtimes.org", False),
        ("org", "islamtimes.org", False),
    ],
)
def test_in_domain(host: str, domain: str, inside: bool) -> None:
    assert in_domain(host, domain) is inside


def test_host_and_origin() -> None:
    assert host_of("https://WWW.E.org:8443/a") == "www.e.org"
    assert host_of(None) is None
    assert origin_of("HTTP://E.org:80/a?b") == "http://e.org"
    assert origin_of("http://127.0.0.1:8000/a/b") == "http://127.0.0.1:8000"


def test_fingerprint_is_the_head_of_sha256() -> None:
    assert fingerprint("") == "e3b0c44298fc1c149afb"  # FIPS 180-4's digest of nothing
    assert fingerprint("a") != fingerprint("b")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://e.org/a?PHPSESSID=0123456789abcdef0123456789&id=1", "http://e.org/a?id=1"),
        ("http://e.org/a;jsessionid=A1B2C3.node1?id=1", "http://e.org/a?id=1"),
        ("http://e.org/(S(lit3py55t21z5v55vlm25s55))/a", "http://e.org/a"),
        ("http://e.org/a?CFID=12345&CFTOKEN=9f-8e", "http://e.org/a"),
        ("http://e.org/a?sid=5f3c9a7be01d5f3c9a7be01d", "http://e.org/a"),
        ("http://e.org/modules.php?name=News&sid=1234", "http://e.org/modules.php?name=News&sid=1234"),
        ("http://e.org/a?session=5", "http://e.org/a?session=5"),
    ],
)
def test_session_ids_are_no_part_of_a_url(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("http://reader:s3cr3t@e.org:8000/a@b?c@d", "http://e.org:8000/a@b?c@d"),
        ("http://reader@e.org/", "http://e.org/"),
        ("http://a@b@e.org/", "http://e.org/"),
        ("http://e.org/a@b", "http://e.org/a@b"),
        ("mailto:a@e.org", "mailto:a@e.org"),
    ],
)
def test_credentials_are_left_out(url: str, plain: str) -> None:
    assert without_credentials(url) == plain
    assert absolute_url(url, None) == (plain if plain.startswith("http") else None)


def test_ports() -> None:
    urls = ("http://e.org/", "https://e.org/", "http://e.org:81/", "ftp://e.org")
    assert [port_of(url) for url in urls] == [80, 443, 81, None]
