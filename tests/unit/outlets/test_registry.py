"""The outlets by name, by host, and by what a page shows."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newsscrape.errors import ConfigurationError
from newsscrape.outlets.registry import (
    FOLDERS,
    outlet_at,
    outlet_named,
    outlet_of,
    outlets,
    path_of,
    use_folders,
)
from newsscrape.page import Page

PACKAGED = list(outlets())  # as they are before a test names a folder of its own
LANDMARKS = "Sunday 30 April 2023 - 21:33\nT\nStory Code : 7\nT\nB\nComment"


@pytest.mark.parametrize(
    ("content", "url", "name"),
    [
        ("x", "https://en.islamtimes.com/en/news/7/", "islamtimes"),
        (LANDMARKS, None, "islamtimes"),
        (LANDMARKS, "http://127.0.0.1:8000/7.html", "islamtimes"),  # a mirror
        ('<html><link rel="canonical" href="https://www.islamtimes.org/en/news/7/">', None, "islamtimes"),
        ("x", "https://e.org/", None),
        ("x", None, None),
    ],
)
def test_outlet_of(content: str, url: str | None, name: str | None) -> None:
    outlet = outlet_of(Page(content, url=url))
    assert (outlet.name if outlet else None) == name


def test_a_name_that_is_none_lists_those_there_are() -> None:
    with pytest.raises(ConfigurationError, match=r"no outlet is named 'cnn'; there are: .*islamtimes"):
        outlet_named("cnn")


def declare(folder: Path, name: str, *domains: str, more: str = "") -> Path:
    """Writes an outlet's file, which stands in a folder of its own."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.toml"
    quoted = ", ".join(f'"{domain}"' for domain in domains)
    path.write_text(f'name = "{name}"\ntitle = "{folder.name}"\ndomains = [{quoted}]\n{more}', encoding="utf-8")
    return path


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets the folders of outlets; the variable is as before afterwards."""

    def use(*folders: Path) -> None:
        monkeypatch.setenv(FOLDERS, os.pathsep.join(map(str, folders)))

    return use


def test_an_outlet_is_a_file(tmp_path: Path, use: Callable[..., None]) -> None:
    path = declare(tmp_path / "mine", "example", "example.org")
    (tmp_path / "mine" / "example").mkdir()  # its goldens
    use(tmp_path / "mine")
    assert list(outlets()) == sorted(["example", *PACKAGED])
    assert path_of(outlet_named("example")) == path
    found = outlet_of(Page(LANDMARKS, url="https://www.example.org/"))
    assert found is not None
    assert found.name == "example"


def test_users_outlets_go_before_the_packages_by_name_and_by_domain(tmp_path: Path, use: Callable[..., None]) -> None:
    declare(tmp_path / "a", "islamtimes", "islamtimes.example")
    use(tmp_path / "a")
    assert outlet_named("islamtimes").title == "a"
    assert outlet_at("www.islamtimes.org") is None  # that outlet is not known any more
    declare(tmp_path / "b", "other", "islamtimes.org")
    use(tmp_path / "b")
    at = outlet_at("www.islamtimes.org")  # which is the package's own domain, and yet
    assert at is not None
    assert at.name == "other"
    assert outlet_named("islamtimes").title == "Islam Times"


def test_earlier_folders_go_first_and_nearer_domains(tmp_path: Path, use: Callable[..., None]) -> None:
    declare(tmp_path / "a", "one", "g.example")
    declare(tmp_path / "a", "two", "sport.g.example")
    declare(tmp_path / "b", "one", "h.example")
    declare(tmp_path / "b", "three", "sport.g.example", "h.example")
    use(tmp_path / "a", tmp_path / "b")
    hosts = ("g.example", "www.g.example", "www.sport.g.example", "h.example", "example", "", "xg.example")
    names = [outlet.name if (outlet := outlet_at(host)) else None for host in hosts]
    assert names == ["one", "one", "two", "three", None, None, None]
    assert outlet_named("one").title == "a"


def test_what_cannot_be_used_is_told_in_a_line(tmp_path: Path, use: Callable[..., None]) -> None:
    use(tmp_path / "none")
    with pytest.raises(ConfigurationError, match=r"^NEWSSCRAPE_OUTLETS: \S+none: no such folder$"):
        outlets()
    declare(tmp_path / "broken", "g", "g.example", more="colour = 5")
    use(tmp_path / "broken")
    with pytest.raises(ConfigurationError, match=r"^\S+broken\Wg\.toml: colour: 5: no such key; .*$"):
        outlet_at("g.example")
    declare(tmp_path / "twice", "g", "g.example")
    declare(tmp_path / "twice", "h", "g.example")
    use(tmp_path / "twice")
    with pytest.raises(ConfigurationError, match=r"^\S+h\.toml: domains: 'g\.example': is a domain of g as well$"):
        outlet_of(Page("x"))


def test_a_setting_takes_the_place_of_the_variable(tmp_path: Path, use: Callable[..., None]) -> None:
    declare(tmp_path / "a", "one", "g.example")
    declare(tmp_path / "b", "two", "h.example")
    use()
    use_folders(None)
    assert list(outlets()) == PACKAGED
    use_folders([str(tmp_path / "a"), str(tmp_path / "b")])
    assert list(outlets()) == sorted([*PACKAGED, "one", "two"])
    use_folders(str(tmp_path / "a"))
    assert list(outlets()) == sorted([*PACKAGED, "one"])
    child = "from newsscrape.outlets.registry import outlets; print(*outlets())"
    done = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=True)
    assert done.stdout.split() == sorted([*PACKAGED, "one"])


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<p>30 April 2023<h1>T</h1><p>Story Code : 5<p>Body.<p>Comment</p>", "islamtimes"),
        ("<p>30 April 2023<h1>T</h1><p>Story&nbsp;<b>Code</b> : 5<p>Body.<p>Comment</p>", "islamtimes"),
        ("<p>Sunday 30 April 2023 - 21:33<h1>T</h1><p>Body.<p>Comment</p>", "islamtimes"),
        ("<p>30 April 2023<h1>T</h1><p>Body.</p>", None),
        ("<h1>A Story in Code</h1><p>Comment</p>", None),
    ],
)
def test_a_mirror_at_another_address_is_known_by_its_landmarks(html: str, name: str | None) -> None:
    outlet = outlet_of(Page(f"<html><body>{html}</body></html>", url="https://mirror.example/en/news/5"))
    assert (outlet.name if outlet else None) == name
