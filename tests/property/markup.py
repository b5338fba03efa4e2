"""A model article as HTML, in varied structure, and a rewriting of HTML that changes no reading of it.

The markup is made up, as all markup of Islam Times in this repository is: it varies what a redesign may vary.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import cycle
from random import Random

import lxml.html
from hypothesis import strategies as st
from lxml import etree

from tests.property.dump import Noise, noises, noisy, some
from tests.property.model import Model, Story, models

SITE = "https://www.islamtimes.org"
PAGE_URL = f"{SITE}/en/news/1055216/a-story"
_LIST = '<ul class="list">{}</ul>'
# An entry of the featured stories, and what holds the entries. `a` and `b` open and close a link to the story.
_ENTRIES = (
    ("<li>{a}{picture}{b} {a}{title}{b} <span>{day}</span></li>", _LIST),
    ("<li>{a}{picture} {title}{b} {day}</li>", _LIST),
    ("<li>{a}{picture}<b>{title}</b>{b} | <i>{day}</i></li>", _LIST),
    ("<li>{a}{picture}<span>{title}</span> <em>{day}</em>{b}</li>", _LIST),
    ("<div><div>{a}{picture}{b}</div><div>{a}{title}{b}</div><div>{day}</div></div>", "<div>{}</div>"),
    ("<article>{a}{picture}{b}<h4>{a}{title}{b}</h4><time>{day}</time></article>", "{}"),
    ("<tr><td>{a}{picture}{b}</td><td>{a}{title}{b}</td><td>{day}</td></tr>", "<table>{}</table>"),
    ("{a}{picture}{b} {a}{title}{b} {day} ", '<div class="line">{}</div>'),
    ("{a}{picture}<br>{title}<br>{b}{day}<br>", "<div>{}</div>"),
)
# What stands among an article's lines and by its tag is none of them.
_CLUTTER = (
    "",
    "",
    "<form><button>Print</button></form>",
    '<nav><a href="/en/print">Print</a> <a href="/en/share">Share</a></nav>',
    '<aside class="text"><p>Follow us</p></aside>',
    "<script>document.write('Comment')</script>",
    "<!-- Comment -->",
)
_SIGNS = "|·•-–—,;:(["
_SITE_DAY = '<div class="today">Tuesday 2 May 2023</div>'
_NAVIGATION = '<nav><a href="/en/">Home</a> <a href="/en/news">News</a></nav>'

_FOOT = '<div><a href="/en/about">About us</a></div><div>Islam Times</div>'


@dataclass(frozen=True)
class Style:
    """How a page writes an article down: templates, of which `{}` is the content."""

    date: str
    heading: str
    title: str
    code: str
    again: str
    paragraphs: tuple[str, ...]
    emphasis: str
    comment: str
    featured: str
    entry: tuple[str, str]
    day: str
    block: str
    parts: str
    is_flat: bool
    clutter: tuple[str, ...]
    has_site_day: bool
    footer: str
    has_url: bool
    noise: Noise


styles = st.builds(
    Style,
    date=st.sampled_from(["<div>{}</div>", "<p><span>{}</span></p>", "<div><time>{}</time></div>", _LIST]),
    heading=st.sampled_from(["<h1>{}</h1>", '<h2 class="t">{}</h2>', "<h1><span>{}</span></h1>"]),
    title=st.sampled_from(["<h1>{}</h1>", '<div class="title">{}</div>', "<p><b>{}</b></p>", "<div><i>{}</i></div>"]),
    code=st.sampled_from(
        [
            '<div id="code">Story Code : {}</div>',
            "<div>Story Code : <b>{}</b></div>",
            "<p><span>Story Code</span> : <span>{}</span></p>",
            "<dl><dt>Story Code :</dt><dd>{}</dd></dl>",
        ]
    ),
    again=st.sampled_from(["<h2>{}</h2>", '<div class="comment">{}</div>', "<p><strong>{}</strong></p>"]),
    paragraphs=some("<p>{}</p>", "<p>{}", "<div>{}</div>", "<blockquote><p>{}</p></blockquote>", _LIST, "<h3>{}</h3>")
    | st.sampled_from([("{}<br>",), ("{}<br><br>",)]),
    emphasis=st.sampled_from(["{}", "{}", "<b>{}</b>", '<a href="/en/news/7/b">{}</a>', "<span>{}</span>"]),
    comment=st.sampled_from(
        ["<div>Comment</div>", "<h3>Comment</h3>", '<p><a href="#c">Comment</a></p>', "<button>Comment</button>"]
    ),
    featured=st.sampled_from(
        ["<h3>{}</h3>", "<h2>{}</h2>", "<div>{}</div>", "<div><strong>{}</strong></div>", "<div><h4>{}</h4></div>"]
    ),
    entry=st.sampled_from(_ENTRIES),
    day=st.sampled_from(["{}", "{}", "| {}", "– {}", "({})"]),
    block=st.sampled_from(['<section class="related">{}</section>', '<div id="featured">{}</div>', "{}"]),
    parts=st.sampled_from(["{}", '<div class="nav">{}</div>', "<section>{}</section>"]),
    is_flat=st.booleans(),
    clutter=some(*_CLUTTER),
    has_site_day=st.booleans(),
    footer=st.sampled_from(["<footer>{}</footer>", '<div role="contentinfo">{}</div>', '<div class="text">{}</div>']),
    has_url=st.booleans(),
    noise=noises | st.builds(Noise, gaps=some(" ", "\n    ", "\t\n")),
)
# In HTML a date may stand anywhere: without a code, an end of the body must show that the page is an article.
html_models = models().filter(lambda model: model.code is not None or model.has_end)


def links(model: Model) -> tuple[str, ...]:
    """The stories' addresses: one story has one, however often it stands there."""
    titles = [story.title for story in model.stories or ()]
    return tuple(f"{SITE}/en/news/{titles.index(title) + 1}/a-story" for title in titles)


