"""What users say of copies is read, or refused by its name and value."""

from pathlib import Path

import pytest

from newsscrape.duplicates.policy import Policy, read_policy
from newsscrape.errors import ConfigurationError


@pytest.mark.parametrize(
    ("store", "policy", "read"),
    [
        (None, None, (Policy.MARK, None)),
        ("", "", (Policy.MARK, None)),
        ("drop", None, (Policy.DROP, None)),
        ("off", "", (Policy.OFF, None)),
        ("off", "mark", (Policy.MARK, None)),
        (None, "drop", (Policy.DROP, None)),
        ("a/store", None, (Policy.MARK, Path("a/store"))),
        ("a/store", "drop", (Policy.DROP, Path("a/store"))),
        ("./drop", "off", (Policy.OFF, Path("drop"))),
    ],
)
def test_policy_and_store_are_read(store: str | None, policy: str | None, read: tuple[Policy, Path | None]) -> None:
    assert read_policy(store, policy) == read


def test_what_is_no_policy_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="NEWSSCRAPE_DUPLICATES_POLICY=keep: not one of mark, drop, off"):
        read_policy("a/store", "keep")
