"""The outlets by name, by host, and by what a page shows: those of the package, and those of the user's folders.

The environment variable `NEWSSCRAPE_OUTLETS` names the folders, so that every process that one starts knows the same
outlets; Scrapy's setting of that name is handed on by `use_folders`.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from newsscrape.errors import ConfigurationError
from newsscrape.outlets.base import Outlet
from newsscrape.outlets.declaration import load_outlet
from newsscrape.page import Page
from newsscrape.readers.landmarks import Landmarks, find_layout

FOLDERS = "NEWSSCRAPE_OUTLETS"
_PACKAGED = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class _Known:
    """The outlets of some folders.

    Attributes:
        by_name: in the order of names.
        paths: name → the file.
        by_domain: for each folder, in the order in which they are asked, domain → outlet.
        marked: those with landmarks.
    """

    by_name: dict[str, Outlet] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)
    by_domain: list[dict[str, Outlet]] = field(default_factory=list)
    marked: list[Outlet] = field(default_factory=list)


def outlets() -> dict[str, Outlet]:
    """Every outlet by its name, in the order of names.

    Raises:
        ConfigurationError: a folder of `NEWSSCRAPE_OUTLETS` is missing, or a file in it, or in the package, is broken.
    """
    return dict(_known().by_name)


def use_folders(folders: str | Sequence[str] | None) -> None:
    """Takes a setting in the place of the environment variable, for this process and those that it starts.

    Args:
        folders: as the variable has them, or a list of them; None to go by the variable as it is.
    """
    if folders is not None:
        os.environ[FOLDERS] = folders if isinstance(folders, str) else os.pathsep.join(folders)


def outlet_named(name: str) -> Outlet:
    """The outlet of a name.

    Raises:
        ConfigurationError: there is none; the message lists those there are.
    """
    try:
        return _known().by_name[name]
    except KeyError:
        own = "" if os.environ.get(FOLDERS) else f"; {FOLDERS}, which names the folders of your own, is not set"
        raise ConfigurationError(f"no outlet is named {name!r}; there are: {', '.join(outlets())}{own}") from None


def path_of(outlet: Outlet) -> Path:
    """The file that declares an outlet of the registry."""
    return _known().paths[outlet.name]


def outlet_at(host: str) -> Outlet | None:
    """The outlet that a host is one of; None when it is no outlet's. Of several in a folder, that of the domain nearest
    to the host.
    """
    for by_domain in _known().by_domain:
        domain = host
        while domain:
            if outlet := by_domain.get(domain):
                return outlet
            domain = domain.partition(".")[2]
    return None


def outlet_of(page: Page) -> Outlet | None:
    """The outlet that a page comes from: by its URL's host (its canonical link's when it has no URL), else by the
    landmarks that it bears; None when no outlet fits.
    """
    if page.host and (outlet := outlet_at(page.host)):
        return outlet
    for outlet in _known().marked:
        assert outlet.landmarks is not None
        if _may_bear(page, outlet.landmarks) and find_layout(page, outlet.landmarks):
            return outlet
    return None


def _known() -> _Known:
    return _load(os.environ.get(FOLDERS, ""))


@lru_cache(maxsize=4)
def _load(folders: str) -> _Known:
    """The outlets of the user's folders and, behind them, of the package."""
    known = _Known()
    for folder in [*(Path(name).expanduser() for name in folders.split(os.pathsep) if name.strip()), _PACKAGED]:
        if not folder.is_dir():
            raise ConfigurationError(f"{FOLDERS}: {folder}: no such folder")
        by_domain: dict[str, Outlet] = {}
        for path in sorted(folder.glob("*.toml")):
            outlet = load_outlet(path)
            if outlet.name in known.by_name:
                continue  # an earlier folder's goes before it, at all its domains
            known.by_name[outlet.name], known.paths[outlet.name] = outlet, path
            for domain in outlet.domains:
                if (other := by_domain.setdefault(domain, outlet)) is not outlet:
                    raise ConfigurationError(f"{path}: domains: {domain!r}: is a domain of {other.name} as well")
        known.by_domain.append(by_domain)
    by_name = dict(sorted(known.by_name.items()))
    marked = [outlet for outlet in by_name.values() if outlet.landmarks]
    return _Known(by_name, known.paths, known.by_domain, marked)


def _may_bear(page: Page, marks: Landmarks) -> bool:
    """Whether a page is worth a search for landmarks, which needs its lines and thus milliseconds.

    A page of a known address that is no outlet's is as a rule just that, another site's page; only where its blocks
    show an outlet's words may it be a mirror of it. Text, and pages of no known address, are worth it.
    """
    if not page.is_html or page.host is None:
        return True
    texts = page.blocks.texts
    if marks.featured in texts or any(map(re.compile(marks.code_label).match, texts)):
        return True
    return marks.end_of_body in texts and any(map(re.compile(marks.day).search, texts))
