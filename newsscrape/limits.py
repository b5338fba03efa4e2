"""The limits that protect a crawl and a re-parse against what strangers serve, all in one place.

What goes beyond one costs the page, record or file itself, with a reason that names the limit, and nothing besides.
They are far above what news pages have, and low enough that a page takes less than `PAGE_BUDGET_S` and a process less
than 1 GiB. docs/security.md tells what each is for.
"""

# A page. Of 300 news pages the largest had 1.1 MB, 9,700 elements, 73 attributes on one, and was nested 42 deep.
PAGE_BYTES = 16_000_000  # or characters; also below 2**24, up to which the body model's 32-bit floats count exactly
PAGE_TAGS = 100_000  # signs `<`, of which each element has one or two: what bounds the time of all that walks the tree
ATTRIBUTE_PAIRS = 200_000_000  # squares of the elements' numbers of attributes: libxml2 goes through all for each
PAGE_LINES = 100_000  # of a plain text
PAGE_DEPTH = 2_048  # elements in one another; libxml2 stops there for good, and loses what follows
TITLE_CHARS = 10_000  # of a title that is looked through for the site's name
AUTHORS_CHARS = 10_000  # of a text that names authors
JSON_LD_VALUES = 1_000  # of one list of a page's JSON-LD: authors, pictures, keywords
SELECTOR_WORK = 500_000  # elements times the depth, up to which outlets' selectors are evaluated: nobody can end that
SELECTOR_SIBLING_WORK = 3_000_000  # elements times the most in one, likewise, of selectors that compare siblings
FAULT_CHARS = 500  # of a text at fault, as errors.jsonl and the log have it

# Time, where it can be enforced: a re-parse ends the process that a page holds for longer. A crawl parses in the one
# process that it has, where the limits above bound the time.
PAGE_BUDGET_S = 10.0

# Archives and files.
RECORD_BYTES = 100_000_000  # of a WARC record, a body without its codings, a page's file, a dump's record, a dictionary
RECORD_HEADER_BYTES = 1 << 20  # of a WARC record's own header
CONTENT_CODINGS = 8  # that a body is taken out of, one after another
READ_AGAIN_BYTES = 250_000_000  # of a file, which records with false lengths may have read more than once ...
BELIEVED_BYTES, BELIEVED_HEADER_BYTES = 65_536, 1_024  # ... before no longer ones are believed
INFLATED_BYTES, INFLATED_TIMES = 200_000_000, 200  # that a member inflates to: so many, and so many for each of its own
SEARCHED_BYTES = 250_000_000  # that are inflated to tell members from what only looks like them, behind a broken one

# What leads to pages.
RESPONSE_BYTES = 64_000_000  # of an answer, compressed or not: above what sitemaps.org allows a sitemap
SITEMAP_BYTES = 52_428_800 + 1_048_576  # unpacked: the protocol's 50 MiB and a margin
SITEMAP_ENTRIES = 50_000  # the protocol's
SITEMAP_TAGS = 2_000_000  # signs `<`; and of ampersands as many. What is behind them is not read
FEED_BYTES = 16_000_000  # unpacked; what is behind them is not read
FEED_TAGS = 50_000  # signs `<`, likewise; feedparser takes some 50 µs for each
GZIP_MEMBERS = 1_000  # of a feed or sitemap
ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5: what a reader has to read at least
