"""The packaged model on pages of our own: an article's paragraphs are its body, and what stands around them is not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsscrape.blocks import Blocks
from newsscrape.page import Page
from newsscrape.readers.body.context import context_rows
from newsscrape.readers.body.features import Head, block_features, matrix
from newsscrape.readers.body.reader import choose_blocks, extract_body, read_head

PROSE = (
    "The council agreed on Monday to reopen the harbour, ending a dispute that had lasted for most of a year.",
    "Fishermen welcomed the decision, while residents said that the noise of the cranes would be hard to bear.",
    "“We will listen to everyone who lives along the quay,” the mayor told reporters after the vote, “and act.”",
    "Work is to begin in spring, and the first ships are expected before the summer holidays, according to the port.",
)
PAGE = """<html><head><title>Harbour to reopen - The Example</title>
<meta property="og:title" content="Harbour to reopen">
<meta property="og:type" content="article"></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li>
</ul></nav></header><main><article><h1>Harbour to reopen</h1><div class="byline">By <a href="/a">Jane Doe</a></div>
<figure><img src="a.jpg"><figcaption>Ships at the quay. Photo: J. Roe</figcaption></figure>
<div class="article-body">{}</div></article>
<aside><h3>Related stories</h3><ul><li><a href="/1">A storm is coming</a></li><li><a href="/2">Prices rise</a></li></ul>
</aside></main><footer><p>© 2024 The Example</p><a href="/terms">Terms</a></footer></body></html>"""


def article(*paragraphs: str) -> Page:
    return Page(PAGE.format("".join(f"<p>{text}</p>" for text in paragraphs)), url="https://example.org/a/1")


def test_an_articles_paragraphs_are_its_body() -> None:
    page = article(*PROSE)
    (body,) = extract_body(page, choose_blocks(page))
    assert tuple(body.value) == PROSE
    assert body.method == "body"


@pytest.mark.parametrize(
    "content", ["", "plain text", "<html><body></body></html>", "<html><script>x()</script></html>"]
)
def test_a_page_without_blocks_has_no_body(content: str) -> None:
    page = Page(content)
    assert choose_blocks(page) == []
    assert extract_body(page, []) == []


def test_a_page_without_a_block_that_could_be_text_has_no_body() -> None:
    assert choose_blocks(Page('<html><body><a href="/1">x</a><a href="/2">x</a></body></html>')) == []


def test_what_the_head_says() -> None:
    page = Page(
        '<html><head><title> T </title><meta property="og:title" content="O"><meta name="description" content="D">'
        '<script type="application/ld+json">{"@graph": [{"headline": "H", "articleBody": "B&amp;\\n b"}]}</script>'
        "</head><body><p>x</p></body></html>"
    )
    assert read_head(page) == Head(titles=("O", "H", "T"), description="D", article_body="B& b", is_article=False)


def test_the_order_of_pages_does_not_count() -> None:
    pages = [article(*PROSE[:n]) for n in (1, 2, 3, 4)]
    there = [choose_blocks(page) for page in pages]
    back = [choose_blocks(article(*PROSE[:n])) for n in (4, 3, 2, 1)]
    assert there == back[::-1]


tags = st.sampled_from("p div li h2 td article section a span br hr table ul figcaption x-y".split())
trees = st.recursive(
    st.text("aé日👩 .,:|7", max_size=30),
    lambda inner: st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", tags, st.lists(inner, max_size=4)),
    max_leaves=12,
)


@settings(deadline=None, max_examples=60)
@given(trees)
def test_features_are_numbers_for_any_tree(markup: str) -> None:
    blocks: Blocks = Page(f"<html><body>{markup}", markup=True).blocks
    if len(blocks):
        known = block_features(blocks, Head(titles=("a",)), {"a": 1.0}, {"x": -1.0})
        features = known.matrix()
        scores = np.linspace(0, 1, len(blocks), dtype=np.float32)
        context = matrix(context_rows(blocks, known.rows["chars"], scores), known.is_open)
        assert features.shape[1] == context.shape[1] == known.is_open.sum()
        assert np.isfinite(features).all()
        assert np.isfinite(context).all()
