"""What is learned of a made-up site."""

import random

import pytest

from newsscrape.frames.body import place_body
from newsscrape.frames.learn import Frame, learn_frame
from newsscrape.frames.sample import take_samples
from newsscrape.page import Page
from newsscrape.readers.selectors import selected_blocks
from tests.unit.frames.site import HOST, article, article_page, section_page


@pytest.fixture(scope="module")
def frame() -> Frame:
    return learn_frame([article_page(number) for number in range(1, 6)])


def body_of(page: Page, frame: Frame) -> list[str]:
    """What an outlet's file with the frame's selectors gives."""
    return selected_blocks(page, frame.body, frame.leave_out)


def test_the_container_is_found(frame: Frame) -> None:
    assert frame.body == ("div.story-text",)
    assert frame.pages == 5
    assert not frame.unused
    assert frame.sure["body"] > 0.8


def test_what_is_no_content_is_left_out(frame: Frame) -> None:
    left_out = set(frame.leave_out)
    assert left_out & {".newsletter-box", "div.story-text > div"}
    assert left_out & {".related-stories", "div.story-text > div"}
    assert left_out & {"figcaption", "figure", ".picture"}


def test_title_date_and_authors_are_found(frame: Frame) -> None:
    assert frame.fields["title"][0] in ("h1", "h1.headline")
    assert frame.fields["date_published"][0] in ("time::attr(datetime)", "time.published::attr(datetime)")
    assert "a[rel=author]" in frame.fields["authors"]
    assert [frame.sure[field] for field in ("title", "date_published", "authors")] == [1, 1, 1]


def test_related_stories_are_found(frame: Frame) -> None:
    assert frame.fields["featured_stories"] == (".related-stories a",)


def test_drawn_names_and_numbers_of_the_page_are_not_used(frame: Frame) -> None:
    selectors = [*frame.body, *frame.leave_out, *(one for found in frame.fields.values() for one in found)]
    drawn = [one for one in selectors if "css-" in one or "sc-" in one or any(char.isdigit() for char in one[2:])]
    assert not drawn


def test_drawn_names_that_all_pages_share_are_not_used() -> None:
    pages = [
        Page(article(number).replace('class="story-text', 'class="css-k3x9qz'), url=f"https://{HOST}/news/{number}")
        for number in range(1, 6)
    ]
    frame = learn_frame(pages)
    assert frame.body
    assert not [selector for selector in frame.body if "css-" in selector]


def test_a_section_page_is_named_and_left_out(frame: Frame) -> None:
    section = section_page()
    mixed = learn_frame([section, *(article_page(number) for number in range(1, 6))])
    assert [(one.page is section, bool(one.reason)) for one in mixed.unused] == [(True, True)]
    assert (mixed.body, mixed.leave_out, mixed.fields) == (frame.body, frame.leave_out, frame.fields)


def test_a_page_of_another_site_is_named_and_left_out() -> None:
    stranger = Page(article(9), url="https://elsewhere.example/9")
    frame = learn_frame([stranger, *(article_page(number) for number in range(1, 5))])
    assert [(one.page is stranger, one.reason) for one in frame.unused] == [
        (True, "of another site: elsewhere.example, where most are of harbour-gazette.example")
    ]


def test_a_subdomain_belongs_to_the_site() -> None:
    regional = Page(article(9), url="https://north.harbour-gazette.example/9")
    assert learn_frame([regional, *(article_page(number) for number in range(1, 4))]).pages == 4


def test_a_copy_of_a_page_is_named_and_left_out() -> None:
    """All of its text would be the site's, as it stands on two pages."""
    pages = [article_page(number) for number in range(1, 5)]
    copy = Page(article(1).replace("<footer>", "<footer><p>Printed.</p>"), url=f"https://{HOST}/print/1")
    frame = learn_frame([*pages, copy])
    assert [one.reason for one in frame.unused] == ["a copy of another page's article"]
    assert frame.body == ("div.story-text",)


