"""The outlets by name, by host, and by what a page shows."""

import re
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

import newsscrape.outlets as package
from newsscrape.errors import ConfigurationError
from newsscrape.outlets.base import Outlet
from newsscrape.page import Page
from newsscrape.readers.landmarks import Landmarks, find_layout

_NOT_OUTLETS = {"base", "registry"}


@lru_cache(maxsize=1)
def outlets() -> dict[str, Outlet]:
    """Every outlet by its name, in the order of names.

    Raises:
        ConfigurationError: a module of `newsscrape.outlets` declares no outlet of its own name.
    """
    found = {}
    for module in iter_modules(package.__path__):
        if module.name in _NOT_OUTLETS:
            continue
        outlet = getattr(import_module(f"{package.__name__}.{module.name}"), "outlet", None)
        if not isinstance(outlet, Outlet) or outlet.name != module.name:
            raise ConfigurationError(
                f"newsscrape/outlets/{module.name}.py: `outlet` is {outlet!r}, not an Outlet of that name"
            )
        found[outlet.name] = outlet
    return found


def outlet_named(name: str) -> Outlet:
    """The outlet of a name.

    Raises:
        ConfigurationError: there is none; the message lists those there are.
    """
    try:
        return outlets()[name]
    except KeyError:
        raise ConfigurationError(f"no outlet is named {name!r}; there are: {', '.join(outlets())}") from None


def outlet_at(host: str) -> Outlet | None:
    """The outlet that a host is one of; None when it is no outlet's."""
    return next((outlet for outlet in outlets().values() if outlet.has_host(host)), None)


def outlet_of(page: Page) -> Outlet | None:
    """The outlet that a page comes from: by its URL's host (its canonical link's when it has no URL), else by the
    landmarks that it bears; None when no outlet fits.
    """
    if page.host and (outlet := outlet_at(page.host)):
        return outlet
    for outlet in outlets().values():
        if outlet.landmarks and _may_bear(page, outlet.landmarks) and find_layout(page, outlet.landmarks):
            return outlet
    return None


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
