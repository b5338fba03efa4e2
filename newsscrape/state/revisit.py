"""What need not be asked for again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from newsscrape.dates import to_utc
from newsscrape.state.ledger import KnownUrl, Sighting
from newsscrape.state.outcome import Outcome

_FARTHEST_ZONE = timedelta(hours=14)
_HELD = (Outcome.EXPORTED, Outcome.UNCHANGED, Outcome.DUPLICATE)  # the dataset has what such a URL gives


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitRules:
    """How far a run goes back.

    Attributes:
        since: a day; articles published before it are not wanted.
        recheck_days: age in days up to which an article is read again whose server cannot tell whether it changed.
        refetch: whether to ask for everything, whatever is known of it.
    """

    since: str | None = None
    recheck_days: int = 7
    refetch: bool = False

    def verdict(self, sighting: Sighting, known: KnownUrl) -> tuple[Outcome, str] | None:
        """The outcome, with the reason, of a URL that need not be asked for; None for one that must be."""
        if self._is_too_old(sighting.published):
            return Outcome.TOO_OLD, f"published before {self.since}"
        if self._is_too_old(sighting.modified):
            return Outcome.TOO_OLD, f"last changed before {self.since}"
        if self.refetch or known.article is None or known.fetched_at is None or known.was not in _HELD:
            return None
        if sighting.modified and to_utc(sighting.modified) < known.fetched_at:
            return Outcome.UNCHANGED, "not asked: it last changed before it was fetched"
        if not known.has_validators and _is_older(known.published or known.fetched_at, self.recheck_days):
            return Outcome.UNCHANGED, f"not asked: older than {self.recheck_days} days"
        return None

    def _is_too_old(self, moment: datetime | None) -> bool:
        """Whether a moment lies before the day of `since` wherever the outlet is: no zone is ahead by more."""
        return bool(self.since and moment and to_utc(moment + _FARTHEST_ZONE)[:10] < self.since)


def _is_older(when: str, days: int) -> bool:
    """Whether a day or time, ISO 8601, lies more than so many days back."""
    return when[:10] < (datetime.now(UTC) - timedelta(days=days)).date().isoformat()
