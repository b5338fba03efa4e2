"""One process at a time."""

from pathlib import Path

from filelock import FileLock, Timeout

from newsscrape.errors import BusyError


def hold(path: Path, busy: str) -> FileLock:
    """Takes the lock of a file, which ends when it is released, or with the process, however that ends.

    Args:
        path: of the lock; its folder is there. The file stays.
        busy: what the user is told when another process has it.

    Raises:
        BusyError: another process has it.
    """
    lock = FileLock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise BusyError(busy) from None
    return lock
