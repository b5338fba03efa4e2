"""Hostile networks: nothing but the outlet is connected to, whatever pages and name servers say. Sockets see it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from fixtures.serve import Answer, serving
from tests.crawl.conftest import Run, Scrapy
from tests.crawl.names import NAMES, free_port, witnesses
from tests.crawl.outlet import Mirror, article, links

ROOT = Path(__file__).parents[2]
SPIDER = """
import scrapy


class Own(scrapy.Spider):
    name = "own"

    def __init__(self, url):
        super().__init__()
        self.start_urls = [url]

    def parse(self, response):
        yield {"url": response.url}
        for url in response.css("a::attr(href)").getall():
            yield scrapy.Request(url, self.parse_other, errback=self.miss, dont_filter=True)

    def parse_other(self, response):
        yield {"url": response.url}

    def miss(self, failure):
        yield {"url": failure.request.url, "why": failure.getErrorMessage()}
"""


def places(port: int, other: int) -> dict[str, str]:
    """URLs that lead to this machine or its neighbours, and what is said of each."""
    loopback = "refused address 127.0.0.2 (loopback)"
    robots = "robots.txt cannot be read: "
    return {
        f"http://127.0.0.1:{other}/": "refused address 127.0.0.1 (loopback)",
        f"http://127.0.0.2:{port}/": loopback,
        f"http://2130706434:{port}/": loopback,
        f"http://0x7f000002:{port}/": loopback,
        f"http://0177.0.0.2:{port}/": loopback,
        f"http://127.2:{port}/": loopback,
        f"http://127.0.0.2.:{port}/": loopback,
        f"http://localhost:{other}/": "refused address 127.0.0.1 (loopback)",
        f"http://a.localhost:{other}/": "refused address 127.0.0.1 (loopback)",
        f"http://0.0.0.0:{other}/": "refused address 0.0.0.0 (unspecified)",
        f"http://[::1]:{other}/": "refused address ::1 (loopback)",
        f"http://[::]:{other}/": "refused address :: (unspecified)",
        f"http://[::ffff:127.0.0.2]:{port}/": loopback,
        "http://[64:ff9b::a00:1]/": "refused address 64:ff9b::a00:1 (private)",
        "http://[fd00:ec2::254]/latest/": "refused address fd00:ec2::254 (private)",
        "http://[fe80::1]/": "refused address fe80::1 (link-local)",
        "http://10.0.0.1/": "refused address 10.0.0.1 (private)",
        "http://172.16.0.1/": "refused address 172.16.0.1 (private)",
        "http://192.168.0.1/": "refused address 192.168.0.1 (private)",
        "http://100.64.0.1/": "refused address 100.64.0.1 (shared by a provider)",
        "http://224.0.0.1/": "refused address 224.0.0.1 (multicast)",
        "http://169.254.169.254/latest/meta-data/": "refused address 169.254.169.254 (link-local)",
        "http://168.63.129.16/": "refused address 168.63.129.16 (cloud metadata)",
        # These are names: only the look-up tells.
        f"http://inside.example:{port}/": f"{robots}{loopback}",
        f"https://inside.example:{port}/": f"{robots}{loopback}",
        f"http://six.example:{other}/": f"{robots}refused address ::1 (loopback)",
        f"http://mapped.example:{port}/": f"{robots}{loopback}",
        "http://many.example/": f"{robots}refused address 10.0.0.2 (private)",
    }


LIES = {
    "inside.example": [["127.0.0.2"]],
    "six.example": [["::1"]],
    "mapped.example": [["::ffff:127.0.0.2"]],
    "many.example": [["10.0.0.2", "10.0.0.2"]],
}
NO_WEB = {"file:///etc/passwd": "file", "ftp://127.0.0.2:{port}/": "ftp", "data:text/html,x": "data"}


def lying(names: dict[str, list[list[str]]], **env: str) -> dict[str, str]:
    """The environment in which names lead where a test says."""
    return {NAMES: json.dumps(names), "PYTHONPATH": str(ROOT), **env}


RESOLVER = (
    "-s",
    "DNS_RESOLVER=tests.crawl.names.LyingResolver",
    "-s",
    "TWISTED_DNS_RESOLVER=tests.crawl.names.LyingResolver",
)
TO_FILE = ("-O", "out.jsonl", "-s", "SPIDER_MODULES=mine")


@pytest.mark.parametrize("way", ["links", "redirects", "page refreshes"])
def test_a_spider_of_ones_own_is_led_nowhere_inside(scrapy: Scrapy, tmp_path: Path, way: str) -> None:
    """It has no boundary: what keeps it is the guard alone."""
    (tmp_path / "mine.py").write_text(SPIDER, encoding="utf-8")
    other = free_port()
    site: dict[str, Answer] = {}
    with serving(Mirror(site)) as mirror:
        port = int(mirror.origin.rpartition(":")[2])
        expected = places(port, other)
        strange = [url.format(port=port) for url in NO_WEB]
        for number, url in enumerate([*expected, *strange]):
            refresh = f'<meta http-equiv="refresh" content="0; url={url}">'.encode()
            is_redirect = way == "redirects"
            site[f"/{number}"] = Answer(status=302, headers={"Location": url}) if is_redirect else Answer(refresh)
        targets = [*expected, *strange] if way == "links" else [mirror.origin + path for path in site]
        site["/"] = links(*targets)
        with witnesses(("127.0.0.2", port), ("127.0.0.1", other), ("::1", other)) as came:
            run = scrapy(
                "crawl", "own", "-a", f"url={mirror.origin}/", *TO_FILE, *RESOLVER,
                env=lying(LIES, PYTHONPATH=f"{tmp_path}:{ROOT}", NEWSSCRAPE_ALLOW_PRIVATE=mirror.origin),
            )  # fmt: skip
    assert came == []
    assert run.code == 0, run.stderr[-3000:]
    records = run.records("out.jsonl")
    missed = {record["url"]: record["why"] for record in records if "why" in record}
    assert {url: missed.get(url) for url in expected} == expected
    assert not [record for record in records if "why" not in record and not record["url"].startswith(mirror.origin)]
    assert "root:" not in run.stderr


def test_a_crawl_is_led_nowhere_else(scrapy: Scrapy) -> None:
    """An origin is allowed alone: not its port at another address, nor another port."""
    other = free_port()
    site: dict[str, Answer] = {"/en/news/1/x": article(1)}
    with serving(Mirror(site)) as mirror:
        port = int(mirror.origin.rpartition(":")[2])
        targets = [*places(port, other), *(url.format(port=port) for url in NO_WEB)]
        site |= {f"/en/go/{n}": Answer(status=302, headers={"Location": url}) for n, url in enumerate(targets)}
        site["/"] = links("/en/news/1/x", *targets, *list(site))
        with witnesses(("127.0.0.2", port), ("127.0.0.1", other), ("::1", other)) as came:
            run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", *RESOLVER, env=lying(LIES))
    assert came == []
    assert run.code == 0, run.stderr[-3000:]
    table = run.table()
    assert (table["exported"], table["failed"]) == (1, len(NO_WEB))
    assert table["off site"] >= len(places(port, other))
    assert table.pop("total") == sum(table.values())
    for scheme in NO_WEB.values():
        assert f"1 redirects to {scheme}:" in run.stderr


@pytest.mark.parametrize(
    "to", ["http://127.0.0.2:{port}/robots.txt", "http://127.0.0.1:{other}/", "http://inside.example:{port}/"]
)
def test_a_robots_txt_is_not_read_at_another_address(scrapy: Scrapy, to: str) -> None:
    other = free_port()
    site = {"/": links("/en/news/1/x"), "/en/news/1/x": article(1)}
    with serving(Mirror(site)) as mirror:
        port = int(mirror.origin.rpartition(":")[2])
        site["/robots.txt"] = Answer(status=302, headers={"Location": to.format(port=port, other=other)})
        with witnesses(("127.0.0.2", port), ("127.0.0.1", other)) as came:
            run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", *RESOLVER, env=lying(LIES))
    assert came == []
    assert (run.code, mirror.requests) == (1, ["/robots.txt"])
    assert "robots.txt cannot be read: re" in run.stderr  # refused address …, redirects to port …


def test_a_name_that_moves_inside_leads_nowhere(scrapy: Scrapy) -> None:
    """127.0.0.5 stands for the outlet's public address, where its name leads at first."""
    pages = {"/": links("/a", "/b"), "/a": article(1), "/b": article(2)}
    with serving_at("127.0.0.5", pages) as (port, asked), witnesses(("127.0.0.2", port)) as came:
        names = {"news.example": [["127.0.0.5"], ["127.0.0.5"], ["127.0.0.2"]]}
        run = site(scrapy, f"http://news.example:{port}/", names, NEWSSCRAPE_ALLOW_PRIVATE="127.0.0.5")
    assert came == []
    assert asked == ["/robots.txt", "/"]
    assert "2 refused address 127.0.0.2 (loopback)" in run.stderr
    assert run.table()["failed"] == 2


