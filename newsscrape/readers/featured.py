"""Reads a block of featured stories: entries of a picture's alternative text, a title and a day.

In plain text the alternative text is a line like the others; in HTML it is an `alt` attribute, and picture, link and
day may stand on one line. Both become tokens, and the tokens are read as entries.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from newsscrape.items import FeaturedStory
from newsscrape.lines import Line, Run, is_inside
from newsscrape.page import Page
from newsscrape.text import clean_text, fold
from newsscrape.urls import absolute_url

_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_SEPARATORS = " \t\r\n\xa0|·•-–—,;:()[]"


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    is_day: bool = False
    is_picture: bool = False
    link: etree._Element | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A reading of the tokens from `start` to before `end` as one entry, by their indexes."""

    start: int
    end: int
    picture: int | None
    title: int | None
    day: int | None


def read_featured(page: Page, lines: Sequence[Line], heading: int, day: str) -> list[FeaturedStory]:
    """The stories below the line `heading`, in page order. `day` is the pattern of an entry's day.

    Of all readings of the tokens the one with the most pictures counts, then the one with the most days, then the one
    whose first difference is a picture, then a day. So `Syria` above `Syria's Envoy …` is a cut alternative text.
    """
    tokens = [token for line in _block(lines, heading) for token in _tokens(line, day)]
    stories = []
    for entry in _best_reading(tokens):
        if entry.title is None:
            continue
        title, picture = tokens[entry.title], None if entry.picture is None else tokens[entry.picture]
        if page.is_html and title.link is None and picture is None and entry.day is None:
            continue  # a text without link, picture and day is no entry of the block
        date = None if entry.day is None else tokens[entry.day].text
        link = title.link if title.link is not None else picture.link if picture else None
        stories.append(
            FeaturedStory(
                title=title.text,
                url=None if link is None else absolute_url(link.get("href", ""), page.base_url),
                image_alt=(picture.text or None) if picture else None,
                date=date,
                date_raw=date,
            )
        )
    return stories


def _block(lines: Sequence[Line], heading: int) -> Sequence[Line]:
    """The lines of the block: in HTML those of the smallest element that holds more than the heading."""
    top = lines[heading]
    rest = lines[heading + 1 :]
    if top.block is None or not rest:
        return rest
    container = top.block
    while not is_inside(rest[0].block, container):
        following = container.getnext()
        if any(map(_is_empty_list, container.iter("ul", "ol", "table"))) or _is_empty_list(following):
            return []  # the block's list is empty, and what follows is something else
        parent = container.getparent()
        if parent is None:
            return []
        container = parent
    end = next(
        (
            i
            for i, line in enumerate(rest)
            if not is_inside(line.block, container)
            or (line.in_frame and not top.in_frame)
            or _is_next_heading(line, top)
        ),
        len(rest),
    )
    return rest[:end]


def _is_empty_list(element: etree._Element | None) -> bool:
    return (
        element is not None
        and element.tag in ("ul", "ol", "table")
        and not clean_text("".join(element.itertext()))
        and element.find(".//img") is None
    )


def _is_next_heading(line: Line, top: Line) -> bool:
    """Whether the line is a heading like that of the block, and thus begins another one."""
    if line.block is None or top.block is None:
        return False
    return (
        line.block.tag == top.block.tag and line.block.tag in _HEADINGS and all(run.link is None for run in line.runs)
    )


def _tokens(line: Line, day: str) -> list[_Token]:
    """Plain text: the line. HTML: each picture, the text of each link, the text between them, a day at a text's end."""
    if line.block is None:
        return [_Token(line.text, is_day=bool(re.fullmatch(day, line.text)))]
    tokens: list[_Token] = []
    group: list[Run] = []
    for run in (*line.runs, None):
        if run is None or run.picture is not None or (group and run.link is not group[-1].link):
            tokens += _text_tokens(group, day)
            group = []
        if run is not None and run.picture is not None:
            tokens.append(_Token(clean_text(run.text), is_picture=True, link=run.link))
        elif run is not None:
            group.append(run)
    return tokens


def _text_tokens(group: Sequence[Run], day: str) -> list[_Token]:
    """The runs of one link, or of no link, as one text, and the last of them apart where it is a day."""
    telling = [i for i, run in enumerate(group) if run.text.strip(_SEPARATORS)]
    if not telling:
        return []
    link = group[0].link
    last = clean_text(group[telling[-1]].text.strip(_SEPARATORS))
    if not re.fullmatch(day, last):
        return [_Token(clean_text("".join(run.text for run in group)), link=link)]
    end = telling[-2] + 1 if len(telling) > 1 else 0
    text = clean_text("".join(run.text for run in group[:end]))
    if end == telling[-1]:  # nothing between the two, so that a sign there stands at the end of the text
        text = text.rstrip(_SEPARATORS)
    before = [_Token(text, link=link)] if text else []
    return [*before, _Token(last, is_day=True, link=link)]


def _best_reading(tokens: Sequence[_Token]) -> list[_Entry]:
    """Reads the tokens from the last to the first: the best reading from each on is known when it is asked for."""
    best: list[tuple[tuple[int, int], _Entry | None]] = [((0, 0), None)] * (len(tokens) + 1)
    for i in range(len(tokens) - 1, -1, -1):
        options = []
        for entry in _entries_at(tokens, i):
            pictures, days = best[entry.end][0]
            score = (pictures + (entry.picture is not None and entry.title is not None), days + (entry.day is not None))
            options.append((score, entry))
        best[i] = max(options, key=lambda option: option[0])  # the first of equals
    chosen = []
    step = best[0][1]
    while step is not None:
        chosen.append(step)
        step = best[step.end][1]
    return chosen


def _entries_at(tokens: Sequence[_Token], i: int) -> list[_Entry]:
    """The readings of an entry that begins at a token, pictures first, then days."""
    entries = []
    if i + 1 < len(tokens) and _is_pair(tokens[i], tokens[i + 1]):
        entries += _with_day(tokens, _Entry(i, i + 2, i, i + 1, None))
    if tokens[i].is_picture:
        entries.append(_Entry(i, i + 1, i, None, None))
    else:
        entries += _with_day(tokens, _Entry(i, i + 1, None, i, None))
    return entries


def _with_day(tokens: Sequence[_Token], entry: _Entry) -> list[_Entry]:
    if entry.end < len(tokens) and tokens[entry.end].is_day:
        return [_Entry(entry.start, entry.end + 1, entry.picture, entry.title, entry.end), entry]
    return [entry]


def _is_pair(first: _Token, second: _Token) -> bool:
    """Whether two tokens are a picture and its title. In text, the alternative text is the title, or is cut: the site
    writes it into a single-quoted attribute, so that it stops at the title's first straight apostrophe.
    """
    if second.is_picture:
        return False
    if first.is_picture:
        return True
    if first.link is not None and second.link is not None and first.link.get("href") != second.link.get("href"):
        return False
    cut = second.text.partition("'")[0] if "'" in second.text else second.text
    return fold(first.text) in (fold(second.text), fold(cut))
