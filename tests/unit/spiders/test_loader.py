"""Which spiders there are, by name."""

from pathlib import Path

import pytest
from scrapy.settings import Settings

from newsscrape.outlets.registry import outlets
from newsscrape.spiders.loader import OutletSpiderLoader
from newsscrape.spiders.site import SiteSpider

OWN = "import scrapy\n\n\nclass Own(scrapy.Spider):\n    name = 'site'\n"


def test_site_is_loaded_but_not_listed() -> None:
    loader = OutletSpiderLoader(Settings())
    assert loader.list() == list(outlets())
    assert "site" not in loader.list()
    assert loader.load("site") is SiteSpider
    assert loader.load("islamtimes").name == "islamtimes"
    with pytest.raises(KeyError):
        loader.load("nowhere")


def test_a_projects_own_spider_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own_spiders.py").write_text(OWN, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert OutletSpiderLoader(Settings({"SPIDER_MODULES": ["own_spiders"]})).load("site").__name__ == "Own"
