"""Finds the spiders: those of the outlets, that of any other site, and those of SPIDER_MODULES as in any project."""

from scrapy import Spider
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

from newsscrape.errors import ConfigurationError
from newsscrape.outlets.registry import FOLDERS, outlets, use_folders
from newsscrape.spiders.outlet import outlet_spider
from newsscrape.spiders.site import SiteSpider
from newsscrape.text import printable


class OutletSpiderLoader(SpiderLoader):
    """Scrapy's loader, with a spider for each outlet of the registry.

    `site` is loaded by its name but not listed: it is no outlet, and cannot crawl before it is told what. The folders
    of the setting NEWSSCRAPE_OUTLETS count from here on, for all that looks for outlets.

    Raises:
        UsageError: an outlet's file is broken, or one of those folders missing.
    """

    def load(self, spider_name: str) -> type[Spider]:
        """The spider class of a name.

        Raises:
            KeyError: there is none.
        """
        if spider_name == SiteSpider.name and spider_name not in self.list():
            return SiteSpider
        return super().load(spider_name)

    def __init__(self, settings: BaseSettings) -> None:
        use_folders(settings.get(FOLDERS))
        super().__init__(settings)

    def _load_all_spiders(self) -> None:
        try:
            self._spiders |= {name: outlet_spider(outlet) for name, outlet in outlets().items()}
        except ConfigurationError as error:  # Scrapy shows its own errors of usage in a line
            raise UsageError(printable(str(error)), print_help=False) from None
        super()._load_all_spiders()
