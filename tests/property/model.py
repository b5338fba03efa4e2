"""A model article of Islam Times: what is on a page, apart from how the page writes it.

Strategies build only models with one reading. Where two readings of the same lines fit, which one counts is a choice
that docs/islamtimes.md states, and no property of the page: such models are left out, each kind with its reason.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import assume
from hypothesis import strategies as st

from newsscrape.items import Article, FeaturedStory

TEHRAN = ZoneInfo("Asia/Tehran")
# Broader than any outlet's pattern: a line that only nearly looks like a day is left out as well.
_DAY = re.compile(r"\d{1,2} [A-Z][a-z]{2,8} \d{4}")
_CODE = re.compile(r"Story Code ?:? ?\d*")
_HEADER = re.compile(r"date \d{4}-\d{2}-\d{2} \d+")
_MOST_STORIES = 5


@dataclass(frozen=True)
class Story:
    """A featured story: its picture's alternative text and its day are None where it has none."""

    title: str
    alt: str | None
    day: str | None
    date: str | None

    @property
    def lines(self) -> list[str]:
        return [line for line in (self.alt, self.title, self.day) if line is not None]


@dataclass(frozen=True)
class Model:
    """An article; `stories` is None for a page without the block, and empty for an empty block."""

    date_line: str
    published: str
    code: str | None
    title: str
    is_repeated: bool
    paragraphs: tuple[str, ...]
    has_comment: bool
    stories: tuple[Story, ...] | None

    @property
    def has_end(self) -> bool:
        """Whether a landmark ends the body."""
        return self.has_comment or self.stories is not None

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)

    def facts(self, *, links: tuple[str, ...] = (), address: str | None = None) -> dict[str, object]:
        """What an article made of this model holds, with the stories' links where the page has such."""
        identity = address or f"{self.title}\n\n{self.body}"
        stories = self.stories or ()
        return {
            "id": f"islamtimes:{self.code or hashlib.sha256(identity.encode()).hexdigest()[:20]}",
            "outlet": "islamtimes",
            "story_code": self.code,
            "title": self.title,
            "date_published": self.published,
            "date_published_raw": self.date_line,
            "body": self.body,
            "featured_stories": [
                FeaturedStory(title=story.title, url=link, image_alt=story.alt, date=story.date, date_raw=story.day)
                for story, link in zip(stories, links or [None] * len(stories), strict=True)
            ],
        }


def facts(article: Article) -> dict[str, object]:
    """The same of an article."""
    names = "id outlet story_code title date_published date_published_raw body featured_stories"
    return {name: getattr(article, name) for name in names.split()}


def looks_like_a_day(line: str) -> bool:
    return _DAY.fullmatch(line) is not None


# Words that landmarks, dates, headers and markup are made of, so that texts come near to being one of them.
_WORDS = (
    "China Iran's Comment comments Featured Stories Story Code : Syria Syria's envoy's Won’t “Rules” 44% by By date "
    "2023-04-30 30 April 2023 21:33 - — (Video) [Photos] <b> &amp; naïve می\u200cرود 日本 👩\u200d🚀 ' \" { % A B"
).split(" ")
# Letters, marks, digits, punctuation and signs: no white space, and nothing that is not seen.
_LETTERS = st.characters(categories=["L", "M", "N", "P", "S"])
_words = st.sampled_from(_WORDS) | st.text(_LETTERS, min_size=1, max_size=6)
# At least a letter or digit: a line of nothing but dashes or brackets separates texts and is none.
texts = (
    st.lists(_words, min_size=1, max_size=7)
    .map(" ".join)
    .filter(lambda text: any(char.isalnum() for char in text))
    .filter(lambda text: not _CODE.fullmatch(text))  # it would be the code's line
    .filter(lambda text: not _HEADER.fullmatch(text))  # it would begin another record
)
_short_texts = st.sampled_from(["A", "B", "a", "Syria", "Syria's Envoy", "Iran's 'Yes' to Iraq"])
_some_texts = st.one_of(texts, texts, _short_texts)
codes = st.integers(min_value=0, max_value=10**8).map(str)
_days = st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 12, 31))


@st.composite
def printed_days(draw: st.DrawFn) -> tuple[str, str]:
    """A day as an entry prints it, and in ISO 8601."""
    day = draw(_days)
    number = draw(st.sampled_from([f"{day.day}", f"{day.day:02}"]))
    return number + day.strftime(draw(st.sampled_from([" %B %Y", " %B %Y", " %b %Y"]))), day.isoformat()


@st.composite
def date_lines(draw: st.DrawFn) -> tuple[str, str]:
    """A date line and its value: weekday in full, short, wrong or missing; hour of one digit or two; time or none."""
    text, iso = draw(printed_days())
    # A page's mistake is the weekday of some other day.
    named = draw(_days) if draw(st.integers(0, 4)) == 4 else date.fromisoformat(iso)
    text = named.strftime(draw(st.sampled_from(["%A ", "%A ", "%a ", "%A, ", ""]))) + text
    if draw(st.integers(0, 3)) == 3:
        return text, iso
    hour, minute = draw(st.integers(0, 23)), draw(st.integers(0, 59))
    clock = draw(st.sampled_from([f"{hour}:{minute:02}", f"{hour:02}:{minute:02}"]))
    moment = datetime.combine(date.fromisoformat(iso), time(hour, minute), TEHRAN)
    return text + draw(st.sampled_from([" - ", " - ", " – "])) + clock, moment.isoformat()


