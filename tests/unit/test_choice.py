"""Which candidate is trusted."""

import pytest

from newsscrape.choice import has_full_name, rank, site_keys, without_site
from newsscrape.readers.candidate import Candidate

SITE = site_keys(["The Daily Example"], "www.dailyexample.org")


def best(field: str, *candidates: tuple[str, object]) -> object:
    return rank(field, [Candidate(field, value, method) for method, value in candidates], SITE)[0].value


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("Rain falls | The Daily Example", "Rain falls"),
        ("The Daily Example: Rain falls", "The Daily Example: Rain falls"),
        ("The Daily Example - Rain falls", "Rain falls"),
        ("Rain falls - Daily Example", "Rain falls"),
        ("Rain falls | Weather | dailyexample.org", "Rain falls"),
        ("Rain - or snow", "Rain - or snow"),
        ("Well-known twenty-one", "Well-known twenty-one"),
        ("", ""),
        ("|", "|"),
    ],
)
def test_titles_lose_the_name_of_the_site(title: str, clean: str) -> None:
    assert without_site(title, SITE) == clean
    assert without_site(clean, SITE) == clean


@pytest.mark.parametrize(
    ("candidates", "title"),
    [
        ([("h1", "Rain falls on the town"), ("meta:og:title", "Rain: what to know")], "Rain falls on the town"),
        ([("h1", "The Daily Example"), ("meta:og:title", "Rain falls")], "Rain falls"),
        (
            [("h1", "The Daily Example"), ("h1", "Rain falls"), ("title", "Rain falls - The Daily Example")],
            "Rain falls",
        ),
        ([("h1", "Most read"), ("meta:og:title", "Rain falls")], "Rain falls"),
        ([("h1", "It rains"), ("jsonld", "Rain falls"), ("meta:og:title", "Rain falls | Daily Example")], "Rain falls"),
        (
            [("h1", "Sky Rain falls"), ("h1:part", "Sky"), ("h1:part", "Rain falls"), ("jsonld", "Rain falls")],
            "Rain falls",
        ),
        (
            [("h1", "The big wet day in town"), ("jsonld", "Rain falls on the roofs of all")],
            "Rain falls on the roofs of all",
        ),
        ([("title", "Rain falls | The Daily Example")], "Rain falls"),
        ([("landmarks", "A | B"), ("h1", "Other"), ("jsonld", "Other")], "A | B"),
    ],
)
def test_title(candidates: list[tuple[str, object]], title: str) -> None:
    assert best("title", *candidates) == title


@pytest.mark.parametrize(
    ("candidates", "authors"),
    [
        ([("meta:author", ["Bo Ek"]), ("jsonld", ["Ann Lee"])], ["Ann Lee"]),
        ([("jsonld", ["The Daily Example"]), ("byline", ["Ann Lee"])], ["Ann Lee"]),
        ([("jsonld", ["Ann Lee", "The Daily Example"])], ["Ann Lee"]),
        ([("jsonld:organization", ["News Agency"]), ("byline", ["Ann Lee"])], ["Ann Lee"]),
        ([("jsonld", ["annlee"]), ("byline", ["Ann Lee"])], ["Ann Lee"]),
        ([("jsonld", ["admin"]), ("byline", ["annlee"])], ["annlee"]),
        ([("jsonld", ["The Daily Example"])], ["The Daily Example"]),
        ([("meta:article:author", ["https://e.org/a"]), ("byline:line", ["Ann Lee"])], ["Ann Lee"]),
    ],
)
def test_authors(candidates: list[tuple[str, object]], authors: list[str]) -> None:
    assert best("authors", *candidates) == authors


def test_other_fields_take_their_sources_in_order() -> None:
    assert best("description", ("meta:description", "m"), ("jsonld", "j")) == "j"
    assert best("section", ("breadcrumbs", "b"), ("jsonld:breadcrumbs", "jb"), ("jsonld", "j")) == "j"
    assert best("language", ("meta:og:locale", "en"), ("jsonld", "de"), ("meta:html:lang", "fr")) == "fr"
    assert rank("tags", [], SITE) == []


def test_full_names() -> None:
    assert has_full_name([Candidate("authors", ["Ann Lee"], "jsonld")], SITE)
    assert not has_full_name([Candidate("authors", ["annlee"], "jsonld")], SITE)
    assert not has_full_name([Candidate("authors", ["Daily Example"], "jsonld:organization")], SITE)
    assert not has_full_name([], SITE)
