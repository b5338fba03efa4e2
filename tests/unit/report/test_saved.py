from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from newsscrape.page import Page
from newsscrape.report.saved import _KEPT, inert_page
from tests.unit.report.records import record

ALLOWED = {"dir", "lang", "alt", "colspan", "rowspan", "datetime", "title", "hidden", "src", "data-mark", "data-before"}


def body_of(page: str | Page, **values: Any) -> html.HtmlElement:
    """What is shown of the page, without the box that unfolds its beginning, which is ours."""
    shown = inert_page(Page(page.encode()) if isinstance(page, str) else page, record(**values))
    (content,) = html.document_fromstring(shown).xpath("/html/body/div")
    assert isinstance(content, html.HtmlElement)
    return content


def marks(body: html.HtmlElement) -> list[tuple[str, str]]:
    found = [(one.get("data-mark"), " ".join(one.text_content().split())) for one in body.iter()]
    return [(mark, text) for mark, text in found if mark]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>x()</script>",
        "<img src=https://a.example/x.png srcset='https://a.example/2' onerror=x()>",
        "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
        "<a href='javascript:x()' target=_top ping=https://a.example onclick=x()>link</a>",
        "<meta http-equiv=refresh content='0;url=https://a.example'>",
        "<base href=https://a.example><link rel=stylesheet href=https://a.example/s.css>",
        "<form action=https://a.example><input autofocus onfocus=x()><button formaction=https://a.example>b</button></form>",
        "<iframe src=https://a.example srcdoc='<script>x()</script>'></iframe><object data=x></object><embed src=x>",
        "<svg onload=x()><image href=https://a.example/i.png /><script>x()</script></svg><math><mtext></mtext></math>",
        "<style>@import 'https://a.example'</style><p style='background:url(https://a.example)'>p</p>",
        "<video src=x poster=https://a.example><source src=x></video><audio src=x></audio>",
        "<noscript><img src=https://a.example/pixel></noscript><template><script>x()</script></template>",
        "<table background=https://a.example><tr><td background=x>cell</td></tr></table>",
        "<custom-element is=x slot=y><p>text</p></custom-element>",
        "<textarea></title><script>x()</script></textarea>",
        "<p title='&quot;><script>x()</script>'>quoted</p>",
    ],
)
def test_nothing_that_loads_or_runs_is_left(hostile: str) -> None:
    body = body_of(f"<!doctype html><html><body onload=x() background=x>{hostile}<p>after</p></body></html>")
    for element in body.iter():
        assert element.tag not in (
            "script",
            "style",
            "link",
            "meta",
            "base",
            "form",
            "input",
            "iframe",
            "object",
            "svg",
        )
        assert set(element.attrib) <= ALLOWED, hostile
        assert element.get("src") is None
    assert "after" in body.text_content()


def test_pictures_within_the_page_are_kept() -> None:
    picture = "data:image/png;base64,iVBORw0KGgo="
    (found,) = body_of(f"<body><img src='{picture}' alt=dot></body>").iter("img")
    assert found.get("src") == picture


def test_blocks_of_the_record_are_marked() -> None:
    body = body_of(
        "<html><body><h1>The  Title</h1><div>By <b>Ada Berg</b>, editor</div><p>1 March 2026</p>"
        "<p>The <i>first</i> paragraph, of some length.</p><p>Two.</p><p>Not of the article at all.</p></body></html>",
        title="The Title",
        date_published_raw="1 March 2026",
        body="The first paragraph, of some length.\n\nTwo.",
    )
    assert marks(body) == [
        ("title", "The Title"),
        ("authors", "By Ada Berg, editor"),
        ("date", "1 March 2026"),
        ("body", "The first paragraph, of some length."),
        ("body", "Two."),
    ]


def test_lines_of_one_element_are_marked_one_by_one() -> None:
    body = body_of(
        "<body><div>The first paragraph of it.<br>An advertisement.<br>The second paragraph of it.</div></body>",
        body="The first paragraph of it.\n\nThe second paragraph of it.",
    )
    assert marks(body) == [("body", "The first paragraph of it."), ("body", "The second paragraph of it.")]
    assert body.text_content().strip() == "The first paragraph of it.An advertisement.The second paragraph of it."


def test_an_element_around_others_is_not_marked_whole() -> None:
    body = body_of(
        "<html><body><div>The first paragraph of it.<p>An advertisement.</p></div></body></html>",
        body="The first paragraph of it.",
    )
    assert marks(body) == [("body", "The first paragraph of it.")]


