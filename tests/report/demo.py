"""A made-up data folder with all that a report can show: runs with alarms, revisions, copies, odd dates, hostile text,
right-to-left text, and an archive of pages that would do something if they could.
"""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from newsscrape.archive.warcwriter import WarcWriter
from newsscrape.dataset.jsonl import JsonLinesWriter
from newsscrape.items import Article, FeaturedStory, Image, Provenance, Source
from newsscrape.monitor.alarms import find_alarms
from newsscrape.monitor.profile import Profile

NORTH, HOSTILE, ARABIC = "north.example", "hostile.example", "arabic.example"
RUNS, RUN_RECORDS = 10, 6
TOPICS = "Harbour Bridge Ferry School Library Railway Market River Museum Theatre".split()
HOSTILE_TITLES = (
    "<img src=x onerror=\"window.pwned='img'\">",
    "</script><script>window.pwned='script'</script>",
    "'\"><svg/onload=\"window.pwned='svg'\">",
    "{{ 7 * 7 }} {% raw %} ${7*7} <!-- -->",
    "evil \u202egnp.exe\u202c and \u2066isolated\u2069",
    "bell \x07 and escape \x1b[31m",
    "</title></style></textarea><iframe src=https://evil.example/></iframe>",
)
ARABIC_TITLE = "افتتاح المكتبة العامة بعد عامين من الترميم"
PAGE = """<!doctype html><html lang="en"><head><title>{title} - North</title>
<meta http-equiv="refresh" content="0; url=https://tracker.example/refresh">
<link rel="stylesheet" href="https://tracker.example/style.css">
<style>@import url(https://tracker.example/import.css);
body {{ background: url(https://tracker.example/bg.png) }}</style>
<script src="https://tracker.example/script.js"></script><script>parent.pwned = 'page script'</script></head>
<body onload="parent.pwned='onload'" background="https://tracker.example/body.png">
<nav><a href="https://tracker.example/home">Home</a></nav>
<form action="https://tracker.example/form">
<input name="q" autofocus onfocus="parent.pwned='focus'"><button>Go</button></form>
<article><h1>{title}</h1><p class="byline">By {author}</p><p class="date">{raw}</p>
<p><img src="https://tracker.example/lead.jpg" srcset="https://tracker.example/2x.jpg 2x" alt="The lead picture"></p>
{body}
<div style="display:none">hidden words</div>
<video src="https://tracker.example/film.mp4" poster="https://tracker.example/poster.jpg"></video>
<object data="https://tracker.example/object"></object><embed src="https://tracker.example/embed">
<iframe src="https://tracker.example/frame"></iframe><svg><image href="https://tracker.example/svg.png"/></svg>
</article><aside><h2>Most read</h2><p>Something else that is no part of the article at all.</p></aside></body></html>"""


def write_demo(folder: Path) -> Path:
    """Writes the data folder; its path."""
    data = folder / "data"
    _write_north(data / NORTH)
    hostile = [
        article(HOSTILE, number, title, authors=[title], date_published="2030-01-01T00:00:00+00:00", language=title[:9])
        for number, title in enumerate(HOSTILE_TITLES)
    ]
    _write(data / HOSTILE, hostile)
    body = "أعيد افتتاح المكتبة العامة يوم الأحد.\n\nوقال المدير إن العمل استغرق عامين."
    arabic = [
        article(ARABIC, number, f"{ARABIC_TITLE} ({number})", body=body, language="ar", authors=["ليلى حداد"])
        for number in range(3)
    ]
    _write(data / ARABIC, arabic)
    return data


def article(outlet: str, number: int, title: str | None, **values: Any) -> Article:
    """A record with plausible values, of which some are given."""
    body = f"The {title} was opened on Sunday, after {number} years.\n\nNobody knows why it took that long."
    published = "2026-03-01T09:30:00+01:00"
    defaults: dict[str, Any] = {
        "id": f"{outlet}:{number}",
        "outlet": outlet,
        "url": f"https://{outlet}/news/{number}",
        "canonical_url": f"https://{outlet}/news/{number}",
        "title": title,
        "body": body,
        "authors": ["Ada Berg"],
        "language": "en",
        "section": "Town",
        "date_published": published,
        "date_published_raw": "Sunday 1 March 2026, 9.30",
        "images": [Image(url=f"https://{outlet}/{number}.jpg", caption="The mayor", credit=None)],
        "featured_stories": [FeaturedStory(title="Another story", url=f"https://{outlet}/other", date="2026-02-27")],
        "fetched_at": "2026-03-02T06:00:30Z",
        "source": Source(sha256=sha256(f"{outlet}{number}".encode()).hexdigest()),
        "provenance": {
            "title": Provenance(method="outlet:css", raw=title),
            "authors": Provenance(method="byline", raw="By Ada Berg, town reporter"),
            "date_published": Provenance(method="meta:article:published_time", raw=published),
            "body": Provenance(method="body", raw=None),
        },
    }
    return Article(**{**defaults, **values})


