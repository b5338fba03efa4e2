"""The Scrapy settings of newsscrape: polite, accounted for, and nothing that listens.

`NEWSSCRAPE_…` names are environment variables too; `-s NAME=VALUE` wins over them, as over everything here.
"""

import os

BOT_NAME = "newsscrape"
SPIDER_LOADER_CLASS = "newsscrape.spiders.loader.OutletSpiderLoader"
SPIDER_MODULES: list[str] = []
COMMANDS_MODULE = "newsscrape.commands"

# newsscrape's own
NEWSSCRAPE_DATA_DIR = os.environ.get("NEWSSCRAPE_DATA_DIR", "data")
NEWSSCRAPE_CONTACT = os.environ.get("NEWSSCRAPE_CONTACT", "")  # in the User-Agent: a URL or an e-mail address

# Politeness
ROBOTSTXT_OBEY = True
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0  # seconds; it then follows the server's latency, with one request at a time on average
CONCURRENT_REQUESTS_PER_DOMAIN = 2
DOWNLOAD_TIMEOUT = 60
COOKIES_ENABLED = False  # an article does not need to know who reads it

# Breadth first, so that a depth limit cuts off what is really deep
DEPTH_PRIORITY = 1
SCHEDULER_DISK_QUEUE = "scrapy.squeues.PickleFifoDiskQueue"
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "newsscrape.middlewares.boundary.BoundaryMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newsscrape.middlewares.boundary.RobotsMiddleware": 100,
}
ITEM_PIPELINES = {
    "newsscrape.pipelines.steps.ValidatePipeline": 100,
    "newsscrape.pipelines.steps.DuplicatesPipeline": 200,
    "newsscrape.pipelines.steps.DatasetPipeline": 300,
}
EXTENSIONS = {"newsscrape.extensions.accounting.Accounting": 500}

FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"

# A crawl is no server: Scrapy's consoles would listen on a port, and run what is sent there.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
