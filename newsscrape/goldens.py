"""Golden pages: saved pages beside the records that they must become; an outlet held against its own.

A golden is a folder with the page (`page.html` or `page.txt`), `meta.json` (`url`, `outlet`, `fetched_at`, each or
null; `reviewed`: false where nobody has looked at it yet) and `expected.json` (the record, or some of its fields; or
`error` and `cut_off` for a page that gives no article).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from lxml import etree

from newsscrape.errors import ConfigurationError, ExtractionError
from newsscrape.items import Article
from newsscrape.outlets.base import Outlet, Version
from newsscrape.outlets.registry import outlet_named, outlet_of
from newsscrape.page import Page
from newsscrape.parse import parse_article, version_of
from newsscrape.readers.selector import compile_selector
from newsscrape.readers.selectors import extract_selected
from newsscrape.text import clean_text

# Where a value came from is no value; the last three are the crawl's doing.
NOT_GOLDEN = frozenset({"source", "provenance", "revision", "previous_sha256", "rights"})
GOLDEN_FIELDS = tuple(one.name for one in fields(Article) if one.name not in NOT_GOLDEN)
PAGE = "page"  # in place of a field: whether the page is an article at all
_SINGLE = frozenset("title description section language story_code date_published date_modified".split())
_MOST_AUTHORS = 10  # elements; more are a list of contributors, or of all who ever wrote


@dataclass(frozen=True, slots=True)
class Golden:
    """A golden page.

    Attributes:
        folder: where it lies; its last part is the golden's name.
        content: the page's bytes.
        url: where it was fetched from; None when unknown.
        outlet: name of its outlet; None to find it by what the page shows.
        fetched_at: when it was fetched; None when unknown.
        expected: field → value; or `error` and `cut_off`.
        reviewed: whether somebody has said that the values are right.
    """

    folder: Path
    content: bytes
    url: str | None
    outlet: str | None
    fetched_at: datetime | None
    expected: Mapping[str, Any]
    reviewed: bool

    def page(self) -> Page:
        """The page, to be read anew."""
        return Page(self.content, url=self.url, fetched_at=self.fetched_at)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a golden that came out otherwise.

    Attributes:
        golden: the golden's name.
        expected, got: the values; sentences where the field is `page`.
    """

    golden: str
    expected: Any
    got: Any


@dataclass(slots=True)
class FieldReport:
    """How a field came out.

    Attributes:
        compared: goldens that say what it should be.
        given: of these, those that have a value.
        selected: goldens on which the outlet's selectors give it.
        missed: names of goldens that have a value which no selector of the outlet gives, though it has some.
        differences: where it came out wrong.
    """

    compared: int = 0
    given: int = 0
    selected: int = 0
    missed: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    @property
    def is_broken(self) -> bool:
        """Whether a value is wrong, or the outlet's selectors find nothing on any golden that has a value."""
        return bool(self.differences) or bool(self.missed and not self.selected)


@dataclass(slots=True)
class Report:
    """An outlet held against its goldens.

    Attributes:
        goldens: how many there are.
        unreviewed: names of those that nobody has looked at.
        fields: by name; of `page` and of the record.
        remarks: what may be amiss with its selectors though no value is wrong, in sentences.
    """

    goldens: int = 0
    unreviewed: list[str] = field(default_factory=list)
    fields: dict[str, FieldReport] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @property
    def is_broken(self) -> bool:
        """Whether any field is."""
        return any(one.is_broken for one in self.fields.values())

    def of(self, name: str) -> FieldReport:
        """The report of a field, begun where there is none."""
        return self.fields.setdefault(name, FieldReport())


def read_goldens(folder: Path) -> list[Golden]:
    """The goldens in a folder, by their names; none where there is no such folder.

    Raises:
        ConfigurationError: one is incomplete or cannot be read; the message names the file and the cause.
    """
    return [read_golden(path.parent) for path in sorted(folder.glob("*/expected.json"))]


def check_outlet(outlet: Outlet, goldens: Iterable[Golden]) -> Report:
    """Holds an outlet against goldens.

    Raises:
        ConfigurationError: a golden names an outlet that there is none.
    """
    report = Report()
    uses: dict[tuple[str, str], _Use] = {}
    for golden in goldens:
        report.goldens += 1
        if not golden.reviewed:
            report.unreviewed.append(golden.folder.name)
        page = golden.page()
        by = (
            (outlet if golden.outlet == outlet.name else outlet_named(golden.outlet))
            if golden.outlet
            else outlet_of(page)
        )
        version = version_of(page, by)
        selected = (
            {one.field for one in extract_selected(page, version.fields, version.leave_out)} if version else set()
        )
        _compare(report, golden, page, by, version, selected)
        if version and "error" not in golden.expected:
            _use_selectors(uses, page, version, golden)
    report.remarks += [text for (name, selector), use in uses.items() for text in use.remarks(name, selector)]
    for name, one in report.fields.items():
        if one.missed and one.selected:
            report.remarks.append(f"{name}: selectors find nothing on {', '.join(one.missed)}, where there is a value")
    return report


