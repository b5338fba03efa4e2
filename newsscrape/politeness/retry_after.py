"""The Retry-After header."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


def parse_retry_after(value: str, *, date: str | None = None, now: datetime | None = None) -> float | None:
    """A Retry-After header (RFC 9110, 10.2.3: seconds, or a time) → seconds from now, not negative.

    Args:
        value: the header.
        date: the answer's Date header. A time is measured from it, so that a server whose clock goes wrong is
            understood; without one, or with one that cannot be read, from `now`.
        now: by default the present.

    Returns:
        None for what is neither.
    """
    value = value.strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    at = _parse_date(value)
    if at is None:
        return None
    since = (_parse_date(date) if date else None) or now or datetime.now(UTC)
    return max(0.0, (at - since).total_seconds())


def _parse_date(value: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
