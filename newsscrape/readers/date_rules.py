"""How a page of no known outlet prints its dates: by its language, its country, and the day in its URL."""

import re

from newsscrape.dates import DateRules
from newsscrape.page import Page
from newsscrape.readers.date_url import day_in_url

_TAG = re.compile(r"\s*([a-z]{2,3})(?:[-_](?:[a-z]{4}[-_])?([a-z]{2}))?\b", re.IGNORECASE)
# Countries, as in tags and in hosts, that write the month first; all others write the day first.
_MONTH_FIRST = frozenset({"us", "ph"})
_OPEN_DOMAINS = frozenset("com org net edu gov info io co tv news ai us ph biz blog me fm".split())


def date_rules(page: Page) -> DateRules:
    """The rules for a page's dates.

    `03/04/2023` is 4 March where the page says `en-US`, or English of no country on a host of no country; 3 April
    elsewhere. A page that declares no language takes the rules of its host alone.
    """
    match = _TAG.match(page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    language, country = (match[1].lower(), (match[2] or "").lower()) if match else ("", "")
    domain = (page.host or "").rpartition(".")[2]
    is_open = not domain or domain in _OPEN_DOMAINS
    # `en-US` is what content systems declare unasked: a host of another country says more.
    month_first = is_open and (country in _MONTH_FIRST or (not country and language in ("", "en")))
    day = day_in_url(page.url)
    return DateRules(languages=(language,) if language else (), month_first=month_first, near=day[0] if day else None)
