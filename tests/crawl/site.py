"""A made-up site that no outlet file describes: the Harbour Courier, four stories long."""

from fixtures.serve import Answer

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>
<div class="top"><a href="/">Harbour Courier</a>
<ul class="menu"><li><a href="/town/">Town</a></li><li><a href="/about">About</a></li>
<li><a href="https://social.example/courier">Follow us</a></li></ul></div>
{content}
<div class="bottom"><p>© Harbour Courier. All rights reserved.</p></div>
</body></html>"""


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


FERRY = _paragraphs(
    """
The morning ferry to Saint Brannoc will stop at the fish market again from the first of June, eleven years after the
old landing stage was closed.

“We counted four hundred people a day who walk the long way round,” said Maren Ostberg, who heads the harbour office.
The new stage, built of larch, cost the town a little less than two million crowns.

Fishermen had asked that boats which unload before dawn keep their place. They will: the ferry is to use the northern
side only, and not before half past six.

Tickets stay at their price of last year. Whoever holds a pass for the tram may ride free of charge on Sundays.
"""
)
BRIDGE = _paragraphs(
    """
Engineers have found cracks in two of the nine piers of the Lantern Bridge, and the town has closed it to lorries
until they are mended.

The cracks are no wider than a fingernail, Tomas Villand of the roads office told the council on Tuesday evening. He
put the time that the work will take at seven weeks.

Buses go on crossing, though not two at once. A guard at either end sees to that, day and night.

The bridge was opened in 1931 and last repaired after the flood of 1978.
"""
)
LIBRARY = _paragraphs(
    """
Half of the books that the town library lost in the winter storm are back on its shelves, dried leaf by leaf by some
sixty volunteers.

They worked in the hall of the rope factory, where fans ran for nine weeks. “The atlases were the worst,” said Ines
Calloway, a bookbinder who led them; each took her a fortnight.

What could not be saved is to be bought anew with money that readers gave, thirty thousand crowns so far.

The reading room opens on Saturday with a concert of the school's brass band.
"""
)
MARKET = _paragraphs(
    """
Sellers at the Thursday market may keep their stalls on the church square, the council decided with eleven votes to
four, against the wish of the hotels around it.

The hotels had complained of noise from five in the morning. Stalls are now to be set up after six, and carts with
iron wheels must stay outside the square.

“We can live with six,” said Peder Anlauf, who has sold cheese there since 1994. “My cows are up at four whatever the
council says.”

The rule holds for a year, after which the council wants to hear both sides again.
"""
)


BODIES = {"/ferry-returns": FERRY, "/2024/bridge": BRIDGE, "/a/library": LIBRARY, "/market": MARKET}


def _page(title: str, content: str, head: str = "") -> Answer:
    return Answer(_PAGE.format(title=title, content=content, head=head).encode())


def _story(title: str, paragraphs: tuple[str, ...], day: str, related: str = "", head: str = "") -> Answer:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    byline = f'<div class="byline">By <a rel="author" href="/about">Jonna Brandt</a> <time>{day}</time></div>'
    content = f"<main><article><h1>{title}</h1>{byline}<div>{text}</div></article>{related}</main>"
    return _page(f"{title} | Harbour Courier", content, head)


def _list(title: str, *stories: tuple[str, str], more: str = "", teasers: bool = False) -> Answer:
    entries = "".join(
        f'<li><h3><a href="{url}">{words}</a></h3>{f"<p>{BODIES[url][0]}</p>" if teasers else ""}</li>'
        for url, words in stories
    )
    return _page(title, f"<h1>{title}</h1><ul>{entries}</ul>{more}")


PAGES = {
    "/robots.txt": Answer(b"User-agent: *\nDisallow: /print/\n", headers={"Content-Type": "text/plain"}),
    "/": _list(
        "Harbour Courier",
        ("/ferry-returns", "Ferry Returns to the Fish Market"),
        ("/2024/bridge?utm_source=front", "Lantern Bridge Closed to Lorries"),
    ),
    "/town/": _list(
        "Town",
        ("/2024/bridge", "Lantern Bridge Closed to Lorries"),
        ("/gone", "A Story That Was Taken Down"),
        ("/print/bridge", "To print"),
        ("/plan.pdf", "The plan of the bridge"),
        ("/tides", "Tides"),
        more='<p><a rel="next" href="/town/?page=2">Older</a></p>',
    ),
    # So much text as an article has, and yet a listing.
    "/town/?page=2": _list(
        "Town, page 2",
        ("/2024/bridge", "Lantern Bridge Closed to Lorries"),
        ("/ferry-returns", "Ferry Returns to the Fish Market"),
        ("/a/library", "Library Dries Its Books, Leaf by Leaf"),
        teasers=True,
    ),
    "/ferry-returns": _story(
        "Ferry Returns to the Fish Market",
        FERRY,
        "14 May 2024",
        head='<meta property="og:type" content="article">'
        '<meta property="article:published_time" content="2024-05-14T08:30:00+02:00">',
    ),
    **dict.fromkeys(
        ("/2024/bridge", "/2024/bridge?utm_source=front"),
        _story("Lantern Bridge Closed to Lorries", BRIDGE, "15 May 2024"),
    ),
    "/a/library": _story(
        "Library Dries Its Books, Leaf by Leaf",
        LIBRARY,
        "3 April 2024",
        # A story that no listing names.
        related='<div class="related"><h4>Related</h4><a href="/market">Thursday Market Stays on the Square</a></div>',
    ),
    "/market": _story("Thursday Market Stays on the Square", MARKET, "28 March 2024"),
    "/about": Answer(b"<html><body><h1>About us</h1><p>A paper since 1902.</p></body></html>"),
    "/tides": Answer(b'{"high": "06:12"}', headers={"Content-Type": "application/json"}),
}
