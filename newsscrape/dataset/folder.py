"""Where an outlet's data lies."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class OutletFolder:
    """The files of one outlet below the data folder (`NEWSSCRAPE_DATA_DIR`)."""

    data_dir: str
    outlet: str

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
