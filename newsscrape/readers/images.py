"""Reads the pictures of an article's figures, with the caption and the credit that are printed with them."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from newsscrape.items import Image
from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.visible import joined_text
from newsscrape.text import clean_text

METHOD = "figure"
_MOST = 30  # figures that are read
# Attributes that may hold a picture's address; pages that load it late leave `src` to a placeholder.
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")
_CREDIT_CLASS = re.compile(r"credit|copyright|photographer|source|quelle|rights|attribution|byline", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?<![\s(\[|/–—-])[\s(\[|/–—-]*"
    r"(?:(?:image|photo(?:graph)?|picture|foto|bild|illustration|video|cr[ée]dit|quelle|source|photo credit|"
    r"image credit|courtesy|fuente|crédito|fotograf(?:ie)?)s?"
    r"(?:\s+(?:by|of|von|par|por))?\s*[:/©]|©|\(c\)|photo by|foto von)\s*"
    r"(?P<credit>[^()\[\]]{2,120})[)\]]?\s*$",
    re.IGNORECASE,
)
_NO_PICTURE = re.compile(r"data:|about:|.*(?:spacer|placeholder|blank|pixel)\.(?:gif|png|svg)", re.IGNORECASE)


def extract_images(page: Page) -> list[Candidate]:
    """One candidate for `images`: the first picture of each `figure`, in page order, outside teasers and navigation."""
    if not page.is_html:
        return []
    images = [image for figure in page.elements["figure"][:_MOST] if (image := _picture(figure))]
    return [Candidate("images", images, METHOD)] if images else []


def _picture(figure: etree._Element) -> Image | None:
    """The picture of a figure; None for one without, and for one that is a link's teaser."""
    if any(around.tag in ("a", "nav", "aside", "footer") for around in islice(figure.iterancestors(), 6)):
        return None
    caption = next(figure.iter("figcaption"), None)
    address = next((url for img in islice(figure.iter("img"), 3) if (url := picture_address(img))), None)
    if address is None or (caption is None and figure.find(".//a") is not None):
        return None
    text, credit = (None, None) if caption is None else caption_and_credit(caption)
    return Image(url=address, caption=text, credit=credit)


def picture_address(img: etree._Element) -> str | None:
    """The address of an `img`, also where the page loads it late; None where it has none but a placeholder's."""
    values = (img.get(name) for name in _SOURCES)
    return next((value for value in values if value and not _NO_PICTURE.match(value)), None)


def caption_and_credit(caption: etree._Element) -> tuple[str | None, str | None]:
    """What a caption says, and the credit in it: of an element that its class calls so, else of its last words."""
    printed = [text for element in _credited(caption) if (text := clean_text(joined_text(element)))]
    text = clean_text(joined_text(caption))
    if printed:
        credit = printed[0]
        text = text.replace(credit, "", 1).strip(" |/–—-")
        inner = _CREDIT.match(credit)
        return text or None, inner["credit"].strip() if inner else credit
    if match := _CREDIT.search(text):
        return text[: match.start()].strip() or None, match["credit"].strip()
    return text or None, None


def _credited(caption: etree._Element) -> Iterator[etree._Element]:
    for element in caption.iter():
        if element is not caption and (element.tag == "cite" or _CREDIT_CLASS.search(element.get("class") or "")):
            yield element