def test_of_several_addresses_only_the_allowed_one_is_tried(scrapy: Scrapy) -> None:
    with (
        serving_at("127.0.0.5", {"/": article(1)}) as (port, asked),
        witnesses(("127.0.0.2", port), ("::1", port)) as came,
    ):
        names = {"news.example": [["::1", "127.0.0.2", "127.0.0.5", "::ffff:127.0.0.2"]]}
        run = site(
            scrapy, f"http://news.example:{port}/", names, NEWSSCRAPE_ALLOW_PRIVATE="127.0.0.0/29,http://x.example"
        )
        assert came != []  # the whole network is allowed: the witnesses see
        came.clear()
        asked.clear()
        run = site(scrapy, f"http://news.example:{port}/", names, NEWSSCRAPE_ALLOW_PRIVATE="127.0.0.5")
    assert came == []
    assert asked[:2] == ["/robots.txt", "/"]
    assert run.table()["exported"] == 1


def test_naming_a_site_does_not_allow_what_its_name_leads_to(scrapy: Scrapy) -> None:
    with serving_at("127.0.0.5", {"/": article(1)}) as (port, asked):
        run = site(scrapy, f"http://news.example:{port}/", {"news.example": [["127.0.0.5"]]})
        assert asked == []
        assert "robots.txt cannot be read: refused address 127.0.0.5 (loopback)" in run.stderr
        site(scrapy, f"http://127.0.0.5:{port}/", {})
        assert asked != []  # an address that the user writes is meant


