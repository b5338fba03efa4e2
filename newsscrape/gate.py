"""What markup is let in: why a page would take too long to be made a tree, told by its text alone.

libxml2 can be neither interrupted nor limited in time, so that this is told before.
"""

import re
from math import isqrt

from newsscrape.limits import ATTRIBUTE_PAIRS, PAGE_TAGS

_HARMLESS_CHARS = 3 * isqrt(ATTRIBUTE_PAIRS)  # they cannot hold too many attributes whose names differ
_LONG_TAG = 500  # characters from which on a tag's attributes are counted
# What stands in a tag: values, in quotes or not, up to a number. It always matches, and tries nothing twice.
_INSIDE = rf"""(?:[^>=]*=\s*(?:"[^"]*"|'[^']*')?){{0,{isqrt(ATTRIBUTE_PAIRS)}}}[^>=]*"""
_TAG = re.compile(rf"<(?:!--|([a-zA-Z][^\s/>]*)({_INSIDE})(>|\Z)?)")
_ATTRIBUTE = re.compile(r"""[^\s/>=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*))?""")
# What ends content that holds no tags: of these elements, and of comments.
_RAW_ENDS = {
    "script": re.compile(r"</[sS][cC][rR][iI][pP][tT]"),
    "style": re.compile(r"</[sS][tT][yY][lL][eE]"),
    "": re.compile(r"(?<=<!--)-?>|--!?>"),
}


def has_too_many_tags(markup: str) -> bool:
    """Whether markup has more than `PAGE_TAGS` signs `<`: a bound of its elements."""
    return markup.count("<") > PAGE_TAGS


def is_crowded(markup: str) -> bool:
    """Whether markup has so many attributes in one element, or many in many, that libxml2 would take seconds or hours.

    It takes a thirtieth of the time that a page's extraction takes.
    """
    if len(markup) < _HARMLESS_CHARS:
        return False
    at = pairs = 0
    while found := _TAG.search(markup, at):
        at = found.end()
        name, inside, end = found.groups()
        if name:
            if len(inside) > _LONG_TAG:
                pairs += sum(1 for _ in _ATTRIBUTE.finditer(inside)) ** 2
            if end is None or pairs > ATTRIBUTE_PAIRS:
                return True
        if ends := _RAW_ENDS.get(name.lower() if name else ""):
            ended = ends.search(markup, at)
            at = ended.end() if ended else len(markup)
    return False
