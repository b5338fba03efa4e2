"""Which files names stand for, and which pages files hold."""

import gzip
from pathlib import Path

import pytest
from backports import zstd

from newsscrape.archive.files import Unreadable, find_files, read_pages
from newsscrape.errors import ConfigurationError
from newsscrape.page import Page

DUMP = b" date 2023-04-30 0\nOne\n date 2023-04-30 1\nTwo\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "b.html",
        "a.txt",
        "deep/c.HTM.gz",
        "deep/d.xhtml.zst",
        "readme.md",
        "x.gz",
        ".hidden/e.html",
        ".f.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (["."], ["a.txt", "b.html", "deep/c.HTM.gz", "deep/d.xhtml.zst"]),
        (["deep", "a.txt"], ["deep/c.HTM.gz", "deep/d.xhtml.zst", "a.txt"]),
        (["*.*t*"], ["a.txt", "b.html"]),
        (["**/*.zst"], ["deep/d.xhtml.zst"]),
        (["a.txt", "./a.txt", "*.txt"], ["a.txt"]),  # each once
        ([".f.txt"], [".f.txt"]),  # named outright
    ],
)
def test_find_files(folder: Path, names: list[str], files: list[str]) -> None:
    assert [path.as_posix() for path in find_files(names)] == files


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no.html", "no.html: no such file"),
        ("*.pdf", r"\*\.pdf: no such file, or a folder or pattern without"),
        ("readme.md", "readme.md: of no known kind"),
        ("x.gz", "x.gz: of no known kind"),
        ("*.md", "readme.md: of no known kind"),
        ("", "no such file|without saved pages"),
    ],
)
def test_names_that_stand_for_nothing(folder: Path, name: str, said: str) -> None:
    if not name:
        (folder / "empty").mkdir()
        name = "empty"
    with pytest.raises(ConfigurationError, match=said):
        find_files([name])


@pytest.mark.parametrize(
    ("name", "content", "pages"),
    [
        ("a.html", b"<html>x</html>", [(None, b"<html>x</html>")]),
        ("a.html", DUMP, [(None, DUMP)]),  # an HTML file is one page, whatever it holds
        ("a.txt", DUMP, [(0, DUMP[: len(DUMP) // 2]), (1, DUMP[len(DUMP) // 2 :])]),
        ("a.txt", b"", [(0, b"")]),
        ("a.html.gz", gzip.compress(b"<p>x", mtime=0), [(None, b"<p>x")]),
        ("a.TXT.GZ", gzip.compress(b"x", mtime=0), [(0, b"x")]),
        ("a.txt.zst", zstd.compress(b"x"), [(0, b"x")]),
    ],
)
def test_read_pages(tmp_path: Path, name: str, content: bytes, pages: list[tuple[int | None, bytes]]) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = list(read_pages([path]))
    assert all(isinstance(page, Page) and page.path == path.as_posix() for page in found)
    assert [(page.record, page.content) for page in found if isinstance(page, Page)] == pages


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html.gz", b"no gzip"),
        ("a.html.gz", gzip.compress(b"x" * 1000, mtime=0)[:-9]),
        ("a.html.zst", b"no zstd"),
        ("a.html.zst", zstd.compress(bytes(range(256)) * 9)[:-5]),
    ],
)
def test_what_cannot_be_read_costs_one_file(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "b.html").write_bytes(b"<p>x")
    (bad, good) = read_pages([tmp_path / name, tmp_path / "b.html"])
    assert isinstance(bad, Unreadable)
    assert (bad.path, bad.record) == ((tmp_path / name).as_posix(), None)
    assert bad.reason.startswith("cannot be read: ")
    assert isinstance(good, Page)


def test_a_file_that_is_gone_cannot_be_read(tmp_path: Path) -> None:
    (bad,) = read_pages([tmp_path / "gone.txt"])
    assert isinstance(bad, Unreadable)
    assert "No such file" in bad.reason


def test_a_dump_that_breaks_off_gives_the_records_before(tmp_path: Path) -> None:
    records = b"".join(b" date 2023-04-30 %d\n" % n + bytes(f"{n} text\n" * 2000, "ascii") for n in range(3))
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(records)[:-8])  # without its checksum
    *good, bad = read_pages([path])
    assert [page.record for page in good] == [0, 1]
    assert isinstance(bad, Unreadable)
    assert bad.record == 2
