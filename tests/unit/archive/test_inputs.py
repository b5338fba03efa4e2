"""Which files names stand for, and which pages files hold."""

import gzip
import os
import pickle
import random
import zipfile
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from backports import zstd

from newsscrape.archive.inputs import Input, PassedOver, Unreadable, find_inputs, read_input
from newsscrape.errors import ConfigurationError
from newsscrape.page import Page

Item = Page | Unreadable | PassedOver
packed = partial(gzip.compress, mtime=0)  # the same in every process that collects the tests
DUMP = b" date 2023-04-30 0\nOne\n date 2023-04-30 1\nTwo\n"


def read(*names: str | Path) -> list[Item]:
    return [item for input_ in find_inputs(map(str, names)) for item in read_input(input_)]


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
def test_find_inputs(folder: Path, names: list[str], files: list[str]) -> None:
    assert [input_.name for input_ in find_inputs(names)] == files


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
        find_inputs([name])


@pytest.mark.parametrize(
    ("name", "content", "pages"),
    [
        ("a.html", b"<html>x</html>", [(None, b"<html>x</html>")]),
        ("a.html", DUMP, [(None, DUMP)]),  # an HTML file is one page, whatever it holds
        ("a.txt", DUMP, [(0, DUMP[: len(DUMP) // 2]), (1, DUMP[len(DUMP) // 2 :])]),
        ("a.txt", b"", [(0, b"")]),
        ("a.html.gz", packed(b"<p>x", mtime=0), [(None, b"<p>x")]),
        ("a.TXT.GZ", packed(b"x", mtime=0), [(0, b"x")]),
        ("a.txt.zst", zstd.compress(b"x"), [(0, b"x")]),
    ],
)
def test_read_input(tmp_path: Path, name: str, content: bytes, pages: list[tuple[int | None, bytes]]) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = read(path)
    assert all(isinstance(page, Page) and page.path == path.as_posix() for page in found)
    assert [(page.record, page.content) for page in found if isinstance(page, Page)] == pages


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html.gz", b"no gzip"),
        ("a.html.gz", packed(b"x" * 1000, mtime=0)[:-9]),
        ("a.html.zst", b"no zstd"),
        ("a.html.zst", zstd.compress(bytes(range(256)) * 9)[:-5]),
    ],
)
def test_what_cannot_be_read_costs_one_file(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "b.html").write_bytes(b"<p>x")
    (bad, good) = read(tmp_path)
    assert isinstance(bad, Unreadable)
    assert (bad.path, bad.record) == ((tmp_path / name).as_posix(), None)
    assert bad.reason.startswith("cannot be read: ")
    assert isinstance(good, Page)


def test_a_file_that_is_gone_cannot_be_read(tmp_path: Path) -> None:
    (bad,) = read_input(Input((tmp_path / "gone.txt").as_posix(), "text", 9))
    assert isinstance(bad, Unreadable)
    assert "No such file" in bad.reason


def test_a_dump_that_breaks_off_gives_the_records_before(tmp_path: Path) -> None:
    records = b"".join(b" date 2023-04-30 %d\n" % n + bytes(f"{n} text\n" * 2000, "ascii") for n in range(3))
    path = tmp_path / "a.txt.gz"
    path.write_bytes(packed(records)[:-8])  # without its checksum
    *good, bad = read(path)
    assert [page.record for page in good] == [0, 1]
    assert isinstance(bad, Unreadable)
    assert bad.record == 2


def test_sizes_and_kinds(tmp_path: Path) -> None:
    for name in ("a.html", "b.txt.gz", "c.warc.zst.open"):
        (tmp_path / name).write_bytes(b"12345")
    assert [(input_.kind, input_.size_bytes) for input_ in find_inputs([str(tmp_path)])] == [
        ("html", 5),
        ("text", 5),
        ("warc", 5),
    ]


def refuse(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_names_that_are_not_utf_8_are_written_out(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"l\xe9opard")
    odd.mkdir()
    (odd / os.fsdecode(b"\xff.html")).write_bytes(b"odd")
    (tmp_path / r"\xff.html").write_bytes(b"as it stands")
    expected = {rf"{tmp_path}/l\xe9opard/\xff.html": b"odd", rf"{tmp_path}/\xff.html": b"as it stands"}
    for names in ([tmp_path], [f"{tmp_path}/**/*.html"], [odd / os.fsdecode(b"\xff.html"), tmp_path / r"\xff.html"]):
        assert {page.path: page.content for page in read(*names) if isinstance(page, Page)} == expected


def test_links_that_lead_nowhere_are_passed_over(folder: Path) -> None:
    (folder / "deep/loop.html").symlink_to("loop.html")
    (folder / "deep/gone.html").symlink_to("nowhere")
    (folder / "deep/up").symlink_to("..")
    assert [input_.name for input_ in find_inputs(["deep"])] == ["deep/c.HTM.gz", "deep/d.xhtml.zst"]


def test_what_is_no_file_is_refused_and_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.html")
    with pytest.raises(ConfigurationError, match=r"pipe\.html: neither a file nor a folder"):
        find_inputs(["pipe.html"])


def test_an_empty_name_is_not_the_folder_one_is_in(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match="an empty name"):
        find_inputs([""])


def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.scandir", refuse)
    with pytest.raises(ConfigurationError, match=r"cannot be listed: .*Permission denied"):
        find_inputs([str(tmp_path)])


def test_a_named_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.html").touch()
    monkeypatch.setattr("newsscrape.archive.formats.open_file", refuse)
    with pytest.raises(ConfigurationError, match=r"a\.html: cannot be read: .*Permission denied"):
        find_inputs([str(tmp_path / "a.html")])


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9
NOISE = random.Random(1).randbytes(5_000)
GZIP_MAGIC = b"\x1f\x8b\x08"
RECORD = b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 1\r\n\r\nx\r\n\r\n"


def zipped() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.html", b"<p>x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.html", PNG, "neither HTML nor text"),
        ("a.html", zipped(), "neither HTML nor text"),
        ("a.html", bytes(5_000), "neither HTML nor text"),
        ("a.html", NOISE, "neither HTML nor text"),
        ("a.html", packed(b"<p>x"), "neither HTML nor text"),
        ("a.html", RECORD, "neither HTML nor text"),
        ("a.html.gz", packed(PNG), "neither HTML nor text"),
        ("a.txt", NOISE, "neither HTML nor text"),
        ("a.txt.zst", zstd.compress(PNG), "neither HTML nor text"),
        ("a.txt.zst", packed(b"x"), "not compressed as its name says, but begins with b'.x1f.x8b"),
        ("a.html.gz", b"<html>", "not compressed as its name says, but begins with b'<htm'"),
        ("a.warc", b"<html>", "no WARC"),
        ("a.warc", NOISE, "no WARC"),
        ("a.warc", zipped(), "no WARC"),
        ("a.warc.gz", NOISE, "no WARC"),
        ("a.warc.gz", packed(b"<html>") * 3, "no WARC"),
        ("a.warc.gz", packed(NOISE) + packed(NOISE)[:-1], "no WARC"),
        ("a.warc.zst", zstd.compress(NOISE), "no WARC"),
        ("a.warc.zst", zstd.compress(b"")[:-1], "no WARC"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=f"{path}: .*{said}"):
        find_inputs([str(path)])  # named: nothing is read
    (none,) = read(tmp_path)  # found: one line
    assert isinstance(none, Unreadable)
    assert (none.path, none.record, none.offset, none.is_no_input) == (path.as_posix(), None, 0, True)
    assert said.partition("x1f")[0].rstrip(".") in none.reason


@pytest.mark.parametrize(
    ("name", "content", "items"),
    [
        ("a.html", b"", 1),
        ("a.txt", b"", 1),
        ("a.html.gz", b"", 1),
        ("a.warc", b"", 0),
        ("a.warc.gz", b"", 0),
        ("a.warc.gz", packed(b""), 0),
        ("a.warc.gz.open", packed(RECORD)[:-9], 1),  # a crash's last member
        ("a.warc", RECORD[:20], 1),
        ("a.warc.zst", zstd.compress(RECORD)[:-3], 1),
        ("a.warc", NOISE + RECORD, 2),
        ("a.warc.gz", NOISE + packed(RECORD), 2),
        ("a.warc.gz", packed(NOISE + RECORD), 2),
        ("a.warc.gz", packed(b"words " * 999 + RECORD), 2),
        ("a.warc", GZIP_MAGIC + NOISE + RECORD, 2),  # garbage that begins as a compressed file does
        ("a.warc.gz", RECORD, 1),  # not compressed, but an archive
        ("a.html", b"plain \x1b words", 1),
        ("a.html", "<p>\u0641".encode("utf-16-le"), 1),
        ("a.txt", "\ufeffwords \u0641".encode("utf-16-be"), 1),
        ("a.txt", "\ufeff\u0641".encode(), 1),
        ("a.txt", "\u65e5\u672c".encode("iso2022_jp"), 1),
        ("a.txt", "\u0641\u0642".encode("cp1256"), 1),
        ("a.txt", b"MZ and PK, RIFF and BZh", 1),
        ("a.html.gz", packed(b"<p>x")[:-3], 1),
    ],
)
def test_a_file_that_is_empty_odd_or_broken_is_of_its_kind(
    tmp_path: Path, name: str, content: bytes, items: int
) -> None:
    (tmp_path / name).write_bytes(content)
    found = read(tmp_path / name)
    assert len(found) == items
    assert not any(isinstance(item, Unreadable) and item.is_no_input for item in found)


def test_records_behind_much_garbage_come_from_a_folder(tmp_path: Path) -> None:
    """What is told of a named file, by its first MiB, a reader that goes to the end may know better."""
    (tmp_path / "a.warc").write_bytes(b"garbage " * 300_000 + RECORD + RECORD)
    with pytest.raises(ConfigurationError, match="no record begins in its first MiB"):
        find_inputs([str(tmp_path / "a.warc")])
    assert [type(item) for item in read(tmp_path)] == [Unreadable, PassedOver, PassedOver]


@pytest.mark.parametrize(
    ("name", "content", "offsets"),
    [
        ("a.html", b"<p>x", [0]),
        ("a.html.gz", packed(b"<p>x"), [0]),
        ("a.txt", DUMP, [0, 23]),
        ("a.txt", b"\n\n" + DUMP, [2, 25]),
        ("a.txt.gz", packed(DUMP), [None, None]),
        ("a.txt", b"\xff\xfe" + DUMP.decode().encode("utf-16-le"), [None, None]),
    ],
)
def test_offsets(tmp_path: Path, name: str, content: bytes, offsets: list[int | None]) -> None:
    (tmp_path / name).write_bytes(content)
    assert [item.offset for item in read(tmp_path / name) if isinstance(item, Page)] == offsets


def page_record(number: int, body: bytes = b"<html>x") -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://e.org/%d\r\nContent-Length: %d\r\n\r\n"
    return head % (number, len(block)) + block + b"\r\n\r\n"


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.txt", "a.txt.zst"])
def test_going_on_after_a_record_gives_the_rest(tmp_path: Path, name: str) -> None:
    if name.startswith("a.warc"):
        parts = [page_record(0), RECORD, b"garbage\r\n", page_record(3), page_record(4)]
        content = b"".join(map(gzip.compress, parts)) if name.endswith(".gz") else b"".join(parts)
    else:
        content = b"".join(b" date 2023-04-30 %d\n%d words\n" % (n, n) for n in range(5))
        content = zstd.compress(content) if name.endswith(".zst") else content
    (tmp_path / name).write_bytes(content)
    (input_,) = find_inputs([str(tmp_path / name)])

    def facts(after: int | None) -> list[tuple[object, ...]]:
        items = read_input(input_, after)
        return [(type(item), item.record, getattr(item, "offset", 0), getattr(item, "content", 0)) for item in items]

    whole = facts(None)
    assert [record for _, record, *_ in whole] == [0, 1, 2, 3, 4]
    for after in range(-1, 6):
        assert facts(after) == whole[after + 1 :]


def test_a_break_in_what_is_passed_over_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(packed(NOISE.hex().encode() + b"\n")[:-20])
    (input_,) = find_inputs([str(tmp_path)])
    (broken,) = read_input(input_, after=3)
    assert isinstance(broken, Unreadable)
    assert broken.record == 4


@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.warc.gz"])
def test_pages_pickle_as_their_bytes_and_little_more(tmp_path: Path, name: str) -> None:
    body = b"<html><p>" + NOISE.hex().encode() * 20
    (tmp_path / name).write_bytes(packed(page_record(0, body)) if name.endswith("gz") else body)
    (page,) = read(tmp_path)
    pickled = pickle.dumps(page)
    assert len(pickled) < len(body) + 600
    back = pickle.loads(pickled)
    assert isinstance(page, Page)
    assert vars(back) == vars(page)
    assert back.source == page.source
