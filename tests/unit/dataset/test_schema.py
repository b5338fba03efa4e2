"""The schema is that of the items, and refuses what is no record."""

from dataclasses import asdict, fields
from importlib.resources import files
from typing import Any

import orjson
import pytest

from newsscrape.dataset.schema import record_checker, record_schema
from newsscrape.items import Article, FeaturedStory, Image, Provenance, Source


def record(**changes: Any) -> dict[str, Any]:
    article = Article(
        id="islamtimes:7",
        outlet="islamtimes",
        body="Text.",
        date_published="2023-04-30T21:33:00+03:30",
        images=[Image(url="https://e.org/a.jpg")],
        featured_stories=[FeaturedStory(title="T", date="2023-04-30")],
        source=Source(sha256="0" * 64),
        provenance={"body": Provenance(method="landmarks")},
    )
    return asdict(article) | changes


def test_the_packaged_schema_is_made_from_the_items() -> None:
    packaged = orjson.loads(files("newsscrape").joinpath("schema.json").read_bytes())
    assert packaged == record_schema(), "run `make schema`"


def test_every_field_is_described_and_required_unless_it_came_later() -> None:
    schema = record_schema()
    assert list(schema["properties"]) == [field.name for field in fields(Article)]
    assert set(schema["properties"]) - set(schema["required"]) == {
        "revision",
        "previous_sha256",
        "rights",
        "similarity",
    }
    assert all(schema["properties"][field.name]["description"] for field in fields(Article))


def test_a_record_from_before_the_later_fields_is_valid() -> None:
    old = {name: value for name, value in record().items() if name in record_schema()["required"]}
    assert record_checker()(old) is None


def test_what_may_be_null_or_an_object_is_checked_as_an_object() -> None:
    rights = {"reserved": True, "policy": None, "statements": [{"source": "meta", "name": "robots", "value": "noai"}]}
    assert record_checker()(record(rights=rights)) is None
    assert "reserved" in (record_checker()(record(rights={**rights, "reserved": "yes"})) or "")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"new_field": 5},  # a later version's
        {"date_published": None},
        {"date_published": "2023-04-30"},
        {"date_published": "2023-04-30T21:33:00"},
        {"fetched_at": "2023-04-30T21:33:00Z"},
        {"access": "paywalled"},
    ],
)
def test_what_is_valid(changes: dict[str, Any]) -> None:
    assert record_checker()(record(**changes)) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"schema_version": 2}, "schema_version"),
        ({"id": "7"}, "id"),
        ({"id": "islam times:7"}, "id"),
        ({"body": ""}, "body"),
        ({"body": " \n"}, "body"),
        ({"body": None}, "body"),
        ({"title": 5}, "title"),
        ({"authors": None}, "authors"),
        ({"authors": [None]}, "authors"),
        ({"date_published": "30 April 2023"}, "date_published"),
        ({"date_published": "2023-04-30T21:33"}, "date_published"),
        ({"fetched_at": "2023-04-30T21:33:00+00:00"}, "fetched_at"),
        ({"access": "open"}, "access"),
        ({"images": [{"url": None, "caption": None, "credit": None}]}, "images"),
        ({"featured_stories": [{"title": "T"}]}, "featured_stories"),
        ({"source": {"format": "pdf", "path": None, "record": None, "sha256": "0" * 64}}, "source"),
        ({"source": {"format": "html", "path": None, "record": None, "sha256": "0"}}, "source"),
        ({"provenance": {"body": {"method": None, "raw": None}}}, "provenance"),
    ],
)
def test_what_is_not(changes: dict[str, Any], said: str) -> None:
    complaint = record_checker()(record(**changes))
    assert complaint is not None
    assert complaint.startswith(said)


def test_a_missing_field_is_not_valid() -> None:
    without = record()
    del without["title"]
    assert "title" in (record_checker()(without) or "")
