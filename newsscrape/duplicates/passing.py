"""The articles of one run among which copies are sought, where its output cannot be read at any place."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsscrape.duplicates.copies import Copies, recorded_copy
from newsscrape.duplicates.index import CopyIndex
from newsscrape.duplicates.texts import PackedTexts
from newsscrape.files import make_folder


class PassingCopies(Copies):
    """The articles of a run, in files that go with it; what an earlier run of that name left is removed.

    Args:
        folder: for the files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        make_folder(folder)
        self._packed = PackedTexts(folder / "texts")
        super().__init__(CopyIndex(folder), self._packed, folder / "records")

    def note(self, record: Mapping[str, Any]) -> None:
        """Notes a record, with what it says of being a copy, so that its copies are found.

        Raises:
            OSError, sqlite3.OperationalError: the disk is full or broken.
        """
        place = self._packed.write(record)
        self.remember(record, place, place, recorded_copy(record))

    def close(self) -> None:
        """Closes the files and removes them. Harmless when called twice."""
        super().close()
        shutil.rmtree(self._folder, ignore_errors=True)