def _write_north(folder: Path) -> None:
    """Ten runs of an outlet; the last one finds no dates. Pages of all are in the archive."""
    archive = WarcWriter(folder / "archive", "north", software="newsscrape tests")
    runs = JsonLinesWriter(folder / "runs.jsonl")
    profiles: list[Profile] = []
    everything: list[Article] = []
    for run in range(RUNS):
        start = datetime(2026, 3, 1, 6, tzinfo=UTC) + timedelta(days=run)
        profile = Profile()
        for place in range(RUN_RECORDS):
            made = _north_article(run, place, start)
            everything.append(_archived(made, archive, start))
            profile.add(made)
        alarms = find_alarms(profile, profiles)
        profiles.append(profile)
        runs.write(
            {
                "outlet": NORTH,
                "run": f"run-{run}",
                "started_at": _utc(start),
                "finished_at": _utc(start + timedelta(minutes=5)),
                "outcomes": {"exported": RUN_RECORDS, "listing": 3, "failed": int(run == 4), "unchanged": 2 * run},
                "alarms": [asdict(alarm) for alarm in alarms],
                "profile": profile.to_json(),
            }
        )
    runs.close()
    archive.close()
    _write(folder, everything)


def _north_article(run: int, place: int, start: datetime) -> Article:
    number = run * RUN_RECORDS + place
    title = f"{TOPICS[number % 10]} {['Opens', 'Closes', 'Burns', 'Moves', 'Grows', 'Waits'][number % 6]} {number}"
    published = start - timedelta(hours=place, minutes=13 * number)
    values: dict[str, Any] = {
        "date_published": published.isoformat(),
        "date_published_raw": f"{published:%d %B %Y, %H:%M}",
        "fetched_at": _utc(start + timedelta(seconds=30)),
    }
    if run == RUNS - 1:
        values |= {"date_published": None, "date_published_raw": None}
    elif number == 7:
        values["date_published"] = "1970-01-01T00:00:00+00:00"
    elif number == 8:
        values |= {"date_published": None}
    body = f"{title} is the news of the day in the north.\n\nIt came at {place} o'clock."
    body += f"\n\nThe mayor was asked {number} times."
    if number in (20, 21, 22):
        body = "The very same text of an agency stands here.\n\nIt has a second paragraph, which all have."
        values |= {"duplicate_of": f"{NORTH}:20", "similarity": 0.97} if number > 20 else {}
        body += "\n\nThis sentence is one paper's own." if number == 22 else ""
    made = article(NORTH, number, title, body=body, **values)
    if number == 30:  # revises the article of five runs before
        made.id, made.title = f"{NORTH}:3", "Railway Moves 3, in the End"
        made.revision, made.previous_sha256 = 2, "0" * 64
        made.body = (
            "Railway Moves 3 is the latest news in the north.\n\nThe mayor was asked 3 times.\n\nA new last line."
        )
    made.provenance["date_published"] = Provenance(method="outlet:css", raw=values["date_published_raw"])
    return made


def _archived(made: Article, archive: WarcWriter, start: datetime) -> Article:
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in made.body.split("\n\n"))
    page = PAGE.format(
        title=escape(made.title or ""), author=made.authors[0], raw=made.date_published_raw or "", body=paragraphs
    ).encode()
    made.source.sha256 = sha256(page).hexdigest()
    archive.write_response(made.url or "", 200, [("Content-Type", "text/html; charset=utf-8")], page, start)
    return made


def _write(folder: Path, articles: list[Article]) -> None:
    writer = JsonLinesWriter(folder / "articles.jsonl")
    for each in articles:
        writer.write(asdict(each))
    writer.close()


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
