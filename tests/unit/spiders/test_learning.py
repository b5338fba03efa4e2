"""The frame of a site by its archive."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsscrape.archive.warcwriter import WarcWriter
from newsscrape.frames.learn import TOO_FEW, learn_site
from newsscrape.frames.store import Learned
from newsscrape.spiders import learning as module
from newsscrape.spiders.learning import learn_archive
from tests.unit.frames.site import HOST, article, article_page

SITE = HOST.removeprefix("www.")
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def keep(folder: Path, name: str, *numbers: int, host: str = HOST) -> None:
    """Writes a file of an archive, of one layout where the name is `a`, of another where it is not."""
    writer = WarcWriter(folder, name, software="newsscrape")
    for number in numbers:
        markup = article(number) if name == "a" else article(number).replace('class="story-text', 'class="long-read')
        html = [("Content-Type", "text/html")]
        writer.write_response(f"https://{host}/news/story-{number}", 200, html, markup.encode(), NOON)
    writer.close()


def test_it_is_that_of_the_pages_in_the_archive(tmp_path: Path) -> None:
    keep(tmp_path, "a", 1, 2, 3, 4)
    expected = learn_site(SITE, [article_page(number) for number in (1, 2, 3, 4)])
    assert expected.frame
    assert learn_archive(tmp_path, SITE) == expected


def test_pages_of_other_hosts_are_passed_over(tmp_path: Path) -> None:
    keep(tmp_path, "a", 1, 2)
    keep(tmp_path, "b", 3, 4, 5, host="elsewhere.example")
    assert learn_archive(tmp_path, SITE) == Learned(SITE, None, TOO_FEW)


def test_without_an_archive_there_is_none(tmp_path: Path) -> None:
    assert learn_archive(tmp_path / "archive", SITE) == Learned(SITE, None, TOO_FEW)
    assert learn_archive(tmp_path, SITE) == Learned(SITE, None, TOO_FEW)


def test_a_large_archive_is_looked_at_from_its_newest_file_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tmp_path, "a", 1, 2, 3, 4)
    keep(tmp_path, "b", 5, 6, 7)
    monkeypatch.setattr(module, "_LOOKED_AT", 3)
    frame = learn_archive(tmp_path, SITE).frame
    assert frame
    assert (frame.pages, frame.body) == (3, ("div.long-read",))
