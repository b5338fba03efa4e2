"""Reads an article by the landmarks in its visible text: a date line, a labelled code, a word that ends the body.

The same rules read HTML and plain text, since both are lines; no class, id or tag of the markup counts, except that
elements which by their name are no part of an article's text (`nav`, `footer`, `figcaption`, …) give no paragraph.
The layout is laid out in docs/islamtimes.md, and so is how ties between readings are broken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsscrape.items import Image
from newsscrape.lines import Line, Run, is_inside
from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.featured import read_featured
from newsscrape.text import clean_text, fold
from newsscrape.urls import absolute_url

METHOD = "landmarks"
# Lines that may stand between two landmarks that belong together, such as "Print" and "Share" in HTML.
_NEAR = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmarks:
    """The landmarks of an outlet's layout. Patterns must match a line as a whole.

    Attributes:
        date_line: pattern of the article's date line.
        day: pattern of the day in an entry of the featured stories.
        code: pattern of the line with the outlet's own code for the story, in the group `code`.
        code_label: pattern of that line when the code itself stands on the next one.
        end_of_body: the line that ends the body.
        featured: the line above the featured stories.
    """

    date_line: str
    day: str
    code: str
    code_label: str
    end_of_body: str
    featured: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a page's lines bear the landmarks.

    Attributes:
        lines: the page's lines, with landmarks on lines of their own.
        date: index of the date line, or None.
        title: the title.
        code: the story code, or None; `code_raw` is its line.
        body: the lines of the body, from after the title.
        ended: whether a landmark ends the body, rather than the page's end.
        featured: index of the line above the featured stories, or None.
    """

    lines: Sequence[Line]
    date: int | None
    title: str
    code: str | None
    code_raw: str | None
    body: range
    ended: bool
    featured: int | None


def find_layout(page: Page, marks: Landmarks) -> Layout | None:
    """The layout of a page that bears the landmarks, else None.

    To bear them, a page needs a title below a date line or above a code line. Where a date line says little, in HTML
    (it may stand anywhere) and as a bare day, a code line, an end of the body or featured stories must be there too.
    """
    split = [_split_landmarks(line, marks) for line in page.lines]
    lines: Sequence[Line] = [part for parts in split for part in parts]
    code, code_end = _find_code(lines, marks)
    date = _find_date(lines, marks, code, is_html=page.is_html)
    if code is not None and date is not None and code - date > _NEAR:
        code = None  # a paragraph deep in the body that reads like the line
    if code is None and date is None:
        return None
    title = _find_title(lines, date, code, code_end)
    if title is None:
        return None
    start = _after_title(lines, title, code_end if code is not None else title + 1)
    lines = _whole_from(start, lines, page.lines, split)
    end, ended, featured = _find_end(lines, marks, start)
    if code is None and not ended and (page.is_html or re.fullmatch(marks.day, lines[date or 0].text)):
        return None
    if not ended:
        end = _end_of_container(lines, title, start)
    number = None if code is None else _code_of(lines, code, code_end, marks)
    raw = None if code is None else " ".join(line.text for line in lines[code:code_end])
    return Layout(lines, date, lines[title].text, number, raw, range(start, end), ended, featured)


def read_layout(page: Page, layout: Layout, marks: Landmarks) -> list[Candidate]:
    """Candidates for story code, title, date, body, images and featured stories."""
    lines = layout.lines
    body = [lines[i] for i in layout.body if not lines[i].in_frame]
    found = [
        Candidate("title", layout.title, METHOD, layout.title),
        Candidate("body", [line.text for line in body if line.text], METHOD),
        Candidate("images", _images(page, body), METHOD),
    ]
    if layout.date is not None:
        found.append(Candidate("date_published", lines[layout.date].text, METHOD, lines[layout.date].text))
    if layout.code is not None:
        found.append(Candidate("story_code", layout.code, METHOD, layout.code_raw))
    if layout.featured is not None:
        stories = read_featured(page, lines, layout.featured, marks.day)
        found.append(Candidate("featured_stories", stories, METHOD))
    return found


def _split_landmarks(line: Line, marks: Landmarks) -> list[Line]:
    """A line of HTML on which a date or a code stands as a run of its own, beside others, as several lines.

    In `<p>Signed <b>30 April 2023</b> in Delhi</p>` it is a part of the sentence, and the line stays whole.
    """
    if len(line.runs) < 2 or re.fullmatch(marks.code, line.text) or re.fullmatch(marks.date_line, line.text):
        return [line]
    found = [i for i, run in enumerate(line.runs) if _is_landmark(run, marks)]
    parts: list[list[int]] = [[]]
    for i in range(len(line.runs)):
        if i in found and not _is_in_sentence(line.runs, i, found):
            parts += [[i], []]
        else:
            parts[-1].append(i)
    if len(parts) == 1:
        return [line]
    return [line.part(part) for part in parts if any(line.runs[i].text.strip() for i in part)]


def _is_landmark(run: Run, marks: Landmarks) -> bool:
    text = clean_text(run.text)
    return run.picture is None and bool(re.fullmatch(marks.date_line, text) or re.fullmatch(marks.code, text))


