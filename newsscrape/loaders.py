"""The article loader: cleans what readers give, field by field.

Processors take what a page holds and never raise: what cannot be read is left out, so that the next candidate is
asked, and a fault is noted for the page.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from itemloaders import ItemLoader
from itemloaders.processors import Identity, Join, MapCompose, TakeFirst

from newsscrape.dates import DateRules, parse_date, weekday_differs, within
from newsscrape.items import Article, FeaturedStory, Image
from newsscrape.people import parse_authors
from newsscrape.text import clean_text, fold
from newsscrape.urls import absolute_url, canonical_url

_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)$", re.IGNORECASE)
_SIZE = re.compile(r"[-_.,/]?\b\d{2,4}x\d{1,4}\b")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)


def clean_language(text: str) -> str | None:
    """A language tag in BCP 47's usual letters: `en_us` → `en-US`; None for what is no tag."""
    text = clean_text(text)
    if not _LANGUAGE.fullmatch(text):
        return None
    language, *subtags = re.split("[-_]", text)
    cased = {2: str.upper, 4: str.title}
    return "-".join([language.lower(), *(cased.get(len(tag), str.lower)(tag) for tag in subtags)])


def _date(field: str) -> Callable[[str, dict[str, Any]], str | None]:
    """A processor of the date field `field`; the loader's context holds the outlet's rules."""

    def process(text: str, loader_context: dict[str, Any]) -> str | None:
        rules: DateRules = loader_context["date_rules"]
        note: Callable[[str, str, str], None] = loader_context["note"]
        date = parse_date(text, rules)
        if date is None:
            note(field, "not a date", text)
        elif not within(date, loader_context.get("fetched_at")):
            note(field, "before the web, or after the page was fetched", text)
            return None
        elif weekday_differs(text, date):
            note(field, "weekday differs from the date", text)
        return date

    return process


def _image(image: Image, loader_context: dict[str, Any]) -> Image | None:
    url = absolute_url(image.url, loader_context["base_url"])
    return Image(url=url, caption=_text_or_none(image.caption), credit=_text_or_none(image.credit)) if url else None


def _story(story: FeaturedStory, loader_context: dict[str, Any]) -> FeaturedStory | None:
    title = clean_text(story.title)
    if not title:
        return None
    date = _date("featured_stories")(story.date_raw, loader_context) if story.date_raw else None
    return FeaturedStory(
        title=title,
        url=story.url,
        image_alt=_text_or_none(story.image_alt),
        date=date[:10] if date else None,
        date_raw=_text_or_none(story.date_raw),
    )


def _text_or_none(text: str | None) -> str | None:
    return clean_text(text) or None if text else None


def _distinct(texts: Iterable[str]) -> list[str]:
    """The texts that are not empty, each once, in order; case does not tell them apart."""
    return list({fold(text): text for text in reversed(list(texts)) if text}.values())[::-1]


def _picture_key(url: str) -> str | None:
    """What the addresses of one picture in several sizes share. A query counts only where the path names no file."""
    path, _, query = url.partition("?")
    return _SIZE.sub("", path) if _PICTURE_FILE.search(path) or not query else canonical_url(url)


def _distinct_images(images: Iterable[Image]) -> list[Image]:
    """Each picture once, in order, with the first caption and credit that any of its mentions has."""
    first, *others = images
    if not others:
        return [first]
    found: dict[str | None, Image] = {}
    for image in (first, *others):
        known = found.setdefault(_picture_key(image.url), image)
        known.caption = known.caption or image.caption
        known.credit = known.credit or image.credit
    return list(found.values())


class ArticleLoader(ItemLoader):
    """Loads an `Article`.

    Context: `date_rules` (DateRules), `fetched_at` (datetime or None), `base_url` (str or None), `note` (Page.note).
    """

    default_item_class = Article
    default_input_processor = MapCompose(clean_text)
    default_output_processor = TakeFirst()

    # Said field by field, though it is the default: looking a default up costs more than the cleaning.
    title_in = description_in = section_in = story_code_in = access_in = date_published_raw_in = default_input_processor
    title_out = description_out = section_out = story_code_out = access_out = default_output_processor
    language_out = date_published_out = date_modified_out = date_published_raw_out = default_output_processor
    body_in = MapCompose(_text_or_none)  # JSON-LD puts blank lines between paragraphs
    body_out = Join("\n\n")
    authors_in = MapCompose(parse_authors)
    authors_out = _distinct
    tags_in = default_input_processor
    tags_out = _distinct
    language_in = MapCompose(clean_language)
    date_published_in = MapCompose(_date("date_published"))
    date_modified_in = MapCompose(_date("date_modified"))
    images_in = MapCompose(_image)
    images_out = _distinct_images
    featured_stories_in = MapCompose(_story)
    featured_stories_out = Identity()

    def offer(self, field: str, value: Any) -> bool:
        """Adds a value to a field; whether the field has one now."""
        self.add_value(field, value)
        return any(self.get_collected_values(field))

    def load_item(self) -> Article:
        """The article with the fields' values. As in the base class, without its adapter for items of any kind."""
        for field in self._values:
            if (value := self.get_output_value(field)) is not None:
                setattr(self.item, field, value)
        article: Article = self.item
        return article
