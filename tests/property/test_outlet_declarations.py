"""Any outlet that a file can declare is declared, and read back the same; any text is read or refused."""

import re
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsscrape.dates import DateRules
from newsscrape.errors import ConfigurationError
from newsscrape.outlets.base import Outlet, Version
from newsscrape.outlets.declaration import ROADS, declare, parse_outlet
from newsscrape.page import Page
from newsscrape.readers.landmarks import Landmarks
from newsscrape.readers.selectors import FIELDS, extract_selected

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(
    lambda text: bool(text.strip())
)
WORDS = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
PATTERNS = TEXTS.map(re.escape)
SELECTORS = st.one_of(
    st.builds("{}.{}".format, st.sampled_from(["h1", "div", "a", ""]), WORDS),
    st.builds("[data-x={}]::attr({})".format, WORDS.map('"{}"'.format), WORDS),
    st.builds("xpath://*[@class={}]".format, WORDS.map("'{}'".format)),
    st.builds("jsonld:{}.{}".format, WORDS, WORDS),
)
ELEMENTS = SELECTORS.filter(lambda text: "::" not in text and not text.startswith("jsonld:"))
DOMAINS = st.builds("{}.{}".format, WORDS, WORDS)
SETTINGS = st.dictionaries(
    st.from_regex(r"[A-Z][A-Z_]{0,9}", fullmatch=True),
    st.one_of(
        st.booleans(), st.integers(-(2**60), 2**60), st.floats(allow_nan=False), TEXTS, st.lists(TEXTS, max_size=2)
    ),
    max_size=3,
)


def tuples(values: st.SearchStrategy[str], least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, min_size=least, max_size=most, unique=True).map(tuple)


@st.composite
def versions(draw: st.DrawFn) -> tuple[Version, ...]:
    days: list[date | None] = [*sorted(draw(st.lists(st.dates(), max_size=3, unique=True)), reverse=True)]
    made = []
    for day in [*days, *draw(st.sampled_from([[], [None]]))]:
        fields = draw(st.dictionaries(st.sampled_from(FIELDS), tuples(SELECTORS, least=1), min_size=1, max_size=4))
        made.append(Version(since=day, fields=fields, leave_out=draw(tuples(ELEMENTS)) if "body" in fields else ()))
    return tuple(made)


@st.composite
def outlets(draw: st.DrawFn) -> Outlet:
    language = draw(st.sampled_from([None, "en", "pt-BR", "zh-Hant", "es-419"]))
    marks = st.builds(
        Landmarks,
        date_line=PATTERNS, day=PATTERNS, code=PATTERNS.map("(?P<code>{})".format), code_label=PATTERNS,
        end_of_body=TEXTS, featured=TEXTS,
    )  # fmt: skip
    return Outlet(
        name=draw(WORDS),
        title=draw(TEXTS),
        domains=draw(tuples(DOMAINS, least=1)),
        language=language,
        front=draw(WORDS.map("/{}/".format)),
        article_path=draw(st.none() | PATTERNS),
        dates=DateRules(
            formats=draw(st.sampled_from([(), ("%d %B %Y",), ("%Y-%m-%d", "%B %d, %Y")])),
            languages=(language.partition("-")[0],) if language else (),
            timezone=draw(st.sampled_from([None, "UTC", "America/New_York"])),
            month_first=draw(st.none() | st.booleans()),
        ),
        feeds=draw(tuples(st.builds("/{}.xml".format, WORDS))),
        roads=draw(st.permutations(ROADS).map(tuple) | tuples(st.sampled_from(ROADS))),
        landmarks=draw(st.none() | marks),
        versions=draw(versions()),
        settings=draw(SETTINGS),
    )


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a machine that is busy
@given(outlets())
def test_a_declaration_is_read_back_the_same(outlet: Outlet) -> None:
    text = declare(outlet)
    assert parse_outlet(text, "x.toml", name=outlet.name) == outlet
    assert declare(parse_outlet(text, "x.toml")) == text


KEYS = st.sampled_from(
    ["name", "title", "domains", "versions", "settings", "landmarks", "since", "body", "timezone", "language"]
)
VALUES = st.sampled_from(
    ["5", '"x"', "[]", '["a.b"]', "{}", "[{}]", "2024-01-01", "true", '["", 5]', '"["', "inf", "nan", "[[1]]"]
)


@given(st.lists(st.builds("{} = {}".format, KEYS, VALUES), max_size=6).map("\n".join) | st.text(max_size=60))
def test_any_text_is_an_outlet_or_refused_in_a_line(text: str) -> None:
    try:
        outlet = parse_outlet(text, "x.toml")
    except ConfigurationError as error:
        said = str(error)
        assert said.startswith("x.toml: ")
    else:
        assert parse_outlet(declare(outlet), "x.toml") == outlet


TAGS = (
    '<div_class="a"> </div> <p> </p> <b> <a_href="//["> <a_href=x> <img_src="_"> <figure> text <time> '
    "<time_datetime=5> <footer> <nav> <hr> <svg> &#0; <figcaption> "
    '<script_type="application/ld+json">{"a":[{"@id":[]}]}</script>'
)
HTML = st.lists(st.sampled_from([tag.replace("_", " ") for tag in TAGS.split()]), max_size=25).map(" ".join)


@given(
    HTML,
    st.lists(
        st.sampled_from(
            ["div", ".a", "b", "p", "hr", "::text", "a::attr(href)", "xpath://*", "jsonld:a", "jsonld:a.@id"]
        ),
        max_size=2,
    ),
)
def test_selected_fields_are_total(html: str, selectors: list[str]) -> None:
    page = Page(f"<html><body>{html}", url="https://g.example/")
    leave_out = [text for text in selectors if "::" not in text and not text.startswith("jsonld:")]
    for candidate in extract_selected(page, dict.fromkeys(FIELDS, selectors), leave_out[:1]):
        assert candidate.value
        assert candidate.is_declared
