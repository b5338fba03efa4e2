"""What URLs stand for, in file systems of fsspec's own. S3 has tests with a real server, in tests/crawl."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from newsscrape.archive.inputs import Unreadable, find_inputs, read_input
from newsscrape.archive.remote import open_url
from newsscrape.errors import ConfigurationError
from newsscrape.page import Page

NAMES = ("b.html", "a.txt", "deep/c.HTM", "deep/d.warc", "readme.md", ".hidden/e.html", "deep/.f.txt")


@pytest.fixture(params=["memory", "file"])
def top(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a folder with files in it."""
    if request.param == "file":
        for name in NAMES:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(b"<p>x")
        yield f"file://{tmp_path.as_posix()}"
        return
    system = MemoryFileSystem()
    for name in NAMES:
        system.pipe(f"/top/{name}", b"<p>x")
    yield "memory:///top"
    system.rm("/top", recursive=True)


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("", ["a.txt", "b.html", "deep/c.HTM", "deep/d.warc"]),
        ("/", ["a.txt", "b.html", "deep/c.HTM", "deep/d.warc"]),
        ("/deep", ["deep/c.HTM", "deep/d.warc"]),
        ("/*.*t*", ["a.txt", "b.html"]),
        ("/**/*.warc", ["deep/d.warc"]),
        ("/d*/*", ["deep/c.HTM", "deep/d.warc"]),
        ("/a.txt", ["a.txt"]),
        ("/.hidden/e.html", [".hidden/e.html"]),  # named outright
        ("/deep/.f.txt", ["deep/.f.txt"]),
    ],
)
def test_what_urls_stand_for(top: str, name: str, files: list[str]) -> None:
    inputs = find_inputs([top + name])
    assert [input_.name for input_ in inputs] == [f"{top}/{file}" for file in files]
    assert {input_.size_bytes for input_ in inputs} == {4}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("/none.html", "/none.html: no such file"),
        ("/none/", "/none/: no such file"),
        ("/*.pdf", r"/\*\.pdf: no such file"),
        ("/readme.md", "/readme.md: of no known kind"),
        ("/*.md", "/readme.md: of no known kind"),
        ("/deep/d.warc", "deep/d.warc: it is no WARC"),
        ("/a.zip::file:///b", "files inside other files are not read"),
    ],
)
def test_urls_that_stand_for_nothing(top: str, name: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        find_inputs([top + name])


def test_what_files_hold(top: str) -> None:
    items = [item for input_ in find_inputs([top]) for item in read_input(input_)]
    *pages, none = items
    assert [(page.path, page.content) for page in pages if isinstance(page, Page)] == [
        (f"{top}/{name}", b"<p>x") for name in ("a.txt", "b.html", "deep/c.HTM")
    ]
    assert none == Unreadable(f"{top}/deep/d.warc", None, 0, "it is no WARC: no record begins in its first MiB", True)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing://x", "nothing://x: cannot be listed: Protocol not known: nothing"),
        ("gs://bucket/x.html", "gs://bucket/x.html: its file system is not installed .*gcsfs"),
    ],
)
def test_file_systems_that_are_not_there(name: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    with pytest.raises(ConfigurationError, match=said):
        find_inputs([name])


def test_s3_without_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, "s3", raising=False)
    with pytest.raises(ConfigurationError, match=r"s3://b/x: its file system is not installed .*newsscrape\[s3\]"):
        find_inputs(["s3://b/x"])


class _Broken:
    """A file whose connection is gone, as a library with exceptions of its own tells it."""

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return 0

    def read(self, _: int) -> bytes:
        raise LookupError("gone\nfor good")

    def seek(self, *_: int) -> int:
        raise LookupError

    def close(self) -> None:
        pass


def test_every_exception_of_a_file_system_is_an_os_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryFileSystem, "open", lambda *_, **__: _Broken())
    with open_url("memory://x.html", 9) as file:
        with pytest.raises(OSError, match="gone for good"):
            file.read(1)
        with pytest.raises(OSError, match="LookupError"):
            file.seek(9)


def test_fsspec_is_not_imported_for_paths(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>x")
    code = (
        "import sys; from newsscrape.archive.inputs import find_inputs, read_input\n"
        "print(*[page.content for page in read_input(*find_inputs(sys.argv[1:]))], 'fsspec' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout == "b'<p>x' False\n"
