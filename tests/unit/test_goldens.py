"""An outlet held against its golden pages: what differs, what its selectors miss, and what they match too much of."""

import json
from pathlib import Path
from typing import Any

import pytest

from newsscrape.errors import ConfigurationError
from newsscrape.goldens import GOLDEN_FIELDS, PAGE, Difference, check_outlet, read_goldens
from newsscrape.outlets.declaration import parse_outlet
from tests.unit.gazette import DECLARATION, put_goldens, write_golden

GAZETTE = parse_outlet(DECLARATION, "gazette.toml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three goldens that are all right."""
    put_goldens(tmp_path)
    return tmp_path


def change(folder: Path, slug: str, old: str, new: str) -> None:
    path = folder / slug / "page.html"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_outlet_that_is_well(folder: Path) -> None:
    report = check_outlet(GAZETTE, read_goldens(folder))
    assert (report.goldens, report.is_broken, report.remarks, report.unreviewed) == (3, False, [], [])
    title, section = report.fields["title"], report.fields["section"]
    assert (title.compared, title.given, title.selected) == (3, 3, 3)
    assert (section.compared, section.given, section.selected) == (3, 0, 0)
    assert set(report.fields) == {PAGE, *GOLDEN_FIELDS}


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("title", 'class="head"', 'class="x7"'),
        ("title", "</h2>", "!</h2>"),
        ("authors", 'class="by"', 'class="x7"'),
        ("date_published", "2024", "2023"),
        ("date_published", 'class="day"', 'class="x7"'),
        ("body", 'class="story"', 'class="x7"'),
        ("body", "<p>First", "<p>Changed"),
        ("featured_stories", 'class="more"', 'class="x7"'),
    ],
)
def test_a_field_that_broke_is_named(folder: Path, field: str, old: str, new: str) -> None:
    for slug in ("one", "two", "three"):
        change(folder, slug, old, new)
    report = check_outlet(GAZETTE, read_goldens(folder))
    assert report.is_broken
    assert report.fields[field].is_broken


def test_a_difference_has_both_values(folder: Path) -> None:
    change(folder, "two", "</h2>", "!</h2>")
    report = check_outlet(GAZETTE, read_goldens(folder))
    assert report.fields["title"].differences == [Difference("two", "Ferry two", "Ferry two!")]
    assert [name for name, one in report.fields.items() if one.is_broken] == ["title"]


def test_what_selectors_miss_though_other_readers_find_it_is_broken_only_where_it_is_so_on_all(folder: Path) -> None:
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "author": "Ann Lee"}</script></head>'
    for slug in ("one", "two", "three"):
        change(folder, slug, "</head>", data)
    change(folder, "one", 'class="by"', 'class="x7"')
    report = check_outlet(GAZETTE, read_goldens(folder))
    assert not report.is_broken
    assert report.remarks == ["authors: selectors find nothing on one, where there is a value"]
    change(folder, "two", 'class="by"', 'class="x7"')
    change(folder, "three", 'class="by"', 'class="x7"')
    report = check_outlet(GAZETTE, read_goldens(folder))
    assert report.fields["authors"].missed == ["one", "three", "two"]
    assert not report.fields["authors"].differences
    assert report.is_broken


def test_selectors_that_match_nothing_or_too_much(folder: Path) -> None:
    text = DECLARATION.replace('title = "h2.head"', 'title = ["h2.head", "h3.none"]')
    change(folder, "one", "</h2>", '</h2><h2 class="head">Another</h2>')
    change(folder, "two", "</h2>", '</h2><h2 class="head">Ferry <i>two</i></h2>')  # the same text is not too much
    change(folder, "three", '<b class="by">', '<b class="by"></b>' * 10 + '<b class="by">')
    report = check_outlet(parse_outlet(text, "x"), read_goldens(folder))
    assert report.remarks == [
        "title: h2.head matches too much: 2 different texts on one",
        "title: h3.none matches nothing on any golden",
        "authors: b.by matches too much: 11 authors on three",
    ]
    assert not report.is_broken


