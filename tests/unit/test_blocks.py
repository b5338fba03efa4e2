"""Text blocks of a tree: where they begin and end, and what is known of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsscrape.blocks import KINDS, Blocks, cut_blocks


def blocks_of(markup: str) -> Blocks:
    return cut_blocks(etree.fromstring(f"<html><body>{markup}</body></html>", etree.HTMLParser()))


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<p>One <b>bold</b> and <a href=x>linked</a>.</p>", ["One bold and linked."]),
        ("<div>Before<p>Within</p>after</div>", ["Before", "Within", "after"]),
        ("<p>One<br>Two<br><br>Three</p>", ["One", "Two", "Three"]),
        ("<p> \n One \t\n two\xa0three </p>", ["One two three"]),
        ("<p>A<script>no()</script>B<style>p{}</style>C<svg><text>no</text></svg></p>", ["ABC"]),
        ("<ul><li>One<li>Two</ul>", ["One", "Two"]),
        ("<p></p><div> </div><p>\u200b</p>", ["\u200b"]),
        ("<x-card>Own tag</x-card><p>Two</p>", ["Own tag", "Two"]),
        ("text in the body", ["text in the body"]),
        ("<nav><ul><li>Home</ul></nav>after<footer><p>© 2024</footer>end", ["after", "end"]),
        ("<nav><a>Home</a><p>Never closed, it holds the text.", ["Home", "Never closed, it holds the text."]),
        ("<article><p>Text<footer>By Jane Doe</footer></article>", ["Text", "By Jane Doe"]),
        ("<nav><nav>x</nav><a>y</a></nav><p>Text", ["Text"]),
    ],
)
def test_texts(markup: str, texts: list[str]) -> None:
    assert blocks_of(markup).texts == texts


def test_what_a_block_is_made_of() -> None:
    blocks = blocks_of("<p><img src=i><a href=x>link</a> <b>bold</b> <em>it</em></p><p>plain</p>")
    assert (blocks.links, blocks.link_chars) == ([1, 0], [4, 0])
    assert (blocks.bold_chars, blocks.italic_chars, blocks.images) == ([4, 0], [2, 0], [1, 0])


def test_a_link_around_blocks_counts_in_each() -> None:
    blocks = blocks_of("<a href=x><h3>Title</h3><p>Teaser</p></a><p>After</p>")
    assert blocks.link_chars == [5, 6, 0]


def test_the_elements_around() -> None:
    blocks = blocks_of(
        '<article class="main text" id=a><p>One</p><ul role=list><li>Two</ul></article><p hidden>Three</p>'
    )
    tree = blocks.tree
    assert [tree.tags[node] for node in blocks.nodes] == ["p", "li", "p"]
    article = tree.tags.index("article")
    assert tree.names[article] == "main text a"
    assert (tree.starts[article], tree.ends[article]) == (0, 2)
    assert tree.parents[blocks.nodes[0]] == article
    kinds = [{kind for i, kind in enumerate(KINDS) if tree.kinds[node] >> i & 1} for node in blocks.nodes]
    assert kinds == [{"article"}, {"article", "list"}, {"hidden"}]


@given(
    st.recursive(st.just("x"), lambda inner: st.lists(inner, max_size=4).map(lambda xs: f"<div>{''.join(xs)}</div>"))
)
def test_every_node_spans_its_blocks(markup: str) -> None:
    blocks = blocks_of(markup)
    tree = blocks.tree
    for i, node in enumerate(blocks.nodes):
        around = node
        while around >= 0:
            assert tree.starts[around] <= i < tree.ends[around]
            around = tree.parents[around]


def test_the_elements_of_the_nodes() -> None:
    root = etree.fromstring("<html><body><div><p>One <b>b</b></p><nav><p/></nav><p>Two</p></div></body></html>", None)
    elements: list[etree._Element] = []
    blocks = cut_blocks(root, elements)
    assert [element.tag for element in elements] == blocks.tree.tags
    assert ["".join(map(str, elements[node].itertext())) for node in blocks.nodes] == ["One b", "Two"]
