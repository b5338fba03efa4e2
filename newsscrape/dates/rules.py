"""How a page, or an outlet, prints its dates."""

from dataclasses import dataclass
from datetime import tzinfo
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class DateRules:
    """How an outlet prints its dates.

    Attributes:
        formats: `strptime` formats, tried first and in order.
        languages: codes such as `en`; empty for any. They decide what a month's name means where languages differ
            (`listopad` is October in Croatian and November in Czech), and between `03/04` and `04/03`.
        timezone: IANA name of the zone of times printed without one; None where it is not known.
        month_first: whether `03/04/2023` is the fourth of March; None to go by the languages.
        near: a day (ISO 8601) known otherwise, such as that of the page's URL. Where one reading of `03/04/2023`
            is within a week of it, that reading counts.
    """

    formats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    timezone: str | None = None
    month_first: bool | None = None
    near: str | None = None

    @property
    def zone(self) -> tzinfo | None:
        """The time zone itself."""
        return ZoneInfo(self.timezone) if self.timezone else None

    @property
    def puts_month_first(self) -> bool:
        """What `month_first` says, or the languages imply: English alone is read the American way, as most of it is."""
        if self.month_first is not None:
            return self.month_first
        return not self.languages or self.languages[0] == "en"
