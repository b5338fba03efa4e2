"""Pages of simulated days: the golden ones with other words, numbers, dates and lengths, and three sites of our own."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FIXTURES = Path(__file__).parents[2] / "fixtures"
NO_PICTURE = 0.15  # share of articles without a picture, or without an author
# Words that stay: landmarks, names of days and months, what stands on every page.
_KEPT = frozenset(
    "Story Code Comment Featured Stories Islam Times Print Share Send Home World West Asia Iran Culture Advanced "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August September "
    "October November December date search About Telegram rights reserved".split()
)
_TEXT = re.compile(r"""(?P<open>>|(?:name="description"|title") content="|alt=['"]|\A)(?P<text>[^<>]+)""")
_WORD = re.compile(r"(?<![&\w#])[A-Za-z][a-z]{3,}(?![\w;])")
_SYLLABLES = "ba do ki lu me na po ri sa te vo zu han mor lin ter gal des".split()
_DATE = re.compile(r"(?:(?P<weekday>\w{3,9}),? )?\d{1,2} (?:April|May) 2023(?P<clock> - \d{1,2}:\d\d)?")


@dataclass(frozen=True, slots=True)
class Source:
    """A page that others are made of.

    Attributes:
        name: what it is called here.
        text: its HTML or plain text.
        url: its URL, or None.
        date: its date line.
        code: its story code, or None.
    """

    name: str
    text: str
    url: str | None
    date: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Made:
    """A page of a simulated day.

    Attributes:
        text: its HTML or plain text.
        url: its URL, or None.
        fetched_at: when the day's run fetched it.
    """

    text: str
    url: str | None
    fetched_at: datetime


def goldens() -> Iterator[Source]:
    """The golden pages of which an article comes."""
    for folder in sorted((FIXTURES / "islamtimes").iterdir()):
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        if "error" not in expected:
            (saved,) = folder.glob("page.*")
            url = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["url"]
            text = saved.read_text(encoding="utf-8-sig")
            yield Source(folder.name, text, url, expected["date_published_raw"], expected["story_code"])


def bundled() -> Iterator[Source]:
    """The bundled outlet's pages that are the page of no golden."""
    codes = {source.code for source in goldens()}
    for path in sorted((FIXTURES / "site" / "en").glob("news/*/*.html")):
        code, text = path.parent.name, path.read_text(encoding="utf-8")
        date = re.search(r'<div class="date">(.*?)</div>', text)
        if code not in codes and date and f"Story Code :</span> <span>{code}" in text and "</html>" in text:
            url = f"https://www.islamtimes.org/en/news/{code}/{path.stem}"
            yield Source(f"bundled {code}", text, url, date[1], code)


def made(source: Source, rng: random.Random, day: datetime) -> Made:
    """A page like the source, published on some hour of the day before, with words, lengths and number of its own."""
    published = day - timedelta(hours=rng.randint(1, 23), minutes=rng.randint(0, 59))
    local = published.astimezone(ZoneInfo("Asia/Tehran"))
    words: dict[str, str] = {}
    wordy = rng.choice((1, 1, 2, 2, 3))

    def word(match: re.Match[str]) -> str:
        old = match[0]
        if old in _KEPT:
            return old
        if old not in words:
            many = wordy if old.islower() and len(old) > 5 else 1
            new = " ".join("".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))) for _ in range(many))
            words[old] = new.capitalize() if old[0].isupper() else new
        return words[old]

    text = source.text
    if rng.random() < NO_PICTURE:
        text = re.sub(r'<figure.*?</figure>|<meta property="og:image"[^>]*>', "", text, flags=re.DOTALL)
    text = _TEXT.sub(lambda match: match["open"] + _WORD.sub(word, match["text"]), text)
    date = _like(source.date, local)
    text = text.replace(source.date, date)
    url = source.url
    number = str(rng.randint(1_060_000, 9_999_999))
    text = text.replace(".jpg", f"-{number}.jpg")
    if source.code:
        text = text.replace(source.code, number)
        url = url.replace(source.code, number) if url else None
    elif url:
        text, url = text.replace(url, f"{url}-{number}"), f"{url}-{number}"
    return Made(text, url, day)


