"""Reads the fields of an article where an outlet says that they stand, by selectors."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from lxml import etree

from newsscrape.blocks import KINDS, cut_container
from newsscrape.dates import parse_epoch
from newsscrape.items import FeaturedStory, Image
from newsscrape.page import Page
from newsscrape.readers.candidate import DECLARED, Candidate
from newsscrape.readers.date_place import stated_time
from newsscrape.readers.images import caption_and_credit, picture_address
from newsscrape.readers.jsonld import first_text, images_in, keywords_in, names_in
from newsscrape.readers.selector import Found, Selector, compile_selector
from newsscrape.readers.visible import joined_text
from newsscrape.text import clean_text, split_lines
from newsscrape.urls import absolute_url

_MOST = 200  # matches of a selector that are read
_MOST_PIECES = 2000  # of text in an element that are read
_NEAR_FIGURE = 4  # elements around a picture that may be its figure
_HIDDEN = 1 << KINDS.index("hidden")
_TITLE_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_Read = tuple[Any, str | None]  # a value as `Candidate` has it, empty where there is none; and its raw text


def extract_selected(page: Page, fields: Mapping[str, Sequence[str]], leave_out: Sequence[str] = ()) -> list[Candidate]:
    """A candidate for each field of which a selector finds something, in the order of `fields`.

    The candidate's method is `outlet:css`, `outlet:xpath` or `outlet:jsonld` where a field's first selector gives it;
    where the first ones give nothing, the place of the one that does stands behind: `outlet:css:2`.

    Args:
        page: any page; on plain text nothing is found.
        fields: field of the record (one of `FIELDS`) → selectors, of which the first counts that gives something.
        leave_out: selectors of what is no text within the body's containers.

    Raises:
        ValueError: a selector means nothing.
        KeyError: a field is none that selectors give.
    """
    if not page.is_html:
        return []
    found = []
    for field, selectors in fields.items():
        if field == "body":
            paragraphs, method = _body(page, selectors, leave_out)
            if paragraphs:
                found.append(Candidate(field, paragraphs, method))
            continue
        for place, text in enumerate(selectors, 1):
            selector = compile_selector(text)
            value, raw = _READERS[field](page, selector.find(page))
            if value:
                found.append(Candidate(field, value, _method(selector, place), raw))
                break
    return found


def selected_blocks(page: Page, body: Sequence[str], leave_out: Sequence[str] = ()) -> list[str]:
    """The paragraphs of a body: the text blocks of its containers in page order, without what is left out.

    Containers within containers count once. Hidden text counts only where there is no other.

    Args:
        page: any page; plain text has no containers.
        body: selectors of the containers, of which the first counts that gives text. One that gives texts itself, of
            JSON-LD or of attributes, gives their lines.
        leave_out: selectors of elements within the containers that are skipped with all that is in them.

    Raises:
        ValueError: a selector means nothing.
    """
    return _body(page, body, leave_out)[0]


def _body(page: Page, body: Sequence[str], leave_out: Sequence[str]) -> tuple[list[str], str]:
    """The paragraphs of a body and the method; no paragraphs where no selector gives any."""
    left_out: frozenset[etree._Element] | None = None
    for place, text in enumerate(body, 1):
        selector = compile_selector(text)
        matches = selector.find(page).matches[:_MOST]
        containers = _outermost(match for match in matches if etree.iselement(match))
        if containers and left_out is None:
            left_out = frozenset(
                element
                for other in leave_out
                for element in compile_selector(other).find(page).matches
                if etree.iselement(element)
            )
        paragraphs = _blocks_in(containers, left_out or frozenset())
        for match in matches:
            if not etree.iselement(match):
                paragraphs += [line for line in split_lines(first_text(match) or "") if line.strip()]
        if paragraphs:
            return paragraphs, _method(selector, place)
    return [], DECLARED


def _method(selector: Selector, place: int) -> str:
    """The method of what a selector gives that stands at a place in its field's list, counted from 1."""
    return f"{DECLARED}:{selector.kind}" + (f":{place}" if place > 1 else "")


def _blocks_in(containers: Iterable[etree._Element], left_out: frozenset[etree._Element]) -> list[str]:
    shown: list[str] = []
    hidden: list[str] = []
    for container in containers:
        if left_out and any(around in left_out for around in container.iterancestors()):
            continue
        blocks = cut_container(container, left_out)
        for text, node in zip(blocks.texts, blocks.nodes, strict=True):
            (hidden if blocks.tree.kinds[node] & _HIDDEN else shown).append(text)
    return shown or hidden


def _outermost(elements: Iterable[etree._Element]) -> list[etree._Element]:
    """The elements that stand in none of the others, in page order, each once."""
    known = dict.fromkeys(elements)
    return [element for element in known if not any(around in known for around in element.iterancestors())]


