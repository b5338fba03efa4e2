"""What can go wrong: exceptions for callers and configuration, faults for what a page holds."""

from dataclasses import dataclass


class NewsscrapeError(Exception):
    """Base of all errors that newsscrape raises."""


class ConfigurationError(NewsscrapeError):
    """A setting, argument or path that cannot be used; the message names it, its value and the cause."""


class BusyError(NewsscrapeError):
    """Another process is at work where this one would write; the message says where."""


class ExtractionError(NewsscrapeError):
    """No article could be made of a page.

    Attributes:
        reason: a sentence a person understands; also the exception's text.
        cut_off: whether the page breaks off before its end, so that fetching it again may help. Otherwise the
            page, though whole, is no article.
    """

    def __init__(self, reason: str, *, cut_off: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cut_off = cut_off


@dataclass(frozen=True, slots=True)
class Fault:
    """Something amiss on a page that did not cost the article: counted and reported, never raised.

    Attributes:
        field: the item's field that it concerns, or `page` for the page as a whole.
        cause: a short fixed phrase that can be counted, such as `not a date`.
        value: the text at fault, as the page gives it.
    """

    field: str
    cause: str
    value: str

    def __str__(self) -> str:
        return f"{self.field}: {self.cause}: {self.value!r}"
