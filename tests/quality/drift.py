"""How a site's redesign breaks what a selector names: its target renamed, moved elsewhere, or emptied."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, Literal
from zlib import crc32

from lxml import etree

from newsscrape.goldens import Golden
from newsscrape.outlets.base import Version
from newsscrape.page import Page
from newsscrape.people import parse_authors
from newsscrape.readers.selector import compile_selector
from newsscrape.readers.selectors import extract_selected

How = Literal["renamed", "moved", "emptied"]
HOWS: tuple[How, ...] = ("renamed", "moved", "emptied")

_JSONLD = "jsonld:"
_VALUE_PART = re.compile(r"::(?:text|attr\([^)]*\))\s*$|/(?:@[\w-]+|text\(\))\s*$")  # what turns elements into texts
_WORD = re.compile(r"[\w-]+")
_QUOTED = re.compile(r"""["']([^"']+)["']""")
_ATTRIBUTE = r"[\[@(]\s*{}(?![\w-])"  # where a selector names an attribute
_LONG = 4  # letters of a word that a selector may have as the part of a name
_SAID_BY_NAME = ("class", "id", "name", "property", "itemprop", "rel", "type")


def giving_selector(page: Page, version: Version, field: str) -> str | None:
    """The selector that gives a field's value on a page: the first of the outlet's that does; None for none."""
    return next((text for text in version.fields.get(field, ()) if given(page, version, field, text)), None)


def given(page: Page, version: Version, field: str, selector: str) -> Any:
    """What one selector gives for a field, of authors the names; None for nothing."""
    found = extract_selected(page, {field: (selector,)}, version.leave_out)
    if not found:
        return None
    value = found[0].value
    return list(dict.fromkeys(chain.from_iterable(map(parse_authors, value)))) if field == "authors" else value


def drifted(golden: Golden, version: Version, field: str, how: How) -> Golden:
    """The golden with the target of a field broken on its page; as it was where no selector gives the field there."""
    page = golden.page()
    selector = giving_selector(page, version, field)
    if selector is None:
        return golden
    whole = given(page, version, field, selector)
    for attempt in _ATTEMPTS[how]:
        page = golden.page()
        if selector.startswith(_JSONLD):
            _break_key(page, selector.removeprefix(_JSONLD).split(".")[0], how)
        else:
            attempt(_targets(page, selector), selector)
        changed = replace(golden, content=serialised(page))
        if given(changed.page(), version, field, selector) != whole:
            break
    return changed


def serialised(page: Page) -> bytes:
    """The page's tree as it stands now."""
    return etree.tostring(page.tree, method="html", encoding="utf-8", doctype="<!DOCTYPE html>")


def _targets(page: Page, selector: str) -> list[etree._Element]:
    """The elements that a selector names, or whose text or attribute it gives."""
    matches = compile_selector(_VALUE_PART.sub("", selector)).find(page).matches
    return [match for match in matches if etree.iselement(match)]


# Renamed


def _rename(targets: Iterable[etree._Element], selector: str) -> None:
    """New classes, ids and attributes where the selector names them, on the target or on what is nearest around it."""
    bearers = dict.fromkeys(
        next((one for one in (target, *target.iterancestors()) if _renamed(one, selector)), target)
        for target in targets
    )
    for bearer in bearers:
        renamed = _renamed(bearer, selector)
        for name in renamed:
            del bearer.attrib[name]
        for name, value in renamed.values():
            bearer.set(name, value)


def _rename_tag(targets: Iterable[etree._Element], _: str) -> None:
    for target in targets:
        target.tag = "section" if target.tag == "div" else "div"


