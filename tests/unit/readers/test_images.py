"""Pictures, captions, credits."""

import pytest

from newsscrape.items import Image
from newsscrape.page import Page
from newsscrape.readers.images import extract_images


def images(html: str) -> list[Image]:
    return [image for c in extract_images(Page(f"<html><body>{html}</body></html>")) for image in c.value]


@pytest.mark.parametrize(
    ("caption", "text", "credit"),
    [
        ("Rain.", "Rain.", None),
        ("Rain. Photo: Ann Lee", "Rain.", "Ann Lee"),
        ("Rain. (Foto: Ann Lee/dpa)", "Rain.", "Ann Lee/dpa"),
        ("Rain. © Agency", "Rain.", "Agency"),
        ("Photo by Ann Lee", None, "Ann Lee"),
        ('Rain. <span class="image-credit">Agency</span>', "Rain.", "Agency"),
        ("Rain. <cite>Photo: Agency</cite>", "Rain.", "Agency"),
        ("", None, None),
    ],
)
def test_captions(caption: str, text: str | None, credit: str | None) -> None:
    html = f'<figure><img src="/a.jpg"><figcaption>{caption}</figcaption></figure>'
    assert images(html) == [Image(url="/a.jpg", caption=text, credit=credit)]


@pytest.mark.parametrize(
    ("img", "url"),
    [
        ('<img src="data:image/gif;base64,AA" data-src="/a.jpg">', "/a.jpg"),
        ('<img src="/img/spacer.gif"><img src="/a.jpg">', "/a.jpg"),
        ('<picture><source srcset="/b.webp"><img src="/a.jpg"></picture>', "/a.jpg"),
    ],
)
def test_addresses(img: str, url: str) -> None:
    assert [image.url for image in images(f"<figure>{img}</figure>")] == [url]


@pytest.mark.parametrize(
    "html",
    [
        "<figure><video></video></figure>",
        '<a href="/other"><figure><img src="/a.jpg"></figure></a>',
        '<figure><a href="/other"><img src="/a.jpg"></a></figure>',
        '<aside><figure><img src="/a.jpg"></figure></aside>',
        '<img src="/a.jpg">',
    ],
)
def test_what_is_no_picture_of_the_article(html: str) -> None:
    assert images(html) == []
