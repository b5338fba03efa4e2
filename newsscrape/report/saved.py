"""A saved page made inert, with the blocks marked that its record was made of.

What is rendered is a new tree: known elements with a few attributes that name no resource and run nothing. Scripts,
styles, forms, frames, links' targets and pictures from elsewhere have no place in it. A sandboxed frame and a
Content-Security-Policy hold besides.
"""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from lxml import etree

from newsscrape.blocks import cut_blocks
from newsscrape.page import Page
from newsscrape.report.marks import Sought
from newsscrape.report.policy import source_of
from newsscrape.report.visible import visible

STYLE = """
:root { color-scheme: light; font: 15px/1.5 system-ui, sans-serif; color: #1b1f24; background: #fff; }
body { margin: 12px; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; border: 1px dashed #9aa3ad; }
table { border-collapse: collapse; }
a { color: #34506e; text-decoration: underline; }
[data-mark] { background: #e4efff; outline: 2px solid #2563a8; outline-offset: 1px; color: #10243a; }
[data-mark]::before { content: attr(data-mark); font: 11px/1.4 system-ui, sans-serif; padding: 0 4px;
  margin-inline-end: 6px; border-radius: 3px; background: #2563a8; color: #fff; }
[data-mark=title] { background: #fff0d9; outline-color: #a34f00; }
[data-mark=title]::before { background: #a34f00; }
[data-mark=authors], [data-mark=date] { background: #efe4fb; outline-color: #6b3fa0; }
[data-mark=authors]::before, [data-mark=date]::before { background: #6b3fa0; }
[data-mark=description] { background: #e2f5ea; outline-color: #1a7f4b; }
[data-mark=description]::before { background: #1a7f4b; }
#before:not(:checked) ~ * [data-before] { display: none; }
[for=before] { padding: 2px 6px; border: 1px dashed #77808a; border-radius: 4px; font-size: 13px; }
[data-theme=dark] { color-scheme: dark; color: #e6eaee; background: #1a1f25; }
[data-theme=dark] a { color: #9fc4ee; }
[data-theme=dark] [data-mark] { background: #1c3350; color: #eef4fb; outline-color: #6aa9ee; }
[data-theme=dark] [data-mark=title] { background: #46300f; outline-color: #f0a35e; }
[data-theme=dark] [data-mark=authors], [data-theme=dark] [data-mark=date] { background: #382650;
  outline-color: #c39bea; }
[data-theme=dark] [data-mark=description] { background: #17402a; outline-color: #6fcf97; }
"""
STYLE_SOURCE = source_of(STYLE)
_HEAD = (
    '<!doctype html><html data-theme="light"{attributes}><head><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" '
    f"content=\"default-src 'none'; img-src data:; style-src {STYLE_SOURCE}\"><style>{STYLE}</style>"
    "<title>saved page</title></head>"
)

# Their content is never text that is shown, or would do something.
_DROPPED = frozenset(
    "applet audio canvas datalist frameset head iframe map math noembed noframes object option portal script select "
    "slot style svg template textarea title video xml".split()
)
# They hold nothing. Where libxml2 has put what follows into them, that stays.
_EMPTY = frozenset("area base basefont bgsound embed frame input link meta param source track".split())
_KEPT = frozenset(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn "
    "div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp rt "
    "ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var "
    "wbr".split()
)
_INLINE_STAND_INS = frozenset("button font label noscript nobr blink".split())
_ATTRIBUTES = ("dir", "lang", "alt", "colspan", "rowspan", "datetime", "title")
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
_NO_DISPLAY = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BEFORE = (
    '<input type="checkbox" id="before"><label for="before">Show what stands before the first mark: {length:,} '
    "characters</label>"
)
_LEAST_BEFORE = 400  # characters before the first mark, from which on they are folded away: menus, most often


