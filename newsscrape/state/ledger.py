"""The account of a run: every URL seen, and what became of it."""

from collections import Counter
from collections.abc import Iterator

from newsscrape.state.outcome import Outcome

KEY = "newsscrape_key"  # in the meta of a request: its URL in the ledger, which redirects do not change


class Ledger:
    """Every URL seen by its canonical form, each with one outcome, or none as long as it is open.

    An outcome stands, but for `OVER_LIMIT`: a URL that was too deep on one path may be met again on a shorter one.
    """

    def __init__(self) -> None:
        self._outcomes: dict[str, tuple[Outcome, str] | None] = {}

    def __len__(self) -> int:
        return len(self._outcomes)

    def see(self, url: str) -> bool:
        """Notes that a URL was seen; whether it is still to be asked for: new, or over the limit until now."""
        entry = self._outcomes.get(url, (Outcome.OVER_LIMIT, ""))
        if entry is None or entry[0] is not Outcome.OVER_LIMIT:
            return False
        self._outcomes[url] = None
        return True

    def settle(self, url: str, outcome: Outcome, reason: str) -> None:
        """Gives a URL its outcome, if it has none; `reason` is for people, and empty where the outcome says all."""
        if self._outcomes.get(url) is None:
            self._outcomes[url] = (outcome, reason)

    def settle_open(self, outcome: Outcome, reason: str) -> None:
        """Gives all URLs without outcome this one."""
        for url in [url for url, entry in self._outcomes.items() if entry is None]:
            self.settle(url, outcome, reason)

    def counts(self) -> dict[Outcome, int]:
        """URLs by outcome; their sum is the number of URLs seen but for open ones."""
        return dict(Counter(entry[0] for entry in self._outcomes.values() if entry))

    def reasons(self, outcome: Outcome) -> dict[str, int]:
        """URLs of an outcome by reason, the most frequent first."""
        return dict(
            Counter(entry[1] for entry in self._outcomes.values() if entry and entry[0] is outcome).most_common()
        )

    def entries(self) -> Iterator[tuple[str, Outcome | None, str]]:
        """Every URL with its outcome and reason, in the order in which they were seen."""
        for url, entry in self._outcomes.items():
            yield (url, *entry) if entry else (url, None, "")