def expected(model: Model, style: Style) -> dict[str, object]:
    """What an article made of the page holds."""
    return model.facts(links=links(model), address=PAGE_URL if style.has_url else None)


def render_html(model: Model, style: Style) -> str:
    """The article in the frame of a site."""
    model = _as_markup(model, style)
    day = _SITE_DAY if style.has_site_day and model.code is not None else ""  # else it might be the article's
    # A footer that no tag tells is a story like another, in an empty block: in its lines the two are the same.
    footer = "<footer>{}</footer>" if model.stories == () else style.footer
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{model.title} - Islam Times</title></head>"
        f"<body><header><div>Islam Times</div>{day}{_NAVIGATION}</header>"
        f'<main id="main">{_article(model, style)}{_featured(model, style)}</main>'
        f"{footer.format(_FOOT)}</body></html>"
    )


def _as_markup(model: Model, style: Style) -> Model:
    """The model with its texts as HTML writes them, with the noise that dumps have too."""
    texts = [model.date_line, model.title, *model.paragraphs]
    date, title, *paragraphs = (escape(text).replace("\xa0", "&nbsp;") for text in noisy(texts, style.noise))
    return replace(model, date_line=date, title=title, paragraphs=tuple(paragraphs))


def _article(model: Model, style: Style) -> str:
    """The article down to `Comment`: in elements, or as lines of a single one where a code tells them apart."""
    comment = style.comment * model.has_comment
    if style.is_flat and model.code is not None:
        again = [model.title] * model.is_repeated
        lines = [model.date_line, model.title, f"Story Code : {model.code}", *again, *model.paragraphs]
        return f"<div>{'<br>'.join(lines)}</div>{comment}"
    clutter = cycle(style.clutter)
    # Without a code only a heading tells the title, and so the date above it from other dates.
    title = style.title if model.code is not None else style.heading
    head = style.date.format(model.date_line) + next(clutter) + title.format(model.title)
    if model.code is not None:
        head += style.code.format(model.code) + next(clutter)
    head += style.again.format(model.title) * model.is_repeated
    body = (
        template.format(_emphasised(paragraph, style.emphasis)) + next(clutter) * ("<br>" not in template)
        for paragraph, template in zip(model.paragraphs, cycle(style.paragraphs), strict=False)
    )
    body_part = "<div>{}</div>" if "<br>" in style.paragraphs[0] else style.parts
    return f"<div>{style.parts.format(head)}{body_part.format(''.join(body))}</div>{comment}"


def _emphasised(text: str, emphasis: str) -> str:
    """A paragraph with its middle word emphasised."""
    words = text.split(" ")
    middle = len(words) // 2
    return " ".join([*words[:middle], emphasis.format(words[middle]), *words[middle + 1 :]])


def _featured(model: Model, style: Style) -> str:
    if model.stories is None:
        return ""
    container = style.entry[1]
    entries = (_entry(story, link, style) for story, link in zip(model.stories, links(model), strict=True))
    heading = style.featured.format("Featured Stories")
    return style.block.format(heading + (container.format("".join(entries)) if model.stories else ""))


def _entry(story: Story, link: str, style: Style) -> str:
    template, href = style.entry[0], escape(link)
    picture = "" if story.alt is None else f'<img src="/images/1.jpg" {_alternative(story)}>'
    # A sign between title and day is no part of either; where the title ends with one, nobody can tell them apart.
    around = "{}" if story.title[-1] in _SIGNS else style.day
    title, day = escape(story.title), around.format(story.day) if story.day else ""
    return template.format(a=f'<a href="{href}">', b="</a>", picture=picture, title=title, day=day)


def _alternative(story: Story) -> str:
    """The `alt` attribute; cut as the site cuts it, where what follows the apostrophe is harmless as attributes."""
    cut, _, rest = story.title.partition("'")
    if story.alt != story.title and story.alt == cut and re.fullmatch(r"[A-Za-z ]+", rest):
        return f"alt='{escape(cut)}'{rest}'"
    return f'alt="{escape(story.alt or "")}"'


_BLOCKS = ("div", "section", "article", "main")
_INLINES = ("span", "b", "i", "em", "font")
_NAMES = ("comment", "footer", "nav", "hidden", "title", "share", "ad", "x1", "story-body", "date")


def rewritten(html: str, random: Random) -> str:
    """The page with all its classes and ids, and each name of its non-semantic elements, changed for others."""
    tree = lxml.html.document_fromstring(html)
    tags = dict(_other_tags(random))
    for element in tree.iter(etree.Element):
        element.tag = tags.get(str(element.tag), element.tag)
        for attribute in ("class", "id"):
            element.attrib.pop(attribute, None)
            if random.random() < 0.5:
                element.set(attribute, random.choice(_NAMES))
    return lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")


def _other_tags(random: Random) -> Iterator[tuple[str, str]]:
    for kind, custom in ((_BLOCKS, "x-block"), (_INLINES, "x-text")):
        for tag in kind:
            yield tag, random.choice([*kind, f"{custom}-{tag}"])
