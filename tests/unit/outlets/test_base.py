"""What an outlet's declaration answers."""

import pytest

from newsscrape.dates import DateRules
from newsscrape.outlets.base import Outlet

outlet = Outlet(
    name="e", title="E", domains=("www.e.org", "e.com"), front="/en/", article_path=r"/a/\d+", dates=DateRules()
)


def test_front_url_is_on_the_first_domain() -> None:
    assert outlet.front_url == "https://www.e.org/en/"


@pytest.mark.parametrize(
    ("host", "has"), [("www.e.org", True), ("e.org", False), ("m.e.com", True), ("e.com.evil.net", False), ("", False)]
)
def test_has_host(host: str, has: bool) -> None:
    assert outlet.has_host(host) is has


@pytest.mark.parametrize(
    ("url", "is_article"),
    [
        ("https://www.e.org/a/5/title", True),
        ("http://127.0.0.1:8000/a/5", True),  # told by the path alone
        ("https://www.e.org/b/a/5", False),
        ("https://www.e.org/?x=/a/5", False),
        ("/a/5", False),
    ],
)
def test_is_article(url: str, is_article: bool) -> None:
    assert outlet.is_article(url) is is_article


def test_nobody_changes_the_settings_of_all_outlets() -> None:
    with pytest.raises(TypeError):
        outlet.settings["X"] = 1  # type: ignore[index]  # what is tested


def test_without_a_pattern_no_url_tells() -> None:
    assert not Outlet(name="e", title="E", domains=("e.org",)).is_article("https://e.org/a/5")
