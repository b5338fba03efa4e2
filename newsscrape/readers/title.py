"""Reads the headlines that a page shows (`h1`) and its `<title>`."""

from lxml import etree

from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.visible import joined_text, texts_of
from newsscrape.text import clean_text

_MOST = 8  # h1 elements that are looked at; pages with more use them for everything


def extract_titles(page: Page) -> list[Candidate]:
    """Candidates for `title`: each `h1`, in page order, with its parts, then the `<title>`."""
    if not page.is_html:
        return []
    found = []
    for heading in page.elements["h1"][:_MOST]:
        if text := clean_text(joined_text(heading)):
            found.append(Candidate("title", text, "h1", text))
            if len(heading):
                parts = [clean_text(part) for part in texts_of(heading)]
                found += [Candidate("title", part, "h1:part", text) for part in parts if part and part != text]
    for element in page.elements["title"]:
        if not _in_svg(element) and (text := clean_text(element.text or "")):
            found.append(Candidate("title", text, "title", text))
            break
    return found


def _in_svg(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "svg"
