"""What becomes of an article on its way to another page: edited, cut, given another lead, joined with others.

Each function takes the text's paragraphs and gives new ones; chance comes from the generator that the caller seeds.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LEAST_WORDS = 40  # shorter rests of an article are no articles

Paragraphs = list[str]

_SPELLINGS = dict(
    pair.split("/")
    for pair in (
        "color/colour colors/colours favor/favour favorite/favourite honor/honour labor/labour neighbor/neighbour "
        "center/centre centers/centres theater/theatre defense/defence offense/offence license/licence "
        "organization/organisation organizations/organisations organized/organised realize/realise realized/realised "
        "recognize/recognise recognized/recognised criticized/criticised apologized/apologised authorities/authorites "
        "program/programme programs/programmes traveled/travelled traveling/travelling canceled/cancelled "
        "percent/per-cent toward/towards among/amongst while/whilst gray/grey skeptical/sceptical judgment/judgement "
        "aging/ageing okay/OK email/e-mail vs/versus Kiev/Kyiv healthcare/health-care website/web-site"
    ).split()
)
_SPELLINGS |= {other: one for one, other in _SPELLINGS.items()}
_QUOTES = str.maketrans({'"': "”", "“": '"', "”": '"', "'": "’", "’": "'", "‘": "'", "–": "-", "—": " - ", "…": "..."})

_CITIES = "LONDON WASHINGTON BERLIN PARIS MOSCOW BEIJING BRUSSELS TEHRAN DELHI SYDNEY".split()
_AGENCIES = "Reuters AP AFP dpa Bloomberg UPI".split()
_MONTHS = "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.".split()
_NAMES = "Alex Morgan/Priya Raman/Jonas Keller/Maria Duarte/Tom Whitfield/Aiko Tanaka/Lena Fischer".split("/")

BOILERPLATE = (
    "Read more: {headline}",
    "RELATED: {headline}",
    "(Reporting by {name}; Editing by {name})",
    "(Reporting by {name} in {city}; Additional reporting by {name} and {name}; Writing by {name}; Editing by {name})",
    "This article was originally published on {month} {day}, {year}.",
    "This story was first published by {agency}. Read the original article here.",
    "Follow us on Facebook, Twitter and Instagram for the latest news.",
    (
        "Copyright {year} The Associated Press. All rights reserved. This material may not be published, broadcast, "
        "rewritten or redistributed without permission."
    ),
    (
        "© {year} Example Media Group. All rights reserved. No part of this article may be reproduced without written "
        "consent."
    ),
    "Sign up for our newsletter and get the most important stories of the day in your inbox every morning.",
    "Subscribe now for unlimited access to all of our articles, videos and podcasts.",
    "Do you have a story for our reporters? Email us at tips@news.example or call us in confidence.",
    "Our journalism is independent. If you click on a link and buy something, we may earn a commission.",
    "Image: {name}/{agency}",
    "{name} is a senior correspondent who covers politics and business. Follow {name} on Twitter.",
    "Lesen Sie auch: {headline}",
    "Mit Material der Nachrichtenagentur {agency}",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a copy is made of.

    Attributes:
        paragraphs: of the article.
        donor: paragraphs of another article, from which words, leads and ends are taken.
        donor_title: that article's title.
    """

    paragraphs: Paragraphs
    donor: Paragraphs
    donor_title: str


Alteration = Callable[[Source, float, random.Random], Paragraphs | None]