def inert_page(page: Page, record: Mapping[str, Any]) -> str:
    """HTML for a frame's `srcdoc`: what a page shows, without all that could do something, the record's blocks marked.

    Args:
        page: HTML, or plain text, of which each line becomes a paragraph.
        record: what it became, as in a dataset.
    """
    sought = Sought(record)
    if not page.is_html:
        lines = etree.Element("body")
        for line in page.lines:
            paragraph = etree.SubElement(lines, "p")
            paragraph.text = visible(line.text)
            _mark(paragraph, sought.mark_of(line.text))
        return _document(lines, {})
    elements: list[etree._Element] = []
    blocks = cut_blocks(page.tree, elements)
    of_node: dict[int, list[str]] = {}
    for text, node in zip(blocks.texts, blocks.nodes, strict=True):
        of_node.setdefault(node, []).append(text)
    inner = set(blocks.tree.parents)
    marks: dict[etree._Element, str] = {}
    mixed: set[etree._Element] = set()
    for node, own in of_node.items():
        found = {sought.mark_of(text) for text in own}
        if node in inner or len(found) > 1:
            mixed.add(elements[node])
        elif mark := found.pop():
            marks[elements[node]] = mark
    # There are no blocks in a noscript. Some pages are one, since it is not closed.
    mixed.update(element for noscript in page.tree.iter("noscript") for element in noscript.iter())
    root = _Copy(marks, mixed, sought).of(page.tree)
    return _document(root, dict(page.tree.attrib))


def _document(body: etree._Element, attributes: Mapping[str, str]) -> str:
    said = "".join(f' {name}="{escape(attributes[name])}"' for name in ("dir", "lang") if name in attributes)
    length = _fold(body)
    fold = _BEFORE.format(length=length) if length else ""
    body.tag = "div"
    content = etree.tostring(body, encoding="unicode", method="html")
    return f"{_HEAD.replace('{attributes}', said)}<body>{fold}{content}</body></html>"


def _fold(body: etree._Element) -> int:
    """Notes what stands before the first mark, so that it can be folded away; its characters, 0 where it stays."""
    first = next((element for element in body.iter() if element.get("data-mark")), None)
    if first is None:
        return 0
    around = [first, *(one for one in first.iterancestors() if one is not body)]
    before = [sibling for element in around for sibling in element.itersiblings(preceding=True)]
    length = sum(len(" ".join("".join(map(str, element.itertext())).split())) for element in before)
    if length < _LEAST_BEFORE:
        return 0
    for element in before:
        element.set("data-before", "")
    return length


class _Copy:
    """Makes the inert tree.

    Args:
        marks: elements that are marked whole.
        mixed: elements with several blocks, whose texts are marked one by one.
        sought: what is marked.
    """

    def __init__(self, marks: Mapping[etree._Element, str], mixed: set[etree._Element], sought: Sought) -> None:
        self._marks = marks
        self._mixed = mixed
        self._sought = sought

    def of(self, root: etree._Element) -> etree._Element:
        """A `body` with what is shown of a tree. Not recursive: pages can be deeper than Python's stack."""
        made = etree.Element("body")
        path = [made]
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if not isinstance(element.tag, str) or element.tag in _DROPPED:
                    walk.skip_subtree()
                    path.append(made)  # what the end takes away
                    continue
                path.append(path[-1] if element.tag in _EMPTY else self._begin(path[-1], element))
                self._say(path[-1], element.text, element)
            else:
                path.pop()
                parent = element.getparent()
                if element is not root and parent is not None:
                    self._say(path[-1], element.tail, parent)
        return made

    def _begin(self, parent: etree._Element, element: etree._Element) -> etree._Element:
        tag = str(element.tag)
        if tag not in _KEPT:
            tag = "span" if tag in _INLINE_STAND_INS else "div"
        made = etree.SubElement(parent, tag)
        for name in _ATTRIBUTES:
            if (value := element.get(name)) is not None:
                made.set(name, visible(value))
        if element.get("hidden") is not None or _NO_DISPLAY.search(element.get("style") or ""):
            made.set("hidden", "hidden")
        if tag == "a" and element.get("href"):
            made.set("title", visible(str(element.get("href"))))
        if tag == "img" and _PICTURE.fullmatch(element.get("src") or ""):
            made.set("src", str(element.get("src")))
        _mark(made, self._marks.get(element))
        return made

    def _say(self, parent: etree._Element, text: str | None, source: etree._Element) -> None:
        """Adds text that stands directly in an element of the page."""
        if not text:
            return
        if source in self._mixed and (mark := self._sought.mark_of(text)):
            parent = etree.SubElement(parent, "span")
            _mark(parent, mark)
        text = visible(text)
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text


def _mark(element: etree._Element, mark: str | None) -> None:
    if mark:
        element.set("data-mark", mark)
