"""An outlet's file: TOML → `Outlet`, with every value checked, and back.

Nothing of the file is run. What is wrong with it is told when it is read: the file, the field, the value, the cause.
docs/outlets.md has a table of the keys.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from newsscrape.dates import DateRules
from newsscrape.errors import ConfigurationError
from newsscrape.outlets.base import Outlet, Version
from newsscrape.outlets.toml import table_lines
from newsscrape.readers.landmarks import Landmarks
from newsscrape.readers.selector import compile_selector
from newsscrape.readers.selectors import FIELDS
from newsscrape.urls import split_http_url

ROADS = ("listing", "feed", "sitemap")
KEYS = (
    "name", "title", "domains", "language", "timezone", "date_formats", "month_first", "front", "article_path", "feeds",
    "roads", "landmarks", "versions", "settings",
)  # fmt: skip
_PATTERNS = ("date_line", "day", "code", "code_label")  # of the landmarks; the others are lines
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")
_TEXTS_OF = re.compile(r"::(?:text|attr\()")


def load_outlet(path: Path) -> Outlet:
    """The outlet that a file declares.

    Raises:
        ConfigurationError: the file cannot be read, or declares no outlet; the message names the file, the field, the
            value and the cause.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from None
    return parse_outlet(text, str(path), name=path.stem)


def parse_outlet(text: str, place: str, *, name: str | None = None) -> Outlet:
    """The outlet that a text in TOML declares.

    Args:
        text: the declaration.
        place: what messages name as its file.
        name: that the outlet must have; None for any.

    Raises:
        ConfigurationError: as `load_outlet`.
    """
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationError(f"{place}: no TOML: {error or 'nested too deeply'}") from None
    outlet = _outlet(_Table(place, "", values))
    if name is not None and outlet.name != name:
        raise ConfigurationError(f"{place}: name: {outlet.name!r}: the file's name must be {outlet.name}.toml")
    return outlet


def declare(outlet: Outlet) -> str:
    """The declaration of an outlet, in TOML; `parse_outlet` makes the same outlet of it.

    Values that are the default are left out, so that an ordinary outlet takes no more than 40 lines.

    Raises:
        ConfigurationError: the outlet has what no declaration gives.
        TypeError: one of its settings is of a kind that no declaration gives.
    """
    rules = outlet.dates
    head = {
        "name": outlet.name,
        "title": outlet.title,
        "domains": outlet.domains,
        "language": outlet.language,
        "timezone": rules.timezone,
        "date_formats": rules.formats or None,
        "month_first": rules.month_first,
        "front": outlet.front if outlet.front != "/" else None,
        "article_path": outlet.article_path,
        "feeds": outlet.feeds or None,
        "roads": outlet.roads if outlet.roads != ROADS else None,
    }
    lines = table_lines(head)
    if outlet.settings:
        lines += ["", "[settings]", *table_lines(outlet.settings)]
    if outlet.landmarks:
        marks = {mark.name: getattr(outlet.landmarks, mark.name) for mark in fields(Landmarks)}
        lines += ["", "[landmarks]", *table_lines(marks)]
    for version in outlet.versions:
        selectors = {field: texts[0] if len(texts) == 1 else texts for field, texts in version.fields.items()}
        lines += ["", "[[versions]]"]
        lines += table_lines({"since": version.since, **selectors, "leave_out": version.leave_out or None})
    text = "\n".join([*lines, ""])
    if parse_outlet(text, f"{outlet.name}.toml") != outlet:
        raise ConfigurationError(
            f"{outlet.name}.toml: dates: {rules!r}: a file has one language, and no day to be near"
        )
    return text


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a declaration, whose values are taken by key and checked.

    Attributes:
        place: the file.
        above: how its keys are told in messages: `landmarks.` for those of `landmarks`.
        values: as parsed.
    """

    place: str
    above: str
    values: Mapping[str, Any]

    def wrong(self, key: str, value: object, cause: str) -> NoReturn:
        raise ConfigurationError(f"{self.place}: {self.above}{key}: {value!r}: {cause}")

    def require_known(self, keys: tuple[str, ...]) -> None:
        """Refuses keys that are none."""
        for key, value in self.values.items():
            if key not in keys:
                self.wrong(key, value, f"no such key; there are: {', '.join(keys)}")

    def text(self, key: str, check: Callable[[str], str | None] | None = None) -> str | None:
        """A text, or None where the key is missing. `check` says what is wrong with one, or None."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.wrong(key, value, f"a text is needed, not {_kind(value)}")
        if not value.strip():
            self.wrong(key, value, "it is empty")
        if check and (cause := check(value)):
            self.wrong(key, value, cause)
        return value

    def needed(self, key: str, check: Callable[[str], str | None] | None = None) -> str:
        """A text that must be there."""
        value = self.text(key, check)
        if value is None:
            raise ConfigurationError(f"{self.place}: {self.above}{key}: is missing; it must be given")
        return value

    def texts(self, key: str, check: Callable[[str], str | None] | None = None) -> tuple[str, ...]:
        """A list of texts; empty where the key is missing."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            self.wrong(key, value, f"a list of texts is needed, not {_kind(value)}")
        return tuple(_Table(self.place, self.above, {key: one}).needed(key, check) for one in value)

    def truth(self, key: str) -> bool | None:
        """True or false; None where the key is missing."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            self.wrong(key, value, f"true or false is needed, not {_kind(value)}")
        return value

    def table(self, key: str) -> "_Table | None":
        """A table within; None where there is none."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, value, f"a table is needed, not {_kind(value)}")
        return _Table(self.place, f"{self.above}{key}.", value)

    def tables(self, key: str) -> list["_Table"]:
        """The tables of a list; none where there is none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(key, value, f"tables are needed, each below a line [[{key}]]")
        return [_Table(self.place, f"{self.above}{key}[{i}].", one) for i, one in enumerate(value, 1)]


