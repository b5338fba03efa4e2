"""What `-a NAME=VALUE` may say."""

import pytest

from newsscrape.errors import ConfigurationError
from newsscrape.spiders.arguments import OutletArguments, SiteArguments


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({}, OutletArguments()),
        ({"origin": "http://127.0.0.1:8000"}, OutletArguments(origin="http://127.0.0.1:8000")),
        ({"origin": "HTTP://E.org:80/"}, OutletArguments(origin="http://e.org")),
        ({"limit": "5", "since": "2023-04-01"}, OutletArguments(limit=5, since="2023-04-01")),
        ({"_job": "1"}, OutletArguments()),  # scrapyd's
    ],
)
def test_read(given: dict[str, str], read: OutletArguments) -> None:
    assert OutletArguments.read(given) == read


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
        ("depth", "3", "no such argument; there are limit, since, origin"),
    ],
)
def test_wrong_ones_name_themselves(name: str, value: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        OutletArguments.read({name: value})
    assert str(caught.value).startswith(f"-a {name}={value}: {said}")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({"url": "https://example.org/"}, SiteArguments(url="https://example.org/")),
        ({"url": " http://127.0.0.1:8000 "}, SiteArguments(url="http://127.0.0.1:8000")),
        ({"url": "https://e.org/a b?q=é", "limit": "2"}, SiteArguments(url="https://e.org/a%20b?q=%C3%A9", limit=2)),
    ],
)
def test_read_for_a_site(given: dict[str, str], read: SiteArguments) -> None:
    assert SiteArguments.read(given) == read


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "-a url= is missing"),
        ({"limit": "3", "_job": "1"}, "-a url= is missing"),
        ({"url": "example.org"}, "-a url=example.org: not an http or https address"),
        ({"url": "mailto:a@example.org"}, "not an http or https address"),
        ({"url": "https:///path"}, "not an http or https address"),
        ({"url": "https://e.org", "origin": "http://e.org"}, "-a origin=http://e.org: no such argument; there are"),
    ],
)
def test_wrong_ones_for_a_site(given: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        SiteArguments.read(given)
    assert said in str(caught.value)


def test_credentials_in_a_url_are_told_not_sent() -> None:
    with pytest.raises(ConfigurationError, match="never sent") as told:
        SiteArguments.read({"url": "https://reader:s3cr3t@example.org/"})
    assert "s3cr3t" not in str(told.value)
