"""Outlets' files are read, and what is wrong with them is told: file, field, value, cause."""

import re
from datetime import date
from pathlib import Path

import pytest

from newsscrape.dates import DateRules
from newsscrape.errors import ConfigurationError
from newsscrape.outlets.base import Outlet, Version
from newsscrape.outlets.declaration import KEYS, declare, load_outlet, parse_outlet
from newsscrape.outlets.registry import outlet_named, outlets, path_of
from newsscrape.readers.selectors import FIELDS

HEAD = 'name = "gazette"\ntitle = "The Gazette"\ndomains = ["www.gazette.example", "gazette.example"]\n'
FULL = (
    HEAD
    + """
language = "pt-BR"
timezone = "America/New_York"
date_formats = ["%B %d, %Y"]
month_first = false
front = "/home/"
article_path = '/story/\\d+'
feeds = ["/rss.xml", "https://feeds.gazette.example/all"]
roads = ["feed"]

[settings]
DOWNLOAD_DELAY = 2.5

[[versions]]
since = 2024-05-01
title = "h1.headline"
authors = ["a[rel=author]", "jsonld:author.name"]
date_published = "time::attr(datetime)"
body = "xpath://div[@id='story']"
leave_out = ["aside", ".ad"]

[[versions]]
body = "td.text"
"""
)


def test_every_key_is_read() -> None:
    outlet = parse_outlet(FULL, "gazette.toml")
    assert outlet == Outlet(
        name="gazette",
        title="The Gazette",
        domains=("www.gazette.example", "gazette.example"),
        language="pt-BR",
        front="/home/",
        article_path=r"/story/\d+",
        dates=DateRules(formats=("%B %d, %Y",), languages=("pt",), timezone="America/New_York", month_first=False),
        feeds=("/rss.xml", "https://feeds.gazette.example/all"),
        roads=("feed",),
        versions=(
            Version(
                since=date(2024, 5, 1),
                fields={
                    "title": ("h1.headline",),
                    "authors": ("a[rel=author]", "jsonld:author.name"),
                    "date_published": ("time::attr(datetime)",),
                    "body": ("xpath://div[@id='story']",),
                },
                leave_out=("aside", ".ad"),
            ),
            Version(fields={"body": ("td.text",)}),
        ),
        settings={"DOWNLOAD_DELAY": 2.5},
    )
    assert parse_outlet(declare(outlet), "x") == outlet


def test_name_title_and_domains_are_enough() -> None:
    outlet = parse_outlet(HEAD, "gazette.toml")
    assert (outlet.front, outlet.article_path, outlet.versions, outlet.dates) == ("/", None, (), DateRules())
    assert not outlet.is_article("https://gazette.example/a")
    assert declare(outlet).count("\n") == 3


