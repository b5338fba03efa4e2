"""The visible lines of a tree: what a reader of the page sees, line by line.

Block elements and breaks end a line, inline elements do not; scripts, hidden parts and the like show nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from newsscrape.text import clean_text

# Elements by what they do to the visible text. Elements unknown to HTML count as blocks, but see `_is_inline`.
_UNSEEN = frozenset(
    "audio canvas datalist embed head iframe math noscript object script select style svg template textarea "
    "video".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark nobr picture q rp rt "
    "ruby s samp small source span strike strong sub sup time tt u var wbr".split()
)
_BLOCK = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol p pre search section summary "
    "table tbody td tfoot th thead tr ul".split()
)
_BREAK = frozenset({"br", "hr"})
_PHRASING_ONLY = frozenset("p h1 h2 h3 h4 h5 h6".split())  # may hold no block: what stands inside is inline
_FRAME = frozenset("nav footer aside form button menu dialog figcaption".split())
_FRAME_ROLES = frozenset("navigation contentinfo complementary search dialog alertdialog".split())
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line: text of one kind, or a picture.

    Attributes:
        text: the text as the page gives it, not cleaned; of a picture its alternative text.
        link: the `<a>` element around it, if any. Two runs with the same element belong to one link.
        picture: the `<img>` element, for a picture.
        holder: the element whose own text it is; None for a picture and in plain text.
    """

    text: str
    link: etree._Element | None = None
    picture: etree._Element | None = None
    holder: etree._Element | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page's visible text: what one block element shows between two breaks, or a line of plain text.

    Attributes:
        text: the cleaned text, without pictures. Empty for a line of pictures alone.
        runs: what it is made of, in page order.
        block: the element whose content it is; None in plain text.
        in_frame: whether it stands in an element that by its name is no part of an article's text: navigation,
            footer, aside, form, button, caption.
    """

    text: str
    runs: tuple[Run, ...]
    block: etree._Element | None = field(default=None, compare=False)
    in_frame: bool = False

    def part(self, indexes: Sequence[int]) -> "Line":
        """A line of some of the runs."""
        runs = tuple(self.runs[i] for i in indexes)
        return Line(_visible(runs), runs, self.block, self.in_frame)

    @property
    def is_heading(self) -> bool:
        """Whether the line stands in an h1 or h2."""
        return self.block is not None and self.block.tag in ("h1", "h2")


def is_inside(element: etree._Element | None, container: etree._Element | None) -> bool:
    """Whether `element` is `container` or stands in it. False for None, as in plain text."""
    return element is not None and (element is container or any(e is container for e in element.iterancestors()))


def html_lines(root: etree._Element) -> Iterator[Line]:
    """The lines of a tree in page order, those with neither text nor picture left out. Depth costs nothing."""
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    lines = _LineBuilder(root)
    unseen = None  # the element that the walk passes over; its end comes next
    for event, element in walk:
        if event == "start":
            if _is_unseen(element):
                unseen = element
                walk.skip_subtree()
            elif line := lines.open(element):
                yield line
            continue
        if element is unseen:
            unseen = None
        elif event == "end" and (line := lines.close(element)):
            yield line
        if element is not root:
            lines.add_text(element.tail, element.getparent())
    if line := lines.flush():
        yield line


class _LineBuilder:
    """Collects runs into lines as a walk opens and closes elements."""

    def __init__(self, root: etree._Element) -> None:
        self._runs: list[Run] = []
        self._blocks = [root]
        self._links: list[etree._Element] = []
        self._frames = 0

    def open(self, element: etree._Element) -> Line | None:
        line = None
        if not _is_inline(element):
            line = self.flush()
            if element.tag not in _BREAK:
                self._blocks.append(element)
        self._frames += _is_frame(element)
        if element.tag == "a" and element.get("href"):
            self._links.append(element)
        if element.tag == "img":
            self._runs.append(Run(element.get("alt") or "", self._link(), element))
        self.add_text(element.text, element)
        return line

    def close(self, element: etree._Element) -> Line | None:
        line = None
        if self._blocks[-1] is element:
            line = self.flush()
            self._blocks.pop()
        self._frames -= _is_frame(element)
        if self._links and self._links[-1] is element:
            self._links.pop()
        return line

    def add_text(self, text: str | None, holder: etree._Element | None) -> None:
        if text:
            self._runs.append(Run(text, self._link(), holder=holder))

    def flush(self) -> Line | None:
        """The line that ends here, unless it has neither text nor picture."""
        runs = self._runs
        if not runs:
            return None
        self._runs = []
        text = _visible(runs)
        if not text and all(run.picture is None for run in runs):
            return None
        return Line(text, tuple(runs), self._blocks[-1], self._frames > 0)

    def _link(self) -> etree._Element | None:
        return self._links[-1] if self._links else None


def _visible(runs: Iterable[Run]) -> str:
    return clean_text("".join(run.text for run in runs if run.picture is None))


def _is_unseen(element: etree._Element) -> bool:
    return (
        element.tag in _UNSEEN
        # of a picture, `hidden` is a word of an alternative text that the quotes of its attribute cut apart
        or (element.get("hidden") is not None and element.tag != "img")
        or bool(_HIDDEN_STYLE.search(element.get("style", "")))
    )


def _is_frame(element: etree._Element) -> bool:
    return element.tag in _FRAME or element.get("role") in _FRAME_ROLES


def _is_inline(element: etree._Element) -> bool:
    """Whether an element's content runs on in the line around it.

    An element that HTML does not know is a block, unless it stands where only inline content may, or beside text of
    its parent: `Story Code : <x-code>1055216</x-code>` is one line.
    """
    if element.tag in _BLOCK or element.tag in _BREAK:
        return False
    if any(child.tag in _BLOCK for child in element):
        return False
    parent, before = element.getparent(), element.getprevious()
    if element.tag in _INLINE or parent is None or parent.tag in _PHRASING_ONLY:
        return parent is not None
    text_before = parent.text if before is None else before.tail
    return bool((text_before or "").strip() or (element.tail or "").strip())
