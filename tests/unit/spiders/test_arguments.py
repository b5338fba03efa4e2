"""What `-a NAME=VALUE` may say."""

import pytest

from newsscrape.errors import ConfigurationError
from newsscrape.spiders.arguments import CrawlArguments


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({}, CrawlArguments()),
        ({"origin": "http://127.0.0.1:8000"}, CrawlArguments(origin="http://127.0.0.1:8000")),
        ({"origin": "HTTP://E.org:80/"}, CrawlArguments(origin="http://e.org")),
        ({"limit": "5", "since": "2023-04-01"}, CrawlArguments(limit=5, since="2023-04-01")),
        ({"_job": "1"}, CrawlArguments()),  # scrapyd's
    ],
)
def test_read(given: dict[str, str], read: CrawlArguments) -> None:
    assert CrawlArguments.read(given) == read


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("origin", "127.0.0.1:8000", "not an origin, such as http://127.0.0.1:8000"),
        ("origin", "http://e.org/en/", "not an origin"),
        ("origin", "ftp://e.org", "not an origin"),
        ("limit", "0", "not a number of records, from 1"),
        ("limit", "-1", "not a number of records"),
        ("limit", "many", "not a number of records"),
        ("since", "2023-02-30", "not a day, such as 2023-04-01"),
        ("since", "", "not a day"),
        ("depth", "3", "no such argument; there are origin, limit, since"),
    ],
)
def test_wrong_ones_name_themselves(name: str, value: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        CrawlArguments.read({name: value})
    assert str(caught.value).startswith(f"-a {name}={value}: {said}")
