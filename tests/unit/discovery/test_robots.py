"""What a robots.txt says of sitemaps and of AI."""

import pytest
from protego import Protego

from newsscrape.discovery.robots import Robots
from newsscrape.items import RightsStatement

STORY = "https://example.org/news/a.html"


def said(text: str, url: str = STORY) -> list[tuple[str, str]]:
    return [(statement.name, statement.value) for statement in Robots(text.encode()).reservations(url)]


def refused(text: str, url: str = STORY) -> set[str]:
    return {name for name, value in said(text, url) if value == "Disallow"}


def test_sitemaps_are_absolute_and_each_comes_once() -> None:
    robots = Robots(
        b"\xef\xbb\xbfSitemap: https://example.org/b.xml\r\n"
        b"User-agent: *\r\nsitemap:https://example.org/a.xml # all\r\n"
        b"Sitemap: /relative.xml\nSitemap: ftp://example.org/c.xml\nSitemap:\nSitemap: http://[\n"
        b"SITEMAP: https://example.org/b.xml\n"
    )
    assert robots.sitemaps == ("https://example.org/b.xml", "https://example.org/a.xml")


def test_a_statement() -> None:
    (statement,) = Robots(b"User-agent: GPTBot\nDisallow: /").reservations(STORY)
    assert statement == RightsStatement(source="robots.txt", name="gptbot", value="Disallow")


@pytest.mark.parametrize(
    ("text", "agents"),
    [
        ("", set()),
        ("User-agent: *\nDisallow: /", set()),
        ("User-agent: Googlebot\nDisallow: /", set()),
        ("User-agent: *\nDisallow: /\nUser-agent: GPTBot\nAllow: /", set()),
        ("User-agent: GPTBot\nDisallow:", set()),
        ("User-agent: GPTBot\nDisallow: /search", set()),
        ("User-agent: GPTBot\nDisallow: /\nAllow: /news/", set()),
        ("User-agent: GPTBot\nDisallow: /*.html$", {"gptbot"}),
        ("User-agent: GPTBot/1.1 # OpenAI\nDisallow: /", {"gptbot"}),
        ("USER-AGENT :  GPTBOT*\nDisallow: /", {"gptbot"}),
        ("User-agent: GPTBots\nDisallow: /", set()),
        ("# User-agent: GPTBot\nDisallow: /", set()),
        ("User-agent: CCBot\n\nUser-agent: GPTBot\nDisallow: /", {"ccbot", "gptbot"}),
        ("User-agent: CCBot\nSitemap: https://e.org/\nUser-agent: GPTBot\nDisallow: /", {"ccbot", "gptbot"}),
        ("User-agent: CCBot\nDisallow:\nUser-agent: GPTBot\nDisallow: /", {"gptbot"}),
        ("User-agent: CCBot\nDisallow: /a\n\nUser-agent: GPTBot\nUser-agent: CCBot\nDisallow: /n", {"ccbot", "gptbot"}),
        ("User-agent: *\nUser-agent: CCBot\nDisallow: /", {"ccbot"}),
        ("User-agent: CCBot\nuser-agent x: y\nDisallow: /", {"ccbot"}),
    ],
)  # fmt: skip
def test_refused(text: str, agents: set[str]) -> None:
    assert refused(text) == agents


def test_a_refusal_is_of_the_url() -> None:
    robots = "User-agent: ClaudeBot\nUser-agent: Google-Extended\nDisallow: /premium/"
    assert refused(robots, "https://example.org/premium/a") == {"claudebot", "google-extended"}
    assert refused(robots) == set()


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("User-agent: *\nContent-Signal: search=yes,  ai-train=no\nAllow: /", ["search=yes, ai-train=no"]),
        ("User-agent: *\ncontent-signal: AI-Input = no # so\nContent-signal: ai-train=yes",
         ["AI-Input = no", "ai-train=yes"]),
        ("User-agent: *\nContent-Signal: ai-train=no\nContent-Signal: ai-train=no", ["ai-train=no"]),
        ("User-agent: *\nContent-Signal: search=yes", []),
        ("User-agent: Googlebot\nContent-Signal: ai-train=no", []),
        ("Content-Signal: ai-train=no", []),
    ],
)  # fmt: skip
def test_content_signals(text: str, signals: list[str]) -> None:
    assert said(text) == [("content-signal", signal) for signal in signals]


def test_half_a_line_is_not_read() -> None:
    head = b"User-agent: GPTBot\n" + b"#" * (500 * 1024 - 19 - 12) + b"\n"
    assert Robots(head + b"Disallow: /").reservations(STORY)  # 500 KiB to the byte
    assert not Robots(head + b"Disallow: /search").reservations(STORY)


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"User-agent: GPTBot\nDisallow: //[\nDisallow: %\nAllow: $$*"])
def test_strange_bytes_say_nothing(body: bytes) -> None:
    assert Robots(body).reservations(STORY) == []


@pytest.mark.parametrize("url", ["http://[", "\ud800", "", "https://example.org/\ud800"])
def test_a_strange_url_is_not_refused(url: str) -> None:
    assert refused("User-agent: GPTBot\nDisallow: /news", url) == set()


def test_rules_that_protego_cannot_read_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(content: str) -> Protego:
        raise ValueError(content)

    monkeypatch.setattr(Protego, "parse", fail)
    robots = Robots(b"User-agent: GPTBot\nDisallow: /\nSitemap: https://example.org/a.xml")
    assert (robots.reservations(STORY), robots.sitemaps) == ([], ("https://example.org/a.xml",))
