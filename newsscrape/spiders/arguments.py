"""What a user may say of a crawl with `-a NAME=VALUE`."""

from dataclasses import dataclass, fields
from datetime import date
from urllib.parse import urlsplit

from newsscrape.errors import ConfigurationError
from newsscrape.urls import origin_of


@dataclass(frozen=True, slots=True)
class CrawlArguments:
    """The arguments of a crawl, read.

    Attributes:
        origin: scheme, host and port of a mirror that is crawled in the outlet's place, `http://127.0.0.1:8000`.
        limit: how many new records to write before the run ends.
        since: a day, `2023-04-01`; articles published before it are not written.
    """

    origin: str | None = None
    limit: int | None = None
    since: str | None = None

    @classmethod
    def read(cls, given: dict[str, str]) -> "CrawlArguments":
        """Reads arguments as the command line gives them. Names that begin with `_` are scrapyd's, and passed over.

        Raises:
            ConfigurationError: an argument has no such name or no such value; the message names both.
        """
        readers = {"origin": _origin, "limit": _limit, "since": _since}
        names = [field.name for field in fields(cls)]
        values = {}
        for name, value in given.items():
            if name in readers:
                values[name] = readers[name](value)
            elif not name.startswith("_"):
                raise ConfigurationError(f"-a {name}={value}: no such argument; there are {', '.join(names)}")
        return cls(**values)  # type: ignore[arg-type]  # each reader gives its field's type


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