def _is_in_sentence(runs: Sequence[Run], i: int, landmarks: Sequence[int]) -> bool:
    """Whether a run is a part of a text that stands on the same line: its element's own text, or that of an element
    around it, holds words besides.
    """
    return any(
        k not in landmarks and is_inside(runs[i].holder, run.holder) and any(char.isalnum() for char in run.text)
        for k, run in enumerate(runs)
    )


def _whole_from(
    start: int, lines: Sequence[Line], whole: Sequence[Line], split: Sequence[Sequence[Line]]
) -> Sequence[Line]:
    """The lines with those from `start` on whole again: there a date or a code is a part of its paragraph, and only a
    line that begins above `start` stays in parts.
    """
    end = 0
    for i, parts in enumerate(split):
        if end >= start:
            return [*lines[:end], *whole[i:]]
        end += len(parts)
    return lines


def _find_code(lines: Sequence[Line], marks: Landmarks) -> tuple[int | None, int]:
    """Index of the first code line, and of the line after it."""
    for i, line in enumerate(lines):
        if re.fullmatch(marks.code, line.text):
            return i, i + 1
        if re.fullmatch(marks.code_label, line.text) and _code_of(lines, i, i + 2, marks):
            return i, i + 2
    return None, 0


def _code_of(lines: Sequence[Line], start: int, end: int, marks: Landmarks) -> str | None:
    match = re.fullmatch(marks.code, " ".join(line.text for line in lines[start:end]))
    return match["code"] if match else None


def _find_date(lines: Sequence[Line], marks: Landmarks, code: int | None, *, is_html: bool) -> int | None:
    """Index of the date line: the nearest above the code line that leaves room for a title; without a code line the
    first line of plain text, and in HTML the nearest above the first heading with one close above it, else the first.
    """
    dates = [i for i, line in enumerate(lines) if not line.in_frame and re.fullmatch(marks.date_line, line.text)]
    if code is not None:
        # A title may look like a date line itself: then the one above it counts, unless no title would be left.
        above = [i for i in dates if i < code]
        return max((i for i in above if i < code - 1), default=max(above, default=None))
    if not is_html:
        return 0 if dates[:1] == [0] else None
    headed = [
        max(near)
        for i, line in enumerate(lines)
        if line.is_heading and (near := [date for date in dates if i - _NEAR <= date < i])
    ]
    return next(iter(headed or dates), None)


def _find_title(lines: Sequence[Line], date: int | None, code: int | None, code_end: int) -> int | None:
    """Index of the title. Above a code line: the line that stands below it once more, else a heading, else the nearest.
    Without a code line: a heading close below the date line, else the next line. None where there is no such line.
    """
    if code is None:
        assert date is not None
        below = [i for i in range(date + 1, min(date + 1 + _NEAR, len(lines))) if lines[i].text]
        return next((i for i in below if lines[i].is_heading), next(iter(below), None))
    first = date + 1 if date is not None and date < code else max(0, code - _NEAR)
    above = [i for i in range(first, code) if lines[i].text and not lines[i].in_frame]
    again = next((fold(line.text) for line in lines[code_end:] if line.text and not line.in_frame), None)
    for choice in (
        [i for i in above if fold(lines[i].text) == again],
        [i for i in above if lines[i].is_heading],
        above,
    ):
        if choice:
            return choice[-1]
    return code_end if code_end < len(lines) else None  # the title stands below the code line alone


def _after_title(lines: Sequence[Line], title: int, start: int) -> int:
    """Index of the first line after the title, and after its repetition where there is one."""
    start = max(start, title + 1)
    for i in range(start, min(start + _NEAR, len(lines))):
        if fold(lines[i].text) == fold(lines[title].text) and all(
            line.in_frame or not line.text for line in lines[start:i]
        ):
            return i + 1
    return start


def _find_end(lines: Sequence[Line], marks: Landmarks, start: int) -> tuple[int, bool, int | None]:
    """Index of the line that ends the body, whether there is one, and index of the line above the featured stories."""
    featured = next((i for i in range(start, len(lines)) if lines[i].text == marks.featured), None)
    until = len(lines) if featured is None else featured
    end = next((i for i in range(start, until) if lines[i].text == marks.end_of_body), until)
    return end, end < len(lines), featured


def _end_of_container(lines: Sequence[Line], title: int, start: int) -> int:
    """Index of the first line outside the smallest element that holds both the title and the body's first line.

    Without an end landmark, this keeps a footer out of the body. Plain text ends with its record.
    """
    block = lines[title].block
    first = next((line.block for line in lines[start:] if line.text and not line.in_frame), None)
    if block is None or first is None:
        return len(lines)
    around = {first, *first.iterancestors()}
    container = next((e for e in (block, *block.iterancestors()) if e in around), None)
    return next((i for i in range(start, len(lines)) if not is_inside(lines[i].block, container)), len(lines))


def _images(page: Page, body: Sequence[Line]) -> list[Image]:
    """The pictures among the body's lines, with the caption of the figure around them."""
    found = []
    for line in body:
        for run in line.runs:
            if run.picture is None:
                continue
            url = absolute_url(run.picture.get("src") or run.picture.get("data-src") or "", page.base_url)
            if url:
                caption = run.picture.xpath("string(ancestor::figure[1]//figcaption)")
                found.append(Image(url=url, caption=caption or None))
    return found
