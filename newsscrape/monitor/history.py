"""The profiles of an outlet's last runs."""

from collections.abc import Iterable, Mapping
from typing import Any

from newsscrape.monitor.profile import Profile

PROFILE = "profile"  # key of a run's profile in its line of `runs.jsonl`
RUN = "run"  # key of what tells a run: a run that was resumed has several lines


def read_profiles(lines: Iterable[Mapping[str, Any]], limit: int = 20) -> list[Profile]:
    """The profiles of the last runs that counted something, the oldest first.

    Args:
        lines: the lines of `runs.jsonl`, in their order. Of those with the same `run` the last one counts, since it
            covers the whole run; lines without a profile are passed over. A run that is still going on, and has lines
            already, is not to be among them.
        limit: how many profiles at most.
    """
    found: dict[Any, Profile] = {}
    for number, line in enumerate(lines):
        if not isinstance(line, Mapping) or PROFILE not in line:
            continue
        run = line.get(RUN)
        key = ("run", run) if isinstance(run, str | int) else ("line", number)
        found.pop(key, None)  # the run's place is that of its last line
        found[key] = Profile.from_json(line[PROFILE])
    return [profile for profile in found.values() if not profile.is_empty][-limit:]