def _outlet(table: _Table) -> Outlet:
    table.require_known(KEYS)
    name = table.needed("name", _why_no_name)
    title = table.needed("title")
    domains = table.texts("domains", _why_no_domain)
    if not domains:
        table.wrong("domains", list(domains), "at least one domain is needed")
    language = table.text("language", _why_no_language)
    marks, settings = table.table("landmarks"), table.table("settings")
    return Outlet(
        name=name,
        title=title,
        domains=domains,
        language=language,
        front=table.text("front", _why_no_path) or "/",
        article_path=table.text("article_path", _why_no_pattern),
        dates=DateRules(
            formats=table.texts("date_formats", _why_no_format),
            languages=(language.partition("-")[0],) if language else (),
            timezone=table.text("timezone", _why_no_zone),
            month_first=table.truth("month_first"),
        ),
        feeds=table.texts("feeds", _why_no_link),
        roads=table.texts("roads", _why_no_road) if "roads" in table.values else ROADS,
        landmarks=_landmarks(marks) if marks else None,
        versions=_versions(table),
        settings=MappingProxyType(_settings(settings) if settings else {}),
    )


def _landmarks(table: _Table) -> Landmarks:
    names = tuple(mark.name for mark in fields(Landmarks))
    table.require_known(names)
    marks = {name: table.needed(name, _why_no_pattern if name in _PATTERNS else None) for name in names}
    if "code" not in re.compile(marks["code"]).groupindex:
        table.wrong("code", marks["code"], "it needs a group for the code itself: (?P<code>…)")
    return Landmarks(**marks)


def _versions(table: _Table) -> tuple[Version, ...]:
    """The versions, the newest first; only the last one may be of any time."""
    versions: list[Version] = []
    for below in table.tables("versions"):
        version = _version(below)
        if versions:
            newer = versions[-1].since
            if newer is None:
                below.wrong("since", version.since, "the version above it has none, so that this one is never used")
            if version.since is not None and version.since >= newer:
                below.wrong(
                    "since", str(version.since), f"the newest version comes first: this day must be before {newer}"
                )
        versions.append(version)
    return tuple(versions)