def test_a_page_of_another_layout_is_named_and_left_out(frame: Frame) -> None:
    markup = article(8).replace('class="story-text', 'class="css-k3x9qz').replace("main>", "div>")
    other = Page(markup, url=f"https://{HOST}/long/8")
    mixed = learn_frame([other, *(article_page(number) for number in range(1, 6))])
    assert [one.page is other for one in mixed.unused] == [True]
    assert mixed.unused[0].reason.startswith("of another layout")
    assert mixed.body == frame.body


def test_the_order_of_the_pages_does_not_matter(frame: Frame) -> None:
    numbers = list(range(1, 6))
    for seed in range(3):
        random.Random(seed).shuffle(numbers)
        again = learn_frame([article_page(number) for number in numbers])
        assert again == frame


def test_embedded_posts_are_left_out() -> None:
    """Whatever they say reads like the text around them."""
    post = (
        '<blockquote class="twitter-tweet"><p>The harbour master told us that the lighthouse had been damaged by '
        "the storm, and that nobody knew when it would be repaired. — Harbour Watch</p></blockquote>"
    )
    pages = [Page(article(n, extra=post.replace("nobody", f"{n} people")), url=f"https://{HOST}/{n}") for n in range(4)]
    assert ".twitter-tweet" in learn_frame(pages).leave_out


def test_lines_that_are_nothing_but_a_link_are_left_out_also_unseen(frame: Frame) -> None:
    more = '<p><a href="/news/9">A spokesman did not say whether the fish market needed the approval of a court</a></p>'
    page = Page(article(14, extra=more), url=f"https://{HOST}/news/14")
    assert selected_blocks(page, frame.body, frame.leave_out) == selected_blocks(
        article_page(14), frame.body, frame.leave_out
    )


def test_a_summary_outside_of_the_container_is_a_container_of_its_own() -> None:
    """Where the general extractor takes it for content."""
    pages = []
    for number in range(1, 6):
        opening = f'<section class="opening"><p>After the storm, {number + 20} engineers disagree.</p></section>'
        markup = article(number).replace('<div class="story-text', f'{opening}<div class="story-text')
        pages.append(Page(markup, url=f"https://{HOST}/news/{number}"))
    samples = take_samples(pages).samples
    for sample in samples:
        (block,) = (i for i, text in enumerate(sample.blocks.texts) if text.startswith("After the storm"))
        sample.votes[block] = 0.9
    place = place_body(samples)
    assert place is not None
    assert place.containers == ("div.story-text", ".opening p")


def test_a_body_in_two_parts_has_two_containers() -> None:
    pages = []
    for number in range(1, 6):
        parts = article(number).split("<p>")
        middle = len(parts) // 2 + 1
        markup = "<p>".join([*parts[:middle], "</div><aside>Advertisement</aside><div class='story-rest'>"])
        pages.append(Page("<p>".join([markup, *parts[middle:]]), url=f"https://{HOST}/news/{number}"))
    frame = learn_frame(pages)
    whole = learn_frame([article_page(number) for number in range(1, 6)])
    for number, page in enumerate(pages, 1):
        assert selected_blocks(page, frame.body, frame.leave_out) == selected_blocks(
            article_page(number), whole.body, whole.leave_out
        )


@pytest.mark.parametrize("tag", ["o:p", "x-y:z", "a,b", 'q"r', "p[1]"])
def test_odd_tags_cost_nothing(tag: str) -> None:
    """Pages have them, and no selector is made of them."""
    markup = [
        article(number).replace("<figure", f"<{tag}").replace("<div class=", f"<{tag} class=") for number in range(5)
    ]
    frame = learn_frame([Page(one, url=f"https://{HOST}/{number}") for number, one in enumerate(markup)])
    assert (frame.pages, frame.body) == (5, ("main",))


def test_no_page_no_frame() -> None:
    assert learn_frame([]) == Frame()


def test_pages_without_an_article_make_no_frame() -> None:
    frame = learn_frame([section_page(), Page("", url=f"https://{HOST}/empty")])
    assert (frame.body, frame.pages, len(frame.unused)) == ((), 0, 2)


def test_one_page_is_enough_for_a_container() -> None:
    assert learn_frame([article_page(3)]).body == ("div.story-text",)
