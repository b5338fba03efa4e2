"""What becomes of copies, and where the store lies by which they are found: what users say of both."""

from enum import StrEnum
from pathlib import Path

from newsscrape.errors import ConfigurationError


class Policy(StrEnum):
    """What becomes of copies; the values are the words that users type."""

    MARK = "mark"  # a record, with the id of the first of its cluster
    DROP = "drop"  # no record
    OFF = "off"  # nobody looks for them


def read_policy(store: str | None, policy: str | None) -> tuple[Policy, Path | None]:
    """The settings, read.

    Args:
        store: NEWSSCRAPE_DUPLICATES, a folder; or a word of the policy, where there is no store to name.
        policy: NEWSSCRAPE_DUPLICATES_POLICY, which goes before that word.

    Returns:
        The policy, and the folder of the store; None where none is named.

    Raises:
        ConfigurationError: the policy is none.
    """
    words = set(Policy)
    if policy and policy not in words:
        raise ConfigurationError(f"NEWSSCRAPE_DUPLICATES_POLICY={policy}: not one of {', '.join(Policy)}")
    if store in words:
        return Policy(policy or store), None
    return Policy(policy or Policy.MARK), Path(store) if store else None