_some_days = st.one_of(date_lines(), printed_days()).map(lambda day: day[0])


@st.composite
def _paragraphs(draw: st.DrawFn) -> str:
    """A paragraph: prose, prose with a landmark's words in it, or a date."""
    text = draw(texts)
    kind = draw(st.sampled_from(["prose", "prose", "ends", "begins", "date"]))
    landmark = draw(st.sampled_from(["Comment", "Featured Stories", "Story Code", "Story Code : 1055216"]))
    if kind == "date":
        text = draw(_some_days)
    elif kind == "ends":
        text = f"{text} {landmark}"
    elif kind == "begins":
        text = f"{landmark}{draw(st.sampled_from([' ', ': ', 's ', ', ']))}{text}"
    assume(not _CODE.fullmatch(text) and not _HEADER.fullmatch(text))
    assume(text not in {"Comment", "Featured Stories"})  # alone on a line they end the body
    return text


@st.composite
def _stories(draw: st.DrawFn) -> Story:
    title = draw(st.one_of(_some_texts, _some_texts, printed_days().map(lambda day: day[0])))
    # The site writes the alternative text into a single-quoted attribute, which ends at the first straight apostrophe.
    cut = title.partition("'")[0].strip() or None
    alt = draw(st.sampled_from([None, title, cut]))
    day, iso = (None, None) if draw(st.integers(0, 3)) == 3 else draw(printed_days())
    return Story(title, alt, day, iso)


@st.composite
def _blocks(draw: st.DrawFn) -> tuple[Story, ...]:
    """A block of featured stories, in which a story may stand twice with two days."""
    stories = draw(st.lists(_stories(), max_size=_MOST_STORIES - 1))
    if draw(st.booleans()) and stories:
        again = draw(st.sampled_from(stories))
        day, iso = draw(printed_days())
        stories.insert(draw(st.integers(0, len(stories))), Story(again.title, again.alt, day, iso))
    assume(_have_one_reading(stories))
    return tuple(stories)


@st.composite
def models(draw: st.DrawFn) -> Model:
    """An article with one reading."""
    date_line, published = draw(date_lines())
    model = Model(
        date_line=date_line,
        published=published,
        code=draw(st.none() | codes),
        title=draw(st.one_of(texts, texts, texts, _some_days, st.sampled_from(["Comment", "Featured Stories"]))),
        is_repeated=draw(st.booleans()),
        paragraphs=tuple(draw(st.lists(_paragraphs(), min_size=1, max_size=5))),
        has_comment=draw(st.booleans()),
        stories=draw(st.none() | _blocks()),
    )
    # A first paragraph that is the title over again is the title over again.
    assume(model.is_repeated or model.paragraphs[0].casefold() != model.title.casefold())
    # A day alone above some lines may be anything; only a further landmark makes an article of them.
    assume(model.code or model.has_end or not looks_like_a_day(model.date_line))
    return model


def _have_one_reading(stories: list[Story]) -> bool:
    """Whether no other reading of the stories' lines has as many pictures, and with as many of them as many days.

    That leaves out: a story without picture or day whose title is the next line, or that line up to an apostrophe
    (it may be the next one's picture); one without a day above a title that looks like a day (it may be its day);
    a title that is the same day as the one above it (they may be a picture and its title); three equal lines.
    """
    lines = [line for story in stories for line in story.lines]
    ours = sum(story.alt is not None for story in stories), sum(story.day is not None for story in stories)
    readings = _count_readings(lines)
    return max(readings) == ours and readings[ours] == 1


def _count_readings(lines: list[str]) -> Counter[tuple[int, int]]:
    """In how many ways lines can be read as entries, by the number of pictures and of days."""
    counts = [Counter({(0, 0): 1})]  # of the lines from the one at hand to the last; the one at hand comes first
    for i in range(len(lines) - 1, -1, -1):
        here: Counter[tuple[int, int]] = Counter()
        for has_picture in (0, 1):
            after = i + 1 + has_picture
            if has_picture and not (after <= len(lines) and _may_be_picture(lines[i], lines[i + 1])):
                continue
            for has_day in (0, 1):
                if has_day and not (after < len(lines) and looks_like_a_day(lines[after])):
                    continue
                for (pictures, days), count in counts[after + has_day - i - 1].items():
                    here[pictures + has_picture, days + has_day] += count
        counts.insert(0, here)
    return counts[0]


def _may_be_picture(line: str, title: str) -> bool:
    return line.casefold() in {title.casefold(), title.partition("'")[0].strip().casefold()}
