"""Reads a robots.txt (RFC 9309) for what Scrapy leaves aside: its sitemaps, and what it says of AI.

Whether a URL may be fetched is Scrapy's to ask, and is not answered here.
"""

import re
from collections.abc import Iterable, Iterator

from protego import Protego

from newsscrape.items import RightsStatement
from newsscrape.limits import ROBOTS_BYTES
from newsscrape.readers.rights import AI_AGENTS, LONGEST_VALUE
from newsscrape.text import clean_text
from newsscrape.urls import absolute_url

_MOST_SIGNALS = 10
_ANY = "*"
_KNOWN = AI_AGENTS | {_ANY}
_AGENT_FIELDS = ("user-agent", "useragent", "user agent")  # as protego reads it
_SITEMAP_FIELDS = ("sitemap", "sitemaps", "site-map")
_SITE_FIELDS = (*_SITEMAP_FIELDS, "host")  # they stand in a group, and do not belong to it
_PRODUCT = re.compile(r"[\w-]+")
_SIGNAL_OF_AI = re.compile(r"\bai-(?:train|input)\s*=", re.IGNORECASE)


class Robots:
    """What a robots.txt says of sitemaps and of AI.

    A file that cannot be understood says nothing; no bytes raise.

    Args:
        body: the file's bytes, of which the first 500 KiB are read, as RFC 9309 allows.

    Attributes:
        sitemaps: URLs of the sitemaps that it names, absolute http(s) ones, each once, in order.
    """

    sitemaps: tuple[str, ...]

    def __init__(self, body: bytes) -> None:
        links: dict[str, None] = {}
        rules: dict[str, list[str]] = {}
        signals: dict[str, None] = {}
        for group, field, value in _lines(_decoded(body)):
            if field in _SITEMAP_FIELDS:
                links[value] = None
            elif field == "content-signal":
                if _ANY in group and _SIGNAL_OF_AI.search(value):
                    signals[clean_text(value[:LONGEST_VALUE])] = None
            elif field.isalpha():  # Allow and Disallow, which protego knows in all their spellings
                for agent in sorted(group - {_ANY}):  # the same record in every process
                    rules.setdefault(agent, []).append(f"{field}: {value}")
        self.sitemaps = tuple(dict.fromkeys(url for link in links if (url := absolute_url(link, None))))
        self._signals = tuple(signals)[:_MOST_SIGNALS]
        # Outlets refuse most agents by the same rules, which need be tried once only.
        agents: dict[tuple[str, ...], list[str]] = {}
        for agent, lines in rules.items():
            agents.setdefault(tuple(lines), []).append(agent)
        self._groups = [(parsed, names) for lines, names in agents.items() if (parsed := _parsed(lines))]

    def reservations(self, url: str) -> list[RightsStatement]:
        """What the file says of AI and a URL of its host.

        A rule for `*` is no statement on AI, and an AI agent that the file names without refusing the URL is none.

        Returns:
            `Disallow` for each AI agent that a User-agent line names and whose rules refuse the URL; then the
            Content-Signal lines (https://contentsignals.org) for `*` that speak of AI, whether they say yes or no.
            Empty when it says nothing, as most files do.
        """
        if not self._groups and not self._signals:
            return []
        refused = [name for rules, names in self._groups if _refuses(rules, url) for name in names]
        return [
            *(RightsStatement(source="robots.txt", name=name, value="Disallow") for name in refused),
            *(RightsStatement(source="robots.txt", name="content-signal", value=value) for value in self._signals),
        ]


def _refuses(rules: Protego, url: str) -> bool:
    try:
        return not rules.can_fetch(url, _ANY)
    except ValueError:  # a URL that cannot be split or encoded
        return False


def _parsed(lines: Iterable[str]) -> Protego | None:
    """The rules of one group; None when protego cannot read them, as older ones could not read `//[`."""
    try:
        return Protego.parse("\n".join((f"User-agent: {_ANY}", *lines)))
    except ValueError:
        return None


def _decoded(body: bytes) -> str:
    """The file's text; a line that the limit cuts goes, for half a path would refuse more than the whole."""
    if len(body) > ROBOTS_BYTES:
        body = body[:ROBOTS_BYTES]
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    return body.decode("utf-8-sig", "replace")


def _lines(text: str) -> Iterator[tuple[set[str], str, str]]:
    """The file's lines but for User-agent: whom of AI's agents and `*` one is for, its field in lower case, its value.

    Of a group only these agents are kept, so that a file of thousands of agents with thousands of rules is no burden.
    """
    group: set[str] = set()
    begun = False
    for line in text.splitlines():
        field, _, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if field in _AGENT_FIELDS:
            if begun:
                group, begun = set(), False
            group |= _KNOWN & {_product(value)}
        elif value:
            yield group, field, value
        # An empty rule ends the list of agents as well; what is of the whole site does not.
        begun = begun or (field != "" and field not in _AGENT_FIELDS + _SITE_FIELDS)


def _product(value: str) -> str:
    """An agent's name in lower case: `GPTBot/1.1` and `GPTBot*` are `gptbot`."""
    if value == _ANY:
        return value
    match = _PRODUCT.match(value.lower().lstrip("*"))
    return match[0] if match else ""
