"""Finds the spiders: those of the outlets, and those of SPIDER_MODULES as in any project."""

from scrapy.spiderloader import SpiderLoader

from newsscrape.outlets.registry import outlets
from newsscrape.spiders.outlet import outlet_spider


class OutletSpiderLoader(SpiderLoader):
    """Scrapy's loader, with a spider for each outlet of the registry."""

    def _load_all_spiders(self) -> None:
        self._spiders |= {name: outlet_spider(outlet) for name, outlet in outlets().items()}
        super()._load_all_spiders()
