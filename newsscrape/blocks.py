"""A tree's text blocks: the runs of inline text within one block element, between two breaks.

They are the grains of which a body is chosen. `lines.py` tells what a reader sees, and knows the exact elements; this
cut is coarser and several times faster, and keeps for each block what tells text from boilerplate.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

# What a tag does to the text around it; a tag that is not here begins a block.
_LINK, _BOLD, _ITALIC, _PICTURE, _INLINE, _UNSEEN, _BREAK, _BLOCK, _FRAME = range(9)
_ROLE = {
    **dict.fromkeys(
        "audio canvas datalist embed head iframe map math noscript object script select style svg template textarea "
        "title video".split(),
        _UNSEEN,
    ),
    **dict.fromkeys(
        "abbr acronym bdi bdo big code data del dfn font input ins kbd label mark nobr picture q rp rt ruby s samp "
        "small source span strike sub sup time tt u var wbr".split(),
        _INLINE,
    ),
    "a": _LINK,
    **dict.fromkeys(("b", "strong"), _BOLD),
    **dict.fromkeys(("cite", "em", "i"), _ITALIC),
    "img": _PICTURE,
    **dict.fromkeys(("br", "hr"), _BREAK),
    **dict.fromkeys(("nav", "footer"), _FRAME),
}
# Attributes whose words tell what an element is for.
_NAMING = frozenset({"class", "id", "itemprop", "role"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

# What a block stands in, as bits.
KINDS = (
    "article main aside nav footer header form figure figcaption table list blockquote button section heading hidden"
).split()
_BIT = {kind: 1 << i for i, kind in enumerate(KINDS)}
_TEXT = _BIT["article"] | _BIT["main"]
_TAG_BITS = {
    **{tag: _BIT[tag] for tag in KINDS if tag not in ("list", "heading", "hidden")},
    **dict.fromkeys(("ul", "ol", "dl", "li"), _BIT["list"]),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _BIT["heading"]),
    **dict.fromkeys(("dialog", "fieldset"), _BIT["form"]),
    **dict.fromkeys(("td", "th"), _BIT["table"]),
}


@dataclass(slots=True)
class Nodes:
    """The block elements of a tree in document order, a list an attribute; the first is the root.

    Attributes:
        tags: names.
        names: their class, id, itemprop and role, as the page writes them; empty for none.
        parents: indexes of the block elements that they stand in; -1 for the root.
        depths: number of block elements around them.
        kinds: what they stand in or are, as bits in the order of `KINDS`.
        starts, ends: the blocks within them: those from `starts` to before `ends`.
    """

    tags: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Blocks:
    """The text blocks of a tree in page order, a list an attribute.

    Attributes:
        texts: their texts, white space collapsed; never empty.
        nodes: indexes in `tree` of the elements whose content they are.
        links: number of links in or around them.
        link_chars, bold_chars, italic_chars: how much of the text is linked, bold, italic; white space uncollapsed.
        images: number of pictures in or right before them.
        tree: the elements around the blocks.
    """

    texts: list[str] = field(default_factory=list)
    nodes: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    link_chars: list[int] = field(default_factory=list)
    bold_chars: list[int] = field(default_factory=list)
    italic_chars: list[int] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    tree: Nodes = field(default_factory=Nodes)

    def __len__(self) -> int:
        return len(self.texts)


def cut_container(container: etree._Element, left_out: Collection[etree._Element]) -> Blocks:
    """The text blocks of an element that holds a text, whatever stands around it.

    Args:
        container: of any name; of one that stands within a line, too.
        left_out: elements whose content is no part of the text. Those that begin a block still part the text around.
    """
    return _cut(_WalkWithout(container, left_out))


def cut_blocks(root: etree._Element, elements: list[etree._Element] | None = None) -> Blocks:
    """The text blocks of a tree. What is never shown (scripts, styles, drawings) gives none; hidden text is marked.

    Nor do navigation and the page's footer give any: they are a third of a page's blocks, and never text.

    Args:
        root: the tree.
        elements: is given the tree's block elements, one for each of the result's nodes.
    """
    return _cut(etree.iterwalk(root, events=("start", "end")), elements)


class _WalkWithout:
    """A walk through a container, as lxml's, that passes over elements: something empty stands in for each of them.

    So nothing need be copied, and the walk through whole pages asks nothing more of each element.
    """

    def __init__(self, container: etree._Element, left_out: Collection[etree._Element]) -> None:
        self._container = container
        self._left_out = left_out
        self._walk = etree.iterwalk(container, events=("start", "end"))

    def skip_subtree(self) -> None:
        self._walk.skip_subtree()

    def __iter__(self) -> Iterator[tuple[str, etree._Element]]:
        if self._container in self._left_out:
            return
        is_block = _ROLE.get(str(self._container.tag), _BLOCK) == _BLOCK
        whole = etree.Element(str(self._container.tag) if is_block else "div")
        whole.text = self._container.text
        yield "start", whole
        for event, element in self._walk:
            if element is self._container:
                continue
            if element not in self._left_out:
                yield event, element
            elif event == "start":
                self._walk.skip_subtree()
            else:
                yield from self._in_place_of(element)
        yield "end", whole

    def _in_place_of(self, element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
        empty = etree.Element("hr" if _ROLE.get(str(element.tag), _BLOCK) >= _BREAK else "wbr")
        empty.tail = element.tail
        yield "start", empty
        yield "end", empty


def _cut(walk: "etree.iterwalk[Any] | _WalkWithout", elements: list[etree._Element] | None = None) -> Blocks:
    """Cuts what a walk comes by.

    Elements within a line, and text, are counted without a call for each: this loop takes a good part of a page's time.
    """
    cutter = _Cutter(elements)
    parts, seen = cutter.parts, cutter.seen
    inside, styles = [0, 0, 0, 0], 0  # by role, and of all roles: how many elements within a line the walk stands in
    for event, element in walk:
        role = _ROLE.get(element.tag, _BLOCK)  # type: ignore[arg-type]  # a tag is a str
        begins = event == "start"
        if role >= _BREAK:
            if parts:
                cutter.end_line()
            if cutter.turns_away(element, role, begins):
                walk.skip_subtree()
                continue
        elif role <= _PICTURE:
            step = 1 if begins else -1
            inside[role] += step
            styles += step
            seen[role] += begins
        elif role == _UNSEEN and begins:
            walk.skip_subtree()
            continue
        if said := element.text if begins else element.tail:
            parts.append(said)
            if styles:
                cutter.count(len(said), inside)
    return cutter.blocks()


# A block's text, node, links, link_chars, bold_chars, italic_chars, images.
_Row = tuple[str, int, int, int, int, int, int]
# A node's tag, names, parent, depth, kinds, start.
_Node = tuple[str, str, int, int, int, int]


class _Cutter:
    """The blocks and nodes so far, and the line that is being read.

    Attributes:
        parts: the line's texts.
        seen: by role, how many links and pictures the line has.
        chars: by role, how much of the line is linked, bold, italic.
        elements: is given the element of each node; None where nobody asks for them.
    """

    def __init__(self, elements: list[etree._Element] | None) -> None:
        self.elements = elements
        self.rows: list[_Row] = []
        self.nodes: list[_Node] = []
        self.ends: list[int] = []
        self.parts: list[str] = []
        self.seen, self.chars = [0] * 4, [0] * 3
        self._node = -1
        self._passed: etree._Element | None = None

    def blocks(self) -> Blocks:
        """What was cut."""
        made, tree = Blocks(), Nodes(ends=self.ends)
        made.texts, made.nodes, made.links, *chars, made.images = _columns(self.rows, 7)
        made.link_chars, made.bold_chars, made.italic_chars = chars
        tree.tags, tree.names, tree.parents, tree.depths, tree.kinds, tree.starts = _columns(self.nodes, 6)
        made.tree = tree
        return made

    def count(self, chars: int, inside: list[int]) -> None:
        """Counts a text of the line that is linked, bold or italic."""
        for style in (_LINK, _BOLD, _ITALIC):
            if inside[style]:
                self.chars[style] += chars

    def turns_away(self, element: etree._Element, role: int, begins: bool) -> bool:
        """Begins or ends what a line ends at; whether to pass over what is in it."""
        if role == _BREAK:
            return False
        if role == _FRAME and self._is_frame(element, begins):
            return begins
        if begins:
            self._open(element)
        else:
            self._close()
        return False

    def _is_frame(self, element: etree._Element, begins: bool) -> bool:
        """Whether a `nav` or `footer` is no part of the text. A `nav` with paragraphs was not closed where it ends."""
        if not begins:
            return element is self._passed
        if element.tag == "nav":
            is_frame = next(element.iter("p"), None) is None
        else:
            is_frame = not (self.nodes and self.nodes[self._node][4] & _TEXT)
        self._passed = element if is_frame else None
        return is_frame

    def end_line(self) -> None:
        """Makes a block of the line, if it has text. Pictures without text count for the next one."""
        text = " ".join("".join(self.parts).split())
        self.parts.clear()
        seen, chars = self.seen, self.chars
        if text:
            linked, bold, italic = chars
            self.rows.append((text, self._node, seen[_LINK], linked, bold, italic, seen[_PICTURE]))
            seen[_PICTURE] = 0
        seen[_LINK] = 0
        chars[:] = (0, 0, 0)

    def _open(self, element: etree._Element) -> None:
        """Begins a node."""
        tag = str(element.tag)
        above = self.nodes[self._node] if self.nodes else None
        kinds = _TAG_BITS.get(tag, 0) | (above[4] if above else 0)
        names = ""
        for name, value in element.items():
            if name in _NAMING:
                names = f"{names} {value}" if names else str(value)
            elif name == "hidden" or (name == "style" and _HIDDEN_STYLE.search(str(value))):
                kinds |= _BIT["hidden"]
        self.nodes.append((tag, names, self._node, above[3] + 1 if above else 0, kinds, len(self.rows)))
        self.ends.append(0)
        if self.elements is not None:
            self.elements.append(element)
        self._node = len(self.nodes) - 1

    def _close(self) -> None:
        """Ends the innermost node."""
        self.ends[self._node] = len(self.rows)
        self._node = self.nodes[self._node][2]


def _columns(rows: list[Any], width: int) -> Any:
    """The columns of rows that are tuples of one width."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
