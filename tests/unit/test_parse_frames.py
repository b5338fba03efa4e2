"""A page read by the frame of its site: what the frame gives, and where it does not count."""

import json

import pytest

from newsscrape.errors import ExtractionError
from newsscrape.frames.learn import Frame, learn_frame
from newsscrape.outlets.registry import outlet_named
from newsscrape.page import Page
from newsscrape.parse import parse_article
from tests.unit.frames.site import HOST, article, article_page, section_page
from tests.unit.readers.test_frame import paragraphs


@pytest.fixture(scope="module")
def frame() -> Frame:
    return learn_frame([article_page(number) for number in range(1, 6)])


def page(markup: str) -> Page:
    return Page(markup, url=f"https://{HOST}/news/story-11")


def test_the_body_is_the_frames_and_the_rest_as_on_any_page(frame: Frame) -> None:
    general, framed = parse_article(article_page(11), None), parse_article(article_page(11), None, frame=frame)
    assert framed.body == "\n\n".join(paragraphs(11))
    assert framed.body != general.body
    assert framed.provenance["body"].method == "frame:css"
    assert general.provenance["body"].method == "body"
    general.body, general.provenance["body"] = framed.body, framed.provenance["body"]
    assert framed == general


def test_a_page_of_another_layout_is_read_as_any(frame: Frame) -> None:
    markup = article(11).replace('class="story-text', 'class="longread')
    assert parse_article(page(markup), None, frame=frame) == parse_article(page(markup), None)


def test_a_page_that_is_no_article_is_none_by_a_frame(frame: Frame) -> None:
    cards = "".join(f'<article><h3><a href="/{i}">What the town said, part {i}</a></h3></article>' for i in range(9))
    section = Page(f"<html><body><div class=story-text>{cards}</div></body></html>", url=f"https://{HOST}/news/")
    for listing in (section, section_page()):
        with pytest.raises(ExtractionError, match="no article"):
            parse_article(listing, None, frame=frame)


def test_data_that_has_much_more_than_the_page_shows_goes_before_the_frame(frame: Frame) -> None:
    whole = " ".join(paragraphs(11) * 3)
    data = json.dumps({"@type": "NewsArticle", "articleBody": whole})
    markup = article(11).replace("</head>", f'<script type="application/ld+json">{data}</script></head>')
    found = parse_article(page(markup), None, frame=frame)
    assert (found.body, found.provenance["body"].method) == (whole, "jsonld")


def test_pages_of_an_outlet_are_read_as_its_file_says(frame: Frame) -> None:
    markup = (
        "<html><body><div>Sunday 30 April 2023 - 21:33</div><h1>The title</h1><div>Story Code : 7</div>"
        "<h2>The title</h2><div class=story-text><p>One.</p></div><p>Two.</p><div>Comment</div></body></html>"
    )
    outlet, url = outlet_named("islamtimes"), "https://www.islamtimes.org/en/news/7/a-story"
    by_frame = parse_article(Page(markup, url=url), outlet, frame=frame)
    assert by_frame == parse_article(Page(markup, url=url), outlet)
    assert by_frame.body == "One.\n\nTwo."
