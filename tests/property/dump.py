"""A model article as plain text, in the ways in which dumps vary."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle

from hypothesis import strategies as st

from tests.property.model import Model


@dataclass(frozen=True)
class Noise:
    """What stands in a text and is none. Each is used in turn, and again from the first.

    Attributes:
        gaps: white space in place of a space between words.
        marks: what stands unseen within words.
        ends: white space at both ends of a line.
    """

    gaps: tuple[str, ...] = (" ",)
    marks: tuple[str, ...] = ("",)
    ends: tuple[str, ...] = ("",)


@dataclass(frozen=True)
class Dress:
    """How a dump writes an article down."""

    header: str | None = None
    code_line: str = "Story Code : {}"
    line_end: str = "\n"
    has_mark: bool = False
    has_blank_lines: bool = True
    has_last_line_end: bool = True
    noise: Noise = Noise()


def some(*choices: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of the choices, to be used in turn."""
    return st.lists(st.sampled_from(choices), min_size=1, max_size=4).map(tuple)


noises = st.builds(
    Noise,
    gaps=some(" ", " ", "  ", "\t", "\xa0", " \u200b", "\u2003", "\u202f"),
    marks=some("", "", "\u200b", "\ufeff", "\xad", "\u2060", "\u200e"),
    ends=some("", "", " ", "\t", "\xa0", "\u200b "),
)
# The header is the dump's own, so it has other blanks but no marks within its words.
headers = st.builds(
    "{}date{}{}{}{}{}".format,
    st.sampled_from([" ", "", "\t", "\xa0"]),
    st.sampled_from([" ", "\xa0", "\t"]),
    st.dates().map(str),
    st.sampled_from([" ", "  "]),
    st.integers(0, 10**6),
    st.sampled_from(["", " ", "\xa0"]),
)
dresses = st.builds(
    Dress,
    header=st.none() | headers,
    code_line=st.sampled_from(["Story Code : {}", "Story Code : {}", "Story Code: {}", "Story Code :\n{}"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    has_mark=st.booleans(),
    has_blank_lines=st.booleans(),
    has_last_line_end=st.booleans(),
    noise=noises,
)


def noisy(lines: list[str], noise: Noise) -> Iterator[str]:
    """Lines with what is no text between and within their words."""
    gaps, marks, ends = cycle(noise.gaps), cycle(noise.marks), cycle(noise.ends)
    for line in lines:
        words = [word[:1] + next(marks) + word[1:] for word in line.split(" ")]
        text = words[0] + "".join(next(gaps) + word for word in words[1:])
        yield next(ends) + text + next(ends)


def render_text(model: Model, dress: Dress) -> str:
    """The article as a dump holds it."""
    lines = noisy(_lines(model, dress), dress.noise)
    text = dress.line_end.join([*([dress.header] if dress.header is not None else []), *lines])
    return "\ufeff" * dress.has_mark + text + dress.line_end * dress.has_last_line_end


def render_many(records: list[tuple[Model, Dress]]) -> str:
    """Articles one after another: all but the first need a header, and a line end above it. A mark begins the file."""
    texts = []
    for i, (model, dress) in enumerate(records):
        header = dress.header or (f" date 2023-04-30 {i}" if i else None)
        texts.append(render_text(model, replace(dress, header=header, has_mark=i == 0, has_last_line_end=True)))
    return "".join(texts)


def _lines(model: Model, dress: Dress) -> list[str]:
    blank = [""] if dress.has_blank_lines else []
    lines = [model.date_line, *blank, model.title, *blank]
    if model.code is not None:
        lines += dress.code_line.format(model.code).split("\n")
    if model.is_repeated:
        lines.append(model.title)
    for paragraph in model.paragraphs:
        lines += [paragraph, *blank]
    if model.has_comment:
        lines += ["Comment", *blank, *blank]
    if model.stories is not None:
        lines += ["Featured Stories", *(line for story in model.stories for line in story.lines)]
    return lines
