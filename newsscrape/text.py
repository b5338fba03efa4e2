"""Text as printed → clean text. Every function here is pure, total and idempotent: str → str, or None for nothing."""

import re

# What a page may hold between words and a reader does not see. ZWNJ and ZWJ are treated apart: they shape Persian,
# Indic scripts and emoji, and mean nothing after other characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_IDLE_JOINER = re.compile("(?<![\u0590-\u1fff\u2e80-\U0010ffff])[\u200c\u200d]+")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# What a terminal obeys or hides: controls, all kinds of line ends, what turns the way of writing, invisible signs.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_LINE_END = re.compile(r"\r\n|\n|\r")
_SPACE = re.compile(r"\s+")
_BYLINE = re.compile(r"(?:\bby\b|\bwritten by\b|\breported by\b)[\s:]+", re.IGNORECASE)


def clean_text(text: str) -> str:
    """A line of text without what is not text.

    White space of every kind (no-break spaces, tabs, line ends) becomes one space, none at the ends; zero-width
    spaces, byte-order marks, soft hyphens, bidi controls and control characters go; a lone surrogate, which no
    encoding can write, becomes U+FFFD. Typographic quotes, accents and ligatures stay as printed.
    """
    words = " ".join(text.split())
    if words.isprintable():  # what is taken out below is not printable, so that most texts are done here
        return words
    text = _INVISIBLE.sub("", _LONE_SURROGATE.sub("\ufffd", text))
    text = _SPACE.sub(" ", text).strip()
    return _IDLE_JOINER.sub("", text).strip()


def printable(text: str) -> str:
    r"""Text of pages, servers or file names as a line on a terminal shows it: signs that it would obey as `\x1b`.

    So nothing that a stranger wrote moves the cursor, ends a line, turns the words around, or hides some of them.
    """
    return _UNPRINTABLE.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


def split_lines(text: str) -> list[str]:
    """The lines of a text, whose ends are LF, CRLF or CR. Unlike `str.splitlines`, no other character ends one."""
    return _LINE_END.split(text)


def clean_author(text: str) -> str:
    """A person's name as printed, without a leading "By"."""
    text = clean_text(text)
    while match := _BYLINE.match(text):
        text = text[match.end() :]
    return text


def fold(text: str) -> str:
    """The form in which two lines are compared: clean, and without the difference of case."""
    return clean_text(text).casefold()
