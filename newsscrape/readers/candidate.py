"""What a reader gives."""

from dataclasses import dataclass
from typing import Any

DECLARED = "outlet"  # begins the methods of what an outlet's selectors give
FRAMED = "frame"  # begins the methods of what the frame of the page's site gives


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that one reader proposes for one field.

    Attributes:
        field: name of the `Article` field.
        value: as the source has it, not cleaned: str; [str] for authors, tags and body (a paragraph an entry);
            [Image], [FeaturedStory] for these.
        method: the reader's name, as `provenance` shows it.
        raw: the text that the value was read from, where that is not the value itself.
    """

    field: str
    value: Any
    method: str
    raw: str | None = None

    @property
    def is_declared(self) -> bool:
        """Whether it comes from the selectors of the page's outlet, which are trusted before all else."""
        return self.method.startswith(DECLARED)