def test_a_selector_that_gives_way_to_the_next_on_all_goldens_is_named(folder: Path) -> None:
    outlet = parse_outlet(DECLARATION.replace('title = "h2.head"', 'title = ["h2.head", "h3.again"]'), "x")
    for slug in ("one", "two", "three"):
        change(folder, slug, "</h2>", f'</h2><h3 class="again">Ferry {slug}</h3>')
    assert check_outlet(outlet, read_goldens(folder)).remarks == []
    for slug in ("one", "two", "three"):
        change(folder, slug, f'<h2 class="head">Ferry {slug}</h2>', '<h2 class="head"></h2>')
    report = check_outlet(outlet, read_goldens(folder))
    assert report.remarks == ["title: h2.head gives nothing on any golden"]
    assert not report.is_broken


def test_what_is_left_out_need_not_be_on_the_goldens(folder: Path) -> None:
    outlet = parse_outlet(DECLARATION + 'leave_out = [".advert"]', "x")
    assert check_outlet(outlet, read_goldens(folder)).remarks == []


def test_pages_that_are_no_articles(folder: Path) -> None:
    error = {"error": "no article: a front page", "cut_off": False}
    write_golden(folder / "front", "<html><body><p>Home</p></body></html>", error, url="https://gazette.example/")
    assert not check_outlet(GAZETTE, read_goldens(folder)).is_broken
    write_golden(
        folder / "front",
        "<html><body><p>Home</p></body></html>",
        {**error, "cut_off": True},
        url="https://gazette.example/",
    )
    (difference,) = check_outlet(GAZETTE, read_goldens(folder)).fields[PAGE].differences
    assert (difference.golden, difference.got) == ("front", "no article: a front page")
    assert difference.expected == "no article: a front page (cut off)"
    page = (folder / "one" / "page.html").read_text(encoding="utf-8")
    write_golden(folder / "front", page, error)
    (difference,) = check_outlet(GAZETTE, read_goldens(folder)).fields[PAGE].differences
    assert (difference.expected, difference.got) == ("no article: a front page", "an article")


def test_an_article_that_is_refused_is_a_difference_of_the_page(folder: Path) -> None:
    (folder / "one" / "page.html").write_text("<html><body><p>Gone</p></body></html>", encoding="utf-8")
    report = check_outlet(GAZETTE, read_goldens(folder))
    (difference,) = report.fields[PAGE].differences
    assert (difference.golden, difference.expected) == ("one", "an article")
    assert difference.got.startswith("no article: 4 characters of text")


def test_a_golden_may_hold_some_fields_and_be_unreviewed(tmp_path: Path) -> None:
    put_goldens(tmp_path)
    write_golden(
        tmp_path / "one",
        (tmp_path / "one" / "page.html").read_text(encoding="utf-8"),
        {"title": "Ferry one"},
        reviewed=False,
    )
    report = check_outlet(GAZETTE, read_goldens(tmp_path))
    assert report.unreviewed == ["one"]
    assert (report.fields["title"].compared, report.fields["body"].compared) == (3, 2)


def test_no_folder_no_goldens(tmp_path: Path) -> None:
    assert read_goldens(tmp_path / "none") == []


@pytest.mark.parametrize(
    ("file", "value", "message"),
    [
        ("meta.json", None, r"meta\.json: cannot be read: "),
        ("meta.json", [], r"meta\.json: an object is needed"),
        ("meta.json", {"fetched_at": "spring"}, r"meta\.json: fetched_at: 'spring': no date and time"),
        ("meta.json", {"fetched_at": 5}, r"meta\.json: fetched_at: 5: no date and time"),
        ("meta.json", {"fetched_at": "2024-05-01T12:00:00"}, r"meta\.json: fetched_at: '.*': it needs a zone"),
        ("meta.json", {"url": 5}, r"meta\.json: url: 5: no text, nor null"),
        ("meta.json", {"reviewed": "no"}, r"meta\.json: reviewed: 'no': no truth value, nor null"),
        ("expected.json", {"headline": "x"}, r"expected\.json: headline: 'x': no field of a golden"),
        ("expected.json", {"error": 5, "cut_off": False}, r"expected\.json: error: 5: how the reason begins"),
        ("expected.json", {"error": "x"}, r"expected\.json: cut_off: None: true or false"),
        ("page.txt", "x", r"one: one page is needed, page\.html or page\.txt; there are 2"),
    ],
)
def test_a_golden_that_cannot_be_used_is_named(folder: Path, file: str, value: Any, message: str) -> None:
    path = folder / "one" / file
    if value is None:
        path.unlink()
    else:
        path.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        read_goldens(folder)
