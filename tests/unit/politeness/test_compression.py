"""Whole and cut-off bodies, by coding."""

import gzip
import sys
import zlib
from collections.abc import Callable
from random import Random

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsscrape.politeness.compression import damage_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAGE = b"<html>" + bytes(range(256)) * 1000 + b"</html>"


def raw_deflate(body: bytes) -> bytes:
    coder = zlib.compressobj(wbits=-15)
    return coder.compress(body) + coder.flush()


CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    " Deflate": raw_deflate,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


def damage(body: bytes, coding: str) -> str | None:
    return damage_of(body, coding, most_bytes=0)


@pytest.mark.parametrize("coding", CODERS)
def test_whole_bodies(coding: str) -> None:
    assert damage(CODERS[coding](PAGE), coding) is None
    assert damage(CODERS[coding](b""), coding) is None
    assert damage(b"", coding) is None


@pytest.mark.parametrize("coding", CODERS)
@given(share=st.floats(0.001, 0.999), page=st.binary(min_size=20, max_size=300))
def test_cut_off_anywhere(coding: str, share: float, page: bytes) -> None:
    body = CODERS[coding](page)
    part = body[: max(1, int(len(body) * share))]
    name = coding.strip().lower().removeprefix("x-")
    assert damage(part, coding) in (f"{name} is cut off", f"{name} is damaged")


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_several_members(coding: str) -> None:
    once = CODERS[coding](PAGE)
    assert damage(once * 3, coding) is None
    assert damage(once * 2 + once[:-9], coding) == f"{coding} is cut off"


def test_padding_behind_gzip_is_harmless() -> None:
    assert damage(gzip.compress(PAGE) + b"\0" * 512, "gzip") is None


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_what_is_no_such_thing_is_damaged(coding: str) -> None:
    assert damage(b"<html><body>plain</body></html>", coding) == f"{coding} is damaged"


def test_a_wrong_checksum_is_damage() -> None:
    body = bytearray(gzip.compress(PAGE))
    body[-8] ^= 1
    assert damage(bytes(body), "gzip") == "gzip is damaged"


@pytest.mark.parametrize("coding", ["", "identity", "compress", "aes128gcm"])
def test_other_codings_are_not_looked_at(coding: str) -> None:
    assert damage(b"plain", coding) is None


@pytest.mark.parametrize("coding", CODERS)
def test_no_further_than_asked(coding: str) -> None:
    """What is too long is Scrapy's to refuse."""
    body = CODERS[coding](Random(1).randbytes(500_000))
    assert damage_of(body[:-1], coding, most_bytes=200_000) is None