VERSION = HEAD + "[[versions]]\n"
MARKS = (
    '[landmarks]\ndate_line = "d"\nday = "d"\ncode = "(?P<code>5)"\ncode_label = "c"\nend_of_body = "e"\nfeatured = "f"'
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "gazette.toml: no TOML: "),
        ("a = " + "[" * 5000, "gazette.toml: no TOML: "),
        ("", "name: is missing; it must be given"),
        ('name = "gazette"', "title: is missing"),
        (HEAD + "colour = 5", "colour: 5: no such key; there are: name, title, domains,"),
        (HEAD.replace('"The Gazette"', "7"), "title: 7: a text is needed, not a number"),
        (HEAD.replace('"The Gazette"', '" "'), "title: ' ': it is empty"),
        (HEAD.replace('"gazette"', '"The Gazette"'), "name: 'The Gazette': a name is small letters"),
        (HEAD.replace('"gazette"', '"other"'), "name: 'other': the file's name must be other.toml"),
        ('name = "gazette"\ntitle = "G"\ndomains = []', "domains: []: at least one domain is needed"),
        (
            'name = "gazette"\ntitle = "G"\ndomains = "g.example"',
            "domains: 'g.example': a list of texts is needed, not a text",
        ),
        ('name = "gazette"\ntitle = "G"\ndomains = [5]', "domains: 5: a text is needed, not a number"),
        (
            'name = "gazette"\ntitle = "G"\ndomains = ["https://g.example/"]',
            "domains: 'https://g.example/': no domain:",
        ),
        ('name = "gazette"\ntitle = "G"\ndomains = ["localhost"]', "domains: 'localhost': no domain:"),
        ('name = "gazette"\ntitle = "G"\ndomains = ["-a.example"]', "domains: '-a.example': no domain:"),
        (HEAD + 'language = "english"', "language: 'english': no tag of a language"),
        (HEAD + 'timezone = "Mars/Olympus"', "timezone: 'Mars/Olympus': no time zone of the IANA database"),
        (HEAD + 'timezone = "America"', "timezone: 'America': no time zone"),
        (HEAD + 'timezone = "../etc"', "timezone: '../etc': no time zone"),
        (HEAD + 'date_formats = ["%Q"]', "date_formats: '%Q': no format of strptime"),
        (HEAD + 'date_formats = ["%d %B"]', "date_formats: '%d %B': the format needs day, month and year"),
        (HEAD + "month_first = 1", "month_first: 1: true or false is needed, not a number"),
        (HEAD + 'front = "en/"', "front: 'en/': a path begins with /"),
        (HEAD + 'article_path = "/(a"', "article_path: '/(a': the pattern cannot be compiled: missing )"),
        (HEAD + 'feeds = ["rss.xml"]', "feeds: 'rss.xml': neither a path nor an http(s) URL"),
        (HEAD + 'roads = ["train"]', "roads: 'train': no road; there are: listing, feed, sitemap"),
        (HEAD + "settings = 5", "settings: 5: a table is needed, not a number"),
        (HEAD + "[settings]\ndelay = 5", "settings.delay: 5: a setting's name is in capitals"),
        (HEAD + "[settings]\nDELAY = 2024-01-01", "settings.DELAY: datetime.date(2024, 1, 1): a text, a number,"),
        (HEAD + MARKS.replace('"(?P<code>5)"', '"5"'), "landmarks.code: '5': it needs a group for the code itself"),
        (HEAD + MARKS.replace('day = "d"', 'day = "["'), "landmarks.day: '[': the pattern cannot be compiled"),
        (HEAD + MARKS.replace('featured = "f"', ""), "landmarks.featured: is missing"),
        (HEAD + MARKS + "\nfooter = 5", "landmarks.footer: 5: no such key; there are: date_line,"),
        (HEAD + "versions = 5", "versions: 5: tables are needed, each below a line [[versions]]"),
        (VERSION, "versions[1]: it has no field; there are: body, title"),
        (VERSION + 'headline = "h1"', "versions[1].headline: 'h1': no such key; there are: since, body, title"),
        (VERSION + "title = 5", "versions[1].title: 5: a selector or a list of selectors is needed, not a number"),
        (VERSION + "title = []", "versions[1].title: []: the list is empty"),
        (VERSION + 'title = ["h1", 5]', "versions[1].title: 5: a text is needed"),
        (VERSION + 'title = "h1["', "versions[1].title: 'h1[': no CSS selector: "),
        (VERSION + 'title = "h1::before"', "versions[1].title: 'h1::before': no CSS selector: "),
        (VERSION + 'title = "h1:nonsense"', "versions[1].title: 'h1:nonsense': no CSS selector: "),
        (VERSION + 'title = "xpath://h1["', "versions[1].title: 'xpath://h1[': no XPath expression: "),
        (VERSION + 'title = "xpath:nonsense(//h1)"', "'xpath:nonsense(//h1)': no XPath expression: "),
        (VERSION + 'title = "xpath:x:a"', "'xpath:x:a': no XPath expression: "),
        (VERSION + 'title = "xpath:count(//h1)"', "'xpath:count(//h1)': it gives a number, not elements or texts"),
        (VERSION + 'title = "xpath://h1 = 5"', "'xpath://h1 = 5': it gives a truth value, not elements or texts"),
        (VERSION + 'title = "jsonld:"', "'jsonld:': a path into JSON-LD is keys with dots"),
        (VERSION + 'title = "jsonld:a..b"', "'jsonld:a..b': a path into JSON-LD is keys with dots"),
        (
            VERSION + 'title = "h1"\nleave_out = ["p"]',
            "versions[1].leave_out: ['p']: it counts within the containers of",
        ),
        (VERSION + 'body = "p"\nleave_out = ["p::text"]', "leave_out: 'p::text': elements are left out, not texts"),
        (VERSION + 'body = "p"\nleave_out = ["jsonld:a"]', "leave_out: 'jsonld:a': elements are left out, not texts"),
        (VERSION + 'body = "p"\nleave_out = ["["]', "leave_out: '[': no CSS selector"),
        (
            VERSION + 'since = "2024-01-01"\nbody = "p"',
            "versions[1].since: '2024-01-01': a day is needed, without quotation",
        ),
        (VERSION + 'since = 2024-01-01T00:00:00\nbody = "p"', "versions[1].since: "),
        (
            VERSION + 'since = 2023-01-01\nbody = "p"\n[[versions]]\nsince = 2024-01-01\nbody = "p"',
            "versions[2].since: '2024-01-01': the newest version comes first: this day must be before 2023-01-01",
        ),
        (VERSION + 'body = "p"\n[[versions]]\nbody = "p"', "versions[2].since: None: the version above it has none"),
    ],
)
def test_what_is_wrong_is_told(text: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        parse_outlet(text, "gazette.toml", name="gazette")
    assert str(error.value).startswith("gazette.toml: ")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.toml: cannot be read: "):
        load_outlet(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe4"')
    with pytest.raises(ConfigurationError, match=r"latin\.toml: cannot be read: .*utf-8"):
        load_outlet(tmp_path / "latin.toml")


def test_the_packaged_outlet_is_declared_in_few_lines() -> None:
    outlet = outlet_named("islamtimes")
    assert parse_outlet(declare(outlet), "x") == outlet
    assert declare(outlet).count("\n") <= 40


def test_the_packaged_files_are_short() -> None:
    for outlet in outlets().values():
        assert path_of(outlet).read_text(encoding="utf-8").count("\n") <= 40


def test_the_examples_of_the_docs_can_be_read() -> None:
    blocks = re.findall(r"(?ms)^```toml\n(.*?)^```", read_doc("docs/outlets.md"))
    assert [parse_outlet(block, "x").name for block in blocks] == ["gazette"]


def test_the_docs_name_the_packages_outlets() -> None:
    table = re.findall(r"(?m)^\| `([\w.-]+)` \| ([^|]+) \| [^|]+ \| `([\w-]+)` \|$", read_doc("docs/outlets.md"))
    known = [(outlet.name, outlet.title, outlet.language) for outlet in outlets().values()]
    assert table == known, f"docs/outlets.md: the table and newsscrape/outlets/ differ: {set(table) ^ set(known)}"


def test_the_docs_have_every_key() -> None:
    told = set(re.findall(r"`\[*(\w+)\]*`", read_doc("docs/outlets.md")))
    assert {*KEYS, *FIELDS, "since", "leave_out"} <= told


def read_doc(name: str) -> str:
    return (Path(__file__).parents[3] / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "outlet",
    [
        Outlet(name="e", title="E", domains=("e.example",), dates=DateRules(near="2024-01-01")),
        Outlet(name="e", title="E", domains=("e.example",), dates=DateRules(languages=("en", "fr"))),
        Outlet(name="E!", title="E", domains=("e.example",)),
    ],
)
def test_what_no_file_can_say_is_refused(outlet: Outlet) -> None:
    with pytest.raises(ConfigurationError, match=r"(?:e|E!)\.toml: "):
        declare(outlet)


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (date(2024, 5, 1), date(2024, 5, 1)),
        (date(2024, 4, 30), date(2020, 1, 1)),
        (date(2019, 12, 31), None),
        (None, date(2024, 5, 1)),
    ],
)
def test_a_page_takes_the_version_of_its_day(day: date | None, since: date | None) -> None:
    versions = tuple(Version(since=start, fields={"body": ("p",)}) for start in (date(2024, 5, 1), date(2020, 1, 1)))
    version = Outlet(name="e", title="E", domains=("e.example",), versions=versions).version_on(day)
    assert (version.since if version else None) == since
