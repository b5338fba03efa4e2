"""A page by the frame of its site."""

import pytest
from lxml import html

from newsscrape.frames.learn import Frame, learn_frame
from newsscrape.page import Page
from newsscrape.readers.body.reader import score_page
from newsscrape.readers.frame.reader import extract_framed_body
from newsscrape.readers.selectors import selected_blocks
from tests.unit.frames.site import HOST, article, article_page


@pytest.fixture(scope="module")
def frame() -> Frame:
    return learn_frame([article_page(number) for number in range(1, 6)])


def paragraphs(number: int) -> list[str]:
    """The paragraphs of an article's text, as they were written."""
    found = html.fromstring(article(number)).xpath('//div[contains(@class, "story-text")]/p')
    return [" ".join(str(one.text_content()).split()) for one in found]


def framed(page: Page, frame: Frame) -> list[str]:
    """The body's paragraphs by a frame; none where it is not the page's."""
    return [text for one in extract_framed_body(page, frame, score_page(page)) for text in one.value]


@pytest.mark.parametrize("number", [11, 12, 13])
def test_a_page_that_was_not_learned_from(frame: Frame, number: int) -> None:
    assert selected_blocks(article_page(number), frame.body, frame.leave_out) == paragraphs(number)
    assert framed(article_page(number), frame) == paragraphs(number)


def test_a_page_of_another_layout_has_no_body_by_the_frame(frame: Frame) -> None:
    other = Page(article(11).replace('class="story-text', 'class="longread'), url=f"https://{HOST}/long/11")
    assert selected_blocks(other, frame.body, frame.leave_out) == []
    assert framed(other, frame) == []


def test_a_container_with_little_of_the_text_is_not_the_pages() -> None:
    frame = Frame(body=("p.byline",))
    assert selected_blocks(article_page(11), frame.body, frame.leave_out) == ["By Omar Whitfield"]
    assert framed(article_page(11), frame) == []


def test_a_page_without_blocks(frame: Frame) -> None:
    assert selected_blocks(Page("plain text"), frame.body, frame.leave_out) == []
    assert framed(Page("plain text"), frame) == []


@pytest.mark.parametrize(
    ("body", "leave_out", "texts"),
    [
        (("div.a",), (), ["One", "Two", "Three"]),
        (("div.a",), ("aside",), ["One", "Three"]),
        (("div.b, div.a",), ("aside",), ["One", "Three", "Four"]),  # in page order, whatever the selectors'
        (("div.a, div.a p",), (), ["One", "Two", "Three"]),  # a container in another gives its blocks once
        (("div.a, aside",), ("aside",), ["One", "Three"]),  # out with all that it holds, a container or not
        (("p",), ("div.a",), ["Four"]),
        (("div.c", "div.b", "div.a"), (), ["Four"]),  # the first that gives text
        (("xpath:.//p[starts-with(., 'F')]",), (), ["Four"]),
        (("div.c",), (), []),
    ],
)
def test_containers_and_what_is_left_out(body: tuple[str, ...], leave_out: tuple[str, ...], texts: list[str]) -> None:
    page = Page("<html><body><div class=a><p>One</p><aside>Two</aside><p>Three</p></div><div class=b><p>Four</p></div>")
    assert selected_blocks(page, body, leave_out) == texts


def test_text_that_repeats_is_left_out_without_a_selector() -> None:
    line = "<p>The Gazette depends on its readers, and on nobody else: please give what you can to keep it going.</p>"
    pages = [Page(article(n, extra=line), url=f"https://{HOST}/news/{n}") for n in range(1, 5)]
    body = framed(Page(article(12, extra=line), url=f"https://{HOST}/news/12"), learn_frame(pages))
    assert body == paragraphs(12)
