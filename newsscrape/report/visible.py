"""Characters that change how the text around them reads, made visible: in a report they stay what they are, text."""

import re

# Controls but for tab and line ends; embeddings, overrides and isolates of the bidirectional algorithm (UAX #9), which
# could turn a title around; lone surrogates and noncharacters, which no encoding or XML carries. Marks such as U+200F
# are left: right-to-left text needs them.
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def visible(text: str) -> str:
    """The text with each such character as its code point: `⟨U+202E⟩`."""
    return _ODD.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)
