"""Finds the spiders: those of the outlets, that of any other site, and those of SPIDER_MODULES as in any project."""

from scrapy import Spider
from scrapy.spiderloader import SpiderLoader

from newsscrape.outlets.registry import outlets
from newsscrape.spiders.outlet import outlet_spider
from newsscrape.spiders.site import SiteSpider


class OutletSpiderLoader(SpiderLoader):
    """Scrapy's loader, with a spider for each outlet of the registry.

    `site` is loaded by its name but not listed: it is no outlet, and cannot crawl before it is told what.
    """

    def load(self, spider_name: str) -> type[Spider]:
        """The spider class of a name.

        Raises:
            KeyError: there is none.
        """
        if spider_name == SiteSpider.name and spider_name not in self.list():
            return SiteSpider
        return super().load(spider_name)

    def _load_all_spiders(self) -> None:
        self._spiders |= {name: outlet_spider(outlet) for name, outlet in outlets().items()}
        super()._load_all_spiders()
