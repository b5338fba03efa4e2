"""The visible lines of a tree."""

import lxml.html
import pytest
from lxml import etree

from newsscrape.lines import Line, html_lines, is_inside


def lines(html: str) -> list[Line]:
    return list(html_lines(lxml.html.document_fromstring(html)))


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<p>A <b>bold</b> <i>word</i></p>", ["A bold word"]),
        ("one<br>two<br/><br/>three", ["one", "two", "three"]),
        ("<div>before<p>inside</p>after</div>", ["before", "inside", "after"]),
        ("<ul><li>a<li>b</ul>", ["a", "b"]),
        ("<table><tr><td>a</td><td>b</td></tr></table>", ["a", "b"]),
        ("<p>a&nbsp;b &amp; c</p>", ["a b & c"]),
        ("<p>a<!-- no -->b</p>", ["ab"]),
        ("<p>x<script>no</script>y<style>no</style>z</p>", ["xyz"]),
        ("<p>x<template>no</template></p><noscript><p>no</p></noscript>", ["x"]),
        ("<p hidden>no</p><p style='color:red;display : none'>no</p><p style='color:red'>yes</p>", ["yes"]),
        ("<p>Story Code : <x-code>1055216</x-code></p>", ["Story Code : 1055216"]),
        ("<x-a>one</x-a><x-a>two</x-a>", ["one", "two"]),
        ("<x-a>one <x-b>two</x-b></x-a>", ["one two"]),
        ("<p><x-a>one</x-a><x-b>two</x-b></p>", ["onetwo"]),  # a p holds no block
        ("<span>a<div>b</div>c</span>", ["a", "b", "c"]),  # a block within an inline element still is one
        ("<p> \n\u200b </p><p>x</p>", ["x"]),
        ("<textarea>no</textarea><select><option>no</option></select>ok", ["ok"]),
    ],
)
def test_texts(html: str, texts: list[str]) -> None:
    assert [line.text for line in lines(html)] == texts


def test_pictures_are_runs_and_no_text() -> None:
    (line,) = lines('<p><a href="/x"><img src="a.jpg" alt="Syria"> Syria\'s Envoy</a> 29 April 2023</p>')
    assert line.text == "Syria's Envoy 29 April 2023"
    assert [(run.text.strip(), run.picture is not None, run.link is not None) for run in line.runs] == [
        ("Syria", True, True),
        ("Syria's Envoy", False, True),
        ("29 April 2023", False, False),
    ]


def test_a_picture_alone_is_a_line_without_text() -> None:
    (line,) = lines('<div><img src="a.jpg"></div>')
    assert (line.text, line.runs[0].text) == ("", "")


def test_an_anchor_without_address_is_no_link() -> None:
    assert [run.link for run in lines('<p><a name="top">x</a></p>')[0].runs] == [None]


@pytest.mark.parametrize(
    ("html", "in_frame"),
    [
        ("<nav><p>x</p></nav>", True),
        ("<footer>x</footer>", True),
        ("<aside><div><p>x</p></div></aside>", True),
        ('<div role="navigation">x</div>', True),
        ("<figure><figcaption>x</figcaption></figure>", True),
        ("<header>x</header>", False),
        ('<div class="nav footer">x</div>', False),  # a class is a name that somebody chose
    ],
)
def test_frames(html: str, in_frame: bool) -> None:
    assert [line.in_frame for line in lines(html)] == [in_frame]


def test_a_frame_ends_with_its_element() -> None:
    assert [line.in_frame for line in lines("<nav>a</nav>b<form>c</form><p>d</p>")] == [True, False, True, False]


def test_headings_are_h1_and_h2() -> None:
    assert [line.is_heading for line in lines("<h1>a</h1><h2><b>b</b></h2><h3>c</h3><p>d</p>")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_holders_tell_whose_text_a_run_is() -> None:
    (line,) = lines("<p>a <b>b</b> c</p>")
    tags = [None if run.holder is None else run.holder.tag for run in line.runs]
    assert tags == ["p", "b", "p"]


def test_is_inside() -> None:
    tree = lxml.html.document_fromstring("<div><p><b>x</b></p></div><i>y</i>")
    div, b, i = (tree.find(f".//{tag}") for tag in ("div", "b", "i"))
    assert is_inside(b, div)
    assert is_inside(div, div)
    assert not is_inside(div, b)
    assert not is_inside(i, div)
    assert not is_inside(None, None)


def test_depth_costs_nothing() -> None:
    tree = lxml.html.Element("div")
    inner = tree
    for _ in range(5000):  # more than Python's stack would bear
        inner = etree.SubElement(inner, "div")
    inner.text = "deep"
    assert [line.text for line in html_lines(tree)] == ["deep"]


def test_part_keeps_the_block() -> None:
    (line,) = lines("<nav><b>a</b> <i>b</i></nav>")
    part = line.part([0])
    assert (part.text, part.block, part.in_frame) == ("a", line.block, True)
