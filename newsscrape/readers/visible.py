"""The text that an element shows, for readers of short elements: headlines, bylines, captions."""

from collections.abc import Iterator
from itertools import islice

from lxml import etree

_UNSEEN = frozenset(("script", "style", "noscript", "template", "button", "svg", "select", "form"))
_BLOCKS = frozenset(
    "address article aside br dd div dl dt figure figcaption h1 h2 h3 h4 h5 h6 header hr img li ol p section table td "
    "th tr ul".split()
)

_MOST_PIECES = 200  # of a text that should be short
_MOST_CHARS = 10_000


def joined_text(element: etree._Element, between: str = " ", most: int = 200) -> str:
    """The text of an element, with `between` where block elements part it or two elements' words would touch.

    Styles that nobody sees in the markup keep such words apart: `By<a>Ann Lee</a><span>Editor</span>`.

    Args:
        element: its text counts, without its tail.
        between: what parts the texts.
        most: pieces of text that are read; what follows them is left.
    """
    if not len(element):
        return element.text or ""
    parts: list[str] = []
    for count, piece in enumerate(_pieces(element)):
        if count >= most:
            break
        if piece is None:
            parts.append(between)
        else:
            if parts and parts[-1][-1:].isalnum() and piece[0].isalnum():
                parts.append(between)
            parts.append(piece)
    return "".join(parts)


def beginning(element: etree._Element, between: str = "") -> str:
    """The text of an element that should be short, as a headline or a date is: of a long one, what it begins with.

    A page can nest a thousand such elements around all that it says, and each would be read in full.
    """
    return between.join(islice(map(str, element.itertext()), _MOST_PIECES))[:_MOST_CHARS]


def texts_of(element: etree._Element) -> list[str]:
    """The texts within an element as its inner elements part them, in page order."""
    return [piece for piece in _pieces(element) if piece is not None]


def _pieces(element: etree._Element) -> Iterator[str | None]:
    """The texts within an element in page order; None where a block begins or ends."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        if event == "start":
            if inner.tag in _UNSEEN and inner is not element:
                walk.skip_subtree()
            elif inner.text:
                if inner.tag in _BLOCKS:
                    yield None
                yield inner.text
        else:
            if inner.tag in _BLOCKS:
                yield None
            if inner is not element and inner.tail:
                yield inner.tail
