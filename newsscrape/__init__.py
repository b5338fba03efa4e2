"""newsscrape: news outlets' pages into clean, de-duplicated, traceable records.

`extract` turns one page into an `Article`; the crawl and `scrapy reparse` take the same road. Names are loaded
when they are first used, so that `import newsscrape` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from newsscrape.version import VERSION as __version__  # noqa: N811 (the name that Python gives it)

if TYPE_CHECKING:
    from newsscrape.errors import ExtractionError as ExtractionError
    from newsscrape.items import Article as Article
    from newsscrape.parse import extract as extract

__all__ = ["Article", "ExtractionError", "__version__", "extract"]

_HOMES = {"Article": "items", "ExtractionError": "errors", "extract": "parse"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
