"""Islam Times, English edition.

No page of the site's own markup was at hand when this was written: the landmarks are those of the plain text in
`seeds/`, which HTML shows as the same lines. docs/islamtimes.md lays the layout out.
"""

from newsscrape.dates import DateRules
from newsscrape.outlets.base import Outlet
from newsscrape.readers.landmarks import Landmarks

_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)"
)
_DAY = rf"\d{{1,2}} {_MONTH} \d{{4}}"

outlet = Outlet(
    name="islamtimes",
    title="Islam Times",
    domains=("www.islamtimes.org", "islamtimes.org", "islamtimes.com"),
    front="/en/",
    article_path=r"/en/(?:doc/)?news/\d+(?:/|$)",
    dates=DateRules(
        formats=("%A %d %B %Y - %H:%M", "%d %B %Y", "%A %d %B %Y", "%a %d %B %Y - %H:%M"),
        languages=("en",),
        timezone="Asia/Tehran",
    ),
    landmarks=Landmarks(
        date_line=rf"(?:{_WEEKDAY},? )?{_DAY}(?: ?[-–—] ?\d{{1,2}}:\d{{2}})?",
        day=_DAY,
        code=r"Story Code ?: ?(?P<code>\d+)",
        code_label=r"Story Code ?:?",
        end_of_body="Comment",
        featured="Featured Stories",
    ),
)
