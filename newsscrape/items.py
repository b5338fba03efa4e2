"""The item that newsscrape makes of a page, schema version 1.

A value that the page does not give is None (or an empty list), never a guess. `schema.json` beside this file is
generated from these classes (`newsscrape.dataset.schema`): a field's description is its line below, and the
patterns in `metadata` hold for every record that is written.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

SCHEMA_VERSION = 1
LATER = "later"  # in a field's metadata: it is not required of a record

_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"\d{2}:\d{2}:\d{2}"


def _described(text: str, *, pattern: str | None = None, default: Any = None, later: bool = False) -> Any:
    """A dataclass field with its description, the pattern that its text must match, and its default or a factory.

    A `later` field came after the first records of this version were written, so records need not have it.
    """
    metadata = {"description": text} | ({"pattern": pattern} if pattern else {}) | ({LATER: True} if later else {})
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(slots=True, kw_only=True)
class Image:
    """A picture of the article."""

    url: str = _described("Absolute URL.", default="")
    caption: str | None = _described("The caption as printed.")
    credit: str | None = _described("Photographer or agency as printed.")


@dataclass(slots=True, kw_only=True)
class FeaturedStory:
    """An entry of the page's "Featured Stories" block."""

    title: str = _described("The story's title.", default="")
    url: str | None = _described("Absolute URL of the story; null for plain text, which carries no links.")
    image_alt: str | None = _described("Alternative text of the story's picture, as cut by the page; null without one.")
    date: str | None = _described("The day the entry shows, ISO 8601.", pattern=f"^{_DAY}$")
    date_raw: str | None = _described("The day as printed.")


@dataclass(slots=True, kw_only=True)
class Source:
    """Where the bytes lie that the record was made from."""

    format: Literal["html", "text", "warc"] = _described("Kind of the saved page.", default="html")
    path: str | None = _described("File that holds the page; null for a page fetched or passed in.")
    record: int | None = _described("Position of the page in a file of many, from 0; null for a file of one page.")
    sha256: str = _described("SHA-256 of the page's bytes, hexadecimal.", pattern="^[0-9a-f]{64}$", default="")


@dataclass(slots=True, kw_only=True)
class Provenance:
    """How a field came by its value."""

    method: str = _described("The reader that gave the value.", default="")
    raw: str | None = _described("What it was read from, as printed; null where the record holds it as printed.")


@dataclass(slots=True, kw_only=True)
class RightsStatement:
    """A statement by which an outlet keeps its text from AI or text and data mining, or leaves it to them."""

    source: Literal["robots.txt", "header", "meta"] = _described("Where it stands.", default="meta")
    name: str = _described(
        "The agent that robots.txt names, or the header's or meta's name, in lower case.", default=""
    )
    value: str = _described("What it says, as printed.", default="")


@dataclass(slots=True, kw_only=True)
class Rights:
    """What the outlet says of the use of its text by AI and text and data mining."""

    reserved: bool = _described("Whether a statement reserves the text.", default=False)
    policy: str | None = _described("URL of the outlet's policy (TDM Reservation Protocol).")
    statements: list[RightsStatement] = _described("The statements that were found.", default=list)


@dataclass(slots=True, kw_only=True)
class Article:
    """One news article: the record that a page becomes."""

    schema_version: int = _described("Version of this schema.", default=SCHEMA_VERSION)
    id: str = _described(
        "Stable identity: outlet and story code, else outlet and hash of the canonical URL, else of the text.",
        pattern="^\\S+:\\S+$",
        default="",
    )
    outlet: str = _described(
        "Registry name; the host of a site without an outlet; `unknown` without a URL.", default=""
    )
    url: str | None = _described("The URL as fetched.")
    canonical_url: str | None = _described("The page's canonical link, else the URL in canonical form.")
    story_code: str | None = _described("The outlet's own number for the story.")
    title: str | None = _described("The headline.")
    description: str | None = _described("The summary that the page gives of itself.")
    body: str = _described("The article's paragraphs, joined by a blank line.", pattern="\\S", default="")
    authors: list[str] = _described('One person an entry, as printed, without "By".', default=list)
    section: str | None = _described("The outlet's section.")
    tags: list[str] = _described("The outlet's keywords.", default=list)
    language: str | None = _described("BCP 47 tag of the text's language.")
    date_published: str | None = _described(
        "ISO 8601: with time and offset; without offset where no time zone is known; the day alone without a time.",
        pattern=f"^{_DAY}(T{_CLOCK}([+-]\\d{{2}}:\\d{{2}}(:\\d{{2}})?)?)?$",
    )
    date_modified: str | None = _described(
        "When the outlet last changed the article; form as date_published.",
        pattern=f"^{_DAY}(T{_CLOCK}([+-]\\d{{2}}:\\d{{2}}(:\\d{{2}})?)?)?$",
    )
    date_published_raw: str | None = _described("The date of publication as printed.")
    images: list[Image] = _described("The article's pictures, the lead picture first.", default=list)
    featured_stories: list[FeaturedStory] = _described('The "Featured Stories" block, in page order.', default=list)
    access: Literal["free", "paywalled"] | None = _described("What the page claims; null where it claims nothing.")
    fetched_at: str | None = _described(
        "When the page was fetched, ISO 8601, UTC, whole seconds.", pattern=f"^{_DAY}T{_CLOCK}Z$"
    )
    source: Source = _described("Where the bytes lie.", default=Source)
    revision: int = _described(
        "1 for the first record of this id, one more for each change of its content.", default=1, later=True
    )
    previous_sha256: str | None = _described(
        "`source.sha256` of the record that this one revises; null for the first.", pattern="^[0-9a-f]{64}$", later=True
    )
    rights: Rights | None = _described("As found when the page was crawled; null for a saved page.", later=True)
    duplicate_of: str | None = _described(
        "Id of the first record of its cluster of duplicates; null for an article that is none, or the first."
    )
    similarity: float | None = _described(
        "Of this text and that of duplicate_of, 0 to 1: the Jaccard similarity of their shingles; or, by the method "
        "`containment`, the share of the shorter text that is in the other; null without a duplicate_of.",
        later=True,
    )
    provenance: dict[str, Provenance] = _described(
        "For each field that has a value: the reader and its raw text.", default=dict
    )
