"""What a user may say of a crawl with `-a NAME=VALUE`."""

from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Self
from urllib.parse import urlsplit

from newsscrape.errors import ConfigurationError
from newsscrape.urls import absolute_url, origin_of, without_credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlArguments:
    """The arguments that every crawl takes, read.

    Attributes:
        limit: how many new records to write before the run ends.
        since: a day, `2023-04-01`; articles published before it are not written.
    """

    limit: int | None = None
    since: str | None = None

    @classmethod
    def read(cls, given: dict[str, str]) -> Self:
        """Reads arguments as the command line gives them. Names that begin with `_` are scrapyd's, and passed over.

        Raises:
            ConfigurationError: an argument has no such name or no such value, or is missing; the message names it.
        """
        names = [field.name for field in fields(cls)]
        values = {}
        for name, value in given.items():
            if name in names:
                values[name] = _READERS[name](value)
            elif not name.startswith("_"):
                raise ConfigurationError(f"-a {name}={value}: no such argument; there are {', '.join(names)}")
        for field in fields(cls):
            if field.default is MISSING and field.name not in values:
                raise ConfigurationError(
                    f"-a {field.name}= is missing: the crawl needs it, such as -a {field.name}={_EXAMPLES[field.name]}"
                )
        return cls(**values)  # type: ignore[arg-type]  # each reader gives its field's type


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletArguments(CrawlArguments):
    """The arguments of an outlet's crawl.

    Attributes:
        origin: scheme, host and port of a mirror that is crawled in the outlet's place, `http://127.0.0.1:8000`.
    """

    origin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteArguments(CrawlArguments):
    """The arguments of a site's crawl.

    Attributes:
        url: the page where the crawl starts; its host is the site.
    """

    url: str


def _url(value: str) -> str:
    url = absolute_url(value, None)
    if url is None:
        raise ConfigurationError(f"-a url={value}: not an http or https address, such as {_EXAMPLES['url']}")
    if without_credentials(value.strip()) != value.strip():
        raise ConfigurationError("-a url=: a user and password in a URL are never sent; leave them out")
    return url


def _origin(value: str) -> str:
    origin = origin_of(value)
    if origin is None or urlsplit(value).path not in ("", "/"):
        raise ConfigurationError(f"-a origin={value}: not an origin, such as http://127.0.0.1:8000")
    return origin


def _limit(value: str) -> int:
    if not value.isdecimal() or int(value) == 0:
        raise ConfigurationError(f"-a limit={value}: not a number of records, from 1")
    return int(value)


def _since(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ConfigurationError(f"-a since={value}: not a day, such as 2023-04-01") from None


_READERS = {"limit": _limit, "since": _since, "origin": _origin, "url": _url}
_EXAMPLES = {"url": "https://example.org/"}