def _renamed(element: etree._Element, selector: str) -> dict[str, tuple[str, str]]:
    """Attribute → its new name and value, for those that the selector names: a class by its value, a `datetime` that it
    gives by its name.
    """
    place = _VALUE_PART.sub("", selector)
    words = {*_WORD.findall(place), *_QUOTED.findall(place)}
    found = {}
    for name, value in ((str(name), str(value)) for name, value in element.attrib.items()):
        old = value.split()
        new = [_other(token) if _is_named(token, words) else token for token in old]
        attribute = re.compile(_ATTRIBUTE.format(re.escape(name)))
        if new != old and (name in ("class", "id") or attribute.search(place)):
            found[name] = (name, " ".join(new))
        elif attribute.search(selector):
            found[name] = (f"data-{_other(name)}", value)
    return found


def _is_named(token: str, words: Iterable[str]) -> bool:
    return any(token == word or (len(word) >= _LONG and word in token) for word in words)


def _other(name: str) -> str:
    return f"x{crc32(name.encode()):08x}"


# Moved


def _move(targets: Iterable[etree._Element], _: str) -> None:
    """The targets go into a new wrapper."""
    targets = _outermost(targets)
    wrapper = _new_wrapper(targets)
    for target in targets:
        _take_out(target)
        wrapper.append(target)


def _move_content(targets: Iterable[etree._Element], _: str) -> None:
    """What is in the targets goes into a new wrapper; they are left behind, empty."""
    targets = _outermost(targets)
    wrapper = _new_wrapper(targets)
    for target in targets:
        inner = etree.SubElement(wrapper, "div")
        inner.text, target.text = target.text, None
        inner.extend(list(target))


def _outermost(targets: Iterable[etree._Element]) -> list[etree._Element]:
    known = dict.fromkeys(targets)
    return [one for one in known if not any(around in known for around in one.iterancestors())]


def _new_wrapper(targets: Iterable[etree._Element]) -> etree._Element:
    """A new element behind the part of the page in which the first target stands; for one of the head, before all."""
    wrapper = etree.Element("section")
    for target in targets:
        lineage = [target, *target.iterancestors()]
        at = next((i for i, one in enumerate(lineage) if one.tag == "body"), None)
        if at is None:
            body = lineage[-1].find("body")
            assert body is not None
            body.insert(0, wrapper)
        else:
            lineage[at - 1].addnext(wrapper)
        break
    return wrapper


def _take_out(target: etree._Element) -> None:
    """Takes an element out of its tree; the text behind it stays."""
    parent, before = target.getparent(), target.getprevious()
    assert parent is not None
    if before is None:
        parent.text = (parent.text or "") + (target.tail or "")
    else:
        before.tail = (before.tail or "") + (target.tail or "")
    target.tail = None
    parent.remove(target)


# Emptied


def _empty(targets: Iterable[etree._Element], _: str) -> None:
    """No text, no elements, no values of attributes but those that say what an element is."""
    for target in targets:
        for child in list(target):
            target.remove(child)
        target.text = None
        for name in target.attrib:
            if name not in _SAID_BY_NAME:
                target.set(name, "")


# JSON-LD


def _break_key(page: Page, key: str, how: How) -> None:
    """Breaks a key of all objects in the page's JSON-LD."""
    for script in page.tree.iter("script"):
        if "ld+json" in (script.get("type") or "") and script.text:
            value = json.loads(script.text)
            for node in list(_objects(value)):
                if key in node:
                    inner = node.pop(key)
                    broken = {"renamed": {f"x-{key}": inner}, "moved": {"x-about": {key: inner}}, "emptied": {key: ""}}
                    node.update(broken[how])
            script.text = json.dumps(value, ensure_ascii=False).replace("</", "<\\/")


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _objects(one)
    if isinstance(value, dict):
        yield value


# How → what is done, until the selector no longer gives what it gave. One that names no names is broken by its tag;
# one that names no container, by what is in it.
_ATTEMPTS: dict[How, tuple[Callable[[Iterable[etree._Element], str], None], ...]] = {
    "renamed": (_rename, _rename_tag),
    "moved": (_move, _move_content),
    "emptied": (_empty,),
}
