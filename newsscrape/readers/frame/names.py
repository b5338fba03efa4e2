"""Which of an element's names a selector may rely on, and the selectors that these names make.

Names that a build makes (`css-1x2y3z`, `sc-erjdy9-0 bhbown`), that number the page (`post-1107460`) or that say how
something looks (`mt-4`, `md:text-lg`) change with the next release, or fit elsewhere too. Of a name like
`cta-block_5cdf6ce5`, a hand-written beginning and a made ending, the beginning is kept.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

# Tags that say what an element is for; all others say how it is laid out.
TELLING_TAGS = frozenset(
    "article main section aside figure figcaption form button table blockquote ul ol dl details dialog header footer "
    "h1 h2 h3 h4 h5 h6 pre address fieldset label".split()
)
_NAMING = ("itemprop", "role", "data-component", "data-testid", "data-qa", "data-type")
_PART = re.compile(r"[-_]+")
_PLAIN = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
_NUMBERED = re.compile(r"\d{3}|\d[a-z]+\d|[a-z]\d+[a-z]", re.IGNORECASE)
_MIXED = re.compile(r"(?=.*\d)(?=.*[A-Za-z])(?![A-Za-z][a-z]+\d$).{4,}")
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
_HUMP = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MADE_PREFIX = re.compile(r"(?:css|sc|jss|jsx|svelte|emotion|styled|makeStyles|tw|astro|data-v)-")
_LOOKS = re.compile(
    r"-?(?:m|p)[trblxyse]?-.+|(?:w|h)-(?:\d.*|full|screen|auto|fit.*|px|min|max)|(?:z|gap|top|left|right|bottom|inset|order|min|max|col|row|grid|flex|text|font|"
    r"leading|tracking|bg|border|rounded|shadow|opacity|items|justify|self|float|align|display|overflow|space|d|pt|pb|"
    r"mb|mt|ml|mr|px|py|is-style|has)-.*|flex|grid|block|inline|hidden|absolute|relative|fixed|sticky|static|row|"
    r"columns?|col|clearfix|container|wrapper|inner|outer|left|right|center|first|last|even|odd|active|open|closed|"
    r"(?:small|medium|large|xlarge)(?:-.*)?|group|peer|uppercase|truncate|italic|underline|noli(?:ght)?|wide|narrow",
    re.IGNORECASE,
)
_STEM = re.compile(r"([A-Za-z][A-Za-z]*(?:[-_]+[A-Za-z]+)*[-_]+)[A-Za-z0-9]{4,}$", re.ASCII)


@lru_cache(maxsize=20_000)
def is_stable(name: str) -> bool:
    """Whether somebody gave this name on purpose, for what the element is."""
    if not 2 < len(name) <= 60 or not _PLAIN.fullmatch(name):
        return False
    if _MADE_PREFIX.match(name) or _LOOKS.fullmatch(name):
        return False
    return not any(_is_made(part) for part in _PART.split(name) if part)


@lru_cache(maxsize=20_000)
def stem_of(name: str) -> str | None:
    """The hand-written beginning of a name whose ending was made; None where it has none."""
    found = _STEM.match(name)
    if found is None or is_stable(name) or not _is_made(name[found.end(1) :]):
        return None
    stem = found[1]
    return stem if len(stem) > 5 and is_stable(stem.rstrip("-_")) and not _MADE_PREFIX.match(stem) else None


def _is_made(part: str) -> bool:
    """Whether a part of a name looks drawn by lot, or counts."""
    if _NUMBERED.search(part) or _MIXED.fullmatch(part) or not any(char.isalpha() for char in part):
        return len(part) > 2
    if len(part) > 4 and not _VOWEL.search(part):
        return True
    humps = _HUMP.findall(part)
    # `articleBody` has whole words; `fNhgOL` has not.
    return len(humps) > 1 and len(part) < 9 and sum(len(hump) < 3 for hump in humps) * 2 >= len(humps)


def names_of(element: etree._Element) -> Iterator[str]:
    """Simple selectors that fit an element, by its names: `#id`, `.class`, `[itemprop=…]`, `[class*=…]`."""
    if (own := element.get("id")) and is_stable(own):
        yield f"#{own}"
    after_made = False  # styled-components writes its drawn name behind the one that it numbers
    for name in (element.get("class") or "").split():
        if is_stable(name) and not (after_made and name.isalpha() and len(name) < 8):
            yield f".{name}"
        elif stem := stem_of(name):
            yield f'[class*="{stem}"]'
        after_made = after_made or name.startswith("sc-")
    for key in _NAMING:
        if (value := element.get(key)) and is_stable(value):
            yield f'[{key}="{value}"]'


def selectors_of(element: etree._Element) -> Iterator[str]:
    """Simple selectors that fit an element: by its names, and by its tag where that tells what it is for."""
    tag = str(element.tag)
    yield from names_of(element)
    if tag in TELLING_TAGS or "-" in tag:
        yield tag