def _like(date: str, local: datetime) -> str:
    """A moment in the form of a date line."""
    match = _DATE.search(re.sub(r"\s+", " ", date))
    assert match, date
    weekday = f"{local:%A}"[: 3 if len(match["weekday"]) == 3 else None] + " " if match["weekday"] else ""
    return f"{weekday}{local.day} {local:%B %Y}" + (f" - {local:%H:%M}" if match["clock"] else "")


# Sites without an outlet: the same articles told by JSON-LD, by metas, or by what readers see alone.


def site_page(kind: str, rng: random.Random, day: datetime) -> Made:
    """A page of the site that tells its articles by `jsonld`, `metas` or `visible` markup alone."""
    published = day - timedelta(hours=rng.randint(1, 23), minutes=rng.randint(0, 59))
    title = " ".join(word.capitalize() for word in words(rng, 5, 9))
    author = None if rng.random() < NO_PICTURE else " ".join(word.capitalize() for word in words(rng, 2, 2))
    image = None if rng.random() < NO_PICTURE else f"https://cdn.example/{rng.randint(1, 10**9)}.jpg"
    paragraphs = [sentences(rng) for _ in range(rng.randint(4, 12))]
    section = rng.choice(("World", "Iran", "Culture"))
    told = {
        "title": title, "author": author, "image": image, "section": section, "date": published,
        "description": paragraphs[0][:120],
    }  # fmt: skip
    head = _jsonld(told) if kind == "jsonld" else _metas(told) if kind == "metas" else ""
    seen = _seen(told) if kind == "visible" else f"<h1>{title}</h1>" if kind == "jsonld" else ""
    heading = "" if kind == "metas" else f"<title>{title} - The {kind.capitalize()} Courier</title>"
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return Made(
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{heading}{head}</head><body>"
        "<header><a href='/'>Courier</a><nav><a href='/world'>World</a> <a href='/iran'>Iran</a></nav></header>"
        f"<main><article>{seen}<div class='text'>{body}</div></article></main>"
        "<footer><a href='/about'>About us</a> <p>All rights reserved.</p></footer></body></html>",
        f"https://www.{kind}-courier.example/{rng.randint(1, 10**9)}/story",
        day,
    )


def _jsonld(told: dict[str, Any]) -> str:
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": told["title"],
        "datePublished": told["date"].isoformat(), "description": told["description"],
        "articleSection": told["section"], "publisher": {"@type": "Organization", "name": "The Jsonld Courier"},
    }  # fmt: skip
    if told["author"]:
        data["author"] = {"@type": "Person", "name": told["author"]}
    if told["image"]:
        data["image"] = told["image"]
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def _metas(told: dict[str, Any]) -> str:
    metas = {
        "og:title": told["title"], "og:type": "article", "og:site_name": "The Metas Courier",
        "article:published_time": told["date"].isoformat(), "article:section": told["section"],
        "og:description": told["description"], "og:image": told["image"], "author": told["author"],
    }  # fmt: skip
    return "".join(f'<meta property="{name}" content="{value}">' for name, value in metas.items() if value)


def _seen(told: dict[str, Any]) -> str:
    by = f"<p class='byline'>By {told['author']}</p>" if told["author"] else ""
    picture = f"<figure><img src='{told['image']}' width='640' height='400'></figure>" if told["image"] else ""
    when = f"<p class='when'>Published {told['date']:%d %B %Y, %H:%M}</p>"
    return f"<h1>{told['title']}</h1>{by}{when}{picture}"


def words(rng: random.Random, least: int, most: int) -> list[str]:
    return ["".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))) for _ in range(rng.randint(least, most))]


def sentences(rng: random.Random) -> str:
    sentences = (" ".join(words(rng, 6, 18)).capitalize() for _ in range(rng.randint(1, 4)))
    return " ".join(f"{sentence}, the office said." for sentence in sentences)