def _string(match: Any) -> str:
    """The text of a match, cleaned; empty where it has none."""
    if etree.iselement(match):
        said = match.get("content") if match.tag == "meta" else joined_text(match, most=_MOST_PIECES)
        return clean_text(said or "")
    if isinstance(match, (int, float)) and not isinstance(match, bool):
        return str(match)
    return clean_text(first_text(match) or "")


def _strings(found: Found) -> list[str]:
    return [text for match in found.matches[:_MOST] if (text := _string(match))]


def _read_text(page: Page, found: Found) -> _Read:  # noqa: ARG001 (one form for all readers)
    """The first text."""
    text = next(iter(_strings(found)), None)
    return text, text


def _read_code(page: Page, found: Found) -> _Read:
    """The first text, unless it has spaces: a code is a part of the record's id."""
    code, raw = _read_text(page, found)
    return (None, None) if code is None or " " in code else (code, raw)


def _read_authors(page: Page, found: Found) -> _Read:  # noqa: ARG001
    """All texts, each the name of one author or of several; of JSON-LD, the names of what is found."""
    names = [
        name
        for match in found.matches[:_MOST]
        for name in (names_in(match, dict(found.known)) if isinstance(match, dict) else [_string(match)])
        if name
    ]
    return names, "; ".join(names)


def _read_tags(page: Page, found: Found) -> _Read:  # noqa: ARG001
    """All texts; a single one of JSON-LD is a list with commas."""
    if any(etree.iselement(match) for match in found.matches):
        return _strings(found), None
    values = found.matches[:_MOST]
    return [clean_text(word) for word in keywords_in(values[0] if len(values) == 1 else values)], None


def _read_date(page: Page, found: Found) -> _Read:  # noqa: ARG001
    """The first date that a match states, else the first text, of which the loader tells that it is no date."""
    for match in found.matches[:_MOST]:
        if etree.iselement(match):
            if stated := stated_time(match):
                return stated
        elif said := _string(match):
            return parse_epoch(said) or said, said
    text = next(iter(_strings(found)), None)
    return text, text


def _read_images(page: Page, found: Found) -> _Read:  # noqa: ARG001
    """Pictures: of elements, the pictures that they are or hold, with the caption of the figure around them."""
    images: list[Image] = []
    for match in found.matches[:_MOST]:
        if etree.iselement(match):
            images += _pictures(match)
        else:
            images += images_in(match, dict(found.known))
    return images, None


def _pictures(element: etree._Element) -> list[Image]:
    if element.tag == "meta":
        return [Image(url=said)] if (said := element.get("content")) else []
    images = []
    for img in element.iter("img"):
        address = picture_address(img)
        if address is None:
            continue
        around = [up for up, _ in zip(img.iterancestors(), range(_NEAR_FIGURE), strict=False) if up.tag == "figure"]
        caption = next(around[0].iter("figcaption"), None) if around else None
        text, credit = (None, None) if caption is None else caption_and_credit(caption)
        images.append(Image(url=address, caption=text, credit=credit))
    return images


def _read_stories(page: Page, found: Found) -> _Read:
    """Stories by the links that are matched, or that the matched elements hold: an entry for each address.

    Of several links to one address, as of a picture and of its title, the first text is the title. The alternative text
    of a picture is the title of a link that has no other. A date is given where the entry states one.
    """
    stories: dict[str, FeaturedStory] = {}
    for match in found.matches[:_MOST]:
        if not etree.iselement(match):
            continue
        for link in match.iter("a"):
            url = absolute_url(link.get("href") or "", page.base_url)
            if url is None:
                continue
            story = stories.setdefault(url, FeaturedStory(url=url))
            story.title = story.title or _story_title(link)
            story.image_alt = story.image_alt or next(
                (alt for img in link.iter("img") if (alt := img.get("alt"))), None
            )
            story.date_raw = story.date_raw or _story_date(link if match.tag != "a" and _has_links(match) else match)
    for story in stories.values():
        story.title = story.title or story.image_alt or ""
    return [story for story in stories.values() if story.title], None


def _story_title(link: etree._Element) -> str:
    """The heading in a link, else its text."""
    heading = next(link.iter(*_TITLE_TAGS), link)
    return clean_text(joined_text(heading))


def _has_links(entry: etree._Element) -> bool:
    """Whether an element holds links to several addresses, so that a date in it is not that of each."""
    return len({link.get("href") for link in entry.iter("a")}) > 1


def _story_date(entry: etree._Element) -> str | None:
    return next((stated[0] for time in entry.iter("time") if (stated := stated_time(time))), None)


_READERS: dict[str, Callable[[Page, Found], _Read]] = {
    **dict.fromkeys(("title", "description", "section", "language"), _read_text),
    "authors": _read_authors,
    "date_published": _read_date,
    "date_modified": _read_date,
    "tags": _read_tags,
    "images": _read_images,
    "featured_stories": _read_stories,
    "story_code": _read_code,
}
# The fields that selectors give.
FIELDS = ("body", *_READERS)
