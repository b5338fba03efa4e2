"""Invented pages that each extractor is given before the clock starts, since much is made on first use."""

from benchmarks.extractors import Input

_TEXT = "<p>The ferry leaves at eight in the morning and comes back at noon, as it did before the storm.</p>" * 8
_DATES = ("3 May 2021", "12. März 2019", "7 février 2018", "9 de junio de 2017", "12 марта 2016")
_ALL_IN_HEAD = (
    '<html lang="en"><head><title>Ferry Timetable Changes</title>'
    '<meta property="og:title" content="Ferry Timetable Changes"><meta name="author" content="Anna Sample">'
    '<meta property="article:published_time" content="2021-05-03T08:00:00+00:00">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry Timetable Changes", '
    '"datePublished": "2021-05-03", "author": {"name": "Anna Sample"}}</script></head>'
    f"<body><nav><a href='/'>News</a></nav><article><h1>Ferry Timetable Changes</h1>{_TEXT}</article></body></html>"
)
# A date that is only printed, in several languages: what reads dates loads its words language by language.
_ALL_IN_PRINT = tuple(
    "<html><head><title>Ferry Timetable Changes</title></head><body><h1>Ferry Timetable Changes</h1>"
    f'<div class="date">{date}</div><div class="byline">By Anna Sample</div><div>{_TEXT}</div></body></html>'
    for date in _DATES
)
# For the fallbacks.
_NEXT_TO_NOTHING = (
    "<html><body><div><p>The ferry leaves at eight.</p></div><div>All rights reserved</div></body></html>"
)
_MARKUP = (_ALL_IN_HEAD, *_ALL_IN_PRINT, _NEXT_TO_NOTHING)
FIRST_PAGES = tuple(
    Input(markup, f"https://site.example/ferry-{number}", "site.example") for number, markup in enumerate(_MARKUP)
)
