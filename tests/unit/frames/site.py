"""A small made-up site: its article pages, and a section page. Names that a build draws differ on every page."""

import random

from newsscrape.page import Page

HOST = "www.harbour-gazette.example"
AUTHORS = ("Mara Lindqvist", "Tobias Okafor", "Elin Sandoval", "Piotr Hallam", "June Abernathy", "Omar Whitfield")
_SUBJECTS = "The council|A spokesman|The harbour master|Residents|The ferry company|The mayor|Two engineers".split("|")
_VERBS = "announced on Tuesday that|did not say whether|confirmed in a letter that|told reporters that".split("|")
_THINGS = (
    "the old pier|the new bridge|a row of warehouses|the fish market|the lighthouse|the northern quay|"
    "a stretch of the coastal road|the school on the hill|the winter timetable|the customs house"
).split("|")
_ENDS = (
    "would be closed for repairs until the end of the year|had cost more than anybody expected|"
    "was sold to an investor from the capital|could reopen before the summer|had been damaged by the storm|"
    "needed the approval of the regional court|was to be rebuilt with money from the state"
).split("|")

_NEWSLETTER = "Get the Harbour Gazette in your inbox every morning, and never miss what happens. Sign up here."


def article(number: int, *, author: str | None = None, extra: str = "") -> str:
    """The markup of an article's page: the same for a number, and of a text of its own."""
    draw = random.Random(number)
    hashed = "".join(draw.choice("bcdfghjklmnpqrstvwxz") for _ in range(6))
    thing, other = draw.sample(_THINGS, 2)
    title = f"Why {thing} matters more than {other} this year, part {number}"
    author = author or AUTHORS[number % len(AUTHORS)]
    day = f"2024-03-{number % 27 + 1:02}"
    paragraphs = [f"<p>{_paragraph(draw)}</p>" for _ in range(draw.randint(7, 10))]
    caption = f"{_sentence(draw)} Photograph: {draw.choice(AUTHORS)}"
    teasers = "".join(f'<li><a href="/news/{number * 10 + i}">{_sentence(draw)[:60]}</a></li>' for i in range(3))
    picture = f'<img src="/{number}.jpg">'
    paragraphs[2:2] = [f'<figure class="picture css-{hashed}">{picture}<figcaption>{caption}</figcaption></figure>']
    paragraphs[4:4] = [f'<div class="newsletter-box"><p>{_NEWSLETTER}</p></div>']
    paragraphs[6:6] = [f'<div class="related-stories"><h3>Related stories</h3><ul>{teasers}</ul></div>']
    return f"""<!DOCTYPE html><html lang="en"><head><title>{title} | Harbour Gazette</title>
<meta property="og:type" content="article"><meta property="og:title" content="{title}">
<meta property="og:site_name" content="Harbour Gazette"></head><body>
<header class="site-header sc-{hashed}"><a href="/">Harbour Gazette</a></header>
<main><div class="sc-1{hashed}-0 {hashed}"><h1 class="headline css-{hashed}">{title}</h1>
<p class="byline">By <a rel="author" href="/by/{author.split()[0].lower()}">{author}</a></p>
<time class="published" datetime="{day}T09:30:00+01:00">{day}</time>
<div class="story-text {hashed}" id="story-{number}0042">{"".join(paragraphs)}{extra}</div>
<div class="share-bar"><button>Share</button><button>Print</button></div></div></main>
<aside class="sidebar"><h2>Most read</h2><ol>{"".join(f"<li><a href='/m{i}'>{_THINGS[i]}</a></li>" for i in range(5))}
</ol></aside><footer><p>Harbour Gazette Publishing Company. All rights reserved.</p></footer></body></html>"""


def article_page(number: int, **wanted: str) -> Page:
    """An article's page."""
    return Page(article(number, **wanted), url=f"https://{HOST}/news/story-{number}")


def section_page() -> Page:
    """A page that lists articles and is none."""
    draw = random.Random(7)
    cards = "".join(
        f'<article class="card"><h3><a href="/news/story-{i}">{_sentence(draw)[:50]}</a></h3></article>'
        for i in range(20)
    )
    markup = f"<html><head><title>News | Harbour Gazette</title></head><body><main>{cards}</main></body></html>"
    return Page(markup, url=f"https://{HOST}/news/section/harbour")


def _sentence(draw: random.Random) -> str:
    parts = (_SUBJECTS, _VERBS, _THINGS, _ENDS)
    return (
        f"{' '.join(draw.choice(part) for part in parts)}, {draw.randint(2, 90)} months after it was first discussed."
    )


def _paragraph(draw: random.Random) -> str:
    return " ".join(_sentence(draw) for _ in range(draw.randint(2, 4)))
