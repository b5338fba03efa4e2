"""The Scrapy settings of newsscrape: polite, accounted for, and nothing that listens.

`NEWSSCRAPE_…` names are environment variables too; `-s NAME=VALUE` wins over them, as over everything here.
"""

import os

import newsscrape.limits

BOT_NAME = "newsscrape"
SPIDER_LOADER_CLASS = "newsscrape.spiders.loader.OutletSpiderLoader"
SPIDER_MODULES: list[str] = []
COMMANDS_MODULE = "newsscrape.commands"

# newsscrape's own
NEWSSCRAPE_DATA_DIR = os.environ.get("NEWSSCRAPE_DATA_DIR", "data")
NEWSSCRAPE_CONTACT = os.environ.get("NEWSSCRAPE_CONTACT", "")  # in the User-Agent: a URL or an e-mail address
# Folders with outlets of one's own, which go before those of the package (docs/outlets.md)
NEWSSCRAPE_OUTLETS = os.environ.get("NEWSSCRAPE_OUTLETS", "")
# Articles up to so many days old are read again where the server cannot tell whether they changed.
NEWSSCRAPE_RECHECK_DAYS = os.environ.get("NEWSSCRAPE_RECHECK_DAYS") or 7
NEWSSCRAPE_ARCHIVE_FILE_BYTES = os.environ.get("NEWSSCRAPE_ARCHIVE_FILE_BYTES") or 1_000_000_000
# A crawl that several processes share, each with a NEWSSCRAPE_DATA_DIR of its own: docs/several-machines.md
NEWSSCRAPE_REDIS_URL = os.environ.get("NEWSSCRAPE_REDIS_URL", "")
NEWSSCRAPE_LEASE_S = os.environ.get("NEWSSCRAPE_LEASE_S") or 30  # what a process holds that died is given back then
# The store by which copies are found, when several outlets are to share one; each has its own without it. And what
# becomes of copies: mark, drop or off. One of these words is understood in place of the store as well.
NEWSSCRAPE_DUPLICATES = os.environ.get("NEWSSCRAPE_DUPLICATES", "")
NEWSSCRAPE_DUPLICATES_POLICY = os.environ.get("NEWSSCRAPE_DUPLICATES_POLICY", "")
# Switches, each an option of `scrapy crawl`: --no-archive and so on
NEWSSCRAPE_NO_ARCHIVE = os.environ.get("NEWSSCRAPE_NO_ARCHIVE") or False
NEWSSCRAPE_REFETCH = os.environ.get("NEWSSCRAPE_REFETCH") or False
NEWSSCRAPE_STRICT = os.environ.get("NEWSSCRAPE_STRICT") or False
NEWSSCRAPE_QUIET = os.environ.get("NEWSSCRAPE_QUIET") or False
NEWSSCRAPE_JSON = os.environ.get("NEWSSCRAPE_JSON") or False
# Seconds between lines that tell how a run goes, where standard error is no terminal; 0 for none
NEWSSCRAPE_PROGRESS_S = os.environ.get("NEWSSCRAPE_PROGRESS_S") or 60
# Whether pages of no outlet are read by a frame of their site: `scrapy crawl site` learns it from the site's archive,
# `scrapy reparse --learn` from its input (docs/outlets.md)
NEWSSCRAPE_LEARN = os.environ.get("NEWSSCRAPE_LEARN") or False
# Whether articles are left out that their outlet reserves from AI, or from text and data mining
NEWSSCRAPE_OBEY_RIGHTS = os.environ.get("NEWSSCRAPE_OBEY_RIGHTS") or False

# What each host is asked, and how much is put up with
NEWSSCRAPE_BACKOFF_S = os.environ.get("NEWSSCRAPE_BACKOFF_S") or 5
NEWSSCRAPE_LONGEST_WAIT_S = os.environ.get("NEWSSCRAPE_LONGEST_WAIT_S") or 300
NEWSSCRAPE_PATIENCE = os.environ.get("NEWSSCRAPE_PATIENCE") or 10
NEWSSCRAPE_BLOCKED_AFTER = os.environ.get("NEWSSCRAPE_BLOCKED_AFTER") or 5

# Addresses that are not of the public internet and may be connected to nevertheless: 1 for all, or origins and networks
NEWSSCRAPE_ALLOW_PRIVATE = os.environ.get("NEWSSCRAPE_ALLOW_PRIVATE", "")
# Pages of one kind that may be read in a row without an article; 0 for no bound
NEWSSCRAPE_TRAP_BUDGET = os.environ.get("NEWSSCRAPE_TRAP_BUDGET") or 400

# Politeness
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = BOT_NAME  # the product token alone: words of the contact's URL are no name of ours
DOWNLOAD_DELAY_JITTER = 0.0  # a delay is kept as it is set
NEWSSCRAPE_LONGEST_DELAY_S = os.environ.get("NEWSSCRAPE_LONGEST_DELAY_S") or 60  # of a Crawl-delay, without a warning
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0  # seconds; it then follows the server's latency, with one request at a time on average
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # so that none is under way when an answer asks for time
CONCURRENT_ITEMS = 4  # a page gives one; Scrapy starts as many tasks for each response
DOWNLOAD_TIMEOUT = 30  # seconds from the name's look-up to the last byte, however busily a server drips
DOWNLOAD_MAXSIZE = newsscrape.limits.RESPONSE_BYTES  # of an answer, as it comes and unpacked
METAREFRESH_MAXDELAY = 5  # seconds; news pages load themselves anew after a minute or so, which leads nowhere
COOKIES_ENABLED = False  # an article does not need to know who reads it

# What is to be fetched lies in the outlet's state
SCHEDULER = "newsscrape.scheduler.LedgerScheduler"

DOWNLOADER_MIDDLEWARES = {
    "newsscrape.middlewares.boundary.BoundaryMiddleware": 50,
    "newsscrape.middlewares.addresses.AddressMiddleware": 60,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newsscrape.middlewares.boundary.RobotsMiddleware": 100,
    "newsscrape.middlewares.courtesy.RefusalMiddleware": 585,  # bodies are decoded, nothing is retried yet
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "newsscrape.middlewares.addresses.PlainMetaRefreshMiddleware": 580,  # where Scrapy's stand
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "newsscrape.middlewares.addresses.PlainRedirectMiddleware": 600,
    "newsscrape.middlewares.integrity.IntegrityMiddleware": 595,  # sees bodies before HttpCompression (590) decodes
    "newsscrape.middlewares.courtesy.CourtesyMiddleware": 950,  # next to the downloader: every request and raw answer
}
DOWNLOAD_HANDLERS = {
    "http": "newsscrape.middlewares.download.CourteousDownloadHandler",
    "https": "newsscrape.middlewares.download.CourteousDownloadHandler",
    **dict.fromkeys(("data", "file", "ftp", "s3")),  # a page's link to them is not followed either
}
ITEM_PIPELINES = {
    "newsscrape.pipelines.steps.ValidatePipeline": 100,
    "newsscrape.pipelines.steps.DuplicatesPipeline": 200,
    "newsscrape.pipelines.steps.DatasetPipeline": 300,
}
EXTENSIONS = {
    "newsscrape.extensions.accounting.Accounting": 500,
    "newsscrape.extensions.progress.Progress": 600,
    "newsscrape.extensions.sharing.Sharing": 700,
}

FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"

# A crawl is no server: Scrapy's consoles would listen on a port, and run what is sent there.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
