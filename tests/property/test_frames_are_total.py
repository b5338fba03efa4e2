"""Whatever a site's pages hold, a frame is learned or not, and reads any page or none; nothing raises."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from newsscrape.errors import ExtractionError
from newsscrape.frames.learn import learn_frame
from newsscrape.page import Page
from newsscrape.parse import parse_article
from tests.property.test_readers_are_total import TEXTS
from tests.unit.frames.site import HOST, article

TAGS = st.sampled_from("p div aside amp-live-list o:p x-y:z a,b p[1] svg:g é table nav template".split())
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' class="story-text"',
        ' class="twitter-tweet x"',
        " class='\"'",
        ' id="a b"',
        ' id="story"',
        " class=é-x",
        ' itemprop="x]"',
        ' role="a-b"',
        ' class="related-é"',
        ' class="ab_5cdf6ce5"',
        ' rel="author"',
    ]
)
PIECES = st.lists(st.tuples(TAGS, ATTRIBUTES, TEXTS, st.booleans()), max_size=8).map(
    lambda parts: "".join(f"<{tag}{more}>{text}{f'</{tag}>' if closed else ''}" for tag, more, text, closed in parts)
)


def page(number: int, piece: str, where: str) -> Page:
    """An article's page with a piece of markup somewhere in it."""
    return Page(article(number).replace(where, f"{piece}{where}", 1), url=f"https://{HOST}/news/{number}")


@settings(max_examples=30, deadline=None)
@given(
    pieces=st.lists(PIECES, min_size=4, max_size=4),
    where=st.sampled_from(["<main>", "</main>", "<h1", "<figure", "</h1>", "</head>"]),
)
def test_learning_and_reading_never_raise(pieces: list[str], where: str) -> None:
    pages = [page(number, piece, where) for number, piece in enumerate(pieces[:3])]
    frame = learn_frame(pages)
    assert learn_frame(reversed(pages)) == frame
    with suppress(ExtractionError):
        article = parse_article(page(9, pieces[3], where), None, frame=frame)
        assert article.provenance["body"].method in ("frame:css", "body", "body:hidden")
