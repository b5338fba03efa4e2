"""Whether a compressed body is whole. Decoders of pages hand on what they can read, and say nothing of the rest."""

import sys
import zlib
from collections.abc import Callable

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_CHUNK_BYTES = 65536
_GZIP = b"\x1f\x8b"


def damage_of(body: bytes, coding: str, *, most_bytes: int) -> str | None:
    """What is amiss with a compressed body: `gzip is cut off`, `gzip is damaged`; None when nothing is.

    Args:
        body: as it came. An empty one is whole, whatever its header says: many servers send it so.
        coding: as Content-Encoding names it (RFC 9110, 8.4.1); an unknown one is not looked at.
        most_bytes: looks no further than so many bytes of what it holds; 0 for all.
    """
    name = coding.strip().lower().removeprefix("x-")
    check = _CHECKS.get(name)
    if check is None or not body:
        return None
    try:
        return None if check(body, most_bytes or sys.maxsize) else f"{name} is cut off"
    except (zlib.error, zstd.ZstdError, brotli.error):
        return f"{name} is damaged"


def _gzip_is_whole(body: bytes, most_bytes: int) -> bool:
    """Whether each member ends (RFC 1952, 2.2). What follows the last and is no member is padding, and harmless."""
    while True:
        decoder = zlib.decompressobj(wbits=31)
        if not _zlib_ends(decoder, body, most_bytes):
            return False
        body = decoder.unused_data
        if not body.startswith(_GZIP):
            return True


def _deflate_is_whole(body: bytes, most_bytes: int) -> bool:
    """With zlib's frame or, as some servers send it, without."""
    try:
        return _zlib_ends(zlib.decompressobj(), body, most_bytes)
    except zlib.error:
        return _zlib_ends(zlib.decompressobj(wbits=-15), body, most_bytes)


def _zlib_ends(decoder: "zlib._Decompress", body: bytes, most_bytes: int) -> bool:
    seen = 0
    rest = body
    while not decoder.eof:
        out = decoder.decompress(rest, _CHUNK_BYTES)
        rest = decoder.unconsumed_tail
        seen += len(out)
        if seen > most_bytes:
            return True
        if not out and not rest and not decoder.eof:
            return False
    return True


def _brotli_is_whole(body: bytes, most_bytes: int) -> bool:
    decoder = brotli.Decompressor()
    seen, rest = 0, body
    while not decoder.is_finished():
        out = decoder.process(rest, output_buffer_limit=_CHUNK_BYTES)
        rest = b""
        seen += len(out)
        if seen > most_bytes:
            return True
        if not out and not decoder.is_finished():
            return False
    return True


def _zstd_is_whole(body: bytes, most_bytes: int) -> bool:
    seen = 0
    while body:
        decoder = zstd.ZstdDecompressor()
        while not decoder.eof:
            out = decoder.decompress(body, _CHUNK_BYTES)
            body = b""
            seen += len(out)
            if seen > most_bytes:
                return True
            if not out and decoder.needs_input and not decoder.eof:
                return False
        body = decoder.unused_data
    return True


_CHECKS: dict[str, Callable[[bytes, int], bool]] = {
    "gzip": _gzip_is_whole,
    "deflate": _deflate_is_whole,
    "br": _brotli_is_whole,
    "zstd": _zstd_is_whole,
}
