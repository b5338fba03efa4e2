"""What errors and faults say."""

from newsscrape.errors import ConfigurationError, ExtractionError, Fault, NewsscrapeError


def test_one_base_catches_all() -> None:
    assert issubclass(ConfigurationError, NewsscrapeError)
    assert issubclass(ExtractionError, NewsscrapeError)


def test_an_extraction_error_is_its_reason() -> None:
    error = ExtractionError("the page is empty")
    assert (str(error), error.reason, error.cut_off) == ("the page is empty", "the page is empty", False)


def test_a_fault_names_field_cause_and_value() -> None:
    assert str(Fault("date_published", "not a date", "soon’")) == "date_published: not a date: 'soon’'"
