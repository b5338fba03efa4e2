"""Bytes unpacked: whole, cut off, damaged, too many."""

import gzip

import pytest

from newsscrape.discovery.packed import as_utf8, unpack, whole_tags

TEXT = b"".join(b"<loc>https://e.org/%d</loc>\n" % (number**7) for number in range(5000))


def test_what_is_not_packed_stays() -> None:
    assert unpack(TEXT) == TEXT


def test_all_files_of_a_chain() -> None:
    assert unpack(gzip.compress(b"<a>") + gzip.compress(b"b") + b"\0\0") == b"<a>b"


def test_what_came_before_a_cut_ends_with_a_whole_tag() -> None:
    packed = gzip.compress(TEXT)
    came = unpack(packed[: len(packed) // 2])
    assert len(came) > len(TEXT) / 4
    assert TEXT.startswith(came)
    assert came.endswith((b">", b"\n"))


def test_what_came_before_a_damage() -> None:
    packed = gzip.compress(TEXT)
    came = unpack(packed[: len(packed) // 2] + b"\0" * 20_000)
    assert came.startswith(TEXT[: len(TEXT) // 4])


def test_no_more_than_the_limit() -> None:
    came = unpack(gzip.compress(TEXT), largest_bytes=1000)
    assert TEXT.startswith(came)
    assert 950 < len(came) <= 1000


@pytest.mark.parametrize("packed", [b"\x1f\x8b", b"\x1f\x8bx", b"\x1f\x8b\x08\0\0\0\0\0\0\0junk"])
def test_what_only_begins_like_gzip_gives_nothing(packed: bytes) -> None:
    assert unpack(packed) == b""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_markup_in_utf_8(encoding: str) -> None:
    assert as_utf8("<é>".encode(encoding)) == "<é>".encode()


def test_half_a_tag_is_cut_off() -> None:
    assert whole_tags(b"<loc>https://e.org/a</loc><loc>https://e.or") == b"<loc>https://e.org/a</loc><loc>"
    assert whole_tags(b"text") == b""
