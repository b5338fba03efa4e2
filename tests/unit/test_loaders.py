"""The loader cleans each field; what cannot be read is noted and left out."""

from typing import Any

import pytest

from newsscrape.dates import DateRules
from newsscrape.items import Article, FeaturedStory, Image
from newsscrape.loaders import ArticleLoader, clean_language
from newsscrape.outlets.registry import outlet_named

outlet = outlet_named("islamtimes")

Notes = list[tuple[str, str, str]]


def load(field: str, *values: Any, rules: DateRules = outlet.dates) -> tuple[Any, Notes]:
    """A field's value after values were offered for it in turn, and what was noted."""
    notes: Notes = []
    loader = ArticleLoader(date_rules=rules, base_url="https://e.org/a/", note=lambda *note: notes.append(note))
    for value in values:
        loader.offer(field, value)
    article: Article = loader.load_item()
    return getattr(article, field), notes


@pytest.mark.parametrize(
    ("field", "value", "loaded"),
    [
        ("title", " A\xa0title ", "A title"),
        ("title", " \u200b ", None),
        ("body", ["One.", " ", "Two\n two."], "One.\n\nTwo two."),
        ("body", [], ""),
        ("authors", ["By Jane Doe", "JANE DOE", "", "John"], ["Jane Doe", "John"]),
        ("tags", ["Iran", " iran ", "Syria"], ["Iran", "Syria"]),
        ("language", "en_us", "en-US"),
        ("language", "English language", None),
    ],
)
def test_fields(field: str, value: Any, loaded: Any) -> None:
    assert load(field, value) == (loaded, [])


@pytest.mark.parametrize(
    ("tag", "clean"),
    [
        ("EN", "en"),
        ("en_GB", "en-GB"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("sr-LATN", "sr-Latn"),
        ("de-1996", "de-1996"),
        (" fa ", "fa"),
        ("x", None),
        ("en-", None),
        ("", None),
    ],
)
def test_clean_language(tag: str, clean: str | None) -> None:
    assert clean_language(tag) == clean


def test_a_value_that_says_nothing_leaves_the_field_open() -> None:
    loader = ArticleLoader(date_rules=DateRules(), base_url=None, note=lambda *_: None)
    assert not loader.offer("title", " \u200b")
    assert loader.offer("title", "Title")
    assert loader.load_item().title == "Title"


def test_a_date_that_cannot_be_read_is_noted_and_the_next_one_asked() -> None:
    date, notes = load("date_published", "soon", "30 April 2023")
    assert date == "2023-04-30"
    assert notes == [("date_published", "not a date", "soon")]


def test_a_weekday_that_differs_is_noted_and_the_date_kept() -> None:
    date, notes = load("date_modified", "Monday 30 April 2023 - 21:33")
    assert date == "2023-04-30T21:33:00+03:30"
    assert notes == [("date_modified", "weekday differs from the date", "Monday 30 April 2023 - 21:33")]


def test_images_are_absolute_and_each_once_with_the_first_caption() -> None:
    images, _ = load(
        "images",
        [Image(url="/i/1.jpg?b=1&a=2"), Image(url="mailto:x"), Image(url="b.png", caption=" A\xa0caption", credit="")],
        [Image(url="https://e.org/i/1.jpg?a=2&b=1", caption="Late", credit="AFP")],
    )
    assert images == [
        Image(url="https://e.org/i/1.jpg?b=1&a=2", caption="Late", credit="AFP"),
        Image(url="https://e.org/a/b.png", caption="A caption"),
    ]


def test_stories() -> None:
    stories, notes = load(
        "featured_stories",
        [
            FeaturedStory(title=" \u200b"),
            FeaturedStory(title=" Syria's\xa0Envoy", image_alt="Syria", date="x", date_raw="29 April 2023"),
            FeaturedStory(title="T", date="x", date_raw="Sunday 30 April 2023 - 21:33", image_alt=" "),
            FeaturedStory(title="T", date="x", date_raw="31 April 2023"),
            FeaturedStory(title="T", url="https://e.org/t"),
        ],
    )
    assert stories == [
        FeaturedStory(title="Syria's Envoy", image_alt="Syria", date="2023-04-29", date_raw="29 April 2023"),
        FeaturedStory(title="T", date="2023-04-30", date_raw="Sunday 30 April 2023 - 21:33"),  # the day alone
        FeaturedStory(title="T", date=None, date_raw="31 April 2023"),
        FeaturedStory(title="T", url="https://e.org/t"),
    ]
    assert notes == [("featured_stories", "not a date", "31 April 2023")]
