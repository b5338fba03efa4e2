"""`newsscrape …`: the project's Scrapy commands from any folder."""

import os

from scrapy.cmdline import execute


def main() -> None:
    """Runs Scrapy's command line with newsscrape's settings, unless SCRAPY_SETTINGS_MODULE names others."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "newsscrape.settings")
    execute()


if __name__ == "__main__":
    main()