def paragraphs_of(text: str) -> Paragraphs:
    """A text's lines that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def word_count(paragraphs: Sequence[str]) -> int:
    """Words between spaces."""
    return sum(len(paragraph.split()) for paragraph in paragraphs)


def edit_words(source: Source, share: float, rng: random.Random) -> Paragraphs:
    """A share of the words, at least one: of six, four are replaced, one dropped, and one followed by a new one."""
    tokens = [paragraph.split() for paragraph in source.paragraphs]
    places = [(p, w) for p, paragraph in enumerate(tokens) for w in range(len(paragraph))]
    new_words = [word for paragraph in source.donor for word in paragraph.split()]
    for p, w in rng.sample(places, max(1, round(share * len(places)))):
        new = rng.choice(new_words)
        edit = rng.choice(("replace", "replace", "replace", "replace", "drop", "insert"))
        tokens[p][w] = {"replace": new, "drop": "", "insert": f"{tokens[p][w]} {new}"}[edit]
    return [" ".join(word for word in paragraph if word) for paragraph in tokens]


def respell(source: Source, _: float, __: random.Random) -> Paragraphs | None:
    """American words in British spelling and the other way round; None where there are none."""
    changed = [
        re.sub(r"\w[\w-]*", lambda found: _SPELLINGS.get(found[0], found[0]), paragraph)
        for paragraph in source.paragraphs
    ]
    return changed if changed != source.paragraphs else None


def requote(source: Source, _: float, __: random.Random) -> Paragraphs | None:
    """Straight quotes for typographic ones and the other way round; None where there are none."""
    changed = [paragraph.translate(_QUOTES) for paragraph in source.paragraphs]
    return changed if changed != source.paragraphs else None


def correct_number(source: Source, _: float, rng: random.Random) -> Paragraphs | None:
    """One number corrected, in an article of 200 words or more; None where there is none, or the article is shorter."""
    numbers = [(p, found) for p, paragraph in enumerate(source.paragraphs) for found in re.finditer(r"\d+", paragraph)]
    if not numbers or word_count(source.paragraphs) < 200:
        return None
    p, found = rng.choice(numbers)
    paragraph = source.paragraphs[p]
    corrected = f"{paragraph[: found.start()]}{int(found[0]) + rng.randint(1, 9)}{paragraph[found.end() :]}"
    return [*source.paragraphs[:p], corrected, *source.paragraphs[p + 1 :]]


def add_dateline(source: Source, _: float, rng: random.Random) -> Paragraphs:
    """The place, day and agency before the first words, in one of the usual forms."""
    form = rng.choice(
        (
            "{city}, {month} {day} ({agency}) - ",
            "{city} ({agency}) — ",
            "({agency}) ",
            "{city}, {month} {day} — ",
            "{city}: ",
            "{agency} | {month} {day}, {year} | ",
        )
    )
    return [fill_line(form, source, rng) + source.paragraphs[0], *source.paragraphs[1:]]


def replace_lead(source: Source, count: float, rng: random.Random) -> Paragraphs | None:
    """Another article's first paragraphs, or the same ones reworded, instead of the first `count`."""
    kept = source.paragraphs[int(count) :]
    if word_count(kept) < LEAST_WORDS:
        return None
    if rng.random() < 0.5:
        return [*source.donor[: int(count)], *kept]
    lead = Source(paragraphs=source.paragraphs[: int(count)], donor=source.donor, donor_title=source.donor_title)
    return [*edit_words(lead, 0.6, rng), *kept]


def prepend_lead(source: Source, count: float, _: random.Random) -> Paragraphs:
    """Another article's first paragraphs before the text."""
    return [*source.donor[: int(count)], *source.paragraphs]


def cut_end(source: Source, share: float, rng: random.Random) -> Paragraphs | None:
    """The first share of the words, half of the times to the end of a paragraph; None where too few are left."""
    return _long_enough(_first_words(source.paragraphs, share, whole=rng.random() < 0.5))


def cut_beginning(source: Source, share: float, rng: random.Random) -> Paragraphs | None:
    """The last share of the words, half of the times from a paragraph's start; None where too few are left."""
    mirrored = [" ".join(reversed(paragraph.split())) for paragraph in reversed(source.paragraphs)]
    kept = _first_words(mirrored, share, whole=rng.random() < 0.5)
    return _long_enough([" ".join(reversed(paragraph.split())) for paragraph in reversed(kept)])


def append_other(source: Source, share: float, _: random.Random) -> Paragraphs:
    """As many words of another article, as a share of the text's own, behind its end (fewer where it has fewer)."""
    wanted = share * word_count(source.paragraphs) / max(1, word_count(source.donor))
    return [*source.paragraphs, *_first_words(source.donor, min(1.0, wanted), whole=False)]


def add_boilerplate(source: Source, lines: float, rng: random.Random) -> Paragraphs:
    """So many lines of what sites add, at the end most often, else at the start or between paragraphs."""
    paragraphs = list(source.paragraphs)
    for line in rng.sample(BOILERPLATE, int(lines)):
        place = rng.choice((len(paragraphs), len(paragraphs), 0, rng.randint(0, len(paragraphs))))
        paragraphs.insert(place, fill_line(line, source, rng))
    return paragraphs


def fill_line(line: str, source: Source, rng: random.Random) -> str:
    """A line of boilerplate or a dateline with names and days drawn for it."""
    values: dict[str, Callable[[], str]] = {
        "headline": lambda: source.donor_title,
        "name": lambda: rng.choice(_NAMES),
        "city": lambda: rng.choice(_CITIES),
        "agency": lambda: rng.choice(_AGENCIES),
        "month": lambda: rng.choice(_MONTHS),
        "day": lambda: str(rng.randint(1, 28)),
        "year": lambda: str(rng.randint(2015, 2025)),
    }
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]](), line)


def first_words(paragraphs: Sequence[str], count: int) -> Paragraphs:
    """The first `count` words of a text, in its paragraphs."""
    kept: Paragraphs = []
    left = count
    for paragraph in paragraphs:
        if left <= 0:
            break
        tokens = paragraph.split()[:left]
        left -= len(tokens)
        kept.append(" ".join(tokens))
    return kept


def _first_words(paragraphs: Sequence[str], share: float, *, whole: bool) -> Paragraphs:
    """The first share of the words; `whole`: the paragraphs that end within it, the first one in any case."""
    wanted = round(share * word_count(paragraphs))
    kept = first_words(paragraphs, wanted)
    if whole and len(kept) > 1 and kept[-1] != " ".join(paragraphs[len(kept) - 1].split()):
        kept.pop()
    return kept


def _long_enough(paragraphs: Paragraphs) -> Paragraphs | None:
    return paragraphs if word_count(paragraphs) >= LEAST_WORDS else None
