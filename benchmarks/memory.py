"""The memory of processes, as Linux tells it (proc_pid_status(5))."""

from collections.abc import Iterator
from pathlib import Path


def resident_bytes(pid: int) -> tuple[int, int] | None:
    """A process's resident set and its peak, in bytes; None when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    values = {name: value for name, _, value in (line.partition(":") for line in lines)}
    if "VmRSS" not in values:  # it has ended, and nobody has asked how
        return None
    return int(values["VmRSS"].split()[0]) * 1024, int(values["VmHWM"].split()[0]) * 1024


def children(pid: int) -> Iterator[int]:
    """The processes that a process has started and that are there still."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            yield from map(int, task.read_text(encoding="ascii").split())
        except OSError:
            continue
