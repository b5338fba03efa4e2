"""Where an outlet's data lies."""

import re
from dataclasses import dataclass
from pathlib import Path

from newsscrape.errors import ConfigurationError
from newsscrape.text import printable

_LONGEST_NAME_BYTES = 255


def is_folder_name(name: str) -> bool:
    """Whether a name leads to a folder of its own, in the folder where it is asked for, on a terminal readable."""
    parts = name not in ("", ".", "..") and not re.search(r"[/\\]", name)
    return parts and printable(name) == name and len(name.encode()) <= _LONGEST_NAME_BYTES


@dataclass(frozen=True, slots=True)
class OutletFolder:
    """The files of one outlet below the data folder (`NEWSSCRAPE_DATA_DIR`).

    Raises:
        ConfigurationError: the outlet's name is no folder's.
    """

    data_dir: str
    outlet: str

    def __post_init__(self) -> None:
        if not is_folder_name(self.outlet):
            raise ConfigurationError(f"outlet: {self.outlet!r}: no name that a folder can have")

    @property
    def articles(self) -> Path:
        """The dataset, which every run appends to."""
        return Path(self.data_dir) / self.outlet / "articles.jsonl"

    @property
    def archive(self) -> Path:
        """The folder of the pages that were parsed, as WARC files."""
        return Path(self.data_dir) / self.outlet / "archive"

    @property
    def runs(self) -> Path:
        """A line a run."""
        return Path(self.data_dir) / self.outlet / "runs.jsonl"

    @property
    def state(self) -> Path:
        """What is known of each URL and article."""
        return Path(self.data_dir) / self.outlet / "state.sqlite"

    @property
    def duplicates(self) -> Path:
        """The folder of the index by which copies among the articles are found."""
        return Path(self.data_dir) / self.outlet / "duplicates"

    @property
    def lock(self) -> Path:
        """Held by the one process that writes here."""
        return Path(self.data_dir) / self.outlet / ".lock"