def test_hidden_text_stays_hidden() -> None:
    body = body_of("<html><body><p style='DISPLAY: none'>a</p><p hidden>b</p><p>c</p></body></html>")
    assert [one.get("hidden") is not None for one in body.iter("p")] == [True, True, False]


def test_plain_text_is_shown_by_its_lines() -> None:
    page = Page("The Title\n\nOne.\n\nTwo & <b>three</b>.\n")
    body = body_of(page, title="The Title", body="One.")
    assert [one.text for one in body.iter("p")] == ["The Title", "One.", "Two & <b>three</b>."]
    assert marks(body) == [("title", "The Title"), ("body", "One.")]


def test_direction_and_language_are_kept_and_escaped() -> None:
    shown = inert_page(Page("<html dir=rtl lang='a\"><x'><body><p>متن</p></body></html>".encode()), record())
    assert shown.startswith('<!doctype html><html data-theme="light" dir="rtl" lang="a&quot;&gt;&lt;x"><head>')
    assert "متن" in shown


def test_deep_pages_are_no_trouble() -> None:
    assert "deep" in inert_page(Page(("<body>" + "<div>" * 1500 + "deep").encode()), record())


def test_odd_characters_are_made_visible() -> None:
    body = body_of("<html><body><p>a\u202eb</p></body></html>")
    assert body.text_content() == "a⟨U+202E⟩b"


FRAGMENTS = st.sampled_from(
    "<div> </div> <p> </p> <br> <script> </script> <style> </style> <svg> </svg> <math> </math> <iframe> <table> <tr> "
    "<td> "
    "<a href=javascript:x()> </a> <img src=x onerror=x()> <form> <input> <select> <option> <noscript> </noscript> "
    "<template> <title> </title> <textarea> <!-- --> <![CDATA[ ]]> <plaintext> <x:y z=1> &lt;script&gt; text".split()
)


@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=5)), max_size=20).map("".join))
def test_whatever_comes_is_inert(markup: str) -> None:
    body = body_of(f"<html><body>{markup}</body></html>")
    for element in body.iter():
        assert element.tag in _KEPT
        assert set(element.attrib) <= ALLOWED
        assert element.get("src") is None


def test_menus_before_the_first_mark_are_folded_away() -> None:
    menu = "".join(f"<li>Section number {number} of the site</li>" for number in range(30))
    page = f"<html><body><ul>{menu}</ul><main><p>Teaser</p><h1>The Title</h1><p>End</p></main></body></html>"
    body = body_of(page, title="The Title")
    folded = [element.tag for element in body.iter() if element.get("data-before") is not None]
    assert folded == ["ul", "p"]
    assert "Show what stands before the first mark: 8" in inert_page(Page(page.encode()), record(title="The Title"))
    short = body_of("<html><body><p>Menu</p><h1>The Title</h1></body></html>", title="The Title")
    assert not [element for element in short.iter() if element.get("data-before") is not None]
    unmarked = body_of(f"<html><body><ul>{menu}</ul></body></html>", title="Elsewhere")
    assert not [element for element in unmarked.iter() if element.get("data-before") is not None]


def test_what_stands_in_a_noscript_is_marked_too() -> None:
    page = "<html><body><noscript><p>The <b>first</b> paragraph, of some length.</p></noscript></body></html>"
    assert marks(body_of(page, body="The first paragraph, of some length, stands here.")) == [
        ("body", "paragraph, of some length.")
    ]


@pytest.mark.parametrize(
    ("block", "published", "is_marked"),
    [
        pytest.param("1 March 2026", "2026-03-01T09:30:00+01:00", True, id="words"),
        pytest.param("Updated: Mar 1, 2026 at 9:30", "2026-03-01", True, id="line"),
        pytest.param("01/03/2026", "2026-03-01", True, id="day-first"),
        pytest.param("03/01/2026", "2026-03-01", True, id="month-first"),
        pytest.param("2 March 2026", "2026-03-01", False, id="another-day"),
        pytest.param("1 March 2026", None, False, id="no-date"),
        pytest.param("On 1 March 2026 " + "this happened, " * 20, "2026-03-01", False, id="prose"),
    ],
)
def test_the_day_of_publication_is_marked_however_it_is_printed(
    block: str, published: str | None, is_marked: bool
) -> None:
    body = body_of(f"<html><body><p>{block}</p></body></html>", date_published=published)
    assert [mark for mark, _ in marks(body)] == (["date"] if is_marked else [])