def site(scrapy: Scrapy, url: str, names: dict[str, list[list[str]]], **env: str) -> Run:
    return scrapy("crawl", "site", "-a", f"url={url}", *RESOLVER, "--refetch", env=lying(names, **env))


@contextmanager
def serving_at(host: str, pages: dict[str, Answer]) -> Iterator[tuple[int, list[str]]]:
    """A server at an address of its own, which closes each connection; yields its port and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            said = pages.get(self.path, Answer(b"not here", 404))
            self.send_response(said.status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer((host, 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_port, asked
        finally:
            server.shutdown()


def test_a_proxy_of_the_users_is_used_and_not_asked_for_addresses_inside(scrapy: Scrapy, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(SPIDER, encoding="utf-8")
    web: dict[str, Answer] = {}
    with serving(Mirror(web)) as proxy:
        inside = {url: why for url, why in places(9, 9).items() if ".example" not in url}
        web["http://www.courier.example/"] = links(*inside)
        run = scrapy(
            "crawl", "own", "-a", "url=http://www.courier.example/", *TO_FILE,
            env={"PYTHONPATH": f"{tmp_path}:{ROOT}", "http_proxy": proxy.origin, "no_proxy": "", "NO_PROXY": ""},
        )  # fmt: skip
    assert proxy.requests == ["http://www.courier.example/robots.txt", "http://www.courier.example/"]
    missed = {record["url"]: record["why"] for record in run.records("out.jsonl") if "why" in record}
    assert missed == inside


def test_credentials_and_cookies_go_nowhere(scrapy: Scrapy, tmp_path: Path) -> None:
    site: dict[str, Answer] = {}
    with serving(Mirror(site)) as mirror:
        host = mirror.origin.removeprefix("http://")
        secret = f"http://reader:s3cr3t@{host}"
        site["/robots.txt"] = Answer(f"Sitemap: {secret}/sitemap.xml".encode(), headers={"Content-Type": "text/plain"})
        sitemap = f"<urlset><url><loc>{secret}/en/news/1/one</loc></url></urlset>"
        site["/sitemap.xml"] = Answer(sitemap.encode(), headers={"Content-Type": "text/xml"})
        site["/"] = links("/go", f"{secret}/en/news/2/two")
        site["/"].headers["Set-Cookie"] = "visit=1; Path=/"
        site["/go"] = Answer(status=302, headers={"Location": f"{secret}/en/news/3/three"})
        site |= {f"/en/news/{n}/{name}": article(n) for n, name in ((1, "one"), (2, "two"), (3, "three"))}
        run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", "-s", "LOG_LEVEL=DEBUG", "--no-archive")
        assert run.table()["exported"] == 3, run.stderr[-3000:]
        asked = json.dumps(mirror.headers)
    assert all(headers["Host"] == host for headers in mirror.headers)
    assert not [word for word in ("s3cr3t", "Authorization", "Cookie") if word in asked]
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert b"en/news/3" in kept
    assert b"s3cr3t" not in kept
    assert "s3cr3t" not in run.stderr + run.stdout


def test_a_handler_that_guards_nothing_is_not_used(scrapy: Scrapy) -> None:
    handlers = json.dumps({"https": "scrapy.core.downloader.handlers.http2.H2DownloadHandler"})
    run = scrapy("crawl", "site", "-a", "url=http://127.0.0.1:9/", "-s", f"DOWNLOAD_HANDLERS={handlers}")
    assert run.code == 2
    assert "connects to any address" in run.stderr
    run = scrapy("crawl", "site", "-a", "url=http://127.0.0.1:9/", "-s", "NEWSSCRAPE_ALLOW_PRIVATE=10.0.0.0/99")
    assert run.code == 2
    assert "NEWSSCRAPE_ALLOW_PRIVATE: 10.0.0.0/99 is no origin" in run.stderr


def test_a_calendar_without_end_ends(scrapy: Scrapy, record_property: Callable[[str, object], None]) -> None:
    stories = {f"/en/news/{n}/x": article(n) for n in range(1, 31)}

    def answer(path: str) -> Answer:
        if path.startswith("/en/calendar/"):
            month = int(path.rpartition("/")[2])
            return links("/en/news/1/x", f"/en/calendar/{month + 1}", f"/en/calendar/{month - 1}")
        return stories.get(path) or (links("/en/calendar/500", *stories) if path == "/" else Answer(b"", 404))

    with serving(answer) as mirror:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", "-s", "NEWSSCRAPE_TRAP_BUDGET=25")
    table = run.table()
    months = sum(path.startswith("/en/calendar/") for path in mirror.requests)
    assert (table["exported"], table["looks like a trap"]) == (30, 2)
    assert 25 <= months <= 2 * 25 + 2  # the budget, twice; and a page that named a story as the first did
    assert "25 pages like 127.0.0.1:" in run.stderr
    record_property(
        "figure", f"a calendar without end: {months} months asked for, of a budget of 25; 30 of 30 articles"
    )


def test_reparse_and_outlet_files_connect_nowhere(scrapy: Scrapy, tmp_path: Path) -> None:
    """A page names what it likes: pictures, frames, style sheets, a DTD; nothing of it is fetched."""
    with serving(Mirror({})) as other:
        head = f"""<!DOCTYPE html SYSTEM "{other.origin}/a.dtd"><html><head><base href="{other.origin}/">
        <link rel="stylesheet" href="{other.origin}/a.css"><link rel="canonical" href="{other.origin}/en/news/1/x">
        <script src="{other.origin}/a.js"></script></head><body><iframe src="{other.origin}/a.html"></iframe>
        <img src="{other.origin}/a.png"><object data="{other.origin}/a.swf"></object>"""
        (tmp_path / "saved").mkdir()
        (tmp_path / "saved/one.html").write_bytes(head.encode() + article(1).body)
        run = scrapy("reparse", "saved", "-O", "out.jsonl")
    assert (run.code, len(run.records("out.jsonl"))) == (0, 1), run.stderr
    assert other.requests == []


def test_a_proxy_may_be_anywhere(scrapy: Scrapy) -> None:
    """It is the user's own word; by https it is asked for a tunnel."""
    port = free_port()
    proxies = {"http_proxy": "", "https_proxy": f"http://127.0.0.2:{port}", "no_proxy": "", "NO_PROXY": ""}
    with witnesses(("127.0.0.2", port)) as came:
        scrapy("crawl", "site", "-a", "url=https://www.courier.example/", env=proxies)
    assert came == [f"127.0.0.2 {port}"]


def test_a_spider_of_ones_own_sends_no_credentials_of_urls(scrapy: Scrapy, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(SPIDER, encoding="utf-8")
    site: dict[str, Answer] = {"/a": article(1), "/b": Answer(status=302)}
    with serving(Mirror(site)) as mirror:
        secret = mirror.origin.replace("//", "//reader:s3cr3t@")
        site["/b"].headers["Location"] = f"{secret}/a?b"
        site["/a?b"] = article(2)
        site["/"] = links(f"{secret}/a", f"{mirror.origin}/b")
        run = scrapy(
            "crawl", "own", "-a", f"url={mirror.origin}/", *TO_FILE,
            env={"PYTHONPATH": f"{tmp_path}:{ROOT}", "NEWSSCRAPE_ALLOW_PRIVATE": mirror.origin},
        )  # fmt: skip
    assert {record["url"] for record in run.records("out.jsonl")} == {
        mirror.origin + path for path in ("/", "/a", "/a?b")
    }
    assert "s3cr3t" not in json.dumps(mirror.headers) + "".join(mirror.requests) + run.stderr
