"""Reads the section from the breadcrumbs that a page shows: a `nav` or list that calls itself so."""

from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.visible import joined_text
from newsscrape.text import clean_text

METHOD = "breadcrumbs"


def extract_breadcrumbs(page: Page) -> list[Candidate]:
    """A candidate for `section`: the entry after the front page in the page's breadcrumbs of two links or more."""
    if not page.is_html:
        return []
    for nav in page.elements["nav"]:
        names = f"{nav.get('class')} {nav.get('id')} {nav.get('aria-label')}".lower()
        if "breadcrumb" in names:
            links = [text for link in nav.iter("a") if (text := clean_text(joined_text(link)))]
            if len(links) > 1:
                return [Candidate("section", links[1], METHOD, " > ".join(links))]
    return []
