"""Reads what an outlet says of the use of its text by AI and by text and data mining: in headers and metas.

Sources: the TDM Reservation Protocol (`tdm-reservation`, `tdm-policy`; final report of the W3C community group, 2024);
`X-Robots-Tag` and `<meta name=robots>` as search engines describe them, with DeviantArt's `noai` and `noimageai`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from newsscrape.items import Rights, RightsStatement
from newsscrape.page import Page
from newsscrape.text import clean_text
from newsscrape.urls import absolute_url

# Names, in lower case, by which robots.txt, headers and metas address what trains models or answers by them. Search
# engines' own crawlers are not among them: to refuse Googlebot says nothing of AI.
AI_AGENTS = frozenset(
    "gptbot oai-searchbot chatgpt-user "  # OpenAI: training; its search; on behalf of a user
    "claudebot claude-web claude-user claude-searchbot anthropic-ai "  # Anthropic; the second and last are old names
    "google-extended google-cloudvertexbot google-notebooklm gemini-deep-research "  # Google; the first is no crawler
    "applebot-extended "  # Apple: whether what Applebot fetched may train models
    "ccbot "  # Common Crawl, of which most models were trained
    "perplexitybot perplexity-user "
    "bytespider tiktokspider "  # ByteDance
    "meta-externalagent meta-externalfetcher facebookbot "  # Meta
    "amazonbot "  # Amazon: Alexa's answers, and training
    "cohere-ai cohere-training-data-crawler "
    "mistralai-user deepseekbot pangubot duckassistbot youbot phindbot andibot iaskspider "  # answer by models
    "ai2bot ai2bot-dolma "  # the Allen Institute's data sets
    "diffbot omgili omgilibot webzio-extended "  # sell what they fetch as data, for training too
    "img2dataset imagesiftbot laion-huggingface-processor "  # data sets of pictures, with the text beside them
    "timpibot velenpublicwebcrawler friendlycrawler icc-crawler kangaroobot cotoyogi".split()
)
LONGEST_VALUE = 200  # characters of a statement that are kept
_MOST_STATEMENTS = 100  # of one page; no outlet says more, and a page may hold metas without end
_HEADERS = frozenset({"x-robots-tag", "tdm-reservation", "tdm-policy"})
_METAS = AI_AGENTS | {"robots", "googlebot", "bingbot", "tdm-reservation", "tdm-policy"}
_PREFIX = re.compile(r"\s*([\w.-]+)\s*:")
# Directives with a colon, which does not make an agent of them.
_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_SIGNAL = re.compile(r"\bai-(?:train|input)\s*=\s*no\b", re.IGNORECASE)

_Said = tuple[Literal["header", "meta"], str, str]


def extract_rights(
    page: Page, headers: Mapping[str, Sequence[str]], statements: Sequence[RightsStatement] = ()
) -> Rights:
    """What the outlet says of a page's use by AI and by text and data mining.

    Args:
        page: the page; of its tree only the metas are looked at.
        headers: the headers that came with it, names in any case.
        statements: what robots.txt says of its URL, as `Robots.reservations` gives it.

    Returns:
        The statements, each once: of robots.txt, of headers, of metas; 100 at most, their values cut at 200 characters.
        The text is reserved if any of them reserves it, though another leaves it free. `policy` is the first that is
        an absolute http(s) URL. Nothing said gives an empty `Rights`, which is no permission.
    """
    said = [*_in_headers(headers), *_in_metas(page)]
    if not said and not statements:
        return Rights()
    reserved = any(_is_refusal(statement) for statement in statements)
    policy = None
    found = {(statement.source, statement.name, statement.value): statement for statement in statements}
    for source, name, printed in said:
        reserves = _reserves(name, printed)
        if reserves is None:
            continue
        reserved = reserved or reserves
        if name == "tdm-policy":
            policy = policy or absolute_url(printed, None)
        value = clean_text(printed[:LONGEST_VALUE])
        found.setdefault((source, name, value), RightsStatement(source=source, name=name, value=value))
    return Rights(reserved=reserved, policy=policy, statements=list(found.values())[:_MOST_STATEMENTS])


def _in_headers(headers: Mapping[str, Sequence[str]]) -> Iterator[_Said]:
    for name, values in headers.items():
        lower = name.lower()
        if lower in _HEADERS:
            for value in values:
                yield "header", lower, value


def _in_metas(page: Page) -> Iterator[_Said]:
    metas = page.metas
    if _METAS.isdisjoint(metas):
        return
    for name, values in metas.items():
        if name in _METAS:
            for value in values:
                yield "meta", name, value


def _is_refusal(statement: RightsStatement) -> bool:
    """Whether a statement of robots.txt reserves: one that refuses an agent, or a Content-Signal that says no."""
    return statement.value == "Disallow" or _SIGNAL.search(statement.value) is not None


def _reserves(name: str, value: str) -> bool | None:
    """Whether a header or meta reserves the text; None when it says nothing of it."""
    if name == "tdm-policy":
        return False
    if name == "tdm-reservation":
        return "1" in [part.strip() for part in value.split(",")]  # proxies join a header's lines by commas
    return _reserves_by_directive(name, value)


def _reserves_by_directive(name: str, value: str) -> bool | None:
    """The same for directives to robots, `[agent:] directive, …`; `noimageai` is a statement, but not on text.

    `noindex` and `none` speak of AI only where an agent of its is addressed, by the name or by a prefix.
    """
    agent, told = name, None
    for part in value.lower().split(","):
        directives = part
        if ":" in part and (prefix := _PREFIX.match(part)) and prefix[1] not in _WITH_VALUE:
            agent, directives = prefix[1], part[prefix.end() :]
        words = directives.split()
        if "noai" in words or (agent in AI_AGENTS and ("noindex" in words or "none" in words)):
            return True
        if "noimageai" in words:
            told = False
    return told
