"""What `scrapy outlet new` does: pages in; an outlet's file, its goldens and a report out."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from scrapy.settings import Settings

from newsscrape.archive.inputs import PassedOver, Unreadable, find_inputs, read_input
from newsscrape.drafts import Chosen, Draft, choose_pages, draft_outlet, place_of, require_new, write_draft
from newsscrape.errors import ConfigurationError
from newsscrape.frames.sites import MOST_PAGES
from newsscrape.outlets.registry import FOLDERS
from newsscrape.page import Page
from newsscrape.spiders.pages import fetch_pages
from newsscrape.text import printable
from newsscrape.urls import split_http_url

_DEFAULT_FOLDER = Path("outlets")


def new(args: list[str], folder: Path | None, settings: Settings) -> int:
    """Drafts an outlet, writes it, and prints what it is sure of; the exit code.

    Args:
        args: the outlet's name; files, folders, patterns and http(s) URLs of its pages.
        folder: to write into; None for the first of the setting NEWSSCRAPE_OUTLETS, else `outlets`.
        settings: Scrapy's.

    Raises:
        ConfigurationError: an outlet of that name is there; its pages cannot be read, or give no outlet.
    """
    if len(args) < 2:
        raise ConfigurationError("name the outlet, and its pages: files, folders, patterns or URLs")
    name, *places = args
    folder = folder or _own_folder()
    require_new(name, folder)
    unread: list[str] = []
    chosen = choose_pages(_read(places, settings, unread))
    try:
        draft = draft_outlet(name, chosen.pages)
    except ConfigurationError as error:
        raise ConfigurationError("\n  ".join([str(error), *unread])) from None
    try:
        path = write_draft(draft, folder)
    except OSError as error:
        raise ConfigurationError(f"{folder}: cannot be written to: {error.strerror}") from None
    sys.stdout.write(_report(draft, path, chosen, unread))
    return 0


def _own_folder() -> Path:
    """The user's first folder of outlets. The setting has been handed on to the environment."""
    names = (name.strip() for name in os.environ.get(FOLDERS, "").split(os.pathsep))
    return next((Path(name).expanduser() for name in names if name), _DEFAULT_FOLDER)


def _read(places: Sequence[str], settings: Settings, unread: list[str]) -> Iterator[Page]:
    """The pages at places; what cannot be read is told in `unread`, a line each."""
    urls = [place for place in places if split_http_url(place)]
    files = [place for place in places if place not in urls]
    for source in find_inputs(files) if files else ():
        for item in read_input(source):
            if isinstance(item, Unreadable):
                unread.append(f"{item.path}: {item.reason}")
            elif not isinstance(item, PassedOver):
                yield item
    if urls:
        found, missing = fetch_pages(urls, settings)
        unread += [f"{url}: {reason}" for url, reason in missing.items()]
        yield from found


def _report(draft: Draft, path: Path, chosen: Chosen, unread: Sequence[str]) -> str:
    """What was drafted, as people read it: agreement field by field, doubts, pages of no use, what to do next."""
    outlet, frame = draft.outlet, draft.frame
    version = outlet.versions[0]
    count = f"{frame.pages} of {frame.pages + len(frame.unused) + len(chosen.copies)} pages"
    lines = [
        f"{outlet.name}: {outlet.title}, {', '.join(outlet.domains)}",
        f"drafted from {count} into {path}, with a golden page of each in {path.with_suffix('')}",
        "",
        f"  {'field':<18} {'agree':>5}  selectors",
    ]
    for field in ("title", "authors", "date_published", "featured_stories", "body"):
        sure = f"{frame.sure[field]:.0%}" if field in frame.sure else "-"
        lines.append(f"  {field:<18} {sure:>5}  {'; '.join(version.fields.get(field, ('none found',)))}")
    lines += [f"  {'leave_out':<18} {'':>5}  {len(version.leave_out)} selectors within the body", ""]
    lines += [f"doubtful: {doubt}" for doubt in draft.doubts]
    lines += [f"of no use: {place_of(one.page)}: {one.reason}" for one in frame.unused]
    lines += [f"not read: {reason}" for reason in unread]
    lines += [f"of no use: {place}: a copy of another page" for place in chosen.copies]
    if chosen.passed_over:
        lines.append(f"passed over: {chosen.passed_over} more pages; {MOST_PAGES} are enough")
    if lines[-1]:
        lines.append("")
    return "\n".join(map(printable, [*lines, *_next_steps(outlet.name, path), ""]))


def _next_steps(name: str, path: Path) -> list[str]:
    steps = ["Next:"]
    if str(path.parent) not in os.environ.get(FOLDERS, "").split(os.pathsep):
        steps.append(f"  export {FOLDERS}={path.parent}")
    steps.append(f"  scrapy outlet check {name}")
    steps.append(f"  scrapy report {path.with_suffix('')} -o {name}.html    # each page beside what was chosen there")
    steps.append(
        f"and read each {path.with_suffix('')}/…/expected.json beside its page: correct the values that are wrong,"
    )
    steps.append(f'then the selectors in {path.name}, and put "reviewed": true into its meta.json.')
    return steps
