"""Reads dates of a page's microdata: `itemprop=datePublished` and its kin (https://schema.org/datePublished)."""

import re

from lxml import etree

from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.date_place import stated_time

METHOD = "microdata"
# Property → field, the most telling first.
_PROPERTIES = {
    "datepublished": "date_published",
    "datecreated": "date_published",
    "uploaddate": "date_published",
    "datemodified": "date_modified",
    "dateupdated": "date_modified",
}
_NAMES_A_DATE = re.compile(r"itemprop=[\"']?[\w ]*[dD]ate")
_ITEMS = etree.XPath("//*[@itemprop]")


def extract_microdata_dates(page: Page) -> list[Candidate]:
    """Candidates of `date_published` and `date_modified`: by property, then in page order."""
    if not _NAMES_A_DATE.search(page.text):
        return []
    found: dict[str, list[Candidate]] = {name: [] for name in _PROPERTIES}
    for element in _ITEMS(page.tree):
        for name in element.get("itemprop").lower().split():
            if name in _PROPERTIES and (stated := stated_time(element)):
                found[name].append(Candidate(_PROPERTIES[name], stated[0], METHOD, stated[1]))
    return [candidate for candidates in found.values() for candidate in candidates]
