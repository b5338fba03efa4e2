"""Files and folders that outlast a crash of the machine."""

import os
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Makes a folder with those above it, and waits until the disk has them."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Waits until the disk has a folder's list of files, without which a new file may be lost; not for Windows."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