def _version(table: _Table) -> Version:
    table.require_known(("since", *FIELDS, "leave_out"))
    since = table.values.get("since")
    if since is not None and (not isinstance(since, date) or isinstance(since, datetime)):
        table.wrong("since", since, "a day is needed, without quotation marks: 2024-05-01")
    selectors = {field: _selectors(table, field) for field in table.values if field in FIELDS}
    leave_out = table.texts("leave_out", _why_no_element)
    if not selectors:
        raise ConfigurationError(
            f"{table.place}: {table.above.rstrip('.')}: it has no field; there are: {', '.join(FIELDS)}"
        )
    if leave_out and "body" not in selectors:
        table.wrong("leave_out", list(leave_out), "it counts within the containers of `body`, which is missing")
    return Version(since=since, fields=MappingProxyType(selectors), leave_out=leave_out)


def _selectors(table: _Table, field: str) -> tuple[str, ...]:
    """A field's selectors: one text, or a list of them."""
    value = table.values[field]
    if isinstance(value, str):
        return (table.needed(field, _why_no_selector),)
    if not isinstance(value, list):
        table.wrong(field, value, f"a selector or a list of selectors is needed, not {_kind(value)}")
    if not value:
        table.wrong(field, value, "the list is empty; leave the field out instead")
    return table.texts(field, _why_no_selector)


def _settings(table: _Table) -> dict[str, Any]:
    """Scrapy's settings: single values, and lists of them."""
    for key, value in table.values.items():
        if not key.isupper():
            table.wrong(key, value, "a setting's name is in capitals")
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, (str, int, float, bool)):
                table.wrong(key, value, "a text, a number, true, false, or a list of these is needed")
    return dict(table.values)


def _kind(value: object) -> str:
    """What a value is, in TOML's words."""
    kinds = {bool: "a truth value", int: "a number", float: "a number", str: "a text", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a date or time")


def _why_no_name(text: str) -> str | None:
    return None if _NAME.fullmatch(text) else "a name is small letters and digits, with . _ - between them"


def _why_no_domain(text: str) -> str | None:
    labels = text.split(".")
    if len(labels) > 1 and len(text) < 254 and all(map(_LABEL.fullmatch, labels)):
        return None
    return "no domain: small letters, without scheme, port and path, such as www.example.org (xn--… for others)"


def _why_no_language(text: str) -> str | None:
    return None if _LANGUAGE.fullmatch(text) else "no tag of a language, such as en, pt-BR, zh-Hant"


def _why_no_zone(text: str) -> str | None:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # a folder of the database is no file
        return "no time zone of the IANA database, such as America/New_York"
    return None


def _why_no_format(text: str) -> str | None:
    """A format must write a day in such a way that it reads it back."""
    day = datetime(2003, 4, 25, 13, 45, 59)  # noqa: DTZ001 (its zone does not matter)
    try:
        read = datetime.strptime(day.strftime(text), text)  # noqa: DTZ007
    except (ValueError, re.error) as error:
        return f"no format of strptime: {error}"
    return None if read.date() == day.date() else "the format needs day, month and year, such as %d %B %Y"


def _why_no_path(text: str) -> str | None:
    return None if re.fullmatch(r"/\S*", text) else "a path begins with / and has no spaces"


def _why_no_link(text: str) -> str | None:
    return None if split_http_url(text) or not _why_no_path(text) else "neither a path nor an http(s) URL"


def _why_no_road(text: str) -> str | None:
    return None if text in ROADS else f"no road; there are: {', '.join(ROADS)}"


def _why_no_pattern(text: str) -> str | None:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        return f"the pattern cannot be compiled: {error}"
    return None


def _why_no_selector(text: str) -> str | None:
    try:
        compile_selector(text)
    except ValueError as error:
        return str(error)
    return None


def _why_no_element(text: str) -> str | None:
    if (cause := _why_no_selector(text)) is not None:
        return cause
    if compile_selector(text).kind == "jsonld" or _TEXTS_OF.search(text):
        return "elements are left out, not texts: a CSS selector without ::, or XPath of elements"
    return None