def _compare(
    report: Report, golden: Golden, page: Page, outlet: Outlet | None, version: Version | None, selected: set[str]
) -> None:
    """Adds how the fields of a golden came out."""
    name, expected = golden.folder.name, golden.expected
    whole = report.of(PAGE)
    whole.compared += 1
    record: Mapping[str, Any] | None = None
    refused: ExtractionError | None = None
    try:
        record = asdict(parse_article(page, outlet))
    except ExtractionError as error:
        refused = error
    said = "an article" if refused is None else _refusal(refused.reason, refused.cut_off)
    if "error" in expected:
        if (
            refused is None
            or not refused.reason.startswith(expected["error"])
            or refused.cut_off != expected["cut_off"]
        ):
            whole.differences.append(Difference(name, _refusal(expected["error"], expected["cut_off"]), said))
        return
    whole.given += 1
    if record is None:
        whole.differences.append(Difference(name, "an article", said))
    for key, value in expected.items():
        one = report.of(key)
        one.compared += 1
        one.given += bool(value)
        one.selected += key in selected
        if value and version and key in version.fields and key not in selected:
            one.missed.append(name)
        if record is not None and record[key] != value:
            one.differences.append(Difference(name, value, record[key]))


def _refusal(reason: str, cut_off: bool) -> str:
    return f"{reason} (cut off)" if cut_off else reason


@dataclass(slots=True)
class _Use:
    """What a selector does on the goldens: on how many it matches, on how many it gives a value; where too much."""

    matched: int = 0
    gave: int = 0
    too_much: list[str] = field(default_factory=list)

    def remarks(self, name: str, selector: str) -> list[str]:
        does = "gives" if self.matched else "matches"
        said = [f"{name}: {selector} {does} nothing on any golden"] if not self.gave else []
        return said + [f"{name}: {selector} matches too much: {where}" for where in self.too_much]


def _use_selectors(uses: dict[tuple[str, str], _Use], page: Page, version: Version, golden: Golden) -> None:
    """Adds what the selectors of the fields do on a golden. What `leave_out` names need not be there."""
    for name, selectors in version.fields.items():
        for text in selectors:
            use = uses.setdefault((name, text), _Use())
            found = compile_selector(text).find(page).matches
            use.matched += bool(found)
            # What it matches may hold no value, as an element that was emptied, and the next selector gives it.
            use.gave += bool(extract_selected(page, {name: (text,)}, version.leave_out))
            if (cause := _why_too_much(name, found)) is not None:
                use.too_much.append(f"{cause} on {golden.folder.name}")


def _why_too_much(name: str, found: Sequence[Any]) -> str | None:
    if name in _SINGLE:
        texts = {clean_text("".join(map(str, one.itertext())) if etree.iselement(one) else str(one)) for one in found}
        return f"{len(texts)} different texts" if len(texts) > 1 else None
    if name == "authors" and len(found) > _MOST_AUTHORS:
        return f"{len(found)} authors"
    return None


def read_golden(folder: Path) -> Golden:
    """The golden that a folder holds.

    Raises:
        ConfigurationError: it is incomplete or cannot be read; the message names the file and the cause.
    """
    pages = sorted(folder.glob("page.*"))
    if len(pages) != 1:
        raise ConfigurationError(f"{folder}: one page is needed, page.html or page.txt; there are {len(pages)}")
    meta, meta_path = _read_json(folder / "meta.json"), folder / "meta.json"
    fetched_at = None
    if meta.get("fetched_at") is not None:
        try:
            fetched_at = datetime.fromisoformat(meta["fetched_at"])
        except (TypeError, ValueError):
            _refuse(meta_path, "fetched_at", meta["fetched_at"], "no date and time, as 2024-05-01T12:00:00Z, nor null")
        if fetched_at.tzinfo is None:
            _refuse(meta_path, "fetched_at", meta["fetched_at"], "it needs a zone, such as Z at its end")
    for key, needed in (("url", str), ("outlet", str), ("reviewed", bool)):
        if meta.get(key) is not None and not isinstance(meta[key], needed):
            _refuse(meta_path, key, meta[key], f"no {'truth value' if needed is bool else 'text'}, nor null")
    return Golden(
        folder,
        pages[0].read_bytes(),
        meta.get("url"),
        meta.get("outlet"),
        fetched_at,
        _expected(folder / "expected.json"),
        meta.get("reviewed") is not False,
    )


def _expected(path: Path) -> dict[str, Any]:
    expected = _read_json(path)
    if "error" in expected:
        for key, needed in (("error", str), ("cut_off", bool)):
            if not isinstance(expected.get(key), needed):
                _refuse(path, key, expected.get(key), "how the reason begins" if needed is str else "true or false")
        return expected
    for key, value in expected.items():
        if key not in GOLDEN_FIELDS:
            _refuse(path, key, value, "no field of a golden")
    return expected


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from None
    if not isinstance(value, dict):
        raise ConfigurationError(f"{path}: an object is needed")
    return value


def _refuse(path: Path, key: str, value: object, cause: str) -> NoReturn:
    raise ConfigurationError(f"{path}: {key}: {value!r}: {cause}")
